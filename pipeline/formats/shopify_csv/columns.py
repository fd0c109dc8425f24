"""The columns of a Shopify orders CSV, under all their spellings, and what they can hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.problems import InputRefused, near, problem

NEEDED = (
    "name",
    "financial status",
    "subtotal",
    "total",
    "lineitem quantity",
    "lineitem name",
    "lineitem price",
)
LINE_COLUMNS = (
    "lineitem quantity",
    "lineitem name",
    "lineitem price",
    "lineitem sku",
    "lineitem taxable",
    "lineitem discount",
)
HEAD_COLUMNS = ("financial status", "subtotal", "total")
"""Filled on the one row of an order that carries its order-level values."""
ADDRESS_COLUMNS = {
    "name": "name",
    "company": "company",
    "street_1": "address1",
    "street_2": "address2",
    "city": "city",
    "region": "province",
    "postal_code": "zip",
    "country": "country",
    "phone": "phone",
}
ADDRESSES = {"ship": "shipping", "bill": "billing"}
TEXT_COLUMNS = {
    **{
        f"{who}_{part}": f"{prefix} {column}"
        for who, prefix in ADDRESSES.items()
        for part, column in ADDRESS_COLUMNS.items()
    },
    "email": "email",
    "phone": "phone",
    "payment_method": "payment method",
    "shipping_method": "shipping method",
}
"""Text of the orders table that stands in a cell of its own."""
GUARDED = frozenset(field for field in TEXT_COLUMNS if field.endswith(("postal_code", "phone")))
"""Fields whose cells may begin with Excel's guard, an apostrophe."""
_SPELLINGS = {"canceled at": "cancelled at"}
_PLAIN_FIELDS = {
    "order.payment_method": "payment method",
    "order.shipping_method": "shipping method",
    "order.tax_exempt": "taxes",
    "charge.shipping": "shipping",
    "line.sku": "lineitem sku",
    "line.name": "lineitem name",
    "line.price": "lineitem price",
    "line.quantity": "lineitem quantity",
    "line.add": "lineitem name",
    "line.remove": "lineitem name",
    "discount.order": "discount amount",
    "discount.line": "lineitem discount",
    "discount.name": "discount code",
}
_LETTERS = 26


@dataclass(frozen=True)
class Layout:
    """Where each known column stands; `taxes` are the (name, value) pairs in order."""

    names: tuple[str, ...]
    positions: dict[str, int]
    taxes: tuple[tuple[int, int], ...]

    def has(self, column: str) -> bool:
        """Whether the export has the column."""
        return column in self.positions

    def spelled(self, column: str) -> str:
        """The column's header as the export spells it."""
        return self.names[self.positions[column]]

    def names_of_taxes(self, slot: int) -> tuple[str, str]:
        """The folded names of a pair of tax columns: its name's and its amount's."""
        name, value = self.taxes[slot]
        return fold_name(self.names[name]), fold_name(self.names[value])

    def item_positions(self) -> tuple[int, ...]:
        """The columns that belong to a line: `Lineitem …` and the vendor."""
        return tuple(
            position
            for column, position in self.positions.items()
            if column.startswith("lineitem ") or column == "vendor"
        )


def fold_name(header: str) -> str:
    """A header in the spelling used here.

    >>> fold_name("Lineitem compare-at price"), fold_name("Canceled at"), fold_name("Lineitem SKU")
    ('lineitem compare at price', 'cancelled at', 'lineitem sku')
    """
    folded = " ".join(re.sub(r"\(deprecated\)|[-_]", " ", header.casefold()).split())
    return _SPELLINGS.get(folded, folded)


def find_layout(names: Sequence[str], file: str, *, needs_currency: bool) -> Layout:
    """Where the columns are. Refused with every missing and every repeated one."""
    folded = [fold_name(name) for name in names]
    needed = (*NEEDED, "currency") if needs_currency else NEEDED
    problems = [
        problem("column-missing", file=file, column=_title(column), hint=_hint(column, folded, names))
        for column in needed
        if column not in folded
    ]
    known = {*needed, *LINE_COLUMNS, *TEXT_COLUMNS.values(), *_PLAIN_FIELDS.values()}
    problems += [
        problem("column-repeated", file=file, row=1, column=names[folded.index(column)])
        for column in dict.fromkeys(folded)
        if column in known and folded.count(column) > 1
    ]
    if problems:
        raise InputRefused(problems)
    positions = {column: place for place, column in reversed(list(enumerate(folded)))}
    return Layout(tuple(names), positions, _tax_columns(positions))


def storable_fields(layout: Layout) -> list[str]:
    """What the export has a place for, in the words of `schemas.orders.FIELD_NAMES`."""
    customer = [f"customer.{field}" for field, column in _customer_columns().items() if layout.has(column)]
    if layout.has("billing name") or layout.has("shipping name"):
        customer.insert(0, "customer.name")
    plain = [field for field, column in _PLAIN_FIELDS.items() if layout.has(column)]
    taxes = ["tax.remove", "tax.rate", "tax.name", "tax.amount"] if layout.taxes else []
    if len(layout.taxes) > 1:
        taxes.append("tax.add")
    return [*customer, *plain, *taxes]


def cell_name(position: int, row: int) -> str:
    """A cell as Excel names it.

    >>> cell_name(0, 2), cell_name(27, 10)
    ('A2', 'AB10')
    """
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _customer_columns() -> dict[str, str]:
    return {field: column for field, column in TEXT_COLUMNS.items() if not field.endswith("_method")}


def _tax_columns(positions: dict[str, int]) -> tuple[tuple[int, int], ...]:
    numbers = sorted(
        int(match[1]) for column in positions if (match := re.fullmatch(r"tax ([0-9]{1,3}) name", column))
    )
    return tuple(
        (positions[f"tax {number} name"], positions[f"tax {number} value"])
        for number in numbers
        if f"tax {number} value" in positions
    )


def _title(column: str) -> str:
    return {"financial status": "Financial Status"}.get(column, column.capitalize())


def _hint(column: str, folded: Sequence[str], names: Sequence[str]) -> str:
    alike = near(column, [name for name in folded if name not in NEEDED])
    spelled = [names[folded.index(name)] for name in alike.split(", ") if name in folded]
    return f"Is it {' or '.join(spelled)}?" if spelled else ""
