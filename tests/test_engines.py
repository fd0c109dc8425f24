"""Parts worked on apart give what the whole gives."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.engines import run_engine
from pipeline.policy import Policy
from schemas.convention import Convention
from schemas.edits import Edits
from schemas.orders import SCHEMAS, Tables
from schemas.outcome import Outcome

KNOWN = Policy(conventions={"test": Convention()})
TABLES = (
    "reconciliation",
    "row_results",
    "changes",
    "tax_by_rate",
    "misfits",
    "control_totals",
    "conventions",
)


def shop() -> Tables:
    orders = Orders()
    for number in range(7):
        orders.add(
            f"N{number}", line("A", f"{number + 1}.05", "2", "8.1%"), line("B", "5.00", "1", "2.6%"), shipping="9.00",
            discounts=[{"value": "10%"}], **({"total": "99.00"} if number == 3 else {}),
        )  # fmt: skip
    return orders.tables()


def batch() -> Edits:
    return edits(
        edit("N0", "item", ref="A", price="1,234"),  # settled by the next row, in whatever part it stands
        edit("N1", "item", ref="A", price="2,5"),
        edit("nowhere", "item", ref="A", price="2,5"),
        edit("N2", "item", "remove", ref="B"),
        edit("N3", "item", "remove", ref="B"),
        edit("N4", "discount", "add", ref="Geste", value="1.00"),
        edit("N4", "item", "add", sku="C", price="7", quantity="1", tax="TVA 8.1%"),
        edit("N5", "tax", ref="2.6%", rate="2.5%"),
        edit("N5", "customer", ship_city="Vevey"),
        edit("N6", "item", ref="Z", price="1"),
    )


@pytest.fixture(scope="module")
def whole() -> Outcome:
    return run_engine(shop(), batch(), KNOWN)


def assert_equal(left: Outcome, right: Outcome) -> None:
    """Equal cell for cell, order of rows included; problems in any order."""
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name))
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(left.after, name), getattr(right.after, name))
    ordered = [
        one.problems.sort_values(list(one.problems.columns), ignore_index=True) for one in (left, right)
    ]
    pd.testing.assert_frame_equal(*ordered)


def test_the_batch_does_a_little_of_everything(whole: Outcome) -> None:
    results = whole.row_results["result"].tolist()
    assert results == ["applied", "applied", "rejected", "applied", "held"] + ["applied"] * 4 + ["rejected"]
    assert whole.changes["new"].iloc[0] == "1.234"


@pytest.mark.parametrize("parts", [0, 2, 9])
def test_any_number_of_parts_gives_the_same_tables(whole: Outcome, parts: int) -> None:
    assert_equal(run_engine(shop(), batch(), KNOWN, parts=parts), whole)


def test_merging_is_associative_and_nothing_is_its_neutral_element(whole: Outcome) -> None:
    pieces = [
        run_engine(shop().only(pd.Index([key])), Edits.empty(), KNOWN)
        for key in shop().orders["order_key"].iloc[:2]
    ]
    one, two = pieces
    assert_equal(
        Outcome.merge([Outcome.merge([one, two]), whole]),
        Outcome.merge([one, Outcome.merge([two, whole])]),
    )
    assert_equal(Outcome.merge([whole, Outcome.empty()]), whole)
    assert_equal(Outcome.merge([Outcome.empty(), whole]), whole)
    assert_equal(Outcome.merge([]), Outcome.empty())


def test_a_batch_that_is_rejected_whole_is_one_part() -> None:
    strict = Policy(conventions=KNOWN.conventions, rejects_everything=True)
    outcome = run_engine(shop(), batch(), strict, parts=3)
    assert set(outcome.row_results["result"]) == {"rejected"}
    assert outcome.after.orders.empty


def test_no_edits_change_nothing() -> None:
    outcome = run_engine(shop(), Edits.empty(), KNOWN, parts=2)
    assert outcome.control_totals["orders"].tolist() == [7]
    assert outcome.control_totals["difference_minor"].tolist() == [0]
    assert outcome.row_results.empty


def test_nothing_at_all_is_an_outcome_too() -> None:
    outcome = run_engine(Tables.empty(), Edits.empty(), KNOWN)
    assert all(getattr(outcome, field.name).empty for field in fields(Outcome) if field.name != "after")


def test_broken_rows_and_orders_set_aside_are_known_in_every_part() -> None:
    rows = edits(edit("N0", "item", ref="A", price="2"), edit("gone", "item", ref="A", price="2"))
    outcome = run_engine(shop(), rows, KNOWN, parts=2, broken_rows=[0], set_aside=["gone"])
    assert outcome.row_results["result"].tolist() == ["rejected", "rejected"]
    assert "order-set-aside" in outcome.problems["code"].tolist()
