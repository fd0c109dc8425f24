"""The filled cells of each edit row, with the decimal mark their column makes certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipeline.plan.values import Cell
from schemas import columns
from schemas.edits import Edits

DecimalMarks = Mapping[tuple[str, str], str]
"""By file and column the mark, "," or ".", that separates decimals there."""
NUMBER_FIELDS = (
    "price", "quantity", "value", "rate", "amount", "shipping_fee", "handling_fee", "surcharge", "tip",
)  # fmt: skip


def settle_decimal_marks(edits: Edits) -> DecimalMarks:
    """The decimal marks of the whole batch, where a file's column makes them certain.

    A number such as `12,5` or `1 234,50` settles the comma for the whole
    column of that file, one such as `12.5` the point; both together settle
    nothing. Only texts in fields that hold numbers count.
    """
    files = edits.rows.drop_duplicates("row_key").set_index("row_key")["file"]
    cells = edits.cells.loc[edits.cells["field"].isin(NUMBER_FIELDS) & ~edits.cells["is_number"]]
    places = [cells["row_key"].map(files), cells["column"]]
    texts = cells["value"]
    is_comma = texts.str.contains(r"[0-9],(?:[0-9]{1,2}|[0-9]{4,})(?![0-9.,])", regex=True)
    is_point = texts.str.contains(r"[0-9]\.(?:[0-9]{1,2}|[0-9]{4,})(?![0-9.,])", regex=True)
    has_comma, has_point = is_comma.groupby(places).any(), is_point.groupby(places).any()
    return {
        **dict.fromkeys(has_comma.index[has_comma & ~has_point], ","),
        **dict.fromkeys(has_comma.index[has_point & ~has_comma], "."),
    }


def collect_cells(edits: Edits, marks: DecimalMarks) -> dict[int, dict[str, Cell]]:
    """The cells of each row (by row_key) by their field; a row without cells has none."""
    files = dict(zip(edits.rows["row_key"], edits.rows["file"], strict=True))
    by_row: dict[int, dict[str, Cell]] = defaultdict(dict)
    for record in columns.records(edits.cells):
        key = record.pop("row_key")
        mark = marks.get((files[key], record["column"]), "")
        by_row[key][record["field"]] = Cell(**record, decimal_mark=mark)
    return by_row
