"""Reads everything a run is given; finds out about every broken file, not only the first."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.formats.protocol import KEYS_PER_EXPORT, Export, Format, ReadOptions
from pipeline.formats.registry import detect, find_format
from pipeline.policy import Policy, PolicyError, policy_from
from pipeline.problems import InputRefused, Problem, problem
from pipeline.workbook.edit_file import EditFile, read_edits
from schemas.edits import Edits
from schemas.orders import Tables

Tell = Callable[[str], None]
"""Called with a few words at the beginning of each piece of work."""


@dataclass(frozen=True)
class Sources:
    """What to read: export files, edit files, and how."""

    orders: tuple[Path, ...]
    edits: tuple[Path, ...] = ()
    format: str = ""
    mapping: Path | None = None
    currency: str = ""
    policy: Path | None = None


@dataclass(frozen=True)
class Intake:
    """Everything read; keys are unique over all of it."""

    exports: tuple[Export, ...]
    edit_files: tuple[EditFile, ...]
    policy: Policy

    @property
    def tables(self) -> Tables:
        """The orders of all the exports."""
        return Tables.concat([export.tables for export in self.exports])

    @property
    def edits(self) -> Edits:
        """The edits of all the files, in their order."""
        return Edits.concat([edit_file.edits for edit_file in self.edit_files])

    @property
    def problems(self) -> list[Problem]:
        """What the readers noticed."""
        read: list[Export | EditFile] = [*self.exports, *self.edit_files]
        return [found for one in read for found in one.problems]

    @property
    def set_aside(self) -> list[str]:
        """Numbers of orders that stand in an export but cannot be read."""
        return [order_id for export in self.exports for order_id in export.broken_orders]

    @property
    def broken_rows(self) -> list[int]:
        """Edit rows the readers found an error in."""
        return [
            found.row_key
            for edit_file in self.edit_files
            for found in edit_file.problems
            if found.severity == "error" and found.row_key >= 0
        ]


def read_everything(sources: Sources, tell: Tell) -> Intake:
    """All the inputs. Raises `InputRefused` with the problems of every broken one."""
    refused: list[Problem] = []
    exports: list[Export] = []
    for place, files in enumerate(_group_files(sources)):
        tell(f"Reading {files[0].name}")
        try:
            exports.append(_read_export(files, sources, place * KEYS_PER_EXPORT))
        except InputRefused as error:
            refused += [_in_file(found, files[0]) for found in error.problems]
    edit_files: list[EditFile] = []
    for path in sources.edits:
        tell(f"Reading {path.name}")
        try:
            edit_files.append(read_edits(path, sum(one.rows_read for one in edit_files)))
        except InputRefused as error:
            refused += [_in_file(found, path) for found in error.problems]
    try:
        policy = read_policy(sources.policy)
    except InputRefused as error:
        refused += error.problems
    if refused:
        raise InputRefused(refused)
    return Intake(tuple(_name_apart(exports)), tuple(_name_edits_apart(edit_files)), policy)


def _group_files(sources: Sources) -> list[tuple[Path, ...]]:
    """Files that belong together: with a mapping all of them are one export."""
    if sources.mapping is not None:
        return [sources.orders]
    return [(path,) for path in sources.orders]


def _read_export(files: Sequence[Path], sources: Sources, first_key: int) -> Export:
    options = ReadOptions(first_key=first_key, currency=sources.currency, mapping=sources.mapping)
    for path in files:
        if not path.exists():
            raise InputRefused([problem("file-not-found", file=str(path))])
    export_format: Format = (
        find_format(sources.format) if sources.format else detect(files[0], sources.mapping)
    )
    try:
        return export_format.read(files, options)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused([problem("file-unreadable", file=files[0].name, found=reason)]) from error


def _in_file(found: Problem, path: Path) -> Problem:
    return found if found.file else replace(found, file=path.name)


def read_policy(path: Path | None) -> Policy:
    """The policy of a TOML file, or the default one. Raises `InputRefused` (policy-broken)."""
    if path is None:
        return Policy()
    try:
        return policy_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise InputRefused([problem("file-not-found", file=str(path))]) from error
    except (PolicyError, tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputRefused([problem("policy-broken", file=path.name, found=str(error))]) from error


def _name_apart(exports: list[Export]) -> list[Export]:
    """Exports whose files have the same name (in different folders) told apart by a number."""
    seen: dict[str, int] = {}
    named = []
    for export in exports:
        name = export.files[0].name
        seen[name] = seen.get(name, 0) + 1
        named.append(export if seen[name] == 1 else _renamed(export, f" ({seen[name]})"))
    return named


def _renamed(export: Export, suffix: str) -> Export:
    tables = export.tables
    orders = tables.orders.assign(file=tables.orders["file"] + suffix)
    fields = tables.fields.assign(file=tables.fields["file"] + suffix)
    problems = tuple(
        replace(found, file=found.file + suffix) if found.file else found for found in export.problems
    )
    return replace(export, tables=replace(tables, orders=orders, fields=fields), problems=problems)


def _name_edits_apart(edit_files: list[EditFile]) -> list[EditFile]:
    """The same for edit files; `label` is the name their rows carry."""
    seen: dict[str, int] = {}
    named = []
    for edit_file in edit_files:
        name = edit_file.path.name
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            label = f"{name} ({seen[name]})"
            rows = edit_file.edits.rows.assign(file=pd.Series(label, index=edit_file.edits.rows.index))
            problems = tuple(replace(found, file=label) for found in edit_file.problems)
            edits = replace(edit_file.edits, rows=rows.astype({"file": "str"}))
            edit_file = replace(edit_file, edits=edits, problems=problems)  # noqa: PLW2901
        named.append(edit_file)
    return named
