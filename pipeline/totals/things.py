"""What bears discounts and taxes: lines, single charges, and each order's taxed charges together.

A thing is known by its position: the lines come first, then the charges, then
one thing per order that stands for its taxed charges as a whole (shops tax
shipping and handling with one rounding).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import QUANTITY_MILLI_PER_UNIT, Flags, Integers
from pipeline.money.fine import Fine, join, sum_fine
from schemas.orders import Tables

_MAX_UNITS = 10**8


@dataclass(frozen=True)
class Things:
    """The things of some tables.

    `order`: the position of each one's order; `quantity_milli`: its units;
    `is_given_back`: whether its price is below zero; `is_shipping`: whether
    it is shipping, or the taxed charges of an order together.
    """

    lines: int
    charges: int
    order: Integers
    quantity_milli: Integers
    is_given_back: Flags
    is_shipping: Flags

    @property
    def signed_quantity_milli(self) -> Integers:
        """The units, below zero where the price is."""
        return np.where(self.is_given_back, -self.quantity_milli, self.quantity_milli)

    @property
    def size(self) -> int:
        """How many things there are."""
        return int(self.order.size)

    @property
    def charge_slice(self) -> slice:
        """Where the single charges stand."""
        return slice(self.lines, self.lines + self.charges)

    def with_sums(self, values: Fine, is_taxed: Flags) -> Fine:
        """The amounts with the sums of each order's taxed charges put in their places."""
        charges = values.at(self.charge_slice)
        sums = self.lines + self.charges
        orders = self.order[self.charge_slice][is_taxed]
        together = sum_fine(orders, charges.at(is_taxed), self.size - sums)
        return join(values.at(slice(0, sums)), together)


def list_things(tables: Tables) -> Things:
    """The things of these tables."""
    orders = len(tables.orders)
    quantities = tables.lines["quantity_milli"].to_numpy()
    is_shipping = (tables.charges["kind"] == "shipping").to_numpy()
    ones = np.full(len(tables.charges) + orders, QUANTITY_MILLI_PER_UNIT, dtype=np.int64)
    return Things(
        len(tables.lines),
        len(tables.charges),
        np.concatenate([tables.positions(tables.lines), tables.positions(tables.charges), np.arange(orders)]),
        np.concatenate([quantities, ones]),
        np.concatenate([tables.lines["unit_price_sub"].to_numpy() < 0, np.zeros(ones.size, dtype=bool)]),
        np.concatenate([np.zeros(len(quantities), dtype=bool), is_shipping, np.ones(orders, dtype=bool)]),
    )


def find_things(tables: Tables, rows: pd.DataFrame) -> Integers:
    """Of rows that name a line or a charge: the position of that thing, -1 if they name none."""
    found = np.full(len(rows), -1, dtype=np.int64)
    for key, named, offset in (
        ("line_key", tables.lines, 0),
        ("charge_key", tables.charges, len(tables.lines)),
    ):
        keys = rows[key].to_numpy()
        places = np.flatnonzero(keys >= 0)
        if places.size:
            positions = pd.Index(named[key]).get_indexer(keys[places])
            found[places] = np.where(positions >= 0, positions + offset, found[places])
    return found


def match_orders(orders: Integers, others: Integers) -> tuple[Integers, Integers]:
    """The positions of all pairs of an entry of each column that are of the same order.

    >>> [part.tolist() for part in match_orders(np.array([4, 6]), np.array([6, 4, 6, 5]))]
    [[0, 1, 1], [1, 0, 2]]
    """
    if orders.size == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    arranged = np.argsort(others, kind="stable")
    first, behind = (np.searchsorted(others[arranged], orders, side) for side in ("left", "right"))
    counts = behind - first
    place = np.repeat(np.arange(orders.size), counts)
    rank = np.arange(place.size) - (np.cumsum(counts) - counts)[place]
    return place, arranged[first[place] + rank]


def whole_units(quantities_milli: Integers) -> Integers:
    """How many units are reckoned one by one; 1 for quantities that are not whole, or beyond 10^8.

    >>> whole_units(np.array([3000, 1500, -2000])).tolist()
    [3, 1, 1]
    """
    units = quantities_milli // QUANTITY_MILLI_PER_UNIT
    is_whole = (quantities_milli % QUANTITY_MILLI_PER_UNIT == 0) & (units > 0) & (units <= _MAX_UNITS)
    return np.where(is_whole, units, 1)
