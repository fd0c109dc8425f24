"""Rows for lines that were added: order values copied, line values spelled, the rest empty."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipeline.formats.tables.job import WriteJob
from pipeline.formats.tables.tax_details import Tax, update_details
from pipeline.formats.tables.views import LINE_TEXTS, view_taxes
from pipeline.formats.text.delimited import NewRecord
from pipeline.languages.phrase import phrase
from pipeline.problems import refuse


def add_lines(job: WriteJob, view: pd.DataFrame, taxes: Mapping[int, tuple[Tax, ...]]) -> list[NewRecord]:
    """A new record for every line of `job.after` that the export does not have.

    `view` and `taxes` are those of the lines after. The order's cells must
    have been written before: new rows take them as changed.
    """
    known = set(job.before.lines["line_key"])
    lines = job.after.lines.sort_values("line_number", kind="stable")
    if known.issuperset(lines["line_key"]):
        return []
    copied, old_taxes, changed = _copied_columns(job), view_taxes(job.before), _changed_by_record(job)
    previous: dict[int, int] = {}
    first = _first_records(job)
    added = []
    for key, order in zip(lines["line_key"].tolist(), lines["order_key"].tolist(), strict=True):
        if key in known:
            previous[order] = job.record_of(key)
            continue
        after, template = _find_place(job, order, previous.get(order, -1), first)
        cells = _line_cells(job, view.loc[key], job.decimals[order], template)
        if job.lines.has("tax_details"):
            old = old_taxes.get(template + job.memory.first_key, ())
            text = job.lines.old(template, "tax_details") if old else ""
            position = job.lines.part.positions["tax_details"]
            cells[position] = update_details(text, old, taxes.get(key, ()), job.decimals[order])
        every = {**_order_cells(job, order, template, changed), **cells}
        added.append(NewRecord(after, template, copied - set(every), every, job.order_ids[order]))
    return added


def _first_records(job: WriteJob) -> dict[int, int]:
    """The record of each order's first line."""
    first = job.before.lines.sort_values("line_key").drop_duplicates("order_key")
    records = [job.record_of(key) for key in first["line_key"]]
    return dict(zip(first["order_key"].tolist(), records, strict=True))


def _find_place(job: WriteJob, order: int, previous: int, first: Mapping[int, int]) -> tuple[int, int]:
    """The record the new one follows, and the one whose form it takes."""
    if previous >= 0:
        return previous, previous
    if order in first:
        return first[order] - 1, first[order]
    if job.memory.layout.is_combined:
        record = job.order_records[order][0]
        return record, record
    source = job.lines.part.source
    if source.size == 0:
        facts = {
            "found": phrase("it has no row whose form a new one could take"),
            "expected": phrase("at least one row"),
        }
        raise refuse("table-broken", file=source.path.name, sheet=job.lines.part.sheet, **facts)
    return source.size - 1, source.size - 1


def _line_cells(job: WriteJob, line: pd.Series, decimals: int, template: int) -> dict[int, str]:
    cells = {}
    for name, position in job.lines.part.positions.items():
        if name not in line.index:
            continue
        value = line[name]
        is_text = name in LINE_TEXTS
        cells[position] = (
            str(value) if is_text else job.lines.spell(name, int(value), decimals, model=template)
        )
    return cells


def _changed_by_record(job: WriteJob) -> dict[int, dict[int, str]]:
    """The order cells written so far, by record and column."""
    changed: dict[int, dict[int, str]] = {}
    for (record, column), text in job.orders.replaced.items():
        changed.setdefault(record, {})[column] = text
    return changed


def _order_cells(
    job: WriteJob, order: int, template: int, changed: Mapping[int, dict[int, str]]
) -> dict[int, str]:
    """The order's cells of a new row that cannot be copied from the template as they were."""
    if job.memory.layout.is_combined:
        return changed.get(template, {})
    if job.lines.old(template, "order_id").strip() == job.order_ids[order]:
        return {}
    return {job.lines.part.positions["order_id"]: job.order_ids[order]}


def _copied_columns(job: WriteJob) -> frozenset[int]:
    """The columns that a new row takes over from its order's other rows."""
    lines = job.lines.part.positions
    if not job.memory.layout.is_combined:
        return frozenset({lines["order_id"]})
    orders = set(job.orders.part.positions.values())
    of_lines = set(lines.values()) - {lines["order_id"]}
    unknown = set(range(len(job.lines.part.source.names))) - orders - of_lines
    return frozenset(orders - of_lines) | _repeated_columns(job, sorted(unknown))


def _repeated_columns(job: WriteJob, positions: list[int]) -> frozenset[int]:
    """Unknown columns that say the same on all rows of every order of several rows, and say something."""
    of_record, first = job.memory.of_record, job.memory.first
    records = np.flatnonzero(of_record >= 0)
    follows = records[first[of_record[records]] != records]
    if follows.size == 0 or not positions:
        return frozenset()
    columns = job.lines.part.source.columns(positions)
    found = set()
    for position in positions:
        texts = columns[position].to_numpy(dtype=object)
        earlier = texts[first[of_record[follows]]]
        if (texts[follows] == earlier).all() and (earlier != "").any():
            found.add(position)
    return frozenset(found)
