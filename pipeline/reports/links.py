"""Where an order stands in the other sheets, so that its number can lead there."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from pipeline.reports.lists import FIRST_ROW, Listing, Lists, quote_title

MOST_LINKS = 60_000
"""Links of one sheet; Excel does not open a sheet with more than 65,530."""

Places = Mapping[str, Mapping[int, str]]
"""By what a list links to, for each order_key the cell it leads to."""


def find_places(lists: Lists, action_lists: frozenset[str], requests: str) -> Places:
    """Each order's row in the lists of orders (by English title), and its first row among the requests."""
    of_orders = [part for name in lists if name in action_lists for part in lists[name]]
    return {"orders": _first_cells(of_orders), "requests": _first_cells(lists.get(requests, []))}


def _first_cells(parts: list[Listing]) -> dict[int, str]:
    cells: dict[int, str] = {}
    for part in parts:
        sheet, letter = quote_title(part.title), part.letter("order_id")
        for row, key in enumerate(part.rows["order_key"].tolist(), FIRST_ROW):
            if key >= 0:
                cells.setdefault(key, f"{sheet}!{letter}{row}")
    return cells


def link_orders(listing: Listing, places: Places) -> dict[int, str]:
    """For each row of the sheet the cell its order leads to, where there is one."""
    if listing.rows.empty or not listing.link_letter:
        return {}
    known = places.get(listing.links_to, {})
    keys = listing.rows["order_key"].head(MOST_LINKS).tolist()
    return {row: known[key] for row, key in enumerate(keys, FIRST_ROW) if key in known}


def links_xml(letter: str, links: Mapping[int, str]) -> str:
    """The links of one column as a sheet holds them.

    >>> links_xml("A", {2: "'To bill'!A7"})
    '<hyperlinks><hyperlink ref="A2" location="\\'To bill\\'!A7"/></hyperlinks>'
    """
    if not links:
        return ""
    each = (f'<hyperlink ref="{letter}{row}" location={quoteattr(cell)}/>' for row, cell in links.items())
    return f"<hyperlinks>{''.join(each)}</hyperlinks>"
