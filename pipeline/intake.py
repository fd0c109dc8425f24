"""Reads everything a run is given; finds out about every broken file, not only the first."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.formats.protocol import KEYS_PER_EXPORT, Export, Format, ReadOptions
from pipeline.formats.registry import detect, find_format, is_surely_export
from pipeline.languages.phrase import phrase, said_by
from pipeline.messages import Templates, read_templates
from pipeline.policy import Policy, PolicyError, policy_from
from pipeline.problems import InputRefused, Problem, problem, with_facts
from pipeline.workbook.edit_file import EditFile, read_edits
from pipeline.workbook.file_kind import XLSX, find_kind
from schemas.edits import Edits
from schemas.orders import Tables

Tell = Callable[[str], None]
"""Called with a phrase at the beginning of each piece of work."""


@dataclass(frozen=True)
class Sources:
    """What to read: export files, edit files, and how."""

    orders: tuple[Path, ...]
    edits: tuple[Path, ...] = ()
    format: str = ""
    mapping: Path | None = None
    currency: str = ""
    policy: Path | None = None
    messages: Path | None = None
    """A folder with templates of messages to customers."""


@dataclass(frozen=True)
class Intake:
    """Everything read; keys are unique over all of it."""

    exports: tuple[Export, ...]
    edit_files: tuple[EditFile, ...]
    policy: Policy
    templates: Templates | None = None

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
    refused = _find_bad_paths(sources)
    bad = set(refused)
    problems = list(refused.values())
    exports: list[Export] = []
    for place, files in enumerate(group_files(sources)):
        tell(phrase("Reading {file}", file=files[0].name))
        with _gathered(problems, files[0]):
            if bad.isdisjoint([*files, sources.mapping]):
                exports.append(_read_export(files, sources, place * KEYS_PER_EXPORT))
    edit_files: list[EditFile] = []
    for path in sources.edits:
        tell(phrase("Reading {file}", file=path.name))
        with _gathered(problems, path):
            if path not in bad:
                edit_files.append(_read_edits(path, sum(one.rows_read for one in edit_files)))
    policy, templates = Policy(), None
    with _gathered(problems, sources.policy):
        policy = read_policy(sources.policy) if sources.policy not in bad else policy
    with _gathered(problems, sources.messages):
        templates = read_templates(sources.messages) if sources.messages is not None else None
    if problems:
        raise InputRefused(problems)
    return Intake(tuple(_name_apart(exports)), tuple(_name_edits_apart(edit_files)), policy, templates)


@contextmanager
def _gathered(problems: list[Problem], path: Path | None) -> Iterator[None]:
    """Add the problems of a refused file to the others and go on."""
    try:
        yield
    except InputRefused as error:
        problems += [_in_file(found, path) for found in error.problems]


def _find_bad_paths(sources: Sources) -> dict[Path, Problem]:
    """What can be said of the files without opening them: missing, no file at all, given twice."""
    settings = [path for path in (sources.mapping, sources.policy) if path is not None]
    seen: set[Path] = set()
    found = {path: _find_bad_path(path, seen) for path in (*sources.orders, *sources.edits)}
    found |= {path: _find_bad_path(path, set()) for path in settings}
    return {path: bad for path, bad in found.items() if bad is not None}


def _find_bad_path(path: Path, seen: set[Path]) -> Problem | None:
    """The problem of one path; what it leads to is added to those seen."""
    shown = str(path).encode(errors="replace").decode()
    if shown != str(path):
        return problem("file-unreadable", file=shown, found=phrase("its name is not valid text; rename it"))
    try:
        real = path.resolve()
        if not path.exists():
            return problem("file-not-found", file=str(path))
        if path.is_dir():
            return problem("file-unreadable", file=str(path), found=phrase("it is a folder"))
        if not path.is_file():
            return problem(
                "file-unreadable", file=str(path), found=phrase("it is not a file but a device or a pipe")
            )
    except (OSError, ValueError) as error:  # a folder that may not be looked into, a name that cannot be
        return problem("file-unreadable", file=str(path), found=getattr(error, "strerror", "") or str(error))
    is_double = real in seen
    seen.add(real)
    return problem("file-twice", file=str(path)) if is_double else None


def group_files(sources: Sources) -> list[tuple[Path, ...]]:
    """Files that belong together: with a mapping all of them are one export."""
    if sources.mapping is not None:
        return [sources.orders]
    return [(path,) for path in sources.orders]


def _read_export(files: Sequence[Path], sources: Sources, first_key: int) -> Export:
    options = ReadOptions(first_key=first_key, currency=sources.currency, mapping=sources.mapping)
    export_format = find_format(sources.format) if sources.format else _detect(files[0], sources.mapping)
    try:
        export = export_format.read(files, options)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputRefused([problem("file-unreadable", file=files[0].name, found=reason)]) from error
    if len(export.tables.orders) or export.broken_orders:
        return export
    return replace(export, problems=(*export.problems, problem("no-orders", file=files[0].name)))


def _detect(path: Path, mapping: Path | None) -> Format:
    try:
        return detect(path, mapping)
    except InputRefused as error:
        (unknown,) = error.problems
        raise InputRefused([_explain_unknown(path, unknown)]) from error


def _explain_unknown(path: Path, unknown: Problem) -> Problem:
    """Say what a file is that no format knows: edits, a locked workbook, a PDF …"""
    if unknown.code != "format-unknown":
        return unknown
    try:
        if find_kind(path) == XLSX:
            unknown = with_facts(unknown, found=phrase("it is a workbook"))
        edit_file = read_edits(path, 0)
    except InputRefused as error:
        first = error.problems[0]
        if first.code == "not-a-workbook":
            return with_facts(unknown, found=first.found)
        return first if first.code == "workbook-encrypted" else unknown
    is_strange = any(found.code == "column-unknown" for found in edit_file.problems)
    return unknown if is_strange or not edit_file.rows_read else problem("edits-as-export", file=path.name)


def _read_edits(path: Path, first_row_key: int) -> EditFile:
    try:
        is_export = is_surely_export(path)
    except InputRefused:
        is_export = False  # what is wrong with it the reader of edits says better
    if is_export:
        raise InputRefused([problem("export-as-edits", file=path.name)])
    edit_file = read_edits(path, first_row_key)
    if edit_file.rows_read:
        return edit_file
    return replace(edit_file, problems=(*edit_file.problems, problem("no-edits", file=path.name)))


def _in_file(found: Problem, path: Path | None) -> Problem:
    return found if found.file or path is None else replace(found, file=path.name)


def read_policy(path: Path | None) -> Policy:
    """The policy of a TOML file, or the default one. Raises `InputRefused` (policy-broken)."""
    if path is None:
        return Policy()
    try:
        return policy_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise InputRefused([problem("file-not-found", file=str(path))]) from error
    except (PolicyError, tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputRefused([problem("policy-broken", file=path.name, found=said_by(error))]) from error


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
