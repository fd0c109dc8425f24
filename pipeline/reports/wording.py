"""Slugs of the tables as words of the report's language; what is not known here is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports.open_questions import tell_open

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
RULES = {
    "edit": N_("rule|edit"),
    "follows": N_("rule|follows"),
    "add": N_("rule|add"),
    "remove": N_("rule|remove"),
}
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
    """How the shop calculates, a row of `schemas.outcome.CONVENTIONS` in that language, as sentences."""
    told = str(found["in_words"])
    return " ".join([f"{told[:1].upper()}{told[1:].removesuffix('.')}.", *tell_open(found, words)])
