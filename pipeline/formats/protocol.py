"""What every export format is: sniff, read, write.

A format turns one export (one file, or several that belong together) into
`Tables` and writes the same export back with the changed cells only. It
knows its platform; nothing else does. Formats are found by entry point
(`order_corrections.formats`); the built-in ones use the same route.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from pipeline.problems import Problem
from schemas.kept import KeptOrder, Texts
from schemas.orders import Tables

KEYS_PER_EXPORT = 10**9
Kept = Mapping[int, KeptOrder]
"""Orders as they stood before a run, by order_key."""
NOTHING_KEPT: Kept = MappingProxyType({})


@dataclass(frozen=True)
class ReadOptions:
    """How to read an export.

    `first_key`: every key the format hands out (order, line, charge,
    discount, tax) lies in [first_key, first_key + KEYS_PER_EXPORT).
    `currency`: used where the export does not name its currency ("" = not
    given). `mapping`: the mapping file of the `tables` format.
    """

    first_key: int = 0
    currency: str = ""
    mapping: Path | None = None


@dataclass(frozen=True)
class Export:
    """One export as read: the tables, what was noticed, and the way back.

    `source` is the format's own memory of the raw bytes and of where each
    row of the tables came from; only the format that made it looks inside.
    `broken_orders` names orders left out of the tables because a cell of
    them cannot be read; each has its problem. They keep their bytes.
    """

    format: str
    files: tuple[Path, ...]
    tables: Tables
    problems: tuple[Problem, ...]
    source: Any
    broken_orders: tuple[str, ...] = ()


def name_orders(export: Export, order_keys: Iterable[int]) -> dict[int, str]:
    """The numbers of these orders by key, in the export's order."""
    wanted = set(order_keys)
    orders = export.tables.orders
    named = zip(orders["order_key"].tolist(), orders["order_id"].tolist(), strict=True)
    return {key: order_id for key, order_id in named if key in wanted}


class Format(Protocol):
    """One export format."""

    name: str
    """The name given to --format, as in the entry point."""
    title: str
    """A short description for `order-corrections formats`."""

    def sniff(self, path: Path, head: bytes) -> int:
        """How sure the format is that it can read the file: 0 (no) to 100.

        `head` is the first 64 KiB. Never raises.
        """

    def read(self, files: Sequence[Path], options: ReadOptions) -> Export:
        """The export as tables. Raises `InputRefused` if it is broken as a whole."""

    def write(
        self, export: Export, after: Tables, files: Sequence[Path], restored: Kept = NOTHING_KEPT
    ) -> Kept:
        """Write the export to `files` (one for each of `export.files`).

        `after` holds the orders that changed, whole, with the same keys as in
        `export.tables`; new lines, charges, discounts and taxes have keys
        outside the export's range and stand where they belong in the order.
        Every order not in `after`, and every cell whose value did not change,
        keeps its bytes. With no orders in `after` the files are equal to the
        originals byte for byte. The orders in `restored`, none of which is in
        `after`, get the records that were kept of them.

        Gives, for every order in either, its records as they are in the
        export and what became of them; nothing where a format does not copy
        records as they stand.
        """

    def find_records(self, export: Export, order_keys: Iterable[int]) -> Mapping[int, Texts]:
        """The records of these orders as they stand; nothing where a format does not copy records."""
