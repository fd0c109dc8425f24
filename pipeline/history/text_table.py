"""Tables for the screen: aligned, never wider than a terminal that is 110 columns wide; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.reports.screen import to_printable

WIDTH = 110
_INDENT = "  "
_GAP = "  "
_NARROWEST = 8


def lay_out(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    to_the_right: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> list[str]:
    """The table's lines: its header, a rule, its rows.

    Columns named in `to_the_right` are numbers: they are never cut, nor are
    those named in `whole`. Of the others the widest give way, cut with "…",
    where a line would be too long.

    >>> lines = lay_out(["Order", "Amount"], [["#1", "5.00"], ["#12", "10.00"]], to_the_right=["Amount"])
    >>> print("\\n".join(lines))
    Order  Amount
    -----  ------
    #1       5.00
    #12     10.00
    """
    cells = [[to_printable(cell) for cell in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(headers, *cells, strict=True)]
    is_number = [header in to_the_right for header in headers]
    _narrow(widths, [header in (*to_the_right, *whole) for header in headers])
    rule = ["-" * width for width in widths]
    return [_line(row, widths, is_number) for row in (list(headers), rule, *cells)]


def indent(lines: Sequence[str]) -> Iterator[str]:
    """The lines, two columns to the right."""
    return (f"{_INDENT}{line}" for line in lines)


def _narrow(widths: list[int], is_kept: Sequence[bool]) -> None:
    """Take from the widest text columns what is too much."""
    free = [place for place, kept in enumerate(is_kept) if not kept and widths[place] > _NARROWEST]
    too_much = sum(widths) + len(_GAP) * (len(widths) - 1) + len(_INDENT) - WIDTH
    while too_much > 0 and free:
        widest = max(free, key=lambda place: widths[place])
        widths[widest] -= 1
        too_much -= 1
        free = [place for place in free if widths[place] > _NARROWEST]


def _line(row: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    shown = (
        text.rjust(width) if number else _cut(text, width).ljust(width)
        for text, width, number in zip(row, widths, is_number, strict=True)
    )
    return _GAP.join(shown).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
