"""Bytes of a text file to UTF-8 and back: lossless, or refused.

Knows UTF-8 with and without a byte order mark, UTF-16 with one, and
Windows-1252. What these functions give back encodes to the very bytes read.
"""

from __future__ import annotations

import codecs
import mmap
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.languages.phrase import phrase
from pipeline.problems import InputRefused, problem, refuse

Body = memoryview
"""A text in UTF-8, without its byte order mark."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_READ = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_BLOCK = 1 << 22
_FIRST_OF_SEVERAL = 0xC0
"""UTF-8 characters of several bytes begin with this byte or a higher one."""
_LARGEST_IN_MEMORY = 1 << 28
"""Files above this are mapped instead of being read into memory."""


@dataclass(frozen=True, eq=False)
class Text:
    """The text of a file: `mark` + `body` encoded in `encoding` are its bytes."""

    encoding: str
    mark: bytes = field(repr=False)
    body: Body = field(repr=False)


def read_text(path: Path) -> Text:
    """The file's text. Refused: file-not-found, -unreadable, -empty, encoding-unknown."""
    try:
        content = _file_content(path)
    except FileNotFoundError:
        raise refuse("file-not-found", file=path.name) from None
    except OSError as error:
        raise refuse("file-unreadable", file=path.name, found=error.strerror or str(error)) from None
    return decode_text(content, path.name)


def decode_text(content: Body, file: str = "") -> Text:
    """The text of these bytes. Refused: file-empty, encoding-unknown."""
    encoding, mark = sniff_encoding(content)
    body = content[len(mark) :]
    if len(body) == 0:
        raise refuse("file-empty", file=file)
    try:
        if not encoding:
            raise _unknown(file, phrase("neither UTF-8 nor Windows-1252"))
        if encoding != "utf-8":
            body = memoryview(bytes(body).decode(encoding).encode("utf-8"))
        elif mark and not _is_utf8(body):
            raise _unknown(file, phrase("marked as UTF-8, but it is not"))
    except UnicodeError as error:
        raise _unknown(file, str(error)) from None
    return Text(encoding, mark, body)


def sniff_encoding(content: Body) -> tuple[str, bytes]:
    """Python's name of the encoding ("" if none of ours) and the byte order mark.

    >>> sniff_encoding(memoryview("Zürich".encode("cp1252")))
    ('cp1252', b'')
    """
    head = bytes(content[:4])
    if head in _NOT_READ:
        return "", b""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, mark
    if _is_utf8(content):
        return ("utf-8" if b"\0" not in head else ""), b""
    return ("cp1252" if _is_cp1252(content) else ""), b""


def decode_head(head: bytes) -> str:
    """The text of the first bytes of a file, a cut last character dropped; "" if none.

    >>> decode_head("Größe".encode()[:3])
    'Gr'
    """
    encoding, mark = sniff_encoding(memoryview(_without_cut_character(head)))
    if not encoding:
        return ""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head[len(mark) :])
    except UnicodeError:
        return ""


def encode_text(text: str, encoding: str) -> bytes:
    """The text's bytes. Refused as `text-not-encodable` where a character has none."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        found = error.object[error.start : error.end]
        raise refuse("text-not-encodable", found=found, expected=encoding) from None


def _file_content(path: Path) -> Body:
    with path.open("rb") as file:
        if path.stat().st_size <= _LARGEST_IN_MEMORY:
            return memoryview(file.read())
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _is_utf8(content: Body) -> bool:
    """Block by block, so that a large file is never one large text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _BLOCK):
            block = bytes(content[start : start + _BLOCK])
            if not (block.isascii() and decoder.getstate()[0] == b""):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1252(content: Body) -> bool:
    unused = b"\0\x81\x8d\x8f\x90\x9d"
    return all(
        len(block) == len(block.translate(None, unused))
        for start in range(0, len(content), _BLOCK)
        for block in [bytes(content[start : start + _BLOCK])]
    )


def _without_cut_character(head: bytes) -> bytes:
    """Without the last bytes that may be the beginning of a UTF-8 character."""
    for length in (1, 2, 3):
        if len(head) >= length and head[-length] >= _FIRST_OF_SEVERAL:
            return head[:-length]
    return head


def _unknown(file: str, found: str) -> InputRefused:
    return InputRefused([problem("encoding-unknown", file=file, found=found)])
