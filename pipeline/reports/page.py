"""How a screen of labelled lines is laid out: labels on the left, text beside them, at most 80 columns."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

import click

from pipeline.languages import ENGLISH, N_, Words

WIDTH = 80
LABELS = (
    *(N_("Read"), N_("Calculation"), N_("Edit rows"), N_("To collect"), N_("To refund"), N_("To bill")),
    *(N_("Newly due"), N_("Does not tie"), N_("Problems"), N_("Dry run"), N_("Written")),
    *(N_("Changes"), N_("Plan"), N_("Digest")),
)
"""What may stand on the left: the widest of them says where the text begins."""
_WIDEST_LABEL = 30
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Page:
    """A screen in one language, in colour or without any escape sequence."""

    words: Words = ENGLISH
    has_colour: bool = False

    @property
    def margin(self) -> int:
        """Where the text beside the labels begins."""
        widest = max(len(self.words.text(label)) for label in LABELS)
        return min(widest, _WIDEST_LABEL) + 1

    def head(self, label: str) -> str:
        """The label in this language up to where its text begins; a blank one for lines that go on."""
        said = self.words.text(label)
        shown = said if len(said) < self.margin else f"{said[: self.margin - 2]}…"
        return f"{shown:<{self.margin}}"

    def labelled(self, label: str, text: str) -> list[str]:
        """The text beside its label, going on below where it is long."""
        return wrap(text, self.head(label), " " * self.margin)

    def paint(self, line: str, colour: str, *, if_so: bool = True) -> str:
        """The line in that colour, on a coloured screen and `if_so`."""
        return click.style(line, fg=colour) if self.has_colour and if_so else line


def wrap(text: str, first: str, others: str) -> list[str]:
    """The text in lines of at most 80 columns; nothing in it can move the cursor."""
    shown = to_printable(text)
    return textwrap.wrap(
        shown, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    ) or [first.rstrip()]


def to_printable(text: str) -> str:
    """The text with nothing in it that could move the cursor or colour the screen."""
    return _NOT_PRINTABLE.sub(" ", text)
