"""Opens and writes the files tables stand in: delimited text, Excel workbooks, Parquet.

Text keeps every byte that does not change; a workbook or Parquet file without
changes is copied byte for byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipeline.formats.tables.layout import TableSource
from pipeline.formats.tables.parquet import ParquetTable, read_parquet, write_parquet
from pipeline.formats.tables.workbook import SheetTable, read_sheets, write_sheets
from pipeline.formats.text.delimited import Delimited, Rewrite, read_delimited, write_delimited
from pipeline.problems import refuse

WORKBOOKS = (".xlsx", ".xlsm")
PARQUETS = (".parquet", ".pq")


@dataclass(frozen=True)
class TablePlace:
    """A table to open: a file and, in a workbook, a sheet ("" = the first)."""

    path: Path
    sheet: str = ""


def open_tables(places: Sequence[TablePlace]) -> list[TableSource]:
    """The tables of these places; equal places give the same table, opened once.

    Refused as the file's kind has it: file-not-found, file-empty, …
    """
    opened: dict[TablePlace, TableSource] = {}
    for place in dict.fromkeys(places):
        if not place.path.is_file():
            raise refuse("file-not-found", file=str(place.path))
        if place.path.stat().st_size == 0:
            raise refuse("file-empty", file=place.path.name)
        if place.path.suffix.lower() in WORKBOOKS:
            continue
        if place.path.suffix.lower() in PARQUETS:
            opened[place] = read_parquet(place.path)
        else:
            opened[place] = read_delimited(place.path)
    for path in dict.fromkeys(place.path for place in places if place not in opened):
        sheets = list(dict.fromkeys(place.sheet for place in places if place.path == path))
        for sheet, table in zip(sheets, read_sheets(path, sheets), strict=True):
            opened[TablePlace(path, sheet)] = table
    return [opened[place] for place in places]


def write_tables(rewrites: Sequence[tuple[TableSource, Rewrite]], destinations: Mapping[Path, Path]) -> None:
    """Write each source's file, with its rewrite done, to the destination of its path."""
    for path, destination in destinations.items():
        of_file = [(source, rewrite) for source, rewrite in rewrites if source.path == path]
        source, rewrite = of_file[0]
        if isinstance(source, Delimited):
            write_delimited(source, rewrite, destination)
        elif all(_is_empty(changes) for _, changes in of_file):
            shutil.copyfile(path, destination)
        elif isinstance(source, ParquetTable):
            write_parquet(source, rewrite, destination)
        else:
            write_sheets([(cast(SheetTable, table), changes) for table, changes in of_file], destination)


def _is_empty(rewrite: Rewrite) -> bool:
    return not (rewrite.replaced or rewrite.deleted or rewrite.added)
