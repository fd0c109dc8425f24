"""The invented orders as a shop's own system might list them: one table of orders, one of lines.

`;`, Windows-1252 and CRLF, French headers; `tables/mapping.toml` says which column is which.
"""

from __future__ import annotations

from invented_shop import Line, Order, Person, add_up
from spelling import amount_text, csv_text

STATES = {"paid": "soldée", "awaiting": "ouverte", "partially_refunded": "soldée", "cancelled": "annulée"}
ORDER_COLUMNS = (
    "commande", "date", "état", "client", "courriel", "téléphone", "rue", "NPA", "localité", "livré à", "rue livraison",
    "NPA livraison", "localité livraison", "paiement", "expédition", "sous-total", "remise", "port", "taux TVA", "TVA",
    "total", "encaissé", "remboursé", "remarques",
)  # fmt: skip
LINE_COLUMNS = ("commande", "ligne", "référence", "désignation", "prix", "quantité", "remise %")


def write_order_table(orders: list[Order]) -> str:
    """One row per order."""
    rows = [list(ORDER_COLUMNS), *(_order_cells(order) for order in orders)]
    return csv_text(rows, ";", "\r\n")


def _order_cells(order: Order) -> list[str]:
    sums = add_up(order)
    paid = sums.total if order.state in ("paid", "partially_refunded") else 0
    return [
        order.number,
        order.placed_at.strftime("%d.%m.%Y"),
        STATES[order.state],
        order.billing.name,
        order.billing.email,
        order.billing.phone,
        *_address(order.billing),
        order.shipping.name,
        *_address(order.shipping),
        order.payment,
        order.delivery[0],
        amount_text(sums.subtotal),
        amount_text(sums.discount),
        amount_text(order.delivery[1]),
        f"{sums.shipping_rate // 10}.{sums.shipping_rate % 10}",
        amount_text(sums.tax),
        amount_text(sums.total),
        amount_text(paid),
        amount_text(order.refunded),
        order.comment,
    ]


def _address(person: Person) -> list[str]:
    return [person.street, person.postal_code, person.town]


def write_line_table(orders: list[Order]) -> str:
    """One row per item, with the percentage taken off it."""
    rows = [list(LINE_COLUMNS)]
    for order in orders:
        rows += [_line_cells(order, line, at) for at, line in enumerate(order.lines)]
    return csv_text(rows, ";", "\r\n")


def _line_cells(order: Order, line: Line, at: int) -> list[str]:
    percent = 100 * order.line_discounts.get(at, 0) // line.amount
    name = f"{line.article.name}, {line.colour}" if line.colour else line.article.name
    price = amount_text(line.article.price)
    return [order.number, str(at + 1), line.article.sku, name, price, str(line.quantity), str(percent or "")]
