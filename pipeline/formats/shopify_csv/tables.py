"""Rows of a Shopify orders CSV to the five tables, and where each of their rows came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.missing_rates import fill_in_rates
from pipeline.formats.moments import to_moments
from pipeline.formats.shopify_csv.columns import GUARDED, TEXT_COLUMNS, Layout, storable_fields
from pipeline.formats.shopify_csv.figures import AMOUNT_COLUMNS, Figures, find_broken, read_figures
from pipeline.formats.shopify_csv.payments import read_payments
from pipeline.formats.shopify_csv.rows import Grouped, Rows, keep_whole_orders
from pipeline.formats.shopify_csv.taxes import build_taxes, find_exempt
from pipeline.money import Integers
from pipeline.problems import Problem
from schemas import columns as c
from schemas.orders import CHARGES, DISCOUNTS, FIELDS, LINES, ORDERS, Tables

PLATFORM = "shopify"
_REFERENCES = ("payment reference", "payment id", "payment references")


@dataclass(frozen=True, eq=False)
class Origin:
    """Where the rows of the tables stand in the file, by key minus `first_key`."""

    first_key: int
    heads: Integers  # record of the order's head
    lines: Integers  # record of the line
    tax_slots: Integers  # which pair of tax columns; -1: none


@dataclass(frozen=True, eq=False)
class ReadOrders:
    """What reading gives: tables, their origin, problems and the orders set aside."""

    tables: Tables
    origin: Origin
    problems: tuple[Problem, ...]
    broken: tuple[str, ...]


def order_columns(layout: Layout) -> list[str]:
    """The order-level columns that are read."""
    taxes = [name for slot in range(len(layout.taxes)) for name in layout.names_of_taxes(slot)]
    other = ("financial status", "currency", "discount code", "discount amount", "created at", "notes", "id")
    return [*TEXT_COLUMNS.values(), *AMOUNT_COLUMNS, *other, "cancelled at", *_REFERENCES, *taxes]


def build_tables(grouped: Grouped, default_currency: str, first_key: int) -> ReadOrders:
    """The tables of every order that can be read whole; the others are named as broken."""
    broken_names = grouped.heads.order_ids.iloc[sorted(grouped.broken)].tolist()
    whole = keep_whole_orders(grouped, grouped.broken)
    figures = read_figures(whole, default_currency)
    problems, broken = find_broken(whole, figures)
    if broken:
        broken_names += whole.heads.order_ids.iloc[sorted(broken)].tolist()
        whole = keep_whole_orders(whole, broken)
        figures = read_figures(whole, default_currency)
    taxes, slots = build_taxes(whole.heads, figures.taxes, figures.value("taxes"), first_key)
    lines = _lines(whole.lines, figures, first_key)
    is_exempt = find_exempt(taxes, _taxable_subtotals(lines, figures, first_key), first_key)
    tables = Tables(
        orders=_orders(whole.heads, figures, first_key).assign(is_tax_exempt=is_exempt),
        lines=lines,
        charges=_charges(whole.heads, figures, first_key),
        discounts=_discounts(whole, figures, first_key),
        taxes=taxes,
        fields=_fields(whole.heads),
    )
    layout = whole.heads.layout
    column = layout.spelled("taxes") if layout.has("taxes") else ""
    tables, inferred = fill_in_rates(tables, whole.heads.source.path.name, column)
    origin = Origin(first_key, whole.heads.records, whole.lines.records, slots)
    return ReadOrders(tables, origin, (*grouped.problems, *problems, *inferred), tuple(broken_names))


def _taxable_subtotals(lines: pd.DataFrame, figures: Figures, first_key: int) -> Integers:
    """The subtotal of each order that has a taxable line, 0 for the others."""
    subtotal = figures.value("subtotal")
    keys = first_key + np.arange(subtotal.size)
    return np.where(np.isin(keys, lines.loc[lines["is_taxable"], "order_key"]), subtotal, 0)


def _orders(heads: Rows, figures: Figures, first_key: int) -> pd.DataFrame:
    size = len(heads.records)
    named = {
        "platform": PLATFORM,
        "file": heads.source.path.name,
        "encoding": heads.source.encoding,
        "tax_mode": "unknown",
    }
    return c.frame(
        ORDERS,
        {
            "order_key": first_key + np.arange(size),
            "order_id": heads.order_ids,
            "alternative_id": heads.text("id").str.removeprefix("'").str.strip(),
            **{name: _repeated(text, size) for name, text in named.items()},
            "record": heads.source.rows[heads.records],
            "currency": figures.currency,
            "decimals": figures.decimals,
            "created_at": heads.text("created at"),
            "ordered_at": to_moments(heads.text("created at")),
            "status": heads.text("financial status"),
            "payment_reference": _first_filled(heads, _REFERENCES),
            **_components(figures, size),
            **_payments(heads, figures),
            "is_tax_exempt": np.zeros(size, dtype=bool),
            "is_reverse_charge": np.zeros(size, dtype=bool),
            "name": _first_filled(heads, ("billing name", "shipping name")),
            **{field: _cell_texts(heads, field) for field in TEXT_COLUMNS},
            "comments": heads.text("notes"),
        },
    )


def _components(figures: Figures, size: int) -> dict[str, object]:
    """The stored components; the subtotal stands after discounts."""
    discount, has_discount = figures.value("discount amount"), figures.amounts["discount amount"].is_given
    return {
        "items_minor": figures.value("subtotal") + np.where(has_discount, discount, figures.line_sums),
        "discount_minor": discount,
        "shipping_minor": figures.value("shipping"),
        "fees_minor": np.zeros(size, dtype=np.int64),
        "tax_minor": figures.value("taxes"),
        "total_minor": figures.value("total"),
        "has_items": np.ones(size, dtype=bool),
        "has_discount": has_discount,
        "has_shipping": figures.amounts["shipping"].is_given,
        "has_fees": np.zeros(size, dtype=bool),
        "has_tax": figures.amounts["taxes"].is_given,
        "has_total": np.ones(size, dtype=bool),
    }


def _payments(heads: Rows, figures: Figures) -> dict[str, object]:
    balance, refunded = figures.amounts["outstanding balance"], figures.value("refunded amount")
    payments = read_payments(
        heads.text("financial status"),
        heads.text("cancelled at"),
        figures.value("total"),
        refunded,
        (balance.values, balance.is_given),
    )
    return {
        "payment_state": payments.states,
        "paid_minor": payments.paid,
        "refunded_minor": payments.refunded,
        "is_paid_known": payments.is_known,
    }


def _cell_texts(heads: Rows, field: str) -> pd.Series:
    texts = heads.text(TEXT_COLUMNS[field])
    return texts.str.removeprefix("'") if field in GUARDED else texts


def _first_filled(heads: Rows, columns: tuple[str, ...]) -> pd.Series:
    found = heads.text(columns[0])
    for column in columns[1:]:
        found = found.where(found != "", heads.text(column))
    return found


def _lines(lines: Rows, figures: Figures, first_key: int) -> pd.DataFrame:
    size = len(lines.records)
    numbers = pd.Series(lines.orders).groupby(lines.orders).cumcount() + 1
    return c.frame(
        LINES,
        {
            "order_key": first_key + lines.orders,
            "line_key": first_key + np.arange(size),
            "line_number": numbers,
            "line_id": _repeated("", size),
            "sku": lines.text("lineitem sku"),
            "name": lines.text("lineitem name"),
            "unit_price_sub": figures.price.values,
            "quantity_milli": figures.quantity.values,
            "tax_minor": np.zeros(size, dtype=np.int64),
            "has_tax": np.zeros(size, dtype=bool),
            "is_taxable": lines.text("lineitem taxable").str.strip().str.casefold() != "false",
            "is_gift_card": np.zeros(size, dtype=bool),
        },
    )


def _charges(heads: Rows, figures: Figures, first_key: int) -> pd.DataFrame:
    """One charge for each order that states its shipping, be it 0."""
    shipping = figures.amounts["shipping"]
    size = int(shipping.is_given.sum())
    return c.frame(
        CHARGES,
        {
            "order_key": first_key + np.flatnonzero(shipping.is_given),
            "charge_key": first_key + np.arange(size),
            "kind": _repeated("shipping", size),
            "name": heads.text("shipping method")[shipping.is_given],
            "rate_ppb": np.zeros(size, dtype=np.int64),
            "amount_minor": shipping.values[shipping.is_given],
            "is_taxed": np.ones(size, dtype=bool),
        },
    )


def _discounts(grouped: Grouped, figures: Figures, first_key: int) -> pd.DataFrame:
    """A discount for each line that has one; what is left of the order's is one of the order."""
    line_rows = np.flatnonzero(figures.line_discount.values > 0)
    left = figures.value("discount amount") - figures.line_sums
    order_rows = np.flatnonzero(left > 0)
    of_lines, of_orders = len(line_rows), len(order_rows)
    amounts = np.concatenate((figures.line_discount.values[line_rows], left[order_rows]))
    codes = grouped.heads.text("discount code").iloc[order_rows]
    rows = pd.DataFrame(
        {
            "order_key": first_key + np.concatenate((grouped.lines.orders[line_rows], order_rows)),
            "line_key": np.concatenate((first_key + line_rows, np.full(of_orders, -1, dtype=np.int64))),
            "source": pd.Series(["line"] * of_lines + ["order"] * of_orders, dtype="str"),
            "name": pd.concat([_repeated("", of_lines), codes], ignore_index=True),
            "stage": np.repeat(np.array([0, 1], dtype=np.int64), [of_lines, of_orders]),
            "value_minor": amounts,
            "amount_minor": amounts,
        }
    ).sort_values("order_key", kind="stable", ignore_index=True)
    return c.frame(
        DISCOUNTS,
        {
            **{name: rows[name] for name in rows.columns},
            "discount_key": first_key + np.arange(len(rows)),
            "parent_key": np.full(len(rows), -1, dtype=np.int64),
            "kind": _repeated("amount", len(rows)),
            "rate_ppb": np.zeros(len(rows), dtype=np.int64),
        },
    )


def _fields(heads: Rows) -> pd.DataFrame:
    fields = storable_fields(heads.layout)
    return c.frame(
        FIELDS,
        {
            "file": _repeated(heads.source.path.name, len(fields)),
            "field": pd.Series(fields, dtype="str"),
        },
    )


def _repeated(text: str, size: int) -> pd.Series:
    return pd.Series([text] * size, dtype="str")
