"""The taxes of one entry, rounded at the line or at the unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from reckoning.carriers import Carriers
from reckoning.entries import Entry, Rounder
from reckoning.settings import Settings
from reckoning.taxation import RawTax, take_apart

ZERO = Fraction(0)
ORDER_LEVELS = {"order_by_tax", "order_sum", "order_dispatch"}


@dataclass
class Taxed:
    """One entry with its taxes: exact, and as its own figures show them."""

    entry: Entry
    raw_net: Fraction
    raw: list[RawTax]
    taxes: list[Fraction] = field(default_factory=list)
    net: Fraction = ZERO

    @property
    def included(self) -> Fraction:
        """The rounded taxes that the entered amount holds."""
        return sum((tax for raw, tax in zip(self.raw, self.taxes, strict=True) if raw.is_included), ZERO)

    @property
    def raw_gross(self) -> Fraction:
        """What is left of the entered amount and the exact taxes on top of it."""
        return self.entry.left + sum((raw.amount for raw in self.raw if not raw.is_included), ZERO)


@dataclass(frozen=True)
class Piece:
    """An amount whose taxes are rounded by themselves: a line, or each of its units."""

    amount: Fraction
    taxed_quantity: Fraction
    times: Fraction


def tax_entry(entry: Entry, carriers: Carriers) -> Taxed:
    """The entry with its taxes, rounded as its own figures show them."""
    rounder = carriers.rounder
    is_before = rounder.settings.tax_base == "before_discount"
    base = entry.entered if is_before else entry.left
    raw_net, raw = take_apart(base, entry.taxes, entry.taxed_quantity)
    taxes = [ZERO] * len(raw)
    net = entry.left - base  # what discounts take when tax knows nothing of them
    for piece in _pieces(base, entry, rounder):
        piece_net, piece_raw = take_apart(piece.amount, entry.taxes, piece.taxed_quantity)
        rounded = _round_piece(piece.amount - rounder.amount(piece_net), piece_raw, entry, carriers)
        taxes = [tax + one * piece.times for tax, one in zip(taxes, rounded, strict=True)]
        net += rounder.amount(piece_net) * piece.times
    # A fractional quantity of units leaves fractions of cents.
    taxes = [rounder.tax(tax, is_included=one.is_included) for tax, one in zip(taxes, raw, strict=True)]
    taxed = Taxed(entry, raw_net, raw, taxes)
    taxed.net = net_of(taxed, rounder, net)
    return taxed


def net_of(taxed: Taxed, rounder: Rounder, own_net: Fraction) -> Fraction:
    """The net: what the rounded taxes inside leave, or the net rounded by itself."""
    held = sum(raw.is_included for raw in taxed.raw)
    settings = rounder.settings
    if not held or settings.extraction == "tax_first" or _is_rest(settings, held):
        return taxed.entry.left - taxed.included
    return rounder.amount(own_net)


def _is_rest(settings: Settings, held: int) -> bool:
    """Whether the tax inside a price is what the rounded net leaves: of several, only where they are combined."""
    return settings.extraction == "net_first" and (held == 1 or settings.several_taxes != "separate")


def _pieces(base: Fraction, entry: Entry, rounder: Rounder) -> list[Piece]:
    """The amounts whose taxes are rounded, each with how many times it stands in the line."""
    level = rounder.settings.level
    quantity = entry.quantity
    if level in {"unit", "unit_carry"} and quantity:
        return [Piece(base / quantity, entry.taxed_quantity / quantity, quantity)]
    if level == "unit_split" and quantity.denominator == 1 and quantity > 0:
        # Whole cents for every unit; the first units take the cents left over.
        least = floor(base / quantity / rounder.unit) * rounder.unit
        larger = Fraction(floor((base - least * quantity) / rounder.unit))
        each = entry.taxed_quantity / quantity
        return [Piece(least + rounder.unit, each, larger), Piece(least, each, quantity - larger)]
    return [Piece(base, entry.taxed_quantity, Fraction(1))]


def _round_piece(rest: Fraction, raw: list[RawTax], entry: Entry, carriers: Carriers) -> list[Fraction]:
    """The taxes of one amount, rounded; those in the price may be the rest beside the rounded net."""
    rounded = [ZERO] * len(raw)
    for is_included in (True, False):
        places = [place for place, one in enumerate(raw) if one.is_included == is_included]
        taxes = [raw[place] for place in places]
        if is_included and _is_rest(carriers.rounder.settings, len(taxes)):
            parts = carriers.split(rest, taxes)
        else:
            parts = _round_taxes(taxes, entry, carriers)
        for place, part in zip(places, parts, strict=True):
            rounded[place] = part
    return rounded


def _round_taxes(taxes: list[RawTax], entry: Entry, carriers: Carriers) -> list[Fraction]:
    """Each tax rounded, or their sum rounded and split."""
    round_tax = carriers.rounding_for(entry)
    if carriers.rounder.settings.several_taxes == "separate" or not taxes:
        return [round_tax(tax) for tax in taxes]
    whole = RawTax("", taxes[0].is_included, sum((tax.amount for tax in taxes), ZERO))
    return carriers.split(round_tax(whole), taxes)
