"""Tax rates worked out from rounded amounts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.rates import explains, infer_rates, rate_bounds

ON_TOP, INSIDE = False, True


def infer(taxes: list[int], bases: list[int], *, inside: bool = ON_TOP, parts: int = 1) -> list[int]:
    found = infer_rates(np.array(taxes), np.array(bases), np.full(len(taxes), inside), parts)
    assert (found.is_known == (found.rate_ppb > 0)).all()
    return [int(rate) for rate in found.rate_ppb]


def half_up(base: int, rate_ppb: int, *, inside: bool) -> int:
    divisor = 10**9 + (rate_ppb if inside else 0)
    return (2 * base * rate_ppb + divisor) // (2 * divisor)


def test_one_large_amount_gives_its_rate() -> None:
    assert infer([8100], [100000]) == [81_000_000]


def test_the_rate_of_a_large_amount_is_taken_for_a_small_one_that_it_explains() -> None:
    # 0.03 on 0.40 alone could be anything from 6.3 % to 8.7 %
    assert infer([8100, 3], [100000, 40]) == [81_000_000, 81_000_000]


def test_tax_inside_the_price_is_part_of_its_base() -> None:
    # 10.00 with 10 % inside holds 0.91
    assert infer([9091, 91], [100000, 1000], inside=INSIDE) == [100_000_000, 100_000_000]


def test_two_rates_of_one_shop_are_told_apart() -> None:
    assert infer([749, 253, 375], [10000, 10000, 5000], inside=INSIDE) == [81_000_000, 26_000_000, 81_000_000]


def test_of_rates_that_explain_as_much_the_plainer_one_is_taken() -> None:
    # 1.00 on 10.00: 9.95 % … 10.05 %; 10 is whole
    assert infer([100], [1000]) == [100_000_000]


@pytest.mark.parametrize(
    ("rate", "base"), [(99_750_000, 100000), (88_750_000, 100000), (147_500_000, 100000)]
)
def test_north_american_rates_are_known(rate: int, base: int) -> None:
    assert infer([half_up(base, rate, inside=ON_TOP)], [base]) == [rate]


def test_an_odd_rate_needs_two_amounts_that_agree_on_it() -> None:
    assert infer([8679], [100000]) == [0]
    assert infer([8680, 17360], [99995, 199999]) == [86_800_000, 86_800_000]


def test_a_tax_summed_from_rounded_parts_may_be_further_off() -> None:
    # three lines of 0.93 at 8.1 %: 0.08 each, 0.24 together; at once it would be 0.23
    assert infer([24300, 24], [300000, 279], parts=3) == [81_000_000, 81_000_000]
    assert infer([24300, 24], [300000, 279])[1] != 81_000_000


def test_a_refund_has_the_rate_of_its_sale() -> None:
    assert infer([-810, 810], [-10000, 10000]) == [81_000_000, 81_000_000]


@pytest.mark.parametrize(("tax", "base"), [(81, 0), (81, -1000), (-81, 1000), (0, 1000), (2000, 1000)])
def test_nothing_explains_a_tax_that_cannot_be(tax: int, base: int) -> None:
    assert infer([tax], [base]) == [0]


def test_no_rows_give_no_rates() -> None:
    assert infer([], []) == []


def test_bounds_hold_the_rates_that_round_to_the_amount() -> None:
    low, high = rate_bounds(np.array([81]), np.array([1000]), np.array([ON_TOP]))
    assert (int(low[0]), int(high[0])) == (80_500_000, 81_500_000)


def test_explains_says_yes_and_no() -> None:
    rates = np.array([81_000_000, 77_000_000])
    found = explains(rates, np.array([58, 58]), np.array([770, 770]), np.array([INSIDE, INSIDE]))
    assert found.tolist() == [True, False]


@given(
    rate=st.sampled_from([25, 26, 37, 38, 77, 81, 190, 200, 220]),
    bases=st.lists(st.integers(1, 10**7), min_size=1, max_size=30),
    inside=st.booleans(),
)
def test_a_shop_with_one_rate_is_explained_by_what_is_found(
    rate: int, bases: list[int], inside: bool
) -> None:
    bases = [*bases, 5_000_000]
    taxes = [half_up(base, rate * 10**6, inside=inside) for base in bases]
    found = infer(taxes, bases, inside=inside)
    assert found[-1] == rate * 10**6
    assert all(got in (0, rate * 10**6) for got in found)
    assert [got > 0 for got in found] == [tax > 0 for tax in taxes]
