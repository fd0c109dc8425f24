"""Amounts, prices, quantities and rates as a customer reads them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.languages import Words
from pipeline.money import PRICE_EXTRA_DECIMALS, QUANTITY_DECIMALS, RATE_DECIMALS

Row = dict[str, Any]
_PERCENT = "\u00a0%"


@dataclass(frozen=True)
class Spelling:
    """Spells numbers of an order in that currency, as its customer's country does."""

    words: Words
    decimals: int
    currency: str

    def amount(self, minor: int, *, is_signed: bool = False) -> str:
        """An amount with its currency."""
        return self.words.amount(minor, self.decimals, self.currency, is_signed=is_signed)

    def price(self, line: Row) -> str:
        """The unit price of a line, with more decimals than the currency only where it has them."""
        decimals = self.decimals + PRICE_EXTRA_DECIMALS
        return self.words.shortest(line["unit_price_sub"], decimals, self.decimals, self.currency)

    def quantity(self, line: Row) -> str:
        """The quantity of a line in units."""
        return self.words.shortest(line["quantity_milli"], QUANTITY_DECIMALS)

    def rate(self, rate_ppb: int) -> str:
        """A rate as a percentage with its sign."""
        return self.words.shortest(rate_ppb, RATE_DECIMALS) + _PERCENT

    def discount(self, discount: Row) -> str:
        """A discount by its name and what it takes off."""
        is_rate = discount["kind"] == "percent"
        taken = self.rate(discount["rate_ppb"]) if is_rate else self.amount(discount["value_minor"])
        return f"{discount['name']} ({taken})" if discount["name"] else taken

    def tax(self, tax: Row) -> str:
        """A tax by its name, with its rate unless the name says it."""
        rate = self.rate(tax["rate_ppb"]) if tax["rate_ppb"] else ""
        return str(tax["name"]) if says_rate(tax["name"], rate) else f"{tax['name']} {rate}".strip()


def says_rate(name: str, rate: str) -> bool:
    """Whether a tax's name holds the rate already, however that is spelled.

    >>> says_rate("TVA 8.1%", "8,1 %"), says_rate("TVA", "8,1 %")
    (True, False)
    """
    plain, wanted = (_squeeze(text) for text in (name, rate))
    return wanted in plain


def _squeeze(text: str) -> str:
    return "".join(text.split()).replace(",", ".")
