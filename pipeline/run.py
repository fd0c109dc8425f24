"""One correction run from files to a folder: read, correct, write, publish.

The clock and the choice of names are the caller's; this module only puts the
pieces in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.comments import comment_rows
from pipeline.guards import check_plan, read_plan
from pipeline.intake import Intake, Tell
from pipeline.kept_inputs import Asked, Languages, keep_inputs
from pipeline.languages import Words, find_words
from pipeline.publish import RunFolder, describe_files, digest_of, find_free_name, hold_lock
from pipeline.remember import Memory, make_entry
from pipeline.reports.json_files import build_facts, write_problems, write_summary
from pipeline.reports.reconciliation_csv import write_reconciliation_csv
from pipeline.reports.reconciliation_xlsx import write_reconciliation_xlsx
from pipeline.reports.report import Report
from pipeline.reports.stock_csv import write_stock_csv
from pipeline.retell import retell_table
from pipeline.undoing import write_undo_file
from pipeline.updated_orders import name_outputs, write_orders
from pipeline.version import VERSION
from pipeline.work_out import Request, Worked, plan_of, work_out
from pipeline.workbook.annotate import annotate
from pipeline.workbook.header_language import find_language
from schemas.columns import records
from schemas.entry import Entry, RunFacts


@dataclass(frozen=True)
class Result:
    """What a run left: the report, its folder, the files in there, the exit status.

    `updated` has, for each export, every file that was read with the one
    written for it; nothing after a dry run.
    """

    report: Report
    folder: Path
    files: tuple[str, ...]
    exit_status: int
    updated: tuple[tuple[tuple[Path, Path], ...], ...] = ()


def run_correction(request: Request, tell: Tell) -> Result:
    """Correct the orders and leave one new folder, complete, below `request.out`.

    Raises `InputRefused` if an input is broken as a whole, `GuardRefused` if a
    guard stops the run (nothing is written), `AnotherRunHoldsTheLock`,
    `CannotPublish`.
    """
    with work_out(request, tell) as worked:
        if request.plan is not None:
            check_plan(read_plan(request.plan), plan_of(request, worked), name=request.plan.name)
        return _finish(request, worked, tell)


def _finish(request: Request, worked: Worked, tell: Tell) -> Result:
    """Write everything and publish it; the ledger, if there is one, comes last."""
    report, memory, started_at = worked.report, worked.memory, worked.started_at
    with hold_lock(request.out), RunFolder(request.out, request.run_id) as folder:
        _write_files(folder.path, request, worked, tell)
        files = sorted(path.name for path in folder.path.iterdir())
        entry = None if memory is None else _announce(memory, request, worked, folder.path)
        listed = sorted([*files, "summary.json", "manifest.json"])
        write_summary(report, folder.path / "summary.json", files=listed, exit_status=worked.exit_status)
        tell("Publishing the folder")
        final = folder.publish(build_facts(report), started_at=started_at, finished_at=request.now())
        if memory is not None and entry is not None:
            tell("Recording the run")
            memory.record(entry)
    updated = _list_updated(request, worked.intake, final)
    return Result(report, final, tuple(listed), worked.exit_status, updated)


def _list_updated(
    request: Request, intake: Intake, folder: Path
) -> tuple[tuple[tuple[Path, Path], ...], ...]:
    if request.is_dry_run:
        return ()
    return tuple(
        tuple((read, folder / name) for read, name in zip(export.files, names, strict=True))
        for export, names in zip(intake.exports, name_outputs(intake.exports), strict=True)
    )


def _announce(memory: Memory, request: Request, worked: Worked, building: Path) -> Entry | None:
    """Put what the ledger will hold into the folder; nothing for a run that is only tried."""
    batch, report = worked.batch, worked.report
    if batch.reckoned is None or request.is_dry_run:
        return None
    folder = find_free_name(request.out, request.run_id)
    facts = RunFacts(
        run_id=folder.name,
        kind="undo" if worked.restoration else "apply",
        undoes_run=worked.restoration.undoes_run if worked.restoration else "",
        started_at=worked.started_at,
        finished_at=request.now(),
        version=VERSION,
        policy_digest=digest_of(report.policy),
        plan_digest=plan_of(request, worked)["digest"],
        folder=folder.name,
        requested_by=request.requested_by,
        conventions=records(report.conventions),
        control_totals=records(report.control_totals),
    )
    roles = {"lines": "orders", "mapping": "policy"}
    inputs = [
        {"role": roles.get(one.kind, one.kind), "name": one.name, "sha256": one.digest, "size": one.size}
        for one in report.inputs
    ]
    entry = make_entry(facts, batch.reckoned, inputs, describe_files(building))
    if batch.known is not None:
        kept = Languages(request.words, request.clerk_words)
        asked = Asked(request.requested_by, kept)
        keep_inputs(building, request.sources, worked.intake.exports, batch.known, asked)
    memory.announce(entry, building, folder)
    return entry


def _write_files(folder: Path, request: Request, worked: Worked, tell: Tell) -> None:
    intake, outcome, report = worked.intake, worked.batch.outcome, worked.report
    if not request.is_dry_run:
        run_id = find_free_name(request.out, request.run_id).name
        kept = write_orders(folder, intake.exports, outcome, tell, worked.restoration)
        write_undo_file(folder, run_id, outcome, kept)
    tell("Writing the reconciliation")
    write_reconciliation_xlsx(report, folder / "reconciliation.xlsx")
    write_reconciliation_csv(report, folder / "reconciliation.csv")
    write_stock_csv(report, folder / "stock.csv")
    write_problems(report, folder / "problems.json")
    for name, edit_file in zip(_name_results(intake), intake.edit_files, strict=True):
        tell(f"Writing {name}")
        keys = edit_file.edits.rows["row_key"]
        rows = outcome.row_results.loc[outcome.row_results["row_key"].isin(keys)]
        label = edit_file.edits.rows["file"].iloc[0] if len(keys) else edit_file.path.name
        is_here = outcome.problems["row_key"].isin(keys) | (outcome.problems["file"] == label)
        words = request.clerk_words or _find_own_words(edit_file.path) or request.words
        told = retell_table(outcome.problems, words)
        annotate(edit_file.path, folder / name, comment_rows(rows, told), told.loc[is_here], words)


def _find_own_words(path: Path) -> Words | None:
    """The language the file of edits is written in, if it tells."""
    language = find_language(path)
    return find_words(language) if language else None


def _name_results(intake: Intake) -> list[str]:
    if len(intake.edit_files) == 1:
        return ["edits-result.xlsx"]
    return [f"edits-result-{n}-{one.path.stem}.xlsx" for n, one in enumerate(intake.edit_files, 1)]
