"""`mask`: a copy of the reports of the samples in which nobody of the samples can be found."""

from __future__ import annotations

import csv
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from ledger_files import run
from pipeline.digests import describe_file
from pipeline.history.placeholders import Placeholders
from pipeline.intake import Sources, read_everything
from schemas.orders import ORDERS

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
EXPORTS = [
    SAMPLES / name
    for name in ("ecwid-orders.json", "ecwid-orders.csv", "shopify-orders.csv", "tables/mapping.toml")
]
EDITS = [SAMPLES / "edits.xlsx", SAMPLES / "edits.csv"]
REQUESTER = "Nadia Favre"
REPORTS = ["manifest.json", "problems.json", "reconciliation.csv", "reconciliation.xlsx", "summary.json"]


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run's folder and its masked copy."""
    base = tmp_path_factory.mktemp("masked")
    words = ("--edits", *EDITS, "--currency", "CHF", "--out", base / "runs", "--ledger", base / "ledger.db")
    words = (*words, "--requested-by", REQUESTER)
    assert run("apply", "--orders", *EXPORTS, *words, "--quiet").exit_code == 4
    (folder,) = (path for path in (base / "runs").iterdir() if path.is_dir())
    done = run("mask", folder, "-o", base / "copy")
    assert done.exit_code == 0, done.output
    return folder, base / "copy"


def personal_texts() -> set[str]:
    """Names, e-mails, phones, streets and companies of the samples, and the values of their customer edits."""
    intake = read_everything(Sources(tuple(EXPORTS), tuple(EDITS), currency="CHF"), lambda _: None)
    orders, edits = intake.tables.orders, intake.edits
    ends = ("name", "email", "phone", "company", "street", "street2", "city")
    names = [
        name
        for name in ORDERS.columns
        if name.endswith(ends) and (name.startswith(("ship_", "bill_")) or name == "email")
    ]
    texts = {text for name in names for text in orders[name]}
    rows = edits.rows.loc[edits.rows["target"] == "customer", "row_key"]
    cells = edits.cells.loc[edits.cells["row_key"].isin(rows)]
    texts |= {*cells["value"], *cells["old"]} | set(edits.rows["reason"])
    return {text for text in texts if len(text) > 3} | {REQUESTER}


def all_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every report of the folder as text, workbooks part by part."""
    for path in (folder / name for name in REPORTS):
        if path.suffix != ".xlsx":
            yield path.name, path.read_text(encoding="utf-8-sig")
            continue
        with ZipFile(path) as archive:
            yield from ((f"{path.name}/{name}", archive.read(name).decode()) for name in archive.namelist())


def test_nobody_of_the_samples_can_be_found_in_the_copy(masked: tuple[Path, Path]) -> None:
    people = personal_texts()
    assert len(people) > 100
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in sorted(people, key=len)[::-1])
    )
    assert len({hit[0] for _, text in all_texts(masked[0]) for hit in pattern.finditer(text)}) > 50
    found = {(name, hit[0]) for name, text in all_texts(masked[1]) for hit in pattern.finditer(text)}
    assert found == set()


def test_only_the_reports_are_copied_for_their_owner_alone(masked: tuple[Path, Path]) -> None:
    assert sorted(path.name for path in masked[1].iterdir()) == REPORTS
    assert {stat.S_IMODE(path.stat().st_mode) for path in masked[1].iterdir()} == {0o600}
    assert stat.S_IMODE(masked[1].stat().st_mode) == 0o700
    manifest = json.loads((masked[1] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["masked"] is True
    for one in manifest["outputs"]:
        assert describe_file(masked[1] / one["name"])["sha256"] == one["sha256"]


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "reconciliation.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_amounts_stay_and_one_customer_is_one_placeholder(masked: tuple[Path, Path]) -> None:
    before, after = (table(folder) for folder in masked)
    covered = {"customer", "email", "reasons"}
    kept = [name for name in before[0] if name not in covered]
    assert [[row[name] for name in kept] for row in after] == [[row[name] for name in kept] for row in before]
    assert {re.sub("[0-9]+", "n", row["customer"]) for row in after} <= {"customer n", ""}
    pairs = {(one["email"], two["email"]) for one, two in zip(before, after, strict=True)}
    assert len(pairs) == len({email for email, _ in pairs}) == len({email for _, email in pairs})


def test_every_number_and_formula_of_the_workbook_stays(masked: tuple[Path, Path]) -> None:
    one, other = (openpyxl.load_workbook(folder / "reconciliation.xlsx") for folder in masked)
    changed = set()
    assert one.sheetnames == other.sheetnames
    for sheet in one.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if other[sheet.title][cell.coordinate].value != cell.value:
                    changed.add((sheet.title, sheet.cell(1, cell.column).value))
                    assert isinstance(cell.value, str)
    assert ("To collect", "Customer") in changed
    assert (one.sheetnames[0], None) in changed  # who requested the run
    covered = ("Customer", "E-mail", "Reasons", "Why", "Before", "After", "Remark")
    covered = (*covered, "What is the matter", "What to do")
    assert {header for _, header in changed} <= {None, *covered}


def test_problems_keep_their_codes_and_places(masked: tuple[Path, Path]) -> None:
    before, after = (json.loads((folder / "problems.json").read_text(encoding="utf-8")) for folder in masked)
    kept = ("code", "severity", "file", "sheet", "rowNumber", "fieldName", "cell", "order")
    assert [[one[name] for name in kept] for one in after] == [[one[name] for name in kept] for one in before]
    assert "deux is not a number." in {one["message"] for one in before}
    assert any(re.fullmatch(r"value [0-9]+ is not a number\.", one["message"]) for one in after)


def test_the_same_copy_comes_out_again_and_nothing_is_overwritten(
    masked: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, copy = masked
    assert run("mask", folder, "-o", tmp_path / "again").exit_code == 0
    for name in REPORTS:
        assert (tmp_path / "again" / name).read_bytes() == (copy / name).read_bytes()
    refused = run("mask", folder, "-o", tmp_path / "again")
    assert (refused.exit_code, "folder-taken" in refused.stderr) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_what_a_run_did_not_leave_is_refused(masked: tuple[Path, Path], tmp_path: Path) -> None:
    refused = run("mask", tmp_path, "-o", tmp_path / "copy")
    assert (refused.exit_code, "not-a-run-folder" in refused.stderr) == (3, True)
    path = masked[0] / "problems.json"
    content = path.read_bytes()
    path.write_bytes(b"[]")
    try:
        changed = run("mask", masked[0], "-o", tmp_path / "copy")
    finally:
        path.write_bytes(content)
    assert changed.exit_code == 3
    assert "problems.json is not as the run left it" in " ".join(changed.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_longer_texts_are_covered_before_those_in_them() -> None:
    people = Placeholders()
    people.add_customer("Anna Meier", "anna@example.ch")
    people.add_customer("Anna Meier", "")
    people.cover("Anna", "name")
    assert people.cover_inside("Anna Meier, Anna, Annabelle, anna@example.ch") == (
        "customer 1, name 1, Annabelle, customer 1"
    )
    assert Placeholders().cover_inside("nobody") == "nobody"


def test_a_french_run_is_covered_as_well(tmp_path: Path) -> None:
    orders, edits = SAMPLES / "shopify-orders.csv", SAMPLES / "edits.csv"
    words = ("--orders", orders, "--edits", edits, "--out", tmp_path / "runs", "--requested-by", REQUESTER)
    assert run("apply", *words, "--lang", "fr", "--quiet").exit_code == 4
    (folder,) = (path for path in (tmp_path / "runs").iterdir() if path.is_dir())
    assert run("mask", folder, "-o", tmp_path / "copy").exit_code == 0
    assert "À encaisser" in openpyxl.load_workbook(folder / "reconciliation.xlsx").sheetnames
    people = {row["customer"] for row in table(folder)} | {row["email"] for row in table(folder)}
    people |= {row["reasons"] for row in table(folder)} | {REQUESTER, "+41 79 555 04 56"}
    shown = {text for _, text in all_texts(folder)}
    hidden = {text for _, text in all_texts(tmp_path / "copy")}
    found = {name for name in people - {""} if any(f">{name}<" in text for text in shown)}
    assert len(found) > 5
    assert {name for name in found if any(name in text for text in hidden)} == set()
