"""Taxes: the base and the amount of every tax row, rounded where the convention says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.money import Integers
from pipeline.money.fine import Fine
from pipeline.money.spread import sum_by
from pipeline.totals.price_taxes import PriceTaxes
from pipeline.totals.tax_rounding import TaxRounding
from pipeline.totals.things import Things
from schemas.convention import Convention
from schemas.orders import Tables


@dataclass(frozen=True)
class Taxing:
    """The taxes of some orders.

    `bases`, `amounts`: of each row of `tables.taxes`, minor units. `on_top`:
    what the rows come to that the prices do not hold. `raw`, `rounded`: the
    amounts entry by entry of the `PriceTaxes`, by the `rounding`.
    """

    bases: Integers
    amounts: Integers
    on_top: Integers
    rounded: Integers
    rounding: TaxRounding

    @property
    def raw(self) -> Fine:
        """The amounts unrounded, reckoned when they are first asked for."""
        return self.rounding.raw


def reckon_taxes(
    tables: Tables, things: Things, prices: PriceTaxes, left: Fine, convention: Convention
) -> Taxing:
    """Every tax row's base and amount under the convention.

    `left` is what is to be taxed of each thing. A row whose rate is not known
    keeps its stored amount.
    """
    rounding = TaxRounding(tables, things, prices, left, convention)
    taxes, size = tables.taxes, len(tables.taxes)
    is_owed = ~tables.is_exempt[tables.positions(taxes)] & ~taxes["is_home"].to_numpy(dtype=bool)
    rounded = rounding.round_all()
    is_known = taxes["is_rate_known"].to_numpy(dtype=bool)
    amounts = np.where(is_known, sum_by(prices.tax, rounded, size), taxes["amount_minor"].to_numpy())
    amounts = np.where(is_owed, amounts, 0)
    is_inside = np.zeros(size, dtype=bool)
    is_inside[prices.tax] = prices.is_inside
    bases = sum_by(prices.tax, left.rounded(convention.rounding)[prices.thing], size)
    on_top = np.where(is_inside, 0, amounts)
    return Taxing(bases, amounts, on_top, rounded, rounding)
