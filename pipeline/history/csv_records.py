"""Rows of a small CSV file as a provider or a spreadsheet writes it, each with its row number."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from pipeline.languages.phrase import phrase
from pipeline.problems import refuse
from pipeline.workbook.decode_text import decode_text

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class CsvRows:
    """The cells of each filled row, with the row's number as a spreadsheet shows it."""

    file: str
    digest: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The cells of the first row."""
        return tuple(cell.strip() for cell in self.rows[0][1])

    def records(self) -> list[tuple[int, dict[str, str]]]:
        """The rows below the first one by its headers; the first of equal headers counts.

        Cells that a row lacks are "".
        """
        named = []
        for number, cells in self.rows[1:]:
            padded = (*cells, *[""] * len(self.headers))
            pairs = zip(self.headers, padded, strict=False)
            named.append((number, {name: cell.strip() for name, cell in reversed(list(pairs))}))
        return named


def read_csv_rows(path: Path) -> CsvRows:
    """The file's filled rows.

    Refused: file-not-found, file-unreadable, file-empty, encoding-unknown, records-disagree.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise refuse("file-not-found", file=str(path)) from error
    except OSError as error:
        raise refuse("file-unreadable", file=path.name, found=error.strerror or str(error)) from error
    rows = _split(decode_text(raw, path.name), path.name)
    if not rows:
        raise refuse("file-empty", file=path.name)
    return CsvRows(path.name, hashlib.sha256(raw).hexdigest(), rows)


def _split(text: str, file: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(cells)))
    except csv.Error as error:
        row = number + 1
        raise refuse(
            "records-disagree", file=file, row=row, found=phrase("row {row}, {error}", row=row, error=error)
        ) from error
    return tuple(rows)
