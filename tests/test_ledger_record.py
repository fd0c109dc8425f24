"""Recording a run: all of it or nothing, once, and never over another run of the same orders."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.ledger import (
    LedgerMoved,
    find_earlier,
    find_open,
    history,
    is_recorded,
    open_ledger,
    record_run,
    show,
)
from recording import LATER, NOW, edit, entry, frame, order
from schemas.entry import RUN_EDITS, Entry
from schemas.ledger import EARLIER_EDITS, EARLIER_OPEN, EARLIER_RUNS
from test_ledger_place import kill_at

HOME = Path(__file__).parent.parent


def test_a_run_is_shown_as_it_was_recorded(ledger_place: str) -> None:
    given = entry("run-1", order(1), order(2, result="held", action_new="none", amount_new_minor=0))
    with open_ledger(ledger_place, now=NOW) as ledger:
        assert record_run(ledger, given)
        shown = show(ledger, "run-1")
        assert show(ledger, "run-2") is None
    assert shown is not None
    assert shown.entry.run == given.run
    pd.testing.assert_frame_equal(shown.entry.files, given.files)
    pd.testing.assert_frame_equal(
        shown.entry.orders.drop(columns="order_key"), given.orders.drop(columns="order_key")
    )
    pd.testing.assert_frame_equal(
        shown.entry.changes.drop(columns="order_key"), given.changes.drop(columns="order_key")
    )
    assert shown.entry.edits[["first_run", "first_row_key"]].to_numpy().tolist() == [["run-1", 1]]
    assert shown.amounts[["order_id", "action", "amount_minor", "state"]].to_numpy().tolist() == [
        ["#1001", "collect", 2_000, "open"]
    ]
    shown.entry.validate()


def test_an_entry_survives_being_text() -> None:
    given = entry("run-1")
    again = Entry.from_plain(given.as_plain())
    assert again.run == given.run
    for name in ("files", "orders", "edits", "changes"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(given, name))
    assert Entry.from_plain(Entry.of(given.run).as_plain()).orders.empty


def test_the_same_run_is_recorded_once(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        assert not is_recorded(ledger, "run-1")
        assert [record_run(ledger, entry("run-1")) for _ in range(3)] == [True, False, False]
        assert is_recorded(ledger, "run-1")
        assert len(find_open(ledger, NOW)) == 2


def test_earlier_runs_are_found_by_the_shop_s_order(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", order(1), order(2)))
        record_run(ledger, entry("run-2", order(1, order_id="#1002"), kind="undo", undoes_run="run-1"))
        record_run(ledger, entry("run-3", order(1, order_id="#1002", result="held")))
        asked = pd.DataFrame(
            {
                "order_key": [70, 71, 72],
                "platform": ["test", "other", "test"],
                "order_id": ["#1002", "#1002", "#9"],
                "currency": "CHF",
            }
        )
        earlier = find_earlier(ledger, asked)
    assert earlier.runs[["order_key", "run_id", "undoes_run"]].to_numpy().tolist() == [
        [70, "run-1", ""],
        [70, "run-2", "run-1"],
    ]
    assert earlier.edits[["order_key", "run_id", "first_run", "first_row_key"]].to_numpy().tolist() == [
        [70, "run-1", "run-1", 2],
        [70, "run-2", "run-2", 1],
    ]
    assert earlier.open_amounts.to_numpy().tolist() == [[70, 6_000]]
    assert earlier.last_entry == 3
    for schema, table in (
        (EARLIER_RUNS, earlier.runs),
        (EARLIER_EDITS, earlier.edits),
        (EARLIER_OPEN, earlier.open_amounts),
    ):
        schema.validate(table)


def test_more_orders_than_one_query_can_name(ledger_place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ledger.order_numbers._AT_ONCE", 3)
    orders = [order(number) for number in range(1, 12)]
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", *orders))
        earlier = find_earlier(ledger, entry("x", *orders).orders)
    assert sorted(earlier.runs["order_key"]) == list(range(1, 12))


def test_a_run_reckoned_before_another_was_recorded_is_refused(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        seen = find_earlier(ledger, entry("x").orders).last_entry
        record_run(ledger, entry("run-1", order(1)), last_entry=seen)
        with pytest.raises(LedgerMoved):
            record_run(ledger, entry("run-2", order(1), order(2)), last_entry=seen)
        assert record_run(ledger, entry("run-3", order(2)), last_entry=seen)
        assert history(ledger)["run_id"].tolist() == ["run-1", "run-3"]


def test_what_is_given_back_is_set_against_what_is_still_to_be_collected(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", order(1)))
        record_run(ledger, entry("run-2", order(1, action_new="refund", amount_new_minor=500), at=LATER))
        left = find_open(ledger, LATER)
        assert left[["run_id", "action", "amount_minor"]].to_numpy().tolist() == [["run-2", "collect", 1_500]]
        record_run(ledger, entry("run-3", order(1, action_new="refund", amount_new_minor=1_500), at=LATER))
        assert find_open(ledger, LATER).empty
        shown = show(ledger, "run-1")
        assert shown is not None
        assert shown.amounts[["state", "superseded_by"]].to_numpy().tolist() == [["superseded", "run-2"]]


def test_an_edit_done_before_points_to_its_first_run(ledger_place: str) -> None:
    repeated = entry("run-2", order(1))
    rows = frame(RUN_EDITS, [edit(1, first_run="run-1", first_row_key=9)])
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, replace(repeated, edits=rows))
        earlier = find_earlier(ledger, repeated.orders)
    assert earlier.edits[["first_run", "first_row_key"]].to_numpy().tolist() == [["run-1", 9]]


def test_an_entry_of_the_wrong_form_is_a_mistake_of_the_program(ledger_place: str) -> None:
    wrong = entry("run-1")
    wrong = replace(wrong, orders=wrong.orders.assign(amount_minor="much"))
    with open_ledger(ledger_place, now=NOW) as ledger:
        with pytest.raises(Exception, match="amount_minor"):
            record_run(ledger, wrong)
        assert history(ledger).empty


@pytest.mark.parametrize("statement", range(1, 10))
def test_a_process_killed_while_recording_leaves_all_or_nothing(ledger_place: str, statement: int) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-0", order(1, action_new="refund", amount_new_minor=700)))
    killed = kill_at(statement, 'record_run(ledger, entry("run-1"))', ledger_place)
    assert killed.returncode in (-9, 0), killed.stderr
    with open_ledger(ledger_place, now=NOW) as ledger:
        was_there = is_recorded(ledger, "run-1")
        assert was_there == (killed.returncode == 0)
        assert len(find_open(ledger, NOW)) == (2 if was_there else 1)
        assert record_run(ledger, entry("run-1")) is not was_there
        assert find_open(ledger, NOW)[["action", "amount_minor"]].to_numpy().tolist() == [
            ["collect", 1_300],
            ["collect", 2_000],
        ]


def test_two_processes_that_write_at_once_lose_nothing(ledger_place: str) -> None:
    source = """
import sys
from pipeline.ledger import open_ledger, record_run
from recording import NOW, entry, order
for number in range(12):
    with open_ledger(sys.argv[1], now=NOW) as ledger:
        record_run(ledger, entry(f"{sys.argv[2]}-{number}", order(1, amount_new_minor=5), order(number + 2)))
        record_run(ledger, entry(f"both-{number}", order(50, amount_new_minor=3)))
"""
    paths = os.pathsep.join([str(HOME), str(HOME / "tests")])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", source, ledger_place, name],
            env={**os.environ, "PYTHONPATH": paths},
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("left", "right")
    ]
    ended = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], ended
    with open_ledger(ledger_place, now=NOW) as ledger:
        assert len(history(ledger)) == 36
        left = find_open(ledger, NOW).groupby("order_id")["amount_minor"].sum()
    assert (left["#1001"], left["#1050"]) == (24 * 5, 12 * 3)
