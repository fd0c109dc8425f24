"""Kept inputs and `verify`: a past run calculated again, the same or different, file by file."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import openpyxl
import pytest

from ledger_files import run, run_json
from pipeline.history.compare import find_difference
from pipeline.kept_inputs import read_kept
from pipeline.ledger import history, open_ledger
from recording import NOW
from shop_files import PRICE_90, Shop, edits

pytestmark = pytest.mark.thorough

HOME = Path(__file__).resolve().parent.parent
SAMPLES = HOME / "samples"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def apply(shop: Shop, *words: str | Path) -> str:
    """The id of one run with the shop's ledger."""
    known = set(folders(shop))
    assert shop.apply("--ledger", place(shop), *words).status in (0, 4)
    (folder,) = set(folders(shop)) - known
    return folder.name


def folders(shop: Shop) -> list[Path]:
    return [path for path in shop.out.glob("*") if path.is_dir()] if shop.out.exists() else []


def place(shop: Shop) -> Path:
    return shop.out / "ledger.db"


def verify(shop: Shop, run_id: str) -> tuple[int, dict[str, str]]:
    """Exit status and what became of the files that are not the same."""
    done = run("verify", run_id, "--ledger", place(shop), "--json")
    found = json.loads(done.stdout)
    assert not list(shop.out.glob(".*.building"))
    return done.exit_code, {
        one["name"]: one["result"] + (f": {one['where']}" if one["where"] else "")
        for one in found["files"]
        if one["result"] != "same"
    }


def contents(shop: Shop) -> dict[str, bytes]:
    found = [path for path in shop.out.rglob("*") if path.is_file() and "ledger.db" not in path.name]
    return {str(path): path.read_bytes() for path in found}


def test_a_run_verifies_as_the_same_again_and_again(shop: Shop) -> None:
    first = apply(shop)
    before = contents(shop)
    for _ in range(2):
        done = run("verify", first, "--ledger", place(shop))
        assert done.exit_code == 0, done.output
        assert done.stdout.endswith(f"\n\nRun {first}: The same in every file.\n")
        assert "updated-orders.json  same" in done.stdout
    assert contents(shop) == before


def test_a_run_verifies_with_what_the_ledger_knew_then(shop: Shop) -> None:
    runs = [apply(shop) for _ in range(3)]
    with (shop.out / runs[1] / "reconciliation.csv").open(encoding="utf-8-sig") as file:
        assert runs[0] in file.read()
    assert [verify(shop, run_id) for run_id in runs] == [(0, {})] * 3


def test_the_undoing_of_a_run_verifies_as_the_same(shop: Shop) -> None:
    first = apply(shop)
    orders = shop.out / first / "updated-orders.json"
    done = run(
        "undo", first, "--orders", orders, "--out", shop.out, "--currency", "CHF", "--ledger", place(shop)
    )
    assert done.exit_code == 0, done.output
    (undone,) = {folder.name for folder in folders(shop)} - {first}
    assert [verify(shop, run_id) for run_id in (undone, first)] == [(0, {})] * 2


def test_inputs_are_kept_for_their_owner_alone(shop: Shop) -> None:
    folder = shop.out / apply(shop)
    kept = sorted(
        path.relative_to(folder).as_posix() for path in (folder / "inputs").rglob("*") if path.is_file()
    )
    assert kept == ["inputs/1/orders.json", "inputs/2/edits.csv", "inputs/request.json"]
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in kept} == {0o600}
    assert stat.S_IMODE((folder / "inputs").stat().st_mode) == 0o700
    assert stat.S_IMODE(shop.orders.stat().st_mode) != 0o600
    assert (folder / kept[0]).read_bytes() == shop.orders.read_bytes()
    shop.orders.write_bytes(b"[]")
    assert (folder / kept[0]).read_bytes() != b"[]"
    assert verify(shop, folder.name) == (0, {})


def test_without_a_ledger_and_in_a_dry_run_nothing_is_kept(shop: Shop) -> None:
    assert "inputs" not in shop.apply().files
    shutil.rmtree(shop.out)
    assert shop.apply("--ledger", place(shop), "--dry-run").status == 0
    assert [path.name for path in shop.out.glob("*/inputs")] == []


def test_a_mapping_is_kept_beside_its_tables(tmp_path: Path) -> None:
    out = tmp_path / "runs"
    words = ("--edits", SAMPLES / "edits.csv", SAMPLES / "edits.xlsx", "--out", out, "--currency", "CHF")
    exports = [SAMPLES / name for name in ("ecwid-orders.csv", "shopify-orders.csv", "tables/mapping.toml")]
    done = run("apply", "--orders", *exports, *words, "--ledger", out / "l.db", "--quiet")
    assert done.exit_code == 4, done.output
    with open_ledger(out / "l.db", now=NOW) as ledger:
        (run_id,) = history(ledger)["run_id"]
    sources, _, _ = read_kept(out / run_id)
    assert [path.relative_to(out / run_id / "inputs").as_posix() for path in sources.orders] == [
        "1/ecwid-orders.csv",
        "2/shopify-orders.csv",
        "3/mapping.toml",
    ]
    assert (out / run_id / "inputs/3/lines.csv").exists()
    assert run_json("verify", run_id, "--ledger", out / "l.db")["same"]


def test_a_mapping_given_by_option_and_a_policy_are_kept(tmp_path: Path) -> None:
    out, policy = tmp_path / "runs", tmp_path / "policy.toml"
    policy.write_text("tolerance_hundredths = 7\n", encoding="utf-8")
    tables = [SAMPLES / "tables" / name for name in ("orders.csv", "lines.csv")]
    words = ("--mapping", SAMPLES / "tables/mapping.toml", "--policy", policy, "--ledger", out / "l.db")
    done = run("apply", "--orders", *tables, "--edits", SAMPLES / "edits.csv", "--out", out, *words)
    assert done.exit_code == 4, done.output
    with open_ledger(out / "l.db", now=NOW) as ledger:
        (run_id,) = history(ledger)["run_id"]
    assert run_json("verify", run_id, "--ledger", out / "l.db")["same"]


# what differs


def test_a_report_changed_afterwards_is_found_with_its_cell(shop: Shop) -> None:
    run_id = apply(shop)
    path = shop.out / run_id / "reconciliation.xlsx"
    book = openpyxl.load_workbook(path)
    book["To refund"]["G2"].value = 99
    book.save(path)
    status, found = verify(shop, run_id)
    assert (status, list(found)) == (5, ["reconciliation.xlsx"])
    assert found["reconciliation.xlsx"].startswith("changed since: To refund!G2: 10.0 instead of 99")
    shown = run("verify", run_id, "--ledger", place(shop))
    assert shown.exit_code == 5
    assert "1 file of 9 not as the run left it." in shown.stdout


def test_a_manifest_that_was_changed_does_not_hide_a_change(shop: Shop) -> None:
    run_id = apply(shop)
    folder = shop.out / run_id
    (folder / "reconciliation.csv").write_bytes(b"nothing\n")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["outputs"] = [one for one in manifest["outputs"] if one["name"] != "reconciliation.csv"] + [
        {"name": "reconciliation.csv", "sha256": "00" * 32, "size": 8}
    ]
    manifest["control_totals"][0]["difference"] = "0.00"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert verify(shop, run_id) == (
        5,
        {
            "reconciliation.csv": "different: the manifest has another digest than the ledger",
            "manifest.json": "different: control_totals[0].difference: -10.00 instead of 0.00",
        },
    )


def test_a_missing_file_is_found(shop: Shop) -> None:
    run_id = apply(shop)
    (shop.out / run_id / "problems.json").unlink()
    assert verify(shop, run_id) == (5, {"problems.json": "missing: it is not in the run's folder any more"})


def test_another_calculation_is_found(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = apply(shop)
    real = __import__("pipeline.run", fromlist=["write_reconciliation_csv"]).write_reconciliation_csv

    def write(report: object, destination: Path) -> None:
        real(report, destination)
        destination.write_bytes(destination.read_bytes().replace(b"-10.00", b"-10.01"))

    monkeypatch.setattr("pipeline.run.write_reconciliation_csv", write)
    assert verify(shop, run_id) == (5, {"reconciliation.csv": "different: line 2"})


# what cannot be verified


def test_a_kept_input_that_was_changed_is_refused(shop: Shop) -> None:
    run_id = apply(shop)
    kept = shop.out / run_id / "inputs/2/edits.csv"
    kept.write_text(edits(PRICE_90.replace("90", "80")), encoding="utf-8")
    refused = run("verify", run_id, "--ledger", place(shop))
    assert refused.exit_code == 3
    assert "edits.csv is not as it was read" in " ".join(refused.stderr.split())


@pytest.mark.parametrize("content", [None, "{}", "[", '{"orders": ["9/none.json"]}'])
def test_inputs_that_are_gone_or_damaged_are_refused(shop: Shop, content: str | None) -> None:
    run_id = apply(shop)
    request = shop.out / run_id / "inputs/request.json"
    request.unlink() if content is None else request.write_text(content, encoding="utf-8")
    refused = run("verify", run_id, "--ledger", place(shop))
    assert refused.exit_code == 3
    assert "inputs-missing" in refused.stderr


def test_a_folder_that_is_gone_is_refused(shop: Shop) -> None:
    run_id = apply(shop)
    shutil.rmtree(shop.out / run_id)
    refused = run("verify", run_id, "--ledger", place(shop))
    assert (refused.exit_code, "run-folder-missing" in refused.stderr) == (3, True)
    unknown = run("verify", "no-run", "--ledger", place(shop))
    assert (unknown.exit_code, "run-unknown" in unknown.stderr) == (3, True)
    assert run("verify", run_id, "--ledger", "postgresql://nobody@localhost/none").exit_code == 2


def test_files_are_compared_by_what_they_hold(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text('{"a": 1, "b": [1]}', encoding="utf-8")
    other.write_text('{"b": [1],\n"a": 1}', encoding="utf-8")
    assert find_difference(one, other) == ""
    other.write_text('{"b": [1, 2], "a": 1}', encoding="utf-8")
    assert find_difference(one, other) == "b: [1, 2] instead of [1]"
    books = [tmp_path / "one.xlsx", tmp_path / "other.xlsx"]
    for path, title in zip(books, ("A", "B"), strict=True):
        book = openpyxl.Workbook()
        book.worksheets[0].title = title
        book.save(path)
    assert find_difference(*books) == "sheets B instead of A"
