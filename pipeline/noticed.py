"""What is noticed before or after a correction, added to its outcome."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.comments import comment_rows
from pipeline.problems import Problem, to_table
from schemas.outcome import Outcome


def put_first(outcome: Outcome, noticed: list[Problem]) -> Outcome:
    """The outcome with what was noticed before it put first, also in the rows' comments."""
    problems = pd.concat([to_table(noticed), outcome.problems], ignore_index=True)
    return replace(outcome, problems=problems, row_results=comment_rows(outcome.row_results, problems))


def put_last(outcome: Outcome, noticed: list[Problem]) -> Outcome:
    """The outcome with what was noticed after it put last; no row's comment says it."""
    problems = pd.concat([outcome.problems, to_table(noticed)], ignore_index=True)
    return replace(outcome, problems=problems)
