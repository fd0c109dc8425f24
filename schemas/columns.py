"""Column kinds shared by every schema, and the empty frames made from them.

Units stand in the column's suffix: `_minor` is an int64 amount in minor units
of the order's currency, `_sub` an int64 unit price in 1/10 000 of a minor
unit, `_milli` an int64 quantity in thousandths, `_ppb` an int64 rate in parts
per billion (8.1 % = 81 000 000), `_key` an int64 key of our own, `is_` and
`has_` booleans. Text is never null: nothing is the empty string.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa

MAX_AMOUNT_MINOR = 10**13
"""Largest amount of one cell: sums over an order stay far inside int64."""

MAX_PRICE_SUB = 10**15
MAX_QUANTITY_MILLI = 10**12
MAX_RATE_PPB = 10**10
"""Largest rate: 1 000 %."""


def text(*, one_of: Sequence[str] | None = None, pattern: str | None = None) -> pa.Column:
    """A text column without nulls, optionally from a closed list or of a form."""
    checks = []
    if one_of is not None:
        checks.append(pa.Check.isin(list(one_of), error=f"one of {', '.join(one_of)}"))
    if pattern is not None:
        checks.append(pa.Check.str_matches(pattern, error=f"text of the form {pattern}"))
    return pa.Column(str, checks, nullable=False)


def whole(low: int, high: int) -> pa.Column:
    """An int64 column without nulls, bounded so that products stay exact."""
    return pa.Column("int64", pa.Check.in_range(low, high), nullable=False)


def amount() -> pa.Column:
    """An amount in minor units, signed."""
    return whole(-MAX_AMOUNT_MINOR, MAX_AMOUNT_MINOR)


def rate() -> pa.Column:
    """A rate in parts per billion, signed (a negative one is a withholding)."""
    return whole(-MAX_RATE_PPB, MAX_RATE_PPB)


def key(*, unique: bool = False) -> pa.Column:
    """A key of our own; -1 stands for none."""
    return pa.Column("int64", pa.Check.ge(-1), nullable=False, unique=unique)


def flag() -> pa.Column:
    """A boolean column without nulls."""
    return pa.Column(bool, nullable=False)


def with_default(column: pa.Column, value: object) -> pa.Column:
    """The column, which `frame` fills with the value where it is not given."""
    column.metadata = {"default": value}
    return column


def table(name: str, columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    """A strict, never coercing schema of that name."""
    return pa.DataFrameSchema(columns, strict=True, coerce=False, name=name)


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A frame of no rows with just the schema's columns and dtypes."""
    return pd.DataFrame(
        {name: pd.Series([], dtype=_dtype(column)) for name, column in schema.columns.items()}
    )


def frame(schema: pa.DataFrameSchema, columns: dict[str, object]) -> pd.DataFrame:
    """A frame with the schema's columns in its order, each in its dtype.

    Columns not given take their default, if they have one. Values given as
    Python lists or arrays are taken as they are: a float in an integer column
    raises `TypeError` instead of being cut.
    """
    defaults = defaults_of(schema)
    missing = [name for name in schema.columns if name not in columns and name not in defaults]
    unknown = [name for name in columns if name not in schema.columns]
    if missing or unknown:
        raise TypeError(f"{schema.name}: missing columns {missing}, unknown columns {unknown}")
    size = len(pd.Series(next(iter(columns.values()))))
    return pd.DataFrame(
        {
            name: _series(columns.get(name, [defaults.get(name)] * size), _dtype(column))
            for name, column in schema.columns.items()
        }
    )


def defaults_of(schema: pa.DataFrameSchema) -> dict[str, object]:
    """The values of the columns that may be left out."""
    held = {str(name): column.metadata for name, column in schema.columns.items()}
    return {name: about["default"] for name, about in held.items() if about}


def _dtype(column: pa.Column) -> str:
    spelled = str(column.dtype)
    return spelled if spelled in ("int64", "bool") else "str"


def _series(values: object, dtype: str) -> pd.Series:
    series: pd.Series = pd.Series(values)
    if dtype != "str" and len(series) and series.dtype.kind not in "biu":
        raise TypeError(f"expected {dtype}, found {series.dtype}")
    arranged: pd.Series = series.reset_index(drop=True).astype(dtype)  # type: ignore[call-overload]
    return arranged


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts by column name; for the few rows that are looked at one by one."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def records_by_order(rows: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """The rows as dicts by their `order_key`, in their order; an order without any has an empty list."""
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in records(rows):
        grouped[row["order_key"]].append(row)
    return grouped
