"""Reads edits from CSV and JSON: the long form, or rows like those of a sheet.

A file gives one or several `TextTable`s: what is written in it, row by row,
and the header row understood. `collect` turns them into edits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.problems import InputRefused
from pipeline.workbook.cells import Cell, Row
from pipeline.workbook.collector import Collector
from pipeline.workbook.layout import Layout, layout_problems, read_layout, repeated_columns
from pipeline.workbook.tables import read_table


@dataclass(frozen=True)
class TextTable:
    """One table of a text file.

    `name` is the sheet it would be in a workbook. `header` is its header row
    (number 0 in JSON, where keys are the headers), `above` the rows before
    it, `rows` those below. `has_own_headers`: each row names only the columns
    it has, as a JSON object does. `place` is the sheet named in problems, ""
    for a text file.
    """

    name: str
    header: Row
    rows: list[Row]
    layout: Layout
    above: tuple[Row, ...] = ()
    has_own_headers: bool = False
    place: str = ""


def collect(tables: Iterable[TextTable], file: str, first_row_key: int) -> Collector:
    """The edits of the tables with their problems; a repeated column is `InputRefused`."""
    collector = Collector(file, first_row_key)
    for table in tables:
        collector.report_all(layout_problems(table.layout), "")
        if table.has_own_headers:
            _collect_objects(collector, table)
        else:
            _refuse_repeated(table.layout, file)
            read_table(collector, table.layout, "", table.rows)
    return collector


def _collect_objects(collector: Collector, table: TextTable) -> None:
    """Objects may spell their keys differently: each set of keys has a layout of its own."""
    layouts: dict[frozenset[int], Layout] = {}
    for row in table.rows:
        keys = frozenset(row.cells)
        if keys not in layouts:
            titles = {position: table.header.cells[position] for position in sorted(keys)}
            layouts[keys] = read_layout(Row(0, titles), table.layout.target)
            _refuse_repeated(replace(layouts[keys], header_row=row.number), collector.file)
        read_table(collector, layouts[keys], "", [row])


def _refuse_repeated(layout: Layout, file: str) -> None:
    repeated = repeated_columns(layout)
    if repeated:
        raise InputRefused([replace(found, file=file) for found in repeated])


def header_cells(titles: Iterable[str], row: int) -> Row:
    """A header row of these titles."""
    return Row(row, {position: Cell(title) for position, title in enumerate(titles, start=1)})
