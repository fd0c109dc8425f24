"""Where a run's files go: one new folder, complete or absent.

The folder is built beside its place, on the same file system, under a hidden
name; it gets its own name in one step when every file in it is on the disk.
Whatever stops a run before that leaves nothing but the hidden folder, which
the next run clears away once the process that built it is gone.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.digests import describe_files, list_versions
from pipeline.languages import phrase
from pipeline.problems import TryLater

MANIFEST = "manifest.json"
LOCK_NAME = ".order-corrections.lock"
_BUILDING = re.compile(r"\A\..+\.(?P<pid>[0-9]+)\.building\Z")
_RUN_ID = re.compile(r"\A[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}\Z")
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SENTENCES = {
    errno.ENOSPC: phrase("there is no room left on the disk"),
    errno.EDQUOT: phrase("the disk quota is used up"),
    errno.EFBIG: phrase("the file would be larger than allowed"),
    errno.EROFS: phrase("it is on a disk that cannot be written to"),
    errno.EACCES: phrase("you may not write there"),
    errno.EPERM: phrase("you may not write there"),
    errno.ENOTDIR: phrase("a file stands where a folder should be"),
    errno.EEXIST: phrase("a file stands where a folder should be"),
    errno.ENOENT: phrase("it was removed meanwhile"),
    errno.ENAMETOOLONG: phrase("its name is too long"),
    errno.ENOLCK: phrase("files on that disk cannot be locked"),
    errno.EOPNOTSUPP: phrase("files on that disk cannot be locked"),
}


class CannotPublish(OSError):
    """The results could not be written; nothing half written is left. Its text is one sentence."""

    def __str__(self) -> str:
        """The sentence alone, without the number of the error."""
        return self.strerror or ""


class AnotherRunHoldsTheLock(TryLater):
    """Another run is writing into the same folder: try again later (exit status 75)."""


@contextmanager
def hold_lock(out: Path) -> Iterator[None]:
    """Be the only run that writes into `out`, which is made if it is missing.

    Raises `AnotherRunHoldsTheLock` at once when another process is; the lock
    ends with the process, however it ends. Raises `CannotPublish` where the
    folder cannot be written.
    """
    with _told_as(out):
        out.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
        lock = os.open(out / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _FILE_MODE)
    try:
        with _told_as(out):
            is_ours = _try_lock(lock)
        if not is_ours:
            said = phrase("Another run is writing into {folder}. Try again when it is done.", folder=out)
            raise AnotherRunHoldsTheLock(said)
        yield
    finally:
        os.close(lock)


class RunFolder:
    """The folder of one run while it is being built.

    Use it in a `with` block, write the files into `path`, then call `publish`. Leaving the block
    without that removes everything. The caller holds the lock of `out`. No clock: times are given as text.
    """

    def __init__(self, out: Path, run_id: str) -> None:
        if _RUN_ID.match(run_id) is None:
            raise ValueError(f"{run_id!r} cannot be the name of a folder")
        self._out = out
        self._run_id = run_id
        self._lock = -1
        self._is_published = False
        self.path = out / f".{run_id}.{os.getpid()}.building"

    def __enter__(self) -> Self:
        """Make the hidden folder, after clearing away those of runs that died."""
        with _told_as(self._out):
            self._out.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
            clear_stale_folders(self._out)
            self.path.mkdir(mode=_FOLDER_MODE)
            self._lock = _lock_folder(self.path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not published; a full disk is told as `CannotPublish`."""
        if not self._is_published:
            shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)
        if isinstance(raised, OSError) and not isinstance(raised, CannotPublish) and self._is_ours(raised):
            raise _sentence(raised, self._out) from raised

    def _is_ours(self, raised: OSError) -> bool:
        if raised.filename is None:
            return raised.errno in _NO_ROOM
        return self.path in (Path(os.fsdecode(raised.filename)), *Path(os.fsdecode(raised.filename)).parents)

    def publish(self, facts: Mapping[str, Any], *, started_at: str, finished_at: str) -> Path:
        """Give the folder its name, with the manifest as the last file in it.

        `facts` go into the manifest beside the versions and the digest and
        size of every file in the folder. All is on the disk before the folder
        appears, only its owner can read it, and a folder that is already
        there is left alone: the new one then ends in -2, -3, …
        """
        with _told_as(self._out):
            final = find_free_name(self._out, self._run_id)
            manifest = {
                **facts,
                "run_id": self._run_id,
                "folder": final.name,
                "started_at": started_at,
                "finished_at": finished_at,
                "versions": list_versions(),
                "outputs": describe_files(self.path),
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
            (self.path / MANIFEST).write_text(text, encoding="utf-8")
            _secure(self.path)
            self.path.rename(final)
            self._is_published = True
            _sync(self._out)
        return final


def replace_file(path: Path, content: str | bytes) -> None:
    """Give the file that content in one step, for its owner alone. Raises `CannotPublish`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.building")
    try:
        with _told_as(path):
            beside.write_bytes(content.encode() if isinstance(content, str) else content)
            beside.chmod(_FILE_MODE)
            _sync(beside)
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def find_free_name(out: Path, run_id: str) -> Path:
    """The folder of that name, or the first of -2, -3, … that is not there yet."""
    free, number = out / run_id, 1
    while os.path.lexists(free):
        number += 1
        free = out / f"{run_id}-{number}"
    return free


def clear_stale_folders(out: Path) -> list[str]:
    """Remove hidden folders whose process is gone; the names of those removed.

    A folder goes only when nobody holds its lock and no other living process has the number
    in its name. One that cannot be removed is left for later.
    """
    removed = []
    for folder in sorted(out.glob(".*.building")):
        named = _BUILDING.match(folder.name)
        if named is None or folder.is_symlink() or not folder.is_dir():
            continue
        if not _is_other_process(int(named["pid"])) and _is_unlocked(folder):
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder.name)
    return removed


def _is_other_process(pid: int) -> bool:
    """Whether another process of that number lives (in a container numbers come again)."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is_unlocked(folder: Path) -> bool:
    """Whether nobody holds the folder's lock; where that cannot be told, somebody does."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return _try_lock(handle)
    except OSError:
        return False
    finally:
        os.close(handle)


def _lock_folder(folder: Path) -> int:
    """The handle that holds the new folder's lock; the folder is removed where that fails."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        _try_lock(handle)
    except OSError:
        folder.rmdir()
        raise
    return handle


def _try_lock(handle: int) -> bool:
    """Whether the lock was free and is now held; `OSError` where files cannot be locked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _secure(folder: Path) -> None:
    """Set the modes and bring every file and folder to the disk, the folder itself last."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told_as(out: Path) -> Iterator[None]:
    """Tell failures of the file system in a sentence."""
    try:
        yield
    except OSError as raised:
        raise _sentence(raised, out) from raised


def _sentence(raised: OSError, out: Path) -> CannotPublish:
    why = _SENTENCES.get(raised.errno or 0, raised.strerror or str(raised))
    said = phrase("The results could not be written into {folder}: {why}", folder=out, why=why)
    return CannotPublish(raised.errno, said)
