"""Recording a run: one transaction, the last thing a run does; doing it twice records it once."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, func, select

from pipeline.languages import phrase
from pipeline.ledger.failures import LedgerMoved
from pipeline.ledger.netting import Open, net_amount
from pipeline.ledger.order_numbers import in_portions, list_identities, make_numbers
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import AMOUNTS, CHANGES, DOCUMENTS, EDITS, FILES, HELD, RUN_ORDERS, RUNS
from schemas import columns
from schemas.entry import Entry

_Row = dict[str, Any]


def is_recorded(ledger: Ledger, run_id: str) -> bool:
    """Whether that run is in the ledger."""
    with ledger.reading() as connection:
        return _find_entry(connection, run_id) is not None


def record_run(ledger: Ledger, entry: Entry, *, last_entry: int | None = None) -> bool:
    """Write everything about a run, or nothing; False if the run is recorded already.

    `last_entry` is that of the `Earlier` the run was reckoned with: if another
    run touched one of its orders since, nothing is written and `LedgerMoved`
    is raised. What is newly due is set against the order's open amounts.
    """
    entry.validate()
    with ledger.writing() as connection:
        if _find_entry(connection, entry.run.run_id) is not None:
            return False
        numbers = make_numbers(connection, entry.orders)
        order_nos = {
            order_key: numbers[identity]
            for order_key, identity in zip(
                entry.orders["order_key"].tolist(), list_identities(entry.orders), strict=True
            )
        }
        if last_entry is not None:
            _check_unmoved(connection, list(order_nos.values()), last_entry)
        _write(connection, entry, order_nos)
    return True


def _find_entry(connection: Connection, run_id: str) -> int | None:
    return connection.scalar(select(RUNS.c.entry).where(RUNS.c.run_id == run_id))


def _check_unmoved(connection: Connection, order_nos: list[int], last_entry: int) -> None:
    for portion in in_portions(order_nos):
        newest = connection.scalar(
            select(func.max(RUN_ORDERS.c.entry)).where(RUN_ORDERS.c.order_no.in_(portion))
        )
        if newest is not None and newest > last_entry:
            raise LedgerMoved(phrase("Another run of the same orders was recorded meanwhile. Try again."))


def _write(connection: Connection, entry: Entry, order_nos: dict[int, int]) -> None:
    run = vars(entry.run)
    as_text = {name: json.dumps(run[name], ensure_ascii=False) for name in ("conventions", "control_totals")}
    connection.execute(RUNS.insert().values(**{**run, **as_text}, pruned_at=""))
    number = _find_entry(connection, entry.run.run_id)
    files = [{**row, "position": place} for place, row in enumerate(columns.records(entry.files))]
    orders = [_placed(row, order_nos) for row in columns.records(entry.orders)]
    edits = [_named(_placed(row, order_nos), entry.run.run_id) for row in columns.records(entry.edits)]
    changes = [
        {**_placed(row, order_nos), "position": place}
        for place, row in enumerate(columns.records(entry.changes))
    ]
    held = [_placed(row, order_nos) for row in columns.records(entry.held)]
    documents = [_placed(row, order_nos) for row in columns.records(entry.documents)]
    tables = (
        *((FILES, files), (RUN_ORDERS, orders), (EDITS, edits), (CHANGES, changes)),
        *((HELD, held), (DOCUMENTS, documents)),
    )
    for table, rows in tables:
        if rows:
            names = [column.name for column in table.columns if column.name != "entry"]
            kept = [{name: row[name] for name in names} for row in rows]
            connection.execute(table.insert(), [{**row, "entry": number} for row in kept])
    _write_amounts(connection, entry, orders, number)


def _placed(row: _Row, order_nos: dict[int, int]) -> _Row:
    return {**row, "order_no": order_nos[row["order_key"]]}


def _named(row: _Row, run_id: str) -> _Row:
    """The row with the run and row that did it first: its own if it is new."""
    if row["first_run"]:
        return row
    return {**row, "first_run": run_id, "first_row_key": row["row_key"]}


def _write_amounts(connection: Connection, entry: Entry, orders: list[_Row], number: int | None) -> None:
    due = [order for order in orders if order["amount_new_minor"]]
    open_amounts = _find_open(connection, [order["order_no"] for order in due])
    superseded: list[int] = []
    fresh: list[_Row] = []
    for order in due:
        netted = net_amount(open_amounts[order["order_no"]], order["action_new"], order["amount_new_minor"])
        superseded += netted.superseded
        if netted.amount_minor:
            fresh.append(
                {
                    "entry": number,
                    **{name: order[name] for name in ("order_no", "currency", "decimals")},
                    "action": netted.action,
                    "amount_minor": netted.amount_minor,
                    "state": "open",
                    "reported_at": entry.run.finished_at,
                    **dict.fromkeys(("settled_at", "settled_by", "reference", "note", "superseded_by"), ""),
                }
            )
    for portion in in_portions(superseded):
        connection.execute(
            AMOUNTS.update()
            .where(AMOUNTS.c.amount_id.in_(portion))
            .values(state="superseded", superseded_by=entry.run.run_id)
        )
    if fresh:
        connection.execute(AMOUNTS.insert(), fresh)


def _find_open(connection: Connection, order_nos: list[int]) -> dict[int, list[Open]]:
    found: dict[int, list[Open]] = defaultdict(list)
    for portion in in_portions(order_nos):
        wanted = (AMOUNTS.c.state == "open") & AMOUNTS.c.order_no.in_(portion)
        for row in connection.execute(select(AMOUNTS).where(wanted).order_by(AMOUNTS.c.amount_id)):
            found[row.order_no].append(Open(row.amount_id, row.action, row.amount_minor))
    return found
