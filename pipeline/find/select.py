"""Which orders are meant: by text, e-mail, item, number, day and status, each narrowing the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.formats.tables.payment_words import fold_word, payment_states
from pipeline.plan.match_orders import OrderFinder
from pipeline.problems import InputRefused, Problem
from pipeline.search import OrderSearch, find_places, has_words
from schemas.orders import PAYMENT_STATES, Tables


class NoSuchStatus(ValueError):
    """A status that is no word for one and that no order has; the arguments are it and those there are."""


@dataclass(frozen=True)
class Wanted:
    """What is known of the orders; what is empty does not narrow.

    `since` is a day in ISO 8601; orders of that day count. `statuses` are
    words of any of the four languages, or as the export spells them.
    """

    text: str = ""
    email: str = ""
    item: str = ""
    numbers: tuple[str, ...] = ()
    since: str = ""
    statuses: tuple[str, ...] = ()

    @property
    def sought(self) -> str:
        """Every text that is looked for, to say where it stands."""
        return " ".join(filter(None, (self.text, self.email, self.item)))


@dataclass(frozen=True)
class Found:
    """The orders found, in the order of the exports.

    `places`: by order_key the columns in which what was looked for stands
    (`pipeline.search.find_places`). `undated`: how many orders were left out
    only because the export does not say when they were placed.
    """

    tables: Tables
    places: dict[int, list[tuple[str, str]]]
    undated: int = 0

    def __len__(self) -> int:
        """How many orders were found."""
        return len(self.tables.orders)


def select_orders(tables: Tables, wanted: Wanted, set_aside: Sequence[str] = ()) -> Found:
    """The orders that are all of what is wanted.

    Raises `InputRefused` for an order number there is not (or there twice),
    and `NoSuchStatus`.
    """
    orders = tables.orders
    kept = pd.Series(data=True, index=orders.index)
    if wanted.numbers:
        kept &= orders["order_key"].isin(_find_numbers(tables, wanted.numbers, set_aside))
    if wanted.text:
        kept &= orders["order_key"].isin(OrderSearch(tables).find_all(wanted.text))
    if wanted.email:
        kept &= has_words(orders["email"], wanted.email)
    if wanted.item:
        kept &= orders["order_key"].isin(_with_item(tables.lines, wanted.item))
    if wanted.statuses:
        kept &= _has_status(orders, wanted.statuses)
    undated = kept & (orders["ordered_at"] == "") if wanted.since else kept & False
    if wanted.since:
        kept &= orders["ordered_at"].str[:10] >= wanted.since
    part = tables.only(orders.loc[kept, "order_key"])
    places = find_places(part, part.orders["order_key"], wanted.sought)
    return Found(part, places, int(undated.sum()))


def _find_numbers(tables: Tables, numbers: Sequence[str], set_aside: Sequence[str]) -> list[int]:
    finder = OrderFinder(tables, set_aside)
    matches = [finder.find(number) for number in numbers]
    problems: list[Problem] = [found for key, told in matches if key < 0 for found in told]
    if problems:
        raise InputRefused(problems)
    return [key for key, _ in matches]


def _with_item(lines: pd.DataFrame, item: str) -> pd.Series:
    """The orders with a line whose SKU and name together hold each word."""
    keys: pd.Series = lines["order_key"]
    return keys.loc[has_words(lines["sku"] + " " + lines["name"], item)]


def _has_status(orders: pd.DataFrame, words: Sequence[str]) -> pd.Series:
    """Orders of one of the statuses: by what it means, or as the export spells it."""
    spelled = orders["status"].map(fold_word)
    kept = pd.Series(data=False, index=orders.index)
    for word, meant in zip(words, payment_states(pd.Series(words, dtype="str"), {}), strict=True):
        name = fold_word(word).replace(" ", "_")
        state = name if name in PAYMENT_STATES else meant
        fits = spelled.isin([fold_word(word)])
        if state == name or state != "unknown":
            fits |= orders["payment_state"].isin([state])
        elif not fits.any():
            raise NoSuchStatus(word, ", ".join(sorted({*orders["payment_state"], *orders["status"]} - {""})))
        kept |= fits
    return kept
