"""`show`: one run as recorded, with its amounts as they stand now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.history.runs import plain_amounts, plain_orders, print_amounts
from pipeline.history.spelling import in_words, tell_amount, tell_time
from pipeline.history.text_table import indent, lay_out
from pipeline.ledger import Shown
from schemas import columns

_Row = dict[str, Any]
_LABEL = 13
_DIGITS = 16


def print_run(shown: Shown) -> str:
    """Everything recorded of the run, ending in a line end."""
    entry = shown.entry
    names = {row["order_key"]: row["order_id"] for row in columns.records(entry.orders)}
    blocks = [
        list(_facts(shown)),
        _titled("Files", "no files", _files(columns.records(entry.files))),
        _titled("Orders", "no orders", _orders(columns.records(entry.orders))),
        _titled("Changes", "no changes", _changes(columns.records(entry.changes), names)),
        *([_titled("Documents", "", _documents(entry.documents, names))] if len(entry.documents) else []),
        ["Asked for", *indent(print_amounts(columns.records(shown.amounts)))],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def plain_run(shown: Shown) -> dict[str, Any]:
    """The same for programs."""
    entry = shown.entry
    names = {row["order_key"]: row["order_id"] for row in columns.records(entry.orders)}
    return {
        **vars(entry.run),
        "pruned_at": shown.pruned_at,
        "files": columns.records(entry.files),
        "orders": plain_orders(entry.orders),
        "documents": [_without_keys(row, names) for row in columns.records(entry.documents)],
        "changes": [_without_keys(row, names) for row in columns.records(entry.changes)],
        "amounts": plain_amounts(shown.amounts),
    }


def _without_keys(row: _Row, names: dict[int, str]) -> _Row:
    kept = {name: value for name, value in row.items() if not name.endswith("_key")}
    return {"order_id": names.get(row["order_key"], ""), **kept}


def _facts(shown: Shown) -> Iterator[str]:
    run = shown.entry.run
    told = {
        "Run": f"{run.run_id} ({run.kind})",
        "Started": tell_time(run.started_at),
        "Finished": tell_time(run.finished_at),
        "Asked by": run.requested_by,
        "Undoes": run.undoes_run,
        "Folder": run.folder,
        "Version": run.version,
        "Plan": run.plan_digest,
        "Pruned": tell_time(shown.pruned_at),
    }
    yield from (f"{label:<{_LABEL}}{value}" for label, value in told.items() if value)


def _titled(title: str, nothing: str, lines: list[str]) -> list[str]:
    return [title, *indent(lines or [nothing])]


def _files(files: list[_Row]) -> list[str]:
    if not files:
        return []
    rows = [[row["role"], row["name"], str(row["bytes"]), row["sha256"][:_DIGITS] + "…"] for row in files]
    return lay_out(("Role", "Name", "Bytes", "SHA-256"), rows, to_the_right=("Bytes",))


def _orders(orders: list[_Row]) -> list[str]:
    if not orders:
        return []
    headers = ("Order", "Shop", "Result", "Total before", "Total after", "Difference", "Newly due")
    rows = [
        [
            *(row["order_id"], row["platform"], in_words(row["result"])),
            *(tell_amount(row, name) for name in ("total_before_minor", "total_after_minor")),
            tell_amount(row, "difference_minor", is_signed=True),
            f"{row['action_new']} {tell_amount(row, 'amount_new_minor')}"
            if row["amount_new_minor"]
            else "nothing",
        ]
        for row in orders
    ]
    return lay_out(headers, rows, to_the_right=headers[3:])


def _documents(documents: pd.DataFrame, names: dict[int, str]) -> list[str]:
    rows = [
        [
            row["reference"],
            in_words(row["kind"]),
            names.get(row["order_key"], ""),
            row["replaces"],
            row["takes_back"],
        ]
        for row in columns.records(documents)
    ]
    return lay_out(("Reference", "Kind", "Order", "Replaces", "Takes back"), rows)


def _changes(changes: list[_Row], names: dict[int, str]) -> list[str]:
    if not changes:
        return []
    headers = ("Order", "About", "Field", "Before", "After", "Request", "Why", "Where")
    rows = [
        [
            *(names.get(row["order_key"], ""), " ".join(filter(None, (row["target"], row["thing"])))),
            *(row["field"], row["old"], row["new"], row["request"], row["reason"], _place(row)),
        ]
        for row in changes
    ]
    return lay_out(headers, rows)


def _place(row: _Row) -> str:
    number = f"row {row['row']}" if row["row"] else ""
    return ", ".join(filter(None, (row["file"], row["sheet"], row["cell"] or number)))
