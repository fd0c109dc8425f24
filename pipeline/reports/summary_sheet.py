"""The first sheet of reconciliation.xlsx: who ran what, and that it ties out.

Every number of the control totals stands beside the same number counted anew
from the lists by a live formula, with a check that compares the two; a check
per currency shows at a glance which one does not tie.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.catalogue.names import RESULTS
from pipeline.languages.phrase import N_
from pipeline.reports.control_ties import ASKED_ACTIONS, Tie, build_ties
from pipeline.reports.cover_rows import LAST, NO, YES, CoverRows
from pipeline.reports.edit_sheets import REQUESTS
from pipeline.reports.lists import Lists
from pipeline.reports.order_sheets import ACTION_SHEETS
from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import SheetContent, formula_cell
from pipeline.reports.styles import Palette
from pipeline.reports.summary_facts import add_conventions, add_facts, add_files, add_policy, add_sheets

TITLE = N_("Summary")
VERDICT_ROW = 2
TITLE_HEIGHT, VERDICT_HEIGHT = 30, 24
_GLANCE = (
    N_("Currency"),
    N_("Orders"),
    N_("Changed"),
    N_("Total before"),
    N_("Difference"),
    N_("Total after"),
)
_COUNTED = (
    N_("What"),
    N_("Currency"),
    N_("Orders"),
    N_("Amount"),
    N_("Counted again"),
    N_("Check"),
    N_("How it is counted again"),
)


def render_summary(
    report: Report, lists: Lists, palette: Palette, sheets: list[tuple[str, int, str]]
) -> SheetContent:
    """The whole summary; `lists` are the sheets its formulas count again.

    `sheets`: title, number of rows and purpose of every sheet, for the list of them.
    """
    cover, words = CoverRows(palette), report.words
    title = words.say("Order corrections: reconciliation")
    cover.add(cover.text("A", title, "title"), height=TITLE_HEIGHT)
    cover.add()  # the verdict, written when all checks are known
    cover.add()
    add_facts(cover, report)
    _add_control_totals(cover, report, lists)
    _add_edit_rows(cover, report, lists)
    cover.put(VERDICT_ROW, *_verdict(cover, report), height=VERDICT_HEIGHT)
    cover.join("A", VERDICT_ROW)
    add_conventions(cover, report)
    add_policy(cover, report)
    add_files(cover, report)
    add_sheets(cover, report, sheets)
    return SheetContent(cover.rows, f"{LAST}{len(cover.rows)}", merged=cover.merged)


def _verdict(cover: CoverRows, report: Report) -> list[str]:
    first, last = cover.checks[0][0], cover.checks[-1][0]
    does_hold = all(holds for _, holds in cover.checks)
    number = len(cover.checks)
    told = report.words.say("All {number} checks on this sheet hold.", number=number)
    good = f"{YES} {told}"
    bad = f"{NO} " + report.words.say("Not every check on this sheet holds: find out why before you post.")
    formula = f'IF(COUNTIF($F${first}:$F${last},"{NO}")=0,"{good}","{bad}")'
    style = cover.palette.other("verdict")
    cell = formula_cell(f"A{VERDICT_ROW}", style, formula, text=good if does_hold else bad)
    return [cell, *(cover.text(column, "", "verdict", VERDICT_ROW) for column in "BCDEFGHIJK")]


def _add_control_totals(cover: CoverRows, report: Report, lists: Lists) -> None:
    """One row per currency at a glance, then every control total counted again."""
    words = report.words
    actions = (ACTION_SHEETS[action][0] for action in ASKED_ACTIONS)
    shown = zip("ABCDEFGHIJK", (*_GLANCE, *actions, N_("Asked for in all"), N_("Ties")), strict=True)
    headers = {column: words.text(name) for column, name in shown}
    cover.add_heading(words.say("Control totals"), headers, right="BCDEFGHIJ", middle="K")
    totals = report.control_totals.to_dict("records")
    if not totals:
        cover.add(cover.text("A", words.say("No orders were read."), "note"))
        return
    first = cover.next_row
    for _ in totals:
        cover.add()
    headers = {column: words.text(name) for column, name in zip("ABCDEFG", _COUNTED, strict=True)}
    cover.add_heading(words.say("Control totals, counted again"), headers, right="CDE")
    for place, total in enumerate(totals):
        named = {str(name): value for name, value in total.items()}
        if place:
            cover.add()
        _add_currency(cover, build_ties(report, lists, named), named, first + place, report)


def _add_currency(
    cover: CoverRows, ties: list[Tie], total: Mapping[str, object], glance_row: int, report: Report
) -> None:
    """The ties of one currency, and its row at a glance made from them."""
    start, currency, decimals = cover.next_row, str(total["currency"]), int(str(total["decimals"]))
    for tie in ties:
        _add_tie(cover, tie, start, total, report)
    rows = {tie.role: (start + place, tie) for place, tie in enumerate(ties) if tie.role}
    cells = [
        cover.formula(
            f"{column}{glance_row}",
            f"SUM($D${rows[role][0]})",
            rows[role][1].amount_minor,
            decimals,
            "signed" if rows[role][1].is_signed else "amount",
        )
        for column, role in zip(
            "DEFGHIJ", ("before", "difference", "after", *ASKED_ACTIONS, "asked"), strict=True
        )
    ]
    counts = zip("BC", (int(str(total["orders"])), int(str(total["orders_changed"]))), strict=True)
    condition = f'COUNTIF($F${start}:$F${cover.next_row - 1},"{NO}")=0'
    cover.put(
        glance_row,
        cover.text("A", currency, "strong", glance_row),
        *(cover.things(f"{column}{glance_row}", number) for column, number in counts),
        *cells,
        cover.mark(f"K{glance_row}", condition, holds=all(tie.holds for tie in ties)),
        height=20,
    )


def _add_tie(cover: CoverRows, tie: Tie, before: int, total: Mapping[str, object], report: Report) -> None:
    """One control total; `before` is the row of the currency's total before."""
    row, decimals = cover.next_row, int(str(total["decimals"]))
    look = "signed" if tie.is_signed else "amount"
    again = list(cover.blanks("EF"))
    if tie.formula:
        rows = {"row": row, "before": before, "difference": before + 1}
        formula = f"ROUND({tie.formula.format(**rows)},{decimals})"
        condition = f"ROUND($D{row}-$E{row},{decimals})=0"
        if tie.count_formula:
            condition = f"AND({condition},$C{row}={tie.count_formula.format(**rows)})"
        again = [
            cover.formula(f"E{row}", formula, tie.counted_minor, decimals, look),
            cover.check(condition, holds=tie.holds),
        ]
    note, _ = cover.wide("G", report.words.text(tie.note), "remark")
    cover.add(
        cover.text("A", report.words.text(tie.label), "label" if tie.label.startswith("…") else "strong"),
        cover.text("B", str(total["currency"])),
        cover.things(f"C{row}", tie.orders),
        cover.number("D", tie.amount_minor, decimals, look),
        *again,
        *note,
    )


def _add_edit_rows(cover: CoverRows, report: Report, lists: Lists) -> None:
    words = report.words
    headers = zip("ADEFG", (N_("Result"), N_("Rows"), *_COUNTED[4:]), strict=True)
    cover.add_heading(
        words.say("Edit rows"), {column: words.text(name) for column, name in headers}, right="DE"
    )
    first = cover.next_row
    for status, count in report.row_counts.items():
        word = words.text(RESULTS[status])
        ranges = [part.cells("result_words", from_elsewhere=True) for part in lists[REQUESTS]]
        formula = "+".join(f'COUNTIF({cells},"{word}")' for cells in ranges)
        label = word[:1].upper() + word[1:]
        _add_count(cover, label, count, formula, words.say("rows of By request with this result"))
    formula = f"SUM($E${first}:$E${cover.next_row - 1})"
    _add_count(
        cover, words.say("Rows read"), report.rows_read, formula, words.say("the four results together")
    )


def _add_count(cover: CoverRows, label: str, count: int, formula: str, note: str) -> None:
    row = cover.next_row
    told, _ = cover.wide("G", note, "remark")
    cover.add(
        cover.text("A", label, "strong"),
        *cover.blanks("BC"),
        cover.number("D", count),
        cover.formula(f"E{row}", formula, count),
        cover.check(f"$D{row}=$E{row}", holds=True),
        *told,
    )
