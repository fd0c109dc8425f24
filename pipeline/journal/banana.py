"""journal-banana.txt: double entries to import into Banana Accounting.

"Text file with column headers": a first line with the columns' XML names,
tabs between fields, a line feed behind each line, UTF-8, dates as yyyy-mm-dd,
decimal points, no thousands. A document of more than two accounts is a
composed transaction: one account a row, the counterpart first, the same date
and document number in all. Amount is in the currency of the books; postings in
others are left out, since Banana wants their exchange rate. No VAT code is
given: it would reckon tax anew from the amount, beside the tax posted here.
Text that a spreadsheet would run gets an apostrophe before it, as in journal.csv.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.journal.entry_day import RunDay, on_one_line
from pipeline.money import to_text
from pipeline.policy import Journal
from pipeline.reports.cell_text import neutralise
from schemas import columns

HEADER = ("Date", "Doc", "Description", "AccountDebit", "AccountCredit", "Amount")
_TWO_ACCOUNTS = 2


def write_banana(postings: pd.DataFrame, journal: Journal, run: RunDay) -> bytes:
    """The file's content."""
    lines: list[tuple[str, ...]] = [HEADER]
    own = postings.loc[postings["currency"] == journal.currency]
    for _, document in own.groupby("document", sort=False):
        rows = columns.records(document)
        lines += [_on_one_row(rows, run)] if len(rows) == _TWO_ACCOUNTS else [_row(row, run) for row in rows]
    return "".join("\t".join(cells) + "\n" for cells in lines).encode("utf-8")


def _row(row: dict[str, Any], run: RunDay) -> tuple[str, ...]:
    is_debit = row["debit_minor"] > 0
    accounts = (row["account"], "") if is_debit else ("", row["account"])
    amount = to_text(row["debit_minor"] or row["credit_minor"], row["decimals"])
    words = (neutralise(on_one_line(row[name])) for name in ("document", "text"))
    return (run.day.isoformat(), *words, *accounts, amount)


def _on_one_row(rows: list[dict[str, Any]], run: RunDay) -> tuple[str, ...]:
    """A transaction of two accounts; the description is that of what is not the counterpart."""
    debit, credit = sorted(rows, key=lambda row: bool(row["credit_minor"]))
    cells = _row({**debit, "text": rows[1]["text"]}, run)
    return (*cells[:4], credit["account"], cells[5])
