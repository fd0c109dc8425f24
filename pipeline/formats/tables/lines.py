"""The lines of a table, their own discounts, and the discounts and charges of orders.

Keys are places: a line's key is the first key plus its record, so that every
row of the tables leads back to its cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.tables.cells import Cells
from pipeline.formats.tables.layout import CHARGE_COLUMNS, LINE_DISCOUNTS, RATE_DECIMALS_OF
from pipeline.money import (
    PPB,
    PRICE_EXTRA_DECIMALS,
    PRICE_SUB_PER_MINOR,
    QUANTITY_DECIMALS,
    QUANTITY_MILLI_PER_UNIT,
    Flags,
    Integers,
    divide,
)
from pipeline.money.spread import rank_in_group, sum_by
from schemas import columns as c
from schemas.orders import CHARGES, DISCOUNTS, LINES

UNTAXED_CHARGES = ("surcharge", "tip")


@dataclass(frozen=True, eq=False)
class LineBook:
    """The lines by position: record, order and amounts in minor units.

    `amount` is unit price × quantity; `own_discount` what is taken off the
    line itself, positive, a percentage where `discount_rate` is not 0; `tax`
    0 where `is_tax_stated` is False.
    """

    records: Integers
    orders: Integers
    price_sub: Integers
    quantity_milli: Integers
    amount: Integers
    own_discount: Integers
    discount_rate: Integers
    tax: Integers
    is_tax_stated: Flags
    has_discount_amounts: bool
    has_taxes: bool

    def sum_to_orders(self, values: Integers, size: int) -> Integers:
        """The values of the lines added up by order."""
        return sum_by(self.orders, values, size)


def read_lines(cells: Cells, decimals: Integers) -> LineBook:
    """Every row of an order that names an item, a price or a quantity.

    `decimals`: of each order's currency.
    """
    named = [cells.text(name) != "" for name in ("sku", "name", "price", "quantity")]
    is_line = np.any(np.stack([flags.to_numpy(dtype=bool) for flags in named]), axis=0)
    records = np.flatnonzero(is_line & (cells.of_record >= 0))
    of_record = np.append(decimals, 0)[cells.of_record]
    price = cells.numbers("price", of_record + PRICE_EXTRA_DECIMALS, c.MAX_PRICE_SUB).values[records]
    quantity = cells.numbers("quantity", QUANTITY_DECIMALS, c.MAX_QUANTITY_MILLI).values[records]
    price, quantity = _refuse_huge(cells, records, price, quantity)
    amount = divide(price, quantity, PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT)
    own, rate = _read_discounts(cells, records, of_record, amount)
    tax, is_stated = _read_taxes(cells, records, of_record)
    return LineBook(
        records=records,
        orders=cells.of_record[records],
        price_sub=price,
        quantity_milli=quantity,
        amount=amount,
        own_discount=own,
        discount_rate=rate,
        tax=tax,
        is_tax_stated=is_stated,
        has_discount_amounts=cells.has("discount_amount"),
        has_taxes=cells.has("tax_amount") or (cells.has("total") and cells.has("total_without_tax")),
    )


def _refuse_huge(
    cells: Cells, records: Integers, price: Integers, quantity: Integers
) -> tuple[Integers, Integers]:
    """Sets aside lines whose price × quantity passes the bound of an amount."""
    bound = c.MAX_AMOUNT_MINOR * QUANTITY_MILLI_PER_UNIT // np.maximum(np.abs(quantity), 1)
    is_huge = np.abs(price) // PRICE_SUB_PER_MINOR >= bound
    for record in records[is_huge].tolist():
        found = f"{cells.text('quantity').iloc[record]} × {cells.text('price').iloc[record]}"
        cells.report(record, "amount-too-large", column=cells.part.header("price"), found=found)
    return np.where(is_huge, 0, price), np.where(is_huge, 0, quantity)


def _read_discounts(
    cells: Cells, records: Integers, decimals: Integers, amount: Integers
) -> tuple[Integers, Integers]:
    """What is taken off each line itself, and the rate where it is a percentage."""
    own, rates = np.zeros_like(amount), np.zeros_like(amount)
    for name in LINE_DISCOUNTS:
        if not cells.has(name):
            continue
        if name == "discount_amount":
            own = np.abs(cells.numbers(name, decimals).values[records])
        else:
            rates = np.abs(cells.numbers(name, RATE_DECIMALS_OF[name], c.MAX_RATE_PPB).values[records])
            own = divide(amount, rates, PPB)
    return own, rates


def _read_taxes(cells: Cells, records: Integers, decimals: Integers) -> tuple[Integers, Flags]:
    """The stated tax of each line: its own column, or the total less the total without tax."""
    if cells.has("tax_amount"):
        parsed = cells.numbers("tax_amount", decimals)
        return parsed.values[records], parsed.is_ok[records]
    if not (cells.has("total") and cells.has("total_without_tax")):
        return np.zeros(records.size, dtype=np.int64), np.zeros(records.size, dtype=bool)
    total, net = cells.numbers("total", decimals), cells.numbers("total_without_tax", decimals)
    is_stated = (total.is_ok & net.is_ok)[records]
    return np.where(is_stated, total.values[records] - net.values[records], 0), is_stated


def build_lines(cells: Cells, book: LineBook, order_keys: Integers, first_key: int) -> pd.DataFrame:
    """The `lines` frame, in the table's row order."""
    by_order = np.argsort(book.orders, kind="stable")
    numbers = np.empty(book.records.size, dtype=np.int64)
    numbers[by_order] = rank_in_group(book.orders[by_order]) + 1
    size = book.records.size
    return c.frame(
        LINES,
        {
            "order_key": order_keys[book.orders],
            "line_key": first_key + book.records,
            "line_number": numbers,
            **{name: cells.text(name).iloc[book.records] for name in ("line_id", "sku", "name")},
            "unit_price_sub": book.price_sub,
            "quantity_milli": book.quantity_milli,
            "tax_minor": book.tax,
            "has_tax": book.is_tax_stated,
            "is_taxable": np.ones(size, dtype=bool),
            "is_gift_card": np.zeros(size, dtype=bool),
        },
    )


def build_discounts(
    cells: Cells,
    book: LineBook,
    order_keys: Integers,
    whole: Integers,
    coupons: pd.Series,
    first_key: int,
) -> pd.DataFrame:
    """The `discounts` frame: of lines, and `whole` of each order.

    `coupons` are the names of the orders' discounts. Keys of line discounts
    are the lines' own, those of order discounts stand behind all records.
    """
    taken = np.flatnonzero((book.own_discount != 0) | (book.discount_rate != 0))
    of_order = np.flatnonzero(whole)
    is_percent = book.discount_rate[taken] != 0
    nothing = np.full(of_order.size, -1)
    amounts = np.concatenate([book.own_discount[taken], whole[of_order]])
    line_names = cells.text("discount_name").iloc[book.records[taken]]
    return c.frame(
        DISCOUNTS,
        {
            "order_key": np.concatenate([order_keys[book.orders[taken]], order_keys[of_order]]),
            "discount_key": first_key + np.concatenate([book.records[taken], cells.size + of_order]),
            "parent_key": np.full(amounts.size, -1),
            "line_key": np.concatenate([first_key + book.records[taken], nothing]),
            "kind": np.append(np.where(is_percent, "percent", "amount"), np.full(of_order.size, "amount")),
            "source": np.repeat(["line", "order"], [taken.size, of_order.size]),
            "name": pd.concat([line_names, coupons.iloc[of_order]]),
            "stage": np.zeros(amounts.size, dtype=np.int64),
            "rate_ppb": np.append(book.discount_rate[taken], np.zeros(of_order.size, dtype=np.int64)),
            "value_minor": np.where(np.append(is_percent, nothing > 0), 0, amounts),
            "amount_minor": amounts,
        },
    )


def build_charges(
    amounts: Mapping[str, Integers],
    shipping_methods: pd.Series,
    order_keys: Integers,
    first_key: int,
    *,
    is_taxed: bool,
) -> pd.DataFrame:
    """The `charges` frame: one row for each amount that is not 0, and each shipping method.

    Where charges are not taxed, every order has its shipping and handling, be they 0.
    """
    size = order_keys.size
    kinds, orders = [], []
    for kind in CHARGE_COLUMNS:
        is_there = amounts[kind] != 0
        if kind == "shipping":
            is_there = is_there | (shipping_methods != "").to_numpy(dtype=bool)
        if not is_taxed and kind not in UNTAXED_CHARGES:
            is_there = np.ones_like(is_there)  # one that is added must not be taken for taxed
        orders.append(np.flatnonzero(is_there))
        kinds.append(np.full(orders[-1].size, CHARGE_COLUMNS.index(kind)))
    order, kind_number = np.concatenate(orders), np.concatenate(kinds)
    by_order = np.lexsort((kind_number, order))
    order, kind_number = order[by_order], kind_number[by_order]
    words = np.array(CHARGE_COLUMNS)[kind_number]
    every = np.stack([amounts[kind] for kind in CHARGE_COLUMNS])
    methods = shipping_methods.to_numpy(dtype=object)[order]
    return c.frame(
        CHARGES,
        {
            "order_key": order_keys[order],
            "charge_key": first_key + kind_number * size + order,
            "kind": words,
            "name": np.where(words == "shipping", methods, ""),
            "rate_ppb": np.zeros(order.size, dtype=np.int64),
            "amount_minor": every[kind_number, order],
            "is_taxed": is_taxed & ~np.isin(words, UNTAXED_CHARGES),
        },
    )
