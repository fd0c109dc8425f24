"""Ecwid orders as the shop's interface gives them (JSON): one, a page, a list, or one a line.

Reads them into the tables and writes the same text back: untouched orders
keep their bytes, touched ones all but the changed cells.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.formats.ecwid_json.columns import Collected
from pipeline.formats.ecwid_json.json_orders import Found, JsonFile, find_orders, read_json_file
from pipeline.formats.ecwid_json.line_tables import Origin
from pipeline.formats.ecwid_json.parts import Unreadable
from pipeline.formats.ecwid_json.read import SIGNS, is_ecwid_order, name_order, read_order
from pipeline.formats.ecwid_json.tables import Built, build_tables
from pipeline.formats.ecwid_json.write import rewrite_orders
from pipeline.formats.protocol import KEYS_PER_EXPORT, NOTHING_KEPT, Export, Kept, ReadOptions
from pipeline.formats.text.text_encoding import decode_head
from pipeline.languages import N_
from pipeline.languages.phrase import phrase
from pipeline.money import Integers
from pipeline.problems import refuse
from schemas.kept import KeptOrder, KeptRecord, Texts, digest_texts, find_encoding
from schemas.orders import TABLE_NAMES, Tables

_One = TypeVar("_One")
_SURE, _PERHAPS = 95, 60
_SIGN = re.compile(rf'"({"|".join(SIGNS[1:])})"[ \t\r\n]*:')
_PAGE = re.compile(r'"(count|offset|limit|items)"[ \t\r\n]*:')
_NO_ITEMS = re.compile(r'"items"\s*:\s*\[\s*\]')
_ENOUGH_OF_PAGE = 4


@dataclass(frozen=True)
class SourceFile:
    """One file's text and where its orders stand; order n has the key `first_key` + n."""

    file: JsonFile
    first_key: int
    starts: Integers
    ends: Integers

    def span(self, order_key: int) -> tuple[int, int]:
        """Where the order's text starts and ends."""
        place = order_key - self.first_key
        return int(self.starts[place]), int(self.ends[place])

    def holds(self, order_key: int) -> bool:
        """Whether the order stands in this file."""
        return 0 <= order_key - self.first_key < self.starts.size

    def text_of(self, order_key: int) -> str:
        """The order's text."""
        start, end = self.span(order_key)
        return self.file.text[start:end]


class EcwidJson:
    """The format `ecwid-json`."""

    name = "ecwid-json"
    title = N_("Ecwid or MyCOMMERCE orders from the shop's interface (JSON)")

    def sniff(self, path: Path, head: bytes) -> int:  # noqa: ARG002 - the content tells
        """How sure it is: two members only Ecwid orders have, or an empty page."""
        text = decode_head(head).lstrip()
        if not text.startswith(("{", "[")):
            return 0
        if len(set(_SIGN.findall(text))) > 1:
            return _SURE
        has_page = len(set(_PAGE.findall(text))) == _ENOUGH_OF_PAGE
        return _PERHAPS if has_page and _NO_ITEMS.search(text) else 0

    def read(self, files: Sequence[Path], options: ReadOptions) -> Export:
        """The orders of the files. Raises `InputRefused` for one that is no JSON or holds no orders."""
        first_key = options.first_key
        sources: list[SourceFile] = []
        built: list[Built] = []
        for path in files:
            source, part = _read_file(path, first_key, options.currency)
            sources.append(source)
            built.append(part)
            first_key += max(source.starts.size, *(len(getattr(part.tables, name)) for name in TABLE_NAMES))
        if first_key > options.first_key + KEYS_PER_EXPORT:
            raise refuse("file-unreadable", file=files[0].name, found=phrase("it holds too many orders"))
        return Export(
            format=self.name,
            files=tuple(files),
            tables=Tables.concat([part.tables for part in built]),
            problems=tuple(finding for part in built for finding in part.problems),
            source=tuple(sources),
            broken_orders=tuple(name for part in built for name in part.broken_orders),
        )

    def write(
        self, export: Export, after: Tables, files: Sequence[Path], restored: Kept = NOTHING_KEPT
    ) -> Kept:
        """Write each file with the orders of `after` changed; the rest keeps its bytes."""
        names = dict(zip(export.tables.orders["order_key"], export.tables.orders["order_id"], strict=True))
        encodings = tuple(source.file.encoding for source in export.source)
        kept: dict[int, KeptOrder] = {}
        for place, (source, destination) in enumerate(zip(export.source, files, strict=True)):
            touched = [key for key in after.orders["order_key"].tolist() if source.holds(key)]
            spans = {key: source.span(key) for key in touched}
            changed = rewrite_orders(source.file.text, source.file.encoding, spans, export.tables, after)
            changed |= {key: one.files[place][0].text for key, one in restored.items() if source.holds(key)}
            encoding = _find_encoding(source.file, restored, place)
            replace(source.file, encoding=encoding).write(
                destination, {source.span(key): text for key, text in changed.items()}
            )
            for key, text in changed.items():
                before = _in_its_file(KeptRecord(source.text_of(key)), place, len(files) - 1 - place)
                left = _in_its_file(text, place, len(files) - 1 - place)
                kept[key] = KeptOrder(names[key], before, digest_texts(left), encodings)
        return kept

    def find_records(self, export: Export, order_keys: Iterable[int]) -> Mapping[int, Texts]:
        """The text of each order."""
        last = len(export.source) - 1
        return {
            key: _in_its_file(source.text_of(key), place, last - place)
            for key in order_keys
            for place, source in enumerate(export.source)
            if source.holds(key)
        }


def _find_encoding(file: JsonFile, restored: Kept, place: int) -> str:
    is_ascii = not file.mark and file.text.isascii()
    return find_encoding(file.encoding, restored.values(), place, is_ascii=is_ascii)


def _in_its_file(one: _One, before: int, behind: int) -> tuple[tuple[_One, ...], ...]:
    """The one record of an order, with nothing of it in the files before and behind."""
    nothing: tuple[_One, ...] = ()
    return (*(nothing for _ in range(before)), (one,), *(nothing for _ in range(behind)))


def _read_file(path: Path, first_key: int, currency: str) -> tuple[SourceFile, Built]:
    file = read_json_file(path)
    if not file.text.lstrip().startswith(("{", "[")):
        raise refuse("format-unknown", file=path.name, found=phrase("it is no JSON"), known=FORMAT.name)
    rows = Collected()
    starts: list[int] = []
    ends: list[int] = []
    has_orders = False
    with _without_collector():
        for position, found in enumerate(find_orders(file, is_ecwid_order)):
            has_orders = _collect(rows, position, found) or has_orders
            starts.append(found.start)
            ends.append(found.end)
    if starts and not has_orders:
        raise refuse(
            "format-unknown", file=path.name, found=phrase("it holds no Ecwid orders"), known=FORMAT.name
        )
    source = SourceFile(file, first_key, np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))
    return source, build_tables(rows, Origin(path.name, file.encoding, first_key, currency))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Without looking for cycles: parsed JSON has none, and looking takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _collect(rows: Collected, position: int, found: Found) -> bool:
    """Take the order in or note why not; True if it is one."""
    value = found.value if isinstance(found.value, dict) else {}
    is_order = is_ecwid_order(value)
    rows.names.append(name_order(value, position + 1))
    try:
        if not is_order:
            raise Unreadable((), phrase("no order"))
        rows.add(position, read_order(value, position + 1))
    except Unreadable as error:
        rows.unreadable[position] = error
    return is_order


FORMAT = EcwidJson()
