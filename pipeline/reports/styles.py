"""How the cells of reconciliation.xlsx look, as style numbers of one workbook.

Cells refer to a style by its number; text, amounts, totals and headers each
have one look everywhere, which is a named style of the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Calibri"
COLLECT_COLOUR, REFUND_COLOUR, BILL_COLOUR, HELD_COLOUR = "1F6650", "BA2525", "0B69A3", "CB6E17"
_INK = "1F2933"
_GREY = "616E7C"
_PALE = "F0F4F8"
_LINK = "0B69A3"
_RULE = Side(style="hair", color="9AA5B1")
_SUM_RULE = Side(style="thin", color=_INK)
_HEADER_FILLS = {"order": "334E68", "before": "52606D", "batch": "0B69A3", "after": "1F6650", "why": "334E68"}

MOST_DECIMALS = 4
_NUMBERS = ("count", "rate", "units", "parts")
AMOUNT_LOOKS = ("amount", "signed", "due", "total_amount", "total_signed", "sum_amount", "sum_signed")


@dataclass(frozen=True)
class Look:
    """One way a cell can look; `number_format` is chosen by the decimals for amounts."""

    is_bold: bool = False
    colour: str = _INK
    size: int = 10
    fill: str = ""
    horizontal: str | None = None
    is_wrapped: bool = False
    has_rule: bool = True
    is_indented: bool = False
    is_sum: bool = False
    number_format: str = "General"
    is_underlined: bool = False


_RATE = "0.0######%"
_UNITS, _PARTS = "#,##0", "#,##0.000"
_LOOKS = {
    "text": Look(is_indented=True, number_format="@"),
    "long": Look(is_indented=True, is_wrapped=True),
    "order": Look(colour=_LINK, is_indented=True, number_format="@", is_underlined=True),
    "note": Look(colour=_GREY, has_rule=False, number_format="@"),
    "note_long": Look(colour=_GREY, has_rule=False, is_wrapped=True),
    "remark": Look(colour=_GREY, is_indented=True, is_wrapped=True),
    "label": Look(is_indented=True, number_format="@"),
    "fact": Look(is_indented=True, is_bold=True, is_wrapped=True),
    "digest": Look(colour=_GREY, is_indented=True, size=9, number_format="@"),
    "link": Look(colour=_LINK, is_indented=True, is_underlined=True),
    "title": Look(is_bold=True, size=18, has_rule=False, colour="243B53", number_format="@"),
    "heading": Look(is_bold=True, size=12, has_rule=False, colour="243B53", number_format="@"),
    "strong": Look(is_bold=True, is_indented=True, number_format="@"),
    "verdict": Look(
        is_bold=True, size=12, colour=COLLECT_COLOUR, fill="E3F8EE", is_indented=True, has_rule=False
    ),
    "check": Look(is_bold=True, horizontal="center", colour=COLLECT_COLOUR),
    "count": Look(number_format="#,##0"),
    "date": Look(horizontal="center"),
    "rate": Look(number_format=_RATE),
    "units": Look(is_bold=True, number_format=_UNITS),
    "parts": Look(is_bold=True, number_format=_PARTS),
    "amount": Look(),
    "signed": Look(),
    "due": Look(is_bold=True, fill="E3F8EE"),
    "total_label": Look(is_bold=True, fill=_PALE, is_indented=True, is_sum=True),
    "total_rate": Look(is_bold=True, fill=_PALE, is_sum=True, number_format=_RATE),
    "total_units": Look(is_bold=True, fill=_PALE, is_sum=True, number_format=_UNITS),
    "total_parts": Look(is_bold=True, fill=_PALE, is_sum=True, number_format=_PARTS),
    "total_amount": Look(is_bold=True, fill=_PALE, is_sum=True),
    "total_signed": Look(is_bold=True, fill=_PALE, is_sum=True),
    "sum_label": Look(is_bold=True, fill="D9E2EC", is_indented=True, is_sum=True),
    "sum_amount": Look(is_bold=True, fill="D9E2EC", is_sum=True),
    "sum_signed": Look(is_bold=True, fill="D9E2EC", is_sum=True),
    **{
        f"header_{group}_{side}": Look(
            is_bold=True,
            colour="FFFFFF",
            fill=fill,
            is_wrapped=True,
            horizontal=side,
            is_indented=side == "left",
        )
        for group, fill in _HEADER_FILLS.items()
        for side in ("left", "center", "right")
    },
}


def amount_format(decimals: int, *, is_signed: bool) -> str:
    """The number format of amounts of a currency with that many decimals.

    >>> amount_format(2, is_signed=False), amount_format(0, is_signed=True)
    ('#,##0.00', '+#,##0;[Red]-#,##0;0')
    """
    fraction = "." + "0" * decimals if decimals else ""
    plain = "#,##0" + fraction
    return f"+{plain};[Red]-{plain};0{fraction}" if is_signed else plain


class Palette:
    """The style numbers of one workbook, all registered when it is made.

    Amounts come in the decimals currencies have; text also in a variant that
    stays text when somebody edits a cell which looks like a formula. Days are
    written as in the country.
    """

    def __init__(self, workbook: Workbook, *, date_format: str = "dd.mm.yyyy") -> None:
        sheet = workbook.worksheets[0]
        for name, look in _LOOKS.items():
            workbook.add_named_style(_name_style(name, look))
        self._amounts = {
            (name, decimals): _register(sheet, name, amount_format(decimals, is_signed="signed" in name))
            for name in AMOUNT_LOOKS
            for decimals in range(MOST_DECIMALS + 1)
        }
        formats = {name: look.number_format for name, look in _LOOKS.items() if name not in AMOUNT_LOOKS}
        formats["date"] = date_format
        self._others = {name: _register(sheet, name, spelled) for name, spelled in formats.items()}
        self._quoted = {
            name: _register(sheet, name, spelled, is_quoted=True) for name, spelled in formats.items()
        }

    def amount(self, look: str, decimals: int) -> int:
        """The number of an amount's look in a currency with that many decimals."""
        return self._amounts[look, decimals]

    def other(self, look: str, *, is_quoted: bool = False) -> int:
        """The number of any other look; `is_quoted` for formula-like text."""
        return (self._quoted if is_quoted else self._others)[look]


def _name_style(name: str, look: Look) -> NamedStyle:
    """The look as a style that people find under its name in a spreadsheet."""
    style = NamedStyle(name=f"Report {name.replace('_', ' ')}")
    style.font = Font(name=FONT, size=look.size, bold=look.is_bold, color=look.colour)
    if look.is_underlined:
        style.font.u = "single"
    if look.fill:
        style.fill = PatternFill("solid", start_color=look.fill, end_color=look.fill)
    side = look.horizontal or ("right" if name in AMOUNT_LOOKS or name.endswith(_NUMBERS) else None)
    side = side or ("left" if look.is_indented else None)
    style.alignment = Alignment(
        horizontal=side,
        vertical="center",
        wrap_text=look.is_wrapped,
        indent=1 if look.is_indented or side == "right" else 0,
    )
    if look.has_rule:
        style.border = Border(bottom=_RULE, top=_SUM_RULE if look.is_sum else None)
    style.number_format = look.number_format
    return style


def _register(sheet: Worksheet, name: str, number_format: str, *, is_quoted: bool = False) -> int:
    cell = Cell(sheet, row=1, column=1)
    cell.style = f"Report {name.replace('_', ' ')}"
    cell.number_format = number_format
    cell.quotePrefix = is_quoted
    return int(cell.style_id)
