"""Edits of discounts: add, change, remove; of the whole order or of one item."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.money import rate_text, to_text
from pipeline.plan.contents import Record
from pipeline.plan.draft import Draft
from pipeline.plan.match_things import find_charge, find_discount, find_owner, is_for_everything
from pipeline.plan.values import Cell, Value, read_kind, read_rate


def add_discount(draft: Draft) -> None:
    """Plan a new discount, applied after the order's other ones of its reach."""
    owner = _find_new_owner(draft)
    if owner is None:
        return
    kind, number = _read(draft, "amount")
    if number is None:
        return
    name = draft.cells["name"].value if "name" in draft.cells else draft.row["ref"]
    draft.moves_money = True
    if owner.line is not None:
        draft.hang_on("lines", owner.line["line_key"])
    draft.add("discounts", _new_discount(draft, name, owner, kind, number))
    words = _spell(draft, kind, number)
    draft.note(_thing(draft, name, owner.line), "discount", "", words, draft.cells["value"], rule="add")


@dataclass(frozen=True)
class _Owner:
    """What a new discount is of: a line, a fee, or (both None) the whole order as far as it reaches."""

    line: Record | None = None
    charge: Record | None = None
    reach: str = "items"

    @property
    def is_single(self) -> bool:
        """True unless it is the whole order."""
        return self.line is not None or self.charge is not None


def _find_new_owner(draft: Draft) -> _Owner | None:
    """The owner the row names, if it can bear a discount; None with the problem reported."""
    charge = find_charge(draft)
    if charge is not None or is_for_everything(draft):
        is_held = draft.can_hold("discount.charge", "item")
        return _Owner(charge=charge, reach="items_and_shipping") if is_held else None
    line, is_found = find_owner(draft)
    if not is_found or not draft.can_hold("discount.order" if line is None else "discount.line", "discount"):
        return None
    if line is not None and line["is_gift_card"]:
        draft.report("gift-card-discount", column="item")
        return None
    return _Owner(line)


def _new_discount(draft: Draft, name: str, owner: _Owner, kind: str, number: int) -> Record:
    stages = [
        discount["stage"]
        for discount in draft.contents.discounts
        if (discount["line_key"] >= 0 or discount["charge_key"] >= 0) == owner.is_single
    ]
    return {
        "order_key": draft.order["order_key"],
        "discount_key": draft.new_key(),
        "parent_key": -1,
        "line_key": owner.line["line_key"] if owner.line else -1,
        "charge_key": owner.charge["charge_key"] if owner.charge else -1,
        "reach": owner.reach,
        "kind": kind,
        "source": "custom",
        "name": name,
        "stage": max(stages, default=0 if owner.is_single else 1),
        "rate_ppb": number if kind == "percent" else 0,
        "value_minor": number if kind == "amount" else 0,
        "amount_minor": 0,
    }


def _field_of(discount: Record) -> str:
    """What an export must have a place for to hold such a discount."""
    if discount["line_key"] >= 0:
        return "discount.line"
    is_of_fee = discount["charge_key"] >= 0 or discount["reach"] != "items"
    return "discount.charge" if is_of_fee else "discount.order"


def _which(draft: Draft, discount: Record) -> str:
    """A discount of the order in words: one without a name by its position, with its item if it has one."""
    if discount["name"]:
        return str(discount["name"])
    discounts = draft.contents.discounts
    position = next(place for place, one in enumerate(discounts, 1) if one is discount)
    lines = (line for line in draft.contents.lines if line["line_key"] == discount["line_key"])
    return _thing(draft, f"#{position}", next(lines, None))


def _thing(draft: Draft, name: str, line: Record | None) -> str:
    return f"{name} on {draft.contents.line_word(line)}" if line else name


def _spell(draft: Draft, kind: str, number: int) -> str:
    return rate_text(number) + "%" if kind == "percent" else to_text(number, draft.contents.decimals)


def _read(draft: Draft, otherwise: str) -> tuple[str, int | None]:
    """Kind and number of the row's value; the number is None with the problem reported."""
    kind = _read_kind(draft, otherwise)
    cell = draft.cells.get("value")
    if cell is None:
        draft.report("value-missing", column="value")
        return kind, None
    if kind == "":
        return kind, None
    if kind == "amount" and cell.value.endswith("%"):
        draft.report("bad-number", cell, found=cell.value)
        return kind, None
    return kind, draft.read(cell, _value(draft, kind, cell.value, cell, is_number=cell.is_number))


def _value(draft: Draft, kind: str, text: str, cell: Cell, *, is_number: bool) -> Value:
    if kind == "amount":
        measure = draft.contents.amounts
        return measure.read(text, is_number=is_number, decimal_mark=cell.decimal_mark)
    return read_rate(text, is_number=is_number, decimal_mark=cell.decimal_mark)


def _read_kind(draft: Draft, otherwise: str) -> str:
    """The kind the row gives, else what the % sign says, else `otherwise`; "" if it is none."""
    cell = draft.cells.get("kind")
    if cell is not None:
        kind = read_kind(cell.value)
        if kind == "":
            draft.report("bad-kind", cell, found=cell.value)
        return kind
    value = draft.cells.get("value")
    return "percent" if value is not None and value.value.endswith("%") else otherwise


def change_discount(draft: Draft) -> None:
    """Plan a discount's new value, kind or name."""
    discount = find_discount(draft, draft.row["ref"])
    if discount is None:
        return
    field = _field_of(discount)
    if discount["line_key"] >= 0:
        draft.hang_on("lines", discount["line_key"])
    if "name" in draft.cells and draft.can_hold("discount.name", "name", draft.cells["name"]):
        draft.change_text(draft.cells["name"], "discounts", discount, "name", discount["name"])
    if ("value" in draft.cells or "kind" in draft.cells) and draft.can_hold(field, "discount"):
        _change_value(draft, discount)


def _change_value(draft: Draft, discount: Record) -> None:
    kind, number = _read(draft, discount["kind"])
    if number is None:
        return
    cell = draft.cells["value"]
    current = (discount["kind"], _number_of(discount))
    old = _value(draft, current[0], cell.old, cell, is_number=cell.is_old_number)
    shown = _spell(draft, *current)
    if not draft.is_edit(cell, current, (kind, number), (current[0], old.number), shown):
        return
    key = discount["discount_key"]
    draft.moves_money = True
    draft.set_text(key, "discounts", "kind", kind)
    draft.set_number(key, "discounts", "rate_ppb", number if kind == "percent" else 0)
    draft.set_number(key, "discounts", "value_minor", number if kind == "amount" else 0)
    draft.note(_which(draft, discount), "value", shown, _spell(draft, kind, number), cell)


def _number_of(discount: Record) -> int:
    return int(discount["rate_ppb"] if discount["kind"] == "percent" else discount["value_minor"])


def remove_discount(draft: Draft) -> None:
    """Plan the removal of a discount and its shares."""
    discount = find_discount(draft, draft.row["ref"])
    if discount is None or not draft.can_hold(_field_of(discount), "discount"):
        return
    draft.moves_money = True
    draft.remove("discounts", discount["discount_key"])
    old = _spell(draft, discount["kind"], _number_of(discount))
    draft.note(_which(draft, discount), "discount", old, "", rule="remove")
