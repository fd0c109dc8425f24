"""Exact numbers: text in, int64 out, int64 back to text; never a float.

Amounts are minor units of a currency, unit prices 1/10 000 of one, quantities
thousandths, rates parts per billion. `divide` is the only function of the
program that rounds.
"""

from pipeline.money.parsing import Parsed, canonical_number, parse_plain
from pipeline.money.rounding import (
    MODES,
    Flags,
    Integers,
    divide,
    divide_one,
    divide_rounded_to,
    is_product_above,
    multiply_divide,
)
from pipeline.money.spelling import (
    PPB,
    PRICE_EXTRA_DECIMALS,
    PRICE_SUB_PER_MINOR,
    QUANTITY_DECIMALS,
    QUANTITY_MILLI_PER_UNIT,
    RATE_DECIMALS,
    currency_decimals,
    price_text,
    quantity_text,
    rate_text,
    to_text,
)

__all__ = [
    "MODES",
    "PPB",
    "PRICE_EXTRA_DECIMALS",
    "PRICE_SUB_PER_MINOR",
    "QUANTITY_DECIMALS",
    "QUANTITY_MILLI_PER_UNIT",
    "RATE_DECIMALS",
    "Flags",
    "Integers",
    "Parsed",
    "canonical_number",
    "currency_decimals",
    "divide",
    "divide_one",
    "divide_rounded_to",
    "is_product_above",
    "multiply_divide",
    "parse_plain",
    "price_text",
    "quantity_text",
    "rate_text",
    "to_text",
]
