"""Names the program has for things, as people call them in their language.

Tables and JSON hold English words without spaces (`shipping_fee`). English
readers know them from there and from policy files, so they see them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from pipeline.languages import N_, Words


def _index(*groups: Iterable[str]) -> Mapping[str, str]:
    """The texts by the word that tables hold."""
    return {text.replace(" ", "_"): text for text in chain(*groups)}


_TARGETS = (N_("item"), N_("customer"), N_("discount"), N_("order"), N_("tax"))
_ACTIONS = (N_("add"), N_("change"), N_("remove"), N_("restore"))
_RESULTS = (N_("applied"), N_("nothing to do"), N_("held"), N_("rejected"))
_FIELDS = (
    *(N_("sku"), N_("name"), N_("price"), N_("quantity"), N_("kind"), N_("value"), N_("rate"), N_("amount")),
    *(N_("payment method"), N_("shipping method"), N_("shipping fee"), N_("handling fee"), N_("tax exempt")),
    *(N_("email"), N_("phone")),
    *(N_("ship name"), N_("ship company"), N_("ship street 1"), N_("ship street 2"), N_("ship postal code")),
    *(N_("ship city"), N_("ship region"), N_("ship country"), N_("ship phone")),
    *(N_("bill name"), N_("bill company"), N_("bill street 1"), N_("bill street 2"), N_("bill postal code")),
    *(N_("bill city"), N_("bill region"), N_("bill country"), N_("bill phone")),
    *(N_("yes"), N_("no")),
)
_CHARGES = (N_("shipping"), N_("handling"), N_("surcharge"), N_("tip"))
_COMPONENTS = (
    *(N_("items"), N_("fees"), N_("total"), N_("tax of the lines"), N_("shares of discounts")),
    *(N_("line tax"), N_("discount shares")),
)
_MONEY = (N_("collect"), N_("refund"), N_("bill"), N_("none"))
_RECORDS = (
    *(N_("apply"), N_("undo"), N_("orders"), N_("edits"), N_("policy"), N_("output")),
    *(N_("open"), N_("settled"), N_("superseded")),
)
_PAYMENT_STATES = (
    *(N_("paid"), N_("unpaid"), N_("partially paid"), N_("partially refunded"), N_("refunded")),
    *(N_("cancelled"), N_("unknown")),
)
_NAMES = _index(
    _TARGETS, _ACTIONS, _RESULTS, _FIELDS, _CHARGES, _COMPONENTS, _MONEY, _RECORDS, _PAYMENT_STATES
)


_ITEM = re.compile(r".+ \(#[0-9]+\)")
"""An item as changes name it: `TEA-01 (#2)`."""
_PRICE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def name_of(word: str, words: Words) -> str:
    """The word in that language; as it is in English, or where it is none of the program's.

    >>> from pipeline.languages import ENGLISH, find_words
    >>> name_of("shipping_fee", ENGLISH), name_of("Tea", find_words("fr"))
    ('shipping_fee', 'Tea')
    """
    return word if words.language == "en" else words.text(_NAMES.get(word, "")) or word


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
