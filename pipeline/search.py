"""Finding orders by what somebody knows of them: any number, name, address, item or remark; pure.

Case, accents, spaces and "#" make no difference. The text may be a whole
value, stand inside one, or be several words that all stand somewhere in the
order.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import pandas as pd

from schemas.orders import CUSTOMER_FIELDS, Tables

SEARCHED_OF_ORDERS = ("order_id", "alternative_id", "payment_reference", "comments", *CUSTOMER_FIELDS)
SEARCHED_OF_LINES = ("sku", "name")
_END = "\x00"
"""Stands around each value of an order, so that no text is found across two of them."""


def fold(text: str) -> str:
    """The text without what makes no difference.

    >>> fold("Théière  Céladon"), fold("+41 79 555 00 19"), fold("#1001")
    ('theiereceladon', '+41795550019', '1001')
    """
    bare = text.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "".join(bare.replace("#", "").split())


def fold_words(text: str) -> list[str]:
    """The words of a text to search for, folded; none if it holds nothing to search for."""
    return [folded for word in text.split() if (folded := fold(word))]


class OrderSearch:
    """Searches all the orders; what they say is folded once, when first asked for."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def find_closest(self, text: str) -> list[int]:
        """The keys of the orders that hold the text as a whole value.

        Failing that, of those with it inside a value; failing that, of those
        that hold each of its words.
        """
        wanted = fold(text)
        if wanted == "":
            return []
        return self._holding(f"{_END}{wanted}{_END}") or self._holding(wanted) or self.find_all(text)

    def find_all(self, text: str) -> list[int]:
        """The keys of the orders that hold each word of the text somewhere; none for an empty one."""
        words = fold_words(text)
        return self._holding(*words) if words else []

    def _holding(self, *wanted: str) -> list[int]:
        found = self._haystacks
        for part in wanted:
            found = found.loc[found.str.contains(part, regex=False)]
        return [int(key) for key in found.index.sort_values()]

    @cached_property
    def _haystacks(self) -> pd.Series:
        """Everything an order says, folded, by order_key."""
        orders, lines = self._tables.orders, self._tables.lines
        said: dict[int, list[str]] = {int(key): [_END] for key in orders["order_key"]}
        for rows, columns in ((orders, SEARCHED_OF_ORDERS), (lines, SEARCHED_OF_LINES)):
            for column in columns:
                folded = {text: fold(text) + _END for text in rows[column].unique() if text}
                for key, text in zip(rows["order_key"], rows[column], strict=True):
                    if text and key in said:
                        said[key].append(folded[text])
        return pd.Series(
            ["".join(parts) for parts in said.values()], index=pd.Index(said, dtype="int64"), dtype="str"
        )


def has_words(texts: pd.Series, wanted: str) -> pd.Series:
    """Which of the texts hold each word of the one wanted."""
    known = {text: fold(text) for text in texts.unique()}
    words = fold_words(wanted)
    fitting = [text for text, folded in known.items() if words and all(word in folded for word in words)]
    return texts.isin(fitting)


def find_places(tables: Tables, order_keys: Iterable[int], text: str) -> dict[int, list[tuple[str, str]]]:
    """Where the words stand: for each order the columns that hold one of them, with their values.

    Columns are those of `schemas.orders`; `sku` and `name` of lines are
    `item.sku` and `item.name`. A value that stands in several columns is
    named once.
    """
    keys, words = pd.Index(list(order_keys)), fold_words(text)
    part = tables.only(keys)
    places: dict[int, list[tuple[str, str]]] = defaultdict(list)
    seen: set[tuple[int, str]] = set()
    for rows, columns, prefix in (
        (part.orders, SEARCHED_OF_ORDERS, ""),
        (part.lines, SEARCHED_OF_LINES, "item."),
    ):
        for column in columns:
            for key, value in zip(rows["order_key"].tolist(), rows[column].tolist(), strict=True):
                if (key, value) not in seen and any(word in fold(value) for word in words):
                    seen.add((key, value))
                    places[key].append((f"{prefix}{column}", value))
    return dict(places)
