"""Gathers edit rows and their cells into the two tables of `schemas.edits`.

Row keys are handed out here, in the order of the rows, and every problem of a
row gets its key and its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from pipeline.problems import Problem, problem
from pipeline.workbook.cells import Cell, find_damage
from schemas import columns
from schemas.edits import EDIT_CELLS, EDIT_ROWS, Edits
from schemas.kept import UndoRow


@dataclass(frozen=True, slots=True)
class EditRow:
    """One row of `EDIT_ROWS` without its key and file."""

    sheet: str
    row: int
    target: str
    action: str = "change"
    order_ref: str = ""
    order_ref_damaged: bool = False
    order_cell: str = ""
    find: str = ""
    ref: str = ""
    ref_cell: str = ""
    item_ref: str = ""
    reason: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class EditCell:
    """One row of `EDIT_CELLS` without its key."""

    field: str
    value: str
    is_number: bool
    column: str
    cell: str
    has_old: bool = False
    old: str = ""
    is_old_number: bool = False


@dataclass
class Collector:
    """The edits of one file as they are read."""

    file: str
    first_row_key: int
    rows: list[EditRow] = field(default_factory=list)
    cells: list[tuple[int, EditCell]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    undo: dict[int, UndoRow] = field(default_factory=dict)

    def add_undo(self, row: EditRow, undo: UndoRow) -> None:
        """Take over a row that puts an order back as it was before a run."""
        self.undo[self.first_row_key + len(self.rows)] = undo
        self.add(row, [])

    def add(self, row: EditRow, cells: Sequence[EditCell], problems: Sequence[Problem] = ()) -> None:
        """Take the row over, with its cells and its problems."""
        key = self.first_row_key + len(self.rows)
        self.rows.append(row)
        self.cells += [(key, cell) for cell in cells]
        self.problems += [
            replace(found, row_key=key, file=self.file, sheet=row.sheet, row=row.row, order_id=row.order_ref)
            for found in problems
        ]

    def report(self, code: str, **facts: object) -> None:
        """Take a problem over that belongs to no edit row."""
        self.problems.append(problem(code, file=self.file, **facts))

    def report_all(self, problems: Sequence[Problem], sheet: str) -> None:
        """Take problems of a sheet over that belong to no edit row."""
        self.problems += [replace(found, file=self.file, sheet=sheet) for found in problems]

    def edits(self) -> Edits:
        """The two tables, valid by their schemas."""
        rows: dict[str, object] = {
            part.name: [getattr(row, part.name) for row in self.rows] for part in fields(EditRow)
        }
        cells: dict[str, object] = {
            part.name: [getattr(cell, part.name) for _, cell in self.cells] for part in fields(EditCell)
        }
        keys = list(range(self.first_row_key, self.first_row_key + len(self.rows)))
        return Edits(
            columns.frame(EDIT_ROWS, {**rows, "row_key": keys, "file": [self.file] * len(keys)}),
            columns.frame(EDIT_CELLS, {**cells, "row_key": [key for key, _ in self.cells]}),
        )


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file understood as far as it can be."""

    edit: EditRow
    cells: list[EditCell]
    problems: list[Problem]


def damage_of(cell: Cell, column: str) -> list[Problem]:
    """The problem of a cell that does not hold what was typed, if it does not."""
    damage = find_damage(cell)
    if damage is None:
        return []
    code, facts = damage
    return [problem(code, column=column, cell=cell.place, found=cell.text, **facts)]
