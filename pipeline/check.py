"""Checks exports without edits: the convention found and the orders that do not add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.formats.protocol import Export
from pipeline.intake import Intake, Sources, Tell, read_everything
from pipeline.languages import ENGLISH, Words, phrase
from pipeline.money import to_text
from pipeline.reports.json_files import list_problems
from pipeline.reports.screen import print_conventions, print_problems
from pipeline.reports.wording import name_of
from pipeline.retell import retell_table
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
    tell(phrase("Recalculating the orders"))
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
        "conventions": outcome.conventions.drop(columns="facts").to_dict("records"),
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


def print_check(checked: Checked, words: Words = ENGLISH, *, has_colour: bool = False) -> str:
    """The same for people, in their language, ending in a line end."""
    lines = [_tell_export(export, words) for export in checked.intake.exports]
    outcome = checked.outcome
    problems = retell_table(outcome.problems, words)
    blocks = ["\n".join(lines) + "\n", print_conventions(outcome.conventions, words, has_colour=has_colour)]
    blocks.append(_print_misfits(outcome.misfits, words))
    if len(problems):
        blocks.append(print_problems(problems, words, has_colour=has_colour))
    return "\n".join(blocks)


def _tell_export(export: Export, words: Words) -> str:
    names = ", ".join(path.name for path in export.files)
    orders, lines, broken = (
        len(each) for each in (export.tables.orders, export.tables.lines, export.broken_orders)
    )
    told = [
        export.format,
        words.count("{number} order", "{number} orders", orders),
        words.count("{number} line", "{number} lines", lines),
    ]
    if broken:
        told.append(words.count("{number} unreadable order", "{number} unreadable orders", broken))
    return words.say("{name}: {what}", name=names, what=", ".join(told))


def _print_misfits(misfits: pd.DataFrame, words: Words) -> str:
    if misfits.empty:
        return words.say("Every order adds up.") + "\n"
    head = words.count("{number} order does not add up:", "{number} orders do not add up:", len(misfits))
    rows = misfits.to_dict("records")
    return f"{head}\n" + "".join(
        f"  {_misfit_words(row, words)}\n    {words.text(EXPLANATIONS[row['explanation']])}\n" for row in rows
    )


def _misfit_words(row: dict[Any, Any], words: Words) -> str:
    gap, stored, calculated = (
        words.amount(row[f"{name}_minor"], row["decimals"], row["currency"], is_signed=name == "gap")
        for name in ("gap", "stored", "calculated")
    )
    component = name_of(row["component"], words).replace("_", " ")
    order = row["order_id"]
    if row["component"] in ("line_tax", "discount_shares"):
        return words.say(
            "{order}: {component} differs from the stored one; gap of the total {gap}",
            order=order,
            component=component,
            gap=gap,
        )
    return words.say(
        "{order}: {component} is {stored}, calculated {calculated}; gap of the total {gap}",
        order=order,
        component=component,
        stored=stored,
        calculated=calculated,
        gap=gap,
    )
