"""When two wordings are the same: one folded key for all spellings of a word.

Case, accents (`ü` = `ue` = `u`), punctuation, articles, currency codes, `*`
and the plural endings s and x do not matter; the order of the words does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from pipeline.workbook import vocabulary

_SHORTEST_PLURAL = 4


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The one key of all spellings of a wording.

    >>> fold("Frais d’expédition *") == fold("frais expedition"), fold("shipCity") == fold("Ship_City")
    (True, True)
    """
    return "".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """The folded words of a wording, without small words unless there are no others.

    >>> fold_words("Preise in CHF"), fold_words("de la")
    (['preise'], ['de', 'la'])
    """
    words = _plain_words(text)
    kept = [word for word in words if word not in _small_words()]
    return [_without_plural(word) for word in kept or words]


def split_wordings(wordings: str) -> list[str]:
    """The wordings of a vocabulary entry, as written there."""
    return [wording.strip() for wording in wordings.split("|") if wording.strip()]


@cache
def keys_of(wordings: str) -> frozenset[str]:
    """The folded keys of a vocabulary entry."""
    return frozenset(fold(wording) for wording in split_wordings(wordings))


def meanings(entries: Mapping[str, str]) -> dict[str, str]:
    """Folded key -> meaning, for a vocabulary of several entries."""
    return {key: meaning for meaning, wordings in entries.items() for key in keys_of(wordings)}


def split_brackets(text: str) -> tuple[str, str]:
    """The text outside its brackets, and inside them.

    >>> split_brackets("price (CHF)")
    ('price  ', 'CHF')
    """
    inside = " ".join(re.findall(r"[(\[{]([^)\]}]*)[)\]}]", text))
    return re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", text), inside


def _plain_words(text: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ0-9])", " ", text)
    decomposed = unicodedata.normalize("NFKD", spaced.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return [re.sub(r"([aou])e", r"\1", word) for word in re.findall(r"[^\W_]+", letters.replace("œ", "oe"))]


def _without_plural(word: str) -> str:
    is_plural = len(word) >= _SHORTEST_PLURAL and word.endswith(("s", "x"))
    return word[:-1] if is_plural else word


@cache
def _small_words() -> frozenset[str]:
    small = f"{vocabulary.SMALL_WORDS} | {vocabulary.CURRENCY_WORDS}"
    return frozenset(word for wording in split_wordings(small) for word in _plain_words(wording))
