"""Finds one order in what was read, corrects it with all the others, and gives the account of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.comments import comment_rows
from pipeline.explain.account import Account, Change, ConventionUsed, EditRow, Move, Owed
from pipeline.explain.reckoning import tell_reckoning
from pipeline.explain.spelling import Spelling
from pipeline.intake import Intake, Sources, Tell, read_everything
from pipeline.kernel import Shared, Worked, survey, work_part
from pipeline.languages import ENGLISH, Words, phrase
from pipeline.money import divide_one, to_text
from pipeline.noticed import put_first
from pipeline.plan import OrderFinder
from pipeline.problems import InputRefused
from pipeline.reconcile import reckon_owed
from pipeline.retell import retell_table
from pipeline.retell_conventions import retell_conventions
from pipeline.totals import Trace
from schemas import columns
from schemas.orders import COMPONENTS, Tables
from schemas.outcome import Outcome

_PER_MILLE = 1000


def explain_order(sources: Sources, number: str, tell: Tell, words: Words = ENGLISH) -> Account:
    """The account of the order of that number, with the edits if any are given; sentences in that language.

    Raises `InputRefused` for an input broken as a whole, and where no order
    or several have the number.
    """
    intake = read_everything(sources, tell)
    tell(phrase("Recalculating the orders"))
    shared = survey(intake.tables, intake.edits, intake.policy, set_aside=intake.set_aside)
    key = _find(number, shared, intake)
    worked = work_part(shared, shared.orders, intake.edits, intake.policy, broken_rows=intake.broken_rows)
    outcome = _retell(put_first(worked.outcome, intake.problems), words)
    return _Case(key, worked, outcome, intake, words).account()


def _retell(outcome: Outcome, words: Words) -> Outcome:
    """The outcome with conventions and comments in that language."""
    problems = retell_table(outcome.problems, words)
    return replace(
        outcome,
        problems=problems,
        row_results=comment_rows(outcome.row_results, problems),
        conventions=retell_conventions(outcome.conventions, words),
    )


def _find(number: str, shared: Shared, intake: Intake) -> int:
    """The key of the order; what the readers said of one that cannot be read is told with it."""
    key, problems = OrderFinder(shared.orders, shared.set_aside).find(number)
    if key >= 0:
        return key
    noticed = [found for found in (*intake.problems, *shared.problems) if found.order_id == number.strip()]
    raise InputRefused([*problems, *noticed])


@dataclass(frozen=True)
class _Case:
    """One order, by its key, in everything that was worked on."""

    key: int
    worked: Worked
    outcome: Outcome
    intake: Intake
    words: Words

    def account(self) -> Account:
        before, after = self._before(), self._after()
        moved = self._only(self.worked.after.tables)
        order = before.tables.orders.iloc[0]
        spelling = Spelling(int(order["decimals"]), self.words)
        return Account(
            order=order["order_id"],
            alternative_number=order["alternative_id"],
            file=order["file"],
            record=int(order["record"]),
            created_at=order["created_at"],
            status=order["status"],
            currency=order["currency"],
            convention=self._convention(order),
            edits=tuple(self._edit_rows(spelling)),
            before=tell_reckoning(before, before.tables, self.words, is_stored=True),
            after=None if after is None else tell_reckoning(after, moved, self.words, is_stored=False),
            moves=() if after is None else tuple(_moves(before, after, moved, spelling)),
            owed=self._owed(before.tables, spelling),
        )

    def _only(self, tables: Tables) -> Tables:
        return tables.only(pd.Index([self.key]))

    def _before(self) -> Trace:
        return self.worked.scene.trace(self._only(self.worked.scene.before))

    def _after(self) -> Trace | None:
        after = self._only(self.worked.after.after)
        return self.worked.scene.trace(after, self.worked.after.plan) if len(after.orders) else None

    def _convention(self, order: pd.Series) -> ConventionUsed:
        every = self.outcome.conventions
        is_it = (every["platform"] == order["platform"]) & (every["currency"] == order["currency"])
        (found,) = columns.records(every.loc[is_it])
        right, orders = int(found["orders_reproduced"]), int(found["orders"])
        share = to_text(divide_one(right, _PER_MILLE, orders, "down"), 1) if orders else ""
        return ConventionUsed(
            platform=found["platform"],
            in_words=found["in_words"],
            source=found["source"],
            holds_on=right,
            of_orders=orders,
            share_percent=share.removesuffix(".0"),
            is_uncertain=right * 100 < orders * self.intake.policy.uncertain_below_percent,
            undecided=found["tied_with"],
        )

    def _edit_rows(self, spelling: Spelling) -> list[EditRow]:
        rows = self.outcome.row_results
        changes = self.outcome.changes
        return [
            EditRow(
                **{name: row[name] for name in ("file", "sheet", "target", "action", "result", "comment")},
                row=int(row["row"]),
                difference=spelling.minor(row["difference_minor"]),
                changes=_changes(changes.loc[changes["row_key"] == row["row_key"]]),
            )
            for row in columns.records(rows.loc[rows["order_key"] == self.key])
        ]

    def _owed(self, before: Tables, spelling: Spelling) -> Owed:
        """As the reconciliation has it; of an order that no edit names as it is."""
        rows = self.outcome.reconciliation
        rows = rows.loc[rows["order_key"] == self.key]
        if rows.empty:
            rows = reckon_owed(before, before, self.intake.policy.cash_rounding)
        (row,) = columns.records(rows)
        names = ("paid", "refunded", "paid_net", "outstanding_before", "difference", "outstanding_after")
        return Owed(
            is_paid_known=bool(before.orders["is_paid_known"].iloc[0]),
            **{name: spelling.minor(row[f"{name}_minor"]) for name in (*names, "amount")},
            action=row["action"],
        )


def _changes(rows: pd.DataFrame) -> tuple[Change, ...]:
    names = ("thing", "field", "old", "new")
    return tuple(Change(**{name: row[name] for name in names}) for row in columns.records(rows))


def _moves(before: Trace, after: Trace, moved: Tables, spelling: Spelling) -> list[Move]:
    """Every component before and after, calculated and stored."""
    old, new = before.tables.orders.iloc[0], moved.orders.iloc[0]
    found = []
    for name in COMPONENTS:
        column = f"{name}_minor"
        calculated = (int(trace.totals.orders[column].iloc[0]) for trace in (before, after))
        stored: tuple[Any, ...] = (old[column], new[column] - old[column], new[column])
        found.append(Move(name, *(spelling.minor(value) for value in (*calculated, *stored))))
    return found
