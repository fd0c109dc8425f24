"""What identifies a run's files and makings: names, sizes, SHA-256, versions."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline.version import VERSION

_LIBRARIES = ("pandas", "pandera", "openpyxl", "numpy", "pyarrow", "click")


def describe_file(path: Path) -> dict[str, Any]:
    """Name, SHA-256 and size in bytes of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"name": path.name, "sha256": digest, "size": os.fstat(file.fileno()).st_size}


def digest_of(content: object) -> str:
    """SHA-256 of plain data, the same for the same data in any order of its keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def describe_files(folder: Path) -> list[dict[str, Any]]:
    """Every file below the folder, in the order of their names, named from the folder on."""
    return [{**describe_file(folder / name), "name": name} for name in list_files(folder)]


def list_files(folder: Path) -> list[str]:
    """The names of every file below the folder, from the folder on, in their order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def list_versions() -> dict[str, str]:
    """The versions of this program, of Python and of the libraries that shape the results."""
    found = {"order-corrections": VERSION, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # installed without its metadata
            found[library] = "unknown"
    return found
