"""Columns of raw Ecwid rows: text made storable, numbers read exactly with their places.

`Collected` gathers the rows of a file, `Numbers` reads columns of numbers and
remembers which order each unreadable one belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.formats.ecwid_json.json_spelling import exact_number, plain_number
from pipeline.formats.ecwid_json.parts import Place, Unreadable, spell_place
from pipeline.formats.ecwid_json.read import RawOrder
from pipeline.languages.phrase import phrase
from pipeline.money import Integers, parse_plain
from pipeline.problems import Problem, problem

_CODES = {"number-too-precise": "amount-too-precise", "number-out-of-range": "amount-too-large"}


@dataclass
class Collected:
    """The raw rows of a file's orders, one list per table.

    Each row starts with the position of its order; `line` and `parent`
    number the rows of the whole file. `names` holds each order's number.
    """

    orders: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    charges: list[tuple[Any, ...]] = field(default_factory=list)
    discounts: list[tuple[Any, ...]] = field(default_factory=list)
    taxes: list[tuple[Any, ...]] = field(default_factory=list)
    refunds: list[tuple[int, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unreadable: dict[int, Unreadable] = field(default_factory=dict)

    def add(self, position: int, order: RawOrder) -> None:
        """Take the order's rows in."""
        first_line, first_discount = len(self.lines), len(self.discounts)
        self.orders.append((position, *order.facts, *order.amounts))
        self.lines.extend((position, *line) for line in order.lines)
        self.charges.extend((position, *charge) for charge in order.charges)
        self.refunds.extend((position, amount) for amount in order.refunds)
        self.taxes.extend((position, _shift(tax.line, first_line), *tax[1:]) for tax in order.taxes)
        self.discounts.extend(
            (position, _shift(row.parent, first_discount), _shift(row.line, first_line), *row[2:])
            for row in order.discounts
        )


def _shift(number: int, first: int) -> int:
    return number if number < 0 else first + number


def split_columns(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, Sequence[Any]]:
    """The rows as columns of those names."""
    if not rows:
        return dict.fromkeys(names, ())
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def make_text(values: Iterable[str] | pd.Series) -> pd.Series:
    """A text column; halves of characters, which no file can hold, become U+FFFD."""
    if isinstance(values, pd.Series):
        return values
    texts = list(values)
    try:
        return pd.Series(pa.array(texts, pa.large_string()), dtype="str")
    except UnicodeEncodeError:
        whole = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
        return pd.Series(pa.array(whole, pa.large_string()), dtype="str")


def make_integers(values: Iterable[int]) -> Integers:
    """An int64 column."""
    return np.array(list(values), dtype=np.int64)


@dataclass
class Numbers:
    """Reads number columns; `failed` holds the problem of each order's first unreadable number."""

    file: str
    names: Sequence[str]
    failed: dict[int, Problem] = field(default_factory=dict)

    def read(
        self,
        texts: Sequence[str] | pd.Series,
        decimals: int,
        limit: int,
        positions: Integers,
        place_of: Callable[[int], Place],
    ) -> Integers:
        """The numbers in 10^-decimals, 0 where there is none; `place_of` tells where a row's stands."""
        plain = make_text(texts)
        if (plain == "").all():
            return np.zeros(len(texts), dtype=np.int64)
        plain = _without_exponents(plain)
        parsed = parse_plain(plain, decimals, limit)
        is_bad = ~parsed.status.isin(["ok", "empty"]).to_numpy(dtype=bool)
        for row in np.flatnonzero(is_bad).tolist():
            code = _CODES.get(str(parsed.status.iloc[row]), "bad-amount")
            self._set_aside(code, int(positions[row]), place_of(row), str(plain.iloc[row]), str(decimals))
        return parsed.values

    def set_aside(self, position: int, error: Unreadable) -> None:
        """Set the order at that position aside for a part that is not what it must be."""
        found = phrase("{place} holds {what}", place=spell_place(error.place), what=error.found)
        self._set_aside("order-incomplete", position, error.place, found)

    def _set_aside(self, code: str, position: int, place: Place, found: str, decimals: str = "") -> None:
        if position in self.failed:
            return
        finding = problem(
            code,
            file=self.file,
            row=position + 1,
            column=spell_place(place),
            order_id=self.names[position],
            found=found,
            expected=decimals if code == "amount-too-precise" else "",
        )
        self.failed[position] = finding


def _without_exponents(texts: pd.Series) -> pd.Series:
    """The numbers in plain form where they are written with an exponent."""
    has_exponent = texts.str.contains("e", case=False, regex=False)
    if not has_exponent.any():
        return texts
    return texts.where(~has_exponent, texts.map(_expand))


def _expand(text: str) -> str:
    number = exact_number(text)
    return text if number is None else str(plain_number(number))
