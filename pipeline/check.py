"""Checks exports without edits: the convention found and the orders that do not add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.intake import Intake, Sources, Tell, read_everything
from pipeline.money import to_text
from pipeline.reports.json_files import list_problems
from pipeline.reports.report import count_of
from pipeline.reports.screen import format_amount, print_conventions, print_problems
from pipeline.work_out import correct_intake
from schemas.outcome import Outcome


@dataclass(frozen=True)
class Checked:
    """Exports as read and what was found out about them."""

    intake: Intake
    outcome: Outcome


def check_exports(sources: Sources, tell: Tell) -> Checked:
    """Read and recalculate the exports. Raises `InputRefused` for one broken as a whole."""
    intake = read_everything(sources, tell)
    tell("Recalculating the orders")
    return Checked(intake, correct_intake(intake))


def build_check(checked: Checked) -> dict[str, Any]:
    """Everything found as plain data; amounts as decimal text."""
    outcome = checked.outcome
    return {
        "files": [
            {
                "files": [path.name for path in export.files],
                "format": export.format,
                "orders": len(export.tables.orders),
                "lines": len(export.tables.lines),
                "unreadable_orders": list(export.broken_orders),
            }
            for export in checked.intake.exports
        ],
        "conventions": outcome.conventions.to_dict("records"),
        "do_not_add_up": [
            {
                "order": row["order_id"],
                "file": row["file"],
                "component": row["component"],
                "stored": to_text(row["stored_minor"], row["decimals"]),
                "calculated": to_text(row["calculated_minor"], row["decimals"]),
                "gap": to_text(row["gap_minor"], row["decimals"]),
                "currency": row["currency"],
                "explanation": row["explanation"],
                "explanation_in_words": EXPLANATIONS[row["explanation"]],
            }
            for row in outcome.misfits.to_dict("records")
        ],
        "problems": list_problems(outcome.problems),
    }


def print_check(checked: Checked, *, has_colour: bool) -> str:
    """The same for people, ending in a line end."""
    lines = [
        f"{', '.join(path.name for path in export.files)}: {export.format}, "
        f"{count_of(len(export.tables.orders), 'order')}, {count_of(len(export.tables.lines), 'line')}"
        + (f", {count_of(len(export.broken_orders), 'unreadable order')}" if export.broken_orders else "")
        for export in checked.intake.exports
    ]
    outcome = checked.outcome
    blocks = ["\n".join(lines) + "\n", print_conventions(outcome.conventions, has_colour=has_colour)]
    blocks.append(_print_misfits(outcome.misfits))
    if len(outcome.problems):
        blocks.append(print_problems(outcome.problems, has_colour=has_colour))
    return "\n".join(blocks)


def _print_misfits(misfits: pd.DataFrame) -> str:
    if misfits.empty:
        return "Every order adds up.\n"
    head = f"{len(misfits)} order{'s do' if len(misfits) > 1 else ' does'} not add up:\n"
    return head + "".join(f"  {_misfit_words(row)}\n" for row in misfits.to_dict("records"))


def _misfit_words(row: dict[Any, Any]) -> str:
    component = str(row["component"]).replace("_", " ")
    gap = format_amount(row["gap_minor"], row["decimals"], row["currency"], is_signed=True)
    why = f"\n    {EXPLANATIONS[row['explanation']]}"
    if component in ("line tax", "discount shares"):
        return f"{row['order_id']}: {component} differs from the stored one; gap of the total {gap}{why}"
    stored, reckoned = (
        format_amount(row[name], row["decimals"], row["currency"])
        for name in ("stored_minor", "calculated_minor")
    )
    return f"{row['order_id']}: {component} is {stored}, calculated {reckoned}; gap of the total {gap}{why}"
