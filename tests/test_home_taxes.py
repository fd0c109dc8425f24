"""Prices that hold the tax of the shop's country, sold to another one; reckoned by hand."""

from __future__ import annotations

import pytest

from builders import Orders, line, ppb
from figured import reckoned, with_cells
from schemas.orders import Tables


def sold_abroad(price: str, quantity: str, home: str, away: str) -> Tables:
    """One line whose price holds the home tax, and the tax of the destination."""
    taxes = [("home", home), ("away", away)]
    tables = Orders().add("1", line("A", price, quantity), included=True, order_taxes=taxes).tables()
    return with_cells(tables, "taxes", is_home=[True, False])


@pytest.mark.parametrize(
    ("home_tax", "items", "tax"),
    [
        # 3 × 9.99 with 19 % inside; the net of a unit is 8.394958, of the line 25.184874
        ("net_kept", 3022, 504),  # 25.184874 × 1.20 = 30.221849; × 1/6 = 5.0367 of 30.22
        ("net_rounded", 3021, 504),  # 8.39 × 1.20 = 10.068 is 10.07; 3 × 10.07 = 30.21; 5.035 is 5.04
        ("gross_rounded", 3021, 504),  # 8.394958 × 1.20 = 10.07395 is 10.07
        ("gross_kept", 2997, 500),  # 29.97 / 6 = 4.995
    ],
)
def test_a_price_is_brought_to_its_destination(home_tax: str, items: int, tax: int) -> None:
    found = reckoned(sold_abroad("9.99", "3", "19%", "20%"), home_tax=home_tax)
    assert found.orders[["items_minor", "tax_minor", "total_minor"]].to_numpy().tolist() == [
        [items, tax, items]
    ]
    assert found.taxes["amount_minor"].tolist() == [0, tax]  # the home tax is not owed


def test_a_rounded_net_and_a_rounded_price_differ() -> None:
    # 0.99 with 20 %: net 0.825. Rounded 0.83 × 1.50 = 1.245 is 1.25; unrounded 1.2375 is 1.24; kept 10 × 1.2375
    tables = sold_abroad("0.99", "10", "20%", "50%")
    found = {
        choice: int(reckoned(tables, home_tax=choice).orders["total_minor"].iloc[0])
        for choice in ("net_rounded", "gross_rounded", "net_kept", "gross_kept")
    }
    assert found == {"net_rounded": 1250, "gross_rounded": 1240, "net_kept": 1238, "gross_kept": 990}


def test_a_destination_without_tax_leaves_the_net() -> None:
    # 119.00 with 19 %: 100.00
    tables = sold_abroad("119.00", "1", "19%", "0%")
    assert reckoned(tables).orders[["tax_minor", "total_minor"]].to_numpy().tolist() == [[0, 10000]]
    exempt = with_cells(sold_abroad("119.00", "1", "19%", "20%"), "orders", is_tax_exempt=True)
    assert reckoned(exempt).orders[["tax_minor", "total_minor"]].to_numpy().tolist() == [[0, 10000]]


def test_a_price_on_top_of_which_tax_comes_is_left_as_it_is() -> None:
    tables = with_cells(sold_abroad("100.00", "1", "19%", "20%"), "orders", tax_mode="on_top")
    assert reckoned(tables).orders["total_minor"].tolist() == [12000]


def test_a_destination_with_a_tax_by_the_unit() -> None:
    # 119.00 with 19 %: 100.00 a unit; 0.50 by the unit: 2 × 100.50
    tables = sold_abroad("119.00", "2", "19%", "0%")
    tables = with_cells(tables, "taxes", kind=["percent", "per_unit"], per_unit_sub=[0, 500_000])
    assert reckoned(tables).orders[["tax_minor", "total_minor"]].to_numpy().tolist() == [[100, 20100]]


def test_a_home_tax_by_the_unit_is_taken_out_of_each_unit() -> None:
    # 120.00 holds 19 % and 1.00 by the unit: net 100.00; 2 × 120.00 with 20 %
    taxes = [("home", "19%"), ("eco", "0%"), ("away", "20%")]
    tables = Orders().add("1", line("A", "120.00", "2"), included=True, order_taxes=taxes).tables()
    cells = {"is_home": [True, True, False], "kind": ["percent", "per_unit", "percent"]}
    tables = with_cells(tables, "taxes", **cells, per_unit_sub=[0, 1_000_000, 0])
    assert reckoned(tables).orders[["tax_minor", "total_minor"]].to_numpy().tolist() == [[4000, 24000]]


def test_discounts_are_taken_from_the_price_at_its_destination() -> None:
    # 119.00 with 19 % is 120.00 with 20 %; 10 % off: 108.00, of which 18.00 are tax
    orders = Orders().add(
        "1", line("A", "119.00"), included=True, order_taxes=[("home", "19%"), ("away", "20%")],
        discounts=[{"value": "10%"}],
    )  # fmt: skip
    tables = with_cells(orders.tables(), "taxes", is_home=[True, False])
    assert tables.taxes["rate_ppb"].tolist() == [ppb("19%"), ppb("20%")]
    assert reckoned(tables).orders[["tax_minor", "total_minor"]].to_numpy().tolist() == [[1800, 10800]]
