"""Amounts with fractions: exact where it matters, compared with fractions of whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle import round_whole
from pipeline.money import MODES
from pipeline.money.fine import ONE, Fine, choose, deal, fine_text, join, put, sum_fine, sums_so_far

amounts = st.integers(-(10**13), 10**13)
parts = st.integers(0, ONE - 1)


def fine(*values: Fraction) -> Fine:
    """A column of these numbers, cut at the twelfth decimal."""
    wholes = np.array([floor(value) for value in values], dtype=np.int64)
    rests = [floor((value - floor(value)) * ONE) for value in values]
    return Fine(wholes, np.array(rests, dtype=np.int64))


def exact(values: Fine) -> list[Fraction]:
    """The numbers as fractions."""
    return [Fraction(whole) + Fraction(part, ONE) for whole, part in zip(values.whole.tolist(), values.parts.tolist(), strict=True)]  # fmt: skip


THIRD, HALF = Fraction(1, 3), Fraction(1, 2)


def test_a_tie_summed_from_thirds_is_met_as_a_tie() -> None:
    # 1/6 three times is one half: each is cut at the twelfth decimal, their sum is a little below it
    sixths = Fine(np.array([1, 1, 1])).times(1, 6)
    summed = sum_fine(np.zeros(3, dtype=np.int64), sixths, 1)
    assert exact(summed)[0] < HALF
    rounded = {mode: summed.rounded(mode).tolist() for mode in MODES}
    assert rounded == {"half_up": [1], "half_even": [0], "half_down": [0], "down": [0], "up": [1]}
    # 9 × 1/6 = 1.5: to the even number it goes up
    nine = sum_fine(np.zeros(9, dtype=np.int64), Fine(np.ones(9, dtype=np.int64)).times(1, 6), 1)
    assert nine.rounded("half_even").tolist() == [2]


def test_three_thirds_are_one_and_are_not_rounded_up() -> None:
    thirds = sum_fine(np.zeros(3, dtype=np.int64), Fine(np.array([1, 1, 1])).times(1, 3), 1)
    assert thirds.rounded("down").tolist() == [1]
    assert thirds.rounded("up").tolist() == [1]


def test_numbers_below_zero_mirror_those_above() -> None:
    # −2.5, −2.4 and −2.6: halves away from zero, to the even number, towards zero; cut off; away
    below = fine(Fraction("-2.5"), Fraction("-2.4"), Fraction("-2.6"))
    assert below.rounded("half_up").tolist() == [-3, -2, -3]
    assert below.rounded("half_even").tolist() == [-2, -2, -3]
    assert below.rounded("half_down").tolist() == [-2, -2, -3]
    assert below.rounded("down").tolist() == [-2, -2, -2]
    assert below.rounded("up").tolist() == [-3, -3, -3]
    assert exact(-below) == [Fraction("2.5"), Fraction("2.4"), Fraction("2.6")]


def test_steps_of_five() -> None:
    # 12.5 lies between 10 and 15; 12.4 nearer to 10, 12.6 nearer to 15, −12.5 between −15 and −10
    values = fine(Fraction("12.5"), Fraction("12.4"), Fraction("12.6"), Fraction("-12.5"))
    assert values.rounded("half_up", 5).tolist() == [15, 10, 15, -15]
    assert values.rounded("half_even", 5).tolist() == [10, 10, 15, -10]
    assert values.rounded("down", 5).tolist() == [10, 10, 10, -10]
    assert values.rounded("up", 5).tolist() == [15, 15, 15, -15]
    whole = Fine(np.array([12, 13, -13]))
    assert whole.rounded("half_up", 5).tolist() == [10, 15, -15]
    # 25 × 3/10 = 7.5: to 5 or 10, halves away from zero
    assert Fine(np.array([25])).rounded_product(np.array([3]), 10, "half_up", 5).tolist() == [10]
    assert fine(Fraction(25)).rounded_product(np.array([3]), 10, "half_down", 5).tolist() == [5]


def test_a_total_is_dealt_to_the_largest_fractions() -> None:
    # 1.2, 1.7 and 1.6 add up to 4.5, rounded 5: the two missing go to .7 and .6
    values = fine(Fraction("1.2"), Fraction("1.7"), Fraction("1.6"))
    one = np.zeros(3, dtype=np.int64)
    assert deal(values, one, np.array([5])).tolist() == [1, 2, 2]
    # in steps of 5: 11, 12 and 13 are 10 each, 5 of the 35 go to the largest rest
    assert deal(Fine(np.array([11, 12, 13])), one, np.array([35]), 5).tolist() == [10, 10, 15]
    # −1.2 and −1.7 add up to −2.9, rounded −3: both are −2 when cut, the one missing goes to −1.2 (rest .8)
    below = fine(Fraction("-1.2"), Fraction("-1.7"))
    assert deal(below, np.zeros(2, dtype=np.int64), np.array([-3])).tolist() == [-1, -2]


def test_sums_so_far_begin_anew_in_every_group() -> None:
    values = fine(HALF, HALF, Fraction(2), THIRD, THIRD)
    so_far = sums_so_far(values, np.array([0, 0, 1, 2, 2]))
    assert so_far.rounded("half_up").tolist() == [1, 1, 2, 0, 1]
    assert so_far.whole.tolist() == [0, 1, 2, 0, 0]
    assert sums_so_far(Fine(np.array([], dtype=np.int64)), np.array([], dtype=np.int64)).size == 0


def test_columns_are_put_together() -> None:
    whole, halves = Fine(np.array([1, 2])), fine(HALF, HALF)
    assert exact(join(whole, halves)) == [1, 2, HALF, HALF]
    assert join(whole, whole).part is None
    assert exact(put(whole, np.array([1]), fine(HALF))) == [1, HALF]
    assert exact(put(halves, np.array([0]), Fine(np.array([7])))) == [7, HALF]
    assert put(whole, np.array([0]), Fine(np.array([7]))).whole.tolist() == [7, 2]
    assert exact(choose(np.array([True, False]), halves, whole)) == [HALF, 2]
    assert choose(np.array([True, False]), whole, whole).part is None
    assert exact(halves.at(np.array([True, False]))) == [HALF]


def test_a_fraction_is_told_with_the_decimals_it_has() -> None:
    # 1 − 1/3 of a cent in francs, and yen without decimals
    values = fine(THIRD, Fraction(250), Fraction(-1, 2))
    assert fine_text(values, 0, 2) == "0.0033333333"
    assert fine_text(values, 1, 2) == "2.50"
    assert fine_text(values, 2, 2) == "-0.005"
    assert fine_text(values, 1, 0) == "250"
    assert fine_text(Fine(np.array([1])), 0, 2, less=fine(THIRD)) == "0.0066666667"


# ---- compared with fractions


@given(amounts, parts, st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_product_is_cut_at_the_twelfth_decimal(whole: int, part: int, factor: int, divisor: int) -> None:
    value = Fine(np.array([whole]), np.array([part]))
    found = exact(value.times(np.array([factor]), np.array([divisor])))[0]
    true = (Fraction(whole) + Fraction(part, ONE)) * factor / divisor
    assert 0 <= true - found < Fraction(2, ONE)


@given(amounts, st.integers(0, 10**8 - 1), st.sampled_from(MODES), st.sampled_from([1, 5, 100]))
def test_rounding_is_exact_down_to_the_eighth_decimal(whole: int, part: int, mode: str, step: int) -> None:
    value = Fine(np.array([whole]), np.array([part * 10**4]))
    true = Fraction(whole) + Fraction(part, 10**8)
    assert value.rounded(mode, step).tolist() == [round_whole(true / step, mode) * step]


@given(st.lists(st.tuples(amounts, parts), min_size=1, max_size=20))
def test_sums_and_differences_are_exact(pairs: list[tuple[int, int]]) -> None:
    values = Fine(np.array([one for one, _ in pairs]), np.array([part for _, part in pairs]))
    groups = np.zeros(len(pairs), dtype=np.int64)
    assert exact(sum_fine(groups, values, 1)) == [sum(exact(values))]
    assert exact(sums_so_far(values, groups))[-1] == sum(exact(values))
    assert set(exact(values - values)) == {0}
    assert exact(values + -values) == exact(values - values)


@given(st.lists(st.tuples(st.integers(-1000, 1000), parts), min_size=1, max_size=12), st.sampled_from([1, 5]))
def test_what_is_dealt_adds_up_and_is_near(pairs: list[tuple[int, int]], step: int) -> None:
    values = Fine(np.array([one for one, _ in pairs]), np.array([part for _, part in pairs]))
    groups = np.zeros(len(pairs), dtype=np.int64)
    total = sum_fine(groups, values, 1).rounded("half_up", step)
    dealt = deal(values, groups, total, step)
    assert dealt.sum() == total[0]
    assert all(abs(one - true) <= step for one, true in zip(dealt.tolist(), exact(values), strict=True))


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="not a rounding mode"):
        fine(HALF).rounded("nearest")
