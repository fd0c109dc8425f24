"""The rows of a worksheet, read in one pass from its XML.

One pass sees what two of openpyxl's see apart: stored value and formula,
hidden rows and columns, merged cells. Number cells keep the digits the file
holds. Empty cells and rows, however many are only formatted, are dropped
before they are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import Element, XMLPullParser

from openpyxl.utils import column_index_from_string, get_column_letter

from pipeline.languages.phrase import phrase
from pipeline.workbook import cells as kinds
from pipeline.workbook.cells import Cell, Row, date_text, number_text, percent_text, text_cell
from pipeline.workbook.package import BrokenWorkbook, Package, SheetPart, Style, rich_text

_CHUNK_BYTES = 1 << 14
"""Small pieces: what is parsed is dropped again before the garbage collector counts it as old."""
_EMPTY_CELL = re.compile(rb'<c (?=[^>]*\br=")[^>]*(?:/>|></c>)')
_EMPTY_ROW = re.compile(rb'<row (?=[^>]*\br=")[^>]*(?:/>|>\s*</row>)')
_PLAIN_STYLE = Style()


@dataclass
class SheetRows:
    """The rows of one sheet that hold anything, in order; iterate once.

    `hidden_columns` is complete once the first row is given, `merged` (the
    ranges as written, A2:B3) after the last.
    """

    package: Package
    sheet: SheetPart
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        """The rows; damage in the sheet is `BrokenWorkbook`."""
        number = 0
        with self.package.open_sheet(self.sheet) as stream:
            for element in parse_elements(stream):
                name = element.tag.rpartition("}")[2]
                if name == "row":
                    number = _whole(element, "r", number + 1)
                    found = self._read_row(element, number)
                    element.clear()
                    if found.cells:
                        yield found
                elif name == "col" and _is_true(element, "hidden"):
                    self.hidden_columns.append((_whole(element, "min", 0), _whole(element, "max", 0)))
                elif name == "mergeCell":
                    self.merged.append(element.get("ref", ""))

    def _read_row(self, row: Element, number: int) -> Row:
        found: dict[int, Cell] = {}
        column = 0
        for element in row:
            letters = element.get("r", "").rstrip("0123456789")
            column = _column_of(letters) if letters else column + 1
            cell = self._read_cell(element, f"{letters or get_column_letter(column)}{number}")
            if cell is not None and cell.text != "":
                found[column] = cell
        return Row(number, found, _is_true(row, "hidden"))

    def _read_cell(self, element: Element, place: str) -> Cell | None:
        stored, has_formula, inline = None, False, ""
        for child in element:
            name = child.tag.rpartition("}")[2]
            if name == "v":
                stored = child.text
            elif name == "f":
                has_formula = True
            elif name == "is":
                inline = rich_text(child)
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return text_cell(inline, place)
        if stored is None:
            return Cell(phrase("(no value)"), place, kinds.LOST) if has_formula and kind != "str" else None
        return self._typed_cell(kind, stored, element.get("s", "0"), place)

    def _typed_cell(self, kind: str, stored: str, style: str, place: str) -> Cell:
        if kind == "s":
            return text_cell(self._shared_text(stored), place)
        if kind == "n":
            return _number_cell(stored, self._style(style), place, is_1904=self.package.is_1904)
        if kind == "b":
            return Cell("yes" if stored.strip() in ("1", "true") else "no", place)
        if kind == "e":
            return Cell(stored, place, kinds.ERROR)
        return Cell(stored, place, kinds.DATE) if kind == "d" else text_cell(stored, place)

    def _shared_text(self, stored: str) -> str:
        try:
            return self.package.texts[int(stored)]
        except (IndexError, ValueError) as error:
            raise BrokenWorkbook(
                phrase("the sheet {sheet} refers to a text that is missing", sheet=self.sheet.name)
            ) from error

    def _style(self, style: str) -> Style:
        styles = self.package.styles
        return styles[int(style)] if style.isdecimal() and int(style) < len(styles) else _PLAIN_STYLE


def _number_cell(stored: str, style: Style, place: str, *, is_1904: bool) -> Cell:
    if style.is_date:
        return Cell(date_text(stored, is_1904=is_1904), place, kinds.DATE)
    text = percent_text(stored) if style.is_percent else number_text(stored)
    if not text:
        return text_cell(stored, place)
    return Cell(text.zfill(style.zeros) if text.isdecimal() else text, place, kinds.NUMBER)


def parse_elements(stream: IO[bytes]) -> Iterator[Element]:
    """Every element of the sheet as it ends; a row comes with its cells."""
    parser: XMLPullParser[Element] = XMLPullParser(("end",))
    for chunk in without_empty_cells(stream):
        parser.feed(chunk)
        for _, element in parser.read_events():  # type: ignore[misc]
            yield element  # type: ignore[misc]
    parser.close()


def without_empty_cells(stream: IO[bytes]) -> Iterator[bytes]:
    """The sheet's XML in pieces, without cells and rows that hold nothing but formats."""
    waiting = b""
    while chunk := stream.read(_CHUNK_BYTES):
        waiting += chunk
        cut = waiting.rfind(b"<row")
        cut = cut if cut > 0 else waiting.rfind(b"<")
        yield _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", waiting[:cut]))
        waiting = waiting[cut:]
    yield _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", waiting))


@lru_cache(maxsize=1024)
def _column_of(letters: str) -> int:
    try:
        return column_index_from_string(letters)
    except ValueError as error:
        raise BrokenWorkbook(phrase("it has a cell in a column {column}", column=letters)) from error


def _whole(element: Element, name: str, otherwise: int) -> int:
    text = element.get(name, "")
    return int(text) if text.isdecimal() else otherwise


def _is_true(element: Element, name: str) -> bool:
    return element.get(name, "0") in ("1", "true")
