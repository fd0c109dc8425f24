"""One cell of an edits file: its text, and what is wrong with it.

Every reader gives cells of this one kind: trimmed text ("" is empty), numbers
in plain decimal notation, percentages with their sign, yes and no. What Excel
made of a value (a date, an error, a formula without a value) is kept as the
cell's kind; `find_damage` turns it into a problem code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache

from openpyxl.utils.escape import unescape

from pipeline.languages.phrase import phrase

TEXT, NUMBER, DATE, ERROR, LOST, NESTED = "text", "number", "date", "error", "lost", "nested"
"""Kinds of cells: LOST is a formula without a stored value, NESTED an object or a list in JSON."""

_EXCEL_DIGITS = Context(prec=15)
"""Excel keeps and shows 15 digits; what a file holds beyond them is noise of its binary numbers."""
_WIDEST_EXPONENT = 60
_BLANKS = "\u200b\u200c\u200d\u2060\ufeff"
_ERRORS = re.compile(
    r"#(?:N/A|N/D|NV|VALUE!|WERT!|VALEUR!|VALORE!|REF!|BEZUG!|RIF!|DIV/0!|NAME\?|NOM\?|NOME\?|NUM!|ZAHL!|NOMBRE!"
    r"|NULL!|SPILL!|CALC!)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says. `place` is its address (D7), "" where there is none."""

    text: str
    place: str = ""
    kind: str = TEXT

    @property
    def is_number(self) -> bool:
        """True for a number cell: "." is its decimal point."""
        return self.kind == NUMBER


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its filled cells by column (1 = A). `number` is the one Excel shows."""

    number: int
    cells: dict[int, Cell]
    is_hidden: bool = False


def text_cell(text: str, place: str) -> Cell:
    """A cell of text as typed; Excel's error words are errors in a text file too.

    >>> text_cell(" TASSE-01 ", "C2").text, text_cell("#N/A", "C3").kind
    ('TASSE-01', 'error')
    """
    trimmed = trim(text)
    return Cell(trimmed, place, ERROR if trimmed.startswith("#") and _ERRORS.fullmatch(trimmed) else TEXT)


def trim(text: str) -> str:
    """The text without blanks of any kind around it; Excel's escapes undone."""
    plain = unescape(text) if "_x" in text else text
    return plain.strip().strip(_BLANKS).strip()


@lru_cache(maxsize=4096)
def number_text(stored: str) -> str:
    """A stored number in plain decimal notation, "" if it is none.

    >>> number_text("12.1"), number_text("1.1000000000000001"), number_text("5.0"), number_text("1.2E+11")
    ('12.1', '1.1', '5', '120000000000')
    >>> number_text("-0"), number_text("12345678901234567"), number_text("1E-3"), number_text("many")
    ('0', '12345678901234567', '0.001', '')
    """
    if re.fullmatch(r"[-+]?[0-9]+", stored):
        return str(int(stored)) if len(stored) <= _WIDEST_EXPONENT else ""
    number = _decimal(stored)
    return "" if number is None else _plain(number)


def percent_text(stored: str) -> str:
    """A stored number as the percentage it is shown as.

    >>> percent_text("0.1"), percent_text("8.1000000000000003E-2"), percent_text("1")
    ('10%', '8.1%', '100%')
    """
    number = _decimal(stored)
    return "" if number is None else _plain(number.scaleb(2)) + "%"


def date_text(stored: str, *, is_1904: bool) -> str:
    """The day (2024-05-12) a stored number is shown as; a bare time of day as hh:mm.

    >>> date_text("45424", is_1904=False), date_text("0.5", is_1904=False)
    ('2024-05-12', '12:00')
    """
    number = _decimal(stored)
    if number is None:
        return stored
    if 0 <= number < 1:
        minutes = int(number * 24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    first_day = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    try:
        return (first_day + timedelta(days=int(number))).isoformat()
    except OverflowError:
        return stored


def find_damage(cell: Cell) -> tuple[str, dict[str, str]] | None:
    """The problem code and its facts if the cell does not hold what was typed.

    >>> find_damage(Cell("2024-05-12", "B2", DATE))
    ('value-damaged', {'kind': 'a date'})
    """
    if cell.kind == DATE:
        return "value-damaged", {"kind": phrase("a date")}
    codes = {ERROR: "error-cell", LOST: "formula-without-value", NESTED: "entry-not-flat"}
    return (codes[cell.kind], {}) if cell.kind in codes else None


def _decimal(stored: str) -> Decimal | None:
    """The number rounded to the digits Excel keeps; None if it is none or absurdly large or small."""
    try:
        number = _EXCEL_DIGITS.create_decimal(stored)
    except InvalidOperation:
        return None
    is_usable = number.is_finite() and abs(number.adjusted()) <= _WIDEST_EXPONENT
    return number if is_usable else None


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
