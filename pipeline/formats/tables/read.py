"""Reads an export that is a table, or two, by its layout: the one way for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.protocol import Export, ReadOptions
from pipeline.formats.tables.cells import Cells, Grouping, open_cells, order_texts
from pipeline.formats.tables.layout import CHARGE_COLUMNS, LINE_DISCOUNTS, Layout
from pipeline.formats.tables.lines import (
    UNTAXED_CHARGES,
    LineBook,
    build_charges,
    build_discounts,
    build_lines,
    read_lines,
)
from pipeline.formats.tables.orders import (
    Stated,
    before_tax,
    build_components,
    build_orders,
    build_payments,
    decide_tax_modes,
    order_discounts,
    read_currencies,
    read_stated,
)
from pipeline.formats.tables.taxes import TaxBases, TaxBook, build_taxes
from pipeline.formats.tables.totals import Reading, find_reading, line_states, share_out
from pipeline.money import Integers
from pipeline.problems import Problem
from schemas import columns as c
from schemas.orders import CUSTOMER_FIELDS, FIELDS, Tables


@dataclass(frozen=True, eq=False)
class TableMemory:
    """The way back: where the orders stand, and how line totals are read.

    `of_record` and `of_line`: the order of each record, as positions of
    `first`, the first record of each order; -1 for none. Keys of the tables
    are `first_key` plus a record.
    """

    layout: Layout
    first_key: int
    first: Integers
    of_record: Integers
    of_line: Integers
    readings: Mapping[str, Reading]


def read_layout(name: str, layout: Layout, options: ReadOptions) -> Export:
    """The export as tables. Cells that cannot be read set their order aside."""
    orders, lines, grouping = open_cells(layout)
    size = len(grouping.ids)
    currencies = read_currencies(layout, orders, options, size)
    book = read_lines(lines, currencies.decimals)
    stated = read_stated(orders, currencies.decimals, size)
    components, totals = _build_components(layout, stated, book, size)
    whole = order_discounts(stated, book, size)
    order_keys, first_key = options.first_key + grouping.first, options.first_key
    bases = _tax_bases(layout, stated, book, whole, components["tax_mode"])
    taxes = build_taxes(orders, lines, book, bases, (order_keys, first_key))
    payments = build_payments(layout.meaning, orders, stated, totals)
    coupons = order_texts(orders, "discount_name", size)
    tables = Tables(
        build_orders(layout, orders, grouping, currencies, first_key, {**components, **payments}),
        build_lines(lines, book, order_keys, first_key),
        _charges(orders, stated, order_keys, options, layout, taxes),
        build_discounts(lines, book, order_keys, whole, coupons, first_key),
        taxes.taxes,
        list_fields(layout),
    )
    memory = _remember(layout, options, grouping, tables, lines, currencies.decimals)
    return _finish(name, layout, tables, memory, orders, [*currencies.problems, *taxes.problems])


def _build_components(
    layout: Layout, stated: Stated, book: LineBook, size: int
) -> tuple[dict[str, object], Integers]:
    """The component columns with the tax mode, and each order's total, stated or added up."""
    components = build_components(stated, book, size)
    net, tax = before_tax(stated, book, size), np.asarray(components["tax_minor"], dtype=np.int64)
    modes = decide_tax_modes(layout.meaning, net, tax, stated)
    on_top = np.where((modes == "included").to_numpy(dtype=bool), 0, tax)
    totals = np.where(stated.is_stated["total"], stated.amounts["total"], net + on_top)
    return {**components, "tax_mode": modes}, totals


def _tax_bases(layout: Layout, stated: Stated, book: LineBook, whole: Integers, modes: object) -> TaxBases:
    left = book.amount - book.own_discount
    charges = [name for name in CHARGE_COLUMNS if name not in UNTAXED_CHARGES]
    is_taxed = layout.meaning.are_charges_taxed
    return TaxBases(
        amount=book.amount,
        left=left - share_out(whole, book.orders, left),
        charges=stated.sum_of(tuple(charges)) if is_taxed else np.zeros_like(whole),
        order_tax=stated.amounts["tax"],
        is_included=np.asarray(modes) == "included",
    )


def _charges(
    orders: Cells,
    stated: Stated,
    order_keys: Integers,
    options: ReadOptions,
    layout: Layout,
    taxes: TaxBook,
) -> pd.DataFrame:
    is_taxed = layout.meaning.are_charges_taxed and taxes.are_charges_taxed
    methods = order_texts(orders, "shipping_method", order_keys.size)
    return build_charges(stated.amounts, methods, order_keys, options.first_key, is_taxed=is_taxed)


def _remember(
    layout: Layout,
    options: ReadOptions,
    grouping: Grouping,
    tables: Tables,
    lines: Cells,
    decimals: Integers,
) -> TableMemory:
    readings = {}
    if len(tables.lines) and (lines.has("total") or lines.has("total_without_tax")):
        readings = _find_readings(tables, lines, decimals, options.first_key)
    return TableMemory(
        layout, options.first_key, grouping.first, grouping.of_record, grouping.of_line, readings
    )


def _find_readings(tables: Tables, lines: Cells, decimals: Integers, first_key: int) -> dict[str, Reading]:
    """How the lines' totals are made; tax counts where both of them stand."""
    states = line_states(tables)
    records = tables.lines["line_key"].to_numpy() - first_key
    inside = int((tables.orders["tax_mode"] == "included").sum()) * 2 > len(tables.orders)
    has_both = lines.has("total") and lines.has("total_without_tax")
    signs = {"total": (0, 1), "total_without_tax": (0, -1)}
    if has_both:
        signs = {
            "total": (0, 1) if inside else (1, 0),
            "total_without_tax": (-1, 0) if inside else (0, -1),
        }
    of_record = np.append(decimals, 0)[lines.of_record]
    readings = {}
    for name in signs:
        if lines.has(name):
            parsed = lines.numbers(name, of_record)
            readings[name] = find_reading(parsed.values[records], parsed.is_ok[records], states, signs[name])
    return readings


def _finish(
    name: str,
    layout: Layout,
    tables: Tables,
    memory: TableMemory,
    cells: Cells,
    remarks: list[Problem],
) -> Export:
    """The export without the orders set aside."""
    faults = cells.faults
    broken = sorted(faults.broken)
    if broken:
        kept = np.setdiff1d(np.arange(len(faults.ids)), broken)
        tables = tables.only(pd.Index(memory.first_key + memory.first[kept]))
    sources = list({id(part.source): part.source for part in (layout.orders, layout.lines)}.values())
    noticed = [problem for source in sources for problem in source.problems]
    seen = dict.fromkeys([*noticed, *faults.problems, *remarks])
    return Export(
        format=name,
        files=tuple(dict.fromkeys(source.path for source in sources)),
        tables=tables,
        problems=tuple(seen),
        source=memory,
        broken_orders=tuple(faults.ids.iloc[broken]),
    )


def list_fields(layout: Layout) -> pd.DataFrame:
    """What the tables have a place for, under the name of the orders' file."""
    fields = [*_order_fields(layout), *_line_fields(layout), *_tax_fields(layout)]
    file = layout.orders.source.path.name
    return c.frame(FIELDS, {"file": [file] * len(fields), "field": fields})


def _order_fields(layout: Layout) -> list[str]:
    has = layout.orders.positions
    fields = [f"customer.{field}" for field in CUSTOMER_FIELDS if field in has]
    fields += [
        f"customer.{field}"
        for field in ("name", "phone")
        if field not in has and {f"bill_{field}", f"ship_{field}"} & set(has)
    ]
    fields += [f"order.{name}" for name in ("payment_method", "shipping_method") if name in has]
    return fields + [f"charge.{kind}" for kind in CHARGE_COLUMNS if kind in has]


def _line_fields(layout: Layout) -> list[str]:
    orders, lines = layout.orders.positions, layout.lines.positions
    fields = ["line.add", "line.remove"]
    fields += [f"line.{name}" for name in ("sku", "name", "price", "quantity") if name in lines]
    if {"discount", "order_discount"} & set(orders):
        fields.append("discount.order")
    if {"discount", *LINE_DISCOUNTS} & {*orders, *(set(lines) - {"discount"})}:
        fields.append("discount.line")
    if "discount_name" in orders or "discount_name" in lines:
        fields.append("discount.name")
    return fields


def _tax_fields(layout: Layout) -> list[str]:
    orders, lines = set(layout.orders.positions), set(layout.lines.positions)
    rates = {"tax_rate", "tax_rate_fraction"}
    by_line = bool(lines & {*rates, "tax_amount"}) or {"total", "total_without_tax"} <= lines
    if not by_line and not orders & {*rates, "tax"}:
        return []
    fields = ["tax.add", "tax.remove", "tax.rate", "tax.amount", "order.tax_exempt"]
    if lines & {"tax_name", "tax_details"} or "tax_name" in orders:
        fields.append("tax.name")
    return [*fields, "tax.line"] if by_line else fields
