"""Taxes on taxes, of the price with tax, by the unit, inside and on top at once; reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest

from builders import Orders, line, ppb
from figured import reckoned, taxes_of, total_and_tax, with_cells
from schemas.orders import Tables

PLACES = ("on_top", "inside")


def two_taxes(price: str, first: str, second: str, *, quantity: str = "1", **cells: Any) -> Tables:
    """One line with two taxes."""
    taxes = [("A", first), ("B", second)]
    tables = Orders().add("1", line("X", price, quantity), order_taxes=taxes).tables()
    return with_cells(tables, "taxes", **cells)


@pytest.mark.parametrize(
    ("place", "price", "taxes", "total"),
    [
        ("on_top", "100.00", [500, 1050], 11550),  # 5.00, then 10 % of 105.00
        ("inside", "115.50", [500, 1050], 11550),  # 115.50 / (1.05 × 1.10) = 100.00
    ],
)
def test_a_compound_tax_stands_on_the_one_before(
    place: str, price: str, taxes: list[int], total: int
) -> None:
    tables = two_taxes(price, "5%", "10%", place=place, is_compound=[False, True])
    found = reckoned(tables)
    assert taxes_of(found) == taxes
    assert total_and_tax(found) == [[total, sum(taxes)]]


@pytest.mark.parametrize(("place", "price"), [("on_top", "100.00"), ("inside", "115.00")])
def test_a_tax_that_later_ones_do_not_stand_on(place: str, price: str) -> None:
    # 5 % and 10 % of 100.00 alike, although the second compounds: the first is not in its base
    tables = two_taxes(
        price, "5%", "10%", place=place, is_compound=[False, True], is_in_next_base=[False, True]
    )
    found = reckoned(tables)
    assert taxes_of(found) == [500, 1000]
    assert total_and_tax(found) == [[11500, 1500]]


def test_three_taxes_each_on_those_before() -> None:
    # 10 % of 100.00 = 10.00; of 110.00 = 11.00; of 121.00 = 12.10
    taxes = [("A", "10%"), ("B", "10%"), ("C", "10%")]
    tables = Orders().add("1", line("X", "100.00"), order_taxes=taxes).tables()
    tables = with_cells(tables, "taxes", is_compound=True)
    assert taxes_of(reckoned(tables)) == [1000, 1100, 1210]


@pytest.mark.parametrize(("place", "price"), [("on_top", "90.00"), ("inside", "100.00")])
def test_a_tax_by_division_is_of_the_price_with_it(place: str, price: str) -> None:
    # 10 % of the price with tax: 90.00 / (1 − 0.10) = 100.00
    tables = Orders().add("1", line("X", price, "1", "10%")).tables()
    found = reckoned(with_cells(tables, "taxes", kind="division", place=place))
    assert total_and_tax(found) == [[10000, 1000]]


def test_two_taxes_by_division_share_the_price() -> None:
    # 10 % and 15 % of a price of 100.00 with both: 75.00 without
    for place, price in (("on_top", "75.00"), ("inside", "100.00")):
        found = reckoned(two_taxes(price, "10%", "15%", kind="division", place=place))
        assert taxes_of(found) == [1000, 1500]
        assert total_and_tax(found) == [[10000, 2500]]


@pytest.mark.parametrize(
    ("place", "price", "quantity", "total"),
    [
        ("on_top", "10.00", "3", 3075),  # 3 × 0.25 = 0.75
        ("inside", "10.25", "3", 3075),
        ("on_top", "-10.00", "3", -3075),  # what is given back gives its tax back
        ("on_top", "10.00", "-3", -3075),
        ("on_top", "0.00", "3", 75),
    ],
)
def test_a_tax_by_the_unit_has_the_sign_of_the_line(
    place: str, price: str, quantity: str, total: int
) -> None:
    tables = Orders().add("1", line("X", price, quantity, "1%")).tables()
    by_unit = {"kind": "per_unit", "rate_ppb": 0, "per_unit_sub": 250_000, "place": place}
    found = reckoned(with_cells(tables, "taxes", **by_unit))
    assert total_and_tax(found) == [[total, 75 if total > 0 else -75]]


def test_a_tax_by_the_unit_may_be_below_a_cent() -> None:
    # 7 × 0.0125 = 0.0875 is 0.09; unit by unit 0.0125 is 0.01
    tables = Orders().add("1", line("X", "1.00", "7", "1%")).tables()
    tables = with_cells(tables, "taxes", kind="per_unit", rate_ppb=0, per_unit_sub=12_500)
    assert taxes_of(reckoned(tables)) == [9]
    assert taxes_of(reckoned(tables, tax_level="unit")) == [7]


@pytest.mark.parametrize(("place", "price"), [("on_top", "10.00"), ("inside", "11.55")])
def test_a_compound_tax_stands_on_a_tax_by_the_unit(place: str, price: str) -> None:
    # 0.50 by the unit, then 10 % of 10.50 = 1.05
    tables = two_taxes(
        price, "0%", "10%", kind=["per_unit", "percent"], per_unit_sub=[500_000, 0],
        is_compound=[False, True], place=place,
    )  # fmt: skip
    found = reckoned(tables)
    assert taxes_of(found) == [50, 105]
    assert total_and_tax(found) == [[1155, 155]]


def test_taxes_inside_a_price_and_on_top_of_it() -> None:
    # 108.00 holds 8 %: net 100.00; 5 % on top of that net
    tables = two_taxes("108.00", "8%", "5%", place=["inside", "on_top"])
    found = reckoned(tables)
    assert taxes_of(found) == [800, 500]
    assert total_and_tax(found) == [[11300, 1300]]
    # compounding: 5 % of 108.00
    compound = with_cells(tables, "taxes", is_compound=[False, True])
    assert taxes_of(reckoned(compound)) == [800, 540]


def test_a_percentage_and_a_division_of_one_price() -> None:
    # inside 100.00: 20 % by division = 20.00; left 80.00 = net + 10 % by percentage … of the net:
    # net × (1 + 0.10 × 0.8 / 0.8): net N, division 0.20·N/0.80 = 0.25·N, percentage 0.10·N; 1.35·N = 135.00
    tables = two_taxes("135.00", "20%", "10%", kind=["division", "percent"], place="inside")
    assert taxes_of(reckoned(tables)) == [2500, 1000]


def test_an_exempt_order_owes_no_stacked_tax() -> None:
    tables = two_taxes("100.00", "5%", "10%", kind=["per_unit", "percent"], per_unit_sub=500_000,
                       is_compound=True)  # fmt: skip
    tables = with_cells(tables, "orders", is_tax_exempt=True)
    assert total_and_tax(reckoned(tables)) == [[10000, 0]]


# ---- several taxes as one amount


def test_several_taxes_apart_together_and_carried() -> None:
    # 1.50 at 5 % and 5 %: 0.075 each. Apart 0.08 + 0.08; together 0.15, the first 0.08, the last the rest;
    # carried, each is 0.08 here and the 0.005 too much would be missing from the next line
    tables = two_taxes("1.50", "5%", "5%")
    assert taxes_of(reckoned(tables)) == [8, 8]
    assert taxes_of(reckoned(tables, several_taxes="together")) == [8, 7]
    assert taxes_of(reckoned(tables, several_taxes="together_carried")) == [8, 8]


def test_the_fraction_of_a_divided_tax_is_carried_to_the_next_line() -> None:
    # three lines of 1.06 at 5 % and 5 %: 0.106 is 0.11 each, 0.055 of it for either tax
    # A so far 0.055, 0.11, 0.165: 0.06, 0.11, 0.17, so 0.06, 0.05, 0.06; B as well
    lines = [line(sku, "1.06") for sku in "XYZ"]
    taxes = [("A", "5%"), ("B", "5%")]
    orders = Orders().add("1", *lines, order_taxes=taxes)
    found = reckoned(orders, several_taxes="together_carried", tax_charges=False)
    assert taxes_of(found) == [17, 17]
    # without carrying: 0.06 + 0.05 for each line
    assert taxes_of(reckoned(orders, several_taxes="together", tax_charges=False)) == [18, 15]


def test_several_taxes_inside_a_price_are_divided_by_their_rates() -> None:
    # 1.16 holds 10 % and 6 %: 0.16 together, 0.10 and 0.06
    tables = two_taxes("1.16", "10%", "6%", place="inside")
    assert taxes_of(reckoned(tables, several_taxes="together")) == [10, 6]
    # 1.06: 0.1462 together is 0.15; by the rates 0.09375 and 0.05625: 0.09 and the rest, 0.06
    odd = two_taxes("1.06", "10%", "6%", place="inside")
    assert taxes_of(reckoned(odd, several_taxes="together")) == [9, 6]


def test_a_tax_of_the_order_by_the_unit_is_not_of_its_shipping() -> None:
    # 3 × 0.25 on the items, nothing on 9.00 of shipping
    orders = Orders().add("1", line("X", "10.00", "3"), shipping="9.00", order_taxes=[("Eco", "0%")])
    tables = with_cells(orders.tables(), "taxes", kind="per_unit", per_unit_sub=250_000)
    assert total_and_tax(reckoned(tables)) == [[3975, 75]]


def test_taxes_by_the_unit_are_divided_by_what_they_come_to() -> None:
    # 2 × 0.105 by the unit = 0.21 and 10 % of 2.00 = 0.20: 0.41 together
    tables = two_taxes("1.00", "0%", "10%", quantity="2", kind=["per_unit", "percent"],
                       per_unit_sub=[105_000, 0])  # fmt: skip
    assert taxes_of(reckoned(tables, several_taxes="together")) == [21, 20]


# ---- units and steps


def test_units_of_whole_cents_bear_their_own_tax() -> None:
    # 10.00 − 0.01 on 3 units: 9.99 is 3 × 3.33; 10.00 is 3.33, 3.33 and 3.34
    # at 5 %: 3.33 gives 0.1665 → 0.17, 3.34 gives 0.167 → 0.17; at 4.5 %: 0.14985 → 0.15 and 0.1503 → 0.15
    tables = Orders().add("1", line("X", "3.34", "3", "5%", discount="0.02")).tables()
    assert taxes_of(reckoned(tables, tax_level="unit_split")) == [51]
    # at 15 %: 3.33 → 0.4995 → 0.50, 3.34 → 0.501 → 0.50; cut off: 0.49, 0.49 and 0.50
    tables = with_cells(tables, "taxes", rate_ppb=ppb("15%"))
    assert taxes_of(reckoned(tables, tax_level="unit_split", tax_rounding="down")) == [49 + 49 + 50]
    # an equal part of each unit: 10.00 / 3 × 15 % = 0.5, not cut at all
    assert taxes_of(reckoned(tables, tax_level="unit", tax_rounding="down")) == [150]


def test_a_tax_by_the_unit_on_units_of_whole_cents() -> None:
    # 3.33, 3.33, 3.34 and 0.10 of each unit
    tables = Orders().add("1", line("X", "3.34", "3", "5%", discount="0.02")).tables()
    tables = with_cells(tables, "taxes", kind="per_unit", rate_ppb=0, per_unit_sub=100_000)
    assert taxes_of(reckoned(tables, tax_level="unit_split")) == [30]


@pytest.mark.parametrize(("level", "tax"), [("line", 90), ("unit", 90), ("order", 90), ("order_carry", 90)])
def test_steps_of_five(level: str, tax: int) -> None:
    # 11.20 × 8 % = 0.896, which is 0.90 in steps of 0.05; total 11.20 + 0.90
    tables = Orders().add("1", line("X", "11.20", "1", "8%")).tables()
    assert total_and_tax(reckoned(tables, tax_level=level, step_minor=5)) == [[1120 + tax, tax]]


def test_steps_of_five_over_the_order_are_dealt_in_steps() -> None:
    # 8 % of 1.40 is 0.112 each, 0.336 together: 0.35; cut to 0.10 each, the 0.05 left over to the first
    orders = Orders().add("1", *(line(sku, "1.40", "1", "8%") for sku in "XYZ"))
    assert taxes_of(reckoned(orders, tax_level="order", step_minor=5)) == [15, 10, 10]
