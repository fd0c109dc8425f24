"""`history`: every run of a ledger, or one order through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline.history.spelling import in_words, plain_amount, tell_amount, tell_due, tell_time
from pipeline.history.text_table import indent, lay_out
from pipeline.languages import N_, Words
from pipeline.reports.wording import name_of
from schemas import columns

_Row = dict[str, Any]
_MONEY = (
    *("total_before", "total_after", "paid_net", "difference", "outstanding_after"),
    *("amount", "amount_new"),
)


def print_runs(runs: pd.DataFrame, words: Words) -> str:
    """The runs (`schemas.entry.HISTORY`), the newest last, ending in a line end."""
    if runs.empty:
        return words.say("No runs are recorded yet.") + "\n"
    rows = [
        [
            *(row["run_id"], name_of(row["kind"], words), tell_time(row["finished_at"], words)),
            *(words.number(row[name]) for name in ("orders", "orders_applied", "orders_held")),
            *(row["requested_by"], _remarks(row, words)),
        ]
        for row in columns.records(runs)
    ]
    headers = [words.text(header) for header in _HEADERS_OF_RUNS]
    return "\n".join(lay_out(headers, rows, to_the_right=headers[3:6], whole=headers[:1])) + "\n"


_HEADERS_OF_RUNS = (
    *(N_("Run"), N_("Kind"), N_("Finished"), N_("Orders"), N_("Applied"), N_("Held"), N_("Asked by")),
    N_("Remarks"),
)


def plain_runs(runs: pd.DataFrame) -> list[_Row]:
    """The runs for programs; times as stored."""
    return columns.records(runs)


def _remarks(row: _Row, words: Words) -> str:
    undone = [words.say("undoes {run}", run=row["undoes_run"])] if row["undoes_run"] else []
    when = tell_time(row["pruned_at"], words)
    return ", ".join([*undone, *([words.say("pruned {time}", time=when)] if when else [])])


def print_order(through_time: pd.DataFrame, amounts: pd.DataFrame, words: Words) -> str:
    """One order (`schemas.entry.ORDER_HISTORY` and its `AMOUNTS`), the newest run last.

    Orders of several shops with that number stand below each other.
    """
    lines: list[str] = []
    shops = through_time[["platform", "order_id", "currency"]].drop_duplicates()
    for platform, order_id, currency in shops.itertuples(index=False, name=None):
        mine, asked = (_of_shop(rows, platform, order_id, currency) for rows in (through_time, amounts))
        facts = {"order": order_id, "shop": platform, "currency": currency}
        lines += [words.say("Order {order} ({shop}, {currency})", **facts), *indent(_order_runs(mine, words))]
        lines += ["", *indent([words.say("Asked for:")]), *indent(print_amounts(asked, words)), ""]
    return "\n".join(lines[:-1]) + "\n"


def _of_shop(rows: pd.DataFrame, platform: str, order_id: str, currency: str) -> list[_Row]:
    is_mine = (rows["platform"] == platform) & (rows["order_id"] == order_id) & (rows["currency"] == currency)
    return columns.records(rows.loc[is_mine])


_HEADERS_OF_ORDER = (
    *(N_("Run"), N_("Finished"), N_("Result"), N_("Total before"), N_("Difference"), N_("Newly due")),
    N_("Remarks"),
)


def _order_runs(mine: Sequence[_Row], words: Words) -> list[str]:
    rows = [
        [
            *(row["run_id"], tell_time(row["finished_at"], words), in_words(row["result"], words)),
            tell_amount(row, words, "total_before_minor"),
            tell_amount(row, words, "difference_minor", is_signed=True),
            *(tell_due(row, words), _remark(row, words)),
        ]
        for row in mine
    ]
    headers = [words.text(header) for header in _HEADERS_OF_ORDER]
    return lay_out(headers, rows, to_the_right=headers[3:6], whole=headers[:1])


def _remark(row: _Row, words: Words) -> str:
    if row["undoes_run"]:
        return words.say("undoes {run}", run=row["undoes_run"])
    return words.say("reported in {run}", run=row["reported_in_run"]) if row["reported_in_run"] else ""


_HEADERS_OF_AMOUNTS = (
    *(N_("Run"), N_("Order"), N_("Action"), N_("Amount"), N_("State")),
    *(N_("When"), N_("By"), N_("Reference"), N_("Note")),
)
_ALWAYS = 5
"""So many of these columns are shown even where they are empty."""


def print_amounts(asked: Sequence[_Row], words: Words) -> list[str]:
    """Amounts with what became of them."""
    if not asked:
        return [words.say("nothing")]
    rows = [
        [
            *(row["run_id"], row["order_id"], name_of(row["action"], words), tell_amount(row, words)),
            *(name_of(row["state"], words), tell_time(row["settled_at"], words)),
            *(row["settled_by"] or row["superseded_by"], row["reference"], row["note"]),
        ]
        for row in asked
    ]
    headers = [words.text(header) for header in _HEADERS_OF_AMOUNTS]
    filled = [place for place in range(len(headers)) if place < _ALWAYS or any(row[place] for row in rows)]
    return lay_out(
        [headers[place] for place in filled],
        [[row[place] for place in filled] for row in rows],
        to_the_right=headers[3:4],
        whole=headers[:1],
    )


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
