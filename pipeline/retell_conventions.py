"""How a shop calculates, said in the language of who reads it.

`CONVENTIONS` keeps what its sentences were made from. English readers get the
sentences as they stand; in other languages parameters and their values are
told in words instead of the names a policy file has for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import pandas as pd

from pipeline.languages import N_, Words
from pipeline.languages.phrase import Phrase, from_plain
from schemas.convention import IN_WORDS, Convention, in_words_about
from schemas.convention_words import LANGUAGES, in_words
from schemas.outcome import CONVENTIONS

PARAMETERS = {
    "prices_include_tax": N_("prices include tax"),
    "tax_rounding": N_("tax rounding"),
    "tax_level": N_("tax level"),
    "tax_charges": N_("tax charges"),
    "allocation": N_("allocation"),
    "tax_before_discount": N_("tax before discount"),
    "charges_apart": N_("charges apart"),
    "tax_extraction": N_("tax extraction"),
    "inside_tax_rounding": N_("inside tax rounding"),
    "several_taxes": N_("several taxes"),
    "percent_rounding": N_("percent rounding"),
    "discount_rounding": N_("discount rounding"),
    "percent_basis": N_("percent basis"),
    "fixed_basis": N_("fixed basis"),
    "order_percent": N_("order percent"),
    "allocation_weights": N_("allocation weights"),
    "line_rounding": N_("line rounding"),
    "rounding": N_("rounding"),
    "step_minor": N_("step minor"),
    "total_rounding": N_("total rounding"),
    "home_tax": N_("home tax"),
}
"""The parameters of a convention as they are called in a sentence."""
_ABOUT = (
    N_("no totals are stated to compare with; assumed: {convention}"),
    N_("no tax in these orders; {convention}"),
    N_("each order says whether its prices include tax; {convention}"),
)
"""The texts of `IN_WORDS`, for the catalogues."""
_TOLD = ("in_words", "tied_with", "decided_by", "second")
_SECOND = N_("{convention} on {orders} of the others")


def retell_conventions(conventions: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The conventions (`CONVENTIONS`) with their sentences in that language."""
    if words.language == "en" or conventions.empty:
        return conventions
    olds = conventions[list(_TOLD)].to_dict("records")
    told = [
        {**old, **(_tell(json.loads(facts), words) if facts else {})}
        for old, facts in zip(olds, conventions["facts"].tolist(), strict=True)
    ]
    return conventions.assign(
        **{
            name: pd.Series([one[name] for one in told], index=conventions.index, dtype="str")
            for name in _TOLD
            if name in CONVENTIONS.columns
        }
    )


def _tell(facts: Mapping[str, Any], words: Words) -> dict[str, str]:
    """The sentences about one convention, by column."""
    about, second = facts["about"], facts["second"]
    convention = in_words_about(about, Convention(**facts["parameters"]), words.language)
    undecided = {
        name: _any_of((_choice(name, value, words) for value in values), words)
        for name, values in facts["undecided"].items()
    }
    deciders = {
        name: _decider(name, from_plain(decider), words) for name, decider in facts["deciders"].items()
    }
    return {
        "in_words": words.say(IN_WORDS[about], convention=convention) if about else convention,
        "tied_with": _list_parameters(undecided, words),
        "decided_by": _list_parameters(deciders, words),
        "second": "" if second is None else _second(second, words),
    }


def _second(second: Mapping[str, Any], words: Words) -> str:
    convention = in_words(Convention(**second["parameters"]), words.language)
    return words.say(_SECOND, convention=convention, orders=words.number(second["orders"]))


def _decider(name: str, told: str, words: Words) -> str:
    """What would decide the parameter; the values that orders speak for are told in words."""
    if not isinstance(told, Phrase):
        return told
    sides = {
        fact: _choice(name, told.facts[fact], words) for fact in ("value", "other") if fact in told.facts
    }
    return words.say(told.template, **(told.facts | sides))


def _choice(name: str, value: str, words: Words) -> str:
    """One value of a parameter, in words."""
    phrases = LANGUAGES[words.language][name]
    told = {str(choice): text for choice, text in phrases.items()}
    return told[value] if value in told else told["number"].format(number=value)


def _any_of(texts: Iterable[str], words: Words) -> str:
    return reduce(lambda first, second: words.say("{first} or {second}", first=first, second=second), texts)


def _list_parameters(told: Mapping[str, str], words: Words) -> str:
    """Each parameter with what is said of it, one after the other; "" for none."""
    parts = [
        words.say("{name}: {what}", name=words.text(PARAMETERS[name]), what=what)
        for name, what in told.items()
    ]
    if not parts:
        return ""
    return reduce(lambda first, second: words.say("{first}; {second}", first=first, second=second), parts)
