"""What the orders leave open between conventions that do as well, and what would decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.convention.choices import HALVES
from pipeline.convention.search import Trial
from pipeline.languages.phrase import phrase
from pipeline.money import Flags

_MOST_NAMED = 3
_OVER_ORDER = ("order", "order_sum", "order_carry")
_WOULD_DECIDE = {
    "prices_include_tax": phrase("an order with tax that states its total"),
    "tax_charges": phrase("an order with tax and shipping"),
    "tax_before_discount": phrase("an order with tax and a discount"),
    "tax_level": phrase("an order of several items and units whose taxes end on parts of a cent"),
    "charges_apart": phrase("an order whose taxes on items and on shipping both end on parts of a cent"),
    "tax_rounding": phrase("a tax that ends on parts of a cent"),
    "several_taxes": phrase("an item with two taxes that both end on parts of a cent"),
    "percent_rounding": phrase("a percentage off several units of an odd price"),
    "discount_rounding": phrase("a percentage that ends on parts of a cent"),
    "order_percent": phrase("a percentage off several items of odd prices"),
    "allocation": phrase("an order discount that does not divide evenly over taxed items"),
}
"""The kind of order that would tell the values of a parameter apart."""
_HALF_CENT = phrase("a tax that ends on exactly half a cent")
_OTHERWISE = phrase("more orders of that kind")


def find_undecided(tied: list[Trial], values: Mapping[str, tuple[Any, ...]]) -> dict[str, list[Any]]:
    """The parameters in which the tied conventions differ, with their values, the best one's first."""
    best = tied[0].convention
    found = {name: list(dict.fromkeys(getattr(trial.convention, name) for trial in tied)) for name in values}
    if best.tax_level not in _OVER_ORDER:
        found.pop("charges_apart", None)
    return {name: several for name, several in found.items() if len(several) > 1}


def find_deciders(
    tied: list[Trial], undecided: Mapping[str, list[Any]], order_ids: pd.Series
) -> dict[str, str]:
    """For each undecided parameter the kind of order that would decide it.

    Where the tied conventions reproduce as many orders but not the same ones,
    those orders by number: they speak for one value or the other.
    """
    found = {}
    for name, values in undecided.items():
        rival = _find_rival(tied, name)
        if rival is not None:
            found[name] = _name_sides(name, tied[0], rival, order_ids)
        elif name == "tax_rounding" and set(values) <= set(HALVES):
            found[name] = _HALF_CENT
        else:
            found[name] = _WOULD_DECIDE.get(name, _OTHERWISE)
    return found


def _find_rival(tied: list[Trial], name: str) -> Trial | None:
    """The first convention that differs in that parameter alone and reproduces other orders."""
    best = tied[0]
    for trial in tied[1:]:
        is_alone = best.convention.differences(trial.convention) == [name]
        if is_alone and not np.array_equal(trial.flags, best.flags):
            return trial
    return None


def _name_sides(name: str, best: Trial, rival: Trial, order_ids: pd.Series) -> str:
    return phrase(
        "{orders} for {value}, {others} for {other}",
        orders=_list_some(order_ids, best.flags & ~rival.flags),
        value=getattr(best.convention, name),
        others=_list_some(order_ids, rival.flags & ~best.flags),
        other=getattr(rival.convention, name),
    )


def _list_some(order_ids: pd.Series, flags: Flags) -> str:
    ids = order_ids.loc[flags]
    shown = ", ".join(ids.head(_MOST_NAMED))
    if len(ids) <= _MOST_NAMED:
        return shown
    return phrase("{orders} and {number} more", orders=shown, number=len(ids) - _MOST_NAMED)
