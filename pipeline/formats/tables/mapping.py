"""Reads the mapping file that says what the columns of a user's own tables mean."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pipeline.formats.tables.files import TablePlace, open_tables
from pipeline.formats.tables.layout import (
    LINE_COLUMNS,
    LINE_DISCOUNTS,
    ORDER_COLUMNS,
    Layout,
    Meaning,
    Part,
    TableSource,
)
from pipeline.languages.phrase import phrase, said_by
from pipeline.problems import InputRefused, Problem, near, problem, refuse, say_unknown
from schemas.orders import PAYMENT_STATES

_TOP_KEYS = ("format", "platform", "currency", "orders", "lines", "meaning", "status")
_TABLE_KEYS = ("file", "sheet", "columns")
_MEANING_KEYS = ("prices_include_tax", "payment_state", "charges_are_taxed")


@dataclass(frozen=True)
class MappedTable:
    """One table of the mapping: its file (a name or a pattern), sheet and columns."""

    file: str
    sheet: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class TableMapping:
    """A mapping file as read and checked."""

    path: Path
    orders: MappedTable
    lines: MappedTable
    meaning: Meaning


@dataclass
class _Checked:
    """Collects what is wrong with a mapping, so that all of it is said at once."""

    file: str
    found: list[str] = field(default_factory=list)

    def keys(self, where: str, given: Iterable[str], known: Sequence[str]) -> None:
        for name in given:
            if name not in known:
                hint = near(name, known)
                self.found.append(say_unknown(f"{where}{name}", hint))

    def table(self, where: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.found.append(phrase("{setting} is not a table", setting=where))
            return {}
        return value

    def texts(self, where: str, table: Mapping[str, Any]) -> dict[str, str]:
        self.found += [
            phrase("{setting} is not a text", setting=f"{where}{name}")
            for name, value in table.items()
            if not _is_text(value)
        ]
        return {name: value for name, value in table.items() if _is_text(value)}

    def choice(self, where: str, value: object, choices: Sequence[object]) -> None:
        if value not in choices:
            words = ", ".join(str(choice) for choice in choices)
            self.found.append(
                phrase("{setting} is {value}, not one of {words}", setting=where, value=value, words=words)
            )

    def problems(self) -> list[Problem]:
        return [problem("mapping-broken", file=self.file, found=found) for found in self.found]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def is_mapping(head: bytes) -> bool:
    """Whether a file with these first bytes is a mapping of this format. Never raises."""
    try:
        content = tomllib.loads(head.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return False
    return content.get("format") == "tables"


def read_mapping(path: Path) -> TableMapping:
    """The mapping. Refused: file-not-found, mapping-broken (each of its mistakes)."""
    if not path.is_file():
        raise refuse("file-not-found", file=str(path))
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise refuse("mapping-broken", file=path.name, found=said_by(error)) from error
    checked = _Checked(path.name)
    checked.keys("", content, _TOP_KEYS)
    checked.choice("format", content.get("format", "tables"), ["tables"])
    orders = _read_table(checked, "orders", content, ORDER_COLUMNS)
    lines = _read_table(checked, "lines", content, LINE_COLUMNS)
    meaning = _read_meaning(checked, content)
    if lines.file in {"", orders.file}:
        lines = replace(lines, columns={"order_id": orders.columns.get("order_id", ""), **lines.columns})
    _check_columns(checked, orders, lines)
    if checked.found:
        raise InputRefused(checked.problems())
    return TableMapping(path, orders, lines, meaning)


def _read_table(
    checked: _Checked, name: str, content: Mapping[str, Any], known: Sequence[str]
) -> MappedTable:
    table = checked.table(f"[{name}]", content.get(name, {}))
    checked.keys(f"{name}.", table, _TABLE_KEYS)
    columns = checked.table(f"[{name}.columns]", table.get("columns", {}))
    checked.keys(f"{name}.columns.", columns, known)
    places = checked.texts(f"{name}.", {key: table[key] for key in ("file", "sheet") if key in table})
    headers = checked.texts(f"{name}.columns.", columns)
    return MappedTable(places.get("file", ""), places.get("sheet", ""), headers)


def _check_columns(checked: _Checked, orders: MappedTable, lines: MappedTable) -> None:
    if not orders.file:
        checked.found.append(phrase("{setting} is missing", setting="orders.file"))
    needed = [("orders", orders, ("order_id",)), ("lines", lines, ("order_id", "price", "quantity"))]
    for name, table, columns in needed:
        checked.found += [
            phrase("{setting} is missing", setting=f"{name}.columns.{column}")
            for column in columns
            if column not in table.columns
        ]
    if len(set(LINE_DISCOUNTS) & set(lines.columns)) > 1:
        checked.found.append(phrase("lines.columns names more than one column of line discounts"))


def _read_meaning(checked: _Checked, content: Mapping[str, Any]) -> Meaning:
    given = checked.table("[meaning]", content.get("meaning", {}))
    checked.keys("meaning.", given, _MEANING_KEYS)
    inside = given.get("prices_include_tax", "")
    state = given.get("payment_state", "unknown")
    are_taxed = given.get("charges_are_taxed", True)
    checked.choice("meaning.prices_include_tax", inside, [True, False, ""])
    checked.choice("meaning.payment_state", state, PAYMENT_STATES)
    checked.choice("meaning.charges_are_taxed", are_taxed, [True, False])
    words = checked.texts("status.", checked.table("[status]", content.get("status", {})))
    for word, meant in words.items():
        checked.choice(f"status.{word}", meant, PAYMENT_STATES)
    named = checked.texts("", {name: content[name] for name in ("platform", "currency") if name in content})
    currency = named.get("currency", "").upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):  # noqa: PLR2004
        checked.found.append(phrase("currency is {code}, not a code of three letters", code=currency))
    return Meaning(
        platform=named.get("platform", "tables"),
        currency=currency,
        tax_mode={True: "included", False: "on_top"}.get(inside, ""),
        payment_state=state,
        status_words=words,
        are_charges_taxed=are_taxed,
    )


def open_mapped(mapping: TableMapping, given: Sequence[Path]) -> Layout:
    """The tables of the mapping: the given files matched by name, else those beside it.

    Refused: file-not-found, column-missing, and what the files' kinds refuse.
    """
    place = TablePlace(_find_orders_file(mapping, given), mapping.orders.sheet)
    path, sheet = place.path, mapping.lines.sheet or place.sheet
    if mapping.lines.file not in {"", mapping.orders.file}:
        path, sheet = _find_file(mapping, mapping.lines.file, given), mapping.lines.sheet
    orders, lines = open_tables([place, TablePlace(path, sheet)])
    parts = [_make_part(orders, mapping.orders), _make_part(lines, mapping.lines)]
    return Layout(parts[0], parts[1], mapping.meaning)


def _find_orders_file(mapping: TableMapping, given: Sequence[Path]) -> Path:
    """The orders' file; a single given file is it under any name that is not the lines'."""
    patterns = [Path(table.file).name for table in (mapping.orders, mapping.lines)]
    is_named = any(fnmatch(path.name, pattern) for path in given for pattern in patterns)
    return given[0] if len(given) == 1 and not is_named else _find_file(mapping, mapping.orders.file, given)


def _find_file(mapping: TableMapping, name: str, given: Sequence[Path]) -> Path:
    """A given file of that name or pattern, else one beside it or beside the mapping."""
    pattern = Path(name).name
    for path in given:
        if fnmatch(path.name, pattern):
            return path
    folders = [*dict.fromkeys(path.parent for path in given), (mapping.path.parent / name).parent]
    for folder in folders:
        found = sorted(path for path in folder.glob(pattern) if path.is_file())
        if len(found) > 1:
            names = ", ".join(path.name for path in found)
            raise refuse(
                "mapping-broken",
                file=mapping.path.name,
                found=phrase("{pattern} fits {names}", pattern=name, names=names),
            )
        if found:
            return found[0]
    raise refuse("file-not-found", file=str(mapping.path.parent / name))


def _make_part(source: TableSource, table: MappedTable) -> Part:
    """The table with its columns found by header; the first of equal headers counts."""
    sheet = str(getattr(source, "sheet", ""))
    positions: dict[str, int] = {}
    missing: list[Problem] = []
    for name, header in table.columns.items():
        if header in source.names:
            positions[name] = source.names.index(header)
            continue
        hint = near(header, source.names)
        place = {"file": source.path.name, "sheet": sheet, "column": header}
        missing.append(
            problem(
                "column-missing", **place, hint=phrase("Near to it: {names}.", names=hint) if hint else ""
            )
        )
    if missing:
        raise InputRefused(missing)
    return Part(source, positions, sheet)
