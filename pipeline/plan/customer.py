"""Edits of the customer: name, e-mail, phone and both addresses."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.languages.speech import country_code
from pipeline.plan.draft import Draft
from pipeline.plan.values import Cell
from schemas.edits import CLEAR

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_COUNTRIES = ("ship_country", "bill_country")
_CODE = re.compile(r"[A-Z]{2}")
_SHARED = {"name": ("bill_name", "ship_name"), "phone": ("bill_phone", "ship_phone")}


def change_customer(draft: Draft) -> None:
    """Plan the filled cells of the customer.

    A new name or phone also replaces that of an address where the address
    held the same one, unless an edit gives the address one of its own.
    """
    for cell in draft.cells.values():
        if not draft.can_hold(f"customer.{cell.field}", cell.field, cell):
            continue
        if cell.field == "name" and cell.value == CLEAR:
            draft.report("cannot-clear", cell)
        elif cell.field == "email" and cell.value != CLEAR and not _EMAIL.fullmatch(cell.value):
            draft.report("bad-email", cell, found=cell.value)
        else:
            _change(draft, _spell_country(draft, cell) if cell.field in _COUNTRIES else cell)


def _spell_country(draft: Draft, cell: Cell) -> Cell:
    """A country's name as its code, where the order's addresses have codes; unknown names stay."""
    there = [draft.order[field] for field in _COUNTRIES if draft.order[field]]
    if not there or not all(_CODE.fullmatch(country) for country in there):
        return cell
    value, old = (country_code(text) or text for text in (cell.value, cell.old))
    return replace(cell, value=value, old=old)


def _change(draft: Draft, cell: Cell) -> None:
    order = draft.order
    before = order[cell.field]
    if not draft.change_text(cell, "orders", order, cell.field, "customer"):
        return
    new = "" if cell.value == CLEAR else cell.value
    for field in _SHARED.get(cell.field, ()):
        is_same = order[field] == before and before != ""
        if is_same and field not in draft.cells and f"customer.{field}" in draft.contents.fields:
            words = draft.put_into_words("customer", field, before, new, cell)
            draft.follow_text(order["order_key"], "orders", field, new, words)
