"""What a line's total column means, found from the file, so that it can move along.

Shops print a line's total before or after discounts, with tax or without.
The reading that fits most lines is taken; on writing, the stored cell moves by
the difference of that reading, never more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from pipeline.money import PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT, Flags, Integers, divide
from pipeline.money.spread import spread, sum_by
from schemas.orders import Tables

DISCOUNTS_TAKEN = ("none", "own", "all")


@dataclass(frozen=True)
class Reading:
    """A line total = unit price × quantity − discounts taken + tax_sign × tax.

    `discounts`: none, the line's own, or all with its share of the order's.
    """

    discounts: str = "none"
    tax_sign: int = 0

    def totals(self, states: pd.DataFrame) -> Integers:
        """The totals of the lines of `line_states`, in minor units."""
        taken = {
            "none": 0,
            "own": states["own_discount"].to_numpy(),
            "all": states["own_discount"].to_numpy() + states["share"].to_numpy(),
        }[self.discounts]
        return np.asarray(
            states["amount"].to_numpy() - taken + self.tax_sign * states["tax"].to_numpy(), dtype=np.int64
        )


def line_states(tables: Tables) -> pd.DataFrame:
    """Amount, own discount, share of order discounts and tax of every line of the tables.

    Stored shares count as they are; other order discounts are spread by
    largest remainder over what the lines' own discounts leave.
    """
    lines, discounts = tables.lines, tables.discounts
    size, parent = len(lines), discounts["parent_key"].to_numpy()
    amounts = discounts["amount_minor"].to_numpy()
    line = pd.Index(lines["line_key"]).get_indexer(discounts["line_key"]).astype(np.int64)
    is_own, is_share = (line >= 0) & (parent < 0), (line >= 0) & (parent >= 0)
    amount = divide(
        lines["unit_price_sub"].to_numpy(),
        lines["quantity_milli"].to_numpy(),
        PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT,
    )
    own = sum_by(line[is_own], amounts[is_own], size)
    shares = sum_by(line[is_share], amounts[is_share], size)
    order_of_line = tables.positions(lines)
    whole = discounts.loc[(line < 0) & (parent < 0) & ~discounts["discount_key"].isin(parent)]
    order = tables.positions(whole)
    of_line = tables.taxes.loc[tables.taxes["line_key"] >= 0]
    taxed = pd.Index(lines["line_key"]).get_indexer(of_line["line_key"]).astype(np.int64)
    spread_out = sum_by(order, whole["amount_minor"].to_numpy(), len(tables.orders))
    return pd.DataFrame(
        {
            "line_key": lines["line_key"].to_numpy(),
            "amount": amount,
            "own_discount": own,
            "share": shares + share_out(spread_out, order_of_line, amount - own),
            "tax": sum_by(taxed, of_line["amount_minor"].to_numpy(), size),
        }
    )


def share_out(amounts: Integers, orders: Integers, weights: Integers) -> Integers:
    """Each line's part of its order's amount, by largest remainder over positive weights."""
    weights = np.maximum(weights, 0)
    has_weight = sum_by(orders, weights, amounts.size) > 0
    return spread(np.where(has_weight, amounts, 0), orders, weights, "largest_remainder")


def find_reading(
    stored: Integers, is_stated: Flags, states: pd.DataFrame, tax_signs: tuple[int, ...]
) -> Reading:
    """The reading that gives most of the stored totals; of equals the first, simplest one."""
    readings = [Reading(taken, sign) for taken, sign in product(DISCOUNTS_TAKEN, tax_signs)]
    fits = [int((is_stated & (reading.totals(states) == stored)).sum()) for reading in readings]
    return readings[int(np.argmax(fits))]
