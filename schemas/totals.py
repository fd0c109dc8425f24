"""The calculated amounts of orders, as the totals stage hands them on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Totals:
    """The calculated amounts, all int64 minor units.

    `orders`: order_key, items_minor, discount_minor, shipping_minor,
    fees_minor, tax_minor, total_minor, is_included.
    `lines`: line_key, amount_minor, discount_minor, tax_minor.
    `charges`, `discounts`: key and amount_minor, one row each of the tables;
    charges with the discount_minor taken off them, discounts with the
    base_minor they were taken from. The orders' discount_minor holds the
    discounts of lines and charges.
    `shares`: discount_key, line_key, amount_minor of order discounts.
    `taxes`: tax_key, base_minor, amount_minor.
    """

    orders: pd.DataFrame
    lines: pd.DataFrame
    charges: pd.DataFrame
    discounts: pd.DataFrame
    shares: pd.DataFrame
    taxes: pd.DataFrame
