"""`open`: what is still to be collected, refunded or billed, the oldest first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.history.runs import plain_amounts
from pipeline.history.spelling import add_up, plain_sums, tell_amount, tell_sums, tell_time
from pipeline.history.text_table import lay_out
from pipeline.languages import N_, Words
from pipeline.reports.wording import name_of
from schemas import columns

_HEADERS = (
    *(N_("Days"), N_("Order"), N_("Shop"), N_("Action"), N_("Amount")),
    *(N_("Asked for"), N_("In run"), N_("Payment reference")),
)


def print_open(amounts: pd.DataFrame, words: Words) -> str:
    """The open amounts with their age (as `find_open` gives them) and their sums."""
    if amounts.empty:
        return words.say("Nothing is open: everything asked for is settled.") + "\n"
    rows = columns.records(amounts)
    cells = [
        [
            *(words.number(row["age_days"]), row["order_id"], row["platform"]),
            *(name_of(row["action"], words), tell_amount(row, words)),
            *(tell_time(row["reported_at"], words), row["run_id"], row["payment_reference"]),
        ]
        for row in rows
    ]
    headers = [words.text(header) for header in _HEADERS]
    lines = lay_out(headers, cells, to_the_right=(headers[0], headers[4]), whole=headers[6:7])
    return "\n".join([*lines, "", *tell_sums(add_up(rows), words)]) + "\n"


def plain_open(amounts: pd.DataFrame) -> dict[str, Any]:
    """The same for programs."""
    return {"open": plain_amounts(amounts), "sums": plain_sums(add_up(columns.records(amounts)))}
