"""Control totals that whoever prepared the edits gives along: how many rows, how much money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.money import currency_decimals, to_text
from pipeline.problems import GuardRefused, Problem, problem
from schemas import columns


@dataclass(frozen=True)
class Expected:
    """What the preparer expects: edit rows, and the sum of the differences in minor units by currency."""

    rows: int | None = None
    differences: Mapping[str, int] = field(default_factory=dict)


def check_expected(expected: Expected, rows_read: int, control_totals: pd.DataFrame) -> None:
    """Raise `GuardRefused` with each control total that is off; a currency nobody edits moves by 0."""
    found = [*_check_rows(expected, rows_read), *_check_differences(expected, control_totals)]
    if found:
        raise GuardRefused(found)


def _check_rows(expected: Expected, rows_read: int) -> Iterator[Problem]:
    if expected.rows is not None and expected.rows != rows_read:
        yield problem("control-rows-off", found=str(rows_read), expected=str(expected.rows))


def _check_differences(expected: Expected, control_totals: pd.DataFrame) -> Iterator[Problem]:
    moved = {row["currency"]: row["difference_minor"] for row in columns.records(control_totals)}
    for currency, difference in expected.differences.items():
        if moved.get(currency, 0) != difference:
            yield problem(
                "control-difference-off",
                found=_spell(moved.get(currency, 0), currency),
                expected=_spell(difference, currency),
            )


def _spell(amount: int, currency: str) -> str:
    return f"{to_text(amount, currency_decimals(currency))} {currency}"
