"""Orders as they stood in an export before a run, record by record: what taking the run back needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from schemas.orders import Tables

Texts = tuple[tuple[str, ...], ...]
"""The records of one order, without their line ends, for each file of its export."""

AS_LEFT, AS_BEFORE, CHANGED, NOT_KEPT = "as_left", "as_before", "changed", "not_kept"
STANDINGS = (AS_LEFT, AS_BEFORE, CHANGED, NOT_KEPT)
"""How an order stands beside a run: as the run left it, as before it, otherwise; or nobody can tell."""


@dataclass(frozen=True)
class KeptRecord:
    """One record of an order before a run.

    `number` counts the records of the file from 0 on; `place` says which of
    the order's records the run made of it, -1 if it removed it. A removed one
    stood behind record `behind_number` (of those of its order, -1: the
    header) of order `behind_order`, which ended in `behind_end`.
    """

    text: str
    end: str = ""
    number: int = 0
    place: int = 0
    behind_order: str = ""
    behind_number: int = -1
    behind_end: str = ""


@dataclass(frozen=True)
class KeptOrder:
    """An order before a run, for each file of its export, and the digest of its records after it.

    `encodings` are those of the files: one that is plain ASCII after a run no
    longer tells.
    """

    order_id: str
    files: tuple[tuple[KeptRecord, ...], ...]
    digest_left: str
    encodings: tuple[str, ...]

    @property
    def texts(self) -> Texts:
        """The records as they were."""
        return tuple(tuple(record.text for record in records) for records in self.files)

    def stands_as(self, texts: Texts) -> str:
        """How an order with these records stands beside the run: one of `STANDINGS`."""
        if digest_texts(texts) == self.digest_left:
            return AS_LEFT
        return AS_BEFORE if texts == self.texts else CHANGED

    def as_plain(self) -> dict[str, Any]:
        """The order as lists and dicts that JSON can hold."""
        files = [[asdict(record) for record in records] for records in self.files]
        named = {"order_id": self.order_id, "digest_left": self.digest_left}
        return {**named, "encodings": list(self.encodings), "files": files}

    @staticmethod
    def from_plain(plain: dict[str, Any]) -> KeptOrder:
        """The order that `as_plain` gave; `TypeError`, `KeyError` or `ValueError` if it is none."""
        files = tuple(tuple(KeptRecord(**record) for record in records) for records in plain["files"])
        kinds = {"text": str, "end": str, "number": int, "place": int, "behind_order": str}
        for record in (record for records in files for record in records):
            if any(not isinstance(getattr(record, name), kind) for name, kind in kinds.items()):
                raise ValueError("no record")
        encodings = tuple(str(name) for name in plain["encodings"])
        return KeptOrder(str(plain["order_id"]), files, str(plain["digest_left"]), encodings)


def find_encoding(encoding: str, kept: Iterable[KeptOrder], file: int, *, is_ascii: bool) -> str:
    """The encoding in which to write a file of that encoding with the kept orders in it.

    >>> find_encoding("utf-8", [KeptOrder("1", (), "", ("cp1252",))], 0, is_ascii=True)
    'cp1252'
    """
    known = next((one.encodings[file] for one in kept), encoding)
    return known if is_ascii and (encoding, known) == ("utf-8", "cp1252") else encoding


def digest_texts(texts: Texts) -> str:
    """The SHA-256 of an order's records.

    >>> digest_texts((("a;b",),)) == digest_texts((("a", "b"),))
    False
    """
    return hashlib.sha256(json.dumps(texts, ensure_ascii=True).encode("ascii")).hexdigest()


@dataclass(frozen=True)
class UndoRow:
    """One row of `undo.xlsx`: an order that run `run_id` touched, and what it takes to put it back.

    `kept` is None where the order's format does not copy records; `changes`
    are those of the run (target, thing, field, old, new); `total_left` is the
    total it left, as printed.
    """

    run_id: str
    order_id: str
    total_left: str
    changes: tuple[tuple[str, str, str, str, str], ...]
    kept: KeptOrder | None = None


@dataclass(frozen=True)
class Restoration:
    """What is to be taken back: the orders as they stood before a run.

    By row_key of the edits: `rows`, and how each one's order stands beside
    the run (`standing`, one of `STANDINGS`; rows of unknown orders are left
    out). `tables`: the orders that stand as the run left them, as they were
    before it, under the keys they have in the exports; `kept`: their records
    by order_key.
    """

    undoes_run: str
    rows: Mapping[int, UndoRow]
    standing: Mapping[int, str]
    tables: Tables
    kept: Mapping[int, KeptOrder]
