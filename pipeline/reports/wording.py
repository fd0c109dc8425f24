"""Slugs of the tables as words of the reader's language, in workbooks and on the screen.

What is not known here is shown as it is. English readers of the screen know
the slugs from policy files and JSON, so they see them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pipeline.catalogue.names import PAYMENT_STATES, RESULTS
from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports.open_questions import tell_open

MONEY_ACTIONS = {"collect": N_("collect"), "refund": N_("refund"), "bill": N_("bill"), "none": N_("none")}
EDIT_ACTIONS = {
    "add": N_("add"),
    "change": N_("change"),
    "remove": N_("remove"),
    "restore": N_("edit|put back"),
}
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
_CHARGES = {
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
    "line_tax": N_("tax of the lines"),
    "discount_shares": N_("shares of discounts"),
}
_RECORDS = {
    "apply": N_("apply"),
    "undo": N_("undo"),
    "orders": N_("orders"),
    "edits": N_("edits"),
    "policy": N_("policy"),
    "output": N_("output"),
    "open": N_("open"),
    "settled": N_("settled"),
    "superseded": N_("superseded"),
    "yes": N_("yes"),
    "no": N_("no"),
}
_SLUGS = {
    **RULES,
    **_RECORDS,
    **PAYMENT_STATES,
    **MONEY_ACTIONS,
    **RESULTS,
    **EDIT_ACTIONS,
    **TARGETS,
    **_CHARGES,
    **COMPONENTS,
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
    **_CHARGES,
    "tax_exempt": N_("tax exempt"),
}

_ITEM = re.compile(r".+ \(#[0-9]+\)")
"""An item as changes name it: `TEA-01 (#2)`."""
_PRICE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def say_all(slugs: pd.Series, known: Mapping[str, str], words: Words) -> pd.Series:
    """Each slug of the column in words; what is not known stays as it is."""
    return say_each(slugs, lambda slug, _: words.text(known[slug]) if slug in known else slug, words)


def say_each(slugs: pd.Series, say: Callable[[str, Words], str], words: Words) -> pd.Series:
    """Each text of the column as that function says it."""
    said = {slug: say(slug, words) for slug in slugs.unique()}
    return pd.Series([said[slug] for slug in slugs.tolist()], index=slugs.index, dtype="str")


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


def name_of(word: str, words: Words) -> str:
    """A word of the tables on the screen: in English as policy files and JSON have it, else said.

    What is none of the program's stays as it is.

    >>> from pipeline.languages import ENGLISH, find_words
    >>> name_of("shipping_fee", ENGLISH), name_of("Tea", find_words("fr"))
    ('shipping_fee', 'Tea')
    """
    if words.language == "en":
        return word
    return words.text(_SLUGS[word]) if word in _SLUGS else say_field(word, words)


def tell_thing(thing: str, words: Words) -> str:
    """What a change is about: a word of the program, an item, or a discount with the item it is on.

    >>> from pipeline.languages import ENGLISH
    >>> tell_thing("Geste on TEA-01 (#2)", ENGLISH), tell_thing("customer", ENGLISH)
    ('Geste on TEA-01 (#2)', 'customer')
    """
    name, is_on, item = thing.rpartition(" on ")
    if is_on and _ITEM.fullmatch(item):
        return words.say("{discount} on {item}", discount=name, item=item)
    return name_of(thing, words)


def tell_value(value: str, field: str, words: Words) -> str:
    """What a field held or is to hold; a whole item is told with its price.

    >>> from pipeline.languages import find_words
    >>> tell_value("2 × Tea at 1234.50", "item", find_words("it"))
    '2 × Tea a 1’234.50'
    """
    items, _, price = value.rpartition(" at ")
    if field == "item" and words.language != "en" and _PRICE.fullmatch(price):
        return words.say("{items} at {price}", items=items, price=words.figure(price))
    return name_of(value, words) if field == "tax_exempt" else value


def say_convention(found: Mapping[Any, Any], words: Words) -> str:
    """How the shop calculates, a row of `schemas.outcome.CONVENTIONS` in that language, as sentences."""
    told = str(found["in_words"])
    return " ".join([f"{told[:1].upper()}{told[1:].removesuffix('.')}.", *tell_open(found, words)])
