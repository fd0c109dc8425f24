"""Takes rows out of the sheets of a workbook, and everything that belongs to rows moves along.

Heights, merged cells, input checks, colours by rules, links, tables, filters,
print areas and names: what is left of them stays, as when a person deletes
rows. Formulas that would not stay right become the values they had.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import RowBreak
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.workbook.cut_names import cut_names
from pipeline.workbook.kept_formulas import keep_formula, move_formula, move_reference
from pipeline.workbook.kept_rows import KeptRows
from pipeline.workbook.own_parts import OwnParts, OwnSheet, Stored

_LONGEST_LIST = 255
"""Letters an input check may list itself."""


def cut_rows(workbook: Workbook, kept: Mapping[str, KeptRows], own: OwnParts) -> None:
    """Leave of the named sheets only the kept rows; their rows are all shown, no filter hides any."""
    for worksheet in workbook.worksheets:
        sheet = own.sheets.setdefault(worksheet.title, OwnSheet())
        _settle_formulas(worksheet, kept, sheet.stored)
        _cut_checks(workbook, worksheet, kept)
    cut_names(workbook, kept)
    for title, rows in kept.items():
        worksheet = workbook[title]
        stored = own.sheets[title].stored
        merged = [str(found) for found in worksheet.merged_cells.ranges]
        for written in merged:
            worksheet.unmerge_cells(written)
        _move_rows(worksheet, rows)
        own.sheets[title].stored = {
            place: value for old, value in stored.items() if (place := _move_place(old, rows))
        }
        _merge_again(worksheet, merged, rows)
        _cut_formats(worksheet, rows)
        _cut_tables(worksheet, rows)
        _cut_view(worksheet, rows)


def _settle_formulas(worksheet: Worksheet, kept: Mapping[str, KeptRows], stored: dict[str, Stored]) -> None:
    for row in worksheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell) or cell.data_type != "f":
                continue
            is_plain = isinstance(cell.value, str)
            moved = move_formula(str(cell.value), worksheet.title, kept) if is_plain else ""
            keep_formula(cell, moved, stored.get(cell.coordinate))


def _move_place(place: str, rows: KeptRows) -> str:
    letters = place.rstrip("0123456789")
    moved = rows.find(int(place.removeprefix(letters)))
    return f"{letters}{moved}" if moved else ""


def _move_rows(worksheet: Worksheet, rows: KeptRows) -> None:
    """Move the kept rows up, each over what stood there; then drop what is left below."""
    ending = get_column_letter(worksheet.max_column)
    _move_heights(worksheet, rows)
    for place, row in enumerate(rows.rows, start=rows.header_row + 1):
        if place != row:
            worksheet.move_range(f"A{row}:{ending}{row}", rows=place - row)
    end = rows.header_row + len(rows.rows)
    if worksheet.max_row > end:
        worksheet.delete_rows(end + 1, worksheet.max_row - end)
    for found in worksheet.iter_rows(min_row=rows.header_row + 1):
        for cell in found:
            if isinstance(cell, Cell) and cell.hyperlink is not None:
                cell.hyperlink.ref = cell.coordinate


def _move_heights(worksheet: Worksheet, rows: KeptRows) -> None:
    """Heights and groups go with their rows; none is hidden."""
    before = {row: worksheet.row_dimensions[row] for row in list(worksheet.row_dimensions)}
    for row in before:
        if row > rows.header_row:
            del worksheet.row_dimensions[row]
    for place, row in enumerate(rows.rows, start=rows.header_row + 1):
        if row in before:
            moved = copy(before[row])
            moved.index, moved.hidden = place, False
            worksheet.row_dimensions[place] = moved


def _merge_again(worksheet: Worksheet, merged: list[str], rows: KeptRows) -> None:
    for written in merged:
        left = rows.shrink_range(written)
        if ":" in left:
            worksheet.merge_cells(left)


def _cut_checks(workbook: Workbook, worksheet: Worksheet, kept: Mapping[str, KeptRows]) -> None:
    """The sheet's input checks on what is left of their cells."""
    left = []
    for check in worksheet.data_validations.dataValidation:
        _move_list(workbook, worksheet, check, kept)
        if worksheet.title in kept:
            old, new = str(check.sqref), kept[worksheet.title].shrink_ranges(str(check.sqref))
            check.sqref = MultiCellRange(new)
            if check.type != "list" and new:
                for name in ("formula1", "formula2"):
                    setattr(check, name, _translate(getattr(check, name), old, new))
        if check.sqref.ranges and not (check.type == "list" and not check.formula1):
            left.append(check)
    worksheet.data_validations.dataValidation = left


def _move_list(
    workbook: Workbook, worksheet: Worksheet, check: DataValidation, kept: Mapping[str, KeptRows]
) -> None:
    """A list that stands in rows taken out is written into the check itself, if it fits; else "" is left."""
    written = (check.formula1 or "").removeprefix("=")
    if check.type != "list" or not written or written.startswith('"'):
        return
    title, _, place = written.rpartition("!")
    target = title.strip("'").replace("''", "'") or worksheet.title
    if target not in kept or ("$" not in place and ":" not in place):
        return
    moved = move_reference(written, worksheet.title, kept)
    if not moved:
        found = workbook[target][place.replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        values = [str(cell.value) for row in rows for cell in row if cell.value is not None]
        listed = ",".join(values)
        fits = values and len(listed) <= _LONGEST_LIST and not any(set(',"') & set(one) for one in values)
        moved = f'"{listed}"' if fits else ""
    check.formula1 = moved


def _translate(formula: str | None, old: str, new: str) -> str | None:
    """A formula that is relative to the first cell of its ranges, for its new first cell."""
    origin, place = (one.partition(" ")[0].partition(":")[0] for one in (old, new))
    if not formula or origin == place:
        return formula
    bare = formula.removeprefix("=")
    try:
        moved = str(Translator(f"={bare}", origin).translate_formula(place))
    except (TokenizerError, TranslatorError):
        return formula
    return moved if formula != bare else moved.removeprefix("=")


def _cut_formats(worksheet: Worksheet, rows: KeptRows) -> None:
    """The colours by rules on what is left of their cells."""
    before = list(worksheet.conditional_formatting)
    worksheet.conditional_formatting = ConditionalFormattingList()
    for formats in before:
        old, new = str(formats.sqref), rows.shrink_ranges(str(formats.sqref))
        for rule in formats.rules if new else ():
            rule.formula = [_translate(formula, old, new) for formula in rule.formula]
            worksheet.conditional_formatting.add(new, rule)


def _cut_tables(worksheet: Worksheet, rows: KeptRows) -> None:
    """The tables without totals row and filters; one of which only the header is left is no table."""
    for table in list(worksheet.tables.values()):
        left = rows.shrink_range(table.ref)
        if not left or CellRange(left).min_row == CellRange(left).max_row:
            del worksheet.tables[table.name]
            continue
        table.ref = left
        table.totalsRowCount = None
        table.totalsRowShown = None
        table.sortState = None
        if table.autoFilter is not None:
            table.autoFilter.ref = left
            table.autoFilter.filterColumn = []
    filtered = worksheet.auto_filter
    if filtered.ref:
        filtered.ref = rows.shrink_range(filtered.ref) or None
        filtered.filterColumn = []
        filtered.sortState = None


def _cut_view(worksheet: Worksheet, rows: KeptRows) -> None:
    """Opened at its top, printed as far as it goes."""
    worksheet.row_breaks = RowBreak()
    view = worksheet.sheet_view
    view.topLeftCell = None
    for selection in view.selection:
        selection.activeCell = selection.sqref = None
    if view.pane is not None and view.pane.ySplit:
        column = (view.pane.topLeftCell or "A1").rstrip("0123456789")
        view.pane.topLeftCell = f"{column}{int(view.pane.ySplit) + 1}"
    areas = [area.rpartition("!")[2].replace("$", "") for area in str(worksheet.print_area or "").split(",")]
    left = [rows.shrink_range(area) for area in areas if area]
    if left:
        worksheet.print_area = ",".join(area for area in left if area) or None
