"""Orders that do not add up, as columns: what they state, what is calculated, and the gaps between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pipeline.convention.compare import component_gaps
from pipeline.money import PPB, Flags, Integers, divide
from pipeline.money.spread import sum_by
from schemas.orders import Tables
from schemas.totals import Totals

_TWICE = 2


@dataclass(frozen=True)
class Misfits:
    """Some orders, how they calculate, and a way to calculate others like them; one entry per order."""

    tables: Tables
    totals: Totals
    calculate: Callable[[Tables], Totals]

    @cached_property
    def gaps(self) -> dict[str, Integers]:
        """Stored minus calculated of each component compared."""
        return component_gaps(self.tables, self.totals)

    @cached_property
    def slack(self) -> Integers:
        """One minor unit for each line and charge: what rounding may come to."""
        rows = np.concatenate(
            [self.tables.positions(self.tables.lines), self.tables.positions(self.tables.charges)]
        )
        return sum_by(rows, np.ones_like(rows), len(self.tables.orders))

    def stored(self, name: str) -> Integers:
        """The component as stated, or as calculated where it is not."""
        orders = self.tables.orders
        is_stated = orders[f"has_{name}"].to_numpy(dtype=bool)
        return np.where(is_stated, orders[f"{name}_minor"].to_numpy(), self.calculated(name))

    def calculated(self, name: str) -> Integers:
        """The component as calculated."""
        return self.totals.orders[f"{name}_minor"].to_numpy()

    @cached_property
    def on_top(self) -> Integers:
        """The tax that the total should hold beside the prices."""
        return np.where(self.totals.orders["is_included"].to_numpy(dtype=bool), 0, self.stored("tax"))

    @cached_property
    def residue(self) -> Integers:
        """What the stored total is above its own stored components."""
        parts = self.stored("items") - self.stored("discount") + self.stored("shipping")
        parts = parts + self.stored("fees") + self.on_top
        is_stated = self.tables.orders["has_total"].to_numpy(dtype=bool)
        return np.where(is_stated, self.tables.orders["total_minor"].to_numpy() - parts, 0)

    def fits(self, *names: str) -> Flags:
        """Which orders' components are as calculated, but for rounding."""
        gaps = np.stack([np.abs(self.gaps[name]) for name in names])
        return np.asarray((gaps <= self.slack).all(axis=0), dtype=bool)

    def is_off_by(self, name: str, amount: Integers) -> Flags:
        """Which orders' component is off by that amount but for rounding, and it is more than rounding."""
        is_near = np.abs(self.gaps[name] - amount) <= self.slack
        return np.asarray(is_near & (np.abs(amount) > _TWICE * self.slack), dtype=bool)

    def taxes_without(self, **tables: object) -> Integers:
        """How much more tax is calculated than with these tables instead."""
        other = self.calculate(replace(self.tables, **tables))  # type: ignore[arg-type]
        return np.asarray(self.calculated("tax") - other.orders["tax_minor"].to_numpy(), dtype=np.int64)

    def taxes_on(self, amounts: Integers) -> list[Integers]:
        """What the rates of the orders give on these amounts: the lowest, the highest and all of them."""
        taxes = self.tables.taxes.drop_duplicates(["order_key", "name", "rate_ppb"])
        order, rates = self.tables.positions(taxes), taxes["rate_ppb"].to_numpy()
        size = len(self.tables.orders)
        highest, lowest = np.zeros(size, dtype=np.int64), np.full(size, PPB, dtype=np.int64)
        np.maximum.at(highest, order, rates)
        np.minimum.at(lowest, order, rates)
        inside = self.totals.orders["is_included"].to_numpy(dtype=bool)
        return [
            divide(amounts, rate, PPB + np.where(inside, rate, 0))
            for rate in (np.minimum(lowest, highest), highest, sum_by(order, rates, size))
        ]
