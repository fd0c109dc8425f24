"""Folders that runs left: found by their manifest, never by their name alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.problems import refuse
from pipeline.publish import MANIFEST


@dataclass(frozen=True)
class RunFolder:
    """A folder with the manifest of the run that left it under that very name."""

    path: Path
    manifest: dict[str, Any]

    @property
    def run_id(self) -> str:
        """The run as the ledger names it: by its folder."""
        return str(self.manifest["folder"])

    @property
    def finished_at(self) -> str:
        """When the run ended."""
        return str(self.manifest["finished_at"])


def read_run_folder(path: Path) -> RunFolder | None:
    """The folder as a run left it; None if it is anything else, a link to one too."""
    try:
        if path.is_symlink() or not path.is_dir():
            return None
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("folder") != path.name:
        return None
    has_texts = all(isinstance(manifest.get(name), str) for name in ("run_id", "finished_at"))
    return RunFolder(path, manifest) if has_texts and path.name.startswith(manifest["run_id"]) else None


def list_run_folders(out: Path) -> Iterator[RunFolder]:
    """Every run's folder right below `out`, by name."""
    for path in sorted(out.iterdir()):
        found = read_run_folder(path)
        if found is not None:
            yield found


def find_run_folder(run_id: str, folder: str, out: Path) -> RunFolder:
    """The folder of a recorded run. Refused as run-folder-missing if it is not there."""
    path = out / (folder or run_id)
    found = read_run_folder(path)
    if found is None or found.run_id != run_id:
        raise refuse("run-folder-missing", file=str(path), found=run_id)
    return found
