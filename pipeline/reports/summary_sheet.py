"""The first sheet of reconciliation.xlsx: what the run did and that it ties out.

Every number of the control totals stands beside the same number counted anew
from the lists by a live formula, with a check that compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.money import to_text
from pipeline.reports.cell_text import is_formula_like
from pipeline.reports.control_ties import Lists, Tie, build_ties
from pipeline.reports.open_questions import tell_open
from pipeline.reports.report import Report, count_of
from pipeline.reports.sheet_xml import (
    SheetContent,
    count_lines,
    formula_cell,
    height_of,
    number_cell,
    row_of,
    text_cell,
)
from pipeline.reports.styles import Palette

TITLE = "Summary"
WIDTHS = {"A": 28, "B": 14, "C": 10, "D": 18, "E": 18, "F": 8, "G": 80}
YES, NO = "✓", "✗"
TITLE_HEIGHT = 24
_SOURCES = {"found": "found in the orders", "platform": "of the platform", "policy": "set by policy"}


class SummaryRows:
    """Rows of the summary sheet, written one below the other."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.rows: list[str] = []
        self.checks: list[tuple[int, bool]] = []

    @property
    def next_row(self) -> int:
        """The number of the row that `add` writes next."""
        return len(self.rows) + 1

    def add(self, *cells: str, height: int = 0) -> None:
        """Write the cells as the next row."""
        self.rows.append(row_of(self.next_row, cells, height=height))

    def text(self, column: str, text: str, look: str = "label") -> str:
        """A text cell of the next row."""
        style = self.palette.other(look, is_quoted=is_formula_like(text))
        return text_cell(f"{column}{self.next_row}", style, text)

    def number(self, column: str, value: int, decimals: int = 0, look: str = "count") -> str:
        """A number cell of the next row: a count, or an amount in minor units."""
        style = self._number_style(look, decimals)
        return number_cell(f"{column}{self.next_row}", style, to_text(value, decimals))

    def formula(self, formula: str, value: int, decimals: int = 0, look: str = "count") -> str:
        """The cell of the next row that counts its number again."""
        style = self._number_style(look, decimals)
        return formula_cell(f"E{self.next_row}", style, formula, number=to_text(value, decimals))

    def _number_style(self, look: str, decimals: int) -> int:
        return self.palette.other(look) if look == "count" else self.palette.amount(look, decimals)

    def check(self, condition: str, *, holds: bool) -> str:
        """The cell of the next row that shows whether the condition holds."""
        self.checks.append((self.next_row, holds))
        style, result = self.palette.other("check"), YES if holds else NO
        return formula_cell(f"F{self.next_row}", style, f'IF({condition},"{YES}","{NO}")', text=result)

    def blanks(self, columns: str) -> Iterable[str]:
        """Empty cells that carry on the row's rule."""
        return (self.text(column, "") for column in columns)

    def add_heading(self, title: str, headers: Mapping[str, str]) -> None:
        """An empty row, the section's title, and the headers of its columns."""
        self.add()
        self.add(self.text("A", title, "heading"))
        self.add(*(self.text(column, headers.get(column, ""), "header_order") for column in WIDTHS))


def render_summary(report: Report, lists: Lists, palette: Palette) -> SheetContent:
    """The whole summary; `lists` are the sheets its formulas count again."""
    sheet = SummaryRows(palette)
    tried = " · tried only, nothing was written" if report.is_dry_run else ""
    sheet.add(sheet.text("A", "Order corrections: reconciliation", "title"), height=TITLE_HEIGHT)
    sheet.add(sheet.text("A", f"Run {report.run_id} · order-corrections {report.version}{tried}", "note"))
    sheet.add(sheet.text("A", "Command: " + " ".join(report.command), "note"))
    verdict_row = sheet.next_row
    sheet.add()  # written below, when all checks are known
    _add_control_totals(sheet, report, lists)
    _add_edit_rows(sheet, report, lists)
    sheet.rows[verdict_row - 1] = _verdict(sheet, verdict_row)
    _add_conventions(sheet, report)
    _add_files(sheet, report)
    _add_sheets(sheet, lists)
    _add_policy(sheet, report)
    return SheetContent(sheet.rows, f"G{len(sheet.rows)}")


def _verdict(sheet: SummaryRows, row: int) -> str:
    first, last = sheet.checks[0][0], sheet.checks[-1][0]
    does_hold = all(holds for _, holds in sheet.checks)
    good = f"{YES} All {len(sheet.checks)} checks on this sheet hold."
    bad = f"{NO} Not every check on this sheet holds: find out why before you post."
    formula = f'IF(COUNTIF($F${first}:$F${last},"{NO}")=0,"{good}","{bad}")'
    style = sheet.palette.other("verdict")
    return row_of(row, [formula_cell(f"A{row}", style, formula, text=good if does_hold else bad)])


def _add_control_totals(sheet: SummaryRows, report: Report, lists: Lists) -> None:
    sheet.add_heading(
        "Control totals",
        {
            "A": "What",
            "B": "Currency",
            "C": "Orders",
            "D": "Amount",
            "E": "Counted again",
            "F": "Check",
            "G": "How it is counted again",
        },
    )
    if report.control_totals.empty:
        sheet.add(sheet.text("A", "No orders were read.", "note"))
    for place, total in enumerate(report.control_totals.to_dict("records")):
        named = {str(name): value for name, value in total.items()}
        if place:
            sheet.add()
        before = sheet.next_row
        for tie in build_ties(report, lists, named):
            _add_tie(sheet, tie, before, named)


def _add_tie(sheet: SummaryRows, tie: Tie, before: int, total: Mapping[str, object]) -> None:
    """One control total; `before` is the row of the currency's total before."""
    row, decimals = sheet.next_row, int(str(total["decimals"]))
    look = "signed" if tie.is_signed else "amount"
    again = list(sheet.blanks("EF"))
    if tie.formula:
        rows = {"row": row, "before": before, "difference": before + 1}
        formula = f"ROUND({tie.formula.format(**rows)},{decimals})"
        condition = f"ROUND($D{row}-$E{row},{decimals})=0"
        if tie.count_formula:
            condition = f"AND({condition},$C{row}={tie.count_formula.format(**rows)})"
        again = [
            sheet.formula(formula, tie.counted_minor, decimals, look),
            sheet.check(condition, holds=tie.holds),
        ]
    sheet.add(
        sheet.text("A", tie.label, "label" if tie.label.startswith("…") else "strong"),
        sheet.text("B", str(total["currency"])),
        sheet.number("C", tie.orders),
        sheet.number("D", tie.amount_minor, decimals, look),
        *again,
        sheet.text("G", tie.note, "remark"),
    )


def _add_edit_rows(sheet: SummaryRows, report: Report, lists: Lists) -> None:
    headers = {"A": "Result", "D": "Rows", "E": "Counted again", "F": "Check", "G": "How it is counted again"}
    sheet.add_heading("Edit rows", headers)
    first = sheet.next_row
    for status, count in report.row_counts.items():
        word = status.replace("_", " ")
        ranges = [part.cells("result_words", from_elsewhere=True) for part in lists["By request"]]
        formula = "+".join(f'COUNTIF({cells},"{word}")' for cells in ranges)
        _add_count(sheet, word.capitalize(), count, formula, "rows of By request with this result")
    formula = f"SUM($E${first}:$E${sheet.next_row - 1})"
    _add_count(sheet, "Rows read", report.rows_read, formula, "the four results together")


def _add_count(sheet: SummaryRows, label: str, count: int, formula: str, note: str) -> None:
    row = sheet.next_row
    sheet.add(
        sheet.text("A", label),
        *sheet.blanks("BC"),
        sheet.number("D", count),
        sheet.formula(formula, count),
        sheet.check(f"$D{row}=$E{row}", holds=True),
        sheet.text("G", note, "remark"),
    )


def _add_conventions(sheet: SummaryRows, report: Report) -> None:
    headers = {"A": "Platform", "B": "Currency", "C": "Orders", "D": "of which it gives", "E": "Why this one"}
    sheet.add_heading("How the shop calculates", {**headers, "G": "In words"})
    for found in report.conventions.to_dict("records"):
        words = " ".join([f"{str(found['in_words']).removesuffix('.')}.", *tell_open(found)])
        sheet.add(
            sheet.text("A", str(found["platform"])),
            sheet.text("B", str(found["currency"])),
            sheet.number("C", int(found["orders"])),
            sheet.number("D", int(found["orders_reproduced"])),
            sheet.text("E", _SOURCES.get(str(found["source"]), str(found["source"]))),
            sheet.text("F", ""),
            sheet.text("G", words, "long"),
            height=height_of(count_lines(words, WIDTHS["G"])),
        )


def _add_files(sheet: SummaryRows, report: Report) -> None:
    headers = {"A": "File", "C": "Kind", "D": "Bytes", "E": "Orders or edit rows", "G": "SHA-256"}
    sheet.add_heading("Files read", headers)
    for read in report.inputs:
        sheet.add(
            sheet.text("A", read.name, "long"),
            sheet.text("B", ""),
            sheet.text("C", read.kind),
            sheet.number("D", read.size),
            sheet.number("E", read.count),
            sheet.text("F", ""),
            sheet.text("G", read.digest),
            height=height_of(count_lines(read.name, WIDTHS["A"])),
        )


def _add_sheets(sheet: SummaryRows, lists: Lists) -> None:
    sheet.add_heading("Sheets", {"A": "Sheet", "D": "Rows", "G": "What it lists"})
    for part in (part for parts in lists.values() for part in parts):
        style, row = sheet.palette.other("link"), sheet.next_row
        link = f'HYPERLINK("#\'{part.title}\'!A1","{part.title}")'
        sheet.add(
            formula_cell(f"A{row}", style, link, text=part.title),
            *sheet.blanks("BC"),
            sheet.number("D", len(part.rows)),
            *sheet.blanks("EF"),
            sheet.text("G", part.about, "remark"),
        )
    words = "Outstanding = total − paid (net): + the customer owes, − the shop owes."
    sheet.add(sheet.text("A", f"{words} Paid (net) = paid − refunded.", "note"))


def _add_policy(sheet: SummaryRows, report: Report) -> None:
    counts = report.problem_counts
    kinds = (("error", "error"), ("warning", "warning"), ("info", "remark"))
    told = ", ".join(count_of(counts[severity], word) for severity, word in kinds)
    sheet.add_heading("Policy and problems", {"A": "Setting", "D": "Value"})
    for name, value in report.policy.items():
        setting = sheet.text("A", name), *sheet.blanks("BC"), sheet.text("D", _in_words(value))
        sheet.add(*setting, *sheet.blanks("EFG"))
    sheet.add(sheet.text("A", f"Problems: {told}. All of them stand in problems.json.", "note"))


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
