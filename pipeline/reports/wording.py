"""Slugs of the tables as words of the report's language; what is not known here is shown as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports.open_questions import tell_open
from schemas.convention import Convention
from schemas.convention_words import in_words, say

RESULTS = {
    "applied": N_("applied"),
    "nothing_to_do": N_("nothing to do"),
    "held": N_("held"),
    "rejected": N_("rejected"),
}
MONEY_ACTIONS = {"collect": N_("collect"), "refund": N_("refund"), "bill": N_("bill"), "none": N_("none")}
EDIT_ACTIONS = {"add": N_("add"), "change": N_("change"), "remove": N_("remove"), "restore": N_("put back")}
TARGETS = {
    "item": N_("item"),
    "customer": N_("customer"),
    "discount": N_("discount"),
    "order": N_("order"),
    "tax": N_("tax"),
}
RULES = {"edit": N_("edit"), "follows": N_("follows"), "add": N_("add"), "remove": N_("remove")}
THINGS = {
    "customer": N_("customer"),
    "order": N_("order"),
    "shipping": N_("shipping"),
    "handling": N_("handling"),
    "surcharge": N_("surcharge"),
    "tip": N_("tip"),
}
COMPONENTS = {
    "items": N_("items"),
    "discount": N_("discount"),
    "shipping": N_("shipping"),
    "fees": N_("fees"),
    "tax": N_("tax"),
    "total": N_("total"),
}
STATES = {
    "paid": N_("paid"),
    "unpaid": N_("unpaid"),
    "partially_paid": N_("partially paid"),
    "partially_refunded": N_("partially refunded"),
    "refunded": N_("refunded"),
    "cancelled": N_("cancelled"),
    "unknown": N_("unknown"),
}
_PARTS = {
    "name": N_("name"),
    "company": N_("company"),
    "street_1": N_("street"),
    "street_2": N_("street, second line"),
    "city": N_("city"),
    "region": N_("region"),
    "postal_code": N_("postal code"),
    "country": N_("country"),
    "phone": N_("phone"),
}
_WHOSE = {"ship": N_("shipping address: {part}"), "bill": N_("billing address: {part}")}
_FIELDS = {
    **TARGETS,
    **_PARTS,
    "email": N_("e-mail"),
    "sku": N_("SKU"),
    "price": N_("price"),
    "quantity": N_("quantity"),
    "kind": N_("kind"),
    "value": N_("value"),
    "rate": N_("rate"),
    "amount": N_("amount"),
    "payment_method": N_("payment option"),
    "shipping_method": N_("shipping method"),
    "shipping_fee": N_("shipping fee"),
    "handling_fee": N_("handling fee"),
    "surcharge": N_("surcharge"),
    "tip": N_("tip"),
    "tax_exempt": N_("tax exempt"),
}
_NO_TAX, _EACH_SAYS, _NO_FIGURES = (
    N_("no tax in these orders"),
    N_("each order says whether its prices include tax"),
    N_("no totals are stated to compare with; assumed: {convention}"),
)


def say_all(slugs: pd.Series, known: Mapping[str, str], words: Words) -> pd.Series:
    """Each slug of the column in words."""
    said = {slug: words.text(known[slug]) if slug in known else slug for slug in slugs.unique()}
    return pd.Series([said[slug] for slug in slugs.tolist()], index=slugs.index, dtype="str")


def say_fields(fields: pd.Series, words: Words) -> pd.Series:
    """Each field of a change in words."""
    said = {field: say_field(field, words) for field in fields.unique()}
    return pd.Series([said[field] for field in fields.tolist()], index=fields.index, dtype="str")


def say_field(field: str, words: Words) -> str:
    """A field of an order in words.

    >>> from pipeline.languages import ENGLISH
    >>> say_field("ship_street_1", ENGLISH), say_field("sku", ENGLISH)
    ('shipping address: street', 'SKU')
    """
    if field in _FIELDS:
        return words.text(_FIELDS[field])
    whose, _, part = field.partition("_")
    if whose in _WHOSE and part in _PARTS:
        return words.say(_WHOSE[whose], part=words.text(_PARTS[part]))
    return field


def say_convention(found: Mapping[Any, Any], words: Words) -> str:
    """How the shop calculates, a row of `schemas.outcome.CONVENTIONS`, as sentences."""
    told = str(found["in_words"])
    if words.language != "en" and found["parameters"]:
        told = _say_again(told, Convention(**json.loads(found["parameters"])), words)
    sentences = [f"{told[:1].upper()}{told[1:].removesuffix('.')}.", *_say_open(found, words)]
    return " ".join(sentences)


def _say_again(told: str, convention: Convention, words: Words) -> str:
    """The English words about some orders in another language."""
    whole = in_words(convention, words.language)
    first, _, rest = whole.partition(";")
    if told.startswith(_NO_TAX):
        return f"{words.text(_NO_TAX)}; {say('allocation', convention.allocation, words.language)}"
    if told.startswith(_EACH_SAYS):
        return f"{words.text(_EACH_SAYS)}{first[len(first.rstrip()) :]};{rest}"
    if told.startswith(_NO_FIGURES.partition("{")[0]):
        return words.say(_NO_FIGURES, convention=whole)
    return whole


def _say_open(found: Mapping[Any, Any], words: Words) -> list[str]:
    """What the orders leave open; in other languages than English without what would decide it."""
    if words.language == "en":
        return tell_open(found)
    choices = [
        " / ".join(_say_choice(name.replace(" ", "_"), choice, words) for choice in values.split(" or "))
        for name, _, values in (one.partition(": ") for one in found["tied_with"].split("; ") if one)
    ]
    told = [words.say("Left open: {choices}.", choices="; ".join(choices))] if choices else []
    second = found["second"].partition(" on ")
    if second[0]:
        number = second[2].partition(" ")[0]
        told.append(words.say("Another way: {convention} ({number}).", convention=second[0], number=number))
    return told


def _say_choice(parameter: str, choice: str, words: Words) -> str:
    """One value of a parameter that is left open, in words where there are some."""
    spelled: bool | int | str = {"True": True, "False": False}.get(choice, choice)
    try:
        return say(parameter, int(choice) if choice.isdecimal() else spelled, words.language)
    except KeyError:
        return choice
