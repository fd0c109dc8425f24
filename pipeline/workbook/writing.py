"""Writing into openpyxl worksheets what a spreadsheet must show and never run."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TEXT = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_text(worksheet: Worksheet, row: int, column: int, text: str) -> Cell | None:
    """Write text into a cell as text, whatever it starts with; "" empties it.

    Gives the cell, None where it lies inside merged cells and cannot be
    written. Characters a workbook cannot hold are left out, what is longer
    than a cell is cut.
    """
    cell = worksheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return None
    kept = ILLEGAL_CHARACTERS_RE.sub("", text)
    kept = kept if len(kept) <= _LONGEST_TEXT else kept[: _LONGEST_TEXT - 1] + "…"
    cell.value = kept or None
    if kept:
        cell.data_type = "s"
        cell.quotePrefix = kept.startswith(_FORMULA_STARTS)
    return cell


def anchor(worksheet: Worksheet, place: str) -> Cell | None:
    """The cell of that address, or the first one of the merged cells it lies in."""
    row, column = coordinate_to_tuple(place)
    cell = worksheet.cell(row, column)
    if isinstance(cell, MergedCell):
        merged = next((found for found in worksheet.merged_cells.ranges if place in found), None)
        cell = cell if merged is None else worksheet.cell(merged.min_row, merged.min_col)
    return None if isinstance(cell, MergedCell) else cell
