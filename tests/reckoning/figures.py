"""The figures of a reckoned order, under the names that expectations use."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from reckoning.line_taxes import Taxed


@dataclass(frozen=True)
class Figures:
    """What an order comes to: one mapping a line, and one of the order's own figures."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    order: dict[str, Any] = field(default_factory=dict)


def line_figures(taxed: Taxed) -> dict[str, Any]:
    """The figures of one line."""
    entry = taxed.entry
    taxes: dict[str, Fraction] = {}
    for raw, tax in zip(taxed.raw, taxed.taxes, strict=True):
        taxes[raw.name] = taxes.get(raw.name, Fraction(0)) + tax
    tax_total = sum(taxes.values(), Fraction(0))
    return {
        "subtotal": entry.entered,
        "discount": entry.line_discount + entry.order_discount,
        "order_discount": entry.order_discount,
        "after_discount": entry.left,
        "net": taxed.net,
        "tax": tax_total,
        "gross": taxed.net + tax_total,
        "taxes": taxes,
    }
