"""Formulas after rows were taken out: as they are where they stay right, else their stored value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from openpyxl.cell.cell import Cell
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from pipeline.workbook.kept_rows import KeptRows
from pipeline.workbook.own_parts import Stored

_PLACE_FUNCTIONS = {"ROW(", "ROWS(", "OFFSET(", "INDIRECT(", "ADDRESS(", "CELL(", "SUBTOTAL(", "AGGREGATE("}
"""Functions that give something else elsewhere, or with other rows around."""
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)(?::(\$?[A-Z]{1,3}\$?)([0-9]+))?")
_SHEET = re.compile(r"(?:'(?P<quoted>(?:[^']|'')*)'|(?P<plain>[^'!]+))!(?P<place>.*)")
_NO_VALUE = "#REF!"


def move_formula(formula: str, sheet: str, kept: Mapping[str, KeptRows]) -> str:
    """The formula of a cell in that sheet with its references moved; "" where it would not stay right.

    >>> move_formula("=C7*Rates!$B$2", "Items", {"Items": KeptRows(2, (4, 7), 9)})
    '=C4*Rates!$B$2'
    >>> move_formula("=SUM(C3:C9)", "Items", {"Items": KeptRows(2, (4, 7), 9)})
    ''
    """
    pieces = []
    try:
        tokens = Tokenizer(formula).items
    except TokenizerError:
        return ""
    for token in tokens:
        piece = _move_token(token, sheet, kept)
        if not piece:
            return ""
        pieces.append(piece)
    return "=" + "".join(pieces)


def _move_token(token: Token, sheet: str, kept: Mapping[str, KeptRows]) -> str:
    written = str(token.value)
    if token.type == Token.FUNC and written.upper().rpartition(".")[2] in _PLACE_FUNCTIONS:
        return ""
    if token.type != Token.OPERAND or token.subtype != Token.RANGE:
        return written
    return move_reference(written, sheet, kept)


def move_reference(written: str, sheet: str, kept: Mapping[str, KeptRows]) -> str:
    """The reference moved; "" if its rows are not all there and side by side, or nobody can tell."""
    named = _SHEET.fullmatch(written)
    place = named["place"] if named else written
    target = (named["plain"] or named["quoted"].replace("''", "'")) if named else sheet
    if target not in kept:
        return written if named or _REFERENCE.fullmatch(place) else ""
    found = _REFERENCE.fullmatch(place)
    if found is None:
        return ""
    first, last = int(found[2]), int(found[4] or found[2])
    rows = kept[target]
    if first != last and max(first, last) > rows.header_row:
        return ""
    moved = [rows.find(row) for row in (first, last)]
    if 0 in moved:
        return ""
    prefix = written[: len(written) - len(place)]
    ending = f":{found[3]}{moved[1]}" if found[4] else ""
    return f"{prefix}{found[1]}{moved[0]}{ending}"


def keep_formula(cell: Cell, moved: str, stored: Stored | None) -> None:
    """Give the cell its moved formula, or the value it had; an error where it had none.

    An empty cell would ask for nothing, and nobody would notice.
    """
    if moved:
        cell.value = moved
        return
    kind, value = stored or ("e", _NO_VALUE)
    if kind == "n":
        cell.value = _number(value)
    elif kind == "b":
        cell.value = value in ("1", "true")
    else:
        cell.value = value
        cell.data_type = "e" if kind == "e" else "s"


def _number(stored: str) -> Decimal | str:
    try:
        return Decimal(stored)
    except InvalidOperation:
        return stored
