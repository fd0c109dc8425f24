"""What a list of the workbook is: its columns, its rows, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from openpyxl.utils import get_column_letter

MOST_ROWS = 500_000
"""Rows of one sheet; a longer list goes on in a further sheet."""
FIRST_ROW = 2


@dataclass(frozen=True)
class Column:
    """One column of a list: its header, the table's column, and how it looks.

    `look`: text, long, count, rate, amount, signed or due. `group` colours the
    header. Widths are in characters and grow with what the column holds.
    """

    header: str
    source: str
    look: str = "text"
    group: str = "order"
    has_total: bool = False
    narrowest: int = 8
    widest: int = 28


@dataclass(frozen=True)
class Listing:
    """One list: its sheet's title, its columns, its rows, and what its totals are taken by."""

    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    nothing: str
    total_by: tuple[str, ...] = ("currency",)
    about: str = ""

    def letter(self, source: str) -> str:
        """The letter of the column made from that column of the table."""
        return get_column_letter([column.source for column in self.columns].index(source) + 1)

    @property
    def last_row(self) -> int:
        """The row of the last entry (of the remark, when there is none)."""
        return FIRST_ROW + max(len(self.rows), 1) - 1

    def cells(self, source: str, last: str = "", *, from_elsewhere: bool = False) -> str:
        """The cells of that column's entries (up to the column `last`): all of them, nothing else."""
        sheet = f"'{self.title}'!" if from_elsewhere else ""
        return f"{sheet}${self.letter(source)}${FIRST_ROW}:${self.letter(last or source)}${self.last_row}"

    def parts(self) -> list[Listing]:
        """The list cut to the length of sheets: itself, nearly always."""
        starts = range(0, max(len(self.rows), 1), MOST_ROWS)
        if len(starts) == 1:
            return [self]
        return [
            replace(self, title=f"{self.title} {number}", rows=self.rows.iloc[start : start + MOST_ROWS])
            for number, start in enumerate(starts, 1)
        ]
