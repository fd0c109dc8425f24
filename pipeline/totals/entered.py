"""Amounts before any discount: price × quantity of the lines, and the charges.

A price that holds the taxes of another country is brought home first: its net
stays what it was; it may be rounded for a unit, and so may the new price.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.money import PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT, Flags, Integers
from pipeline.money.fine import Fine, choose, join
from pipeline.totals.price_taxes import PriceTaxes, find_price_taxes
from pipeline.totals.things import Things
from schemas.convention import Convention
from schemas.orders import Tables


def enter_amounts(
    tables: Tables, things: Things, prices: PriceTaxes, is_included: Flags, convention: Convention
) -> Fine:
    """What stands on each thing before discounts; percentage charges and sums of charges not yet."""
    is_fixed = (tables.charges["rate_ppb"] == 0).to_numpy()
    fixed = Fine(np.where(is_fixed, tables.charges["amount_minor"].to_numpy(), 0))
    charges = join(fixed, Fine(np.zeros(len(tables.orders), dtype=np.int64)))
    parts = tables.lines["unit_price_part"].to_numpy()
    each = Fine(tables.lines["unit_price_sub"].to_numpy(), parts if parts.any() else None)
    if not tables.taxes["is_home"].any() or convention.home_tax == "gross_kept":
        return join(_extend(each, PRICE_SUB_PER_MINOR, things, convention), charges)
    home = find_price_taxes(tables, things, is_included, convention, is_home=True)
    everything = join(each.times(1, PRICE_SUB_PER_MINOR), charges)
    brought = _bring_home(everything, _of_unit(home, things), _of_unit(prices, things), convention)
    moved = choose(home.inside > 0, brought, everything)
    lines = _extend(moved.at(slice(0, things.lines)), 1, things, convention)
    rest = moved.at(slice(things.lines, None))
    return join(lines, Fine(rest.rounded(convention.rounding, convention.step_minor)))


def _extend(each: Fine, divisor: int, things: Things, convention: Convention) -> Fine:
    """Price × quantity of the lines, rounded as the convention says; the prices are in 1/divisor."""
    quantities = things.quantity_milli[: things.lines]
    mode, step = convention.rounding, convention.step_minor
    if convention.line_rounding == "none":
        return each.times(quantities, divisor * QUANTITY_MILLI_PER_UNIT)
    if convention.line_rounding == "unit":
        each, divisor = Fine(each.rounded_product(_ones(each), divisor, mode, step)), 1
    return Fine(each.rounded_product(quantities, divisor * QUANTITY_MILLI_PER_UNIT, mode, step))


def _ones(values: Fine) -> Integers:
    return np.ones_like(values.whole)


def _of_unit(taxes: PriceTaxes, things: Things) -> PriceTaxes:
    """The taxes with the constants inside the price of one unit instead of all."""
    if taxes.constant_inside is None:
        return taxes
    units = things.quantity_milli
    of_one = taxes.constant_inside.times(
        np.sign(units) * QUANTITY_MILLI_PER_UNIT, np.maximum(np.abs(units), 1)
    )
    return replace(taxes, constant_inside=of_one)


def _bring_home(each: Fine, home: PriceTaxes, prices: PriceTaxes, convention: Convention) -> Fine:
    """The prices of a unit with the taxes of the destination instead of those of home."""
    mode, step = convention.rounding, convention.step_minor
    net = home.net(each)
    if convention.home_tax == "net_rounded":
        net = Fine(net.rounded(mode, step))
    moved = net.times(prices.with_inside, prices.unit)
    if prices.constant_inside is not None:
        moved = moved + prices.constant_inside
    return moved if convention.home_tax == "net_kept" else Fine(moved.rounded(mode, step))
