"""One pass over whole tables: every order's components under one convention.

Source of the formulas: total = Σ line amounts − discounts + charges + taxes
that the prices do not hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.money import PPB, Flags, Integers
from pipeline.money.fine import Fine, sum_fine
from pipeline.money.spread import sum_by
from pipeline.totals.discounting import Discounting, take_discounts
from pipeline.totals.entered import enter_amounts
from pipeline.totals.off_total import find_off_totals, take_off_totals, without
from pipeline.totals.price_taxes import PriceTaxes, find_price_taxes
from pipeline.totals.taxing import Taxing, reckon_taxes
from pipeline.totals.things import Things, find_things, list_things
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.totals import Totals


@dataclass(frozen=True)
class Trace:
    """Everything a calculation went through; what `totals` came from.

    `entered`, `left`: of each thing before discounts and after them; `taxed`:
    what its taxes are of.
    """

    tables: Tables
    convention: Convention
    proportional: pd.Series | None
    things: Things
    prices: PriceTaxes
    entered: Fine
    left: Fine
    taxed: Fine
    discounting: Discounting
    taxing: Taxing
    totals: Totals


def calculate(tables: Tables, convention: Convention, proportional: pd.Series | None = None) -> Totals:
    """The totals of every order; needs no stored component.

    `proportional` (by discount_key) makes those fixed order discounts follow
    their base: it holds the base, minor units, for which their value was
    given. Raises `OverflowError` if a number is outside the bounds of the
    schemas.
    """
    return trace(tables, convention, proportional).totals


def trace(tables: Tables, convention: Convention, proportional: pd.Series | None = None) -> Trace:
    """The totals as `calculate` gives them, with all they were made of."""
    things = list_things(tables)
    is_included = _is_included(tables.orders, convention)
    prices = find_price_taxes(tables, things, is_included, convention)
    entered = enter_amounts(tables, things, prices, is_included, convention)
    is_off_total = find_off_totals(tables, convention)
    reckoned = without(tables, is_off_total) if is_off_total.any() else tables
    discounting = take_discounts(reckoned, things, entered, prices, convention, proportional)
    entered, left = _with_percent_charges(tables, things, entered, discounting.left, convention)
    is_taxed = tables.charges["is_taxed"].to_numpy(dtype=bool)
    taxed = things.with_sums(entered if convention.tax_before_discount else left, is_taxed)
    taxing = reckon_taxes(tables, things, prices, taxed, convention)
    if is_off_total.any():
        discounting, taxing = take_off_totals(
            tables, things, is_off_total, (replace(discounting, left=left), taxing), convention
        )
        left = discounting.left
    rounded = _Rounded.of(things, entered, left, convention)
    orders = _order_frame(tables, things, rounded, taxing)
    if convention.total_rounding == "once":
        orders = orders.assign(total_minor=_round_once(things, prices, left, taxing, convention))
    orders = orders.assign(is_included=is_included)
    totals = _put_together(tables, things, rounded, orders, discounting, taxing)
    return Trace(
        tables, convention, proportional, things, prices, entered, left, taxed, discounting, taxing, totals
    )


def _put_together(
    tables: Tables,
    things: Things,
    rounded: _Rounded,
    orders: pd.DataFrame,
    discounting: Discounting,
    taxing: Taxing,
) -> Totals:
    return Totals(
        orders=orders,
        lines=_line_frame(tables, things, rounded, taxing),
        charges=_keyed(
            tables.charges,
            "charge_key",
            amount_minor=rounded.charges,
            discount_minor=rounded.charge_discounts,
        ),
        discounts=_keyed(
            tables.discounts,
            "discount_key",
            base_minor=discounting.bases,
            amount_minor=discounting.amounts,
        ),
        shares=discounting.shares,
        taxes=_keyed(tables.taxes, "tax_key", base_minor=taxing.bases, amount_minor=taxing.amounts),
    )


def _is_included(orders: pd.DataFrame, convention: Convention) -> Flags:
    mode = orders["tax_mode"]
    if convention.prices_include_tax:
        return (mode != "on_top").to_numpy(dtype=bool)
    return (mode == "included").to_numpy(dtype=bool)


def _with_percent_charges(
    tables: Tables, things: Things, entered: Fine, left: Fine, convention: Convention
) -> tuple[Fine, Fine]:
    """Amounts before and after discounts with the percentage charges, which are of the discounted items."""
    rates = tables.charges["rate_ppb"].to_numpy()
    if not rates.any():
        return entered, left
    orders = things.order[things.charge_slice]
    items = sum_fine(things.order[: things.lines], left.at(slice(0, things.lines)), len(tables.orders))
    percent = items.at(orders).rounded_product(rates, PPB, convention.rounding, convention.step_minor)
    added = np.zeros(things.size, dtype=np.int64)
    added[things.charge_slice] = np.where(rates != 0, percent, 0)
    return entered + Fine(added), left + Fine(added)


@dataclass(frozen=True)
class _Rounded:
    """Amounts of lines and charges before discounts, and what is taken off them.

    `items` and `items_left` are the sums of each order's lines before and
    after, rounded once per order where the lines are not rounded.
    """

    lines: Integers
    discounts: Integers
    charges: Integers
    charge_discounts: Integers
    items: Integers
    items_left: Integers

    @staticmethod
    def of(things: Things, entered: Fine, left: Fine, convention: Convention) -> _Rounded:
        """Rounded where they are not yet."""
        before, after = entered.rounded(convention.rounding), left.rounded(convention.rounding)
        n, m = things.lines, things.lines + things.charges
        sums = [
            sum_fine(things.order[:n], values.at(slice(0, n)), things.size - m).rounded(convention.rounding)
            for values in (entered, left)
        ]
        off = before - after
        return _Rounded(before[:n], off[:n], before[n:m], off[n:m], *sums)


def _order_frame(tables: Tables, things: Things, rounded: _Rounded, taxing: Taxing) -> pd.DataFrame:
    """The sums of each order."""
    size = len(tables.orders)
    charges = things.order[things.charge_slice]
    taxes = tables.positions(tables.taxes)
    is_shipping = (tables.charges["kind"] == "shipping").to_numpy(dtype=bool)
    charges_off = sum_by(charges, rounded.charge_discounts, size)
    sums = {
        "items_minor": rounded.items,
        "discount_minor": rounded.items - rounded.items_left + charges_off,
        "shipping_minor": sum_by(charges, np.where(is_shipping, rounded.charges, 0), size),
        "fees_minor": sum_by(charges, np.where(is_shipping, 0, rounded.charges), size),
        "tax_minor": sum_by(taxes, taxing.amounts, size),
    }
    charged = sums["shipping_minor"] + sums["fees_minor"] - charges_off
    total = rounded.items_left + charged + sum_by(taxes, taxing.on_top, size)
    return pd.DataFrame({"order_key": tables.orders["order_key"].to_numpy(), **sums, "total_minor": total})


def _round_once(
    things: Things, prices: PriceTaxes, left: Fine, taxing: Taxing, convention: Convention
) -> Integers:
    """The totals of the orders rounded once from the raw sums."""
    size = things.size - things.lines - things.charges
    real = slice(0, things.lines + things.charges)
    prices_left = sum_fine(things.order[real], left.at(real), size)
    on_top = ~prices.is_inside
    taxes = sum_fine(things.order[prices.thing[on_top]], taxing.raw.at(on_top), size)
    return (prices_left + taxes).rounded(convention.rounding, convention.step_minor)


def _line_frame(tables: Tables, things: Things, rounded: _Rounded, taxing: Taxing) -> pd.DataFrame:
    of_line = np.flatnonzero(tables.taxes["line_key"].to_numpy() >= 0)
    lines = find_things(tables, tables.taxes[["line_key", "charge_key"]].iloc[of_line])
    return _keyed(
        tables.lines,
        "line_key",
        amount_minor=rounded.lines,
        discount_minor=rounded.discounts,
        tax_minor=sum_by(lines, taxing.amounts[of_line], things.lines),
    )


def _keyed(rows: pd.DataFrame, key: str, **amounts: Integers) -> pd.DataFrame:
    return pd.DataFrame({key: rows[key].to_numpy(), **amounts})
