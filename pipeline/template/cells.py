"""Cells of a workbook that is written row by row: text that stays text, numbers that stay exact."""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

_LONGEST_TEXT = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LOOKS = "_style"


class Pen:
    """Writes the cells of one workbook; each combination of style and format is looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def text(self, sheet: Any, text: str, style: str, number_format: str = "") -> Cell:
        """A cell in that named style that shows the text as it is, whatever it looks like; empty for "".

        Characters a workbook cannot hold are left out, what is longer than a cell is cut.
        """
        kept = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_TEXT]
        cell = self._cell(sheet, kept or None, style, number_format)
        if kept:
            cell.data_type = "s"
            if kept.startswith(_FORMULA_STARTS):
                setattr(cell, _LOOKS, copy(getattr(cell, _LOOKS)))
                cell.quotePrefix = True
        return cell

    def number(self, sheet: Any, number: Decimal | None, style: str, number_format: str) -> Cell:
        """A cell in that named style with that number format; empty for None."""
        return self._cell(sheet, number, style, number_format)

    def _cell(self, sheet: Any, value: Any, style: str, number_format: str) -> Cell:
        cell: Cell = WriteOnlyCell(sheet, value)
        looks = self._known.get((style, number_format))
        if looks is None:
            cell.style = style
            if number_format:
                cell.number_format = number_format
            self._known[style, number_format] = getattr(cell, _LOOKS)
        else:
            setattr(cell, _LOOKS, looks)
        return cell
