"""The names a workbook gives to cells, after rows were taken out of its sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openpyxl import Workbook

from pipeline.workbook.kept_rows import KeptRows

_RANGE = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'|[^'!,:()]+)!\$?(?P<left>[A-Z]{1,3})\$?(?P<first>[0-9]+)"
    r"(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<last>[0-9]+))?"
)


def cut_names(workbook: Workbook, kept: Mapping[str, KeptRows]) -> None:
    """Leave the names what is left of their cells; those of which nothing is left are dropped."""
    for names in (workbook.defined_names, *(sheet.defined_names for sheet in workbook.worksheets)):
        for name, defined in list(names.items()):
            text = cut_text(defined.attr_text or "", kept)
            if text:
                defined.attr_text = text
            else:
                del names[name]


def cut_text(written: str, kept: Mapping[str, KeptRows]) -> str:
    """The ranges of a name; "" if nothing is left of one of them.

    >>> cut_text("Items!$A$3:$A$9,Lists!$A$1", {"Items": KeptRows(2, (4,), 9)})
    'Items!$A$3:$A$3,Lists!$A$1'
    """
    is_empty = False

    def shrink(found: re.Match[str]) -> str:
        nonlocal is_empty
        title = found["sheet"].strip("'").replace("''", "'")
        if title not in kept:
            return found[0]
        first, last = int(found["first"]), int(found["last"] or found["first"])
        left = kept[title].shrink(first, last)
        is_empty = is_empty or left is None
        if left is None:
            return found[0]
        ending = f":${found['right']}${left[1]}" if found["last"] else ""
        return f"{found['sheet']}!${found['left']}${left[0]}{ending}"

    text = _RANGE.sub(shrink, written)
    return "" if is_empty else text
