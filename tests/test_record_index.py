"""Records begin and end where a careful reader of CSV says they do."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.formats.text import record_index
from pipeline.formats.text.cell_spans import cell_text, spell_cell, split_record
from pipeline.formats.text.record_index import RecordsDisagree, index_records


def records_of(text: str, delimiter: str = ",") -> list[str]:
    body = memoryview(text.encode())
    index = index_records(body, delimiter.encode())
    return [bytes(body[start:end]).decode() for start, end in zip(index.starts, index.ends, strict=True)]


def widths_of(text: str) -> list[int]:
    return index_records(memoryview(text.encode()), b",").widths.tolist()


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a,b\nc,d\n", ["a,b\n", "c,d\n"]),
        ("a,b\r\nc,d", ["a,b\r\n", "c,d"]),
        ("a,b\rc,d\r", ["a,b\r", "c,d\r"]),
        ('a,"b\nB"\nc,d\n', ['a,"b\nB"\n', "c,d\n"]),
        ('a,"b\r\nB\rC"\r\nc,d\r\n', ['a,"b\r\nB\rC"\r\n', "c,d\r\n"]),
        ('"say ""hi""\n",b\nc,d', ['"say ""hi""\n",b\n', "c,d"]),
        ("a,b\n\nc,d\n", ["a,b\n", "\n", "c,d\n"]),
        # a quotation mark inside a cell is text: only the slower tokenizer can tell
        ('a,12" x 5\nc,d"\n', ['a,12" x 5\n', 'c,d"\n']),
        ('a,12"\n"c\nC",d\n', ['a,12"\n', '"c\nC",d\n']),
        ('"a" b,c\nd,e\n', ['"a" b,c\n', "d,e\n"]),
    ],
)
def test_a_line_break_inside_quotes_does_not_end_a_record(text, records):
    assert records_of(text) == records


def test_the_cells_of_a_record_are_counted_outside_quotes_only():
    assert widths_of('a,b,c\n"a,a",b,c\na\n\n"a,\n,","b"\n') == [3, 3, 1, 0, 2]
    assert widths_of('a,12",c\nd"e,f\n\n') == [3, 2, 0]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('a,b\nc,"d\ne,f\n', "row 2"),
        ('a,b\nc,d"\ne,"f\n', "row 3"),
        ('a,b\n1,"x,2\n3,"y",4\n', "row 2"),  # two records run into one
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_named_with_its_row(text, row):
    with pytest.raises(RecordsDisagree, match=row):
        records_of(text)


cells = st.text(alphabet='ab,;"\n\r é', max_size=6)


@given(
    st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.integers(1, 9),
)
@example([["a", 'b"']], "\n", False, 1)
def test_written_rows_are_found_again_however_blocks_are_cut(rows, line_end, quoted, block):
    spelled = [[spell_cell(cell, b",", quoted=quoted) for cell in row] for row in rows]
    written = b"".join(b",".join(row) + line_end.encode() for row in spelled)
    usual, record_index._BLOCK = record_index._BLOCK, block
    try:
        body = memoryview(written)
        index = index_records(body, b",")
    finally:
        record_index._BLOCK = usual
    found = [
        bytes(body[start:end]).removesuffix(line_end.encode())
        for start, end in zip(index.starts, index.ends, strict=True)
    ]
    assert [[cell_text(cell) for cell in split_record(record, b",")] for record in found] == rows
    assert index.widths.tolist() == [len(row) for row in rows]
