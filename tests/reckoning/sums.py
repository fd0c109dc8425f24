"""What entries add up to: sums of rounded taxes, or taxes rounded once over the order."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from reckoning.entries import Rounder
from reckoning.line_taxes import ORDER_LEVELS, Taxed

ZERO = Fraction(0)
Key = tuple[str, bool]  # a tax's name, and whether prices hold it


@dataclass
class Sums:
    """The net and the taxes of some entries."""

    net: Fraction = ZERO
    taxes: dict[Key, Fraction] = field(default_factory=dict)
    whole_tax: Fraction | None = None  # where all taxes are rounded as one sum

    @property
    def tax(self) -> Fraction:
        """All taxes."""
        return sum(self.taxes.values(), ZERO) if self.whole_tax is None else self.whole_tax

    @property
    def gross(self) -> Fraction:
        """Net and taxes."""
        return self.net + self.tax

    def held(self, *, is_included: bool) -> Fraction:
        """The taxes that prices hold, or those on top."""
        return sum((tax for key, tax in self.taxes.items() if key[1] == is_included), ZERO)

    def __add__(self, other: Sums) -> Sums:
        taxes = dict(self.taxes)
        for key, tax in other.taxes.items():
            taxes[key] = taxes.get(key, ZERO) + tax
        is_whole = self.whole_tax is not None or other.whole_tax is not None
        return Sums(self.net + other.net, taxes, self.tax + other.tax if is_whole else None)


def add_up(group: list[Taxed], rounder: Rounder) -> Sums:
    """What the entries of one group come to by the settings."""
    if rounder.settings.level in ORDER_LEVELS - {"order_dispatch"}:
        return _round_once(group, rounder)
    sums = Sums()
    for taxed in group:
        keys = [(raw.name, raw.is_included) for raw in taxed.raw]
        own = Sums(taxed.net)
        for key, tax in zip(keys, taxed.taxes, strict=True):
            own = own + Sums(ZERO, {key: tax})
        sums = sums + own
    return sums


def raw_taxes(group: list[Taxed]) -> dict[Key, Fraction]:
    """The exact sum of each tax."""
    found: dict[Key, Fraction] = {}
    for taxed in group:
        for raw in taxed.raw:
            key = (raw.name, raw.is_included)
            found[key] = found.get(key, ZERO) + raw.amount
    return found


def raw_net(group: list[Taxed]) -> Fraction:
    """The exact net of what discounts left."""
    total = ZERO
    for taxed in group:
        held = sum((raw.amount for raw in taxed.raw if raw.is_included), ZERO)
        total += taxed.entry.left - held
    return total


def _round_once(group: list[Taxed], rounder: Rounder) -> Sums:
    """Each tax of the group rounded once; order_sum rounds the sum of them all once."""
    if not any(taxed.entry.part == "items" for taxed in group):
        rounder = rounder.plain
    raw = raw_taxes(group)
    taxes = {key: rounder.tax(tax, is_included=key[1]) for key, tax in raw.items()}
    left = sum((taxed.entry.left for taxed in group), ZERO)
    if rounder.settings.level == "order_sum":
        held = sum((tax for key, tax in raw.items() if key[1]), ZERO)
        net = left - rounder.tax(held, is_included=True)
        return Sums(net, taxes, rounder.amount(sum(raw.values(), ZERO)))
    if rounder.settings.extraction == "net_first":
        return _net_first(group, taxes, rounder)
    if rounder.settings.extraction == "both":
        return Sums(rounder.amount(raw_net(group)), taxes)
    return Sums(left - sum((tax for key, tax in taxes.items() if key[1]), ZERO), taxes)


def _net_first(group: list[Taxed], taxes: dict[Key, Fraction], rounder: Rounder) -> Sums:
    """Entries with the same taxes inside: their net rounded once; a single tax is the rest."""
    sums = Sums(ZERO, {key: tax for key, tax in taxes.items() if not key[1]})
    alike: dict[tuple[str, ...], list[Taxed]] = {}
    for taxed in group:
        alike.setdefault(tuple(raw.name for raw in taxed.raw if raw.is_included), []).append(taxed)
    for names, members in alike.items():
        net = rounder.amount(raw_net(members))
        own = {key: rounder.tax(tax, is_included=True) for key, tax in raw_taxes(members).items() if key[1]}
        if len(names) == 1:
            left = sum((taxed.entry.left for taxed in members), ZERO)
            own = {(names[0], True): rounder.amount(left) - net}
        sums = sums + Sums(net, own)
    return sums
