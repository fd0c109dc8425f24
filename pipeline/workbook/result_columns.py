"""The columns `Import Result` and `Import Comment`: those of an earlier run, emptied, or new ones."""

from __future__ import annotations

import re
from copy import copy
from itertools import count
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.languages import N_, Words
from pipeline.workbook.result_sheets import ResultSheet
from pipeline.workbook.writing import write_text

RESULT_HEADER = N_("Import Result")
COMMENT_HEADER = N_("Import Comment")
AUTHOR = "order-corrections"
RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
AMBER = PatternFill("solid", start_color="FFFFE699", end_color="FFFFE699")
_WIDTHS = {RESULT_HEADER: 16, COMMENT_HEADER: 70}
_DARK, _LIGHT = "FF000000", 450
_ONE_AREA = re.compile("[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?")
_OUR_COLOURS = {RED.start_color.rgb, AMBER.start_color.rgb}


def prepare_columns(sheet: ResultSheet, words: Words) -> tuple[int, int]:
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
    _widen_print_area(sheet, max(result, comment))
    return result, comment


def _widen_print_area(sheet: ResultSheet, column: int) -> None:
    """Where the last column of the table is printed, the results are."""
    written = str(sheet.worksheet.print_area or "").rpartition("!")[2].replace("$", "")
    if not _ONE_AREA.fullmatch(written):
        return
    area = CellRange(written)
    if area.max_col < column and area.max_col >= sheet.last_header:
        sheet.worksheet.print_area = CellRange(
            min_col=area.min_col, max_col=column, min_row=area.min_row, max_row=area.max_row
        ).coord


def colour(cell: Cell, fill: PatternFill) -> None:
    """Fill the cell; light letters become dark, so that they can still be read."""
    cell.fill = fill
    shade = cell.font.color
    if shade is not None and (shade.theme == 0 if shade.type == "theme" else _is_light(str(shade.rgb))):
        dark: Any = copy(cell.font)
        dark.color = Color(_DARK)
        cell.font = dark


def _is_light(rgb: str) -> bool:
    parts = re.findall("[0-9A-Fa-f]{2}", rgb[-6:])
    return len(parts) == len("rgb") and sum(int(part, 16) for part in parts) > _LIGHT


def _free_column(sheet: ResultSheet) -> int:
    """The first column after the headers that is empty, and so is the next one."""
    after = sheet.last_header + 1
    used = set(sheet.drawn)
    if sheet.worksheet.max_column >= after:
        below = sheet.worksheet.iter_rows(min_row=sheet.header_row, min_col=after)
        used |= {cell.column for row in below for cell in row if cell.value is not None}
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
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                if cell.fill.start_color.rgb in _OUR_COLOURS:
                    cell.fill = PatternFill()


def _write_header(sheet: ResultSheet, column: int, title: str, words: Words) -> None:
    """The header in the looks of the last one; a width only where no other column's range covers it."""
    cell = write_text(sheet.worksheet, sheet.header_row, column, words.say(title))
    if cell is None:
        return
    beside = sheet.worksheet.cell(sheet.header_row, sheet.last_header)
    for look in ("font", "fill", "border", "alignment"):
        setattr(cell, look, copy(getattr(beside, look)))
    if not find_width(sheet.worksheet, column):
        sheet.worksheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[title]


def find_width(worksheet: Worksheet, column: int) -> int:
    """The column's width in letters, also where it is one of several; 0 where nothing is said of it."""
    letters = get_column_letter(column)
    widths = [
        int(kept.width)
        for kept in list(worksheet.column_dimensions.values())
        if kept.index == letters or (kept.min or 0) <= column <= (kept.max or 0)
    ]
    return widths[0] if widths else 0
