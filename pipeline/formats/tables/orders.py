"""The orders of a table: currency, stated components, payments, the customer.

Components that the table does not state are 0 with `has_…` False; whether
prices include tax is worked out from the totals, order by order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.moments import to_moments
from pipeline.formats.protocol import ReadOptions
from pipeline.formats.tables.cells import Cells, Grouping, order_numbers, order_texts
from pipeline.formats.tables.layout import CHARGE_COLUMNS, ORDER_AMOUNTS, Layout, Meaning
from pipeline.formats.tables.lines import LineBook
from pipeline.formats.tables.payment_words import fold_word, payment_states
from pipeline.languages.phrase import phrase
from pipeline.money import Flags, Integers, currency_decimals
from pipeline.problems import Problem, problem, refuse
from schemas import columns as c
from schemas.orders import CUSTOMER_FIELDS, ORDERS

_TEXTS = (
    *("alternative_id", "created_at", "payment_reference"),
    *("payment_method", "shipping_method", "comments", "locale"),
)
TRUE_WORDS = frozenset({"yes", "true", "1", "y", "x", "oui", "vrai", "ja", "wahr", "si", "vero"})


@dataclass(frozen=True)
class Currencies:
    """Currency and decimals of each order, and what was assumed."""

    codes: pd.Series
    decimals: Integers
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Stated:
    """Amounts of each order by the table's column, and whether the order states them."""

    amounts: Mapping[str, Integers]
    is_stated: Mapping[str, Flags]
    columns: frozenset[str]

    def sum_of(self, names: tuple[str, ...]) -> Integers:
        """The columns added up."""
        sums: Integers = np.zeros_like(self.amounts["total"])
        for name in names:
            sums = sums + self.amounts[name]
        return sums


def read_currencies(layout: Layout, cells: Cells, options: ReadOptions, size: int) -> Currencies:
    """Each order's currency: the column's, the layout's, the option's, or the assumed one.

    Refused as `mapping-broken` where none of them names one.
    """
    texts = order_texts(cells, "currency", size).str.upper()
    for position in np.flatnonzero((texts != "") & ~texts.str.fullmatch("[A-Z]{3}")).tolist():
        record = int(np.flatnonzero(cells.of_record == position)[0])
        cells.report(
            record, "order-incomplete", found=phrase("{text} is no currency code", text=texts.iloc[position])
        )
    meaning, name = layout.meaning, cells.part.source.path.name
    otherwise = meaning.currency or options.currency.upper()
    problems = []
    is_blank = ~texts.str.fullmatch("[A-Z]{3}")
    if is_blank.any() and not otherwise:
        if not meaning.assumed_currency:
            raise refuse(
                "mapping-broken", file=name, found=phrase("nothing names the currency of its orders")
            )
        otherwise = meaning.assumed_currency
        problems = [problem("currency-assumed", file=name, found=otherwise)]
    codes = texts.where(~is_blank, otherwise)
    decimals = {code: currency_decimals(code) for code in codes.unique()}
    return Currencies(codes, codes.map(decimals).to_numpy(dtype=np.int64), tuple(problems))


def read_stated(cells: Cells, decimals: Integers, size: int) -> Stated:
    """The order amounts of the table; discounts and refunds positive."""
    read = {name: order_numbers(cells, name, decimals, size) for name in ORDER_AMOUNTS}
    amounts = {name: values for name, (values, _) in read.items()}
    for name in ("discount", "order_discount", "refunded"):
        amounts[name] = np.abs(amounts[name])
    return Stated(
        amounts,
        {name: is_stated for name, (_, is_stated) in read.items()},
        frozenset(name for name in ORDER_AMOUNTS if cells.has(name)),
    )


def build_components(stated: Stated, lines: LineBook, size: int) -> dict[str, Integers | Flags]:
    """The component columns of `orders`, stored or 0, with their `has_…` flags."""
    every = np.ones(size, dtype=bool)
    has_discount = bool(stated.columns & {"discount", "order_discount"}) or lines.has_discount_amounts
    discount = stated.amounts["discount"]
    if "discount" not in stated.columns:
        discount = stated.amounts["order_discount"] + lines.sum_to_orders(lines.own_discount, size)
    fees = CHARGE_COLUMNS[1:]
    tax = stated.amounts["tax"] if "tax" in stated.columns else lines.sum_to_orders(lines.tax, size)
    return {
        "items_minor": stated.amounts["subtotal"],
        "discount_minor": discount if has_discount else np.zeros(size, dtype=np.int64),
        "shipping_minor": stated.amounts["shipping"],
        "fees_minor": stated.sum_of(fees),
        "tax_minor": tax,
        "total_minor": stated.amounts["total"],
        "has_items": stated.is_stated["subtotal"],
        "has_discount": every & has_discount,
        "has_shipping": every & ("shipping" in stated.columns),
        "has_fees": every & bool(stated.columns & set(fees)),
        "has_tax": every & ("tax" in stated.columns or lines.has_taxes),
        "has_total": stated.is_stated["total"],
    }


def order_discounts(stated: Stated, lines: LineBook, size: int) -> Integers:
    """What is taken off the whole order: of all discounts together, the part the lines lack."""
    if "order_discount" in stated.columns:
        return stated.amounts["order_discount"]
    if "discount" not in stated.columns:
        return np.zeros(size, dtype=np.int64)
    rest: Integers = stated.amounts["discount"] - lines.sum_to_orders(lines.own_discount, size)
    return np.maximum(rest, 0)


def before_tax(stated: Stated, lines: LineBook, size: int) -> Integers:
    """Items less discounts plus charges of each order, as stated where it is."""
    items = np.where(
        stated.is_stated["subtotal"], stated.amounts["subtotal"], lines.sum_to_orders(lines.amount, size)
    )
    taken = order_discounts(stated, lines, size) + lines.sum_to_orders(lines.own_discount, size)
    if "discount" in stated.columns:
        taken = stated.amounts["discount"]
    net: Integers = items - taken + stated.sum_of(CHARGE_COLUMNS)
    return net


def decide_tax_modes(meaning: Meaning, net: Integers, tax: Integers, stated: Stated) -> pd.Series:
    """included or on_top as the totals say; the table's majority where they do not."""
    if meaning.tax_mode:
        return pd.Series([meaning.tax_mode], dtype="str").repeat(len(net)).reset_index(drop=True)
    total, has_total = stated.amounts["total"], stated.is_stated["total"]
    is_inside = has_total & (total == net) & (tax != 0)
    is_on_top = has_total & (total == net + tax) & (tax != 0)
    inside, on_top = int(is_inside.sum()), int(is_on_top.sum())
    usual = "unknown" if inside == on_top else ("included" if inside > on_top else "on_top")
    return pd.Series(np.select([is_inside, is_on_top], ["included", "on_top"], usual), dtype="str")


def build_payments(
    meaning: Meaning, cells: Cells, stated: Stated, totals: Integers
) -> dict[str, pd.Series | Integers | Flags]:
    """Status, payment state, paid and refunded amounts of each order.

    A stated amount counts; without one the state tells: paid and refunded
    orders were paid `totals`, open and cancelled ones nothing.
    """
    size = len(totals)
    status = order_texts(cells, "status", size)
    states = payment_states(status, meaning.status_words)
    if not cells.has("status"):
        states = states.where(states == "-", meaning.payment_state)
    is_settled = states.isin(["paid", "refunded"]).to_numpy(dtype=bool)
    is_open = states.isin(["unpaid", "cancelled"]).to_numpy(dtype=bool)
    is_stated, is_back = stated.is_stated["paid"], stated.is_stated["refunded"]
    paid = np.where(is_stated, stated.amounts["paid"], np.where(is_settled, totals, 0))
    is_refunded = (states == "refunded").to_numpy(dtype=bool)
    is_half_back = (states == "partially_refunded").to_numpy(dtype=bool)
    refunded = np.where(is_back, stated.amounts["refunded"], np.where(is_refunded, paid, 0))
    is_paid_known = is_stated | is_settled | is_open | (is_half_back & is_back)
    paid = np.where(is_half_back & is_back & ~is_stated, totals, paid)
    return {
        "status": status,
        "payment_state": states,
        "paid_minor": paid,
        "refunded_minor": refunded,
        "is_paid_known": is_paid_known & ~(is_half_back & ~is_back),
    }


def build_people(cells: Cells, size: int) -> dict[str, pd.Series]:
    """The customer columns; name and phone from the addresses where they have no column."""
    people = {field: order_texts(cells, field, size) for field in CUSTOMER_FIELDS}
    for field in ("name", "phone"):
        if not cells.has(field):
            people[field] = people[f"bill_{field}"].where(
                people[f"bill_{field}"] != "", people[f"ship_{field}"]
            )
    return people


def build_orders(
    layout: Layout,
    cells: Cells,
    grouping: Grouping,
    currencies: Currencies,
    first_key: int,
    columns: dict[str, object],
) -> pd.DataFrame:
    """The `orders` frame: keys, places and texts, and the columns given."""
    size = len(grouping.ids)
    source = layout.orders.source
    exempt = order_texts(cells, "tax_exempt", size)
    yes = [word for word in exempt.unique() if fold_word(word) in TRUE_WORDS]
    return c.frame(
        ORDERS,
        {
            "order_key": first_key + grouping.first,
            "order_id": grouping.ids,
            "platform": pd.Series([layout.meaning.platform] * size, dtype="str"),
            "file": pd.Series([source.path.name] * size, dtype="str"),
            "record": source.rows[grouping.first],
            "encoding": pd.Series([source.encoding] * size, dtype="str"),
            "currency": currencies.codes,
            "decimals": currencies.decimals,
            "is_tax_exempt": exempt.isin(yes),
            "is_reverse_charge": np.zeros(size, dtype=bool),
            **{name: order_texts(cells, name, size) for name in _TEXTS},
            "ordered_at": to_moments(order_texts(cells, "created_at", size)),
            **build_people(cells, size),
            **columns,
        },
    )
