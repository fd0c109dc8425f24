"""Tables with what only some systems know filled in, and their figures under a convention."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import Orders
from pipeline.totals import calculate
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.totals import Totals


def with_cells(tables: Tables, name: str, **columns: Any) -> Tables:
    """The tables with columns of one of them replaced; a single value stands for all rows."""
    return replace(tables, **{name: getattr(tables, name).assign(**columns)})


def reckoned(orders: Orders | Tables, **parameters: Any) -> Totals:
    """The figures under the standard convention with those parameters."""
    tables = orders.tables() if isinstance(orders, Orders) else orders
    return calculate(tables, Convention(**parameters))


def total_and_tax(found: Totals) -> list[list[int]]:
    """Total and tax of every order."""
    return found.orders[["total_minor", "tax_minor"]].to_numpy().tolist()


def taxes_of(found: Totals) -> list[int]:
    """The amount of every tax row."""
    return found.taxes["amount_minor"].tolist()
