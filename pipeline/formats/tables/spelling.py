"""Collects the cells of a table that change, spelled as the file spells its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from pipeline.formats.tables.layout import LINE_DISCOUNTS, RATE_DECIMALS_OF, Part
from pipeline.formats.tables.numbers import NumberStyle, find_style, spell_number
from pipeline.formats.tables.orders import TRUE_WORDS
from pipeline.formats.tables.payment_words import fold_word
from pipeline.money import PRICE_EXTRA_DECIMALS, QUANTITY_DECIMALS, canonical_number

_SIGNED = ("discount", "order_discount", *LINE_DISCOUNTS)
_MODELS = ("total", "subtotal", "price")


@dataclass(eq=False)
class CellSpeller:
    """New texts for the cells of one table; `replaced` grows with every change."""

    part: Part
    replaced: dict[tuple[int, int], str] = field(default_factory=dict)
    _styles: dict[str, NumberStyle] = field(default_factory=dict)
    _records: dict[int, list[str]] = field(default_factory=dict)
    _signs: dict[str, int] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the table has the column."""
        return name in self.part.positions

    def old(self, record: int, name: str) -> str:
        """The cell's text as it is in the file."""
        if record not in self._records:
            self._records[record] = self.part.source.record_cells(record)
        return self._records[record][self.part.positions[name]]

    def put(self, record: int, name: str, text: str) -> None:
        """The cell's new text; nothing is kept where it is the old one."""
        if text != self.old(record, name):
            self.replaced[record, self.part.positions[name]] = text

    def spell(self, name: str, value: int, decimals: int, *, model: int) -> str:
        """The column's number in its own style; signs and marks as in the record `model`."""
        old = self.old(model, name)
        if name in _SIGNED:
            value *= self._sign(name, old)
        return spell_number(int(value), find_scale(name, decimals), self._style(name), like=old)

    def spell_flag(self, name: str, *, is_set: bool) -> str:
        """Yes or no in the words the column uses most, else true or false."""
        texts = self._texts(name)
        words = Counter(text for text in texts if text and (fold_word(text) in TRUE_WORDS) == is_set)
        return words.most_common(1)[0][0] if words else str(is_set).lower()

    def number(self, record: int, name: str, decimals: int) -> int:
        """The number the cell holds in the file, 0 for none."""
        plain, _ = canonical_number(self.old(record, name).strip(), self._style(name).mark)
        return int(Decimal(plain or "0").scaleb(find_scale(name, decimals)))

    def _style(self, name: str) -> NumberStyle:
        if name not in self._styles:
            model = next((other for other in _MODELS if self.has(other) and other != name), "")
            is_money = name not in RATE_DECIMALS_OF and name != "quantity"
            otherwise = None
            if model and is_money:
                usual = find_style(self._texts(model))
                otherwise = NumberStyle(usual.decimals, usual.mark)
            self._styles[name] = find_style(self._texts(name), otherwise)
        return self._styles[name]

    def _sign(self, name: str, old: str) -> int:
        """The sign the cell has, else the one most of the column's cells have."""
        if any(digit in old for digit in "123456789"):
            return -1 if _is_negative(old) else 1
        if name not in self._signs:
            filled = [text for text in self._texts(name) if text.strip("0.,-+ ")]
            negative = sum(_is_negative(text) for text in filled)
            self._signs[name] = -1 if negative * 2 > len(filled) else 1
        return self._signs[name]

    def _texts(self, name: str) -> pd.Series:
        position = self.part.positions[name]
        return self.part.source.columns([position])[position].str.strip()


def _is_negative(text: str) -> bool:
    bare = text.strip()
    return bare.startswith(("-", "−", "(")) or bare.endswith("-")


def find_scale(name: str, decimals: int) -> int:
    """Decimals of the column's numbers in the tables, for a currency of so many."""
    if name in RATE_DECIMALS_OF:
        return RATE_DECIMALS_OF[name]
    if name == "price":
        return decimals + PRICE_EXTRA_DECIMALS
    return QUANTITY_DECIMALS if name == "quantity" else decimals
