"""Discounts: what each takes off, and its share on every line.

Stage after stage each discount takes its base from what the earlier stages
left; within a stage percentages do not compound, and discounts of one line
come before those of the whole order. A discount never takes more than is left
of the lines it applies to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import PPB, Flags, Integers, divide
from pipeline.money.spread import rank_in_group, spread, sum_by
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
    left = begun = line_amounts
    all_bases = np.zeros(len(discounts), dtype=np.int64)
    keys = tables.orders["order_key"].to_numpy()[line_orders]
    for step in _steps(discounts):
        begun = np.where(np.isin(keys, step.beginning), left, begun)
        is_now = np.isin(pairs.discount, step.members)
        now = _Pairs(pairs.discount[is_now], pairs.line[is_now])
        weights = np.maximum(left[now.line], 0)
        bases = sum_by(now.discount, weights, len(discounts))[step.members]
        whole = sum_by(now.discount, np.maximum(begun[now.line], 0), len(discounts))[step.members]
        all_bases[step.members] = bases
        wanted = _wanted(discounts, step.members, _Bases(bases, whole), convention, proportional)
        amounts[step.members] = np.where(bases > 0, np.minimum(wanted, bases), 0)
        parts[is_now] = spread(amounts, now.discount, weights, convention.allocation)
        left = left - sum_by(now.line, parts[is_now], left.size)
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
    """Discounts taken together, and the orders (by order_key) that begin a stage with them."""

    members: Integers
    beginning: Integers


def _steps(discounts: pd.DataFrame) -> list[_Step]:
    """The discounts in the order they are taken: at most one of a line at a time.

    Stage by stage, first those of single lines, then those of the whole order.
    """
    positions = np.flatnonzero(discounts["parent_key"].to_numpy() < 0)
    if positions.size == 0:
        return []
    lines = discounts["line_key"].to_numpy()[positions]
    stages = discounts["stage"].to_numpy()[positions]
    orders = discounts["order_key"].to_numpy()[positions]
    arranged = np.lexsort((positions, lines, lines < 0, stages, orders))
    positions, lines, stages, orders = (part[arranged] for part in (positions, lines, stages, orders))
    rank = rank_in_group(_number_runs(orders, stages, lines))
    phase = _number_runs(orders, stages, lines < 0)
    lengths = np.zeros(int(phase[-1]) + 1, dtype=np.int64)
    np.maximum.at(lengths, phase, rank + 1)
    starts = (np.cumsum(lengths) - lengths)[phase]
    steps = starts - _first_of_run(starts, _number_runs(orders)) + rank
    is_first = steps == _first_of_run(steps, _number_runs(orders, stages))
    return [
        _Step(positions[steps == number], orders[is_first & (steps == number)])
        for number in range(int(steps.max()) + 1)
    ]


def _number_runs(*columns: Integers | Flags) -> Integers:
    """0, 1, 2… for the runs of rows that are equal in all the columns (at least one row)."""
    is_new = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.concatenate(([0], np.cumsum(is_new)))


def _first_of_run(values: Integers, runs: Integers) -> Integers:
    """For each row the value of the first row of its run."""
    return np.asarray(values[np.searchsorted(runs, runs)], dtype=np.int64)


@dataclass(frozen=True)
class _Bases:
    """Of each discount of a step: what is left now, and what was left when its stage began."""

    now: Integers
    begun: Integers


def _wanted(
    discounts: pd.DataFrame,
    members: Integers,
    bases: _Bases,
    convention: Convention,
    proportional: pd.Series | None,
) -> Integers:
    """What the discounts would take if nothing limited them.

    A percentage is reckoned on what was left when its stage began.
    """
    rates = discounts["rate_ppb"].to_numpy()[members]
    is_percent = (discounts["kind"] == "percent").to_numpy()[members]
    percent = divide(bases.begun, rates, PPB, convention.rounding)
    fixed = discounts["value_minor"].to_numpy()[members]
    if proportional is not None:
        keys = discounts["discount_key"].iloc[members]
        given_for = proportional.reindex(keys, fill_value=0).to_numpy(dtype=np.int64)
        followed = divide(bases.now, fixed, np.maximum(given_for, 1), convention.rounding)
        fixed = np.where(given_for > 0, followed, fixed)
    return np.where(is_percent, percent, fixed)


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
    all_lines = _cross(wide, tables.positions(discounts)[wide], line_orders, _takes_discount(lines))
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
