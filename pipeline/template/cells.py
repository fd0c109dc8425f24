"""Cells of a workbook that is written row by row: text that stays text, numbers that stay exact."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

_LONGEST_TEXT = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def text_cell(sheet: Any, text: str, style: str) -> Cell:
    """A cell in that named style that shows the text as it is, whatever it looks like; empty for "".

    Characters a workbook cannot hold are left out, what is longer than a cell is cut.
    """
    kept = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_TEXT]
    cell: Cell = WriteOnlyCell(sheet, kept or None)
    cell.style = style
    if kept:
        cell.data_type = "s"
        if kept.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    return cell


def number_cell(sheet: Any, number: Decimal | None, style: str, number_format: str) -> Cell:
    """A cell in that named style with that number format; empty for None."""
    cell: Cell = WriteOnlyCell(sheet)
    cell.style = style
    cell.number_format = number_format
    if number is not None:
        cell.value = number
    return cell
