"""Stored against calculated, component by component, to the minor unit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.money import Flags, Integers
from pipeline.money.spread import sum_by
from schemas.convention import Convention
from schemas.orders import COMPONENTS, Tables
from schemas.totals import Totals

CHECKED = (*COMPONENTS, "line_tax", "discount_shares")
Calculate = Callable[[Tables, Convention], Totals]


def states_figures(orders: pd.DataFrame) -> Flags:
    """Which orders state any component to compare with."""
    stated = orders[[f"has_{name}" for name in COMPONENTS]].to_numpy(dtype=bool)
    return np.asarray(stated.any(axis=1), dtype=bool)


def is_reproduced(tables: Tables, totals: Totals) -> Flags:
    """For each order, whether every stated component comes out to the minor unit."""
    gaps = np.stack(list(component_gaps(tables, totals).values()))
    return np.asarray(~np.any(gaps != 0, axis=0), dtype=bool)


def component_gaps(tables: Tables, totals: Totals) -> dict[str, Integers]:
    """Stored minus calculated for each of `CHECKED`, per order; 0 where nothing is stated.

    For `line_tax` and `discount_shares` it is the sum of the absolute gaps
    of the order's lines and shares.
    """
    orders = tables.orders
    gaps = {
        name: np.where(
            orders[f"has_{name}"].to_numpy(dtype=bool),
            orders[f"{name}_minor"].to_numpy() - totals.orders[f"{name}_minor"].to_numpy(),
            0,
        )
        for name in COMPONENTS
    }
    lines = tables.lines
    line_gaps = np.where(
        lines["has_tax"].to_numpy(dtype=bool),
        np.abs(lines["tax_minor"].to_numpy() - totals.lines["tax_minor"].to_numpy()),
        0,
    )
    discounts = tables.discounts
    share_gaps = np.where(
        discounts["parent_key"].to_numpy() >= 0,
        np.abs(discounts["amount_minor"].to_numpy() - totals.discounts["amount_minor"].to_numpy()),
        0,
    )
    gaps["line_tax"] = sum_by(tables.positions(lines), line_gaps, len(orders))
    gaps["discount_shares"] = sum_by(tables.positions(discounts), share_gaps, len(orders))
    return gaps
