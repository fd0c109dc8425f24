"""Edits of an order: each operation gives a new order and leaves the one before as it was."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Order = dict[str, Any]
LINE_FIELDS = {
    "set_quantity": ("quantity", "quantity"),
    "set_price": ("unit_price", "unit_price"),
    "set_line_discounts": ("discounts", "discounts"),
    "set_taxes": ("taxes", "taxes"),
}
ADDED_TO = {
    "add_line": ("lines", "line"),
    "add_order_discount": ("order_discounts", "discount"),
    "add_surcharge": ("surcharges", "surcharge"),
}
REPLACED = {"set_order_discounts": "order_discounts", "set_shipping": "shipping"}


def apply_edits(order: Order, edits: list[dict[str, Any]]) -> Order:
    """The order after all edits, in their order."""
    edited = deepcopy(order)
    for edit in edits:
        _apply(edited, deepcopy(edit))
    return edited


def _apply(order: Order, edit: dict[str, Any]) -> None:
    operation = edit["op"]
    if operation in ADDED_TO:
        target, content = ADDED_TO[operation]
        order[target] = [*(order.get(target) or []), edit[content]]
    elif operation in REPLACED:
        order[REPLACED[operation]] = edit[REPLACED[operation]]
    elif operation == "remove_line":
        order["lines"] = [line for line in order["lines"] if line["sku"] != edit["sku"]]
    else:
        target, content = LINE_FIELDS[operation]
        for line in order["lines"]:
            if not edit.get("sku") or line["sku"] == edit["sku"]:
                line[target] = edit[content]
