"""Rows of the cover sheet, written one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.money import to_text
from pipeline.reports.cell_text import is_formula_like
from pipeline.reports.sheet_xml import (
    count_lines,
    formula_cell,
    height_of,
    number_cell,
    row_of,
    text_cell,
)
from pipeline.reports.styles import Palette

WIDTHS = {"A": 32, "B": 12, "C": 16, **dict.fromkeys("DEFGHIJ", 17), "K": 10}
LAST = "K"
YES, NO = "✓", "✗"


class CoverRows:
    """The rows so far, the checks in them and the cells that are joined."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.rows: list[str] = []
        self.checks: list[tuple[int, bool]] = []
        self.merged: list[str] = []

    @property
    def next_row(self) -> int:
        """The number of the row that `add` writes next."""
        return len(self.rows) + 1

    def add(self, *cells: str, height: int = 0) -> None:
        """Write the cells as the next row."""
        self.rows.append(row_of(self.next_row, cells, height=height))

    def put(self, row: int, *cells: str, height: int = 0) -> None:
        """Write the cells into a row that was left empty before."""
        self.rows[row - 1] = row_of(row, cells, height=height)

    def text(self, column: str, text: str, look: str = "label", row: int = 0) -> str:
        """A text cell of the next row, or of that one."""
        style = self.palette.other(look, is_quoted=is_formula_like(text))
        return text_cell(f"{column}{row or self.next_row}", style, text)

    def things(self, place: str, number: int) -> str:
        """A cell with a number of things."""
        return number_cell(place, self.palette.other("count"), to_text(number, 0))

    def number(self, column: str, value: int, decimals: int = 0, look: str = "count") -> str:
        """A number cell of the next row: a count, or an amount in minor units."""
        style = self._number_style(look, decimals)
        return number_cell(f"{column}{self.next_row}", style, to_text(value, decimals))

    def formula(self, place: str, formula: str, value: int, decimals: int = 0, look: str = "count") -> str:
        """A cell that counts its number again."""
        style = self._number_style(look, decimals)
        return formula_cell(place, style, formula, number=to_text(value, decimals))

    def _number_style(self, look: str, decimals: int) -> int:
        return self.palette.other(look) if look == "count" else self.palette.amount(look, decimals)

    def check(self, condition: str, *, holds: bool) -> str:
        """The cell of the next row that shows whether the condition holds."""
        self.checks.append((self.next_row, holds))
        return self.mark(f"F{self.next_row}", condition, holds=holds)

    def mark(self, place: str, condition: str, *, holds: bool) -> str:
        """A cell that shows ✓ or ✗."""
        style, result = self.palette.other("check"), YES if holds else NO
        return formula_cell(place, style, f'IF({condition},"{YES}","{NO}")', text=result)

    def blanks(self, columns: str, look: str = "label") -> Iterable[str]:
        """Empty cells that carry on the row's rule."""
        return (self.text(column, "", look) for column in columns)

    def add_heading(
        self, title: str, headers: Mapping[str, str], *, right: str = "", middle: str = "F"
    ) -> None:
        """An empty row, the section's title, and the headers of its columns.

        Headers stand on the left but in the columns of numbers and of marks.
        """
        self.add()
        self.add(self.text("A", title, "heading"), height=22)
        if headers:
            lines = max(
                count_lines(text, WIDTHS[column]) for column, text in headers.items() if column != "G"
            )
            sides = {**dict.fromkeys(right, "right"), **dict.fromkeys(middle, "center")}
            cells = [
                self.text(column, headers.get(column, ""), f"header_order_{sides.get(column, 'left')}")
                for column in WIDTHS
            ]
            if "H" not in headers:
                self.join("G")
            self.add(*cells, height=max(height_of(lines), 20))

    def join(self, first: str, row: int = 0) -> None:
        """Make one cell of the next row's columns from that one to the last."""
        self.merged.append(f"{first}{row or self.next_row}:{LAST}{row or self.next_row}")

    def wide(self, first: str, text: str, look: str) -> tuple[list[str], int]:
        """Cells from that column to the last, joined, with the text; and the height it needs."""
        self.join(first)
        columns = [column for column in WIDTHS if column >= first]
        width = sum(WIDTHS[column] for column in columns) - 2
        cells = [self.text(columns[0], text, look), *self.blanks("".join(columns[1:]), look)]
        return cells, height_of(count_lines(text, width))
