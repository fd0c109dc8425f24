"""Stored amounts moved on by what was calculated.

Nothing else moves: a component after the edits is the stored one plus
(calculated after − calculated before), so that a gap stays what it was.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.money import Integers
from pipeline.money.spread import sum_by
from schemas.orders import COMPONENTS, SCHEMAS, Tables
from schemas.plan import NEW_KEYS, SHARE_KEYS
from schemas.totals import Totals

_NEW_SHARES = SHARE_KEYS + 5 * 10**14
_SHARES_PER_DISCOUNT = 100_000


def take_baseline(tables: Tables, totals: Totals) -> Tables:
    """The tables with components the export does not state filled in as calculated.

    Afterwards every order has all its components and its tax mode is known.
    """
    orders = tables.orders
    filled = {
        f"{name}_minor": np.where(
            orders[f"has_{name}"].to_numpy(dtype=bool),
            orders[f"{name}_minor"].to_numpy(),
            totals.orders[f"{name}_minor"].to_numpy(),
        )
        for name in COMPONENTS
    }
    modes = np.where(totals.orders["is_included"].to_numpy(dtype=bool), "included", "on_top")
    settled = orders.assign(**filled, tax_mode=pd.Series(modes, index=orders.index, dtype="str"))
    return Tables(settled, tables.lines, tables.charges, tables.discounts, tables.taxes, tables.fields)


def settle(
    before: Tables,
    calculated_before: Totals,
    after: Tables,
    calculated_after: Totals,
) -> Tables:
    """`after` with its stored amounts moved on from those of `before`.

    Both tables hold the same orders in the same order; `before` went through
    `take_baseline`. New order discounts get a share row per line.
    """
    charges, discounts, taxes = (
        _move_rows(
            key,
            (getattr(before, name), getattr(calculated_before, name)),
            (getattr(after, name), getattr(calculated_after, name)),
        )
        for name, key in _MOVED.items()
    )
    is_known = taxes["is_rate_known"].to_numpy(dtype=bool)
    is_exempt = after.is_exempt[after.positions(taxes)]
    fixed = np.where(is_exempt, 0, after.taxes["amount_minor"].to_numpy())
    taxes = taxes.assign(amount_minor=np.where(is_known, taxes["amount_minor"], fixed))
    moved = Tables(after.orders, after.lines, charges, discounts, taxes, after.fields)
    orders = _move_orders(before, calculated_before, moved, calculated_after)
    with_shares = _with_new_shares(discounts, calculated_after.shares)
    lines = _move_line_taxes(before, moved)
    return Tables(orders, lines, charges, with_shares, taxes, after.fields)


_MOVED = {"charges": "charge_key", "discounts": "discount_key", "taxes": "tax_key"}
_Side = tuple[pd.DataFrame, pd.DataFrame]
"""Rows of a table and what was calculated for them."""


def _move_rows(key: str, before: _Side, after: _Side) -> pd.DataFrame:
    """Stored amount of each row: the earlier one plus the calculated change; new rows as calculated."""
    gaps = pd.Series(
        before[0]["amount_minor"].to_numpy() - before[1]["amount_minor"].to_numpy(),
        index=before[0][key].to_numpy(),
    )
    kept = gaps.reindex(after[0][key], fill_value=0).to_numpy()
    return after[0].assign(amount_minor=after[1]["amount_minor"].to_numpy() + kept)


def _move_orders(
    before: Tables,
    calculated_before: Totals,
    moved: Tables,
    calculated_after: Totals,
) -> pd.DataFrame:
    orders = moved.orders
    items = (
        calculated_after.orders["items_minor"].to_numpy() - calculated_before.orders["items_minor"].to_numpy()
    )
    together = _rounded_together(moved, calculated_after) - _rounded_together(before, calculated_before)
    discount = _sum_discounts(moved) - _sum_discounts(before) + together[0]
    shipping = _sum_charges(moved, is_shipping=True) - _sum_charges(before, is_shipping=True)
    fees = _sum_charges(moved, is_shipping=False) - _sum_charges(before, is_shipping=False)
    tax = _sum(moved, moved.taxes) - _sum(before, before.taxes)
    on_top = _sum(moved, moved.taxes.loc[~moved.is_tax_inside]) - _sum(
        before, before.taxes.loc[~before.is_tax_inside]
    )
    total = items - discount + shipping + fees + on_top + together[1]
    moves = {
        "items_minor": items,
        "discount_minor": discount,
        "shipping_minor": shipping,
        "fees_minor": fees,
        "tax_minor": tax,
        "total_minor": total,
    }
    return orders.assign(**{name: before.orders[name].to_numpy() + moves[name] for name in moves})


def _rounded_together(tables: Tables, calculated: Totals) -> Integers:
    """What the discounts and the total of each order differ from their parts where these are not rounded."""
    rows = {
        name: getattr(tables, name).assign(amount_minor=getattr(calculated, name)["amount_minor"].to_numpy())
        for name in ("charges", "discounts", "taxes")
    }
    parts = replace(tables, **rows)
    orders = {name: calculated.orders[f"{name}_minor"].to_numpy() for name in COMPONENTS}
    charges = _sum(parts, parts.charges)
    on_top = _sum(parts, parts.taxes.loc[~parts.is_tax_inside])
    discount = orders["discount"] - _sum_discounts(parts)
    total = orders["total"] - (orders["items"] - orders["discount"] + charges + on_top)
    return np.stack([discount, total])


def _sum(tables: Tables, rows: pd.DataFrame) -> Integers:
    return sum_by(tables.positions(rows), rows["amount_minor"].to_numpy(), len(tables.orders))


def _sum_discounts(tables: Tables) -> Integers:
    return _sum(tables, tables.discounts.loc[tables.discounts["parent_key"] < 0])


def _sum_charges(tables: Tables, *, is_shipping: bool) -> Integers:
    kinds = tables.charges["kind"] == "shipping"
    return _sum(tables, tables.charges.loc[kinds if is_shipping else ~kinds])


def _move_line_taxes(before: Tables, moved: Tables) -> pd.DataFrame:
    """Each line's stored tax plus the change of its tax rows."""
    lines = moved.lines
    new, old = (
        _tax_by_line(taxes).reindex(lines["line_key"], fill_value=0).to_numpy()
        for taxes in (moved.taxes, before.taxes)
    )
    return lines.assign(tax_minor=lines["tax_minor"] + new - old)


def _tax_by_line(taxes: pd.DataFrame) -> pd.Series:
    return taxes.loc[taxes["line_key"] >= 0].groupby("line_key")["amount_minor"].sum()


def _with_new_shares(discounts: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Share rows for the order discounts that have none stored because they are new."""
    is_new = (discounts["source"] == "custom") & (discounts["line_key"] < 0)
    parents = discounts.loc[
        is_new
        & (discounts["parent_key"] < 0)
        & (discounts["reach"] == "items")
        & (discounts["charge_key"] < 0)
        & ~discounts["discount_key"].isin(discounts["parent_key"])
        & (discounts["discount_key"] >= NEW_KEYS)
    ]
    if parents.empty:
        return discounts
    new = parents.drop(columns=["line_key", "amount_minor"]).merge(
        shares, on="discount_key", how="inner", validate="one_to_many"
    )
    nth = new.groupby("discount_key").cumcount()
    rows = new.assign(
        parent_key=new["discount_key"],
        discount_key=_NEW_SHARES + (new["discount_key"] % 10**12) * _SHARES_PER_DISCOUNT + nth,
        rate_ppb=0,
        value_minor=0,
    )
    return pd.concat([discounts, rows[list(SCHEMAS["discounts"].columns)]], ignore_index=True)
