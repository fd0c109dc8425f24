"""Carries a plan out on the orders it touches, and reckons what each edit row moves.

The stages are put together here: apply, recalculate, settle, judge the result.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.apply import apply_plan
from pipeline.approval import WHOLE_ORDER, judge_limits
from pipeline.convention import component_gaps, is_reproduced
from pipeline.judge import judge_discounts, judge_results, judge_sizes, largest_gaps
from pipeline.plan import Planned
from pipeline.policy import Policy
from pipeline.problems import Problem, place_word, problem
from pipeline.reconcile import reckon_owed
from pipeline.settle import settle, take_baseline
from pipeline.totals import Trace, calculator, trace
from schemas import columns
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.plan import Plan
from schemas.totals import Totals

Conventions = Mapping[tuple[str, str], Convention]
"""The convention of each (platform, currency)."""


@dataclass(frozen=True)
class Scene:
    """The untouched orders, complete and calculated, and how to calculate others like them.

    `proportional` holds, by discount_key, the bases of the discounts that
    follow their base; None if none does.
    """

    before: Tables
    totals: Totals
    conventions: Conventions
    gaps: pd.DataFrame
    proportional: pd.Series | None = None

    def calculate(self, tables: Tables, plan: Plan | None = None) -> Totals:
        """The totals of orders of the scene; a discount that the plan gives a value keeps to it."""
        return calculator(self.conventions, self._bases(plan))(tables)

    def trace(self, order: Tables, plan: Plan | None = None) -> Trace:
        """The same of one order, with all it was made of."""
        platform, currency = order.orders[["platform", "currency"]].iloc[0]
        return trace(order, self.conventions[platform, currency], self._bases(plan))

    def _bases(self, plan: Plan | None) -> pd.Series | None:
        if self.proportional is None or plan is None:
            return self.proportional
        steps = plan.steps.loc[plan.steps["column"] == "value_minor", "key"]
        return self.proportional.loc[~self.proportional.index.isin(steps)]


def set_scene(tables: Tables, conventions: Conventions, policy: Policy) -> Scene:
    """The untouched orders calculated, with their gaps and what the export leaves out filled in."""
    totals = calculator(conventions)(tables)
    gaps = largest_gaps(tables.orders, component_gaps(tables, totals))
    gaps = gaps.assign(is_reproduced=is_reproduced(tables, totals))
    is_proportional = policy.order_discounts == "proportional"
    bases = _bases_of_order_discounts(tables, totals) if is_proportional else None
    return Scene(take_baseline(tables, totals), totals, conventions, gaps, bases)


def _bases_of_order_discounts(tables: Tables, totals: Totals) -> pd.Series:
    """What each fixed discount of a whole order was taken from, by discount_key."""
    discounts = tables.discounts
    is_wide = (discounts["line_key"] < 0) & (discounts["charge_key"] < 0) & (discounts["parent_key"] < 0)
    is_fixed = discounts["kind"] == "amount"
    bases = totals.discounts.set_index("discount_key")["base_minor"]
    return bases.loc[discounts.loc[is_wide & is_fixed, "discount_key"]]


@dataclass(frozen=True)
class CarriedOut:
    """The touched orders before and after, and each row's final state and difference.

    `after` is as the plan leaves them, `tables` with the stored amounts moved on.
    """

    before: Tables
    totals_before: Totals
    after: Tables
    tables: Tables
    totals: Totals
    rows: pd.DataFrame  # row_key, order_key, order_id, result, difference_minor
    plan: Plan


def carry_out(
    scene: Scene,
    planned: Planned,
    holds: list[Problem],
    edit_rows: pd.DataFrame,
    policy: Policy,
    *,
    released: Collection[int] = (),
) -> tuple[CarriedOut, list[Problem]]:
    """Apply what may be applied; orders left in an impossible state are rejected after all.

    If the policy rejects everything one such order rejects the whole batch.
    Orders above a limit of the policy wait as a whole, unless they are
    `released` (order_keys).
    """
    states = planned.rows["state"].replace({"planned": "applied", "nothing": "nothing_to_do"})
    rows = _hold(planned.rows.assign(result=states), holds)
    late = judge_sizes(*_apply_rows(scene, planned.plan, rows))
    settled = _settle_plan(scene, planned.plan, _reject(rows, late, rejects_everything=False))
    late += judge_results(settled.before, settled.tables)
    is_first_time = rows["result"] != "rejected"
    if late:
        rows = _reject(rows, late, rejects_everything=policy.rejects_everything)
        settled = _settle_plan(scene, planned.plan, rows)
    large = judge_limits(_owed(settled, policy), policy, released)
    if large:
        rows = _hold(rows, large)
        settled = _settle_plan(scene, planned.plan, rows)
    rows = rows.assign(difference_minor=_row_differences(scene, settled, rows))
    cut = judge_discounts(settled.after, settled.totals.discounts, _edited_discounts(settled.plan))
    placed = _at_rows([*late, *cut], rows, edit_rows)
    told = [*placed, *large, *_explain(placed, rows.loc[is_first_time], edit_rows)]
    return replace(settled, rows=rows), told


def _hold(rows: pd.DataFrame, holds: list[Problem]) -> pd.DataFrame:
    """The rows with those that would be applied held: an order's edits of money, or all of them."""
    is_of_money = rows["moves_money"] & rows["order_key"].isin({found.order_key for found in holds})
    whole = {found.order_key for found in holds if found.code in WHOLE_ORDER}
    is_held = (rows["result"] == "applied") & (is_of_money | rows["order_key"].isin(whole))
    return rows.assign(result=rows["result"].mask(is_held, "held"))


def _owed(settled: CarriedOut, policy: Policy) -> pd.DataFrame:
    """What the touched orders owe, with what is needed to say so."""
    names = ["order_key", "order_id", "file", "currency", "decimals"]
    return reckon_owed(settled.before, settled.tables, policy.cash_rounding).merge(
        settled.before.orders[names], on="order_key", how="left", validate="one_to_one"
    )


def _reject(rows: pd.DataFrame, late: list[Problem], *, rejects_everything: bool) -> pd.DataFrame:
    """The rows with those of the orders found impossible rejected, or all of them."""
    is_bad = rows["order_key"].isin({found.order_key for found in late})
    is_rejected = is_bad | (rejects_everything and bool(late))
    return rows.assign(result=rows["result"].mask(is_rejected, "rejected"))


def _explain(late: list[Problem], rows: pd.DataFrame, edit_rows: pd.DataFrame) -> list[Problem]:
    """For rows rejected only because of a late finding: at which row it stands."""
    told = {found.row_key for found in late}
    culprits = {found.order_key: place_word(found.sheet, found.row) for found in late}
    caught = rows.loc[(rows["result"] == "rejected") & ~rows["row_key"].isin(told)]
    return [
        problem(
            "order-rejected" if row["order_key"] in culprits else "batch-rejected",
            **{name: row[name] for name in ("row_key", "order_id", "file", "sheet", "row")},
            found=culprits.get(row["order_key"], ""),
        )
        for row in columns.records(_with_places(caught, edit_rows))
    ]


def _edited_discounts(plan: Plan) -> pd.Series:
    set_ones = plan.steps.loc[plan.steps["table"] == "discounts", "key"]
    return pd.concat([set_ones, plan.added["discounts"]["discount_key"]], ignore_index=True)


def _at_rows(late: list[Problem], rows: pd.DataFrame, edit_rows: pd.DataFrame) -> list[Problem]:
    """Late findings placed at the order cell of the first row of their order that moves money."""
    first = rows.loc[rows["moves_money"]].drop_duplicates("order_key")
    names = ["order_key", "row_key", "file", "sheet", "row", "cell"]
    places = columns.records(_with_places(first, edit_rows)[names])
    by_order = {place.pop("order_key"): place for place in places}
    return [replace(found, **by_order[found.order_key]) for found in late]


def _with_places(rows: pd.DataFrame, edit_rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with file, sheet, row and the cell that names the order."""
    places = edit_rows[["row_key", "file", "sheet", "row", "order_cell"]].rename(
        columns={"order_cell": "cell"}
    )
    return rows.merge(places, on="row_key", how="left", validate="one_to_one")


def _settle_plan(scene: Scene, plan: Plan, rows: pd.DataFrame) -> CarriedOut:
    """The touched orders with the applied rows' part of the plan carried out."""
    applied = plan.only_rows(rows.loc[rows["result"] == "applied", "row_key"])
    before, after = _apply_rows(scene, plan, rows)
    totals_before = scene.calculate(before)
    totals = scene.calculate(after, applied)
    tables = settle(before, totals_before, after, totals)
    return CarriedOut(before, totals_before, after, tables, totals, rows, applied)


def _apply_rows(scene: Scene, plan: Plan, rows: pd.DataFrame) -> tuple[Tables, Tables]:
    """The touched orders before and after the applied rows; no amount is moved yet."""
    applied = rows.loc[rows["result"] == "applied"]
    before = scene.before.only(applied["order_key"])
    return before, apply_plan(before, plan.only_rows(applied["row_key"]))


def _row_differences(scene: Scene, settled: CarriedOut, rows: pd.DataFrame) -> pd.Series:
    """What each row moved its order's total by, applied after the rows above it.

    Round j applies the j-th money-moving row of every order at once: the
    work grows with the edits of the busiest order.
    """
    steps = settled.plan.steps[["row_key", "order_key", "round"]]
    added = [part[["row_key", "order_key", "round"]] for part in settled.plan.added.values()]
    rounds = pd.concat([steps, *added], ignore_index=True).drop_duplicates()
    moving = rounds.loc[rounds["round"] > 0]
    totals = settled.before.orders.set_index("order_key")["total_minor"]
    differences = pd.Series(0, index=rows["row_key"], dtype="int64")
    for number in range(1, int(moving["round"].max()) + 1 if len(moving) else 1):
        now = moving.loc[moving["round"] == number]
        reached = _total_after(scene, settled, now["order_key"], number)
        change = reached - totals.loc[reached.index]
        differences.loc[now["row_key"]] = change.loc[now["order_key"]].to_numpy()
        totals.loc[reached.index] = reached
    return differences.reset_index(drop=True).set_axis(rows.index)


def _total_after(scene: Scene, settled: CarriedOut, keys: pd.Series, number: int) -> pd.Series:
    """The stored totals of those orders after their first `number` rounds."""
    plan = settled.plan
    before = settled.before.only(keys)
    part = Plan(
        _up_to(plan.steps, keys, number),
        {name: _up_to(rows, keys, number) for name, rows in plan.added.items()},
        plan.changes,
    )
    after = apply_plan(before, part)
    tables = settle(before, scene.calculate(before), after, scene.calculate(after, part))
    return tables.orders.set_index("order_key")["total_minor"]


def _up_to(rows: pd.DataFrame, keys: pd.Series, number: int) -> pd.DataFrame:
    return rows.loc[rows["order_key"].isin(keys) & (rows["round"] <= number)]
