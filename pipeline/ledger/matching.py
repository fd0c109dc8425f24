"""Which open amounts are settled by a list of orders or by a payment provider's rows; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from pipeline.ledger.frames import to_frame
from pipeline.ledger.netting import signed
from schemas import columns
from schemas.entry import MATCHED, UNMATCHED

_Row = dict[str, Any]
_Shop = tuple[str, str, str]


@dataclass(frozen=True)
class Matching:
    """What fits (`schemas.entry.MATCHED`) and what does not (`UNMATCHED`)."""

    matched: pd.DataFrame
    unmatched: pd.DataFrame


def match_orders(open_amounts: pd.DataFrame, order_ids: Iterable[str]) -> Matching:
    """Every open amount of the orders named. A number that several shops use is not matched.

    `open_amounts` are open rows of `schemas.entry.AMOUNTS`.
    """
    by_reference = _index(open_amounts, ("order_id",))
    matched: list[_Row] = []
    unmatched: list[_Row] = []
    for place, order_id in enumerate(dict.fromkeys(order_ids)):
        orders = by_reference.get(_fold(order_id), {})
        if len(orders) != 1:
            row = {"place": place, "reference": order_id, "amount_minor": 0, "currency": ""}
            unmatched.append({**row, "why": "ambiguous" if orders else "unknown"})
            continue
        (amounts,) = orders.values()
        matched += [_settled(one, -1, "", "") for one in amounts]
    return _matching(matched, unmatched)


def match_payments(open_amounts: pd.DataFrame, payments: pd.DataFrame) -> Matching:
    """Open amounts that a payment settles: the same order, currency, direction and amount.

    `payments` are `schemas.entry.PAYMENTS`; a reference is the order's number
    or the payment reference of the order. A payment settles the oldest open
    amount that is equal to it, or all open amounts of the order if it is equal
    to their sum. Each amount is settled once, and never by a payment made before
    it was asked for: that one paid for the order as it was.
    """
    by_reference = _index(open_amounts, ("order_id", "payment_reference"))
    matched: list[_Row] = []
    unmatched: list[_Row] = []
    settled: set[int] = set()
    for payment in columns.records(payments):
        orders = by_reference.get(_fold(payment["reference"]), {})
        orders = {shop: _without(amounts, settled) for shop, amounts in orders.items()}
        asked = {shop: _asked_before(amounts, payment["paid_at"]) for shop, amounts in orders.items()}
        fitting = _find_fitting(asked, payment)
        if len(fitting) == 1:
            for one in fitting[0]:
                matched.append(_settled(one, payment["place"], payment["reference"], payment["paid_at"]))
                settled.add(one["amount_id"])
        else:
            unmatched.append({**payment, "why": _tell_why(fitting, orders, payment)})
    return _matching(matched, unmatched)


def _fold(reference: str) -> str:
    return reference.strip().removeprefix("#").casefold()


def _index(open_amounts: pd.DataFrame, names: tuple[str, ...]) -> dict[str, dict[_Shop, list[_Row]]]:
    """The open amounts by what may refer to them and by order, the oldest first."""
    index: dict[str, dict[_Shop, list[_Row]]] = defaultdict(dict)
    for one in columns.records(open_amounts.sort_values("amount_id", kind="stable")):
        for reference in {_fold(one[name]) for name in names} - {""}:
            index[reference].setdefault((one["platform"], one["order_id"], one["currency"]), []).append(one)
    return index


def _find_fitting(orders: dict[_Shop, list[_Row]], payment: _Row) -> list[list[_Row]]:
    """For each order that the payment fits, the amounts it settles."""
    fitting = []
    for (_, _, currency), amounts in orders.items():
        values = [signed(one["action"], one["amount_minor"]) for one in amounts]
        if currency != payment["currency"] or not amounts:
            continue
        if payment["amount_minor"] in values:
            fitting.append([amounts[values.index(payment["amount_minor"])]])
        elif sum(values) == payment["amount_minor"]:
            fitting.append(list(amounts))
    return fitting


def _tell_why(fitting: list[list[_Row]], orders: dict[_Shop, list[_Row]], payment: _Row) -> str:
    if fitting:
        return "ambiguous"
    if not any(orders.values()):
        return "unknown"
    return "paid_before" if _find_fitting(orders, payment) else "amount_differs"


def _asked_before(amounts: list[_Row], paid_at: str) -> list[_Row]:
    """The amounts that had been asked for when the payment was made; all of them if nobody knows when."""
    if not paid_at:
        return amounts
    paid = datetime.fromisoformat(paid_at)
    return [one for one in amounts if datetime.fromisoformat(one["reported_at"]) <= paid]


def _without(amounts: list[_Row], settled: set[int]) -> list[_Row]:
    return [one for one in amounts if one["amount_id"] not in settled]


def _settled(amount: _Row, place: int, reference: str, settled_at: str) -> _Row:
    return {
        "amount_id": amount["amount_id"],
        "place": place,
        "reference": reference,
        "settled_at": settled_at,
    }


def _matching(matched: list[_Row], unmatched: list[_Row]) -> Matching:
    return Matching(to_frame(MATCHED, matched), to_frame(UNMATCHED, unmatched))
