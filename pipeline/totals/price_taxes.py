"""Which taxes stand on which thing, and what part of its price each of them is.

Every tax of a thing is a multiple of the thing's net price plus a constant
(taxes by the unit): with rates r on a net N a plain tax is r·N; a compound one
r·(N + the taxes before it); one by division r·N / (1 − all rates by division),
which is its rate of the price with tax. A price B that holds taxes is
N + the taxes inside it, so N = (B − constants inside) / (1 + multiples inside).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.money import PPB, Flags, Integers
from pipeline.money.fine import Fine, choose, sum_fine
from pipeline.money.spread import sum_by
from pipeline.totals.tax_stacking import EXACT, STACKED_BY, Stacked, stack_taxes
from pipeline.totals.things import Things, find_things, match_orders
from schemas.convention import Convention
from schemas.orders import Tables


@dataclass(frozen=True)
class PriceTaxes:
    """One entry for each tax row and each thing it stands on, by thing, then in the rows' order.

    `tax`, `thing`: positions of the row and the thing; `is_inside`: the price
    holds it. The tax is `multiple / unit[thing]` of the net plus `constant`
    (None where no tax is by the unit). By thing: `unit`; `inside` and `on_top`,
    the sums of the multiples inside the price and on top of it, and
    `constant_inside`, that of the constants inside it.
    """

    tax: Integers
    thing: Integers
    is_inside: Flags
    multiple: Integers
    constant: Fine | None
    unit: Integers
    inside: Integers
    on_top: Integers
    constant_inside: Fine | None

    @property
    def scale(self) -> int:
        """What stands for one in the multiples and units."""
        return PPB if self.constant is None else EXACT

    def bases(self, prices: Fine) -> Fine:
        """All things' prices without the constants inside: what the multiples are of."""
        return prices if self.constant_inside is None else prices - self.constant_inside

    @property
    def with_inside(self) -> Integers:
        """By thing, what the price is of `unit` parts of its net (constants aside)."""
        return self.unit + self.inside

    def net(self, prices: Fine) -> Fine:
        """The nets of all things' prices, unrounded."""
        return self.bases(prices).times(self.unit, self.with_inside)


def find_price_taxes(
    tables: Tables, things: Things, is_included: Flags, convention: Convention, *, is_home: bool = False
) -> PriceTaxes:
    """The taxes the customer owes, or those of the shop's home that entered prices hold.

    Tax-exempt and reverse-charged orders owe none.
    """
    tax, thing = _pair_with_things(tables, things, convention, is_home=is_home)
    order = things.order[thing]
    taxes = tables.taxes
    is_held, is_as_order = (
        (taxes["place"] == place).to_numpy(dtype=bool)[tax] for place in ("inside", "order")
    )
    is_inside = np.asarray(is_held | (is_as_order & is_included[order]), dtype=bool)
    is_owed = np.ones(tax.size, dtype=bool) if is_home else ~tables.is_exempt[order]
    rates = np.where(is_owed, taxes["rate_ppb"].to_numpy()[tax], 0)
    is_simple = ((taxes["kind"] == "percent") & ~taxes["is_compound"]).to_numpy(dtype=bool)
    if is_simple[tax].all():
        unit = np.full(things.size, PPB, dtype=np.int64)
        inside, on_top = (
            sum_by(thing, np.where(flags, rates, 0), things.size) for flags in (is_inside, ~is_inside)
        )
        return PriceTaxes(tax, thing, is_inside, rates, None, unit, inside, on_top, None)
    stacked = stack_taxes(taxes[list(STACKED_BY)].iloc[tax], things, thing, rates, is_owed)
    return _gather(tax, thing, is_inside, stacked)


def _pair_with_things(
    tables: Tables, things: Things, convention: Convention, *, is_home: bool
) -> tuple[Integers, Integers]:
    """Tax rows with the things they stand on, by thing and row.

    An order's tax by the unit is of its lines alone.
    """
    taxes = tables.taxes
    orders = tables.positions(taxes)
    is_meant = taxes["is_home"] == is_home
    single, wide, on_charges = (
        np.flatnonzero((is_meant & taxes["scope"].isin(scopes)).to_numpy())
        for scopes in (["line", "charge"], ["order"], ["charges"])
    )
    if convention.tax_charges:
        is_of_units = (taxes["kind"] == "per_unit").to_numpy()
        on_charges = np.concatenate([on_charges, wide[~is_of_units[wide]]])
    taxable = np.flatnonzero(tables.lines["is_taxable"].to_numpy(dtype=bool))
    places, others = match_orders(orders[wide], things.order[taxable])
    rows = np.concatenate([single, wide[places], on_charges])
    sums = things.lines + things.charges + orders[on_charges]
    named = find_things(tables, taxes[["line_key", "charge_key"]].iloc[single])
    pairs = np.concatenate([named, taxable[others], sums])
    arranged = np.lexsort((rows, pairs))
    return rows[arranged].astype(np.int64), pairs[arranged].astype(np.int64)


def _gather(tax: Integers, thing: Integers, is_inside: Flags, stacked: Stacked) -> PriceTaxes:
    """The entries with their sums by thing, inside the prices and on top of them."""
    size = stacked.unit.size
    inside, on_top = (
        sum_by(thing, np.where(flags, stacked.multiple, 0), size) for flags in (is_inside, ~is_inside)
    )
    nothing = Fine(np.zeros_like(stacked.multiple))
    constant_inside = sum_fine(thing, choose(is_inside, stacked.constant, nothing), size)
    parts = stacked.multiple, stacked.constant, stacked.unit
    return PriceTaxes(tax, thing, is_inside, *parts, inside, on_top, constant_inside)
