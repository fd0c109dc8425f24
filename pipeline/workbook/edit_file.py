"""The door for edits: one file, whatever its form, becomes `schemas.edits.Edits`.

The form is told from the content, not from the file's name. What is broken
as a whole is `InputRefused` with what it is instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.problems import Problem, refuse
from pipeline.workbook.collector import Collector
from pipeline.workbook.file_kind import JSON, XLSX, find_kind
from pipeline.workbook.read_csv import read_csv_tables
from pipeline.workbook.read_json import read_json_tables
from pipeline.workbook.read_rows import collect
from pipeline.workbook.read_xlsx import read_xlsx
from schemas.edits import Edits
from schemas.kept import UndoRow


@dataclass(frozen=True)
class EditFile:
    """One file of edits as read.

    Every filled row is a row of `edits.rows` (there are `rows_read` of them),
    with keys counted up from the `first_row_key` given; problems of a row
    carry its key. `undo` are the rows of an `undo.xlsx`, by key.
    """

    path: Path
    edits: Edits
    problems: tuple[Problem, ...]
    rows_read: int
    undo: Mapping[int, UndoRow] = field(default_factory=dict)


def read_edits(path: Path, first_row_key: int) -> EditFile:
    """The edits of a workbook, CSV or JSON file. Raises `InputRefused` for a file broken as a whole."""
    try:
        collector = _collect(path, first_row_key)
    except OSError as error:
        code = "file-not-found" if isinstance(error, FileNotFoundError) else "file-unreadable"
        raise refuse(code, file=path.name, found=error.strerror or str(error)) from error
    return EditFile(path, collector.edits(), tuple(collector.problems), len(collector.rows), collector.undo)


def _collect(path: Path, first_row_key: int) -> Collector:
    kind = find_kind(path)
    if kind == XLSX:
        return read_xlsx(path, first_row_key)
    if kind == JSON:
        return collect(read_json_tables(path), path.name, first_row_key)
    return collect(read_csv_tables(path), path.name, first_row_key)
