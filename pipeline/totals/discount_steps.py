"""Which discount applies to which things, and in which order they are taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import Flags, Integers
from pipeline.money.spread import rank_in_group
from pipeline.totals.things import Things, find_things, match_orders
from schemas.orders import Tables


@dataclass(frozen=True)
class Pairs:
    """Discounts and the things they apply to, by position."""

    discount: Integers
    thing: Integers


@dataclass(frozen=True)
class Step:
    """Discounts taken together, and the positions of the orders that begin a stage with them."""

    members: Integers
    beginning: Integers


def pair_with_things(tables: Tables, things: Things) -> Pairs:
    """Which discount applies to which thing.

    A discount of a line or a charge to that; an order discount with stored
    shares to the lines that have one; any other order discount to every line
    of its order that is not a gift card and, as far as it reaches, to the
    shipping charges.
    """
    discounts = tables.discounts
    named = find_things(tables, discounts)
    has_parent = discounts["parent_key"].to_numpy() >= 0
    of_one = np.flatnonzero(~has_parent & (named >= 0))
    index = pd.Index(discounts["discount_key"])
    parents = index.get_indexer(discounts["parent_key"].to_numpy()[has_parent]).astype(np.int64)
    wide = np.flatnonzero(~has_parent & (named < 0))
    wide = wide[~np.isin(wide, np.unique(parents))]
    crossed = _cross(wide, tables, things)
    discount = np.concatenate([of_one, parents, crossed.discount])
    thing = np.concatenate([named[of_one], named[has_parent], crossed.thing])
    arranged = np.lexsort((thing, discount))
    return Pairs(discount[arranged], thing[arranged])


def _cross(wide: Integers, tables: Tables, things: Things) -> Pairs:
    """Every order discount with all the things of its order that it reaches."""
    discounts = tables.discounts
    is_plain = ~tables.lines["is_gift_card"].to_numpy(dtype=bool)
    is_shipping = (tables.charges["kind"] == "shipping").to_numpy(dtype=bool)
    lines, charges = np.flatnonzero(is_plain), np.flatnonzero(is_shipping) + things.lines
    reach = discounts["reach"].iloc[wide].to_numpy()
    orders = tables.positions(discounts)[wide]
    discount, thing = [], []
    for is_reached, reached in ((reach != "shipping", lines), (reach != "items", charges)):
        places, others = match_orders(orders[is_reached], things.order[reached])
        discount.append(wide[is_reached][places])
        thing.append(reached[others])
    return Pairs(np.concatenate(discount), np.concatenate(thing))


def list_steps(tables: Tables) -> list[Step]:
    """The discounts in the order they are taken: at most one of a thing at a time.

    Stage by stage, first those of single things, then those of the whole order.
    """
    discounts = tables.discounts
    positions = np.flatnonzero(discounts["parent_key"].to_numpy() < 0)
    if positions.size == 0:
        return []
    things = find_things(tables, discounts)[positions]
    stages = discounts["stage"].to_numpy()[positions]
    orders = tables.positions(discounts)[positions]
    arranged = np.lexsort((positions, things, things < 0, stages, orders))
    positions, things, stages, orders = (part[arranged] for part in (positions, things, stages, orders))
    rank = rank_in_group(_number_runs(orders, stages, things))
    phase = _number_runs(orders, stages, things < 0)
    lengths = np.zeros(int(phase[-1]) + 1, dtype=np.int64)
    np.maximum.at(lengths, phase, rank + 1)
    starts = (np.cumsum(lengths) - lengths)[phase]
    steps = starts - _first_of_run(starts, _number_runs(orders)) + rank
    is_first = steps == _first_of_run(steps, _number_runs(orders, stages))
    return [
        Step(positions[steps == number], orders[is_first & (steps == number)])
        for number in range(int(steps.max()) + 1)
    ]


def _number_runs(*columns: Integers | Flags) -> Integers:
    """0, 1, 2… for the runs of rows that are equal in all the columns (at least one row)."""
    is_new = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.concatenate(([0], np.cumsum(is_new)))


def _first_of_run(values: Integers, runs: Integers) -> Integers:
    """For each row the value of the first row of its run."""
    return np.asarray(values[np.searchsorted(runs, runs)], dtype=np.int64)
