"""Orders put back as they stood before a run: which may be, and what that moves; pure.

Nothing is calculated anew but what an export leaves out: the figures are
those of the records that were kept. Differences are therefore those of the
run with the signs turned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.approval import judge_limits
from pipeline.carry_out import CarriedOut, Scene
from pipeline.judge import judge_holds
from pipeline.languages.phrase import listed, phrase
from pipeline.money import to_text
from pipeline.plan import Matches, Planned
from pipeline.policy import Policy
from pipeline.problems import Problem, place_word, problem
from pipeline.reconcile import reckon_owed
from pipeline.settle import take_baseline
from pipeline.totals import calculator
from schemas import columns
from schemas.edits import Edits
from schemas.kept import AS_BEFORE, AS_LEFT, CHANGED, NOT_KEPT, Restoration
from schemas.orders import Tables
from schemas.outcome import CHANGES
from schemas.plan import ADDED, STEPS, Plan

_Record = dict[str, Any]
_CODES = {AS_BEFORE: "already-undone", CHANGED: "changed-since", NOT_KEPT: "undo-not-kept"}
_STATES = {AS_BEFORE: "nothing_to_do", AS_LEFT: "applied"}


@dataclass(frozen=True)
class Restored:
    """The orders put back, in the form of a plan and of orders carried out."""

    planned: Planned
    after: CarriedOut
    problems: list[Problem]


def restore_orders(
    scene: Scene,
    edits: Edits,
    matches: Matches,
    restoration: Restoration,
    policy: Policy,
    *,
    broken_rows: Collection[int] = (),
    holds: Collection[Problem] = (),
    released: Collection[int] = (),
) -> Restored:
    """Every row applied, found to ask for nothing, held, or rejected with its reason."""
    rows, problems = _judge_rows(scene, edits, matches, restoration, broken_rows)
    wanted = rows.loc[rows["result"] == "applied", "order_key"]
    before, after = scene.before.only(wanted), _complete(scene, restoration.tables.only(wanted))
    moves = _differences(before, after)
    waiting = [found for found in holds if moves.get(found.order_key, 0)]
    waiting += _judge_moves(scene, moves, policy)
    waiting += judge_limits(_owed(before, after, policy), policy, released)
    is_held = rows["order_key"].isin({found.order_key for found in waiting}) & (rows["result"] == "applied")
    rows = rows.assign(result=rows["result"].mask(is_held, "held"))
    if policy.rejects_everything and (rows["result"] == "rejected").any():
        problems += _reject_others(rows, edits)
        rows = rows.assign(result="rejected")
    is_applied = rows["result"] == "applied"
    keys = rows.loc[is_applied, "order_key"]
    before, after = before.only(keys), after.only(keys)
    difference = rows["order_key"].map(moves).where(is_applied, 0).fillna(0).astype("int64")
    rows = rows.assign(difference_minor=difference)
    changes = _turn_changes(rows.loc[is_applied], edits, restoration)
    plan = Plan(
        columns.empty(STEPS), {name: columns.empty(schema) for name, schema in ADDED.items()}, changes
    )
    calculate = calculator(scene.conventions)
    carried = CarriedOut(before, calculate(before), after, after, calculate(after), rows, plan)
    return Restored(Planned(plan, rows, ()), carried, [*problems, *waiting])


def _judge_rows(
    scene: Scene, edits: Edits, matches: Matches, restoration: Restoration, broken_rows: Collection[int]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Each row's order and result as far as its order's records decide it."""
    orders = {order["order_key"]: order for order in columns.records(scene.before.orders)}
    keys = [matches[row_key][0] for row_key in edits.rows["row_key"].tolist()]
    doubles = {key for key, count in Counter(keys).items() if key >= 0 and count > 1}
    problems = [found for row_key in edits.rows["row_key"].tolist() for found in matches[row_key][1]]
    results, names = [], []
    for row, key in zip(columns.records(edits.rows), keys, strict=True):
        order = orders.get(key)
        standing = restoration.standing.get(row["row_key"], CHANGED)
        names.append(order["order_id"] if order else row["order_ref"])
        if order is None or row["row_key"] in broken_rows:
            results.append("rejected")
        elif key in doubles:
            results.append("rejected")
            problems.append(
                _tell("edited-twice", row, order, column=phrase("The order"), found=_places(edits, keys, key))
            )
        else:
            results.append(_STATES.get(standing, "rejected"))
            problems += _tell_standing(standing, row, order, restoration)
    rows = edits.rows[["row_key"]].assign(
        order_key=pd.Series(keys, dtype="int64"),
        order_id=pd.Series(names, dtype="str"),
        result=pd.Series(results, dtype="str"),
    )
    return rows.assign(moves_money=rows["result"] == "applied"), problems


def _tell(code: str, row: _Record, order: _Record, **facts: object) -> Problem:
    place = {name: row[name] for name in ("file", "sheet", "row", "row_key")}
    cell = {"cell": row["order_cell"], "order_id": order["order_id"], "order_key": order["order_key"]}
    return problem(code, **{**place, **cell, **facts})


def _tell_standing(standing: str, row: _Record, order: _Record, restoration: Restoration) -> list[Problem]:
    """What there is to say of an order that is not simply put back."""
    if standing == AS_LEFT:
        return []
    known = restoration.rows.get(row["row_key"])
    total = f"{to_text(order['total_minor'], order['decimals'])} {order['currency']}"
    facts = {"found": total, "expected": known.total_left if known else "", "known": row["ref"]}
    return [_tell(_CODES[standing], row, order, **facts)]


def _places(edits: Edits, keys: list[int], key: int) -> str:
    rows = [row for row, other in zip(columns.records(edits.rows), keys, strict=True) if other == key]
    return listed(place_word(row["sheet"], row["row"]) for row in rows)


def _complete(scene: Scene, tables: Tables) -> Tables:
    """The orders with what their export does not state filled in as calculated."""
    return take_baseline(tables, calculator(scene.conventions)(tables))


def _differences(before: Tables, after: Tables) -> pd.Series:
    """By how much each order's total moves, by order_key."""
    totals = [tables.orders.set_index("order_key")["total_minor"] for tables in (before, after)]
    moved: pd.Series = totals[1].reindex(totals[0].index) - totals[0]
    return moved.astype("int64")


def _owed(before: Tables, after: Tables, policy: Policy) -> pd.DataFrame:
    """What the orders owe, with what is needed to say so."""
    named = before.orders[["order_key", "order_id", "file", "currency", "decimals"]]
    ordered = before.orders[["order_key"]].merge(
        after.orders, on="order_key", how="left", validate="one_to_one"
    )
    owed = reckon_owed(before, replace(after, orders=ordered), policy.cash_rounding)
    return owed.merge(named, on="order_key", how="left", validate="one_to_one")


def _judge_moves(scene: Scene, moves: pd.Series, policy: Policy) -> list[Problem]:
    """Why money must not move on its own; how the orders add up does not matter here."""
    part = scene.before.only(pd.Index(moves.index[moves != 0]))
    gaps = scene.gaps.loc[scene.gaps["order_key"].isin(part.orders["order_key"])].assign(largest_minor=0)
    return judge_holds(part.orders, gaps, part.taxes.iloc[:0], policy)


def _reject_others(rows: pd.DataFrame, edits: Edits) -> list[Problem]:
    """For the rows rejected only because the policy rejects everything: why."""
    numbers = dict(zip(rows["row_key"].tolist(), rows["order_id"].tolist(), strict=True))
    is_caught = (rows["result"] != "rejected").to_numpy(dtype=bool)
    caught = columns.records(edits.rows.loc[is_caught, ["row_key", "file", "sheet", "row"]])
    return [problem("batch-rejected", **row, order_id=numbers[row["row_key"]]) for row in caught]


def _turn_changes(applied: pd.DataFrame, edits: Edits, restoration: Restoration) -> pd.DataFrame:
    """What the run changed, the other way round: `schemas.outcome.CHANGES`."""
    of_row = {row["row_key"]: row for row in columns.records(edits.rows)}
    told = []
    for done in columns.records(applied):
        row = of_row[done["row_key"]]
        asked = {name: row[name] for name in ("file", "sheet", "row", "reason", "request")}
        place = {**asked, "cell": row["order_cell"], "rule": "undo"}
        order = {name: done[name] for name in ("order_key", "order_id", "row_key")}
        told += [
            {**place, **order, "target": target, "thing": thing, "field": field, "old": new, "new": old}
            for target, thing, field, old, new in restoration.rows[done["row_key"]].changes
        ]
    if not told:
        return columns.empty(CHANGES)
    return columns.frame(CHANGES, {name: [one[name] for one in told] for name in CHANGES.columns})
