"""How a tax of one entry is rounded: by itself, or with the fraction that an earlier one left."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from reckoning.entries import Entry, Rounder
from reckoning.taxation import RawTax

ZERO = Fraction(0)
RoundTax = Callable[[RawTax], Fraction]


class Carriers:
    """Rounds taxes one after another; where the level carries, a fraction lost goes on to the next."""

    def __init__(self, rounder: Rounder, fractions: dict[tuple[str, str], Fraction] | None = None) -> None:
        self.rounder = rounder
        self.fractions = {} if fractions is None else fractions

    @property
    def plain(self) -> Carriers:
        """The same fractions, for shipping and surcharges."""
        return Carriers(self.rounder.plain, self.fractions)

    def rounding_for(self, entry: Entry) -> RoundTax:
        """How a tax of this entry is rounded."""
        settings = self.rounder.settings
        if settings.level in {"unit_carry", "line_carry"}:
            # Only a product and its fees share fractions.
            return lambda tax: self.carry(entry.product or entry.part, tax)
        if settings.level == "order_carry":
            scope = "all" if settings.shipping_scope == "together" or entry.part != "shipping" else "shipping"
            return lambda tax: self.carry(scope, tax)
        return lambda tax: self.rounder.tax(tax.amount, is_included=tax.is_included)

    def carry(self, scope: str, tax: RawTax) -> Fraction:
        """The rounded tax; what rounding took or gave stays behind for the scope's next of this name."""
        due = tax.amount + self.fractions.get((scope, tax.name), ZERO)
        rounded = self.rounder.tax(due, is_included=tax.is_included)
        self.fractions[scope, tax.name] = due - rounded
        return rounded

    def split(self, whole: Fraction, taxes: list[RawTax]) -> list[Fraction]:
        """One rounded amount of several taxes, split over them by their exact amounts."""
        total = sum((tax.amount for tax in taxes), ZERO)
        if not total:
            return [ZERO] * len(taxes)
        shares = [RawTax(tax.name, tax.is_included, whole * tax.amount / total) for tax in taxes]
        if self.rounder.settings.several_taxes == "combined_carry":
            return self._split_with_fractions(whole, shares)
        parts = [self.rounder.tax(share.amount, is_included=share.is_included) for share in shares]
        return [*parts[:-1], whole - sum(parts[:-1], ZERO)]

    def _split_with_fractions(self, whole: Fraction, shares: list[RawTax]) -> list[Fraction]:
        """Each share rounded with the fraction its tax carries; together no more than the whole, but maybe less."""
        parts: list[Fraction] = []
        for share in shares:
            rounded = self.carry("split", share)
            room = whole - sum(parts, ZERO)
            parts.append(min(rounded, room) if whole >= 0 else max(rounded, room))
        return parts
