"""The invented orders as Ecwid exports them: a page of JSON, and CSV with the order on every row."""

from __future__ import annotations

from typing import Any

from invented_shop import Line, Order, Person, Sums, add_up
from spelling import RATE_NAMES, amount_text, csv_text, json_amount, json_number, json_rate, json_text

ECWID_STATES = {
    "paid": "PAID", "awaiting": "AWAITING_PAYMENT", "partially_refunded": "PARTIALLY_REFUNDED",
    "refunded": "REFUNDED", "cancelled": "CANCELLED",
}  # fmt: skip
FRENCH_STATES = {
    "paid": "Payé", "awaiting": "En attente de paiement", "partially_refunded": "Partiellement remboursé",
    "refunded": "Remboursé", "cancelled": "Annulé",
}  # fmt: skip
FIRST_ITEM_ID = 730_000_001


def write_ecwid_json(orders: list[Order], stored: dict[str, int]) -> str:
    """A page of orders; `stored` gives the total of an order that does not add up."""
    items = [_ecwid_order(order, position, stored) for position, order in enumerate(orders)]
    page = {"total": len(items), "count": len(items), "offset": 0, "limit": 100, "items": items}
    return json_text(page)


def _ecwid_order(order: Order, position: int, stored: dict[str, int]) -> dict[str, Any]:
    sums = add_up(order)
    total = stored.get(order.number, sums.total)
    written: dict[str, Any] = {
        "id": order.number,
        "internalId": 516_480_000 + position,
        "orderNumber": 516_480_000 + position,
        "vendorOrderNumber": order.number,
        "subtotal": json_amount(sums.subtotal),
        "total": json_amount(total - order.gift_card),
        "totalWithoutTax": json_amount(total - order.gift_card - sums.tax),
        "giftCardRedemption": json_amount(order.gift_card),
        "totalBeforeGiftCardRedemption": json_amount(total),
        "email": order.billing.email,
        "paymentMethod": order.payment,
        "tax": json_amount(sums.tax),
        "customerTaxExempt": False,
        "reversedTaxApplied": False,
        "couponDiscount": json_amount(sums.coupon),
        "volumeDiscount": 0,
        "membershipBasedDiscount": 0,
        "totalAndMembershipBasedDiscount": 0,
        "discount": json_amount(sums.promotion),
        "customDiscount": [],
        "customSurcharges": _ecwid_tip(order),
        "paymentStatus": ECWID_STATES[order.state],
        "fulfillmentStatus": "WILL_NOT_DELIVER" if order.state == "cancelled" else "AWAITING_PROCESSING",
        "externalTransactionId": f"MC-{880_000 + 7 * position}" if order.state != "awaiting" else "",
        "createDate": _ecwid_date(order),
        "updateDate": _ecwid_date(order),
        "items": [_ecwid_item(order, sums, at, position) for at in range(len(order.lines))],
        **_ecwid_discounts(order),
        "refundedAmount": json_amount(order.refunded),
        "refunds": _ecwid_refunds(order),
        "billingPerson": _ecwid_person(order.billing),
        "shippingPerson": _ecwid_person(order.shipping),
        "shippingOption": {
            "shippingMethodName": order.delivery[0],
            "shippingRate": json_amount(order.delivery[1]),
            "isPickup": order.delivery[1] == 0,
        },
        "taxesOnShipping": _ecwid_shipping_taxes(sums),
        "pricesIncludeTax": True,
        "hidden": False,
    }
    if order.handling:
        written["handlingFee"] = {"name": order.handling[0], "value": json_amount(order.handling[1])}
    if order.comment:
        written["orderComments"] = order.comment
    return written


def _ecwid_date(order: Order) -> str:
    return order.placed_at.strftime("%Y-%m-%d %H:%M:%S %z")


def _ecwid_item(order: Order, sums: Sums, at: int, position: int) -> dict[str, Any]:
    line = order.lines[at]
    on_shipping = sums.shipping_tax if at == _carrier(order, sums) else 0
    item: dict[str, Any] = {
        "id": FIRST_ITEM_ID + 10 * position + at,
        "productId": 690_000_000 + sum(map(ord, line.article.sku)),
        "price": json_amount(line.article.price),
        "productPrice": json_amount(line.article.price),
        "sku": line.article.sku,
        "quantity": line.quantity,
        "tax": json_amount(sums.line_tax[at] + on_shipping),
        "shipping": json_amount(order.delivery[1] if at == _carrier(order, sums) else 0),
        "name": line.article.name,
        "isShippingRequired": True,
        "weight": json_number(line.article.weight),
        "couponApplied": order.coupon is not None,
        "taxes": [
            {
                "name": RATE_NAMES[line.article.rate],
                "value": json_rate(line.article.rate),
                "total": json_amount(sums.line_tax[at] + on_shipping),
                "taxOnDiscountedSubtotal": json_amount(sums.line_tax[at]),
                "taxOnShipping": json_amount(on_shipping),
                "includeInPrice": True,
            }
        ],
        "giftCard": False,
        "taxable": True,
    }
    if order.coupon:
        item["couponAmount"] = json_amount(sums.coupon_shares[at])
    if order.promotion:
        item["discounts"] = [
            {"discountInfo": _promotion(order), "total": json_amount(sums.promotion_shares[at])}
        ]
    if line.colour:
        item["selectedOptions"] = [{"name": "Couleur", "value": line.colour, "type": "CHOICE"}]
    return item


def _carrier(order: Order, sums: Sums) -> int:
    """The line whose tax holds the tax of shipping: the first one at the shipping's rate."""
    return next(at for at, line in enumerate(order.lines) if line.article.rate == sums.shipping_rate)


def _promotion(order: Order) -> dict[str, Any]:
    name, tenths = order.promotion or ("", 0)
    return {
        "value": json_rate(tenths),
        "type": "PERCENT",
        "base": "ON_TOTAL",
        "orderTotal": 1,
        "description": name,
    }


def _ecwid_discounts(order: Order) -> dict[str, Any]:
    discounts: dict[str, Any] = {"discountInfo": [_promotion(order)] if order.promotion else []}
    if order.coupon:
        code, kind, value = order.coupon
        discounts["discountCoupon"] = {
            "name": code.capitalize(),
            "code": code,
            "discountType": "ABS" if kind == "amount" else "PERCENT",
            "status": "ACTIVE",
            "discount": json_amount(value) if kind == "amount" else json_rate(value),
        }
    return discounts


def _ecwid_tip(order: Order) -> list[dict[str, Any]]:
    if not order.tip:
        return []
    tip = json_amount(order.tip)
    return [{"id": "Pourboire", "value": tip, "type": "ABSOLUTE", "total": tip, "taxable": False}]


def _ecwid_refunds(order: Order) -> list[dict[str, Any]]:
    if not order.refunded:
        return []
    reason = "Article arrivé cassé"
    return [
        {"date": _ecwid_date(order), "source": "CP", "reason": reason, "amount": json_amount(order.refunded)}
    ]


def _ecwid_shipping_taxes(sums: Sums) -> list[dict[str, Any]]:
    if not sums.shipping_tax:
        return []
    name, rate = RATE_NAMES[sums.shipping_rate], json_rate(sums.shipping_rate)
    return [{"name": name, "value": rate, "total": json_amount(sums.shipping_tax)}]


def _ecwid_person(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "companyName": person.company,
        "street": person.street,
        "city": person.town,
        "countryCode": "CH",
        "countryName": "Suisse",
        "postalCode": person.postal_code,
        "stateOrProvinceCode": person.canton,
        "phone": person.phone,
    }


PERSON_COLUMNS = ("name", "phone", "street_1", "street_2", "city", "state_code", "postal_code")
ECWID_COLUMNS = (
    "order_number", "email", "timestamp", "payment_status", "fulfillment_status", "order_subtotal", "order_tax",
    "order_shipping", "order_total", "discount", "coupon_code", "shipping_method", "order_comments", "accept_marketing",
    *(f"shipto_person_{name}" for name in PERSON_COLUMNS), *(f"bill_person_{name}" for name in PERSON_COLUMNS),
    "sku", "name", "price", "quantity", "total", "total_without_tax", "tax_details", "options", "weight",
    "couleur", "weight",
)  # fmt: skip


def write_ecwid_csv(orders: list[Order], stored: dict[str, int]) -> str:
    """`;`, BOM, CRLF; one row per line, the order's values on each of them."""
    rows: list[list[str]] = [list(ECWID_COLUMNS)]
    for order in orders:
        sums = add_up(order)
        head = _ecwid_head(order, sums, stored.get(order.number, sums.total))
        rows += [[*head, *_ecwid_cells(line, sums, at)] for at, line in enumerate(order.lines)]
    return "\ufeff" + csv_text(rows, ";", "\r\n")


def _ecwid_head(order: Order, sums: Sums, total: int) -> list[str]:
    return [
        order.number,
        order.billing.email,
        order.placed_at.strftime("%d.%m.%Y %H:%M"),
        FRENCH_STATES[order.state],
        "Annulée" if order.state == "cancelled" else "En attente de traitement",
        amount_text(sums.subtotal),
        amount_text(sums.tax),
        amount_text(order.delivery[1]),
        amount_text(total),
        amount_text(sums.discount) if sums.discount else "",
        order.coupon[0] if order.coupon else "",
        order.delivery[0],
        order.comment.replace("\n", "<br/>"),
        "false",
        *_ecwid_address(order.shipping),
        *_ecwid_address(order.billing),
    ]


def _ecwid_address(person: Person) -> list[str]:
    return [
        person.name,
        person.phone,
        person.street,
        person.company,
        person.town,
        person.canton,
        person.postal_code,
    ]


def _ecwid_cells(line: Line, sums: Sums, at: int) -> list[str]:
    article = line.article
    packed = article.name.rpartition(", ")[2] if article.name.endswith(" g") else ""
    return [
        article.sku,
        article.name,
        amount_text(article.price),
        str(line.quantity),
        amount_text(line.amount),
        amount_text(line.amount - sums.line_tax[at]),
        f"{RATE_NAMES[article.rate]}: {amount_text(sums.line_tax[at])}",
        f"Couleur: {line.colour}" if line.colour else "",
        article.weight,
        line.colour,
        packed,
    ]
