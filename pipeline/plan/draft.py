"""The draft of one edit row: what it would change, or why it cannot be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.catalogue.names import named
from pipeline.languages.phrase import phrase
from pipeline.money import to_text
from pipeline.plan.contents import OrderContents, Record
from pipeline.plan.values import Cell, Measure, Value
from pipeline.problems import Problem, problem
from schemas.edits import CLEAR
from schemas.plan import NEW_KEYS

UNENCODABLE_CHECKED = ("utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig")


@dataclass
class Draft:
    """Collects the steps, additions, changes and problems of one edit row.

    `is_broken`: an error was found in the row
    before. `touched` holds the cells the row edits as (table, key, column); column
    "*" stands for a whole row, "*" with more for something that hangs on it.
    `followed` holds what follows from the edits, each step with its change in
    words: an edit of the same cell overrides it. `moves_money` is set by
    anything that can change a total.
    """

    row: Record
    cells: dict[str, Cell]
    contents: OrderContents
    steps: list[Record] = field(default_factory=list)
    followed: list[tuple[Record, Record | None]] = field(default_factory=list)
    added: list[tuple[str, Record]] = field(default_factory=list)
    changes: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    touched: list[tuple[str, int, str]] = field(default_factory=list)
    moves_money: bool = False
    is_broken: bool = False

    @property
    def has_error(self) -> bool:
        """True if the row cannot be done as written."""
        return self.is_broken or any(found.severity == "error" for found in self.problems)

    @property
    def order(self) -> Record:
        """The order the row edits."""
        return self.contents.order

    def new_key(self) -> int:
        """The key of the row this edit row adds."""
        return NEW_KEYS + int(self.row["row_key"])

    def report(self, code: str, cell: Cell | None = None, /, **facts: Any) -> None:
        """A problem of this row, at the cell if one is given."""
        place: dict[str, Any] = {"column": _name_column(cell), "cell": cell.cell} if cell else {}
        facts = {**facts, **({"column": named(facts["column"])} if "column" in facts else {})}
        self.problems.append(problem(code, **{**row_place(self.row), **place, **facts,
                                              "order_id": self.order["order_id"],
                                              "order_key": self.order["order_key"]}))  # fmt: skip

    def can_hold(self, name: str, label: str, cell: Cell | None = None) -> bool:
        """Whether the export has a place for that field; reports it if not."""
        if name in self.contents.fields:
            return True
        self.report("field-not-in-export", cell, **({} if cell else {"column": label}))
        return False

    def read(self, cell: Cell, value: Value) -> int | None:
        """The number of a value, or None with its problem reported."""
        if value.is_ok:
            return value.number
        self.report(value.code, cell, found=cell.value, **value.facts)
        return None

    def read_number(self, cell: Cell, measure: Measure) -> int | None:
        """The cell's number in that measure, or None with the problem reported."""
        return self.read(
            cell, measure.read(cell.value, is_number=cell.is_number, decimal_mark=cell.decimal_mark)
        )

    def is_edit(self, cell: Cell, current: Any, new: Any, old: Any, shown: str) -> bool:
        """The three answers for a cell: to be edited, already so, or in conflict."""
        if new == current:
            self.report("already-so", cell, found=shown or phrase("empty"))
            return False
        if cell.has_old and old != current:
            self.report(
                "edit-conflict", cell, found=shown or phrase("empty"), expected=cell.old or phrase("empty")
            )
            return False
        return True

    def set_text(self, key: int, table: str, column: str, new: str) -> None:
        """Plan a text cell's new value."""
        self._step("set_text", table, key, column, text=new)

    def set_number(self, key: int, table: str, column: str, number: int) -> None:
        """Plan a number or flag cell's new value."""
        self._step("set_number", table, key, column, number=number)

    def follow_number(
        self, key: int, table: str, column: str, number: int, change: Record | None = None
    ) -> None:
        """Plan a number that follows from an edit, with its change in words."""
        self.followed.append((self._record("set_number", table, key, column, number=number), change))

    def follow_text(self, key: int, table: str, column: str, new: str, change: Record | None = None) -> None:
        """Plan a text that follows from an edit, with its change in words."""
        self.followed.append((self._record("set_text", table, key, column, text=new), change))

    def remove(self, table: str, key: int) -> None:
        """Plan the removal of a row and of what hangs on it."""
        self._step("remove", table, key, "*")

    def hang_on(self, table: str, key: int) -> None:
        """Say that the edit is nothing if another one removes that row."""
        self.touched.append((table, key, f"*{self.row['row_key']}"))

    def add(self, table: str, row: Record) -> None:
        """Plan a new row."""
        self.added.append((table, {**row, "row_key": self.row["row_key"], "round": 0}))

    def _step(self, op: str, table: str, key: int, column: str, text: str = "", number: int = 0) -> None:
        self.touched.append((table, key, column))
        self.steps.append(self._record(op, table, key, column, text, number))

    def _record(self, op: str, table: str, key: int, column: str, text: str = "", number: int = 0) -> Record:
        return {
            "order_key": self.order["order_key"],
            "row_key": self.row["row_key"],
            "round": 0,
            "op": op,
            "table": table,
            "key": key,
            "column": column,
            "text": text,
            "number": number,
        }

    def note(
        self,
        thing: str,
        name: str,
        old: str,
        new: str,
        cell: Cell | None = None,
        *,
        rule: str = "edit",
    ) -> None:
        """Put a change into words for the report."""
        self.changes.append(self.put_into_words(thing, name, old, new, cell, rule=rule))

    def put_into_words(
        self,
        thing: str,
        name: str,
        old: str,
        new: str,
        cell: Cell | None = None,
        *,
        rule: str = "follows",
    ) -> Record:
        """A change as the report tells it."""
        told = ("row_key", "target", "file", "sheet", "row", "reason", "request")
        return {
            **{fact: self.row[fact] for fact in told},
            "order_key": self.order["order_key"],
            "order_id": self.order["order_id"],
            "thing": thing,
            "field": name,
            "old": old,
            "new": new,
            "rule": rule,
            "cell": cell.cell if cell else "",
        }

    def is_writable(self, cell: Cell, text: str) -> bool:
        """Whether the export's encoding can hold the text; reports it if not."""
        encoding = self.order["encoding"]
        if encoding.casefold() in UNENCODABLE_CHECKED or not encoding:
            return True
        try:
            text.encode(encoding)
        except UnicodeEncodeError as error:
            self.report("text-not-encodable", cell, found=text[error.start : error.end], expected=encoding)
            return False
        return True

    def change_text(self, cell: Cell, table: str, record: Record, column: str, thing: str) -> bool:
        """Edit a text cell of a record; False if nothing is planned.

        Blanks around the old value, or several for one, are nothing a clerk can see.
        """
        new = "" if cell.value == CLEAR else cell.value
        old = "" if cell.old == CLEAR else cell.old
        current = record[column]
        old = current if old.split() == current.split() else old
        if not self.is_edit(cell, current, new, old, current) or not self.is_writable(cell, new):
            return False
        self.set_text(record[_KEYS[table]], table, column, new)
        self.note(thing, cell.field, current, new, cell)
        return True

    def change_number(
        self, cell: Cell, table: str, record: Record, column: str, measure: Measure, thing: str
    ) -> int | None:
        """Edit a number cell of a record; the new number, or None if nothing is planned."""
        new = self.read_number(cell, measure)
        old = self.old_number(cell, measure)
        current = int(record[column])
        if new is None or not self.is_edit(cell, current, new, old, measure.spell(current)):
            return None
        self.set_number(record[_KEYS[table]], table, column, new)
        self.moves_money = True
        self.note(thing, cell.field, measure.spell(current), measure.spell(new), cell)
        return new

    def old_amount(self, cell: Cell) -> int | None:
        """The amount the clerk saw, minor units; None if it cannot be read."""
        return self.old_number(cell, self.contents.amounts)

    def warn_of_inside_tax(self) -> None:
        """Say that taking a tax out of an order does not lower prices that include it."""
        if self.order["tax_mode"] == "included" and self.order["tax_minor"] != 0:
            total = to_text(self.order["total_minor"], self.contents.decimals)
            self.report("tax-inside-price", found=f"{total} {self.order['currency']}")

    def old_number(self, cell: Cell, measure: Measure) -> int | None:
        """The number the clerk saw (0 if the cell was empty); None if it cannot be read."""
        if not cell.has_old or cell.old in ("", CLEAR):
            return 0
        value = measure.read(cell.old, is_number=cell.is_old_number, decimal_mark=cell.decimal_mark)
        return value.number if value.is_ok else None


_KEYS = {
    "orders": "order_key",
    "lines": "line_key",
    "charges": "charge_key",
    "discounts": "discount_key",
    "taxes": "tax_key",
}


def row_place(row: Record) -> dict[str, Any]:
    """Where an edit row stands, as facts of a problem."""
    return {
        "file": row["file"],
        "sheet": row["sheet"],
        "row": row["row"],
        "row_key": row["row_key"],
    }


def _name_column(cell: Cell) -> str:
    """The cell's header; a value's header with its field in brackets names the field in any language."""
    field = cell.field.replace("_", " ")
    header = cell.column.removesuffix(f" ({field})")
    if header == cell.column:
        return cell.column
    return phrase("{header} ({field})", header=header, field=named(field))
