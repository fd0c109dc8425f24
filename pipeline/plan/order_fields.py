"""Edits of the order itself: names of payment and shipping, fees, tax exemption."""

from __future__ import annotations

from dataclasses import replace

from pipeline.catalogue.names import named
from pipeline.money import to_text
from pipeline.plan.draft import Draft
from pipeline.plan.values import Cell, Measure, amount_measure, read_yes_no, surcharge_measure
from schemas.edits import CLEAR

_CHARGES = {
    "shipping_fee": "shipping",
    "handling_fee": "handling",
    "surcharge": "surcharge",
    "tip": "tip",
}
_TAXED = ("shipping", "handling")


def change_order(draft: Draft) -> None:
    """Plan the filled cells of the order."""
    for cell in draft.cells.values():
        if cell.field in _CHARGES:
            _change_charge(draft, cell, _CHARGES[cell.field])
        elif not draft.can_hold(f"order.{cell.field}", cell.field, cell):
            continue
        elif cell.field == "tax_exempt":
            _change_exemption(draft, cell)
        else:
            draft.change_text(cell, "orders", draft.order, cell.field, "order")


def _change_charge(draft: Draft, cell: Cell, kind: str) -> None:
    """Set a fee; a percentage fee becomes a fixed one; clearing sets it to zero."""
    if not draft.can_hold(f"charge.{kind}", cell.field, cell):
        return
    cell = _cleared_to_zero(cell)
    contents = draft.contents
    spelling = surcharge_measure if kind == "surcharge" else amount_measure
    measure = spelling(contents.decimals, draft.order["currency"])
    charges = [charge for charge in draft.contents.charges if charge["kind"] == kind]
    if len(charges) > 1:
        draft.report("charge-ambiguous", cell, found=cell.value, expected=str(len(charges)))
    elif charges:
        changed = draft.change_number(cell, "charges", charges[0], "amount_minor", measure, kind)
        if changed is not None and charges[0]["rate_ppb"] != 0:
            draft.set_number(charges[0]["charge_key"], "charges", "rate_ppb", 0)
    else:
        _add_charge(draft, cell, kind, measure)
    if draft.moves_money and kind in _TAXED:
        _warn_of_missing_tax(draft, cell)


def _warn_of_missing_tax(draft: Draft, cell: Cell) -> None:
    """Say that a first fee bears no tax where only the items show that there is one."""
    contents, order = draft.contents, draft.order
    scopes = {tax["scope"] for tax in contents.taxes}
    had_fee = any(charge["amount_minor"] != 0 for charge in contents.charges if charge["kind"] in _TAXED)
    is_exempt = order["is_tax_exempt"] or order["is_reverse_charge"]
    if scopes == {"line"} and not had_fee and not is_exempt:
        draft.report("fee-without-tax", cell)


def _cleared_to_zero(cell: Cell) -> Cell:
    if cell.value != CLEAR:
        return cell
    return replace(cell, value="0", is_number=True)


def _add_charge(draft: Draft, cell: Cell, kind: str, measure: Measure) -> None:
    decimals = draft.contents.decimals
    new = draft.read_number(cell, measure)
    if new is None or not draft.is_edit(cell, 0, new, draft.old_amount(cell), to_text(0, decimals)):
        return
    draft.moves_money = True
    draft.touched.append(("charges", int(draft.order["order_key"]), kind))
    shift = ("shipping", "handling", "surcharge", "tip").index(kind)
    draft.add(
        "charges",
        {
            "order_key": draft.order["order_key"],
            "charge_key": draft.new_key() * 4 + shift,
            "kind": kind,
            "name": "",
            "rate_ppb": 0,
            "amount_minor": new,
            "is_taxed": kind in _TAXED,
        },
    )
    draft.note(kind, cell.field, to_text(0, decimals), to_text(new, decimals), cell)


def _change_exemption(draft: Draft, cell: Cell) -> None:
    new = draft.read(cell, read_yes_no("no" if cell.value == CLEAR else cell.value))
    old = read_yes_no(cell.old) if cell.old else read_yes_no("no")
    current = int(draft.order["is_tax_exempt"])
    words = ("no", "yes")
    if new is None or not draft.is_edit(cell, current, new, old.number, named(words[current])):
        return
    draft.moves_money = True
    draft.set_number(draft.order["order_key"], "orders", "is_tax_exempt", new)
    draft.note("order", cell.field, words[current], words[new], cell)
    draft.warn_of_inside_tax()
