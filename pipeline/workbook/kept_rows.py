"""Which rows of a sheet are kept when others are taken out, and where they then stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from openpyxl.worksheet.cell_range import CellRange


@dataclass(frozen=True)
class KeptRows:
    """All rows up to the header's are kept, and of those below it only `rows`, which move up.

    `last` is the last row of the sheet before.
    """

    header_row: int
    rows: tuple[int, ...]
    last: int

    def find(self, row: int) -> int:
        """Where the row stands now, 0 if it was taken out.

        >>> KeptRows(2, (4, 7), 9).find(7), KeptRows(2, (4, 7), 9).find(5), KeptRows(2, (4, 7), 9).find(1)
        (4, 0, 1)
        """
        if row <= self.header_row:
            return row
        place = bisect_left(self.rows, row)
        is_kept = place < len(self.rows) and self.rows[place] == row
        return self.header_row + 1 + place if is_kept else 0

    def shrink(self, first: int, last: int) -> tuple[int, int] | None:
        """What is left of these rows, None for nothing; what goes on below the sheet's last row still does.

        >>> KeptRows(2, (4, 7), 9).shrink(3, 5), KeptRows(2, (4, 7), 9).shrink(5, 6)
        ((3, 3), None)
        >>> KeptRows(2, (4, 7), 9).shrink(1, 500), KeptRows(2, (4, 7), 9).shrink(12, 15)
        ((1, 500), None)
        """
        start = first if first <= self.header_row else self.header_row + 1 + bisect_left(self.rows, first)
        end = last if last <= self.header_row else self.header_row + bisect_right(self.rows, last)
        if first <= self.last < last:
            end = last
        return (start, end) if start <= end else None

    def shrink_range(self, written: str) -> str:
        """What is left of the range (A3:B9), "" for nothing.

        >>> KeptRows(2, (4, 7), 9).shrink_range("A3:B9")
        'A3:B4'
        """
        if not any(letter.isdigit() for letter in written):
            return written  # whole columns
        cells = CellRange(written)
        rows = self.shrink(cells.min_row, cells.max_row)
        if rows is None:
            return ""
        left = CellRange(min_col=cells.min_col, max_col=cells.max_col, min_row=rows[0], max_row=rows[1])
        return left.coord

    def shrink_ranges(self, written: str) -> str:
        """The same for several ranges with blanks between them."""
        return " ".join(left for one in written.split() if (left := self.shrink_range(one)))
