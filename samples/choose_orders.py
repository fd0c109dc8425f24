"""Which sample orders the edits are made on: each row of the edits takes an order of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from invented_shop import STANDARD, Order


@dataclass
class Shop:
    """All the sample orders, and which of them an edit has taken already."""

    ecwid_json: list[Order]
    ecwid_csv: list[Order]
    shopify: list[Order]
    tables: list[Order]
    stored: dict[str, int]  # the totals of the orders that do not add up
    taken: set[str] = field(default_factory=set)

    def take(self, orders: list[Order], fits: Callable[[Order], bool]) -> Order:
        """The first order that fits, adds up and was not taken before."""
        free = (order for order in orders if order.number not in self.taken | set(self.stored))
        order = next(order for order in free if fits(order))
        self.taken.add(order.number)
        return order


def is_plain(order: Order) -> bool:
    """Paid, nothing taken off, several items, an article of each only once."""
    is_bare = not (
        order.coupon
        or order.promotion
        or order.line_discounts
        or order.handling
        or order.tip
        or order.gift_card
    )
    skus = {line.article.sku for line in order.lines}
    return order.state == "paid" and is_bare and 1 < len(skus) == len(order.lines)


def is_single(order: Order) -> bool:
    """Paid, with one item of more than one piece, nothing taken off."""
    return (
        order.state == "paid" and len(order.lines) == 1 and order.lines[0].quantity > 1 and not order.coupon
    )


def is_ceramic(order: Order) -> bool:
    """Plain, with an item of the standard rate."""
    return is_plain(order) and any(line.article.rate == STANDARD for line in order.lines)


def has_coupon(order: Order) -> bool:
    """Paid, with a coupon of an amount and no other discount."""
    is_bare = not (order.promotion or order.line_discounts or order.handling or order.tip or order.gift_card)
    return order.coupon is not None and order.coupon[1] == "amount" and order.state == "paid" and is_bare


def is_awaiting(order: Order) -> bool:
    """Not paid yet."""
    return order.state == "awaiting"


def sku_of(order: Order, at: int = 0) -> str:
    """The SKU of that item."""
    return order.lines[at].article.sku
