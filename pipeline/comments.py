"""The comment of each edit row: what its problems say, and for held rows what their order's problems say."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from schemas.columns import records


def comment_rows(row_results: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    """The row results (`ROW_RESULTS`) with their comments made from the problems (`PROBLEMS`).

    A sentence is said once; what is only good to know is said without advice.
    """
    of_row: dict[int, list[str]] = defaultdict(list)
    of_order: dict[int, list[str]] = defaultdict(list)
    told = problems.loc[(problems["row_key"] >= 0) | (problems["order_key"] >= 0)]
    for found in records(told[["row_key", "order_key", "severity", "message", "fix"]]):
        place = of_row[found["row_key"]] if found["row_key"] >= 0 else of_order[found["order_key"]]
        place.append(_sentence(found["message"], found["fix"], found["severity"]))
    rows = zip(*(row_results[name].tolist() for name in ("row_key", "order_key", "result")), strict=True)
    comments = [
        " ".join(dict.fromkeys(of_row.get(row, []) + (of_order.get(order, []) if result == "held" else [])))
        for row, order, result in rows
    ]
    return row_results.assign(comment=pd.Series(comments, index=row_results.index, dtype="str"))


def _sentence(message: str, fix: str, severity: str) -> str:
    return message if severity == "info" else f"{message} {fix}".strip()
