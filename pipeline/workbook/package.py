"""The parts of an .xlsx file that stand around its sheets.

Opens the zip, names the worksheets in the order of their tabs and reads what
cells refer to: shared texts and number formats. A file that is no workbook is
`InputRefused` with what it is instead.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from pipeline.languages.phrase import phrase, said_by
from pipeline.problems import refuse
from pipeline.workbook.cells import trim

_DAMAGES = (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, ET.ParseError)
_LARGEST_PART = 2**32
_BUILTIN_DATES = {*range(27, 37), *range(50, 59)}


class BrokenWorkbook(Exception):
    """The file is a zip, but not the workbook it should be; the argument says why."""


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its tab's name, whether the tab is hidden, its part in the zip."""

    name: str
    is_hidden: bool
    part: str


@dataclass(frozen=True)
class Relation:
    """Something a part refers to: another `part` of the file, or, where that is "", what `target` says."""

    id: str
    type: str
    target: str
    part: str

    @property
    def kind(self) -> str:
        """The last word of its type: worksheet, drawing, image."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class Style:
    """What a number format makes of a number. `zeros`: shown with at least so many digits."""

    is_date: bool = False
    is_percent: bool = False
    zeros: int = 0


@dataclass(frozen=True)
class Package:
    """An opened workbook; valid inside `open_package`."""

    sheets: tuple[SheetPart, ...]
    texts: list[str]
    styles: list[Style]
    is_1904: bool
    archive: ZipFile
    opened: ExitStack

    def open_sheet(self, sheet: SheetPart) -> IO[bytes]:
        """The sheet's XML; closed with the package at the latest."""
        if sheet.part not in self.archive.namelist():
            raise BrokenWorkbook(phrase("the sheet {sheet} is missing in it", sheet=sheet.name))
        return self.opened.enter_context(self.archive.open(sheet.part))


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """The workbook of that file; anything that turns out broken in it is refused."""
    try:
        with ZipFile(path) as archive, ExitStack() as opened:
            yield _read_package(archive, opened)
    except BrokenWorkbook as error:
        raise refuse("not-a-workbook", file=path.name, found=said_by(error)) from error
    except _DAMAGES as error:
        raise refuse("not-a-workbook", file=path.name, found=phrase("it was cut off or damaged")) from error


def _read_package(archive: ZipFile, opened: ExitStack) -> Package:
    if any(entry.file_size > _LARGEST_PART for entry in archive.infolist()):
        raise BrokenWorkbook(phrase("it unpacks to more than 4 GB"))
    root = _relations(archive, "")
    workbook_part = next((part for kind, part in root.values() if kind == "officeDocument"), "")
    if workbook_part not in archive.namelist():
        raise BrokenWorkbook(phrase("it holds no workbook"))
    workbook = ET.fromstring(archive.read(workbook_part))
    parts = _relations(archive, workbook_part)
    by_kind = dict(parts.values())
    settings = next(_children(workbook, "workbookPr"), None)
    return Package(
        sheets=tuple(_list_sheets(workbook, parts)),
        texts=_read_texts(archive, by_kind.get("sharedStrings", "")),
        styles=_read_styles(archive, by_kind.get("styles", "")),
        is_1904=settings is not None and settings.get("date1904") in ("1", "true"),
        archive=archive,
        opened=opened,
    )


def _list_sheets(workbook: ET.Element, parts: dict[str, tuple[str, str]]) -> Iterator[SheetPart]:
    for sheet in _children(workbook, "sheet"):
        relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        kind, part = parts.get(relation, ("", ""))
        if kind == "worksheet":
            yield SheetPart(sheet.get("name", ""), sheet.get("state", "visible") != "visible", part)


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (its kind, the part it leads to); there must be some."""
    listed = _name_relations(part)
    if listed not in archive.namelist():
        raise BrokenWorkbook(
            phrase("it holds no workbook") if not part else phrase("its part {part} is missing", part=listed)
        )
    return {one.id: (one.kind, one.part) for one in list_relations(archive, part)}


def list_relations(archive: ZipFile, part: str) -> Iterator[Relation]:
    """What the part refers to; nothing for a part that refers to nothing."""
    listed = _name_relations(part)
    if listed not in archive.namelist():
        return
    folder = part.rpartition("/")[0]
    for relation in _children(ET.fromstring(archive.read(listed)), "Relationship"):
        target = relation.get("Target", "")
        is_external = relation.get("TargetMode", "") == "External"
        yield Relation(
            id=relation.get("Id", ""),
            type=relation.get("Type", ""),
            target=target,
            part="" if is_external else normpath(join("/", folder, target)).lstrip("/"),
        )


def _name_relations(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return join(folder, "_rels", f"{name}.rels")


def _read_texts(archive: ZipFile, part: str) -> list[str]:
    """The shared texts, trimmed, without their formats and reading aids."""
    if part not in archive.namelist():
        return []
    texts = []
    with archive.open(part) as stream:
        for _, element in ET.iterparse(stream):
            if _local(element.tag) == "si":
                texts.append(rich_text(element))
                element.clear()
    return texts


def rich_text(element: ET.Element) -> str:
    """The text of a shared or inline string, trimmed."""
    pieces = []
    for child in element:
        name = _local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [text.text or "" for text in child if _local(text.tag) == "t"]
    return trim("".join(pieces))


def _read_styles(archive: ZipFile, part: str) -> list[Style]:
    if part not in archive.namelist():
        return []
    sheet = ET.fromstring(archive.read(part))
    codes = {
        number.get("numFmtId", ""): number.get("formatCode", "") for number in _children(sheet, "numFmt")
    }
    formats = next((group for group in sheet if _local(group.tag) == "cellXfs"), None)
    return [] if formats is None else [_style_of(style.get("numFmtId", "0"), codes) for style in formats]


def _style_of(number: str, codes: dict[str, str]) -> Style:
    built_in = int(number) if number.isdecimal() else 0
    code = codes.get(number) or BUILTIN_FORMATS.get(built_in, "")
    visible = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)
    return Style(
        is_date=(built_in in _BUILTIN_DATES and number not in codes) or is_date_format(code),
        is_percent="%" in visible,
        zeros=len(visible) if re.fullmatch("0{2,}", visible) else 0,
    )


def _children(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (child for child in element.iter() if _local(child.tag) == name)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
