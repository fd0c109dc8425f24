"""The metrics of the last night, as text that Prometheus reads (its node exporter's text files)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.money import to_text
from pipeline.nightly.facts import ALL_DONE, OUTCOMES, PARTLY, Night, add_amounts
from schemas.outcome import ROW_STATUSES

PREFIX = "order_corrections"
_LAST_SUCCESS = f"{PREFIX}_last_success_timestamp_seconds"
_READABLE = 0o644


@dataclass(frozen=True)
class Metric:
    """One metric: its name without the prefix, its help, and its values by their labels."""

    name: str
    help: str
    values: dict[str, str]

    def __str__(self) -> str:
        """The metric in the text format."""
        name = f"{PREFIX}_{self.name}"
        lines = [f"# HELP {name} {self.help}", f"# TYPE {name} gauge"]
        return "\n".join([*lines, *(f"{name}{labels} {value}" for labels, value in self.values.items()), ""])


def build_metrics(night: Night, *, finished_at_s: int, last_success_s: int) -> str:
    """All metrics of the night; a night with files to look at is a success, one that failed is not.

    `last_success_s` is that of the nights before, 0 if there was none.
    """
    is_success = night.status in (ALL_DONE, PARTLY)
    success = finished_at_s if is_success else last_success_s
    return "".join(map(str, _list_metrics(night, finished_at_s, success)))


def read_last_success(place: Path) -> int:
    """The last success that stands in the file, 0 if there is none."""
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return 0
    found = re.search(rf"^{_LAST_SUCCESS} ([0-9]+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def write_metrics(place: Path, text: str) -> None:
    """Replace the file in one step, readable for the collector. Raises `OSError`."""
    half = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        half.write_text(text, encoding="utf-8")
        half.chmod(_READABLE)
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)


def _list_metrics(night: Night, finished_at_s: int, success_s: int) -> Iterator[Metric]:
    yield Metric(
        "last_run_timestamp_seconds", "When the last night ended, in Unix time.", {"": str(finished_at_s)}
    )
    yield Metric(
        "last_success_timestamp_seconds",
        "When the last night that did not fail ended, 0 before the first.",
        {"": str(success_s)},
    )
    yield Metric("last_run_status", "Exit status of the last night.", {"": str(night.status)})
    duration = {"": to_text(night.duration_ms, 3)}
    yield Metric("last_run_duration_seconds", "How long the last night took.", duration)
    files = {outcome: sum(one.outcome == outcome for one in night.handled) for outcome in OUTCOMES}
    yield Metric("files", "Files of the last night by where they ended.", _labelled("outcome", files))
    yield from _list_run_metrics(night)


def _list_run_metrics(night: Night) -> Iterator[Metric]:
    reports = night.reports
    rows = {status: sum(report.row_counts[status] for report in reports) for status in ROW_STATUSES}
    yield Metric("edit_rows", "Edit rows of the last night by their result.", _labelled("result", rows))
    changed = sum(int(report.control_totals["orders_changed"].sum()) for report in reports)
    yield Metric("orders_changed", "Orders changed in the last night, by run.", {"": str(changed)})
    amounts = add_amounts(reports)
    if amounts:
        labels = [f'{{action="{one.action}",currency="{one.currency}"}}' for one in amounts]
        orders = {label: str(one.orders) for label, one in zip(labels, amounts, strict=True)}
        yield Metric("orders", "Orders of the last night with an amount due, by action and currency.", orders)
        due = {label: one.text for label, one in zip(labels, amounts, strict=True)}
        yield Metric("amount", "Amounts due of the last night, by action and currency.", due)


def _labelled(label: str, counts: dict[str, int]) -> dict[str, str]:
    return {f'{{{label}="{value}"}}': str(count) for value, count in counts.items()}
