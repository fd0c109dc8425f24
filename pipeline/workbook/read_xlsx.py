"""Reads a workbook of edits: its sheets, in the order of their tabs.

Sheets may be missing and stand in any order, and so may columns. A workbook
without any sheet of edits, and a sheet of edits without a header row, are
`InputRefused`; everything else that is odd is a problem beside the edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from openpyxl.utils import get_column_letter, range_boundaries

from pipeline.catalogue.names import named
from pipeline.languages.phrase import listed, phrase
from pipeline.problems import InputRefused, Problem, problem, refuse
from pipeline.workbook.cells import Row
from pipeline.workbook.collector import Collector
from pipeline.workbook.headers import is_edits_sheet, is_silent_sheet, sheet_target
from pipeline.workbook.layout import (
    Layout,
    find_layout,
    is_header_row,
    layout_problems,
    missing_order,
    read_layout,
    repeated_columns,
)
from pipeline.workbook.package import Package, SheetPart, open_package
from pipeline.workbook.sheet_xml import SheetRows
from pipeline.workbook.suggestions import suggest_sheet
from pipeline.workbook.tables import read_table
from pipeline.workbook.undo_rows import UNDO_SHEET, find_undo_layout, is_undo, read_undo_rows
from schemas.edits import SHEETS

_ROWS_SEARCHED = 200
"""Filled rows among which the header row is looked for."""
_ANY_TARGET = "any"


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of edits with its header row understood, and its rows below that still to be read."""

    part: SheetPart
    layout: Layout
    source: SheetRows
    rows: Iterator[Row]
    is_recognised: bool = False


def read_xlsx(path: Path, first_row_key: int) -> Collector:
    """The edits of a workbook, collected with their problems."""
    collector = Collector(path.name, first_row_key)
    with open_package(path) as package:
        for sheet in find_edit_sheets(package, collector):
            _read_sheet(collector, sheet)
    return collector


def find_edit_sheets(package: Package, collector: Collector) -> list[FoundSheet]:
    """The sheets of edits; those not understood are reported, a broken one refuses the workbook."""
    undo = _find_undo_sheet(package)
    if undo is not None:
        return [undo]
    wanted = {part: _expected_target(part) for part in package.sheets}
    searched = [(part, _search(package, part, target)) for part, target in wanted.items() if target]
    if not searched:
        return _recognise_sheet(package, collector)
    errors: list[Problem] = []
    found: list[FoundSheet] = []
    for part, result in searched:
        if isinstance(result, FoundSheet):
            found.append(result)
            errors += _located(repeated_columns(result.layout), collector.file, part.name)
        elif result is not None:
            errors += _located([result], collector.file, part.name)
    if errors:
        raise InputRefused(errors)
    _report_other_sheets(package, collector, [part for part, target in wanted.items() if not target])
    return found


def _find_undo_sheet(package: Package) -> FoundSheet | None:
    """The sheet that takes a run back, if it is a workbook of that kind."""
    for part in package.sheets:
        source = SheetRows(package, part)
        rows = iter(source)
        header = next(rows, None) if part.name == UNDO_SHEET else None
        layout = None if header is None else find_undo_layout(header)
        if layout is not None:
            return FoundSheet(part, layout, source, rows)
    return None


def _expected_target(part: SheetPart) -> str:
    return sheet_target(part.name) or (_ANY_TARGET if is_edits_sheet(part.name) else "")


def _search(package: Package, part: SheetPart, target: str) -> FoundSheet | Problem | None:
    """The sheet with its header row, the problem of having none, or None for an empty sheet."""
    source = SheetRows(package, part)
    rows = iter(source)
    searched: list[Row] = []
    for row in islice(rows, _ROWS_SEARCHED):
        layout = find_layout(row) if target == _ANY_TARGET else read_layout(row, target)
        if layout is not None and is_header_row(layout):
            return FoundSheet(part, layout, source, rows)
        searched.append(row)
    return missing_order(searched, "" if target == _ANY_TARGET else target) if searched else None


def _recognise_sheet(package: Package, collector: Collector) -> list[FoundSheet]:
    """The one filled sheet of a workbook without known names, if its columns tell what it edits."""
    parts = [part for part in package.sheets if not is_silent_sheet(part.name)]
    filled = [part for part in parts if next(iter(SheetRows(package, part)), None) is not None]
    found = _search(package, filled[0], _ANY_TARGET) if len(filled) == 1 else None
    if not isinstance(found, FoundSheet):
        hints = (
            phrase("{sheet}: {hint}", sheet=part.name, hint=hint)
            for part in filled
            if (hint := suggest_sheet(part.name))
        )
        raise refuse("no-edits-sheet", file=collector.file, hint=listed(hints, " "))
    errors = repeated_columns(found.layout)
    if errors:
        raise InputRefused(_located(errors, collector.file, found.part.name))
    return [replace(found, is_recognised=True)]


def _report_other_sheets(package: Package, collector: Collector, parts: list[SheetPart]) -> None:
    for part in parts:
        if not is_silent_sheet(part.name) and next(iter(SheetRows(package, part)), None) is not None:
            collector.report("sheet-unknown", sheet=part.name, hint=suggest_sheet(part.name))


def _read_sheet(collector: Collector, sheet: FoundSheet) -> None:
    name, layout = sheet.part.name, sheet.layout
    if is_undo(layout):
        read_undo_rows(collector, layout, sheet.rows)
        return
    if sheet.part.is_hidden:
        collector.report("hidden-sheet", sheet=name)
    if sheet.is_recognised and layout.target:
        collector.report("sheet-recognised", sheet=name, expected=named(SHEETS[layout.target]))
    first = next(sheet.rows, None)
    collector.report_all([*layout_problems(layout), *_hidden_columns(sheet)], name)
    rows = sheet.rows if first is None else chain([first], sheet.rows)
    last = read_table(collector, layout, name, rows)
    collector.report_all(_merged_cells(sheet, last), name)


def _hidden_columns(sheet: FoundSheet) -> list[Problem]:
    row = sheet.layout.header_row
    hidden = [
        column
        for column in sheet.layout.columns
        if any(first <= column.position <= last for first, last in sheet.source.hidden_columns)
    ]
    places = [f"{get_column_letter(column.position)}{row}" for column in hidden]
    return [
        problem("hidden-column", column=column.title, row=row, cell=place)
        for column, place in zip(hidden, places, strict=True)
    ]


def _merged_cells(sheet: FoundSheet, last_row: int) -> list[Problem]:
    """A warning for every merged range that covers known columns of the table's rows."""
    known = {column.position for column in sheet.layout.columns}
    found = []
    for merged in sheet.source.merged:
        left, top, right, bottom = _boundaries(merged)
        covers_rows = bottom > sheet.layout.header_row and top <= last_row
        if covers_rows and known & set(range(left, right + 1)):
            found.append(problem("merged-cells", found=merged, row=top, cell=merged.partition(":")[0]))
    return found


def _boundaries(merged: str) -> tuple[int, int, int, int]:
    """First column, first row, last column and last row of a range as written."""
    left, top, right, bottom = range_boundaries(merged)
    return left or 1, top or 1, right or 1, bottom or 1


def _located(problems: list[Problem], file: str, sheet: str) -> list[Problem]:
    return [replace(found, file=file, sheet=sheet) for found in problems]
