"""Writes the orders that changed back into their tables, cell by cell.

Order values go to every row of the order that states them, line values to the
line's row. An added line is a row of its own behind the order's line before
it; a removed line's row goes. Everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

import pandas as pd

from pipeline.formats.protocol import NOTHING_KEPT, Export, Kept, name_orders
from pipeline.formats.tables.added import add_lines
from pipeline.formats.tables.files import write_tables
from pipeline.formats.tables.job import WriteJob, differences, prepare_job
from pipeline.formats.tables.layout import Layout
from pipeline.formats.tables.read import TableMemory
from pipeline.formats.tables.tax_details import Tax, update_details
from pipeline.formats.tables.views import LINE_TEXTS, ORDER_TEXTS, view_lines, view_orders, view_taxes
from pipeline.formats.text.delimited import Delimited, Rewrite
from pipeline.formats.text.kept_records import (
    OrderRecords,
    find_texts,
    index_orders,
    keep_orders,
    of_file,
    restore_records,
)
from schemas.kept import Texts
from schemas.orders import Tables

_LINE_TOTALS = ("total", "total_without_tax")
_UNSTATED = {"subtotal": "has_items", "total": "has_total"}
_STAND_INS = ("name", "phone")


def write_layout(
    export: Export, after: Tables, destinations: Mapping[Path, Path], restored: Kept = NOTHING_KEPT
) -> Kept:
    """Write the export's files, each to its destination, with the orders in `after` changed.

    Gives the records of the orders in `after` and `restored` as they were;
    workbooks and Parquet files have none.
    """
    job = prepare_job(export, after)
    orders, lines = job.orders.part.source, job.lines.part.source
    _write_orders(job)
    rewrite = _write_lines(job)
    if orders is lines:
        both = {**job.orders.replaced, **rewrite.replaced}
        rewrites = [(lines, Rewrite(both, rewrite.deleted, rewrite.added))]
    else:
        rewrites = [(orders, Rewrite(job.orders.replaced)), (lines, rewrite)]
    touched = name_orders(export, [*after.orders["order_key"], *restored])
    records = index_layout(job.memory.layout) if touched else []
    if not records:
        write_tables(rewrites, destinations)
        return {}
    records = [file.encoded_as(restored.values(), place) for place, file in enumerate(records)]
    whole = [
        restore_records(file, changes, of_file(restored.values(), place))
        for place, (file, (_, changes)) in enumerate(zip(records, rewrites, strict=True))
    ]
    write_tables([(file.source, changes) for file, changes in zip(records, whole, strict=True)], destinations)
    return keep_orders(list(zip(records, whole, strict=True)), touched)


def find_layout_records(export: Export, order_keys: Iterable[int]) -> dict[int, Texts]:
    """The rows of each order, file by file; nothing where they stand in no text files."""
    memory: TableMemory = export.source
    records = index_layout(memory.layout)
    return find_texts(records, name_orders(export, order_keys)) if records else {}


def index_layout(layout: Layout) -> list[OrderRecords]:
    """The records of each of the layout's files by order, if all of them are text files."""
    parts = [layout.orders] if layout.is_combined else [layout.orders, layout.lines]
    if not all(isinstance(part.source, Delimited) for part in parts):
        return []
    return [index_orders(cast(Delimited, part.source), part.positions["order_id"]) for part in parts]


def _write_orders(job: WriteJob) -> None:
    view = view_orders(job.before)
    changes = list(differences(view, view_orders(job.after)))
    # a name that stands for an address's first: the address itself, edited as well, wins
    unstated = _find_unstated(job)
    for key, name, value in sorted(changes, key=lambda change: change[1] not in _STAND_INS):
        column = _find_column(view, key, name, job)
        if not job.orders.has(column) or (key, name) in unstated:
            continue
        records = job.order_records[key]
        filled = [record for record in records if job.orders.old(record, column).strip()]
        for record in filled or records:
            job.orders.put(record, column, _order_text(job, key, column, value, record))


def _find_column(view: pd.DataFrame, key: int, name: str, job: WriteJob) -> str:
    """The column a customer's name or phone came from where it has none of its own."""
    if name not in _STAND_INS or job.orders.has(name):
        return name
    bill, ship = f"bill_{name}", f"ship_{name}"
    is_from_ship = view.loc[key, bill] == "" and view.loc[key, ship] != ""
    return ship if job.orders.has(ship) and (is_from_ship or not job.orders.has(bill)) else bill


def _find_unstated(job: WriteJob) -> set[tuple[int, str]]:
    """Orders and columns whose cells are empty because the order states no such amount."""
    orders = job.before.orders
    return {
        (key, name)
        for name, flag in _UNSTATED.items()
        for key in orders.loc[~orders[flag], "order_key"].tolist()
    }


def _order_text(job: WriteJob, key: int, name: str, value: object, record: int) -> str:
    if name in ORDER_TEXTS:
        return str(value)
    if name == "tax_exempt":
        return job.orders.spell_flag(name, is_set=bool(value))
    return job.orders.spell(name, int(str(value)), job.decimals[key], model=record)


def _write_lines(job: WriteJob) -> Rewrite:
    """The rewrite of the lines' table."""
    readings = job.memory.readings
    before, after = view_lines(job.before, readings), view_lines(job.after, readings)
    owners = dict(zip(job.before.lines["line_key"], job.before.lines["order_key"], strict=True))
    for key, name, value in differences(before, after):
        if job.lines.has(name):
            _write_line_cell(job, key, name, value, (before, job.decimals[owners[key]]))
    taxes = view_taxes(job.after)
    _write_details(job, owners, taxes)
    removed = frozenset(job.record_of(key) for key in before.index.difference(after.index))
    added = add_lines(job, after, taxes)
    return Rewrite(job.lines.replaced, removed, tuple(added))


def _write_line_cell(
    job: WriteJob, key: int, name: str, value: object, known: tuple[pd.DataFrame, int]
) -> None:
    """One cell of a line; a stored total moves by the difference of its reading."""
    before, decimals = known
    record = job.record_of(key)
    if name in LINE_TEXTS:
        job.lines.put(record, name, str(value))
        return
    amount = int(str(value))
    if name in _LINE_TOTALS:
        if not job.lines.old(record, name).strip():
            return
        amount += job.lines.number(record, name, decimals) - int(str(before.loc[key, name]))
    job.lines.put(record, name, job.lines.spell(name, amount, decimals, model=record))


def _write_details(job: WriteJob, owners: Mapping[int, int], after: Mapping[int, tuple[Tax, ...]]) -> None:
    """The texts about taxes of the lines whose taxes changed."""
    if not job.lines.has("tax_details"):
        return
    before = view_taxes(job.before)
    remaining = set(job.after.lines["line_key"])
    for key in [line for line in owners if line in remaining]:
        old, new = before.get(key, ()), after.get(key, ())
        if old != new:
            record = job.record_of(key)
            text = job.lines.old(record, "tax_details")
            job.lines.put(record, "tax_details", update_details(text, old, new, job.decimals[owners[key]]))
