"""Rows of a table about one thing (items, customer, discounts, order, taxes) as edits.

Every row that asks for something becomes one edit row, also one that cannot
be understood: it keeps the nearest sensible value and its problem.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.languages.phrase import phrase
from pipeline.problems import Problem, problem
from pipeline.workbook.cells import NUMBER, Cell, Row
from pipeline.workbook.collector import EditCell, EditRow, ReadRow, damage_of
from pipeline.workbook.headers import action_word, is_clear
from pipeline.workbook.layout import Layout
from pipeline.workbook.suggestions import suggest_action
from schemas.edits import CLEAR

EMPTY = Cell("")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)


def read_sheet_row(layout: Layout, sheet: str, row: Row) -> ReadRow:
    """The row as an edit of what the sheet is about.

    The filled cells are its fields; a row that removes what it names has none.
    """
    start, problems = start_edit(layout, sheet, row)
    ref = role_cell(layout, row, "ref")
    item = role_cell(layout, row, "item")
    edit = replace(start, ref=ref.text, ref_cell=ref.place, item_ref=item.text)
    damages = [*_damage_of_role(layout, row, "ref"), *_damage_of_role(layout, row, "item")]
    if edit.action == "remove" and edit.ref:
        return ReadRow(edit, [], [*problems, *damages])
    cells, more = _read_fields(layout, row)
    return ReadRow(edit, cells, [*problems, *damages, *more])


def start_edit(layout: Layout, sheet: str, row: Row) -> tuple[EditRow, list[Problem]]:
    """What every kind of edit row has: order, `find`, action, reason and request."""
    order = role_cell(layout, row, "order")
    action, problems = _read_action(layout, row)
    edit = EditRow(
        sheet=sheet,
        row=row.number,
        target=layout.target,
        action=action,
        order_ref=order.text,
        order_ref_damaged=order.is_number or _SCIENTIFIC.fullmatch(order.text) is not None,
        order_cell=order.place,
        find=role_cell(layout, row, "find").text,
        reason=role_cell(layout, row, "reason").text,
        request=role_cell(layout, row, "request").text,
    )
    hidden = [problem("hidden-row", row=row.number)] if row.is_hidden else []
    damages = [*_order_damage(layout, row), *_damage_of_role(layout, row, "find")]
    return edit, [*hidden, *damages, *problems]


def make_cell(field: str, value: Cell, old: Cell, column: str) -> EditCell:
    """The cell of a field; `<clear>` as the old value says that the field was empty."""
    return EditCell(
        field=field,
        value=CLEAR if is_clear(value.text) else value.text,
        is_number=value.is_number,
        column=column,
        cell=value.place,
        has_old=old.text != "",
        old="" if is_clear(old.text) else old.text,
        is_old_number=old.is_number,
    )


def role_cell(layout: Layout, row: Row, role: str) -> Cell:
    """The row's cell in the column of that role, an empty one if there is none."""
    column = layout.roles.get(role)
    return EMPTY if column is None else row.cells.get(column.position, EMPTY)


def _read_fields(layout: Layout, row: Row) -> tuple[list[EditCell], list[Problem]]:
    cells: list[EditCell] = []
    problems: list[Problem] = []
    for field, column in layout.values.items():
        value = row.cells.get(column.position)
        if value is None:
            continue
        old, old_damage = _read_old(layout, row, field)
        damage = damage_of(value, column.title)
        problems += [*damage, *old_damage]
        if not damage:
            cells.append(make_cell(field, value, old, column.title))
    return cells, problems


def _read_old(layout: Layout, row: Row, field: str) -> tuple[Cell, list[Problem]]:
    column = layout.olds.get(field)
    old = EMPTY if column is None else row.cells.get(column.position, EMPTY)
    damage = damage_of(old, "" if column is None else column.title)
    return (EMPTY, damage) if damage else (old, [])


def _read_action(layout: Layout, row: Row) -> tuple[str, list[Problem]]:
    """The action; change where the cell is empty, and where it is none of the three, with a problem."""
    cell = role_cell(layout, row, "action")
    action = action_word(cell.text) if cell.text else "change"
    if action:
        return action, []
    column = layout.roles["action"].title
    unknown = problem(
        "unknown-action", column=column, cell=cell.place, found=cell.text, hint=suggest_action(cell.text)
    )
    return "change", damage_of(cell, column) or [unknown]


def _order_damage(layout: Layout, row: Row) -> list[Problem]:
    """An order number is whole: one with decimals or a percent sign is not what was typed."""
    order = role_cell(layout, row, "order")
    if order.kind != NUMBER or order.text.isdecimal():
        return _damage_of_role(layout, row, "order")
    kind = phrase("a number with decimals") if "." in order.text else phrase("a number")
    column = layout.roles["order"].title
    return [problem("value-damaged", column=column, cell=order.place, found=order.text, kind=kind)]


def _damage_of_role(layout: Layout, row: Row, role: str) -> list[Problem]:
    column = layout.roles.get(role)
    return [] if column is None else damage_of(role_cell(layout, row, role), column.title)
