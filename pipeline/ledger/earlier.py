"""What earlier runs recorded about some orders, in the form the rules of repeating want it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Connection, Select, cast, func, select

from pipeline.ledger.frames import to_frame
from pipeline.ledger.order_numbers import find_numbers, in_portions, list_identities
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import AMOUNTS, DOCUMENTS, EDITS, ORDERS, RUN_ORDERS, RUNS
from schemas.ledger import EARLIER_DOCUMENTS, EARLIER_EDITS, EARLIER_OPEN, EARLIER_RUNS, Earlier

_DONE = ("applied", "nothing_to_do")
_Rows = list[Mapping[str, Any]]


def find_earlier(ledger: Ledger, orders: pd.DataFrame) -> Earlier:
    """Earlier runs, edits and open amounts of these orders, which have order_key and their shop's identity.

    The identity is platform, order_id and currency; the answer carries the
    orders' own order_key.
    """
    with ledger.reading() as connection:
        numbers = find_numbers(connection, orders)
        identities = zip(orders["order_key"].tolist(), list_identities(orders), strict=True)
        keys = {numbers[identity]: key for key, identity in identities if identity in numbers}
        runs = _collect(connection, _runs(), keys, RUN_ORDERS.c.order_no)
        edits = _collect(connection, _edits(), keys, EDITS.c.order_no)
        amounts = _collect(connection, _amounts(), keys, AMOUNTS.c.order_no)
        documents = _find_documents(connection, orders, set(numbers.values()))
        last_entry = connection.scalar(select(func.max(RUNS.c.entry))) or 0
    return Earlier(
        to_frame(EARLIER_RUNS, runs),
        to_frame(EARLIER_EDITS, edits),
        to_frame(EARLIER_OPEN, amounts),
        last_entry,
        to_frame(EARLIER_DOCUMENTS, documents),
    )


def _find_documents(connection: Connection, orders: pd.DataFrame, own: set[int]) -> _Rows:
    """The documents of those order numbers; `own` are the ledger's numbers of the orders themselves."""
    keys = dict(zip(orders["order_id"].tolist(), orders["order_key"].tolist(), strict=True))
    query = (
        select(DOCUMENTS, ORDERS.c.order_id, RUNS.c.run_id)
        .join(ORDERS, ORDERS.c.order_no == DOCUMENTS.c.order_no)
        .join(RUNS, RUNS.c.entry == DOCUMENTS.c.entry)
        .order_by(DOCUMENTS.c.entry, DOCUMENTS.c.order_no)
    )
    rows: _Rows = []
    for portion in in_portions(sorted(keys)):
        for row in connection.execute(query.where(ORDERS.c.order_id.in_(portion))).mappings():
            rows.append({**row, "order_key": keys[row["order_id"]], "is_own": row["order_no"] in own})
    return rows


def _collect(connection: Connection, query: Select[Any], keys: dict[int, int], order_no: Any) -> _Rows:
    rows: _Rows = []
    for portion in in_portions(sorted(keys)):
        for row in connection.execute(query.where(order_no.in_(portion))).mappings():
            rows.append({**row, "order_key": keys[row["order_no"]]})
    return rows


def _runs() -> Select[Any]:
    wanted = [RUN_ORDERS.c[name] for name in EARLIER_RUNS.columns if name in RUN_ORDERS.c]
    return (
        select(*wanted, RUN_ORDERS.c.order_no, RUNS.c.run_id, RUNS.c.undoes_run)
        .join(RUNS, RUNS.c.entry == RUN_ORDERS.c.entry)
        .where(RUN_ORDERS.c.result.in_(_DONE))
        .order_by(RUN_ORDERS.c.entry, RUN_ORDERS.c.order_no)
    )


def _edits() -> Select[Any]:
    wanted = [EDITS.c[name] for name in EARLIER_EDITS.columns if name in EDITS.c]
    return (
        select(*wanted, EDITS.c.order_no, RUNS.c.run_id)
        .join(RUNS, RUNS.c.entry == EDITS.c.entry)
        .order_by(EDITS.c.entry, EDITS.c.row_key)
    )


def _amounts() -> Select[Any]:
    total = cast(func.sum(AMOUNTS.c.amount_minor), BigInteger)  # PostgreSQL widens sums
    return (
        select(AMOUNTS.c.order_no, total.label("to_collect_minor"))
        .where((AMOUNTS.c.state == "open") & (AMOUNTS.c.action != "refund"))
        .group_by(AMOUNTS.c.order_no)
        .order_by(AMOUNTS.c.order_no)
    )
