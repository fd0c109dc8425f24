"""Amounts that are not rounded yet: whole minor units and an exact-enough fraction, on columns.

A number is `whole + part / ONE`, the part between 0 and ONE − 1. Products and
quotients are cut at the twelfth decimal of a minor unit; before anything is
rounded the last four of them are rounded off, so that a half that is one in
truth is met as one however it was summed up. Sums of up to four million
amounts fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.money.rounding import Flags, Integers, divide, goes_up, multiply_divide
from pipeline.money.spelling import to_text
from pipeline.money.spread import is_among_first, sum_by

ONE = 10**12
"""Parts of one minor unit."""
_SURE = 10**4
"""Parts that may be noise: each term of a sum is cut at one part."""
_SURE_DECIMALS = 8
"""Decimals of a minor unit that are not noise."""


@dataclass(frozen=True)
class Fine:
    """A column of amounts; `part` is None where all of them are whole."""

    whole: Integers
    part: Integers | None = None

    @property
    def size(self) -> int:
        """How many amounts there are."""
        return int(self.whole.size)

    @property
    def parts(self) -> Integers:
        """The fractions in parts of ONE."""
        return np.zeros_like(self.whole) if self.part is None else self.part

    def __add__(self, other: Fine) -> Fine:
        if self.part is None and other.part is None:
            return Fine(self.whole + other.whole)
        return normal(self.whole + other.whole, self.parts + other.parts)

    def __neg__(self) -> Fine:
        return Fine(-self.whole) if self.part is None else normal(-self.whole, -self.part)

    def __sub__(self, other: Fine) -> Fine:
        return self + -other

    def at(self, positions: Any) -> Fine:
        """The amounts at those positions (or where those flags are set)."""
        return Fine(self.whole[positions], None if self.part is None else self.part[positions])

    def times(self, factors: Integers | int, divisors: Integers | int = 1) -> Fine:
        """Each amount × factor / divisor, unrounded.

        >>> thirds = Fine(np.array([1, -1])).times(1, 3)
        >>> thirds.whole.tolist(), thirds.parts.tolist()
        ([0, -1], [333333333333, 666666666666])
        """
        whole, rest = multiply_divide(self.whole, factors, divisors)
        part, _ = multiply_divide(rest, ONE, divisors)
        if self.part is not None:
            more, rest = multiply_divide(self.part, factors, divisors)
            part = part + more % ONE
            whole = whole + more // ONE
        return normal(whole, part) if part.any() else Fine(whole)

    def rounded(self, mode: str, step: int = 1) -> Integers:
        """The amounts as whole numbers, multiples of the step (below 1 000).

        >>> Fine(np.array([12, -13]), np.array([ONE // 2, ONE // 2])).rounded("half_up").tolist()
        [13, -13]
        """
        if self.part is None:
            return self.whole if step == 1 else divide(self.whole, 1, step, mode) * step
        sure = normal(self.whole, (self.part + _SURE // 2) // _SURE * _SURE)
        floor = np.floor_divide(sure.whole, step)
        rest = (sure.whole - floor * step) * ONE + sure.parts
        return (floor + goes_up(mode, floor, rest, 2 * rest - step * ONE)) * step

    def rounded_product(
        self, factors: Integers, divisors: Integers | int, mode: str, step: int = 1
    ) -> Integers:
        """amount × factor / divisor as a whole number; exact where the amounts are whole.

        >>> Fine(np.array([1005])).rounded_product(np.array([1]), 10, "half_up").tolist()
        [101]
        """
        if self.part is not None:
            return self.times(factors, divisors).rounded(mode, step)
        return divide(self.whole, factors, np.asarray(divisors, dtype=np.int64) * step, mode) * step


def normal(whole: Integers, part: Integers) -> Fine:
    """The number with its fraction brought between 0 and ONE."""
    carry = np.floor_divide(part, ONE)
    return Fine(whole + carry, part - carry * ONE)


def sum_fine(groups: Integers, values: Fine, size: int) -> Fine:
    """Sums of the amounts by group 0…size-1."""
    whole = sum_by(groups, values.whole, size)
    if values.part is None:
        return Fine(whole)
    return normal(whole, sum_by(groups, values.part, size))


def sums_so_far(values: Fine, sorted_groups: Integers) -> Fine:
    """The sum of each amount and the earlier ones of its group (groups stand together).

    >>> sums_so_far(Fine(np.array([1, 2, 5])), np.array([0, 0, 1])).whole.tolist()
    [1, 3, 5]
    """
    if values.size == 0:
        return values
    places = np.arange(values.size)
    is_first = np.concatenate(([True], sorted_groups[1:] != sorted_groups[:-1]))
    first = np.maximum.accumulate(np.where(is_first, places, 0))

    def within(column: Integers) -> Integers:
        so_far = np.cumsum(column)
        return np.asarray(so_far - (so_far - column)[first], dtype=np.int64)

    whole = within(values.whole)
    return Fine(whole) if values.part is None else normal(whole, within(values.part))


def put(values: Fine, places: Integers, new: Fine) -> Fine:
    """The amounts with new ones at those places."""
    whole = values.whole.copy()
    whole[places] = new.whole
    if values.part is None and new.part is None:
        return Fine(whole)
    part = values.parts.copy()
    part[places] = new.parts
    return Fine(whole, part)


def join(*columns: Fine) -> Fine:
    """The columns one below the other."""
    whole = np.concatenate([column.whole for column in columns])
    if all(column.part is None for column in columns):
        return Fine(whole)
    return Fine(whole, np.concatenate([column.parts for column in columns]))


def choose(flags: Flags, values: Fine, others: Fine) -> Fine:
    """The amounts where the flags are set, else the others."""
    whole = np.where(flags, values.whole, others.whole)
    if values.part is None and others.part is None:
        return Fine(whole)
    return Fine(whole, np.where(flags, values.parts, others.parts))


def deal(raw: Fine, groups: Integers, totals: Integers, step: int = 1) -> Integers:
    """Whole amounts near the raw ones that add up to each group's total.

    Each is the raw one cut down to a multiple of the step; what is missing
    goes, one step each, to the largest fractions, earlier ones first.

    >>> halves = Fine(np.array([1, 1, 2]), np.full(3, ONE // 2))
    >>> deal(halves, np.array([0, 0, 1]), np.array([3, 3])).tolist()
    [2, 1, 3]
    """
    floor = np.floor_divide(raw.whole, step)
    missing = np.floor_divide(totals, step) - sum_by(groups, floor, totals.size)
    rest = (raw.whole - floor * step) * ONE + raw.parts
    return (floor + is_among_first(groups, rest, missing)) * step


def fine_text(values: Fine, place: int, decimals: int, *, less: Fine | None = None) -> str:
    """One of the amounts unrounded, with the currency's decimals and more only where it has them.

    Eight decimals more at most: what rounding looks at. `less`: an amount to
    take off, so that what is told of both adds up.

    >>> fine_text(Fine(np.array([182, 250]), np.array([ONE // 4, 0])), 0, 2)
    '1.8225'
    >>> fine_text(Fine(np.array([250])), 0, 2), fine_text(Fine(np.array([-1])).times(1, 3), 0, 2)
    ('2.50', '-0.0033333333')
    >>> fine_text(Fine(np.array([1])), 0, 2, less=Fine(np.array([2])).times(1, 3))
    '0.0033333333'
    """
    sure = _sure(values, place) - (_sure(less, 0) if less else 0)
    text = to_text(sure, decimals + _SURE_DECIMALS, keep_zeros=False)
    front, _, behind = text.partition(".")
    return f"{front}.{behind.ljust(decimals, '0')}" if decimals or behind else text


def _sure(values: Fine, place: int) -> int:
    """One of the amounts in units of its last decimal that is not noise."""
    return int(values.whole[place]) * (ONE // _SURE) + (int(values.parts[place]) + _SURE // 2) // _SURE
