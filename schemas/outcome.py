"""What a run finds: problems, the plan, what each order owes, each row's fate."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from schemas import columns as c
from schemas.document import DOCUMENT_LINES
from schemas.orders import TABLE_NAMES, Tables
from schemas.posting import INCOME
from schemas.stock import STOCK

SEVERITIES = ("error", "warning", "info")
ROW_STATUSES = ("applied", "nothing_to_do", "held", "rejected")
MONEY_ACTIONS = ("collect", "refund", "bill", "none")
EXPLANATIONS = (
    "a-cent-of-rounding",
    "tax-not-counted",
    "tax-counted-twice",
    "discount-not-counted",
    "discount-counted-twice",
    "shipping-counted-differently",
    "fee-not-shown",
    "credit-not-shown",
    "edited-in-the-shop",
    "other-convention",
    "unexplained",
)

PROBLEMS = c.table(
    "problems",
    {
        "code": c.text(),
        "severity": c.text(one_of=SEVERITIES),
        "file": c.text(),
        "sheet": c.text(),
        "row": c.whole(0, 10**12),  # 0: not in a row
        "column": c.text(),
        "cell": c.text(),
        "order_id": c.text(),
        "found": c.text(),
        "expected": c.text(),
        "fix": c.text(),
        "message": c.text(),
        "row_key": c.key(),  # the edit row it belongs to, -1: none
        "order_key": c.key(),
        # what message, expected and fix were made from, as JSON: they can be said in another language
        "facts": c.with_default(c.text(), ""),
    },
)

CHANGES = c.table(
    # the plan: every cell of the model that changes, before -> after, who asked and why
    "changes",
    {
        "order_key": c.key(),
        "order_id": c.text(),
        "row_key": c.key(),
        "target": c.text(),  # item, customer, discount, order, tax
        "thing": c.text(),  # which item, discount, tax, charge, in words
        "field": c.text(),
        "old": c.text(),
        "new": c.text(),
        "rule": c.text(),  # the rule that decided: edit, add, remove, follows
        "file": c.text(),
        "sheet": c.text(),
        "row": c.whole(0, 10**12),
        "cell": c.text(),
        "reason": c.text(),
        "request": c.text(),
    },
)

RECONCILIATION = c.table(
    # one row per order named in the edits and found
    "reconciliation",
    {
        "order_key": c.key(unique=True),
        "order_id": c.text(),
        "file": c.text(),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "customer": c.text(),
        "email": c.text(),
        "status": c.text(),  # payment status as in the export
        "result": c.text(one_of=ROW_STATUSES),  # of the order: applied if any of its edits was
        "total_before_minor": c.amount(),
        "total_after_minor": c.amount(),
        "paid_minor": c.amount(),
        "refunded_minor": c.amount(),
        "paid_net_minor": c.amount(),
        "outstanding_before_minor": c.amount(),
        "difference_minor": c.amount(),
        "outstanding_after_minor": c.amount(),
        "action": c.text(one_of=MONEY_ACTIONS),
        "amount_minor": c.amount(),  # >= 0, to be collected, refunded or billed
        "cash_rounding_minor": c.amount(),  # part of amount_minor that comes from cash rounding
        # what of it no earlier run asked for; without a ledger all of it
        "action_new": c.text(one_of=MONEY_ACTIONS),
        "amount_new_minor": c.amount(),
        "reported_in_run": c.text(),  # the run that reported it, "" if none
        # the difference by component: these five add up to difference_minor
        "items_difference_minor": c.amount(),
        "discount_difference_minor": c.amount(),  # < 0: more discount
        "shipping_difference_minor": c.amount(),
        "fees_difference_minor": c.amount(),
        "tax_on_top_difference_minor": c.amount(),
        "tax_inside_difference_minor": c.amount(),  # of which tax inside the prices; not added
        "gap_minor": c.amount(),  # stored total - calculated total of the untouched order
        "reasons": c.text(),
        "requests": c.text(),
        "ordered_on": c.with_default(c.text(), ""),  # the day of `ordered_at`
    },
)

ROW_RESULTS = c.table(
    # one row per edit row read, in sheet order
    "row results",
    {
        "row_key": c.key(unique=True),
        "file": c.text(),
        "sheet": c.text(),
        "row": c.whole(1, 10**9),
        "order_key": c.key(),
        "order_id": c.text(),  # as the shop shows it, or as written where it was not found
        "target": c.text(),
        "action": c.text(),
        "result": c.text(one_of=ROW_STATUSES),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "difference_minor": c.amount(),  # what the row costs or gives back
        "comment": c.text(),  # why, in a sentence; "" when applied without remark
        "reason": c.text(),
        "request": c.text(),
    },
)

TAX_BY_RATE = c.table(
    # one row per order, tax name and rate
    "tax by rate",
    {
        "order_key": c.key(),
        "order_id": c.text(),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "name": c.text(),
        "rate_ppb": c.rate(),
        "is_included": c.flag(),
        "base_before_minor": c.amount(),
        "base_after_minor": c.amount(),
        "tax_before_minor": c.amount(),
        "tax_after_minor": c.amount(),
        "tax_difference_minor": c.amount(),
    },
)

MISFITS = c.table(
    # one row per order that does not add up under the convention found
    "misfits",
    {
        "order_key": c.key(unique=True),
        "order_id": c.text(),
        "file": c.text(),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "component": c.text(),  # the first component at fault
        "stored_minor": c.amount(),
        "calculated_minor": c.amount(),
        "gap_minor": c.amount(),  # of the total: stored - calculated
        "explanation": c.text(one_of=EXPLANATIONS),  # the nearest one
    },
)

CONTROL_TOTALS = c.table(
    # one row per currency, over every order read
    "control totals",
    {
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "orders": c.whole(0, 10**12),
        "orders_changed": c.whole(0, 10**12),
        "total_before_minor": c.whole(-9 * 10**18, 9 * 10**18),
        "difference_minor": c.whole(-9 * 10**18, 9 * 10**18),
        "total_after_minor": c.whole(-9 * 10**18, 9 * 10**18),
        "collect_minor": c.whole(-9 * 10**18, 9 * 10**18),
        "refund_minor": c.whole(-9 * 10**18, 9 * 10**18),
        "bill_minor": c.whole(-9 * 10**18, 9 * 10**18),
        "collect_orders": c.whole(0, 10**12),
        "refund_orders": c.whole(0, 10**12),
        "bill_orders": c.whole(0, 10**12),
    },
)

CONVENTIONS = c.table(
    # one row per platform and currency of the exports read: the convention used
    "conventions",
    {
        "platform": c.text(),
        "currency": c.text(),
        "convention": c.text(),  # its slug
        "in_words": c.text(),
        "orders": c.whole(0, 10**12),
        "orders_reproduced": c.whole(0, 10**12),
        "tied_with": c.text(),  # the parameters left open, with the values that do as well
        "decided_by": c.text(),  # the kind of order, or the orders, that would decide each of them
        "second": c.text(),  # another convention that holds on many of the other orders, "" if none
        "source": c.text(),  # found, platform, policy
        "facts": c.with_default(c.text(), ""),  # what the sentences were made from, as JSON
    },
)


@dataclass(frozen=True)
class Outcome:
    """Everything a correction run finds out, for any part of the orders.

    `after` holds the orders that change, whole, with their stored amounts
    moved on. `merge` is associative and has `Outcome.empty()` as its neutral
    element, so that parts may be worked on apart.
    """

    after: Tables
    reconciliation: pd.DataFrame
    row_results: pd.DataFrame
    changes: pd.DataFrame
    tax_by_rate: pd.DataFrame
    income: pd.DataFrame
    misfits: pd.DataFrame
    control_totals: pd.DataFrame
    conventions: pd.DataFrame
    problems: pd.DataFrame
    stock: pd.DataFrame
    document_lines: pd.DataFrame = field(default_factory=lambda: c.empty(DOCUMENT_LINES))

    @staticmethod
    def empty() -> Outcome:
        """The outcome of no orders and no edits."""
        return Outcome(Tables.empty(), **{name: c.empty(schema) for name, schema in _FRAMES.items()})

    @staticmethod
    def merge(parts: list[Outcome]) -> Outcome:
        """The outcome of all the parts together; rows by key, sums by currency and convention."""
        parts = parts or [Outcome.empty()]
        frames = {
            name: pd.concat([getattr(part, name) for part in parts], ignore_index=True) for name in _FRAMES
        }
        for name, keys in _ARRANGED_BY.items():
            frames[name] = frames[name].sort_values(keys, kind="stable", ignore_index=True)
        frames["control_totals"] = _add_up(frames["control_totals"], ["currency", "decimals"])
        frames["conventions"] = _add_up(
            frames["conventions"],
            [name for name in CONVENTIONS.columns if not name.startswith("orders")],
        )
        return Outcome(_arrange(Tables.concat([part.after for part in parts])), **frames)


_FRAMES = {
    "reconciliation": RECONCILIATION,
    "row_results": ROW_RESULTS,
    "changes": CHANGES,
    "tax_by_rate": TAX_BY_RATE,
    "income": INCOME,
    "misfits": MISFITS,
    "control_totals": CONTROL_TOTALS,
    "conventions": CONVENTIONS,
    "problems": PROBLEMS,
    "document_lines": DOCUMENT_LINES,
    "stock": STOCK,
}
_ARRANGED_BY = {
    "reconciliation": ["order_key"],
    "row_results": ["row_key"],
    "changes": ["row_key"],
    "tax_by_rate": ["order_key", "name", "rate_ppb"],
    "income": ["order_key"],
    "misfits": ["order_key"],
    "document_lines": ["order_key", "position"],
    "stock": ["row_key"],
}


def _arrange(tables: Tables) -> Tables:
    """The orders by key, however the parts were cut; each file's fields once."""
    arranged = {
        name: getattr(tables, name).sort_values("order_key", kind="stable", ignore_index=True)
        for name in TABLE_NAMES
    }
    return Tables(**arranged, fields=tables.fields.drop_duplicates(ignore_index=True))


def _add_up(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows.groupby(keys, sort=False, as_index=False).sum()[list(rows.columns)]
