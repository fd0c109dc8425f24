"""After the correction: what of an order's difference is new money; nothing asked twice, nothing forgotten.

Each order has one figure, `asked_minor`: the total up to which money has been
asked for. It starts with the first run that moves the order's total, which
reports what is outstanding after it. Later runs add what is new:

* nothing, if the run gave the same result from the same state as an earlier
  one that the state does not hold yet (a stale export);
* the new total less `asked_minor`, if the file now holds every edit ever done;
* else what the rows cost that no earlier run did.

In a state nobody knew (others changed the order) only the last rule counts,
and `asked_minor` starts anew from the new total: what others changed is not
this program's to ask for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.problems import Problem, problem
from pipeline.repeats.history import History, Name, State, read_histories
from schemas import columns
from schemas.ledger import FIRST_ROWS, NEW_MONEY, Earlier

_Row = dict[str, Any]
_NOBODY: Name = ("", -1)


@dataclass(frozen=True)
class _Asked:
    """What a run newly asks for (signed), and the total asked for up to now; None: never any."""

    new_minor: int
    asked_minor: int | None


def reckon_new_money(
    orders: pd.DataFrame, rows: pd.DataFrame, earlier: Earlier
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """For each order (`DONE_ORDERS`) what is new money, and for each row who did it first.

    `rows` are `DONE_ROWS`: those applied and those left alone. Gives
    `NEW_MONEY` in the orders' order and `FIRST_ROWS` in the rows' order.
    Over any sequence of runs the new amounts of an order add up, signed, to
    what its edits moved the total by, each edit once, and what was
    outstanding before the first of them.
    """
    histories = read_histories(earlier)
    groups: dict[int, list[_Row]] = {key: [] for key in orders["order_key"].tolist()}
    for row in columns.records(rows):
        groups[row["order_key"]].append(row)
    answers: list[dict[str, object]] = []
    first: dict[int, Name] = {}
    for order in columns.records(orders):
        group = groups[order["order_key"]]
        reckoning = _Reckoning(order, group, histories.get(order["order_key"], History()))
        answers.append(reckoning.answer())
        first |= reckoning.first
    names = [first[key] for key in rows["row_key"].tolist()]
    return _frame(answers), columns.frame(
        FIRST_ROWS,
        {
            "row_key": rows["row_key"],
            "first_run": [run_id for run_id, _ in names],
            "first_row_key": pd.Series([row_key for _, row_key in names], dtype="int64"),
        },
    )


def _frame(answers: list[dict[str, object]]) -> pd.DataFrame:
    if not answers:
        return columns.empty(NEW_MONEY)
    return columns.frame(NEW_MONEY, {name: [one[name] for one in answers] for name in NEW_MONEY.columns})


class _Reckoning:
    """One order of the batch against its history."""

    def __init__(self, order: _Row, rows: list[_Row], history: History) -> None:
        self._order, self._rows, self._history = order, rows, history
        self._state = history.states.get(order["fingerprint_before"])
        self.first = self._find_first()

    @property
    def _base(self) -> State:
        """What the order held before this batch, in this era or a new one."""
        if self._state is not None:
            return self._state
        again = set(self.first.values())
        held = frozenset(name for name in self._history.done if name not in again)
        return State(held, self._history.era + bool(self._history.steps))

    def _find_first(self) -> dict[int, Name]:
        """For each row the earlier edit that it is or repeats, `_NOBODY` if it is new."""
        history = self._history
        left = list(history.given.get(self._order["fingerprint_before"], []))
        lacking = [name for name in history.done if self._state is not None and name not in self._state.held]
        doubtful = [name for name in self._list_doubtful() if name not in lacking]
        first = {}
        for row in self._rows:
            places = [left] if row["is_left"] else [lacking]
            if row["action"] != "add" and row["difference_minor"]:
                places.append(doubtful)
            first[row["row_key"]] = _take(history, row, places)
        self._name_same_result(first)
        return first

    def _list_doubtful(self) -> list[Name]:
        """Edits the order may lack although it should hold them, since others changed it.

        A change that does something although it was done before shows that it
        was missing.
        """
        history = self._history
        if self._state is None and history.is_complete_at(self._order["total_before_minor"]):
            return []
        if self._state is not None and (history.is_certain or self._state.era == 0):
            return []
        return [name for name in history.done if not history.is_undone(name, history.done)]

    def _name_same_result(self, first: dict[int, Name]) -> None:
        """Where the result is that of an earlier run, give the rows not yet named to its edits."""
        same = self._find_same_result()
        waiting = [name for name in same if name not in first.values()]
        for row_key in [key for key, name in first.items() if same and name == _NOBODY]:
            first[row_key] = waiting.pop(0) if waiting else same[-1]

    def _find_same_result(self) -> tuple[Name, ...]:
        """The edits of an earlier run that led from this state to the same result and are not held here."""
        before, after = self._order["fingerprint_before"], self._order["fingerprint_after"]
        if self._state is None or before == after:
            return ()
        for step in reversed(self._history.steps):
            if (step.before, step.after) == (before, after) and not self._state.held.issuperset(step.names):
                return step.names
        return ()

    def answer(self) -> dict[str, object]:
        """The order's row of `NEW_MONEY`."""
        asked = self._ask()
        return {
            "order_key": self._order["order_key"],
            "state": self._judge(),
            "reported_in_run": self._name_latest(),
            "action_new": self._name_action(asked.new_minor),
            "amount_new_minor": abs(asked.new_minor),
            "cash_rounding_new_minor": self._find_rounding(),
            "asked_minor": asked.asked_minor or 0,
            "has_asked": asked.asked_minor is not None,
            "lacks_run": next((name[0] for name in self._list_missing()), ""),
        }

    def _name_latest(self) -> str:
        """The latest run whose edits these rows are, if any."""
        repeated = set(self.first.values())
        return next((name[0] for name in reversed(self._history.done) if name in repeated), "")

    def _judge(self) -> str:
        is_left = [row["is_left"] for row in self._rows]
        is_known = [self.first[row["row_key"]] != _NOBODY for row in self._rows]
        if is_left and all(is_left):
            return "already_applied"
        if is_known and all(is_known):
            return "reported"
        return "partly_reported" if any(is_known) else "new"

    def _list_missing(self) -> list[Name]:
        """Edits of money done earlier that the file does not hold after this run either."""
        held = self._base.held | set(self.first.values())
        return [name for name, one in self._history.done.items() if name not in held and one.difference_minor]

    def _ask(self) -> _Asked:
        order, before = self._order, self._history.asked_minor
        moved = any(row["difference_minor"] for row in self._rows)
        if before is None:
            return self._ask_first() if moved else _Asked(0, None)
        new_rows = [row for row in self._rows if self.first[row["row_key"]] == _NOBODY]
        step = sum(row["difference_minor"] for row in new_rows)
        if self._state is None:
            before = order["total_after_minor"] - step
        if not moved:
            return _Asked(0, before)
        if self._is_comparable() and not self._find_same_result():
            step = self._level() - before
        new = max(before + step, 0) - max(before, 0)
        return _Asked(self._cap(new), before + step)

    def _find_rounding(self) -> int:
        """The cash rounding newly asked for, as the customer owes it; it changes with the level alone."""
        if not any(row["difference_minor"] for row in self._rows):
            return 0
        now = self._level() - int(self._order["total_after_minor"])
        if self._history.asked_minor is None:
            return now
        if not self._is_comparable() or self._find_same_result():
            return 0
        return now - self._history.rounding_minor

    def _is_comparable(self) -> bool:
        """Whether the total after the run is that of every edit ever done, and nothing else."""
        history = self._history
        is_of_era = self._state is not None and self._state.era == history.era and history.is_certain
        return is_of_era and not self._list_missing()

    def _ask_first(self) -> _Asked:
        """The first money of an order: what is outstanding after the run."""
        order = self._order
        sign = -1 if order["action"] == "refund" else 1
        new = sign * order["amount_minor"]
        return _Asked(new, order["paid_net_minor"] + new)

    def _level(self) -> int:
        """The total after the run, as rounded for cash."""
        total: int = self._order["total_after_minor"]
        rounding: int = self._order["cash_rounding_minor"]
        return total - rounding if self._order["action"] == "refund" else total + rounding

    def _cap(self, new: int) -> int:
        """No refund of more than a fresh export shows as paid, once open amounts are set against it."""
        steps = self._history.steps
        is_stale = self._state is not None and steps[-1].after != self._order["fingerprint_before"]
        if new >= 0 or is_stale:
            return new
        limit: int = max(self._order["paid_net_minor"], 0) + self._history.to_collect_minor
        return max(new, -limit)

    def _name_action(self, new: int) -> str:
        if new == 0:
            return "none"
        if new < 0:
            return "refund"
        return "bill" if self._order["action"] == "bill" else "collect"


def _take(history: History, row: _Row, places: list[list[Name]]) -> Name:
    """The first edit alike in the places, which is taken out of there."""
    for names in places:
        found = history.find_alike(row, names)
        if found is not None:
            names.remove(found)
            return found
    return _NOBODY


def tell_reported(money: pd.DataFrame, orders: pd.DataFrame) -> list[Problem]:
    """What the accountant should know: money reported before, and exports that lack an earlier run's edits.

    `orders` have order_key, order_id and file.
    """
    facts = orders.set_index("order_key")
    found = []
    for one in columns.records(money):
        place = {
            "order_key": one["order_key"],
            "order_id": facts.at[one["order_key"], "order_id"],
            "file": facts.at[one["order_key"], "file"],
        }
        if one["state"] in ("reported", "partly_reported"):
            found.append(problem("reported-before", found=one["reported_in_run"], **place))
        if one["lacks_run"]:
            found.append(problem("export-older", found=one["lacks_run"], **place))
    return found
