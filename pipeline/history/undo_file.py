"""Finds the workbook that takes an earlier run back."""

from __future__ import annotations

from pathlib import Path

from pipeline.digests import describe_file
from pipeline.history.find import find_run, open_existing
from pipeline.history.run_folders import find_run_folder
from pipeline.problems import refuse
from pipeline.undoing import UNDO_NAME


def find_undo_file(run_id: str, runs: Path, ledger: str, now: str) -> Path:
    """The run's `undo.xlsx`, in its folder below `runs`.

    With a ledger the run must be in it and the file be the one it recorded.
    Refused: ledger-missing, run-unknown, run-pruned, run-folder-missing,
    nothing-to-undo, undo-altered.
    """
    digest = _find_digest(run_id, ledger, now) if ledger else None
    path = find_run_folder(run_id, "", runs).path / UNDO_NAME
    if digest == "" or not path.is_file():
        raise refuse("nothing-to-undo", found=run_id)
    if digest is not None and describe_file(path)["sha256"] != digest:
        raise refuse("undo-altered", found=run_id)
    return path


def _find_digest(run_id: str, ledger: str, now: str) -> str:
    """The digest of the run's `undo.xlsx` in the ledger, "" if it left none."""
    with open_existing(ledger, now=now) as opened:
        shown = find_run(opened, run_id)
    if shown.pruned_at:
        raise refuse("run-pruned", found=run_id)
    files = shown.entry.files
    return "".join(files.loc[(files["name"] == UNDO_NAME) & (files["role"] == "output"), "sha256"])
