"""A whole table of edits, row by row: what is an edit, what a note, what too wide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pipeline.problems import problem
from pipeline.workbook.cells import Row
from pipeline.workbook.collector import Collector, ReadRow
from pipeline.workbook.headers import is_example
from pipeline.workbook.layout import LONG_FORM, Layout
from pipeline.workbook.long_rows import read_long_row
from pipeline.workbook.sheet_rows import read_sheet_row, role_cell

_NAMING = {"order", "find", "ref", "item"}
"""Columns that say what is meant, not what is to be done with it."""
_ASKING_ROLES = ("action", "ref", "item", "target", "field", "value", "old")


def read_table(collector: Collector, layout: Layout, sheet: str, rows: Iterable[Row]) -> int:
    """Collect the edits of the rows below a header; gives the number of the last one, 0 for none.

    Notes are warned of and are no edits; nor are examples, and rows that only
    show what an order says now: how many there are is told once. The columns
    an earlier run appended do not count.
    """
    last = 0
    spared: Counter[str] = Counter()
    own = {column.position for role, column in layout.roles.items() if role in ("result", "comment")}
    for written in rows:
        row = _without_columns(written, own) if own else written
        if not row.cells:
            continue
        left_out = _left_out(layout, row)
        if left_out:
            spared[left_out] += 1
            continue
        if _is_note(layout, row):
            place = next(iter(row.cells.values())).place
            found = ", ".join(cell.text for cell in row.cells.values())
            collector.report("note-below-table", sheet=sheet, row=row.number, cell=place, found=found)
            continue
        read = _read_row(layout, sheet, row)
        collector.add(read.edit, read.cells, read.problems)
        last = row.number
    for code, number in spared.items():
        collector.report(code, sheet=sheet, found=str(number))
    return last


def _left_out(layout: Layout, row: Row) -> str:
    """The code of a row that is there to be looked at: an example, or old values with nothing beside them."""
    if is_example(role_cell(layout, row, "order").text):
        return "example-left-out"
    shown = {column.position for column in layout.olds.values()}
    asked = row.cells.keys() - shown - {layout.roles[role].position for role in _NAMING & layout.roles.keys()}
    return "rows-untouched" if not asked and shown & row.cells.keys() else ""


def _read_row(layout: Layout, sheet: str, row: Row) -> ReadRow:
    reads = read_long_row if layout.target == LONG_FORM else read_sheet_row
    read = reads(layout, sheet, row)
    rightmost = max(row.cells)
    if not layout.width or rightmost <= layout.width:
        return read
    wide = problem("record-width", row=row.number, found=rightmost, expected=layout.width)
    return replace(read, problems=[*read.problems, wide])


def _without_columns(row: Row, columns: set[int]) -> Row:
    return replace(row, cells={column: cell for column, cell in row.cells.items() if column not in columns})


def _is_note(layout: Layout, row: Row) -> bool:
    """A row without order or `find` that fills one cell, or none that an edit could stand in.

    So is a row with nothing but several words in the order's column.
    """
    order = role_cell(layout, row, "order").text
    if order or role_cell(layout, row, "find").text:
        return len(row.cells) == 1 and " " in order
    columns = [column for role, column in layout.roles.items() if role in _ASKING_ROLES]
    columns += [*layout.values.values(), *layout.olds.values()]
    return len(row.cells) <= 1 or not any(column.position in row.cells for column in columns)
