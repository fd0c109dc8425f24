"""Which open amounts a list or a provider's payments settle, and why the others do not; pure.

A payment that settled something once is known by its own name in the ledger
and never settles anything again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.history.find import fold
from pipeline.history.order_list import Listed
from pipeline.history.payments import Payment
from pipeline.languages import N_
from pipeline.ledger import match_orders, match_payments
from pipeline.money import canonical_number, currency_decimals, parse_plain
from schemas import columns
from schemas.entry import MATCHED, PAYMENTS

_Row = dict[str, Any]
REASONS = {
    "unknown": N_("no open amount has this reference"),
    "nothing_open": N_("nothing is open on this order"),
    "ambiguous": N_("it fits several orders"),
    "amount_differs": N_("the open amount, its currency or its direction is another"),
    "paid_before": N_("it was paid before the amount was asked for"),
    "repeated": N_("the same payment stands in the file before"),
    "bad_amount": N_("the amount cannot be read"),
    "bad_date": N_("the date cannot be read"),
    "no_date": N_("there is no date"),
    "no_order": N_("no order is named"),
    "reversal": N_("a refund that failed: look at what it had settled"),
    "used_in_part": N_("a refund of this payment settled something before; this file only tells their sum"),
}


@dataclass(frozen=True)
class Left:
    """What settles nothing: where it stands, what it names, and why."""

    place: int
    reference: str
    amount: str
    currency: str
    why: str


@dataclass(frozen=True)
class Decided:
    """What is to be settled (`schemas.entry.MATCHED`), was settled before, and does not fit."""

    matched: pd.DataFrame = field(default_factory=lambda: columns.empty(MATCHED))
    before: tuple[Left, ...] = ()
    unmatched: tuple[Left, ...] = ()


def decide_payments(amounts: pd.DataFrame, payments: Sequence[Payment]) -> Decided:
    """What the payments settle; `amounts` are all amounts of the ledger, open or not."""
    used = set(amounts.loc[amounts["state"] == "settled", "reference"]) - {""}
    before = [one for one in payments if one.payment_id in used]
    fresh = [one for one in payments if one.payment_id not in used]
    first = {one.payment_id: number for number, one in reversed(list(enumerate(fresh)))}
    open_amounts = amounts.loc[amounts["state"] == "open"]
    index = _index(open_amounts)
    whys = {number: why for number, one in enumerate(fresh) if (why := _refuse(one, index, used))}
    whys |= {number: "repeated" for number, one in enumerate(fresh) if first[one.payment_id] != number}
    usable = {number: one for number, one in enumerate(fresh) if number not in whys}
    matching = match_payments(open_amounts, _as_payments(usable, index))
    whys |= dict(zip(matching.unmatched["place"], matching.unmatched["why"], strict=True))
    known = _index(amounts)
    numbers = matching.matched["place"].tolist()
    matched: dict[str, object] = {
        "amount_id": matching.matched["amount_id"].tolist(),
        "place": [usable[number].place for number in numbers],
        "reference": [usable[number].payment_id for number in numbers],
        "settled_at": matching.matched["settled_at"].tolist(),
    }
    return Decided(
        columns.frame(MATCHED, matched) if numbers else columns.empty(MATCHED),
        tuple(_left(one, "settled_before") for one in before),
        tuple(_left(fresh[number], _finer(whys[number], fresh[number], known)) for number in sorted(whys)),
    )


def _index(amounts: pd.DataFrame) -> dict[str, set[tuple[str, str, str]]]:
    """The orders by what may refer to them."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    names = ["platform", "order_id", "currency", "payment_reference"]
    for platform, order_id, currency, reference in amounts[names].itertuples(index=False, name=None):
        for name in {fold(order_id), fold(reference)} - {""}:
            found.setdefault(name, set()).add((platform, order_id, currency))
    return found


def _refuse(one: Payment, index: dict[str, set[tuple[str, str, str]]], used: set[str]) -> str:
    """Why a payment cannot be used, before its amount is looked at; "" if it can."""
    stem, is_sum, _ = one.payment_id.partition(" refunded ")
    if is_sum and any(name.startswith(f"{stem} refunded ") for name in used):
        return "used_in_part"
    named = [index[fold(name)] for name in one.references if fold(name) in index]
    is_torn = bool(named) and not set.intersection(*named)
    return one.why or ("ambiguous" if is_torn else "")


def _choose(one: Payment, index: dict[str, set[tuple[str, str, str]]]) -> str:
    """The first reference that an open amount knows, else the first one."""
    known = [name for name in one.references if fold(name) in index]
    return next(iter([*known, *one.references]), "")


def _as_payments(usable: dict[int, Payment], index: dict[str, set[tuple[str, str, str]]]) -> pd.DataFrame:
    if not usable:
        return columns.empty(PAYMENTS)
    given = {
        "place": list(usable),
        "reference": [_choose(one, index) for one in usable.values()],
        "amount_minor": [one.amount_minor for one in usable.values()],
        "currency": [one.currency for one in usable.values()],
        "paid_at": [one.paid_at for one in usable.values()],
    }
    return columns.frame(PAYMENTS, given)


def _finer(why: str, one: Payment, known: dict[str, set[tuple[str, str, str]]]) -> str:
    if why == "unknown" and any(fold(name) in known for name in one.references):
        return "nothing_open"
    return why


def _left(one: Payment, why: str) -> Left:
    reference = next(iter(one.references), "") or one.payment_id
    return Left(one.place, reference, one.text, one.currency, why)


def decide_list(amounts: pd.DataFrame, listed: Sequence[Listed], list_id: str = "") -> Decided:
    """What a list of orders settles: all that is open on each, or just the amount beside it.

    `list_id` names the list: a line with an amount settles once, however
    often the same list is given.
    """
    open_amounts = amounts.loc[amounts["state"] == "open"]
    whole = [one for one in listed if one.order and not one.amount]
    matching = match_orders(open_amounts, [one.order for one in whole])
    is_taken = amounts["amount_id"].isin(matching.matched["amount_id"])
    exact = [_as_payment(one, open_amounts, list_id) for one in listed if one.order and one.amount]
    paid = decide_payments(amounts.loc[~is_taken], exact)
    whys = dict(zip(matching.unmatched["reference"], matching.unmatched["why"], strict=True))
    lost = [_listed(one, whys[one.order]) for one in whole if one.order in whys]
    lost += [_listed(one, "no_order") for one in listed if not one.order]
    matched = pd.concat([matching.matched, paid.matched], ignore_index=True)
    return _sort_out(amounts, matched, paid.before, [*lost, *paid.unmatched])


def _listed(one: Listed, why: str) -> Left:
    return Left(one.place, one.order, one.amount, one.currency, why)


def _as_payment(one: Listed, open_amounts: pd.DataFrame, list_id: str) -> Payment:
    """The line as a payment in the direction, and if it names none the currency, of what is open."""
    mine = open_amounts.loc[[fold(order_id) == fold(one.order) for order_id in open_amounts["order_id"]]]
    currency = one.currency or next(iter(mine["currency"]), "")
    plain, status = canonical_number(one.amount)
    parsed = parse_plain(pd.Series([plain], dtype="str"), currency_decimals(currency))
    value = abs(int(parsed.values[0]))
    refunds = mine.loc[mine["action"] == "refund", "amount_minor"]
    is_back = value in refunds.tolist() or (len(refunds) > 0 and len(refunds) == len(mine))
    is_good = status == "ok" and bool(parsed.is_ok[0])
    return Payment(
        *(one.place, f"list {list_id} line {one.place}", (one.order,), one.amount, currency),
        *("out" if is_back else "in", ""),
        amount_minor=-value if is_back else value,
        why="" if is_good else "bad_amount",
    )


def _sort_out(
    amounts: pd.DataFrame, matched: pd.DataFrame, done: Iterable[Left], lost: Iterable[Left]
) -> Decided:
    """Tell the orders whose amounts were all settled before from those that do not fit."""
    states: dict[str, set[str]] = {}
    for order_id, state in amounts[["order_id", "state"]].itertuples(index=False, name=None):
        states.setdefault(fold(order_id), set()).add(state)
    before = list(done)
    unmatched: list[Left] = []
    for one in sorted(lost, key=lambda left: left.place):
        found = states.get(fold(one.reference), set())
        is_done = one.why in ("unknown", "nothing_open") and "settled" in found and "open" not in found
        why = "nothing_open" if found and one.why == "unknown" else one.why
        (before if is_done else unmatched).append(
            Left(one.place, one.reference, one.amount, one.currency, "settled_before" if is_done else why)
        )
    return Decided(matched, tuple(before), tuple(unmatched))


def list_settled(amounts: pd.DataFrame, matched: pd.DataFrame) -> list[_Row]:
    """The amounts that are to be settled, each with the payment that does it."""
    references = dict(zip(matched["amount_id"], matched["reference"], strict=True))
    chosen = amounts.loc[amounts["amount_id"].isin(references)]
    return [{**row, "reference": references[row["amount_id"]]} for row in columns.records(chosen)]


def plain_left(left: Left) -> _Row:
    """A line for programs, with the reason as a slug and in words."""
    said = {"in_words": REASONS[left.why]} if left.why in REASONS else {}
    return {"row": left.place, **{k: v for k, v in vars(left).items() if k != "place"}, **said}
