"""Scaled integers as text, and how many decimals each kind of number has."""

from __future__ import annotations

PRICE_EXTRA_DECIMALS = 4
"""Decimals a unit price keeps beyond those of its currency."""
PRICE_SUB_PER_MINOR = 10**PRICE_EXTRA_DECIMALS
QUANTITY_DECIMALS = 3
QUANTITY_MILLI_PER_UNIT = 10**QUANTITY_DECIMALS
RATE_DECIMALS = 7
"""Decimals of a percentage kept in parts per billion: 8.1 % = 81 000 000 ppb."""
PPB = 10**9

_EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS = {code: decimals for decimals, codes in _EXPONENTS.items() for code in codes.split()}


def currency_decimals(currency: str) -> int:
    """Decimals of the currency (ISO 4217): 2 unless the standard says otherwise.

    >>> currency_decimals("CHF"), currency_decimals("JPY"), currency_decimals("KWD")
    (2, 0, 3)
    """
    return _DECIMALS.get(currency, 2)


def to_text(value: int, decimals: int, *, keep_zeros: bool = True) -> str:
    """The plain spelling of a scaled integer.

    >>> to_text(1250, 2), to_text(-5, 2), to_text(1200, 2, keep_zeros=False), to_text(7, 0)
    ('12.50', '-0.05', '12', '7')
    """
    sign, digits = ("-" if value < 0 else ""), str(abs(int(value))).rjust(decimals + 1, "0")
    if decimals == 0:
        return sign + digits
    whole, fraction = digits[:-decimals], digits[-decimals:]
    if not keep_zeros:
        fraction = fraction.rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else sign + whole


def price_text(price_sub: int, decimals: int, *, keep_zeros: bool = True) -> str:
    """A unit price with the currency's decimals, and more only where it has them.

    >>> price_text(12500000, 2), price_text(38115000, 2), price_text(10000, 0)
    ('12.50', '38.115', '1')
    """
    text = to_text(price_sub, decimals + PRICE_EXTRA_DECIMALS, keep_zeros=False)
    if not keep_zeros or decimals == 0:
        return text
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(decimals, '0')}"


def quantity_text(quantity_milli: int) -> str:
    """A quantity in units, without needless zeros.

    >>> quantity_text(2000), quantity_text(1250)
    ('2', '1.25')
    """
    return to_text(quantity_milli, QUANTITY_DECIMALS, keep_zeros=False)


def rate_text(rate_ppb: int) -> str:
    """A rate as a percentage without its sign.

    >>> rate_text(81000000), rate_text(99750000)
    ('8.1', '9.975')
    """
    return to_text(rate_ppb, RATE_DECIMALS, keep_zeros=False)
