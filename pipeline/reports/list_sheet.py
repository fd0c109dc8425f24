"""A list sheet: one header, one row for each row of a table, totals at its foot.

Totals are live formulas over all the rows of the list, one for each currency
(and for each tax, where the list says so): currencies are never added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from openpyxl.utils import get_column_letter

from pipeline.money import to_text
from pipeline.reports.cell_text import is_formula_like
from pipeline.reports.lists import FIRST_ROW, Column, Listing
from pipeline.reports.sheet_xml import (
    SheetContent,
    count_lines,
    formula_cell,
    height_of,
    number_cell,
    row_of,
    text_cell,
)
from pipeline.reports.styles import AMOUNT_LOOKS, Palette
from pipeline.reports.widths import find_width

HEADER_HEIGHT = 42
RATE_DECIMALS = 9


def render_listing(listing: Listing, palette: Palette) -> SheetContent:
    """The whole sheet: header, entries, and below an empty row the totals."""
    totals = _total_keys(listing)
    last = listing.last_row + (1 + len(totals) if len(totals) else 0)
    texts = [column.source for column in listing.columns if column.look in ("text", "long")]
    return SheetContent(
        _all_rows(listing, totals, palette),
        f"{get_column_letter(len(listing.columns))}{last}",
        [listing.cells(source).replace("$", "") for source in texts],
    )


def _all_rows(listing: Listing, totals: pd.DataFrame, palette: Palette) -> Iterator[str]:
    yield row_of(
        1,
        (
            text_cell(f"{get_column_letter(place)}1", palette.other(f"header_{column.group}"), column.header)
            for place, column in enumerate(listing.columns, 1)
        ),
        height=HEADER_HEIGHT,
    )
    if listing.rows.empty:
        yield row_of(FIRST_ROW, [text_cell(f"A{FIRST_ROW}", palette.other("note"), listing.nothing)])
    else:
        columns = [render_column(listing, column, palette) for column in listing.columns]
        rows = zip(_count_lines(listing), *columns, strict=True)
        for number, (lines, *cells) in enumerate(rows, FIRST_ROW):
            yield row_of(number, cells, height=height_of(lines))
    for number, total in enumerate(totals.to_dict("records"), listing.last_row + 2):
        named = {str(name): value for name, value in total.items()}
        yield row_of(number, _total_cells(listing, number, named, palette))


def render_column(listing: Listing, column: Column, palette: Palette) -> list[str]:
    """The cells of one column, entry by entry."""
    letter, values = listing.letter(column.source), listing.rows[column.source].tolist()
    if column.look in AMOUNT_LOOKS:
        return _amount_cells(listing.rows, column, letter, palette)
    plain = palette.other(column.look)
    if column.look in ("count", "rate"):
        decimals = RATE_DECIMALS if column.look == "rate" else 0
        return [
            number_cell(f"{letter}{row}", plain, to_text(value, decimals, keep_zeros=False))
            for row, value in enumerate(values, FIRST_ROW)
        ]
    quoted = palette.other(column.look, is_quoted=True)
    return [
        text_cell(f"{letter}{row}", quoted if is_formula_like(value) else plain, value)
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


def _total_keys(listing: Listing) -> pd.DataFrame:
    """One row for each total: its keys, the currency's decimals and the sums."""
    totalled = [column.source for column in listing.columns if column.has_total]
    if not totalled or listing.rows.empty:
        return pd.DataFrame()
    named = listing.rows.loc[listing.rows["currency"] != ""]
    by = [*listing.total_by, "decimals"]
    return named.groupby(by, sort=True, as_index=False)[totalled].sum()


def _total_cells(listing: Listing, row: int, total: Mapping[str, object], palette: Palette) -> Iterator[str]:
    decimals = int(str(total["decimals"]))
    for place, column in enumerate(listing.columns, 1):
        cell = f"{get_column_letter(place)}{row}"
        label = palette.other("total_label")
        if column.has_total:
            look = "total_signed" if column.look == "signed" else "total_amount"
            yield formula_cell(
                cell,
                palette.amount(look, decimals),
                total_formula(listing, column.source, row, decimals),
                number=to_text(int(str(total[column.source])), decimals),
            )
        elif column.source in listing.total_by and column.look == "rate":
            rate = to_text(int(str(total[column.source])), RATE_DECIMALS, keep_zeros=False)
            yield number_cell(cell, palette.other("total_rate"), rate)
        elif column.source in listing.total_by:
            yield text_cell(cell, label, str(total[column.source]))
        else:
            yield text_cell(cell, label, f"Total {total['currency']}" if place == 1 else "")


def total_formula(listing: Listing, source: str, row: int, decimals: int) -> str:
    """The formula of a total: the column's entries that share the keys of that row.

    Text is compared exactly where it is free text: `SUMIFS` would take `*`,
    `?` and a leading `<` in a tax's name for a pattern.
    """
    column = listing.letter(source)
    summed = f"{column}${FIRST_ROW}:{column}${listing.last_row}"
    if listing.total_by == ("currency",):
        key = f"${listing.letter('currency')}{row}"
        return f"ROUND(SUMIFS({summed},{listing.cells('currency')},{key}),{decimals})"
    matches = "*".join(
        f"({listing.cells(key)}=${listing.letter(key)}{row})"
        if _is_number(listing, key)
        else f"EXACT({listing.cells(key)},${listing.letter(key)}{row})"
        for key in listing.total_by
    )
    return f"ROUND(SUMPRODUCT({matches}*{summed}),{decimals})"


def _is_number(listing: Listing, source: str) -> bool:
    return any(column.source == source and column.look == "rate" for column in listing.columns)
