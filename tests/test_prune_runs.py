"""`prune`: what it removes, what it spares, and that it touches nothing else; each twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger_files import run, run_json, states
from pipeline.ledger import Shown, history, list_amounts, open_ledger, record_run, show
from pipeline.publish import hold_lock
from recording import NOW, entry, order

pytestmark = pytest.mark.thorough

OLD = "2020-01-01T03:00:00+00:00"
RECENT = "2999-01-01T00:00:00+00:00"
PEOPLE = ("Léa", "lea@", "Vevey", "Lausanne", "Nora")


def make_folder(out: Path, name: str, *, at: str = OLD, **manifest: object) -> Path:
    """A run's folder with a manifest and a file of orders."""
    folder = out / name
    (folder / "inputs").mkdir(parents=True)
    (folder / "updated-orders.csv").write_text("Léa\n", encoding="utf-8")
    facts = {"run_id": name, "folder": name, "finished_at": at, "dry_run": False, **manifest}
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Folders of an old settled run, an old one with an open amount, a newer one, and what is no run's."""
    out = tmp_path / "runs"
    for name, at in (("old", OLD), ("old-open", OLD), ("newer", RECENT)):
        make_folder(out, name, at=at)
    (out / "notes").mkdir()
    (out / "notes" / "note.txt").write_text("mine", encoding="utf-8")
    make_folder(out, "renamed", folder="other")
    make_folder(out, "broken", at="long ago")
    make_folder(tmp_path, "elsewhere")
    (out / "elsewhere").symlink_to(tmp_path / "elsewhere")
    return out


@pytest.fixture
def place(ledger_place: str, out: Path) -> str:
    settled = order(1, amount_new_minor=0, action_new="none", email="old-lea@example.ch")
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("old", settled, at=OLD))
        record_run(ledger, entry("old-open", order(2), at=OLD))
        record_run(ledger, entry("newer", order(3, action_new="none", amount_new_minor=0), at=RECENT))
    return ledger_place


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir() if not path.name.startswith(".")}


def runs(place: str) -> dict[str, Shown]:
    with open_ledger(place, now=NOW) as ledger:
        return {run_id: found for run_id in history(ledger)["run_id"] if (found := show(ledger, run_id))}


def has_people(shown: Shown) -> bool:
    return any(word in repr(shown.entry.as_plain()) for word in PEOPLE)


ALL = {"old", "old-open", "newer", "notes", "renamed", "broken", "elsewhere"}


def test_an_old_run_goes_and_nothing_else(place: str, out: Path) -> None:
    with open_ledger(place, now=NOW) as ledger:
        amounts = list_amounts(ledger)
    words = ("prune", "--keep", "400d", "--ledger", place, "--out", out)
    first = run(*words)
    assert first.exit_code == 0, first.output
    assert "Removed: 1 folder\n  old\n" in first.stdout
    assert "Forgotten: personal fields of 1 run\n  old\n" in first.stdout
    assert "old-open  amounts of it are still open" in first.stdout
    assert names(out) == ALL - {"old"}
    assert (out / "elsewhere" / "manifest.json").exists()
    found = runs(place)
    assert {run_id: has_people(shown) for run_id, shown in found.items()} == {
        "old": False,
        "old-open": True,
        "newer": True,
    }
    assert found["old"].entry.files["sha256"].tolist() == ["ab" * 32]
    assert found["old"].entry.orders["total_after_minor"].tolist() == [12_000]
    with open_ledger(place, now=NOW) as ledger:
        assert list_amounts(ledger).equals(amounts)
    if "://" not in place:
        kept = (place + suffix for suffix in ("", "-wal"))
        assert not any(b"old-lea@" in Path(one).read_bytes() for one in kept if Path(one).exists())
    second = run_json(*words)
    assert (second["folders"], second["runs"]) == ([], [])
    assert names(out) == ALL - {"old"}


def test_a_dry_run_says_it_and_changes_nothing(place: str, out: Path) -> None:
    for _ in range(2):
        done = run("prune", "--keep", "52w", "--ledger", place, "--out", out, "--dry-run")
        assert done.exit_code == 0
        assert "Would be removed: 1 folder\n  old\n" in done.stdout
    assert names(out) == ALL
    assert all(has_people(shown) for shown in runs(place).values())


def test_a_settled_run_is_not_spared_any_more(place: str, out: Path) -> None:
    run("settle", "--order", "1002", "--by", "Anna", "--note", "Léa paid", "--ledger", place)
    done = run_json("prune", "--keep", "2y", "--ledger", place, "--out", out)
    assert (done["folders"], done["runs"]) == (["old", "old-open"], ["old", "old-open"])
    assert states(place) == [("#1002", "settled", "")]
    assert not has_people(runs(place)["old-open"])


def test_force_takes_runs_with_open_amounts_and_unknown_ones_but_never_a_newer_one(
    place: str, out: Path
) -> None:
    make_folder(out, "unknown")
    spared = run_json("prune", "--keep", "1d", "--ledger", place, "--out", out)["spared"]
    assert [(one["run_id"], one["why"]) for one in spared] == [
        ("old-open", "amounts of it are still open"),
        ("unknown", "the ledger does not know it"),
    ]
    done = run_json("prune", "--keep", "1d", "--ledger", place, "--out", out, "--force")
    assert done["folders"] == ["old-open", "unknown"]
    assert names(out) == ALL - {"old", "old-open"}
    assert states(place) == [("#1002", "open", "")]


def test_a_run_that_was_only_tried_goes_without_a_record(place: str, out: Path) -> None:
    make_folder(out, "tried", dry_run=True)
    assert run_json("prune", "--keep", "1y", "--ledger", place, "--out", out)["folders"] == ["old", "tried"]


def test_a_folder_whose_run_the_ledger_says_is_newer_stays(place: str, out: Path) -> None:
    with open_ledger(place, now=NOW) as ledger:
        record_run(ledger, entry("clock", order(5, action_new="none", amount_new_minor=0), at=RECENT))
    make_folder(out, "clock", at=OLD)
    assert run_json("prune", "--keep", "1d", "--ledger", place, "--out", out, "--force")["folders"] == [
        "old",
        "old-open",
    ]


@pytest.mark.parametrize("keep", ["", "0d", "-5d", "400", "d", "4.5d", "400 days", "99999999d", "999999y"])
def test_nonsense_is_wrong_use(place: str, out: Path, keep: str) -> None:
    refused = run("prune", f"--keep={keep}", "--ledger", place, "--out", out)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert names(out) == ALL


def test_a_folder_that_is_not_there_is_refused_and_not_made(place: str, tmp_path: Path) -> None:
    refused = run("prune", "--keep", "1y", "--ledger", place, "--out", tmp_path / "no")
    assert (refused.exit_code, "file-not-found" in refused.stderr) == (3, True)
    assert not (tmp_path / "no").exists()


def test_while_a_run_works_there_nothing_is_pruned(place: str, out: Path) -> None:
    with hold_lock(out):
        refused = run("prune", "--keep", "1y", "--ledger", place, "--out", out)
    assert refused.exit_code == 75
    assert names(out) == ALL


def test_a_folder_that_cannot_be_removed_is_told(
    place: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipeline.history.pruning.shutil.rmtree", fail)
    failed = run("prune", "--keep", "1y", "--ledger", place, "--out", out)
    assert failed.exit_code == 1
    assert "could not be removed: Permission denied" in failed.stderr
