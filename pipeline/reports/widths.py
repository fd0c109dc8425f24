"""How wide the columns of a list are, in characters of the usual font."""

from __future__ import annotations

from pipeline.money import to_text
from pipeline.reports.lists import AMOUNT_LOOKS, QUANTITY_LOOKS, Column, Listing

_FILTER_ARROW = 3
"""Characters a header's filter arrow and margins take."""
_DAY, _UNIT_DECIMALS = 12, 3
_LABEL = 4
"""Characters of the word before what a total is of."""


def find_width(listing: Listing, column: Column) -> int:
    """Wide enough for what the column holds, its header's longest word and its totals."""
    header = max(len(word) for word in column.header.split()) + _FILTER_ARROW
    values = listing.rows[column.source]
    if column.look in AMOUNT_LOOKS:
        return max(header, column.narrowest, _amount_width(listing, column) + 2)
    if column.look in QUANTITY_LOOKS:
        return max(header, column.narrowest, _spelled_width(int(values.sum()), _UNIT_DECIMALS) + 2)
    if column.look == "date":
        return max(header, column.narrowest, _DAY)
    if column.look in ("count", "rate") or values.empty:
        return max(header, column.narrowest)
    texts = set(values.tolist())
    longest = max(
        len(text) if "\n" not in text else max(len(line) for line in text.split("\n")) for text in texts
    )
    narrowest = max(header, column.narrowest, _label_width(listing, column))
    return min(max(narrowest, longest + 3), max(column.widest, narrowest))


def _label_width(listing: Listing, column: Column) -> int:
    """Of the first column, which also holds the labels of the totals."""
    if column is not listing.columns[0] or not any(one.has_total for one in listing.columns):
        return 0
    return max(len(listing.total_label), len(listing.sum_label)) - len("{what}") + 3 + _LABEL


def _amount_width(listing: Listing, column: Column) -> int:
    """Characters of the largest amount or total, with sign, point and thousands marks."""
    if listing.rows.empty:
        return 0
    sums = listing.rows.groupby("currency")[column.source].agg(["min", "max", "sum"])
    largest = max(abs(int(value)) for value in sums.to_numpy().ravel())
    return _spelled_width(largest, int(listing.rows["decimals"].max()))


def _spelled_width(number: int, decimals: int) -> int:
    digits = len(to_text(number, decimals))
    return digits + digits // 3 + 1
