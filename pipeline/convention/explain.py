"""The nearest explanation of each order that does not add up: the first of a list of suspicions that fits.

A suspicion looks at all the orders at once. The sentences for people stand in
`pipeline.catalogue.explanations`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from pipeline.convention.compare import Calculate, is_reproduced
from pipeline.convention.misfits import Misfits
from pipeline.money import Flags, Integers
from schemas.convention import Found
from schemas.orders import Tables
from schemas.totals import Totals

UNEXPLAINED = "unexplained"


def explain_misfits(tables: Tables, found: Sequence[Found], calculate: Calculate) -> pd.Series:
    """An explanation's slug for each order of the tables, by order_key; all of them are misfits."""
    parts = [pd.Series([], index=pd.Index([], dtype="int64"), dtype="str")]
    orders = tables.orders
    for one in found:
        is_here = (orders["platform"] == one.platform) & (orders["currency"] == one.currency)
        if is_here.any():
            part = tables.only(orders.loc[is_here, "order_key"])
            slugs = pd.Series(_explain(part, one, calculate), index=part.orders["order_key"], dtype="str")
            parts.append(slugs)
    return pd.concat(parts)


def _explain(tables: Tables, found: Found, calculate: Calculate) -> list[str]:
    def calculate_so(orders: Tables) -> Totals:
        return calculate(orders, found.convention)

    misfits = Misfits(tables, calculate_so(tables), calculate_so)
    slugs = np.full(len(tables.orders), UNEXPLAINED, dtype=object)
    for slug, suspicion in reversed(_SUSPICIONS):
        slugs[suspicion(misfits)] = slug
    is_open = slugs == UNEXPLAINED
    second = found.second.convention if found.second is not None else None
    for other in found.others:
        is_exact = is_reproduced(tables, calculate(tables, other))
        slugs[is_exact if other == second else is_exact & is_open] = "other-convention"
    return [str(slug) for slug in slugs]


def _is_rounding(misfits: Misfits) -> Flags:
    return misfits.fits(*misfits.gaps)


def _is_tax_left_out(misfits: Misfits) -> Flags:
    """The total lacks the tax, or no tax is stated where some is due."""
    tax, due = misfits.stored("tax"), misfits.calculated("tax")
    fits = misfits.fits("items", "discount", "shipping", "fees")
    is_not_added = (tax != 0) & (misfits.residue == -tax)
    is_not_stated = (tax == 0) & misfits.is_off_by("tax", -due) & (misfits.residue == 0)
    return np.asarray(fits & (is_not_added | is_not_stated), dtype=bool)


def _is_tax_twice(misfits: Misfits) -> Flags:
    """The total holds the tax once more, or twice the tax is stated."""
    tax, due = misfits.stored("tax"), misfits.calculated("tax")
    fits = misfits.fits("items", "discount", "shipping", "fees")
    is_added = (tax != 0) & (misfits.residue == tax)
    is_doubled = misfits.is_off_by("tax", due) & (misfits.residue == 0)
    return np.asarray(fits & (is_added | is_doubled), dtype=bool)


def _is_shipping(misfits: Misfits) -> Flags:
    """The total lacks the shipping or holds it once more, or the tax does so with that of the shipping."""
    shipping, residue = misfits.stored("shipping"), misfits.residue
    charges = misfits.tables.charges
    counted = misfits.taxes_without(charges=charges.assign(is_taxed=False))
    gap = misfits.gaps["tax"]
    is_tax_off = np.zeros(gap.size, dtype=bool)
    for tax in (counted, *misfits.taxes_on(shipping)):
        is_tax_off |= misfits.is_off_by("tax", -tax) | misfits.is_off_by("tax", tax)
    is_total_off = (residue == shipping) | (residue == -shipping)
    fits = misfits.fits("items", "discount", "fees") & (shipping != 0)
    is_either = (is_total_off & (is_tax_off | misfits.fits("tax"))) | (is_tax_off & (residue == 0))
    is_stated_otherwise = ~misfits.fits("shipping") & (residue == 0)
    return np.asarray(fits & (is_either | is_stated_otherwise), dtype=bool)


def _is_discount_left_out(misfits: Misfits) -> Flags:
    """The total, or the tax, is that of the undiscounted items."""
    none = misfits.tables.discounts.iloc[:0]
    more_tax = -misfits.taxes_without(discounts=none)
    return _is_discount(misfits, more_tax, misfits.stored("discount"), -misfits.calculated("discount"))


def _is_discount_twice(misfits: Misfits) -> Flags:
    """The total, or the tax, is that of items discounted twice."""
    discounts = misfits.tables.discounts
    doubled = discounts.assign(value_minor=2 * discounts["value_minor"], rate_ppb=2 * discounts["rate_ppb"])
    less_tax = -misfits.taxes_without(discounts=doubled)
    return _is_discount(misfits, less_tax, -misfits.stored("discount"), misfits.calculated("discount"))


def _is_discount(misfits: Misfits, tax: Integers, total: Integers, stated: Integers) -> Flags:
    """The discount stands once too often or not at all: in the total, in the tax, or as stated."""
    discount, residue = misfits.stored("discount"), misfits.residue
    is_tax_moved = misfits.is_off_by("tax", tax)
    fits_tax = misfits.fits("tax") | is_tax_moved
    is_known = (discount != 0) & misfits.fits("discount")
    is_in_total = is_known & (residue == total) & fits_tax
    is_in_tax = is_known & (residue == 0) & is_tax_moved
    is_stated_so = misfits.is_off_by("discount", stated) & (residue == 0) & fits_tax
    is_moved = is_in_total | is_in_tax | is_stated_so
    return np.asarray(misfits.fits("items", "shipping", "fees") & is_moved, dtype=bool)


def _is_fee(misfits: Misfits) -> Flags:
    """All but the total fits, or all but it and the tax on what is missing."""
    rest = [name for name in misfits.gaps if name not in ("total", "tax")]
    is_taxed = _is_residue_taxed(misfits) & (misfits.stored("shipping") != 0)
    is_tax_right = misfits.fits("tax") | is_taxed
    return np.asarray(misfits.fits(*rest) & (misfits.residue > 0) & is_tax_right, dtype=bool)


def _is_credit(misfits: Misfits) -> Flags:
    """All but the total fits, which is lower."""
    rest = [name for name in misfits.gaps if name != "total"]
    return np.asarray(misfits.fits(*rest) & (misfits.residue < 0), dtype=bool)


def _is_edited(misfits: Misfits) -> Flags:
    """The items contradict the stated figure, or the total and the tax hold what no component shows."""
    is_taxed = misfits.fits("items", "discount", "fees") & _is_residue_taxed(misfits)
    return ~misfits.fits("items") | is_taxed


def _is_residue_taxed(misfits: Misfits) -> Flags:
    residue = misfits.residue
    taxed = [misfits.is_off_by("tax", tax) for tax in misfits.taxes_on(residue)]
    return np.asarray((residue != 0) & np.any(taxed, axis=0), dtype=bool)


_SUSPICIONS: tuple[tuple[str, Callable[[Misfits], Flags]], ...] = (
    ("a-cent-of-rounding", _is_rounding),
    ("tax-not-counted", _is_tax_left_out),
    ("tax-counted-twice", _is_tax_twice),
    ("discount-not-counted", _is_discount_left_out),
    ("discount-counted-twice", _is_discount_twice),
    ("shipping-counted-differently", _is_shipping),
    ("fee-not-shown", _is_fee),
    ("credit-not-shown", _is_credit),
    ("edited-in-the-shop", _is_edited),
)
"""In this order: the first that fits is the explanation."""
