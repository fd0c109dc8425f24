"""Edits of items: add, change, remove."""

from __future__ import annotations

from pipeline.money import divide_one, price_text, quantity_text, to_text
from pipeline.plan.contents import Record
from pipeline.plan.draft import Draft
from pipeline.plan.match_things import find_line, list_taxes, taxes_named
from pipeline.plan.values import NONE_WORDS, QUANTITY, Cell, read_rate
from schemas.edits import CLEAR
from schemas.plan import ADDED_TAX_KEYS

_MODELLED = ("kind", "place", "per_unit_sub", "is_compound", "is_in_next_base")


def change_item(draft: Draft) -> None:
    """Plan the filled cells of one item."""
    line = _line_to_change(draft)
    if line is None:
        return
    thing = draft.contents.line_word(line)
    for cell in draft.cells.values():
        if not draft.can_hold(f"line.{cell.field}" if cell.field != "tax" else "tax.rate", cell.field, cell):
            continue
        if cell.value == CLEAR and cell.field != "sku":
            draft.report("cannot-clear", cell)
        elif cell.field in ("sku", "name"):
            draft.change_text(cell, "lines", line, cell.field, thing)
        elif cell.field == "price":
            _change_price(draft, cell, line, thing)
        elif cell.field == "quantity":
            _change_quantity(draft, cell, line, thing)
        else:
            _change_tax(draft, cell, line, thing)


def _line_to_change(draft: Draft) -> Record | None:
    """The line of the row; without an item, the SKU cell names it if it can."""
    if draft.row["ref"]:
        return find_line(draft, draft.row["ref"])
    sku = draft.cells.get("sku")
    if sku and not sku.has_old:
        del draft.cells["sku"]
        return find_line(draft, sku.value)
    draft.report("value-missing", column="item", cell=draft.row["ref_cell"])
    return None


def _change_price(draft: Draft, cell: Cell, line: Record, thing: str) -> None:
    """The unit price, without the further decimals the old one may have had."""
    measure = draft.contents.prices
    after = draft.change_number(cell, "lines", line, "unit_price_sub", measure, thing)
    if after is not None and line["unit_price_part"] != 0:
        draft.follow_number(line["line_key"], "lines", "unit_price_part", 0)


def _change_quantity(draft: Draft, cell: Cell, line: Record, thing: str) -> None:
    """The quantity, and the line's fixed discounts in proportion to it."""
    before = int(line["quantity_milli"])
    after = draft.change_number(cell, "lines", line, "quantity_milli", QUANTITY, thing)
    if after is None or before <= 0:
        return
    for discount in draft.contents.discounts:
        is_fixed = discount["kind"] == "amount" and not discount["is_per_unit"]
        if discount["line_key"] != line["line_key"] or not is_fixed:
            continue
        value = divide_one(int(discount["value_minor"]), after, before)
        decimals = draft.contents.decimals
        old = to_text(discount["value_minor"], decimals)
        words = draft.put_into_words(thing, "discount", old, to_text(value, decimals))
        draft.follow_number(discount["discount_key"], "discounts", "value_minor", value, words)


def _change_tax(draft: Draft, cell: Cell, line: Record, thing: str) -> None:
    """The line carries the named tax instead of those it has."""
    chosen = _named_tax(draft, cell)
    if chosen is None:
        return
    current = draft.contents.taxes_of_line(line["line_key"])
    own = chosen if chosen and chosen["scope"] == "line" else {}
    before = (_kinds(current), bool(line["is_taxable"]))
    after = (_kinds([own] if own else []), bool(chosen))
    old = before if _is_old_tax(cell, current) else None
    if not draft.is_edit(cell, before, after, old, list_taxes(current)):
        return
    draft.moves_money = True
    draft.touched.append(("lines", line["line_key"], "tax"))
    for tax in current:
        draft.remove("taxes", tax["tax_key"])
    if before[1] != after[1]:
        draft.set_number(line["line_key"], "lines", "is_taxable", int(after[1]))
    if own:
        draft.add("taxes", _line_tax(draft, line, own))
    draft.note(thing, "tax", list_taxes(current), cell.value, cell)


def _kinds(taxes: list[Record]) -> list[tuple[str, int]]:
    return [(tax["name"], tax["rate_ppb"]) for tax in taxes]


def _is_old_tax(cell: Cell, current: list[Record]) -> bool:
    """Whether the tax the clerk saw is the one the line carries."""
    if not current:
        return cell.old in ("", CLEAR) or cell.old.casefold() in NONE_WORDS
    return cell.old != "" and taxes_named(current, cell.old) == current


def add_item(draft: Draft) -> None:
    """Plan a new line with its taxes."""
    if not draft.can_hold("line.add", "add"):
        return
    cells = draft.cells
    sku = cells["sku"].value if "sku" in cells else draft.row["ref"]
    name = cells["name"].value if "name" in cells else sku
    for cell in (cells.get("sku"), cells.get("name")):
        if cell and not draft.is_writable(cell, cell.value):
            return
    if name == "":
        draft.report("value-missing", column="name")
    price = _needed(draft, "price")
    quantity = _needed(draft, "quantity")
    line = _new_line(draft, sku, name, price, quantity)
    is_settled = _give_taxes(draft, line)
    if draft.has_error or not is_settled:
        return
    draft.moves_money = True
    draft.add("lines", line)
    decimals = draft.contents.decimals
    words = f"{quantity_text(quantity or 0)} × {name} at {price_text(price or 0, decimals)}"
    draft.note(sku or name, "item", "", words, rule="add")


def _needed(draft: Draft, name: str) -> int | None:
    if name not in draft.cells:
        draft.report("value-missing", column=name)
        return None
    measure = QUANTITY if name == "quantity" else draft.contents.prices
    return draft.read_number(draft.cells[name], measure)


def _new_line(draft: Draft, sku: str, name: str, price: int | None, quantity: int | None) -> Record:
    return {
        "order_key": draft.order["order_key"],
        "line_key": draft.new_key(),
        "line_number": 1,  # settled when all added lines of the order are known
        "line_id": "",
        "sku": sku,
        "name": name,
        "unit_price_sub": price or 0,
        "quantity_milli": quantity or 0,
        "tax_minor": 0,
        "has_tax": False,
        "is_taxable": True,
        "is_gift_card": False,
        "inherits_taxes": False,
    }


def _give_taxes(draft: Draft, line: Record) -> bool:
    """The named tax, or what all lines of the order share; False with the problem reported."""
    cell = draft.cells.get("tax")
    if cell is not None:
        chosen = _named_tax(draft, cell)
        if chosen is None:
            return False
        line["is_taxable"] = bool(chosen)
        if chosen and chosen["scope"] == "line":
            draft.add("taxes", _line_tax(draft, line, chosen))
        return True
    contents = draft.contents
    plain = [other for other in contents.lines if not other["is_gift_card"]] or contents.lines
    kinds = {(_tax_kinds(draft, other), bool(other["is_taxable"])) for other in plain}
    if len(kinds) > 1:
        draft.report("tax-needed", column="tax", expected=list_taxes(contents.taxes))
        return False
    line["is_taxable"] = all(other["is_taxable"] for other in plain)
    line["inherits_taxes"] = True
    return True


def _tax_kinds(draft: Draft, line: Record) -> frozenset[tuple[str, int]]:
    taxes = draft.contents.taxes_of_line(line["line_key"])
    return frozenset((tax["name"], tax["rate_ppb"]) for tax in taxes)


def _named_tax(draft: Draft, cell: Cell) -> Record | None:
    """The tax a cell names as a model; {} for no tax; None with the problem reported."""
    if cell.value.casefold() in NONE_WORDS or cell.value == CLEAR:
        return {}
    known = [tax for tax in draft.contents.taxes if tax["scope"] != "charges"]
    found = taxes_named(known, cell.value)
    kinds = {(tax["name"], tax["rate_ppb"]) for tax in found}
    if len(kinds) == 1:
        return found[0]
    if not kinds and "tax.line" in draft.contents.fields:
        rate = read_rate(_percentage_in(cell.value), is_number=False)
        if rate.is_ok:
            return {"scope": "line", "name": cell.value, "rate_ppb": rate.number}
    code = "tax-ambiguous" if kinds else "unknown-tax"
    draft.report(code, cell, found=cell.value, expected=list_taxes(known))
    return None


def _percentage_in(text: str) -> str:
    """The last word that ends in a percent sign, such as `8.1%` of `TVA 8.1 %`."""
    words = text.replace(" %", "%").split()
    return next((word for word in reversed(words) if word.endswith("%")), "")


def _line_tax(draft: Draft, line: Record, model: Record) -> Record:
    return {
        "order_key": draft.order["order_key"],
        "tax_key": ADDED_TAX_KEYS + int(draft.row["row_key"]) * 10_000,
        "scope": "line",
        "line_key": line["line_key"],
        "name": model["name"],
        "rate_ppb": model["rate_ppb"],
        "is_rate_known": True,
        "amount_minor": 0,
        **{name: model[name] for name in _MODELLED if name in model},
    }


def remove_item(draft: Draft) -> None:
    """Plan the removal of a line with its discounts and taxes."""
    if not draft.can_hold("line.remove", "remove"):
        return
    line = _line_to_change(draft)
    if line is None:
        return
    draft.moves_money = True
    draft.remove("lines", line["line_key"])
    price = price_text(line["unit_price_sub"], draft.contents.decimals)
    words = f"{quantity_text(line['quantity_milli'])} × {line['name']} at {price}"
    draft.note(draft.contents.line_word(line), "item", words, "", rule="remove")
