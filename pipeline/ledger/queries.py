"""What the ledger tells: the runs, one order through time, one run whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Connection, Row, Table, case, cast, func, select

from pipeline.ledger.frames import to_frame
from pipeline.ledger.place import Ledger
from pipeline.ledger.settling import select_amounts
from pipeline.ledger.tables import AMOUNTS, CHANGES, DOCUMENTS, EDITS, FILES, HELD, ORDERS, RUN_ORDERS, RUNS
from schemas import entry as s


@dataclass(frozen=True)
class Shown:
    """One run as recorded, with the amounts as they stand now."""

    entry: s.Entry
    amounts: pd.DataFrame
    pruned_at: str


def history(ledger: Ledger) -> pd.DataFrame:
    """Every run in the order of recording: `schemas.entry.HISTORY`."""
    counts = (
        select(
            RUN_ORDERS.c.entry,
            func.count().label("orders"),
            _count("applied").label("orders_applied"),
            _count("held").label("orders_held"),
        )
        .group_by(RUN_ORDERS.c.entry)
        .subquery()
    )
    numbers = [
        func.coalesce(counts.c[name], 0).label(name) for name in ("orders", "orders_applied", "orders_held")
    ]
    query = select(RUNS, *numbers).outerjoin(counts, counts.c.entry == RUNS.c.entry).order_by(RUNS.c.entry)
    with ledger.reading() as connection:
        return to_frame(s.HISTORY, connection.execute(query).mappings().all())


def _count(result: str) -> Any:
    return cast(func.sum(case((RUN_ORDERS.c.result == result, 1), else_=0)), BigInteger)


def history_of_order(ledger: Ledger, order_id: str) -> pd.DataFrame:
    """Every run that named an order of that number, in any shop: `schemas.entry.ORDER_HISTORY`."""
    query = (
        select(RUN_ORDERS, ORDERS, RUNS.c.run_id, RUNS.c.kind, RUNS.c.finished_at, RUNS.c.undoes_run)
        .join(ORDERS, ORDERS.c.order_no == RUN_ORDERS.c.order_no)
        .join(RUNS, RUNS.c.entry == RUN_ORDERS.c.entry)
        .where(ORDERS.c.order_id == order_id)
        .order_by(RUNS.c.entry)
    )
    with ledger.reading() as connection:
        return to_frame(s.ORDER_HISTORY, connection.execute(query).mappings().all())


def list_order_ids(ledger: Ledger) -> list[str]:
    """The numbers of all orders that a run named, each once."""
    query = select(ORDERS.c.order_id).distinct().order_by(ORDERS.c.order_id)
    with ledger.reading() as connection:
        return list(connection.scalars(query))


def show(ledger: Ledger, run_id: str) -> Shown | None:
    """Everything recorded of that run; None if there is none. The ledger's order numbers are the keys."""
    with ledger.reading() as connection:
        run = connection.execute(select(RUNS).where(RUNS.c.run_id == run_id)).first()
        if run is None:
            return None
        orders = select(RUN_ORDERS, ORDERS).join(ORDERS, ORDERS.c.order_no == RUN_ORDERS.c.order_no)
        tables = {
            "files": to_frame(s.RUN_FILES, _rows(connection, FILES, run.entry)),
            "orders": to_frame(
                s.RUN_ORDERS,
                _keyed(
                    connection.execute(
                        orders.where(RUN_ORDERS.c.entry == run.entry).order_by(RUN_ORDERS.c.order_no)
                    )
                    .mappings()
                    .all()
                ),
            ),
            "edits": to_frame(s.RUN_EDITS, _keyed(_rows(connection, EDITS, run.entry))),
            "changes": to_frame(s.RUN_CHANGES, _keyed(_rows(connection, CHANGES, run.entry))),
            "held": to_frame(s.RUN_HELD, _keyed(_rows(connection, HELD, run.entry))),
            "documents": to_frame(s.RUN_DOCUMENTS, _keyed(_rows(connection, DOCUMENTS, run.entry))),
        }
        amounts = connection.execute(select_amounts().where(AMOUNTS.c.entry == run.entry)).mappings().all()
    return Shown(s.Entry(_read_facts(run), **tables), to_frame(s.AMOUNTS, amounts), run.pruned_at)


def _rows(connection: Connection, table: Table, entry: int) -> Sequence[Any]:
    order = list(table.primary_key.columns)
    return connection.execute(select(table).where(table.c.entry == entry).order_by(*order)).mappings().all()


def _keyed(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [{**row, "order_key": row["order_no"]} for row in rows]


def _read_facts(run: Row[Any]) -> s.RunFacts:
    facts = {name: value for name, value in run._mapping.items() if name not in ("entry", "pruned_at")}  # noqa: SLF001
    lists = {name: json.loads(facts[name]) for name in ("conventions", "control_totals")}
    return s.RunFacts(**{**facts, **lists})
