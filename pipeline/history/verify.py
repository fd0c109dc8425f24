"""`verify`: a past run calculated again from its kept inputs, and compared file by file.

The run is given what it was given then: the same files, the same knowledge of
earlier runs, its own name and times. Every output must then come out again as
its digest in the ledger and the manifest says.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.digests import describe_file, list_files
from pipeline.history.compare import compare_plain, find_difference
from pipeline.history.run_folders import RunFolder, find_run_folder
from pipeline.history.text_table import lay_out
from pipeline.intake import Sources
from pipeline.kept_inputs import KEPT, Asked, read_kept
from pipeline.languages import N_, Words, phrase
from pipeline.languages.phrase import listed
from pipeline.ledger import Shown
from pipeline.problems import InputRefused, as_phrase, refuse
from pipeline.publish import MANIFEST
from pipeline.remember import ENTRY_NAME
from pipeline.run import run_correction
from pipeline.version import VERSION
from pipeline.work_out import Request
from schemas import columns
from schemas.ledger import Known

_FACTS = ("inputs", "policy", "conventions", "control_totals", "dry_run")
SAME, DIFFERENT, MISSING, CHANGED = N_("same"), N_("different"), N_("missing"), N_("changed since")


@dataclass(frozen=True)
class Verdict:
    """What became of one file: same, different, missing or changed since; `where` says where it differs."""

    name: str
    result: str
    where: str = ""


@dataclass(frozen=True)
class Verified:
    """The run and the verdict on each of its files."""

    run_id: str
    version: str
    verdicts: tuple[Verdict, ...]

    @property
    def is_same(self) -> bool:
        """Whether every file came out as it was."""
        return all(one.result == SAME for one in self.verdicts)


def verify_run(shown: Shown, out: Path) -> Verified:
    """Calculate the recorded run again and compare.

    Refused: run-folder-missing, inputs-missing (also where a kept input is not
    what the run read). Raises `CannotPublish` where there is no room beside
    the folder.
    """
    run = shown.entry.run
    folder = find_run_folder(run.run_id, run.folder, out)
    kept = _read_inputs(folder)
    recorded = {
        row["name"]: row["sha256"] for row in columns.records(shown.entry.files) if row["role"] == "output"
    }
    with _place_beside(folder) as beside:
        again = _run_again(folder, kept, beside)
        verdicts = tuple(_compare(folder, again, recorded))
    return Verified(run.run_id, str(folder.manifest["version"]), verdicts)


def _read_inputs(folder: RunFolder) -> tuple[Sources, Known, Asked]:
    try:
        found = read_kept(folder.path)
    except (OSError, KeyError, ValueError) as error:
        hint = (
            error.strerror or str(error)
            if isinstance(error, OSError)
            else phrase("inputs/request.json is damaged")
        )
        raise refuse("inputs-missing", found=folder.run_id, hint=hint) from error
    kept = {one["digest"] for one in _describe_kept(folder.path / KEPT)}
    for read in folder.manifest["inputs"]:
        if read["digest"] not in kept:
            hint = phrase("{file} is not as it was read", file=read["name"])
            raise refuse("inputs-missing", found=folder.run_id, hint=hint)
    return found


def _describe_kept(inputs: Path) -> Iterator[dict[str, str]]:
    for path in inputs.rglob("*"):
        if path.is_file():
            yield {"digest": describe_file(path)["sha256"]}


@contextmanager
def _place_beside(folder: RunFolder) -> Iterator[Path]:
    """A hidden folder beside the run's, gone afterwards; the next run clears away what a killed one left."""
    place = folder.path.parent / f".verify-{folder.path.name}.{os.getpid()}.building"
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run_again(folder: RunFolder, kept: tuple[Sources, Known, Asked], beside: Path) -> Path:
    sources, known, asked = kept
    manifest = folder.manifest
    times = iter((manifest["started_at"],))
    request = Request(
        sources=sources,
        out=beside,
        run_id=manifest["run_id"],
        command=tuple(manifest["command"]),
        now=lambda: next(times, manifest["finished_at"]),
        is_dry_run=manifest["dry_run"],
        known=known,
        words=asked.reports,
        clerk_words=asked.workbooks,
        customer_words=asked.customers,
        documents=asked.documents,
        requested_by=asked.requested_by,
    )
    try:
        return run_correction(request, lambda _: None).folder
    except InputRefused as error:
        hint = listed((as_phrase(found) for found in error.problems), "; ")
        raise refuse("inputs-missing", found=folder.run_id, hint=hint) from error


def _compare(folder: RunFolder, again: Path, recorded: Mapping[str, str]) -> Iterator[Verdict]:
    listed = {one["name"]: one["sha256"] for one in folder.manifest["outputs"]}
    ours = {name for name in {*listed, *recorded} if not _is_left_out(name)}
    for name in sorted(ours | {name for name in list_files(again) if name != MANIFEST}):
        digests = {one[name] for one in (listed, recorded) if name in one}
        yield _judge(name, folder.path / name, again / name, digests)
    differences = _compare_manifests(folder.manifest, again)
    yield Verdict(MANIFEST, DIFFERENT if differences else SAME, differences)


def _is_left_out(name: str) -> bool:
    return name.startswith(f"{KEPT}/") or name == ENTRY_NAME


def _judge(name: str, before: Path, after: Path, digests: set[str]) -> Verdict:
    """The verdict on one file: as the run left it (`before`), and as it came out again (`after`)."""
    if not digests:
        return Verdict(name, DIFFERENT, phrase("the run did not write it"))
    if len(digests) > 1:
        return Verdict(name, DIFFERENT, phrase("the manifest has another digest than the ledger"))
    if not before.exists():
        return Verdict(name, MISSING, phrase("it is not in the run's folder any more"))
    where = find_difference(before, after) if after.exists() else phrase("it is not written any more")
    if describe_file(before)["sha256"] not in digests:
        return Verdict(name, CHANGED, where)
    return Verdict(name, DIFFERENT, where) if where else Verdict(name, SAME)


def _compare_manifests(manifest: dict[str, Any], again: Path) -> str:
    """The first difference of what the manifests say of inputs, policy, conventions and totals."""
    other = json.loads((again / MANIFEST).read_text(encoding="utf-8"))
    before, after = ({name: one[name] for name in _FACTS} for one in (manifest, other))
    return next(compare_plain(before, after), "")


def print_verified(verified: Verified, words: Words) -> str:
    """File by file, and the verdict."""
    rows = [[one.name, words.text(one.result), words.fact(one.where)] for one in verified.verdicts]
    lines = lay_out((words.say("File"), words.say("Result"), words.say("Where")), rows)
    said = [_tell_verdict(verified, words)]
    if verified.version != VERSION:
        said.append(
            words.say(
                "It was made by version {version}, this is version {this}.",
                version=verified.version,
                this=VERSION,
            )
        )
    return "\n".join([*lines, "", *said]) + "\n"


def _tell_verdict(verified: Verified, words: Words) -> str:
    if verified.is_same:
        return words.say("Run {run}: The same in every file.", run=verified.run_id)
    wrong = sum(one.result != SAME for one in verified.verdicts)
    return words.count(
        "Run {run}: {number} file of {files} not as the run left it.",
        "Run {run}: {number} files of {files} not as the run left it.",
        wrong,
        run=verified.run_id,
        files=words.number(len(verified.verdicts)),
    )


def plain_verified(verified: Verified) -> dict[str, Any]:
    """The same for programs."""
    files = [{"name": one.name, "result": one.result, "where": one.where} for one in verified.verdicts]
    return {"run_id": verified.run_id, "same": verified.is_same, "version": verified.version, "files": files}
