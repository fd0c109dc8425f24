"""A run worked out: everything read, corrected and reported on, nothing written yet.

The clock and the choice of names are the caller's. A plan and a run start
from the same `Worked`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from pipeline.approval import released_by
from pipeline.comments import comment_rows
from pipeline.digests import describe_file
from pipeline.documents import check_pdf
from pipeline.engines import Batch, run_batch, run_engine
from pipeline.guards import Expected, Plan, build_plan, check_expected
from pipeline.intake import Intake, Sources, Tell, read_everything
from pipeline.issue import Before, issue_documents
from pipeline.languages import ENGLISH, Words, phrase
from pipeline.messages import Message, Occasion, compose_messages, list_templates, tell_doubts
from pipeline.noticed import put_first, put_last
from pipeline.post import post
from pipeline.problems import Problem, problem
from pipeline.remember import Memory, remembering
from pipeline.reports.report import InputFile, Report
from pipeline.retell import retell_table
from pipeline.undoing import find_restoration
from pipeline.version import VERSION
from schemas import columns
from schemas.document import DOCUMENTS
from schemas.kept import Restoration
from schemas.ledger import Known
from schemas.outcome import Outcome

DONE, PARTLY_DONE = 0, 4


@dataclass(frozen=True)
class Request:
    """One run as asked for. `now` gives the time as text whenever it is called.

    `expected` are the preparer's control totals; with a `plan` the run is
    refused unless it does exactly what the plan says. `known`: what the
    ledger said, for a run that is done once more without its ledger; nothing
    is recorded then. `words`: the language of the reports; `clerk_words` that
    of the annotated workbooks, each file's own if not given; `customer_words`
    that of all messages and documents, each customer's own if not given.
    `documents`: credit notes and invoices as pages ("html") or PDF as well ("pdf"), or
    none ("").
    """

    sources: Sources
    out: Path
    run_id: str
    command: tuple[str, ...]
    now: Callable[[], str]
    is_dry_run: bool = False
    parts: int = 1
    ledger: str = ""
    requested_by: str = ""
    expected: Expected = field(default_factory=Expected)
    plan: Path | None = None
    known: Known | None = None
    words: Words = ENGLISH
    clerk_words: Words | None = None
    customer_words: Words | None = None
    documents: str = ""


@dataclass(frozen=True)
class Worked:
    """A run worked out, before anything is written: `memory` is the ledger, if there is one.

    `restoration`: what the edits put back, if they take a run back. `messages`:
    those to customers, None if none were asked for.
    """

    intake: Intake
    batch: Batch
    report: Report
    started_at: str
    memory: Memory | None = None
    restoration: Restoration | None = None
    messages: list[Message] | None = None

    @property
    def exit_status(self) -> int:
        """0 if everything was done, 4 if something was held or rejected."""
        counts = self.report.row_counts
        return PARTLY_DONE if counts["held"] or counts["rejected"] else DONE


@contextmanager
def work_out(request: Request, tell: Tell) -> Iterator[Worked]:
    """The run worked out and found to meet its control totals; the ledger is held meanwhile."""
    if request.documents == "pdf":
        check_pdf()
    started_at = request.now()
    intake = read_everything(request.sources, tell)
    restoration = find_restoration(intake, request.sources)
    with remembering(request.ledger, started_at) if request.ledger else nullcontext() as memory:
        tell(phrase("Correcting the orders"))
        if request.known is not None:
            batch = _correct_again(request, intake, request.known, restoration)
        elif memory is None:
            batch = Batch(_correct_alone(request, intake, restoration))
        else:
            batch = _correct_remembering(request, intake, memory, restoration)
        documents = _issue(request, batch, restoration.undoes_run if restoration else "")
        batch, postings = post(batch, intake.policy.journal, request.words, documents, restoration)
        is_undo = restoration is not None
        messages = _compose(request, intake, batch.outcome, started_at, is_undo=is_undo)
        noticed = [*tell_doubts(messages or []), *_notice_documents(request, intake, batch)]
        report = replace(
            _make_report(request, intake, put_last(batch.outcome, noticed), started_at),
            postings=postings,
            documents=documents,
        )
        check_expected(request.expected, report.rows_read, report.control_totals)
        yield Worked(intake, batch, report, started_at, memory, restoration, messages)


def _compose(
    request: Request, intake: Intake, outcome: Outcome, started_at: str, *, is_undo: bool
) -> list[Message] | None:
    """The messages to customers, if there are templates for them."""
    if intake.templates is None:
        return None
    occasion = Occasion(
        templates=intake.templates,
        asked=request.customer_words,
        default=request.words,
        shop=intake.policy.shop_name,
        moment=started_at,
        are_keys_kept=not is_undo,
    )
    return compose_messages(occasion, intake.tables, outcome)


def _issue(request: Request, batch: Batch, undoes_run: str) -> pd.DataFrame:
    """The documents of the run: `schemas.document.DOCUMENTS`; none unless they are asked for."""
    if not request.documents:
        return columns.empty(DOCUMENTS)
    if batch.reckoned is None or batch.known is None:
        return issue_documents(batch.outcome)
    return issue_documents(batch.outcome, Before(batch.known.earlier, batch.reckoned.edits, undoes_run))


def _notice_documents(request: Request, intake: Intake, batch: Batch) -> list[Problem]:
    """What somebody should know before the documents are sent."""
    if not request.documents:
        return []
    codes = ["seller-unknown"] if not intake.policy.seller else []
    codes += ["documents-not-counted"] if batch.known is None else []
    return [problem(code) for code in codes]


def plan_of(request: Request, worked: Worked) -> Plan:
    """The plan of the run: what it does and what that was made from."""
    inputs = [
        {"kind": one.kind, "name": one.name, "sha256": one.digest, "bytes": one.size}
        for one in worked.report.inputs
        if one.kind != "template"  # what customers are told of it changes nothing that is done
    ]
    return build_plan(
        worked.batch.outcome,
        inputs=inputs,
        settings={"currency": request.sources.currency, "format": request.sources.format},
        policy=worked.report.policy,
        version=VERSION,
    )


def _correct_remembering(
    request: Request, intake: Intake, memory: Memory, restoration: Restoration | None
) -> Batch:
    """The batch in the light of the earlier runs in the ledger, and of who approved what they held."""

    def released_of(orders: pd.DataFrame, requests: pd.Series) -> frozenset[int]:
        approvals = memory.approvals_of(orders)
        return released_by(approvals, requests, intake.policy, request.requested_by)

    batch = run_batch(
        intake.tables,
        intake.edits,
        intake.policy,
        memory.earlier_of,
        released_of,
        parts=request.parts,
        broken_rows=intake.broken_rows,
        set_aside=intake.set_aside,
        restoration=restoration,
        is_itemised=bool(request.documents),
    )
    return replace(batch, outcome=put_first(batch.outcome, intake.problems))


def _correct_again(request: Request, intake: Intake, known: Known, restoration: Restoration | None) -> Batch:
    """The batch in the light of what was known when it was done first."""
    batch = run_batch(
        intake.tables,
        intake.edits,
        intake.policy,
        lambda _: known.earlier,
        lambda _orders, _requests: known.released,
        parts=request.parts,
        broken_rows=intake.broken_rows,
        set_aside=intake.set_aside,
        restoration=restoration,
        is_itemised=bool(request.documents),
    )
    return replace(batch, outcome=put_first(batch.outcome, intake.problems))


def _correct_alone(request: Request, intake: Intake, restoration: Restoration | None) -> Outcome:
    """The outcome of a run that knows no other."""
    is_itemised = bool(request.documents)
    return correct_intake(intake, parts=request.parts, restoration=restoration, is_itemised=is_itemised)


def correct_intake(
    intake: Intake,
    *,
    parts: int = 1,
    restoration: Restoration | None = None,
    is_itemised: bool = False,
) -> Outcome:
    """The outcome of everything read, with the readers' own problems before the others."""
    outcome = run_engine(
        intake.tables,
        intake.edits,
        intake.policy,
        parts=parts,
        broken_rows=intake.broken_rows,
        set_aside=intake.set_aside,
        restoration=restoration,
        is_itemised=is_itemised,
    )
    return put_first(outcome, intake.problems)


def _make_report(request: Request, intake: Intake, outcome: Outcome, started_at: str) -> Report:
    problems = retell_table(outcome.problems, request.words)
    return Report(
        run_id=request.run_id,
        version=VERSION,
        command=request.command,
        inputs=tuple(_describe_inputs(request.sources, intake)),
        rows_read=sum(one.rows_read for one in intake.edit_files),
        policy=intake.policy.as_plain(),
        is_dry_run=request.is_dry_run,
        reconciliation=outcome.reconciliation,
        row_results=comment_rows(outcome.row_results, problems),
        changes=outcome.changes,
        tax_by_rate=outcome.tax_by_rate,
        misfits=outcome.misfits,
        control_totals=outcome.control_totals,
        conventions=outcome.conventions,
        problems=problems,
        words=request.words,
        stock=outcome.stock,
        requested_by=request.requested_by,
        started_at=started_at,
    )


def _describe_inputs(sources: Sources, intake: Intake) -> list[InputFile]:
    described = []
    for export in intake.exports:
        for place, path in enumerate(export.files):
            count = len(export.tables.orders) + len(export.broken_orders) if place == 0 else 0
            described.append(_describe(path, "orders" if place == 0 else "lines", count))
    described += [_describe(one.path, "edits", one.rows_read) for one in intake.edit_files]
    read = {path for export in intake.exports for path in export.files}
    others = [("mapping", path) for path in (*sources.orders, sources.mapping) if path not in read]
    others.append(("policy", sources.policy))
    others += [("template", path) for path in list_templates(sources.messages)] if sources.messages else []
    return [*described, *(_describe(path, kind, 0) for kind, path in others if path is not None)]


def _describe(path: Path, kind: str, count: int) -> InputFile:
    facts = describe_file(path)
    return InputFile(path.name, kind, facts["sha256"], facts["size"], count)
