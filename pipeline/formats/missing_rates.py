"""Rates of taxes that an export does not state: from their names, or worked out from the amounts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.formats.rates import infer_on_best
from pipeline.formats.tables.totals import line_states
from pipeline.formats.tax_names import read_rates, tell_inferred
from pipeline.money import Flags, Integers
from pipeline.money.spread import sum_by
from pipeline.problems import Problem
from schemas.orders import Tables


def fill_in_rates(tables: Tables, file: str, column: str) -> tuple[Tables, list[Problem]]:
    """The tables with the rates that can be found, and a remark for each that was worked out.

    A rate that the name says counts as stated. `column` says where the taxes
    stand, for those without a name. Rows that nothing explains stay as they are.
    """
    taxes = tables.taxes
    is_open = ~taxes["is_rate_known"].to_numpy(dtype=bool) & (taxes["amount_minor"].to_numpy() != 0)
    if not is_open.any():
        return tables, []
    named, is_said = read_rates(taxes["name"])
    is_said = np.asarray(is_said & is_open & (named > 0), dtype=bool)
    at = np.flatnonzero(is_open & ~is_said)
    rates = np.where(is_said, named, taxes["rate_ppb"].to_numpy())
    if at.size:
        rates[at] = _infer(tables, at)
    is_inferred = np.isin(np.arange(len(taxes)), at) & (rates > 0)
    is_known = taxes["is_rate_known"].to_numpy(dtype=bool) | is_said | is_inferred
    filled = taxes.assign(rate_ppb=rates, is_rate_known=is_known)
    return replace(tables, taxes=filled), tell_inferred(filled.loc[is_inferred], file=file, column=column)


def _infer(tables: Tables, at: Integers) -> Integers:
    """The rates of the taxes at these positions, 0 where none explains the amount."""
    taxes = tables.taxes.iloc[at]
    order, scope = tables.positions(taxes), taxes["scope"].to_numpy()
    line = pd.Index(tables.lines["line_key"]).get_indexer(taxes["line_key"])
    states = line_states(tables)
    left = (states["amount"] - states["own_discount"] - states["share"]).to_numpy()
    is_taxable = tables.lines["is_taxable"].to_numpy(dtype=bool)
    size = len(tables.orders)
    untaxed = sum_by(tables.positions(tables.lines), np.where(is_taxable, 0, left), size)
    items = (tables.orders["items_minor"] - tables.orders["discount_minor"]).to_numpy() - untaxed
    parts = sum_by(tables.positions(tables.lines), np.ones(left.size, dtype=np.int64), size) + 1
    charges = sum_by(tables.positions(tables.charges), tables.charges["amount_minor"].to_numpy(), size)
    of_line = np.append(left, 0)[line]
    whole, without = (items + charges)[order], items[order]
    bases = [
        np.select([scope == "line", scope == "order"], [of_line, base], charges[order])
        for base in (whole, without)
    ]
    several = np.where(scope == "order", parts[order], 1)
    found, _ = infer_on_best(taxes["amount_minor"].to_numpy(), bases, _is_inside(tables)[order], several)
    return found.rate_ppb


def _is_inside(tables: Tables) -> Flags:
    """Whose prices hold the tax: as the export says, else where the total comes out without it."""
    orders = tables.orders
    net = orders["items_minor"] - orders["discount_minor"] + orders["shipping_minor"] + orders["fees_minor"]
    is_without = (orders["tax_mode"] == "unknown") & (orders["total_minor"] == net)
    return ((orders["tax_mode"] == "included") | is_without).to_numpy(dtype=bool)
