"""A list sheet: one header, one row for each row of a table, totals at its foot.

Totals are live formulas over all the rows of the list, one for each currency
(and for each tax, where the list says so): currencies are never added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd
from openpyxl.utils import get_column_letter

from pipeline.money import to_text
from pipeline.reports.cell_text import is_formula_like
from pipeline.reports.links import Places, link_orders, links_xml
from pipeline.reports.list_totals import count_totals, render_totals
from pipeline.reports.lists import AMOUNT_LOOKS, FIRST_ROW, QUANTITY_LOOKS, Column, Listing
from pipeline.reports.sheet_xml import (
    ROW_HEIGHT,
    SheetContent,
    count_lines,
    height_of,
    number_cell,
    row_of,
    text_cell,
)
from pipeline.reports.styles import Palette
from pipeline.reports.widths import find_width

HEADER_HEIGHT = 42
DECIMALS = {"count": 0, "rate": 9, "units": 3, "parts": 3}
_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Spreadsheets count days from here."""


def render_listing(listing: Listing, palette: Palette, places: Places) -> SheetContent:
    """The whole sheet: header, entries, below an empty row the totals, then the notes."""
    links = link_orders(listing, places)
    totals = list(render_totals(listing, palette))
    notes = list(_note_rows(listing, listing.last_row + len(totals), palette))
    last = listing.last_row + len(totals) + len(notes)
    texts = [column.source for column in listing.columns if column.look in ("text", "long", "order")]
    return SheetContent(
        _all_rows(listing, [*totals, *notes], links, palette),
        f"{listing.last_letter}{last}",
        [listing.cells(source).replace("$", "") for source in texts],
        links_xml(listing.link_letter, links),
        [f"A{row}:{listing.last_letter}{row}" for row in range(last - len(listing.notes) + 1, last + 1)],
    )


def count_foot_rows(listing: Listing) -> int:
    """How many rows stand below the entries: empty ones, totals and notes."""
    return count_totals(listing) + (len(listing.notes) + 1 if listing.notes else 0)


def _all_rows(listing: Listing, foot: list[str], links: Mapping[int, str], palette: Palette) -> Iterator[str]:
    headers = (
        text_cell(f"{get_column_letter(place)}1", palette.other(_header_look(column)), column.header)
        for place, column in enumerate(listing.columns, 1)
    )
    yield row_of(1, headers, height=HEADER_HEIGHT)
    if listing.rows.empty:
        yield row_of(FIRST_ROW, [text_cell(f"A{FIRST_ROW}", palette.other("note"), listing.nothing)])
    else:
        columns = [render_column(listing, column, palette, links) for column in listing.columns]
        rows = zip(_count_lines(listing), *columns, strict=True)
        for number, (lines, *cells) in enumerate(rows, FIRST_ROW):
            yield row_of(number, cells, height=height_of(lines))
    yield from foot


def _header_look(column: Column) -> str:
    """A header stands above its text, or in the middle above numbers."""
    side = "left" if column.look in ("text", "long", "order") else "center"
    return f"header_{column.group}_{side}"


def _note_rows(listing: Listing, above: int, palette: Palette) -> Iterator[str]:
    """Below an empty row the notes, each over the whole width."""
    if not listing.notes:
        return
    yield row_of(above + 1, [])
    width = sum(find_width(listing, column) for column in listing.columns)
    for row, note in enumerate(listing.notes, above + 2):
        height = height_of(count_lines(note, width)) or ROW_HEIGHT
        yield row_of(row, [text_cell(f"A{row}", palette.other("note_long"), note)], height=height)


def render_column(listing: Listing, column: Column, palette: Palette, links: Mapping[int, str]) -> list[str]:
    """The cells of one column, entry by entry."""
    letter, values = listing.letter(column.source), listing.rows[column.source].tolist()
    if column.look in AMOUNT_LOOKS:
        return _amount_cells(listing.rows, column, letter, palette)
    if column.look in DECIMALS:
        decimals, style = DECIMALS[column.look], palette.other(column.look)
        is_exact = column.look in QUANTITY_LOOKS
        return [
            number_cell(f"{letter}{row}", style, to_text(value, decimals, keep_zeros=is_exact))
            for row, value in enumerate(values, FIRST_ROW)
        ]
    if column.look == "date":
        style = palette.other("date")
        days = {day: _count_days(day) for day in set(values)}
        return [number_cell(f"{letter}{row}", style, days[day]) for row, day in enumerate(values, FIRST_ROW)]
    return _text_cells(column, letter, values, palette, links)


def _count_days(day: str) -> str:
    return str(date.fromisoformat(day).toordinal() - _DAY_ZERO) if day else ""


def _text_cells(
    column: Column, letter: str, values: list[str], palette: Palette, links: Mapping[int, str]
) -> list[str]:
    """Text; an order's number looks like a link where it is one."""
    look = "text" if column.look == "order" else column.look
    plain, quoted = palette.other(look), palette.other(look, is_quoted=True)
    if column.look != "order" or not links:
        return [
            text_cell(f"{letter}{row}", quoted if is_formula_like(value) else plain, value)
            for row, value in enumerate(values, FIRST_ROW)
        ]
    styles = {
        (is_link, is_quoted): palette.other("order" if is_link else "text", is_quoted=is_quoted)
        for is_link in (False, True)
        for is_quoted in (False, True)
    }
    return [
        text_cell(f"{letter}{row}", styles[row in links, is_formula_like(value)], value)
        for row, value in enumerate(values, FIRST_ROW)
    ]


def _count_lines(listing: Listing) -> list[int]:
    """The lines of each entry's longest wrapped text."""
    lines = [1] * len(listing.rows)
    for column in listing.columns:
        if column.look == "long":
            width = find_width(listing, column)
            texts = listing.rows[column.source].tolist()
            lines = [max(many, count_lines(text, width)) for many, text in zip(lines, texts, strict=True)]
    return lines


def _amount_cells(rows: pd.DataFrame, column: Column, letter: str, palette: Palette) -> list[str]:
    """Amounts with their currency's decimals; an empty cell where there is no currency."""
    styles = {
        int(decimals): palette.amount(column.look, int(decimals)) for decimals in rows["decimals"].unique()
    }
    amounts = zip(*(rows[name].tolist() for name in (column.source, "decimals", "currency")), strict=True)
    return [
        number_cell(f"{letter}{row}", styles[decimals], to_text(value, decimals) if currency else "")
        for row, (value, decimals, currency) in enumerate(amounts, FIRST_ROW)
    ]
