"""Discounts that only some systems know, and prices with more decimals; reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest

from builders import Orders, edit, line
from edit_both import correct_under, figures
from figured import reckoned, with_cells
from pipeline.totals import calculate
from planning import plan_edits, steps
from schemas.convention import Convention
from schemas.orders import Tables


def discounted(*lines: dict[str, Any], value: str, shipping: str = "", **cells: Any) -> Tables:
    """An order with one discount of the whole order that has those cells."""
    orders = Orders().add("1", *lines, discounts=[{"value": value}], shipping=shipping)
    return with_cells(orders.tables(), "discounts", **cells)


def parts(tables: Tables, **parameters: Any) -> list[int]:
    """Discount, shipping and total."""
    found = reckoned(tables, **parameters).orders
    return found.loc[0, ["discount_minor", "shipping_minor", "total_minor"]].tolist()


def test_a_percentage_reckoned_for_a_unit() -> None:
    # 3 × 0.33: 5 % of one is 0.0165, 0.02; times three 0.06; of the line 0.0495, 0.05
    tables = Orders().add("1", line("A", "0.33", "3", discount="5%")).tables()
    assert parts(tables) == [5, 0, 94]
    assert parts(tables, percent_rounding="unit") == [6, 0, 93]
    assert parts(with_cells(tables, "discounts", is_per_unit=True)) == [6, 0, 93]
    # cut off instead: 0.01 for each
    assert parts(tables, percent_rounding="unit", discount_rounding="down") == [3, 0, 96]


def test_an_amount_by_the_unit() -> None:
    # 0.50 off each of 3: 1.50; of one of 0.40 no more than the price
    tables = Orders().add("1", line("A", "2.00", "3", discount="0.50")).tables()
    assert parts(with_cells(tables, "discounts", is_per_unit=True)) == [150, 0, 450]
    cheap = Orders().add("1", line("A", "0.40", "3", discount="0.50")).tables()
    assert parts(with_cells(cheap, "discounts", is_per_unit=True)) == [120, 0, 0]


@pytest.mark.parametrize("included", [False, True])
def test_an_amount_by_the_unit_follows_the_quantity_by_itself(included: bool) -> None:
    # 0.50 off each: 3 of 2.00 − 1.50; 5 of them − 2.50; the value of a unit stays
    tables = Orders().add("1", line("A", "2.00", "3", discount="0.50"), included=included).tables()
    outcome = correct_under(
        with_cells(tables, "discounts", is_per_unit=True), edit("1", "item", ref="A", quantity="5")
    )
    assert figures(outcome) == [1000, 250, 0, 0, 0, 750]
    assert outcome.after.discounts["value_minor"].tolist() == [50]


def test_a_percentage_with_a_cap() -> None:
    # 10 % of 300.00 is 30.00, no more than 20.00; of 100.00 it is 10.00
    for price, off in (("300.00", 2000), ("100.00", 1000)):
        tables = discounted(line("A", price), value="10%", cap_minor=2000)
        assert parts(tables)[0] == off


def test_a_percentage_with_the_taxes_on_top() -> None:
    # 10 % of 100.00 + 20 % = 12.00, taken off the price: 88.00 + 17.60
    tables = discounted(line("A", "100.00", "1", "20%"), value="10%", is_of_gross=True)
    found = reckoned(tables)
    assert found.discounts["amount_minor"].tolist() == [1000]
    assert found.orders["total_minor"].tolist() == [10800]


def test_a_percentage_of_the_undiscounted_amount() -> None:
    # 20.00 off 100.00 first; 10 % of 100.00, not of 80.00
    orders = Orders().add("1", line("A", "100.00", discount="20.00"), discounts=[{"value": "10%"}])
    assert parts(orders.tables()) == [2800, 0, 7200]
    assert parts(with_cells(orders.tables(), "discounts", is_of_original=[False, True])) == [3000, 0, 7000]


@pytest.mark.parametrize(
    ("reach", "value", "found"),
    [
        ("items", "10%", [900, 1000, 9100]),  # of 90.00
        ("items_and_shipping", "10%", [1000, 1000, 9000]),  # of 100.00
        ("shipping", "10%", [100, 1000, 9900]),  # of 10.00
        ("shipping", "25.00", [1000, 1000, 9000]),  # no more than the shipping
        ("items_and_shipping", "500.00", [10000, 1000, 0]),
    ],
)
def test_how_far_a_discount_reaches(reach: str, value: str, found: list[int]) -> None:
    assert parts(discounted(line("A", "90.00"), value=value, shipping="10.00", reach=reach)) == found


def test_a_discount_that_reaches_the_shipping_lowers_its_tax() -> None:
    # 90.00 and 10.00 at 10 %, 20.00 off all: 18.00 and 2.00; tax 7.20 + 0.80
    orders = Orders().add(
        "1",
        line("A", "90.00", "1", "10%"),
        shipping="10.00",
        shipping_tax="10%",
        discounts=[{"value": "20.00"}],
    )
    found = reckoned(with_cells(orders.tables(), "discounts", reach="items_and_shipping"))
    assert found.taxes["amount_minor"].tolist() == [720, 80]
    assert found.charges["discount_minor"].tolist() == [200]
    assert found.shares["amount_minor"].tolist() == [1800]  # shares are of lines
    assert found.orders["total_minor"].tolist() == [8000 + 800]


def test_a_discount_of_one_fee() -> None:
    # 25 % of 10.00 of shipping: 2.50
    tables = discounted(line("A", "90.00"), value="25%", shipping="10.00")
    keys = tables.charges["charge_key"].tolist()
    found = reckoned(with_cells(tables, "discounts", charge_key=keys))
    assert found.orders.loc[0, ["discount_minor", "total_minor"]].tolist() == [250, 9750]
    assert found.charges[["amount_minor", "discount_minor"]].to_numpy().tolist() == [[1000, 250]]
    assert found.shares.empty


# ---- prices with more decimals than are shown


def with_part(price: str, part: int, quantity: str, *, included: bool = False) -> Tables:
    """A line whose price has further decimals: so many 10^-12 of a ten-thousandth of a cent."""
    tables = Orders().add("1", line("A", price, quantity, "8.1%"), included=included).tables()
    return with_cells(tables, "lines", unit_price_part=part)


def test_a_price_of_a_third() -> None:
    # 1/3 of a franc is 0.333333 and a third of a millionth more: 3 000 000 of them are 1 000 000.00;
    # without the further decimals 999 999.00
    third = with_part("0.333333", 333_333_333_333, "3000000")
    assert reckoned(third).orders["items_minor"].tolist() == [100_000_000]
    assert reckoned(with_part("0.333333", 0, "3000000")).orders["items_minor"].tolist() == [99_999_900]


@pytest.mark.parametrize(("included", "total"), [(False, 2162), (True, 2000)])
def test_a_new_price_has_no_further_decimals(included: bool, total: int) -> None:
    # 2 × 10.00, tax 1.62; inside 1.50
    tables = with_part("0.333333", 333_333_333_333, "2", included=included)
    outcome = correct_under(tables, edit("1", "item", ref="A", price="10.00"))
    assert outcome.after.lines["unit_price_part"].tolist() == [0]
    assert outcome.after.orders["total_minor"].tolist() == [total]
    assert outcome.changes[["field", "rule"]].to_numpy().tolist() == [["price", "edit"]]


def test_further_decimals_are_cleared_without_a_word_and_only_by_a_new_price() -> None:
    tables = with_part("0.333333", 5, "2")
    planned = plan_edits(tables, edit("1", "item", ref="A", price="10.00"))
    assert steps(planned, "column", "number") == [("unit_price_sub", 10_000_000), ("unit_price_part", 0)]
    kept = plan_edits(tables, edit("1", "item", ref="A", quantity="3"))
    assert steps(kept, "column", "number") == [("quantity_milli", 3000)]


def test_an_order_is_calculated_alike_beside_one_whose_prices_come_without_tax() -> None:
    """An exhausted line bears no share, whether or not another order's percentage is reckoned with tax on top."""
    exhausted = (
        line("A", "50.00", "1", "8.1%"),
        line("B", "0.50", "1", "8.1%", discount="1.00"),
    )
    discounts = [{"value": "12.5%", "stage": 1}, {"value": "500.00", "stage": 2}]
    alone = Orders().add("1", *exhausted, included=True, discounts=discounts)
    both = Orders().add("1", *exhausted, included=True, discounts=discounts)
    both = both.add(
        "2", line("C", "100.00", "1", "8.1%"), included=False, discounts=[{"value": "5%", "stage": 2}] * 3
    )
    convention = Convention(percent_basis="gross", allocation_weights="original")
    calculated = [calculate(orders.tables(), convention).orders.iloc[0] for orders in (alone, both)]
    assert calculated[0].to_list() == calculated[1].to_list()
