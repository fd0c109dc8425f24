"""Taking a run back: what an `undo.xlsx` asks of the exports given, and what a run writes into its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from pipeline.formats.protocol import KEYS_PER_EXPORT, Export, ReadOptions, name_orders
from pipeline.formats.registry import find_format
from pipeline.intake import Intake, Sources, group_files
from pipeline.money import to_text
from pipeline.problems import InputRefused, problem
from pipeline.workbook.write_undo import write_undo
from schemas import columns
from schemas.kept import AS_LEFT, NOT_KEPT, KeptOrder, Restoration, Texts, UndoRow
from schemas.orders import TABLE_NAMES, Tables
from schemas.outcome import Outcome

UNDO_NAME = "undo.xlsx"
_Change = tuple[str, str, str, str, str]
_TOLD = ("target", "thing", "field", "old", "new")


def find_restoration(intake: Intake, sources: Sources) -> Restoration | None:
    """What the edits ask to put back, and how those orders stand; None where they are ordinary edits.

    Raises `InputRefused` (undo-not-alone) where a run is to be taken back and
    something else to be done as well.
    """
    rows = {key: row for edit_file in intake.edit_files for key, row in edit_file.undo.items()}
    if not rows:
        return None
    _refuse_company(intake, rows)
    standing: dict[int, str] = {}
    kept: dict[int, KeptOrder] = {}
    for export in intake.exports:
        for row_key, order_key, state in _find_standing(export, rows):
            standing[row_key] = state
            order = rows[row_key].kept
            if state == AS_LEFT and order is not None:
                kept[order_key] = order
    readings = zip(intake.exports, group_files(sources), strict=True)
    parts = [
        _read_restored(export, files, sources, place, kept) for place, (export, files) in enumerate(readings)
    ]
    run_id = next(iter(rows.values())).run_id
    return Restoration(run_id, rows, standing, Tables.concat(parts), kept)


def _refuse_company(intake: Intake, rows: Mapping[int, UndoRow]) -> None:
    others = len(intake.edits.rows) - len(rows) - len(set(intake.broken_rows))
    if len({row.run_id for row in rows.values()}) > 1 or others > 0:
        named = [one.path.name for one in intake.edit_files if one.undo]
        raise InputRefused([problem("undo-not-alone", file=name) for name in named])


def _find_standing(export: Export, rows: Mapping[int, UndoRow]) -> Iterator[tuple[int, int, str]]:
    """For each row whose order is in the export: row_key, order_key and how the order stands."""
    wanted = {row.order_id for row in rows.values()}
    orders = export.tables.orders
    keys = orders.loc[orders["order_id"].isin(wanted), "order_key"].tolist()
    numbers = {order_id: key for key, order_id in name_orders(export, keys).items()}
    records: Mapping[int, Texts] = find_format(export.format).find_records(export, keys) if keys else {}
    for row_key, row in rows.items():
        key = numbers.get(row.order_id, -1)
        if key < 0:
            continue
        is_known = row.kept is not None and key in records
        yield row_key, key, row.kept.stands_as(records[key]) if is_known and row.kept else NOT_KEPT


def _read_restored(
    export: Export, files: tuple[Path, ...], sources: Sources, place: int, kept: Mapping[int, KeptOrder]
) -> Tables:
    """The export's orders that are put back, read from a copy of the export in which they are."""
    keys = set(export.tables.orders["order_key"])
    restored = {key: order for key, order in kept.items() if key in keys}
    if not restored:
        return Tables.empty()
    export_format = find_format(export.format)
    mapping = sources.mapping or next((path for path in files if path.suffix.lower() == ".toml"), None)
    first_key = (len(sources.orders) + place) * KEYS_PER_EXPORT
    with TemporaryDirectory(prefix="order-corrections-") as folder:
        copies = [Path(folder) / path.name for path in export.files]
        export_format.write(export, export.tables.only(pd.Index([])), copies, restored)
        again = export_format.read(copies, ReadOptions(first_key, sources.currency, mapping))
    return _under_old_keys(again.tables, restored, export)


def _under_old_keys(tables: Tables, restored: Mapping[int, KeptOrder], export: Export) -> Tables:
    """The restored orders, under the keys and the file's name they have in the export."""
    numbers = {order.order_id: key for key, order in restored.items()}
    orders = tables.orders.loc[tables.orders["order_id"].isin(numbers)]
    old_keys = dict(zip(orders["order_key"], orders["order_id"].map(numbers), strict=True))
    part = tables.only(orders["order_key"])
    moved = {
        name: rows.assign(order_key=rows["order_key"].map(old_keys).astype("int64"))
        for name in TABLE_NAMES
        for rows in [getattr(part, name)]
    }
    file = str(export.tables.orders["file"].iloc[0])
    named = moved["orders"].assign(file=pd.Series(file, index=moved["orders"].index, dtype="str"))
    return replace(export.tables, **{**moved, "orders": named})


def write_undo_file(folder: Path, run_id: str, outcome: Outcome, kept: Mapping[int, KeptOrder]) -> None:
    """Write `undo.xlsx` into the run's folder; none for a run that changed no order."""
    applied = outcome.reconciliation.loc[outcome.reconciliation["result"] == "applied"]
    told = _tell_changes(outcome.changes)
    rows = []
    for order in columns.records(applied):
        key, ending = order["order_key"], f" {order['currency']}"
        left, before = (
            to_text(order[f"total_{when}_minor"], order["decimals"]) + ending for when in ("after", "before")
        )
        rows.append((UndoRow(run_id, order["order_id"], left, tuple(told[key]), kept.get(key)), before))
    if rows:
        write_undo(folder / UNDO_NAME, rows)


def _tell_changes(changes: pd.DataFrame) -> defaultdict[int, list[_Change]]:
    """What changed of each order, by order_key; in one pass, since a table for each order takes its time."""
    of_order: defaultdict[int, list[_Change]] = defaultdict(list)
    cells = zip(*(changes[name].tolist() for name in ("order_key", *_TOLD)), strict=True)
    for key, target, thing, field, old, new in cells:
        of_order[key].append((target, thing, field, old, new))
    return of_order
