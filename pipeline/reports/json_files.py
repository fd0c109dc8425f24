"""problems.json and summary.json: what people read, as data for programs.

Amounts are decimal text beside their currency, never JSON numbers; nothing
is cut. Key names of problems follow Frictionless.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.money import to_text
from pipeline.reports.report import Report, find_broken_ties, sums_by_currency
from schemas.outcome import MONEY_ACTIONS

_PROBLEM_KEYS = {
    "code": "code",
    "severity": "severity",
    "file": "file",
    "sheet": "sheet",
    "row": "rowNumber",
    "column": "fieldName",
    "cell": "cell",
    "order_id": "order",
    "found": "found",
    "expected": "expected",
    "fix": "fix",
    "message": "message",
}
_CONTROL_AMOUNTS = ("total_before", "difference", "total_after", "collect", "refund", "bill")
_CONTROL_COUNTS = ("orders", "orders_changed", "collect_orders", "refund_orders", "bill_orders")
_CONVENTION_KEYS = (
    *("platform", "currency", "convention", "in_words", "orders", "orders_reproduced", "source"),
    "second",
)


def write_problems(report: Report, destination: Path) -> None:
    """Write every problem of the run; an empty list when there is none."""
    _write_json(build_problems(report), destination)


def write_summary(
    report: Report,
    destination: Path,
    *,
    files: Sequence[str],
    exit_status: int,
    messages: Mapping[str, Any] | None = None,
) -> None:
    """Write everything the screen says, as data."""
    summary = build_summary(report, files=files, exit_status=exit_status, messages=messages)
    _write_json(summary, destination)


def build_problems(report: Report) -> list[dict[str, Any]]:
    """Every problem of the run as an object."""
    return list_problems(report.problems)


def list_problems(problems: pd.DataFrame) -> list[dict[str, Any]]:
    """Problems as objects; `rowNumber` is null where no row is meant."""
    table = problems[list(_PROBLEM_KEYS)].rename(columns=_PROBLEM_KEYS)
    return [
        {**{str(name): value for name, value in facts.items()}, "rowNumber": facts["rowNumber"] or None}
        for facts in table.to_dict("records")
    ]


def build_summary(
    report: Report,
    *,
    files: Sequence[str],
    exit_status: int,
    messages: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What was read, found, done and written; for summary.json and `--json`.

    `messages`: what became of those to customers, if there were to be any.
    """
    actions = report.reconciliation["action"].value_counts().to_dict()
    return {
        **build_facts(report),
        "edits": {"rows_read": report.rows_read, **report.row_counts},
        "orders": {
            "read": report.orders_read,
            "named_in_edits": len(report.reconciliation),
            "do_not_add_up": len(report.misfits),
            "explanations": report.misfits["explanation"].value_counts(sort=False).to_dict(),
            "by_action": {action: int(actions.get(action, 0)) for action in MONEY_ACTIONS},
        },
        "newly_due": _newly_due(report),
        "problems": report.problem_counts,
        "changes": len(report.changes),
        "broken_ties": find_broken_ties(report),
        **({} if messages is None else {"messages": dict(messages)}),
        "files": list(files),
        "exit_status": exit_status,
    }


def _newly_due(report: Report) -> list[dict[str, Any]]:
    """What no earlier run asked for, by action and currency; without a ledger all of it."""
    orders = report.reconciliation
    decimals = dict(zip(orders["currency"], orders["decimals"].tolist(), strict=True))
    found = []
    for action in MONEY_ACTIONS:
        new = orders.loc[(orders["action_new"] == action) & (orders["amount_new_minor"] > 0)]
        for currency, amount in sums_by_currency(new, "amount_new_minor").items():
            count = int((new["currency"] == currency).sum())
            told = {"action": action, "currency": currency, "amount": to_text(amount, decimals[currency])}
            found.append({**told, "orders": count})
    return found


def build_facts(report: Report) -> dict[str, Any]:
    """What the summary and the manifest share: run, inputs, policy, conventions, control totals."""
    return {
        "run_id": report.run_id,
        "version": report.version,
        "command": list(report.command),
        "dry_run": report.is_dry_run,
        "inputs": [asdict(read) for read in report.inputs],
        "policy": dict(report.policy),
        "conventions": [_convention(row) for row in report.conventions.to_dict("records")],
        "control_totals": [_control_total(row) for row in report.control_totals.to_dict("records")],
    }


def _convention(row: dict[Any, Any]) -> dict[str, Any]:
    lists = {name: [one for one in row[name].split("; ") if one] for name in ("tied_with", "decided_by")}
    return {**{key: row[key] for key in _CONVENTION_KEYS}, **lists}


def _control_total(row: dict[Any, Any]) -> dict[str, Any]:
    amounts = {name: to_text(row[f"{name}_minor"], row["decimals"]) for name in _CONTROL_AMOUNTS}
    return {"currency": row["currency"], **amounts, **{name: row[name] for name in _CONTROL_COUNTS}}


def _write_json(content: object, destination: Path) -> None:
    with destination.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
