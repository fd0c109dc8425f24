"""Every number of a Shopify orders CSV, and which orders hold a cell that is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.shopify_csv.rows import Grouped, Numbers, Rows, read_numbers
from pipeline.formats.shopify_csv.taxes import read_tax_amounts
from pipeline.languages.phrase import phrase
from pipeline.money import PRICE_EXTRA_DECIMALS, QUANTITY_DECIMALS, Integers, currency_decimals
from pipeline.problems import Problem, problem
from schemas import columns as c

AMOUNT_COLUMNS = ("subtotal", "shipping", "taxes", "total", "refunded amount", "outstanding balance")


@dataclass(frozen=True, eq=False)
class Figures:
    """The numbers of heads and lines, and what was wrong with them."""

    currency: pd.Series
    decimals: Integers
    amounts: dict[str, Numbers]
    taxes: list[Numbers]
    price: Numbers
    quantity: Numbers
    line_discount: Numbers
    line_sums: Integers  # discounts of lines, by order

    def value(self, column: str) -> Integers:
        """The amounts of that column by order."""
        return self.amounts[column].values

    def all_numbers(self) -> list[Numbers]:
        """Every column read."""
        return [*self.amounts.values(), *self.taxes, self.price, self.quantity, self.line_discount]


def read_figures(grouped: Grouped, default_currency: str) -> Figures:
    """Every number of the orders and lines; orders must be numbered without holes."""
    heads, lines = grouped.heads, grouped.lines
    currency = heads.text("currency").str.strip().str.upper()
    currency = currency.where(currency != "", default_currency)
    known = {code: currency_decimals(code) for code in currency.unique()}
    decimals: Integers = currency.map(known).to_numpy(dtype=np.int64)
    of_lines = decimals[lines.orders]
    discount = read_numbers(lines, "lineitem discount", of_lines, is_positive=True)
    sums = np.zeros(len(decimals), dtype=np.int64)
    np.add.at(sums, lines.orders, discount.values)
    return Figures(
        currency=currency,
        decimals=decimals,
        amounts=_read_amounts(heads, decimals),
        taxes=read_tax_amounts(heads, decimals),
        price=_read_prices(lines, of_lines),
        quantity=_read_quantities(lines),
        line_discount=discount,
        line_sums=sums,
    )


def _read_amounts(heads: Rows, decimals: Integers) -> dict[str, Numbers]:
    amounts = {
        column: read_numbers(heads, column, decimals, is_needed=column in {"subtotal", "total"})
        for column in AMOUNT_COLUMNS
    }
    return amounts | {"discount amount": read_numbers(heads, "discount amount", decimals, is_positive=True)}


def _read_prices(lines: Rows, decimals: Integers) -> Numbers:
    exact = decimals + PRICE_EXTRA_DECIMALS
    return read_numbers(lines, "lineitem price", exact, limit=c.MAX_PRICE_SUB, is_needed=True)


def _read_quantities(lines: Rows) -> Numbers:
    limit = c.MAX_QUANTITY_MILLI
    return read_numbers(lines, "lineitem quantity", QUANTITY_DECIMALS, limit=limit, is_needed=True)


def find_broken(grouped: Grouped, figures: Figures) -> tuple[list[Problem], frozenset[int]]:
    """Orders with a cell that cannot be read, and every such cell."""
    heads = grouped.heads
    is_unknown = ~figures.currency.str.fullmatch(r"[A-Z]{3}").to_numpy(dtype=bool)
    unknown = np.flatnonzero(is_unknown).tolist()
    problems = [
        problem(
            "order-incomplete", **{**_head_place(heads, row), "found": phrase("its currency is not a code")}
        )
        for row in unknown
    ]
    broken = frozenset(unknown)
    for numbers in figures.all_numbers():
        problems += numbers.problems
        broken |= numbers.broken
    return sorted(problems, key=lambda found: found.row), broken


def _head_place(heads: Rows, row: int) -> dict[str, object]:
    place = heads.place(row, "currency" if heads.layout.has("currency") else "name")
    return {**place, "order_id": str(heads.order_ids.iloc[row])}
