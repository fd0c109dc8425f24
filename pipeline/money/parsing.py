"""Numbers from text, exactly: machine-written ones by the column, people's one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.money.rounding import Flags, Integers

_PLAIN = r"\A-?[0-9]{1,18}(?:\.[0-9]*)?\Z"
_SPACES = "   \u2007\u2009\t"
_APOSTROPHES = "'’‘ʼ´`"
_BOTH_MARKS = 2
_THOUSAND_DIGITS = 3


@dataclass(frozen=True)
class Parsed:
    """Integers read from text, and a status word for each.

    `status` is "ok", "empty" (value 0) or the problem code that says why the
    text was refused (value 0): bad-number, ambiguous-number,
    number-too-precise, number-out-of-range.
    """

    values: Integers
    status: pd.Series

    @property
    def is_ok(self) -> Flags:
        """True where the text gave a number."""
        return (self.status == "ok").to_numpy(dtype=bool)


def parse_plain(texts: pd.Series, decimals: int | Integers, limit: int = 10**13) -> Parsed:
    """Whole numbers of 10^-decimals from machine-written numbers (`-1234.5`).

    Exponents, signs other than "-", separators and blanks inside are refused;
    zeros beyond the decimals are allowed, other digits are `number-too-precise`.

    >>> parse_plain(pd.Series(["12.5", "", "1,5", "0.005"]), 2).values.tolist()
    [1250, 0, 0, 0]
    >>> parse_plain(pd.Series(["12.5", "", "1,5", "0.005"]), 2).status.tolist()
    ['ok', 'empty', 'bad-number', 'number-too-precise']
    """
    stripped = texts.astype("str").str.strip().reset_index(drop=True)
    if len(stripped) == 0:
        return Parsed(np.zeros(0, dtype=np.int64), pd.Series([], dtype="str"))
    scale = np.broadcast_to(np.asarray(decimals, dtype=np.int64), (len(stripped),))
    codes, unique_texts = pd.factorize(stripped)
    if len(unique_texts) * 4 > len(stripped) or np.unique(scale).size > 1:
        return _parse_each(stripped, scale, limit)
    once = _parse_each(
        pd.Series(unique_texts, dtype="str"),
        np.full(len(unique_texts), scale[0] if len(scale) else 0, dtype=np.int64),
        limit,
    )
    return Parsed(once.values[codes], pd.Series(once.status.to_numpy()[codes], dtype="str"))


def _parse_each(texts: pd.Series, decimals: Integers, limit: int) -> Parsed:
    is_empty = (texts == "").to_numpy(dtype=bool)
    is_form = texts.str.match(_PLAIN).to_numpy(dtype=bool)
    safe = texts.where(is_form, "0")
    is_negative = safe.str.startswith("-").to_numpy(dtype=bool)
    parts = safe.str.removeprefix("-").str.partition(".")
    whole, fraction = parts[0], parts[2].str.rstrip("0")
    is_precise = fraction.str.len().to_numpy(dtype=np.int64) > decimals
    kept = fraction.where(~is_precise, "")
    missing = decimals - kept.str.len().to_numpy(dtype=np.int64)
    whole_values = whole.astype("int64").to_numpy()
    fraction_values = kept.where(kept != "", "0").astype("int64").to_numpy()
    ten = np.int64(10)
    bound = limit // (ten**decimals)
    is_large = whole_values > bound
    values = np.where(is_large, 0, whole_values) * ten**decimals + fraction_values * ten ** np.maximum(
        missing, 0
    )
    is_large |= values > limit
    status = np.select(
        [is_empty, ~is_form, is_precise, is_large],
        ["empty", "bad-number", "number-too-precise", "number-out-of-range"],
        "ok",
    )
    values = np.where(status == "ok", np.where(is_negative, -values, values), 0)
    return Parsed(values.astype(np.int64), pd.Series(status, dtype="str"))


def canonical_number(text: str, decimal_mark: str = "") -> tuple[str, str]:
    """A number as people write it in plain form, and a status word.

    Knows thousands marks (space, apostrophe, comma, point), decimal comma,
    currency codes and signs, brackets and a trailing minus for negatives.
    `1,234` and `1.234.` style ambiguity is refused unless `decimal_mark` says
    which mark is the decimal one.

    >>> canonical_number("1’234.50 CHF"), canonical_number("(12,5)"), canonical_number("1,234")
    (('1234.50', 'ok'), ('-12.5', 'ok'), ('', 'ambiguous-number'))
    >>> canonical_number("1,234", decimal_mark=".")
    ('1234', 'ok')
    """
    bare, is_negative = _bare_number(text)
    if bare == "":
        return "", "empty" if text.strip() == "" else "bad-number"
    if not re.fullmatch(r"[0-9.,]*[0-9][0-9.,]*", bare):
        return "", "bad-number"
    plain, status = _settle_marks(bare, decimal_mark)
    return (("-" if is_negative and status == "ok" else "") + plain, status)


def _bare_number(text: str) -> tuple[str, bool]:
    """Digits and marks only, and whether a sign or brackets make it negative."""
    bare = text.strip().replace("−", "-")
    is_negative = bool(re.fullmatch(r"\(.*\)", bare))
    bare = bare.strip("()") if is_negative else bare
    bare = re.sub(r"^(?:[A-Z]{3}|Fr\.|SFr\.|[€$£¥])\s*|\s*(?:[A-Z]{3}|Fr\.|SFr\.|[€$£¥])$", "", bare.strip())
    bare = re.sub(r"^(-?)\s*(?:[A-Z]{3}|Fr\.|[€$£¥])\s*", r"\1", bare.strip())
    bare = re.sub(r"[.,](?:-+|–|—)$", "", bare.strip())  # Swiss price style: 12.-
    if not is_negative:  # in brackets a sign would be a second one: it stays, and is refused
        is_negative = bare.startswith("-") or bare.endswith("-")
        bare = bare[1:].strip() if bare.startswith(("-", "+")) else bare.removesuffix("-").strip()
    spaced = re.sub(rf"(?<=[0-9])[\s{_SPACES}{_APOSTROPHES}](?=[0-9]{{3}}(?![0-9]))", "", bare)
    return spaced.strip(), is_negative


def _settle_marks(bare: str, decimal_mark: str) -> tuple[str, str]:
    """Which of "." and "," is the decimal mark, and the number in plain form."""
    marks = [character for character in bare if character in ".,"]
    if not marks:
        return bare, "ok"
    last = marks[-1]
    if len(set(marks)) == _BOTH_MARKS:
        thousands = marks[0]
        if marks.count(last) > 1 or (decimal_mark and last != decimal_mark):
            return "", "bad-number"
        return _without_thousands(bare, thousands, last)
    if len(marks) > 1:
        return ("", "bad-number") if last == decimal_mark else _without_thousands(bare, last, "")
    head, _, tail = bare.partition(last)
    if last == decimal_mark:
        return _plain(head, tail)
    if decimal_mark:
        return _without_thousands(bare, last, "")
    if len(tail) == _THOUSAND_DIGITS and 1 <= len(head) <= _THOUSAND_DIGITS and head.lstrip("0") != "":
        return ("", "ambiguous-number") if last == "," else _plain(head, tail)
    return _plain(head, tail)


def _without_thousands(bare: str, thousands: str, decimal: str) -> tuple[str, str]:
    head, _, tail = bare.partition(decimal) if decimal else (bare, "", "")
    if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+", head):
        return "", "bad-number"
    return _plain(head.replace(thousands, ""), tail)


def _plain(head: str, tail: str) -> tuple[str, str]:
    number = (head or "0") + ("." + tail if tail else "")
    return number, "ok"
