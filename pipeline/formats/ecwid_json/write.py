"""The new text of the Ecwid orders that changed; everything unchanged in them keeps its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from pipeline.formats.ecwid_json.edit import OrderEdit, group_orders
from pipeline.formats.ecwid_json.json_spelling import find_spelling
from pipeline.formats.ecwid_json.write_discounts import write_discounts
from pipeline.formats.ecwid_json.write_lines import write_lines
from pipeline.formats.ecwid_json.write_order import sum_change, write_charges, write_customer, write_totals
from pipeline.formats.ecwid_json.write_taxes import carries_shipping_tax, find_carried, write_shipping_taxes
from schemas.orders import Tables

_KEPT_WHEN_EMPTY = frozenset(
    {"id", "subtotal", "total", "tax", "taxable", "price", "quantity", "items", "value", "shippingRate"}
)


def rewrite_orders(
    text: str, encoding: str, spans: Mapping[int, tuple[int, int]], before: Tables, after: Tables
) -> dict[int, str]:
    """The new text of each order, by key; `spans` says where each one stands in the file's text."""
    if not spans:
        return {}
    keys = pd.Index(list(spans))
    old = group_orders(before.only(keys))
    new = group_orders(after.only(keys))
    spelling = find_spelling(text)
    if not encoding.startswith("utf"):
        spelling = replace(spelling, escapes_non_ascii=True)
    return {
        key: rewrite_order(OrderEdit(text[start:end], spelling, old[key], new[key]))
        for key, (start, end) in spans.items()
    }


def rewrite_order(edit: OrderEdit) -> str:
    """The order's new text."""
    is_carried = carries_shipping_tax(edit)
    carried = find_carried(edit)
    write_lines(edit)
    write_shipping_taxes(edit, carried, is_carried=is_carried)
    write_discounts(edit, sum_change(edit, "discount"))
    write_charges(edit)
    write_totals(edit)
    write_customer(edit)
    edit.text.drop_emptied(_KEPT_WHEN_EMPTY)
    return edit.text.render()
