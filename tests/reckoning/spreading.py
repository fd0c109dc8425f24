"""One amount spread over weights: where the odd cents go."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from reckoning.rounding import round_to

Parts = list[Fraction]


def spread(amount: Fraction, weights: Parts, rule: str, decimals: int) -> Parts:
    """The amount in parts of whole units, by the rule; modes of rounding inside a rule are half up."""
    return spread_by_unit(amount, weights, rule, Fraction(1, 10**decimals), "half_up")


def spread_by_unit(amount: Fraction, weights: Parts, rule: str, unit: Fraction, mode: str) -> Parts:
    """The same for any rounding unit; a negative amount is spread like the positive one."""
    if amount < 0:
        return [-part for part in spread_by_unit(-amount, weights, rule, unit, mode)]
    if not sum(weights):
        return [Fraction(0) for _ in weights]
    if rule == "greedy":
        return _fill_in_turn(amount, weights)
    if rule == "equal_first":
        weights = [Fraction(1) for _ in weights]
        rule = "floor_first"
    shares = [amount * weight / sum(weights) for weight in weights]
    if rule == "exact":
        return shares
    if rule == "cumulative":
        return _round_running_sum(shares, unit, mode)
    if rule.startswith("round_"):
        return _round_and_settle(amount, shares, weights, rule, unit, mode)
    return _floor_and_deal(amount, shares, rule, unit)


def _fill_in_turn(amount: Fraction, weights: Parts) -> Parts:
    """Each takes as much as it holds, until nothing is left."""
    parts = []
    for weight in weights:
        part = max(min(weight, amount), Fraction(0))
        amount -= part
        parts.append(part)
    return parts


def _round_running_sum(shares: Parts, unit: Fraction, mode: str) -> Parts:
    """A part is the rounded sum up to it less the rounded sum before it."""
    parts = []
    running = given = Fraction(0)
    for share in shares:
        running += share
        parts.append(round_to(running, unit, mode) - given)
        given += parts[-1]
    return parts


def _round_and_settle(
    amount: Fraction, shares: Parts, weights: Parts, rule: str, unit: Fraction, mode: str
) -> Parts:
    """Each share rounded; one of them takes the difference to the whole, or nobody does."""
    parts = [round_to(share, unit, mode) for share in shares]
    if rule == "round_none":
        return parts
    taker = {"round_first": 0, "round_last": len(parts) - 1, "round_largest": weights.index(max(weights))}[
        rule
    ]
    parts[taker] += amount - sum(parts)
    return parts


def _floor_and_deal(amount: Fraction, shares: Parts, rule: str, unit: Fraction) -> Parts:
    """Each share cut to whole units; the units left over are dealt one each."""
    parts = [floor(share / unit) * unit for share in shares]
    if rule == "floor_none":
        return parts
    places = range(len(parts))
    remainders = [share - part for share, part in zip(shares, parts, strict=True)]
    order = {
        "largest_remainder": sorted(places, key=lambda place: (-remainders[place], place)),
        "largest_remainder_last": sorted(places, key=lambda place: (-remainders[place], -place)),
        "floor_first": list(places),
        "floor_last": list(reversed(places)),
    }[rule]
    left = amount - sum(parts)
    for place in order:
        if left < unit:
            break
        parts[place] += unit
        left -= unit
    # An amount that is no whole number of units leaves a fraction: the first in the order takes it.
    parts[order[0]] += left
    return parts
