"""Bytes to text and back: lossless, or refused by name."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.text import text_encoding
from pipeline.formats.text.text_encoding import decode_head, decode_text, encode_text, read_text
from pipeline.problems import InputRefused


def refusal(action, *arguments) -> str:
    with pytest.raises(InputRefused) as caught:
        action(*arguments)
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"Menge", "utf-8", "Menge"),
        ("Größe".encode(), "utf-8", "Größe"),
        (codecs.BOM_UTF8 + "Größe".encode(), "utf-8", "Größe"),
        ("Größe".encode("cp1252"), "cp1252", "Größe"),
        ("2.50 €".encode("cp1252"), "cp1252", "2.50 €"),
        (codecs.BOM_UTF16_LE + "Größe 😀".encode("utf-16-le"), "utf-16-le", "Größe 😀"),
        (codecs.BOM_UTF16_BE + "Größe 😀".encode("utf-16-be"), "utf-16-be", "Größe 😀"),
    ],
)
def test_the_text_and_its_encoding_are_found_and_encode_to_the_same_bytes(content, encoding, text):
    found = decode_text(memoryview(content))
    assert (found.encoding, bytes(found.body).decode()) == (encoding, text)
    assert found.mark + encode_text(text, found.encoding) == content


@pytest.mark.parametrize(
    "content",
    [
        b"a\x81b",  # no character of Windows-1252
        codecs.BOM_UTF8 + b"a\xff",  # says UTF-8, is not
        codecs.BOM_UTF16_LE + b"a\0b",  # half a character
        codecs.BOM_UTF16_LE + b"\x00\xd8a\0",  # half a pair
        codecs.BOM_UTF32_LE + "a".encode("utf-32-le"),
        "ab".encode("utf-16-le"),  # UTF-16 without its mark
        "é\0".encode("cp1252"),
    ],
)
def test_what_is_in_none_of_the_encodings_is_refused(content):
    assert refusal(decode_text, memoryview(content)) == "encoding-unknown"


@pytest.mark.parametrize("content", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_file_of_nothing_is_refused_as_empty(content):
    assert refusal(decode_text, memoryview(content)) == "file-empty"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    assert refusal(read_text, tmp_path / "none.csv") == "file-not-found"
    assert refusal(read_text, tmp_path) == "file-unreadable"


def test_a_large_file_is_mapped_and_says_the_same(tmp_path: Path, monkeypatch):
    path = tmp_path / "export.csv"
    path.write_bytes("Grösse;Preis\n".encode())
    monkeypatch.setattr(text_encoding, "_LARGEST_IN_MEMORY", 0)
    assert bytes(read_text(path).body) == "Grösse;Preis\n".encode()


def test_a_character_cut_by_a_block_is_whole(monkeypatch):
    monkeypatch.setattr(text_encoding, "_BLOCK", 3)
    assert decode_text(memoryview("abé€😀 abc".encode())).encoding == "utf-8"
    assert decode_text(memoryview("abc€".encode()[:-1])).encoding == "cp1252"


@given(st.text(min_size=1), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp1252"]))
def test_a_character_without_a_code_is_refused_and_every_other_comes_back(text, encoding):
    try:
        expected = text.encode(encoding)
    except UnicodeEncodeError:
        assert refusal(encode_text, text, encoding) == "text-not-encodable"
    else:
        assert encode_text(text, encoding) == expected


@pytest.mark.parametrize("length", range(1, 12))
def test_the_first_bytes_of_a_file_may_end_inside_a_character(length):
    assert "Größe €".startswith(decode_head("Größe €".encode()[:length]))


def test_the_first_bytes_of_something_else_are_no_text():
    assert decode_head(b"PK\x03\x04\x00\x81") == ""
    assert decode_head(codecs.BOM_UTF16_LE + b"\x00\xdca\0") == ""
