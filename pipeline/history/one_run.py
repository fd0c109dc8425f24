"""`show`: one run as recorded, with its amounts as they stand now."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.history.runs import plain_amounts, plain_orders, print_amounts
from pipeline.history.spelling import in_words, tell_amount, tell_due, tell_time
from pipeline.history.text_table import indent, lay_out
from pipeline.languages import N_, Words
from pipeline.ledger import Shown
from pipeline.reports.wording import name_of, tell_thing, tell_value
from schemas import columns

_Row = dict[str, Any]
_DIGITS = 16
_MARGIN = 13
"""Values stand so far to the right at least."""


def print_run(shown: Shown, words: Words) -> str:
    """Everything recorded of the run, ending in a line end."""
    entry = shown.entry
    names = {row["order_key"]: row["order_id"] for row in columns.records(entry.orders)}
    files, orders, changes, amounts = (
        columns.records(table) for table in (entry.files, entry.orders, entry.changes, shown.amounts)
    )
    documents = _documents(entry.documents, names, words)
    blocks = [
        _facts(shown, words),
        [words.say("Files"), *indent(_files(files, words) or [words.say("no files")])],
        [words.say("Orders"), *indent(_orders(orders, words) or [words.say("no orders")])],
        [words.say("Changes"), *indent(_changes(changes, names, words) or [words.say("no changes")])],
        *([[words.say("Documents"), *indent(documents)]] if documents else []),
        [words.say("Asked for"), *indent(print_amounts(amounts, words))],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def plain_run(shown: Shown) -> dict[str, Any]:
    """The same for programs."""
    entry = shown.entry
    names = {row["order_key"]: row["order_id"] for row in columns.records(entry.orders)}
    return {
        **vars(entry.run),
        "pruned_at": shown.pruned_at,
        "files": columns.records(entry.files),
        "orders": plain_orders(entry.orders),
        "documents": [_without_keys(row, names) for row in columns.records(entry.documents)],
        "changes": [_without_keys(row, names) for row in columns.records(entry.changes)],
        "amounts": plain_amounts(shown.amounts),
    }


def _without_keys(row: _Row, names: dict[int, str]) -> _Row:
    kept = {name: value for name, value in row.items() if not name.endswith("_key")}
    return {"order_id": names.get(row["order_key"], ""), **kept}


def _facts(shown: Shown, words: Words) -> list[str]:
    run = shown.entry.run
    told = {
        N_("Run"): f"{run.run_id} ({name_of(run.kind, words)})",
        N_("Started"): tell_time(run.started_at, words),
        N_("Finished"): tell_time(run.finished_at, words),
        N_("Asked by"): run.requested_by,
        N_("Undoes"): run.undoes_run,
        N_("Folder"): run.folder,
        N_("Version"): run.version,
        N_("Plan"): run.plan_digest,
        N_("Pruned"): tell_time(shown.pruned_at, words),
    }
    margin = max(_MARGIN, *(len(words.text(label)) + 1 for label in told))
    return [f"{words.text(label):<{margin}}{value}" for label, value in told.items() if value]


def _files(files: list[_Row], words: Words) -> list[str]:
    if not files:
        return []
    rows = [
        [
            name_of(row["role"], words),
            row["name"],
            str(row["bytes"]),
            row["sha256"][:_DIGITS] + "…",
        ]
        for row in files
    ]
    headers = (words.say("Role"), words.say("Name"), words.say("Bytes"), "SHA-256")
    return lay_out(headers, rows, to_the_right=headers[2:3])


_HEADERS_OF_ORDERS = (
    *(N_("Order"), N_("Shop"), N_("Result"), N_("Total before"), N_("Total after"), N_("Difference")),
    N_("Newly due"),
)


def _orders(orders: list[_Row], words: Words) -> list[str]:
    if not orders:
        return []
    rows = [
        [
            *(row["order_id"], row["platform"], in_words(row["result"], words)),
            *(tell_amount(row, words, name) for name in ("total_before_minor", "total_after_minor")),
            tell_amount(row, words, "difference_minor", is_signed=True),
            tell_due(row, words),
        ]
        for row in orders
    ]
    headers = [words.text(header) for header in _HEADERS_OF_ORDERS]
    return lay_out(headers, rows, to_the_right=headers[3:])


_KINDS_OF_DOCUMENT = {
    "credit_note": N_("credit note"),
    "supplementary_invoice": N_("supplementary invoice"),
    "tax_correction": N_("tax correction"),
}
_HEADERS_OF_DOCUMENTS = (N_("Reference"), N_("Kind"), N_("Order"), N_("Replaces"), N_("Takes back"))


def _documents(documents: pd.DataFrame, names: dict[int, str], words: Words) -> list[str]:
    """The credit notes and invoices; nothing where there are none."""
    rows = [
        [
            row["reference"],
            words.say(_KINDS_OF_DOCUMENT[row["kind"]]),
            names.get(row["order_key"], ""),
            row["replaces"],
            row["takes_back"],
        ]
        for row in columns.records(documents)
    ]
    return lay_out([words.text(header) for header in _HEADERS_OF_DOCUMENTS], rows) if rows else []


_HEADERS_OF_CHANGES = (
    *(N_("Order"), N_("About"), N_("Field"), N_("Before"), N_("After")),
    *(N_("Request"), N_("Why"), N_("Where")),
)


def _changes(changes: list[_Row], names: dict[int, str], words: Words) -> list[str]:
    if not changes:
        return []
    rows = [
        [
            *(names.get(row["order_key"], ""), _about(row, words), name_of(row["field"], words)),
            *(tell_value(row[name], row["field"], words) for name in ("old", "new")),
            *(row["request"], row["reason"], _place(row, words)),
        ]
        for row in changes
    ]
    return lay_out([words.text(header) for header in _HEADERS_OF_CHANGES], rows)


def _about(row: _Row, words: Words) -> str:
    told = (name_of(row["target"], words), tell_thing(row["thing"], words))
    return " ".join(filter(None, told))


def _place(row: _Row, words: Words) -> str:
    number = words.say("row {row}", row=row["row"]) if row["row"] else ""
    return ", ".join(filter(None, (row["file"], row["sheet"], row["cell"] or number)))
