"""A convention as a sentence, in English, French, German or Italian.

Every parameter and every choice has a phrase in each language. A phrase stands
for one choice of one parameter alone and holds no semicolon, so that two
different conventions never read the same.
"""

from __future__ import annotations

from schemas.convention_words.english import ENGLISH
from schemas.convention_words.french import FRENCH
from schemas.convention_words.german import GERMAN
from schemas.convention_words.italian import ITALIAN
from schemas.convention_words.phrases import Words

LANGUAGES: dict[str, Words] = {"en": ENGLISH, "fr": FRENCH, "de": GERMAN, "it": ITALIAN}
_SEPARATORS = {"fr": "\N{NO-BREAK SPACE}; "}
_ALWAYS_TOLD = ("prices_include_tax", "tax_rounding", "tax_level", "tax_charges", "allocation")


def in_words(convention: object, language: str = "en") -> str:
    """The sentence of a `Convention`: the basics, then whatever differs from the default of its parameter.

    It begins with a small letter and has no full stop, to stand inside another
    one. Raises `KeyError` for a language without words.
    """
    chosen, usual = vars(convention), vars(type(convention)())
    basics = {name: say(name, chosen[name], language) for name in _ALWAYS_TOLD}
    unusual = [
        say(name, chosen[name], language)
        for name in ENGLISH
        if name not in _ALWAYS_TOLD and chosen[name] != usual[name]
    ]
    tax = f"{basics['tax_rounding']}, {basics['tax_level']}"
    told = [basics["prices_include_tax"], tax, basics["tax_charges"], basics["allocation"], *unusual]
    return _SEPARATORS.get(language, "; ").join(told)


def say(parameter: str, choice: bool | int | str, language: str = "en") -> str:  # noqa: FBT001
    """The phrase of one choice of a parameter.

    >>> say("tax_charges", False, "it"), say("step_minor", 5)
    ('le spese di spedizione non sono tassate', 'every amount rounded to multiples of 5 minor units')
    """
    phrases = LANGUAGES[language][parameter]
    if isinstance(choice, int) and not isinstance(choice, bool):
        return phrases["number"].format(number=choice)
    return phrases[choice]
