"""Stored amounts move by what was calculated, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from builders import Orders, edit, edits, line
from pipeline.kernel import correct
from pipeline.policy import Policy
from pipeline.settle import take_baseline
from pipeline.totals import calculate
from schemas.convention import Convention
from schemas.orders import SCHEMAS, Tables
from schemas.outcome import Outcome

KNOWN = Policy(conventions={"test": Convention()})
COMPONENTS = ["items_minor", "discount_minor", "shipping_minor", "fees_minor", "tax_minor", "total_minor"]


def outcome_of(tables: Tables, *rows: dict[str, Any], **policy: Any) -> Outcome:
    outcome = correct(tables, edits(*rows), replace(KNOWN, **policy))
    for name, schema in SCHEMAS.items():
        schema.validate(getattr(outcome.after, name))
    return outcome


def components(outcome: Outcome) -> list[list[int]]:
    return outcome.after.orders[COMPONENTS].to_numpy().tolist()


def test_what_an_export_does_not_state_is_filled_in_as_calculated() -> None:
    tables = (
        Orders()
        .add("1", line("A", "10.00", "1", "8.1%"), stored={"total": "10.83"}, tax_mode="unknown")
        .tables()
    )
    filled = take_baseline(tables, calculate(tables, Convention())).orders
    assert filled[COMPONENTS].to_numpy().tolist() == [[1000, 0, 0, 0, 81, 1083]]
    assert filled["tax_mode"].tolist() == ["on_top"]
    assert filled["has_tax"].tolist() == [False]


def test_every_component_keeps_its_gap() -> None:
    # stored a little off in items, tax and total: 20.01, 1.60, 21.63 instead of 20.00, 1.62, 21.62
    stored = {"items": "20.01", "tax": "1.60", "total": "21.63"}
    tables = Orders().add("1", line("A", "10.00", "2", "8.1%"), stored=stored, paid="21.63").tables()
    outcome = outcome_of(tables, edit("1", "item", ref="A", quantity="1"))
    assert components(outcome) == [[1001, 0, 0, 0, 79, 1082]]
    assert outcome.reconciliation[["difference_minor", "gap_minor"]].to_numpy().tolist() == [[-1081, 1]]


def test_rows_keep_their_gaps_and_lines_their_taxes() -> None:
    tables = (
        Orders().add("1", line("A", "10.00", "2", "8.1%", discount="10%"), stored={"total": "19.46"}).tables()
    )
    odd = replace(
        tables,
        discounts=tables.discounts.assign(amount_minor=[201]),
        taxes=tables.taxes.assign(amount_minor=[147]),
        lines=tables.lines.assign(tax_minor=[150], has_tax=[False]),
    )
    outcome = outcome_of(odd, edit("1", "item", ref="A", quantity="1"))
    assert outcome.after.discounts["amount_minor"].tolist() == [101]
    assert outcome.after.taxes["amount_minor"].tolist() == [74]
    assert outcome.after.lines["tax_minor"].tolist() == [77]


def test_an_edit_without_money_moves_nothing_at_all() -> None:
    tables = Orders().add("1", line("A", "10.00", "2", "8.1%"), total="99.99", ship_city="Nyon").tables()
    outcome = outcome_of(tables, edit("1", "customer", ship_city="Vevey"))
    assert components(outcome)[0][-1] == 9999
    assert outcome.reconciliation["difference_minor"].tolist() == [0]
    assert outcome.reconciliation["action"].tolist() == ["none"]


def test_a_new_order_discount_gets_a_share_on_every_line() -> None:
    tables = (
        Orders()
        .add("1", line("A", "10.00"), line("B", "20.00"), line("CARD", "5.00", gift_card=True))
        .tables()
    )
    outcome = outcome_of(
        tables,
        edit("1", "discount", "add", ref="Geste", value="10.00"),
        edit("1", "discount", "add", ref="Défaut", item="A", value="1.00"),
    )
    found = outcome.after.discounts[["name", "parent_key", "amount_minor"]]
    assert (found["parent_key"] < 0).tolist() == [True, True, False, False]
    assert found["amount_minor"].tolist() == [100, 1000, 310, 690]  # 9.00 and 20.00 left
    assert found["name"].tolist() == ["Défaut", "Geste", "Geste", "Geste"]


def test_a_discount_of_the_export_gets_no_new_shares() -> None:
    tables = Orders().add("1", line("A", "10.00"), discounts=[{"value": "1.00"}]).tables()
    outcome = outcome_of(tables, edit("1", "discount", ref="Rabais", value="2.00"))
    assert outcome.after.discounts["amount_minor"].tolist() == [200]


@pytest.mark.parametrize(("included", "total"), [(False, 1000), (True, 1000)])
def test_an_order_made_exempt_owes_no_tax(included: bool, total: int) -> None:
    tables = Orders().add("1", line("A", "10.00", "1", "8.1%"), included=included).tables()
    outcome = outcome_of(tables, edit("1", "order", tax_exempt="yes"))
    assert components(outcome) == [[1000, 0, 0, 0, 0, total]]
    assert outcome.after.taxes["amount_minor"].tolist() == [0]


def test_exempt_and_reverse_charged_orders_stay_so() -> None:
    orders = Orders().add("1", line("A", "10.00", "1", "8.1%"), is_tax_exempt=True)
    orders.add("2", line("A", "10.00", "1", "8.1%"), is_reverse_charge=True)
    rows = [edit(number, "item", ref="A", quantity="2") for number in "12"]
    outcome = outcome_of(orders.tables(), *rows, edit("1", "tax", "add", ref="Taxe", amount="1.00"))
    assert [row[-2:] for row in components(outcome)] == [[0, 2000], [0, 2000]]


def test_a_tax_amount_is_taken_as_it_is_given() -> None:
    orders = Orders()
    for number in "12":
        orders.add(number, line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "8.1%"))
    outcome = outcome_of(
        orders.tables(),
        edit("1", "tax", ref="TVA", amount="3.00"),
        edit("2", "tax", "add", ref="Taxe", amount="0.50"),
    )
    assert components(outcome) == [[3000, 0, 0, 0, 300, 3300], [3000, 0, 0, 0, 293, 3293]]
    assert outcome.after.taxes["amount_minor"].tolist() == [100, 200, 81, 162, 17, 33]


def test_fees_move_with_their_tax() -> None:
    # 9.00 at 8.1 % is 0.73; 5.00 is 0.41 (0.405); a tip bears no tax
    tables = Orders().add("1", line("A", "10.00", "1", "8.1%"), shipping="9.00", shipping_tax="8.1%").tables()
    outcome = outcome_of(tables, edit("1", "order", shipping_fee="5.00", tip="2.00"))
    assert components(outcome) == [[1000, 0, 500, 200, 122, 1822]]
    found = outcome.reconciliation.iloc[0]
    names = ["items", "discount", "shipping", "fees", "tax_on_top", "tax_inside"]
    assert [found[f"{name}_difference_minor"] for name in names] == [0, 0, -400, 200, -32, 0]


def test_removed_and_added_rows_move_the_order_by_their_amounts() -> None:
    tables = (
        Orders()
        .add("1", line("A", "10.00", "1", "8.1%", discount="1.00"), line("B", "20.00", "1", "8.1%"))
        .tables()
    )
    outcome = outcome_of(
        tables,
        edit("1", "item", "remove", ref="A"),
        edit("1", "item", "add", sku="C", price="5.00", quantity="2"),
    )
    assert components(outcome) == [[3000, 0, 0, 0, 243, 3243]]
    assert outcome.after.lines["tax_minor"].tolist() == [162, 81]
    assert outcome.tax_by_rate[["base_before_minor", "base_after_minor"]].to_numpy().tolist() == [
        [2900, 3000]
    ]


@pytest.mark.parametrize(
    ("currency", "decimals", "price", "total"), [("JPY", 0, "333", 366), ("KWD", 3, "3.335", 3669)]
)
def test_other_currencies_have_other_decimals(currency: str, decimals: int, price: str, total: int) -> None:
    orders = Orders(currency=currency, decimals=decimals).add("1", line("A", "1", "1", "10%"))
    outcome = outcome_of(orders.tables(), edit("1", "item", ref="A", price=price))
    assert outcome.after.orders["total_minor"].tolist() == [total]
    assert outcome.control_totals[["currency", "decimals"]].to_numpy().tolist() == [[currency, decimals]]
