"""What waits for a person, what cannot be after all, and what the accountant should know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.judge import largest_gaps
from pipeline.kernel import correct
from pipeline.policy import Policy
from schemas.convention import Convention
from schemas.outcome import Outcome

KNOWN = Policy(conventions={"test": Convention()})
HOLDS = ("gap-too-large", "paid-amount-unknown", "fully-refunded", "order-closed", "rate-unknown")


def more(*numbers: str, **cells: str) -> list[dict[str, Any]]:
    """An edit of money and one of the address for each order."""
    found = []
    for number in numbers:
        found += [
            edit(number, "item", ref="A", quantity="2"),
            edit(number, "customer", ship_city="Vevey", **cells),
        ]
    return found


@pytest.fixture(scope="module")
def held() -> Outcome:
    """One order for each reason, order 1 with none, 8 with two."""
    orders = Orders()
    orders.add("1", line("A", "10.00"), total="10.05")  # a gap of 0.05 is still tolerated
    orders.add("2", line("A", "10.00"), total="10.06")
    orders.add("3", line("A", "10.00"), total="10.00", state="partially_refunded", is_paid_known=False)
    orders.add("4", line("A", "10.00"), total="10.00", state="refunded", refunded="10.00")
    orders.add("5", line("A", "10.00"), total="10.00", state="cancelled")
    orders.add("6", line("A", "10.00", "1", "8%"), total="10.80")
    orders.add("7", line("A", "10.00"), stored={"items": "11.00", "total": "10.00"}, paid="10.00")
    orders.add("8", line("A", "10.00"), total="99.00", state="unknown", is_paid_known=False)
    tables = orders.tables()
    tables = replace(tables, taxes=tables.taxes.assign(is_rate_known=False, name=""))
    return correct(tables, edits(*more(*"12345678")), replace(KNOWN, closed_states=("cancelled",)))


def test_edits_of_money_wait_and_the_others_go_through(held: Outcome) -> None:
    results = held.row_results["result"].tolist()
    assert results[0::2] == ["applied"] + ["held"] * 7
    assert results[1::2] == ["applied"] * 8
    assert held.after.orders["total_minor"].tolist()[1:] == [1006, 1000, 1000, 1000, 1080, 1000, 9900]
    assert (held.after.orders["ship_city"] == "Vevey").all()


def test_every_reason_to_wait_is_told(held: Outcome) -> None:
    found = held.problems.loc[held.problems["code"].isin(HOLDS)]
    assert found[["order_id", "code"]].to_numpy().tolist() == [
        ["2", "gap-too-large"],
        ["3", "paid-amount-unknown"],
        ["4", "fully-refunded"],
        ["5", "order-closed"],
        ["6", "rate-unknown"],
        ["7", "gap-too-large"],
        ["8", "gap-too-large"],
        ["8", "paid-amount-unknown"],
    ]
    gaps = found.loc[found["code"] == "gap-too-large", ["found", "expected"]].to_numpy().tolist()
    assert gaps == [
        ["total by 0.06 CHF", "0.05 CHF"],
        ["items by 1.00 CHF", "0.05 CHF"],
        ["total by 89.00 CHF", "0.05 CHF"],
    ]


def test_a_held_row_says_why(held: Outcome) -> None:
    comments = held.row_results.set_index("row_key")["comment"]
    assert "does not add up" in comments[2]
    assert "not known (status unknown)" in comments[14]
    assert "add up" in comments[14]
    assert comments[3] == comments[0] == ""


def test_the_reconciliation_counts_an_order_as_applied_if_any_of_its_rows_was(held: Outcome) -> None:
    assert held.reconciliation["result"].tolist() == ["applied"] * 8
    assert held.reconciliation["difference_minor"].tolist() == [1000] + [0] * 7


def test_the_tolerance_is_that_of_the_policy() -> None:
    tables = Orders().add("1", line("A", "10.00"), total="10.06").tables()
    outcome = correct(tables, edits(*more("1")), replace(KNOWN, tolerance_hundredths=6))
    assert outcome.row_results["result"].tolist() == ["applied", "applied"]


@pytest.fixture(scope="module")
def noticed() -> Outcome:
    """Orders that are done, with something to say about each but the first."""
    orders = Orders()
    orders.add("1", line("A", "10.00"), total="10.00")
    orders.add("2", line("A", "10.00"), total="10.00", paid="9.00")
    orders.add("3", line("A", "10.00"), total="10.00", state="cancelled")
    orders.add("4", line("A", "10.00"), total="10.00", discounts=[], paid="0", state="unpaid")
    orders.add("5", line("A", "10.00"), shipping="5.00", total="15.00", paid="1.00")
    rows = [
        *more("1", "2", "3", "4"),
        edit("5", "item", ref="A", price="0"),
        edit("5", "order", shipping_fee="0"),
    ]
    return correct(orders.tables(), edits(*rows), KNOWN)


def test_old_imbalances_and_cancelled_orders_are_noticed(noticed: Outcome) -> None:
    found = noticed.problems[["order_id", "code", "severity"]].to_numpy().tolist()
    assert found == [
        ["2", "earlier-imbalance", "warning"],
        ["5", "earlier-imbalance", "warning"],
        ["3", "order-cancelled", "warning"],
    ]
    assert noticed.row_results["result"].eq("applied").all()
    assert noticed.reconciliation["action"].tolist() == ["collect", "collect", "collect", "bill", "refund"]


def test_a_refund_above_the_payments_is_capped_and_said() -> None:
    # −20.00 stored, nothing wrong with it: a credit of 5.00 more, but only 3.00 were paid
    tables = Orders().add("1", line("A", "20.00"), line("B", "1.00"), total="21.00", paid="3.00").tables()
    tables = replace(tables, lines=tables.lines.assign(quantity_milli=[-1000, 1000]))
    tables = replace(tables, orders=tables.orders.assign(total_minor=-1900))
    outcome = correct(tables, edits(edit("1", "item", ref="B", price="0.50")), KNOWN)
    assert outcome.reconciliation[["action", "amount_minor"]].to_numpy().tolist() == [["refund", 300]]
    assert outcome.problems["code"].tolist() == ["earlier-imbalance", "refund-capped"]


def test_a_negative_total_is_rejected() -> None:
    tables = Orders().add("1", line("A", "20.00"), line("B", "5.00"), total="-15.00", paid="0").tables()
    tables = replace(tables, lines=tables.lines.assign(quantity_milli=[1000, -1000]))
    tables = replace(tables, orders=tables.orders.assign(total_minor=1500))
    outcome = correct(tables, edits(edit("1", "item", ref="A", price="2.00")), KNOWN)
    assert outcome.row_results["result"].tolist() == ["rejected"]
    assert outcome.problems[["code", "found", "row"]].to_numpy().tolist() == [
        ["negative-total", "-3.00 CHF", 2]
    ]


def test_the_first_component_at_fault_is_named() -> None:
    orders = Orders().add("1", line("A", "1.00")).add("2", line("A", "1.00")).tables().orders
    gaps = {
        "items": pd.Series([0, 0]).to_numpy(),
        "tax": pd.Series([2, 0]).to_numpy(),
        "total": pd.Series([-9, 0]).to_numpy(),
    }
    found = largest_gaps(orders, gaps)
    assert found.drop(columns="order_key").to_numpy().tolist() == [["tax", 2, -9, 9], ["items", 0, 0, 0]]
