"""How wide the columns of a list are, in characters of the usual font."""

from __future__ import annotations

from pipeline.money import to_text
from pipeline.reports.lists import Column, Listing
from pipeline.reports.styles import AMOUNT_LOOKS

_FILTER_ARROW = 3
"""Characters a header's filter arrow and margins take."""


def find_width(listing: Listing, column: Column) -> int:
    """Wide enough for what the column holds, its header's longest word and its totals."""
    header = max(len(word) for word in column.header.split()) + _FILTER_ARROW
    values = listing.rows[column.source]
    if column.look in AMOUNT_LOOKS:
        return max(header, column.narrowest, _amount_width(listing, column) + 2)
    if column.look in ("count", "rate") or values.empty:
        return max(header, column.narrowest)
    longest = int(values.str.split("\n").explode().str.len().max())
    return min(max(header, column.narrowest, longest + 2), max(column.widest, header))


def _amount_width(listing: Listing, column: Column) -> int:
    """Characters of the largest amount or total, with sign, point and thousands marks."""
    if listing.rows.empty:
        return 0
    sums = listing.rows.groupby("currency")[column.source].agg(["min", "max", "sum"])
    largest = max(abs(int(value)) for value in sums.to_numpy().ravel())
    digits = len(to_text(largest, int(listing.rows["decimals"].max())))
    return digits + digits // 3 + 1
