"""A document as data for programs: amounts are decimal text, signed as they move the order's total."""

from __future__ import annotations

from typing import Any

from pipeline.documents.gather import Document
from pipeline.money import price_text, quantity_text, rate_text, to_text

_Row = dict[str, Any]
_OWED = ("outstanding_before", "outstanding_after", "amount", "cash_rounding", "amount_new")


def build_data(document: Document) -> dict[str, Any]:
    """The document as one object; what a table of the run does not say is "" or left out."""
    facts, order, head = document.facts, document.order, document.head
    decimals = facts["decimals"]

    def spell(minor: int) -> str:
        return to_text(minor, decimals)

    return {
        **{name: facts[name] for name in ("reference", "kind")},
        "order": facts["order_id"],
        "date": head.date[:10],
        "run_id": head.run_id,
        "undoes_run": head.undoes_run,
        **{name: [one for one in facts[name].split(", ") if one] for name in ("replaces", "takes_back")},
        "seller": dict(head.seller),
        "customer": document.customer,
        "currency": facts["currency"],
        "lines": [_line(line, decimals) for line in document.lines],
        "lines_total": spell(facts["total_minor"] - facts["tax_on_top_minor"]),
        "tax": [_tax(tax, decimals) for tax in document.taxes],
        "tax_on_top": spell(facts["tax_on_top_minor"]),
        "tax_inside": spell(facts["tax_inside_minor"]),
        "total": spell(facts["total_minor"]),
        **{name: spell(order[f"{name}_minor"]) for name in _OWED},
        **{name: order[name] for name in ("action", "action_new", "reported_in_run")},
        "reasons": [{"request": request, "reason": reason} for request, reason in document.reasons],
    }


def _line(line: _Row, decimals: int) -> _Row:
    told = {
        **{name: line[name] for name in ("part", "change", "kind", "sku", "name")},
        "tax_rates": [rate_text(int(rate)) for rate in line["rates"].split()],
        "amount": to_text(line["amount_minor"], decimals),
    }
    if line["part"] != "item":
        return told
    return {
        **told,
        "quantity": quantity_text(line["quantity_milli"]),
        "unit_price": price_text(line["unit_price_sub"], decimals) if line["unit_price_sub"] else "",
        **{f"quantity_{when}": quantity_text(line[f"quantity_{when}_milli"]) for when in ("before", "after")},
        **{
            f"unit_price_{when}": price_text(line[f"unit_price_{when}_sub"], decimals)
            for when in ("before", "after")
        },
    }


def _tax(tax: _Row, decimals: int) -> _Row:
    base = tax["base_after_minor"] - tax["base_before_minor"]
    return {
        "name": tax["name"],
        "rate": rate_text(tax["rate_ppb"]),
        "is_included": tax["is_included"],
        "base": to_text(base, decimals),
        "tax": to_text(tax["tax_difference_minor"], decimals),
    }
