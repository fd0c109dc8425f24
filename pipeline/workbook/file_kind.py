"""What a file is, told from its first bytes and not from its name."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pipeline.languages.phrase import phrase
from pipeline.problems import refuse

XLSX, CSV, JSON = "xlsx", "csv", "json"
_HEAD_BYTES = 4096
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRANGERS = (
    (b"%PDF", phrase("it is a PDF")),
    (b"\x89PNG", phrase("it is a picture (PNG)")),
    (b"\xff\xd8\xff", phrase("it is a picture (JPEG)")),
    (b"GIF8", phrase("it is a picture (GIF)")),
    (b"{\\rtf", phrase("it is a text document (RTF)")),
    (b"\x1f\x8b", phrase("it is a gzip archive")),
    (b"Rar!", phrase("it is a RAR archive")),
    (b"7z\xbc\xaf", phrase("it is a 7-Zip archive")),
    (b"PAR1", phrase("it is a Parquet file")),
    (b"SQLite format 3", phrase("it is a database")),
)
_PACKAGES = (
    ("xl/workbook.bin", phrase("it is a binary workbook (.xlsb)")),
    ("word/document.xml", phrase("it is a Word document")),
    ("ppt/presentation.xml", phrase("it is a PowerPoint presentation")),
    ("Index/Document.iwa", phrase("it is an Apple Numbers document")),
    ("content.xml", phrase("it is an OpenDocument file (.ods)")),
)


def find_kind(path: Path) -> str:
    """`XLSX`, `CSV` or `JSON`. Raises `InputRefused` for anything else, and `OSError`."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip():
        raise refuse("file-empty", file=path.name)
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(_COMPOUND_FILE):
        raise _refuse_compound(path)
    stranger = _stranger(head)
    if not stranger and path.suffix.lower() in _WORKBOOK_ENDINGS:
        stranger = (
            phrase("it is a text file") if b"\0" not in head else phrase("its content is of an unknown kind")
        )
    if stranger:
        raise refuse("not-a-workbook", file=path.name, found=stranger)
    return JSON if _looks_like_json(head) else CSV


def _kind_of_zip(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except (BadZipFile, EOFError, NotImplementedError) as error:
        raise refuse("not-a-workbook", file=path.name, found=phrase("it was cut off or damaged")) from error
    stranger = next((found for name, found in _PACKAGES if name in names), "")
    if not stranger and "[Content_Types].xml" not in names:
        stranger = phrase("it is a zip archive")
    if stranger:
        raise refuse("not-a-workbook", file=path.name, found=stranger)
    return XLSX


def _refuse_compound(path: Path) -> Exception:
    """Excel's encrypted workbooks and its old .xls come in the same container."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refuse("workbook-encrypted", file=path.name)
    is_old = any(name.encode("utf-16-le") in content for name in ("Workbook", "Book"))
    found = (
        phrase("it is a workbook of Excel 97 (.xls)") if is_old else phrase("it is an old Office document")
    )
    return refuse("not-a-workbook", file=path.name, found=found)


def _stranger(head: bytes) -> str:
    known = next((found for start, found in _STRANGERS if head.startswith(start)), "")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if known or not start.startswith(b"<"):
        return known
    is_page = start.startswith((b"<!doctype html", b"<html", b"<table", b"<head"))
    return phrase("it is a web page (HTML)") if is_page else phrase("it is an XML file")


def _looks_like_json(head: bytes) -> bool:
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"[", b"{"))
