"""Whether two files say the same, and where they first differ.

Equal bytes are the same; a workbook or JSON file that is packed otherwise but
holds the same in every cell or under every key is so too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.languages import phrase

_SHORT = 40


def find_difference(before: Path, after: Path) -> str:
    """Where the second file first differs from the first; "" if it says the same."""
    if before.read_bytes() == after.read_bytes():
        return ""
    suffix = before.suffix.lower()
    if suffix == ".xlsx":
        return next(_compare_books(before, after), "")
    if suffix == ".json":
        contents = (json.loads(path.read_text(encoding="utf-8-sig")) for path in (before, after))
        return next(compare_plain(*contents), "")
    return _compare_lines(before.read_bytes(), after.read_bytes())


def _compare_books(before: Path, after: Path) -> Iterator[str]:
    one, other = (openpyxl.load_workbook(path) for path in (before, after))
    if one.sheetnames != other.sheetnames:
        names, before_names = (", ".join(book.sheetnames) for book in (other, one))
        yield phrase("sheets {names} instead of {before}", names=names, before=before_names)
        return
    for name in one.sheetnames:
        cells, others = (
            {cell.coordinate: cell.value for row in book[name] for cell in row} for book in (one, other)
        )
        for place in cells | others:
            if cells.get(place) != others.get(place):
                yield _instead(f"{name}!{place}", cells.get(place), others.get(place))


def _cells(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.value for row in sheet for cell in row}


def compare_plain(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Where plain data differ, key by key.

    >>> list(compare_plain({"a": [1, 2]}, {"a": [1, 3]}))
    ['a[1]: 3 instead of 2']
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before | after:
            inside = f"{place}.{key}" if place else str(key)
            yield from compare_plain(before.get(key), after.get(key), inside)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from compare_plain(one, other, f"{place}[{number}]")
    elif before != after:
        yield _instead(place, before, after)


def _compare_lines(before: bytes, after: bytes) -> str:
    ones, others = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    pairs = enumerate(zip(ones, others, strict=False), 1)
    number = next((number for number, (one, other) in pairs if one != other), min(len(ones), len(others)) + 1)
    return phrase("line {line}", line=number)


def _instead(place: str, before: Any, after: Any) -> str:
    return phrase(
        "{place}: {after} instead of {before}", place=place, after=_said(after), before=_said(before)
    )


def _said(value: Any) -> str:
    if value in (None, ""):
        return phrase("nothing")
    text = str(value)
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
