"""Typed values from the text of edit cells: amounts, prices, quantities, rates, yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.languages.phrase import phrase
from pipeline.money import (
    PPB,
    PRICE_EXTRA_DECIMALS,
    QUANTITY_DECIMALS,
    RATE_DECIMALS,
    canonical_number,
    price_text,
    quantity_text,
    rate_text,
    to_text,
)
from schemas.columns import MAX_AMOUNT_MINOR, MAX_PRICE_SUB, MAX_QUANTITY_MILLI

YES = {"yes", "y", "true", "1", "x", "oui", "o", "vrai", "ja", "j", "wahr", "si", "sì", "s", "vero"}
NO = {"no", "n", "false", "0", "non", "faux", "nein", "falsch", "falso"}
KIND_WORDS = {
    "amount": {"amount", "fixed", "abs", "absolute", "montant", "fixe", "betrag", "fix", "importo", "fisso"},
    "percent": {
        "percent", "percentage", "%", "pourcentage", "pourcent", "pour cent", "prozent", "prozentsatz",
        "percentuale", "per cento",
    },
}  # fmt: skip
_SIGNS = {
    "€": ("EUR",),
    "£": ("GBP", "EGP", "FKP", "GIP", "LBP", "SHP"),
    "¥": ("JPY", "CNY"),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL", "NAD", "XCD"),
    "Fr.": ("CHF",),
}
CHARGE_WORDS = {
    "shipping": ("shipping", "expédition", "livraison", "port", "versand", "spedizione"),
    "handling": ("handling", "traitement", "bearbeitung", "gestione"),
    "surcharge": ("surcharge", "supplément", "zuschlag", "supplemento"),
    "tip": ("tip", "pourboire", "trinkgeld", "mancia"),
}
"""How an edit names a fee where it could name an item."""
EVERYTHING_WORDS = {"everything", "all", "tout", "alles", "tutto"}
"""How a discount says that it is of the items and the shipping."""
NONE_WORDS = {"none", "no tax", "0", "0%", "aucune", "sans", "keine", "nessuna", "exempt", "-"}


@dataclass(frozen=True)
class Cell:
    """One filled cell of an edit row, with the place it stands in."""

    field: str
    value: str
    column: str = ""
    cell: str = ""
    is_number: bool = False
    has_old: bool = False
    old: str = ""
    is_old_number: bool = False
    decimal_mark: str = ""


@dataclass(frozen=True)
class Value:
    """A typed value: the integer, or the problem code that says why there is none."""

    number: int = 0
    code: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """True if the text gave a value."""
        return self.code == ""


@dataclass(frozen=True)
class Measure:
    """How a kind of number is read and shown."""

    decimals: int
    low: int
    high: int
    spell: Callable[[int], str]
    currency: str = ""

    def read(self, text: str, *, is_number: bool, decimal_mark: str = "") -> Value:
        """The scaled integer of the text, or the code of what is wrong with it.

        A text that names another currency than the measure's is refused.
        """
        if self.currency and names_other_currency(text, self.currency):
            return Value(
                code="bad-number",
                facts={"expected": phrase("an amount in {currency}", currency=self.currency)},
            )
        plain, status = (text, "ok") if is_number else canonical_number(text, decimal_mark)
        if status != "ok":
            return Value(code="bad-number" if status == "empty" else status)
        return self._scale(plain)

    def _scale(self, plain: str) -> Value:
        if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{0,40})?", plain):
            return Value(code="bad-number")
        whole, _, fraction = plain.lstrip("-").partition(".")
        fraction = fraction.rstrip("0")
        if len(fraction) > self.decimals:
            return Value(
                code="number-too-precise", facts={"expected": phrase("at most {limit}", limit=self.decimals)}
            )
        number = int(whole + fraction.ljust(self.decimals, "0"))
        number = -number if plain.startswith("-") else number
        if not self.low <= number <= self.high:
            limits = phrase("from {low} to {high}", low=self.spell(self.low), high=self.spell(self.high))
            return Value(code="number-out-of-range", facts={"expected": limits})
        return Value(number)


def names_other_currency(text: str, currency: str) -> bool:
    """Whether the text bears the code or sign of another currency.

    >>> names_other_currency("EUR 12.50", "CHF"), names_other_currency("12.50 Fr.", "CHF")
    (True, False)
    """
    codes = re.findall(r"(?<![A-Z])[A-Z]{3}(?![A-Z])", text)
    signs = [codes_of_sign for sign, codes_of_sign in _SIGNS.items() if sign in text]
    return any(code != currency for code in codes) or any(currency not in known for known in signs)


def amount_measure(decimals: int, currency: str = "") -> Measure:
    """Amounts of at least 0 in minor units.

    >>> amount_measure(2).read("12,50 CHF", is_number=False).number
    1250
    """
    return Measure(decimals, 0, MAX_AMOUNT_MINOR, lambda value: to_text(value, decimals), currency)


def surcharge_measure(decimals: int, currency: str = "") -> Measure:
    """Surcharges in minor units; one below zero lowers the order."""
    return replace(amount_measure(decimals, currency), low=-MAX_AMOUNT_MINOR)


def price_measure(decimals: int, currency: str = "") -> Measure:
    """Unit prices of at least 0 in 1/10 000 of a minor unit."""
    places = decimals + PRICE_EXTRA_DECIMALS
    return Measure(places, 0, MAX_PRICE_SUB, lambda value: price_text(value, decimals), currency)


QUANTITY = Measure(QUANTITY_DECIMALS, 1, MAX_QUANTITY_MILLI, quantity_text)
_RATE = Measure(RATE_DECIMALS, 0, PPB, lambda value: rate_text(value) + "%")


def read_rate(text: str, *, is_number: bool, decimal_mark: str = "") -> Value:
    """Parts per billion of a percentage written `8.1%`, `8,1 %` or `8.1`.

    A number between 0 and 1 without a percent sign is refused: 0.081 may be
    meant as 8.1 %. A single comma is the decimal one: no rate has thousands.

    >>> read_rate("8,1 %", is_number=False).number, read_rate("0.081", is_number=True).code
    (81000000, 'ambiguous-number')
    """
    has_sign = text.rstrip().endswith("%")
    bare = text.rstrip().removesuffix("%").rstrip()
    if bare.count(",") == 1 and "." not in bare:
        decimal_mark = decimal_mark or ","
    value = _RATE.read(bare, is_number=is_number and not has_sign, decimal_mark=decimal_mark)
    if value.is_ok and not has_sign and 0 < value.number < 10**RATE_DECIMALS:
        return Value(code="ambiguous-number")
    return Value(code="bad-rate") if value.code == "bad-number" else value


def read_yes_no(text: str) -> Value:
    """1 for yes, 0 for no, in four languages."""
    word = text.strip().casefold()
    if word in YES:
        return Value(1)
    return Value(0) if word in NO else Value(code="bad-yes-no")


def read_kind(text: str) -> str:
    """`amount`, `percent` or "" if the word is neither."""
    word = text.strip().casefold()
    found = [kind for kind, words in KIND_WORDS.items() if word in words]
    return found[0] if found else ""
