"""Percentages taken off the whole items total with its tax; reckoned by hand."""

from __future__ import annotations

import pytest

from builders import Orders, edit, line
from edit_both import correct_under, figures
from figured import reckoned, taxes_of, total_and_tax, with_cells
from schemas.convention import Convention

OFF = {"order_percent": "off_total"}


def test_the_total_and_each_tax_fall_by_the_percentage() -> None:
    # 33.33 × 21 % = 6.9993 is 7.00: 40.33; less 10 %: 36.297 is 36.30; tax 6.30; net the rest, 30.00: 3.33 off
    # by the standard: 3.33 off, 30.00 × 21 % = 6.30 as well
    orders = Orders().add("1", line("A", "33.33", "1", "21%"), discounts=[{"value": "10%"}])
    found = reckoned(orders, **OFF)
    assert total_and_tax(found) == [[3630, 630]]
    assert found.discounts[["base_minor", "amount_minor"]].to_numpy().tolist() == [[3333, 333]]
    assert found.shares["amount_minor"].tolist() == [333]


def test_the_net_is_what_is_left_of_the_total() -> None:
    # 0.15 at 21 %: 0.0315 is 0.03; 0.18 less 50 % is 0.09; tax 0.015 is 0.02; net 0.07, so 0.08 are off
    orders = Orders().add("1", line("A", "0.15", "1", "21%"), discounts=[{"value": "50%"}])
    found = reckoned(orders, **OFF)
    assert total_and_tax(found) == [[9, 2]]
    assert found.discounts["amount_minor"].tolist() == [8]


def test_prices_with_tax_fall_by_the_percentage() -> None:
    # 12.10 holds 21 %: 2.10; less 10 %: 10.89 with 1.89
    orders = Orders().add("1", line("A", "12.10", "1", "21%"), included=True, discounts=[{"value": "10%"}])
    assert total_and_tax(reckoned(orders, **OFF)) == [[1089, 189]]


def test_two_percentages_one_after_the_other() -> None:
    # 100.00 + 21.00 = 121.00; less 10 %: 108.90 with 18.90; less 50 %: 54.45 with 9.45; 90.00 to 45.00
    orders = Orders().add(
        "1", line("A", "100.00", "1", "21%"), discounts=[{"value": "10%"}, {"value": "50%", "stage": 2}]
    )
    found = reckoned(orders, **OFF)
    assert total_and_tax(found) == [[5445, 945]]
    assert found.discounts["amount_minor"].tolist() == [1000, 4500]


def test_shipping_keeps_its_price_and_tax() -> None:
    # items 121.00 less 10 % = 108.90; shipping 10.00 + 2.10 untouched
    orders = Orders().add(
        "1",
        line("A", "100.00", "1", "21%"),
        shipping="10.00",
        shipping_tax="21%",
        discounts=[{"value": "10%"}],
    )
    found = reckoned(orders, **OFF)
    assert total_and_tax(found) == [[10890 + 1210, 1890 + 210]]
    assert taxes_of(found) == [1890, 210]


def test_the_fall_is_spread_over_the_lines_but_gift_cards() -> None:
    # 30.00 and 60.00 less 10 %: 3.00 and 6.00; of a card of 10.00 the order's 10 % is taken from the others
    orders = Orders().add(
        "1", line("A", "30.00"), line("B", "60.00"), line("CARD", "10.00", gift_card=True),
        discounts=[{"value": "10%"}],
    )  # fmt: skip
    found = reckoned(orders, **OFF)
    assert found.orders["total_minor"].tolist() == [9000]
    assert found.shares["amount_minor"].tolist() == [333, 667]  # 10.00 as 30 : 60


@pytest.mark.parametrize(
    "cells", [{"reach": "items_and_shipping"}, {"is_of_gross": True}, {"is_of_original": True}]
)
def test_a_percentage_of_another_base_is_taken_as_usual(cells: dict) -> None:
    orders = Orders().add("1", line("A", "0.15", "1", "21%"), discounts=[{"value": "50%"}])
    tables = with_cells(orders.tables(), "discounts", **cells)
    assert total_and_tax(reckoned(tables, **OFF)) == total_and_tax(reckoned(tables))


def test_a_fixed_discount_beside_it_leaves_the_order_as_usual() -> None:
    orders = Orders().add(
        "1", line("A", "0.15", "1", "21%"), discounts=[{"value": "50%"}, {"value": "0.01", "stage": 2}]
    )
    assert total_and_tax(reckoned(orders, **OFF)) == total_and_tax(reckoned(orders))
    untouched = Orders().add("1", line("A", "0.15", "1", "21%"))
    assert total_and_tax(reckoned(untouched, **OFF)) == [[18, 3]]


def test_orders_side_by_side_are_taken_by_themselves() -> None:
    # 1: two percentages; 2: none; 3: one of 25 % of 10.00
    orders = Orders().add(
        "1", line("A", "100.00"), discounts=[{"value": "10%"}, {"value": "10%", "stage": 2}]
    )
    orders.add("2", line("A", "7.00")).add("3", line("A", "10.00"), discounts=[{"value": "25%"}])
    assert reckoned(orders, **OFF).orders["total_minor"].tolist() == [8100, 700, 750]


def test_shares_stand_as_the_discounts_do_whichever_orders_are_together() -> None:
    # 1 is taken off in two rounds, 2 in one: the shares of 2 still come last
    # 10.00 of 100.00, 9.00 of 90.00; 2.50 of 10.00
    orders = Orders().add(
        "1", line("A", "100.00"), discounts=[{"value": "10%"}, {"value": "10%", "stage": 2}]
    )
    orders.add("2", line("A", "10.00"), discounts=[{"value": "25%"}])
    assert reckoned(orders, **OFF).shares["amount_minor"].tolist() == [1000, 900, 250]


def test_an_edit_moves_the_total_by_the_percentage() -> None:
    # 3 × 0.15 = 0.45 at 21 %: 0.0945 is 0.09; 0.54 less 50 % is 0.27; tax 0.045 is 0.05; net 0.22, so 0.23 off
    tables = Orders().add("1", line("A", "0.15", "1", "21%"), discounts=[{"value": "50%"}]).tables()
    outcome = correct_under(tables, edit("1", "item", ref="A", quantity="3"), convention=Convention(**OFF))
    assert figures(outcome) == [45, 23, 0, 0, 5, 27]
