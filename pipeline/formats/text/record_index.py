"""Where each record of delimited text begins and ends, found by numpy.

A line break ends a record where an even number of quotation marks stands
before it. That holds only while every quotation mark stands at the edge of a
cell; where one does not, a slower tokenizer walks over the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.formats.text.cell_spans import record_pattern, split_record
from pipeline.formats.text.text_encoding import Body
from pipeline.languages.phrase import phrase
from pipeline.money import Flags, Integers

Octets = np.ndarray[Any, np.dtype[np.uint8]]

_BLOCK = 1 << 21
_LF, _CR, _QUOTE = 10, 13, 34


@dataclass(frozen=True, eq=False)
class RecordIndex:
    """Blank records included: `starts[i]:ends[i]` holds record i with its line end.

    `widths` counts cells; 0 for a blank record.
    """

    starts: Integers
    ends: Integers
    widths: Integers


class RecordsDisagree(ValueError):
    """The text cannot be told apart into records; says why and where."""


def index_records(body: Body, delimiter: bytes) -> RecordIndex:
    """The records of the text. Raises `RecordsDisagree`."""
    octets: Octets = np.frombuffer(body, dtype=np.uint8)
    scan = _Scan(octets, delimiter)
    for start in range(0, len(octets), _BLOCK):
        if not scan.read_block(start, min(start + _BLOCK, len(octets))):
            return _walk_records(body, delimiter)
    return scan.finish(body) if scan.is_closed else _walk_records(body, delimiter)


def line_end_lengths(body: Body, ends: Integers) -> Integers:
    """Length of the line end before each of these positions: 0, 1 or 2."""
    octets: Octets = np.frombuffer(body, dtype=np.uint8)
    last = octets[ends - 1]
    before = np.where(ends > 1, octets[np.maximum(ends - 2, 0)], 0)
    is_pair = (last == _LF) & (before == _CR)
    lengths: Integers = np.isin(last, (_LF, _CR)).astype(np.int64) + is_pair.astype(np.int64)
    return lengths


class _Scan:
    """Walks over blocks; carries the parity of quotes and the delimiters seen."""

    def __init__(self, octets: Octets, delimiter: bytes) -> None:
        self._octets = octets
        self._delimiter = delimiter[0]
        self._quotes = 0
        self._delimiters = 0  # outside quotes, in all blocks so far
        self._ends: list[Integers] = []
        self._seen: list[Integers] = []  # delimiters outside quotes before each end

    @property
    def is_closed(self) -> bool:
        """False when the last quotation mark is never closed."""
        return self._quotes % 2 == 0

    def read_block(self, start: int, stop: int) -> bool:
        """True if every quotation mark of the block stands at the edge of a cell."""
        block = self._octets[start:stop]
        quotes = np.flatnonzero(block == _QUOTE)
        if not self._are_edges(quotes + start):
            return False
        breaks = self._line_breaks(block, start)
        before = np.searchsorted(quotes, breaks)
        is_end = (before + self._quotes) % 2 == 0
        breaks, before = breaks[is_end], before[is_end]
        delimiters = np.flatnonzero(block == self._delimiter)
        quoted = self._quoted_delimiters(delimiters, quotes)
        self._ends.append(breaks + (start + 1))
        self._seen.append(np.searchsorted(delimiters, breaks) - quoted[before] + self._delimiters)
        self._delimiters += len(delimiters) - int(quoted[-1])
        self._quotes += len(quotes)
        return True

    def finish(self, body: Body) -> RecordIndex:
        """The index of all blocks read; a last record may lack its line end."""
        ends = np.concatenate(self._ends) if self._ends else np.zeros(0, dtype=np.int64)
        seen = np.concatenate(self._seen) if self._seen else np.zeros(0, dtype=np.int64)
        size = len(self._octets)
        if len(ends) == 0 or ends[-1] < size:
            ends, seen = np.append(ends, size), np.append(seen, self._delimiters)
        starts = np.concatenate(([0], ends[:-1])).astype(np.int64)
        widths = np.diff(seen, prepend=0) + 1
        is_blank = ends - starts == line_end_lengths(body, ends)
        return RecordIndex(starts, ends, np.where(is_blank, 0, widths))

    def _line_breaks(self, block: Octets, start: int) -> Integers:
        """LF, and CR without LF behind it."""
        returns = np.flatnonzero(block == _CR)
        feeds = np.flatnonzero(block == _LF)
        if len(returns) == 0:
            return feeds
        following = np.minimum(returns + start + 1, len(self._octets) - 1)
        alone = returns[self._octets[following] != _LF]
        return feeds if len(alone) == 0 else np.sort(np.concatenate((feeds, alone)))

    def _are_edges(self, quotes: Integers) -> bool:
        """Opening marks follow a delimiter or line break, closing ones precede one."""
        if len(quotes) == 0:
            return True
        is_opening = (np.arange(len(quotes)) + self._quotes) % 2 == 0
        opening, closing = quotes[is_opening], quotes[~is_opening]
        before = np.where(opening > 0, self._octets[np.maximum(opening - 1, 0)], _LF)
        last = len(self._octets) - 1
        after = np.where(closing < last, self._octets[np.minimum(closing + 1, last)], _LF)
        return bool(self._is_edge(before).all() and self._is_edge(after).all())

    def _is_edge(self, neighbours: Octets) -> Flags:
        """A neighbouring quotation mark makes a doubled one: text, not an edge, but sound."""
        edges: Flags = np.isin(neighbours, (self._delimiter, _LF, _CR, _QUOTE))
        return edges

    def _quoted_delimiters(self, delimiters: Integers, quotes: Integers) -> Integers:
        """Delimiters inside quotes before the n-th quotation mark, n = 0 … all."""
        marks = np.searchsorted(delimiters, quotes)
        counts = np.diff(marks, prepend=0, append=len(delimiters))
        is_inside = (np.arange(len(counts)) + self._quotes) % 2 == 1
        total = np.cumsum(np.where(is_inside, counts, 0))
        # up to and including segment n; the last entry is the whole block
        return total.astype(np.int64)


def _walk_records(body: Body, delimiter: bytes) -> RecordIndex:
    """The same by a regular expression: quotation marks inside cells are text."""
    spans = list(_walk(body, delimiter))
    table = np.array(spans, dtype=np.int64).reshape(-1, 3)
    return RecordIndex(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def _walk(body: Body, delimiter: bytes) -> Iterator[tuple[int, int, int]]:
    pattern, position, row = record_pattern(delimiter), 0, 0
    while position < len(body):
        row += 1
        match = pattern.match(body, position)
        if match is None:
            raise RecordsDisagree(phrase("a quotation mark in row {row} is never closed", row=row))
        content = bytes(body[position : match.start(1)])
        cells = split_record(content, delimiter) if content else []
        if any(_is_torn(cell) for cell in cells):
            raise RecordsDisagree(
                phrase("a quotation mark in row {row} is closed in the middle of a cell", row=row)
            )
        yield position, match.end(), len(cells)
        position = match.end()


def _is_torn(cell: bytes) -> bool:
    """Text behind the closing mark of a cell that spans lines: two records in one."""
    if not cell.startswith(b'"') or (b"\n" not in cell and b"\r" not in cell):
        return False
    return not cell.endswith(b'"') or cell[1:-1].replace(b'""', b"").count(b'"') > 0
