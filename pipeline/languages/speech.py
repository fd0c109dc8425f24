"""Which language a customer is written to in, and what is known of it; pure.

As asked for on the command line; else as the order says; else the one
official language of the country, or of the Swiss canton, of the billing
address (of the delivery address where that has no country). A country or
canton with several languages does not tell, nor does a postal code: Fribourg
and Freiburg share theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale

from pipeline.languages.find import LANGUAGES, find_words
from pipeline.languages.words import Words

ASKED, ORDER, ADDRESS, ASSUMED = "asked", "order", "address", "assumed"
_SWITZERLAND = "CH"
_OF_COUNTRY = {
    **dict.fromkeys(("FR", "MC"), "fr"),
    **dict.fromkeys(("AT", "DE", "LI"), "de"),
    **dict.fromkeys(("IT", "SM", "VA"), "it"),
    **dict.fromkeys(("AU", "GB", "IE", "NZ", "US"), "en"),
}
_OF_CANTON = {
    **dict.fromkeys(("GE", "JU", "NE", "VD"), "fr"),
    **dict.fromkeys(("AG", "AI", "AR", "BL", "BS", "GL", "LU", "NW", "OW"), "de"),
    **dict.fromkeys(("SG", "SH", "SO", "SZ", "TG", "UR", "ZG", "ZH"), "de"),
    "TI": "it",
}
"""Cantons with one official language; Berne, Fribourg, Grisons and Valais have several."""


@dataclass(frozen=True)
class Speech:
    """The words a customer is written to with, and where that is known from."""

    words: Words
    source: str


def find_speech(
    order: Mapping[str, Any], asked: Words | None, default: Words, offered: Collection[str] = LANGUAGES
) -> Speech:
    """How to write to the customer of that order (its texts as in `schemas.orders.ORDERS`).

    Only in languages `offered`; where the customer's is none of them or not
    known, in the `asked` or default one, and `source` says so. Numbers and
    dates are spelled as in the customer's country.
    """
    country, region = _find_place(order)
    fallback = asked or default
    found, source = (asked.language, ASKED) if asked else _find_language(order["locale"], country, region)
    language = found if found in offered else fallback.language
    own = country or _country_of(order["locale"]) or fallback.country
    return Speech(Words(language, own), source if language == found else ASSUMED)


def _find_language(locale: str, country: str, region: str) -> tuple[str, str]:
    """The language and where it is known from; "" where it is not known."""
    if locale:
        return locale.replace("_", "-").partition("-")[0].lower(), ORDER
    if country == _SWITZERLAND:
        return _OF_CANTON.get(region.upper().removeprefix("CH-"), ""), ADDRESS
    return _OF_COUNTRY.get(country, ""), ADDRESS


def _find_place(order: Mapping[str, Any]) -> tuple[str, str]:
    """Country code and region of the first address that has a country we know."""
    for who in ("bill", "ship"):
        country = country_code(order[f"{who}_country"])
        if country:
            return country, str(order[f"{who}_region"]).strip()
    return "", ""


def _country_of(locale: str) -> str:
    """The country a locale such as `fr-CH` names."""
    try:
        return find_words(locale).country if "-" in locale or "_" in locale else ""
    except ValueError:
        return ""


def country_code(country: str) -> str:
    """The ISO 3166 code of a country given as code or by its name in one of our languages; "" if unknown.

    >>> country_code("ch"), country_code("Schweiz"), country_code("Italie"), country_code("Atlantis")
    ('CH', 'CH', 'IT', '')
    """
    return _codes().get(country.strip().casefold(), "")


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():  # noqa: PLR2004 - others are continents
                found |= {name.casefold(): code, code.casefold(): code}
    return found
