"""What one run writes into the ledger: the run, its files, its orders, edits and changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from schemas import columns as c
from schemas.document import DOCUMENT_KINDS
from schemas.edits import ACTIONS, TARGETS
from schemas.outcome import MONEY_ACTIONS, ROW_STATUSES

RUN_KINDS = ("apply", "undo")
FILE_ROLES = ("orders", "edits", "policy", "output")
AMOUNT_STATES = ("open", "settled", "superseded")

RUN_FILES = c.table(
    "files of a run",
    {
        "role": c.text(one_of=FILE_ROLES),
        "name": c.text(),
        "sha256": c.text(),
        "bytes": c.whole(0, 10**15),
    },
)

RUN_ORDERS = c.table(
    # one row per order named by the run; only those applied or with nothing to do count as done
    "orders of a run",
    {
        "order_key": c.key(unique=True),
        "platform": c.text(),
        "order_id": c.text(),
        "currency": c.text(),
        "decimals": c.whole(0, 12),
        "result": c.text(one_of=ROW_STATUSES),
        "fingerprint_before": c.text(),
        "fingerprint_after": c.text(),
        "total_before_minor": c.amount(),
        "total_after_minor": c.amount(),
        "paid_net_minor": c.amount(),
        "difference_minor": c.amount(),
        "outstanding_after_minor": c.amount(),
        "action": c.text(one_of=MONEY_ACTIONS),
        "amount_minor": c.amount(),
        "action_new": c.text(one_of=MONEY_ACTIONS),
        "amount_new_minor": c.amount(),
        "asked_minor": c.amount(),
        "has_asked": c.flag(),
        "reported_in_run": c.text(),
        "payment_reference": c.text(),
        "customer": c.text(),
        "email": c.text(),
    },
)

RUN_EDITS = c.table(
    # one row per edit row that was applied, or left alone because an earlier run had done it
    "edits of a run",
    {
        "row_key": c.key(unique=True),
        "order_key": c.key(),
        "target": c.text(one_of=TARGETS),
        "action": c.text(one_of=ACTIONS),
        "edit_digest": c.text(),
        "content_digest": c.text(),
        "request": c.text(),
        "difference_minor": c.amount(),
        "first_run": c.text(),  # "" and -1: this run and this row
        "first_row_key": c.key(),
    },
)

RUN_CHANGES = c.table(
    "changes of a run",
    {
        "order_key": c.key(),
        "row_key": c.key(),
        "target": c.text(),
        "thing": c.text(),
        "field": c.text(),
        "old": c.text(),
        "new": c.text(),
        "rule": c.text(),
        "file": c.text(),
        "sheet": c.text(),
        "row": c.whole(0, 10**12),
        "cell": c.text(),
        "reason": c.text(),
        "request": c.text(),
        "edit_digest": c.text(),
    },
)

RUN_HELD = c.table(
    # one row per order of which some edits were held: what an approval would cover
    "held orders of a run",
    {
        "order_key": c.key(unique=True),
        "request_digest": c.text(),  # of the order as it stood and all its edits in the run
    },
)

RUN_DOCUMENTS = c.table(
    "documents of a run",
    {
        "order_key": c.key(unique=True),
        "number": c.whole(1, 10**9),
        "reference": c.text(),
        "kind": c.text(one_of=DOCUMENT_KINDS),
        "total_minor": c.amount(),
        "replaces": c.text(),
        "takes_back": c.text(),
    },
)

_TABLES = {
    "files": RUN_FILES,
    "orders": RUN_ORDERS,
    "edits": RUN_EDITS,
    "changes": RUN_CHANGES,
    "held": RUN_HELD,
    "documents": RUN_DOCUMENTS,
}


@dataclass(frozen=True)
class RunFacts:
    """The run itself. Times are text in UTC, ISO 8601."""

    run_id: str
    kind: str
    started_at: str
    finished_at: str
    version: str
    policy_digest: str = ""
    plan_digest: str = ""
    folder: str = ""
    undoes_run: str = ""
    requested_by: str = ""
    conventions: list[dict[str, Any]] = field(default_factory=list)
    control_totals: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """Everything the ledger records of one run."""

    run: RunFacts
    files: pd.DataFrame
    orders: pd.DataFrame
    edits: pd.DataFrame
    changes: pd.DataFrame
    held: pd.DataFrame = field(default_factory=lambda: c.empty(RUN_HELD))
    documents: pd.DataFrame = field(default_factory=lambda: c.empty(RUN_DOCUMENTS))

    @staticmethod
    def of(run: RunFacts, **tables: pd.DataFrame) -> Entry:
        """The entry with the tables given, the others empty."""
        return Entry(run, **{name: tables.get(name, c.empty(schema)) for name, schema in _TABLES.items()})

    def validate(self) -> None:
        """Raise `pandera.errors.SchemaError` unless every table has its form."""
        for name, schema in _TABLES.items():
            schema.validate(getattr(self, name))

    def as_plain(self) -> dict[str, Any]:
        """The entry as lists and dicts that JSON can hold."""
        plain = {name: c.records(getattr(self, name)) for name in _TABLES}
        return {"run": dict(vars(self.run)), **plain}

    @staticmethod
    def from_plain(plain: dict[str, Any]) -> Entry:
        """The entry that `as_plain` gave."""
        tables = {
            name: c.frame(schema, {column: [row[column] for row in plain[name]] for column in schema.columns})
            if plain.get(name)
            else c.empty(schema)
            for name, schema in _TABLES.items()
        }
        return Entry(RunFacts(**plain["run"]), **tables)


HISTORY = c.table(
    # one row per run, the newest last
    "history",
    {
        "entry": c.whole(1, 10**15),
        "run_id": c.text(),
        "kind": c.text(one_of=RUN_KINDS),
        "started_at": c.text(),
        "finished_at": c.text(),
        "version": c.text(),
        "folder": c.text(),
        "undoes_run": c.text(),
        "requested_by": c.text(),
        "pruned_at": c.text(),
        "orders": c.whole(0, 10**12),
        "orders_applied": c.whole(0, 10**12),
        "orders_held": c.whole(0, 10**12),
    },
)

ORDER_HISTORY = c.table(
    # one row per run that named the order, the newest last
    "history of an order",
    {
        "run_id": c.text(),
        "kind": c.text(one_of=RUN_KINDS),
        "finished_at": c.text(),
        "undoes_run": c.text(),
        **{name: column for name, column in RUN_ORDERS.columns.items() if name != "order_key"},
    },
)

AMOUNTS = c.table(
    # one row per reported amount
    "amounts",
    {
        "amount_id": c.key(unique=True),
        "run_id": c.text(),
        "platform": c.text(),
        "order_id": c.text(),
        "currency": c.text(),
        "decimals": c.whole(0, 12),
        "action": c.text(one_of=MONEY_ACTIONS),
        "amount_minor": c.amount(),
        "state": c.text(one_of=AMOUNT_STATES),
        "reported_at": c.text(),
        "settled_at": c.text(),
        "settled_by": c.text(),
        "reference": c.text(),
        "note": c.text(),
        "superseded_by": c.text(),
        "payment_reference": c.text(),
    },
)

APPROVALS = c.table(
    "approvals",
    {
        "order_key": c.key(),
        "run_id": c.text(),
        "what_for": c.text(),
        "approved_by": c.text(),
        "approved_at": c.text(),
        "requested_by": c.text(),  # who requested the run that was approved
        "request_digest": c.text(),  # what was approved; "" if the run did not say
    },
)

PAYMENTS = c.table(
    # rows of a payment provider: what came in is positive, what was paid back negative
    "payments",
    {
        "place": c.key(unique=True),  # the row in the provider's file
        "reference": c.text(),
        "amount_minor": c.amount(),
        "currency": c.text(),
        "paid_at": c.text(),
    },
)

MATCHED = c.table(
    # one row per amount that a payment or an order number settles
    "matched",
    {
        "amount_id": c.key(unique=True),
        "place": c.key(),  # of the payment, -1: none
        "reference": c.text(),
        "settled_at": c.text(),  # "": when it is recorded
    },
)

UNMATCHED = c.table(
    "unmatched",
    {
        "place": c.key(),
        "reference": c.text(),
        "amount_minor": c.amount(),
        "currency": c.text(),
        "why": c.text(one_of=("unknown", "ambiguous", "amount_differs", "paid_before")),
    },
)
