"""Whole runs on small invented exports: files in, folder out, and what became of each order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from pipeline.intake import Sources
from pipeline.money import to_text
from pipeline.run import Result, run_correction
from pipeline.work_out import Request

EditRow = tuple[str, dict[str, str | int]]
"""A sheet of the edits workbook and the cells of one of its rows, without the order's number."""

NO_MONEY = ("0.00", "none", "0.00")


@dataclass(frozen=True)
class Case:
    """One kind of edit on one order of its own.

    `order` is the order before, `changed` says how it differs afterwards (the
    test files say in what form); `owed` is difference, action and amount.
    """

    kind: str
    order: Any
    edit: EditRow
    changed: Any = ()
    owed: tuple[str, str, str] = NO_MONEY
    result: str = "applied"
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finished:
    """What a run left: the updated files' texts and the run's tables."""

    texts: dict[str, str]
    result: Result
    problems: pd.DataFrame = field(repr=False)

    def owed(self, order_id: str) -> tuple[str, str, str]:
        """Difference, action and amount of an order, as printed."""
        row = self.result.report.reconciliation.set_index("order_id").loc[order_id]
        amounts = [
            to_text(int(row[name]), int(row["decimals"])) for name in ("difference_minor", "amount_minor")
        ]
        return amounts[0], str(row["action"]), amounts[1]

    def results(self, order_id: str) -> list[str]:
        """What became of the order's rows."""
        rows = self.result.report.row_results
        return rows.loc[rows["order_id"] == order_id, "result"].tolist()

    def row_differences(self, order_id: str) -> list[str]:
        """What each of the order's rows costs or gives back."""
        rows = self.result.report.row_results
        part = rows.loc[rows["order_id"] == order_id]
        return [to_text(value, 2) for value in part["difference_minor"].tolist()]

    def codes(self, order_id: str) -> set[str]:
        """The codes of what is said about the order."""
        return set(self.problems.loc[self.problems["order_id"] == order_id, "code"])


def number_orders(cases: Sequence[Case], prefix: str) -> list[str]:
    """An order number for each case."""
    return [f"{prefix}{number:03d}" for number in range(1, len(cases) + 1)]


def replace_pieces(text: str, pieces: Sequence[tuple[str, str]]) -> str:
    """The text with each piece, which must stand in it once, replaced."""
    for old, new in pieces:
        assert text.count(old) == 1, f"{text.count(old)} times: {old}"
        text = text.replace(old, new)
    return text


def write_workbook(path: Path, rows: Sequence[tuple[str, str, Mapping[str, str | int]]]) -> Path:
    """A workbook of edits from (sheet, order number, cells by header)."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title in dict.fromkeys(sheet for sheet, _, _ in rows):
        mine = [{"order": order, **cells} for sheet, order, cells in rows if sheet == title]
        headers = list(dict.fromkeys(name for cells in mine for name in cells))
        sheet = workbook.create_sheet(title)
        sheet.append(headers)
        for cells in mine:
            sheet.append([cells.get(name) for name in headers])
    workbook.save(path)
    return path


def run(folder: Path, orders: Mapping[str, str], edits: Path, **sources: Any) -> Finished:
    """The run of exports, given by file name and text, with one file of edits."""
    paths = []
    for name, text in orders.items():
        paths.append(folder / name)
        paths[-1].write_bytes(text.encode())
    request = Request(
        sources=Sources(tuple(paths), (edits,), **sources),
        out=folder / "runs",
        run_id="run-1",
        command=("order-corrections", "apply"),
        now=lambda: "2026-01-15T03:00:00+00:00",
    )
    result = run_correction(request, lambda _: None)
    updated = {
        path.name: path.read_bytes().decode() for path in sorted(result.folder.glob("updated-orders*"))
    }
    return Finished(updated, result, result.report.problems)


def rows_of(cases: Sequence[Case], numbers: Sequence[str]) -> list[tuple[str, str, Mapping[str, str | int]]]:
    """The rows of all the cases for `write_workbook`."""
    return [(case.edit[0], number, case.edit[1]) for case, number in zip(cases, numbers, strict=True)]


def check_case(case: Case, order_id: str, finished: Finished) -> None:
    """Money, results and findings of the case are as expected."""
    assert finished.results(order_id) == [case.result]
    assert finished.row_differences(order_id) == [case.owed[0]]
    assert finished.owed(order_id) == case.owed
    assert case.codes <= finished.codes(order_id)
