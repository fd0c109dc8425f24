"""Charts of what to collect and to refund, beside their numbers; currencies are never added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.money import to_text
from pipeline.reports.cell_text import is_formula_like
from pipeline.reports.chart_data import ChartData, list_chart_data
from pipeline.reports.list_sheet import HEADER_HEIGHT
from pipeline.reports.lists import sheet_title
from pipeline.reports.order_sheets import ACTION_SHEETS, CURRENCY
from pipeline.reports.printing import break_after_rows, prepare_printing
from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import SheetContent, count_lines, height_of, number_cell, row_of, text_cell
from pipeline.reports.styles import COLLECT_COLOUR, REFUND_COLOUR, Palette, amount_format

TITLE, REASONS, DAY = N_("Charts"), N_("Reasons"), N_("Ordered on")
_ABOUT = N_("Amounts to collect and to refund by reason, and by the day of the order.")
_TITLES = {
    "reason": N_("To collect and to refund by reason, {currency}"),
    "day": N_("To collect and to refund by day of the order, {currency}"),
    "month": N_("To collect and to refund by month of the order, {currency}"),
}
_WIDTHS = {"A": 38, "B": 13, "C": 11, "D": 14, "E": 14, "F": 3}
_SERIES = (ACTION_SHEETS["collect"][0], ACTION_SHEETS["refund"][0])
_FIRST_CHART = "G"
_LAST_COLUMN = "S"
_CHART_ROWS = 20
_WIDE_CM, _HIGH_CM = 21, 9
_CHARTS_OF_A_PAGE, _SCALE = 2, 68
_GRID_COLOUR = "D9E2EC"


@dataclass(frozen=True)
class Charts:
    """The sheet of charts: its title in the reader's language and the numbers of each chart."""

    title: str
    about: str
    rows: list[ChartData]
    words: Words

    def prepare(self, sheet: Worksheet, report: Report) -> None:
        """Place every chart beside its numbers, which are written later."""
        for letter, width in _WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        sheet.sheet_view.showGridLines = False
        for start, one in self._places():
            sheet.add_chart(_draw(sheet, one, start, self.words), f"{_FIRST_CHART}{start}")
        prepare_printing(sheet, report, f"{_LAST_COLUMN}{self.last_row}")
        sheet.print_title_rows = "1:1"
        break_after_rows(sheet, [start - 1 for start, _ in self._places()][2::_CHARTS_OF_A_PAGE], _SCALE)

    def _places(self) -> Iterator[tuple[int, ChartData]]:
        """Each chart with the first row of its numbers."""
        row = 2
        for one in self.rows:
            yield row, one
            row += max(len(one.labels) + 1, _CHART_ROWS)

    @property
    def last_row(self) -> int:
        """The last row of numbers or charts."""
        start, one = list(self._places())[-1]
        return start + max(len(one.labels), _CHART_ROWS) - 1

    def render(self, palette: Palette) -> SheetContent:
        """The numbers of the charts, below one header."""
        style = palette.other("header_order_left")
        header = row_of(
            1,
            (
                text_cell(f"{letter}1", style, self.words.text(name))
                for letter, name in zip("ABCDE", (REASONS, DAY, CURRENCY.header, *_SERIES), strict=True)
            ),
            height=HEADER_HEIGHT,
        )
        rows = [row for start, one in self._places() for row in _number_rows(one, start, palette)]
        return SheetContent([header, *rows], f"E{self.last_row}")


def _number_rows(one: ChartData, start: int, palette: Palette) -> Iterator[str]:
    amount = palette.amount("amount", one.decimals)
    cells = zip(one.labels, one.collect_minor, one.refund_minor, strict=True)
    for row, (label, collect, refund) in enumerate(cells, start):
        style = palette.other("long", is_quoted=is_formula_like(label))
        labels = (label, "") if one.kind == "reason" else ("", label)
        yield row_of(
            row,
            [
                *(
                    text_cell(f"{letter}{row}", style, text)
                    for letter, text in zip("AB", labels, strict=True)
                ),
                text_cell(f"C{row}", palette.other("text"), one.currency),
                number_cell(f"D{row}", amount, to_text(collect, one.decimals)),
                number_cell(f"E{row}", amount, to_text(refund, one.decimals)),
            ],
            height=height_of(count_lines(labels[0], _WIDTHS["A"])),
        )


def build_charts(report: Report) -> Charts | None:
    """The sheet of charts; none where nothing is to be collected or refunded."""
    found = list_chart_data(report)
    words = report.words
    return Charts(sheet_title(words.text(TITLE)), words.text(_ABOUT), found, words) if found else None


def _draw(sheet: Worksheet, one: ChartData, start: int, words: Words) -> BarChart:
    """One chart: bars lying for reasons, whose names are long, standing for days."""
    chart = BarChart()
    chart.type = "bar" if one.kind == "reason" else "col"
    chart.title = words.say(_TITLES[one.kind], currency=one.currency)
    chart.width, chart.height = _WIDE_CM, _HIGH_CM
    last = start + len(one.labels) - 1
    for column, name in enumerate(_SERIES, 4):
        values = Reference(sheet, min_col=column, min_row=start, max_row=last)
        chart.series.append(Series(values, title=words.text(name)))
    labels = 1 if one.kind == "reason" else 2
    chart.set_categories(Reference(sheet, min_col=labels, min_row=start, max_row=last))
    for series, colour in zip(chart.series, (COLLECT_COLOUR, REFUND_COLOUR), strict=True):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = colour
    chart.gapWidth = 60
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = amount_format(0, is_signed=False)
    chart.legend.position = "b"
    grid = GraphicalProperties(ln=LineProperties(solidFill=_GRID_COLOUR))
    chart.y_axis.majorGridlines = ChartLines(spPr=grid)
    if one.kind == "reason":
        chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
        chart.y_axis.crosses = "max"
    return chart
