"""Selected columns of indexed records as text, through pyarrow's CSV reader.

Blocks are cut at record boundaries, so that two parsers look at the same
text: where pyarrow counts other rows than the index, nothing is given back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from pipeline.formats.text.cell_spans import cell_text, split_record
from pipeline.formats.text.record_index import RecordsDisagree
from pipeline.formats.text.text_encoding import Body
from pipeline.languages.phrase import phrase
from pipeline.money import Flags, Integers

_BLOCK = 1 << 21


@dataclass(frozen=True, eq=False)
class Records:
    """The data records of a text: where they are and which have another width."""

    body: Body
    delimiter: bytes
    starts: Integers
    ends: Integers  # behind the line end
    content_ends: Integers  # before it
    width: int
    is_bad: Flags

    def cells(self, record: int) -> list[bytes]:
        """The raw cells of one record, as many as there are."""
        return split_record(self.content(record), self.delimiter)

    def content(self, record: int) -> bytes:
        """One record without its line end."""
        return bytes(self.body[int(self.starts[record]) : int(self.content_ends[record])])

    def line_end(self, record: int) -> bytes:
        """The line end of one record; nothing at the end of some files."""
        return bytes(self.body[int(self.content_ends[record]) : int(self.ends[record])])

    def fitted_cells(self, record: int) -> list[bytes]:
        """The raw cells, cut or padded to the header's width."""
        cells = self.cells(record)[: self.width]
        return cells + [b""] * (self.width - len(cells))


def read_columns(records: Records, positions: Sequence[int], only: Flags | None = None) -> pd.DataFrame:
    """The columns at these positions, named by position, as text without nulls.

    `only` marks the records wanted; the index of the frame is 0 … n either way.

    Raises `RecordsDisagree` where pyarrow sees other rows than the index.
    """
    wanted = list(dict.fromkeys(positions))
    if len(records.starts) == 0 or not wanted:
        return pd.DataFrame({position: pd.Series([], dtype="str") for position in wanted})
    ranges = _block_ranges(records)
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, len(ranges))) as pool:
        parts = list(pool.map(lambda span: _read_block(records, wanted, only, *span), ranges))
    table = pa.concat_tables(parts)
    if records.is_bad.any():
        table = _with_bad_records(records, wanted, table, only)
    text = {pa.large_string(): pd.StringDtype(na_value=np.nan)}
    columns: pd.DataFrame = table.to_pandas(types_mapper=text.get)
    return columns.set_axis(wanted, axis="columns")


def _block_ranges(records: Records) -> list[tuple[int, int]]:
    """Runs of records (first, one past the last) of about a block's bytes."""
    size = len(records.starts)
    targets = np.arange(records.starts[0] + _BLOCK, records.ends[-1], _BLOCK)
    cuts = np.unique(np.concatenate(([0], np.searchsorted(records.starts, targets), [size])))
    return list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))


def _read_block(records: Records, wanted: list[int], only: Flags | None, first: int, stop: int) -> pa.Table:
    is_good = ~records.is_bad[first:stop]
    expected = int(is_good.sum())
    schema = pa.schema([(f"c{position}", pa.large_string()) for position in wanted])
    if expected == 0:
        return schema.empty_table()
    try:
        table = _parse_block(records, schema.names, _block_bytes(records, first, stop, is_good))
    except pa.ArrowInvalid as error:
        raise RecordsDisagree(str(error).splitlines()[0]) from None
    if table.num_rows != expected:
        raise RecordsDisagree(
            phrase("{number} rows by one count, {other} by another", number=expected, other=table.num_rows)
        )
    if only is not None:
        table = table.filter(pa.array(only[first:stop][is_good]))
    return table.cast(schema)


def _parse_block(records: Records, names: list[str], block: Body) -> pa.Table:
    """Every cell as it stands: no nulls, no types, repeated headers no matter."""
    return csv.read_csv(
        pa.BufferReader(block),
        read_options=csv.ReadOptions(
            use_threads=False,
            block_size=len(block) + 1,
            column_names=[f"c{position}" for position in range(records.width)],
        ),
        parse_options=csv.ParseOptions(delimiter=records.delimiter.decode("ascii"), newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            include_columns=names,
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )


def _block_bytes(records: Records, first: int, stop: int, is_good: Flags) -> Body:
    if is_good.all():
        return records.body[int(records.starts[first]) : int(records.ends[stop - 1])]
    kept = np.flatnonzero(is_good) + first
    spans = zip(records.starts[kept].tolist(), records.content_ends[kept].tolist(), strict=True)
    return memoryview(b"".join(bytes(records.body[start:end]) + b"\n" for start, end in spans))


def _with_bad_records(records: Records, wanted: list[int], table: pa.Table, only: Flags | None) -> pa.Table:
    """The table with the records of another width in their places."""
    is_wanted = np.ones(len(records.starts), dtype=bool) if only is None else only
    bad = np.flatnonzero(records.is_bad & is_wanted)
    good = np.flatnonzero(~records.is_bad & is_wanted)
    cells = [records.fitted_cells(record) for record in bad.tolist()]
    added = {
        f"c{position}": pa.array([cell_text(row[position]) for row in cells], pa.large_string())
        for position in wanted
    }
    places = np.argsort(np.concatenate((good, bad)), kind="stable")
    return pa.concat_tables([table, pa.table(added)]).combine_chunks().take(pa.array(places))
