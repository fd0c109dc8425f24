"""A small world to repeat runs in: one order, whose edits cost a known amount each.

A state of the order is what it physically holds: which changes, how many of
each addition, and what others did to it. Changes can be done twice without
effect, additions cannot. The world runs batches through the two rules the way
a correction run does and records what they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.repeats import reckon_new_money, recognise_rows
from schemas import columns
from schemas.ledger import (
    BATCH_ROWS,
    DONE_ORDERS,
    DONE_ROWS,
    EARLIER_EDITS,
    EARLIER_OPEN,
    EARLIER_RUNS,
    Earlier,
)

KEY = 7
START = 100_000


@dataclass(frozen=True)
class Ask:
    """One requested edit: what it is, what it costs, on which ticket."""

    name: str
    cost: int
    action: str = "change"
    request: str = ""


@dataclass(frozen=True)
class Order:
    """What the order physically holds."""

    changes: frozenset[str] = frozenset()
    additions: tuple[str, ...] = ()
    others: tuple[int, ...] = ()
    total: int = START

    def apply(self, ask: Ask) -> Order:
        """The order with the edit done; a change it holds already does nothing."""
        if ask.name.startswith("not "):
            kept = self.changes - {ask.name.removeprefix("not ")}
            return Order(kept, self.additions, self.others, self.total + ask.cost)
        if ask.action == "add":
            additions = tuple(sorted([*self.additions, ask.name]))
            return Order(self.changes, additions, self.others, self.total + ask.cost)
        if ask.name in self.changes:
            return self
        return Order(self.changes | {ask.name}, self.additions, self.others, self.total + ask.cost)

    def touched_by_others(self, mark: int, moved: int = 0) -> Order:
        """The order after somebody changed its address, or its items, in the shop."""
        return Order(self.changes, self.additions, (*self.others, mark), self.total + moved)


@dataclass
class World:
    """The runs so far, as the ledger holds them."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    treatments: list[list[str]] = field(default_factory=list)

    @property
    def earlier(self) -> Earlier:
        """What the ledger would tell the next run."""
        if not self.runs:
            return Earlier.nothing()
        return Earlier(
            _frame(EARLIER_RUNS, self.runs), _frame(EARLIER_EDITS, self.edits), columns.empty(EARLIER_OPEN)
        )

    def run(
        self,
        before: Order,
        asks: Iterable[Ask],
        *,
        paid: int | None = None,
        undoes: str = "",
        released: bool = False,
    ) -> Order:
        """Run a batch over an export that shows the order in that state; the order as written."""
        batch = [_row(number, ask) for number, ask in enumerate(asks)]
        rows = _frame(BATCH_ROWS, [{name: row[name] for name in BATCH_ROWS.columns} for row in batch])
        now = pd.Series([repr(before)], index=[KEY])
        treated = recognise_rows(rows, now, self.earlier, released=[KEY] if released else [])
        self.treatments.append(treated["treatment"].tolist())
        after, done = before, []
        for row, treatment in zip(batch, self.treatments[-1], strict=True):
            fresh = after.apply(row["ask"]) if treatment == "apply" else after
            if treatment == "leave" or fresh != after:
                done.append(
                    {**row, "difference_minor": fresh.total - after.total, "is_left": treatment == "leave"}
                )
            after = fresh
        self._record(before, after, done, paid=START if paid is None else paid, undoes=undoes)
        return after

    def _record(
        self, before: Order, after: Order, done: list[dict[str, Any]], *, paid: int, undoes: str
    ) -> None:
        if not done:
            self.asked.append(0)
            self.states.append("nothing done")
            self.lacking.append("")
            return
        order = _owed(before, after, paid)
        rows = _frame(DONE_ROWS, [{name: row[name] for name in DONE_ROWS.columns} for row in done])
        money, first = reckon_new_money(_frame(DONE_ORDERS, [order]), rows, self.earlier)
        answer = columns.records(money)[0]
        sign = -1 if answer["action_new"] == "refund" else 1
        self.asked.append(sign * answer["amount_new_minor"])
        self.states.append(answer["state"])
        self.lacking.append(answer["lacks_run"])
        run_id = f"run-{len(self.asked)}"
        self.runs.append(
            {
                "order_key": KEY,
                "entry": len(self.asked),
                "run_id": run_id,
                "undoes_run": undoes,
                **{
                    name: order[name]
                    for name in EARLIER_RUNS.columns
                    if name in order and name != "order_key"
                },
                "asked_minor": answer["asked_minor"],
                "has_asked": answer["has_asked"],
            }
        )
        for row, name in zip(done, columns.records(first), strict=True):
            self.edits.append(
                {
                    **{column: row[column] for column in EARLIER_EDITS.columns if column in row},
                    "run_id": run_id,
                    "first_run": name["first_run"] or run_id,
                    "first_row_key": row["row_key"] if name["first_row_key"] < 0 else name["first_row_key"],
                }
            )


def _frame(schema: Any, records: list[dict[str, Any]]) -> pd.DataFrame:
    return schema.validate(
        columns.frame(schema, {name: [row[name] for row in records] for name in schema.columns})
    )


def _row(number: int, ask: Ask) -> dict[str, Any]:
    return {
        "row_key": number,
        "order_key": KEY,
        "action": ask.action,
        "content_digest": ask.name,
        "request": ask.request,
        "ask": ask,
    }


def _owed(before: Order, after: Order, paid: int) -> dict[str, Any]:
    difference, outstanding = after.total - before.total, after.total - paid
    action = "none"
    if difference and outstanding:
        action = "refund" if outstanding < 0 else "collect" if paid else "bill"
    return {
        "order_key": KEY,
        "fingerprint_before": repr(before),
        "fingerprint_after": repr(after),
        "total_before_minor": before.total,
        "total_after_minor": after.total,
        "paid_net_minor": paid,
        "difference_minor": difference,
        "action": action,
        "amount_minor": 0
        if action == "none"
        else min(-outstanding, paid)
        if action == "refund"
        else outstanding,
        "cash_rounding_minor": 0,
    }
