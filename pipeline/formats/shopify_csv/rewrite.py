"""Compares tables before and after, and says which cells of a Shopify CSV change.

Promise: a cell whose value did not change is not named in the rewrite.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from pipeline.formats.shopify_csv.cells import CellEdits
from pipeline.formats.shopify_csv.columns import ADDRESSES, GUARDED, TEXT_COLUMNS, Layout
from pipeline.formats.shopify_csv.lines import OrderLines, Row, rewrite_lines
from pipeline.formats.shopify_csv.tables import Origin
from pipeline.formats.shopify_csv.taxes import name_with_rate, says_rate
from pipeline.formats.text.delimited import Delimited, Rewrite
from pipeline.money import Integers
from pipeline.problems import refuse
from schemas.orders import Tables

_STORED = {
    "shipping_minor": "shipping",
    "tax_minor": "taxes",
    "total_minor": "total",
    "discount_minor": "discount amount",
}


class _Change:
    """One order before and after, with its rows of the other tables."""

    def __init__(self, before: Row, after: Row, parts: dict[str, dict[int, list[Row]]]) -> None:
        self.key: int = before["order_key"]
        self.before = before
        self.after = after
        self._parts = parts

    def rows(self, table: str) -> list[Row]:
        """The order's rows of `lines before`, `taxes after`, …"""
        return self._parts[table].get(self.key, [])

    def moved(self, column: str) -> int:
        """By how much an amount of the order changes."""
        return int(self.after[column] - self.before[column])


def plan_rewrite(source: Delimited, layout: Layout, origin: Origin, before: Tables, after: Tables) -> Rewrite:
    """The cells and records to change so that the file holds the orders of `after`."""
    edits = CellEdits(source, layout)
    parts = {
        f"{name} {when}": _by_order(getattr(tables, name))
        for when, tables in (("before", before), ("after", after))
        for name in ("lines", "discounts", "taxes")
    }
    new = {row["order_key"]: row for row in after.orders.to_dict("records")}
    followers = np.sort(np.setdiff1d(origin.lines, origin.heads))
    for old in before.orders.to_dict("records"):
        change = _Change(old, new[old["order_key"]], parts)
        head = int(origin.heads[change.key - origin.first_key])
        records = {
            line["line_key"]: int(origin.lines[line["line_key"] - origin.first_key])
            for line in change.rows("lines before")
        }
        _rewrite_texts(change, edits, head, sorted({head, *records.values()}))
        _rewrite_amounts(change, edits, head)
        _rewrite_discount_code(change, edits, head)
        _rewrite_taxes(change, edits, head, origin)
        rewrite_lines(_order_lines(change, head, records, followers), edits)
    return edits.rewrite()


def _by_order(rows: pd.DataFrame) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in rows.to_dict("records"):
        grouped[row["order_key"]].append(row)
    return grouped


def _order_lines(change: _Change, head: int, records: dict[int, int], followers: Integers) -> OrderLines:
    return OrderLines(
        head=head,
        decimals=change.after["decimals"],
        email=change.after["email"],
        before=change.rows("lines before"),
        after=sorted(change.rows("lines after"), key=lambda line: line["line_number"]),
        records=records,
        template=_template(head, records, followers),
        discounts_before=_line_discounts(change.rows("discounts before")),
        discounts_after=_line_discounts(change.rows("discounts after")),
    )


def _template(head: int, records: dict[int, int], followers: Integers) -> int:
    """A later row of this order, else the next one of any order, else the head."""
    own = sorted(set(records.values()) - {head})
    if own:
        return own[0]
    if len(followers) == 0:
        return head
    return int(followers[min(int(np.searchsorted(followers, head)), len(followers) - 1)])


def _line_discounts(discounts: list[Row]) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for discount in discounts:
        if discount["line_key"] >= 0 and discount["parent_key"] < 0:
            sums[discount["line_key"]] += discount["amount_minor"]
    return sums


def _rewrite_texts(change: _Change, edits: CellEdits, head: int, records: list[int]) -> None:
    before, after = change.before, change.after
    for field, column in TEXT_COLUMNS.items():
        if before[field] == after[field]:
            continue
        old = edits.text(head, column)
        has_guard = field in GUARDED and old.startswith("'") and after[field] != ""
        for record in records if field == "email" else [head]:
            if edits.text(record, column) == old:
                edits.put(record, column, ("'" if has_guard else "") + after[field])
    if before["name"] != after["name"]:
        who = "bill" if edits.text(head, "billing name") or not edits.text(head, "shipping name") else "ship"
        if before[f"{who}_name"] == after[f"{who}_name"]:
            edits.put(head, f"{ADDRESSES[who]} name", after["name"])
    for who, prefix in ADDRESSES.items():
        _rewrite_street(edits, head, f"{prefix} street", [_streets(row, who) for row in (before, after)])


def _streets(row: Row, who: str) -> tuple[str, str]:
    return row[f"{who}_street_1"], row[f"{who}_street_2"]


def _rewrite_street(edits: CellEdits, head: int, column: str, streets: list[tuple[str, str]]) -> None:
    """`Street` repeats both parts of the street, or the first one: it follows them."""
    old, new = streets
    cell = edits.text(head, column)
    if old == new:
        return
    if cell == ", ".join(part for part in old if part):
        edits.put(head, column, ", ".join(part for part in new if part))
    elif cell == old[0]:
        edits.put(head, column, new[0])


def _rewrite_amounts(change: _Change, edits: CellEdits, head: int) -> None:
    decimals = change.after["decimals"]
    for field, column in _STORED.items():
        if change.moved(field):
            edits.put_amount(head, column, change.after[field], decimals)
    edits.add_to_amount(
        head, "subtotal", change.moved("items_minor") - change.moved("discount_minor"), decimals
    )
    edits.add_to_amount(head, "outstanding balance", change.moved("total_minor"), decimals)


def _rewrite_discount_code(change: _Change, edits: CellEdits, head: int) -> None:
    """The names of the order's discounts share one cell."""
    before, after = (
        [row["name"] for row in change.rows(f"discounts {when}") if row["line_key"] < 0 and row["name"]]
        for when in ("before", "after")
    )
    if before == after:
        return
    cell = edits.text(head, "discount code")
    other = [cell] if cell and cell not in before else []
    edits.put(head, "discount code", ", ".join(dict.fromkeys([*other, *after])))


def _rewrite_taxes(change: _Change, edits: CellEdits, head: int, origin: Origin) -> None:
    old = {row["tax_key"]: row for row in change.rows("taxes before")}
    slots = {key: int(origin.tax_slots[key - origin.first_key]) for key in old}
    new = {row["tax_key"]: row for row in change.rows("taxes after")}
    for key in old.keys() - new.keys():
        _empty_tax(edits, head, slots[key])
    taken = {slots[key] for key in old.keys() & new.keys()}
    for key, tax in new.items():
        known = old.get(key)
        slot = slots.get(key, -1)
        if slot < 0 and (known is None or _names_of(tax) != _names_of(known)):
            slot = _free_slot(edits, taken, change)
            taken.add(slot)
            slots.pop(key, None)
        is_new = key not in slots
        _rewrite_tax(edits, head, slot, known, tax, change.after["decimals"], is_new=is_new)


def _names_of(tax: Row) -> tuple[str, int, bool]:
    return tax["name"], tax["rate_ppb"], tax["is_rate_known"]


def _rewrite_tax(
    edits: CellEdits, head: int, slot: int, old: Row | None, new: Row, decimals: int, *, is_new: bool
) -> None:
    """The cells of one pair of tax columns; all of them where the tax is new there."""
    if slot < 0:
        return
    name, value = edits.layout.names_of_taxes(slot)
    if old is None or is_new or old["amount_minor"] != new["amount_minor"]:
        edits.put_amount(head, value, new["amount_minor"], decimals)
    if old is None or is_new or (old["name"], old["rate_ppb"]) != (new["name"], new["rate_ppb"]):
        is_told = old is not None and old["rate_ppb"] == new["rate_ppb"]
        edits.put(head, name, new["name"] if is_told else _tax_name(new))


def _tax_name(tax: Row) -> str:
    if not tax["is_rate_known"] or says_rate(tax["name"], tax["rate_ppb"]):
        return str(tax["name"])
    return name_with_rate(tax["name"], tax["rate_ppb"])


def _free_slot(edits: CellEdits, taken: set[int], change: _Change) -> int:
    """The first pair of tax columns without a tax."""
    count = len(edits.layout.taxes)
    free = [slot for slot in range(count) if slot not in taken]
    if not free:
        column = f"Tax {count + 1} Name"
        raise refuse("field-not-in-export", column=column, order_id=change.after["order_id"])
    return free[0]


def _empty_tax(edits: CellEdits, head: int, slot: int) -> None:
    if slot >= 0:
        for column in edits.layout.names_of_taxes(slot):
            edits.put(head, column, "")
