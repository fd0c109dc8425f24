"""Who released which held order, when and for what."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import ColumnElement, Select, Table, func, select

from pipeline.ledger.frames import to_frame
from pipeline.ledger.order_numbers import find_numbers, in_portions, list_identities
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import APPROVALS, HELD, ORDERS, RUN_ORDERS, RUNS
from schemas import entry as s


def approve_orders(
    ledger: Ledger, run_id: str, order_ids: Iterable[str], *, by: str, now: str, what_for: str = ""
) -> list[str]:
    """Release orders that the run held, whole or in part; the numbers among them that it did not hold.

    Everybody who approves an order stays on record, with the first time. Whether the approver may
    be the one who asked is the caller's question (`requested_by` of the run).
    """
    wanted = list(dict.fromkeys(order_ids))
    with ledger.writing() as connection:
        held = [row for row in connection.execute(_select_held(run_id)) if row.order_id in wanted]
        for row in held:
            place = {"entry": row.entry, "order_no": row.order_no}
            key = {**place, "what_for": what_for, "approved_by": by}
            if connection.execute(select(APPROVALS).filter_by(**key)).first() is None:
                connection.execute(APPROVALS.insert().values(**key, approved_at=now))
    found = {row.order_id for row in held}
    return [order_id for order_id in wanted if order_id not in found]


def _is_held_there(table: Table) -> ColumnElement[bool]:
    return (HELD.c.entry == table.c.entry) & (HELD.c.order_no == table.c.order_no)


def _select_held(run_id: str) -> Select[tuple[int, int, str]]:
    """The orders that the run held, whole or in part."""
    was_held = (RUN_ORDERS.c.result == "held") | HELD.c.request_digest.is_not(None)
    return (
        select(RUN_ORDERS.c.entry, RUN_ORDERS.c.order_no, ORDERS.c.order_id)
        .join(ORDERS, ORDERS.c.order_no == RUN_ORDERS.c.order_no)
        .join(RUNS, RUNS.c.entry == RUN_ORDERS.c.entry)
        .outerjoin(HELD, _is_held_there(RUN_ORDERS))
        .where((RUNS.c.run_id == run_id) & was_held)
        .order_by(RUN_ORDERS.c.order_no)
    )


def find_held(ledger: Ledger, run_id: str) -> list[str]:
    """The numbers of the orders that the run held, whole or in part."""
    with ledger.reading() as connection:
        return [row.order_id for row in connection.execute(_select_held(run_id))]


def find_approvals(ledger: Ledger, orders: pd.DataFrame) -> pd.DataFrame:
    """The approvals of these orders (order_key and the shop's identity): `schemas.entry.APPROVALS`."""
    rows = []
    with ledger.reading() as connection:
        numbers = find_numbers(connection, orders)
        identities = zip(orders["order_key"].tolist(), list_identities(orders), strict=True)
        keys = {numbers[identity]: key for key, identity in identities if identity in numbers}
        digest = func.coalesce(HELD.c.request_digest, "").label("request_digest")
        query = (
            select(APPROVALS, RUNS.c.run_id, RUNS.c.requested_by, digest)
            .join(RUNS, RUNS.c.entry == APPROVALS.c.entry)
            .outerjoin(HELD, _is_held_there(APPROVALS))
        )
        for portion in in_portions(sorted(keys)):
            part = query.where(APPROVALS.c.order_no.in_(portion)).order_by(
                APPROVALS.c.entry, APPROVALS.c.what_for, APPROVALS.c.approved_by
            )
            rows += [
                {**row, "order_key": keys[row["order_no"]]} for row in connection.execute(part).mappings()
            ]
    return to_frame(s.APPROVALS, rows)
