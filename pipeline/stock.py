"""What the edits move in the stock, since shops do not adjust it when a placed order is edited; pure.

Lines before and after are compared: another quantity moves the difference,
another SKU puts the old article back and takes the new one, a price moves
nothing. An item without a SKU is known by its name. Gift cards have no stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from schemas import columns
from schemas.orders import Tables
from schemas.plan import Plan
from schemas.stock import STOCK

_KEYS = ("order_key", "line_key")
_COLUMNS = ("sku", "name", "quantity_milli")
_Moves = dict[tuple[int, int, str], tuple["_Line", int]]
"""By order, edit row and article: the line that names the article, and the units moved."""


@dataclass(frozen=True)
class _Line:
    """A line as far as the stock is concerned; without an article it is not there."""

    sku: str = ""
    name: str = ""
    quantity_milli: int = 0

    @property
    def article(self) -> str:
        return f"sku {self.sku}" if self.sku else f"name {self.name}"

    def is_same_article(self, other: _Line) -> bool:
        """Whether both are one article; a SKU that was missing and is filled in makes no other one of it."""
        is_filled_in = self.name == other.name and not (self.sku and other.sku)
        return self.article == other.article or is_filled_in


_NOTHING = _Line()


def list_stock(before: Tables, after: Tables, plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """What each edit row takes from the stock or puts back: `schemas.stock.STOCK`.

    `before` and `after` hold the orders that something was done to; `plan` is
    what was done, `rows` the edit rows with `row_key`, `order_key` and
    `result`. Each row moves what it changes after the rows above it; what the
    plan does not tell (orders put back) is the order's last row's.
    """
    lines = _compare_lines(before.lines, after.lines)
    if not lines:
        return columns.empty(STOCK)
    steps = _steps_by_line(plan)
    applied = rows.loc[rows["result"] == "applied"]
    last_rows = dict(zip(applied["order_key"].tolist(), applied["row_key"].tolist(), strict=True))
    moves: _Moves = {}
    for (order_key, line_key), (old, new) in lines.items():
        told = steps.get(line_key, [])
        states = list(_walk(old, new, told, last_rows[order_key]))
        for row_key, one, other in states:
            _add_moves(moves, order_key, row_key, one, other)
    return _frame(moves, before.orders)


def _compare_lines(before: pd.DataFrame, after: pd.DataFrame) -> dict[tuple[int, int], tuple[_Line, _Line]]:
    """The lines that differ, by order and line key, each before and after."""
    sides = [lines.loc[~lines["is_gift_card"], [*_KEYS, *_COLUMNS]] for lines in (before, after)]
    is_same = pd.concat(sides, ignore_index=True).duplicated(keep=False).to_numpy()
    size = len(sides[0])
    old, new = _read_lines(sides[0].loc[~is_same[:size]]), _read_lines(sides[1].loc[~is_same[size:]])
    return {key: (old.get(key, _NOTHING), new.get(key, _NOTHING)) for key in {**old, **new}}


def _read_lines(lines: pd.DataFrame) -> dict[tuple[int, int], _Line]:
    keys, cells = (zip(*(lines[name].tolist() for name in names), strict=True) for names in (_KEYS, _COLUMNS))
    return {(order, line): _Line(*values) for (order, line), values in zip(keys, cells, strict=True)}


def _steps_by_line(plan: Plan) -> dict[int, list[dict[str, object]]]:
    """The steps that set what concerns the stock, by line, in the order of the edit rows."""
    steps = plan.steps.loc[(plan.steps["table"] == "lines") & plan.steps["column"].isin(["", *_COLUMNS])]
    by_line: dict[int, list[dict[str, object]]] = defaultdict(list)
    added = plan.added["lines"]
    for line_key, row_key in zip(added["line_key"].tolist(), added["row_key"].tolist(), strict=True):
        by_line[line_key].append({"row_key": row_key, "op": "add"})
    for step in columns.records(steps.sort_values("row_key", kind="stable")):
        by_line[step["key"]].append(step)
    return by_line


def _walk(
    old: _Line, new: _Line, steps: list[dict[str, object]], last_row: int
) -> Iterator[tuple[int, _Line, _Line]]:
    """The line before and after each edit row that touches it, ending as it ends."""
    row_keys = list(dict.fromkeys(int(str(step["row_key"])) for step in steps)) or [last_row]
    now = old
    for row_key in row_keys[:-1]:
        reached = now
        for step in steps:
            if step["row_key"] == row_key:
                reached = _take_step(reached, step)
        yield row_key, now, reached
        now = reached
    yield row_keys[-1], now, new


def _take_step(line: _Line, step: dict[str, object]) -> _Line:
    if step["op"] == "set_number":
        return replace(line, quantity_milli=int(str(step["number"])))
    if step["op"] == "set_text":
        text = str(step["text"])
        return replace(line, sku=text) if step["column"] == "sku" else replace(line, name=text)
    return line


def _add_moves(moves: _Moves, order_key: int, row_key: int, old: _Line, new: _Line) -> None:
    """Add what leads from one state of a line to the next."""
    if old.is_same_article(new):
        pieces = [(new if new.sku else old, new.quantity_milli - old.quantity_milli)]
    else:
        pieces = [(old, -old.quantity_milli), (new, new.quantity_milli)]
    for line, moved in pieces:
        key = (order_key, row_key, line.article)
        known, so_far = moves.get(key, (line, 0))
        moves[key] = (known, so_far + moved)


def _frame(moves: _Moves, orders: pd.DataFrame) -> pd.DataFrame:
    """The moves as a table, by edit row; what comes to nothing is left out."""
    names = {key: (order, file) for key, order, file in orders[["order_key", "order_id", "file"]].to_numpy()}
    found = sorted(
        (row, order, line.sku, line.name, moved) for (order, row, _), (line, moved) in moves.items() if moved
    )
    if not found:
        return columns.empty(STOCK)
    rows, keys, skus, titles, moved = (list(cells) for cells in zip(*found, strict=True))
    return columns.frame(
        STOCK,
        {
            "order_key": keys,
            "order_id": [names[key][0] for key in keys],
            "file": [names[key][1] for key in keys],
            "row_key": rows,
            "sku": skus,
            "name": titles,
            "moved_milli": moved,
        },
    )
