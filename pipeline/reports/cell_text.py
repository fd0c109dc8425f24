"""Text as spreadsheet programs must receive it: never run, never changed.

A cell that begins like a formula would be calculated when the file is
opened; so would a hidden command in a customer's name.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
LONGEST_CELL = 32_767
"""Characters a cell of a workbook can hold."""

_RUNS = re.compile(rf"\s*[{re.escape(FORMULA_STARTS)}]")
_NEEDS_CARE = re.compile("[\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would run the text instead of showing it.

    >>> [is_formula_like(text) for text in ("=1+1", " @SUM(A1)", "-5 %", "\\tx", "A=1", "")]
    [True, True, True, True, False, False]
    """
    return _RUNS.match(text) is not None


def neutralise(text: str) -> str:
    """The text for a CSV cell: with an apostrophe before it if it would run.

    >>> neutralise("=1+1"), neutralise("Müller")
    ("'=1+1", 'Müller')
    """
    return "'" + text if is_formula_like(text) else text


def to_xml(text: str) -> str:
    """The text for a workbook's XML, read back by Excel as exactly the same.

    Characters XML cannot hold are spelled `_x0001_`, as the format has it;
    what merely looks so is protected. Longer than a cell can hold is cut, and
    says so.

    >>> to_xml("Beer & Söhne"), to_xml("a\\rb"), to_xml("_x0041_")
    ('Beer &amp; Söhne', 'a_x000D_b', '_x005F_x0041_')
    """
    if len(text) > LONGEST_CELL:
        remark = f" … (cut: {len(text)} characters)"
        text = text[: LONGEST_CELL - len(remark)] + remark
    if _NEEDS_CARE.search(text) is None:
        return text
    protected = _LOOKS_ESCAPED.sub("_x005F_", text)
    return escape(_NOT_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", protected))
