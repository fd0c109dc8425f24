"""An order's history as the ledger tells it: which states it was seen in, and which edits each one holds.

Every edit that was ever done is one `Done`, named by the run and row that did
it first. A state is a fingerprint; replaying the runs gives for each state the
edits it holds. A run that began from a state nobody knew begins a new era:
totals of different eras cannot be compared, since others changed the order
between them. A history is certain as long as the totals show that such states
held everything done before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from schemas import columns
from schemas.ledger import Earlier

_CASH_STEP_MINOR = 5
Name = tuple[str, int]
"""The run and the row that did an edit first."""


@dataclass(frozen=True)
class Done:
    """An edit done by some run."""

    name: Name
    content_digest: str
    request: str
    action: str
    difference_minor: int


@dataclass(frozen=True)
class State:
    """What an order holds in one of its known states."""

    held: frozenset[Name]
    era: int


@dataclass(frozen=True)
class Step:
    """One earlier run of the order, and the edits it was given."""

    run_id: str
    before: str
    after: str
    names: tuple[Name, ...]


@dataclass
class History:
    """Everything earlier runs tell about one order; filled run by run."""

    done: dict[Name, Done] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    given: dict[str, list[Name]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    undoing: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked_minor: int | None = None
    total_minor: int = 0
    to_collect_minor: int = 0
    era: int = 0
    is_certain: bool = True

    def is_complete_at(self, total_minor: int) -> bool:
        """Whether an order of that total, in a state nobody knew, holds every edit done so far."""
        return self.is_certain and total_minor == self.asked_minor

    @property
    def rounding_minor(self) -> int:
        """Cash rounding in what was asked for: what the latest total leaves of it, if less than a step."""
        rest = 0 if self.asked_minor is None else self.asked_minor - self.total_minor
        return rest if abs(rest) < _CASH_STEP_MINOR else 0

    def is_undone(self, name: Name, held: Iterable[Name]) -> bool:
        """Whether the run that did the edit is undone among the edits held."""
        undoing = self.undoing.get(name[0], set())
        return any(other[0] in undoing for other in held)

    def find_alike(self, row: dict[str, Any], names: Iterable[Name]) -> Name | None:
        """The first of these edits that asks for the same thing.

        A row without a request may repeat any; a row with one repeats only
        what was done for that request.
        """
        for name in names:
            one = self.done[name]
            if one.content_digest == row["content_digest"] and row["request"] in ("", one.request):
                return name
        return None

    def add_run(self, run: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        """Replay one more run; runs are given in the order they were recorded."""
        names = [(row["first_run"], row["first_row_key"]) for row in rows]
        for name, row in zip(names, rows, strict=True):
            self.done.setdefault(name, _read_done(name, row))
        before, after = run["fingerprint_before"], run["fingerprint_after"]
        base = self.states.get(before) or self._begin_era(run, rows)
        self.states[before] = base
        self.states[after] = State(base.held | set(names), base.era)
        kept = self.given.get(after, []) if before == after else []
        self.given[after] = list(dict.fromkeys([*kept, *names]))
        self.steps.append(Step(run["run_id"], before, after, tuple(names)))
        if run["undoes_run"]:
            self.undoing[run["undoes_run"]].add(run["run_id"])
        self.total_minor = run["total_before_minor"] + run["difference_minor"]
        if run["has_asked"]:
            self.asked_minor = run["asked_minor"]

    def _begin_era(self, run: dict[str, Any], rows: list[dict[str, Any]]) -> State:
        """A state nobody knew: it holds everything but what had to be done, or done again."""
        if self.steps:
            self.era += 1
            is_known_total = self.asked_minor is None or self.asked_minor == run["total_before_minor"]
            self.is_certain = self.is_certain and is_known_total
        lacking = {
            (row["first_run"], row["first_row_key"])
            for row in rows
            if row["difference_minor"] or row["first_run"] == run["run_id"]
        }
        return State(frozenset(name for name in self.done if name not in lacking), self.era)


def _read_done(name: Name, row: dict[str, Any]) -> Done:
    return Done(name, row["content_digest"], row["request"], row["action"], row["difference_minor"])


def read_histories(earlier: Earlier) -> dict[int, History]:
    """The history of each order that has one, by order_key."""
    histories: dict[int, History] = defaultdict(History)
    rows_of: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in columns.records(earlier.edits.sort_values("row_key", kind="stable")):
        rows_of[row["order_key"], row["run_id"]].append(row)
    for run in columns.records(earlier.runs.sort_values("entry", kind="stable")):
        rows = rows_of[run["order_key"], run["run_id"]]
        if rows:
            histories[run["order_key"]].add_run(run, rows)
    for amount in columns.records(earlier.open_amounts):
        histories[amount["order_key"]].to_collect_minor = amount["to_collect_minor"]
    return dict(histories)
