"""Which language somebody reads: as asked for, or as the system is set.

A language without a country is that of Switzerland, where the shop is:
numbers `1’234.50`, dates `23.11.2026`.
"""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError

from pipeline.languages.words import Words

LANGUAGES = ("en", "fr", "de", "it")
HOME_COUNTRY = "CH"


def find_words(tag: str) -> Words:
    """The words of a language such as `fr`, `de-CH` or `it_IT.UTF-8`.

    Raises `ValueError` where there are none in that language.

    >>> find_words("fr").say("unheard of"), find_words("de-DE").amount(123450, 2)
    ('unheard of', '1.234,50')
    """
    locale = _parse(tag)
    if locale is None or locale.language not in LANGUAGES:
        raise ValueError(f"no language {tag}; there are {', '.join(LANGUAGES)}")
    return _words_of(locale.language, locale.territory or HOME_COUNTRY)


@cache
def _words_of(language: str, country: str) -> Words:
    return Words(language, country)


def _parse(tag: str) -> Locale | None:
    plain = tag.partition(".")[0].partition("@")[0].replace("-", "_")
    plain = "" if plain in ("C", "POSIX") else plain  # no language at all
    try:
        return Locale.parse(plain) if plain else None
    except (ValueError, UnknownLocaleError):
        return None
