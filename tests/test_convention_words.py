"""A convention in words: every choice has its own phrase in every language."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations, product
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.convention import CHOICES, Convention
from schemas.convention_words import LANGUAGES, in_words, say
from schemas.convention_words.meanings import MEANINGS

PARAMETERS = [field.name for field in fields(Convention)]
ALL_CHOICES = {
    name: CHOICES.get(name, (1, 5, 10) if name == "step_minor" else (True, False)) for name in PARAMETERS
}
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
conventions = st.builds(
    Convention, **{name: st.sampled_from(choices) for name, choices in ALL_CHOICES.items()}
)


@LANGUAGE
def test_no_parameter_and_no_choice_is_without_words(language: str) -> None:
    words = LANGUAGES[language]
    assert sorted(words) == sorted(PARAMETERS)
    for name, choices in ALL_CHOICES.items():
        expected = {"number"} if name == "step_minor" else set(choices)
        assert set(words[name]) == expected, name
        assert all(phrase.strip() == phrase != "" for phrase in words[name].values())


@LANGUAGE
def test_a_phrase_belongs_to_one_choice_alone_and_holds_no_semicolon(language: str) -> None:
    phrases = [phrase for words in LANGUAGES[language].values() for phrase in words.values()]
    assert [phrase for phrase in phrases if phrases.count(phrase) > 1] == []
    assert [phrase for phrase in phrases if ";" in phrase] == []


@LANGUAGE
def test_only_a_number_is_filled_in(language: str) -> None:
    for name, phrases in LANGUAGES[language].items():
        for choice, phrase in phrases.items():
            holes = [hole for _, hole, _, _ in Formatter().parse(phrase) if hole is not None]
            assert holes == (["number"] if choice == "number" else []), (name, choice)


@LANGUAGE
def test_conventions_that_differ_in_one_or_two_parameters_read_differently(language: str) -> None:
    told: dict[str, Convention] = {}
    for first, second in combinations(PARAMETERS, 2):
        for one, other in product(ALL_CHOICES[first], ALL_CHOICES[second]):
            convention = replace(Convention(), **{first: one, second: other})
            assert told.setdefault(in_words(convention, language), convention) == convention


@given(conventions, conventions)
def test_two_different_conventions_never_read_the_same(one: Convention, other: Convention) -> None:
    for language in LANGUAGES:
        assert (in_words(one, language) == in_words(other, language)) == (one == other)


def test_the_basics_are_always_told_and_the_rest_where_it_differs() -> None:
    assert in_words(Convention()) == (
        "tax comes on top of prices; tax half up, rounded line by line; shipping is taxed; "
        "order discounts spread by largest remainder"
    )
    odd = Convention(
        prices_include_tax=True,
        tax_level="order_sum",
        tax_charges=False,
        tax_extraction="net_first",
        step_minor=5,
        total_rounding="once",
    )
    assert in_words(odd) == (
        "prices include tax; tax half up, rounded once over the order, all rates together; "
        "shipping is not taxed; order discounts spread by largest remainder; "
        "the net of a price rounded, the tax inside being the rest; "
        "every amount rounded to multiples of 5 minor units; the total rounded once from unrounded parts"
    )
    assert odd.in_words == in_words(odd, "en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "fr",
            "les prix comprennent la TVA\u00a0; "
            "TVA arrondie au plus proche (demi vers le haut), une fois par taux sur la commande\u00a0; "
            "les frais d’expédition ne sont pas taxés\u00a0; rabais de commande répartis au plus fort reste",
        ),
        (
            "de",
            "die Preise enthalten die MwSt.; MwSt. kaufmännisch gerundet, einmal je Satz über die Bestellung; "
            "die Versandkosten werden nicht besteuert; Bestellrabatte nach grössten Resten verteilt",
        ),
        (
            "it",
            "i prezzi comprendono l’IVA; "
            "IVA arrotondata al più vicino (metà per eccesso), una volta per aliquota sull’ordine; "
            "le spese di spedizione non sono tassate; "
            "sconti sull’ordine ripartiti con il metodo dei resti maggiori",
        ),
    ],
)
def test_a_shop_with_tax_in_its_prices_in_other_languages(language: str, sentence: str) -> None:
    shop = Convention(prices_include_tax=True, tax_level="order", tax_charges=False)
    assert in_words(shop, language) == sentence


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(KeyError, match="rm"):
        in_words(Convention(), "rm")
    with pytest.raises(KeyError, match="ordre"):
        say("tax_level", "ordre")


def test_every_parameter_is_explained() -> None:
    assert list(MEANINGS) == list(LANGUAGES["en"])
    assert sorted(CHOICES) == sorted(
        field.name for field in fields(Convention) if isinstance(field.default, str)
    )
