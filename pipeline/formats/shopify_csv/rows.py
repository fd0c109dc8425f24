"""Rows of a Shopify orders CSV: which belong to which order, and their numbers.

Whatever cannot be read is remembered with its place; it sets its order aside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.formats.shopify_csv.columns import HEAD_COLUMNS, LINE_COLUMNS, Layout, cell_name
from pipeline.formats.text.delimited import Delimited
from pipeline.languages.phrase import phrase
from pipeline.money import Flags, Integers, Parsed, parse_plain
from pipeline.problems import Problem, problem
from schemas.columns import MAX_AMOUNT_MINOR

_CODES = {
    "empty": "value-missing",
    "bad-number": "bad-amount",
    "number-too-precise": "amount-too-precise",
    "number-out-of-range": "amount-too-large",
}


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one kind (heads of orders, or lines): their cells and their places.

    `records` are positions in the file, `orders` the number of each row's
    order (0 … in order of appearance).
    """

    source: Delimited
    layout: Layout
    order_ids: pd.Series  # by number of the order
    records: Integers
    orders: Integers
    texts: pd.DataFrame  # columns by their folded names; not all of them

    def text(self, column: str) -> pd.Series:
        """The column's cells; empty text where the export lacks the column."""
        if column in self.texts.columns:
            return self.texts[column]
        return pd.Series([""] * len(self.records), dtype="str")

    def place(self, row: int, column: str) -> dict[str, object]:
        """Where that cell stands and whose it is, as facts for a problem."""
        excel_row = int(self.source.rows[self.records[row]])
        return {
            "file": self.source.path.name,
            "row": excel_row,
            "column": self.layout.spelled(column),
            "cell": cell_name(self.layout.positions[column], excel_row),
            "order_id": str(self.order_ids.iloc[self.orders[row]]),
        }


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers: 0 where not given or not readable; what was wrong, by order."""

    values: Integers
    is_given: Flags
    problems: tuple[Problem, ...]
    broken: frozenset[int]


@dataclass(frozen=True, eq=False)
class Grouped:
    """The export's rows, grouped: as they stand in the file."""

    heads: Rows
    lines: Rows
    problems: tuple[Problem, ...]
    broken: frozenset[int]


def read_numbers(
    rows: Rows,
    column: str,
    decimals: int | Integers,
    *,
    limit: int = MAX_AMOUNT_MINOR,
    is_needed: bool = False,
    is_positive: bool = False,
) -> Numbers:
    """The column as whole numbers of 10^-decimals, with a problem for each bad cell."""
    texts = rows.text(column)
    parsed = parse_plain(texts, decimals, limit)
    status = parsed.status.where(~_is_below_zero(parsed, is_positive=is_positive), "bad-number")
    is_bad = ~status.isin(["ok"] if is_needed else ["ok", "empty"]).to_numpy(dtype=bool)
    found = np.flatnonzero(is_bad).tolist()
    problems = tuple(
        problem(
            _CODES[str(status.iloc[row])],
            found=str(texts.iloc[row]),
            expected=str(_allowed_decimals(decimals, row)),
            **rows.place(row, column),
        )
        for row in found
    )
    is_given = (status == "ok").to_numpy(dtype=bool)
    values: Integers = np.where(is_given, parsed.values, 0).astype(np.int64)
    return Numbers(values, is_given, problems, frozenset(rows.orders[found].tolist()))


def group_rows(source: Delimited, layout: Layout, head_columns: Iterable[str]) -> Grouped:
    """The rows by order; orders without a head, or with two, are broken."""
    first_columns = ["name", *HEAD_COLUMNS, *LINE_COLUMNS]
    texts = _read_texts(source, layout, first_columns)
    names = texts["name"].str.strip()
    is_named = (names != "").to_numpy(dtype=bool)
    numbers, unique = pd.factorize(names[is_named])
    orders = np.full(source.size, -1, dtype=np.int64)
    orders[is_named] = numbers
    order_ids = pd.Series(unique, dtype="str")
    is_head = is_named & _is_any_filled(texts, HEAD_COLUMNS)
    is_line = is_named & _is_any_filled(texts, LINE_COLUMNS[:4])

    def rows(is_chosen: Flags, texts: pd.DataFrame) -> Rows:
        return Rows(source, layout, order_ids, np.flatnonzero(is_chosen), orders[is_chosen], texts)

    all_heads = rows(is_head, texts.iloc[:0])
    problems, broken = _check_heads(all_heads)
    is_first = is_head.copy()
    is_first[np.flatnonzero(is_head)[pd.Series(all_heads.orders).duplicated().to_numpy(dtype=bool)]] = False
    lines = rows(is_line, texts.loc[is_line].reset_index(drop=True))
    return Grouped(
        rows(is_first, _read_texts(source, layout, head_columns, is_first)),
        lines,
        (
            *_name_orders(source, orders, order_ids),
            *_nameless_rows(source, ~is_named & _is_any_filled(texts, first_columns)),
            *problems,
        ),
        broken | frozenset(orders[sorted(source.bad_records)].tolist()) - {-1},
    )


def _read_texts(
    source: Delimited, layout: Layout, columns: Iterable[str], only: Flags | None = None
) -> pd.DataFrame:
    wanted = {column: layout.positions[column] for column in columns if layout.has(column)}
    read = source.columns(list(wanted.values()), only)
    return pd.DataFrame({column: read[position] for column, position in wanted.items()})


def _is_any_filled(texts: pd.DataFrame, columns: Iterable[str]) -> Flags:
    filled = np.zeros(len(texts), dtype=bool)
    for column in columns:
        if column in texts.columns:
            filled = filled | (texts[column] != "").to_numpy(dtype=bool)
    return filled


def _check_heads(heads: Rows) -> tuple[list[Problem], frozenset[int]]:
    """Each order has one row with its order-level values."""
    counts = np.bincount(heads.orders, minlength=len(heads.order_ids))
    wrong = np.flatnonzero(counts != 1)
    is_wrong = np.isin(heads.orders, wrong)
    excel_rows = pd.Series(heads.source.rows[heads.records[is_wrong]], dtype="str")
    places = excel_rows.groupby(heads.orders[is_wrong]).agg(", ".join).to_dict()
    problems = [
        problem(
            "order-in-two-files" if order in places else "order-incomplete",
            file=heads.source.path.name,
            order_id=str(heads.order_ids.iloc[order]),
            row=int(places.get(order, "0").rpartition(", ")[2]),
            found=phrase("rows {rows}", rows=places[order])
            if order in places
            else phrase("its first row is missing"),
        )
        for order in wrong.tolist()
    ]
    return problems, frozenset(wrong.tolist())


def _name_orders(source: Delimited, orders: Integers, order_ids: pd.Series) -> list[Problem]:
    """The file's own problems with the orders their rows belong to."""
    names = {
        int(source.rows[record]): str(order_ids.iloc[orders[record]])
        for record in source.bad_records
        if orders[record] >= 0
    }
    return [replace(found, order_id=names.get(found.row, "")) for found in source.problems]


def _nameless_rows(source: Delimited, is_nameless: Flags) -> list[Problem]:
    return [
        problem("order-missing", file=source.path.name, row=row, column="Name")
        for row in source.rows[is_nameless].tolist()
    ]


def _is_below_zero(parsed: Parsed, *, is_positive: bool) -> Flags:
    is_below: Flags = (parsed.values < 0) & is_positive
    return is_below


def _allowed_decimals(decimals: int | Integers, row: int) -> int:
    return decimals if isinstance(decimals, int) else int(decimals[row])


def keep_whole_orders(grouped: Grouped, broken: frozenset[int]) -> Grouped:
    """Without the broken orders; numbered anew, lines sorted by order."""
    is_kept = ~np.isin(np.arange(len(grouped.heads.order_ids)), sorted(broken))
    numbers = np.where(is_kept, np.cumsum(is_kept) - 1, -1)
    order_ids = grouped.heads.order_ids[is_kept].reset_index(drop=True)
    heads, lines = (_renumber(rows, numbers, order_ids) for rows in (grouped.heads, grouped.lines))
    return replace(grouped, heads=heads, lines=lines)


def _renumber(rows: Rows, numbers: Integers, order_ids: pd.Series) -> Rows:
    orders = numbers[rows.orders]
    places = np.argsort(orders, kind="stable")
    places = places[orders[places] >= 0]
    return replace(
        rows,
        order_ids=order_ids,
        records=rows.records[places],
        orders=orders[places],
        texts=rows.texts.iloc[places].reset_index(drop=True),
    )
