"""`open`: what is still to be collected, refunded or billed, the oldest first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.history.runs import plain_amounts
from pipeline.history.spelling import add_up, plain_sums, tell_amount, tell_sums, tell_time
from pipeline.history.text_table import lay_out
from schemas import columns


def print_open(amounts: pd.DataFrame) -> str:
    """The open amounts with their age (as `find_open` gives them) and their sums."""
    if amounts.empty:
        return "Nothing is open: everything asked for is settled.\n"
    rows = columns.records(amounts)
    headers = ("Days", "Order", "Shop", "Action", "Amount", "Asked for", "In run", "Payment reference")
    cells = [
        [
            *(str(row["age_days"]), row["order_id"], row["platform"], row["action"], tell_amount(row)),
            *(tell_time(row["reported_at"]), row["run_id"], row["payment_reference"]),
        ]
        for row in rows
    ]
    lines = lay_out(headers, cells, to_the_right=("Days", "Amount"))
    return "\n".join([*lines, "", *tell_sums(add_up(rows))]) + "\n"


def plain_open(amounts: pd.DataFrame) -> dict[str, Any]:
    """The same for programs."""
    return {"open": plain_amounts(amounts), "sums": plain_sums(add_up(columns.records(amounts)))}
