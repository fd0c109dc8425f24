"""Raw rows of many Ecwid orders to the five tables: whole columns at a time, exact.

An order with a number that cannot be read is left out and named with its
problem; every other order keeps the keys it would have had.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.ecwid_json.amounts import find_currency, find_payments, find_tax_modes, sum_by
from pipeline.formats.ecwid_json.columns import Collected, Numbers, make_integers, make_text
from pipeline.formats.ecwid_json.line_tables import (
    LIMIT_MINOR,
    Origin,
    PlaceOf,
    RawColumns,
    make_charges,
    make_discounts,
    make_lines,
    make_taxes,
)
from pipeline.formats.ecwid_json.parts import Place
from pipeline.formats.ecwid_json.read import AMOUNTS
from pipeline.formats.missing_rates import fill_in_rates
from pipeline.formats.moments import to_moments
from pipeline.money import Flags, Integers, currency_decimals
from pipeline.problems import Problem, problem
from schemas import columns as c
from schemas.orders import CUSTOMER_FIELDS, FIELD_NAMES, FIELDS, ORDERS, Tables

DEFAULT_CURRENCY = "CHF"
_TEXTS = (
    "order_id",
    "alternative_id",
    "created_at",
    "status",
    "payment_reference",
    *CUSTOMER_FIELDS,
    "payment_method",
    "shipping_method",
    "comments",
    "locale",
)


@dataclass(frozen=True)
class Built:
    """The tables of a file, its problems, and the numbers of the orders left out."""

    tables: Tables
    problems: tuple[Problem, ...]
    broken_orders: tuple[str, ...]


def build_tables(rows: Collected, origin: Origin) -> Built:
    """The five tables of the file's orders; amounts are minor units of the currency found."""
    raw = RawColumns(rows)
    found = find_currency(make_text(raw.orders["total"]), make_text(raw.orders["usd_total"]))
    currency = origin.currency or found or DEFAULT_CURRENCY
    numbers = Numbers(origin.file, rows.names)
    for position, error in rows.unreadable.items():
        numbers.set_aside(position, error)
    tables = _make_tables(raw, numbers, origin, currency)
    failed = sorted(numbers.failed)
    tables, inferred = fill_in_rates(tables, origin.file, "tax")
    kept = tables.only(tables.orders.loc[~tables.orders["record"].isin([n + 1 for n in failed]), "order_key"])
    problems = [*(numbers.failed[position] for position in failed), *inferred]
    if rows.orders and not (origin.currency or found):
        problems.append(problem("currency-assumed", file=origin.file, found=currency))
    return Built(kept if failed else tables, tuple(problems), tuple(rows.names[n] for n in failed))


def _make_tables(raw: RawColumns, numbers: Numbers, origin: Origin, currency: str) -> Tables:
    decimals = currency_decimals(currency)
    amounts = _read_amounts(raw, numbers, decimals)
    charges = make_charges(raw, numbers, origin, decimals)
    taxes = make_taxes(raw, numbers, origin, decimals)
    fields = {"file": make_text([origin.file] * len(FIELD_NAMES)), "field": make_text(FIELD_NAMES)}
    return Tables(
        orders=_make_orders(raw, amounts, _sum_fees(raw, charges), origin, currency),
        lines=make_lines(raw, numbers, origin, taxes, decimals),
        charges=charges,
        discounts=make_discounts(raw, numbers, origin, amounts, decimals),
        taxes=taxes,
        fields=c.frame(FIELDS, dict(fields)),
    )


def _read_amounts(raw: RawColumns, numbers: Numbers, decimals: int) -> dict[str, Integers]:
    """The orders' own amounts and the sums of their refunds."""
    amounts = {
        name: numbers.read(raw.orders[name], decimals, LIMIT_MINOR, raw.positions, _always(place))
        for name, place in AMOUNTS.items()
        if name != "usd_total"
    }
    positions = make_integers(raw.refunds["position"])
    refunds = numbers.read(
        raw.refunds["amount"], decimals, LIMIT_MINOR, positions, _always(("refunds", "amount"))
    )
    sums = sum_by(raw.owners(raw.refunds), refunds, raw.positions.size)
    stated = amounts["refunded"]
    return {**amounts, "refunded": np.where(stated != 0, stated, sums)}


def _always(place: Place) -> PlaceOf:
    return lambda _: place


def _sum_fees(raw: RawColumns, charges: pd.DataFrame) -> Integers:
    is_fee = (charges["kind"] != "shipping").to_numpy(dtype=bool)
    amounts = np.where(is_fee, charges["amount_minor"].to_numpy(), 0)
    return sum_by(raw.owners(raw.charges), amounts, raw.positions.size)


def _make_orders(
    raw: RawColumns, amounts: dict[str, Integers], fees: Integers, origin: Origin, currency: str
) -> pd.DataFrame:
    size = raw.positions.size
    has = {name: (make_text(raw.orders[name]) != "").to_numpy(dtype=bool) for name in AMOUNTS}
    columns = {
        "order_key": origin.first_key + raw.positions,
        "platform": make_text(["ecwid"] * size),
        "file": make_text([origin.file] * size),
        "record": raw.positions + 1,
        "encoding": make_text([origin.encoding] * size),
        "currency": make_text([currency] * size),
        "decimals": np.full(size, currency_decimals(currency), dtype=np.int64),
        "is_tax_exempt": np.array(raw.orders["is_tax_exempt"], dtype=bool),
        "is_reverse_charge": np.array(raw.orders["is_reverse_charge"], dtype=bool),
        **_find_components(raw, amounts, fees, has),
        **find_payments(
            make_text(raw.orders["status"]),
            amounts["total"],
            amounts["gift_card"],
            amounts["refunded"],
            has["total"],
        ),
        **{name: make_text(raw.orders[name]) for name in _TEXTS},
        "ordered_at": to_moments(make_text(raw.orders["created_at"])),
    }
    return c.frame(ORDERS, columns)


def _find_components(
    raw: RawColumns, amounts: dict[str, Integers], fees: Integers, has: dict[str, Flags]
) -> dict[str, object]:
    """The stored components, which of them are stated, and the tax mode that follows."""
    discount = amounts["discount"] + amounts["coupon"]
    total = amounts["total"] + amounts["gift_card"]
    base = amounts["subtotal"] - discount + amounts["shipping"] + fees
    return {
        "tax_mode": find_tax_modes(raw.orders["prices_include_tax"], amounts["tax"], total, base),
        "items_minor": amounts["subtotal"],
        "discount_minor": discount,
        "shipping_minor": amounts["shipping"],
        "fees_minor": fees,
        "tax_minor": amounts["tax"],
        "total_minor": total,
        "has_items": has["subtotal"],
        "has_discount": has["discount"] | has["coupon"],
        "has_shipping": has["shipping"],
        "has_fees": has["handling"] | np.array(raw.orders["states_fees"], dtype=bool),
        "has_tax": has["tax"],
        "has_total": has["total"],
    }
