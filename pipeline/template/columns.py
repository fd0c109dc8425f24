"""The columns of the five sheets of a workbook to fill in: what each is called, for, and checked by.

Every title and word is read back by `pipeline.workbook.headers`, in all
four languages (a test reads each of them).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.languages import N_, Words
from schemas.orders import ADDRESS_PARTS, CUSTOMER_FIELDS

OLD = N_("old {field}")
SHEET_TITLES = {
    "item": N_("Items"),
    "customer": N_("Customer"),
    "discount": N_("Discounts"),
    "order": N_("Order"),
    "tax": N_("Taxes"),
}
ACTIONS = {"add": N_("add"), "change": N_("change"), "remove": N_("remove")}
KINDS = {"amount": N_("amount"), "percent": N_("percent")}
YES_NO = {1: N_("yes"), 0: N_("no")}
CLEAR_WORD = N_("<clear>")
EMPTY_WORD = N_("<empty>")
"""Stands as the old value of a field that is empty; the reader takes it for `<clear>`."""


@dataclass(frozen=True)
class Column:
    """One column. `key` is a role of the reader or a field of `FIELDS_OF_TARGET`.

    `kind` says what its cells hold: id and text (text cells), one of the lists
    (action, kind, yes_no, country, shipping_method, payment_method, tax, sku),
    or price, money, quantity, rate, value (numbers). `holds`: what an export
    must have a place for to be offered the column, "" for nothing. `has_old`:
    beside it stands what the order says now.
    """

    key: str
    title: str
    note: str
    kind: str = "text"
    width: int = 18
    holds: str = ""
    has_old: bool = False


@dataclass(frozen=True)
class Place:
    """A column as it stands in a sheet: its header as written, and whether it shows the old value."""

    column: Column
    header: str
    is_old: bool = False


_ORDER = Column("order", N_("order"), N_("The order number, as the shop shows it."), "id", 14)
_FIND = Column(
    "find",
    N_("find"),
    N_("Only if you do not know the order number: e-mail, name, item or any other detail of the order."),
    width=26,
)
_ACTION = Column(
    "action",
    N_("action"),
    N_("{add}, {change} or {remove}. An empty cell means {change}."),
    "action",
    13,
)
_REASON = Column("reason", N_("reason"), N_("Why. It stands in the reports."), width=30)
_REQUEST = Column("request", N_("request"), N_("The number of your ticket, if there is one."), "id", 14)
_OWNER = Column(
    "item",
    N_("item"),
    N_("Only if it is of one item: its SKU or its position in the order (#2). Empty means the whole order."),
    "sku",
    18,
)
_NEW_NAME = N_("new name")
_NEW_AMOUNT = N_("The new amount, such as 7.90. 0 means nothing.")


def _field(key: str, title: str, note: str, kind: str = "text", width: int = 18, holds: str = "") -> Column:
    return Column(key, title, note, kind, width, holds, has_old=True)


_ITEMS = (
    Column(
        "ref",
        N_("item"),
        N_("Which item: its SKU, or its position in the order (#2). For a new item leave it empty."),
        "sku",
        18,
    ),
    _field("name", N_("name"), N_("The new name of the item."), width=24, holds="line.name"),
    _field("quantity", N_("quantity"), N_("The new quantity, such as 2."), "quantity", 11, "line.quantity"),
    _field("price", N_("price"), N_("The new price of one piece, such as 12.50."), "price", 12, "line.price"),
    _field(
        "tax",
        N_("tax"),
        N_("Another tax for the item, named as in the order, such as VAT 8.1%."),
        "tax",
        16,
        "tax.rate",
    ),
    _field("sku", N_("SKU"), N_("The new SKU; for a new item its SKU."), "sku", 18, "line.sku"),
)
_DISCOUNTS = (
    Column(
        "ref",
        N_("discount"),
        N_("Which discount: its name, or its position in the order (#1). For a new one the name it gets."),
        width=24,
    ),
    _OWNER,
    _field("kind", N_("kind"), N_("{amount} or {percent}."), "kind", 14),
    _field(
        "value",
        N_("value"),
        N_("The new value: an amount such as 5.00, or 10% if the kind is {percent}."),
        "value",
        12,
    ),
    Column("name", _NEW_NAME, N_("Another name for the discount."), width=24, holds="discount.name"),
)
_ORDERS = (
    _field(
        "payment_method",
        N_("payment option"),
        N_("The name of the payment option, as it is to stand in the order."),
        "payment_method",
        24,
        "order.payment_method",
    ),
    _field(
        "shipping_method",
        N_("shipping method"),
        N_("The name of the shipping method, as it is to stand in the order."),
        "shipping_method",
        24,
        "order.shipping_method",
    ),
    _field("shipping_fee", N_("shipping fee"), _NEW_AMOUNT, "money", 13, "charge.shipping"),
    _field("handling_fee", N_("handling fee"), _NEW_AMOUNT, "money", 13, "charge.handling"),
    _field("surcharge", N_("surcharge"), _NEW_AMOUNT, "money", 13, "charge.surcharge"),
    _field("tip", N_("tip"), _NEW_AMOUNT, "money", 11, "charge.tip"),
    _field("tax_exempt", N_("tax exempt"), N_("{yes} or {no}."), "yes_no", 12, "order.tax_exempt"),
)
_TAXES = (
    Column(
        "ref",
        N_("tax"),
        N_("Which tax: its name, such as VAT 8.1%. For a new one the name it gets."),
        "tax",
        20,
    ),
    _OWNER,
    _field("rate", N_("rate"), N_("The new rate, such as 8.1%."), "rate", 11, "tax.rate"),
    _field(
        "amount",
        N_("amount"),
        N_("The new amount of the tax, if it cannot be told by a rate."),
        "money",
        12,
        "tax.amount",
    ),
    Column("name", _NEW_NAME, N_("Another name for the tax."), width=22, holds="tax.name"),
)
_PARTS = {
    "name": N_("name"),
    "company": N_("company"),
    "street_1": N_("street"),
    "street_2": N_("street 2"),
    "city": N_("city"),
    "region": N_("region"),
    "postal_code": N_("postal code"),
    "country": N_("country"),
    "phone": N_("phone"),
    "email": N_("e-mail"),
}
_OWNERS = {"ship": N_("shipping {field}"), "bill": N_("billing {field}")}
_NARROW = ("postal_code", "region", "country")
_PART_NOTE = N_("What is to stand there from now on. {clear} empties the field.")
_COUNTRY_NOTE = N_("The country as the shop writes it, mostly two letters such as CH.")


def _customer_column(field: str) -> Column:
    part = field.removeprefix("ship_").removeprefix("bill_")
    kind = {"country": "country", "postal_code": "id", "phone": "id"}.get(part, "text")
    note = _COUNTRY_NOTE if part == "country" else _PART_NOTE
    width = 12 if part in _NARROW else 24
    return Column(field, _PARTS[part], note, kind, width, f"customer.{field}", has_old=True)


COLUMNS: dict[str, tuple[Column, ...]] = {
    "item": (_ORDER, _FIND, _ACTION, *_ITEMS, _REASON, _REQUEST),
    "customer": (_ORDER, _FIND, *map(_customer_column, CUSTOMER_FIELDS), _REASON, _REQUEST),
    "discount": (_ORDER, _FIND, _ACTION, *_DISCOUNTS, _REASON, _REQUEST),
    "order": (_ORDER, _FIND, *_ORDERS, _REASON, _REQUEST),
    "tax": (_ORDER, _FIND, _ACTION, *_TAXES, _REASON, _REQUEST),
}


def places_of(target: str, words: Words, fields: frozenset[str] | None) -> list[Place]:
    """The columns of a sheet from left to right, with their headers in that language.

    `fields` is what the exports can hold: then there are columns with the old
    values, none to find an order by, and none for what cannot be written
    back. Without exports (None) there is every column, and no old value.
    """
    return list(_places(target, words, fields))


def _places(target: str, words: Words, fields: frozenset[str] | None) -> Iterator[Place]:
    for column in COLUMNS[target]:
        header = _header(column, words)
        if fields is not None and (column.key == "find" or not _is_offered(column, fields)):
            continue
        if fields is not None and column.has_old:
            yield Place(column, words.say(OLD, field=header), is_old=True)
        yield Place(column, header)


def _is_offered(column: Column, fields: frozenset[str]) -> bool:
    return column.holds == "" or column.holds in fields


def _header(column: Column, words: Words) -> str:
    said = words.say(column.title)
    owner, _, part = column.key.partition("_")
    return words.say(_OWNERS[owner], field=said) if owner in _OWNERS and part in ADDRESS_PARTS else said


def note_of(place: Place, words: Words) -> str:
    """What is to be written into the column, in that language."""
    if place.is_old:
        return words.say(
            "What the order says now. Leave it as it is: if the order says something else when the edit is"
            " made, the edit is refused instead of overwriting it."
        )
    named = {**ACTIONS, **KINDS, "clear": CLEAR_WORD, "yes": YES_NO[1], "no": YES_NO[0]}
    return words.say(place.column.note, **{name: words.say(word) for name, word in named.items()})


def sheet_title(target: str, words: Words) -> str:
    """The name of the target's sheet in that language."""
    return words.say(SHEET_TITLES[target])
