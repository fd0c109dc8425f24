"""What a run said of a file, said of a workbook in which some of its rows stand elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pipeline.catalogue import CATALOGUE
from pipeline.languages.phrase import from_plain
from pipeline.problems import fill_in
from schemas.outcome import PROBLEMS

FindPlace = Callable[[str, int], tuple[str, int]]
"""Sheet and row -> the sheet and row where it stands now, row 0 for one that is gone."""
_NAMES_ROWS = ("order-rejected", "order-held", "edited-twice")
_SENTENCES = ("message", "expected", "fix")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)")


def move_problems(problems: pd.DataFrame, find: FindPlace, sheets: list[str]) -> pd.DataFrame:
    """The problems (`PROBLEMS`) of rows and headers that are still there, in English, with their new places.

    `sheets` are the names of the file's sheets. Rows of other files keep their numbers.
    """
    moved = [
        _move(found, place, find, sheets)
        for found in problems.to_dict("records")
        for place in [find(found["sheet"], found["row"])]
        if place[1] or not found["row"]
    ]
    if not moved:
        return problems.iloc[:0]
    return pd.DataFrame(moved, columns=list(PROBLEMS.columns)).astype(problems.dtypes.to_dict())


def _move(
    found: Mapping[Any, Any], place: tuple[str, int], find: FindPlace, sheets: list[str]
) -> dict[str, Any]:
    sheet, row = place
    facts = json.loads(found["facts"]) if found["facts"] else {}
    moved = {**found, "sheet": sheet, "row": row}
    if found["row"]:
        moved["cell"] = _ADDRESS.sub(lambda cell: f"{cell[1]}{row}", found["cell"])
        facts |= {name: str(moved[name]) for name in ("row", "cell") if name in facts}
    if found["code"] in _NAMES_ROWS and "found" in facts:
        facts["found"] = _move_words(facts["found"], found["sheet"], find, sheets)
    if not facts:
        return moved
    kind, told = CATALOGUE[found["code"]], {name: from_plain(fact) for name, fact in facts.items()}
    sentences = {name: fill_in(getattr(kind, name), told) for name in _SENTENCES}
    given = {name: told[name] for name in ("expected", "fix", "found") if told.get(name)}
    return {**moved, **sentences, **given, "facts": json.dumps(facts, ensure_ascii=False)}


def _move_words(words: Any, sheet: str, find: FindPlace, sheets: list[str]) -> Any:
    """Words that name rows ("Items row 7, Items row 9"), also as a phrase with a fact `row`."""
    if isinstance(words, dict):
        moved = {
            name: _move_words(fact, sheet, find, sheets) for name, fact in words.items() if name != "say"
        }
        if str(words.get("row", "")).isdecimal() and not words.get("file"):
            moved["row"] = str(find(words.get("sheet", sheet), int(words["row"]))[1] or words["row"])
        return {"say": words["say"], **moved}
    named = "|".join(re.escape(one) for one in sorted(sheets, key=len, reverse=True) if one)
    pattern = (
        rf"(?P<before>^|, )(?P<sheet>(?:{named}) )?row (?P<row>[0-9]+)"
        if named
        else (r"(?P<before>^|, )(?P<sheet>)row (?P<row>[0-9]+)")
    )

    def move(place: re.Match[str]) -> str:
        row = find((place["sheet"] or "").removesuffix(" "), int(place["row"]))[1]
        return f"{place['before']}{place['sheet'] or ''}row {row or place['row']}"

    return re.sub(pattern, move, str(words))
