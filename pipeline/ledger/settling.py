"""The amounts that are still to be collected, refunded or billed, and marking them as settled."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
from sqlalchemy import Select, select, update

from pipeline.ledger.frames import to_frame
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import AMOUNTS, ORDERS, RUN_ORDERS, RUNS
from schemas import columns
from schemas import entry as s


def select_amounts() -> Select[tuple[object, ...]]:
    """Every amount with its run and its order's shop."""
    return (
        select(
            AMOUNTS,
            RUNS.c.run_id,
            ORDERS.c.platform,
            ORDERS.c.order_id,
            RUN_ORDERS.c.payment_reference,
        )
        .join(RUNS, RUNS.c.entry == AMOUNTS.c.entry)
        .join(ORDERS, ORDERS.c.order_no == AMOUNTS.c.order_no)
        .join(
            RUN_ORDERS,
            (RUN_ORDERS.c.entry == AMOUNTS.c.entry) & (RUN_ORDERS.c.order_no == AMOUNTS.c.order_no),
        )
        .order_by(AMOUNTS.c.amount_id)
    )


def find_open(ledger: Ledger, now: str) -> pd.DataFrame:
    """The open amounts (`schemas.entry.AMOUNTS`) with `age_days`, the oldest first."""
    with ledger.reading() as connection:
        rows = connection.execute(select_amounts().where(AMOUNTS.c.state == "open")).mappings().all()
    found = to_frame(s.AMOUNTS, rows)
    ages = [max(0, count_days(reported_at, now)) for reported_at in found["reported_at"]]
    aged = found.assign(age_days=pd.Series(ages, index=found.index, dtype="int64"))
    return aged.sort_values(["age_days", "amount_id"], ascending=[False, True], ignore_index=True)


def list_amounts(ledger: Ledger) -> pd.DataFrame:
    """Every amount ever asked for, in the order of recording: `schemas.entry.AMOUNTS`."""
    with ledger.reading() as connection:
        return to_frame(s.AMOUNTS, connection.execute(select_amounts()).mappings().all())


def count_days(earlier: str, later: str) -> int:
    """Whole days between two times in ISO 8601.

    >>> count_days("2026-03-28T23:00:00+00:00", "2026-03-30T22:59:00+00:00")
    1
    """
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).days


def settle(ledger: Ledger, matched: pd.DataFrame, *, now: str, by: str, note: str = "") -> int:
    """Mark the matched amounts (`schemas.entry.MATCHED`) as settled; how many were open until now.

    What is settled or superseded already stays as it is.
    """
    count = 0
    with ledger.writing() as connection:
        for row in columns.records(matched):
            done = connection.execute(
                update(AMOUNTS)
                .where((AMOUNTS.c.amount_id == row["amount_id"]) & (AMOUNTS.c.state == "open"))
                .values(
                    state="settled",
                    settled_at=row["settled_at"] or now,
                    settled_by=by,
                    reference=row["reference"],
                    note=note,
                )
            )
            count += done.rowcount
    return count
