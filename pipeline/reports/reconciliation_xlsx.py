"""reconciliation.xlsx: the workbook an accountant ties out to the cent.

A summary with control totals and checks, the lists of what to collect,
refund and bill, and everything behind them. Amounts are true numbers in
their currency's decimals; totals are live formulas; currencies are never
added; text never runs as a formula. Equal reports give equal files.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.reports import summary_sheet
from pipeline.reports.list_sheet import render_listing
from pipeline.reports.lists import Listing
from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import fill_sheets
from pipeline.reports.sheets import build_listings
from pipeline.reports.styles import Palette
from pipeline.reports.widths import find_width
from pipeline.steady_zip import save_workbook

_A4 = 9
_CHARACTERS_OF_A_PAGE = 220
"""What is still legible on one page's width."""
_TAB_COLOURS = {
    "To collect": "1F6650",
    "To refund": "BA2525",
    "To bill": "0B69A3",
    "Rejected and held": "CB6E17",
}


def write_reconciliation_xlsx(report: Report, destination: Path) -> None:
    """Write the workbook to the file; raises `OSError` where that is not possible."""
    lists = {listing.title: listing.parts() for listing in build_listings(report)}
    parts = [part for several in lists.values() for part in several]
    workbook = Workbook()
    workbook.properties.creator = "order-corrections"
    workbook.properties.title = f"Reconciliation of run {report.run_id}"
    _prepare_summary(workbook.worksheets[0], report)
    for part in parts:
        _prepare_list(workbook.create_sheet(part.title), part, report)
    palette = Palette(workbook)
    contents = [
        summary_sheet.render_summary(report, lists, palette),
        *(render_listing(part, palette) for part in parts),
    ]
    save_workbook(workbook, destination)
    fill_sheets(destination, contents)


def _prepare_summary(sheet: Worksheet, report: Report) -> None:
    sheet.title = summary_sheet.TITLE
    for letter, width in summary_sheet.WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    _prepare_printing(sheet, report)


def _prepare_list(sheet: Worksheet, listing: Listing, report: Report) -> None:
    """Frozen header and first column, filter over all entries, widths, printing.

    A list too wide to be read on one page is spread over two, the order repeated.
    """
    last_column = get_column_letter(len(listing.columns))
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{last_column}{listing.last_row}"
    widths = [find_width(listing, column) for column in listing.columns]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.tabColor = _TAB_COLOURS.get(listing.title)
    _prepare_printing(sheet, report)
    if sum(widths) > _CHARACTERS_OF_A_PAGE:
        sheet.print_title_cols = "A:A"
        sheet.page_setup.fitToWidth = 2
        sheet.page_setup.pageOrder = "overThenDown"


def _prepare_printing(sheet: Worksheet, report: Report) -> None:
    """Landscape A4, shrunk to the page's width, with the sheet, the run and the page named on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    side, end, edge = (Fraction(tenths, 10) for tenths in (4, 6, 3))  # inches
    sheet.page_margins = PageMargins(side, side, end, end, edge, edge)
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.left.text = "&A"
    header.right.text = f"Run {report.run_id}".replace("&", "&&")
    footer.right.text = "Page &P of &N"
    sheet.HeaderFooter = HeaderFooter(oddHeader=header, oddFooter=footer)
