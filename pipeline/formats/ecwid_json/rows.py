"""The rows of one Ecwid order's items, taxes and charges, numbers still text."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.formats.ecwid_json.parts import (
    Members,
    Place,
    Unreadable,
    is_nothing,
    number_at,
    object_at,
    objects_at,
    text_at,
)
from pipeline.languages.phrase import phrase

_FEES: dict[str, tuple[str, str, str]] = {
    "shipping": ("shippingOption", "shippingRate", "shippingMethodName"),
    "handling": ("handlingFee", "value", "name"),
}
_TAXED = True
UNNAMED_CHARGES = ("tip", "surcharge")
"""Ids that tell nothing but the kind; those this program gives."""
_TIP = re.compile(r"\b(tips?|gratuity|trinkgeld|pourboire|mancia)\b", re.IGNORECASE)


class RawLine(NamedTuple):
    """One item; numbers are text."""

    number: int
    line_id: str
    sku: str
    name: str
    price: str
    quantity: str
    tax: str
    is_taxable: bool
    is_gift_card: bool


class RawTax(NamedTuple):
    """One tax of an item (`line` counts items) or of shipping (`line` is -1).

    Its amount is `discounted`, else `total` − `on_shipping`.
    """

    line: int
    place: Place
    name: str
    rate: str
    total: str
    discounted: str
    on_shipping: str


class RawCharge(NamedTuple):
    """Shipping, handling or a surcharge; `sum` is the place of the amount."""

    kind: str
    name: str
    rate: str
    amount: str
    is_taxed: bool
    place: Place
    sum: Place


def read_line(number: int, item: Members) -> RawLine:
    """One item. Raises `Unreadable` without a price or a quantity."""
    for key in ("price", "quantity"):
        if number_at(item, key) == "":
            raise Unreadable(("items", number, key), phrase("nothing"))
    return RawLine(
        number,
        text_at(item, "id"),
        text_at(item, "sku"),
        text_at(item, "name"),
        number_at(item, "price"),
        number_at(item, "quantity"),
        number_at(item, "tax"),
        item.get("taxable") is not False,
        item.get("giftCard") is True,
    )


def read_taxes(order: Members, items: list[Members]) -> list[RawTax]:
    """The taxes of every item, then those of shipping."""
    rows = [row for line, item in enumerate(items) for row in _read_item_taxes(line, item)]
    for number, tax in enumerate(objects_at(order, "taxesOnShipping")):
        place: Place = ("taxesOnShipping", number)
        rate, total = number_at(tax, "value"), number_at(tax, "total")
        rows.append(RawTax(-1, place, text_at(tax, "name"), rate, total, "", ""))
    return rows


def _read_item_taxes(line: int, item: Members) -> list[RawTax]:
    """The item's taxes; its whole tax without a rate where it does not list any."""
    whole = number_at(item, "tax")
    taxes = objects_at(item, "taxes", ("items", line))
    if not taxes:
        return [] if is_nothing(whole) else [RawTax(line, ("items", line), "", "", whole, "", "")]
    rows = []
    for number, tax in enumerate(taxes):
        total, discounted = number_at(tax, "total"), number_at(tax, "taxOnDiscountedSubtotal")
        total = whole if len(taxes) == 1 and total == "" and discounted == "" else total
        place: Place = ("items", line, "taxes", number)
        rate, on_shipping = number_at(tax, "value"), number_at(tax, "taxOnShipping")
        rows.append(RawTax(line, place, text_at(tax, "name"), rate, total, discounted, on_shipping))
    return rows


def read_charges(order: Members) -> list[RawCharge]:
    """Shipping, handling and surcharges, those that state an amount."""
    rows = []
    for kind, (owner, member, name) in _FEES.items():
        fee = object_at(order, owner)
        amount = number_at(fee, member)
        if amount != "":
            rows.append(RawCharge(kind, text_at(fee, name), "", amount, _TAXED, (owner,), (owner, member)))
    for number, surcharge in enumerate(objects_at(order, "customSurcharges")):
        rows.append(_read_surcharge(surcharge, ("customSurcharges", number)))
    return rows


def _read_surcharge(surcharge: Members, place: Place) -> RawCharge:
    names = (text_at(surcharge, "description"), text_at(surcharge, "id"))
    is_percent = text_at(surcharge, "type").upper().startswith("PERC")
    member = "total" if "total" in surcharge or is_percent else "value"
    if number_at(surcharge, member) == "":
        raise Unreadable((*place, member), phrase("nothing"))
    return RawCharge(
        "tip" if any(_TIP.search(name) for name in names) else "surcharge",
        next((name for name in names if name and name not in UNNAMED_CHARGES), ""),
        number_at(surcharge, "value") if is_percent else "",
        number_at(surcharge, member),
        any(not is_nothing(number_at(tax, "value")) for tax in objects_at(surcharge, "taxes", place)),
        place,
        (*place, member),
    )
