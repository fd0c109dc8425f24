"""What the cells of a table should say: one column for each column of the layout.

A view of the tables before and one after a run, compared column by column,
give the cells that change. Amounts are minor units, prices 1/10 000 of one,
quantities thousandths, rates parts per billion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.formats.tables.layout import CHARGE_COLUMNS
from pipeline.formats.tables.totals import Reading, line_states
from pipeline.money import PPB, Integers, divide
from pipeline.money.spread import sum_by
from schemas.orders import CUSTOMER_FIELDS, Tables

ORDER_TEXTS = (*CUSTOMER_FIELDS, "payment_method", "shipping_method", "discount_name", "tax_name")
_COMPONENTS = {
    "subtotal": "items_minor",
    "discount": "discount_minor",
    "shipping": "shipping_minor",
    "tax": "tax_minor",
    "total": "total_minor",
}
LINE_TEXTS = ("sku", "name", "discount_name", "tax_name")


def view_orders(tables: Tables) -> pd.DataFrame:
    """The order columns by `order_key`; `tax_exempt` is a boolean."""
    orders, discounts, taxes = tables.orders, tables.discounts, tables.taxes
    keys = orders["order_key"]
    whole = discounts.loc[(discounts["line_key"] < 0) & (discounts["parent_key"] < 0)]
    of_order = taxes.loc[taxes["scope"] == "order"]
    named = pd.concat([whole, discounts.loc[discounts["line_key"] >= 0]])
    rate = _sum(of_order, "order_key", "rate_ppb", keys)
    columns: dict[str, object] = {
        **{name: orders[column].to_numpy() for name, column in _COMPONENTS.items()},
        **{name: orders[name].to_numpy() for name in (*CUSTOMER_FIELDS, "payment_method", "shipping_method")},
        "order_discount": _sum(whole, "order_key", "amount_minor", keys),
        "tax_rate": rate,
        "tax_rate_fraction": rate,
        "tax_exempt": orders["is_tax_exempt"].to_numpy(),
        "discount_name": _first_name(named, "order_key", keys),
        "tax_name": _joined_names(of_order, "order_key", keys),
    }
    for kind in CHARGE_COLUMNS[1:]:
        charges = tables.charges.loc[tables.charges["kind"] == kind]
        columns[kind] = _sum(charges, "order_key", "amount_minor", keys)
    return pd.DataFrame(columns, index=pd.Index(keys))


def view_lines(tables: Tables, readings: Mapping[str, Reading]) -> pd.DataFrame:
    """The line columns by `line_key`; totals as their readings give them."""
    lines, taxes = tables.lines, tables.taxes
    keys = lines["line_key"]
    states = line_states(tables)
    own = tables.discounts.loc[(tables.discounts["line_key"] >= 0) & (tables.discounts["parent_key"] < 0)]
    of_line = taxes.loc[taxes["scope"] == "line"]
    discount_rate = _discount_rates(own, states, keys)
    rate = _sum(of_line, "line_key", "rate_ppb", keys)
    columns: dict[str, object] = {
        "sku": lines["sku"].to_numpy(),
        "name": lines["name"].to_numpy(),
        "price": lines["unit_price_sub"].to_numpy(),
        "quantity": lines["quantity_milli"].to_numpy(),
        "discount_fraction": discount_rate,
        "discount_percent": discount_rate,
        "discount_amount": states["own_discount"].to_numpy(),
        "discount_name": _first_name(own, "line_key", keys),
        "tax_rate": rate,
        "tax_rate_fraction": rate,
        "tax_amount": states["tax"].to_numpy(),
        "tax_name": _joined_names(of_line, "line_key", keys),
        **{name: reading.totals(states) for name, reading in readings.items()},
    }
    return pd.DataFrame(columns, index=pd.Index(keys))


def view_taxes(tables: Tables) -> dict[int, tuple[tuple[int, str, int, int], ...]]:
    """Key, name, rate and amount of each line's taxes, by `line_key`."""
    of_line = tables.taxes.loc[tables.taxes["scope"] == "line"]
    taxes: dict[int, list[tuple[int, str, int, int]]] = {}
    columns = [of_line[name].tolist() for name in ("line_key", "tax_key", "name", "rate_ppb", "amount_minor")]
    for line, *tax in zip(*columns, strict=True):
        taxes.setdefault(line, []).append((tax[0], tax[1], tax[2], tax[3]))
    return {line: tuple(rows) for line, rows in taxes.items()}


def _discount_rates(own: pd.DataFrame, states: pd.DataFrame, keys: pd.Series) -> Integers:
    """The rate of each line's own discounts; of amounts the rate that gives them back."""
    position = pd.Index(keys).get_indexer(own["line_key"]).astype(np.int64)
    amount = states["amount"].to_numpy()
    has_amount = amount != 0
    sign = np.where(amount < 0, -1, 1)
    as_rate = divide(states["own_discount"].to_numpy() * sign, PPB, np.where(has_amount, np.abs(amount), 1))
    count = sum_by(position, np.ones_like(position), len(keys))
    percent = sum_by(position, own["rate_ppb"].to_numpy(), len(keys))
    return np.where((count == 1) & (percent != 0), percent, np.where(has_amount, as_rate, 0))


def _sum(rows: pd.DataFrame, key: str, column: str, keys: pd.Series) -> Integers:
    position = pd.Index(keys).get_indexer(rows[key]).astype(np.int64)
    return sum_by(position, rows[column].to_numpy(), len(keys))


def _first_name(rows: pd.DataFrame, key: str, keys: pd.Series) -> np.ndarray[Any, Any]:
    named = rows.loc[rows["name"] != ""].drop_duplicates(key).set_index(key)["name"]
    return named.reindex(keys, fill_value="").to_numpy()


def _joined_names(rows: pd.DataFrame, key: str, keys: pd.Series) -> np.ndarray[Any, Any]:
    named = rows.loc[rows["name"] != ""]
    is_single = ~named[key].duplicated(keep=False)
    several = named.loc[~is_single].groupby(key, sort=False)["name"].agg(" + ".join)
    joined = pd.concat([named.loc[is_single].set_index(key)["name"], several])
    names: np.ndarray[Any, Any] = joined.reindex(keys, fill_value="").to_numpy()
    return names
