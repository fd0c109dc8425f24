"""The workbook in which the results of a run are shown to the clerk.

It is the clerk's own workbook, opened with its formats, formulas and other
sheets. For CSV and JSON, and for a workbook openpyxl cannot keep, it is made
anew with the rows as written.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.workbook.cells import Row
from pipeline.workbook.collector import Collector
from pipeline.workbook.file_kind import JSON, XLSX, find_kind
from pipeline.workbook.layout import Layout
from pipeline.workbook.package import open_package
from pipeline.workbook.read_csv import read_csv_tables
from pipeline.workbook.read_json import read_json_tables
from pipeline.workbook.read_rows import TextTable
from pipeline.workbook.read_xlsx import find_edit_sheets
from pipeline.workbook.sheet_xml import SheetRows, without_empty_cells
from pipeline.workbook.writing import write_text

_LARGEST_SHEET_BYTES = 1 << 26
"""Beyond this a sheet is loaded without its formatted empty cells: a million of them take minutes."""
_UNKEPT = (
    *(ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(ET.ParseError, BadZipFile, EOFError, zlib.error, NotImplementedError),
)
"""What openpyxl raises for workbooks whose formats or drawings it does not understand, or whose
sheets we had no need to read are damaged."""


@dataclass(frozen=True)
class ResultSheet:
    """A sheet to be annotated.

    `place` is the sheet's name in problems and row results. `row_of`: the
    sheet's row for each row of the file, None where they are the same; then
    addresses of cells are the same as well.
    """

    worksheet: Worksheet
    place: str
    layout: Layout
    header_row: int
    row_of: dict[int, int] | None = None

    def find_row(self, row: int) -> int:
        """The sheet's row for a row of the file, 0 if it is not in this sheet."""
        return row if self.row_of is None else self.row_of.get(row, 0)

    @property
    def last_header(self) -> int:
        """The last column with a header."""
        known = [column.position for column in self.layout.columns]
        return max([*known, *self.layout.unknown], default=0)


def open_results(path: Path) -> tuple[Workbook, list[ResultSheet]]:
    """The workbook to write the results into, and its sheets of edits."""
    kind = find_kind(path)
    if kind == XLSX:
        return _open_own(path)
    tables = read_json_tables(path) if kind == JSON else read_csv_tables(path)
    return _make_workbook(tables)


def _open_own(path: Path) -> tuple[Workbook, list[ResultSheet]]:
    with open_package(path) as package:
        found = find_edit_sheets(package, Collector(path.name, 0))
    try:
        workbook = _load(path)
        sheets = [
            ResultSheet(workbook[sheet.part.name], sheet.part.name, sheet.layout, sheet.layout.header_row)
            for sheet in found
        ]
    except _UNKEPT:
        return _make_workbook(_tables_of(path))
    workbook.template = False
    return workbook, sheets


def _load(path: Path) -> Workbook:
    with warnings.catch_warnings(), _loadable(path) as source:
        warnings.simplefilter("ignore")  # what openpyxl leaves out (slicers, say) is no fault of the edits
        return load_workbook(source, rich_text=True)


@contextmanager
def _loadable(path: Path) -> Iterator[IO[bytes]]:
    """The workbook's bytes, its largest sheets without their formatted empty cells."""
    with ZipFile(path) as archive:
        large = {part.filename for part in archive.infolist() if part.file_size > _LARGEST_SHEET_BYTES}
        large = {name for name in large if "/worksheets/" in name}
        if not large:
            with path.open("rb") as stream:
                yield stream
            return
        slim = io.BytesIO()
        with ZipFile(slim, "w", ZIP_DEFLATED) as copied:
            for name in archive.namelist():
                with archive.open(name) as part, copied.open(name, "w") as written:
                    written.writelines(without_empty_cells(part) if name in large else part)
    slim.seek(0)
    yield slim


def _tables_of(path: Path) -> Iterator[TextTable]:
    """The sheets of edits of a workbook as tables of text."""
    with open_package(path) as package:
        for sheet in find_edit_sheets(package, Collector(path.name, 0)):
            rows = list(SheetRows(package, sheet.part))
            header = sheet.layout.header_row
            yield TextTable(
                name=sheet.part.name,
                header=next(row for row in rows if row.number == header),
                rows=[row for row in rows if row.number > header],
                layout=sheet.layout,
                above=tuple(row for row in rows if row.number < header),
                place=sheet.part.name,
            )


def _make_workbook(tables: Iterable[TextTable]) -> tuple[Workbook, list[ResultSheet]]:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheets = [_write_table(workbook.create_sheet(table.name), table) for table in tables]
    if not sheets:
        workbook.create_sheet("Edits")
    return workbook, sheets


def _write_table(worksheet: Worksheet, table: TextTable) -> ResultSheet:
    """The rows as written, as text; those of a CSV stand where they stood, objects one below the other."""
    row_of = None
    header_row = table.header.number
    if table.has_own_headers:
        header_row = 1
        row_of = {row.number: place for place, row in enumerate(table.rows, start=2)}
    _write_row(worksheet, header_row, table.header, is_header=True)
    for row in [*table.above, *table.rows]:
        _write_row(worksheet, row_of[row.number] if row_of else row.number, row, is_header=False)
    worksheet.freeze_panes = f"A{header_row + 1}"
    return ResultSheet(worksheet, table.place, table.layout, header_row, row_of)


def _write_row(worksheet: Worksheet, number: int, row: Row, *, is_header: bool) -> None:
    for column, found in row.cells.items():
        cell = write_text(worksheet, number, column, found.text)
        if cell is not None:
            cell.number_format = "@"
            cell.font = Font(bold=is_header)
