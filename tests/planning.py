"""A plan made straight from orders and edits, and what it says, row by row."""

from __future__ import annotations

from typing import Any

from builders import edits
from pipeline.plan import Planned, make_plan, match_rows, settle_decimal_marks
from schemas.edits import Edits
from schemas.orders import Tables


def plan_edits(tables: Tables, *rows: dict[str, Any] | Edits, **how: Any) -> Planned:
    """The plan of those edit rows (or of ready-made `Edits`)."""
    requested = rows[0] if rows and isinstance(rows[0], Edits) else edits(*rows)
    matches = match_rows(tables, requested, how.pop("set_aside", ()))
    marks = settle_decimal_marks(requested)
    return make_plan(tables, requested, matches, decimal_marks=marks, **how)


def states(planned: Planned) -> list[str]:
    """The state of every row."""
    return planned.rows["state"].tolist()


def codes(planned: Planned) -> list[list[str]]:
    """The problem codes of every row."""
    return [
        [found.code for found in planned.problems if found.row_key == key]
        for key in planned.rows["row_key"].tolist()
    ]


def told(planned: Planned) -> list[str]:
    """The changes in words: thing, field: old -> new (rule)."""
    return [
        f"{row['thing']}, {row['field']}: {row['old']} -> {row['new']} ({row['rule']})"
        for row in planned.plan.changes.to_dict("records")
    ]


def steps(planned: Planned, *names: str) -> list[tuple[Any, ...]]:
    """The named columns of the steps."""
    return list(planned.plan.steps[list(names)].itertuples(index=False, name=None))
