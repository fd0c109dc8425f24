"""What orders say now, as rows of a workbook to fill in: one per item, customer, discount, order and tax."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.money import RATE_DECIMALS, rate_text
from pipeline.money.spelling import PRICE_EXTRA_DECIMALS, QUANTITY_DECIMALS
from pipeline.plan.contents import OrderContents, Record, collect_contents
from pipeline.plan.naming import name_discount, name_line, name_tax
from schemas.orders import CUSTOMER_FIELDS, Tables

_CHARGES = {"shipping_fee": "shipping", "handling_fee": "handling", "surcharge": "surcharge", "tip": "tip"}
_MOST_DIGITS = 15
"""A spreadsheet keeps so many digits of a number."""


@dataclass(frozen=True)
class Value:
    """What a cell shows. `number` is exact; a rate is a fraction of one (0.081 is 8.1 %).

    `word`: one of our own words (`columns`), still to be said in the
    reader's language. All three empty: the field is empty.
    """

    text: str = ""
    number: Decimal | None = None
    word: str = ""
    is_rate: bool = False
    decimals: int = 2


@dataclass(frozen=True)
class ContentRow:
    """One row: the columns that say what it is about, and the values there are, by `Column.key`.

    A field that is not in `values` is one of which nothing certain can be
    shown. `is_first`: the first row of its order in the sheet.
    """

    order_id: str
    names: dict[str, str]
    values: dict[str, Value]
    is_first: bool = True


def content_rows(tables: Tables) -> dict[str, list[ContentRow]]:
    """The rows of each sheet, by target, in the order of the exports."""
    contents = collect_contents(tables, tables.orders["order_key"])
    return {
        target: [row for order in contents.values() for row in _mark_first(make(order))]
        for target, make in _MAKERS.items()
    }


def _mark_first(rows: Iterator[ContentRow]) -> Iterator[ContentRow]:
    for place, row in enumerate(rows):
        yield ContentRow(row.order_id, row.names, row.values, is_first=place == 0)


def _item_rows(contents: OrderContents) -> Iterator[ContentRow]:
    for line in contents.lines:
        values = {
            "name": Value(line["name"]),
            "quantity": _number(line["quantity_milli"], QUANTITY_DECIMALS),
            "sku": Value(line["sku"]),
        }
        if line["unit_price_part"] == 0:
            places = contents.decimals + PRICE_EXTRA_DECIMALS
            values["price"] = _number(line["unit_price_sub"], places, shown=contents.decimals)
        taxes = contents.taxes_of_line(line["line_key"])
        if len(taxes) == 1:
            values["tax"] = Value(taxes[0]["name"] or f"{rate_text(taxes[0]['rate_ppb'])}%")
        yield ContentRow(contents.order["order_id"], {"ref": name_line(contents, line)}, values)


def _customer_rows(contents: OrderContents) -> Iterator[ContentRow]:
    order = contents.order
    yield ContentRow(order["order_id"], {}, {field: Value(order[field]) for field in CUSTOMER_FIELDS})


def _discount_rows(contents: OrderContents) -> Iterator[ContentRow]:
    for discount in contents.discounts:
        ref, item = name_discount(contents, discount)
        is_percent = discount["kind"] == "percent"
        value = (
            _rate(discount["rate_ppb"]) if is_percent else _number(discount["value_minor"], contents.decimals)
        )
        values = {"kind": Value(word=discount["kind"]), "value": value}
        yield ContentRow(contents.order["order_id"], {"ref": ref, "item": item}, values)


def _order_rows(contents: OrderContents) -> Iterator[ContentRow]:
    order = contents.order
    values = {name: Value(order[name]) for name in ("payment_method", "shipping_method")}
    values["tax_exempt"] = Value(word="yes" if order["is_tax_exempt"] else "no")
    for field, kind in _CHARGES.items():
        amounts = [int(charge["amount_minor"]) for charge in contents.charges if charge["kind"] == kind]
        if len(amounts) <= 1:
            values[field] = _number(sum(amounts), contents.decimals)
    yield ContentRow(order["order_id"], {}, values)


def _tax_rows(contents: OrderContents) -> Iterator[ContentRow]:
    """One row for each name and rate; a tax that nothing names for itself has none."""
    kinds: dict[tuple[str, int], list[Record]] = {}
    for tax in contents.taxes:
        kinds.setdefault((tax["name"], tax["rate_ppb"]), []).append(tax)
    for taxes in kinds.values():
        ref = name_tax(contents, taxes[0])
        if ref:
            amount = _number(sum(int(tax["amount_minor"]) for tax in taxes), contents.decimals)
            values = {"rate": _rate(taxes[0]["rate_ppb"]), "amount": amount}
            yield ContentRow(contents.order["order_id"], {"ref": ref}, values)


def _number(value: int, decimals: int, *, shown: int | None = None) -> Value:
    """The scaled integer as a number; as text where a spreadsheet would cut its digits."""
    number = Decimal(int(value)).scaleb(-decimals)
    kept = shown if shown is not None else decimals
    if len(number.normalize().as_tuple().digits) > _MOST_DIGITS:
        return Value(format(number, "f"), decimals=kept)
    return Value(number=number, decimals=kept)


def _rate(rate_ppb: int) -> Value:
    return Value(number=Decimal(int(rate_ppb)).scaleb(-RATE_DECIMALS - 2), is_rate=True)


_MAKERS: dict[str, Callable[[OrderContents], Iterator[ContentRow]]] = {
    "item": _item_rows,
    "customer": _customer_rows,
    "discount": _discount_rows,
    "order": _order_rows,
    "tax": _tax_rows,
}
