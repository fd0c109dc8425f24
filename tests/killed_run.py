"""Runs the program and kills it just before it does what the first argument names."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from pipeline import remember
from pipeline.cli import main

_RENAME = Path.rename


def die(*_: Any, **__: Any) -> None:
    """End like a process that was killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def rename(self: Path, target: Path) -> Path:
    """Die at the renaming of a run's folder; other files move on."""
    if self.name.endswith(".building"):
        die()
    return _RENAME(self, target)


if __name__ == "__main__":
    spot = sys.argv.pop(1)
    if spot == "rename":
        Path.rename = rename  # type: ignore[method-assign]
    else:
        setattr(remember, f"{spot}_run", die)
    main()
