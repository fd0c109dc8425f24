"""The invented orders as Shopify exports them: 79 columns, the order on the first row only."""

from __future__ import annotations

from datetime import datetime

from invented_shop import Line, Order, Person, Sums, add_up
from spelling import RATE_NAMES, amount_text, csv_text

SHOPIFY_STATES = {
    "paid": "paid", "awaiting": "pending", "partially_refunded": "partially_refunded",
    "refunded": "refunded", "cancelled": "voided",
}  # fmt: skip
SHOPIFY_ADDRESS = (
    "Name",
    "Street",
    "Address1",
    "Address2",
    "Company",
    "City",
    "Zip",
    "Province",
    "Country",
    "Phone",
)
SHOPIFY_COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing", "Currency",
    "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method", "Created at",
    "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status",
    *(f"Billing {name}" for name in SHOPIFY_ADDRESS), *(f"Shipping {name}" for name in SHOPIFY_ADDRESS),
    "Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
    "Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source",
    "Lineitem discount", *(f"Tax {n} {part}" for n in range(1, 6) for part in ("Name", "Value")), "Phone",
    "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID", "Payment Terms Name",
    "Next Payment Due At", "Payment References",
)  # fmt: skip


def write_shopify_csv(orders: list[Order], stored: dict[str, int]) -> str:
    """`,`, LF; one row per line, the order's values on the first of them only."""
    rows: list[list[str]] = [list(SHOPIFY_COLUMNS)]
    for position, order in enumerate(orders):
        sums = add_up(order)
        head = _shopify_head(order, sums, stored.get(order.number, sums.total), position)
        for at, line in enumerate(order.lines):
            cells = {**(head if at == 0 else _shopify_repeated(order)), **_shopify_line(order, line, at)}
            rows.append([cells.get(name, "") for name in SHOPIFY_COLUMNS])
    return csv_text(rows, ",", "\n")


def _shopify_repeated(order: Order) -> dict[str, str]:
    return {"Name": order.number, "Email": order.billing.email, "Created at": _shopify_date(order.placed_at)}


def _shopify_date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S %z")


def _shopify_head(order: Order, sums: Sums, total: int, position: int) -> dict[str, str]:
    is_paid = order.state in ("paid", "partially_refunded", "refunded")
    placed_at = _shopify_date(order.placed_at)
    return {
        **_shopify_repeated(order),
        "Financial Status": SHOPIFY_STATES[order.state],
        "Paid at": placed_at if is_paid else "",
        "Fulfillment Status": "unfulfilled",
        "Accepts Marketing": "no",
        "Currency": "CHF",
        "Subtotal": amount_text(sums.subtotal - sums.discount),
        "Shipping": amount_text(order.delivery[1]),
        "Taxes": amount_text(sums.tax),
        "Total": amount_text(total),
        "Discount Code": order.coupon[0] if order.coupon else "",
        "Discount Amount": amount_text(sums.discount),
        "Shipping Method": order.delivery[0],
        **_shopify_address("Billing", order.billing),
        **_shopify_address("Shipping", order.shipping),
        "Notes": order.comment,
        "Cancelled at": placed_at if order.state == "cancelled" else "",
        "Payment Method": order.payment,
        "Payment Reference": f"c{99_000_000_001 + 37 * position}.1",
        "Refunded Amount": amount_text(order.refunded),
        "Outstanding Balance": amount_text(0 if is_paid or order.state == "cancelled" else total),
        "Id": str(5_900_000_000_001 + 1024 * position),
        "Risk Level": "Low",
        "Source": "web",
        "Tax 1 Name": RATE_NAMES[sums.shipping_rate],
        "Tax 1 Value": amount_text(sums.tax),
        "Phone": f"'{order.billing.phone}",
        "Payment ID": f"c{99_000_000_001 + 37 * position}.1",
    }


def _shopify_address(who: str, person: Person) -> dict[str, str]:
    return {
        f"{who} Name": person.name,
        f"{who} Street": person.street,
        f"{who} Address1": person.street,
        f"{who} Company": person.company,
        f"{who} City": person.town,
        f"{who} Zip": f"'{person.postal_code}",
        f"{who} Province": person.canton,
        f"{who} Country": "CH",
        f"{who} Phone": f"'{person.phone}",
        f"{who} Province Name": {"VD": "Vaud", "GE": "Genève", "VS": "Valais", "FR": "Fribourg"}.get(
            person.canton, ""
        ),
    }


def _shopify_line(order: Order, line: Line, at: int) -> dict[str, str]:
    article = line.article
    return {
        "Lineitem quantity": str(line.quantity),
        "Lineitem name": f"{article.name} - {line.colour}" if line.colour else article.name,
        "Lineitem price": amount_text(article.price),
        "Lineitem sku": article.sku,
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": "pending",
        "Vendor": "Thés du Marronnier",
        "Lineitem discount": amount_text(order.line_discounts.get(at, 0)),
    }
