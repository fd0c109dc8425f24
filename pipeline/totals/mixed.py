"""Totals of orders that do not all follow one convention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields

import numpy as np
import pandas as pd

from pipeline.totals.calculate import calculate
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.totals import Totals

_KEYS = {
    "orders": "order_key",
    "lines": "line_key",
    "charges": "charge_key",
    "discounts": "discount_key",
    "taxes": "tax_key",
}


def calculator(
    conventions: Mapping[tuple[str, str], Convention], proportional: pd.Series | None = None
) -> Callable[[Tables], Totals]:
    """A function that calculates each order under the convention of its (platform, currency)."""

    def calculate_each(tables: Tables) -> Totals:
        distinct = list(dict.fromkeys(conventions.values()))
        if len(distinct) <= 1:
            return calculate(tables, distinct[0] if distinct else Convention(), proportional)
        places, pairs = pd.MultiIndex.from_frame(tables.orders[["platform", "currency"]]).factorize()
        numbers = np.array([distinct.index(conventions[pair]) for pair in pairs], dtype=np.int64)
        chosen, keys = numbers[places], tables.orders["order_key"]
        parts = [
            calculate(tables.only(keys.loc[chosen == number]), convention, proportional)
            for number, convention in enumerate(distinct)
        ]
        return _rejoin(parts, tables)

    return calculate_each


def _rejoin(parts: list[Totals], tables: Tables) -> Totals:
    """The parts' frames together, each row where its key stands in the tables."""
    joined = {
        field.name: pd.concat([getattr(part, field.name) for part in parts], ignore_index=True)
        for field in fields(Totals)
    }
    for name, key in _KEYS.items():
        order = pd.Index(joined[name][key]).get_indexer(getattr(tables, name)[key])
        joined[name] = joined[name].iloc[order].reset_index(drop=True)
    return Totals(**joined)
