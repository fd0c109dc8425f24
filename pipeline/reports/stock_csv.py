"""stock.csv: what to put back into the stock and what to take, one row per article and order.

UTF-8 with a byte order mark, commas, line ends as RFC 4180 has them; text
that a spreadsheet would run gets an apostrophe before it, as in
reconciliation.csv. Columns: `direction` (put_back or take), `sku`, `name`,
`units` (plain decimal, positive), `order_id`, `file` and `reported_in_run`:
the run that asked for it first, empty where it is new.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from pipeline.money import to_text
from pipeline.reports.cell_text import neutralise
from pipeline.reports.report import Report

MILLI_DECIMALS = 3
PUT_BACK, TAKE = "put_back", "take"
COLUMNS = ("direction", "sku", "name", "units", "order_id", "file", "reported_in_run")
_ARTICLE = ["sku", "known_by"]


def write_stock_csv(report: Report, destination: Path) -> None:
    """Write what moves; raises `OSError` where that is not possible."""
    moves = net_moves(report.stock)
    cells = {
        name: [neutralise(text) for text in moves[name].tolist()]
        for name in ("sku", "name", "order_id", "file")
    }
    cells |= {
        "direction": moves["direction"].tolist(),
        "units": [
            to_text(milli, MILLI_DECIMALS, keep_zeros=False) for milli in moves["units_milli"].tolist()
        ],
        "reported_in_run": moves["reported_in_run"].tolist(),
    }
    with destination.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(zip(*(cells[name] for name in COLUMNS), strict=True))


def net_moves(stock: pd.DataFrame) -> pd.DataFrame:
    """What moves by article, order and run that asked for it: `direction` and positive `units_milli`.

    Articles in the order of their SKU, then name; what an order puts back and
    takes of one article is one move.
    """
    known_by = stock["name"].where(stock["sku"] == "", "")
    keys = [*_ARTICLE, "order_key", "order_id", "file", "reported_in_run"]
    sums = (
        stock.assign(known_by=known_by)
        .groupby(keys, sort=True, as_index=False)
        .agg(name=("name", "first"), moved_milli=("moved_milli", "sum"))
    )
    moves = sums.loc[sums["moved_milli"] != 0].reset_index(drop=True)
    direction = (moves["moved_milli"] > 0).map({True: TAKE, False: PUT_BACK})
    return moves.assign(direction=direction.astype("str"), units_milli=moves["moved_milli"].abs())
