"""Whole orders calculated: figures done by hand, and many random ones by a second reckoning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Orders, line, ppb
from oracle import reckon
from pipeline.totals import calculate, calculator
from schemas.convention import CHOICES, ROUNDING_MODES, Convention
from schemas.orders import Tables
from schemas.totals import Totals

STANDARD = Convention()
NAMES = ("items_minor", "discount_minor", "shipping_minor", "fees_minor", "tax_minor", "total_minor")


def totals_of(orders: Orders, convention: Convention = STANDARD) -> pd.DataFrame:
    """The calculated components by order number."""
    tables = orders.tables()
    found = calculate(tables, convention).orders
    return found.set_index(pd.Index(tables.orders["order_id"]))


def total(orders: Orders, **parameters: Any) -> list[int]:
    """The totals of the orders under the standard convention with those parameters."""
    return totals_of(orders, replace(STANDARD, **parameters))["total_minor"].tolist()


def tax(orders: Orders, **parameters: Any) -> list[int]:
    """The taxes of the orders under the standard convention with those parameters."""
    return totals_of(orders, replace(STANDARD, **parameters))["tax_minor"].tolist()


def edit_table(tables: Tables, name: str, **columns: Any) -> Tables:
    """The tables with some columns of one of them replaced."""
    return replace(tables, **{name: getattr(tables, name).assign(**columns)})


def test_an_order_adds_up() -> None:
    # 2 × 12.50 − 10 % = 22.50; + 9.00 shipping; 8.1 % of each: 1.8225 and 0.729
    orders = Orders().add(
        "1", line("TEA", "12.50", "2", "8.1%", discount="10%"), shipping="9.00", shipping_tax="8.1%"
    )
    assert totals_of(orders).loc["1", list(NAMES)].tolist() == [2500, 250, 900, 0, 255, 3405]


def test_tax_inside_the_price_is_not_added() -> None:
    # 108.10 with 8.1 % inside: 8.10; 26.00 shipping without tax
    orders = Orders().add("1", line("TEA", "108.10", "1", "8.1%"), shipping="26.00", included=True)
    assert totals_of(orders).loc["1", ["tax_minor", "total_minor"]].tolist() == [810, 13410]


def test_a_unit_price_may_have_more_decimals_than_the_currency() -> None:
    # 3 × 38.115 = 114.345
    orders = Orders().add("1", line("TEA", "38.115", "3")).add("2", line("TEA", "0.005", "1"))
    assert total(orders) == [11435, 1]
    assert total(orders, rounding="half_even") == [11434, 0]
    assert total(orders, rounding="half_down") == [11434, 0]
    assert total(orders, rounding="down") == [11434, 0]
    assert total(orders, rounding="up") == [11435, 1]


def test_yen_have_no_decimals_and_dinars_three() -> None:
    yen = Orders(currency="JPY", decimals=0).add("1", line("TEA", "333", "3", "10%"))
    dinars = Orders(currency="KWD", decimals=3).add("1", line("TEA", "1.234", "3", "5%"))
    assert totals_of(yen).loc["1", ["tax_minor", "total_minor"]].tolist() == [100, 1099]
    assert totals_of(dinars).loc["1", ["tax_minor", "total_minor"]].tolist() == [185, 3887]


def test_tax_is_rounded_per_line_per_unit_or_once_per_order() -> None:
    # 0.07 × 8.1 % = 0.00567 each; three lines of two units
    lines = [line(sku, "0.07", "2", "8.1%") for sku in ("A", "B", "C")]
    orders = Orders().add("1", *lines)
    assert tax(orders, tax_level="line") == [3]  # 3 × 0.01134
    assert tax(orders, tax_level="unit") == [6]  # 6 × 0.00567
    assert tax(orders, tax_level="order") == [3]  # 0.03402
    assert tax(orders, tax_level="line", tax_rounding="up") == [6]
    assert tax(orders, tax_level="order", tax_rounding="up") == [4]
    assert tax(orders, tax_level="unit", tax_rounding="down") == [0]


def test_a_quantity_that_is_no_whole_number_is_taxed_as_a_line() -> None:
    orders = (
        Orders().add("1", line("TEA", "10.00", "1.25", "8.1%")).add("2", line("TEA", "10.00", "0", "8.1%"))
    )
    assert tax(orders, tax_level="unit") == [101, 0]


def test_one_rounding_over_the_order_gives_the_lines_parts_that_add_up() -> None:
    orders = Orders().add("1", *(line(sku, "0.07", "1", "8.1%") for sku in "ABC"))
    found = calculate(orders.tables(), replace(STANDARD, tax_level="order"))
    assert found.taxes["amount_minor"].tolist() == [1, 1, 0]  # 0.01701
    assert found.lines["tax_minor"].tolist() == [1, 1, 0]


def test_what_is_given_back_lowers_the_tax_of_the_order() -> None:
    # the tables hold a returned line: −1 × 30.00 beside 10.00
    tables = Orders().add("1", line("A", "10.00", "1", "20%"), line("B", "30.00", "1", "20%")).tables()
    tables = edit_table(tables, "lines", quantity_milli=[1000, -1000])
    found = calculate(tables, replace(STANDARD, tax_level="order"))
    assert found.orders.loc[0, ["tax_minor", "total_minor"]].tolist() == [-400, -2400]
    assert found.taxes["amount_minor"].tolist() == [200, -600]
    balanced = edit_table(tables, "lines", quantity_milli=[3000, -1000])
    assert calculate(balanced, replace(STANDARD, tax_level="order")).taxes["amount_minor"].tolist() == [
        600,
        -600,
    ]


def test_a_withholding_tax_lowers_the_total_at_every_level() -> None:
    tables = Orders().add("1", line("A", "100.00", "1", "20%")).tables()
    tables = edit_table(tables, "taxes", rate_ppb=[-ppb("15%")])
    for level in CHOICES["tax_level"]:
        assert calculate(tables, replace(STANDARD, tax_level=level)).orders["total_minor"].tolist() == [8500]


def test_several_taxes_share_one_base() -> None:
    # 5 % and 9.975 % of 100.00; inside 114.975 they are the same
    taxes = [("GST", "5%"), ("QST", "9.975%")]
    orders = Orders().add("1", line("A", "100.00"), order_taxes=taxes)
    orders.add("2", line("A", "114.98"), order_taxes=taxes, included=True)
    assert tax(orders) == [500 + 998, 500 + 998]
    assert total(orders) == [11498, 11498]


def test_a_tax_of_the_order_is_on_taxable_lines_and_on_charges_if_the_shop_does_so() -> None:
    orders = Orders().add(
        "1",
        line("A", "10.00"),
        line("BOOK", "50.00", taxable=False),
        shipping="5.00",
        order_taxes=[("TVA", "10%")],
    )
    assert tax(orders) == [150]
    assert tax(orders, tax_charges=False) == [100]


def test_the_tax_of_shipping_may_be_rounded_with_the_lines() -> None:
    # 0.05 + 0.05 at 10 %: 0.005 each, 0.01 together
    orders = Orders().add("1", line("A", "0.05"), shipping="0.05", order_taxes=[("TVA", "10%")])
    assert tax(orders, tax_level="order") == [2]
    assert tax(orders, tax_level="order", charges_apart=False) == [1]


def test_tax_may_be_reckoned_before_discounts() -> None:
    orders = Orders().add("1", line("A", "100.00", "1", "8%"), discounts=[{"value": "10.00"}])
    assert tax(orders) == [720]
    assert tax(orders, tax_before_discount=True) == [800]


def test_an_exempt_order_owes_no_tax() -> None:
    orders = Orders().add("1", line("A", "100.00", "1", "8%"), is_tax_exempt=True)
    orders.add("2", line("A", "100.00", "1", "8%"), is_reverse_charge=True)
    assert total(orders) == [10000, 10000]


def test_a_tax_without_a_rate_keeps_its_amount() -> None:
    tables = Orders().add("1", line("A", "100.00", "1", "8%")).tables()
    tables = edit_table(tables, "taxes", is_rate_known=[False], amount_minor=[777], rate_ppb=[0])
    assert calculate(tables, STANDARD).orders["tax_minor"].tolist() == [777]


def test_the_tax_mode_that_an_export_does_not_state_follows_the_convention() -> None:
    orders = Orders().add("1", line("A", "108.10", "1", "8.1%"), tax_mode="unknown")
    assert total(orders) == [10810 + 876]
    assert total(orders, prices_include_tax=True) == [10810]


def test_a_percentage_charge_follows_the_discounted_items() -> None:
    tables = Orders().add("1", line("A", "40.00", discount="50%"), shipping="9.00").tables()
    tables = edit_table(tables, "charges", kind=["surcharge"], rate_ppb=[ppb("2.5%")])
    found = calculate(tables, STANDARD).orders
    assert found.loc[0, ["shipping_minor", "fees_minor", "total_minor"]].tolist() == [0, 50, 2050]


# ---- discounts


def shares_of(orders: Orders, rule: str = "largest_remainder") -> list[int]:
    return calculate(orders.tables(), replace(STANDARD, allocation=rule)).shares["amount_minor"].tolist()


@pytest.mark.parametrize(
    ("rule", "parts"),
    [("largest_remainder", [34, 33, 33]), ("half_up_last", [33, 33, 34]), ("floor_last", [33, 33, 34])],
)
def test_an_order_discount_is_spread_by_the_rule(rule: str, parts: list[int]) -> None:
    orders = Orders().add("1", *(line(sku, "5.00") for sku in "ABC"), discounts=[{"value": "1.00"}])
    assert shares_of(orders, rule) == parts


def test_a_free_last_line_takes_no_rest() -> None:
    orders = Orders().add(
        "1", *(line(sku, "5.00") for sku in "ABC"), line("GIFT", "0.00"), discounts=[{"value": "1.00"}]
    )
    assert shares_of(orders, "floor_last") == [33, 33, 34, 0]


def test_a_gift_card_takes_no_share() -> None:
    orders = Orders().add(
        "1", line("TEA", "10.00"), line("CARD", "90.00", gift_card=True), discounts=[{"value": "10%"}]
    )
    assert shares_of(orders) == [100]
    assert total(orders) == [9900]


def test_no_discount_takes_more_than_there_is() -> None:
    orders = Orders().add(
        "1", line("A", "5.00", discount="8.00"), line("B", "3.00"), discounts=[{"value": "9.00"}]
    )
    assert total(orders) == [0]
    found = calculate(orders.tables(), STANDARD).discounts
    assert found["amount_minor"].tolist() == [500, 300]
    assert found["base_minor"].tolist() == [500, 300]


def test_a_discount_of_nothing_takes_nothing() -> None:
    tables = Orders().add("1", line("A", "0.00"), discounts=[{"value": "5.00"}]).tables()
    assert calculate(tables, STANDARD).discounts["amount_minor"].tolist() == [0]


def test_percentages_of_one_stage_do_not_compound_those_of_the_next_do() -> None:
    together = [{"value": "10%"}, {"value": "20%"}]
    orders = Orders().add("1", line("A", "100.00"), discounts=together)
    orders.add("2", line("A", "100.00"), discounts=[{"value": "10%"}, {"value": "20%", "stage": 2}])
    assert total(orders) == [7000, 7200]


def test_coupon_first_then_promotions_on_what_is_left() -> None:
    discounts = [{"value": "10%", "stage": 2}, {"value": "10%", "stage": 2}, {"value": "20.00", "stage": 1}]
    assert total(Orders().add("1", line("A", "120.00"), discounts=discounts)) == [8000]


def test_two_percentages_of_one_line_do_not_compound() -> None:
    tables = (
        Orders().add("1", line("A", "100.00", discount="10%"), line("B", "1.00", discount="10%")).tables()
    )
    tables = edit_table(tables, "discounts", line_key=[tables.lines["line_key"].iloc[0]] * 2)
    assert calculate(tables, STANDARD).orders["total_minor"].tolist() == [8100]


def with_shares(tables: Tables, shares: dict[int, list[int]]) -> Tables:
    """Stored shares for discounts: by discount position the positions of its lines."""
    discounts, keys = tables.discounts, tables.lines["line_key"]
    rows = [
        discounts.iloc[[place]].assign(
            discount_key=1000 + 10 * place + number,
            parent_key=discounts["discount_key"].iloc[place],
            line_key=keys.iloc[number],
            rate_ppb=0,
            value_minor=0,
        )
        for place, numbers in shares.items()
        for number in numbers
    ]
    return replace(tables, discounts=pd.concat([discounts, *rows], ignore_index=True))


def test_a_discount_with_stored_shares_is_for_their_lines_alone() -> None:
    # two promotions of one stage, 10 % of A and 50 % of B: each on its own line
    orders = Orders().add(
        "1", line("A", "100.00"), line("B", "10.00"), discounts=[{"value": "10%"}, {"value": "50%"}]
    )
    tables = with_shares(orders.tables(), {0: [0], 1: [1]})
    found = calculate(tables, STANDARD)
    assert found.discounts["amount_minor"].tolist() == [1000, 500, 1000, 500]
    assert found.lines["discount_minor"].tolist() == [1000, 500]


def test_a_fixed_discount_may_follow_its_base() -> None:
    # 10.00 was given for 100.00; on 50.00 it is 5.00
    tables = Orders().add("1", line("A", "25.00", "2"), discounts=[{"value": "10.00"}]).tables()
    bases = pd.Series([10000], index=tables.discounts["discount_key"])
    assert calculate(tables, STANDARD, bases).orders["total_minor"].tolist() == [4500]


def test_orders_of_different_conventions_are_calculated_together() -> None:
    swiss = (
        Orders()
        .add("1", line("A", "0.05", "1", "10%"))
        .add("2", line("A", "0.15", "2", "10%"), shipping="1.00")
    )
    tables = swiss.tables()
    tables = edit_table(tables, "orders", currency=["EUR", "CHF"])
    up, down = replace(STANDARD, tax_rounding="half_up"), replace(STANDARD, tax_rounding="down")
    found = calculator({("test", "CHF"): up, ("test", "EUR"): down})(tables)
    assert found.orders["tax_minor"].tolist() == [0, 3]
    assert found.taxes["amount_minor"].tolist() == [0, 3]
    assert calculator({})(Tables.empty()).orders.empty


def test_large_amounts_stay_exact() -> None:
    # 9 000 000 units at 10 000.01 with 8.1 %, tax per unit: the divisor is beyond 2^52
    orders = Orders().add("1", line("SCREW", "10000.01", "9000000", "8.1%"))
    assert tax(orders, tax_level="unit") == [81000 * 9_000_000]
    assert total(orders, tax_level="line") == [9_000_000 * 1_000_001 + 729_000_729_000]


# ---- the second reckoning

prices = st.integers(0, 30_000).map(lambda value: f"{value / 100:.2f}")
fine_prices = st.integers(0, 300_000).map(lambda value: f"{value / 1000:.3f}")
lines = st.builds(
    line,
    st.sampled_from(["TEA", "CUP"]),
    prices | fine_prices,
    st.sampled_from(["1", "2", "3", "7", "1.5", "0"]),
    st.sampled_from(["8.1%", "2.6%", "20%", "9.975%", ""]),
    discount=st.sampled_from(["", "", "10%", "33.3%", "1.00"]),
    gift_card=st.sampled_from([False, False, False, True]),
    taxable=st.booleans(),
)
orders_drawn = st.lists(
    st.fixed_dictionaries(
        {
            "lines": st.lists(lines, min_size=1, max_size=5),
            "included": st.booleans(),
            "discounts": st.lists(
                st.fixed_dictionaries(
                    {"value": st.sampled_from(["5%", "12.5%", "3.00", "500.00"]), "stage": st.integers(1, 2)}
                ),
                max_size=3,
            ),
            "shipping": st.sampled_from(["", "9.00", "7.35"]),
            "shipping_tax": st.sampled_from(["", "8.1%"]),
            "order_taxes": st.sampled_from([[], [("GST", "5%")], [("GST", "5%"), ("QST", "9.975%")]]),
        }
    ),
    min_size=20,
    max_size=20,
)
conventions = st.builds(
    Convention,
    tax_level=st.sampled_from(["line", "unit", "order"]),
    tax_rounding=st.sampled_from(ROUNDING_MODES),
    tax_charges=st.booleans(),
    charges_apart=st.booleans(),
    tax_before_discount=st.booleans(),
    rounding=st.sampled_from(ROUNDING_MODES),
    allocation=st.sampled_from(["largest_remainder", "half_up_last", "floor_last"]),
)


@settings(suppress_health_check=list(HealthCheck))
@given(orders_drawn, st.lists(conventions, min_size=4, max_size=4))
def test_the_engine_agrees_with_the_second_reckoning(drawn: list[Any], rules: list[Convention]) -> None:
    building = Orders()
    for number, order in enumerate(drawn):
        building.add(str(number), *order["lines"], **{k: v for k, v in order.items() if k != "lines"})
    tables = building.tables()
    for convention in rules:
        found: Totals = calculate(tables, convention)
        for number, order in enumerate(drawn):
            expected = reckon(order, convention)
            calculated = {name: found.orders[f"{name}_minor"].iloc[number] for name in expected}
            assert calculated == expected
