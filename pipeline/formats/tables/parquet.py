"""Tables in Parquet files: columns read as exact text, written back in their own types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.formats.text.delimited import NewRecord, Rewrite
from pipeline.money import Integers
from pipeline.problems import Problem, refuse


@dataclass(frozen=True, eq=False)
class ParquetTable:
    """A Parquet file as a table; `rows` counts its rows from 1."""

    path: Path
    table: Any = field(repr=False)
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    bad_records: frozenset[int] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.table.column_names)

    @property
    def size(self) -> int:
        """Number of records."""
        return int(self.table.num_rows)

    @property
    def rows(self) -> Integers:
        """The records counted from 1."""
        return np.arange(1, self.size + 1, dtype=np.int64)

    def columns(self, positions: Sequence[int]) -> pd.DataFrame:
        """Several columns as text, named by position."""
        return pd.DataFrame({at: _to_texts(self.table.column(at)) for at in positions})

    def record_cells(self, record: int) -> list[str]:
        """The text of one record's cells."""
        row = self.table.slice(record, 1)
        return [str(_to_texts(row.column(at)).iloc[0]) for at in range(len(self.names))]


def read_parquet(path: Path) -> ParquetTable:
    """The file's table. Refused as `file-unreadable` if it is no Parquet."""
    try:
        return ParquetTable(path, pq.read_table(path, partitioning=None))
    except (pa.ArrowInvalid, OSError) as error:
        raise refuse("file-unreadable", file=path.name, found=str(error)) from error


def write_parquet(source: ParquetTable, rewrite: Rewrite, destination: Path) -> None:
    """Write the table with the rewrite done, in its schema, compression and row groups.

    Refused as `cell-type` where a new value does not fit its column's type.
    """
    replaced: dict[int, dict[int, str]] = {}
    for (record, column), text in rewrite.replaced.items():
        replaced.setdefault(column, {})[record] = text
    columns = [
        _replace(source, at, replaced[at]) if at in replaced else source.table.column(at)
        for at in range(len(source.names))
    ]
    changed = pa.table(columns, schema=source.table.schema)
    added = [_new_row(source, changed, new) for new in rewrite.added]
    together = pa.concat_tables([changed, *added]).take(pa.array(_sequence(source.size, rewrite)))
    first = pq.ParquetFile(source.path).metadata
    group = first.row_group(0) if first.num_row_groups else None
    compression = group.column(0).compression.lower() if group is not None and group.num_columns else "snappy"
    pq.write_table(
        together,
        destination,
        compression="none" if compression == "uncompressed" else compression,
        row_group_size=max(group.num_rows, 1) if group is not None else None,
    )


def _to_texts(column: Any) -> pd.Series:
    """The column's values as text, "" for nulls; numbers without exponents."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    texts = pd.Series(pc.fill_null(column.cast(pa.string()), "").to_pylist(), dtype="str")
    if not pa.types.is_floating(column.type):
        return texts
    has_exponent = texts.str.contains("e", regex=False) & ~texts.isin(["-inf", "inf", "nan"])
    plain = [f"{Decimal(text):f}" for text in texts.loc[has_exponent]]
    written = texts.astype(object)
    written.loc[has_exponent] = plain
    return written.replace("nan", "").str.removesuffix(".0").astype("str")


def _to_array(source: ParquetTable, column: int, texts: Sequence[str]) -> Any:
    """The texts in the column's type, "" as null."""
    wanted = source.table.schema.field(column).type
    plain = wanted.value_type if pa.types.is_dictionary(wanted) else wanted
    try:
        values: list[Any] = [text or None for text in texts]
        if pa.types.is_decimal(plain):
            array = pa.array([text if text is None else Decimal(text) for text in values], type=plain)
        else:
            array = pa.array(values, type=pa.string()).cast(plain)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, InvalidOperation) as error:
        facts = {"column": source.names[column], "expected": str(plain), "file": source.path.name}
        raise refuse("cell-type", found=", ".join(texts), **facts) from error
    return array.dictionary_encode().cast(wanted) if plain is not wanted else array


def _replace(source: ParquetTable, column: int, texts: Mapping[int, str]) -> Any:
    """The column with the texts in place of these records' values."""
    whole = pa.concat_arrays(source.table.column(column).chunks)
    records = sorted(texts)
    new = _to_array(source, column, [texts[record] for record in records])
    positions = np.arange(len(whole))
    positions[records] = len(whole) + np.arange(len(records))
    both = pa.chunked_array([whole, new]).unify_dictionaries()
    return both.take(pa.array(positions))


def _new_row(source: ParquetTable, changed: Any, new: NewRecord) -> Any:
    columns = []
    for at in range(len(source.names)):
        if at in new.copied:
            columns.append(changed.column(at).slice(new.template, 1))
        else:
            columns.append(_to_array(source, at, [new.cells.get(at, "")]))
    return pa.table(columns, schema=source.table.schema)


def _sequence(size: int, rewrite: Rewrite) -> list[int]:
    """The records in their new order; added ones are numbered from `size`."""
    behind: dict[int, list[int]] = {}
    for number, new in enumerate(rewrite.added):
        behind.setdefault(new.after, []).append(size + number)
    kept = behind.get(-1, [])[:]
    for record in range(size):
        kept += [] if record in rewrite.deleted else [record]
        kept += behind.get(record, [])
    return kept
