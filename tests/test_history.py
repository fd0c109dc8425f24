"""`history`, `show` and `open`: what they print, their exit statuses, twice the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger_files import record_two_runs, run, run_json
from pipeline.history.text_table import WIDTH, lay_out
from pipeline.ledger import LedgerBusy, open_ledger, prune
from recording import LATER, NOW


@pytest.fixture
def place(ledger_place: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TZ", "UTC")
    return record_two_runs(ledger_place)


def twice(*words: str | Path) -> str:
    """What the command prints, which is the same when it is run again."""
    first, second = run(*words), run(*words)
    assert (first.exit_code, first.stdout) == (second.exit_code, second.stdout)
    assert first.exit_code == 0, first.output
    assert max(map(len, first.stdout.splitlines())) <= WIDTH
    return first.stdout


def test_history_lists_the_runs_the_newest_last(place: str) -> None:
    assert twice("history", "--ledger", place) == (
        "Run    Kind   Finished                 Orders  Applied  Held  Asked by  Remarks\n"
        "-----  -----  -----------------------  ------  -------  ----  --------  -------\n"
        "run-1  apply  2026-11-26 03:00 +00:00       2        2     0  Nora\n"
        "run-2  apply  2026-11-29 04:00 +00:00       2        1     1  Nora\n"
    )


def test_history_as_json_has_the_times_as_stored(place: str) -> None:
    runs = run_json("history", "--ledger", place)["runs"]
    assert [(one["run_id"], one["finished_at"]) for one in runs] == [("run-1", NOW), ("run-2", LATER)]


def test_a_pruned_run_is_marked(place: str) -> None:
    with open_ledger(place, now=NOW) as ledger:
        prune(ledger, LATER, now=LATER)
    assert "pruned 2026-11-29 04:00 +00:00" in twice("history", "--ledger", place)


@pytest.mark.parametrize("order", ["#1001", "1001"])
def test_one_order_through_time(place: str, order: str) -> None:
    shown = twice("history", "--order", order, "--ledger", place)
    assert "Order #1001 (test, CHF)\n" in shown
    assert "run-1  2026-11-26 03:00 +00:00  applied    100.00 CHF  +20.00 CHF  collect 20.00 CHF" in shown
    assert "run-1  #1001  collect  20.00 CHF  open" in shown
    plain = run_json("history", "--order", order, "--ledger", place)
    assert [(one["run_id"], one["total_after"], one["currency"]) for one in plain["runs"]] == [
        ("run-1", "120.00", "CHF")
    ]
    assert [(one["action"], one["amount"], one["state"]) for one in plain["amounts"]] == [
        ("collect", "20.00", "open")
    ]


def test_an_unknown_order_is_refused_with_near_ones(place: str) -> None:
    refused = run("history", "--order", "#1010", "--ledger", place)
    assert refused.exit_code == 3
    assert refused.stdout == ""
    assert "order-unrecorded" in refused.stderr
    assert "Did you mean #100" in refused.stderr


def test_show_tells_everything_about_a_run(place: str) -> None:
    shown = twice("show", "run-1", "--ledger", place)
    assert "Run          run-1 (apply)\nStarted      2026-11-26 03:00 +00:00\n" in shown
    assert "orders  orders.csv     12  abababababababab…" in shown
    assert "#1002  test  applied    100.00 CHF   120.00 CHF   -5.50 CHF    refund 5.50 CHF" in shown
    assert "Lausanne  Vevey  D-1      Léa called  edits.xlsx, Customer, D7" in shown
    assert "run-1  #1002  refund    5.50 CHF  open" in shown
    plain = run_json("show", "run-1", "--ledger", place)
    assert plain["changes"][0]["order_id"] == "#1001"
    assert [one["amount"] for one in plain["amounts"]] == ["20.00", "5.50"]


def test_an_unknown_run_is_refused_with_near_ones(place: str) -> None:
    refused = run("show", "run-3", "--ledger", place)
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "Did you mean run-2, run-1?" in refused.stderr
    assert "The newest are: run-1, run-2." in " ".join(run("show", "zzz", "--ledger", place).stderr.split())


def test_open_lists_the_oldest_first_and_never_mixes_sums(place: str) -> None:
    shown = twice("open", "--ledger", place)
    rows = [line.split() for line in shown.splitlines()[2:5]]
    assert [row[1:6] for row in rows] == [
        ["#1001", "test", "collect", "20.00", "CHF"],
        ["#1002", "test", "refund", "5.50", "CHF"],
        ["#1003", "test", "bill", "7", "JPY"],
    ]
    assert shown.endswith(
        "\n\nto collect  20.00 CHF  1 amount\nto refund    5.50 CHF  1 amount\nto bill         7 JPY  1 amount\n"
    )
    assert run_json("open", "--ledger", place)["sums"] == [
        {"currency": "CHF", "action": "collect", "amount": "20.00", "amounts": 1},
        {"currency": "CHF", "action": "refund", "amount": "5.50", "amounts": 1},
        {"currency": "JPY", "action": "bill", "amount": "7", "amounts": 1},
    ]


def test_what_is_empty_says_so(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW):
        pass
    assert twice("history", "--ledger", ledger_place) == "No runs are recorded yet.\n"
    assert twice("open", "--ledger", ledger_place) == "Nothing is open: everything asked for is settled.\n"
    assert run_json("open", "--ledger", ledger_place) == {"open": [], "sums": []}


@pytest.mark.parametrize("words", [["history"], ["open"], ["show", "run-1"]])
def test_a_ledger_that_is_not_there_is_refused_and_not_made(tmp_path: Path, words: list[str]) -> None:
    place = tmp_path / "no.db"
    refused = run(*words, "--ledger", place)
    assert refused.exit_code == 3
    assert "ledger-missing" in refused.stderr
    assert not place.exists()


def test_the_ledger_may_stand_in_the_environment(place: str) -> None:
    assert run("history", ORDER_CORRECTIONS_LEDGER=place).exit_code == 0
    assert run("history", ORDER_CORRECTIONS_LEDGER="").exit_code == 2
    assert run("history").exit_code == 2


def test_a_ledger_in_use_is_status_75(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise LedgerBusy("The ledger is in use by another run. Try again when it is done.")

    monkeypatch.setattr("pipeline.ledger.history", busy)
    refused = run("history", "--ledger", place)
    assert (refused.exit_code, refused.stdout) == (75, "")
    assert refused.stderr.startswith("The ledger is in use")


def test_long_cells_give_way_and_numbers_never() -> None:
    rows = [["x" * 90, "y" * 60, "1’234’567.00 CHF", "a\x1b[31m"]]
    lines = lay_out(["One", "Two", "Amount", "Note"], rows, to_the_right=["Amount"])
    assert max(map(len, lines)) == WIDTH - 2
    assert "1’234’567.00 CHF" in lines[2]
    assert "…" in lines[2]
    assert "\x1b" not in lines[2]
