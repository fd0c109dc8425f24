"""reconciliation.xlsx with people covered: texts of some columns replaced, every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import unescape
from zipfile import ZipFile

from pipeline.languages import ENGLISH, Words, find_words
from pipeline.reports.cell_text import to_xml
from pipeline.reports.summary_facts import COMMAND, REQUESTED_BY
from pipeline.reports.wording import TARGETS, say_field
from schemas.orders import CUSTOMER_FIELDS

Row = dict[str, str]
Cover = Callable[[str, str, Row], str]
"""Given the column's English header, the cell's text and its whole row by header: the text to write."""
ABOUT, FIELD, LABEL, BESIDE = "About", "Field", "Label", "Beside"
"""Of a row: what an edit is about and which field; of the cover sheet a line's label, and its text."""
HEADERS = (
    *("Customer", "E-mail", "Reasons", "Why", "Remark", "What is the matter", "What to do"),
    *("Before", "After", ABOUT, FIELD, "File", "Sheet", "Row"),
)
_ROW = re.compile(r"<row [^>]*>.*?</row>", re.DOTALL)
_CELL = re.compile(
    r'(<c r="([A-Z]+)[0-9]+"[^>]*? t="inlineStr"><is><t xml:space="preserve">)(.*?)(</t></is></c>)', re.DOTALL
)
_NUMBER = re.compile(r'<c r="([A-Z]+)[0-9]+"[^>]*?><v>([^<]*)</v></c>')
_ESCAPED = re.compile("_x([0-9A-F]{4})_")
_LANGUAGE = re.compile(r"<dc:language>([^<]+)</dc:language>")


def find_language(workbook: Path) -> Words:
    """The language the workbook says it is written in; English where it says none."""
    with ZipFile(workbook) as archive:
        found = _LANGUAGE.search(archive.read("docProps/core.xml").decode())
    return find_words(found[1]) if found else ENGLISH


@dataclass(frozen=True)
class _Reading:
    """A workbook's words said back in English: headers, labels of the cover sheet, targets and fields."""

    headers: Mapping[str, str]
    labels: Mapping[str, str]
    targets: Mapping[str, str]
    fields: Mapping[str, str]

    def read(self, headers: Mapping[str, str], cells: Mapping[str, str]) -> Row:
        """A row by its English headers; of the cover sheet the label, and what stands beside it."""
        row = {self.headers.get(header, header): cells.get(letter, "") for letter, header in headers.items()}
        label = self.labels.get(cells.get("A", ""))
        if label and len(headers) == 1:
            row |= {LABEL: label, BESIDE: cells.get("B", "")}
        for name, known in ((ABOUT, self.targets), (FIELD, self.fields)):
            if name in row:
                row[name] = known.get(row[name], row[name])
        return row


def _make_reading(words: Words) -> _Reading:
    fields = {say_field(field, words): field for field in CUSTOMER_FIELDS}
    return _Reading(
        {words.text(name): name for name in HEADERS},
        {words.text(name): name for name in (REQUESTED_BY, COMMAND)},
        {words.text(said): slug for slug, said in TARGETS.items()},
        fields,
    )


def read_rows(workbook: Path) -> Iterator[Row]:
    """Every row of every list by its English headers, with numbers as they stand."""
    reading = _make_reading(find_language(workbook))
    with ZipFile(workbook) as archive:
        for name in _sheets(archive):
            yield from (row for _, row in _read_sheet(archive.read(name).decode(), reading))


def write_covered(source: Path, destination: Path, cover: Cover) -> None:
    """The workbook with each text cell of its lists as `cover` gives it."""
    reading = _make_reading(find_language(source))
    with ZipFile(source) as archive, ZipFile(destination, "w") as written:
        sheets = set(_sheets(archive))
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename in sheets:
                content = _cover_sheet(content.decode(), reading, cover).encode()
            written.writestr(entry, content)


def _sheets(archive: ZipFile) -> list[str]:
    return [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet[0-9]+\.xml", name)]


def _read_sheet(xml: str, reading: _Reading) -> Iterator[tuple[str, Row]]:
    headers: dict[str, str] = {}
    for found in _ROW.finditer(xml):
        texts = {cell[2]: _plain(cell[3]) for cell in _CELL.finditer(found[0])}
        if not headers:
            headers = texts
            continue
        numbers = {cell[1]: cell[2] for cell in _NUMBER.finditer(found[0])}
        yield found[0], reading.read(headers, {**numbers, **texts})


def _cover_sheet(xml: str, reading: _Reading, cover: Cover) -> str:
    headers: dict[str, str] = {}
    rows = dict(_read_sheet(xml, reading))

    def cover_row(found: re.Match[str]) -> str:
        if not headers:
            headers.update({cell[2]: _plain(cell[3]) for cell in _CELL.finditer(found[0])})
            return found[0]
        row = rows[found[0]]
        return _CELL.sub(lambda cell: _cover_cell(cell, _name(cell, headers, reading), row, cover), found[0])

    return _ROW.sub(cover_row, xml)


def _name(cell: re.Match[str], headers: Mapping[str, str], reading: _Reading) -> str:
    """The English header of the cell's column."""
    header = headers.get(cell[2], "")
    return reading.headers.get(header, header)


def _cover_cell(cell: re.Match[str], header: str, row: Row, cover: Cover) -> str:
    return f"{cell[1]}{to_xml(cover(header, _plain(cell[3]), row))}{cell[4]}"


def _plain(xml: str) -> str:
    return unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), xml))
