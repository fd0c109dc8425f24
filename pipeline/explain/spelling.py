"""Amounts of one order as text, in the decimals of its currency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.languages import ENGLISH, Words
from pipeline.money import PRICE_EXTRA_DECIMALS, price_text, to_text
from pipeline.money.fine import Fine, fine_text


@dataclass(frozen=True)
class Spelling:
    """Spells amounts in minor units of a currency with so many `decimals`; sentences are in `words`."""

    decimals: int
    words: Words = ENGLISH

    def minor(self, amount_minor: int) -> str:
        """A rounded amount."""
        return to_text(int(amount_minor), self.decimals)

    def fine(self, amounts: Fine, place: int = 0) -> str:
        """One of the amounts unrounded."""
        return fine_text(amounts, place, self.decimals)

    def price(self, price_sub: Fine) -> str:
        """A unit price, with more decimals than the currency only where it has them."""
        if price_sub.parts.any():
            return fine_text(price_sub, 0, self.decimals + PRICE_EXTRA_DECIMALS)
        return price_text(int(price_sub.whole[0]), self.decimals)

    def rounding(self, amounts: Fine, place: int, rounded: Fine | int) -> str:
        """What rounding added to one of the amounts."""
        after = rounded if isinstance(rounded, Fine) else Fine(np.array([rounded], dtype=np.int64))
        return fine_text(after, 0, self.decimals, less=amounts.at(slice(place, place + 1)))


def percent_text(parts: int, whole: int) -> str:
    """So many parts of a whole that is a power of ten, as a percentage.

    >>> percent_text(81_000_000, 10**9), percent_text(1_081_000_000, 10**9)
    ('8.1', '108.1')
    """
    return to_text(int(parts), len(str(whole)) - 3, keep_zeros=False)


def tax_name(name: str, rate: str, words: Words = ENGLISH) -> str:
    """The tax's name, or the word, with its rate unless the name says it.

    >>> tax_name("TVA", "8.1"), tax_name("TVA 8.1%", "8.1"), tax_name("", "2.6")
    ('TVA 8.1 %', 'TVA 8.1%', 'tax 2.6 %')
    """
    is_said = f"{rate}%" in name.replace(" ", "")
    return name if is_said else f"{name or words.say('tax')} {words.figure(rate)} %"
