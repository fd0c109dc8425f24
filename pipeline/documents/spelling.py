"""Figures and lines as a document shows them: positive in the direction of its title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.languages import N_, Words
from pipeline.money import (
    PRICE_EXTRA_DECIMALS,
    QUANTITY_DECIMALS,
    RATE_DECIMALS,
)

_Row = dict[str, Any]
_NO_BREAK = "\u00a0"
_CHARGES = {
    "shipping": N_("Shipping"),
    "handling": N_("Handling"),
    "surcharge": N_("Surcharge"),
    "tip": N_("Tip"),
}


@dataclass(frozen=True)
class Spelling:
    """The language and currency of a document; `sign` is −1 where it credits."""

    words: Words
    currency: str
    decimals: int
    sign: int = 1

    def amount(self, minor: int) -> str:
        """An amount without its currency, as the document shows it."""
        return self._minus(self.words.amount(self.sign * minor, self.decimals))

    def labelled(self, title: str, about: str) -> str:
        """What something is and what it is called, with the language's own colon between."""
        return self.words.say("{title}: {about}", title=title, about=about)

    def price(self, price_sub: int) -> str:
        """A unit price, with more decimals than the currency only where it has them."""
        return self._scaled(price_sub, self.decimals + PRICE_EXTRA_DECIMALS, self.decimals)

    def quantity(self, quantity_milli: int) -> str:
        """A quantity without needless zeros."""
        return self._scaled(quantity_milli, QUANTITY_DECIMALS, 0)

    def rate(self, rate_ppb: int) -> str:
        """A rate as a percentage."""
        return f"{self._scaled(rate_ppb, RATE_DECIMALS, 0)}{_NO_BREAK}%"

    def _scaled(self, value: int, decimals: int, least: int) -> str:
        return self._minus(self.words.shortest(value, decimals, least))

    @staticmethod
    def _minus(text: str) -> str:
        return text.replace("-", "−")


def describe_line(line: _Row, spelling: Spelling) -> dict[str, str]:
    """A line's cells as text; a quantity times its price is the amount but for rounding."""
    tell: Callable[[_Row, Spelling], str] = _NAMES[line["part"]]
    is_priced = line["part"] == "item" and line["unit_price_sub"] != 0
    quantity, price = line["quantity_milli"], line["unit_price_sub"]
    if line["change"] == "price":
        price *= spelling.sign
    else:
        quantity *= spelling.sign
    return {
        "name": tell(line, spelling),
        "sku": line["sku"],
        "note": _tell_change(line, spelling),
        "quantity": spelling.quantity(quantity) if is_priced else "",
        "price": spelling.price(price) if is_priced else "",
        "rates": ", ".join(spelling.rate(int(rate)) for rate in line["rates"].split()),
        "amount": spelling.amount(line["amount_minor"]),
    }


def _tell_change(line: _Row, spelling: Spelling) -> str:
    """What happened to the thing."""
    say = spelling.words.say
    if line["change"] == "quantity":
        units = {when: spelling.quantity(line[f"quantity_{when}_milli"]) for when in ("before", "after")}
        return say("quantity {after} instead of {before}", **units)
    if line["change"] == "price":
        prices = {when: spelling.price(line[f"unit_price_{when}_sub"]) for when in ("before", "after")}
        return say("price {after} instead of {before}", **prices)
    told = {"added": say("added"), "removed": say("removed"), "changed": say("changed")}
    return told.get(line["change"], "")


def _name_discount(line: _Row, spelling: Spelling) -> str:
    if not line["name"]:
        return spelling.words.say("Discount")
    return spelling.words.say("Discount {name}", name=line["name"])


def _name_charge(line: _Row, spelling: Spelling) -> str:
    kind = spelling.words.say(_CHARGES[line["kind"]])
    return spelling.labelled(kind, line["name"]) if line["name"] else kind


_NAMES: dict[str, Callable[[_Row, Spelling], str]] = {
    "item": lambda line, _: str(line["name"] or line["sku"]),
    "discount": _name_discount,
    "charge": _name_charge,
    "rounding": lambda _, spelling: spelling.words.say("Rounding"),
}
