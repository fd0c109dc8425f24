"""Aligned columns of at most 110 characters: words on the left, amounts on the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.languages import Words
from pipeline.reports.page import to_printable

WIDTH = 110
MARGIN = "  "
_WORDS_WIDTH = 38
_MORE_DECIMALS = 4
"""An unrounded amount shows so many decimals more than a rounded one, then an ellipsis."""


@dataclass(frozen=True)
class Figure:
    """One line of a calculation: what, how it is reckoned, unrounded, amount, what rounding added."""

    what: str
    how: str = ""
    unrounded: str = ""
    amount: str = ""
    rounding: str = ""
    depth: int = 1

    @property
    def numbers(self) -> tuple[str, str, str]:
        """The three columns on the right."""
        return self.unrounded, self.amount, self.rounding


def make_head(words: Words) -> Figure:
    """The heads of the columns."""
    heads = (words.say("reckoned"), words.say("unrounded"), words.say("amount"), words.say("rounding"))
    return Figure("", *heads, depth=0)


def print_figures(figures: Sequence[Figure]) -> Iterator[str]:
    """The lines of a calculation below their heads; long words go on in the next line."""
    widths = [
        max(len(column) for column in columns) for columns in zip(*(f.numbers for f in figures), strict=True)
    ]
    how_width = WIDTH - _WORDS_WIDTH - sum(widths) - 2 * len(widths) - 1
    for figure in figures:
        margin = MARGIN * figure.depth
        width = _WORDS_WIDTH if any((figure.how, *figure.numbers)) else WIDTH
        whats = _wrap(margin + figure.what, width, margin + MARGIN)
        hows = _wrap(figure.how, max(how_width, 12), "")
        for place in range(max(len(whats), len(hows))):
            what, how = (part[place] if place < len(part) else "" for part in (whats, hows))
            numbers = figure.numbers if place == 0 else ("", "", "")
            cells = "".join(f"  {cell:>{width}}" for cell, width in zip(numbers, widths, strict=True))
            yield f"{what:<{_WORDS_WIDTH}} {how:<{how_width}}{cells}".rstrip()


def print_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of a name and amounts, the head first, columns as wide as they need."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        name, *cells = row
        amounts = "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths[1:], strict=True))
        yield f"{MARGIN}{name:<{widths[0]}}{amounts}".rstrip()


def print_words(text: str, depth: int = 1) -> list[str]:
    """A sentence at that depth, going on further to the right."""
    margin = MARGIN * depth
    return _wrap(margin + text, WIDTH, margin + MARGIN)


def _wrap(text: str, width: int, others: str) -> list[str]:
    shown = to_printable(text)
    margin = shown[: len(shown) - len(shown.lstrip())]
    wrapped = textwrap.wrap(
        shown.strip(), width, initial_indent=margin, subsequent_indent=others, break_on_hyphens=False
    )
    return wrapped or [""]


def show(amount: str, words: Words, decimals: int | None = None) -> str:
    """An amount as its reader writes it, its decimals cut where there are too many to read.

    >>> from pipeline.languages import ENGLISH
    >>> show("-1234.5", ENGLISH), show("21.6599791945", ENGLISH, 2), show("124.128", ENGLISH, 2)
    ('-1’234.5', '21.659979…', '124.128')
    """
    whole, point, fraction = amount.partition(".")
    most = len(fraction) if decimals is None else decimals + _MORE_DECIMALS
    return words.figure(whole + point + fraction[:most]) + ("…" if len(fraction) > most else "")


def show_signed(amount: str, words: Words, decimals: int | None = None) -> str:
    """The same with a plus if it is above zero.

    >>> from pipeline.languages import ENGLISH
    >>> show_signed("2.50", ENGLISH), show_signed("-2.50", ENGLISH), show_signed("0.00", ENGLISH)
    ('+2.50', '-2.50', '0.00')
    """
    is_plus = not amount.startswith("-") and amount.strip("0.") != ""
    return ("+" if is_plus else "") + show(amount, words, decimals)


def negative(amount: str) -> str:
    """The amount with the other sign.

    >>> negative("2.50"), negative("-0.01"), negative("0.00")
    ('-2.50', '0.01', '0.00')
    """
    if amount.startswith("-"):
        return amount[1:]
    return f"-{amount}" if amount.strip("0.") else amount


def is_nothing(amount: str) -> bool:
    """Whether the amount is zero, or there is none."""
    return not amount.strip("-0.")
