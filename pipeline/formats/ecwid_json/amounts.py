"""What follows from an Ecwid order's amounts: discounts taken, tax mode, payments. Pure.

All arrays are minor units, one entry per order or per discount row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import PPB, Flags, Integers, divide, parse_plain

PAYMENT_STATES = {
    "PAID": "paid",
    "AWAITING_PAYMENT": "unpaid",
    "INCOMPLETE": "unpaid",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
    "REFUNDED": "refunded",
    "PARTIALLY_REFUNDED": "partially_refunded",
}
_PAID_STATES = ("paid", "refunded", "partially_refunded")
_FINE_DECIMALS = 8


def sum_by(codes: Integers, values: Integers, size: int) -> Integers:
    """Exact sums of the values by code; codes below 0 are left out.

    >>> sum_by(np.array([0, 1, 0, -1]), np.array([1, 2, 3, 4]), 2).tolist()
    [4, 2]
    """
    sums = np.zeros(size, dtype=np.int64)
    counted = codes >= 0
    np.add.at(sums, codes[counted], values[counted])
    return sums


@dataclass(frozen=True)
class DiscountRows:
    """Discount rows with their numbers read; `parent` is -1 or a row, `line` -1 or a line."""

    position: Integers
    parent: Integers
    line: Integers
    is_percent: Flags
    is_coupon: Flags
    rate_ppb: Integers
    value_minor: Integers
    amount_minor: Integers
    has_amount: Flags


def take_discounts(rows: DiscountRows, discount: Integers, base: Integers) -> Integers:
    """What each row took off: as stored, else the sum of its shares, else its part of the order's discount.

    `discount` is each order's discount without the coupon, `base` what a
    percentage without shares is reckoned on. Of several entries without
    shares the last takes what the others leave.
    """
    size = rows.position.size
    is_whole = (rows.parent < 0) & (rows.line < 0)
    shares = sum_by(rows.parent, rows.amount_minor, size)
    has_shares = sum_by(rows.parent, np.ones(size, dtype=np.int64), size) > 0
    amounts: Integers = np.where(is_whole & has_shares, shares, rows.amount_minor)
    is_open = is_whole & ~has_shares & ~rows.has_amount
    if not is_open.any():
        return amounts
    is_stated = (rows.parent < 0) & ~is_open & ~rows.is_coupon
    stated = sum_by(np.where(is_stated, rows.position, -1), amounts, discount.size)
    percent = divide(np.maximum(base[rows.position], 0), rows.rate_ppb, PPB)
    wanted = np.where(rows.is_percent, percent, rows.value_minor)
    filled = amounts.copy()
    filled[is_open] = _share_rest(rows.position[is_open], wanted[is_open], discount - stated)
    return filled


def _share_rest(positions: Integers, wanted: Integers, rest: Integers) -> Integers:
    by_order = pd.Series(wanted).groupby(positions)
    earlier = by_order.cumsum().to_numpy() - wanted
    left: Integers = np.maximum(rest[positions] - earlier, 0)
    is_last = by_order.cumcount(ascending=False).to_numpy() == 0
    return np.where(is_last, left, np.minimum(wanted, left)).astype(np.int64)


def find_tax_modes(
    includes: Sequence[bool | None], tax: Integers, total: Integers, base: Integers
) -> pd.Series:
    """The tax mode of each order: as stated, else as its total comes out of its parts.

    `base` is everything but the tax. Old orders state nothing; where the
    arithmetic does not decide, their tax is taken to be on top.
    """
    stated = pd.Series(list(includes), dtype=object)
    is_included = stated.isin([True]).to_numpy(dtype=bool)
    is_silent = stated.isna().to_numpy(dtype=bool)
    is_without = is_silent & (total == base) & (tax != 0)
    return pd.Series(np.where(is_included | is_without, "included", "on_top"), dtype="str")


def find_payments(
    status: pd.Series, stored_total: Integers, gift_card: Integers, refunded: Integers, has_total: Flags
) -> dict[str, object]:
    """payment_state, paid_minor, refunded_minor and is_paid_known of each order.

    A gift card redeemed counts as paid whatever the status. A refund without
    its amount is the whole payment (REFUNDED) or not known (PARTIALLY_REFUNDED).
    """
    state = status.str.strip().str.upper().map(PAYMENT_STATES).fillna("unknown").astype("str")
    is_paid = state.isin(_PAID_STATES).to_numpy(dtype=bool)
    paid = gift_card + np.where(is_paid, stored_total, 0)
    has_refund = refunded != 0
    is_whole = (state == "refunded").to_numpy(dtype=bool) & ~has_refund
    is_unknown = (state == "unknown").to_numpy(dtype=bool)
    is_unknown = is_unknown | ((state == "partially_refunded").to_numpy(dtype=bool) & ~has_refund)
    return {
        "payment_state": state,
        "paid_minor": paid,
        "refunded_minor": np.where(is_whole, paid, refunded),
        "is_paid_known": ~is_unknown & (has_total | ~is_paid),
    }


def find_currency(total: pd.Series, usd_total: pd.Series) -> str:
    """USD if the total in dollars is the total on every order that states one, else nothing."""
    first = parse_plain(total, _FINE_DECIMALS, 10**17)
    dollars = parse_plain(usd_total, _FINE_DECIMALS, 10**17)
    is_stated = (usd_total != "").to_numpy(dtype=bool) & (first.values > 0)
    is_same = dollars.is_ok & (dollars.values == first.values)
    return "USD" if is_stated.any() and is_same[is_stated].all() else ""
