"""Numbers in, numbers out: every spelling read as it is meant, every division exact."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle import round_whole
from pipeline.money import (
    MODES,
    canonical_number,
    currency_decimals,
    divide,
    divide_one,
    divide_rounded_to,
    is_product_above,
    multiply_divide,
    parse_plain,
    price_text,
    quantity_text,
    rate_text,
    to_text,
)

AS_PEOPLE_WRITE = [
    ("1234.50", "1234.50"),
    ("1,234.50", "1234.50"),
    ("1 234,50", "1234.50"),
    ("1\N{NO-BREAK SPACE}234,50", "1234.50"),
    ("1\N{NARROW NO-BREAK SPACE}234,50", "1234.50"),
    ("1\N{THIN SPACE}234,50", "1234.50"),
    ("1'234.50", "1234.50"),
    ("1’234.50", "1234.50"),
    ("1.234,50", "1234.50"),
    ("1'234'567.05", "1234567.05"),
    ("1,234,567", "1234567"),
    ("1.234.567,8", "1234567.8"),
    ("1234,567", "1234.567"),
    ("0,125", "0.125"),
    ("38.115", "38.115"),
    ("12,5", "12.5"),
    ("10,00", "10.00"),
    ("CHF 12.50", "12.50"),
    ("12.50 CHF", "12.50"),
    ("12.50 €", "12.50"),
    ("€12.50", "12.50"),
    ("Fr. 12.50", "12.50"),
    ("SFr. 12.50", "12.50"),
    ("12.-", "12"),
    ("12.–", "12"),
    ("CHF 12.--", "12"),
    ("-5", "-5"),
    ("−5", "-5"),
    ("5-", "-5"),
    ("(5.00)", "-5.00"),
    ("CHF -5.00", "-5.00"),
    ("-CHF 5.00", "-5.00"),
    ("+5", "5"),
    (" 7 ", "7"),
    ("0", "0"),
    (".5", "0.5"),
    ("5.", "5"),
]
REFUSED = [
    ("1,234", "ambiguous-number"),
    ("CHF 1,234", "ambiguous-number"),
    ("-12,345", "ambiguous-number"),
    ("", "empty"),
    ("  ", "empty"),
    ("deux", "bad-number"),
    ("CHF", "bad-number"),
    ("1.2.3", "bad-number"),
    ("1,23,456.7", "bad-number"),
    ("1,234.5,6", "bad-number"),
    ("12 50", "bad-number"),
    ("1e5", "bad-number"),
    ("10%", "bad-number"),
    ("--5", "bad-number"),
    ("(-5)", "bad-number"),
    ("²", "bad-number"),
    ("٣", "bad-number"),
]


@pytest.mark.parametrize(("written", "meant"), AS_PEOPLE_WRITE)
def test_a_number_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert canonical_number(written) == (meant, "ok")


@pytest.mark.parametrize(("written", "status"), REFUSED)
def test_what_is_no_certain_number_is_refused(written: str, status: str) -> None:
    assert canonical_number(written) == ("", status)


@pytest.mark.parametrize(
    ("written", "mark", "meant"),
    [
        ("1,234", ".", ("1234", "ok")),
        ("1,234", ",", ("1.234", "ok")),
        ("1.234", ",", ("1234", "ok")),
        ("1.234", ".", ("1.234", "ok")),
        ("1.234,5", ".", ("", "bad-number")),
        ("1,2,3", ",", ("", "bad-number")),
        ("12,5", ".", ("", "bad-number")),
        ("1,234,567", ".", ("1234567", "ok")),
    ],
)
def test_a_settled_decimal_mark_decides(written: str, mark: str, meant: tuple[str, str]) -> None:
    assert canonical_number(written, mark) == meant


MACHINE_WRITTEN = [
    ("12.5", 1250, "ok"),
    ("-0.05", -5, "ok"),
    ("12.5000", 1250, "ok"),
    ("12.", 1200, "ok"),
    (" 7 ", 700, "ok"),
    ("", 0, "empty"),
    ("0.005", 0, "number-too-precise"),
    ("1,5", 0, "bad-number"),
    ("1e3", 0, "bad-number"),
    ("+1", 0, "bad-number"),
    ("- 1", 0, "bad-number"),
    ("nan", 0, "bad-number"),
    ("1_000", 0, "bad-number"),
    ("100000000000", 10**13, "ok"),
    ("100000000000.01", 0, "number-out-of-range"),
    ("-100000000000.01", 0, "number-out-of-range"),
    ("999999999999999999", 0, "number-out-of-range"),
    ("9999999999999999999", 0, "bad-number"),
]


def test_machine_written_numbers_are_read_by_the_column() -> None:
    parsed = parse_plain(pd.Series([text for text, _, _ in MACHINE_WRITTEN]), 2)
    assert parsed.values.tolist() == [value for _, value, _ in MACHINE_WRITTEN]
    assert parsed.status.tolist() == [status for _, _, status in MACHINE_WRITTEN]
    assert parsed.is_ok.tolist() == [status == "ok" for _, _, status in MACHINE_WRITTEN]


def test_repeated_numbers_are_read_once_and_alike() -> None:
    parsed = parse_plain(pd.Series(["12.5", "x", "", "12.5"] * 5), 2)
    assert parsed.values.tolist() == [1250, 0, 0, 1250] * 5
    assert parsed.status.tolist() == ["ok", "bad-number", "empty", "ok"] * 5


def test_each_number_may_have_its_own_decimals() -> None:
    parsed = parse_plain(pd.Series(["12", "12", "12.5", "1.5"]), np.array([0, 2, 3, 0]))
    assert parsed.values.tolist() == [12, 1200, 12500, 0]
    assert parsed.status.tolist() == ["ok", "ok", "ok", "number-too-precise"]


def test_no_numbers_give_no_numbers() -> None:
    assert parse_plain(pd.Series([], dtype="str"), 2).values.tolist() == []


@given(st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=30), st.integers(0, 4))
def test_what_is_printed_is_read_back(values: list[int], decimals: int) -> None:
    texts = [to_text(value, decimals) for value in values]
    assert parse_plain(pd.Series(texts), decimals).values.tolist() == values
    for value, text in zip(values, texts, strict=True):
        plain, status = canonical_number(text, ".")
        assert (Fraction(plain), status) == (Fraction(value, 10**decimals), "ok")


@given(st.integers(0, 10**9), st.sampled_from([",", "."]), st.sampled_from([" ", "'", "’", "\N{THIN SPACE}"]))
def test_thousands_and_decimals_are_told_apart(cents: int, decimal: str, thousands: str) -> None:
    written = f"{cents // 100:,}".replace(",", thousands) + f"{decimal}{cents % 100:02d}"
    plain, status = canonical_number(written)
    assert (Fraction(plain), status) == (Fraction(cents, 100), "ok")


whole = st.integers(-(10**13), 10**13)


@pytest.mark.parametrize("mode", MODES)
@given(
    values=st.lists(whole, min_size=1, max_size=20),
    factor=st.integers(1, 10**10),
    divisor=st.integers(10**5, 10**11),
)
def test_a_division_is_rounded_as_the_mode_says(
    mode: str, values: list[int], factor: int, divisor: int
) -> None:
    found = divide(np.array(values), factor, divisor, mode)
    assert found.tolist() == [round_whole(Fraction(value * factor, divisor), mode) for value in values]


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("half_up", [3, -3, 4, -4, 2, -2]),
        ("half_even", [2, -2, 4, -4, 2, -2]),
        ("half_down", [2, -2, 3, -3, 2, -2]),
        ("down", [2, -2, 3, -3, 2, -2]),
        ("up", [3, -3, 4, -4, 3, -3]),
    ],
)
def test_halves_go_where_the_mode_sends_them(mode: str, rounded: list[int]) -> None:
    assert divide(np.array([25, -25, 35, -35, 21, -21]), 1, 10, mode).tolist() == rounded


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="sideways is not a rounding mode"):
        divide(np.array([1]), 1, 2, "sideways")


@pytest.mark.parametrize("bits", [30, 31, 51, 52, 53, 60, 61])
def test_products_beyond_int64_are_divided_exactly(bits: int) -> None:
    large = 2**bits - 1
    values, factors = [large, -large, large - 1, 1, 0], [large, large, -(large - 2), large, large]
    quotients, remainders = multiply_divide(np.array(values), np.array(factors), large)
    expected = [divmod(value * factor, large) for value, factor in zip(values, factors, strict=True)]
    assert list(zip(quotients.tolist(), remainders.tolist(), strict=True)) == expected


@given(
    st.lists(st.integers(-(2**61) + 1, 2**61 - 1), min_size=1, max_size=5),
    st.integers(1, 2**61 - 1),
    st.integers(0, 2**62),
)
def test_any_product_is_divided_exactly_where_the_quotient_fits(
    values: list[int], factor: int, more: int
) -> None:
    divisor = min(factor + more, 2**61 - 1)
    quotients, remainders = multiply_divide(np.array(values), factor, divisor)
    expected = [divmod(value * factor, divisor) for value in values]
    assert list(zip(quotients.tolist(), remainders.tolist(), strict=True)) == expected


def test_a_quotient_beyond_all_bounds_stays_beyond_them() -> None:
    values = np.array([10**13, -(10**13), 10**15, 2**60, 0])
    quotients, _ = multiply_divide(
        values, np.array([10**10, 10**10, 10**12, 2**60, 5]), np.array([1, 1, 3, 1, 1])
    )
    assert quotients.tolist() == [2**60, -(2**60), 2**60, 2**60, 0]


def test_numbers_too_large_for_exactness_are_refused() -> None:
    with pytest.raises(OverflowError, match="too large"):
        multiply_divide(np.array([2**61]), 8, 3)


def test_nothing_divided_is_nothing() -> None:
    assert [part.tolist() for part in multiply_divide(np.array([], dtype=np.int64), 3, 2)] == [[], []]


def test_single_numbers_and_steps_of_five() -> None:
    assert divide_one(1234, 1, 3) == 411
    values = np.array([1231, 1232, 1233, 1237, 1238, 0, -1232, -1233])
    assert divide_rounded_to(values, 5).tolist() == [1230, 1230, 1235, 1235, 1240, 0, -1230, -1235]
    assert divide_rounded_to(values, 5, "down").tolist() == [1230, 1230, 1230, 1235, 1235, 0, -1230, -1230]


def test_a_product_above_the_limit_is_seen_without_being_made() -> None:
    prices, quantities = (
        np.array([10**15, 10**15, -(10**15), 10**8, 0]),
        np.array([10**12, 10**5, 10**6, 10**12, 0]),
    )
    assert is_product_above(prices, quantities, 10**20).tolist() == [True, False, True, False, False]


def test_numbers_are_spelled_with_the_decimals_they_have() -> None:
    assert [to_text(value, 2) for value in (1250, -5, 0, 100)] == ["12.50", "-0.05", "0.00", "1.00"]
    assert [to_text(value, 0) for value in (7, -7)] == ["7", "-7"]
    assert to_text(1200, 2, keep_zeros=False) == "12"
    assert [price_text(value, 2) for value in (12_500_000, 38_115_000, 100)] == ["12.50", "38.115", "0.0001"]
    assert [price_text(12_500_000, 2, keep_zeros=False), price_text(15_000, 0)] == ["12.5", "1.5"]
    assert [quantity_text(value) for value in (2000, 1250, -500)] == ["2", "1.25", "-0.5"]
    assert [rate_text(value) for value in (81_000_000, 99_750_000, 0)] == ["8.1", "9.975", "0"]
    assert [currency_decimals(code) for code in ("CHF", "JPY", "KWD", "UYW")] == [2, 0, 3, 4]
