"""Taxes on taxes: what each tax of a thing is of its net price, where one stands on another.

The first tax of every thing is reckoned, then the second of every thing, and
so on: a compound tax stands on the net and the taxes before it. Taxes by the
unit are constants, and so is what compounds on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import PPB, PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT, Flags, Integers
from pipeline.money.fine import Fine, choose, put
from pipeline.money.rounding import divide
from pipeline.money.spread import rank_in_group, sum_by
from pipeline.totals.things import Things

EXACT = 10**15
"""One, where rates are multiplied with each other: two rates of seven decimals are exact."""

STACKED_BY = ("kind", "per_unit_sub", "is_compound", "is_in_next_base")
"""The columns of the tax rows that are looked at."""


@dataclass(frozen=True)
class Stacked:
    """Each tax is `multiple / unit` of its thing's net plus `constant`; `unit` is by thing."""

    multiple: Integers
    constant: Fine
    unit: Integers


@dataclass(frozen=True)
class _Below:
    """By thing, what the taxes so far come to that later ones stand on."""

    multiple: Integers
    constant: Fine


def stack_taxes(
    rows: pd.DataFrame, things: Things, thing: Integers, rates: Integers, is_owed: Flags
) -> Stacked:
    """The taxes as multiples and constants; `rows` and `thing` by entry, things together, in their order."""
    rates = rates * (EXACT // PPB)
    is_division = (rows["kind"] == "division").to_numpy()
    unit = EXACT - sum_by(thing, np.where(is_division, rates, 0), things.size)
    constant = _by_unit(rows, things.signed_quantity_milli[thing], is_owed)
    stacked = Stacked(rates, constant, unit)
    below = _Below(np.zeros_like(unit), Fine(np.zeros_like(unit)))
    rank = rank_in_group(thing)
    for number in range(int(rank.max()) + 1 if rank.size else 0):
        stacked, below = _stack_next(rows, thing, np.flatnonzero(rank == number), stacked, below)
    return stacked


def _stack_next(
    rows: pd.DataFrame, thing: Integers, now: Integers, stacked: Stacked, below: _Below
) -> tuple[Stacked, _Below]:
    """The next tax of every thing that has one more."""
    here = thing[now]
    is_percent, is_division = ((rows["kind"] == kind).to_numpy()[now] for kind in ("percent", "division"))
    is_compound, is_next = (
        rows[name].to_numpy(dtype=bool)[now] for name in ("is_compound", "is_in_next_base")
    )
    rates = stacked.multiple[now]
    base = stacked.unit[here] + np.where(is_compound, below.multiple[here], 0)
    percent = np.where(is_percent, divide(base, rates, EXACT), 0)
    multiple = stacked.multiple.copy()
    multiple[now] = np.where(is_division, rates, percent)
    on_constants = below.constant.at(here).times(np.where(is_compound, rates, 0), EXACT)
    constant = put(stacked.constant, now, stacked.constant.at(now) + on_constants)
    grown = below.multiple.copy()
    grown[here] += np.where(is_next, multiple[now], 0)
    nothing = Fine(np.zeros_like(now))
    added = below.constant.at(here) + choose(is_next, constant.at(now), nothing)
    return Stacked(multiple, constant, stacked.unit), _Below(grown, put(below.constant, here, added))


def _by_unit(rows: pd.DataFrame, quantities: Integers, is_owed: Flags) -> Fine:
    """What taxes by the unit come to."""
    each = np.where(is_owed & (rows["kind"] == "per_unit").to_numpy(), rows["per_unit_sub"].to_numpy(), 0)
    return Fine(each).times(quantities, PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT)
