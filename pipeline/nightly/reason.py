"""The plain reason that lies beside a file that needs attention, in the clerk's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.comments import comment_rows
from pipeline.languages import N_, Words
from pipeline.problems import Problem
from pipeline.reports.report import Report
from pipeline.reports.screen import to_printable
from pipeline.retell import retell, tell_table

_NEED_CARE = {"held": N_("held for a decision"), "rejected": N_("not carried out")}
_PLACES = {
    "sheet": N_("sheet {sheet}"),
    "row": N_("row {row}"),
    "cells": N_("cell {cells}"),
    "order": N_("order {order}"),
}
PLAINER = {
    "not-a-workbook": N_(
        "It is not a workbook that can be read, or it is damaged. Open it in Excel or LibreOffice and save it"
        " as .xlsx."
    ),
    "workbook-encrypted": N_("It is protected by a password. Remove the password and save it again."),
    "file-empty": N_("It is empty."),
    "file-unreadable": N_("It could not be opened. Check its name and who may read it."),
    "encoding-unknown": N_("Its text is in no known encoding. Save it again as UTF-8."),
    "json-broken": N_("It is not complete JSON. Make or download it again."),
    "column-missing": N_("The column {column} is missing. Check the headers."),
    "column-repeated": N_("The column {column} stands twice. Remove or rename one of them."),
    "no-edits-sheet": N_(
        "None of its sheets holds edits. Name them Items, Customer, Discounts, Order or Taxes."
    ),
    "records-disagree": N_("Its rows cannot be told apart. Check for a quotation mark that is never closed."),
    "export-as-edits": N_("It is an export of orders, not a file of edits. Put the file of edits here."),
}
"""By problem code, what is plainer to somebody who only has that one file."""


def explain_refusal(words: Words, file: str, problems: Sequence[Problem]) -> str:
    """Why the file could not be used at all, every problem of it."""
    head = words.say(
        "{file} could not be used. Nothing in it was carried out, and no order was changed.", file=file
    )
    lines = [head, "", *(f"- {_say_problem(words, problem)}" for problem in problems)]
    last = words.say("Mend the file and put it into the inbox again.")
    return "\n".join([*map(to_printable, lines), "", last, ""])


def explain_rows(words: Words, file: str, report: Report, *, to_fix: str, workbook: str, folder: Path) -> str:
    """Which rows were held or rejected, where they stand, and where the results are.

    Beside the file lie `workbook`, the file with its results, and `to_fix`, just these rows, to be
    corrected in there ("" if there is none).
    """
    counts = report.row_counts
    head = words.say(
        "{file}: {rows} rows read, {applied} carried out, {nothing} with nothing to do, {held} held"
        " for a decision, {rejected} not carried out.",
        file=file,
        rows=report.rows_read,
        nothing=counts.pop("nothing_to_do"),
        **counts,
    )
    lines = [
        head,
        words.say("What was carried out stands in the updated orders. These rows need you:"),
        "",
        *_list_rows(words, report),
        "",
        words.say(
            "{workbook} holds the rows to correct, coloured and explained: correct them there and put it into"
            " the inbox.",
            workbook=to_fix,
        )
        if to_fix
        else words.say("Correct these rows and put a new file with them alone into the inbox."),
        words.say("{workbook} is your file with the cells coloured and explained.", workbook=workbook),
        words.say("All results are in {folder}.", folder=folder),
    ]
    return "\n".join([*map(to_printable, lines), ""])


def _say_problem(words: Words, problem: Problem) -> str:
    if problem.code in PLAINER:
        said = words.say(PLAINER[problem.code], column=problem.column)
    else:
        told = retell(problem, words)
        said = f"{told.message} {told.fix}".strip()
    place = _say_place(words, {"sheet": problem.sheet, "row": problem.row or "", "cells": problem.cell})
    return f"{place}: {said}" if place else said


def _list_rows(words: Words, report: Report) -> Iterator[str]:
    """A line for each row that was held or rejected, in the order of the file; none is left out."""
    cells = _find_cells(report)
    results = _comment_in(words, report)
    for row in results.loc[results["result"].isin(list(_NEED_CARE))].to_dict("records"):
        place = {
            "sheet": row["sheet"],
            "row": row["row"],
            "cells": ", ".join(cells.get(int(row["row_key"]), ())),
            "order": row["order_id"],
        }
        what = words.text(_NEED_CARE[row["result"]])
        yield f"- {_say_place(words, place)} ({what}): {row['comment']}"


def _comment_in(words: Words, report: Report) -> pd.DataFrame:
    """The results of the rows, their comments in the clerk's language, whichever the report has."""
    if report.words.language == words.language:
        return report.row_results
    return comment_rows(report.row_results, tell_table(report.problems, words))


def _find_cells(report: Report) -> dict[int, list[str]]:
    """The cells that an error or a warning points at, by edit row."""
    problems = report.problems
    told = problems.loc[(problems["cell"] != "") & (problems["severity"] != "info")]
    cells: dict[int, list[str]] = {}
    for row_key, cell in zip(told["row_key"].tolist(), told["cell"].tolist(), strict=True):
        named = cells.setdefault(row_key, [])
        if cell not in named:
            named.append(cell)
    return cells


def _say_place(words: Words, place: dict[str, Any]) -> str:
    return ", ".join(
        words.say(_PLACES[name], **{name: value}) for name, value in place.items() if value != ""
    )
