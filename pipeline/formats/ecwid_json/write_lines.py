"""Writes an order's items and their taxes: changed cells, removed items, added ones.

An item's `tax` holds the tax of shipping as well: it moves by the change of
the line's own tax here, and with the tax of shipping in `ecwid_json_write_taxes`.
"""

from __future__ import annotations

from typing import Any

from pipeline.formats.ecwid_json.edit import OrderEdit, Row, rows_of
from pipeline.formats.ecwid_json.json_tree import Container
from pipeline.formats.ecwid_json.write_taxes import build_tax, write_line_taxes
from pipeline.money import (
    PPB,
    PRICE_EXTRA_DECIMALS,
    PRICE_SUB_PER_MINOR,
    QUANTITY_DECIMALS,
    QUANTITY_MILLI_PER_UNIT,
    divide_one,
)


def write_lines(edit: OrderEdit) -> None:
    """Change the items that stay, take out those that go, put in those that are new."""
    items = edit.text.find_container("items")
    if items is None:
        return
    for key, before in edit.before.lines.items():
        node = edit.container("lines", key)
        if node is not None and key in edit.after.lines:
            _write_line(edit, node, before, edit.after.lines[key])
    members = {part.key.strip('"') for item in items if isinstance(item, Container) for part in item.parts}
    for key in edit.before.lines.keys() - edit.after.lines.keys():
        edit.text.remove(items, edit.nodes["lines"].pop(key))
    for position, row in enumerate(sorted(edit.after.lines.values(), key=lambda row: row["line_number"])):
        if row["line_key"] not in edit.before.lines:
            item = _build_item(edit, row, members)
            edit.nodes["lines"][row["line_key"]] = edit.text.insert(items, position, item)


def _write_line(edit: OrderEdit, item: Container, before: Row, after: Row) -> None:
    decimals = edit.decimals + PRICE_EXTRA_DECIMALS
    if after["unit_price_sub"] != before["unit_price_sub"]:
        edit.text.put(item, "price", edit.number(after["unit_price_sub"], decimals))
    if after["quantity_milli"] != before["quantity_milli"]:
        edit.text.put(item, "quantity", edit.number(after["quantity_milli"], QUANTITY_DECIMALS))
    for name in ("sku", "name"):
        if after[name] != before[name]:
            edit.text.put(item, name, after[name])
    if after["is_taxable"] != before["is_taxable"]:
        _write_taxable(edit, item, is_taxable=after["is_taxable"])
    _translate_name(edit, item, before, after)
    if item.get("priceWithoutTax") is not None:
        nets = [_net_price(edit, row, taxes) for row, taxes in _with_taxes(edit, before, after)]
        edit.move(item, "priceWithoutTax", nets[1] - nets[0], adds=False, decimals=decimals)
    write_line_taxes(edit, item, before["line_key"])
    edit.move(item, "tax", after["tax_minor"] - before["tax_minor"])


def _write_taxable(edit: OrderEdit, item: Container, *, is_taxable: bool) -> None:
    """An item is taxable unless it says not: a `taxable` that stands first was put there to say so."""
    if is_taxable and item.parts[0] is item.part("taxable"):
        edit.text.remove(item, "taxable")
    else:
        edit.text.put(item, "taxable", is_taxable)


def _translate_name(edit: OrderEdit, item: Container, before: Row, after: Row) -> None:
    """Translations that repeat the old name follow it."""
    translated = item.child("nameTranslated")
    if translated is None or after["name"] == before["name"]:
        return
    for part in translated.parts:
        language = part.key.strip('"')
        if translated.value(language) == before["name"] != "":
            edit.text.put(translated, language, after["name"])


def _with_taxes(edit: OrderEdit, before: Row, after: Row) -> list[tuple[Row, list[Row]]]:
    key = before["line_key"]
    return [
        (before, rows_of(edit.before.taxes, "line_key", key)),
        (after, rows_of(edit.after.taxes, "line_key", key)),
    ]


def net_amount(edit: OrderEdit, amount: int, taxes: list[Row]) -> int:
    """The amount without the taxes inside it, in its own unit, rounded half up."""
    if not edit.is_included:
        return amount
    return divide_one(amount, PPB, PPB + sum(tax["rate_ppb"] for tax in taxes))


def _net_price(edit: OrderEdit, row: Row, taxes: list[Row]) -> int:
    """The unit price without tax, rounded to the currency where tax is inside."""
    price: int = row["unit_price_sub"]
    if not edit.is_included:
        return price
    rate = PPB + sum(int(tax["rate_ppb"]) for tax in taxes)
    net: int = divide_one(price, PPB, rate * PRICE_SUB_PER_MINOR) * PRICE_SUB_PER_MINOR
    return net


def sum_net_lines(edit: OrderEdit, *, is_after: bool) -> int:
    """Σ of the lines' amounts before discounts and without tax, minor units."""
    rows = edit.after if is_after else edit.before
    return sum(
        net_amount(edit, _line_amount(row), rows_of(rows.taxes, "line_key", key))
        for key, row in rows.lines.items()
    )


def _line_amount(row: Row) -> int:
    divisor: int = PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT
    return divide_one(row["unit_price_sub"], row["quantity_milli"], divisor)


def _build_item(edit: OrderEdit, row: Row, members: set[str]) -> dict[str, Any]:
    """The new item with the members the order's other items use."""
    price = edit.number(row["unit_price_sub"], edit.decimals + PRICE_EXTRA_DECIMALS)
    discounts = rows_of(edit.after.discounts, "line_key", row["line_key"])
    coupon = sum(row["amount_minor"] for row in discounts if row["source"] == "coupon")
    own_taxes = rows_of(edit.after.taxes, "line_key", row["line_key"])
    taxes = [build_tax(edit, tax) for tax in own_taxes]
    net_price = _net_price(edit, row, own_taxes)
    item = {
        "price": price,
        "priceWithoutTax": edit.number(net_price, edit.decimals + PRICE_EXTRA_DECIMALS),
        "productPrice": price,
        "sku": row["sku"],
        "quantity": edit.number(row["quantity_milli"], QUANTITY_DECIMALS),
        "tax": edit.amount(row["tax_minor"]),
        "name": row["name"],
        "couponApplied": coupon != 0,
        "couponAmount": edit.amount(coupon),
        "taxes": taxes,
        "taxable": row["is_taxable"],
        "giftCard": row["is_gift_card"],
        "discounts": [],
    }
    needed = {"price", "sku", "quantity", "name"}
    needed |= {name for name, is_needed in _needs(row, taxes, discounts).items() if is_needed}
    needed |= {"couponAmount"} if coupon else set()
    unwanted = set() if coupon else {"couponAmount"}
    return {name: value for name, value in item.items() if name in (members - unwanted) | needed}


def _needs(row: Row, taxes: list[dict[str, Any]], discounts: list[Row]) -> dict[str, bool]:
    return {
        "tax": row["tax_minor"] != 0,
        "taxes": bool(taxes),
        "taxable": not row["is_taxable"],
        "giftCard": bool(row["is_gift_card"]),
        "discounts": any(discount["source"] != "coupon" for discount in discounts),
    }
