"""Rows of the long form (one row an edit: order, action, target, field, old, value) as edits.

Every row becomes one edit row, also one that cannot be understood: it keeps
the nearest sensible target and its problem.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.catalogue.names import named
from pipeline.languages.phrase import listed, phrase
from pipeline.problems import Problem, problem
from pipeline.workbook.cells import Cell, Row
from pipeline.workbook.collector import EditCell, EditRow, ReadRow, damage_of
from pipeline.workbook.headers import kind_word, read_field
from pipeline.workbook.layout import Layout
from pipeline.workbook.sheet_rows import make_cell, role_cell, start_edit
from pipeline.workbook.suggestions import suggest_field, suggest_target
from pipeline.workbook.targets import Target, read_pairs, read_target
from schemas.edits import FIELDS_OF_TARGET

_NOTHING = phrase("(nothing)")
_NO_CELL = Cell("")

ReadFields = tuple[list[EditCell], list[Problem]]


def read_long_row(layout: Layout, sheet: str, row: Row) -> ReadRow:
    """The row as an edit of the target it names."""
    start, problems = start_edit(layout, sheet, row)
    edit, more = _name_target(layout, row, start)
    if more or edit.action == "remove":
        return ReadRow(edit, [], [*problems, *more])
    cells, others = _read_value(layout, row, edit)
    return ReadRow(edit, cells, [*problems, *others])


def _name_target(layout: Layout, row: Row, edit: EditRow) -> tuple[EditRow, list[Problem]]:
    cell = role_cell(layout, row, "target")
    item = role_cell(layout, row, "item")
    target = read_target(cell.text) if cell.text or not item.text else Target("item")
    problems = [*_damage(layout, row, "target"), *_damage(layout, row, "item")]
    if target is None:
        hint = suggest_target(cell.text.partition(":")[0])
        unknown = problem("unknown-target", hint=hint, **_place(layout, row, "target"))
        return replace(edit, target="item", ref_cell=cell.place), problems or [unknown]
    if target.kind == "item" and not target.ref:
        return replace(edit, target="item", ref=item.text, ref_cell=item.place), problems
    item_ref = (target.item_ref or item.text) if target.kind in ("discount", "tax") else ""
    return replace(edit, target=target.kind, ref=target.ref, ref_cell=cell.place, item_ref=item_ref), problems


def _read_value(layout: Layout, row: Row, edit: EditRow) -> ReadFields:
    """The cells the row fills: of the field it names, or of those its value packs or implies."""
    damages = [found for role in ("field", "value", "old") for found in _damage(layout, row, role)]
    if damages:
        return [], damages
    field = role_cell(layout, row, "field").text
    value = role_cell(layout, row, "value")
    if edit.target == "item":
        return _read_item(layout, row, edit)
    if edit.target == "discount" and value.text and (not field or kind_word(field)):
        return _read_discount(layout, row, kind_word(field))
    if edit.target == "tax" and not field and value.text.endswith("%"):
        return [_cell(layout, row, "rate")], []
    return _read_named(layout, row, edit)


def _read_item(layout: Layout, row: Row, edit: EditRow) -> ReadFields:
    is_packed = not role_cell(layout, row, "field").text and "=" in role_cell(layout, row, "value").text
    cells, problems = _read_packed(layout, row) if is_packed else _read_named(layout, row, edit)
    names_sku = edit.action == "add" and edit.ref and not edit.ref.startswith("#")
    if not names_sku or any(cell.field == "sku" for cell in cells):
        return cells, problems
    sku = make_cell("sku", Cell(edit.ref, edit.ref_cell), _NO_CELL, _title(layout, "target"))
    return [sku, *cells], problems


def _read_packed(layout: Layout, row: Row) -> ReadFields:
    value = role_cell(layout, row, "value")
    pairs = read_pairs(value.text)
    if pairs is None:
        return [], [_unknown_field(layout, row, "value", "item", value.text)]
    cells: dict[str, EditCell] = {}
    problems: list[Problem] = []
    for name, text in pairs:
        header = read_field(name, "item")
        if header is None:
            problems.append(_unknown_field(layout, row, "value", "item", name))
        elif header.field in cells:
            problems.append(problem("column-repeated", cell=value.place, column=name))
        elif text:
            cells[header.field] = make_cell(
                header.field, Cell(text, value.place), _NO_CELL, _title(layout, "value")
            )
    return list(cells.values()), problems


def _read_discount(layout: Layout, row: Row, named_kind: str) -> ReadFields:
    value = role_cell(layout, row, "value")
    kind = named_kind or ("percent" if value.text.endswith("%") else "amount")
    said = role_cell(layout, row, "field") if named_kind else value
    kind_cell = make_cell("kind", Cell(kind, said.place), _NO_CELL, _title(layout, "field"))
    return [kind_cell, _cell(layout, row, "value")], []


def _read_named(layout: Layout, row: Row, edit: EditRow) -> ReadFields:
    field = role_cell(layout, row, "field").text
    header = read_field(field, edit.target)
    if not field and not role_cell(layout, row, "value").text:
        return [], []
    if header is None:
        return [], [_unknown_field(layout, row, "field", edit.target, field)]
    assumed = problem("address-assumed", **(_place(layout, row, "field") | {"column": field}))
    cells = [_cell(layout, row, header.field)] if role_cell(layout, row, "value").text else []
    return cells, [assumed] if header.is_assumed else []


def _cell(layout: Layout, row: Row, field: str) -> EditCell:
    value, old = role_cell(layout, row, "value"), role_cell(layout, row, "old")
    name = field.replace("_", " ")
    return make_cell(field, value, old, f"{_title(layout, 'value')} ({name})")


def _unknown_field(layout: Layout, row: Row, role: str, target: str, found: str) -> Problem:
    return problem(
        "unknown-field",
        **(_place(layout, row, role) | {"found": found or _NOTHING}),
        expected=listed(named(field) for field in FIELDS_OF_TARGET[target]),
        hint=suggest_field(found, target),
    )


def _damage(layout: Layout, row: Row, role: str) -> list[Problem]:
    return damage_of(role_cell(layout, row, role), _title(layout, role))


def _place(layout: Layout, row: Row, role: str) -> dict[str, object]:
    cell = role_cell(layout, row, role)
    return {"column": _title(layout, role), "cell": cell.place, "found": cell.text or _NOTHING}


def _title(layout: Layout, role: str) -> str:
    return layout.roles[role].title if role in layout.roles else named(role)
