"""Invented orders as normalised tables in memory: `make_tables(lines)`; seeded, the same each time.

Three lines an order, two platforms, two currencies, four tax rates, tax inside
the prices or on top of them, a percentage off every tenth line, a discount of
the whole order (fixed or a percentage) on every third order, and taxed
shipping on each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from schemas import orders as tables_of
from schemas.columns import empty, frame
from schemas.orders import Tables

LINES_PER_ORDER = 3
PLATFORMS = ("web", "till")
CURRENCIES = ("CHF", "EUR")
RATES_PPB = (81_000_000, 26_000_000, 38_000_000, 0)
SHIPPING_MINOR = 900
_ONE = 10**9
_PER_CENT = _ONE // 100


def make_tables(lines: int) -> Tables:
    """The tables of so many order lines (rounded down to whole orders)."""
    chance = np.random.default_rng(2026)
    orders = lines // LINES_PER_ORDER
    return Tables(
        _make_orders(orders, chance),
        _make_lines(orders, chance),
        _make_charges(orders),
        _make_discounts(orders, chance),
        _make_taxes(orders, chance),
        empty(tables_of.FIELDS),
    )


def with_compound_taxes(tables: Tables) -> Tables:
    """The tables with a second tax on every line that stands on the first, too."""
    first = tables.taxes.loc[tables.taxes["scope"] == "line"]
    second = first.assign(
        tax_key=first["tax_key"] + len(tables.taxes), name="B", rate_ppb=5 * _PER_CENT, is_compound=True
    )
    return replace(tables, taxes=pd.concat([tables.taxes, second], ignore_index=True))


def _make_orders(orders: int, chance: np.random.Generator) -> pd.DataFrame:
    given: dict[str, Any] = {
        "order_key": np.arange(orders),
        "order_id": np.char.add("#", np.arange(orders).astype(str)),
        "platform": chance.choice(PLATFORMS, orders),
        "currency": chance.choice(CURRENCIES, orders),
        "tax_mode": chance.choice(("included", "on_top"), orders),
    }
    return _fill(tables_of.ORDERS, orders, given)


def _make_lines(orders: int, chance: np.random.Generator) -> pd.DataFrame:
    size = orders * LINES_PER_ORDER
    given: dict[str, Any] = {
        "order_key": np.repeat(np.arange(orders), LINES_PER_ORDER),
        "line_key": np.arange(size),
        "line_number": np.tile(np.arange(LINES_PER_ORDER) + 1, orders),
        "unit_price_sub": chance.integers(100, 20_000, size) * 100 + chance.choice((0, 50), size),
        "quantity_milli": chance.choice((1000, 1000, 2000, 3000, 1250), size),
        "is_taxable": np.ones(size, dtype=bool),
    }
    return _fill(tables_of.LINES, size, given)


def _make_charges(orders: int) -> pd.DataFrame:
    given: dict[str, Any] = {
        "order_key": np.arange(orders),
        "charge_key": np.arange(orders),
        "kind": "shipping",
        "amount_minor": SHIPPING_MINOR,
        "is_taxed": np.ones(orders, dtype=bool),
    }
    return _fill(tables_of.CHARGES, orders, given)


def _make_discounts(orders: int, chance: np.random.Generator) -> pd.DataFrame:
    """The percentages of single lines, then the discounts of whole orders, half of them fixed."""
    lines = np.arange(0, orders * LINES_PER_ORDER, 10)
    wide = np.arange(0, orders, 3)
    size = lines.size + wide.size
    is_wide = np.arange(size) >= lines.size
    is_fixed = is_wide & (chance.random(size) < 1 / 2)
    percents = chance.integers(1, 30, size) * _PER_CENT
    given: dict[str, Any] = {
        "order_key": np.concatenate([lines // LINES_PER_ORDER, wide]),
        "discount_key": np.arange(size),
        "parent_key": -1,
        "line_key": np.concatenate([lines, np.full(wide.size, -1)]),
        "kind": np.where(is_fixed, "amount", "percent"),
        "stage": is_wide.astype(np.int64),
        "rate_ppb": np.where(is_fixed, 0, percents),
        "value_minor": np.where(is_fixed, chance.integers(1, 2500, size), 0),
    }
    return _fill(tables_of.DISCOUNTS, size, given)


def _make_taxes(orders: int, chance: np.random.Generator) -> pd.DataFrame:
    """A tax on every line, then one on the charges of every order."""
    lines = orders * LINES_PER_ORDER
    size = lines + orders
    is_line = np.arange(size) < lines
    rates = np.where(is_line, chance.choice(RATES_PPB, size), RATES_PPB[0])
    given: dict[str, Any] = {
        "order_key": np.concatenate([np.repeat(np.arange(orders), LINES_PER_ORDER), np.arange(orders)]),
        "tax_key": np.arange(size),
        "scope": np.where(is_line, "line", "charges"),
        "line_key": np.where(is_line, np.arange(size), -1),
        "name": "A",
        "rate_ppb": rates,
        "is_rate_known": np.ones(size, dtype=bool),
    }
    return _fill(tables_of.TAXES, size, given)


def _fill(schema: Any, size: int, given: dict[str, Any]) -> pd.DataFrame:
    """The frame with those columns; what the sums do not look at is empty, 0 or False."""
    empties = {name: "" if str(column.dtype) == "str" else 0 for name, column in schema.columns.items()}
    defaults = {name: about["default"] for name, about in _about(schema).items() if about}
    filled = empties | defaults | given
    index = pd.RangeIndex(size)
    return frame(schema, {name: pd.Series(value, index=index) for name, value in filled.items()})


def _about(schema: Any) -> dict[str, Any]:
    return {name: column.metadata for name, column in schema.columns.items()}
