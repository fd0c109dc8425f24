"""Delimited text (CSV, TSV): read by position, written back byte for byte.

Reading finds records and columns; nothing is parsed that is not asked for.
Writing copies every byte that a `Rewrite` does not name: byte order mark,
line ends, quoting, blank lines, a trailing line break or none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.formats.text.cell_spans import cell_pattern, cell_text, split_record
from pipeline.formats.text.delimited_rewrite import NewRecord, Rewrite, write_records
from pipeline.formats.text.record_columns import Records, read_columns
from pipeline.formats.text.record_index import RecordIndex, RecordsDisagree, index_records, line_end_lengths
from pipeline.formats.text.text_encoding import Text, decode_head, read_text
from pipeline.languages.phrase import phrase, said_by
from pipeline.money import Flags, Integers
from pipeline.problems import Problem, problem, refuse

__all__ = ["Delimited", "NewRecord", "Rewrite", "read_delimited", "sniff_header", "write_delimited"]

DELIMITERS = (";", ",", "\t", "|")
_HEAD_BYTES = 1 << 16
_HINT = re.compile(rb"sep=([;,\t|])(?:\r\n|\n|\r)")
"""A first line that Excel writes and reads to name the delimiter."""


@dataclass(frozen=True, eq=False)
class Delimited:
    """A delimited text file: its header, its records' places, its bytes.

    Records of another width than the header's stand in `bad_records` and
    `problems`; in the columns they are cut or padded so that positions hold.
    """

    path: Path
    encoding: str
    delimiter: str
    names: tuple[str, ...]
    size: int
    rows: Integers  # Excel's row of each data record
    problems: tuple[Problem, ...]
    bad_records: frozenset[int]
    text: Text = field(repr=False)
    header_end: int = field(repr=False)  # behind the header's line end
    records: Records = field(repr=False)

    def column(self, position: int) -> pd.Series:
        """The column's cells as text, "" for empty ones; line breaks kept."""
        return self.columns([position])[position]

    def columns(self, positions: Sequence[int], only: Flags | None = None) -> pd.DataFrame:
        """Several columns, named by position, read in one pass.

        `only` marks the records wanted (all of them if it is not given).

        Refused as `records-disagree` where two ways of counting rows differ.
        """
        try:
            return read_columns(self.records, positions, only)
        except RecordsDisagree as error:
            raise refuse("records-disagree", file=self.path.name, found=said_by(error)) from None

    def record_cells(self, record: int) -> list[str]:
        """The text of one record's cells, cut or padded to the header's width."""
        return [cell_text(cell) for cell in self.records.fitted_cells(record)]


def read_delimited(path: Path) -> Delimited:
    """The file's header and records.

    Refused: file-not-found, file-unreadable, file-empty, encoding-unknown,
    records-disagree (a quotation mark that is never closed).
    """
    text = read_text(path)
    offset, delimiter = _sniff_delimiter(bytes(text.body[:_HEAD_BYTES]))
    mark = (delimiter or ",").encode("ascii")
    try:
        index = index_records(text.body, mark)
    except RecordsDisagree as error:
        raise refuse("records-disagree", file=path.name, found=said_by(error)) from None
    shown = np.flatnonzero((index.widths > 0) & (index.starts >= offset))
    if len(shown) == 0:
        raise refuse("file-empty", file=path.name)
    return _describe(path, text, mark, index, shown)


def sniff_header(head: bytes) -> tuple[list[str], str]:
    """Column names and delimiter from a file's first bytes; ([], "") if not delimited.

    >>> sniff_header("Grösse;Preis\\n1;2".encode("cp1252"))
    (['Grösse', 'Preis'], ';')
    """
    text = decode_head(head).encode("utf-8")
    offset, delimiter = _sniff_delimiter(text)
    if not delimiter:
        return [], ""
    line = _first_record(text[offset:], delimiter.encode("ascii"))
    names = [cell_text(cell) for cell in split_record(line, delimiter.encode("ascii"))]
    return (names, delimiter) if len(names) > 1 else ([], "")


def write_delimited(source: Delimited, rewrite: Rewrite, destination: Path) -> None:
    """Write the file with the cells and records of the rewrite changed, nothing else.

    An empty rewrite gives the same bytes. Refused as `text-not-encodable`
    where a new text has characters the file's encoding lacks.
    """
    write_records(source.text, source.records, source.header_end, rewrite, destination)


def _describe(path: Path, text: Text, mark: bytes, index: RecordIndex, shown: Integers) -> Delimited:
    header, data = int(shown[0]), shown[1:]
    content_ends = index.ends - line_end_lengths(text.body, index.ends)
    line = bytes(text.body[int(index.starts[header]) : int(content_ends[header])])
    names = tuple(cell_text(cell) for cell in split_record(line, mark))
    is_bad = index.widths[data] != len(names)
    records = Records(
        body=text.body,
        delimiter=mark,
        starts=index.starts[data],
        ends=index.ends[data],
        content_ends=content_ends[data],
        width=len(names),
        is_bad=is_bad,
    )
    return Delimited(
        path=path,
        encoding=text.encoding,
        delimiter=mark.decode("ascii"),
        names=names,
        size=len(data),
        rows=data + 1,
        problems=_width_problems(path, data[is_bad] + 1, index.widths[data[is_bad]], len(names)),
        bad_records=frozenset(np.flatnonzero(is_bad).tolist()),
        text=text,
        header_end=int(index.ends[header]),
        records=records,
    )


def _width_problems(path: Path, rows: Integers, widths: Integers, expected: int) -> tuple[Problem, ...]:
    return tuple(
        problem(
            "record-width",
            file=path.name,
            row=row,
            found=str(width),
            expected=phrase("{expected} cells", expected=expected),
        )
        for row, width in zip(rows.tolist(), widths.tolist(), strict=True)
    )


def _sniff_delimiter(head: bytes) -> tuple[int, str]:
    """Where the header begins at the earliest, and the delimiter ("" if there is none)."""
    hint = _HINT.match(head)
    if hint:
        return hint.end(), hint[1].decode("ascii")
    unquoted = re.sub(rb'"[^"]*"', b"", head).lstrip(b"\r\n")
    line = re.split(rb"[\r\n]", unquoted, maxsplit=1)[0].decode("utf-8", "replace")
    best = max(DELIMITERS, key=line.count)
    return 0, best if best in line else ""


def _first_record(text: bytes, delimiter: bytes) -> bytes:
    """The first record that is not blank, without its line end."""
    start = re.match(rb"[\r\n]*", text).end()  # type: ignore[union-attr]
    pattern, position = cell_pattern(delimiter), start
    while match := pattern.match(text, position):
        position = match.end()
        if text[position : position + 1] != delimiter:
            return text[start:position]
        position += 1
    return text[start:]
