"""Cells of a table by order: texts, numbers, and what is wrong with them.

A cell that cannot be read sets its order aside, with a problem that names the
cell; the other orders are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.formats.tables.layout import Layout, Part
from pipeline.formats.tables.numbers import PROBLEM_CODES, parse_numbers
from pipeline.languages.phrase import phrase
from pipeline.money import Flags, Integers, Parsed
from pipeline.problems import Problem, problem

NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Grouping:
    """Orders in order of appearance, and the records that belong to them.

    `of_record` (orders' table) and `of_line` (lines' table) are positions in
    `ids`, -1 for records of no order; `first` is each order's first record.
    """

    ids: pd.Series
    of_record: Integers
    of_line: Integers
    first: Integers


@dataclass(eq=False)
class Faults:
    """Collects problems and the orders they set aside (positions in the grouping)."""

    ids: pd.Series
    problems: list[Problem] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)

    def add(self, part: Part, record: int, position: int, code: str, **facts: object) -> None:
        """A problem in one record; its order is set aside."""
        order_id = ""
        if position >= 0:
            self.broken.add(position)
            order_id = self.ids.iloc[position]
        place = {"file": part.source.path.name, "sheet": part.sheet, "row": int(part.source.rows[record])}
        self.problems.append(problem(code, **place, order_id=order_id, **facts))


@dataclass(frozen=True, eq=False)
class Cells:
    """The mapped columns of one table as text, and the order of each record."""

    part: Part
    texts: pd.DataFrame
    of_record: Integers
    faults: Faults
    _parsed: dict[str, Parsed] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of records."""
        return len(self.of_record)

    def has(self, name: str) -> bool:
        """Whether the table has the column."""
        return name in self.part.positions

    def text(self, name: str) -> pd.Series:
        """The column's texts without blanks around them; empty ones if there is no such column."""
        if not self.has(name):
            return pd.Series([""], dtype="str").repeat(self.size).reset_index(drop=True)
        return self.texts[name].str.strip()

    def numbers(self, name: str, decimals: int | Integers, limit: int = 10**13) -> Parsed:
        """The column's numbers; cells that are none stand in the faults and count as 0.

        A column is parsed and reported once, with the decimals of the first call.
        """
        if name not in self._parsed:
            self._parsed[name] = self._parse(name, decimals, limit)
        return self._parsed[name]

    def _parse(self, name: str, decimals: int | Integers, limit: int) -> Parsed:
        if not self.has(name):
            nothing = pd.Series(["empty"], dtype="str").repeat(self.size).reset_index(drop=True)
            return Parsed(np.zeros(self.size, dtype=np.int64), nothing)
        parsed = parse_numbers(self.texts[name], decimals, limit)
        is_bad = ~parsed.status.isin(["ok", "empty"]).to_numpy(dtype=bool) & (self.of_record >= 0)
        scale = np.broadcast_to(np.asarray(decimals, dtype=np.int64), (self.size,))
        for record in np.flatnonzero(is_bad).tolist():
            status = str(parsed.status.iloc[record])
            limits = (
                {"expected": phrase("at most {expected} decimals", expected=scale[record])}
                if status == "number-too-precise"
                else {}
            )
            found = str(self.texts[name].iloc[record])
            header = self.part.header(name)
            self.report(record, PROBLEM_CODES[status], column=header, found=found, **limits)
        return parsed

    def report(self, record: int, code: str, **facts: object) -> None:
        """A problem in one record; its order is set aside."""
        self.faults.add(self.part, record, int(self.of_record[record]), code, **facts)


def read_texts(part: Part) -> pd.DataFrame:
    """The mapped columns as text by our names."""
    positions = sorted(set(part.positions.values()))
    columns = part.source.columns(positions)
    return pd.DataFrame(
        {name: columns[position] for name, position in part.positions.items()},
        index=pd.RangeIndex(part.source.size),
    )


def open_cells(layout: Layout) -> tuple[Cells, Cells, Grouping]:
    """The cells of the orders' and of the lines' table, grouped by order.

    Rows without an order number, orders that stand twice in a table of their
    own, and lines of no order are reported.
    """
    order_texts, line_texts = read_texts(layout.orders), read_texts(layout.lines)
    ids = order_texts["order_id"].str.strip()
    codes, different = pd.factorize(ids.where(ids != "", None))
    order_ids = pd.Series(different, dtype="str")
    of_record = codes.astype(np.int64)
    of_line = of_record
    if not layout.is_combined:
        of_line = pd.Index(order_ids).get_indexer(line_texts["order_id"].str.strip()).astype(np.int64)
    grouping = Grouping(order_ids, of_record, of_line, find_first(of_record, of_record >= 0, len(order_ids)))
    faults = Faults(order_ids)
    orders = Cells(layout.orders, order_texts, of_record, faults)
    lines = Cells(layout.lines, line_texts, of_line, faults)
    _report_strays(layout, orders, lines, grouping)
    return orders, lines, grouping


def find_first(of_record: Integers, is_wanted: Flags, size: int) -> Integers:
    """Each order's first wanted record, -1 for none."""
    first = np.full(size, of_record.size, dtype=np.int64)
    records = np.flatnonzero(is_wanted & (of_record >= 0))
    np.minimum.at(first, of_record[records], records)
    return np.where(first == of_record.size, -1, first)


def _report_strays(layout: Layout, orders: Cells, lines: Cells, grouping: Grouping) -> None:
    for cells in [orders] if layout.is_combined else [orders, lines]:
        for record in sorted(cells.part.source.bad_records):
            orders.faults.broken.update({int(cells.of_record[record])} - {-1})
    _report_unnamed(orders, [orders, lines] if layout.is_combined else [orders])
    if layout.is_combined:
        return
    is_repeat = (grouping.of_record >= 0) & (
        np.arange(orders.size) != np.append(grouping.first, -1)[grouping.of_record]
    )
    for record in np.flatnonzero(is_repeat).tolist():
        first = int(orders.part.source.rows[grouping.first[grouping.of_record[record]]])
        orders.report(record, "order-in-two-files", found=phrase("row {row} and this one", row=first))
    stray = lines.texts["order_id"].loc[lines.of_record < 0].str.strip()
    stray = stray.loc[stray != ""]
    for record in stray.drop_duplicates().index.tolist():
        facts = {"order_id": stray[record], "found": phrase("its lines name an order that the orders lack")}
        place = {"file": lines.part.source.path.name, "sheet": lines.part.sheet}
        row = int(lines.part.source.rows[record])
        orders.faults.problems.append(problem("order-incomplete", **place, row=row, **facts))


def _report_unnamed(cells: Cells, parts: Sequence[Cells]) -> None:
    """Rows that hold something but no order number."""
    unnamed = pd.concat([part.texts.loc[cells.of_record < 0] for part in parts], axis="columns")
    for record in unnamed.loc[(unnamed != "").any(axis="columns")].index.tolist():
        cells.report(record, "order-incomplete", found=phrase("the row has no order number"), column="")


def order_texts(cells: Cells, name: str, size: int) -> pd.Series:
    """The column's first text of each order that is not empty."""
    if not cells.has(name) or cells.size == 0:
        return pd.Series([""], dtype="str").repeat(size).reset_index(drop=True)
    texts = cells.texts[name]
    first = find_first(cells.of_record, (texts != "").to_numpy(dtype=bool), size)
    values = texts.iloc[first].reset_index(drop=True).str.strip()
    return values.where(first >= 0, "")


def order_numbers(cells: Cells, name: str, decimals: int | Integers, size: int) -> tuple[Integers, Flags]:
    """The column's number of each order, and whether the order states one.

    Rows of one order that disagree set it aside (`rows-disagree`); empty
    cells agree with everything.
    """
    if not cells.has(name):
        return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    by_record = np.append(np.broadcast_to(decimals, (size,)), 0)[cells.of_record]
    parsed = cells.numbers(name, by_record)
    first = find_first(cells.of_record, parsed.is_ok, size)
    values = np.append(parsed.values, 0)[first]
    expected = np.append(values, 0)[cells.of_record]
    disagrees = parsed.is_ok & (cells.of_record >= 0) & (parsed.values != expected)
    _report_disagreement(cells, name, np.flatnonzero(disagrees).tolist(), first)
    return values, first >= 0


def _report_disagreement(cells: Cells, name: str, records: Sequence[int], first: Integers) -> None:
    texts = cells.text(name)
    for record in records:
        earlier = texts.iloc[int(first[cells.of_record[record]])]
        cells.report(
            record,
            "rows-disagree",
            column=cells.part.header(name),
            found=str(texts.iloc[record]),
            expected=str(earlier),
        )
