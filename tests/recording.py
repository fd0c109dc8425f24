"""Small entries for the ledger: a run, its orders, one edit and one change each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas import columns
from schemas.entry import RUN_CHANGES, RUN_EDITS, RUN_FILES, RUN_ORDERS, Entry, RunFacts

NOW = "2026-11-26T03:00:00+00:00"
LATER = "2026-11-29T04:00:00+00:00"


def frame(schema: Any, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a table of the schema."""
    return schema.validate(
        columns.frame(schema, {name: [row[name] for row in rows] for name in schema.columns})
    )


def order(number: int, **more: Any) -> dict[str, Any]:
    """An order that cost 100.00 and costs 120.00 now."""
    return {
        "order_key": number,
        "platform": "test",
        "order_id": f"#{1000 + number}",
        "currency": "CHF",
        "decimals": 2,
        "result": "applied",
        "fingerprint_before": f"before-{number}",
        "fingerprint_after": f"after-{number}",
        "total_before_minor": 10_000,
        "total_after_minor": 12_000,
        "paid_net_minor": 10_000,
        "difference_minor": 2_000,
        "outstanding_after_minor": 2_000,
        "action": "collect",
        "amount_minor": 2_000,
        "action_new": "collect",
        "amount_new_minor": 2_000,
        "asked_minor": 12_000,
        "has_asked": True,
        "reported_in_run": "",
        "payment_reference": f"ch_{number}",
        "customer": "Léa Rochat",
        "email": "lea@example.ch",
        **more,
    }


def edit(number: int, **more: Any) -> dict[str, Any]:
    """The order's one edit: an item's price."""
    return {
        "row_key": number,
        "order_key": number,
        "target": "item",
        "action": "change",
        "edit_digest": f"digest-{number}",
        "content_digest": f"content-{number}",
        "request": "D-1",
        "difference_minor": 2_000,
        "first_run": "",
        "first_row_key": -1,
        **more,
    }


def change(number: int, **more: Any) -> dict[str, Any]:
    """What the edit changed."""
    return {
        "order_key": number,
        "row_key": number,
        "target": "customer",
        "thing": "",
        "field": "ship_city",
        "old": "Lausanne",
        "new": "Vevey",
        "rule": "edit",
        "file": "edits.xlsx",
        "sheet": "Customer",
        "row": 7,
        "cell": "D7",
        "reason": "Léa called",
        "request": "D-1",
        "edit_digest": f"digest-{number}",
        **more,
    }


def entry(run_id: str, *orders: dict[str, Any], at: str = NOW, **facts: Any) -> Entry:
    """A run of these orders, each with an edit and a change."""
    orders = orders or (order(1), order(2))
    keys = [one["order_key"] for one in orders if one["result"] == "applied"]
    run = RunFacts(
        **{
            "run_id": run_id,
            "kind": "apply",
            "started_at": at,
            "finished_at": at,
            "version": "0.1.0",
            "folder": run_id,
            "requested_by": "Nora",
            "conventions": [{"platform": "test", "convention": "üblich"}],
            "control_totals": [{"currency": "CHF", "difference_minor": 4_000}],
            **facts,
        }
    )
    file = {"role": "orders", "name": "orders.csv", "sha256": "ab" * 32, "bytes": 12}
    return Entry.of(
        run,
        files=frame(RUN_FILES, [file]),
        orders=frame(RUN_ORDERS, list(orders)),
        edits=frame(RUN_EDITS, [edit(key) for key in keys]) if keys else columns.empty(RUN_EDITS),
        changes=frame(RUN_CHANGES, [change(key) for key in keys]) if keys else columns.empty(RUN_CHANGES),
    )
