"""Which column of a table of edits holds what: found from its header row.

A table is a sheet of a workbook, a CSV file or a list of JSON objects. Its
header row is the first with at least two known headers, one of them the order
or `find`; rows above it are titles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from openpyxl.utils import get_column_letter

from pipeline.catalogue.names import named
from pipeline.languages.phrase import phrase
from pipeline.problems import Problem, problem
from pipeline.workbook.cells import Row
from pipeline.workbook.headers import Header, is_plain_name, read_header, read_long_header
from pipeline.workbook.suggestions import suggest_header
from schemas.edits import TARGETS

LONG_FORM = ""
"""The target of a table with one row an edit: each row names its own."""
_MINIMUM_HEADERS = 2
_OUR_OWN = ("result", "comment", "surplus")


@dataclass(frozen=True)
class Column:
    """A known column: its place, its header as written and what it holds."""

    position: int
    title: str
    header: Header


@dataclass(frozen=True)
class Layout:
    """A table's header row understood.

    `roles` are the columns that are not fields, by role; `values` and `olds`
    those of fields, by field. `unknown` are headers not understood. Rows fill
    no cell beyond `width`; 0 sets no limit.
    """

    target: str
    header_row: int
    roles: dict[str, Column] = field(default_factory=dict)
    values: dict[str, Column] = field(default_factory=dict)
    olds: dict[str, Column] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    repeated: tuple[tuple[Column, Column], ...] = ()
    width: int = 0

    @property
    def names_orders(self) -> bool:
        """True where a column says which order is meant."""
        return "order" in self.roles or "find" in self.roles

    @property
    def known(self) -> int:
        """How many headers were understood."""
        return len(self.roles) + len(self.values) + len(self.olds)

    @property
    def columns(self) -> list[Column]:
        """Every known column, from left to right."""
        found = [*self.roles.values(), *self.values.values(), *self.olds.values()]
        return sorted(found, key=lambda column: column.position)


def read_layout(row: Row, target: str) -> Layout:
    """What the cells of that row mean as headers, known or not."""
    layout = Layout(target, row.number)
    repeated = []
    has_ref = any(_read(cell.text, target, has_ref=True).role == "ref" for cell in row.cells.values())
    for position, cell in sorted(row.cells.items()):
        column = Column(position, cell.text, _read(cell.text, target, has_ref=has_ref))
        if not column.header.role:
            layout.unknown[position] = column.title
            continue
        group, name = _group_of(layout, column.header)
        if name in group and column.header.role not in _OUR_OWN:
            repeated.append((group[name], column))
        group.setdefault(name, column)
    surplus = layout.roles.get("surplus")
    return replace(layout, repeated=tuple(repeated), width=surplus.position - 1 if surplus else 0)


def is_header_row(layout: Layout) -> bool:
    """True where the row is a table's header."""
    return layout.names_orders and layout.known >= _MINIMUM_HEADERS


def is_long_form(layout: Layout) -> bool:
    """True where the row is the header of a table with one row an edit."""
    roles = layout.roles
    return is_header_row(layout) and ("target" in roles or {"item", "field", "value"} <= roles.keys())


def find_layout(row: Row) -> Layout | None:
    """The one kind of table whose headers these are; None for none or several."""
    long_form = read_layout(row, LONG_FORM)
    if is_long_form(long_form):
        return long_form
    if {"field", "value"} <= long_form.roles.keys():
        return None  # one row an edit, and nothing says of what
    fitting = [layout for target in TARGETS if is_header_row(layout := read_layout(row, target))]
    fitting = [layout for layout in fitting if _has_own_columns(layout)]
    most = max((layout.known for layout in fitting), default=0)
    best = [layout for layout in fitting if layout.known == most]
    return best[0] if len(best) == 1 else None


def layout_problems(layout: Layout) -> list[Problem]:
    """What is to be said of the headers: unknown ones, and parts of addresses without an owner."""
    unknown = [
        problem("column-unknown", column=title, hint=hint, **_place(layout, position))
        for position, title in layout.unknown.items()
        for hint in [suggest_header(title, layout.target)]
    ]
    assumed = [
        problem("address-assumed", column=column.title, **_place(layout, column.position))
        for column in layout.columns
        if column.header.is_assumed
    ]
    return [*unknown, *assumed]


def repeated_columns(layout: Layout) -> list[Problem]:
    """An error for every column that stands twice."""
    return [
        problem(
            "column-repeated",
            column=second.title,
            found=f"{first.title}, {second.title}",
            hint=phrase("{one} and {other} mean the same.", one=first.title, other=second.title)
            if first.title != second.title
            else "",
            **_place(layout, second.position),
        )
        for first, second in layout.repeated
    ]


def missing_order(rows: Iterable[Row], target: str) -> Problem:
    """The error for a table without a header row, placed at the row most like one.

    What is missing is the column of the orders, or that of the targets where
    each row must name its own.
    """
    layouts = [read_layout(row, target) for row in rows]
    best = max(layouts, key=lambda layout: (layout.known, -layout.header_row))
    if target == LONG_FORM and best.names_orders:
        return problem("column-missing", column=named("target"), row=best.header_row)
    hints = [suggest_header(title, target) for title in best.unknown.values()]
    near_order = next((hint for hint in hints if hint), "")
    row = best.header_row if best.known else 0
    return problem("column-missing", column=named("order"), row=row, hint=near_order)


def _read(title: str, target: str, *, has_ref: bool) -> Header:
    found = read_header(title, target) if target else read_long_header(title)
    if found is None:
        return Header("")
    names_ref = target in ("discount", "tax") and not has_ref and not found.is_old and is_plain_name(title)
    return Header("ref") if names_ref else found


def _group_of(layout: Layout, header: Header) -> tuple[dict[str, Column], str]:
    if header.role != "field" or not header.field:
        return layout.roles, header.role
    return (layout.olds if header.is_old else layout.values), header.field


def _has_own_columns(layout: Layout) -> bool:
    return bool(layout.values or layout.roles.keys() & {"ref", "item"})


def _place(layout: Layout, position: int) -> dict[str, object]:
    row = layout.header_row
    return {"row": row, "cell": f"{get_column_letter(position)}{row}" if row else ""}
