"""How a workbook to fill in looks: named styles, number formats, widths."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

_INK, _GREY, _PALE, _BLUE = "FF1F2933", "FF7B8794", "FFF1F3F5", "FF1F4E79"
_FONT = "Calibri"
TAB_COLOURS = {
    "item": "2E75B6",
    "customer": "548235",
    "discount": "C55A11",
    "order": "7030A0",
    "tax": "BF9000",
}
OTHER_TAB = "A6A6A6"
TEXT_FORMAT = "@"
DASH_FORMAT = ';;;"–"'
"""Shows any text as a dash: the word for an empty field is there to be read back, not to be looked at."""
RATE_FORMAT = "0.0##%"

HEADER, OLD_HEADER, HINT, EXAMPLE = "oc header", "oc old header", "oc hint", "oc example"
FIRST, AGAIN, NAME, OLD, NEW = "oc order", "oc order again", "oc name", "oc old", "oc new"
TITLE, PARAGRAPH, STEP = "oc title", "oc paragraph", "oc step"


def amount_format(decimals: int) -> str:
    """Amounts with their thousands apart and the currency's decimals."""
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def price_format(decimals: int) -> str:
    """The same, with further decimals where a price has them."""
    return amount_format(decimals) + ("##" if decimals else "")


def add_styles(workbook: Workbook) -> None:
    """Give the workbook the named styles."""
    below = Border(bottom=Side("thin", color="FFD9DEE3"))
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(vertical="center", wrap_text=True)
    styles: dict[str, dict[str, Any]] = {
        HEADER: {"font": _font("FFFFFFFF", is_bold=True), "fill": _fill(_BLUE), "alignment": middle},
        OLD_HEADER: {"font": _font("FFFFFFFF"), "fill": _fill(_GREY), "alignment": middle},
        HINT: {"font": _font(_GREY, is_italic=True), "alignment": Alignment(vertical="center")},
        EXAMPLE: {"font": _font("FF7F6000", is_italic=True), "fill": _fill("FFFFF2CC"), "border": below},
        FIRST: {"font": _font(_INK, is_bold=True), "alignment": top},
        AGAIN: {"font": _font("FFAAB4BE"), "alignment": top},
        NAME: {"font": _font(_INK), "alignment": top},
        NEW: {"font": _font(_INK), "alignment": top},
        OLD: {"font": _font(_GREY), "fill": _fill(_PALE), "alignment": top},
        TITLE: {"font": Font(name=_FONT, size=18, bold=True, color=_BLUE)},
        PARAGRAPH: {"font": _font(_INK), "alignment": wrapped},
        STEP: {"font": _font(_BLUE, is_bold=True), "alignment": wrapped},
    }
    for name, looks in styles.items():
        is_text = name in (FIRST, AGAIN, NAME, EXAMPLE)
        workbook.add_named_style(
            NamedStyle(name=name, number_format=TEXT_FORMAT if is_text else "General", **looks)
        )


def order_line(first_row: int) -> Rule:
    """A line above each row whose order is not that of the row before; for a range from that row on."""
    line = DifferentialStyle(border=Border(top=Side("thin", color="FFB8C2CC")))
    return Rule(type="expression", dxf=line, formula=[f"$A{first_row}<>$A{first_row - 1}"])


def _font(colour: str, *, is_bold: bool = False, is_italic: bool = False) -> Font:
    return Font(name=_FONT, size=11, bold=is_bold, italic=is_italic, color=colour)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)
