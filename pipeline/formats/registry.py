"""Finds the export formats by entry point, and the one that fits a file.

A format is an object with `name`, `title`, `sniff`, `read` and `write`
(`pipeline.formats.protocol.Format`), named by an entry point of the group
`order_corrections.formats`; the built-in ones take the same route.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from pipeline.formats.protocol import Format
from pipeline.languages.phrase import phrase
from pipeline.problems import refuse

GROUP = "order_corrections.formats"
HEAD_BYTES = 1 << 16
_BLANKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Byte order marks and white space, in UTF-16 too."""
MAPPED_FORMAT = "tables"
SURE = 90
"""From this on a format's own columns or members have been seen, not only usual ones."""


@lru_cache(maxsize=1)
def _load_formats() -> tuple[tuple[str, Format], ...]:
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple((point.name, cast(Format, point.load())) for point in found)


def formats() -> dict[str, Format]:
    """Every installed format by its name, in alphabetical order."""
    return dict(_load_formats())


def find_format(name: str) -> Format:
    """The format of that name. Refused as `format-unknown` if there is none."""
    known = formats()
    if name not in known:
        raise refuse(
            "format-unknown", file=name, found=phrase("no format {name}", name=name), known=", ".join(known)
        )
    return known[name]


def detect(path: Path, mapping: Path | None = None) -> Format:
    """The format that is surest to read the file; with a mapping, the mapped one.

    Refused: file-not-found, file-unreadable, file-empty, format-unknown.
    """
    head = _read_head(path)
    if mapping is not None:
        return find_format(MAPPED_FORMAT)
    best, score = _surest(path, head)
    if score <= 0:
        known = ", ".join(formats())
        raise refuse("format-unknown", file=path.name, found=_describe_head(head), known=known)
    return find_format(best)


def is_surely_export(path: Path) -> bool:
    """Whether a format is so sure of the file that it can be nothing else. Refused: as `detect`."""
    return _surest(path, _read_head(path))[1] >= SURE


def _surest(path: Path, head: bytes) -> tuple[str, int]:
    """The name of the format that is surest of the file, and how sure it is from 0 to 100."""
    scores = {name: candidate.sniff(path, head) for name, candidate in formats().items()}
    best = max(scores, key=lambda name: scores[name], default="")
    return best, scores.get(best, 0)


def _read_head(path: Path) -> bytes:
    if not path.is_file():
        raise refuse("file-not-found", file=str(path))
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise refuse("file-unreadable", file=path.name, found=error.strerror or "") from error
    if not head.strip(_BLANKS):
        raise refuse("file-empty", file=path.name)
    return head


def _describe_head(head: bytes) -> str:
    """The beginning of the file's first line, as far as it is text."""
    line = head.strip().splitlines()[0][:80]
    return phrase("it begins with {text}", text=repr(line.decode("utf-8", errors="replace")))
