"""Changed, removed and added lines of one Shopify order as edits of its records."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from pipeline.formats.shopify_csv.cells import CellEdits, pad_decimals, spell_like
from pipeline.money import price_text, quantity_text

Row = dict[Hashable, Any]
_PRICE_DECIMALS = 2
"""Decimals of a price kept for a currency without any, where the export writes them."""


@dataclass(frozen=True)
class OrderLines:
    """The lines of one order before and after, in order, and where they stand."""

    head: int  # record with the order-level values
    decimals: int
    email: str
    before: list[Row]
    after: list[Row]
    records: dict[int, int]  # by line_key, of the lines before
    template: int  # a record that carries a line and no order-level values, if there is one
    discounts_before: dict[int, int]  # of the line itself, by line_key
    discounts_after: dict[int, int]

    def kept(self) -> list[Row]:
        """Lines after that were there before."""
        return [line for line in self.after if line["line_key"] in self.records]


def rewrite_lines(order: OrderLines, edits: CellEdits) -> None:
    """Gather what the lines' changes ask of the records."""
    places = _place_kept_lines(order, edits)
    old = {line["line_key"]: line for line in order.before}
    anchor, like = order.head, order.head
    is_head_free = not places
    for line in order.after:
        key = line["line_key"]
        if key in places:
            anchor, like = places[key], order.records[key]
            _change_line(order, edits, anchor, old[key], line)
        elif is_head_free:
            is_head_free = False
            _fill_head(order, edits, line)
        else:
            texts = _new_texts(order, edits, line, like)
            edits.add(anchor, order.template, {**_repeated_texts(order, edits), **texts})


def _place_kept_lines(order: OrderLines, edits: CellEdits) -> dict[int, int]:
    """The record each kept line stands in afterwards; the others' records disappear."""
    kept = [line["line_key"] for line in order.kept()]
    places = {key: order.records[key] for key in kept}
    removed = {record for key, record in order.records.items() if key not in places}
    for record in sorted(removed - {order.head}):
        edits.delete(record)
    if order.head in removed and kept:
        edits.take_item(order.head, places[kept[0]])
        places[kept[0]] = order.head
    elif order.head in removed:
        edits.empty_item(order.head)
    return places


def _change_line(order: OrderLines, edits: CellEdits, record: int, old: Row, new: Row) -> None:
    origin = order.records[new["line_key"]]
    texts = {
        "name": ("lineitem name", new["name"]),
        "sku": ("lineitem sku", new["sku"]),
        "quantity_milli": ("lineitem quantity", quantity_text(new["quantity_milli"])),
        "unit_price_sub": ("lineitem price", _price(order, edits, origin, new)),
        "is_taxable": ("lineitem taxable", _taxable(new)),
    }
    for field, (column, text) in texts.items():
        if old[field] != new[field]:
            edits.put(record, column, text)
    key = new["line_key"]
    discount = order.discounts_after.get(key, 0)
    if discount != order.discounts_before.get(key, 0):
        cell = edits.text(origin, "lineitem discount")
        edits.put(record, "lineitem discount", spell_like(cell, discount, order.decimals))


def _fill_head(order: OrderLines, edits: CellEdits, line: Row) -> None:
    """A new line where the order's first row lost its own and no other is left."""
    for column, text in _new_texts(order, edits, line, order.head).items():
        edits.put(order.head, column, text)


def _new_texts(order: OrderLines, edits: CellEdits, line: Row, like: int) -> dict[str, str]:
    """The cells of an added line; what the sheet does not say is as in the line `like`."""
    taxable = edits.text(like, "lineitem taxable")
    if (taxable.strip().casefold() != "false") != line["is_taxable"]:
        taxable = _taxable(line)
    discount = order.discounts_after.get(line["line_key"], 0)
    return {
        "lineitem quantity": quantity_text(line["quantity_milli"]),
        "lineitem name": line["name"],
        "lineitem price": _price(order, edits, like, line),
        "lineitem sku": line["sku"],
        "lineitem requires shipping": edits.text(like, "lineitem requires shipping"),
        "lineitem taxable": taxable,
        "lineitem fulfillment status": "pending",
        "lineitem discount": spell_like(edits.text(like, "lineitem discount"), discount, order.decimals),
        "vendor": edits.text(like, "vendor"),
    }


def _repeated_texts(order: OrderLines, edits: CellEdits) -> dict[str, str]:
    """What every row of an order repeats."""
    return {
        "name": edits.text(order.head, "name"),
        "email": order.email,
        "created at": edits.text(order.head, "created at"),
    }


def _price(order: OrderLines, edits: CellEdits, like: int, line: Row) -> str:
    text = price_text(line["unit_price_sub"], order.decimals)
    had = len(edits.text(like, "lineitem price").strip().partition(".")[2])
    return pad_decimals(text, min(had, _PRICE_DECIMALS))


def _taxable(line: Row) -> str:
    return "true" if line["is_taxable"] else "false"
