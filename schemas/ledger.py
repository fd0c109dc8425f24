"""What earlier runs left behind about the orders of a batch, and what the rules say of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from schemas import columns as c
from schemas.edits import ACTIONS
from schemas.outcome import MONEY_ACTIONS

TREATMENTS = ("apply", "leave", "hold")
STATES = ("new", "partly_reported", "reported", "already_applied")

EARLIER_RUNS = c.table(
    # one row per earlier run and order it did something to
    "earlier runs",
    {
        "order_key": c.key(),  # the order's key in this run
        "entry": c.whole(1, 10**15),  # counts the runs as recorded; clocks may be set back, this is not
        "run_id": c.text(),
        "undoes_run": c.text(),
        "fingerprint_before": c.text(),
        "fingerprint_after": c.text(),
        "total_before_minor": c.amount(),
        "difference_minor": c.amount(),
        "asked_minor": c.amount(),  # the total up to which money has been asked for after that run
        "has_asked": c.flag(),  # False: no run up to that one moved money
    },
)

EARLIER_EDITS = c.table(
    # one row per edit row that such a run did, or left alone because an earlier one had done it
    "earlier edits",
    {
        "order_key": c.key(),
        "run_id": c.text(),
        "row_key": c.key(),
        "content_digest": c.text(),
        "request": c.text(),
        "action": c.text(one_of=ACTIONS),
        "difference_minor": c.amount(),
        "first_run": c.text(),  # the run that did it first, itself if it was new
        "first_row_key": c.key(),  # and its row there
    },
)

EARLIER_OPEN = c.table(
    "earlier open amounts",
    {
        "order_key": c.key(unique=True),
        "to_collect_minor": c.amount(),  # Σ collect and bill that nobody has settled yet
    },
)

EARLIER_DOCUMENTS = c.table(
    # one row per document of an order number, whichever shop's
    "earlier documents",
    {
        "order_key": c.key(),
        "run_id": c.text(),
        "number": c.whole(1, 10**9),
        "reference": c.text(),
        "total_minor": c.amount(),
        "replaces": c.text(),
        "is_own": c.flag(),  # False: of another shop's order of that number
    },
)

BATCH_ROWS = c.table(
    # the batch's edit rows whose order was found
    "batch rows",
    {
        "row_key": c.key(unique=True),
        "order_key": c.key(),
        "action": c.text(one_of=ACTIONS),
        "content_digest": c.text(),
        "request": c.text(),
    },
)

TREATED_ROWS = c.table(
    "treated rows",
    {
        "row_key": c.key(unique=True),
        "order_key": c.key(),
        "treatment": c.text(one_of=TREATMENTS),
        "earlier_run": c.text(),  # why it is left or held: the run that did it; "" if applied
        "first_row_key": c.key(),  # its row there, -1 if applied
    },
)

DONE_ROWS = c.table(
    # what the correction did: rows applied, and rows left alone (with a difference of 0)
    "done rows",
    {
        **BATCH_ROWS.columns,
        "difference_minor": c.amount(),
        "is_left": c.flag(),
    },
)

DONE_ORDERS = c.table(
    # the orders of those rows
    "done orders",
    {
        "order_key": c.key(unique=True),
        "fingerprint_before": c.text(),
        "fingerprint_after": c.text(),
        "total_before_minor": c.amount(),
        "total_after_minor": c.amount(),
        "paid_net_minor": c.amount(),
        "difference_minor": c.amount(),
        "action": c.text(one_of=MONEY_ACTIONS),
        "amount_minor": c.amount(),
        "cash_rounding_minor": c.amount(),
    },
)

NEW_MONEY = c.table(
    "new money",
    {
        "order_key": c.key(unique=True),
        "state": c.text(one_of=STATES),
        "reported_in_run": c.text(),  # of orders reported or applied before; else ""
        "action_new": c.text(one_of=MONEY_ACTIONS),
        "amount_new_minor": c.amount(),  # >= 0: newly to be collected, refunded or billed
        # what of it is cash rounding no earlier run asked for: > 0 the customer owes more
        "cash_rounding_new_minor": c.with_default(c.amount(), 0),
        "asked_minor": c.amount(),
        "has_asked": c.flag(),
        "lacks_run": c.text(),  # a run whose edits the export does not hold and this batch does not repeat
    },
)

FIRST_ROWS = c.table(
    # for each done row the run and row that did it first; "" and -1: it is new
    "first rows",
    {
        "row_key": c.key(unique=True),
        "first_run": c.text(),
        "first_row_key": c.key(),
    },
)


@dataclass(frozen=True)
class Earlier:
    """What earlier runs recorded about some orders.

    `last_entry` is the newest run known when this was read; recording refuses
    if one of the orders was touched by a newer one meanwhile.
    """

    runs: pd.DataFrame
    edits: pd.DataFrame
    open_amounts: pd.DataFrame
    last_entry: int = 0
    documents: pd.DataFrame = field(default_factory=lambda: c.empty(EARLIER_DOCUMENTS))

    @staticmethod
    def nothing() -> Earlier:
        """No earlier run at all."""
        return Earlier(c.empty(EARLIER_RUNS), c.empty(EARLIER_EDITS), c.empty(EARLIER_OPEN))


@dataclass(frozen=True)
class Known:
    """Everything a ledger said to a run: earlier runs, and the order_keys that somebody released."""

    earlier: Earlier
    released: frozenset[int] = frozenset()
