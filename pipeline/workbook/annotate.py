"""Writes edits-result.xlsx: the clerk's own workbook with what became of each row.

Every sheet of edits gets the columns `Import Result` and `Import Comment`,
and every cell with a problem a colour and a comment. Formats, formulas,
further columns and sheets stay. The same inputs give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.languages import ENGLISH, N_, Words
from pipeline.steady_zip import save_workbook
from pipeline.workbook.result_sheets import ResultSheet, open_results
from pipeline.workbook.writing import anchor, write_text

RESULT_HEADER = N_("Import Result")
COMMENT_HEADER = N_("Import Comment")
RESULTS_IN_WORDS = {
    "applied": N_("applied"),
    "nothing_to_do": N_("nothing to do"),
    "held": N_("held"),
    "rejected": N_("rejected"),
}
RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
AMBER = PatternFill("solid", start_color="FFFFE699", end_color="FFFFE699")
_Record = dict[Any, Any]
_AUTHOR = "order-corrections"
_WIDTHS = {RESULT_HEADER: 16, COMMENT_HEADER: 70}
_COMMENT_WIDTH = 320
_LINE_HEIGHT = 20
_LETTERS_IN_A_LINE = 45


@dataclass
class _Finding:
    """What is to be said at one cell or row of a sheet: messages with their fixes."""

    is_error: bool = False
    is_marked: bool = False
    sentences: dict[str, str] = field(default_factory=dict)

    def add(self, problem: _Record) -> None:
        self.is_error = self.is_error or problem["severity"] == "error"
        self.is_marked = self.is_marked or problem["severity"] != "info"
        self.sentences.setdefault(problem["message"], problem["fix"])


def annotate(
    edit_file_path: Path,
    destination: Path,
    row_results: pd.DataFrame,
    problems: pd.DataFrame,
    words: Words = ENGLISH,
) -> None:
    """Write the annotated workbook of one edit file.

    `row_results` (`ROW_RESULTS`) and `problems` (`PROBLEMS`) are the rows of
    that file, already in the language of `words`. A CSV or JSON file gives a new workbook with its rows as
    written. Raises `InputRefused` if the file cannot be read.
    """
    workbook, sheets = open_results(edit_file_path)
    results = row_results.to_dict("records")
    found = problems.to_dict("records")
    for sheet in sheets:
        _annotate_sheet(
            sheet,
            [result for result in results if result["sheet"] == sheet.place],
            [problem for problem in found if problem["sheet"] == sheet.place],
            words,
        )
    save_workbook(workbook, destination)


def _annotate_sheet(
    sheet: ResultSheet, results: list[_Record], problems: list[_Record], words: Words
) -> None:
    by_row, by_cell = _sort_findings(sheet, problems)
    result_column, comment_column = _prepare_columns(sheet, words)
    for result in results:
        row = sheet.find_row(result["row"])
        if row:
            _write_result(sheet.worksheet, row, result_column, result["result"], words)
            comment = _join(result["comment"], by_row.pop(row, _Finding()))
            write_text(sheet.worksheet, row, comment_column, comment)
    for row, finding in by_row.items():
        if row > sheet.header_row:
            write_text(sheet.worksheet, row, comment_column, _join("", finding))
    for place, finding in by_cell.items():
        if finding.is_marked:
            _mark_cell(sheet.worksheet, place, finding)


def _sort_findings(
    sheet: ResultSheet, problems: list[_Record]
) -> tuple[dict[int, _Finding], dict[str, _Finding]]:
    """The problems by row and by cell of the sheet."""
    by_row: dict[int, _Finding] = defaultdict(_Finding)
    by_cell: dict[str, _Finding] = defaultdict(_Finding)
    for problem in problems:
        place = _place_of(sheet, problem)
        if place:
            by_cell[place].add(problem)
        row = sheet.find_row(problem["row"])
        if row:
            by_row[row].add(problem)
    return by_row, by_cell


def _place_of(sheet: ResultSheet, problem: _Record) -> str:
    """The address of the problem's cell in the sheet, "" if it has none."""
    if problem["cell"] and sheet.row_of is None:
        return str(problem["cell"]).partition(":")[0]
    titles = {column.title: column.position for column in sheet.layout.columns}
    titles |= {title: position for position, title in sheet.layout.unknown.items()}
    row = sheet.find_row(problem["row"]) if problem["row"] else sheet.header_row
    if not row or problem["column"] not in titles:
        return ""
    return f"{get_column_letter(titles[problem['column']])}{row}"


def _prepare_columns(sheet: ResultSheet, words: Words) -> tuple[int, int]:
    """The columns of result and comment: those of an earlier run, emptied, or new ones."""
    roles = sheet.layout.roles
    free = _free_column(sheet)
    result = roles["result"].position if "result" in roles else free
    comment = roles["comment"].position if "comment" in roles else free + (result == free)
    if "result" in roles:
        _remove_marks(sheet.worksheet)
    for role, column, title in (("result", result, RESULT_HEADER), ("comment", comment, COMMENT_HEADER)):
        if role in roles:
            _empty_column(sheet, column)
        else:
            _write_header(sheet, column, title, words)
    return result, comment


def _free_column(sheet: ResultSheet) -> int:
    """The first column after the headers that is empty, and so is the next one."""
    after = sheet.last_header + 1
    used: set[int] = set()
    if sheet.worksheet.max_column >= after:
        below = sheet.worksheet.iter_rows(min_row=sheet.header_row, min_col=after)
        used = {cell.column for row in below for cell in row if cell.value is not None}
    return next(column for column in count(after) if not used & {column, column + 1})


def _empty_column(sheet: ResultSheet, column: int) -> None:
    for row in range(sheet.header_row + 1, sheet.worksheet.max_row + 1):
        cell = write_text(sheet.worksheet, row, column, "")
        if cell is not None:
            cell.fill = PatternFill()


def _remove_marks(worksheet: Worksheet) -> None:
    """Take the colours and comments of an earlier run away: what was wrong may be mended."""
    for row in worksheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()


def _write_header(sheet: ResultSheet, column: int, title: str, words: Words) -> None:
    """The header in the looks of the last one; a width only where no other column's range covers it."""
    cell = write_text(sheet.worksheet, sheet.header_row, column, words.say(title))
    if cell is None:
        return
    beside = sheet.worksheet.cell(sheet.header_row, sheet.last_header)
    for look in ("font", "fill", "border", "alignment"):
        setattr(cell, look, copy(getattr(beside, look)))
    dimensions = sheet.worksheet.column_dimensions
    if not any((kept.min or 0) <= column <= (kept.max or 0) for kept in list(dimensions.values())):
        dimensions[get_column_letter(column)].width = _WIDTHS[title]


def _write_result(worksheet: Worksheet, row: int, column: int, result: str, words: Words) -> None:
    cell = write_text(worksheet, row, column, words.say(RESULTS_IN_WORDS[result]))
    if cell is not None and result in ("rejected", "held"):
        cell.fill = RED if result == "rejected" else AMBER


def _mark_cell(worksheet: Worksheet, place: str, finding: _Finding) -> None:
    """Colour the cell and comment it; a comment that is there already stays before the new one."""
    cell = anchor(worksheet, place)
    if cell is None:
        return
    cell.fill = RED if finding.is_error else AMBER
    text = ILLEGAL_CHARACTERS_RE.sub("", "\n".join(_sentences(finding.sentences)))
    kept = cell.comment
    if kept is None:
        lines = sum(1 + len(line) // _LETTERS_IN_A_LINE for line in text.split("\n"))
        cell.comment = Comment(text, _AUTHOR, width=_COMMENT_WIDTH, height=_LINE_HEIGHT * (lines + 1))
    elif text not in kept.text:
        both = f"{kept.text}\n\n{text}"
        cell.comment = Comment(both, kept.author or _AUTHOR, width=_COMMENT_WIDTH, height=kept.height * 2)


def _sentences(found: dict[str, str]) -> list[str]:
    return [f"{message} {fix}".strip() for message, fix in found.items()]


def _join(comment: str, finding: _Finding) -> str:
    """The row's comment and what its problems say beyond it."""
    more = {message: fix for message, fix in finding.sentences.items() if message not in comment}
    return " ".join(part for part in [comment, *_sentences(more)] if part)
