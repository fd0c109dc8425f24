"""Puts back into a saved workbook what openpyxl left out: see `own_parts`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

from pipeline.steady_zip import list_parts, write_parts
from pipeline.workbook.own_parts import MAIN, OwnParts, OwnSheet, Part, Stored

_FORMULA_CELL = re.compile(
    r'<c r="(?P<place>[A-Z]+[0-9]+)"(?P<more>[^>]*)>'
    r"(?P<formula><f[^>]*/>|<f[^>]*>[^<]*</f>)<v\s*/?>(?:</v>)?</c>"
)
_AFTER_DRAWING = ("<legacyDrawing", "<tableParts", "<extLst", "</worksheet>")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_FOLDER = "xl/own/"
"""Where parts taken over lie, so that they never take the place of one of openpyxl's."""
_DRAWING_ID = "own1"


def save_whole(workbook: Workbook, destination: Path, own: OwnParts) -> None:
    """Write the workbook with what `own` holds of its sheets; the same content gives the same bytes."""
    parts = list_parts(workbook)
    needed: set[str] = set()
    for number, worksheet in enumerate(workbook.worksheets, start=1):
        sheet = own.sheets.get(worksheet.title)
        if sheet is None:
            continue
        name = f"xl/worksheets/sheet{number}.xml"
        parts[name] = _complete(parts[name].decode("utf-8"), sheet).encode("utf-8")
        if sheet.drawing:
            _relate(parts, f"xl/worksheets/_rels/sheet{number}.xml.rels", sheet.drawing)
            needed.add(sheet.drawing)
    _add_parts(parts, own.parts, needed)
    write_parts(parts, destination)


def _complete(xml: str, sheet: OwnSheet) -> str:
    if sheet.stored:
        xml = _FORMULA_CELL.sub(lambda found: _with_value(found, sheet.stored), xml)
    if sheet.drawing:
        place = min(at for mark in _AFTER_DRAWING if (at := xml.find(mark)) >= 0)
        xml = f'{xml[:place]}<drawing xmlns:r="{_RELATIONS}" r:id="{_DRAWING_ID}"/>{xml[place:]}'
    if sheet.extensions:
        extensions = f'<extLst xmlns="{MAIN}">{"".join(sheet.extensions.values())}</extLst>'
        xml = xml.replace("</worksheet>", f"{extensions}</worksheet>")
    return xml


def _with_value(found: re.Match[str], stored: Mapping[str, Stored]) -> str:
    """The formula's cell with its stored value, as it is if there is none."""
    if found["place"] not in stored:
        return found[0]
    kind, value = stored[found["place"]]
    more = re.sub(r' t="[^"]*"', "", found["more"]) + ("" if kind == "n" else f' t="{kind}"')
    return f'<c r="{found["place"]}"{more}>{found["formula"]}<v>{escape(value)}</v></c>'


def _relate(parts: dict[str, bytes], name: str, drawing: str) -> None:
    """Add the drawing to what the sheet refers to."""
    listed = parts.get(name, f'<Relationships xmlns="{_PACKAGE_RELATIONS}"></Relationships>'.encode())
    added = _relation(_DRAWING_ID, f"{_RELATIONS}/drawing", f"/{_moved(drawing)}", is_external=False)
    parts[name] = (
        listed.decode("utf-8").replace("</Relationships>", f"{added}</Relationships>").encode("utf-8")
    )


def _relation(name: str, kind: str, target: str, *, is_external: bool) -> str:
    mode = ' TargetMode="External"' if is_external else ""
    return f"<Relationship Id={quoteattr(name)} Type={quoteattr(kind)} Target={quoteattr(target)}{mode}/>"


def _moved(part: str) -> str:
    return _FOLDER + part.removeprefix("xl/")


def _add_parts(parts: dict[str, bytes], own: Mapping[str, Part], needed: set[str]) -> None:
    """Copy the parts that are needed, and those they lead to, and name their types."""
    waiting, taken = sorted(needed), set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in taken or name not in own:
            continue
        taken.add(name)
        parts[_moved(name)] = own[name].content
        if own[name].relations:
            folder, _, file = _moved(name).rpartition("/")
            parts[f"{folder}/_rels/{file}.rels"] = _list_relations(own[name], own)
        waiting += [one.part for one in own[name].relations if one.part]
    types = "".join(
        f'<Override PartName="/{_moved(name)}" ContentType={quoteattr(own[name].content_type)}/>'
        for name in sorted(taken)
    )
    listed = parts["[Content_Types].xml"].decode("utf-8")
    parts["[Content_Types].xml"] = listed.replace("</Types>", f"{types}</Types>").encode("utf-8")


def _list_relations(part: Part, own: Mapping[str, Part]) -> bytes:
    """What the part refers to, at its new place."""
    listed = "".join(
        _relation(
            one.id, one.type, f"/{_moved(one.part)}" if one.part else one.target, is_external=not one.part
        )
        for one in part.relations
        if not one.part or one.part in own
    )
    return f'<Relationships xmlns="{_PACKAGE_RELATIONS}">{listed}</Relationships>'.encode()
