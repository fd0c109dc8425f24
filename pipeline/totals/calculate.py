"""One pass over whole tables: every order's components under one convention.

Source of the formulas: total = Σ line amounts − discounts + charges (+ tax
where it comes on top of the prices).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.money import (
    PPB,
    PRICE_SUB_PER_MINOR,
    QUANTITY_MILLI_PER_UNIT,
    Flags,
    Integers,
    divide,
)
from pipeline.money.spread import sum_by
from pipeline.totals.discounting import take_discounts
from pipeline.totals.taxing import Bases, reckon_taxes
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.totals import Totals


def calculate(tables: Tables, convention: Convention, proportional: pd.Series | None = None) -> Totals:
    """The totals of every order; needs no stored component.

    `proportional` (by discount_key) makes those fixed order discounts follow
    their base: it holds the base, minor units, for which their value was
    given. Raises `OverflowError` if a number is outside the bounds of the
    schemas.
    """
    line_orders = tables.positions(tables.lines)
    amounts = line_amounts(tables.lines, convention.rounding)
    discounting = take_discounts(tables, line_orders, amounts, convention, proportional)
    items_left = sum_by(line_orders, discounting.left, len(tables.orders))
    charges = _charge_amounts(tables, items_left, convention)
    is_included = _is_included(tables.orders, convention)
    taxed = np.where(tables.charges["is_taxed"].to_numpy(dtype=bool), charges, 0)
    charges_taxed = sum_by(tables.positions(tables.charges), taxed, len(tables.orders))
    bases = Bases(discounting.left, amounts, line_orders, charges_taxed, is_included)
    taxing = reckon_taxes(tables, bases, convention)
    components = _components(tables, amounts, discounting.left, charges, taxing.amounts)
    return Totals(
        orders=_order_frame(tables.orders, components, is_included),
        lines=_line_frame(tables, amounts, discounting.left, taxing.amounts),
        charges=_keyed(tables.charges, "charge_key", amount_minor=charges),
        discounts=_keyed(
            tables.discounts,
            "discount_key",
            base_minor=discounting.bases,
            amount_minor=discounting.amounts,
        ),
        shares=discounting.shares,
        taxes=_keyed(tables.taxes, "tax_key", base_minor=taxing.bases, amount_minor=taxing.amounts),
    )


def _line_frame(tables: Tables, amounts: Integers, left: Integers, taxes: Integers) -> pd.DataFrame:
    return _keyed(
        tables.lines,
        "line_key",
        amount_minor=amounts,
        discount_minor=amounts - left,
        tax_minor=_line_taxes(tables, taxes),
    )


def _keyed(rows: pd.DataFrame, key: str, **amounts: Integers) -> pd.DataFrame:
    return pd.DataFrame({key: rows[key].to_numpy(), **amounts})


def _components(
    tables: Tables, amounts: Integers, left: Integers, charges: Integers, taxes: Integers
) -> dict[str, Integers]:
    """The sums of each order, all but its total."""
    size = len(tables.orders)
    line_orders, charge_orders = tables.positions(tables.lines), tables.positions(tables.charges)
    is_shipping = (tables.charges["kind"] == "shipping").to_numpy(dtype=bool)
    return {
        "items_minor": sum_by(line_orders, amounts, size),
        "discount_minor": sum_by(line_orders, amounts - left, size),
        "shipping_minor": sum_by(charge_orders, np.where(is_shipping, charges, 0), size),
        "fees_minor": sum_by(charge_orders, np.where(is_shipping, 0, charges), size),
        "tax_minor": sum_by(tables.positions(tables.taxes), taxes, size),
    }


def line_amounts(lines: pd.DataFrame, rounding: str) -> Integers:
    """Unit price × quantity of each line, rounded to the currency's minor unit."""
    return divide(
        lines["unit_price_sub"].to_numpy(),
        lines["quantity_milli"].to_numpy(),
        PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT,
        rounding,
    )


def _order_frame(orders: pd.DataFrame, components: dict[str, Integers], is_included: Flags) -> pd.DataFrame:
    total = (
        components["items_minor"]
        - components["discount_minor"]
        + components["shipping_minor"]
        + components["fees_minor"]
        + np.where(is_included, 0, components["tax_minor"])
    )
    return pd.DataFrame(
        {
            "order_key": orders["order_key"].to_numpy(),
            **components,
            "total_minor": total,
            "is_included": is_included,
        }
    )


def _is_included(orders: pd.DataFrame, convention: Convention) -> Flags:
    mode = orders["tax_mode"]
    if convention.prices_include_tax:
        return (mode != "on_top").to_numpy(dtype=bool)
    return (mode == "included").to_numpy(dtype=bool)


def _charge_amounts(tables: Tables, items_left: Integers, convention: Convention) -> Integers:
    """Fixed charges as they are; percentages of the discounted items."""
    charges = tables.charges
    rates = charges["rate_ppb"].to_numpy()
    percent = divide(items_left[tables.positions(charges)], rates, PPB, convention.rounding)
    return np.where(rates != 0, percent, charges["amount_minor"].to_numpy())


def _line_taxes(tables: Tables, tax_amounts: Integers) -> Integers:
    """The tax of each line from the tax rows that name it."""
    is_of_line = tables.taxes["line_key"].to_numpy() >= 0
    lines = pd.Index(tables.lines["line_key"]).get_indexer(tables.taxes["line_key"].to_numpy()[is_of_line])
    return sum_by(lines.astype(np.int64), tax_amounts[is_of_line], len(tables.lines))
