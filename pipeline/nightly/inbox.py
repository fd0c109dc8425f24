"""The inbox: which files wait in it, which of them have settled, and where they are moved.

No clock is read: a file has settled when it looks the same twice, some
seconds apart, so a clock that is wrong or set back changes nothing. Moves are
renames within the inbox and never overwrite.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.nightly.facts import ATTENTION, DONE

SUB_FOLDERS = (DONE, ATTENTION)
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload")
_LITTER = ("thumbs.db", "desktop.ini")
_LONGEST_NAME_BYTES = 240


@dataclass(frozen=True)
class Look:
    """A file as it stood at one moment."""

    size: int
    changed_ns: int
    number: int


def prepare_inbox(inbox: Path) -> None:
    """Make the two sub-folders as open or closed as the inbox itself. Raises `OSError`."""
    mode = stat.S_IMODE(inbox.stat().st_mode)
    for name in SUB_FOLDERS:
        if not (inbox / name).is_dir():
            (inbox / name).mkdir()
            (inbox / name).chmod(mode)


def look_at(path: Path) -> Look | None:
    """The file as it stands; None if it is gone or no plain file."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return Look(found.st_size, found.st_mtime_ns, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def find_owner(path: Path) -> str:
    """Who the file belongs to, as the one who asks for its edits; "" where nobody knows."""
    try:
        return path.owner()
    except (OSError, KeyError):
        return ""


def list_waiting(inbox: Path) -> dict[Path, Look]:
    """The files that wait, by name; hidden, unfinished and Excel's own lock files are none."""
    looks = {path: look_at(path) for path in sorted(inbox.iterdir()) if _is_meant(path.name)}
    return {path: look for path, look in looks.items() if look is not None}


def find_settled(inbox: Path, seconds: int, wait: Callable[[int], None]) -> tuple[list[Path], list[Path]]:
    """The files that did not change within that time, and those that did or came meanwhile."""
    before = list_waiting(inbox)
    if not before:
        return [], []
    wait(seconds)
    after = list_waiting(inbox)
    settled = [path for path, look in after.items() if before.get(path) == look]
    return settled, [path for path in after if path not in settled]


def show_name(path: Path) -> str:
    """The file's name as text, whatever bytes it is made of."""
    return path.name.encode(errors="replace").decode()


def name_beside(run_id: str, path: Path, ending: str) -> str:
    """The name a file gets when it is moved, or one that goes beside it: the run in front, cut to fit.

    >>> name_beside("night-001", Path("inbox/edits.csv"), ".csv")
    'night-001-edits.csv'
    """
    stem = path.stem
    while len(os.fsencode(f"{run_id}-{stem}{ending}")) > _LONGEST_NAME_BYTES and stem:
        stem = stem[:-1]
    return f"{run_id}-{stem}{ending}"


def find_free_place(folder: Path, name: str) -> Path:
    """The place of that name in the folder, or the first of -2, -3, … that is free."""
    wanted = folder / name
    free, number = wanted, 1
    while os.path.lexists(free):
        number += 1
        free = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return free


def move_away(path: Path, place: Path) -> None:
    """Rename the file to a free place of the same file system. Raises `OSError`."""
    path.rename(place)


def write_beside(place: Path, content: bytes, like: Path) -> None:
    """A new file, complete or absent, that those may read who may read `like`. Raises `OSError`."""
    half = half_written(place)
    with half.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.chmod(stat.S_IMODE(like.stat().st_mode) & 0o666)
    half.rename(place)


def half_written(place: Path) -> Path:
    """Where a file stands while it is being written."""
    return place.with_name(f".{place.name}.part")


def _is_meant(name: str) -> bool:
    is_hidden = name.startswith((".", "~$"))
    return not is_hidden and not name.lower().endswith(_UNFINISHED) and name.lower() not in _LITTER
