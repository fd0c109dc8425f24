"""`undo` from the command line: what it prints, its exit status, the files it leaves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.ledger import open_ledger, prune
from undoing import CONVENTIONS, EDITS, NOW, SAMPLES

pytestmark = pytest.mark.thorough

ORDERS = SAMPLES / "shopify-orders.csv"
LEFT = [
    "edits-result.xlsx",
    "inputs",
    "ledger-entry.json",
    "manifest.json",
    "problems.json",
    "reconciliation.csv",
    "reconciliation.xlsx",
    "stock.csv",
    "summary.json",
    "undo.xlsx",
    "updated-orders.csv",
]


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A run with a ledger in `runs`, its orders taken over as `orders.csv`."""
    (tmp_path / "policy.toml").write_text(CONVENTIONS, encoding="utf-8")
    done = call(
        *("apply", "--orders", ORDERS, "--edits", *EDITS, "--out", tmp_path / "runs", "--quiet"),
        *("--ledger", tmp_path / "ledger.db", "--policy", tmp_path / "policy.toml"),
    )
    assert done.exit_code == 4
    shutil.copy(folders(tmp_path)[0] / "updated-orders.csv", tmp_path / "orders.csv")
    return tmp_path


def folders(home: Path) -> list[Path]:
    found = [path for path in (home / "runs").iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.stat().st_ctime_ns)


def undo(home: Path, run: str, *more: str | Path) -> Result:
    return call(
        *("undo", run, "--orders", home / "orders.csv", "--out", home / "runs"),
        *("--policy", home / "policy.toml", *more),
    )


def with_ledger(home: Path, run: str, *more: str | Path) -> Result:
    return undo(home, run, "--ledger", home / "ledger.db", *more)


def test_a_run_is_taken_back(home: Path) -> None:
    first = folders(home)[0]
    done = with_ledger(home, first.name)
    assert done.exit_code == 0, done.output
    second = folders(home)[1]
    assert sorted(path.name for path in second.iterdir()) == LEFT
    assert (second / "updated-orders.csv").read_bytes() == ORDERS.read_bytes()
    assert "10 applied" in done.output
    summary = json.loads((second / "summary.json").read_text(encoding="utf-8"))
    assert "undo.xlsx" in summary["files"]
    entry = json.loads((second / "ledger-entry.json").read_text(encoding="utf-8"))
    assert (entry["run"]["kind"], entry["run"]["undoes_run"]) == ("undo", first.name)


def test_a_second_undo_finds_nothing_to_do(home: Path) -> None:
    first = folders(home)[0].name
    with_ledger(home, first)
    shutil.copy(folders(home)[1] / "updated-orders.csv", home / "orders.csv")
    done = with_ledger(home, first)
    assert done.exit_code == 0
    assert "10 nothing to do" in done.output
    third = folders(home)[2]
    assert "undo.xlsx" not in [path.name for path in third.iterdir()]
    assert json.loads((third / "summary.json").read_text(encoding="utf-8"))["newly_due"] == []


def test_it_works_without_a_ledger_and_on_trial(home: Path) -> None:
    done = undo(home, folders(home)[0].name, "--dry-run")
    assert done.exit_code == 0, done.output
    names = [path.name for path in folders(home)[1].iterdir()]
    assert "reconciliation.xlsx" in names
    assert not {"undo.xlsx", "updated-orders.csv", "ledger-entry.json"} & set(names)


def remove_folder(home: Path) -> None:
    shutil.rmtree(folders(home)[0])


def remove_undo(home: Path) -> None:
    (folders(home)[0] / "undo.xlsx").unlink()


def alter_undo(home: Path) -> None:
    with (folders(home)[0] / "undo.xlsx").open("ab") as file:
        file.write(b"more")


def prune_all(home: Path) -> None:
    with open_ledger(home / "ledger.db", now=NOW) as ledger:
        assert prune(ledger, "9999", now=NOW)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (remove_folder, "{home}/runs/{run} is not the folder of run {run}."),
        (remove_undo, "Run {run} left no undo.xlsx: it changed no order."),
        (alter_undo, "The undo.xlsx of run {run} is not the one that run wrote."),
        (prune_all, "Run {run} was pruned: what it takes to undo it was removed."),
    ],
)
def test_a_run_that_cannot_be_taken_back_is_refused(home: Path, harm: Any, sentence: str) -> None:
    run = folders(home)[0].name
    harm(home)
    before = sorted((home / "runs").iterdir())
    done = with_ledger(home, run)
    assert done.exit_code == 3
    said = " ".join(done.output.split())
    assert "".join(sentence.format(run=run, home=home).split()) in "".join(said.split())
    assert "Nothing was written." in said
    assert sorted((home / "runs").iterdir()) == before


def test_an_unknown_run_is_refused(home: Path) -> None:
    with_one = with_ledger(home, "no-such-run")
    assert (with_one.exit_code, "The ledger holds no run no-such-run." in with_one.output) == (3, True)
    for done in (undo(home, "no-such-run"), undo(home, "../runs"), undo(home, "..")):
        assert done.exit_code == 3
        assert "isnotthefolderofrun" in "".join(done.output.split())


def test_the_folders_of_runs_may_stand_elsewhere(home: Path) -> None:
    run = folders(home)[0].name
    (home / "runs").rename(home / "kept")
    done = undo(home, run, "--runs", home / "kept", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["exit_status"] == 0
