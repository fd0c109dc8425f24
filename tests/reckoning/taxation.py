"""The exact taxes of one amount: what it is without tax and what each tax is, before any rounding."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Tax = dict[str, Any]
ZERO = Fraction(0)
ONE = Fraction(1)


@dataclass(frozen=True)
class RawTax:
    """One tax of one amount, unrounded."""

    name: str
    is_included: bool
    amount: Fraction


@dataclass(frozen=True)
class Linear:
    """A tax as `factor` x net + `constant`: every kind of tax is of this form."""

    factor: Fraction
    constant: Fraction


def taxes_by_net(taxes: list[Tax], quantity: Fraction) -> list[Linear]:
    """Each tax as a function of the net; a compound one reckons with the taxes before it."""
    found: list[Linear] = []
    for place, tax in enumerate(taxes):
        rate = Fraction(tax["rate"])
        if tax.get("amount_type") == "fixed_per_unit":
            found.append(Linear(ZERO, rate * quantity))
            continue
        factor, constant = ONE, ZERO
        if tax.get("compound"):
            for earlier, line in zip(taxes, found, strict=False):
                if earlier.get("in_next_base") is not False:
                    factor += line.factor
                    constant += line.constant
        share = rate / 100
        if tax.get("amount_type") == "division":
            # The tax is its rate of the amount with all the division taxes that stand beside it.
            share /= 1 - _rates_beside(taxes, place) / 100
        found.append(Linear(factor * share, constant * share))
    return found


def _rates_beside(taxes: list[Tax], place: int) -> Fraction:
    """The rates of the division taxes on the same base as this one: all that are in the price, or are not."""
    own = taxes[place]
    total = ZERO
    for tax in taxes:
        is_beside = bool(tax.get("included")) == bool(own.get("included"))
        is_beside = is_beside and bool(tax.get("compound")) == bool(own.get("compound"))
        if tax.get("amount_type") == "division" and is_beside:
            total += Fraction(tax["rate"])
    return total


def take_apart(amount: Fraction, taxes: list[Tax], quantity: Fraction) -> tuple[Fraction, list[RawTax]]:
    """The exact net of an entered amount, and each tax."""
    lines = taxes_by_net(taxes, quantity)
    factor, constant = ONE, ZERO
    for tax, line in zip(taxes, lines, strict=True):
        if tax.get("included"):
            factor += line.factor
            constant += line.constant
    net = (amount - constant) / factor
    raw = [
        RawTax(tax["name"], bool(tax.get("included")), line.factor * net + line.constant)
        for tax, line in zip(taxes, lines, strict=True)
    ]
    return net, raw


def included_factor(taxes: list[Tax]) -> Fraction:
    """What a net of 1 becomes with the taxes that are in the price (amounts a unit left aside)."""
    lines = taxes_by_net(taxes, ZERO)
    return ONE + sum(
        (line.factor for tax, line in zip(taxes, lines, strict=True) if tax.get("included")), ZERO
    )


def excluded_factor(taxes: list[Tax]) -> Fraction:
    """What an entered amount of 1 becomes with the taxes on top (amounts a unit left aside)."""
    lines = taxes_by_net(taxes, ZERO)
    on_top = sum(
        (line.factor for tax, line in zip(taxes, lines, strict=True) if not tax.get("included")), ZERO
    )
    return ONE + on_top / included_factor(taxes)


def signed_quantity(unit_price: Fraction, quantity: Fraction) -> Fraction:
    """The quantity that taxes of an amount a unit reckon with: a line that takes money back gives them back."""
    return -quantity if unit_price < 0 else quantity
