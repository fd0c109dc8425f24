"""Bytes of a text file as text: UTF-8 or UTF-16 with or without mark, else Windows-1252."""

from __future__ import annotations

import codecs

from pipeline.languages.phrase import phrase
from pipeline.problems import refuse

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 4096


def decode_text(raw: bytes, file: str) -> str:
    """The text of the file, without its byte order mark. Raises `InputRefused` if it is none.

    >>> decode_text("Menge;Grösse".encode("cp1252"), "edits.csv")
    'Menge;Grösse'
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decode(raw[len(mark) :], [encoding], file)
    return _decode(raw, _encodings(raw[:_SAMPLE_BYTES]), file)


def _encodings(sample: bytes) -> list[str]:
    """Every second byte of western text in UTF-16 is zero: the second, or the first."""
    zeros = sample[1::2].count(0), sample[0::2].count(0)
    if max(zeros) * 4 > len(sample):
        return ["utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"]
    return ["utf-8", "cp1252"]


def _decode(raw: bytes, encodings: list[str], file: str) -> str:
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise refuse("encoding-unknown", file=file, found=phrase("it holds zero bytes"))
        return text
    raise refuse("encoding-unknown", file=file, found=phrase("it is not {encoding}", encoding=encodings[0]))
