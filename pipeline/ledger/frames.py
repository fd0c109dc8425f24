"""Rows of a query as a table of a schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
from sqlalchemy import RowMapping

from schemas import columns


def to_frame(schema: pa.DataFrameSchema, rows: Iterable[Mapping[str, Any] | RowMapping]) -> pd.DataFrame:
    """The rows with the schema's columns in its order and dtypes; other columns are left out."""
    found = list(rows)
    if not found:
        return columns.empty(schema)
    return columns.frame(schema, {str(name): [row[str(name)] for row in found] for name in schema.columns})
