"""journal.csv: one row a posting, for any program.

UTF-8 with a byte order mark, commas, CRLF; amounts are plain decimals, empty
on the side they are not on. Text that a spreadsheet would run gets an
apostrophe before it, as in reconciliation.csv.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from pipeline.journal.entry_day import RunDay
from pipeline.money import rate_text, to_text
from pipeline.policy import Journal
from pipeline.reports.cell_text import neutralise
from schemas import columns

HEADER = (
    *("date", "document", "order", "account", "holds", "debit", "credit", "currency"),
    *("tax", "tax_rate", "text", "request", "run"),
)


def write_csv(postings: pd.DataFrame, _journal: Journal, run: RunDay) -> bytes:
    """The file's content."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in columns.records(postings):
        writer.writerow(_cells(row, run))
    return written.getvalue().encode("utf-8-sig")


def _cells(row: dict[str, Any], run: RunDay) -> list[str]:
    debit, credit = (
        to_text(row[side], row["decimals"]) if row[side] else "" for side in ("debit_minor", "credit_minor")
    )
    return [
        run.day.isoformat(),
        neutralise(row["document"]),
        neutralise(row["order_id"]),
        row["account"],
        row["account_key"],
        debit,
        credit,
        row["currency"],
        neutralise(row["tax"]),
        rate_text(row["rate_ppb"]) if row["account_key"] == "vat" else "",
        neutralise(row["text"]),
        neutralise(row["request"]),
        run.run_id,
    ]
