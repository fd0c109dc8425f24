"""reconciliation.xlsx: the workbook an accountant ties out to the cent.

A cover sheet with control totals and checks, the lists of what to collect,
refund and bill, and everything behind them. Amounts are true numbers in
their currency's decimals; totals are live formulas; currencies are never
added; text never runs as a formula. Equal reports give equal files.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.languages import Words
from pipeline.reports import styles
from pipeline.reports.chart_sheet import build_charts
from pipeline.reports.cover_rows import LAST, NO, WIDTHS
from pipeline.reports.edit_sheets import REQUESTS, UNDONE
from pipeline.reports.links import find_places
from pipeline.reports.list_sheet import count_foot_rows, render_listing
from pipeline.reports.lists import Listing, sheet_title
from pipeline.reports.order_sheets import ACTION_SHEETS
from pipeline.reports.printing import CHARACTERS_OF_A_PAGE, prepare_printing, spread_over_two
from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import fill_sheets
from pipeline.reports.sheets import build_listings
from pipeline.reports.summary_sheet import TITLE, VERDICT_ROW, render_summary
from pipeline.reports.widths import find_width
from pipeline.steady_zip import save_workbook

_TAB_COLOURS = {
    TITLE: "243B53",
    ACTION_SHEETS["collect"][0]: styles.COLLECT_COLOUR,
    ACTION_SHEETS["refund"][0]: styles.REFUND_COLOUR,
    ACTION_SHEETS["bill"][0]: styles.BILL_COLOUR,
    UNDONE: styles.HELD_COLOUR,
}
_BANDED = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
_WRONG = "FFFFFF", styles.REFUND_COLOUR


def write_reconciliation_xlsx(report: Report, destination: Path) -> None:
    """Write the workbook to the file; raises `OSError` where that is not possible."""
    lists = {listing.name: listing.parts() for listing in build_listings(report)}
    parts = [part for several in lists.values() for part in several]
    charts = build_charts(report)
    workbook = Workbook()
    workbook.properties.creator = "order-corrections"
    workbook.properties.title = report.words.say("Reconciliation of run {run}", run=report.run_id)
    workbook.properties.language = report.words.tag
    palette = styles.Palette(workbook, date_format=_date_format(report.words))
    sheets = [(part.title, len(part.rows), part.about) for part in parts]
    sheets += [(charts.title, len(charts.rows), charts.about)] if charts else []
    cover = render_summary(report, lists, palette, sheets)
    _prepare_summary(workbook.worksheets[0], report, cover.last_cell)
    for part in parts:
        _prepare_list(workbook.create_sheet(part.title), part, report)
    if charts:
        charts.prepare(workbook.create_sheet(charts.title), report)
    places = find_places(lists, frozenset(title for title, _ in ACTION_SHEETS.values()), REQUESTS)
    contents = [cover, *(render_listing(part, palette, places) for part in parts)]
    contents += [charts.render(palette)] if charts else []
    save_workbook(workbook, destination)
    fill_sheets(destination, contents)


def _date_format(words: Words) -> str:
    """Swiss days as they are written there; elsewhere as the reader's own program has them."""
    return "dd.mm.yyyy" if words.country == "CH" else "mm-dd-yy"


def _prepare_summary(sheet: Worksheet, report: Report, last_cell: str) -> None:
    sheet.title = sheet_title(report.words.text(TITLE))
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = _TAB_COLOURS[TITLE]
    last = last_cell.removeprefix(LAST)
    for column, first in (("F", VERDICT_ROW + 1), (LAST, VERDICT_ROW + 1)):
        _mark_wrong(sheet, f"{column}{first}:{column}{last}", f'{column}{first}="{NO}"')
    verdict = f"A{VERDICT_ROW}"
    _mark_wrong(sheet, f"{verdict}:{LAST}{VERDICT_ROW}", f'LEFT(${verdict},1)="{NO}"')
    prepare_printing(sheet, report, last_cell)


def _mark_wrong(sheet: Worksheet, cells: str, condition: str) -> None:
    """White on red where a check does not hold."""
    ink, ground = _WRONG
    fill = PatternFill("solid", bgColor=ground)
    style = DifferentialStyle(font=Font(bold=True, color=ink), fill=fill)
    rule = Rule(type="expression", dxf=style, formula=[condition])
    sheet.conditional_formatting.add(cells, rule)


def _prepare_list(sheet: Worksheet, listing: Listing, report: Report) -> None:
    """Frozen header and first column, a table over all entries, widths, printing."""
    sheet.freeze_panes = "B2"
    sheet.sheet_view.showGridLines = False
    if not listing.rows.empty:
        sheet.add_table(_make_table(listing))
    widths = [find_width(listing, column) for column in listing.columns]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.tabColor = _TAB_COLOURS.get(listing.name)
    last_row = listing.last_row + count_foot_rows(listing)
    prepare_printing(sheet, report, f"{listing.last_letter}{last_row}")
    if sum(widths) > CHARACTERS_OF_A_PAGE:
        spread_over_two(sheet)


def _make_table(listing: Listing) -> Table:
    """The entries as a table with filters; its name is the same in every language."""
    cells = f"A1:{listing.last_letter}{listing.last_row}"
    name = "".join(word[:1].upper() + word[1:] for word in listing.name.split())
    table = Table(displayName=f"Report_{name}", name=f"Report_{name}", ref=cells)
    table.tableStyleInfo = _BANDED
    table.autoFilter = AutoFilter(ref=cells)
    for number, column in enumerate(listing.columns, 1):
        table.tableColumns.append(TableColumn(id=number, name=column.header))
    return table
