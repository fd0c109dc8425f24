"""The text of an edit's cell as a typed value, or the reason why it is none."""

from __future__ import annotations

import pytest

from pipeline.plan.values import (
    QUANTITY,
    Value,
    amount_measure,
    names_other_currency,
    price_measure,
    read_kind,
    read_rate,
    read_yes_no,
)

FRANCS, YEN, DINARS = amount_measure(2, "CHF"), amount_measure(0, "JPY"), amount_measure(3, "KWD")


@pytest.mark.parametrize(
    ("measure", "text", "number"),
    [
        (FRANCS, "12.50", 1250),
        (FRANCS, "12,5", 1250),
        (FRANCS, "1’234.50 CHF", 123450),
        (FRANCS, "Fr. 5.00", 500),
        (FRANCS, "0", 0),
        (FRANCS, "12.5000", 1250),
        (YEN, "1500", 1500),
        (YEN, "¥1500", 1500),
        (DINARS, "1.234", 1234),
        (price_measure(2), "38.115", 38_115_000),
        (price_measure(0), "1.5", 15_000),
        (QUANTITY, "3", 3000),
        (QUANTITY, "1,25", 1250),
    ],
)
def test_numbers_are_read_in_their_measure(measure: object, text: str, number: int) -> None:
    assert measure.read(text, is_number=False) == Value(number)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("measure", "text", "code"),
    [
        (FRANCS, "12.505", "number-too-precise"),
        (FRANCS, "-5", "number-out-of-range"),
        (FRANCS, "100000000000.01", "number-out-of-range"),
        (FRANCS, "1,234", "ambiguous-number"),
        (FRANCS, "cher", "bad-number"),
        (FRANCS, "", "bad-number"),
        (FRANCS, "EUR 12.50", "bad-number"),
        (FRANCS, "12.50 €", "bad-number"),
        (FRANCS, "$12.50", "bad-number"),
        (FRANCS, "9" * 31, "bad-number"),
        (YEN, "1.5", "number-too-precise"),
        (QUANTITY, "0", "number-out-of-range"),
        (QUANTITY, "0.0001", "number-too-precise"),
    ],
)
def test_what_is_no_number_of_the_measure_is_refused(measure: object, text: str, code: str) -> None:
    assert measure.read(text, is_number=False).code == code  # type: ignore[attr-defined]


def test_a_number_cell_has_a_point_whatever_its_column_settled() -> None:
    assert FRANCS.read("1.234", is_number=True, decimal_mark=",").code == "number-too-precise"
    assert price_measure(2).read("1.234", is_number=True, decimal_mark=",").number == 1_234_000
    assert price_measure(2).read("1e5", is_number=True).code == "bad-number"


def test_a_limit_is_named_in_the_unit_of_the_measure() -> None:
    assert QUANTITY.read("0", is_number=False).facts == {"expected": "from 0.001 to 1000000000"}


@pytest.mark.parametrize(
    ("text", "currency", "is_other"),
    [
        ("12.50", "CHF", False),
        ("CHF 12.50", "CHF", False),
        ("12.50 Fr.", "CHF", False),
        ("12.50 Fr.", "EUR", True),
        ("12.50 €", "EUR", False),
        ("$5", "CAD", False),
        ("5 USD", "CAD", True),
        ("£5", "GBP", False),
    ],
)
def test_another_currency_is_noticed(text: str, currency: str, is_other: bool) -> None:
    assert names_other_currency(text, currency) == is_other


@pytest.mark.parametrize(
    ("text", "ppb"),
    [
        ("8.1%", 81_000_000),
        ("8,1 %", 81_000_000),
        ("8.1", 81_000_000),
        ("9.975%", 99_750_000),
        ("9,975 %", 99_750_000),
        ("0%", 0),
        ("0", 0),
        ("0.5%", 5_000_000),
        ("100%", 10**9),
    ],
)
def test_a_rate_is_a_percentage(text: str, ppb: int) -> None:
    assert read_rate(text, is_number=False) == Value(ppb)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0.081", "ambiguous-number"),
        ("0,081", "ambiguous-number"),
        ("huit", "bad-rate"),
        ("%", "bad-rate"),
        ("-5%", "number-out-of-range"),
        ("1001%", "number-out-of-range"),
        ("8.12345678%", "number-too-precise"),
    ],
)
def test_what_is_no_certain_rate_is_refused(text: str, code: str) -> None:
    assert read_rate(text, is_number=False).code == code


def test_a_rate_follows_the_mark_its_column_settled() -> None:
    assert read_rate("9,975%", is_number=False, decimal_mark=".").code == "number-out-of-range"
    assert read_rate("8,1%", is_number=False, decimal_mark=",").number == 81_000_000


def test_a_number_cell_between_nought_and_one_may_be_a_percent_cell_without_its_sign() -> None:
    assert read_rate("0.1", is_number=True).code == "ambiguous-number"
    assert read_rate("10%", is_number=True).number == 100_000_000


def test_yes_and_no_in_four_languages() -> None:
    assert [read_yes_no(word).number for word in ("Yes", "oui", "JA", "sì", "x", "1")] == [1] * 6
    assert [read_yes_no(word) for word in ("no", "Non", "nein", "falso", "0")] == [Value(0)] * 5
    assert read_yes_no("perhaps").code == "bad-yes-no"


def test_kinds_of_discount_in_four_languages() -> None:
    assert [read_kind(word) for word in ("Amount", "montant", "Betrag", "importo")] == ["amount"] * 4
    assert [read_kind(word) for word in ("%", "Pourcentage", "Prozent", "percentuale")] == ["percent"] * 4
    assert read_kind("gratuit") == ""
