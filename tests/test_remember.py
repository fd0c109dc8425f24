"""Runs with a ledger, from the command line: asked for once, nothing lost, whatever is killed when."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.ledger import find_announced, find_open, history, open_ledger
from pipeline.remember import ENTRY_NAME, finish_killed_runs
from recording import NOW

pytestmark = pytest.mark.thorough

HOME = Path(__file__).resolve().parent.parent
SAMPLES = HOME / "samples"
COMMAND = [sys.executable, "-m", "pipeline"]
SPOTS = ("announce", "rename", "record", "withdraw")
"""What a run does around the moment in which its folder gets its name."""


def arguments(out: Path, orders: Path | None = None) -> list[str]:
    return [
        "apply",
        "--orders",
        str(orders or SAMPLES / "shopify-orders.csv"),
        "--edits",
        str(SAMPLES / "edits.xlsx"),
        str(SAMPLES / "edits.csv"),
        *("--currency", "CHF", "--out", str(out), "--ledger", str(out.parent / "ledger.db"), "--quiet"),
    ]


def run(out: Path, orders: Path | None = None, *, killed_at: str = "") -> int:
    """The exit status of a run, or -9 if it was killed just before it did that."""
    program = [str(HOME / "tests" / "killed_run.py"), killed_at] if killed_at else ["-m", "pipeline"]
    environment = {**os.environ, "PYTHONPATH": f"{HOME}{os.pathsep}{HOME / 'tests'}"}
    command = [sys.executable, *program, *arguments(out, orders)]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def folders(out: Path) -> list[Path]:
    return sorted(path for path in out.iterdir() if path.is_dir() and not path.name.startswith("."))


def newly_due(folder: Path) -> dict[str, Decimal]:
    """What the run newly asks for, by order; refunds below zero."""
    with (folder / "reconciliation.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    signs = {"refund": -1, "none": 0}
    return {
        row["order_id"]: signs.get(row["action_new"], 1) * Decimal(row["amount_new"])
        for row in rows
        if row["action_new"] != "none"
    }


def stock_asked(folder: Path) -> dict[str, int]:
    """How many moves of the stock each run asked for first; "" are those of this run."""
    with (folder / "stock.csv").open(encoding="utf-8-sig", newline="") as file:
        return dict(Counter(row["reported_in_run"] for row in csv.DictReader(file)))


def asked(out: Path) -> Decimal:
    return sum((amount for one in folders(out) for amount in newly_due(one).values()), Decimal(0))


def open_amounts(out: Path) -> Decimal:
    with open_ledger(out.parent / "ledger.db", now=NOW) as ledger:
        rows = find_open(ledger, NOW)
    signs = rows["action"].map({"collect": 1, "bill": 1, "refund": -1})
    return Decimal(int((rows["amount_minor"] * signs).sum())) / 100


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_a_second_run_gives_the_same_orders_and_asks_for_nothing_again(out: Path) -> None:
    assert [run(out), run(out)] == [4, 4]
    first, second = folders(out)
    assert newly_due(first) != {}
    assert newly_due(second) == {}
    one, other = ((folder / "updated-orders.csv").read_bytes() for folder in (first, second))
    assert one == other
    assert open_amounts(out) == asked(out)
    facts = json.loads((second / "summary.json").read_text(encoding="utf-8"))
    assert facts["newly_due"] == []
    (new, number), *others = stock_asked(first).items()
    assert (new, others) == ("", [])
    assert stock_asked(second) == {first.name: number}


def test_the_corrected_export_is_left_alone(out: Path) -> None:
    run(out)
    corrected = shutil.copy(folders(out)[0] / "updated-orders.csv", out.parent / "corrected.csv")
    run(out, Path(corrected))
    second = folders(out)[1]
    assert (second / "updated-orders.csv").read_bytes() == Path(corrected).read_bytes()
    assert newly_due(second) == {}
    assert stock_asked(second) == {}
    codes = {found["code"] for found in json.loads((second / "problems.json").read_text(encoding="utf-8"))}
    assert "already-applied" in codes


@pytest.mark.parametrize("spot", SPOTS)
def test_a_run_killed_around_its_publication_is_neither_lost_nor_counted_twice(out: Path, spot: str) -> None:
    assert run(out, killed_at=spot) == -signal.SIGKILL
    has_folder = spot in ("record", "withdraw")
    assert len(folders(out)) == has_folder
    assert run(out) == 4
    assert len(folders(out)) == has_folder + 1
    assert not [path for path in out.iterdir() if path.name.endswith(".building")]
    assert open_amounts(out) == asked(out)
    with open_ledger(out.parent / "ledger.db", now=NOW) as ledger:
        assert history(ledger)["run_id"].tolist() == [folder.name for folder in folders(out)]
        assert find_announced(ledger) == []


def test_a_dry_run_leaves_no_trace_in_the_ledger(out: Path) -> None:
    command = [*COMMAND, *arguments(out), "--dry-run"]
    subprocess.run(command, cwd=HOME, capture_output=True, check=False)
    assert newly_due(folders(out)[0]) != {}
    assert not (folders(out)[0] / ENTRY_NAME).exists()
    with open_ledger(out.parent / "ledger.db", now=NOW) as ledger:
        assert history(ledger).empty
        assert finish_killed_runs(ledger) == []


def test_a_run_beside_another_one_with_the_same_ledger_is_told_to_come_later(out: Path) -> None:
    import fcntl  # noqa: PLC0415

    run(out)
    with (out.parent / "ledger.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(out) == 75
    assert len(folders(out)) == 1
