"""reconciliation.xlsx with people covered: texts of some columns replaced, every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import unescape
from zipfile import ZipFile

from pipeline.reports.cell_text import to_xml

Row = dict[str, str]
Cover = Callable[[str, str, Row], str]
"""Given the column's header, the cell's text and its whole row by header: the text to write."""
_ROW = re.compile(r"<row [^>]*>.*?</row>", re.DOTALL)
_CELL = re.compile(
    r'(<c r="([A-Z]+)[0-9]+"[^>]*? t="inlineStr"><is><t xml:space="preserve">)(.*?)(</t></is></c>)', re.DOTALL
)
_NUMBER = re.compile(r'<c r="([A-Z]+)[0-9]+"[^>]*?><v>([^<]*)</v></c>')
_ESCAPED = re.compile("_x([0-9A-F]{4})_")


def read_rows(workbook: Path) -> Iterator[Row]:
    """Every row of every list by its headers, with numbers as they stand."""
    with ZipFile(workbook) as archive:
        for name in _sheets(archive):
            yield from (cells for _, cells in _read_sheet(archive.read(name).decode()))


def write_covered(source: Path, destination: Path, cover: Cover) -> None:
    """The workbook with each text cell of its lists as `cover` gives it."""
    with ZipFile(source) as archive, ZipFile(destination, "w") as written:
        sheets = set(_sheets(archive))
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename in sheets:
                content = _cover_sheet(content.decode(), cover).encode()
            written.writestr(entry, content)


def _sheets(archive: ZipFile) -> list[str]:
    return [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet[0-9]+\.xml", name)]


def _read_sheet(xml: str) -> Iterator[tuple[str, Row]]:
    headers: dict[str, str] = {}
    for found in _ROW.finditer(xml):
        texts = {cell[2]: _plain(cell[3]) for cell in _CELL.finditer(found[0])}
        if not headers:
            headers = texts
            continue
        numbers = {cell[1]: cell[2] for cell in _NUMBER.finditer(found[0])}
        cells = {**numbers, **texts}
        yield found[0], {header: cells.get(letter, "") for letter, header in headers.items()}


def _cover_sheet(xml: str, cover: Cover) -> str:
    headers: dict[str, str] = {}
    rows = dict(_read_sheet(xml))

    def cover_row(found: re.Match[str]) -> str:
        if not headers:
            headers.update({cell[2]: _plain(cell[3]) for cell in _CELL.finditer(found[0])})
            return found[0]
        row = rows[found[0]]
        return _CELL.sub(lambda cell: _cover_cell(cell, headers.get(cell[2], ""), row, cover), found[0])

    return _ROW.sub(cover_row, xml)


def _cover_cell(cell: re.Match[str], header: str, row: Row, cover: Cover) -> str:
    return f"{cell[1]}{to_xml(cover(header, _plain(cell[3]), row))}{cell[4]}"


def _plain(xml: str) -> str:
    return unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), xml))
