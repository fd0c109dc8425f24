"""Discounts of the whole order, spread over its lines and shipping."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reckoning.entries import Entry, Rounder
from reckoning.line_discounts import on_basis
from reckoning.spreading import spread_by_unit
from reckoning.taxation import excluded_factor, included_factor

Discount = dict[str, Any]
ZERO = Fraction(0)
PARTS = {"items": ("items",), "items_and_shipping": ("items", "shipping"), "shipping": ("shipping",)}


def take_order_discount(discount: Discount, entries: list[Entry], rounder: Rounder) -> None:
    """Take one discount off the entries of its scope; every entry notes its share, if only of zero."""
    scope = [entry for entry in entries if _is_within(entry, discount)]
    shares = dict(zip(map(id, scope), _shares(discount, scope, rounder), strict=True))
    for entry in entries:
        entry.order_discounts.append(shares.get(id(entry), ZERO))


def _is_within(entry: Entry, discount: Discount) -> bool:
    if entry.part not in PARTS[discount.get("scope") or "items"]:
        return False
    return entry.part == "shipping" or not discount.get("skus") or entry.sku in discount["skus"]


def _shares(discount: Discount, scope: list[Entry], rounder: Rounder) -> list[Fraction]:
    """What the discount takes from each entry of its scope."""
    gross = sum((entry.left * excluded_factor(entry.taxes) for entry in scope), ZERO)
    value = Fraction(discount["value"])
    if discount["kind"] == "fixed":
        if discount.get("basis") == "gross":
            return _gross_shares(min(value, gross), scope, rounder)
        if rounder.settings.fixed_basis == "net":
            return _net_shares(value, scope, rounder)
        return _spread(min(rounder.amount(value), _left(scope)), scope, rounder)
    if discount.get("basis") == "gross":
        return _gross_shares(_limited(rounder.amount(gross * value / 100), discount), scope, rounder)
    return _percent_shares(discount, scope, gross, rounder)


def _percent_shares(
    discount: Discount, scope: list[Entry], gross: Fraction, rounder: Rounder
) -> list[Fraction]:
    """A percentage: of each line, or of the sum; its cap counts with or without the taxes on top."""
    share = Fraction(discount["value"]) / 100
    bases = [_base(entry, discount, rounder) for entry in scope]
    if discount.get("max_basis") == "gross":
        if gross * share > Fraction(discount["max"]):
            return _gross_shares(Fraction(discount["max"]), scope, rounder)
    elif discount.get("max") and sum(bases, ZERO) * share > Fraction(discount["max"]):
        return _spread(Fraction(discount["max"]), scope, rounder)
    if rounder.settings.order_percent == "per_line":
        return [rounder.amount(base * share) for base in bases]
    if rounder.settings.order_percent == "per_line_raw":
        return [base * share for base in bases]
    return _spread(min(rounder.amount(sum(bases, ZERO) * share), _left(scope)), scope, rounder)


def _base(entry: Entry, discount: Discount, rounder: Rounder) -> Fraction:
    base = entry.entered if discount.get("base") == "original" else entry.left
    return on_basis(base, entry, rounder)


def _left(scope: list[Entry]) -> Fraction:
    return sum((entry.left for entry in scope), ZERO)


def _limited(amount: Fraction, discount: Discount) -> Fraction:
    return min(amount, Fraction(discount["max"])) if discount.get("max") else amount


def _spread(amount: Fraction, scope: list[Entry], rounder: Rounder) -> list[Fraction]:
    weights = {
        "current": [entry.left for entry in scope],
        "original": [entry.entered for entry in scope],
        "gross": [entry.left * excluded_factor(entry.taxes) for entry in scope],
    }[rounder.settings.weights]
    return _deal(amount, weights, rounder)


def _gross_shares(amount: Fraction, scope: list[Entry], rounder: Rounder) -> list[Fraction]:
    """An amount with tax, spread by the amounts with tax; each share comes off without the taxes on top."""
    factors = [excluded_factor(entry.taxes) for entry in scope]
    weights = [entry.left * factor for entry, factor in zip(scope, factors, strict=True)]
    shares = _deal(amount, weights, rounder)
    nets = [share / factor for share, factor in zip(shares, factors, strict=True)]
    return nets if rounder.settings.allocation == "exact" else [rounder.amount(net) for net in nets]


def _net_shares(value: Fraction, scope: list[Entry], rounder: Rounder) -> list[Fraction]:
    """An amount off the nets: an entered amount that holds tax falls by its share with that tax."""
    factors = [included_factor(entry.taxes) for entry in scope]
    nets = [entry.left / factor for entry, factor in zip(scope, factors, strict=True)]
    shares = _deal(min(value, sum(nets, ZERO)), nets, rounder)
    return [rounder.amount(share * factor) for share, factor in zip(shares, factors, strict=True)]


def _deal(amount: Fraction, weights: list[Fraction], rounder: Rounder) -> list[Fraction]:
    rule = "exact" if rounder.settings.level == "none" else rounder.settings.allocation
    return spread_by_unit(amount, weights, rule, rounder.unit, rounder.settings.mode)
