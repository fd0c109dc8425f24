"""The messages of a run: for each order with money newly due one text in its customer's language.

The amount is what the report calls newly due: with a ledger nothing is asked
for twice, and an order with nothing new gets no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.languages import Words
from pipeline.languages.speech import ASSUMED, Speech, find_speech
from pipeline.messages.differences import Comparison, OrderParts
from pipeline.messages.facts import Facts, TaxFacts
from pipeline.messages.one_line import one_line
from pipeline.messages.spelling import Spelling
from pipeline.messages.templates import Templates
from pipeline.problems import Problem, problem
from schemas.columns import records, records_by_order
from schemas.orders import TABLE_NAMES, Tables
from schemas.outcome import Outcome

Row = dict[str, Any]
_E_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Occasion:
    """What all messages of a run share.

    `asked`: the language to write to everybody in, if one was given;
    `default`: the one for customers whose own is not known. `moment` is when
    the run began, ISO 8601. `are_keys_kept` as in `Comparison`.
    """

    templates: Templates
    asked: Words | None
    default: Words
    shop: str
    moment: str
    are_keys_kept: bool = True


@dataclass(frozen=True)
class Message:
    """One message: to whom, about what, in which language and words.

    `email` as the order has it; "" in `recipient` where nothing can be sent there.
    """

    order_key: int
    order_id: str
    language: str
    source: str
    name: str
    email: str
    recipient: str
    facts: Facts
    amount_minor: int
    decimals: int
    subject: str
    text: str


def compose_messages(occasion: Occasion, orders: Tables, outcome: Outcome) -> list[Message]:
    """The messages in the orders' order; `orders` are as they were read.

    Raises `InputRefused` if a template cannot be filled in, or there is none
    in the language of those whose own is not known.
    """
    occasion.templates.require((occasion.asked or occasion.default).language)
    due = outcome.reconciliation.loc[
        (outcome.reconciliation["action_new"] != "none") & (outcome.reconciliation["amount_new_minor"] > 0)
    ]
    before = _split(orders.only(due["order_key"]))
    after = _split(outcome.after.only(due["order_key"]))
    taxes = records_by_order(outcome.tax_by_rate.loc[outcome.tax_by_rate["order_key"].isin(due["order_key"])])
    return [
        _compose(occasion, owed, before[key], after.get(key, before[key]), taxes[key])
        for owed in records(due)
        for key in [owed["order_key"]]
    ]


def tell_doubts(messages: list[Message]) -> list[Problem]:
    """Orders whose customer's language is not known, and those nothing can be sent to."""
    return list(_tell_doubts(messages))


def _tell_doubts(messages: list[Message]) -> Iterator[Problem]:
    for one in messages:
        place = {"order_id": one.order_id, "order_key": one.order_key}
        if one.source == ASSUMED:
            yield problem("message-language-assumed", found=one.language, **place)
        if not one.recipient:
            yield problem("message-without-email", found=one.email, **place)


def _compose(
    occasion: Occasion, owed: Row, before: OrderParts, after: OrderParts, taxes: list[Row]
) -> Message:
    order = after.order
    offered = occasion.templates.languages(owed["action_new"])
    speech = find_speech(order, occasion.asked, occasion.default, offered)
    changes = Comparison(before, after, speech.words, are_keys_kept=occasion.are_keys_kept).tell()
    facts = _state(occasion, owed, order, speech, changes, taxes)
    filled = occasion.templates.fill_in(speech.words.language, facts)
    email = one_line(order["email"])
    return Message(
        order_key=owed["order_key"],
        order_id=owed["order_id"],
        language=speech.words.language,
        source=speech.source,
        name=facts.name,
        email=email,
        recipient=email if _E_MAIL.fullmatch(email) else "",
        facts=facts,
        amount_minor=owed["amount_new_minor"],
        decimals=owed["decimals"],
        subject=filled.subject,
        text=filled.text,
    )


def _state(
    occasion: Occasion, owed: Row, order: Row, speech: Speech, changes: tuple[str, ...], taxes: list[Row]
) -> Facts:
    spelled = Spelling(speech.words, owed["decimals"], owed["currency"])
    outstanding = owed["outstanding_after_minor"]
    is_refund = owed["action_new"] == "refund"
    return Facts(
        order_id=one_line(owed["order_id"]),
        name=one_line(order["name"]),
        action=owed["action_new"],
        amount=spelled.amount(owed["amount_new_minor"]),
        currency=owed["currency"],
        total_before=spelled.amount(owed["total_before_minor"]),
        total_after=spelled.amount(owed["total_after_minor"]),
        difference=spelled.amount(owed["difference_minor"], is_signed=True),
        paid=spelled.amount(owed["paid_net_minor"]),
        still_open=spelled.amount(outstanding) if outstanding > 0 else "",
        asked_before=(owed["action"], owed["amount_minor"]) != (owed["action_new"], owed["amount_new_minor"]),
        set_against=outstanding > 0 if is_refund else outstanding < 0,
        changes=changes,
        taxes=tuple(_state_tax(spelled, tax) for tax in taxes if tax["tax_after_minor"]),
        reference=one_line(order["payment_reference"]),
        shop=one_line(occasion.shop),
        date=speech.words.date(occasion.moment),
    )


def _state_tax(spelled: Spelling, tax: Row) -> TaxFacts:
    return TaxFacts(
        name=one_line(tax["name"]),
        rate=spelled.rate(tax["rate_ppb"]) if tax["rate_ppb"] else "",
        label=one_line(spelled.tax(tax)),
        base=spelled.amount(tax["base_after_minor"]),
        amount=spelled.amount(tax["tax_after_minor"]),
        is_included=bool(tax["is_included"]),
    )


def _split(tables: Tables) -> dict[int, OrderParts]:
    """Each order with its rows, by order_key."""
    rows = {name: records_by_order(getattr(tables, name)) for name in TABLE_NAMES}
    return {
        key: OrderParts(order, *(rows[name][key] for name in TABLE_NAMES[1:]))
        for key, (order,) in rows["orders"].items()
    }
