"""Finds how a shop calculates: the convention that reproduces most of its orders.

Every order is recalculated under each plausible convention and compared with
what the export states, component by component, to the minor unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from pipeline.money import Flags, Integers
from pipeline.money.spread import sum_by
from schemas.convention import Convention, Found
from schemas.orders import COMPONENTS, Tables
from schemas.totals import Totals

SAMPLE_ORDERS = 4000
"""Above this many orders the plausible conventions are first narrowed on a sample."""
FINALISTS = 8
CLOSE_SHARE = 20
"""Finalists come within a twentieth of the sample of the best one."""
CHECKED = (*COMPONENTS, "line_tax", "discount_shares")


Calculate = Callable[[Tables, Convention], Totals]


def find_conventions(tables: Tables, calculate: Calculate, fixed: dict[str, Convention]) -> list[Found]:
    """One finding per platform and currency, in order of appearance."""
    groups = tables.orders[["platform", "currency"]].drop_duplicates()
    return [
        _find_one(tables, platform, currency, calculate, fixed.get(platform))
        for platform, currency in zip(groups["platform"], groups["currency"], strict=True)
    ]


def _find_one(
    tables: Tables,
    platform: str,
    currency: str,
    calculate: Calculate,
    fixed: Convention | None,
) -> Found:
    orders = tables.orders
    is_here = (orders["platform"] == platform) & (orders["currency"] == currency)
    part = tables.only(orders.loc[is_here, "order_key"])
    facts = {
        "has_tax": bool((part.orders["tax_minor"] != 0).any()) or len(part.taxes) > 0,
        "is_mixed": part.orders["tax_mode"].nunique() > 1,
    }
    is_stated = states_figures(part.orders)
    facts["has_figures"] = bool(is_stated.any())
    scores = {fixed: 0} if fixed is not None else _score(part, calculate)
    tied = [convention for convention, score in scores.items() if score == max(scores.values())]
    count = int((is_reproduced(part, calculate(part, tied[0])) & is_stated).sum())
    source = "policy" if fixed is not None else "found" if is_stated.any() else "assumed"
    undecided = _undecided(tied) if facts["has_figures"] else {}
    return Found(platform, currency, tied[0], int(is_stated.sum()), count, undecided, source, **facts)


def states_figures(orders: pd.DataFrame) -> Flags:
    """Which orders state any component to compare with."""
    stated = orders[[f"has_{name}" for name in COMPONENTS]].to_numpy(dtype=bool)
    return np.asarray(stated.any(axis=1), dtype=bool)


def _score(part: Tables, calculate: Calculate) -> dict[Convention, int]:
    """How many orders each plausible convention reproduces, plausible ones first."""
    plausible = list(_plausible(part))
    size = len(part.orders)
    if size > SAMPLE_ORDERS and len(plausible) > 1:
        keys = part.orders["order_key"].iloc[:: -(-size // SAMPLE_ORDERS)]
        sample = part.only(keys)
        scores = {
            convention: int(is_reproduced(sample, calculate(sample, convention)).sum())
            for convention in plausible
        }
        ranked = sorted(plausible, key=lambda convention: -scores[convention])[:FINALISTS]
        lowest = max(scores.values()) - len(keys) // CLOSE_SHARE
        plausible = [c for c in plausible if c in ranked and scores[c] >= lowest]
    return {
        convention: int(is_reproduced(part, calculate(part, convention)).sum()) for convention in plausible
    }


def _plausible(part: Tables) -> Iterator[Convention]:
    """The conventions worth trying, the most usual first; only parameters that can matter."""
    has_unknown = bool((part.orders["tax_mode"] == "unknown").any())
    has_tax = len(part.taxes) > 0
    is_mostly_included = 2 * int((part.orders["tax_mode"] == "included").sum()) > len(part.orders)
    is_wide = has_tax and bool((part.taxes["scope"] == "order").any())
    has_shipping = bool((part.charges["is_taxed"] & (part.charges["amount_minor"] != 0)).any())
    is_spread = bool(((part.discounts["line_key"] < 0) & (part.discounts["parent_key"] < 0)).any())
    choices: dict[str, tuple[Any, ...]] = {
        "prices_include_tax": (False, True) if has_unknown and has_tax else (is_mostly_included,),
        "tax_level": ("line", "order", "unit") if has_tax else ("line",),
        "tax_charges": (True, False) if is_wide and has_shipping else (True,),
        "charges_apart": (True, False) if has_tax and has_shipping else (True,),
        "allocation": (
            ("largest_remainder", "half_up_last", "floor_last") if is_spread else ("largest_remainder",)
        ),
        "tax_before_discount": (False, True) if has_tax and len(part.discounts) else (False,),
        "tax_rounding": ("half_up", "half_even", "half_down", "down") if has_tax else ("half_up",),
    }
    for values in product(*choices.values()):
        convention = replace(Convention(), **dict(zip(choices, values, strict=True)))
        if convention.charges_apart or (convention.tax_level == "order" and convention.tax_charges):
            yield convention


def _undecided(tied: list[Convention]) -> dict[str, list[Any]]:
    names = ("prices_include_tax", "tax_level", "tax_rounding", "tax_charges", "charges_apart",
             "tax_before_discount", "allocation")  # fmt: skip
    values = {name: list(dict.fromkeys(getattr(c, name) for c in tied)) for name in names}
    if tied[0].tax_level != "order":
        values.pop("charges_apart")
    return {name: found for name, found in values.items() if len(found) > 1}


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
