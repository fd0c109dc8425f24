"""The correction for programs: plain DataFrames in, the outcome out; no file is read or written.

The frames have the columns of a mapping file (`pipeline.formats.tables.layout`):
orders by `order_id` with what is known of them (`currency`, `total`, `tax`,
`paid`, `status`, `email`, …), lines with `order_id`, `sku`, `name`, `price`,
`quantity`, `tax_rate`, …. Amounts are best given as text ("12.50").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.formats.protocol import ReadOptions
from pipeline.formats.tables.layout import LINE_COLUMNS, ORDER_COLUMNS, Layout, Meaning, Part
from pipeline.formats.tables.parquet import ParquetTable
from pipeline.formats.tables.read import read_layout
from pipeline.kernel import correct as correct_tables
from pipeline.noticed import put_first
from pipeline.policy import Policy
from pipeline.problems import InputRefused, Problem, did_you_mean, problem
from pipeline.workbook.read_json import read_entries
from pipeline.workbook.read_rows import collect
from schemas.outcome import Outcome


def correct(
    orders: pd.DataFrame,
    lines: pd.DataFrame,
    edits: pd.DataFrame,
    policy: Policy | None = None,
    *,
    currency: str = "",
    prices_include_tax: bool | None = None,
) -> Outcome:
    """Apply the edits to the orders and reckon what each order owes.

    `edits` has the columns of the long form (order, action, target, field,
    old, value, reason, request) or those of one sheet. `currency` holds where
    no column names one. After the call nothing given has changed; rows of
    `Outcome.row_results` stand in the order of `edits`. Raises `InputRefused`
    for a frame with a missing or an unknown column.
    """
    tax_mode = {None: "", True: "included", False: "on_top"}[prices_include_tax]
    layout = Layout(
        _part("orders", orders, ORDER_COLUMNS),
        _part("lines", lines, LINE_COLUMNS),
        Meaning(currency=currency, assumed_currency="CHF", tax_mode=tax_mode),
    )
    export = read_layout("tables", layout, ReadOptions(currency=currency))
    collector = collect(read_entries(_entries(edits), "edits"), "edits", 0)
    broken = [one.row_key for one in collector.problems if one.severity == "error" and one.row_key >= 0]
    outcome = correct_tables(
        export.tables, collector.edits(), policy, broken_rows=broken, set_aside=export.broken_orders
    )
    return put_first(outcome, [*export.problems, *collector.problems])


def _part(name: str, rows: pd.DataFrame, known: tuple[str, ...]) -> Part:
    """The frame as a table whose headers are the vocabulary itself."""
    unknown = [str(column) for column in rows.columns if column not in known]
    if unknown or "order_id" not in rows.columns:
        missing = [problem("column-missing", file=name, column="order_id")]
        raise InputRefused([_unknown_column(name, column, known) for column in unknown] or missing)
    texts = rows.reset_index(drop=True)
    table = pa.Table.from_pandas(texts, preserve_index=False)
    positions = {str(column): at for at, column in enumerate(texts.columns)}
    return Part(ParquetTable(Path(name), table), positions)


def _unknown_column(name: str, column: str, known: tuple[str, ...]) -> Problem:
    hint = did_you_mean(column, known)
    return problem(
        "unknown-field", file=name, column=column, found=column, expected=", ".join(known), hint=hint
    )


def _entries(edits: pd.DataFrame) -> list[dict[str, Any]]:
    filled = edits.astype(object).where(edits.notna(), None)
    return [
        {str(name): None if value is None else str(value) for name, value in row.items()}
        for row in filled.to_dict("records")
    ]
