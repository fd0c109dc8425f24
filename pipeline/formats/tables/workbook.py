"""Tables in Excel workbooks: a sheet read as text, written back with its changed cells.

Everything else of the workbook stays as openpyxl keeps it: formats, other
sheets, widths. Formulas lose the values Excel stored with them until it
calculates again. Numbers become text by their shortest exact spelling.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.formats.text.delimited import NewRecord, Rewrite
from pipeline.languages.phrase import phrase
from pipeline.money import Integers
from pipeline.problems import Problem, near, refuse
from pipeline.steady_zip import save_workbook

_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?\Z")
"""Numbers that a workbook keeps exactly; `00123` and long ones stay text."""
_ENCRYPTED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, eq=False)
class SheetTable:
    """One sheet as a table; blank rows are left out, `rows` are Excel's."""

    path: Path
    sheet: str
    names: tuple[str, ...]
    rows: Integers
    cells: pd.DataFrame = field(repr=False)
    is_number: tuple[bool, ...] = ()  # columns whose filled cells are all numbers
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    bad_records: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.rows)

    def columns(self, positions: Sequence[int]) -> pd.DataFrame:
        """Several columns as text, named by position."""
        return self.cells[list(positions)]

    def record_cells(self, record: int) -> list[str]:
        """The text of one record's cells."""
        return [str(text) for text in self.cells.iloc[record]]


def read_sheets(path: Path, sheets: Sequence[str]) -> list[SheetTable]:
    """The named sheets of the workbook ("" = its first one) as tables.

    Refused: not-a-workbook, workbook-encrypted, table-broken (no such sheet,
    no header row).
    """
    workbook = _open(path, data_only=True, read_only=True)
    try:
        return [_read_sheet(path, _pick(path, workbook, sheet)) for sheet in sheets]
    finally:
        workbook.close()


def write_sheets(changes: Sequence[tuple[SheetTable, Rewrite]], destination: Path) -> None:
    """Write the workbook of these sheets with the rewrites done."""
    workbook = _open(changes[0][0].path, data_only=False, read_only=False)
    for table, rewrite in changes:
        _rewrite_sheet(workbook[table.sheet], table, rewrite)
    save_workbook(workbook, destination)


def cell_to_text(value: object) -> str:
    """A cell's value as text; numbers exactly as they are shown in full.

    >>> cell_to_text(12.5), cell_to_text(10), cell_to_text(None), cell_to_text(1e-07)
    ('12.5', '10', '', '0.0000001')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        text = f"{Decimal(str(value)):f}"
        return text.removesuffix(".0")
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value)


def _open(path: Path, *, data_only: bool, read_only: bool) -> openpyxl.Workbook:
    if path.read_bytes()[:4] == _ENCRYPTED:
        raise refuse("workbook-encrypted", file=path.name)
    try:
        return openpyxl.load_workbook(path, data_only=data_only, read_only=read_only)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise refuse("not-a-workbook", file=path.name, found=str(error)) from error


def _pick(path: Path, workbook: openpyxl.Workbook, sheet: str) -> Any:
    if not sheet:
        return workbook.worksheets[0]
    if sheet not in workbook.sheetnames:
        hint = near(sheet, workbook.sheetnames) or ", ".join(workbook.sheetnames)
        raise refuse(
            "table-broken",
            file=path.name,
            sheet=sheet,
            found=phrase("no such sheet"),
            expected=phrase("one of {names}", names=hint),
        )
    return workbook[sheet]


def _read_sheet(path: Path, sheet: Any) -> SheetTable:
    filled = [
        (number, values)
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(value is not None and value != "" for value in values)
    ]
    if not filled:
        facts = {"found": phrase("it is empty"), "expected": phrase("a header")}
        raise refuse("table-broken", file=path.name, sheet=sheet.title, **facts)
    names = [cell_to_text(value) for value in filled[0][1]]
    while names and not names[-1]:
        names.pop()
    body = filled[1:]
    columns = [[(*values, *[None] * len(names))[at] for _, values in body] for at in range(len(names))]
    return SheetTable(
        path=path,
        sheet=sheet.title,
        names=tuple(names),
        rows=np.array([number for number, _ in body], dtype=np.int64),
        cells=pd.DataFrame(
            {
                at: pd.Series([cell_to_text(v) for v in column], dtype="str")
                for at, column in enumerate(columns)
            }
        ),
        is_number=tuple(_holds_numbers(column) for column in columns),
    )


def _holds_numbers(values: Sequence[object]) -> bool:
    filled = [value for value in values if value is not None and value != ""]
    return bool(filled) and all(_is_number(value) for value in filled)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _rewrite_sheet(sheet: Worksheet, table: SheetTable, rewrite: Rewrite) -> None:
    for (record, column), text in rewrite.replaced.items():
        cell = sheet.cell(int(table.rows[record]), column + 1)
        _set_text(cell, text, is_number=_is_number(cell.value) or table.is_number[column])
    rows = [_new_row(sheet, table, new) for new in rewrite.added]
    changes = [(int(table.rows[record]), -1) for record in rewrite.deleted]
    for at, new in enumerate(rewrite.added):
        changes.append((int(table.rows[new.after]) if new.after >= 0 else _header_row(sheet), at))
    last = sheet.max_row
    # from the bottom upwards, so that the rows still to come keep their numbers
    for row, at in sorted(changes, key=lambda change: (-change[0], change[1] < 0, -change[1])):
        if at < 0:
            sheet.delete_rows(row)
        else:
            sheet.insert_rows(row + 1)
            _fill_row(sheet, row + 1, rows[at], table)
    _stretch_ranges(sheet, last, len(rewrite.added) - len(rewrite.deleted))


def _header_row(sheet: Worksheet) -> int:
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    return next((number for number, row in rows if any(value not in (None, "") for value in row)), 1)


@dataclass(frozen=True)
class _NewRow:
    """A row to insert: copied values, new texts and styles by column position."""

    copied: Mapping[int, Any]
    texts: Mapping[int, str]
    styles: Mapping[int, Any]


def _new_row(sheet: Worksheet, table: SheetTable, new: NewRecord) -> _NewRow:
    """Taken from the template row before rows move."""
    row = int(table.rows[new.template])
    models = {column: sheet.cell(row, column + 1) for column in range(len(table.names))}
    return _NewRow(
        {column: models[column].value for column in new.copied},
        new.cells,
        {column: copy(getattr(model, "_style", None)) for column, model in models.items()},
    )


def _fill_row(sheet: Worksheet, row: int, new: _NewRow, table: SheetTable) -> None:
    for column, style in new.styles.items():
        cell = sheet.cell(row, column + 1)
        if column in new.texts:
            _set_text(cell, new.texts[column], is_number=table.is_number[column])
        else:
            cell.value = new.copied.get(column)
        if style is not None:
            setattr(cell, "_style", style)  # noqa: B010


def _set_text(cell: Cell | MergedCell, text: str, *, is_number: bool) -> None:
    """A number where the column holds numbers and the text is a plain one; never a formula."""
    if isinstance(cell, MergedCell):
        place = {"sheet": cell.parent.title, "cell": cell.coordinate}
        raise refuse(
            "table-broken",
            **place,
            found=phrase("{cell} is merged", cell=cell.coordinate),
            expected=phrase("single cells"),
        )
    if is_number and _PLAIN_NUMBER.match(text):
        number = Decimal(text)
        cell.value = int(number) if number == number.to_integral_value() else number
        return
    cell.value = text or None
    if text.startswith("="):
        cell.data_type = "s"


def _stretch_ranges(sheet: Worksheet, last: int, rows: int) -> None:
    """The sheet's tables and filter end where the rows now end."""
    for table in sheet.tables.values():
        table.ref = _stretched(table.ref, last, rows)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = _stretched(table.autoFilter.ref, last, rows)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _stretched(sheet.auto_filter.ref, last, rows)


def _stretched(reference: str, last: int, rows: int) -> str:
    left, top, right, bottom = range_boundaries(reference)
    end = max(int(top or 1) + 1, min(int(bottom or last), last) + rows)
    return f"{get_column_letter(left or 1)}{top}:{get_column_letter(right or 1)}{end}"
