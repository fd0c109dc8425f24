"""Numbers in the cells of a table: read exactly, spelled back as the file does.

Machine-written numbers (`1234.50`) are read whole columns at a time; those
written by people (`1’234,50`, `CHF 12.50`, `8.1%`) one different text at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money import Integers, Parsed, canonical_number, parse_plain, to_text

PROBLEM_CODES = {
    "bad-number": "bad-amount",
    "ambiguous-number": "bad-amount",
    "number-too-precise": "amount-too-precise",
    "number-out-of-range": "amount-too-large",
}
"""Why a text is no number, as the problem of an export's cell."""

_COMMA_DECIMALS = r"\A[^.,]*(?:\.[0-9]{3})*,(?:[0-9]{1,2}|[0-9]{4,})[^0-9,.]*\Z"
_AROUND = re.compile(r"\A([^0-9.,(+−-]*)[(+−-]?[^0-9]*(?:[0-9].*[0-9]|[0-9])\)?-?([^0-9]*)\Z", re.DOTALL)


@dataclass(frozen=True)
class NumberStyle:
    """How a column spells its numbers.

    `decimals`: written at least (`10.00` or `10`); `zero`: the spelling of
    zero, None where the column has none.
    """

    decimals: int = 0
    mark: str = "."
    zero: str | None = None


def parse_numbers(texts: pd.Series, decimals: int | Integers, limit: int = 10**13) -> Parsed:
    """Whole numbers of 10^-decimals from cells; statuses as `money.parse_plain` has them.

    >>> parse_numbers(pd.Series(["1234.5", "1’234,50 CHF", ""]), 2).values.tolist()
    [123450, 123450, 0]
    """
    texts = texts.reset_index(drop=True)
    mark = find_decimal_mark(texts)
    parsed = parse_plain(texts, decimals, limit)
    doubtful = parsed.status == "bad-number" if mark == "." else parsed.status != "empty"
    rows = np.flatnonzero(doubtful.to_numpy(dtype=bool))
    if rows.size == 0:
        return parsed
    scale = np.broadcast_to(np.asarray(decimals, dtype=np.int64), (len(texts),))[rows]
    again = _parse_written(texts.iloc[rows], scale, limit, mark)
    values, status = parsed.values.copy(), parsed.status.to_numpy(dtype=object, copy=True)
    values[rows], status[rows] = again.values, again.status.to_numpy(dtype=object)
    return Parsed(values, pd.Series(status, dtype="str"))


def _parse_written(texts: pd.Series, decimals: Integers, limit: int, mark: str) -> Parsed:
    codes, different = pd.factorize(texts)
    told = [_read_written(text.strip().removesuffix("%"), mark) for text in different]
    plain = pd.Series([number for number, _ in told], dtype="str").take(codes)
    status = pd.Series([word for _, word in told], dtype="str").take(codes).reset_index(drop=True)
    parsed = parse_plain(plain, decimals, limit)
    return Parsed(parsed.values, parsed.status.where(status == "ok", status))


def _read_written(text: str, mark: str) -> tuple[str, str]:
    """The number in plain form; the mark decides only where the text alone does not."""
    number, word = canonical_number(text, mark)
    return canonical_number(text) if word == "bad-number" else (number, word)


def find_decimal_mark(texts: pd.Series) -> str:
    """The column's decimal mark: a comma only where a cell cannot mean anything else.

    >>> find_decimal_mark(pd.Series(["12,50", "3"])), find_decimal_mark(pd.Series(["1,250", "3"]))
    (',', '.')
    """
    has_comma = texts.str.contains(",", regex=False)
    if not has_comma.any():
        return "."
    with_comma = texts.loc[has_comma].drop_duplicates().str.strip()
    return "," if with_comma.str.match(_COMMA_DECIMALS).any() else "."


def find_style(texts: pd.Series, otherwise: NumberStyle | None = None) -> NumberStyle:
    """How the column's cells spell numbers; the other style where it has none.

    >>> find_style(pd.Series(["10.00", "2.50", ""]))
    NumberStyle(decimals=2, mark='.', zero='')
    >>> find_style(pd.Series(["10", "2.5", "0"])), find_style(pd.Series(["0.0", "0.1", "0.15"])).decimals
    (NumberStyle(decimals=0, mark='.', zero='0'), 1)
    """
    counts = texts.str.strip().value_counts()
    written = pd.Series(counts.index, dtype="str")
    is_zero = ~written.str.contains("[1-9]", regex=True)
    if written.empty or (is_zero & (written == "")).all():
        return otherwise or NumberStyle()
    mark = find_decimal_mark(written)
    is_number = written.str.contains("[0-9]", regex=True)
    tells = is_number & (~is_zero | written.str.contains(mark, regex=False))
    shown = written.loc[tells if tells.any() else is_number]
    zeros = written.loc[is_zero]
    return NumberStyle(_usual_decimals(shown, mark), mark, None if zeros.empty else str(zeros.iloc[0]))


def _usual_decimals(written: pd.Series, mark: str) -> int:
    """The fewest decimals, or the most usual number where zeros are written needlessly."""
    fractions = written.str.extract(rf"\{mark}([0-9]*)[^0-9]*\Z", expand=False).fillna("")
    lengths = fractions.str.len().astype("int64")
    fewest = int(lengths.min())
    if (fractions.str.endswith("0") & (lengths > fewest)).any():
        return int(lengths.mode().max())
    return fewest


def spell_number(value: int, scale: int, style: NumberStyle, *, like: str = "") -> str:
    """The number value × 10^-scale in the column's style, with the signs around `like`.

    >>> spell_number(1250, 2, NumberStyle()), spell_number(1200, 2, NumberStyle(2, ","))
    ('12.5', '12,00')
    >>> spell_number(97000000, 7, NumberStyle(), like="8.1 %")
    '9.7 %'
    """
    if value == 0 and style.zero is not None:
        return style.zero
    whole, _, fraction = to_text(value, scale, keep_zeros=False).partition(".")
    fraction = fraction.ljust(style.decimals, "0")
    number = f"{whole}{style.mark}{fraction}" if fraction else whole
    around = _AROUND.match(like)
    return f"{around[1]}{number}{around[2]}" if around else number
