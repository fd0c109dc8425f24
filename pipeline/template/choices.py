"""What the drop-downs of a workbook to fill in offer: our own words, and what the exports hold."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from babel import Locale

from pipeline.languages import N_, Words
from pipeline.search import fold
from pipeline.template.columns import ACTIONS, KINDS, YES_NO
from schemas.orders import Tables

_NEAR_COUNTRIES = ("CH", "LI", "FR", "DE", "AT", "IT")
_NO_COUNTRIES = (*("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"),)
"""Codes of two letters that are names of regions, unions and tests."""
_LONGEST = 5_000
"""Longer lists help nobody; the most frequent values stay."""


@dataclass(frozen=True)
class Choice:
    """One list: its title, its values, a remark beside each where there is one.

    `is_closed`: nothing else may be written.
    """

    title: str
    values: list[str]
    remarks: list[str]
    is_closed: bool = False


def find_choices(tables: Tables, words: Words) -> dict[str, Choice]:
    """The lists by the kind of column they are for; empty ones are left out."""
    orders, lines = tables.orders, tables.lines
    skus = _most_frequent(lines["sku"])
    names = lines.drop_duplicates("sku").set_index("sku")["name"]
    found = {
        "action": _closed(N_("action"), [*ACTIONS.values()], words),
        "kind": _closed(N_("kind"), [*KINDS.values()], words),
        "yes_no": _closed(N_("tax exempt"), [*YES_NO.values()], words),
        "shipping_method": _open(N_("shipping method"), _most_frequent(orders["shipping_method"]), words),
        "payment_method": _open(N_("payment option"), _most_frequent(orders["payment_method"]), words),
        "tax": _open(N_("tax"), _most_frequent(tables.taxes["name"]), words),
        "sku": Choice(words.say(N_("SKU")), skus, [str(names[sku]) for sku in skus]),
        "country": _countries(orders, words),
    }
    return {kind: choice for kind, choice in found.items() if choice.values}


def _closed(title: str, said: list[str], words: Words) -> Choice:
    return Choice(words.say(title), [words.say(word) for word in said], [""] * len(said), is_closed=True)


def _open(title: str, values: list[str], words: Words) -> Choice:
    return Choice(words.say(title), values, [""] * len(values))


def _most_frequent(values: pd.Series) -> list[str]:
    counted = values[values.str.strip() != ""].value_counts(sort=True)
    return [str(value) for value in counted.index[:_LONGEST]]


def _countries(orders: pd.DataFrame, words: Words) -> Choice:
    """The countries of the exports, then, where they are codes, the near ones and all others."""
    there = _most_frequent(pd.concat([orders["ship_country"], orders["bill_country"]]))
    names = {
        str(code): str(name)
        for code, name in Locale(words.language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES  # noqa: PLR2004
    }
    codes = [code for code in there if code in names]
    if len(codes) == len(there):
        others = sorted(names, key=lambda code: fold(names[code]))
        there = list(dict.fromkeys([*there, *_NEAR_COUNTRIES, *others]))
    return Choice(words.say(N_("country")), there, [names.get(code, "") for code in there])
