"""Writes edits-result.xlsx: the clerk's own workbook with what became of each row.

Every sheet of edits gets the columns `Import Result` and `Import Comment`,
and every cell with a problem a colour and a comment: red where a row was
rejected, amber where it waits. Formats, formulas, further columns and sheets
stay; what cannot be kept is said. The same inputs give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.catalogue.names import RESULTS
from pipeline.languages import ENGLISH, Words
from pipeline.workbook.put_back import save_whole
from pipeline.workbook.result_columns import AMBER, AUTHOR, RED, colour, find_width, prepare_columns
from pipeline.workbook.result_sheets import Opened, ResultSheet, open_results
from pipeline.workbook.writing import anchor, write_text

_Record = dict[Any, Any]
_COMMENT_WIDTH = 320
_LINE_HEIGHT = 20
_LETTERS_IN_A_LINE = 45
_ROW_HEIGHT, _HIGHEST_ROW = 15, 409
"""Points that a line of text takes, and that a row may have."""


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
    opened = open_results(edit_file_path, words)
    show_results(opened, row_results, problems, words)
    save_whole(opened.workbook, destination, opened.own)


def show_results(opened: Opened, row_results: pd.DataFrame, problems: pd.DataFrame, words: Words) -> None:
    """Write results, comments and colours into the opened workbook."""
    results = row_results.to_dict("records")
    found = problems.to_dict("records")
    for sheet in opened.sheets:
        comment_column = _annotate_sheet(
            sheet,
            [result for result in results if result["sheet"] == sheet.place],
            [problem for problem in found if _is_of_sheet(problem, sheet)],
            words,
        )
        _tell_unkept(opened, sheet, comment_column, words)


def _is_of_sheet(problem: _Record, sheet: ResultSheet) -> bool:
    """Whether it is said of that sheet; what is said of no row and no sheet concerns every list."""
    return problem["sheet"] == sheet.place or not (problem["sheet"] or problem["row"])


def _annotate_sheet(sheet: ResultSheet, results: list[_Record], problems: list[_Record], words: Words) -> int:
    """Annotate the sheet; gives the column of the comments."""
    by_row, by_cell = _sort_findings(sheet, problems)
    result_column, comment_column = prepare_columns(sheet, words)
    held: set[int] = set()
    for result in results:
        row = sheet.find_row(result["row"])
        if row:
            held.update([row] if result["result"] == "held" else [])
            _write_result(sheet.worksheet, row, result_column, result["result"], words)
            comment = _join(result["comment"], by_row.pop(row, _Finding()))
            _write_comment(sheet.worksheet, row, comment_column, comment)
    for row, finding in by_row.items():
        if row > sheet.header_row:
            _write_comment(sheet.worksheet, row, comment_column, _join("", finding))
    marked = {place: finding for place, finding in by_cell.items() if finding.is_marked}
    for place, finding in marked.items():
        _mark_cell(sheet.worksheet, place, finding, held)
    for place in _find_held_cells(sheet, held, problems, marked):
        cell = anchor(sheet.worksheet, place)
        if cell is not None:
            colour(cell, AMBER)
    return comment_column


def _find_held_cells(
    sheet: ResultSheet, held: set[int], problems: list[_Record], marked: Collection[str]
) -> Iterator[str]:
    """What rows wait for: the cells the policy does not allow, else the order itself."""
    refused: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem["code"] == "edit-not-allowed":
            kinds = [kind.rpartition(".")[2] for kind in problem["found"].split(", ")]
            refused[sheet.find_row(problem["row"])] += kinds
    marked_rows = {int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for place in marked}
    roles, values = sheet.layout.roles, sheet.layout.values
    for row in sorted(held - marked_rows):
        named = roles.get("order") or roles.get("find")
        columns = [values[kind] for kind in refused[row] if kind in values] or ([named] if named else [])
        yield from (f"{get_column_letter(column.position)}{row}" for column in columns)


def _sort_findings(
    sheet: ResultSheet, problems: list[_Record]
) -> tuple[dict[int, _Finding], dict[str, _Finding]]:
    """The problems by row and by cell of the sheet."""
    by_row: dict[int, _Finding] = defaultdict(_Finding)
    by_cell: dict[str, _Finding] = defaultdict(_Finding)
    for problem in problems:
        place = find_place(sheet, problem)
        if place:
            by_cell[place].add(problem)
        row = sheet.find_row(problem["row"])
        if row:
            by_row[row].add(problem)
    return by_row, by_cell


def find_place(sheet: ResultSheet, problem: _Record) -> str:
    """The address of the problem's cell in the sheet, "" if it has none."""
    if problem["cell"] and sheet.row_of is None:
        return str(problem["cell"]).partition(":")[0]
    titles = {column.title: column.position for column in sheet.layout.columns}
    titles |= {title: position for position, title in sheet.layout.unknown.items()}
    row = sheet.find_row(problem["row"]) if problem["row"] else sheet.header_row
    if not row or problem["column"] not in titles:
        return ""
    return f"{get_column_letter(titles[problem['column']])}{row}"


def _write_result(worksheet: Worksheet, row: int, column: int, result: str, words: Words) -> None:
    cell = write_text(worksheet, row, column, words.say(RESULTS[result]))
    if cell is not None and result in ("rejected", "held"):
        colour(cell, RED if result == "rejected" else AMBER)


def _write_comment(worksheet: Worksheet, row: int, column: int, text: str) -> None:
    """The comment, wrapped, in a row high enough that the whole of it is seen and printed."""
    cell = write_text(worksheet, row, column, text)
    if cell is None or not text:
        return
    cell.alignment = Alignment(wrap_text=True)
    letters = max(find_width(worksheet, column) * 7 // 6, 1)  # most letters are narrower than a digit
    lines = 1 + len(text) // letters
    height = min(lines * _ROW_HEIGHT, _HIGHEST_ROW)
    if lines > 1 and (worksheet.row_dimensions[row].height or 0) < height:
        worksheet.row_dimensions[row].height = height


def _mark_cell(worksheet: Worksheet, place: str, finding: _Finding, held: set[int]) -> None:
    """Colour the cell and comment it; a comment that is there already stays before the new one."""
    cell = anchor(worksheet, place)
    if cell is None:
        return
    colour(cell, RED if finding.is_error and cell.row not in held else AMBER)
    _comment(worksheet, place, "\n".join(_sentences(finding.sentences)))


def _comment(worksheet: Worksheet, place: str, said: str) -> None:
    cell = anchor(worksheet, place)
    if cell is None:
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", said)
    kept = cell.comment
    if kept is None:
        lines = sum(1 + len(line) // _LETTERS_IN_A_LINE for line in text.split("\n"))
        cell.comment = Comment(text, AUTHOR, width=_COMMENT_WIDTH, height=_LINE_HEIGHT * (lines + 1))
    elif text not in kept.text:
        both = f"{kept.text}\n\n{text}"
        cell.comment = Comment(both, kept.author or AUTHOR, width=_COMMENT_WIDTH, height=kept.height * 2)


def _tell_unkept(opened: Opened, sheet: ResultSheet, column: int, words: Words) -> None:
    """Say at the header of the comments what of the clerk's workbook is not in this one."""
    said = []
    if not opened.is_own:
        said.append(
            words.say("Your workbook could not be copied with its formats: its rows stand here as text.")
        )
    if opened.own.unkept:
        listed = ", ".join(words.say(one) for one in opened.own.unkept)
        said.append(
            words.say("Not copied from your workbook: {things}. Your own file is as it was.", things=listed)
        )
    if said:
        _comment(sheet.worksheet, f"{get_column_letter(column)}{sheet.header_row}", " ".join(said))


def _sentences(found: dict[str, str]) -> list[str]:
    return [f"{message} {fix}".strip() for message, fix in found.items()]


def _join(comment: str, finding: _Finding) -> str:
    """The row's comment and what its problems say beyond it."""
    more = {message: fix for message, fix in finding.sentences.items() if message not in comment}
    return " ".join(part for part in [comment, *_sentences(more)] if part)
