"""reconciliation.csv: one row per order, for other programs and a quick look.

UTF-8 with a byte order mark, so that Excel opens it by a double click;
commas; line ends as RFC 4180 has them. Amounts are plain decimals in their
currency's decimals, its code in a column of its own. Text that a spreadsheet
would run as a formula gets an apostrophe before it: a program that reads the
file takes off one leading apostrophe where it stands before `=`, `+`, `-` or
`@`. Amounts never get one.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from pipeline.money import to_text
from pipeline.reports.cell_text import neutralise
from pipeline.reports.report import Report
from schemas.outcome import RECONCILIATION

_OURS_ALONE = ("order_key", "decimals")
_MINOR = "_minor"


def write_reconciliation_csv(report: Report, destination: Path) -> None:
    """Write the orders of the reconciliation; raises `OSError` where that is not possible."""
    table = build_table(report)
    with destination.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        writer.writerows(zip(*(table[name].tolist() for name in table.columns), strict=True))


def build_table(report: Report) -> pd.DataFrame:
    """The table as it stands in the file: every cell text, amounts without `_minor` in the name."""
    orders = report.reconciliation
    decimals = orders["decimals"].tolist()
    cells = {
        name.removesuffix(_MINOR): [
            to_text(value, places) for value, places in zip(orders[name].tolist(), decimals, strict=True)
        ]
        if name.endswith(_MINOR)
        else [neutralise(text) for text in orders[name].tolist()]
        for name in RECONCILIATION.columns
        if name not in _OURS_ALONE
    }
    return pd.DataFrame(cells, dtype="str")
