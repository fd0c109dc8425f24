"""How the sheets of reconciliation.xlsx are printed: A4, titles repeated, each page named and numbered."""

from __future__ import annotations

from fractions import Fraction

from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
from openpyxl.worksheet.page import PageMargins, PrintOptions
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import ROW_HEIGHT

_A4 = 9
CHARACTERS_OF_A_PAGE = 220
"""What is still legible on one page's width."""


def prepare_printing(sheet: Worksheet, report: Report, last_cell: str) -> None:
    """Rows of one height; landscape A4 up to the last cell, as wide as the page, each page named."""
    sheet.sheet_format.defaultRowHeight = ROW_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = f"A1:{last_cell}"
    sheet.print_options = PrintOptions(horizontalCentered=True)
    side, end, edge = (Fraction(tenths, 10) for tenths in (4, 6, 3))  # inches
    sheet.page_margins = PageMargins(side, side, end, end, edge, edge)
    header, footer, words = HeaderFooterItem(), HeaderFooterItem(), report.words
    header.left.text = "&A"
    header.right.text = words.say("Run {run}", run=report.run_id).replace("&", "&&")
    footer.left.text = f"order-corrections {report.version}"
    footer.right.text = words.say("Page {page} of {pages}", page="&P", pages="&N")
    sheet.HeaderFooter = HeaderFooter(oddHeader=header, oddFooter=footer)


def break_after_rows(sheet: Worksheet, rows: list[int], scale: int) -> None:
    """A new page after each of the rows; for that the sheet is shrunk to a fixed percentage instead."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.scale = scale
    for row in rows:
        sheet.row_breaks.append(Break(id=row))


def spread_over_two(sheet: Worksheet) -> None:
    """Two pages wide, the order repeated on both, for a list too wide to be read on one."""
    sheet.print_title_cols = "A:A"
    sheet.page_setup.fitToWidth = 2
    sheet.page_setup.pageOrder = "overThenDown"
