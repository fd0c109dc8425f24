"""The discounts a line, or a shipping, has of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reckoning.entries import Entry, Rounder
from reckoning.taxation import excluded_factor, included_factor

Discount = dict[str, Any]


def take_line_discounts(entry: Entry, rounder: Rounder) -> None:
    """Take the entry's own discounts off, one after the other, each from what the one before left."""
    for discount in entry.discounts:
        if discount["kind"] == "percent":
            # A percentage of the price with tax may take the tax too: 100% of it leaves less than nothing.
            most = rounder.amount(on_basis(entry.left, entry, rounder))
            amount = percent_amount(entry, discount, rounder)
        else:
            most = entry.left
            amount = _fixed_amount(entry, discount, rounder)
        entry.line_discount += capped(amount, most)


def capped(amount: Fraction, most: Fraction) -> Fraction:
    """A discount never takes more than there is."""
    return min(amount, most) if most >= 0 else amount


def _fixed_amount(entry: Entry, discount: Discount, rounder: Rounder) -> Fraction:
    """Money off the line, or off each of its units."""
    value = Fraction(discount["value"])
    if discount.get("per") == "unit":
        value *= entry.quantity
    if rounder.settings.fixed_basis == "net":
        # The value comes off the net: the entered amount, which holds tax, falls by more.
        value *= included_factor(entry.taxes)
    return rounder.amount(value)


def percent_amount(entry: Entry, discount: Discount, rounder: Rounder) -> Fraction:
    """A percent of what is left, or of the undiscounted amount."""
    base = entry.entered if discount.get("base") == "original" else entry.left
    base = on_basis(base, entry, rounder)
    rule = "unit" if discount.get("per") == "unit" else rounder.settings.percent_rounding
    return _round_percent(base, Fraction(discount["value"]) / 100, entry.quantity, rule, rounder)


def on_basis(base: Fraction, entry: Entry, rounder: Rounder) -> Fraction:
    """The amount as the percentage sees it: as entered, without its tax, or with all tax."""
    basis = rounder.settings.percent_basis
    if basis == "net":
        return base / included_factor(entry.taxes)
    return base * excluded_factor(entry.taxes) if basis == "gross" else base


def _round_percent(
    base: Fraction, share: Fraction, quantity: Fraction, rule: str, rounder: Rounder
) -> Fraction:
    """The discount by the rule; unit and price reckon one unit, line and rest the whole line."""
    if rule == "none" or not quantity:
        return base * share
    if rule == "unit":
        return rounder.percent(base / quantity * share) * quantity
    if rule == "price":
        return rounder.amount(base - rounder.amount(base / quantity * (1 - share)) * quantity)
    if rule == "rest":
        return rounder.amount(base - rounder.amount(base * (1 - share)))
    return rounder.percent(base * share)
