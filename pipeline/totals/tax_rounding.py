"""Where taxes are rounded: by line, unit or order, each by itself or several as one amount."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.money import Flags, Integers
from pipeline.money.fine import Fine, deal, sum_fine, sums_so_far
from pipeline.money.spread import number_groups, rank_in_group, sum_by
from pipeline.totals.price_taxes import PriceTaxes
from pipeline.totals.things import Things, whole_units
from schemas.convention import Convention
from schemas.orders import Tables

_FINER = 10**4
_BY_THING = ("line", "unit", "unit_split")


@dataclass(frozen=True)
class TaxRounding:
    """The taxes of all entries of `prices` on what is `left` of the things, and how they are rounded."""

    tables: Tables
    things: Things
    prices: PriceTaxes
    left: Fine
    convention: Convention

    @cached_property
    def raw(self) -> Fine:
        """The taxes unrounded."""
        bases, multiples, parts = self._product
        raw = bases.times(multiples, parts)
        return raw if self.prices.constant is None else raw + self.prices.constant

    @property
    def _product(self) -> tuple[Fine, Integers, Integers]:
        """The bases of the entries, and the rates as multiples of so many parts."""
        prices = self.prices
        return prices.bases(self.left).at(prices.thing), prices.multiple, prices.with_inside[prices.thing]

    def round_all(self) -> Integers:
        """The taxes in whole minor units."""
        if self.prices.tax.size == 0:
            return np.zeros(0, dtype=np.int64)
        level = self.convention.tax_level
        if level == "order_carry":
            return self._carry()
        is_by_thing = level in _BY_THING
        rounded = self._round_each() if is_by_thing else self._round_groups(self.groups)
        if self.convention.tax_extraction == "net_first" and self.prices.is_inside.any():
            return self._leave_rest(rounded)
        return rounded

    @property
    def units(self) -> Integers:
        """How many equal parts of each thing are rounded one by one."""
        if not self.convention.tax_level.startswith("unit"):
            return np.ones(self.things.size, dtype=np.int64)
        return whole_units(self.things.quantity_milli)

    @property
    def _modes(self) -> tuple[str, str]:
        """The mode of taxes on top of prices, and of those inside."""
        inside = self.convention.inside_tax_rounding
        mode = self.convention.tax_rounding
        return mode, mode if inside == "same" else inside

    def _rounded(self, values: Fine, is_inside: Flags) -> Integers:
        on_top, inside = (values.rounded(mode, self.convention.step_minor) for mode in self._modes)
        return on_top if self._modes[0] == self._modes[1] else np.where(is_inside, inside, on_top)

    def _round_each(self) -> Integers:
        """Line by line or unit by unit."""
        units = self.units[self.prices.thing]
        if self.convention.several_taxes != "apart":
            sums, groups = self._sums_of_things()
            units_of = np.repeat(self.units, 2)
            is_inside = np.arange(units_of.size) % 2 == 1
            return self._divide_among(groups, self._rounded(sums.times(1, units_of), is_inside) * units_of)
        if self.convention.tax_level == "unit_split":
            return self._round_split(units)
        if self.prices.constant is None and self._modes[0] == self._modes[1]:
            bases, multiples, parts = self._product
            step = self.convention.step_minor
            return bases.rounded_product(multiples, parts * units, self._modes[0], step) * units
        return self._rounded(self.raw.times(1, units), self.prices.is_inside) * units

    def _round_split(self, units: Integers) -> Integers:
        """The units of a line differ by a minor unit at most: some bear the tax of one more."""
        prices, thing = self.prices, self.prices.thing
        whole = self.left.rounded(self.convention.rounding)[thing]
        low = np.floor_divide(whole, units)
        dearer = whole - low * units

        def rounded(unit: Integers) -> Integers:
            base = Fine(unit)
            if prices.constant_inside is not None:
                base = base - prices.constant_inside.at(thing).times(1, units)
            raw = base.times(prices.multiple, prices.with_inside[thing])
            raw = raw if prices.constant is None else raw + prices.constant.times(1, units)
            return self._rounded(raw, prices.is_inside)

        of_all = rounded(low) * (units - dearer) + rounded(low + 1) * dearer
        return np.asarray(of_all, dtype=np.int64)

    def _sums_of_things(self) -> tuple[Fine, Integers]:
        """What the taxes of each thing come to, on top and inside, and the group of each entry."""
        groups = self.prices.thing * 2 + self.prices.is_inside
        return sum_fine(groups, self.raw, 2 * self.things.size), groups

    def _divide_among(self, groups: Integers, totals: Integers) -> Integers:
        """One amount of each thing divided among its taxes in proportion."""
        weights = self.prices.multiple
        if self.prices.constant is not None:
            weights = np.abs(self.raw.times(_FINER).rounded("half_up"))
        whole = np.maximum(sum_by(groups, weights, totals.size), 1)[groups]
        shares = Fine(totals[groups]).times(weights, whole)
        if self.convention.several_taxes == "together_carried":
            return self._carried(shares, self._by_name())
        parts = shares.rounded(self.convention.tax_rounding, self.convention.step_minor)
        is_last = np.concatenate((groups[1:] != groups[:-1], [True]))
        rest = totals - sum_by(groups, parts, totals.size)
        return parts + np.where(is_last, rest[groups], 0)

    @property
    def groups(self) -> Integers:
        """Numbers the sets of entries that are rounded once."""
        if self.convention.tax_level == "order_sum":
            orders = self.things.order[self.prices.thing]
            return number_groups(orders, self._is_apart, self.prices.is_inside)
        return self._by_name()

    def _by_name(self) -> Integers:
        prices = self.prices
        names = self.tables.taxes["name"].factorize()[0][prices.tax]
        rates = self.tables.taxes["rate_ppb"].to_numpy()[prices.tax]
        orders = self.things.order[prices.thing]
        return number_groups(orders, names, rates, prices.is_inside, self._is_apart)

    @property
    def _is_apart(self) -> Flags:
        return self.things.is_shipping[self.prices.thing] & self.convention.charges_apart

    def _round_groups(self, groups: Integers) -> Integers:
        """One rounding for each group, dealt back to its entries."""
        size = int(groups.max()) + 1
        is_inside = np.zeros(size, dtype=bool)
        is_inside[groups] = self.prices.is_inside
        totals = self._rounded(sum_fine(groups, self.raw, size), is_inside)
        return deal(self.raw, groups, totals, self.convention.step_minor)

    def _carry(self) -> Integers:
        """Entry by entry, the fraction of one carried to the next of its group."""
        if self.convention.several_taxes == "apart":
            return self._carried(self.raw, self._by_name())
        sums, groups = self._sums_of_things()
        is_apart = np.repeat(self.things.is_shipping & self.convention.charges_apart, 2)
        is_inside = np.arange(is_apart.size) % 2 == 1
        along = number_groups(np.repeat(self.things.order, 2), is_apart, is_inside)
        return self._divide_among(groups, self._carried(sums, along))

    def _carried(self, values: Fine, groups: Integers) -> Integers:
        order = np.argsort(groups, kind="stable")
        sums = sums_so_far(values.at(order), groups[order])
        so_far = sums.rounded(self.convention.tax_rounding, self.convention.step_minor)
        is_first = rank_in_group(groups[order]) == 0
        before = np.where(is_first, 0, np.concatenate(([0], so_far[:-1])))
        carried = np.empty_like(so_far)
        carried[order] = so_far - before
        return carried

    def _leave_rest(self, rounded: Integers) -> Integers:
        """Nets rounded first: the taxes inside a price are what is left of it."""
        mode, step = self.convention.rounding, self.convention.step_minor
        gross, net = Fine(self.left.rounded(mode)), self.prices.net(self.left)
        if self.convention.tax_level in _BY_THING:
            held = gross.whole - net.times(1, self.units).rounded(mode, step) * self.units
            groups = self.prices.thing * 2 + self.prices.is_inside
            totals = np.zeros(2 * self.things.size, dtype=np.int64)
            totals[1::2] = held
            return np.where(self.prices.is_inside, self._divide_among(groups, totals), rounded)
        held_by = sum_by(self.prices.thing, self.prices.is_inside.astype(np.int64), self.things.size)
        groups = self.groups
        size = int(groups.max()) + 1
        sums = [sum_fine(groups, values.at(self.prices.thing), size) for values in (gross, net)]
        totals = sums[0].whole - sums[1].rounded(mode, step)
        is_alone = self.prices.is_inside & (held_by[self.prices.thing] == 1)
        return np.where(is_alone, deal(self.raw, groups, totals, step), rounded)
