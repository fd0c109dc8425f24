"""Writes an order's discounts: the coupon, promotions, discounts of single items, and all shares.

A discount that is added is a custom one: an entry in `discountInfo` for the
whole order, or one in the item's `discounts`.
"""

from __future__ import annotations

from typing import Any

from pipeline.formats.ecwid_json.discounts import CUSTOM
from pipeline.formats.ecwid_json.edit import OrderEdit, Row, number_of, rows_of
from pipeline.formats.ecwid_json.json_orders import parse_value
from pipeline.formats.ecwid_json.json_tree import Container, Node
from pipeline.money import RATE_DECIMALS

_TYPES = {"amount": "ABS", "percent": "PERCENT"}
_FIGURES = ("kind", "rate_ppb", "value_minor")
_PARTS_OF_DISCOUNT = ("volumeDiscount", "membershipBasedDiscount", "totalAndMembershipBasedDiscount")


def write_discounts(edit: OrderEdit, change: int) -> None:
    """Bring coupon, promotions and shares to what they are after; the order's discounts moved by `change`."""
    coupon_change = 0
    for before in rows_of(edit.before.discounts, "parent_key", -1):
        after = edit.after.discounts.get(before["discount_key"])
        if before["line_key"] >= 0:
            _write_line_discount(edit, before, after)
        elif before["source"] == "coupon":
            coupon_change += (after["amount_minor"] if after else 0) - before["amount_minor"]
            _write_coupon(edit, before, after)
        else:
            _write_promotion(edit, before, after)
    for after in rows_of(edit.after.discounts, "parent_key", -1):
        if after["discount_key"] not in edit.before.discounts:
            _add_discount(edit, after)
    _write_sum(edit, change - coupon_change)


def _write_sum(edit: OrderEdit, change: int) -> None:
    """The order's discount, and its parts that were all of it."""
    whole = number_of(edit.root, "discount")
    same = [name for name in _PARTS_OF_DISCOUNT if whole and number_of(edit.root, name) == whole]
    for name in ("discount", *same):
        edit.move(edit.root, name, change)


def _write_coupon(edit: OrderEdit, before: Row, after: Row | None) -> None:
    if after is None:
        _remove_coupon(edit)
        return
    edit.move(edit.root, "couponDiscount", after["amount_minor"] - before["amount_minor"])
    coupon = edit.root.child("discountCoupon")
    is_changed = any(before[name] != after[name] for name in ("kind", "rate_ppb", "name"))
    if coupon is None and is_changed:
        coupon = edit.make_container("discountCoupon")
    if coupon is not None:
        name = "name" if coupon.get("code") is None and coupon.get("name") is not None else "code"
        _write_figure(edit, coupon, before, after, ("discountType", "discount", name))
    for item, share, old in _shares(edit, before["discount_key"]):
        edit.move(item, "couponAmount", share - old)
        if (share != 0) != (old != 0):
            edit.text.put(item, "couponApplied", share != 0)


def _remove_coupon(edit: OrderEdit) -> None:
    edit.text.put(edit.root, "couponDiscount", edit.amount(0))
    edit.text.remove(edit.root, "discountCoupon")
    for item in _kept_items(edit).values():
        if item.get("couponApplied") is not None:
            edit.text.put(item, "couponApplied", value=False)
        if item.get("couponAmount") is not None:
            edit.text.put(item, "couponAmount", edit.amount(0))


def _kept_items(edit: OrderEdit) -> dict[int, Container]:
    """The items that were there before and stay, by line key."""
    items = {key: edit.container("lines", key) for key in edit.before.lines if key in edit.after.lines}
    return {key: item for key, item in items.items() if item is not None}


def _shares(edit: OrderEdit, parent: int) -> list[tuple[Container, int, int]]:
    """Each kept item with its share of the discount after and before."""
    new, old = (
        {row["line_key"]: row["amount_minor"] for row in rows_of(rows.discounts, "parent_key", parent)}
        for rows in (edit.after, edit.before)
    )
    return [
        (item, new.get(key, 0), old.get(key, 0))
        for key, item in _kept_items(edit).items()
        if key in new or key in old
    ]


def _write_figure(
    edit: OrderEdit, entry: Container, before: Row, after: Row, members: tuple[str, str, str]
) -> None:
    """Kind, number and name of an entry, each only where it changed."""
    kind, figure, name = members
    if after["kind"] != before["kind"]:
        edit.text.put(entry, kind, _TYPES[after["kind"]])
    if any(after[column] != before[column] for column in _FIGURES):
        edit.text.put(entry, figure, _figure(edit, after))
    if after["name"] != before["name"]:
        edit.text.put(entry, name, after["name"])


def _figure(edit: OrderEdit, row: Row) -> Any:
    if row["kind"] == "percent":
        return edit.number(row["rate_ppb"], RATE_DECIMALS)
    return edit.amount(row["value_minor"])


def _write_promotion(edit: OrderEdit, before: Row, after: Row | None) -> None:
    """An entry of `discountInfo` or `customDiscount`, its second copy, and its shares."""
    key = before["discount_key"]
    if edit.places["discounts"][key] == ():
        _name_discount(edit, before, after)
        return
    for table in ("discounts", "twins"):
        place, node = edit.places[table][key], edit.nodes[table].get(key)
        if node is None or place == ():
            continue
        if after is None:
            edit.text.remove_from(edit.root, str(place[0]), node)
        else:
            _write_entry(edit, node, before, after, str(place[0]))
    _write_shares(edit, before, after)


def _write_entry(edit: OrderEdit, node: Node, before: Row, after: Row, owner: str) -> None:
    """The entry's changed members; a bare number becomes an object only where it must."""
    if isinstance(node, Container):
        _write_figure(edit, node, before, after, ("type", "value", "description"))
        return
    array = edit.root.child(owner)
    is_plain = after["kind"] == "amount" and after["name"] == before["name"]
    if array is not None:
        position = next(number for number, other in enumerate(array) if other is node)
        edit.text.put(array, position, _figure(edit, after) if is_plain else build_entry(edit, after))


def _name_discount(edit: OrderEdit, before: Row, after: Row | None) -> None:
    """A discount without an entry gets one once it has a name or a rate."""
    if after is not None and (after["name"] != before["name"] or after["kind"] != before["kind"]):
        edit.add_to_list(edit.root, "discountInfo", build_entry(edit, after))


def build_entry(edit: OrderEdit, row: Row) -> dict[str, Any]:
    """A new custom entry as it stands in `discountInfo`."""
    entry = {"value": _figure(edit, row), "type": _TYPES[row["kind"]], "base": CUSTOM}
    return {**entry, "description": row["name"]} if row["name"] not in ("", CUSTOM) else entry


def _write_shares(edit: OrderEdit, parent: Row, after: Row | None) -> None:
    """Each item's share: what it is, the copy of the discount beside it, or nothing any more."""
    new = {
        row["line_key"]: row["amount_minor"]
        for row in rows_of(edit.after.discounts, "parent_key", parent["discount_key"])
        if after is not None
    }
    for share in rows_of(edit.before.discounts, "parent_key", parent["discount_key"]):
        line_key, entry = share["line_key"], edit.container("discounts", share["discount_key"])
        item = edit.container("lines", line_key)
        if entry is None or item is None:
            continue
        if after is None or line_key not in new:
            edit.text.remove_from(item, "discounts", entry)
            continue
        edit.move(entry, "total", new.pop(line_key) - share["amount_minor"])
        info = entry.child("discountInfo")
        if info is not None:
            _write_figure(edit, info, parent, after, ("type", "value", "description"))
    if after is not None and new:
        _add_shares(edit, _copy_entry(edit, parent, after), new)


def _copy_entry(edit: OrderEdit, parent: Row, after: Row) -> Any:
    node = edit.container("discounts", parent["discount_key"])
    return build_entry(edit, after) if node is None else parse_value(edit.text.render(node))


def _add_shares(edit: OrderEdit, entry: Any, shares: dict[int, int]) -> None:
    for line_key, amount in shares.items():
        item = edit.container("lines", line_key)
        if item is not None:
            edit.add_to_list(item, "discounts", {"discountInfo": entry, "total": edit.amount(amount)})


def _write_line_discount(edit: OrderEdit, before: Row, after: Row | None) -> None:
    entry = edit.container("discounts", before["discount_key"])
    item = edit.container("lines", before["line_key"])
    if entry is None or item is None:
        return
    if after is None:
        edit.text.remove_from(item, "discounts", entry)
        return
    info = entry.child("discountInfo")
    is_fixed = before["kind"] == after["kind"] == "amount"
    is_of_unit = is_fixed and info is not None and number_of(info, "value") != number_of(entry, "total")
    edit.move(entry, "total", after["amount_minor"] - before["amount_minor"])
    if info is None:
        return
    before = {**before, **{name: after[name] for name in _FIGURES}} if is_of_unit else before
    _write_figure(edit, info, before, after, ("type", "value", "description"))


def _add_discount(edit: OrderEdit, row: Row) -> None:
    """A new discount of one item, or of the whole order with its shares."""
    entry = build_entry(edit, row)
    if row["line_key"] >= 0:
        _add_shares(edit, entry, {row["line_key"]: row["amount_minor"]})
        return
    edit.add_to_list(edit.root, "discountInfo", entry)
    shares = rows_of(edit.after.discounts, "parent_key", row["discount_key"])
    _add_shares(edit, entry, {share["line_key"]: share["amount_minor"] for share in shares})
