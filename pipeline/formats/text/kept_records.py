"""Whole orders of delimited files, record by record: as they stand, kept before a rewrite, put back.

What is kept of an order says for each of its records what a rewrite made of
it, so that putting it back gives the very bytes, wherever the order's records
stand among those of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.formats.text.delimited import Delimited
from pipeline.formats.text.delimited_rewrite import NewRecord, Rewrite, Speller, find_line_end
from schemas.kept import KeptOrder, KeptRecord, Texts, digest_texts, find_encoding

Restored = Mapping[str, tuple[KeptRecord, ...]]
"""The kept records of one file by order."""


@dataclass(frozen=True)
class OrderRecords:
    """The records of a delimited file by the order that a column of it names."""

    source: Delimited
    owners: Sequence[str]  # of each record
    places: Mapping[str, Sequence[int]]  # the records of each order, in their order

    def texts(self, order_id: str) -> tuple[str, ...]:
        """The order's records without their line ends."""
        return tuple(self._text(record) for record in self.places.get(order_id, ()))

    def encoded_as(self, kept: Iterable[KeptOrder], file: int) -> OrderRecords:
        """The same records, to be written in the encoding the file had when these orders were kept."""
        text = self.source.text
        is_ascii = not text.mark and bytes(text.body).isascii()
        encoding = find_encoding(text.encoding, kept, file, is_ascii=is_ascii)
        return replace(self, source=replace(self.source, text=replace(text, encoding=encoding)))

    def _text(self, record: int) -> str:
        return self.source.records.content(record).decode("utf-8")

    def keep(
        self, order_id: str, rewrite: Rewrite, speller: Speller
    ) -> tuple[list[KeptRecord], tuple[str, ...]]:
        """The order's records as they are, and the texts of those the rewrite leaves of them."""
        left = {
            (record, 0): speller.spell_content(record)
            for record in self.places.get(order_id, ())
            if record not in rewrite.deleted
        }
        for rank, new in enumerate(rewrite.added, start=1):
            if new.order_id == order_id:
                left[new.after, rank] = speller.spell_new_content(new)
        arranged = sorted(left)
        places = {record: place for place, (record, rank) in enumerate(arranged) if rank == 0}
        kept = [self._keep(record, places.get(record, -1)) for record in self.places.get(order_id, ())]
        return kept, tuple(left[key].decode("utf-8") for key in arranged)

    def _keep(self, record: int, place: int) -> KeptRecord:
        records = self.source.records
        kept = KeptRecord(self._text(record), records.line_end(record).decode("utf-8"), record, place)
        if place >= 0:
            return kept
        if record == 0:
            header_end = find_line_end(self.source.text, self.source.header_end)
            return replace(kept, behind_end=header_end.decode("utf-8"))
        owner = self.owners[record - 1]
        return replace(
            kept,
            behind_order=owner,
            behind_number=int(np.searchsorted(self.places[owner], record - 1)),
            behind_end=records.line_end(record - 1).decode("utf-8"),
        )


def index_orders(source: Delimited, column: int) -> OrderRecords:
    """The file's records by the order that the column names ("" for none)."""
    owners = source.column(column).str.strip()
    groups = owners.groupby(owners, sort=False).indices
    places = {str(name): np.asarray(found).tolist() for name, found in groups.items()}
    return OrderRecords(source, owners.tolist(), places)


def find_texts(files: Sequence[OrderRecords], orders: Mapping[int, str]) -> dict[int, Texts]:
    """The records of the orders (order_id by key) as they stand, file by file."""
    return {key: tuple(file.texts(order_id) for file in files) for key, order_id in orders.items()}


def keep_orders(
    files: Sequence[tuple[OrderRecords, Rewrite]], orders: Mapping[int, str]
) -> dict[int, KeptOrder]:
    """The orders (order_id by key) as they stand, and what the rewrites leave of them."""
    spellers = [
        Speller(file.source.records, rewrite, find_line_end(file.source.text, file.source.header_end))
        for file, rewrite in files
    ]
    encodings = tuple(file.source.text.encoding for file, _ in files)
    kept = {}
    for key, order_id in orders.items():
        parts = [
            file.keep(order_id, rewrite, speller)
            for (file, rewrite), speller in zip(files, spellers, strict=True)
        ]
        left = tuple(texts for _, texts in parts)
        kept[key] = KeptOrder(
            order_id, tuple(tuple(records) for records, _ in parts), digest_texts(left), encodings
        )
    return kept


def restore_records(file: OrderRecords, rewrite: Rewrite, restored: Restored) -> Rewrite:
    """The rewrite that also puts these orders back as they were kept.

    They stand in the file as the run that kept them left them.
    """
    putting = _Putting(file, restored)
    whole: dict[int, str] = {}
    deleted: set[int] = set()
    ends = dict(rewrite.ends)
    for order_id, kept in restored.items():
        now = file.places.get(order_id, ())
        stays = {now[record.place]: record for record in kept if record.place >= 0}
        deleted |= set(now) - set(stays)
        whole |= {place: record.text for place, record in stays.items()}
        ends |= {place: record.end for place, record in stays.items()}
    added, behind = putting.add_removed()
    return replace(
        rewrite,
        deleted=rewrite.deleted | deleted,
        added=(*rewrite.added, *added),
        whole={**rewrite.whole, **whole},
        ends={**behind, **ends},
    )


class _Putting:
    """Finds where the removed records go."""

    def __init__(self, file: OrderRecords, restored: Restored) -> None:
        self._file = file
        self._restored = restored

    def add_removed(self) -> tuple[list[NewRecord], dict[int, str]]:
        """The removed records, in the order in which they once stood, and ends for those before them."""
        removed = [
            (record, order_id)
            for order_id, records in self._restored.items()
            for record in records
            if record.place < 0
        ]
        added: list[NewRecord] = []
        ends: dict[int, str] = {}
        for record, order_id in sorted(removed, key=lambda one: one[0].number):
            after = self._find(record.behind_order, record.behind_number)
            ends.setdefault(after, record.behind_end)
            added.append(NewRecord(after, order_id=order_id, text=record.text, end=record.end))
        return added, ends

    def _find(self, order_id: str, number: int) -> int:
        """The record of the file now that the n-th of that order then is, or went behind; -1: the header."""
        kept, now = self._restored.get(order_id), self._file.places.get(order_id, ())
        while kept is not None and 0 <= number < len(kept) and kept[number].place < 0:
            order_id, number = kept[number].behind_order, kept[number].behind_number
            kept, now = self._restored.get(order_id), self._file.places.get(order_id, ())
        if number < 0:
            return -1
        if kept is not None and number < len(kept):
            return now[kept[number].place]
        return now[min(number, len(now) - 1)] if now else self._file.source.size - 1


def of_file(kept: Iterable[KeptOrder], file: int) -> dict[str, tuple[KeptRecord, ...]]:
    """The kept records of one file of the export by order."""
    return {order.order_id: order.files[file] for order in kept}
