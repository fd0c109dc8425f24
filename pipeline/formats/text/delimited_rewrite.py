"""Writes delimited text anew with some cells and records changed.

Promise: bytes that the `Rewrite` does not name are copied as they are.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.formats.text.cell_spans import cell_text, needs_quotes, spell_cell
from pipeline.formats.text.record_columns import Records
from pipeline.formats.text.text_encoding import Text, encode_text

_BUFFER = 1 << 20
_NEIGHBOURS = 40
_BREAKS = (b"\n", b"\r")


@dataclass(frozen=True)
class NewRecord:
    """A record to be added behind data record `after` (-1: behind the header).

    The columns in `copied` take the template's raw bytes, those in `cells`
    their text in the template's quoting; all others are empty, spelled as the
    template spells an empty cell. A `text` is the whole record instead, with
    its `end`. `order_id` says whose it is.
    """

    after: int
    template: int = -1
    copied: frozenset[int] = frozenset()
    cells: Mapping[int, str] = field(default_factory=dict)
    order_id: str = ""
    text: str | None = None
    end: str = ""


@dataclass(frozen=True)
class Rewrite:
    """What changes: cells by (record, column), records removed and added.

    `replaced` gives a cell a new text in its old quoting; `copied` gives it
    the raw bytes of the same column of another record. Where both name a
    cell, the text is spelled as the copied cell was quoted. `whole` gives
    records a new text as a whole; `ends` are line ends for records that have
    none, where others come to stand behind them (-1: of the header).
    """

    replaced: Mapping[tuple[int, int], str] = field(default_factory=dict)
    deleted: frozenset[int] = frozenset()
    added: tuple[NewRecord, ...] = ()
    copied: Mapping[tuple[int, int], int] = field(default_factory=dict)
    whole: Mapping[int, str] = field(default_factory=dict)
    ends: Mapping[int, str] = field(default_factory=dict)


def write_records(text: Text, records: Records, header_end: int, rewrite: Rewrite, destination: Path) -> None:
    """Write the text with the rewrite done to `destination`."""
    pieces = _keep_last_line_end(text, _pieces(text, records, header_end, rewrite))
    with destination.open("wb", buffering=_BUFFER) as file:
        file.write(text.mark)
        for piece in pieces:
            if text.encoding == "utf-8":
                file.write(piece)
                continue
            decoder = codecs.getincrementaldecoder("utf-8")()
            for start in range(0, len(piece), _BUFFER):
                file.write(encode_text(decoder.decode(bytes(piece[start : start + _BUFFER])), text.encoding))


def _keep_last_line_end(text: Text, pieces: Iterator[memoryview]) -> list[memoryview]:
    """Without a line break at the end where the file had none."""
    kept = [piece for piece in pieces if len(piece)]
    if not kept or bytes(text.body[-1:]) in _BREAKS:
        return kept
    last = bytes(kept[-1][-2:])
    cut = 2 if last == b"\r\n" else int(last[-1:] in _BREAKS)
    return [*kept[:-1], kept[-1][: len(kept[-1]) - cut]]


def _pieces(text: Text, records: Records, header_end: int, rewrite: Rewrite) -> Iterator[memoryview]:
    """The whole output: untouched spans, and touched records spelled anew."""
    line_end = find_line_end(text, header_end)
    speller = Speller(records, rewrite, line_end)
    body, position = text.body, 0
    for record in speller.touched():
        if record < 0:
            yield body[:header_end]
            given = rewrite.ends.get(record, "").encode("utf-8") or line_end
            yield memoryview(b"" if bytes(body[header_end - 1 : header_end]) in _BREAKS else given)
            position = header_end
        else:
            yield body[position : int(records.starts[record])]
            yield memoryview(b"" if record in rewrite.deleted else speller.spell_record(record))
            position = int(records.ends[record])
        for new in speller.added.get(record, []):
            yield memoryview(speller.spell_new(new))
    yield body[position:]


def find_line_end(text: Text, header_end: int) -> bytes:
    """The line end of the header; LF where the file is a header alone."""
    tail = bytes(text.body[max(header_end - 2, 0) : header_end])
    if tail == b"\r\n":
        return tail
    return tail[-1:] if tail[-1:] in _BREAKS else b"\n"


class Speller:
    """Spells touched records; knows who is touched and in which order."""

    def __init__(self, records: Records, rewrite: Rewrite, line_end: bytes) -> None:
        self._records = records
        self._rewrite = rewrite
        self._line_end = line_end
        self.added: dict[int, list[NewRecord]] = defaultdict(list)
        for new in rewrite.added:
            self.added[new.after].append(new)
        self._columns: dict[int, set[int]] = defaultdict(set)
        for record, column in (*rewrite.replaced, *rewrite.copied):
            self._columns[record].add(column)

    def touched(self) -> list[int]:
        """Every record that is changed, removed or followed by a new one, in order."""
        return sorted({*self._columns, *self._rewrite.deleted, *self._rewrite.whole, *self.added})

    def spell_record(self, record: int) -> bytes:
        """The record with its changes, always with a line end."""
        return self.spell_content(record) + self._own_line_end(record)

    def spell_content(self, record: int) -> bytes:
        """The record with its changes, without its line end."""
        if record in self._rewrite.whole:
            return self._rewrite.whole[record].encode("utf-8")
        if record not in self._columns:
            return self._records.content(record)
        cells = self._records.cells(record)
        for column in sorted(self._columns[record]):
            cells[column] = self._spell_changed(record, column, cells[column])
        return self._join(cells)

    def spell_new(self, new: NewRecord) -> bytes:
        """An added record with its line end."""
        if new.text is None:
            return self.spell_new_content(new) + self._own_line_end(new.template)
        return self.spell_new_content(new) + (new.end.encode("utf-8") or self._line_end)

    def spell_new_content(self, new: NewRecord) -> bytes:
        """An added record, quoted like its template, without a line end."""
        if new.text is not None:
            return new.text.encode("utf-8")
        template = self._records.fitted_cells(new.template)
        cells = []
        for column, raw in enumerate(template):
            if column in new.copied:
                cells.append(raw)
                continue
            cells.append(self._spell_like(new.template, column, raw, new.cells.get(column, "")))
        return self._join(cells)

    def _own_line_end(self, record: int) -> bytes:
        given = self._rewrite.ends.get(record, "").encode("utf-8")
        return self._records.line_end(record) or given or self._line_end

    def _join(self, cells: list[bytes]) -> bytes:
        return self._records.delimiter.join(cells) or b'""'  # never a blank line

    def _spell_changed(self, record: int, column: int, raw: bytes) -> bytes:
        origin = self._rewrite.copied.get((record, column), record)
        if origin != record:
            raw = self._records.fitted_cells(origin)[column]
        if (record, column) not in self._rewrite.replaced:
            return raw
        return self._spell_like(origin, column, raw, self._rewrite.replaced[record, column])

    def _spell_like(self, record: int, column: int, raw: bytes, new: str) -> bytes:
        """The text in the quoting of the raw cell.

        Quotes that the old text needed and the new one does not say nothing
        about the style: there the cells above and below decide.
        """
        mark = self._records.delimiter
        if not raw.startswith(b'"') or needs_quotes(new, mark):
            return spell_cell(new, mark, quoted=False)
        old = cell_text(raw)
        if old == new:
            return raw
        quoted = not needs_quotes(old, mark) or self._is_quoted_nearby(record, column, is_empty=not new)
        return spell_cell(new, mark, quoted=quoted)

    def _is_quoted_nearby(self, record: int, column: int, *, is_empty: bool) -> bool:
        """Whether the most similar near record quotes such a cell without need."""
        mine = [not cell_text(cell) for cell in self._records.fitted_cells(record)]
        best, quoted = -1, False
        for distance in range(1, _NEIGHBOURS + 1):
            for near in (record - distance, record + distance):
                if not 0 <= near < len(self._records.starts):
                    continue
                cells = self._records.fitted_cells(near)
                text = cell_text(cells[column])
                if needs_quotes(text, self._records.delimiter) or (text == "") != is_empty:
                    continue
                alike = sum((not cell.strip(b'"')) == empty for cell, empty in zip(cells, mine, strict=True))
                if alike > best:
                    best, quoted = alike, cells[column].startswith(b'"')
        return quoted
