"""`history`: every run of a ledger, or one order through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.history.spelling import in_words, plain_amount, tell_amount, tell_time
from pipeline.history.text_table import indent, lay_out
from schemas import columns

_Row = dict[str, Any]
_MONEY = (
    *("total_before", "total_after", "paid_net", "difference", "outstanding_after"),
    *("amount", "amount_new"),
)


def print_runs(runs: pd.DataFrame) -> str:
    """The runs (`schemas.entry.HISTORY`), the newest last, ending in a line end."""
    if runs.empty:
        return "No runs are recorded yet.\n"
    headers = ("Run", "Kind", "Finished", "Orders", "Applied", "Held", "Asked by", "Remarks")
    numbers = ("Orders", "Applied", "Held")
    rows = [
        [
            *(row["run_id"], row["kind"], tell_time(row["finished_at"])),
            *(str(row[name]) for name in ("orders", "orders_applied", "orders_held")),
            *(row["requested_by"], _remarks(row)),
        ]
        for row in columns.records(runs)
    ]
    return "\n".join(lay_out(headers, rows, to_the_right=numbers)) + "\n"


def plain_runs(runs: pd.DataFrame) -> list[_Row]:
    """The runs for programs; times as stored."""
    return columns.records(runs)


def _remarks(row: _Row) -> str:
    undone = [f"undoes {row['undoes_run']}"] if row["undoes_run"] else []
    pruned = [f"pruned {tell_time(row['pruned_at'])}"] if row["pruned_at"] else []
    return ", ".join([*undone, *pruned])


def print_order(through_time: pd.DataFrame, amounts: pd.DataFrame) -> str:
    """One order (`schemas.entry.ORDER_HISTORY` and its `AMOUNTS`), the newest run last.

    Orders of several shops with that number stand below each other.
    """
    lines: list[str] = []
    shops = through_time[["platform", "order_id", "currency"]].drop_duplicates()
    for platform, order_id, currency in shops.itertuples(index=False, name=None):
        mine, asked = (_of_shop(rows, platform, order_id, currency) for rows in (through_time, amounts))
        lines += [f"Order {order_id} ({platform}, {currency})", *indent(_order_runs(mine))]
        lines += ["", "  Asked for:", *indent(print_amounts(asked)), ""]
    return "\n".join(lines[:-1]) + "\n"


def _of_shop(rows: pd.DataFrame, platform: str, order_id: str, currency: str) -> list[_Row]:
    is_mine = (rows["platform"] == platform) & (rows["order_id"] == order_id) & (rows["currency"] == currency)
    return columns.records(rows.loc[is_mine])


def _order_runs(mine: Sequence[_Row]) -> list[str]:
    headers = ("Run", "Finished", "Result", "Total before", "Difference", "Newly due", "Remarks")
    rows = [
        [
            *(row["run_id"], tell_time(row["finished_at"]), in_words(row["result"])),
            *(tell_amount(row, "total_before_minor"), tell_amount(row, "difference_minor", is_signed=True)),
            _newly_due(row),
            f"undoes {row['undoes_run']}" if row["undoes_run"] else _reported(row["reported_in_run"]),
        ]
        for row in mine
    ]
    return lay_out(headers, rows, to_the_right=("Total before", "Difference", "Newly due"))


def _newly_due(row: _Row) -> str:
    if not row["amount_new_minor"]:
        return "nothing"
    return f"{row['action_new']} {tell_amount(row, 'amount_new_minor')}"


def _reported(run_id: str) -> str:
    return f"reported in {run_id}" if run_id else ""


def print_amounts(asked: Sequence[_Row]) -> list[str]:
    """Amounts with what became of them."""
    if not asked:
        return ["nothing"]
    headers = ("Run", "Order", "Action", "Amount", "State", "When", "By", "Reference", "Note")
    rows = [
        [
            *(row["run_id"], row["order_id"], row["action"], tell_amount(row)),
            *(row["state"], tell_time(row["settled_at"]), row["settled_by"] or row["superseded_by"]),
            *(row["reference"], row["note"]),
        ]
        for row in asked
    ]
    filled = [place for place, header in enumerate(headers) if header in _KEPT or any(r[place] for r in rows)]
    return lay_out(
        [headers[place] for place in filled],
        [[row[place] for place in filled] for row in rows],
        to_the_right=("Amount",),
    )


_KEPT = ("Run", "Order", "Action", "Amount", "State")


def plain_orders(rows: pd.DataFrame) -> list[_Row]:
    """Orders of runs for programs: amounts as decimal text beside their currency."""
    return [
        {
            **{name: value for name, value in row.items() if not name.endswith(("_minor", "_key"))},
            **{name: plain_amount(row, f"{name}_minor") for name in _MONEY},
        }
        for row in columns.records(rows)
    ]


def plain_amounts(rows: pd.DataFrame) -> list[_Row]:
    """Amounts for programs."""
    return [spell_row(row) for row in columns.records(rows)]


def spell_row(row: _Row) -> _Row:
    """An amount with its decimal spelling instead of minor units."""
    return {
        **{name: value for name, value in row.items() if name != "amount_minor"},
        "amount": plain_amount(row),
    }
