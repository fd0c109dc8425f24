"""Writes edits-to-fix.xlsx: of the clerk's workbook only the rows that were held or rejected.

Sheets, headers, columns and formats are hers; given back as it is, it says
the same of the same rows, and once mended they are applied. Rows count as
they stand in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.languages import ENGLISH, Words
from pipeline.workbook.annotate import find_place, show_results
from pipeline.workbook.cut_rows import cut_rows
from pipeline.workbook.kept_rows import KeptRows
from pipeline.workbook.moved_problems import move_problems
from pipeline.workbook.own_parts import VALIDATIONS, OwnSheet
from pipeline.workbook.put_back import save_whole
from pipeline.workbook.result_sheets import Opened, ResultSheet, open_results
from pipeline.workbook.writing import anchor

TO_FIX = ("held", "rejected")
_RANGES = re.compile(r"(<(?:\w+:)?sqref>)([^<]*)(</)")


@dataclass(frozen=True)
class ToFix:
    """The workbook with only those rows, and what was found of them, by the places they have in it.

    `row_results` and `problems` are like those given, the problems in English.
    """

    opened: Opened
    row_results: pd.DataFrame
    problems: pd.DataFrame


def make_to_fix(
    edit_file_path: Path, row_results: pd.DataFrame, problems: pd.DataFrame, words: Words = ENGLISH
) -> ToFix | None:
    """The workbook of what is to be mended of one edit file; None where there is nothing.

    `row_results` (`ROW_RESULTS`) and `problems` (`PROBLEMS`) are those of the file.
    """
    waiting = row_results.loc[row_results["result"].isin(TO_FIX)]
    if waiting.empty:
        return None
    opened = open_results(edit_file_path, words)
    kept = {sheet.worksheet.title: _find_kept(sheet, waiting) for sheet in opened.sheets}
    places = _Places(opened.sheets, kept)
    _drop_unfit_parts(opened, kept)
    cut_rows(opened.workbook, kept, opened.own)
    sheets = [replace(sheet, place=sheet.worksheet.title, row_of=None) for sheet in opened.sheets]
    moved = [places.find(sheet, row) for sheet, row in zip(waiting["sheet"], waiting["row"], strict=True)]
    named = waiting.assign(
        sheet=pd.Series([sheet for sheet, _ in moved], index=waiting.index, dtype="str"),
        row=pd.Series([row for _, row in moved], index=waiting.index, dtype="int64"),
    )
    told = problems.loc[problems["code"] != "hidden-row"]
    found = move_problems(told, places.find, [sheet.place for sheet in opened.sheets])
    _spoil_nested(sheets, found)
    return ToFix(replace(opened, sheets=sheets), named, found)


def save_to_fix(to_fix: ToFix, destination: Path, words: Words = ENGLISH) -> None:
    """Write the workbook; the row results and problems are in the language of `words` by now."""
    show_results(to_fix.opened, to_fix.row_results, to_fix.problems, words)
    save_whole(to_fix.opened.workbook, destination, to_fix.opened.own)


def _spoil_nested(sheets: list[ResultSheet], problems: pd.DataFrame) -> None:
    """Lists and objects of a JSON file become errors: as text they would be taken for answers."""
    for found in problems.loc[problems["code"] == "entry-not-flat"].to_dict("records"):
        for sheet in sheets:
            place = find_place(sheet, found) if sheet.place == found["sheet"] else ""
            cell = anchor(sheet.worksheet, place) if place else None
            if cell is not None:
                cell.value, cell.data_type = "#VALUE!", "e"


def _find_kept(sheet: ResultSheet, waiting: pd.DataFrame) -> KeptRows:
    of_sheet = waiting.loc[waiting["sheet"] == sheet.place, "row"].tolist()
    rows = sorted({place for row in of_sheet if (place := sheet.find_row(int(row)))})
    filled = (
        cell.row for row in sheet.worksheet.iter_rows() for cell in row if cell.value is not None and cell.row
    )
    return KeptRows(sheet.header_row, tuple(rows), max(filled, default=sheet.header_row))


@dataclass(frozen=True)
class _Places:
    """Where the rows of the file stand in the workbook of what is to be mended."""

    sheets: list[ResultSheet]
    kept: dict[str, KeptRows]

    def find(self, place: str, row: int) -> tuple[str, int]:
        """The sheet and row of a row of the file; row 0 for one that is not there, and for none."""
        for sheet in self.sheets:
            if sheet.place == place and (found := sheet.find_row(row)):
                moved = self.kept[sheet.worksheet.title].find(found)
                if moved:
                    return sheet.worksheet.title, moved
        return place, 0


def _drop_unfit_parts(opened: Opened, kept: dict[str, KeptRows]) -> None:
    """Leave out charts, which would show other figures, and what is tied to rows that are gone."""
    for title, sheet in opened.own.sheets.items():
        if sheet.has_charts:
            sheet.drawing = ""
        if title in kept:
            sheet.extensions = _move_checks(sheet, kept[title])


def _move_checks(sheet: OwnSheet, rows: KeptRows) -> dict[str, str]:
    """The drop-downs that refer to other sheets, on what is left of their cells."""
    xml = sheet.extensions.get(VALIDATIONS, "")
    moved = _RANGES.sub(lambda found: f"{found[1]}{rows.shrink_ranges(found[2])}{found[3]}", xml)
    is_whole = xml and all(found[2] for found in _RANGES.finditer(moved))
    return {VALIDATIONS: moved} if is_whole else {}
