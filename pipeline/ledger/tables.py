"""The ledger's tables as they are after the newest migration.

`migrations.py` makes them; a test compares both. Amounts are minor units,
times are text in UTC, ISO 8601. `entry` counts runs in the order they were
recorded, which no clock can change.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Identity, Integer, MetaData, Table, Text

METADATA = MetaData()
PERSONAL = {
    # what `prune` blanks, by table; of changes the values only where the customer is concerned
    "ledger_runs": ("requested_by",),
    "ledger_run_orders": ("customer", "email"),
    "ledger_changes": ("reason",),
    "ledger_amounts": ("note",),
}
PERSONAL_VALUES = ("old", "new")


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _numbers(*names: str, is_key: bool = False) -> list[Column[int]]:
    return [Column(name, BigInteger, nullable=False, primary_key=is_key) for name in names]


MIGRATIONS = Table("ledger_migrations", METADATA, *_numbers("version", is_key=True), *_texts("applied_at"))

RUNS = Table(
    "ledger_runs",
    METADATA,
    _count("entry"),
    *_texts("run_id", "kind", "started_at", "finished_at", "version", "policy_digest", "plan_digest"),
    *_texts("folder", "undoes_run", "requested_by", "conventions", "control_totals"),
    *_texts("pruned_at"),
)
FILES = Table(
    "ledger_files",
    METADATA,
    *_numbers("entry", "position", is_key=True),
    *_texts("role", "name", "sha256"),
    *_numbers("bytes"),
)
ORDERS = Table("ledger_orders", METADATA, _count("order_no"), *_texts("platform", "order_id", "currency"))
RUN_ORDERS = Table(
    "ledger_run_orders",
    METADATA,
    *_numbers("entry", "order_no", is_key=True),
    *_numbers("decimals"),
    *_texts("result", "fingerprint_before", "fingerprint_after"),
    *_numbers("total_before_minor", "total_after_minor", "paid_net_minor"),
    *_numbers("difference_minor", "outstanding_after_minor", "amount_minor", "amount_new_minor"),
    *_texts("action", "action_new"),
    *_numbers("asked_minor"),
    Column("has_asked", Boolean, nullable=False),
    *_texts("reported_in_run", "payment_reference", "customer", "email"),
)
EDITS = Table(
    "ledger_edits",
    METADATA,
    *_numbers("entry", "row_key", is_key=True),
    *_numbers("order_no"),
    *_texts("target", "action", "edit_digest", "content_digest", "request"),
    *_numbers("difference_minor"),
    *_texts("first_run"),
    *_numbers("first_row_key"),
)
CHANGES = Table(
    "ledger_changes",
    METADATA,
    *_numbers("entry", "position", is_key=True),
    *_numbers("order_no", "row_key"),
    *_texts("target", "thing", "field", "old", "new", "rule", "file", "sheet"),
    *_numbers("row"),
    *_texts("cell", "reason", "request", "edit_digest"),
)
HELD = Table(
    "ledger_held",
    METADATA,
    *_numbers("entry", "order_no", is_key=True),
    *_texts("request_digest"),
)
DOCUMENTS = Table(
    "ledger_documents",
    METADATA,
    *_numbers("entry", "order_no", is_key=True),
    *_numbers("number"),
    *_texts("reference", "kind"),
    *_numbers("total_minor"),
    *_texts("replaces", "takes_back"),
)
AMOUNTS = Table(
    "ledger_amounts",
    METADATA,
    _count("amount_id"),
    *_numbers("entry", "order_no"),
    *_texts("action"),
    *_numbers("amount_minor"),
    *_texts("currency"),
    *_numbers("decimals"),
    *_texts("state", "reported_at", "settled_at", "settled_by", "reference", "note", "superseded_by"),
)
APPROVALS = Table(
    "ledger_approvals",
    METADATA,
    *_numbers("entry", "order_no", is_key=True),
    Column("what_for", Text, nullable=False, primary_key=True),
    Column("approved_by", Text, nullable=False, primary_key=True),
    *_texts("approved_at"),
)

ANNOUNCED = Table(
    "ledger_announced",
    METADATA,
    Column("run_id", Text, primary_key=True),
    *_texts("folder", "announced_at"),
)
