"""Taxes rounded once over the order, with the cents dealt back to the lines."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from reckoning.entries import Rounder
from reckoning.line_taxes import Taxed, net_of
from reckoning.sums import raw_net, raw_taxes

ZERO = Fraction(0)
HALF = Fraction(1, 2)


def deal_differences(group: list[Taxed], rounder: Rounder) -> None:
    """Give the entries what the taxes, rounded once over the group, have more or less than theirs add up to."""
    for key, raw in raw_taxes(group).items():
        places = [
            (taxed, place)
            for taxed in group
            for place, one in enumerate(taxed.raw)
            if (one.name, one.is_included) == key
        ]
        shown = sum((taxed.taxes[place] for taxed, place in places), ZERO)
        missing = rounder.tax(raw, is_included=key[1]) - shown
        shares = deal(missing, [abs(taxed.raw_net) for taxed, _ in places], rounder.unit)
        for (taxed, place), share in zip(places, shares, strict=True):
            taxed.taxes[place] += share
    for taxed in group:
        taxed.net = net_of(taxed, rounder, taxed.net)
    if rounder.settings.extraction == "both":
        _deal_nets(group, rounder)


def _deal_nets(group: list[Taxed], rounder: Rounder) -> None:
    """The nets too are one rounding of their exact sum; the difference goes to the entries that hold tax."""
    held = [taxed for taxed in group if any(raw.is_included for raw in taxed.raw)]
    missing = rounder.amount(raw_net(group)) - sum((taxed.net for taxed in group), ZERO)
    shares = deal(missing, [abs(taxed.raw_net) for taxed in held], rounder.unit)
    for taxed, share in zip(held, shares, strict=True):
        taxed.net += share


def deal(amount: Fraction, weights: list[Fraction], unit: Fraction) -> list[Fraction]:
    """Whole units by weight, the largest first; what is then left goes one unit each, the largest first."""
    shares = [ZERO] * len(weights)
    if not sum(weights):
        return shares
    step = unit if amount > 0 else -unit
    count = abs(amount) // unit
    left = count
    order = sorted(range(len(weights)), key=lambda place: (-weights[place], place))
    for place in order:
        given = min(floor(count * weights[place] / sum(weights) + HALF), left)
        shares[place] += given * step
        left -= given
    for place in order[: int(left)]:
        shares[place] += step
    return shares
