"""What a list of the workbook is: its columns, its rows, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from openpyxl.utils import get_column_letter

from pipeline.languages import Words
from pipeline.languages.phrase import N_

MOST_ROWS = 500_000
"""Rows of one sheet; a longer list goes on in a further sheet."""
FIRST_ROW = 2
LONGEST_TITLE = 31
"""Characters a sheet's title can have."""
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
AMOUNT_LOOKS = ("amount", "signed", "due")
QUANTITY_LOOKS = ("units", "parts")


@dataclass(frozen=True)
class Column:
    """One column of a list: its header, the table's column, and how it looks.

    `look`: text, long, order (a link to the order's row elsewhere; one column at most), date
    (text in ISO 8601), count, rate, units or parts (thousandths, shown whole
    or in full), amount, signed or due. `group` colours the header. Widths are
    in characters and grow with what the column holds.
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
    """One list: its sheet's title, its columns, its rows, and what its totals are taken by.

    `name` is its title in English, the same in every language. `links_to`
    says where its orders lead: to the "requests" or to the lists of
    "orders". Rows whose first key of `total_by` is empty belong to no total;
    `has_sums` adds the sum of each currency below its totals. `notes` stand
    below everything, in the reader's language already. The first column is
    never one that totals are taken by.
    """

    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    nothing: str
    total_by: tuple[str, ...] = ("currency",)
    about: str = ""
    name: str = ""
    links_to: str = "orders"
    has_sums: bool = False
    notes: tuple[str, ...] = ()
    total_label: str = N_("Total {what}")
    sum_label: str = N_("Total {what}")

    def letter(self, source: str) -> str:
        """The letter of the column made from that column of the table."""
        return get_column_letter([column.source for column in self.columns].index(source) + 1)

    @property
    def link_letter(self) -> str:
        """The letter of the column whose cells lead to the order elsewhere; "" where there is none."""
        return next((self.letter(column.source) for column in self.columns if column.look == "order"), "")

    @property
    def last_row(self) -> int:
        """The row of the last entry (of the remark, when there is none)."""
        return FIRST_ROW + max(len(self.rows), 1) - 1

    @property
    def last_letter(self) -> str:
        """The letter of the last column."""
        return get_column_letter(len(self.columns))

    def cells(self, source: str, last: str = "", *, from_elsewhere: bool = False) -> str:
        """The cells of that column's entries (up to the column `last`): all of them, nothing else."""
        sheet = f"{quote_title(self.title)}!" if from_elsewhere else ""
        return f"{sheet}${self.letter(source)}${FIRST_ROW}:${self.letter(last or source)}${self.last_row}"

    def parts(self) -> list[Listing]:
        """The list cut to the length of sheets: itself, nearly always."""
        starts = range(0, max(len(self.rows), 1), MOST_ROWS)
        if len(starts) == 1:
            return [self]
        return [
            replace(
                self,
                title=f"{self.title[: LONGEST_TITLE - len(str(number)) - 1]} {number}",
                name=f"{self.name} {number}",
                rows=self.rows.iloc[start : start + MOST_ROWS],
            )
            for number, start in enumerate(starts, 1)
        ]

    def said(self, words: Words) -> Listing:
        """The list with title, headers and remarks in that language."""
        columns = tuple(replace(column, header=words.text(column.header)) for column in self.columns)
        return replace(
            self,
            name=self.title,
            title=sheet_title(words.text(self.title)),
            columns=columns,
            nothing=words.text(self.nothing),
            about=words.text(self.about),
            total_label=words.text(self.total_label),
            sum_label=words.text(self.sum_label),
        )


Lists = Mapping[str, list[Listing]]
"""The lists of the workbook by their English title; several where one was too long for a sheet."""


def sheet_title(title: str) -> str:
    """The title as a sheet can have it.

    >>> sheet_title("Orders: all?"), len(sheet_title("x" * 40))
    ('Orders all', 31)
    """
    return _NOT_IN_TITLES.sub("", title)[:LONGEST_TITLE].strip("' ")


def quote_title(title: str) -> str:
    """The title as formulas and links name the sheet.

    >>> quote_title("Montants à l'étranger")
    "'Montants à l''étranger'"
    """
    return "'" + title.replace("'", "''") + "'"
