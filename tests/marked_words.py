"""A language for tests in which everything the program says stands in ⟦brackets⟧: what it does not say shows.

The sentences about conventions are the French ones: they come from
`schemas.convention_words` and not from the catalogues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.languages import Words
from schemas.convention_words import LANGUAGES

_SAID = re.compile("⟦[^⟦⟧]*⟧")
_CUT = re.compile("⟦[^⟦⟧]*?…")
"""A cell that a table had no room for ends in an ellipsis and not in a bracket."""


class MarkedWords(Words):
    """Says the keys of the catalogues, in brackets."""

    def __init__(self) -> None:
        super().__init__("fr", "CH")

    def text(self, text: str) -> str:
        """The key itself, marked; nothing stays nothing."""
        return f"⟦{text}⟧" if text else ""

    def count(self, one: str, many: str, number: int, /, **facts: object) -> str:
        """The sentence for that number, marked."""
        return self.say(one if number == 1 else many, number=number, **facts)


def find_unsaid(screen: str, data: Iterable[str] = ()) -> list[str]:
    """The words of a screen that neither the program said nor the data hold.

    >>> find_unsaid("⟦Read⟧  orders.csv (⟦3 orders⟧), left", ["orders.csv"])
    ['left']
    """
    left, before = " ".join(screen.split()), ""
    while left != before:
        left, before = _SAID.sub(" ", left), left
    left = _CUT.sub(" ", left)
    phrases = {phrase for choices in LANGUAGES["fr"].values() for phrase in choices.values()}
    for known in sorted({*phrases, *data}, key=len, reverse=True):
        left = left.replace(known, " ")
    return re.findall(r"[^\W\d_]{2,}", left)
