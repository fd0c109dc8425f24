"""Postings as pairs of a debit and a credit, for programs that take two accounts a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from schemas import columns

_Row = dict[str, Any]


def pair_postings(postings: pd.DataFrame) -> list[tuple[_Row, _Row, int]]:
    """The debit, the credit and the amount (minor units, above 0) of each pair, document by document.

    In each document an account is debited or credited with what its postings
    come to, never both: no account stands against itself.

    >>> from schemas.posting import POSTINGS
    >>> rows = pd.DataFrame({"document": ["1"] * 3, "account": ["3200", "2200", "2210"],
    ...     "debit_minor": [4440, 360, 0], "credit_minor": [0, 0, 4800]})
    >>> [(debit["account"], credit["account"], amount) for debit, credit, amount in pair_postings(rows)]
    [('3200', '2210', 4440), ('2200', '2210', 360)]
    """
    documents: dict[str, list[_Row]] = {}
    for row in columns.records(postings):
        documents.setdefault(row["document"], []).append(row)
    return [pair for rows in documents.values() for pair in _pair(_net(rows))]


def _net(rows: list[_Row]) -> list[_Row]:
    """One row an account, told by its largest posting."""
    by_account: dict[str, list[_Row]] = {}
    for row in rows:
        by_account.setdefault(row["account"], []).append(row)
    netted = []
    for same in by_account.values():
        debit = sum(row["debit_minor"] - row["credit_minor"] for row in same)
        largest = max(same, key=lambda row: row["debit_minor"] + row["credit_minor"])
        netted.append({**largest, "debit_minor": max(debit, 0), "credit_minor": max(-debit, 0)})
    return netted


def _pair(rows: list[_Row]) -> Iterator[tuple[_Row, _Row, int]]:
    credited = [row for row in rows if row["credit_minor"]]
    open_minor = [row["credit_minor"] for row in credited]
    place = 0
    for debit in rows:
        left = debit["debit_minor"]
        while left:
            amount = min(left, open_minor[place])
            yield debit, credited[place], amount
            left -= amount
            open_minor[place] -= amount
            place += not open_minor[place]
