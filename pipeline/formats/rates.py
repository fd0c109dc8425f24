"""Works out tax rates from amounts: the few plain rates that explain most rows. Pure.

An amount rounded to the cent leaves an interval of rates that could have
given it. Over a whole file those intervals tell 8.1 % from 8 %: the rate that
explains the most rows, narrow intervals counting more, is taken first, then
the next for what is left. Integers only, no rate is ever computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import PPB, Flags, Integers, multiply_divide

PERCENT = 10**7
"""One percent in parts per billion."""
MOST_RATES = 60
"""More different rates than this in one file are taken for noise."""
_STEP = PERCENT // 200
_HEAVIEST = 10**6
_UNUSUAL = 4


@dataclass(frozen=True)
class InferredRates:
    """For each row its rate in parts per billion, and whether one was found (else 0)."""

    rate_ppb: Integers
    is_known: Flags


def infer_rates(
    tax_minor: Integers, base_minor: Integers, is_included: Flags, parts: Integers | int = 1
) -> InferredRates:
    """The smallest set of plain rates that explains the tax amounts, row by row.

    `base_minor` holds the tax where `is_included`. `parts`: how many rounded
    amounts each tax may be the sum of. Tries tenths and twentieths of a
    percent, eighths, and where at least two amounts agree on one, multiples
    of 0.005 %, up to 30 %; whole percents up to 100 %.

    >>> ones = np.array([False, False])
    >>> infer_rates(np.array([810, 3]), np.array([10000, 40]), ones).rate_ppb.tolist()
    [81000000, 81000000]
    """
    low, high = rate_bounds(tax_minor, base_minor, is_included, parts)
    weight = np.clip(np.abs(base_minor) // np.maximum(parts, 1), 1, _HEAVIEST)
    codes, intervals = _group_intervals(low, high, weight)
    rates = _choose_rates(intervals)
    return InferredRates(rates[codes], rates[codes] > 0)


def infer_on_best(
    tax_minor: Integers, bases: Sequence[Integers], is_included: Flags, parts: Integers | int = 1
) -> tuple[InferredRates, int]:
    """The rates on the base that explains the most amounts with the fewest rates, and which base it is.

    Of equals the first.

    >>> tax, ones = np.array([80]), np.array([False])
    >>> infer_on_best(tax, [np.array([50]), np.array([1000])], ones)[1]
    1
    """
    candidates = [infer_rates(tax_minor, base, is_included, parts) for base in bases]
    ranks = [(-int(found.is_known.sum()), np.unique(found.rate_ppb).size) for found in candidates]
    best = ranks.index(min(ranks))
    return candidates[best], best


def rate_bounds(
    tax_minor: Integers, base_minor: Integers, is_included: Flags, parts: Integers | int = 1
) -> tuple[Integers, Integers]:
    """Smallest and largest rate that give each tax amount when rounded; low > high if none.

    >>> rate_bounds(np.array([81]), np.array([1000]), np.array([False]))
    (array([80500000]), array([81500000]))
    """
    sign = np.where(base_minor < 0, -1, 1)
    tax, base = tax_minor * sign, base_minor * sign
    least, most = np.maximum(2 * tax - parts, 0), 2 * tax + parts
    has_base = (base > 0) & (tax > 0)
    low_divisor = np.where(is_included, 2 * base - least, 2 * base)
    high_divisor = np.where(is_included, 2 * base - most, 2 * base)
    is_possible = has_base & (low_divisor > 0) & (high_divisor > 0)
    is_possible &= (tax <= base) & (base < 2**50)
    low, rest = multiply_divide(np.where(is_possible, least, 0), PPB, np.where(is_possible, low_divisor, 1))
    high, _ = multiply_divide(np.where(is_possible, most, 0), PPB, np.where(is_possible, high_divisor, 1))
    return np.where(is_possible, low + (rest > 0), 1), np.where(is_possible, high, 0)


def explains(
    rate_ppb: Integers,
    tax_minor: Integers,
    base_minor: Integers,
    is_included: Flags,
    parts: Integers | int = 1,
) -> Flags:
    """True where the rate on the base gives the tax amount within rounding.

    >>> explains(np.array([81000000]), np.array([81]), np.array([1000]), np.array([False])).tolist()
    [True]
    """
    low, high = rate_bounds(tax_minor, base_minor, is_included, parts)
    return (low <= rate_ppb) & (rate_ppb <= high)


@dataclass(frozen=True)
class _Intervals:
    """The different intervals as positions in the grid (first, behind the last), with weights."""

    first: Integers
    behind: Integers
    weight: Integers


def _make_grid() -> tuple[Integers, Integers]:
    """The rates to try, and how unusual each is: 0 whole percents … 4 odd ones."""
    fine = np.arange(1, 30 * 200 + 1, dtype=np.int64) * _STEP
    grid = np.concatenate([fine, np.arange(31, 101, dtype=np.int64) * PERCENT])
    quebec = np.isin(grid, [99_750_000, 149_750_000])
    kinds = [
        grid % PERCENT == 0,
        grid % (PERCENT // 10) == 0,
        grid % (PERCENT // 20) == 0,
        (grid % (PERCENT // 8) == 0) | quebec,
    ]
    return grid, np.select(kinds, range(len(kinds)), _UNUSUAL).astype(np.int64)


_GRID, _RANK = _make_grid()


def _group_intervals(low: Integers, high: Integers, weight: Integers) -> tuple[Integers, _Intervals]:
    """Each row's interval, and the different intervals with their rows' weights added up."""
    first = np.searchsorted(_GRID, low, side="left").astype(np.int64)
    behind = np.maximum(np.searchsorted(_GRID, high, side="right"), first).astype(np.int64)
    codes = pd.factorize(_pair(low, high))[0]
    size = int(codes.max(initial=-1)) + 1
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, codes, weight)
    heads = np.zeros(size, dtype=np.int64)
    heads[codes] = np.arange(codes.size)
    return codes, _Intervals(first[heads], behind[heads], total)


def _pair(low: Integers, high: Integers) -> Integers:
    """One code for each different pair."""
    lows, highs = pd.factorize(low)[0], pd.factorize(high)[0]
    return (lows * (int(highs.max(initial=0)) + 1) + highs).astype(np.int64)


def _choose_rates(intervals: _Intervals) -> Integers:
    """For each interval the first chosen rate inside it, 0 for none."""
    rates = np.zeros(intervals.weight.size, dtype=np.int64)
    left = np.flatnonzero(intervals.behind > intervals.first)
    for _ in range(MOST_RATES):
        if left.size == 0:
            break
        best = _best_candidate(intervals, left)
        if best < 0:
            break
        is_explained = (intervals.first[left] <= best) & (best < intervals.behind[left])
        rates[left[is_explained]] = _GRID[best]
        left = left[~is_explained]
    return rates


def _best_candidate(intervals: _Intervals, left: Integers) -> int:
    """The grid position that explains most of the weight left, -1 if none does."""
    first, behind = intervals.first[left], intervals.behind[left]
    support = _cover(first, behind, np.ones(left.size, dtype=np.int64))
    weight = _cover(first, behind, intervals.weight[left])
    weight[(_RANK == _UNUSUAL) & (support < 2)] = 0  # noqa: PLR2004
    if weight.max() == 0:
        return -1
    heaviest = np.flatnonzero(weight == weight.max())
    return int(heaviest[np.argmin(_RANK[heaviest])])


def _cover(first: Integers, behind: Integers, weight: Integers) -> Integers:
    """Weight of the intervals over each grid position."""
    steps = np.zeros(_GRID.size + 1, dtype=np.int64)
    np.add.at(steps, first, weight)
    np.subtract.at(steps, behind, weight)
    return np.cumsum(steps)[:-1]
