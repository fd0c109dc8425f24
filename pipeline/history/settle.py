"""`settle`: marks amounts as collected or refunded, once, and tells what did not fit."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.history.csv_records import read_csv_rows
from pipeline.history.find import list_unknown
from pipeline.history.order_list import Listed, read_order_list
from pipeline.history.payment_layouts import find_layout, read_layout
from pipeline.history.payments import read_payments
from pipeline.history.runs import spell_row
from pipeline.history.settling import (
    REASONS,
    Decided,
    Left,
    decide_list,
    decide_payments,
    list_settled,
    plain_left,
)
from pipeline.history.spelling import add_up, plain_sums, tell_amount, tell_sums
from pipeline.history.text_table import indent, lay_out
from pipeline.languages import N_, Words
from pipeline.ledger import Ledger, list_amounts, only_run
from pipeline.ledger import settle as mark_settled
from pipeline.problems import InputRefused
from pipeline.reports.cell_text import neutralise
from pipeline.reports.wording import name_of

_COLUMNS = ("row", "reference", "amount", "currency", "why", "in_words")


@dataclass(frozen=True)
class What:
    """What to settle: one of orders, a list, and a provider's payments with an optional mapping."""

    orders: tuple[str, ...] = ()
    order_list: Path | None = None
    payments: Path | None = None
    mapping: Path | None = None


@dataclass(frozen=True)
class Settled:
    """What was settled, what had been before, what did not fit, and rows that are no payments."""

    amounts: tuple[dict[str, Any], ...]
    before: tuple[Left, ...]
    unmatched: tuple[Left, ...]
    other_rows: int
    is_dry_run: bool


def settle(ledger: Ledger, what: What, *, by: str, note: str, now: str, is_dry_run: bool) -> Settled:
    """Settle it in the ledger, or only say what would be.

    No run reckons with the ledger meanwhile: it could ask for the same money
    in another way. Refused: order-unrecorded for an order given by its number,
    and what the files are refused for; then nothing is settled. Raises
    `LedgerBusy` while a run works with it.
    """
    with nullcontext() if is_dry_run else only_run(ledger):
        decided, other_rows = _decide(ledger, what)
        chosen = list_settled(list_amounts(ledger), decided.matched)
        if not is_dry_run:
            mark_settled(ledger, decided.matched, now=now, by=by, note=note)
    return Settled(tuple(chosen), decided.before, decided.unmatched, other_rows, is_dry_run)


def _decide(ledger: Ledger, what: What) -> tuple[Decided, int]:
    if what.orders:
        unknown = list_unknown(ledger, what.orders)
        if unknown:
            raise InputRefused(unknown)
        listed = [Listed(place, order) for place, order in enumerate(what.orders, 1)]
        decided = decide_list(list_amounts(ledger), listed)
        known = (
            replace(one, why="nothing_open") if one.why == "unknown" else one for one in decided.unmatched
        )
        return replace(decided, unmatched=tuple(known)), 0
    if what.order_list is not None:
        rows = read_csv_rows(what.order_list)
        return decide_list(list_amounts(ledger), read_order_list(rows), rows.digest[:12]), 0
    assert what.payments is not None
    rows = read_csv_rows(what.payments)
    layout = find_layout(rows.headers, rows.file) if what.mapping is None else read_layout(what.mapping)
    found = read_payments(rows, layout)
    return decide_payments(list_amounts(ledger), found.payments), found.other_rows


def print_settled(settled: Settled, words: Words) -> str:
    """What was settled, in sums too, and what did not match with the reason."""
    lines = [_tell_head(settled, words)]
    if settled.amounts:
        lines += ["", *indent(_settled_rows(settled.amounts, words)), ""]
        lines += [*indent(tell_sums(add_up(settled.amounts), words)), ""]
    if settled.before:
        before = len(settled.before)
        lines.append(words.count("Settled before: {number} row", "Settled before: {number} rows", before))
    if settled.other_rows:
        lines.append(
            words.count(
                "No payments: {number} row (fees, payouts, failed payments …)",
                "No payments: {number} rows (fees, payouts, failed payments …)",
                settled.other_rows,
            )
        )
    if settled.unmatched:
        left = len(settled.unmatched)
        lines += [words.count("Not matched: {number} row", "Not matched: {number} rows", left), ""]
        lines += indent(_unmatched_rows(settled.unmatched, words))
    return "\n".join(lines).rstrip() + "\n"


def _tell_head(settled: Settled, words: Words) -> str:
    many = len(settled.amounts)
    if settled.is_dry_run:
        return words.count("Would be settled: {number} amount", "Would be settled: {number} amounts", many)
    return words.count("Settled: {number} amount", "Settled: {number} amounts", many)


_HEADERS_OF_SETTLED = (
    *(N_("Order"), N_("Shop"), N_("Action"), N_("Amount")),
    *(N_("Asked for in run"), N_("By payment")),
)


def _settled_rows(amounts: Sequence[dict[str, Any]], words: Words) -> list[str]:
    rows = [
        [
            *(row["order_id"], row["platform"], name_of(row["action"], words), tell_amount(row, words)),
            *(row["run_id"], row["reference"]),
        ]
        for row in amounts
    ]
    headers = [words.text(header) for header in _HEADERS_OF_SETTLED]
    return lay_out(headers, rows, to_the_right=headers[3:4])


def _unmatched_rows(unmatched: Sequence[Left], words: Words) -> list[str]:
    rows = [
        [str(one.place), one.reference, f"{one.amount} {one.currency}".strip(), words.text(REASONS[one.why])]
        for one in unmatched
    ]
    headers = (words.say("Row"), words.say("Reference"), words.say("Amount"), words.say("Why"))
    return lay_out(headers, rows, to_the_right=(headers[0], headers[2]))


def plain_settled(settled: Settled) -> dict[str, Any]:
    """The same for programs."""
    rows = [
        {**spell_row(row), "state": "open" if settled.is_dry_run else "settled"} for row in settled.amounts
    ]
    return {
        "dry_run": settled.is_dry_run,
        "settled": rows,
        "sums": plain_sums(add_up(settled.amounts)),
        "settled_before": [plain_left(one) for one in settled.before],
        "not_matched": [plain_left(one) for one in settled.unmatched],
        "other_rows": settled.other_rows,
    }


def write_unmatched(unmatched: Sequence[Left], destination: Path) -> None:
    """The list of what did not match, as JSON or CSV after the file's name; for its owner alone."""
    rows = [plain_left(one) for one in unmatched]
    if destination.suffix.lower() == ".json":
        text, encoding = json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8"
    else:
        text, encoding = _as_csv(rows), "utf-8-sig"
    handle = os.open(destination, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode(encoding))


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([neutralise(str(row[name])) for name in _COLUMNS] for row in rows)
    return written.getvalue()
