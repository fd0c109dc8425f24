"""Sums by group, and one amount spread over many parts without losing a cent."""

from __future__ import annotations

import numpy as np

from pipeline.money.rounding import Flags, Integers, divide, multiply_divide


def sum_by(groups: Integers, values: Integers, size: int) -> Integers:
    """Exact int64 sums of the values by group 0…size-1.

    >>> sum_by(np.array([0, 0, 2]), np.array([1, 2, 5]), 3).tolist()
    [3, 0, 5]
    """
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


def spread(amounts: Integers, groups: Integers, weights: Integers, rule: str) -> Integers:
    """Parts of each group's amount in proportion to the weights; they add up to it.

    `amounts[g]` is spread over the entries with `groups == g`; weights must
    not be negative. A group whose weights are all zero gets no parts (its
    amount must be zero). `largest_remainder` gives the cents left over to
    the largest fractions, earlier entries first; `half_up_last` and
    `floor_last` round each part and let the last entry with a weight take
    the rest, unless that is more than it weighs and the amount is not more
    than all weights: then the largest remainders decide.

    >>> spread(np.array([100]), np.array([0, 0, 0]), np.array([1, 1, 1]), "largest_remainder").tolist()
    [34, 33, 33]
    >>> spread(np.array([100]), np.array([0, 0, 0]), np.array([1, 1, 1]), "floor_last").tolist()
    [33, 33, 34]
    """
    if groups.size == 0:
        return np.zeros(0, dtype=np.int64)
    whole = np.maximum(sum_by(groups, weights, amounts.size), 1)[groups]
    if rule == "half_up_last":
        parts = divide(weights, amounts[groups], whole)
    else:
        parts, remainders = multiply_divide(weights, amounts[groups], whole)
    has_weight = sum_by(groups, weights, amounts.size) > 0
    left_over = np.where(has_weight, amounts - sum_by(groups, parts, amounts.size), 0)
    if rule == "largest_remainder":
        return parts + _is_among_first(groups, remainders, left_over)
    dealt = parts + np.where(_is_last(groups, weights > 0), left_over[groups], 0)
    return _without_overdrawn(dealt, amounts, groups, weights)


def _without_overdrawn(dealt: Integers, amounts: Integers, groups: Integers, weights: Integers) -> Integers:
    """The parts, by largest remainder in groups whose last entry would take more than it weighs."""
    is_over = sum_by(groups, ((dealt > weights) | (dealt < 0)).astype(np.int64), amounts.size) > 0
    is_over &= amounts <= sum_by(groups, weights, amounts.size)
    if not is_over.any():
        return dealt
    return np.where(is_over[groups], spread(amounts, groups, weights, "largest_remainder"), dealt)


def _is_among_first(groups: Integers, remainders: Integers, counts: Integers) -> Flags:
    """True for the `counts[g]` entries of each group with the largest remainders."""
    order = np.lexsort((np.arange(groups.size), -remainders, groups))
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


def _is_last(groups: Integers, has_weight: Flags) -> Flags:
    """True for the last entry with a weight of each group that has one."""
    last = np.full(int(groups.max()) + 1, -1, dtype=np.int64)
    np.maximum.at(last, groups[has_weight], np.flatnonzero(has_weight))
    return np.asarray(last[groups] == np.arange(groups.size), dtype=bool)
