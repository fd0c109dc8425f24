"""Reads the edits of a JSON file: a list of objects, {"edits": […]} or {"items": […], …}.

Numbers keep the digits they are written with; null is empty; a row is the
n-th object of the file, over all its lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.languages.phrase import listed, phrase, said_by
from pipeline.problems import InputRefused, refuse
from pipeline.workbook import cells as kinds
from pipeline.workbook.cells import Cell, Row, number_text, text_cell
from pipeline.workbook.decode_text import decode_text
from pipeline.workbook.headers import is_edits_sheet, read_long_header, sheet_target
from pipeline.workbook.layout import LONG_FORM, Layout, find_layout, missing_order, read_layout
from pipeline.workbook.read_rows import TextTable, header_cells
from pipeline.workbook.suggestions import suggest_sheet
from schemas.edits import SHEETS

_LONGEST_SHOWN = 60


class _NumberText(str):
    """A JSON number as written."""

    __slots__ = ()


def read_json_tables(path: Path) -> list[TextTable]:
    """The file's tables. Anything that is not one of the three forms is `InputRefused`."""
    lists = _lists_of(_parse(path), path.name)
    tables = []
    row = 0
    for name, entries in lists:
        if not all(isinstance(entry, dict) for entry in entries):
            raise refuse("json-broken", file=path.name, found=_not_objects(name))
        if entries:
            tables.append(_read_table(name, entries, row, path.name))
        row += len(entries)
    return tables


def _not_objects(name: str) -> str:
    return phrase("{list} holds more than objects", list=name or phrase("the list"))


def read_entries(entries: list[dict[str, Any]], file: str) -> list[TextTable]:
    """Edits given as objects, long form or like the rows of a sheet; `file` names them in problems."""
    return [_read_table("", entries, 0, file)] if entries else []


def _parse(path: Path) -> Any:
    text = decode_text(path.read_bytes(), path.name)
    try:
        parsed = json.loads(
            text,
            parse_int=_NumberText,
            parse_float=_NumberText,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_of,
        )
        json.dumps(parsed, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        found = phrase(
            "{what} in line {line}, column {column}", what=error.msg, line=error.lineno, column=error.colno
        )
        raise refuse("json-broken", file=path.name, row=error.lineno, found=found) from error
    except UnicodeEncodeError as error:
        raise refuse("json-broken", file=path.name, found=phrase("it holds half a character")) from error
    except RecursionError as error:
        raise refuse("json-broken", file=path.name, found=phrase("it is nested too deeply")) from error
    except ValueError as error:
        raise refuse("json-broken", file=path.name, found=said_by(error)) from error
    return parsed


def _refuse_constant(name: str) -> Any:
    raise ValueError(phrase("{value} is not a number", value=name))


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(phrase("{name} stands twice in one object", name=repeated))
    return found


def _lists_of(parsed: Any, file: str) -> list[tuple[str, list[Any]]]:
    """The lists of edits with the names they stand under; the bare list has none."""
    if isinstance(parsed, list):
        return [("", parsed)]
    known = [name for name in parsed if sheet_target(name) or is_edits_sheet(name)]
    if not known or len(known) < len(parsed):
        unknown = next((name for name in parsed if name not in known), phrase("an empty object"))
        raise refuse(
            "no-edits-sheet",
            file=file,
            hint=listed([phrase("Found: {name}.", name=unknown), suggest_sheet(unknown)], " "),
        )
    return [(name, _as_list(parsed[name])) for name in known]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _read_table(name: str, entries: list[dict[str, Any]], rows_before: int, file: str) -> TextTable:
    titles = list(dict.fromkeys(key for entry in entries for key in entry))
    header = header_cells(titles, 0)
    position = {title: column for column, title in enumerate(titles, start=1)}
    rows = [
        Row(number, dict(_cells_of(entry, position)))
        for number, entry in enumerate(entries, start=rows_before + 1)
    ]
    layout = _layout_of(name, header)
    if layout is None or not layout.names_orders:
        found = missing_order([header], sheet_target(name) or LONG_FORM)
        raise InputRefused([replace(found, file=file, row=0)])
    title = SHEETS.get(layout.target, "Edits") if name else "Edits"
    return TextTable(title, header, [row for row in rows if row.cells], layout, has_own_headers=True)


def _layout_of(name: str, header: Row) -> Layout | None:
    target = sheet_target(name)
    return read_layout(header, target) if target else find_layout(header)


def _cells_of(entry: dict[str, Any], position: dict[str, int]) -> Iterator[tuple[int, Cell]]:
    for key, value in entry.items():
        cell = _cell_of(key, value)
        if cell.text:
            yield position[key], cell


def _cell_of(key: str, value: Any) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, _NumberText):
        return Cell(_digits(value), "", kinds.NUMBER)
    if isinstance(value, str):
        return text_cell(value, "")
    header = read_long_header(key)
    if isinstance(value, dict) and header is not None and header.role == "value" and _is_flat(value):
        return Cell("; ".join(f"{name}={_quoted(inner)}" for name, inner in value.items()))
    return Cell(json.dumps(value, ensure_ascii=False)[:_LONGEST_SHOWN], "", kinds.NESTED)


def _digits(number: str) -> str:
    return (number_text(number) or str(number)) if "e" in number.lower() else str(number)


def _is_flat(value: dict[str, Any]) -> bool:
    return not any(isinstance(inner, dict | list) for inner in value.values())


def _quoted(inner: Any) -> str:
    text = _cell_of("", inner).text
    return '"' + text.replace('"', '""') + '"'
