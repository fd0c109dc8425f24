"""Near names for words of an edits file that are not known: "Did you mean …?"."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.problems import did_you_mean
from pipeline.workbook import vocabulary as v
from pipeline.workbook.headers import FIELDS, NEUTRAL_ROLES, REFS
from pipeline.workbook.wording import split_wordings

LONG_FORM = ""
"""Stands for the target of a file with one row an edit."""


def suggest_header(text: str, target: str) -> str:
    """Known headers near the text, of a target's sheet or of the long form."""
    entries = [*NEUTRAL_ROLES.values(), v.ITEM if target != "customer" else ""]
    entries += [*FIELDS[target].values(), REFS.get(target, "")] if target else [*v.LONG_FORM.values()]
    return _suggest(text, [*_words(entries), *_address_names(target)])


def suggest_field(text: str, target: str) -> str:
    """Fields of a target near the text."""
    return _suggest(text, [*_words(FIELDS[target].values()), *_address_names(target)])


def suggest_action(text: str) -> str:
    """Actions near the text."""
    return _suggest(text, _words(v.ACTIONS.values()))


def suggest_target(text: str) -> str:
    """Targets near the text."""
    return _suggest(text, _words(v.TARGETS.values()))


def suggest_sheet(text: str) -> str:
    """Sheet names near the text."""
    return _suggest(text, _words(v.SHEETS.values()))


def _suggest(text: str, known: Iterable[str]) -> str:
    return did_you_mean(" ".join(text.replace("_", " ").split()), known)


def _words(entries: Iterable[str]) -> list[str]:
    return [wording for entry in entries for wording in split_wordings(entry)]


def _address_names(target: str) -> list[str]:
    if target != "customer":
        return []
    parts = [split_wordings(wordings)[0] for wordings in v.ADDRESS_PARTS.values()]
    return [f"{owner} {part}" for owner in ("shipping", "billing") for part in parts]
