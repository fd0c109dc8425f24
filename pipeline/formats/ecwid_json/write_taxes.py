"""Writes the taxes of items and of shipping.

The tax of shipping stands twice: in `taxesOnShipping`, and inside the tax of
the items that carry the shipping (`taxOnShipping`). Both move together.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pipeline.formats.ecwid_json.edit import OrderEdit, Row, is_zero, number_of, rows_of
from pipeline.formats.ecwid_json.json_tree import Container
from pipeline.money import RATE_DECIMALS


def write_line_taxes(edit: OrderEdit, item: Container, line_key: int) -> None:
    """Change, remove and add the entries of the item's `taxes`."""
    for before in rows_of(edit.before.taxes, "line_key", line_key):
        key = before["tax_key"]
        entry, after = edit.container("taxes", key), edit.after.taxes.get(key)
        if entry is None or entry is item:
            _list_whole_tax(edit, item, before, after)
        elif after is None:
            edit.text.remove_from(item, "taxes", entry)
            del edit.nodes["taxes"][key]
        else:
            _write_tax(edit, entry, before, after)
    for after in rows_of(edit.after.taxes, "line_key", line_key):
        if after["tax_key"] not in edit.before.taxes:
            edit.add_to_list(item, "taxes", build_tax(edit, after))


def _list_whole_tax(edit: OrderEdit, item: Container, before: Row, after: Row | None) -> None:
    """A tax the item states only as a sum gets an entry once it has a name or a rate."""
    if after is not None and _is_renamed(before, after):
        edit.add_to_list(item, "taxes", build_tax(edit, after))


def _is_renamed(before: Row, after: Row) -> bool:
    return any(before[name] != after[name] for name in ("name", "rate_ppb"))


def _write_tax(edit: OrderEdit, entry: Container, before: Row, after: Row) -> None:
    if after["name"] != before["name"]:
        edit.text.put(entry, "name", after["name"])
    if after["rate_ppb"] != before["rate_ppb"]:
        edit.text.put(entry, "value", edit.number(after["rate_ppb"], RATE_DECIMALS))
    change = after["amount_minor"] - before["amount_minor"]
    for member in ("total", "taxOnDiscountedSubtotal"):
        edit.move(entry, member, change, adds=False)


def build_tax(edit: OrderEdit, row: Row) -> dict[str, Any]:
    """A new entry of an item's `taxes` with the members the order's other entries use."""
    amount = edit.amount(row["amount_minor"])
    entry = {
        "name": row["name"],
        "value": edit.number(row["rate_ppb"], RATE_DECIMALS),
        "total": amount,
        "taxOnDiscountedSubtotal": amount,
        "taxOnShipping": edit.amount(0),
        "includeInPrice": edit.is_included,
    }
    members = {part.key.strip('"') for other in _tax_entries(edit) for part in other.parts}
    if not members and edit.root.get("pricesIncludeTax") is not None:
        return entry
    return {name: value for name, value in entry.items() if name in members | {"name", "value", "total"}}


def _items(edit: OrderEdit) -> list[Container]:
    items = edit.text.find_container("items")
    return [item for item in items or [] if isinstance(item, Container)]


def _tax_entries(edit: OrderEdit) -> Iterator[Container]:
    for item in _items(edit):
        yield from (entry for entry in item.child("taxes") or [] if isinstance(entry, Container))


def write_shipping_taxes(edit: OrderEdit, carried: dict[str, int], *, is_carried: bool) -> None:
    """Change `taxesOnShipping`, and what the items carry of it.

    `carried` is what removed items carried, by the tax's name: it goes to the
    items that are left. Unless `is_carried` the items hold none of it.
    """
    changes = dict(carried)
    for before in rows_of(edit.before.taxes, "scope", "charges"):
        after = edit.after.taxes.get(before["tax_key"])
        entry = edit.container("taxes", before["tax_key"])
        if entry is None:
            continue
        if after is None:
            edit.text.remove_from(edit.root, "taxesOnShipping", entry)
        else:
            _write_tax(edit, entry, before, after)
        name = (after or before)["name"]
        amount = after["amount_minor"] if after else 0
        changes[name] = changes.get(name, 0) + amount - before["amount_minor"]
    for after in rows_of(edit.after.taxes, "scope", "charges"):
        if after["tax_key"] not in edit.before.taxes:
            _add_shipping_tax(edit, after)
            changes[after["name"]] = changes.get(after["name"], 0) + after["amount_minor"]
    for name, change in changes.items() if is_carried else ():
        _move_carried(edit, name, change)


def _add_shipping_tax(edit: OrderEdit, row: Row) -> None:
    rate = edit.number(row["rate_ppb"], RATE_DECIMALS)
    entry = {"name": row["name"], "value": rate, "total": edit.amount(row["amount_minor"])}
    edit.add_to_list(edit.root, "taxesOnShipping", entry)


def carries_shipping_tax(edit: OrderEdit) -> bool:
    """The items' taxes hold the tax of shipping: they say so, or they add up to the order's tax."""
    if any(not is_zero(entry, "taxOnShipping") for entry in _tax_entries(edit)):
        return True
    whole = sum((number_of(item, "tax") or Decimal(0) for item in _items(edit)), Decimal(0))
    return whole == (number_of(edit.root, "tax") or 0)


def find_carried(edit: OrderEdit) -> dict[str, int]:
    """The tax of shipping inside the items that are to be removed, by the tax's name."""
    carried: dict[str, int] = {}
    for key in edit.before.lines.keys() - edit.after.lines.keys():
        item = edit.container("lines", key)
        for entry in (item.child("taxes") if item else None) or []:
            if isinstance(entry, Container) and not is_zero(entry, "taxOnShipping"):
                amount = (number_of(entry, "taxOnShipping") or Decimal(0)).scaleb(edit.decimals)
                name = str(entry.value("name") or "")
                carried[name] = carried.get(name, 0) + int(amount)
    return carried


def _move_carried(edit: OrderEdit, name: str, change: int) -> None:
    """Move the tax of shipping in the items: what is taken away comes from those that have it."""
    for item in _carriers(edit):
        entry = _entry_named(item, name)
        held = (number_of(entry, "taxOnShipping") or Decimal(0)) if entry else Decimal(0)
        taken = max(change, -int(held.scaleb(edit.decimals))) if change < 0 else 0
        _move_item(edit, item, entry, taken)
        change -= taken
    carriers = _carriers(edit)
    for carrier in [*(item for item in carriers if _entry_named(item, name)), *carriers][:1]:
        _move_item(edit, carrier, _entry_named(carrier, name), change)


def _move_item(edit: OrderEdit, item: Container, entry: Container | None, change: int) -> None:
    if entry is not None:
        edit.move(entry, "taxOnShipping", change)
        edit.move(entry, "total", change, adds=False)
    edit.move(item, "tax", change)


def _carriers(edit: OrderEdit) -> list[Container]:
    """The items that carry the shipping; all of them where none does."""
    items = _items(edit)
    carriers = [item for item in items if not is_zero(item, "shipping") or _has_shipping_tax(item)]
    return carriers or items[:1]


def _has_shipping_tax(item: Container) -> bool:
    entries = (entry for entry in item.child("taxes") or [] if isinstance(entry, Container))
    return any(not is_zero(entry, "taxOnShipping") for entry in entries)


def _entry_named(item: Container, name: str) -> Container | None:
    entries = (entry for entry in item.child("taxes") or [] if isinstance(entry, Container))
    return next((entry for entry in entries if entry.value("name") == name), None)
