"""One calculation of an order told line by line: from a trace to its account."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.convention import component_gaps
from pipeline.explain.account import Component, Reckoning, Sum
from pipeline.explain.discounts import Discounts, list_discounts
from pipeline.explain.pieces import ChargeReckoned, LineReckoned
from pipeline.explain.spelling import Spelling
from pipeline.explain.taxes import Taxes, list_taxes
from pipeline.languages import ENGLISH, Words
from pipeline.money import PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT, quantity_text, rate_text
from pipeline.money.fine import Fine, sum_fine
from pipeline.totals import Trace
from schemas import columns
from schemas.orders import COMPONENTS, Tables


def tell_reckoning(trace: Trace, stored: Tables, words: Words = ENGLISH, *, is_stored: bool) -> Reckoning:
    """The calculation of the one order in the trace.

    `stored` holds its stored components; `is_stored`: the tables of the trace
    are as the export states them, not as edits leave them. Its sentences are
    in that language.
    """
    spelling = Spelling(int(trace.tables.orders["decimals"].iloc[0]), words)
    discounts = list_discounts(trace, spelling, is_stored=is_stored)
    taxes = list_taxes(trace, spelling)
    together = trace.things.size - 1
    return Reckoning(
        prices_include_tax=bool(trace.totals.orders["is_included"].iloc[0]),
        is_tax_exempt=bool(trace.tables.is_exempt[0]),
        taxes_rounded=trace.convention.tax_level,
        order_discounts=tuple(discounts.of_order),
        lines=tuple(
            _line(trace, spelling, place, row, discounts, taxes, is_stored=is_stored)
            for place, row in enumerate(columns.records(trace.tables.lines))
        ),
        charges=tuple(
            _charge(trace, spelling, place, row, discounts, taxes)
            for place, row in enumerate(columns.records(trace.tables.charges), trace.things.lines)
        ),
        charges_taxed=spelling.fine(trace.taxed, together),
        charges_together=taxes.at(together),
        tax_groups=taxes.groups,
        tax_sums=taxes.sums,
        taxes_as_stored=taxes.as_stored,
        taxes_lowered=taxes.lowered,
        components=_components(trace, stored, spelling, is_stored=is_stored),
        sum=_sum(trace, spelling),
        stored_sum=_sum_stored(trace, stored, spelling),
    )


def _line(
    trace: Trace,
    spelling: Spelling,
    place: int,
    row: dict[str, Any],
    discounts: Discounts,
    taxes: Taxes,
    *,
    is_stored: bool,
) -> LineReckoned:
    price = Fine(*(np.array([row[f"unit_price_{name}"]], dtype=np.int64) for name in ("sub", "part")))
    product = price.times(row["quantity_milli"], PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT)
    amount = trace.entered.at(slice(place, place + 1))
    is_stated = is_stored and row["has_tax"]
    return LineReckoned(
        number=int(row["line_number"]),
        sku=row["sku"],
        name=row["name"],
        unit_price=spelling.price(price),
        quantity=quantity_text(row["quantity_milli"]),
        unrounded=spelling.fine(product),
        amount=spelling.fine(amount),
        rounding=spelling.rounding(product, 0, amount),
        discounts=discounts.at(place),
        left=spelling.fine(trace.left, place),
        taxed=spelling.fine(trace.taxed, place),
        taxes=taxes.at(place),
        tax=spelling.minor(trace.totals.lines["tax_minor"].iloc[place]),
        stored_tax=spelling.minor(row["tax_minor"]) if is_stated else "",
    )


def _charge(
    trace: Trace, spelling: Spelling, place: int, row: dict[str, Any], discounts: Discounts, taxes: Taxes
) -> ChargeReckoned:
    lines = trace.left.at(slice(0, trace.things.lines))
    items = sum_fine(np.zeros(trace.things.lines, dtype=np.int64), lines, 1)
    is_percent = row["rate_ppb"] != 0
    return ChargeReckoned(
        kind=row["kind"],
        name=row["name"],
        rate=rate_text(row["rate_ppb"]) if is_percent else "",
        base=spelling.fine(items) if is_percent else "",
        amount=spelling.fine(trace.entered, place),
        discounts=discounts.at(place),
        left=spelling.fine(trace.left, place),
        taxes=taxes.at(place),
    )


def _components(
    trace: Trace, stored: Tables, spelling: Spelling, *, is_stored: bool
) -> tuple[Component, ...]:
    """Calculated, stored and their gap; of parts of a component only what is off in all."""
    order, calculated = stored.orders.iloc[0], trace.totals.orders.iloc[0]
    found = []
    for name in COMPONENTS:
        reckoned, minor = int(calculated[f"{name}_minor"]), int(order[f"{name}_minor"])
        is_stated = bool(order[f"has_{name}"])
        gap = spelling.minor(minor - reckoned if is_stated else 0)
        found.append(
            Component(name, spelling.minor(reckoned), spelling.minor(minor) if is_stated else "", gap)
        )
    gaps = component_gaps(trace.tables, trace.totals) if is_stored else {}
    parts = {name: int(gap[0]) for name, gap in gaps.items() if name not in COMPONENTS and gap[0]}
    return (*found, *(Component(name, "", "", spelling.minor(gap)) for name, gap in parts.items()))


def _sum(trace: Trace, spelling: Spelling) -> Sum:
    """The total with its terms, the taxes of prices apart."""
    order = trace.totals.orders.iloc[0]
    items, discount, shipping, fees, tax, total = (int(order[f"{name}_minor"]) for name in COMPONENTS)
    on_top = int(trace.taxing.on_top.sum())
    parts = items - discount + shipping + fees + on_top
    terms = (items, discount, shipping, fees, on_top, tax - on_top, total - parts, total)
    return Sum(*(spelling.minor(term) for term in terms))


def _sum_stored(trace: Trace, stored: Tables, spelling: Spelling) -> str:
    """What the stored components add up to; "" where some taxes are inside the prices and some on top."""
    order, reckoned = stored.orders.iloc[0], trace.totals.orders.iloc[0]
    items, discount, shipping, fees, tax = (int(order[f"{name}_minor"]) for name in COMPONENTS[:-1])
    on_top = int(trace.taxing.on_top.sum())
    if on_top not in (0, int(reckoned["tax_minor"])):
        return ""
    is_added = not reckoned["is_included"] if on_top == int(reckoned["tax_minor"]) == 0 else on_top != 0
    return spelling.minor(items - discount + shipping + fees + (tax if is_added else 0))
