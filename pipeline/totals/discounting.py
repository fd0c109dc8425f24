"""Discounts: what each takes off, and its share on every line.

Stage after stage each discount takes its base from what the earlier stages
left; within a stage percentages do not compound, and discounts of one line
come before those of the whole order. A discount never takes more than is left
of the things it applies to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from pipeline.money import PPB, QUANTITY_MILLI_PER_UNIT, Flags, Integers, divide
from pipeline.money.fine import Fine, choose, put, sum_fine
from pipeline.money.spread import spread
from pipeline.totals.discount_steps import Pairs, list_steps, pair_with_things
from pipeline.totals.price_taxes import PriceTaxes
from pipeline.totals.things import Things, whole_units
from schemas.convention import Convention
from schemas.orders import Tables


@dataclass(frozen=True)
class Discounting:
    """What the discounts take off.

    `amounts` and `bases`: of each row of `tables.discounts`, minor units
    (shares included in the amounts). `shares`: one row per order discount and
    line it touches, with `discount_key`, `line_key`, `amount_minor`. `left`: of
    each thing. `steps`: the discounts taken together, in their order, with
    what each took off each of its things.
    """

    amounts: Integers
    bases: Integers
    shares: pd.DataFrame
    left: Fine
    steps: tuple[tuple[Now, Fine], ...] = ()


@dataclass(frozen=True)
class Now:
    """The discounts of one step and the things they apply to, pair by pair.

    `discount`: the position among the `rows`; `left`, `begun`, `entered`: of
    the pair's thing now, when its stage began, and before any discount, never
    below zero. `price`, `measure`: a price of so many parts is worth so many
    in the amounts the discount is reckoned in (entered, net or gross).
    """

    rows: pd.DataFrame
    discount: Integers
    thing: Integers
    left: Fine
    begun: Fine
    entered: Fine
    price: Integers
    measure: Integers

    @property
    def is_percent(self) -> Flags:
        """Which discounts are percentages."""
        return (self.rows["kind"] == "percent").to_numpy()

    @property
    def is_wide(self) -> Flags:
        """Which discounts are of a whole order."""
        return ((self.rows["line_key"] < 0) & (self.rows["charge_key"] < 0)).to_numpy()

    def is_by_thing(self, convention: Convention) -> Flags:
        """Which discounts are a percentage of each thing by itself; the others are one amount, spread."""
        is_alone = ~self.is_wide | (convention.order_percent == "by_line")
        return np.asarray(self.is_percent & is_alone, dtype=bool)

    @property
    def is_borne(self) -> Flags:
        """Which discounts come off the part of each price that bears them, not off the price as they are."""
        is_of_gross = self.rows["is_of_gross"].to_numpy(dtype=bool)
        return np.asarray(~self.is_percent | is_of_gross, dtype=bool)

    @property
    def base(self) -> Fine:
        """What a percentage is of, pair by pair."""
        is_of_original = self.rows["is_of_original"].to_numpy(dtype=bool)[self.discount]
        return choose(is_of_original, self.entered, self.begun)

    def measured(self, values: Fine) -> Fine:
        """The values of the pairs in the amounts the discounts are reckoned in."""
        return values.times(self.measure, self.price) if self.is_measured else values

    @cached_property
    def is_measured(self) -> bool:
        """Whether any discount is reckoned in other amounts than those entered."""
        return not np.array_equal(self.price, self.measure)

    def sums(self, values: Fine) -> Fine:
        """The values of the pairs summed by discount."""
        return sum_fine(self.discount, values, len(self.rows))


def take_discounts(
    tables: Tables,
    things: Things,
    entered: Fine,
    prices: PriceTaxes,
    convention: Convention,
    proportional: pd.Series | None = None,
) -> Discounting:
    """Every discount's amount, its shares and what is left of each thing.

    `entered` are the things' amounts before discounts, minor units;
    `proportional` the bases of fixed discounts that follow their base, by
    discount_key.
    """
    discounts = tables.discounts
    pairs, by = pair_with_things(tables, things), discounts[["kind", "is_of_gross"]]
    bases = np.zeros(len(discounts), dtype=np.int64)
    parts = Fine(np.zeros(pairs.discount.size, dtype=np.int64))
    left = begun = entered
    steps = []
    for step in list_steps(tables):
        members = np.sort(step.members)
        begun = choose(np.isin(things.order, step.beginning), left, begun)
        places = np.flatnonzero(np.isin(pairs.discount, members))
        thing = pairs.thing[places]
        now = Now(
            discounts.iloc[members],
            np.searchsorted(members, pairs.discount[places]),
            thing,
            _positive(left.at(thing)),
            _positive(begun.at(thing)),
            _positive(entered.at(thing)),
            *_measure(by.iloc[pairs.discount[places]], thing, prices, convention),
        )
        bases[members] = now.sums(now.left).rounded(convention.rounding)
        taken = _take(now, things, prices, convention, proportional)
        steps.append((now, taken))
        parts = put(parts, places, taken)
        left = left - sum_fine(thing, taken, things.size)
    found = _finish(tables, things, pairs, parts, bases, left, convention)
    return replace(found, steps=tuple(steps))


def _positive(values: Fine) -> Fine:
    return choose(values.whole >= 0, values, Fine(np.zeros_like(values.whole)))


def _measure(
    rows: pd.DataFrame, thing: Integers, prices: PriceTaxes, convention: Convention
) -> tuple[Integers, Integers]:
    """What parts of a price are worth in the amounts the discounts are reckoned in, pair by pair."""
    price = prices.with_inside[thing]
    is_percent = (rows["kind"] == "percent").to_numpy()
    basis = np.where(is_percent, convention.percent_basis, convention.fixed_basis)
    basis = np.where(rows["is_of_gross"].to_numpy(dtype=bool), "gross", basis)
    whole, net = price + prices.on_top[thing], prices.unit[thing]
    return price, np.select([basis == "gross", basis == "net"], [whole, net], price)


def _take(
    now: Now, things: Things, prices: PriceTaxes, convention: Convention, proportional: pd.Series | None
) -> Fine:
    """What the discounts take off each thing.

    A percentage reckoned with or without tax is taken off the price as it
    is, a fixed amount for the part of the price that bears it.
    """
    by_line = now.is_by_thing(convention)[now.discount]
    alone = _at_most(_percent_of_things(now, things, convention), now.measured(now.left))
    if by_line.all():
        return alone
    amounts = amounts_to_spread(now, things, convention, proportional)
    shares = spread(amounts, now.discount, weights_of(now, prices, convention), convention.allocation)
    if now.is_measured:
        step, rounding = convention.step_minor, convention.rounding
        borne = _at_most(Fine(Fine(shares).rounded_product(now.price, now.measure, rounding, step)), now.left)
        as_it_is = _at_most(Fine(shares), now.measured(now.left))
        return choose(by_line, alone, choose(now.is_borne[now.discount], borne, as_it_is))
    return choose(by_line, alone, _at_most(Fine(shares), now.left))


def _at_most(values: Fine, limits: Fine) -> Fine:
    over = values - limits
    is_over = (over.whole > 0) | ((over.whole == 0) & (over.parts > 0))
    return choose(is_over, limits, values)


def _percent_of_things(now: Now, things: Things, convention: Convention) -> Fine:
    """Each percentage of each of its things by itself.

    Those of single things are rounded as the convention says for them, those
    of a whole order like any amount.
    """
    base = now.measured(now.base)
    rates = np.where(now.is_percent, now.rows["rate_ppb"].to_numpy(), 0)[now.discount]
    mode, step = convention.rounding, convention.step_minor
    plain = Fine(base.rounded_product(rates, PPB, mode, step))
    if now.is_wide.all():
        return plain
    return choose(now.is_wide[now.discount], plain, _percent_alone(now, base, rates, things, convention))


def _percent_alone(now: Now, base: Fine, rates: Integers, things: Things, convention: Convention) -> Fine:
    mode, step = convention.rounding, convention.step_minor
    if convention.percent_rounding == "none":
        return base.times(rates, PPB)
    if convention.percent_rounding == "rest":
        return base - Fine(base.rounded_product(PPB - rates, PPB, mode, step))
    if convention.discount_rounding != "same":
        mode = convention.discount_rounding
    by_unit = now.rows["is_per_unit"].to_numpy(dtype=bool)[now.discount]
    by_unit = by_unit | (convention.percent_rounding == "unit")
    units = np.where(by_unit, whole_units(things.quantity_milli[now.thing]), 1)
    return Fine(base.rounded_product(rates, PPB * units, mode, step) * units)


def amounts_to_spread(
    now: Now, things: Things, convention: Convention, proportional: pd.Series | None
) -> Integers:
    """The whole amount of each discount, never more than there is to take from."""
    mode, step = convention.rounding, convention.step_minor
    left, base = (now.sums(now.measured(values)) for values in (now.left, now.base))
    percent = base.rounded_product(now.rows["rate_ppb"].to_numpy(), PPB, mode, step)
    fixed = _fixed_values(now, things, left, convention, proportional)
    wanted = np.where(now.is_percent, np.minimum(percent, now.rows["cap_minor"].to_numpy()), fixed)
    available = left.rounded(convention.rounding)
    return np.where(available > 0, np.minimum(wanted, available), 0)


def _fixed_values(
    now: Now, things: Things, left: Fine, convention: Convention, proportional: pd.Series | None
) -> Integers:
    """The values of fixed discounts; those by the unit for all units, proportional ones for their base."""
    fixed = now.rows["value_minor"].to_numpy()
    is_per_unit = now.rows["is_per_unit"].to_numpy(dtype=bool)
    if is_per_unit.any():
        quantities = np.zeros_like(fixed)
        quantities[now.discount] = things.quantity_milli[now.thing]
        of_all = divide(fixed, quantities, QUANTITY_MILLI_PER_UNIT, convention.rounding)
        fixed = np.where(is_per_unit, of_all, fixed)
    if proportional is None:
        return fixed
    given_for = proportional.reindex(now.rows["discount_key"], fill_value=0).to_numpy(dtype=np.int64)
    followed = left.rounded_product(fixed, np.maximum(given_for, 1), convention.rounding)
    return np.where(given_for > 0, followed, fixed)


def weights_of(now: Now, prices: PriceTaxes, convention: Convention) -> Integers:
    """In which proportion the discounts are spread over their things."""
    values = now.entered if convention.allocation_weights == "original" else now.left
    weights = choose(now.is_borne[now.discount], now.measured(values), values)
    if convention.allocation_weights == "gross":
        weights = values.times(now.price + prices.on_top[now.thing], now.price)
    return weights.rounded(convention.rounding)


def _finish(
    tables: Tables,
    things: Things,
    pairs: Pairs,
    parts: Fine,
    bases: Integers,
    left: Fine,
    convention: Convention,
) -> Discounting:
    """The parts put together by discount, and those of order discounts by line."""
    discounts = tables.discounts
    amounts = sum_fine(pairs.discount, parts, len(discounts)).rounded(convention.rounding)
    is_wide = ((discounts["line_key"] < 0) & (discounts["charge_key"] < 0)).to_numpy()
    is_share = is_wide[pairs.discount] & (pairs.thing < things.lines)
    shares = pd.DataFrame(
        {
            "discount_key": discounts["discount_key"].to_numpy()[pairs.discount[is_share]],
            "line_key": tables.lines["line_key"].to_numpy()[pairs.thing[is_share]],
            "amount_minor": parts.at(is_share).rounded(convention.rounding),
        }
    )
    return Discounting(_with_share_amounts(discounts, shares, amounts), bases, shares, left)


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
