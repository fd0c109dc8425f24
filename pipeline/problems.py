"""The one catalogue of problem codes, and problems as values.

A problem says what was found, where, what was expected and how to mend it.
Stages return problems, they never raise them across a stage; `InputRefused`
is for the shell alone: an input so broken that nothing can be written.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

import pandas as pd

from pipeline.catalogue import CATALOGUE
from pipeline.languages.phrase import Phrase, as_plain, from_plain, phrase
from schemas import columns
from schemas.outcome import PROBLEMS


@dataclass(frozen=True)
class Problem:
    """One finding; empty text and -1 stand for "does not apply".

    `facts`: what its sentences were made from, as JSON, so that they can be said in another language.
    """

    code: str
    severity: str = "error"
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    order_id: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""
    message: str = ""
    row_key: int = -1
    order_key: int = -1
    facts: str = ""


_LONGEST_FACT = 300
_PLACE_FIELDS = {field.name for field in fields(Problem)}


class TryLater(Exception):
    """Another process is at work there: the same command may go through later (exit status 75)."""


class InputRefused(Exception):
    """The input is broken as a whole: nothing is written (exit status 3)."""

    exit_status = 3

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class GuardRefused(InputRefused):
    """A guard does not let through what could be done: nothing is written (exit status 5)."""

    exit_status = 5


def problem(code: str, **facts: object) -> Problem:
    """The problem of that code with its sentences filled in from the facts.

    Facts named like a field of `Problem` are stored in it; all of them may
    stand in the catalogue's sentences as `{name}`. A code that the catalogue
    does not hold is a `KeyError`.

    >>> problem("unknown-order", order_id="1099", fix="").message
    'No order 1099 in the exports.'
    """
    kind = CATALOGUE[code]
    words = {name: shorten(str(value)) for name, value in facts.items()}
    given = {name: value for name, value in facts.items() if name in _PLACE_FIELDS and value != ""}
    sentences = {
        name: fill_in(template, words)
        for name, template in (
            ("message", kind.message),
            ("expected", kind.expected),
            ("fix", kind.fix),
        )
    }
    told = json.dumps({name: as_plain(_cut(value)) for name, value in facts.items()}, ensure_ascii=False)
    filled = {"code": code, "severity": kind.severity, **sentences, **given, "facts": told}
    return Problem(**filled)  # type: ignore[arg-type]


def with_facts(found: Problem, /, **facts: object) -> Problem:
    """The problem of the same kind with those facts in place of its own."""
    return problem(found.code, **{**_facts_of(found), **facts})


def as_phrase(found: Problem) -> str:
    """What the problem says, as a fact of another one."""
    sentence, facts = CATALOGUE[found.code].message, _facts_of(found)
    return phrase(sentence, **{name: facts.get(name, "") for name in re.findall(r"{(\w+)}", sentence)})


def _facts_of(found: Problem) -> dict[str, str]:
    return {name: from_plain(fact) for name, fact in json.loads(found.facts or "{}").items()}


def fill_in(sentence: str, facts: Mapping[str, str]) -> str:
    """The sentence with its `{facts}`; those not given are left blank.

    >>> fill_in("No order {order_id}. {hint}", {"order_id": "1099"})
    'No order 1099. '
    """
    return sentence.format_map(_Blank(facts))


def shorten(words: str) -> str:
    """What a sentence can bear of a long value.

    >>> shorten("x" * 1000) == "x" * 300 + "…", shorten("Tasse")
    (True, 'Tasse')
    """
    return words if len(words) <= _LONGEST_FACT else f"{words[:_LONGEST_FACT]}…"


def _cut(fact: object) -> str:
    """The fact as it is kept to be said again: values shortened, a phrase still one."""
    if isinstance(fact, Phrase):
        return phrase(fact.template, **{name: _cut(part) for name, part in fact.facts.items()})
    return shorten(str(fact))


def refuse(code: str, **facts: object) -> InputRefused:
    """The exception for one broken input, ready to raise."""
    return InputRefused([problem(code, **facts)])


def to_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """The problems as a `PROBLEMS` frame, in their order."""
    rows = [asdict(problem) for problem in problems]
    if not rows:
        return columns.empty(PROBLEMS)
    return columns.frame(PROBLEMS, {name: [row[name] for row in rows] for name in PROBLEMS.columns})


def from_rows(code: str, rows: pd.DataFrame) -> list[Problem]:
    """One problem of that code per row; the frame's columns are the facts."""
    return [
        problem(code, **{str(name): value for name, value in facts.items()})
        for facts in rows.to_dict("records")
    ]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The question after the known names most like the one given, "" without any.

    >>> did_you_mean("quantiy", ["sku", "quantity"])
    'Did you mean quantity?'
    """
    return ask_for(near(name, known))


def ask_for(names: str) -> str:
    """The question whether those names were meant, "" without any."""
    return phrase("Did you mean {names}?", names=names) if names else ""


def say_unknown(setting: str, hint: str) -> str:
    """That there is no such setting, with the one that may be meant.

    >>> say_unknown("currancy", "currency")
    'currancy is not known, perhaps currency'
    """
    if not hint:
        return phrase("{setting} is not known", setting=setting)
    return phrase("{setting} is not known, perhaps {hint}", setting=setting, hint=hint)


def place_word(place: str, row: object) -> str:
    """A row and what it stands in (its sheet, its file, or both), as sentences name it.

    >>> place_word("Items", 3), place_word("", 3)
    ('Items row 3', 'row 3')
    """
    return phrase("{place} row {row}", place=place, row=row) if place else phrase("row {row}", row=row)


def near(name: str, known: Iterable[str]) -> str:
    """The known names most like the one given, for a "did you mean".

    >>> near("quantiy", ["sku", "quantity", "price"])
    'quantity'
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=3)
    return ", ".join(by_folded[candidate] for candidate in found)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
