"""Discounts: what each takes off, and its share on every line.

Stage after stage each discount takes its base from what the earlier stages
left; within a stage percentages do not compound. A discount never takes more
than is left of the lines it applies to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import PPB, Integers, divide
from pipeline.totals.spread import rank_in_group, spread, sum_by
from schemas.convention import Convention
from schemas.orders import Tables


@dataclass(frozen=True)
class Discounting:
    """What the discounts take off.

    `amounts` and `bases`: of each row of `tables.discounts`, minor units
    (shares included in the amounts). `shares`: one row per order discount and line it touches, with
    `discount_key`, `line_key`, `amount_minor`. `left`: of each line.
    """

    amounts: Integers
    bases: Integers
    shares: pd.DataFrame
    left: Integers


@dataclass(frozen=True)
class _Pairs:
    """Discounts and the lines they apply to, by position."""

    discount: Integers
    line: Integers


def take_discounts(
    tables: Tables,
    line_orders: Integers,
    line_amounts: Integers,
    convention: Convention,
    proportional: pd.Series | None = None,
) -> Discounting:
    """Every discount's amount, its shares and what is left of each line.

    `line_orders` is the position of each line's order; `line_amounts` the
    lines' amounts before discounts, minor units; `proportional` the bases
    of fixed discounts that follow their base, by discount_key.
    """
    discounts = tables.discounts
    amounts = np.zeros(len(discounts), dtype=np.int64)
    pairs = _pair_with_lines(tables, line_orders)
    parts = np.zeros(pairs.discount.size, dtype=np.int64)
    left = line_amounts.copy()
    all_bases = np.zeros(len(discounts), dtype=np.int64)
    for step in _steps(discounts):
        is_now = np.isin(pairs.discount, step.members)
        weights = np.maximum(left[pairs.line[is_now]], 0)
        bases = sum_by(pairs.discount[is_now], weights, len(discounts))
        all_bases[step.members] = bases[step.members]
        wanted = _wanted(discounts, step.members, bases, amounts, convention, proportional)
        amounts[step.members] = np.minimum(wanted, bases[step.members])
        parts[is_now] = spread(amounts, pairs.discount[is_now], weights, convention.allocation)
        left = left - sum_by(pairs.line[is_now], parts[is_now], left.size)
    is_order_wide = (discounts["line_key"].to_numpy() < 0)[pairs.discount]
    shares = pd.DataFrame(
        {
            "discount_key": discounts["discount_key"].to_numpy()[pairs.discount[is_order_wide]],
            "line_key": tables.lines["line_key"].to_numpy()[pairs.line[is_order_wide]],
            "amount_minor": parts[is_order_wide],
        }
    )
    return Discounting(_with_share_amounts(discounts, shares, amounts), all_bases, shares, left)


@dataclass(frozen=True)
class _Step:
    members: Integers


def _steps(discounts: pd.DataFrame) -> list[_Step]:
    """The discounts in the order they are taken: at most one of an order at a time."""
    is_parent = discounts["parent_key"].to_numpy() < 0
    positions = np.flatnonzero(is_parent)
    if positions.size == 0:
        return []
    orders = discounts["order_key"].to_numpy()[positions]
    stages = discounts["stage"].to_numpy()[positions]
    arranged = np.lexsort((positions, stages, orders))
    ranks = rank_in_group(orders[arranged])
    return [_Step(positions[arranged[ranks == rank]]) for rank in range(int(ranks.max()) + 1)]


def _wanted(
    discounts: pd.DataFrame,
    members: Integers,
    bases: Integers,
    taken: Integers,
    convention: Convention,
    proportional: pd.Series | None,
) -> Integers:
    """What the discounts would take if nothing limited them.

    A percentage is reckoned on what was left when its stage began: the
    amounts its order's earlier discounts of the same stage took are added
    back in proportion only where they cover the same lines, so they are
    added back whole for order discounts.
    """
    rates = discounts["rate_ppb"].to_numpy()[members]
    is_percent = (discounts["kind"] == "percent").to_numpy()[members]
    restored = bases[members] + _taken_in_stage(discounts, members, taken)
    percent = divide(restored, rates, PPB, convention.rounding)
    fixed = discounts["value_minor"].to_numpy()[members]
    if proportional is not None:
        keys = discounts["discount_key"].iloc[members]
        given_for = keys.map(proportional).fillna(0).to_numpy(dtype=np.int64)
        followed = divide(bases[members], fixed, np.maximum(given_for, 1), convention.rounding)
        fixed = np.where(given_for > 0, followed, fixed)
    return np.where(is_percent, percent, fixed)


def _taken_in_stage(discounts: pd.DataFrame, members: Integers, taken: Integers) -> Integers:
    """What order discounts of the same order and stage took already."""
    is_order_wide = ((discounts["line_key"] < 0) & (discounts["parent_key"] < 0)).to_numpy()
    codes = pd.MultiIndex.from_frame(discounts[["order_key", "stage"]]).factorize()[0].astype(np.int64)
    before = sum_by(codes, np.where(is_order_wide, taken, 0), int(codes.max()) + 1)
    return np.where(is_order_wide[members], before[codes[members]], 0)


def _pair_with_lines(tables: Tables, line_orders: Integers) -> _Pairs:
    """Which discount applies to which line.

    A line discount to its line; an order discount with stored shares to the
    lines that have one; any other order discount to every line of its order
    that is not a gift card.
    """
    discounts, lines = tables.discounts, tables.lines
    line_index = pd.Index(lines["line_key"])
    discount_index = pd.Index(discounts["discount_key"])
    has_parent = discounts["parent_key"].to_numpy() >= 0
    of_line = np.flatnonzero(~has_parent & (discounts["line_key"].to_numpy() >= 0))
    parents = discount_index.get_indexer(discounts["parent_key"].to_numpy()[has_parent])
    with_shares = np.unique(parents)
    wide = np.flatnonzero(~has_parent & (discounts["line_key"].to_numpy() < 0))
    wide = wide[~np.isin(wide, with_shares)]
    order_index = pd.Index(tables.orders["order_key"])
    discount_orders = order_index.get_indexer(discounts["order_key"])
    all_lines = _cross(wide, discount_orders[wide], line_orders, _takes_discount(lines))
    pairs = _Pairs(
        np.concatenate([of_line, parents, all_lines.discount]).astype(np.int64),
        np.concatenate(
            [
                line_index.get_indexer(discounts["line_key"].to_numpy()[of_line]),
                line_index.get_indexer(discounts["line_key"].to_numpy()[has_parent]),
                all_lines.line,
            ]
        ).astype(np.int64),
    )
    arranged = np.lexsort((pairs.line, pairs.discount))
    return _Pairs(pairs.discount[arranged], pairs.line[arranged])


def _takes_discount(lines: pd.DataFrame) -> Integers:
    return np.flatnonzero(~lines["is_gift_card"].to_numpy(dtype=bool))


def _cross(things: Integers, thing_orders: Integers, line_orders: Integers, allowed: Integers) -> _Pairs:
    """Every thing with every allowed line of its order."""
    left = pd.DataFrame({"order": thing_orders, "thing": things})
    right = pd.DataFrame({"order": line_orders[allowed], "line": allowed})
    crossed = left.merge(right, on="order", how="inner", validate="many_to_many")
    return _Pairs(crossed["thing"].to_numpy(np.int64), crossed["line"].to_numpy(np.int64))


def _with_share_amounts(discounts: pd.DataFrame, shares: pd.DataFrame, amounts: Integers) -> Integers:
    """The amounts with those of the stored-share rows filled in."""
    has_parent = discounts["parent_key"].to_numpy() >= 0
    if not has_parent.any():
        return amounts
    calculated = pd.Series(
        shares["amount_minor"].to_numpy(),
        index=pd.MultiIndex.from_frame(shares[["discount_key", "line_key"]]),
    )
    stored = pd.MultiIndex.from_arrays(
        [discounts["parent_key"].to_numpy()[has_parent], discounts["line_key"].to_numpy()[has_parent]]
    )
    filled = amounts.copy()
    filled[has_parent] = calculated.reindex(stored).to_numpy(np.int64)
    return filled
