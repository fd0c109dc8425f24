"""Looks into one parsed Ecwid order: objects, lists, texts and numbers at their places.

Nothing here fails on what an order may lack; what cannot be an order raises
`Unreadable` with the JSON place (`items[2].price`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.formats.ecwid_json.json_spelling import Number, exact_number
from pipeline.languages.phrase import phrase

Place = tuple[str | int, ...]
"""Member names and element numbers that lead to a value inside the order."""

Members = Mapping[str, Any]
_LONGEST_SHOWN = 60


class Unreadable(Exception):
    """A part of the order is not what it must be; the order is set aside."""

    def __init__(self, place: Place, found: str) -> None:
        super().__init__(found)
        self.place = place
        self.found = found


def spell_place(place: Place) -> str:
    """The place as people write it.

    >>> spell_place(("items", 2, "price"))
    'items[2].price'
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def object_at(owner: Members, key: str, place: Place = ()) -> Members:
    """The object in that member, empty where there is none (some exports write `[]` for it)."""
    value = owner.get(key)
    if isinstance(value, dict):
        return value
    if value is None or value in ([], ""):
        return {}
    raise Unreadable((*place, key), phrase("no object"))


def list_at(owner: Members, key: str, place: Place = ()) -> list[Any]:
    """The list in that member, empty where there is none."""
    value = owner.get(key)
    if isinstance(value, list):
        return value
    if value is None or value in ({}, ""):
        return []
    raise Unreadable((*place, key), phrase("no list"))


def objects_at(owner: Members, key: str, place: Place = ()) -> list[Members]:
    """The list of objects in that member, empty where there is none."""
    entries = list_at(owner, key, place)
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise Unreadable((*place, key, number), phrase("no object"))
    return entries


def text_at(owner: Members, key: str) -> str:
    """The text or number in that member as text, "" where there is none."""
    value = owner.get(key, "")
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, dict | list) else json.dumps(value)


def number_at(owner: Members, key: str) -> str:
    """The number in that member as spelled, "" where there is none; anything else as it stands."""
    value = owner.get(key, "")
    if type(value) is Number:
        return value
    if isinstance(value, str):
        return value.strip()
    return "" if value is None else json.dumps(value)[:_LONGEST_SHOWN]


def is_nothing(number: str) -> bool:
    """No number at all, or zero.

    >>> is_nothing(""), is_nothing("0.00"), is_nothing("0.01")
    (True, True, False)
    """
    digits = number.strip("-0.")
    return digits == "" or (digits[0] in "eE" and exact_number(number) == 0)


def first_text(owner: Members, *keys: str) -> str:
    """The first of these members that is not empty, as text."""
    return next((text for key in keys if (text := text_at(owner, key))), "")
