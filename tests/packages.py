"""Whether a saved workbook is whole: what spreadsheet programs check before they offer to repair it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from openpyxl import load_workbook

_SHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
)
"""The elements of a worksheet in the order of ECMA-376, 18.3.1.99."""


def list_faults(path: Path) -> list[str]:
    """What is wrong with the parts of the workbook, nothing if it is whole."""
    with ZipFile(path) as archive:
        names = archive.namelist()
        doubled = [f"twice: {name}" for name, count in Counter(names).items() if count > 1]
        faults = [*doubled, *_list_untyped(archive), *_list_dangling(archive), *_list_disorder(archive)]
    if not faults:
        load_workbook(path)
    return faults


def _list_untyped(archive: ZipFile) -> Iterator[str]:
    types = ET.fromstring(archive.read("[Content_Types].xml"))
    parts = [one.get("PartName", "") for one in types if one.get("PartName")]
    endings = {one.get("Extension", "").lower() for one in types}
    yield from (f"typed twice: {name}" for name, count in Counter(parts).items() if count > 1)
    yield from (f"typed, not there: {name}" for name in parts if name.lstrip("/") not in archive.namelist())
    for name in archive.namelist():
        if f"/{name}" not in parts and name.rpartition(".")[2].lower() not in endings:
            yield f"without a type: {name}"


def _list_dangling(archive: ZipFile) -> Iterator[str]:
    for name in (one for one in archive.namelist() if one.endswith(".rels")):
        base = dirname(dirname(name))
        relations = list(ET.fromstring(archive.read(name)))
        ids = Counter(one.get("Id") for one in relations)
        yield from (f"{name} has {one} twice" for one, count in ids.items() if count > 1)
        for one in relations:
            target = normpath(join("/", base, one.get("Target", ""))).lstrip("/")
            if one.get("TargetMode") != "External" and target not in archive.namelist():
                yield f"{name} leads to {target}"
        source = join(base, name.rpartition("/")[2].removesuffix(".rels"))
        if source in archive.namelist():
            used = {
                value for key, value in _attributes(archive.read(source)) if key.endswith("/relationships}id")
            }
            yield from (f"{source} uses {one}" for one in used - set(ids))


def _attributes(xml: bytes) -> Iterator[tuple[str, str]]:
    for element in ET.fromstring(xml).iter():
        yield from element.attrib.items()


def _list_disorder(archive: ZipFile) -> Iterator[str]:
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            found = [child.tag.rpartition("}")[2] for child in ET.fromstring(archive.read(name))]
            places = [_SHEET_ORDER.index(one) for one in found]
            if places != sorted(places):
                yield f"{name}: {found}"
