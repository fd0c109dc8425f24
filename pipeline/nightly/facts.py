"""What became of each file of a night, and of the night as a whole: plain values, a line, an exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.languages.phrase import N_, listed, phrase
from pipeline.money import to_text
from pipeline.reports.report import Report

DONE, ATTENTION, LEFT = "done", "needs-attention", "left"
OUTCOMES = (DONE, ATTENTION, LEFT)
ALL_DONE, FAILED, REFUSED, PARTLY, LOCKED = 0, 1, 3, 4, 75
STATUS_OF = {
    "applied": ALL_DONE,
    "rows": PARTLY,
    "refused": PARTLY,
    "settling": ALL_DONE,
    "changed": ALL_DONE,
    "gone": ALL_DONE,
    "exports": REFUSED,
    "ledger": REFUSED,
    "locked": LOCKED,
    "no-room": FAILED,
    "failed": FAILED,
    "unmovable": FAILED,
}
"""Why a file ended where it did, and what that makes of the night."""
NOBODY_CAN_RUN = ("exports", "ledger")
"""What is no single file's fault and ends the night."""
_GRAVEST_FIRST = (FAILED, REFUSED, LOCKED, PARTLY, ALL_DONE)
_COUNTED = {
    DONE: N_("{number} done"),
    ATTENTION: N_("{number} to look at"),
    LEFT: N_("{number} left for next time"),
}
_AT_FAULT = {
    "exports": N_(" (the exports cannot be read)"),
    "ledger": N_(" (the ledger cannot be used)"),
}
_ACTIONS = {
    "collect": N_("; collect {amount}"),
    "refund": N_("; refund {amount}"),
    "bill": N_("; bill {amount}"),
}


@dataclass(frozen=True)
class Handled:
    """One file: where it ended (`outcome`), why (a key of `STATUS_OF`), in a sentence, and its run."""

    name: str
    outcome: str
    why: str
    sentence: str = ""
    run_id: str = ""
    folder: Path | None = None
    moved_to: str = ""
    report: Report | None = None


@dataclass(frozen=True)
class Night:
    """The whole night. `sentence` says why it could not begin, "" if it did."""

    night_id: str
    status: int
    started_at: datetime
    duration_ms: int
    handled: tuple[Handled, ...] = ()
    sentence: str = ""

    @property
    def folders(self) -> list[str]:
        """The folders of the runs, in their order."""
        return [str(one.folder) for one in self.handled if one.folder is not None]

    @property
    def reports(self) -> list[Report]:
        """The reports of the runs, in their order."""
        return [one.report for one in self.handled if one.report is not None]


@dataclass(frozen=True)
class Amount:
    """What the runs of a night newly ask to collect, refund or bill in one currency."""

    action: str
    currency: str
    decimals: int
    amount_minor: int
    orders: int

    @property
    def text(self) -> str:
        """The amount as decimal text."""
        return to_text(self.amount_minor, self.decimals)


def find_status(reasons: Iterable[str]) -> int:
    """The exit status of a night whose files ended for these reasons.

    >>> find_status([]), find_status(["applied", "rows"]), find_status(["rows", "locked", "failed"])
    (0, 4, 1)
    """
    statuses = {STATUS_OF[why] for why in reasons}
    return next((status for status in _GRAVEST_FIRST if status in statuses), ALL_DONE)


def add_amounts(reports: Iterable[Report]) -> list[Amount]:
    """What all the runs together newly ask for, by action and currency; nothing that is 0."""
    sums: dict[tuple[str, str, int], tuple[int, int]] = {}
    for report in reports:
        orders = report.reconciliation
        due = orders.loc[orders["action_new"].isin(list(_ACTIONS)) & (orders["amount_new_minor"] > 0)]
        names = zip(due["action_new"], due["currency"], due["decimals"].tolist(), strict=True)
        for key, amount_minor in zip(names, due["amount_new_minor"].tolist(), strict=True):
            amount, count = sums.get(key, (0, 0))
            sums[key] = (amount + amount_minor, count + 1)
    return [Amount(*key, *found) for key, found in sorted(sums.items())]


def summarise(night: Night) -> str:
    """The night in one line, short enough for the subject of a mail; it can be said in any language."""
    if night.sentence:
        return phrase("order-corrections: {what}", what=night.sentence)
    if not night.handled:
        return phrase("order-corrections: nothing to do")
    counts = {outcome: sum(one.outcome == outcome for one in night.handled) for outcome in OUTCOMES}
    files = listed(phrase(_COUNTED[name], number=count) for name, count in counts.items() if count)
    failed = sum(STATUS_OF[one.why] == FAILED for one in night.handled)
    failures = [phrase(" ({number} failed)", number=failed)] if failed else []
    at_fault = [
        phrase(words) for why, words in _AT_FAULT.items() if any(one.why == why for one in night.handled)
    ]
    due = [
        phrase(_ACTIONS[amount.action], amount=f"{amount.text} {amount.currency}")
        for amount in add_amounts(night.reports)
    ]
    return phrase("order-corrections: {what}", what=listed([files, *failures, *at_fault[:1], *due], ""))


def as_plain(night: Night) -> dict[str, Any]:
    """Everything of the night as plain data, for the log and for the command it calls at its end."""
    return {
        "night": night.night_id,
        "status": night.status,
        "summary": summarise(night),
        "started_at": night.started_at.isoformat(timespec="seconds"),
        "duration_ms": night.duration_ms,
        "folders": night.folders,
        "files": [as_plain_file(one) for one in night.handled],
        "amounts": [
            {
                "action": amount.action,
                "currency": amount.currency,
                "amount": amount.text,
                "orders": amount.orders,
            }
            for amount in add_amounts(night.reports)
        ],
    }


def as_plain_file(one: Handled) -> dict[str, Any]:
    """One file as plain data; `rows` is null where there was no run."""
    counts = None if one.report is None else {"read": one.report.rows_read, **one.report.row_counts}
    return {
        "file": one.name,
        "outcome": one.outcome,
        "why": one.why,
        "sentence": one.sentence,
        "run": one.run_id,
        "folder": "" if one.folder is None else str(one.folder),
        "moved_to": one.moved_to,
        "rows": counts,
    }
