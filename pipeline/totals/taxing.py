"""Taxes: the base and the amount of every tax row.

With tax on top: base × rate; with tax inside the price: base × rate divided
by 100 % plus the rates of all the taxes inside it. Several taxes share one
base, none compounds. Rounded per line, per unit or once per order and rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import PPB, QUANTITY_MILLI_PER_UNIT, Flags, Integers, divide
from pipeline.money.spread import spread, sum_by
from schemas.convention import Convention
from schemas.orders import Tables

_MAX_DIVISOR = 2**60


@dataclass(frozen=True)
class Taxing:
    """Base and amount of each row of `tables.taxes`, minor units."""

    bases: Integers
    amounts: Integers


@dataclass(frozen=True)
class Bases:
    """What can be taxed: lines and, per order, the charges together.

    All arrays are by position: `line_left` and `line_amounts` per line,
    `line_orders` the order of each line, `charges` the taxed charges of each
    order, `is_included` whether its prices include tax.
    """

    line_left: Integers
    line_amounts: Integers
    line_orders: Integers
    charges: Integers
    is_included: Flags


@dataclass(frozen=True)
class _Parts:
    """One entry for each tax row and each thing it taxes."""

    tax: Integers
    order: Integers
    line: Integers  # -1: the charges
    base: Integers
    rate: Integers
    divisor: Integers


def reckon_taxes(tables: Tables, bases: Bases, convention: Convention) -> Taxing:
    """Every tax row's base and amount under the convention.

    Tax-exempt and reverse-charged orders owe none. A row whose rate is not
    known keeps its stored amount.
    """
    taxes = tables.taxes
    parts = _divide_up(tables, bases, convention)
    if convention.tax_level == "order":
        amounts = _round_per_order(taxes, parts, convention)
    elif convention.tax_level == "unit":
        amounts = _round_per_unit(tables, parts, convention)
    else:
        amounts = divide(parts.base, parts.rate, parts.divisor, convention.tax_rounding)
    by_row = sum_by(parts.tax, amounts, len(taxes))
    is_known = taxes["is_rate_known"].to_numpy(dtype=bool)
    stored = taxes["amount_minor"].to_numpy()
    is_exempt = tables.is_exempt[tables.positions(taxes)]
    return Taxing(
        sum_by(parts.tax, parts.base, len(taxes)),
        np.where(is_exempt, 0, np.where(is_known, by_row, stored)),
    )


def _divide_up(tables: Tables, bases: Bases, convention: Convention) -> _Parts:
    """The things each tax row taxes, with base, rate and divisor."""
    tax_rows, orders, lines = _pair_with_bases(tables, bases, convention)
    of_lines = bases.line_amounts if convention.tax_before_discount else bases.line_left
    base = np.where(lines >= 0, np.append(of_lines, 0)[lines], bases.charges[orders])
    rate = tables.taxes["rate_ppb"].to_numpy()[tax_rows]
    divisor = np.full(rate.size, PPB, dtype=np.int64)
    inside = bases.is_included[orders]
    # all the taxes inside one price: lines are told apart by number, charges by order
    things = np.where(lines >= 0, lines, bases.line_left.size + orders)
    together = sum_by(things, rate, bases.line_left.size + bases.charges.size)
    divisor = np.maximum(np.where(inside, divisor + together[things], divisor), 1)
    return _Parts(tax_rows, orders, lines, base, rate, divisor)


def _pair_with_bases(
    tables: Tables, bases: Bases, convention: Convention
) -> tuple[Integers, Integers, Integers]:
    """Tax rows with the lines (or -1 for the charges) they apply to."""
    taxes, lines = tables.taxes, tables.lines
    orders = tables.positions(taxes)
    scope = taxes["scope"].to_numpy()
    of_line, of_charges = np.flatnonzero(scope == "line"), np.flatnonzero(scope == "charges")
    of_order = np.flatnonzero(scope == "order")
    taxable = np.flatnonzero(lines["is_taxable"].to_numpy(dtype=bool))
    crossed = pd.DataFrame({"order": orders[of_order], "tax": of_order}).merge(
        pd.DataFrame({"order": bases.line_orders[taxable], "line": taxable}),
        on="order",
        how="inner",
        validate="many_to_many",
    )
    on_charges = of_order if convention.tax_charges else of_order[:0]
    line_index = pd.Index(lines["line_key"])
    rows = np.concatenate([of_line, crossed["tax"].to_numpy(np.int64), of_charges, on_charges])
    nothing = np.full(of_charges.size + on_charges.size, -1)
    own_lines = line_index.get_indexer(taxes["line_key"].to_numpy()[of_line])
    pairs = np.concatenate([own_lines, crossed["line"].to_numpy(np.int64), nothing])
    return rows.astype(np.int64), orders[rows], pairs.astype(np.int64)


def _round_per_unit(tables: Tables, parts: _Parts, convention: Convention) -> Integers:
    """Tax of one unit rounded, times the quantity; charges and odd quantities as lines."""
    quantities = np.append(tables.lines["quantity_milli"].to_numpy(), 0)[parts.line]
    is_whole = (parts.line >= 0) & (quantities % QUANTITY_MILLI_PER_UNIT == 0) & (quantities > 0)
    is_whole &= quantities // QUANTITY_MILLI_PER_UNIT < _MAX_DIVISOR // parts.divisor
    units = np.where(is_whole, quantities // QUANTITY_MILLI_PER_UNIT, 1)
    each = divide(parts.base, parts.rate, parts.divisor * units, convention.tax_rounding)
    return each * units


def _round_per_order(taxes: pd.DataFrame, parts: _Parts, convention: Convention) -> Integers:
    """One rounding for each order, tax and rate, dealt back by largest remainder.

    Parts of the other sign than their sum (lines given back among lines sold)
    get none of it; where a sum is zero each part is rounded by itself.
    """
    if parts.tax.size == 0:
        return parts.base
    apart = (parts.line < 0) & convention.charges_apart
    names = taxes["name"].factorize()[0][parts.tax]
    groups = (
        pd.MultiIndex.from_arrays([parts.order, names, parts.rate, parts.divisor, apart])
        .factorize()[0]
        .astype(np.int64)
    )
    size = int(groups.max()) + 1
    first = np.full(size, parts.tax.size, dtype=np.int64)
    np.minimum.at(first, groups, np.arange(groups.size))
    sums = sum_by(groups, parts.base, size)
    rounded = divide(sums, parts.rate[first], parts.divisor[first], convention.tax_rounding)
    weights = np.maximum(parts.base * np.sign(sums)[groups], 0)
    dealt = spread(np.abs(rounded), groups, weights, "largest_remainder")
    return np.where(
        sums[groups] != 0,
        dealt * np.sign(rounded)[groups],
        divide(parts.base, parts.rate, parts.divisor, convention.tax_rounding),
    )
