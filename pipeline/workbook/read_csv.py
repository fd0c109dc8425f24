"""Reads the edits of a CSV file as it comes out of Excel, LibreOffice or an editor.

Delimiter and encoding are found out. Rows count as Excel counts them: a blank
line is a row, a cell with line breaks is not several.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from openpyxl.utils import get_column_letter

from pipeline.languages.phrase import phrase
from pipeline.problems import InputRefused, refuse
from pipeline.workbook.cells import Row, text_cell
from pipeline.workbook.decode_text import decode_text
from pipeline.workbook.layout import LONG_FORM, find_layout, missing_order
from pipeline.workbook.read_rows import TextTable

DELIMITERS = (";", ",", "\t", "|")
_RECORDS_SEARCHED = 50


def read_csv_tables(path: Path) -> list[TextTable]:
    """The file's one table. A file without a header row of edits is `InputRefused`."""
    text = decode_text(path.read_bytes(), path.name)
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    text = text[said.end() :] if said else text
    delimiter = said[1] if said else _sniff_delimiter(text)
    records = list(_read_records(text, delimiter, path.name))
    rows = [_row_of(number, record) for number, record in enumerate(records, start=1)]
    filled = [row for row in rows if row.cells]
    for above, row in enumerate(filled[:_RECORDS_SEARCHED]):
        layout = find_layout(row)
        if layout is not None:
            layout = replace(layout, width=len(records[row.number - 1]))
            return [TextTable("Edits", row, filled[above + 1 :], layout, tuple(filled[:above]))]
    raise _no_header(filled, path.name)


def _sniff_delimiter(text: str) -> str:
    """The delimiter with which most headers are understood; with none, the one that cuts most cells."""
    return max(DELIMITERS, key=lambda delimiter: _score(text, delimiter))


def _score(text: str, delimiter: str) -> tuple[int, int]:
    records = _first_records(text, delimiter)
    rows = [_row_of(number, record) for number, record in enumerate(records, start=1)]
    known = [layout.known for row in rows if row.cells and (layout := find_layout(row)) is not None]
    return max(known, default=0), max((len(record) for record in records), default=0)


def _first_records(text: str, delimiter: str) -> list[list[str]]:
    """The first records, up to one that cannot be told from the next."""
    records: list[list[str]] = []
    with suppress(csv.Error):
        records.extend(islice(_reader(text, delimiter), _RECORDS_SEARCHED))
    return records


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)


def _read_records(text: str, delimiter: str, file: str) -> Iterator[list[str]]:
    number = 0
    try:
        for number, record in enumerate(_reader(text, delimiter), start=1):  # noqa: B007
            yield record
    except csv.Error as error:
        row = number + 1
        raise refuse(
            "records-disagree", file=file, row=row, found=phrase("row {row}, {error}", row=row, error=error)
        ) from error


def _row_of(number: int, record: list[str]) -> Row:
    cells = {
        column: text_cell(text, f"{get_column_letter(column)}{number}")
        for column, text in enumerate(record, start=1)
        if text
    }
    return Row(number, {column: cell for column, cell in cells.items() if cell.text})


def _no_header(filled: list[Row], file: str) -> InputRefused:
    if not filled:
        return refuse("file-empty", file=file)
    searched = filled[:_RECORDS_SEARCHED]
    return InputRefused([replace(missing_order(searched, LONG_FORM), file=file)])
