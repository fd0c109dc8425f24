"""`mask`: a copy of a run's reports in which nobody can be recognised; amounts stay as they are.

Covered are names, e-mails, phones and addresses, the old and new values of
customer edits, reasons as clerks wrote them, and whatever problems quote that
is not plainly an amount or a code. Orders, workbooks of edits, kept inputs and
the ledger's entry are left out.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.history.masked_workbook import Row, read_rows, write_covered
from pipeline.history.placeholders import Placeholders, cover_customers, is_harmless, kind_of
from pipeline.history.run_folders import RunFolder, read_run_folder
from pipeline.journal import JOURNAL_FILES
from pipeline.languages import Words
from pipeline.languages.phrase import phrase
from pipeline.problems import refuse
from pipeline.publish import MANIFEST, describe_file, describe_files
from pipeline.reports.cell_text import neutralise

BOOK, TABLE, PROBLEMS, SUMMARY = "reconciliation.xlsx", "reconciliation.csv", "problems.json", "summary.json"
_REASONS = ("Reasons", "Why")
_SENTENCES = ("Remark", "What is the matter", "What to do")
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_MARGIN = 9
"""Where the folder's name begins at least."""


@dataclass(frozen=True)
class Masked:
    """Where the copy stands and what is in it, and what was left out."""

    folder: Path
    files: tuple[str, ...]
    left_out: tuple[str, ...]


def mask_folder(source: Path, destination: Path) -> Masked:
    """Write the copy, complete or not at all, for its owner alone.

    Refused: not-a-run-folder (also where a report is not as the run left it),
    folder-taken.
    """
    run = _check(source)
    if os.path.lexists(destination):
        raise refuse("folder-taken", file=str(destination))
    building = destination.with_name(f".{destination.name}.{os.getpid()}.building")
    building.mkdir(parents=True, mode=_FOLDER_MODE)
    try:
        _write_copy(run, building)
        building.rename(destination)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    files = sorted(path.name for path in destination.iterdir())
    left_out = sorted(path.name for path in source.iterdir() if path.name not in files)
    return Masked(destination, tuple(files), tuple(left_out))


def _check(source: Path) -> RunFolder:
    run = read_run_folder(source)
    if run is None:
        raise refuse("not-a-run-folder", file=str(source), found=phrase("it has no manifest.json of its own"))
    listed = {one["name"]: one["sha256"] for one in run.manifest["outputs"]}
    for name in (BOOK, TABLE, PROBLEMS, SUMMARY, *_find_journal(listed)):
        path = source / name
        if not path.is_file() or describe_file(path)["sha256"] != listed.get(name):
            raise refuse(
                "not-a-run-folder",
                file=str(source),
                found=phrase("{file} is not as the run left it", file=name),
            )
    return run


def _find_journal(listed: Iterable[str]) -> list[str]:
    """The files of the run's journal, which name nobody: they are copied as they are."""
    return [name for name in JOURNAL_FILES.values() if name in listed]


def _write_copy(run: RunFolder, building: Path) -> None:
    texts = _read_table(run.path / TABLE)
    rows = list(read_rows(run.path / BOOK))
    problems = json.loads((run.path / PROBLEMS).read_text(encoding="utf-8"))
    people = _gather(texts, rows, problems)
    write_covered(run.path / BOOK, building / BOOK, lambda *cell: _cover_cell(people, *cell))
    _write(building / TABLE, _cover_table(texts, people), "utf-8-sig")
    _write_json(building / PROBLEMS, [_cover_problem(one, people) for one in problems])
    journal = _find_journal([one["name"] for one in run.manifest["outputs"]])
    for name in journal:
        (building / name).write_bytes((run.path / name).read_bytes())
    summary = json.loads((run.path / SUMMARY).read_text(encoding="utf-8"))
    names = sorted((BOOK, TABLE, PROBLEMS, SUMMARY, MANIFEST, *journal))
    _write_json(building / SUMMARY, {**summary, "files": names, "masked": True})
    outputs = run.manifest["outputs"]
    manifest = {
        **run.manifest,
        "masked": True,
        "outputs": describe_files(building),
        "outputs_unmasked": outputs,
    }
    _write_json(building / MANIFEST, manifest)
    for path in building.iterdir():
        path.chmod(_FILE_MODE)


def _read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _gather(table: list[dict[str, str]], rows: list[Row], problems: list[dict[str, Any]]) -> Placeholders:
    """Everybody and everything that is to be covered, numbered in the order of the reports."""
    people = Placeholders()
    cover_customers(people, [(_bare(one["customer"]), _bare(one["email"])) for one in table])
    customer_rows = {_place(row) for row in rows if row.get("About") == "customer"}
    for row in rows:
        if row.get("About") == "customer" and "Before" in row:
            for name in ("Before", "After"):
                people.cover(row[name], kind_of(row["Field"]))
    for one in problems:
        is_customers = (one["file"], one["sheet"], str(one["rowNumber"])) in customer_rows
        for quoted in (one["found"], *([one["expected"]] if is_customers else [])):
            if is_customers or not is_harmless(quoted):
                people.cover(quoted, "value")
    return people


def _place(row: Row) -> tuple[str, str, str]:
    return row.get("File", ""), row.get("Sheet", ""), row.get("Row", "")


def _bare(text: str) -> str:
    """A cell without the apostrophe that keeps it from running as a formula."""
    bare = text.removeprefix("'")
    return bare if neutralise(bare) == text else text


def _cover_cell(people: Placeholders, header: str, text: str, row: Row) -> str:
    if header in ("Customer", "E-mail"):
        return people.cover(text, "customer")
    if header in _REASONS:
        return people.cover(text, "reason")
    if header in ("Before", "After") and row.get("About") == "customer":
        return people.cover(text, kind_of(row["Field"]))
    return people.cover_inside(text) if header in _SENTENCES else text


def _cover_table(table: list[dict[str, str]], people: Placeholders) -> str:
    written = io.StringIO(newline="")
    names = list(table[0]) if table else []
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(names)
    kinds = {"customer": "customer", "email": "customer", "reasons": "reason"}
    for row in table:
        writer.writerow(
            [people.cover(_bare(row[name]), kinds[name]) if name in kinds else row[name] for name in names]
        )
    return written.getvalue()


def _cover_problem(one: dict[str, Any], people: Placeholders) -> dict[str, Any]:
    covered = {name: people.cover_inside(one[name]) for name in ("found", "expected", "fix", "message")}
    return {**one, **covered}


def _write(destination: Path, text: str, encoding: str) -> None:
    destination.write_bytes(text.encode(encoding))


def _write_json(destination: Path, content: object) -> None:
    _write(destination, json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def print_masked(masked: Masked, words: Words) -> str:
    """Where the copy is, and what was left out of it."""
    written, left_out = words.say("Written"), words.say("Left out")
    margin = max(_MARGIN, len(written) + 2)
    lines = [f"{written:<{margin}}{masked.folder}", *(f"{'':<{margin}}  {name}" for name in masked.files)]
    if masked.left_out:
        lines += [left_out, *(f"{'':<{margin}}  {name}" for name in masked.left_out)]
    return "\n".join(lines) + "\n"
