"""The correction itself: orders and edits in, the outcome out; pure.

`correct` works on any part of the orders; the convention may be given so
that every part of one export is calculated alike. Nothing here knows a file,
a platform or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.approval import judge_kinds, judge_run
from pipeline.carry_out import CarriedOut, Scene, carry_out, set_scene
from pipeline.comments import comment_rows
from pipeline.convention import explain_misfits, find_conventions, states_figures
from pipeline.income import split_income
from pipeline.itemise import list_changed_lines
from pipeline.judge import (
    judge_amounts,
    judge_conventions,
    judge_holds,
    judge_misfits,
)
from pipeline.plan import DecimalMarks, Matches, Planned, make_plan, match_rows, settle_decimal_marks
from pipeline.policy import Policy
from pipeline.problems import Problem, to_table
from pipeline.reconcile import compare_taxes, reckon_owed
from pipeline.restore import restore_orders
from pipeline.stock import list_stock
from pipeline.tally import (
    list_conventions,
    list_misfits,
    list_reconciliation,
    list_rows,
    sum_controls,
)
from pipeline.totals import calculate
from pipeline.validate import check_edits, check_orders
from schemas.convention import Convention, Found
from schemas.edits import Edits
from schemas.kept import Restoration
from schemas.orders import Tables
from schemas.outcome import Outcome

Conventions = Mapping[tuple[str, str], Convention]


@dataclass(frozen=True)
class Shared:
    """What must be known of the whole batch before a part of it is worked on.

    `orders` passed validation; `set_aside` are the numbers of those that did
    not; `conventions` were found on all of them, `matches` among all of them;
    `decimal_marks` are those of the columns of all the edits. `left_rows` are
    edit rows that an earlier run did, by row_key with that run; `holds` are
    reasons, known before, why orders wait; `released` are the order_keys that a
    person has released from waiting for an approval. `is_itemised`: whether
    what changed is listed thing by thing, which only documents need.
    """

    orders: Tables
    set_aside: tuple[str, ...]
    problems: tuple[Problem, ...]
    conventions: tuple[Found, ...]
    matches: Matches
    decimal_marks: DecimalMarks
    left_rows: Mapping[int, str] = field(default_factory=dict)
    holds: tuple[Problem, ...] = ()
    released: frozenset[int] = frozenset()
    is_itemised: bool = True


def survey(
    orders: Tables, edits: Edits, policy: Policy | None = None, *, set_aside: Iterable[str] = ()
) -> Shared:
    """Validate the orders, find the conventions and match the edit rows, on the whole batch.

    Raises `InputRefused` if a table does not have its columns.
    """
    policy = policy or Policy()
    checked = check_orders(orders)
    found = find_conventions(checked.tables, calculate, dict(policy.conventions))
    aside = (*set_aside, *checked.set_aside)
    readable = check_edits(edits).edits
    matches = match_rows(checked.tables, readable, aside)
    problems = (*checked.problems, *judge_conventions(found, policy))
    marks = settle_decimal_marks(readable)
    return Shared(checked.tables, aside, problems, tuple(found), matches, marks)


def correct(
    orders: Tables,
    edits: Edits,
    policy: Policy | None = None,
    *,
    broken_rows: Iterable[int] = (),
    set_aside: Iterable[str] = (),
    released: Iterable[int] = (),
) -> Outcome:
    """Apply the edits to the orders and reckon what each order owes.

    After the call `Outcome.after` holds the changed orders whole; every edit
    row stands in `Outcome.row_results` exactly once; differences by component
    and by row add up to each order's difference. `broken_rows` are edit rows
    (by row_key) known to be unreadable, `set_aside` order numbers known to be
    unreadable, `released` orders (by order_key) that need no approval any more.
    Raises `InputRefused` if a table does not have its columns.
    """
    policy = policy or Policy()
    shared = survey(orders, edits, policy, set_aside=set_aside)
    shared = replace(shared, released=frozenset(released))
    broken = list(broken_rows)
    outcome = work_within_limits(
        shared,
        policy,
        lambda now: correct_part(now, now.orders, edits, policy, broken_rows=broken),
    )
    found = pd.concat([to_table(shared.problems), outcome.problems], ignore_index=True)
    return replace(outcome, problems=found)


def work_within_limits(shared: Shared, policy: Policy, work: Callable[[Shared], Outcome]) -> Outcome:
    """The outcome of the whole batch; worked on again where it exceeds what one run may move.

    The second time the orders that add to the sum wait, so nothing is above
    the limit any more.
    """
    outcome = work(shared)
    holds = judge_run(outcome.reconciliation, policy, shared.released)
    return work(replace(shared, holds=(*shared.holds, *holds))) if holds else outcome


@dataclass(frozen=True)
class Worked:
    """The outcome of a part with what it was made of: the orders untouched, and those carried out."""

    outcome: Outcome
    scene: Scene
    after: CarriedOut


def correct_part(
    shared: Shared,
    orders: Tables,
    edits: Edits,
    policy: Policy,
    *,
    broken_rows: Iterable[int] = (),
) -> Outcome:
    """The outcome of a part of the surveyed orders and of the edit rows that belong to it.

    The problems of the survey are not repeated here. Merging the outcomes of
    all the parts gives the outcome of the whole.
    """
    return work_part(shared, orders, edits, policy, broken_rows=broken_rows).outcome


def work_part(
    shared: Shared,
    orders: Tables,
    edits: Edits,
    policy: Policy,
    *,
    broken_rows: Iterable[int] = (),
) -> Worked:
    """The outcome as `correct_part` gives it, with what it was made of."""
    checked = check_edits(edits)
    used = {(one.platform, one.currency): one.convention for one in shared.conventions}
    scene = set_scene(orders, used, policy)
    planned = make_plan(
        scene.before,
        checked.edits,
        shared.matches,
        decimal_marks=shared.decimal_marks,
        broken_rows=[*broken_rows, *checked.broken_rows],
        left_rows=shared.left_rows,
        rejects_everything=policy.rejects_everything,
    )
    here = set(orders.orders["order_key"])
    holds = [found for found in shared.holds if found.order_key in here]
    holds += judge_kinds(planned.rows, planned.plan.changes, checked.edits.rows, policy, shared.released)
    holds += _judge_holds(scene, planned, policy)
    after, late = carry_out(scene, planned, holds, checked.edits.rows, policy, released=shared.released)
    problems = [*checked.problems, *planned.problems, *holds, *late]
    found = [_recount(one, orders, scene.gaps) for one in shared.conventions]
    misfits = _list_misfits(scene, orders, found)
    outcome = _report(scene, planned, after, checked.edits, problems, found, policy, misfits)
    return Worked(_itemise(shared, outcome, after), scene, after)


def restore_part(
    shared: Shared,
    edits: Edits,
    policy: Policy,
    restoration: Restoration,
    *,
    broken_rows: Iterable[int] = (),
) -> Outcome:
    """The outcome of rows that put orders back as they stood before a run, and nothing else."""
    checked = check_edits(edits)
    used = {(one.platform, one.currency): one.convention for one in shared.conventions}
    scene = set_scene(shared.orders, used, policy)
    broken = {*broken_rows, *checked.broken_rows}
    restored = restore_orders(
        scene,
        checked.edits,
        shared.matches,
        restoration,
        policy,
        broken_rows=broken,
        holds=shared.holds,
        released=shared.released,
    )
    problems = [*checked.problems, *restored.problems]
    found, after = list(shared.conventions), restored.after
    misfits = _list_misfits(scene, shared.orders, found)
    outcome = _report(scene, restored.planned, after, checked.edits, problems, found, policy, misfits)
    return _itemise(shared, outcome, after)


def _itemise(shared: Shared, outcome: Outcome, after: CarriedOut) -> Outcome:
    """The outcome with the lines of documents, where they are wanted."""
    sides = (after.before, after.totals_before, after.tables, after.totals)
    lines = list_changed_lines(*sides, outcome.reconciliation) if shared.is_itemised else None
    return outcome if lines is None else replace(outcome, document_lines=lines)


def _list_misfits(scene: Scene, orders: Tables, found: list[Found]) -> pd.DataFrame:
    """The orders that do not add up; `orders` are as the export states them."""
    keys = scene.gaps.loc[~scene.gaps["is_reproduced"], "order_key"]
    explanations = explain_misfits(orders.only(keys), found, calculate)
    return list_misfits(scene.before.orders, scene.totals.orders, scene.gaps, explanations)


def _recount(found: Found, orders: Tables, gaps: pd.DataFrame) -> Found:
    """The convention with the orders of this part counted."""
    is_here = (orders.orders["platform"] == found.platform) & (orders.orders["currency"] == found.currency)
    is_stated = is_here.to_numpy() & states_figures(orders.orders)
    count = int((gaps["is_reproduced"].to_numpy() & is_stated).sum())
    return replace(found, orders=int(is_stated.sum()), reproduced=count)


def _judge_holds(scene: Scene, planned: Planned, policy: Policy) -> list[Problem]:
    rows = planned.rows
    keys = rows.loc[(rows["state"] == "planned") & rows["moves_money"], "order_key"]
    part = scene.before.only(keys)
    gaps = scene.gaps.loc[scene.gaps["order_key"].isin(keys)]
    return judge_holds(part.orders, gaps, part.taxes, policy)


def _report(
    scene: Scene,
    planned: Planned,
    after: CarriedOut,
    edits: Edits,
    problems: list[Problem],
    found: list[Found],
    policy: Policy,
    misfits: pd.DataFrame,
) -> Outcome:
    named = scene.before.only(planned.rows["order_key"])
    named_after = _with_changed(named, after.tables)
    owed = reckon_owed(named, named_after, policy.cash_rounding)
    gaps = scene.gaps.set_index("order_key")["gap_minor"]
    reconciliation = list_reconciliation(named.orders, owed, gaps, after.rows, edits.rows)
    noticed = judge_misfits(misfits, scene.before.orders)
    everything = to_table([*problems, *judge_amounts(reconciliation, named.orders), *noticed])
    row_results = list_rows(edits.rows, after.rows, named.orders)
    return Outcome(
        after=after.tables,
        reconciliation=reconciliation,
        row_results=comment_rows(row_results, everything),
        changes=after.plan.changes.reset_index(drop=True),
        tax_by_rate=compare_taxes(after.before, after.totals_before, after.tables, after.totals),
        income=split_income(after.before, after.totals_before, after.tables, after.totals),
        misfits=misfits,
        control_totals=sum_controls(scene.before.orders, reconciliation),
        conventions=list_conventions(found),
        problems=everything,
        stock=list_stock(after.before, after.tables, after.plan, after.rows),
    )


def _with_changed(named: Tables, changed: Tables) -> Tables:
    """The named orders with the changed ones in their place (orders table only)."""
    keys = named.orders["order_key"]
    names = [name for name in named.orders.columns if name.endswith("_minor")]
    fresh = changed.orders.set_index("order_key")[names].reindex(keys, fill_value=0)
    is_changed = keys.isin(changed.orders["order_key"]).to_numpy(dtype=bool)
    orders = named.orders.assign(
        **{name: np.where(is_changed, fresh[name].to_numpy(), named.orders[name]) for name in names}
    )
    return Tables(orders, named.lines, named.charges, named.discounts, named.taxes, named.fields)
