"""`prune`: removes old run folders and forgets people in the ledger; amounts, digests and links stay.

A run is old when it ended before the limit, as the ledger has it. A run with
amounts still open is spared, folder and ledger alike: who is to pay or to be
paid back could not be told any more. Folders of runs that the ledger does not
know are spared too, but for runs that were only tried.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.history.run_folders import RunFolder, list_run_folders
from pipeline.history.spelling import tell_time
from pipeline.history.text_table import indent, lay_out
from pipeline.languages import N_, Words, phrase
from pipeline.ledger import Ledger, find_open, find_prunable, history, only_run, wipe
from pipeline.ledger import prune as forget
from pipeline.publish import CannotPublish, hold_lock

_HIDDEN = ".pruned"
OPEN, UNKNOWN = N_("amounts of it are still open"), N_("the ledger does not know it")


@dataclass(frozen=True)
class Spared:
    """An old run that stays, and why."""

    run_id: str
    why: str


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be: folders, runs made nameless in the ledger, and what was spared."""

    before: str
    folders: tuple[str, ...]
    runs: tuple[str, ...]
    spared: tuple[Spared, ...]
    is_dry_run: bool


def limit_of(days: int, now: str) -> str:
    """The time that many days before now, as the ledger stores times.

    >>> limit_of(2, "2026-11-26T03:00:00+00:00")
    '2026-11-24T03:00:00+00:00'
    """
    return (datetime.fromisoformat(now).astimezone(UTC) - timedelta(days=days)).isoformat(timespec="seconds")


def prune(ledger: Ledger, out: Path, before: str, *, now: str, is_dry_run: bool, is_forced: bool) -> Pruned:
    """Remove what ended before that time; `is_forced` spares nothing but what is newer or no run's folder.

    Folders go first: what a killed run left undone the next one does.
    Raises `TryLater` while a run works there, `CannotPublish` where a folder
    cannot be removed.
    """
    with hold_lock(out), only_run(ledger):
        open_runs = set(find_open(ledger, now)["run_id"])
        ended = dict(history(ledger)[["run_id", "finished_at"]].itertuples(index=False, name=None))
        old = [one for one in list_run_folders(out) if _end_of(one, ended) < before]
        spared = {} if is_forced else dict(_spare(old, find_prunable(ledger, before), open_runs, ended))
        gone = [one for one in old if one.run_id not in spared]
        runs = [run_id for run_id in find_prunable(ledger, before) if run_id not in spared]
        if not is_dry_run:
            for folder in gone:
                _remove(folder)
            for leftover in out.glob(f".*{_HIDDEN}"):  # of a prune that was killed
                shutil.rmtree(leftover)
            runs = forget(ledger, before, now=now, spared=set(spared))
            wipe(ledger)
    told = tuple(Spared(run_id, why) for run_id, why in sorted(spared.items()))
    return Pruned(before, tuple(one.path.name for one in gone), tuple(runs), told, is_dry_run)


def _end_of(folder: RunFolder, ended: dict[str, str]) -> str:
    """When the run ended, as stored: the later of what the ledger and the manifest say."""
    try:
        stated = datetime.fromisoformat(folder.finished_at).astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:
        return "9999"
    return max(stated, ended.get(folder.run_id, ""))


def _spare(
    old: Collection[RunFolder], prunable: Collection[str], open_runs: set[str], ended: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for run_id in {*prunable, *(one.run_id for one in old)}:
        if run_id in open_runs:
            yield run_id, OPEN
    for one in old:
        if one.run_id not in ended and not one.manifest.get("dry_run"):
            yield one.run_id, UNKNOWN


def _remove(folder: RunFolder) -> None:
    """Take the folder's name away first, so that it is never half there."""
    hidden = folder.path.with_name(f".{folder.path.name}{_HIDDEN}")
    try:
        folder.path.rename(hidden)
        shutil.rmtree(hidden)
    except OSError as error:
        why = error.strerror or str(error)
        said = phrase("The folder {folder} could not be removed: {why}", folder=folder.path, why=why)
        raise CannotPublish(error.errno, said) from error


def print_pruned(pruned: Pruned, words: Words) -> str:
    """What was removed and what was spared."""
    folders, runs = len(pruned.folders), len(pruned.runs)
    if pruned.is_dry_run:
        removed = words.count(
            "Would be removed: {number} folder", "Would be removed: {number} folders", folders
        )
        forgotten = words.count(
            "Would be forgotten: personal fields of {number} run",
            "Would be forgotten: personal fields of {number} runs",
            runs,
        )
    else:
        removed = words.count("Removed: {number} folder", "Removed: {number} folders", folders)
        forgotten = words.count(
            "Forgotten: personal fields of {number} run", "Forgotten: personal fields of {number} runs", runs
        )
    lines = [words.say("Runs that ended before {time}", time=tell_time(pruned.before, words)), removed]
    lines += [*indent(pruned.folders), forgotten, *indent(pruned.runs)]
    if pruned.spared:
        rows = [[one.run_id, words.text(one.why)] for one in pruned.spared]
        lines.append(words.count("Spared: {number} run", "Spared: {number} runs", len(rows)))
        lines += indent(lay_out((words.say("Run"), words.say("Why")), rows))
    return "\n".join(lines) + "\n"


def plain_pruned(pruned: Pruned) -> dict[str, Any]:
    """The same for programs."""
    spared = [{"run_id": one.run_id, "why": one.why} for one in pruned.spared]
    return {
        "before": pruned.before,
        "dry_run": pruned.is_dry_run,
        "folders": list(pruned.folders),
        "runs": list(pruned.runs),
        "spared": spared,
    }
