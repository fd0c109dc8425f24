"""Writes `undo.xlsx`: for each order a run changed, what it takes to put it back as it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.steady_zip import save_workbook
from pipeline.workbook.undo_rows import (
    DIGEST,
    ORDER,
    RECORDS,
    RUN,
    TOTAL_BEFORE,
    TOTAL_LEFT,
    UNDO_SHEET,
    WORDS,
    pack_row,
)
from pipeline.workbook.writing import write_text
from schemas.kept import UndoRow

_WIDTHS = {ORDER: 14, RUN: 26, WORDS: 60, TOTAL_LEFT: 18, TOTAL_BEFORE: 20, DIGEST: 24}
_HOW_TO = (
    "This workbook takes run {run_id} back: give it to apply as --edits, with the exports as that run"
    " left them as --orders.",
    "Delete the rows of orders that are to stay as they are and change nothing else: the last columns hold"
    " the orders as they were before, with the customers' data; an order that changed since is left alone.",
)


def write_undo(destination: Path, rows: Sequence[tuple[UndoRow, str]]) -> None:
    """Write the workbook of one run: its orders, each with its total before the run as printed."""
    workbook = Workbook()
    guide = workbook.worksheets[0]
    guide.title = "How to"
    guide.column_dimensions["A"].width = 110
    for number, sentence in enumerate(_HOW_TO, start=1):
        cell = write_text(guide, number, 1, sentence.format(run_id=rows[0][0].run_id))
        if cell is not None:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet = workbook.create_sheet(UNDO_SHEET)
    workbook.active = sheet
    packed = [pack_row(row) for row, _ in rows]
    _write_headers(sheet, max(map(len, packed)))
    for number, ((row, total), pieces) in enumerate(zip(rows, packed, strict=True), start=2):
        digest = row.kept.digest_left if row.kept else "not kept: the format does not copy records"
        texts = (row.order_id, row.run_id, _in_words(row), row.total_left, total, digest, *pieces)
        for column, text in enumerate(texts, start=1):
            cell = write_text(sheet, number, column, text)
            if cell is not None:
                cell.number_format = "@"
    save_workbook(workbook, destination)


def _write_headers(sheet: Worksheet, pieces: int) -> None:
    headers = [*_WIDTHS, RECORDS, *(f"{RECORDS} {number}" for number in range(2, pieces + 1))]
    for column, title in enumerate(headers, start=1):
        cell = write_text(sheet, 1, column, title)
        if cell is not None:
            cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(title, 12)
    sheet.freeze_panes = "B2"


def _in_words(row: UndoRow) -> str:
    """What changes back, each cell with its value now and then."""
    told = [
        f"{' '.join(filter(None, (thing, field)))}: {new or '(nothing)'} → {old or '(nothing)'}"
        for _, thing, field, old, new in row.changes
    ]
    return "; ".join(told)
