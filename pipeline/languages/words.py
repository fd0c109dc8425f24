"""Sentences, amounts and dates in one language.

Sentences come from the catalogue of that language (`catalogues/*.mo`); one
that is not in there is said in English. Amounts go in as whole minor units
and come out as text; nothing is rounded.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from pipeline.languages.phrase import Phrase

_TEN = 10
_SWISS_GROUPS = str.maketrans(",", "’")
"""In all of Switzerland amounts are written 1’234.50: like English ones, with an apostrophe."""


class Words:
    """What is said in one language, spelled as in one country."""

    def __init__(self, language: str, country: str) -> None:
        self.language = language
        self.country = country
        self._translations = _load(language)
        self._dates = _find_locale(language, country)

    @property
    def tag(self) -> str:
        """The language and country as one name: `fr-CH`."""
        return f"{self.language}-{self.country}"

    def say(self, text: str, /, **facts: object) -> str:
        """The text in this language with its `{facts}` filled in; facts that are phrases are said as well."""
        said = self.text(text)
        return said.format_map({name: self.fact(fact) for name, fact in facts.items()}) if facts else said

    def text(self, text: str) -> str:
        """The text in this language, its `{facts}` still to be filled in."""
        said = str(self._translations.gettext(text)) if text else ""
        return _without_context(said) if said == text else said

    def count(self, one: str, many: str, number: int, /, **facts: object) -> str:
        """The sentence for that number of things; `{number}` stands for the number."""
        said = str(self._translations.ngettext(one, many, number))
        told = {name: self.fact(fact) for name, fact in facts.items()}
        return said.format_map({"number": self.number(number), **told})

    def fact(self, fact: object) -> str:
        """A fact as it stands in a sentence: a phrase in this language, anything else as text."""
        if isinstance(fact, Phrase):
            return self.say(fact.template, **fact.facts)
        return str(fact)

    def number(self, number: int) -> str:
        """A whole number with its thousands apart."""
        return self._spell(Decimal(number), "#,##0")

    def amount(self, minor: int, decimals: int, currency: str = "", *, is_signed: bool = False) -> str:
        """An amount of minor units, with its currency behind it if that is given.

        >>> Words("fr", "CH").amount(123450, 2, "CHF"), Words("fr", "CH").amount(5, 0, is_signed=True)
        ('1’234.50 CHF', '+5')
        """
        zeros = f".{'0' * decimals}" if decimals else ""
        written = self._spell(Decimal(minor).scaleb(-decimals), f"#,##0{zeros}")
        sign = "+" if is_signed and minor > 0 else ""
        return f"{sign}{written}{f' {currency}' if currency else ''}"

    def figure(self, number: str) -> str:
        """A number given in its plain decimal spelling, with all the decimals it has; "" stays "".

        >>> Words("de", "CH").figure("-1234567.8901"), Words("fr", "CH").figure("8.1")
        ('-1’234’567.8901', '8.1')
        """
        if not number:
            return ""
        zeros = "0" * len(number.partition(".")[2])
        return self._spell(Decimal(number), f"#,##0{f'.{zeros}' if zeros else ''}")

    def shortest(self, value: int, decimals: int, least: int = 0, currency: str = "") -> str:
        """A whole number scaled by so many decimals, without zeros at its end beyond the `least` decimals.

        >>> Words("de", "CH").shortest(1234500, 4, 2), Words("fr", "FR").shortest(38115, 3, 2)
        ('123.45', '38,115')
        """
        while decimals > least and value % _TEN == 0:
            value, decimals = value // _TEN, decimals - 1
        return self.amount(value, decimals, currency)

    def date(self, day: str | date) -> str:
        """A day, given as `date` or in ISO 8601.

        >>> Words("it", "CH").date("2026-11-23"), Words("en", "US").date("2026-11-23")
        ('23.11.2026', '11/23/2026')
        """
        found = day if isinstance(day, date) else datetime.fromisoformat(day).date()
        return format_date(found, format=self._day_pattern, locale=self._dates)

    def moment(self, moment: str | datetime) -> str:
        """A day and time to the minute, in the offset it has; given as `datetime` or in ISO 8601.

        >>> Words("fr", "CH").moment("2026-11-23T02:05:09+01:00")
        '23.11.2026 02:05'
        """
        found = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
        return format_datetime(found, f"{self._day_pattern} HH:mm", tzinfo=found.tzinfo, locale=self._dates)

    def _spell(self, number: Decimal, pattern: str) -> str:
        if self.country == "CH":
            return format_decimal(number, format=pattern, locale="en").translate(_SWISS_GROUPS)
        return format_decimal(number, format=pattern, locale=self._dates)

    @property
    def _day_pattern(self) -> str:
        """The country's short date, always with the whole year and two-digit days where it has them."""
        if self.country == "CH":
            return "dd.MM.yyyy"
        return re.sub(r"y+", "yyyy", str(self._dates.date_formats["short"].pattern))


def _without_context(text: str) -> str:
    """The English text itself: what stands before a bar only tells translators which meaning it has.

    >>> _without_context("amount|paid"), _without_context("to the | mark")
    ('paid', 'to the | mark')
    """
    return re.sub(r"\A[a-z]+\|", "", text)


@cache
def _load(language: str) -> Any:
    """The catalogue of a language; none for English, whose texts are the keys."""
    catalogue = files("pipeline.languages") / "catalogues" / f"{language}.mo"
    if language == "en" or not catalogue.is_file():
        return NullTranslations()
    with catalogue.open("rb") as stream:
        return Translations(stream)


def _find_locale(language: str, country: str) -> Locale:
    """The language as written in that country, or as written anywhere."""
    try:
        return Locale(language, country)
    except UnknownLocaleError:
        return Locale(language)
