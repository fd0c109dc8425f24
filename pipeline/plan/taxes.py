"""Edits of taxes: add, change rate, amount or name, remove; of the order or of one item."""

from __future__ import annotations

import re

import numpy as np

from pipeline.money import PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT, divide_one, rate_text, to_text
from pipeline.money.spread import spread
from pipeline.plan.contents import Record
from pipeline.plan.draft import Draft
from pipeline.plan.match_things import find_charge, find_owner, find_taxes, tax_word
from pipeline.plan.values import Cell, Value, read_rate
from schemas.plan import ADDED_TAX_KEYS

TAXES_PER_ROW = 10_000


def add_tax(draft: Draft) -> None:
    """Plan a new tax of one item, of every taxable item, or of the order as a whole."""
    name = draft.cells["name"].value if "name" in draft.cells else draft.row["ref"]
    charge = find_charge(draft)
    if charge is not None:
        _add_charge_tax(draft, name, charge)
        return
    line, is_found = find_owner(draft)
    is_by_line = "tax.line" in draft.contents.fields
    if not is_found or not draft.can_hold("tax.add" if line is None else "tax.line", "tax"):
        return
    figure = _read_new(draft, name, is_there=_is_there(draft, name, line))
    if figure is None:
        return
    if line is not None:
        draft.hang_on("lines", line["line_key"])
    lines: list[Record | None] = [line]
    if line is None and is_by_line:
        lines = [*_lines_to_tax(draft)]
    _plan_new_taxes(draft, name, lines, *figure)


def _read_new(draft: Draft, name: str, *, is_there: bool) -> tuple[str, int] | None:
    """Rate or amount of a new tax; None with the problem reported if it cannot be added."""
    if name == "":
        draft.report("value-missing", column="tax")
        return None
    if is_there:
        draft.report("tax-exists", found=name, column="tax")
        return None
    return _read_figure(draft)


def _add_charge_tax(draft: Draft, name: str, charge: Record) -> None:
    """Plan a new tax of one fee."""
    if not draft.can_hold("tax.charge", "item"):
        return
    figure = _read_new(draft, name, is_there=_is_on_charge(draft, name, charge))
    if figure is None:
        return
    field, number = figure
    key = charge["charge_key"]
    draft.touched.append(("added taxes", key, f"tax {name}".casefold()))
    new = _new_tax(draft, 0, name, field, number)
    amount = number if field == "amount" else 0
    # where other fees carry the same tax, it stands in the price as it does there
    same = (tax for tax in draft.contents.taxes if tax["scope"] != "line" and tax["name"] == name)
    new["place"] = next((tax["place"] for tax in same), "order")
    draft.add("taxes", {**new, "scope": "charge", "line_key": -1, "charge_key": key, "amount_minor": amount})
    draft.moves_money = True
    draft.note(name, "tax", "", _spell(draft, field, number), draft.cells[field], rule="add")


def _new_tax(draft: Draft, nth: int, name: str, field: str, number: int) -> Record:
    """What the rows of a new tax have in common; `nth` tells them apart."""
    return {
        "order_key": draft.order["order_key"],
        "tax_key": ADDED_TAX_KEYS + int(draft.row["row_key"]) * TAXES_PER_ROW + nth,
        "name": name,
        "rate_ppb": number if field == "rate" else 0,
        "is_rate_known": field == "rate",
    }


def _lines_to_tax(draft: Draft) -> list[Record]:
    """The taxable lines; where none is, all but gift cards, or all."""
    lines = draft.contents.lines
    plain = [line for line in lines if not line["is_gift_card"]]
    return [line for line in lines if line["is_taxable"]] or plain or lines


def _plan_new_taxes(draft: Draft, name: str, lines: list[Record | None], field: str, number: int) -> None:
    weights = [_weight(line) for line in lines]
    amounts = share_out(number, weights) if field == "amount" else [0] * len(lines)
    for nth, (line, amount) in enumerate(zip(lines, amounts, strict=True)):
        key = line["line_key"] if line else -1
        place = key if line else -1 - int(draft.order["order_key"])
        draft.touched.append(("added taxes", place, f"tax {name}".casefold()))
        if line and not line["is_taxable"]:
            draft.follow_number(key, "lines", "is_taxable", 1)
        draft.add(
            "taxes",
            {
                **_new_tax(draft, nth, name, field, number),
                "scope": "line" if line else "order",
                "line_key": key,
                "amount_minor": amount,
            },
        )
    draft.moves_money = True
    draft.note(name, "tax", "", _spell(draft, field, number), draft.cells[field], rule="add")


def _weight(line: Record | None) -> int:
    """The line's amount in minor units."""
    if line is None:
        return 1
    per_minor = PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT
    return divide_one(int(line["unit_price_sub"]), int(line["quantity_milli"]), per_minor)


def share_out(amount: int, weights: list[int]) -> list[int]:
    """Parts of one amount by largest remainder; all of it to the first where nothing weighs.

    >>> share_out(100, [1, 1, 1]), share_out(5, [0, 0])
    ([34, 33, 33], [5, 0])
    """
    weighed = np.maximum(np.array(weights, dtype=np.int64), 0)
    if not weighed.any():
        return [amount, *([0] * (len(weights) - 1))]
    group = np.zeros(len(weights), dtype=np.int64)
    parts = spread(np.array([amount]), group, weighed, "largest_remainder")
    return [int(part) for part in parts]


def _is_there(draft: Draft, name: str, line: Record | None) -> bool:
    key = line["line_key"] if line else None
    return any(
        tax["name"].casefold() == name.casefold() and (key is None or tax["line_key"] == key)
        for tax in draft.contents.taxes
    )


def _is_on_charge(draft: Draft, name: str, charge: Record) -> bool:
    """Whether the fee bears a tax of that name, by itself or together with the other fees."""
    return any(
        tax["name"].casefold() == name.casefold()
        and (
            tax["charge_key"] == charge["charge_key"]
            or (tax["scope"] == "charges" and bool(charge["is_taxed"]))
        )
        for tax in draft.contents.taxes
    )


def _taxes_of(draft: Draft) -> list[Record]:
    """The tax rows meant, of the item if one is named; empty with the problem reported."""
    charge = find_charge(draft)
    if charge is not None:
        return find_taxes(draft, draft.row["ref"], "charge_key", charge["charge_key"])
    line, is_found = find_owner(draft)
    if not is_found or (line is not None and not draft.can_hold("tax.line", "item")):
        return []
    return find_taxes(draft, draft.row["ref"], "line_key", line["line_key"] if line else None)


def _read_figure(draft: Draft) -> tuple[str, int] | None:
    """Whether the row gives a rate or an amount, and its number; None with the problem reported."""
    given = [name for name in ("rate", "amount") if name in draft.cells]
    if len(given) != 1:
        draft.report("value-missing" if not given else "rate-and-amount", column="rate or amount")
        return None
    cell = draft.cells[given[0]]
    number = draft.read(cell, _value(draft, given[0], cell.value, cell, is_number=cell.is_number))
    return None if number is None else (given[0], number)


def _value(draft: Draft, field: str, text: str, cell: Cell, *, is_number: bool) -> Value:
    if field == "rate":
        return read_rate(text, is_number=is_number, decimal_mark=cell.decimal_mark)
    measure = draft.contents.amounts
    return measure.read(text, is_number=is_number, decimal_mark=cell.decimal_mark)


def _spell(draft: Draft, field: str, number: int) -> str:
    return rate_text(number) + "%" if field == "rate" else to_text(number, draft.contents.decimals)


def change_tax(draft: Draft) -> None:
    """Plan a tax's new rate, amount or name on every row of it."""
    taxes = _taxes_of(draft)
    if not taxes:
        return
    if draft.row["item_ref"] != "" and taxes[0]["line_key"] >= 0:
        draft.hang_on("lines", taxes[0]["line_key"])
    if "name" in draft.cells and draft.can_hold("tax.name", "name", draft.cells["name"]):
        _rename(draft, taxes, draft.cells["name"])
    if "rate" in draft.cells or "amount" in draft.cells:
        _change_figure(draft, taxes)


def _rename(draft: Draft, taxes: list[Record], cell: Cell) -> None:
    current = taxes[0]["name"]
    if not draft.is_edit(cell, current, cell.value, cell.old, current):
        return
    if draft.is_writable(cell, cell.value):
        for tax in taxes:
            draft.set_text(tax["tax_key"], "taxes", "name", cell.value)
        draft.note(tax_word(taxes[0]), "name", current, cell.value, cell)


def _change_figure(draft: Draft, taxes: list[Record]) -> None:
    figure = _read_figure(draft)
    if figure is None or not draft.can_hold(f"tax.{figure[0]}", figure[0], draft.cells[figure[0]]):
        return
    field, number = figure
    cell = draft.cells[field]
    amounts = [int(tax["amount_minor"]) for tax in taxes]
    current = int(taxes[0]["rate_ppb"]) if field == "rate" else sum(amounts)
    old = _value(draft, field, cell.old, cell, is_number=cell.is_old_number).number
    if not draft.is_edit(cell, current, number, old, _spell(draft, field, current)):
        return
    draft.moves_money = True
    if field == "rate":
        _set_rate(draft, taxes, number)
    else:
        for tax, part in zip(taxes, share_out(number, amounts), strict=True):
            draft.set_number(tax["tax_key"], "taxes", "amount_minor", part)
            draft.set_number(tax["tax_key"], "taxes", "is_rate_known", 0)
    words = (_spell(draft, field, current), _spell(draft, field, number))
    draft.note(tax_word(taxes[0]), field, *words, cell)


def _set_rate(draft: Draft, taxes: list[Record], rate: int) -> None:
    """The new rate, also where the tax's name tells the old one."""
    for tax in taxes:
        draft.set_number(tax["tax_key"], "taxes", "rate_ppb", rate)
        draft.set_number(tax["tax_key"], "taxes", "is_rate_known", 1)
    name = taxes[0]["name"]
    renamed = rename_with_rate(name, int(taxes[0]["rate_ppb"]), rate)
    if renamed != name and "name" not in draft.cells and "tax.name" in draft.contents.fields:
        words = draft.put_into_words(tax_word(taxes[0]), "name", name, renamed)
        for nth, tax in enumerate(taxes):
            draft.follow_text(tax["tax_key"], "taxes", "name", renamed, None if nth else words)


def rename_with_rate(name: str, old_rate: int, new_rate: int) -> str:
    """The tax's name with the old rate in it, if any, replaced by the new one.

    >>> rename_with_rate("TVA 8.1%", 81000000, 26000000)
    'TVA 2.6%'
    >>> rename_with_rate("MwSt. 7,7 %", 77000000, 81000000)
    'MwSt. 8,1 %'
    """
    pattern = r"(?<![0-9.,])" + rate_text(old_rate).replace(".", "[.,]") + r"(?:0*)(?=\s?%)"
    found = re.search(pattern, name)
    if not found:
        return name
    new = rate_text(new_rate)
    new = new.replace(".", ",") if "," in found.group() else new
    return name[: found.start()] + new + name[found.end() :]


def remove_tax(draft: Draft) -> None:
    """Plan the removal of a tax from one item or the whole order."""
    taxes = _taxes_of(draft)
    if not taxes or not draft.can_hold("tax.remove", "tax"):
        return
    draft.moves_money = True
    for tax in taxes:
        draft.remove("taxes", tax["tax_key"])
    draft.note(tax_word(taxes[0]), "tax", tax_word(taxes[0]), "", rule="remove")
    draft.warn_of_inside_tax()
