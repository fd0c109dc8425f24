"""The log: one JSON object a line, each written out at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Write = Callable[[str], None]


def make_line(event: str, facts: dict[str, Any], *, at: str) -> str:
    """One event as a line.

    >>> make_line("night-started", {"files": 2}, at="2026-11-26T02:30:00+00:00")
    '{"at": "2026-11-26T02:30:00+00:00", "event": "night-started", "files": 2}'
    """
    return json.dumps({"at": at, "event": event, **facts}, ensure_ascii=False)


def append_line(place: Path, line: str) -> None:
    """Add a line to the file, which only its owner can read if it is new. Raises `OSError`."""
    handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
        stream.write(f"{line}\n")
