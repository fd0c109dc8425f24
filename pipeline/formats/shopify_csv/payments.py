"""What a Shopify order's status and balance say about its payments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import Flags, Integers

_STATES = {
    "paid": "paid",
    "pending": "unpaid",
    "authorized": "unpaid",
    "unpaid": "unpaid",
    "partially_paid": "partially_paid",
    "partially_refunded": "partially_refunded",
    "refunded": "refunded",
    "voided": "cancelled",
}
_NOTHING_PAID = ("pending", "authorized", "unpaid", "voided")


@dataclass(frozen=True, eq=False)
class Payments:
    """Payment state, and what was paid and refunded, of each order."""

    states: pd.Series
    paid: Integers
    refunded: Integers
    is_known: Flags


def read_payments(
    status: pd.Series,
    cancelled_at: pd.Series,
    total: Integers,
    refunded: Integers,
    outstanding: tuple[Integers, Flags],
) -> Payments:
    """Payments by the outstanding balance where it is given, else by the status.

    A balance b says paid − refunded = total − b. Without one, `paid`
    and `refunded` mean that the whole total was paid (and, for `refunded`,
    given back), `pending`, `authorized` and `voided` nothing, and
    `partially_refunded` with an amount the whole total; else it is not known.
    """
    balance, is_balanced = outstanding
    word = status.str.strip().str.casefold().str.replace(" ", "_", regex=False)
    is_back = ((word == "refunded") & ~is_balanced).to_numpy(dtype=bool)
    refunded = np.where(is_back & (refunded == 0), total, refunded)
    is_whole = word.isin(("paid", "refunded")) | ((word == "partially_refunded") & (refunded > 0))
    is_known = is_balanced | is_whole.to_numpy(dtype=bool) | word.isin(_NOTHING_PAID).to_numpy(dtype=bool)
    by_status = np.where(is_whole, total, 0)
    paid: Integers = np.where(is_balanced, total - balance + refunded, by_status).astype(np.int64)
    states = word.map(_STATES).fillna("unknown").astype("str")
    return Payments(states.where(cancelled_at.str.strip() == "", "cancelled"), paid, refunded, is_known)
