"""Before the correction: which edit rows the export already holds, and which look like repeats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.problems import Problem, problem
from pipeline.repeats.history import History, Name, read_histories
from schemas import columns
from schemas.ledger import TREATED_ROWS, Earlier

_Treated = tuple[str, Name]
_APPLY: _Treated = ("apply", ("", -1))


def recognise_rows(
    rows: pd.DataFrame, fingerprints: pd.Series, earlier: Earlier, *, released: Iterable[int] = ()
) -> pd.DataFrame:
    """How to treat each row of the batch (`BATCH_ROWS`): `TREATED_ROWS`, in the same order.

    `leave`: the order stands exactly as an earlier run left it, and that run
    was given this row: it is done already. `hold`: an addition like one done
    before, on an order that holds that one or that nobody knows in this state,
    and no request tells them apart. `apply`: everything else, also the rows of
    a stale export, which must give the same result again. `fingerprints` are
    those of the orders now, by order_key; additions of `released` orders are
    never held.
    """
    histories = read_histories(earlier)
    now = dict(zip(fingerprints.index.tolist(), fingerprints.tolist(), strict=True))
    free = set(released)
    answers: dict[int, _Treated] = {}
    for order_key, group in _group(rows, histories):
        history, fingerprint = histories[order_key], now[order_key]
        treat = _Treating(history, fingerprint, is_released=order_key in free)
        answers |= {row["row_key"]: treat.row(row) for row in group}
    found = [answers.get(key, _APPLY) for key in rows["row_key"].tolist()]
    return columns.frame(
        TREATED_ROWS,
        {
            "row_key": rows["row_key"],
            "order_key": rows["order_key"],
            "treatment": [treatment for treatment, _ in found],
            "earlier_run": [run_id for _, (run_id, _) in found],
            "first_row_key": pd.Series([row_key for _, (_, row_key) in found], dtype="int64"),
        },
    )


def _group(rows: pd.DataFrame, histories: dict[int, History]) -> Iterable[tuple[int, list[dict[str, Any]]]]:
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in columns.records(rows.loc[rows["order_key"].isin(list(histories))]):
        groups.setdefault(row["order_key"], []).append(row)
    return groups.items()


class _Treating:
    """The rows of one order, one after the other; an earlier edit is left or done again for one row only."""

    def __init__(self, history: History, fingerprint: str, *, is_released: bool) -> None:
        self._history = history
        self._is_released = is_released
        state = history.states.get(fingerprint)
        held = [name for name in history.done if state is None or name in state.held]
        self._left = list(history.given.get(fingerprint, []))
        self._held = [name for name in held if not history.is_undone(name, held)]
        self._lacking = [] if state is None else [name for name in history.done if name not in state.held]

    def row(self, row: dict[str, Any]) -> _Treated:
        """How the next row is treated, and the earlier edit that is the reason."""
        done = self._take(row, self._left)
        if done is not None:
            return "leave", done
        if row["action"] != "add" or self._is_released or self._take(row, self._lacking) is not None:
            return _APPLY
        alike = self._history.find_alike(row, self._held)
        return _APPLY if alike is None else ("hold", alike)

    def _take(self, row: dict[str, Any], names: list[Name]) -> Name | None:
        found = self._history.find_alike(row, names)
        if found is not None:
            names.remove(found)
        return found


def tell_repeats(treated: pd.DataFrame, orders: pd.DataFrame) -> list[Problem]:
    """A problem for each row that is held (possible-repeat) or left alone (already-applied).

    `orders` have order_key and order_id.
    """
    numbers = dict(zip(orders["order_key"].tolist(), orders["order_id"].tolist(), strict=True))
    found = []
    for row in columns.records(treated.loc[treated["treatment"] != "apply"]):
        facts = {
            "row_key": row["row_key"],
            "order_key": row["order_key"],
            "order_id": numbers[row["order_key"]],
            "found": row["earlier_run"],
        }
        code = "possible-repeat" if row["treatment"] == "hold" else "already-applied"
        found.append(problem(code, **facts))
    return found
