"""Delimited text is read by position and written back byte for byte."""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.text import record_columns
from pipeline.formats.text.cell_spans import split_record
from pipeline.formats.text.delimited import (
    Delimited,
    NewRecord,
    Rewrite,
    read_delimited,
    sniff_header,
    write_delimited,
)
from pipeline.problems import InputRefused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, content: str | bytes) -> Delimited:
    path = folder / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_delimited(path)


def rewritten(folder: Path, content: str | bytes, **changes) -> bytes:
    source = read(folder, content)
    write_delimited(source, Rewrite(**changes), folder / "out.csv")
    return (folder / "out.csv").read_bytes()


def cells(source: Delimited) -> list[list[str]]:
    return source.columns(range(len(source.names))).to_numpy().tolist()


@pytest.mark.parametrize(
    ("content", "names", "delimiter", "rows"),
    [
        ("sku;price\nA1;12,50\n", ("sku", "price"), ";", [["A1", "12,50"]]),
        ("sku,price\nA1,12.50", ("sku", "price"), ",", [["A1", "12.50"]]),
        ("sku\tprice\nA1\t\n", ("sku", "price"), "\t", [["A1", ""]]),
        ('sku|"a;b;c"\nA1|x\n', ("sku", "a;b;c"), "|", [["A1", "x"]]),
        ("sku\nA1\n\nA2\n", ("sku",), ",", [["A1"], ["A2"]]),
        ("sep=;\nsku;price\nA1;1\n", ("sku", "price"), ";", [["A1", "1"]]),
        ('weight,sku,weight\n1,NA,""\n', ("weight", "sku", "weight"), ",", [["1", "NA", ""]]),
        ("sku,note\nA1,'7781\n", ("sku", "note"), ",", [["A1", "'7781"]]),
        ('a,b\r\n1,"x\r\ny\nz\rw"\r\n', ("a", "b"), ",", [["1", "x\r\ny\nz\rw"]]),
        ('a,b\n1,12" pipe\n2,"5"" pipe"\n', ("a", "b"), ",", [["1", '12" pipe'], ["2", '5" pipe']]),
        ("a,b\n", ("a", "b"), ",", []),
    ],
)
def test_header_delimiter_and_cells(folder, content, names, delimiter, rows):
    source = read(folder, content)
    assert (source.names, source.delimiter, source.size) == (names, delimiter, len(rows))
    assert cells(source) == rows
    assert [source.record_cells(record) for record in range(source.size)] == rows
    assert source.column(0).dtype == "str"


def test_rows_are_numbered_as_excel_shows_them(folder):
    source = read(folder, 'a,b\n1,"two\nlines"\n\n3,4\n')
    assert source.rows.tolist() == [2, 4]


def test_only_some_records_are_read(folder):
    source = read(folder, "a,b\n1,2\n3\n5,6\n7,8\n")
    assert source.columns([1], np.array([False, True, True, False]))[1].tolist() == ["", "6"]


def test_a_record_of_another_width_keeps_its_place_and_is_named(folder):
    source = read(folder, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10,11,12\n")
    assert [(found.code, found.row, found.found) for found in source.problems] == [
        ("record-width", 3, "2"),
        ("record-width", 4, "4"),
    ]
    assert source.bad_records == {1, 2}
    assert cells(source) == [["1", "2", "3"], ["4", "5", ""], ["6", "7", "8"], ["10", "11", "12"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n", "file-empty"),
        (b"a,b\n\x81,2\n", "encoding-unknown"),
        (b'a,b\n1,"2\n3,4\n', "records-disagree"),
    ],
)
def test_a_file_broken_as_a_whole_is_refused(folder, content, code):
    with pytest.raises(InputRefused) as caught:
        read(folder, content)
    assert [found.code for found in caught.value.problems] == [code]


def test_two_counts_of_rows_that_differ_are_refused(folder, monkeypatch):
    source = read(folder, "a,b\n1,2\n3,4\n")
    monkeypatch.setattr(record_columns, "_block_bytes", lambda *_: memoryview(b"1,2\n"))
    with pytest.raises(InputRefused) as caught:
        source.column(0)
    assert [found.code for found in caught.value.problems] == ["records-disagree"]
    monkeypatch.setattr(record_columns, "_block_bytes", lambda *_: memoryview(b"1,2,3\n"))
    with pytest.raises(InputRefused, match="could not be told apart"):
        source.column(0)


def test_small_blocks_give_the_same_columns(folder, monkeypatch):
    content = "a,b\n" + "".join(f'{number},"line\n{number}"\n' for number in range(50)) + "x\n"
    whole = cells(read(folder, content))
    monkeypatch.setattr(record_columns, "_BLOCK", 7)
    assert cells(read(folder, content)) == whole


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"sku;price\nA1;1\n", (["sku", "price"], ";")),
        (codecs.BOM_UTF16_LE + "sku\tprice\n".encode("utf-16-le"), (["sku", "price"], "\t")),
        ("Grösse,Menge".encode("cp1252"), (["Grösse", "Menge"], ",")),
        (b"sep=,\r\nsku,price\r\n", (["sku", "price"], ",")),
        (b'"unclosed,price\n', ([], "")),
        (b"just a text\n", ([], "")),
        (b"", ([], "")),
        (b"PK\x03\x04\x00\x00\x81", ([], "")),
    ],
)
def test_the_header_is_sniffed_without_ever_failing(head, names):
    assert sniff_header(head) == names


@given(st.binary(max_size=60))
def test_sniffing_never_raises(head):
    names, delimiter = sniff_header(head)
    assert (names == []) == (delimiter == "")


CONTENTS = [
    "a,b\r\n1,2\r\n",
    'a,b\n"1",\n"",2\n\n3,4',
    codecs.BOM_UTF8.decode() + 'a;b\n"é";"x\ny"\n',
    "a,b\n1\n2,3,4\n",
    'a,b\n12" pipe,3\n',
    "a,b",
]


@pytest.mark.parametrize(
    "content",
    [*CONTENTS, codecs.BOM_UTF16_BE + "a\tb\né\t😀\n".encode("utf-16-be"), "a;ü\né;2\n".encode("cp1252")],
)
def test_an_empty_rewrite_gives_the_same_bytes(folder, content):
    original = content if isinstance(content, bytes) else content.encode()
    assert rewritten(folder, content) == original


@pytest.mark.parametrize(
    ("record", "column", "text", "expected"),
    [
        (0, 0, "x", b'a,b\nx,2\n"3",""\n5,"6,7"\n8,9'),
        (0, 0, "x,y", b'a,b\n"x,y",2\n"3",""\n5,"6,7"\n8,9'),
        (0, 0, "", b'a,b\n,2\n"3",""\n5,"6,7"\n8,9'),
        (1, 0, 'say "x"', b'a,b\n1,2\n"say ""x""",""\n5,"6,7"\n8,9'),
        (1, 1, "x", b'a,b\n1,2\n"3","x"\n5,"6,7"\n8,9'),
        (1, 0, "", b'a,b\n1,2\n"",""\n5,"6,7"\n8,9'),
        (2, 1, "6", b'a,b\n1,2\n"3",""\n5,6\n8,9'),  # was quoted by need; its neighbours are not
        (3, 1, "x\ny", b'a,b\n1,2\n"3",""\n5,"6,7"\n8,"x\ny"'),
    ],
)
def test_a_changed_cell_keeps_its_quoting(folder, record, column, text, expected):
    assert rewritten(folder, 'a,b\n1,2\n"3",""\n5,"6,7"\n8,9', replaced={(record, column): text}) == expected


def test_a_cell_quoted_by_need_goes_back_to_the_style_of_the_cells_around_it(folder):
    quoted = '"a","b"\n"1","x,y"\n"2","z"\n'
    assert rewritten(folder, quoted, replaced={(0, 1): "x"}) == b'"a","b"\n"1","x"\n"2","z"\n'
    empty = 'a,b\n1,""\n2,"x,y"\n3,z\n'
    assert rewritten(folder, empty, replaced={(1, 1): ""}) == b'a,b\n1,""\n2,""\n3,z\n'


def test_an_only_cell_that_is_emptied_is_no_blank_line(folder):
    assert rewritten(folder, "a\n1\n2\n", replaced={(0, 0): ""}) == b'a\n""\n2\n'


@pytest.mark.parametrize(
    ("content", "deleted", "expected"),
    [
        ("a,b\n1,2\n3,4\n", {0}, b"a,b\n3,4\n"),
        ("a,b\n1,2\n3,4", {1}, b"a,b\n1,2"),
        ("a,b\r\n1,2\r\n3,4", {1}, b"a,b\r\n1,2"),
        ("a,b\n1,2\n\n3,4\n", {0, 1}, b"a,b\n\n"),
    ],
)
def test_a_removed_record_leaves_the_end_of_the_file_as_it_was(folder, content, deleted, expected):
    assert rewritten(folder, content, deleted=frozenset(deleted)) == expected


@pytest.mark.parametrize(
    ("content", "after", "expected"),
    [
        ("a,b,c\n1,2,3\n", 0, b"a,b,c\n1,2,3\n1,x,\n"),
        ("a,b,c\n1,2,3", 0, b"a,b,c\n1,2,3\n1,x,"),
        ('a,b,c\r\n"1","2",""\r\n', 0, b'a,b,c\r\n"1","2",""\r\n"1","x",""\r\n'),
        ("a,b,c\n1,2,3\n4,5,6\n", -1, b"a,b,c\n1,x,\n1,2,3\n4,5,6\n"),
    ],
)
def test_an_added_record_is_spelled_like_its_template(folder, content, after, expected):
    new = NewRecord(after, 0, frozenset({0}), {1: "x"})
    assert rewritten(folder, content, added=(new,)) == expected


def test_records_added_behind_one_record_keep_their_order(folder):
    added = tuple(NewRecord(0, 0, frozenset(), {0: name}) for name in "xyz")
    assert rewritten(folder, "a,b\n1,2\n3,4\n", added=added) == b"a,b\n1,2\nx,\ny,\nz,\n3,4\n"


def test_a_copied_cell_takes_the_raw_bytes_of_another_record(folder):
    content = 'a,b,c\n1,2,3\n"4","",6\n'
    changes = {"copied": {(0, 0): 1, (0, 1): 1}, "deleted": frozenset({1})}
    assert rewritten(folder, content, **changes) == b'a,b,c\n"4","",3\n'
    assert rewritten(folder, content, replaced={(0, 0): "x"}, **changes) == b'a,b,c\n"x","",3\n'


def test_other_encodings_are_written_back_in_theirs(folder):
    content = codecs.BOM_UTF16_LE + "a;b\r\né;2\r\n3;4\r\n".encode("utf-16-le")
    expected = codecs.BOM_UTF16_LE + "a;b\r\né;😀\r\n3;4\r\n".encode("utf-16-le")
    assert rewritten(folder, content, replaced={(0, 1): "😀"}) == expected


def test_a_character_the_encoding_lacks_is_refused(folder):
    with pytest.raises(InputRefused) as caught:
        rewritten(folder, "a;ü\né;2\n".encode("cp1252"), replaced={(0, 1): "你"})
    assert [(found.code, found.found) for found in caught.value.problems] == [("text-not-encodable", "你")]


def test_an_unclosed_cell_is_one_cell_to_the_end():
    assert split_record(b'a,"b,c', b",") == [b"a", b'"b,c']


texts = st.text(alphabet='ab,"\n é', max_size=5)


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=5),
    new=st.tuples(texts, texts),
    place=st.integers(0, 4),
    quoted=st.booleans(),
)
def test_changing_a_record_and_back_gives_its_cells_and_leaves_the_others(
    tmp_path_factory, rows, new, place, quoted
):
    folder = tmp_path_factory.mktemp("round")
    record = place % len(rows)

    def spell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted or set(text) & set(',"\n') else text

    content = "a,b\n" + "".join(f"{spell(one)},{spell(two)}\n" for one, two in rows)
    changed = rewritten(folder, content, replaced={(record, 0): new[0], (record, 1): new[1]})
    expected = [list(row) for row in rows]
    expected[record] = list(new)
    assert cells(read(folder, changed)) == expected
    back = rewritten(folder, changed, replaced={(record, 0): rows[record][0], (record, 1): rows[record][1]})
    assert cells(read(folder, back)) == [list(row) for row in rows]
