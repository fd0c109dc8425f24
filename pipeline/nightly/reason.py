"""The plain reason that lies beside a file that needs attention.

The frame is in the clerk's language; what each row's comment says comes from
the catalogue of problems, which is English.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.nightly.sentences import SENTENCES
from pipeline.problems import Problem
from pipeline.reports.report import Report
from pipeline.reports.screen import to_printable

_NEED_CARE = ("held", "rejected")


def explain_refusal(language: str, file: str, problems: Sequence[Problem]) -> str:
    """Why the file could not be used at all, every problem of it."""
    words = SENTENCES[language]
    lines = [words["refused"].format(file=file), ""]
    lines += [f"- {_say_problem(words, problem)}" for problem in problems]
    return "\n".join([*map(to_printable, lines), "", words["mend"], ""])


def explain_rows(language: str, file: str, report: Report, *, workbook: str, folder: Path) -> str:
    """Which rows were held or rejected, where they stand, and where the results are."""
    words = SENTENCES[language]
    counts = report.row_counts
    head = words["rows"].format(
        file=file, rows=report.rows_read, nothing=counts.pop("nothing_to_do"), **counts
    )
    where = [words["marked"].format(workbook=workbook), words["results"].format(folder=folder)]
    lines = [head, words["written"], "", *_list_rows(words, report), "", words["again"], *where]
    return "\n".join([*map(to_printable, lines), ""])


def _say_problem(words: dict[str, str], problem: Problem) -> str:
    if problem.code in words:
        said = words[problem.code].format(column=problem.column)
    else:
        said = words["other"].format(message=f"{problem.message} {problem.fix}".strip())
    place = _say_place(words, {"sheet": problem.sheet, "row": problem.row or "", "cells": problem.cell})
    return f"{place}: {said}" if place else said


def _list_rows(words: dict[str, str], report: Report) -> Iterator[str]:
    """A line for each row that was held or rejected, in the order of the file; none is left out."""
    cells = _find_cells(report)
    results = report.row_results
    for row in results.loc[results["result"].isin(_NEED_CARE)].to_dict("records"):
        place = {
            "sheet": row["sheet"],
            "row": row["row"],
            "cells": ", ".join(cells.get(int(row["row_key"]), ())),
            "order": row["order_id"],
        }
        yield f"- {_say_place(words, place)} ({words[row['result']]}): {row['comment']}"


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


def _say_place(words: dict[str, str], place: dict[str, Any]) -> str:
    return ", ".join(words[name].format(**{name: value}) for name, value in place.items() if value != "")
