"""How the cells of reconciliation.xlsx look, as style numbers of one workbook.

Cells refer to a style by its number; text, amounts, totals and headers each
have one look everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Calibri"
_INK = "1F2933"
_GREY = "616E7C"
_RULE = Side(style="hair", color="9AA5B1")
_SUM_RULE = Side(style="thin", color=_INK)
_HEADER_FILLS = {"order": "334E68", "before": "52606D", "batch": "0B69A3", "after": "1F6650", "why": "334E68"}

MOST_DECIMALS = 4
AMOUNT_LOOKS = ("amount", "signed", "due", "total_amount", "total_signed")


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


_LOOKS = {
    "text": Look(is_indented=True, number_format="@"),
    "long": Look(is_indented=True, is_wrapped=True),
    "note": Look(colour=_GREY, has_rule=False, number_format="@"),
    "remark": Look(colour=_GREY, is_indented=True, is_wrapped=True),
    "label": Look(is_indented=True, number_format="@"),
    "link": Look(colour="0B69A3", is_indented=True),
    "title": Look(is_bold=True, size=16, has_rule=False, number_format="@"),
    "heading": Look(is_bold=True, size=12, has_rule=False, number_format="@"),
    "strong": Look(is_bold=True, is_indented=True, number_format="@"),
    "verdict": Look(is_bold=True, size=12, has_rule=False, colour="1F6650"),
    "check": Look(is_bold=True, horizontal="center"),
    "count": Look(number_format="#,##0"),
    "rate": Look(number_format="0.0######%"),
    "amount": Look(),
    "signed": Look(),
    "due": Look(is_bold=True, fill="E3F8EE"),
    "total_label": Look(is_bold=True, fill="F0F4F8", is_indented=True, is_sum=True),
    "total_rate": Look(is_bold=True, fill="F0F4F8", is_sum=True, number_format="0.0######%"),
    "total_amount": Look(is_bold=True, fill="F0F4F8", is_sum=True),
    "total_signed": Look(is_bold=True, fill="F0F4F8", is_sum=True),
    **{
        f"header_{group}": Look(
            is_bold=True, colour="FFFFFF", fill=fill, is_wrapped=True, horizontal="center"
        )
        for group, fill in _HEADER_FILLS.items()
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
    stays text when somebody edits a cell which looks like a formula.
    """

    def __init__(self, workbook: Workbook) -> None:
        sheet = workbook.worksheets[0]
        self._amounts = {
            (name, decimals): _register(sheet, name, amount_format(decimals, is_signed="signed" in name))
            for name in AMOUNT_LOOKS
            for decimals in range(MOST_DECIMALS + 1)
        }
        others = [name for name in _LOOKS if name not in AMOUNT_LOOKS]
        self._others = {name: _register(sheet, name, _LOOKS[name].number_format) for name in others}
        self._quoted = {
            name: _register(sheet, name, _LOOKS[name].number_format, is_quoted=True) for name in others
        }

    def amount(self, look: str, decimals: int) -> int:
        """The number of an amount's look in a currency with that many decimals."""
        return self._amounts[look, decimals]

    def other(self, look: str, *, is_quoted: bool = False) -> int:
        """The number of any other look; `is_quoted` for formula-like text."""
        return (self._quoted if is_quoted else self._others)[look]


def _register(sheet: Worksheet, name: str, number_format: str, *, is_quoted: bool = False) -> int:
    look = _LOOKS[name]
    cell = Cell(sheet, row=1, column=1)
    cell.font = Font(name=FONT, size=look.size, bold=look.is_bold, color=look.colour)
    if look.fill:
        cell.fill = PatternFill("solid", start_color=look.fill, end_color=look.fill)
    middle = "center" if name.startswith("header_") else "top"
    cell.alignment = Alignment(
        horizontal=look.horizontal or ("left" if look.is_indented else None),
        vertical=middle,
        wrap_text=look.is_wrapped,
        indent=1 if look.is_indented else 0,
    )
    if look.has_rule:
        cell.border = Border(bottom=_RULE, top=_SUM_RULE if look.is_sum else None)
    cell.number_format = number_format
    cell.quotePrefix = is_quoted
    return int(cell.style_id)
