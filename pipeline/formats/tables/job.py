"""What a writing job has at hand: orders before and after, and where their cells stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.protocol import Export
from pipeline.formats.tables.read import TableMemory
from pipeline.formats.tables.spelling import CellSpeller
from schemas.orders import Tables


@dataclass(frozen=True, eq=False)
class WriteJob:
    """The orders that changed: `before`, `after`, and the spellers of both tables.

    By order key: `decimals` of its currency, `order_ids`, and `order_records`
    in the orders' table.
    """

    memory: TableMemory
    before: Tables
    after: Tables
    orders: CellSpeller
    lines: CellSpeller
    decimals: dict[int, int]
    order_ids: dict[int, str]
    order_records: dict[int, list[int]]

    def record_of(self, line_key: int) -> int:
        """The record of a line of the export."""
        return int(line_key) - self.memory.first_key


def prepare_job(export: Export, after: Tables) -> WriteJob:
    """The job of writing `after` into the export's files."""
    memory: TableMemory = export.source
    before = export.tables.only(pd.Index(after.orders["order_key"]))
    keys = before.orders["order_key"].tolist()
    return WriteJob(
        memory,
        before,
        after,
        CellSpeller(memory.layout.orders),
        CellSpeller(memory.layout.lines),
        dict(zip(keys, before.orders["decimals"].tolist(), strict=True)),
        dict(zip(keys, before.orders["order_id"].tolist(), strict=True)),
        _records_of(memory, keys),
    )


def _records_of(memory: TableMemory, order_keys: list[int]) -> dict[int, list[int]]:
    """The records of each order in the orders' table, in their order."""
    by_order = np.argsort(memory.of_record, kind="stable")
    sorted_orders = memory.of_record[by_order]
    positions = memory.of_record[np.array(order_keys, dtype=np.int64) - memory.first_key]
    starts = np.searchsorted(sorted_orders, positions, side="left")
    ends = np.searchsorted(sorted_orders, positions, side="right")
    return {
        key: by_order[start:end].tolist()
        for key, start, end in zip(order_keys, starts.tolist(), ends.tolist(), strict=True)
    }


def differences(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[tuple[int, str, object]]:
    """Key, column and new value of every cell of two views that differs."""
    shared = before.index.intersection(after.index, sort=False)
    old, new = before.loc[shared], after.loc[shared]
    for name in before.columns:
        differs = (old[name] != new[name]).to_numpy(dtype=bool)
        for key, value in zip(shared[differs].tolist(), new[name][differs].tolist(), strict=True):
            yield key, name, value
