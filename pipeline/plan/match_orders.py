"""Which order each edit row means: by number, by another number, or by what it is found by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from string import ascii_uppercase

import pandas as pd

from pipeline.catalogue.names import named
from pipeline.languages.phrase import phrase
from pipeline.plan.contents import Record
from pipeline.plan.draft import row_place
from pipeline.problems import Problem, ask_for, near, problem
from pipeline.search import OrderSearch
from schemas.orders import Tables

LISTED = 5
COMPARED_ORDERS = 5000
"""Above this many orders an unknown number is not compared with each of them."""
LONGEST_NUMBER = 40
SAFE_DIGITS = 15
"""Excel keeps 15 digits of a number; longer ones have lost their last ones."""


class OrderFinder:
    """Finds orders by what clerks write; holds indexes over all the orders once."""

    def __init__(self, tables: Tables, set_aside: Iterable[str] = ()) -> None:
        self._tables = tables
        self._set_aside = frozenset(set_aside)
        self._ids: dict[int, str] = dict(
            zip(tables.orders["order_key"], tables.orders["order_id"], strict=True)
        )
        self._exact = _index(tables.orders["order_id"], tables.orders["order_key"])
        loose = tables.orders["order_id"].str.lstrip("#").str.casefold()
        self._loose = _index(loose, tables.orders["order_key"])
        others = tables.orders["alternative_id"]
        self._other = _index(others[others != ""], tables.orders["order_key"])
        digits = loose[loose.str.fullmatch("[0-9]+")]
        self._digits = _index(digits.str.lstrip("0"), tables.orders["order_key"])
        self._search = OrderSearch(tables)
        self._found: dict[str, list[int]] = {}

    def match(self, row: Record) -> tuple[int, list[Problem]]:
        """The order's key, or -1, and what there is to say about it."""
        reference = row["order_ref"].strip()
        if reference == "":
            return self._match_by_detail(row)
        place = {**row_place(row), "column": "order", "cell": row["order_cell"]}
        if re.fullmatch(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+", reference) or (
            row["order_ref_damaged"] and len(reference) > SAFE_DIGITS
        ):
            return -1, [problem("order-number-damaged", found=reference, **place)]
        if row["order_ref_damaged"]:
            return self._match_damaged(reference, place)
        keys = self._exact.get(reference) or self._loose_keys(reference)
        return self._one_of(keys, reference, place)

    def find(self, number: str) -> tuple[int, list[Problem]]:
        """The same for a number given by itself; leading zeros may be missing."""
        row = dict.fromkeys(("order_ref", "order_cell", "find", "file", "sheet"), "")
        row_of = {**row, "order_ref": number, "row": 0, "row_key": -1}
        key, problems = self.match({**row_of, "order_ref_damaged": False})
        is_unknown = any(found.code == "unknown-order" for found in problems)
        if is_unknown and self._digits.get(number.strip().lstrip("#0")):
            return self.match({**row_of, "order_ref": number.strip().lstrip("#"), "order_ref_damaged": True})
        return key, problems

    def _loose_keys(self, reference: str) -> list[int]:
        bare = reference.lstrip("#").casefold()
        return self._loose.get(bare) or self._other.get(reference) or self._other.get(bare, [])

    def _match_damaged(self, reference: str, place: Record) -> tuple[int, list[Problem]]:
        """A number cell: any order whose digits agree but for leading zeros."""
        keys = self._digits.get(reference.lstrip("0"), []) or self._loose_keys(reference)
        key, problems = self._one_of(keys, reference, place)
        if key >= 0 and self._ids[key].lstrip("#") != reference and not self._other.get(reference):
            problems.append(
                problem("order-number-repaired", found=reference, order_id=self._ids[key], **place)
            )
        return key, problems

    def _one_of(self, keys: list[int], reference: str, place: Record) -> tuple[int, list[Problem]]:
        if len(keys) == 1:
            return keys[0], []
        if not keys:
            if reference in self._set_aside:
                return -1, [problem("order-set-aside", order_id=reference, found=reference, **place)]
            hint = ask_for(self._near(reference))
            return -1, [problem("unknown-order", order_id=reference, found=reference, hint=hint, **place)]
        listed = self._list(keys)
        return -1, [problem("order-ambiguous", found=reference, expected=listed, **place)]

    def _near(self, reference: str) -> str:
        """Numbers like the one given; among many orders only those one keystroke away."""
        if len(self._exact) <= COMPARED_ORDERS:
            return near(reference, self._exact)
        return ", ".join(sorted(self._exact.keys() & _one_keystroke_away(reference))[:3])

    def _list(self, keys: list[int]) -> str:
        names = ", ".join(self._ids[key] for key in keys[:LISTED])
        rest = len(keys) - LISTED
        return phrase("{names} and {number} more", names=names, number=rest) if rest > 0 else names

    def _match_by_detail(self, row: Record) -> tuple[int, list[Problem]]:
        wanted = row["find"].strip()
        place = {**row_place(row), "column": named("find" if wanted else "order")}
        if wanted == "":
            return -1, [problem("order-missing", **place)]
        if wanted not in self._found:
            self._found[wanted] = self._search.find_closest(wanted)
        keys = self._found[wanted]
        if not keys:
            return -1, [problem("unknown-order", order_id=row["find"], found=row["find"], **place)]
        return self._one_of(keys, row["find"], place)


def _one_keystroke_away(text: str) -> set[str]:
    """The texts that one character left out, added, replaced or swapped makes of it."""
    found = set()
    for place in range(len(text[:LONGEST_NUMBER]) + 1):
        head, tail = text[:place], text[place:]
        found |= {head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]}
        for character in "0123456789#-" + ascii_uppercase:
            found |= {head + character + tail, head + character + tail[1:]}
    return found


def _index(names: pd.Series, keys: pd.Series) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for name, key in zip(names, keys.loc[names.index], strict=True):
        found[name].append(int(key))
    return dict(found)
