"""One record of delimited text to its raw cells and back, quoting and all.

The one place that knows how a cell is quoted. A quotation mark opens a
quoted cell only as the cell's first character; anywhere else it is text.
"""

from __future__ import annotations

import re
from functools import lru_cache

QUOTE = b'"'
_CELL = rb'"(?:[^"]++|"")*+"[^%(d)s\r\n]*+|(?!")[^%(d)s\r\n]*+'


@lru_cache(maxsize=8)
def cell_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    """Matches one raw cell (perhaps empty) at a cell's beginning."""
    return re.compile(_CELL % {b"d": re.escape(delimiter)})


@lru_cache(maxsize=8)
def record_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    """Matches one record with its line end (group 1; empty at the end of the text)."""
    cell = b"(?:" + cell_pattern(delimiter).pattern + b")"
    mark = re.escape(delimiter)
    return re.compile(b"(?:" + cell + b")(?:" + mark + cell + rb")*+(\r\n|\n|\r|\Z)")


def split_record(content: bytes, delimiter: bytes) -> list[bytes]:
    """The raw cells of one record (its line end not included).

    >>> split_record(b'a,"b,""c"" d",', b",")
    [b'a', b'"b,""c"" d"', b'']
    """
    if QUOTE not in content:
        return content.split(delimiter)
    pattern = cell_pattern(delimiter)
    cells: list[bytes] = []
    position = 0
    while True:
        match = pattern.match(content, position)
        if match is None:  # a quotation mark that is never closed: the rest is one cell
            return [*cells, content[position:]]
        cells.append(match[0])
        position = match.end() + len(delimiter)
        if match.end() >= len(content):
            return cells


def cell_text(raw: bytes) -> str:
    """What a raw cell says.

    >>> cell_text(b'"12"" ruler"'), cell_text(b'12" ruler'), cell_text(b'""')
    ('12" ruler', '12" ruler', '')
    """
    if not raw.startswith(QUOTE):
        return raw.decode("utf-8")
    match = re.match(rb'"((?:[^"]++|"")*+)"', raw)
    if match is None:
        return raw[1:].decode("utf-8")
    return (match[1].replace(b'""', QUOTE) + raw[match.end() :]).decode("utf-8")


def needs_quotes(text: str, delimiter: bytes) -> bool:
    """Whether a cell with this text must be quoted to be read back the same."""
    return any(mark in text for mark in ('"', "\n", "\r", delimiter.decode("ascii")))


def spell_cell(text: str, delimiter: bytes, *, quoted: bool) -> bytes:
    """The raw cell that says this text, in quotes if wished or needed.

    >>> spell_cell("a,b", b",", quoted=False), spell_cell("", b",", quoted=True)
    (b'"a,b"', b'""')
    """
    if quoted or needs_quotes(text, delimiter):
        return QUOTE + text.replace('"', '""').encode("utf-8") + QUOTE
    return text.encode("utf-8")
