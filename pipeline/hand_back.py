"""What a clerk gets back: her files of edits with the results, and what of them is to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.comments import comment_rows
from pipeline.intake import Tell
from pipeline.languages import Words, find_words, phrase
from pipeline.retell import retell_table
from pipeline.workbook.annotate import annotate
from pipeline.workbook.edit_file import EditFile
from pipeline.workbook.header_language import find_language
from pipeline.workbook.to_fix import make_to_fix, save_to_fix
from schemas.outcome import Outcome

RESULT, TO_FIX = "edits-result", "edits-to-fix"


@dataclass(frozen=True)
class ClerkWords:
    """The language that was asked for, and the one of files that do not tell their own."""

    asked: Words | None
    otherwise: Words

    def find(self, path: Path) -> Words:
        """The language of what the clerk of that file gets back."""
        if self.asked is not None:
            return self.asked
        language = find_language(path)
        return find_words(language) if language else self.otherwise


def hand_back(
    folder: Path, edit_files: Sequence[EditFile], outcome: Outcome, words: ClerkWords, tell: Tell
) -> None:
    """Write `edits-result.xlsx` for each file of edits, and `edits-to-fix.xlsx` where rows were not done.

    With several files of edits there is one of each for every file, numbered.
    """
    for number, edit_file in enumerate(edit_files, 1):
        ending = ".xlsx" if len(edit_files) == 1 else f"-{number}-{edit_file.path.stem}.xlsx"
        tell(phrase("Writing {file}", file=f"{RESULT}{ending}"))
        _hand_back_one(folder, ending, edit_file, outcome, words.find(edit_file.path))


def _hand_back_one(folder: Path, ending: str, edit_file: EditFile, outcome: Outcome, words: Words) -> None:
    rows, problems, of_orders = _select(edit_file, outcome)
    told, told_of_orders = retell_table(problems, words), retell_table(of_orders, words)
    commented = comment_rows(rows, pd.concat([told, told_of_orders]))
    annotate(edit_file.path, folder / f"{RESULT}{ending}", commented, told, words)
    to_fix = make_to_fix(edit_file.path, rows, problems, words)
    if to_fix is None:
        return
    told = retell_table(to_fix.problems, words)
    commented = comment_rows(to_fix.row_results, pd.concat([told, told_of_orders]))
    save_to_fix(replace(to_fix, row_results=commented, problems=told), folder / f"{TO_FIX}{ending}", words)


def _select(edit_file: EditFile, outcome: Outcome) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The results of the file's rows, the problems of the file and its rows, and those of its orders."""
    edits = edit_file.edits.rows
    rows = outcome.row_results.loc[outcome.row_results["row_key"].isin(edits["row_key"])]
    label = edits["file"].iloc[0] if len(edits) else edit_file.path.name
    problems = outcome.problems
    is_here = problems["row_key"].isin(edits["row_key"]) | (problems["file"] == label)
    is_of_order = (problems["row_key"] < 0) & (problems["order_key"] >= 0)
    return rows, problems.loc[is_here], problems.loc[is_of_order & ~is_here]
