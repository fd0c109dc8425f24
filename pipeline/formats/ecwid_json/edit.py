"""One order on its way to its new text: what it was, what it becomes, and where each row stands.

`OrderEdit` is handed from writer to writer; each changes its own part of the
text. Amounts move by the difference between before and after, so a stored
figure keeps whatever it was off by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.formats.ecwid_json.json_orders import parse_value
from pipeline.formats.ecwid_json.json_spelling import Number, Spelling, exact_number, plain_number
from pipeline.formats.ecwid_json.json_text import JsonText
from pipeline.formats.ecwid_json.json_tree import Container, Node
from pipeline.formats.ecwid_json.parts import Place
from pipeline.formats.ecwid_json.read import RawOrder, read_order
from pipeline.money import to_text
from schemas.orders import TABLE_NAMES, Tables

Row = dict[str, Any]
_KEYS = {"lines": "line_key", "charges": "charge_key", "discounts": "discount_key", "taxes": "tax_key"}


@dataclass(frozen=True)
class OrderRows:
    """The rows of one order, each table by key in its order."""

    order: Row
    lines: dict[int, Row]
    charges: dict[int, Row]
    discounts: dict[int, Row]
    taxes: dict[int, Row]


def group_orders(tables: Tables) -> dict[int, OrderRows]:
    """The rows of each order by order key; for the few orders that are touched."""
    grouped: dict[str, dict[int, list[Row]]] = {name: {} for name in TABLE_NAMES}
    for name in TABLE_NAMES:
        for row in getattr(tables, name).to_dict("records"):
            grouped[name].setdefault(row["order_key"], []).append(row)
    return {
        order_key: OrderRows(
            orders[0],
            *({row[key]: row for row in grouped[name].get(order_key, [])} for name, key in _KEYS.items()),
        )
        for order_key, orders in grouped["orders"].items()
    }


class OrderEdit:
    """The text of one order and its rows before and after.

    `places` and `nodes` hold, by table and key, where a row of before stands;
    a row whose place is no entry of its own has no node.
    """

    def __init__(self, text: str, spelling: Spelling, before: OrderRows, after: OrderRows) -> None:
        """Finds each row of `before` in the text."""
        value = parse_value(text)
        if not isinstance(value, dict):
            raise TypeError("an order is an object")
        self.text = JsonText(text, spelling)
        self.root = self.text.root
        self.before = before
        self.after = after
        self.decimals: int = before.order["decimals"]
        self.is_included: bool = before.order["tax_mode"] == "included"
        raw = read_order(value, before.order["record"])
        self.places = _place_rows(raw, before)
        self.nodes = {
            name: {key: node for key, place in places.items() if (node := self.text.find(*place)) is not None}
            for name, places in self.places.items()
        }

    def container(self, table: str, key: int) -> Container | None:
        """The object the row stands in, None if there is none."""
        node = self.nodes[table].get(key)
        return node if isinstance(node, Container) else None

    def amount(self, minor: int) -> Number:
        """The amount as a JSON number."""
        return Number(to_text(minor, self.decimals, keep_zeros=False))

    def number(self, value: int, decimals: int) -> Number:
        """value × 10^-decimals as a JSON number."""
        return Number(to_text(value, decimals, keep_zeros=False))

    def move(self, owner: Container, key: str, change: int, *, adds: bool = True, decimals: int = -1) -> None:
        """Move the stored number by the change (in minor units, or in 10^-decimals).

        A member that is missing is added unless `adds` is False; one that is
        no number is left as it is.
        """
        if change == 0 or (owner.get(key) is None and not adds):
            return
        stored = exact_number(owner.value(key)) if owner.get(key) is not None else Decimal(0)
        if stored is not None:
            scale = self.decimals if decimals < 0 else decimals
            self.text.put(owner, key, plain_number(stored + Decimal(change).scaleb(-scale)))

    def add_to_list(self, owner: Container, key: str, value: Any) -> Node:
        """Add the value to the list in the owner's member, which is made if it is missing."""
        array = owner.child(key)
        if array is None:
            self.text.put(owner, key, [])
            array = owner.child(key)
        assert array is not None
        return self.text.append(array, value)

    def put_in(self, owner: str, values: dict[str, Any]) -> None:
        """Set these members of the order's object, which is made if it is missing."""
        container = self.make_container(owner)
        for member, value in values.items():
            self.text.put(container, member, value)

    def make_container(self, key: str) -> Container:
        """The order's object of that name, made if it is missing."""
        if self.root.child(key) is None:
            self.text.put(self.root, key, {})
        self.text.mark_changed(self.root, key)
        container = self.root.child(key)
        assert container is not None
        return container


def number_of(owner: Container, key: str) -> Decimal | None:
    """The exact number in the member, None if there is none."""
    return exact_number(owner.value(key))


def is_zero(owner: Container, key: str) -> bool:
    """The member is missing, no number, or zero."""
    return not number_of(owner, key)


def _place_rows(raw: RawOrder, before: OrderRows) -> dict[str, dict[int, Place]]:
    lines: Iterable[Place] = (("items", line.number) for line in raw.lines)
    return {
        "lines": dict(zip(before.lines, lines, strict=True)),
        "charges": dict(zip(before.charges, (row.place for row in raw.charges), strict=True)),
        "discounts": dict(zip(before.discounts, (row.place for row in raw.discounts), strict=True)),
        "twins": dict(zip(before.discounts, (row.also for row in raw.discounts), strict=True)),
        "taxes": dict(zip(before.taxes, (row.place for row in raw.taxes), strict=True)),
    }


def rows_of(rows: dict[int, Row], column: str, value: object) -> list[Row]:
    """The rows with that value in the column."""
    return [row for row in rows.values() if row[column] == value]
