"""The shops do not adjust the stock when an order is edited: what is to be put back and taken, exactly once."""

from __future__ import annotations

import pytest

from builders import Orders, edit, edits, line
from pipeline.kernel import correct
from schemas.stock import STOCK


def shop() -> Orders:
    return (
        Orders()
        .add("1001", line("TEA", "48.00", "2"), line("CUP", "9.00", "3"), total="123.00")
        .add("1002", line("", "5.00", "4", name="Gift wrap"), line("TEA", "48.00"), total="68.00")
    )


def moved(*rows) -> list[tuple[str, str, str, int]]:
    """Order, SKU, name and thousandths moved, of the edits on the shop's orders."""
    stock = correct(shop().tables(), edits(*rows)).stock
    STOCK.validate(stock)
    return [tuple(row) for row in stock[["order_id", "sku", "name", "moved_milli"]].to_numpy()]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"ref": "TEA", "quantity": "1"}, [("1001", "TEA", -1000)]),
        ({"ref": "TEA", "quantity": "2.5"}, [("1001", "TEA", 500)]),
        ({"ref": "TEA", "price": "40.00"}, []),
        ({"ref": "TEA", "name": "Green tea"}, []),
        ({"ref": "TEA", "sku": "TEA-2"}, [("1001", "TEA", -2000), ("1001", "TEA-2", 2000)]),
        ({"ref": "TEA", "sku": "TEA-2", "quantity": "3"}, [("1001", "TEA", -2000), ("1001", "TEA-2", 3000)]),
    ],
)
def test_a_changed_item_moves_what_it_changes(asked, expected):
    found = moved(edit("1001", "item", "change", **asked))
    assert sorted((order, sku, units) for order, sku, _, units in found) == expected


def test_a_removed_item_is_put_back_and_an_added_one_taken():
    rows = (
        edit("1001", "item", "remove", ref="CUP"),
        edit("1002", "item", "add", sku="POT", name="Teapot", price="70.00", quantity="2"),
    )
    found = [(order, sku, units) for order, sku, _, units in moved(*rows)]
    assert found == [("1001", "CUP", -3000), ("1002", "POT", 2000)]


def test_an_item_without_a_sku_is_known_by_its_name():
    (found,) = moved(edit("1002", "item", "change", ref="#1", quantity="1"))
    assert found == ("1002", "", "Gift wrap", -3000)


def test_a_sku_that_was_missing_makes_no_other_article():
    assert moved(edit("1002", "item", "change", ref="#1", sku="WRAP")) == []


def test_each_row_moves_what_it_changes_after_the_rows_above_it():
    rows = (
        edit("1001", "item", "change", ref="#1", sku="TEA-2"),
        edit("1001", "item", "change", ref="#1", quantity="3"),
    )
    stock = correct(shop().tables(), edits(*rows)).stock
    found = [tuple(row) for row in stock[["row_key", "sku", "moved_milli"]].to_numpy()]
    first, second = sorted(set(stock["row_key"]))
    assert found == [(first, "TEA", -2000), (first, "TEA-2", 2000), (second, "TEA-2", 1000)]


def test_what_one_row_puts_back_and_takes_of_an_article_is_one_move():
    rows = (
        edit("1001", "item", "change", ref="CUP", quantity="5"),
        edit("1001", "item", "change", ref="TEA", quantity="2"),
    )
    assert [(sku, units) for _, sku, _, units in moved(*rows)] == [("CUP", 2000)]


def test_an_order_that_waits_moves_nothing():
    orders = Orders().add("1001", line("TEA", "48.00", "2"), total="99.00")
    outcome = correct(orders.tables(), edits(edit("1001", "item", "change", ref="TEA", quantity="1")))
    assert outcome.row_results["result"].tolist() == ["held"]
    assert outcome.stock.empty


def test_the_rows_of_an_order_add_up_to_what_its_items_changed_by():
    rows = (
        edit("1001", "item", "change", ref="CUP", quantity="1"),
        edit("1001", "item", "add", sku="CUP", name="Cup", price="9.00", quantity="5"),
    )
    outcome = correct(shop().tables(), edits(*rows))
    after = outcome.after.lines
    cups = after.loc[after["sku"] == "CUP", "quantity_milli"].sum() - 3000
    assert outcome.stock.loc[outcome.stock["sku"] == "CUP", "moved_milli"].sum() == cups == 3000
