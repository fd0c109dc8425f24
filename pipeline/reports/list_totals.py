"""The foot of a list: totals as live formulas over all its rows, their values beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from pipeline.money import to_text
from pipeline.reports.lists import AMOUNT_LOOKS, FIRST_ROW, Column, Listing
from pipeline.reports.sheet_xml import formula_cell, number_cell, row_of, text_cell
from pipeline.reports.styles import Palette
from schemas.columns import records

RATE_DECIMALS, UNIT_DECIMALS = 9, 3
TOTAL, SUM = "total", "sum"
_Total = Mapping[str, Any]


def render_totals(listing: Listing, palette: Palette) -> Iterator[str]:
    """An empty row and the totals below it, where the list has any.

    With `has_sums` the totals of a currency are a block of their own, closed
    by their sum and an empty row.
    """
    for row, (kind, total) in enumerate(_list_totals(listing), listing.last_row + 1):
        yield row_of(row, _cells(listing, row, total, kind, palette) if kind else [])


def count_totals(listing: Listing) -> int:
    """How many rows the totals take, with the empty ones."""
    return len(_list_totals(listing))


def _list_totals(listing: Listing) -> list[tuple[str, _Total]]:
    """The rows of the foot: which kind each is, and what it adds up; no kind for an empty row."""
    totals = _sum_up(listing, listing.total_by)
    sums = _sum_up(listing, listing.total_by[:1]) if listing.has_sums else []
    first = listing.total_by[0]
    told: list[tuple[str, _Total]] = []
    for value in dict.fromkeys(total[first] for total in totals):
        if not told or listing.has_sums:
            told.append(("", {}))
        told += [(TOTAL, total) for total in totals if total[first] == value]
        told += [(SUM, total) for total in sums if total[first] == value]
    return told


def _sum_up(listing: Listing, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """One record for each total: its keys, the decimals and the sums."""
    totalled = [column.source for column in listing.columns if column.has_total]
    if not totalled or listing.rows.empty:
        return []
    named = listing.rows.loc[listing.rows[keys[0]] != ""]
    sums: pd.DataFrame = named.groupby([*keys, "decimals"], sort=True, as_index=False)[totalled].sum()
    return records(sums)


def _cells(listing: Listing, row: int, total: _Total, kind: str, palette: Palette) -> Iterator[str]:
    keys = listing.total_by if kind == TOTAL else listing.total_by[:1]
    label = palette.other(f"{kind}_label")
    for place, column in enumerate(listing.columns, 1):
        cell = f"{get_column_letter(place)}{row}"
        if column.has_total:
            yield _total_cell(listing, column, cell, total, (kind, keys), palette)
        elif column.source in keys and column.look == "rate":
            rate = to_text(total[column.source], RATE_DECIMALS, keep_zeros=False)
            yield number_cell(cell, palette.other("total_rate"), rate)
        elif place == 1:
            yield text_cell(cell, label, _label(listing, total, kind))
        else:
            yield text_cell(cell, label, str(total[column.source]) if column.source in keys else "")


def _label(listing: Listing, total: _Total, kind: str) -> str:
    template = listing.sum_label if kind == SUM else listing.total_label
    return template.format(what=total[listing.total_by[0]])


def _total_cell(
    listing: Listing,
    column: Column,
    cell: str,
    total: _Total,
    of: tuple[str, tuple[str, ...]],
    palette: Palette,
) -> str:
    kind, keys = of
    row, value = int(cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), int(total[column.source])
    if column.look in AMOUNT_LOOKS:
        decimals = int(total["decimals"])
        style = palette.amount(f"{kind}_signed" if column.look == "signed" else f"{kind}_amount", decimals)
    else:
        decimals, style = UNIT_DECIMALS, palette.other(f"total_{column.look}")
    formula = total_formula(listing, column.source, row, decimals, keys)
    return formula_cell(cell, style, formula, number=to_text(value, decimals))


def total_formula(listing: Listing, source: str, row: int, decimals: int, keys: tuple[str, ...]) -> str:
    """The formula of a total: the column's entries that share the keys of that row.

    Text is compared exactly where it is free text: `SUMIFS` would take `*`,
    `?` and a leading `<` in a tax's name for a pattern.
    """
    column = listing.letter(source)
    summed = f"{column}${FIRST_ROW}:{column}${listing.last_row}"
    if len(keys) == 1:
        key = f"${listing.letter(keys[0])}{row}"
        return f"ROUND(SUMIFS({summed},{listing.cells(keys[0])},{key}),{decimals})"
    matches = "*".join(
        f"({listing.cells(key)}=${listing.letter(key)}{row})"
        if _is_number(listing, key)
        else f"EXACT({listing.cells(key)},${listing.letter(key)}{row})"
        for key in keys
    )
    return f"ROUND(SUMPRODUCT({matches}*{summed}),{decimals})"


def _is_number(listing: Listing, source: str) -> bool:
    return any(column.source == source and column.look == "rate" for column in listing.columns)
