"""Placeholders for people and what they wrote: the same text always gets the same one; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KINDS = (
    ("e-mail", ("email",)),
    ("phone", ("phone",)),
    ("name", ("name", "company")),
)
_HARMLESS = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,5}|0|[1-9][0-9]{0,2}(?:[’',][0-9]{3})*)(?:[.,][0-9]{1,9})?(?:\s?%|\s[A-Z]{3})?"
    r"|#?(?=[A-Z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[0-9])[A-Z0-9_-]{2,24}"
    r"|[0-9]{8}-[0-9]{6}-[0-9a-f]{6}"
)
"""An amount, a rate, an SKU or order number, a run: nothing that tells of a person."""


class Placeholders:
    """Texts and what stands for them; `customer 1` is one person with name and e-mail."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None

    def add_customer(self, name: str, email: str) -> None:
        """A customer: one e-mail is one person, a name alone too."""
        found = self._known.get(email) or (self._known.get(name) if not email else None)
        placeholder = found or self._next("customer")
        for text in (name, email):
            if text:
                self._known.setdefault(text, placeholder)
        self._pattern = None

    def cover(self, text: str, kind: str) -> str:
        """What stands for the text; "" stays ""."""
        if not text:
            return ""
        if text not in self._known:
            self._known[text] = self._next(kind)
            self._pattern = None
        return self._known[text]

    def cover_inside(self, text: str) -> str:
        """The text with every known one in it covered."""
        if self._pattern is None:
            longest_first = sorted(self._known, key=len, reverse=True)
            words = "|".join(re.escape(known) for known in longest_first)
            self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)")
        return self._pattern.sub(lambda found: self._known[found[0]], text)

    def _next(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind} {self._counts[kind]}"


def kind_of(field: str) -> str:
    """What a field of a customer holds.

    >>> kind_of("ship_name"), kind_of("email"), kind_of("bill_phone"), kind_of("ship_city")
    ('name', 'e-mail', 'phone', 'address')
    """
    return next((kind for kind, ends in _KINDS if field.endswith(ends)), "address")


def is_harmless(text: str) -> bool:
    """Whether a quoted value can be nothing but an amount, a rate, a code.

    >>> [is_harmless(text) for text in ("62.30 CHF", "8.1%", "TH-XXX-999", "#3012", "1’234.50")]
    [True, True, True, True, True]
    >>> [is_harmless(text) for text in ("Anna", "079 123 45 67", "0791234567", "791234567", "a@b.ch")]
    [False, False, False, False, False]
    """
    return _HARMLESS.fullmatch(text) is not None or re.fullmatch(r"#[0-9]+", text) is not None


def cover_customers(placeholders: Placeholders, customers: Iterable[tuple[str, str]]) -> None:
    """Add every customer, those with an e-mail first, so that a name alone finds its owner."""
    for name, email in sorted(customers, key=lambda one: not one[1]):
        placeholders.add_customer(name, email)
