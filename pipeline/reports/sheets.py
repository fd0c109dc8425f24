"""Which lists reconciliation.xlsx has, in the order of its sheets.

Every order of the reconciliation stands in exactly one of the four lists by
action; every edit row stands in "By request". One more list is one more
`Listing` here.
"""

from __future__ import annotations

from pipeline.reports.edit_sheets import list_changes, list_requests, list_undone
from pipeline.reports.journal_sheet import list_journal
from pipeline.reports.lists import Listing
from pipeline.reports.order_sheets import ACTION_SHEETS, list_misfits, list_orders, list_rounding
from pipeline.reports.report import Report
from pipeline.reports.stock_sheet import list_stock
from pipeline.reports.tax_sheet import list_taxes


def build_listings(report: Report) -> list[Listing]:
    """Every list of the workbook in the report's language, in the order of its sheets."""
    listings = [
        *(list_orders(report, action) for action in ACTION_SHEETS),
        list_undone(report),
        list_requests(report),
        list_taxes(report),
        list_misfits(report),
        list_rounding(report),
        list_changes(report),
        *list_journal(report),
        list_stock(report),
    ]
    return [listing.said(report.words) for listing in listings]
