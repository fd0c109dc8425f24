"""One correction run from files to a folder: read, correct, write, publish.

The clock and the choice of names are the caller's; this module only puts the
pieces in their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.digests import describe_files, digest_of
from pipeline.documents import Head, Readers, gather_documents, write_documents
from pipeline.guards import check_plan, read_plan
from pipeline.hand_back import ClerkWords, hand_back
from pipeline.intake import Intake, Tell
from pipeline.journal import write_journal
from pipeline.kept_inputs import Asked, keep_inputs
from pipeline.languages import phrase
from pipeline.messages import Message, count_messages, write_messages
from pipeline.publish import RunFolder, find_free_name, hold_lock
from pipeline.remember import Memory, make_entry
from pipeline.reports.json_files import build_facts, write_problems, write_summary
from pipeline.reports.reconciliation_csv import write_reconciliation_csv
from pipeline.reports.reconciliation_xlsx import write_reconciliation_xlsx
from pipeline.reports.report import Report
from pipeline.reports.stock_csv import write_stock_csv
from pipeline.undoing import write_undo_file
from pipeline.updated_orders import name_outputs, write_orders
from pipeline.version import VERSION
from pipeline.work_out import Request, Worked, plan_of, work_out
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
    messages: tuple[Message, ...] | None = None


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
        files = sorted(f"{path.name}/" if path.is_dir() else path.name for path in folder.path.iterdir())
        entry = None if memory is None else _announce(memory, request, worked, folder.path)
        listed = sorted([*files, "summary.json", "manifest.json"])
        _summarise(worked, folder.path / "summary.json", listed)
        tell(phrase("Publishing the folder"))
        final = folder.publish(build_facts(report), started_at=started_at, finished_at=request.now())
        if memory is not None and entry is not None:
            tell(phrase("Recording the run"))
            memory.record(entry)
    updated = _list_updated(request, worked.intake, final)
    messages = None if worked.messages is None else tuple(worked.messages)
    return Result(report, final, tuple(listed), worked.exit_status, updated, messages)


def _summarise(worked: Worked, destination: Path, files: list[str]) -> None:
    counted = None if worked.messages is None else count_messages(worked.messages)
    write_summary(worked.report, destination, files=files, exit_status=worked.exit_status, messages=counted)


def _list_updated(
    request: Request, intake: Intake, folder: Path
) -> tuple[tuple[tuple[Path, Path], ...], ...]:
    if request.is_dry_run:
        return ()
    return tuple(
        tuple((read, folder / name) for read, name in zip(export.files, names, strict=True))
        for export, names in zip(intake.exports, name_outputs(intake.exports), strict=True)
    )


def _list_inputs(report: Report) -> list[dict[str, Any]]:
    """The files that were read, as the ledger names them."""
    roles = {"lines": "orders", "mapping": "policy", "template": "policy"}
    return [
        {"role": roles.get(one.kind, one.kind), "name": one.name, "sha256": one.digest, "size": one.size}
        for one in report.inputs
    ]


def _list_asked(request: Request) -> Asked:
    """What `verify` will have to ask for again."""
    return Asked(
        request.words,
        request.clerk_words,
        request.customer_words,
        request.documents,
        request.requested_by,
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
        conventions=records(report.conventions.drop(columns="facts")),
        control_totals=records(report.control_totals),
    )
    inputs = _list_inputs(report)
    entry = make_entry(facts, batch.reckoned, inputs, describe_files(building), report.documents)
    if batch.known is not None:
        asked = _list_asked(request)
        keep_inputs(building, request.sources, worked.intake.exports, batch.known, asked)
    memory.announce(entry, building, folder)
    return entry


def _write_files(folder: Path, request: Request, worked: Worked, tell: Tell) -> None:
    intake, outcome, report = worked.intake, worked.batch.outcome, worked.report
    if not request.is_dry_run:
        run_id = find_free_name(request.out, request.run_id).name
        kept = write_orders(folder, intake.exports, outcome, tell, worked.restoration)
        write_undo_file(folder, run_id, outcome, kept)
        if worked.messages is not None:
            write_messages(folder, worked.messages, worked.started_at)
        _write_documents(folder, request, worked, run_id)
        _write_journal(folder, run_id, worked)
    tell(phrase("Writing the reconciliation"))
    write_reconciliation_xlsx(report, folder / "reconciliation.xlsx")
    write_reconciliation_csv(report, folder / "reconciliation.csv")
    write_stock_csv(report, folder / "stock.csv")
    write_problems(report, folder / "problems.json")
    hand_back(folder, intake.edit_files, outcome, ClerkWords(request.clerk_words, request.words), tell)


def _write_documents(folder: Path, request: Request, worked: Worked, run_id: str) -> None:
    """The credit notes and invoices; none after a dry run, whose numbers will be given again."""
    seller = worked.intake.policy.seller
    undoes_run = worked.restoration.undoes_run if worked.restoration else ""
    head = Head(run_id, worked.started_at, seller, undoes_run)
    found = gather_documents(worked.report.documents, worked.batch.outcome, head)
    readers = Readers(request.customer_words, request.words)
    write_documents(folder, found, request.documents, readers)


def _write_journal(folder: Path, run_id: str, worked: Worked) -> None:
    """The journal as the policy wants it; a run that is only tried posts nothing."""
    journal, postings = worked.intake.policy.journal, worked.report.postings
    if journal is not None and postings is not None:
        write_journal(folder, postings, journal, run_id=run_id, started_at=worked.started_at)
