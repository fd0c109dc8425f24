"""The workbook in which the results of a run are shown to the clerk.

It is the clerk's own workbook, opened with its formats, formulas and other
sheets. For CSV and JSON, and for a workbook openpyxl cannot keep, it is made
anew with the rows as written.
"""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.languages import ENGLISH, N_, Words
from pipeline.problems import InputRefused
from pipeline.workbook.cells import DATE, ERROR, LOST, NUMBER, Cell, Row
from pipeline.workbook.collector import Collector
from pipeline.workbook.file_kind import JSON, XLSX, find_kind
from pipeline.workbook.layout import Layout, read_layout
from pipeline.workbook.own_parts import OwnParts, OwnSheet, read_own_parts
from pipeline.workbook.package import open_package
from pipeline.workbook.read_csv import read_csv_tables
from pipeline.workbook.read_json import read_json_tables
from pipeline.workbook.read_rows import TextTable
from pipeline.workbook.read_xlsx import find_edit_sheets
from pipeline.workbook.sheet_xml import SheetRows, without_empty_cells
from pipeline.workbook.writing import write_text

_LARGEST_SHEET_BYTES = 1 << 26
"""Beyond this a sheet is loaded without its formatted empty cells: a million of them take minutes."""
_NARROWEST, _WIDEST = 10, 40
_HEADER_FILL = PatternFill("solid", start_color="FFE7E6E6", end_color="FFE7E6E6")
SURPLUS_HEADER = N_("Surplus cells")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ERROR_OF = {LOST: "#VALUE!"}
"""A formula without a stored value becomes an error: neither may be taken for an answer."""
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
    addresses of cells are the same as well. `drawn`: columns with pictures or
    charts beside or below the table.
    """

    worksheet: Worksheet
    place: str
    layout: Layout
    header_row: int
    row_of: dict[int, int] | None = None
    drawn: frozenset[int] = frozenset()

    def find_row(self, row: int) -> int:
        """The sheet's row for a row of the file, 0 if it is not in this sheet."""
        return row if self.row_of is None else self.row_of.get(row, 0)

    @property
    def last_header(self) -> int:
        """The last column with a header."""
        known = [column.position for column in self.layout.columns]
        return max([*known, *self.layout.unknown], default=0)


@dataclass(frozen=True)
class Opened:
    """The workbook to write the results into, its sheets of edits, and what has to be put back on saving.

    `is_own` is False for a workbook whose formats could not be kept.
    """

    workbook: Workbook
    sheets: list[ResultSheet]
    own: OwnParts = field(default_factory=OwnParts)
    is_own: bool = True


def open_results(path: Path, words: Words = ENGLISH) -> Opened:
    """The clerk's workbook, or one with the rows of her CSV or JSON file; Raises `InputRefused`."""
    kind = find_kind(path)
    if kind == XLSX:
        return _open_own(path, words)
    tables = read_json_tables(path) if kind == JSON else read_csv_tables(path)
    return Opened(*_make_workbook(tables, words))


def _open_own(path: Path, words: Words) -> Opened:
    with open_package(path) as package:
        found = find_edit_sheets(package, Collector(path.name, 0))
    try:
        workbook = _load(path)
        own = read_own_parts(path)
        sheets = [
            ResultSheet(
                *(workbook[sheet.part.name], sheet.part.name, sheet.layout, sheet.layout.header_row),
                drawn=_find_drawn(own.sheets[sheet.part.name], sheet.layout.header_row),
            )
            for sheet in found
        ]
    except (*_UNKEPT, InputRefused):
        return Opened(*_make_workbook(_tables_of(path), words), is_own=False)
    workbook.template = False
    for worksheet in workbook.worksheets:
        # drawings are put back as they were; openpyxl has no public way to leave them out
        for drawn in ("_charts", "_images"):
            getattr(worksheet, drawn).clear()
    return Opened(workbook, sheets, own)


def _find_drawn(sheet: OwnSheet, header_row: int) -> frozenset[int]:
    """The columns that something drawn lies over, from the header's row on."""
    below = [area for area in sheet.areas if area[3] >= header_row]
    return frozenset(column for left, _, right, _ in below for column in range(left, right + 1))


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


def _make_workbook(tables: Iterable[TextTable], words: Words) -> tuple[Workbook, list[ResultSheet]]:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheets = [_write_table(workbook.create_sheet(table.name), table, words) for table in tables]
    if not sheets:
        workbook.create_sheet("Edits")
    return workbook, sheets


def _write_table(worksheet: Worksheet, table: TextTable, words: Words) -> ResultSheet:
    """The rows as written, as text; those of a CSV stand where they stood, objects one below the other.

    Cells beyond the last column get headers of their own: without, they would be taken for remarks.
    """
    row_of = None
    header_row = table.header.number
    if table.has_own_headers:
        header_row = 1
        row_of = {row.number: place for place, row in enumerate(table.rows, start=2)}
    header = _with_surplus(table, words)
    _write_row(worksheet, header_row, header, is_header=True)
    for row in [*table.above, *table.rows]:
        _write_row(worksheet, row_of[row.number] if row_of else row.number, row, is_header=False)
    for column, width in _find_widths(header, table.rows).items():
        worksheet.column_dimensions[get_column_letter(column)].width = width
    _set_up(worksheet, header_row)
    layout = table.layout
    if header is not table.header:
        layout = replace(read_layout(header, layout.target), header_row=layout.header_row)
    return ResultSheet(worksheet, table.place, layout, header_row, row_of)


def _set_up(worksheet: Worksheet, header_row: int) -> None:
    """The header stays in sight and on every page; a page holds all columns."""
    worksheet.freeze_panes = f"A{header_row + 1}"
    worksheet.print_title_rows = f"{header_row}:{header_row}"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _with_surplus(table: TextTable, words: Words) -> Row:
    """The header row, with headers for cells that stand beyond its width."""
    width = table.layout.width
    rightmost = max((max(row.cells) for row in table.rows if row.cells), default=0)
    if not width or rightmost <= width:
        return table.header
    title = Cell(words.say(SURPLUS_HEADER))
    return replace(
        table.header, cells={**table.header.cells, **dict.fromkeys(range(width + 1, rightmost + 1), title)}
    )


def _find_widths(header: Row, rows: Iterable[Row]) -> dict[int, int]:
    """Widths in which the longest text of each column can be read, within limits."""
    lengths: dict[int, int] = {}
    for row in (header, *rows):
        for column, cell in row.cells.items():
            lengths[column] = max(lengths.get(column, 0), len(cell.text))
    return {column: min(max(length + 2, _NARROWEST), _WIDEST) for column, length in lengths.items()}


def _write_row(worksheet: Worksheet, number: int, row: Row, *, is_header: bool) -> None:
    for column, found in row.cells.items():
        cell = write_text(worksheet, number, column, found.text)
        if cell is None:
            continue
        cell.font = Font(name="Calibri", size=11, bold=is_header)
        if is_header:
            cell.fill = _HEADER_FILL
        if found.kind == NUMBER and not found.text.endswith("%"):
            cell.value = Decimal(found.text)
        elif found.kind == DATE and _DAY.fullmatch(found.text):
            cell.value = date.fromisoformat(found.text)
        elif found.kind in (ERROR, LOST):
            cell.value, cell.data_type = _ERROR_OF.get(found.kind, found.text), "e"
        else:
            cell.number_format = "@"
