"""The ledger: what every run did and asked for, in SQLite or PostgreSQL.

It never decides what to skip in a file; it knows what money was asked for.
Every function takes an open ledger first; those that write do so in one
transaction.
"""

from pipeline.ledger.announcing import announce_run, find_announced, only_run, withdraw_run
from pipeline.ledger.approvals import approve_orders, find_approvals, find_held
from pipeline.ledger.earlier import find_earlier
from pipeline.ledger.failures import LedgerBusy, LedgerMoved
from pipeline.ledger.matching import Matching, match_orders, match_payments
from pipeline.ledger.place import Ledger, open_ledger
from pipeline.ledger.prune import find_prunable, prune, wipe
from pipeline.ledger.queries import Shown, history, history_of_order, list_order_ids, show
from pipeline.ledger.record import is_recorded, record_run
from pipeline.ledger.settling import find_open, list_amounts, settle

__all__ = [
    "Ledger",
    "LedgerBusy",
    "LedgerMoved",
    "Matching",
    "Shown",
    "announce_run",
    "approve_orders",
    "find_announced",
    "find_approvals",
    "find_earlier",
    "find_held",
    "find_open",
    "find_prunable",
    "history",
    "history_of_order",
    "is_recorded",
    "list_amounts",
    "list_order_ids",
    "match_orders",
    "match_payments",
    "only_run",
    "open_ledger",
    "prune",
    "record_run",
    "settle",
    "show",
    "wipe",
    "withdraw_run",
]
