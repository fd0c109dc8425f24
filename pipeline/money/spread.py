"""Sums by group, and one amount spread over many parts without losing a cent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.money.rounding import Flags, Integers, divide, multiply_divide

_MOST_GROUPS = 2**62


def sum_by(groups: Integers, values: Integers, size: int) -> Integers:
    """Exact int64 sums of the values by group 0…size-1.

    >>> sum_by(np.array([0, 0, 2]), np.array([1, 2, 5]), 3).tolist()
    [3, 0, 5]
    """
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


def number_groups(*columns: Integers | Flags) -> Integers:
    """0, 1, 2… for the distinct rows of the columns, in the order they are met.

    >>> number_groups(np.array([7, 7, 5, 7]), np.array([True, False, True, True])).tolist()
    [0, 1, 2, 0]
    """
    numbers, count = np.zeros_like(columns[0], dtype=np.int64), 1
    for column in columns:
        codes, distinct = pd.factorize(column)
        if count * max(len(distinct), 1) > _MOST_GROUPS:
            numbers, met = pd.factorize(numbers)
            count = len(met)
        numbers = numbers * len(distinct) + codes
        count *= len(distinct)
    return pd.factorize(numbers)[0].astype(np.int64)


def spread(amounts: Integers, groups: Integers, weights: Integers, rule: str) -> Integers:
    """Parts of each group's amount in proportion to the weights; they add up to it.

    `amounts[g]` is spread over the entries with `groups == g`; weights must
    not be negative. A group whose weights are all zero gets no parts (its
    amount must be zero). An amount below zero is spread like the positive
    one. Rules:

    * `largest_remainder`: the cents left over go to the largest fractions,
      earlier entries first; `largest_remainder_last`: later entries first.
    * `floor_first`: each part is cut, the cents left over go to the first
      entries, one each; `floor_last`: all of them to the last entry.
    * `half_up_last`, `half_up_first`, `half_up_largest`: each part is
      rounded, that entry takes the rest.
    * `cumulative`: each part is what the rounded sum so far grows by.
    * `equal`: the same for every entry with a weight, the first ones a cent more.

    Where an entry would take more than it weighs, or less than nothing, and
    the amount is not more than all weights, the largest remainders decide.

    >>> spread(np.array([100]), np.array([0, 0, 0]), np.array([1, 1, 1]), "largest_remainder").tolist()
    [34, 33, 33]
    >>> spread(np.array([-100]), np.array([0, 0, 0]), np.array([1, 1, 1]), "floor_last").tolist()
    [-33, -33, -34]
    """
    if rule not in _RULES:
        raise ValueError(f"{rule} is not a rule of allocation: {', '.join(_RULES)}")
    if groups.size == 0:
        return np.zeros(0, dtype=np.int64)
    sizes = np.abs(amounts)
    parts = _RULES[rule](_Shares(sizes, groups, weights))
    if not rule.startswith("largest_remainder"):
        parts = _without_overdrawn(parts, sizes, groups, weights)
    return parts if (amounts >= 0).all() else parts * np.where(amounts < 0, -1, 1)[groups]


@dataclass(frozen=True)
class _Shares:
    """What is to be spread: amounts ≥ 0 by group, and the weight of each entry."""

    amounts: Integers
    groups: Integers
    weights: Integers

    @cached_property
    def sums(self) -> Integers:
        """All weights of each group."""
        return sum_by(self.groups, self.weights, self.amounts.size)

    @cached_property
    def divided(self) -> tuple[Integers, Integers]:
        """Each entry's part cut down, and the remainder."""
        return multiply_divide(self.weights, self.amounts[self.groups], self._divisors)

    @property
    def rounded(self) -> Integers:
        """Each entry's part rounded half up."""
        return divide(self.weights, self.amounts[self.groups], self._divisors)

    @property
    def _divisors(self) -> Integers:
        return np.maximum(self.sums, 1)[self.groups]

    def left_over(self, parts: Integers) -> Integers:
        """What the parts of each group miss of its amount."""
        missing = self.amounts - sum_by(self.groups, parts, self.amounts.size)
        return np.where(self.sums > 0, missing, 0)


def _by_largest_remainder(shares: _Shares) -> Integers:
    parts, remainders = shares.divided
    return parts + is_among_first(shares.groups, remainders, shares.left_over(parts))


def _by_last_largest_remainder(shares: _Shares) -> Integers:
    parts, remainders = shares.divided
    chosen = is_among_first(shares.groups[::-1], remainders[::-1], shares.left_over(parts))
    return parts + chosen[::-1]


def _floor_first(shares: _Shares) -> Integers:
    parts, _ = shares.divided
    has_weight = (shares.weights > 0).astype(np.int64)
    return parts + is_among_first(shares.groups, has_weight, shares.left_over(parts))


def _floor_last(shares: _Shares) -> Integers:
    return _rest_to(shares, shares.divided[0], np.arange(shares.groups.size))


def _half_up_last(shares: _Shares) -> Integers:
    return _rest_to(shares, shares.rounded, np.arange(shares.groups.size))


def _half_up_first(shares: _Shares) -> Integers:
    return _rest_to(shares, shares.rounded, -np.arange(shares.groups.size))


def _half_up_largest(shares: _Shares) -> Integers:
    return _rest_to(shares, shares.rounded, shares.weights)


def _rest_to(shares: _Shares, parts: Integers, rank: Integers) -> Integers:
    """The parts, the entry with a weight that ranks highest (the first of equals) taking the rest."""
    ranked = np.where(shares.weights > 0, rank - int(rank.min()) + 1, 0)
    is_chosen = is_among_first(shares.groups, ranked, np.ones_like(shares.amounts))
    return parts + np.where(is_chosen, shares.left_over(parts)[shares.groups], 0)


def _cumulative(shares: _Shares) -> Integers:
    order = np.argsort(shares.groups, kind="stable")
    groups, weights = shares.groups[order], shares.weights[order]
    so_far = np.cumsum(weights)
    is_first = rank_in_group(groups) == 0
    begun = np.maximum.accumulate(np.where(is_first, so_far - weights, 0))
    amounts, whole = shares.amounts[groups], np.maximum(shares.sums, 1)[groups]
    parts = np.empty_like(weights)
    parts[order] = divide(so_far - begun, amounts, whole) - divide(so_far - begun - weights, amounts, whole)
    return parts


def _equal(shares: _Shares) -> Integers:
    ones = (shares.weights > 0).astype(np.int64)
    return _by_largest_remainder(_Shares(shares.amounts, shares.groups, ones))


_RULES = {
    "largest_remainder": _by_largest_remainder,
    "largest_remainder_last": _by_last_largest_remainder,
    "half_up_last": _half_up_last,
    "half_up_first": _half_up_first,
    "half_up_largest": _half_up_largest,
    "floor_last": _floor_last,
    "floor_first": _floor_first,
    "cumulative": _cumulative,
    "equal": _equal,
}


def _without_overdrawn(dealt: Integers, amounts: Integers, groups: Integers, weights: Integers) -> Integers:
    """The parts, by largest remainder in groups where an entry would take more than it weighs."""
    is_over = sum_by(groups, ((dealt > weights) | (dealt < 0)).astype(np.int64), amounts.size) > 0
    is_over &= amounts <= sum_by(groups, weights, amounts.size)
    if not is_over.any():
        return dealt
    return np.where(is_over[groups], _by_largest_remainder(_Shares(amounts, groups, weights)), dealt)


def is_among_first(groups: Integers, remainders: Integers, counts: Integers) -> Flags:
    """True for the `counts[g]` entries of each group with the largest remainders, earlier ones first."""
    order = np.lexsort((-remainders, groups))
    is_chosen = np.zeros(groups.size, dtype=bool)
    is_chosen[order] = rank_in_group(groups[order]) < counts[groups[order]]
    return is_chosen


def rank_in_group(sorted_groups: Integers) -> Integers:
    """0, 1, 2… within each run of equal values.

    >>> rank_in_group(np.array([3, 3, 5, 5, 5])).tolist()
    [0, 1, 0, 1, 2]
    """
    if sorted_groups.size == 0:
        return np.zeros(0, dtype=np.int64)
    positions = np.arange(sorted_groups.size)
    is_first = np.concatenate(([True], sorted_groups[1:] != sorted_groups[:-1]))
    return positions - np.maximum.accumulate(np.where(is_first, positions, 0))
