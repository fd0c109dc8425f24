"""Percentages taken off the whole items total, tax included, after everything was reckoned.

Some systems write a discount of the whole order as a document line of its
own: the new total is the old one less the percentage, rounded; each tax is
less by the same percentage, rounded; the net is the rest. It holds for orders
whose whole-order discounts are all such percentages of all their items.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.money import PPB, Flags, Integers
from pipeline.money.fine import Fine, deal
from pipeline.money.spread import number_groups, rank_in_group, spread, sum_by
from pipeline.totals.discount_steps import pair_with_things
from pipeline.totals.discounting import Discounting
from pipeline.totals.taxing import Taxing
from pipeline.totals.things import Things
from schemas.convention import Convention
from schemas.orders import Tables


def find_off_totals(tables: Tables, convention: Convention) -> Flags:
    """Which discounts are taken off the items total."""
    discounts = tables.discounts
    is_wide = (discounts["line_key"] < 0) & (discounts["charge_key"] < 0)
    if convention.order_percent != "off_total" or not is_wide.any():
        return np.zeros(len(discounts), dtype=bool)
    is_for_some = discounts["discount_key"].isin(discounts["parent_key"])
    is_plain = (
        (discounts["kind"] == "percent")
        & ~is_for_some
        & (discounts["reach"] == "items")
        & ~discounts["is_of_gross"]
        & ~discounts["is_of_original"]
    )
    others = discounts.loc[is_wide & ~is_plain, "order_key"]
    return np.asarray(is_wide & is_plain & ~discounts["order_key"].isin(others), dtype=bool)


def without(tables: Tables, is_off_total: Flags) -> Tables:
    """The tables with those discounts taking nothing."""
    rates = np.where(is_off_total, 0, tables.discounts["rate_ppb"].to_numpy())
    return replace(tables, discounts=tables.discounts.assign(rate_ppb=rates))


def take_off_totals(
    tables: Tables,
    things: Things,
    is_off_total: Flags,
    reckoned: tuple[Discounting, Taxing],
    convention: Convention,
) -> tuple[Discounting, Taxing]:
    """What was reckoned without those discounts, moved on by them, one after the other."""
    discounting, taxing = reckoned
    places = np.flatnonzero(is_off_total)
    orders = tables.positions(tables.discounts)[places]
    arranged = np.lexsort((places, tables.discounts["stage"].to_numpy()[places], orders))
    ranks = np.empty_like(places)
    ranks[arranged] = rank_in_group(orders[arranged])
    for number in range(int(ranks.max()) + 1):
        now = places[ranks == number]
        taxing, falls = _scale(tables, things, now, (discounting, taxing), convention)
        discounting = _take(tables, things, now, falls, discounting)
    return discounting, taxing


def _scale(
    tables: Tables,
    things: Things,
    now: Integers,
    reckoned: tuple[Discounting, Taxing],
    convention: Convention,
) -> tuple[Taxing, Integers]:
    """The taxes of the items less the percentages, and by how much each order's entered amounts fall."""
    discounting, taxing = reckoned
    size, mode, step = len(tables.orders), convention.rounding, convention.step_minor
    rate = np.zeros(size, dtype=np.int64)
    rate[tables.positions(tables.discounts)[now]] = tables.discounts["rate_ppb"].to_numpy()[now]
    left, on_top = _sum_items(tables, things, discounting, taxing)
    amounts = _scale_taxes(tables, taxing, rate, convention)
    is_on_top = taxing.on_top != 0
    scaled = replace(taxing, amounts=amounts, on_top=np.where(is_on_top, amounts, 0))
    _, on_top_after = _sum_items(tables, things, discounting, scaled)
    total = Fine(left + on_top).rounded_product(PPB - rate, PPB, mode, step)
    return scaled, np.where(rate > 0, left - (total - on_top_after), 0)


def _sum_items(
    tables: Tables, things: Things, discounting: Discounting, taxing: Taxing
) -> tuple[Integers, Integers]:
    """What is left of each order's items as entered, and the taxes that come on top of it."""
    size, lines = len(tables.orders), slice(0, things.lines)
    left = sum_by(things.order[lines], discounting.left.rounded("half_up")[lines], size)
    on_top = np.where(_is_of_items(tables), taxing.on_top, 0)
    return left, sum_by(tables.positions(tables.taxes), on_top, size)


def _is_of_items(tables: Tables) -> Flags:
    return tables.taxes["scope"].isin(["line", "order"]).to_numpy()


def _scale_taxes(tables: Tables, taxing: Taxing, rate: Integers, convention: Convention) -> Integers:
    """Each tax of an order less the percentage, rounded by name and dealt to its rows."""
    taxes = tables.taxes
    if not len(taxes):
        return taxing.amounts
    orders = tables.positions(taxes)
    is_item = _is_of_items(tables)
    names, is_on_top = taxes["name"].factorize()[0], taxing.on_top != 0
    groups = number_groups(orders, names, is_on_top, is_item)
    size = int(groups.max()) + 1
    kept = PPB - np.where(is_item, rate[orders], 0)
    kept_of = np.zeros(size, dtype=np.int64)
    kept_of[groups] = kept
    mode, step = convention.tax_rounding, convention.step_minor
    totals = Fine(sum_by(groups, taxing.amounts, size)).rounded_product(kept_of, PPB, mode, step)
    return deal(Fine(taxing.amounts).times(kept, PPB), groups, totals, step)


def _take(
    tables: Tables, things: Things, now: Integers, falls: Integers, discounting: Discounting
) -> Discounting:
    """The falls as the discounts' amounts, spread over the lines they apply to."""
    pairs = pair_with_things(tables, things)
    is_now = np.isin(pairs.discount, now)
    index = np.searchsorted(now, pairs.discount[is_now])
    fallen = falls[tables.positions(tables.discounts)[now]]
    thing = pairs.thing[is_now]
    weights = np.maximum(discounting.left.rounded("half_up")[thing], 0)
    parts = spread(fallen, index, weights, "largest_remainder")
    amounts, bases = discounting.amounts.copy(), discounting.bases.copy()
    amounts[now] = sum_by(index, parts, now.size)
    bases[now] = sum_by(index, weights, now.size)
    line_keys = tables.lines["line_key"].to_numpy()[thing]
    keys = tables.discounts["discount_key"].to_numpy()[pairs.discount[is_now]]
    moved = pd.DataFrame({"discount_key": keys, "line_key": line_keys, "amount_minor": parts})
    is_other = ~discounting.shares["discount_key"].isin(keys)
    shares = _in_table_order(tables, pd.concat([discounting.shares.loc[is_other], moved]))
    left = discounting.left - Fine(sum_by(thing, parts, things.size))
    return replace(discounting, amounts=amounts, bases=bases, shares=shares, left=left)


def _in_table_order(tables: Tables, shares: pd.DataFrame) -> pd.DataFrame:
    """The shares as the discounts stand in their table, whichever orders are reckoned together."""
    places = pd.Index(tables.discounts["discount_key"]).get_indexer(shares["discount_key"])
    return shares.iloc[np.argsort(places, kind="stable")].reset_index(drop=True)
