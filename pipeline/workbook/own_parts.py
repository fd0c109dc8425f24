"""What a clerk's workbook holds that openpyxl does not carry over, read so that it can be put back.

Pictures, shapes and charts are taken over part by part, drop-downs and
colours that refer to other sheets as they are written, and the stored values
of formulas, without which a workbook read before it was recalculated would
have none. What cannot be kept is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from pipeline.languages import N_
from pipeline.workbook.package import Package, Relation, SheetPart, list_relations, open_package
from pipeline.workbook.sheet_xml import parse_elements

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
VALIDATIONS = "{CCE6A557-97A0-4B89-AC6D-DDA7D5A6AC58}"
_KEPT_EXTENSIONS = {
    VALIDATIONS,
    "{78C0D931-6437-407D-A8EE-F0AAD7539E65}",  # colours by rules
    "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}",  # sparklines
}
_UNKEPT_PARTS = {
    "xl/vbaProject": N_("macros"),
    "xl/ctrlProps/": N_("buttons and other controls"),
    "xl/activeX/": N_("buttons and other controls"),
    "xl/threadedComments/": N_("the threads of comments (their text is kept)"),
    "xl/slicers/": N_("slicers"),
    "xl/timelines/": N_("timelines"),
    "xl/queryTables/": N_("links to data sources"),
    "xl/embeddings/": N_("embedded objects"),
}
_UNKEPT_ELEMENTS = {
    "legacyDrawingHF": N_("pictures in headers and footers"),
    "picture": N_("background pictures"),
}
_BESIDE_SLICERS = N_("pictures and charts beside slicers")
_SLICER = re.compile(rb"/(?:time)?slicer\"")
_CHART = "chart"

Area = tuple[int, int, int, int]
"""First column, first row, last column and last row of something drawn, as near as the file says."""
Stored = tuple[str, str]
"""The type and the text of a formula's stored value, as the file has them."""


@dataclass(frozen=True)
class Part:
    """One part of the file with its content, its type and what it refers to."""

    content: bytes
    content_type: str
    relations: tuple[Relation, ...]


@dataclass
class OwnSheet:
    """Of one sheet: its drawing's part, its extensions as XML by kind, its formulas' values by cell."""

    drawing: str = ""
    has_charts: bool = False
    areas: list[Area] = field(default_factory=list)
    extensions: dict[str, str] = field(default_factory=dict)
    stored: dict[str, Stored] = field(default_factory=dict)


@dataclass
class OwnParts:
    """Of a whole workbook: its sheets by name, the parts their drawings need, and what cannot be kept."""

    sheets: dict[str, OwnSheet] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    unkept: list[str] = field(default_factory=list)


def read_own_parts(path: Path) -> OwnParts:
    """What has to be put back into a copy of that workbook. Raises `InputRefused` for a broken one."""
    own = OwnParts()
    with open_package(path) as package:
        names = package.archive.namelist()
        own.unkept += [
            word for start, word in _UNKEPT_PARTS.items() if any(name.startswith(start) for name in names)
        ]
        types = _read_types(package)
        for sheet in package.sheets:
            if sheet.part in names:
                own.sheets[sheet.name] = _read_sheet(package, sheet, own, types)
    own.unkept[:] = dict.fromkeys(own.unkept)
    return own


def _read_sheet(package: Package, sheet: SheetPart, own: OwnParts, types: dict[str, str]) -> OwnSheet:
    found = OwnSheet()
    drawing_id = ""
    with package.open_sheet(sheet) as stream:
        for element in parse_elements(stream):
            name = element.tag.rpartition("}")[2]
            if name == "row":
                found.stored.update(_list_stored(element))
                element.clear()
            elif name == "drawing":
                drawing_id = next(iter(value for key, value in element.attrib.items() if key.endswith("}id")))
            elif name == "ext":
                found.extensions.update(_read_extension(element))
            elif name in _UNKEPT_ELEMENTS:
                own.unkept.append(_UNKEPT_ELEMENTS[name])
    drawing = next((one for one in list_relations(package.archive, sheet.part) if one.id == drawing_id), None)
    if drawing is None or drawing.part not in package.archive.namelist():
        return found
    if _SLICER.search(package.archive.read(drawing.part)):
        own.unkept.append(_BESIDE_SLICERS)
    else:
        found.areas += _list_areas(package.archive.read(drawing.part))
        found.drawing = drawing.part
        found.has_charts = _take_parts(package, drawing.part, own.parts, types)
    return found


def _list_areas(drawing: bytes) -> Iterator[Area]:
    """Where pictures, shapes and charts lie; of those that do not say where they end, where they begin."""
    for anchor in ET.fromstring(drawing):
        corners = {part.tag.rpartition("}")[2]: part for part in anchor}
        if "from" in corners:
            start, end = (
                [int(one.text or 0) + 1 for one in corners.get(name, corners["from"])][::2]
                for name in ("from", "to")
            )
            yield (start[0], start[1], end[0], end[1])


def _list_stored(row: ET.Element) -> Iterator[tuple[str, Stored]]:
    """The stored values of the row's formulas, by address."""
    for cell in row:
        kinds = {child.tag.rpartition("}")[2]: child for child in cell}
        if "f" in kinds and "v" in kinds and cell.get("r"):
            yield cell.get("r", ""), (cell.get("t", "n"), kinds["v"].text or "")


def _read_extension(element: ET.Element) -> dict[str, str]:
    kind = element.get("uri", "").upper()
    if kind not in _KEPT_EXTENSIONS:
        return {}
    for formats in [one for one in element.iter() if one.tag.endswith("}conditionalFormattings")]:
        for rule in list(formats):
            # a data bar belongs to a rule that openpyxl keeps, and would stand alone
            if any(part.get("type") == "dataBar" for part in rule):
                formats.remove(rule)
    is_empty = not any(len(child) for child in element)
    return {} if is_empty else {kind: ET.tostring(element, encoding="unicode")}


def _take_parts(package: Package, start: str, parts: dict[str, Part], types: dict[str, str]) -> bool:
    """Take over that part and everything it leads to; whether there is a chart among it."""
    names = set(package.archive.namelist())
    waiting, has_charts = [start], False
    while waiting:
        name = waiting.pop()
        if name in parts or name not in names:
            continue
        relations = tuple(list_relations(package.archive, name))
        has_charts = has_charts or any(one.kind.startswith(_CHART) for one in relations)
        kind = types.get(f"/{name}") or types.get(name.rpartition(".")[2].lower(), "application/xml")
        parts[name] = Part(package.archive.read(name), kind, relations)
        waiting += [one.part for one in relations if one.part]
    return has_charts


def _read_types(package: Package) -> dict[str, str]:
    """The content types by part name (with its slash) and by ending."""
    listed = ET.fromstring(package.archive.read("[Content_Types].xml"))
    return {
        one.get("PartName") or one.get("Extension", "").lower(): one.get("ContentType", "") for one in listed
    }
