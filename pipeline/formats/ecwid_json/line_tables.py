"""The tables of lines, charges, discounts and taxes from raw Ecwid columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.formats.ecwid_json.amounts import DiscountRows, sum_by, take_discounts
from pipeline.formats.ecwid_json.columns import Collected, Numbers, make_integers, make_text, split_columns
from pipeline.formats.ecwid_json.discounts import RawDiscount
from pipeline.formats.ecwid_json.parts import Place
from pipeline.formats.ecwid_json.read import AMOUNTS, FACTS
from pipeline.formats.ecwid_json.rows import RawCharge, RawLine, RawTax
from pipeline.money import PRICE_EXTRA_DECIMALS, QUANTITY_DECIMALS, RATE_DECIMALS, Integers
from schemas import columns as c
from schemas.orders import CHARGES, DISCOUNTS, LINES, TAXES

LIMIT_MINOR = c.MAX_AMOUNT_MINOR // 10
"""Largest amount of one cell of an order."""
Columns = dict[str, Sequence[Any]]
PlaceOf = Callable[[int], Place]


@dataclass(frozen=True)
class Origin:
    """Where the rows come from: the file's name and encoding, the first key, the currency given."""

    file: str
    encoding: str
    first_key: int
    currency: str = ""


class RawColumns:
    """The raw rows as columns, and for each row the number of its order's row."""

    def __init__(self, rows: Collected) -> None:
        self.orders = split_columns(rows.orders, ("position", *FACTS, *AMOUNTS))
        self.lines = split_columns(rows.lines, ("position", *RawLine._fields))
        self.charges = split_columns(rows.charges, ("position", *RawCharge._fields))
        self.discounts = split_columns(rows.discounts, ("position", *RawDiscount._fields))
        self.taxes = split_columns(rows.taxes, ("position", *RawTax._fields))
        self.refunds = split_columns(rows.refunds, ("position", "amount"))
        self.positions = make_integers(self.orders["position"])

    def owners(self, columns: Columns) -> Integers:
        """The row in `orders` each row belongs to."""
        return np.searchsorted(self.positions, make_integers(columns["position"])).astype(np.int64)


def make_lines(
    raw: RawColumns, numbers: Numbers, origin: Origin, taxes: pd.DataFrame, decimals: int
) -> pd.DataFrame:
    """The items; a line's tax is the sum of its rows in `taxes`, which hold every row of the file."""
    lines, positions = raw.lines, make_integers(raw.lines["position"])
    number = make_integers(lines["number"])
    price = numbers.read(
        lines["price"], decimals + PRICE_EXTRA_DECIMALS, c.MAX_PRICE_SUB, positions, _in_item(lines, "price")
    )
    quantity = numbers.read(
        lines["quantity"], QUANTITY_DECIMALS, c.MAX_QUANTITY_MILLI, positions, _in_item(lines, "quantity")
    )
    of_line = make_integers(raw.taxes["line"])
    tax = sum_by(of_line, taxes["amount_minor"].to_numpy(), positions.size)
    has_taxes = sum_by(of_line, np.ones(of_line.size, dtype=np.int64), positions.size) > 0
    return c.frame(
        LINES,
        {
            "order_key": origin.first_key + positions,
            "line_key": origin.first_key + np.arange(positions.size),
            "line_number": number + 1,
            "line_id": make_text(lines["line_id"]),
            "sku": make_text(lines["sku"]),
            "name": make_text(lines["name"]),
            "unit_price_sub": price,
            "quantity_milli": quantity,
            "tax_minor": tax,
            "has_tax": has_taxes | (make_text(lines["tax"]) != "").to_numpy(dtype=bool),
            "is_taxable": np.array(lines["is_taxable"], dtype=bool),
            "is_gift_card": np.array(lines["is_gift_card"], dtype=bool),
        },
    )


def _in_item(lines: Columns, member: str) -> PlaceOf:
    return lambda row: ("items", lines["number"][row], member)


def _in_place(rows: Columns, *members: str) -> PlaceOf:
    return lambda row: (*rows["place"][row], *members)


def make_charges(raw: RawColumns, numbers: Numbers, origin: Origin, decimals: int) -> pd.DataFrame:
    """Shipping, handling, surcharges and tips."""
    charges, positions = raw.charges, make_integers(raw.charges["position"])
    amount = numbers.read(
        charges["amount"], decimals, LIMIT_MINOR, positions, lambda row: charges["sum"][row]
    )
    rate = numbers.read(
        charges["rate"], RATE_DECIMALS, c.MAX_RATE_PPB, positions, _in_place(charges, "value")
    )
    return c.frame(
        CHARGES,
        {
            "order_key": origin.first_key + positions,
            "charge_key": origin.first_key + np.arange(positions.size),
            "kind": make_text(charges["kind"]),
            "name": make_text(charges["name"]),
            "rate_ppb": rate,
            "amount_minor": amount,
            "is_taxed": np.array(charges["is_taxed"], dtype=bool),
        },
    )


def make_discounts(
    raw: RawColumns, numbers: Numbers, origin: Origin, amounts: dict[str, Integers], decimals: int
) -> pd.DataFrame:
    """The discounts with what each took off; shares point to their discount."""
    rows, first = raw.discounts, origin.first_key
    read = _read_discount_rows(raw, numbers, decimals)
    base = amounts["subtotal"] - amounts["coupon"]
    return c.frame(
        DISCOUNTS,
        {
            "order_key": first + make_integers(rows["position"]),
            "discount_key": first + np.arange(read.position.size),
            "parent_key": np.where(read.parent < 0, -1, first + read.parent),
            "line_key": np.where(read.line < 0, -1, first + read.line),
            "kind": make_text(rows["kind"]),
            "source": make_text(rows["source"]),
            "name": make_text(rows["name"]),
            "stage": make_integers(rows["stage"]),
            "rate_ppb": read.rate_ppb,
            "value_minor": read.value_minor,
            "amount_minor": take_discounts(read, amounts["discount"], base),
        },
    )


def _read_discount_rows(raw: RawColumns, numbers: Numbers, decimals: int) -> DiscountRows:
    rows, positions = raw.discounts, make_integers(raw.discounts["position"])
    kind, number, amount = make_text(rows["kind"]), make_text(rows["number"]), make_text(rows["amount"])
    is_percent = (kind == "percent").to_numpy(dtype=bool)

    def read(texts: pd.Series, scale: int, limit: int, place: str) -> Integers:
        return numbers.read(texts, scale, limit, positions, lambda row: rows[place][row])

    return DiscountRows(
        position=raw.owners(rows),
        parent=make_integers(rows["parent"]),
        line=make_integers(rows["line"]),
        is_percent=is_percent,
        is_coupon=(make_text(rows["source"]) == "coupon").to_numpy(dtype=bool),
        rate_ppb=read(number.where(is_percent, ""), RATE_DECIMALS, c.MAX_RATE_PPB, "figure"),
        value_minor=read(number.where(~is_percent, ""), decimals, LIMIT_MINOR, "figure"),
        amount_minor=read(amount, decimals, LIMIT_MINOR, "sum"),
        has_amount=(amount != "").to_numpy(dtype=bool),
    )


def make_taxes(raw: RawColumns, numbers: Numbers, origin: Origin, decimals: int) -> pd.DataFrame:
    """The taxes of lines, without the tax of shipping, and those of shipping (scope "charges")."""
    taxes, positions = raw.taxes, make_integers(raw.taxes["position"])
    amount = _read_tax_amounts(raw, numbers, decimals)
    rate = numbers.read(taxes["rate"], RATE_DECIMALS, c.MAX_RATE_PPB, positions, _in_place(taxes, "value"))
    line = make_integers(taxes["line"])
    has_rate = (make_text(taxes["rate"]) != "").to_numpy(dtype=bool)
    return c.frame(
        TAXES,
        {
            "order_key": origin.first_key + positions,
            "tax_key": origin.first_key + np.arange(positions.size),
            "scope": make_text(np.where(line < 0, "charges", "line").tolist()),
            "line_key": np.where(line < 0, -1, origin.first_key + line),
            "name": make_text(taxes["name"]),
            "rate_ppb": rate,
            "is_rate_known": has_rate & ((rate != 0) | (amount == 0)),
            "amount_minor": amount,
        },
    )


def _read_tax_amounts(raw: RawColumns, numbers: Numbers, decimals: int) -> Integers:
    """The tax on the items where it is stated apart, else the whole less the tax of shipping."""
    taxes, positions = raw.taxes, make_integers(raw.taxes["position"])
    discounted, total = make_text(taxes["discounted"]), make_text(taxes["total"])
    on_shipping = make_text(taxes["on_shipping"])
    is_apart = (discounted != "").to_numpy(dtype=bool)

    def read(texts: pd.Series, member: str) -> Integers:
        return numbers.read(texts, decimals, LIMIT_MINOR, positions, _in_place(taxes, member))

    whole = read(total.where(~is_apart, ""), "total")
    shipping = read(on_shipping.where(~is_apart, ""), "taxOnShipping")
    return np.where(is_apart, read(discounted, "taxOnDiscountedSubtotal"), whole - shipping)
