"""Which orders get a document, and the reference of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.issue import Before, issue_documents
from pipeline.kernel import correct
from schemas import columns
from schemas.columns import records
from schemas.document import DOCUMENTS
from schemas.entry import RUN_EDITS
from schemas.ledger import EARLIER_DOCUMENTS, EARLIER_EDITS, EARLIER_OPEN, EARLIER_RUNS, Earlier
from schemas.outcome import Outcome
from test_invariants import KNOWN

FEWER, MORE = edit("1", "item", ref="TEA", quantity="1"), edit("1", "item", ref="TEA", quantity="4")


def correct_one(*rows: dict[str, Any], order_id: str = "1", **order: Any) -> Outcome:
    tables = Orders().add(order_id, line("TEA", "10.00", "2", "8.1%"), line("CUP", "9.00"), **order).tables()
    return correct(tables, edits(*rows), KNOWN)


def kinds(outcome: Outcome) -> list[tuple[str, str, int]]:
    documents = DOCUMENTS.validate(issue_documents(outcome))
    return [(one["reference"], one["kind"], one["total_minor"]) for one in records(documents)]


def test_a_total_that_falls_gives_a_credit_note_one_that_rises_an_invoice() -> None:
    assert kinds(correct_one(FEWER)) == [("1-E001", "credit_note", -1081)]
    assert kinds(correct_one(MORE)) == [("1-E001", "supplementary_invoice", 2162)]


def test_a_name_an_address_or_a_refused_edit_gives_none() -> None:
    renamed = edit("1", "item", ref="CUP", name="Tasse"), edit("1", "customer", ship_city="Vevey")
    assert kinds(correct_one(*renamed)) == []
    assert kinds(correct_one(edit("1", "item", ref="POT", quantity="1"))) == []


def test_taxes_that_shift_inside_the_same_total_give_a_correction() -> None:
    outcome = correct_one(edit("1", "tax", ref="TVA", rate="2.6%"), included=True)
    assert outcome.reconciliation["difference_minor"].tolist() == [0]
    assert kinds(outcome) == [("1-E001", "tax_correction", 0)]


@pytest.mark.parametrize(
    ("order_id", "name"),
    [
        ("K1001", "K1001-E001"),
        ("#1001", "1001-E001"),
        ("a b", "a-b-c8687a08-E001"),
        ("..", "5ec1f7e7-E001"),
        ("con.x", "_con.x-9c23cea3-E001"),
    ],
)
def test_a_file_name_is_safe_and_tells_orders_apart(order_id: str, name: str) -> None:
    outcome = correct_one(edit(order_id, "item", ref="TEA", quantity="1"), order_id=order_id)
    (document,) = records(issue_documents(outcome))
    assert (document["reference"], document["file_name"]) == (f"{order_id}-E001", name)


def test_names_that_differ_only_in_case_or_sign_get_files_of_their_own() -> None:
    numbers = ["k1", "K1", "#1", "1", "x/../../y", "x\\..\\..\\y"]
    building = Orders()
    for order_id in numbers:
        building.add(order_id, line("TEA", "10.00", "2"))
    rows = [edit(order_id, "item", ref="TEA", quantity="1") for order_id in numbers]
    documents = issue_documents(correct(building.tables(), edits(*rows), KNOWN))
    names = documents["file_name"].str.casefold()
    assert len(documents) == names.nunique() == len(numbers)
    assert names.str.fullmatch(r"[a-z0-9][a-z0-9._-]*").all()


# ---- with earlier runs


def before(
    outcome: Outcome, first: dict[int, tuple[str, int]], *documents: dict[str, Any], undoes: str = ""
) -> Before:
    """Runs R1 (row 0), R2 (row 1) … did those documents; `first` says which rows they did before."""
    key = int(outcome.reconciliation["order_key"].iloc[0])
    runs = [f"R{number}" for number in range(1, len(documents) + 1)]
    known = {"order_key": key, "replaces": "", "is_own": True, "total_minor": -1081}
    told = [
        {**known, "run_id": run, "number": number, "reference": f"1-E{number:03}", **one}
        for number, (run, one) in enumerate(zip(runs, documents, strict=True), 1)
    ]
    done = [
        {"order_key": key, "run_id": run, "row_key": 0, "content_digest": "", "request": "", "action": "change",
         "difference_minor": -1081, "first_run": run, "first_row_key": 0}
        for run in runs
    ]  # fmt: skip
    rows = [
        {"row_key": row, "order_key": key, "target": "item", "action": "change", "edit_digest": "",
         "content_digest": "", "request": "", "difference_minor": -1081,
         "first_run": first.get(row, ("", -1))[0], "first_row_key": first.get(row, ("", -1))[1]}
        for row in outcome.row_results["row_key"].tolist()
    ]  # fmt: skip
    earlier = Earlier(
        columns.empty(EARLIER_RUNS),
        _frame(EARLIER_EDITS, done),
        columns.empty(EARLIER_OPEN),
        len(runs),
        _frame(EARLIER_DOCUMENTS, told),
    )
    return Before(earlier, _frame(RUN_EDITS, rows), undoes)


def _frame(schema: Any, rows: list[dict[str, Any]]) -> pd.DataFrame:
    if not rows:
        return columns.empty(schema)
    return columns.frame(schema, {name: [row[name] for row in rows] for name in schema.columns})


def told(outcome: Outcome, past: Before) -> list[tuple[str, str, str]]:
    documents = records(issue_documents(outcome, past))
    return [(one["reference"], one["replaces"], one["takes_back"]) for one in documents]


def test_references_count_up_over_the_runs_of_any_shop() -> None:
    outcome = correct_one(FEWER)
    assert told(outcome, before(outcome, {})) == [("1-E001", "", "")]
    assert told(outcome, before(outcome, {}, {}, {"number": 7})) == [("1-E008", "", "")]
    assert told(outcome, before(outcome, {}, {"is_own": False})) == [("1-E002", "", "")]


def test_what_a_document_holds_already_gets_none() -> None:
    outcome = correct_one(FEWER)
    assert told(outcome, before(outcome, {0: ("R1", 0)}, {})) == []


def test_a_repeat_that_no_document_holds_gets_one() -> None:
    outcome = correct_one(FEWER)
    assert told(outcome, before(outcome, {0: ("R0", 0)})) == [("1-E001", "", "")]
    assert told(outcome, before(outcome, {0: ("R0", 0)}, {})) == [("1-E002", "", "")]


def test_a_repeat_with_more_replaces_what_it_holds_too() -> None:
    outcome = correct_one(FEWER, edit("1", "item", ref="CUP", price="8.00"))
    assert told(outcome, before(outcome, {0: ("R1", 0)}, {})) == [("1-E002", "1-E001", "")]
    replaced = before(outcome, {0: ("R1", 0)}, {}, {"replaces": "1-E001"})
    assert told(outcome, replaced) == [("1-E003", "", "")]


def test_an_address_given_again_replaces_nothing() -> None:
    outcome = correct_one(FEWER, edit("1", "customer", ship_city="Thun"))
    past = before(outcome, {1: ("R1", 1)}, {})
    address = past.earlier.edits.assign(first_row_key=1, difference_minor=0)
    known = replace(past.earlier, edits=pd.concat([past.earlier.edits, address], ignore_index=True))
    assert told(outcome, replace(past, earlier=known)) == [("1-E002", "", "")]


def test_an_undo_names_what_it_takes_back() -> None:
    outcome = correct_one(MORE)
    assert told(outcome, before(outcome, {}, {}, {}, undoes="R2")) == [("1-E003", "", "1-E002")]
