"""One parsed Ecwid order as raw rows: every text and number taken from its place.

Numbers stay text here; `ecwid_json_tables` turns whole columns of them into
amounts. The writer calls the same function to know where each row stands.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.formats.ecwid_json.discounts import RawDiscount, read_discounts
from pipeline.formats.ecwid_json.parts import (
    Members,
    Place,
    Unreadable,
    first_text,
    number_at,
    object_at,
    objects_at,
    text_at,
)
from pipeline.formats.ecwid_json.rows import RawCharge, RawLine, RawTax, read_charges, read_line, read_taxes
from pipeline.languages.phrase import phrase
from schemas.orders import ADDRESS_PARTS

ADDRESS_MEMBERS = {
    "name": "name",
    "company": "companyName",
    "city": "city",
    "region": "stateOrProvinceCode",
    "postal_code": "postalCode",
    "country": "countryCode",
    "phone": "phone",
}
PERSONS = {"ship": "shippingPerson", "bill": "billingPerson"}
SIGNS = (
    "subtotal",
    "paymentStatus",
    "fulfillmentStatus",
    "vendorOrderNumber",
    "orderNumber",
    "billingPerson",
    "shippingPerson",
    "shippingOption",
    "couponDiscount",
    "handlingFee",
    "customSurcharges",
    "membershipBasedDiscount",
    "usdTotal",
    "paymentMethod",
)
"""Members that tell an Ecwid order from anything else."""
_ENOUGH_SIGNS = 2

FACTS = (
    "order_id",
    "alternative_id",
    "created_at",
    "status",
    "payment_reference",
    "payment_method",
    "shipping_method",
    "comments",
    "locale",
    "prices_include_tax",  # True, False or None
    "is_tax_exempt",
    "is_reverse_charge",
    "states_fees",
    "email",
    "name",
    "phone",
    *(f"{who}_{part}" for who in ("ship", "bill") for part in ADDRESS_PARTS),
)
AMOUNTS: dict[str, Place] = {
    "subtotal": ("subtotal",),
    "discount": ("discount",),
    "coupon": ("couponDiscount",),
    "shipping": ("shippingOption", "shippingRate"),
    "handling": ("handlingFee", "value"),
    "tax": ("tax",),
    "total": ("total",),
    "gift_card": ("giftCardRedemption",),
    "refunded": ("refundedAmount",),
    "usd_total": ("usdTotal",),
}
"""The order's own amounts and where they stand."""


class RawOrder(NamedTuple):
    """One order's rows, their numbers still text."""

    facts: tuple[object, ...]
    amounts: tuple[str, ...]
    lines: list[RawLine]
    charges: list[RawCharge]
    discounts: list[RawDiscount]
    taxes: list[RawTax]
    refunds: list[str]


def is_ecwid_order(value: object) -> bool:
    """True for an object with at least two members only an Ecwid order has, `items` counting as one."""
    if not isinstance(value, dict):
        return False
    signs = sum(sign in value for sign in SIGNS) + ("items" in value and not is_page(value))
    return signs >= _ENOUGH_SIGNS


def is_page(value: object) -> bool:
    """True for an object that counts the things it lists."""
    return isinstance(value, dict) and any(key in value for key in ("count", "offset", "limit"))


def name_order(order: Members, record: int) -> str:
    """The number the shop shows, else what comes nearest to one."""
    own = order.get("id")
    if isinstance(own, str) and type(own) is str and own:
        return own
    return (
        first_text(order, "vendorOrderNumber", "orderNumber", "id", "externalOrderId") or f"record-{record}"
    )


def read_order(order: Members, record: int) -> RawOrder:
    """The rows of one order. Raises `Unreadable` where a part of it cannot be what it must be."""
    if not isinstance(order.get("items"), list):
        raise Unreadable(("items",), phrase("no list of items"))
    items = objects_at(order, "items")
    return RawOrder(
        facts=_read_facts(order, record),
        amounts=tuple(_amount_at(order, place) for place in AMOUNTS.values()),
        lines=[read_line(number, item) for number, item in enumerate(items)],
        charges=read_charges(order),
        discounts=read_discounts(order, items),
        taxes=read_taxes(order, items),
        refunds=[number_at(refund, "amount") for refund in objects_at(order, "refunds")],
    )


def _amount_at(order: Members, place: Place) -> str:
    owner = object_at(order, str(place[0])) if len(place) > 1 else order
    return number_at(owner, str(place[-1]))


def _read_facts(order: Members, record: int) -> tuple[object, ...]:
    order_id = name_order(order, record)
    others = (text_at(order, key) for key in ("vendorOrderNumber", "orderNumber", "id", "internalId"))
    ship, bill = (_read_person(object_at(order, PERSONS[who])) for who in ("ship", "bill"))
    comments = (text_at(order, "orderComments"), text_at(order, "privateAdminNotes"))
    includes = order.get("pricesIncludeTax")
    return (
        order_id,
        next((other for other in others if other not in ("", order_id)), ""),
        text_at(order, "createDate"),
        text_at(order, "paymentStatus"),
        first_text(order, "externalTransactionId", "extTransactionId"),
        text_at(order, "paymentMethod"),
        text_at(object_at(order, "shippingOption"), "shippingMethodName"),
        "\n".join(comment for comment in comments if comment),
        text_at(order, "lang"),
        includes if isinstance(includes, bool) else None,
        order.get("customerTaxExempt") is True,
        order.get("reversedTaxApplied") is True,
        isinstance(order.get("customSurcharges"), list),
        text_at(order, "email"),
        bill[0] or ship[0],
        bill[-1] or ship[-1],
        *ship,
        *bill,
    )


def _read_person(person: Members) -> tuple[str, ...]:
    """The address in the order of ADDRESS_PARTS."""
    street_1, _, street_2 = split_street(text_at(person, "street"))
    streets = {"street_1": street_1, "street_2": street_2}
    return tuple(
        streets[part] if part in streets else text_at(person, ADDRESS_MEMBERS[part]) for part in ADDRESS_PARTS
    )


def split_street(street: str) -> tuple[str, str, str]:
    r"""First line, line break and the rest.

    >>> split_street("Seestrasse 5\nHinterhaus")
    ('Seestrasse 5', '\n', 'Hinterhaus')
    """
    found = re.search(r"\r\n|\r|\n", street)
    return (street[: found.start()], found[0], street[found.end() :]) if found else (street, "", "")
