"""What a run found, said in the language of who reads it.

Problems keep the facts of their sentences, so the catalogue's sentences can
be filled in again in any language. Codes, places and values stay as they
are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

import pandas as pd

from pipeline.catalogue import CATALOGUE
from pipeline.languages import Words
from pipeline.languages.phrase import from_plain
from pipeline.problems import Problem, fill_in, shorten
from schemas.outcome import PROBLEMS

_SENTENCES = ("message", "expected", "fix")


def retell(problem: Problem, words: Words) -> Problem:
    """The problem with its sentences in that language.

    A sentence that was not made from the catalogue (an `expected` that was
    given) is the fact of that name.
    """
    if not problem.facts or words.language == "en":
        return problem
    said = {**asdict(problem), **_tell(problem.code, problem.facts, words)}
    return Problem(**said)


def retell_all(problems: Iterable[Problem], words: Words) -> list[Problem]:
    """Each of the problems in that language."""
    return [retell(problem, words) for problem in problems]


def retell_table(problems: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The problems (`PROBLEMS`) with their sentences in that language."""
    return problems if words.language == "en" else tell_table(problems, words)


def tell_table(problems: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The problems (`PROBLEMS`), told in whatever language, with their sentences in that one."""
    if problems.empty:
        return problems
    told = [
        _tell(code, facts, words) if facts else {}
        for code, facts in zip(problems["code"].tolist(), problems["facts"].tolist(), strict=True)
    ]
    names = [name for name in (*_SENTENCES, "found") if name in PROBLEMS.columns]
    said = {
        name: [one.get(name, old) for one, old in zip(told, problems[name].tolist(), strict=True)]
        for name in names
    }
    return problems.assign(
        **{name: pd.Series(texts, index=problems.index, dtype="str") for name, texts in said.items()}
    )


def _tell(code: str, facts: str, words: Words) -> dict[str, str]:
    """The sentences of a problem, and what was found, by field."""
    kind = CATALOGUE[code]
    said = {name: shorten(words.fact(from_plain(fact))) for name, fact in json.loads(facts).items()}
    told = {name: fill_in(words.text(getattr(kind, name)), said) for name in _SENTENCES}
    given = {name: said[name] for name in ("expected", "fix", "found") if said.get(name)}
    return {**told, **given}
