"""Where the kernel runs: on everything at once, or part by part. Equal results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.kernel import Shared, correct_part, restore_part, survey, work_within_limits
from pipeline.policy import Policy
from pipeline.problems import to_table
from pipeline.recall import Reckoned, ReleasedOf, nobody, recall, reckon, with_new_money
from pipeline.validate import check_edits
from schemas.edits import Edits
from schemas.kept import Restoration
from schemas.ledger import Earlier, Known
from schemas.orders import Tables
from schemas.outcome import Outcome


@dataclass(frozen=True)
class Batch:
    """A batch that was worked on; `reckoned` is its new money, if earlier runs are `known`.

    `told`: what those runs did of orders this batch does more to, worked out
    again on the exports as they are now; only for a policy with a journal.
    """

    outcome: Outcome
    reckoned: Reckoned | None = None
    known: Known | None = None
    told: Outcome | None = None


EarlierOf = Callable[[pd.DataFrame], Earlier]
"""What earlier runs recorded of orders (rows of `schemas.orders.ORDERS`)."""


def run_engine(  # noqa: PLR0913 - what a batch is done with, each by name
    orders: Tables,
    edits: Edits,
    policy: Policy,
    *,
    parts: int = 1,
    broken_rows: Iterable[int] = (),
    set_aside: Iterable[str] = (),
    released: Iterable[int] = (),
    restoration: Restoration | None = None,
    is_itemised: bool = True,
) -> Outcome:
    """The outcome of the batch, worked on in that many parts of the orders.

    The convention, the matching and the checks over the whole batch come
    first, so that the number of parts changes nothing. A policy that rejects
    everything needs to see everything: it is then one part, and so are edits
    that put orders back (`restoration` says how those stood). `released`: the
    orders (by order_key) that need no approval any more. `is_itemised`: whether
    the lines of documents are made.
    """
    shared = survey(orders, edits, policy, set_aside=set_aside)
    shared = replace(shared, released=frozenset(released), is_itemised=is_itemised)
    return _work(shared, edits, policy, parts, broken_rows, restoration)


def run_batch(  # noqa: PLR0913 - what a batch is done with, each by name
    orders: Tables,
    edits: Edits,
    policy: Policy,
    earlier_of: EarlierOf,
    released_of: ReleasedOf = nobody,
    *,
    parts: int = 1,
    broken_rows: Iterable[int] = (),
    set_aside: Iterable[str] = (),
    restoration: Restoration | None = None,
    is_itemised: bool = True,
) -> Batch:
    """The same in the light of earlier runs: what they did is left alone, and what is new money is told.

    Orders that somebody released do not wait for an approval any more.
    """
    shared = survey(orders, edits, policy, set_aside=set_aside)
    readable = check_edits(edits).edits
    named = {key for key, _ in shared.matches.values()}
    tables = shared.orders.only(pd.Index(sorted(named), dtype="int64"))
    recalled = recall(tables, readable, shared.matches, earlier_of(tables.orders), released_of=released_of)
    shared = replace(
        shared,
        left_rows=recalled.left_rows,
        holds=recalled.holds,
        released=recalled.released,
        is_itemised=is_itemised,
    )
    outcome = _work(shared, edits, policy, parts, broken_rows, restoration)
    reckoned = reckon(recalled, tables, outcome)
    known = Known(recalled.earlier, recalled.released)
    told = None if policy.journal is None else _work_told(shared, edits, policy, reckoned)
    return Batch(with_new_money(outcome, reckoned), reckoned, known, told)


def _work_told(shared: Shared, edits: Edits, policy: Policy, reckoned: Reckoned) -> Outcome | None:
    """The outcome of the rows that earlier runs did, of orders with newer rows beside them; None without."""
    money, rows = reckoned.money, reckoned.edits
    partly = money.loc[money["state"] == "partly_reported", "order_key"]
    if partly.empty:
        return None
    old = rows.loc[rows["order_key"].isin(partly) & (rows["first_run"] != ""), "row_key"]
    part = _only_rows(edits, edits.rows["row_key"].isin(old))
    everything = replace(shared, holds=(), released=frozenset(partly), is_itemised=False)
    return correct_part(
        everything, shared.orders.only(partly), part, replace(policy, rejects_everything=False)
    )


def _only_rows(edits: Edits, is_meant: pd.Series) -> Edits:
    rows = edits.rows.loc[is_meant].reset_index(drop=True)
    return Edits(rows, edits.cells.loc[edits.cells["row_key"].isin(rows["row_key"])].reset_index(drop=True))


def _work(
    shared: Shared,
    edits: Edits,
    policy: Policy,
    parts: int,
    broken_rows: Iterable[int],
    restoration: Restoration | None,
) -> Outcome:
    broken = list(broken_rows)
    if restoration is not None:
        return work_within_limits(
            shared,
            policy,
            lambda now: _merge(now, [restore_part(now, edits, policy, restoration, broken_rows=broken)]),
        )
    return work_within_limits(shared, policy, lambda now: _work_in_parts(now, edits, policy, parts, broken))


def _work_in_parts(shared: Shared, edits: Edits, policy: Policy, parts: int, broken: list[int]) -> Outcome:
    pieces = _split(shared, edits, 1 if policy.rejects_everything else max(parts, 1))
    outcomes = [correct_part(shared, part, of_part, policy, broken_rows=broken) for part, of_part in pieces]
    return _merge(shared, outcomes)


def _merge(shared: Shared, outcomes: list[Outcome]) -> Outcome:
    """The outcome of all the parts, with what was noticed on the whole before."""
    merged = Outcome.merge(outcomes)
    found = pd.concat([to_table(shared.problems), merged.problems], ignore_index=True)
    return replace(merged, problems=found)


def _split(shared: Shared, edits: Edits, parts: int) -> list[tuple[Tables, Edits]]:
    """The orders in as many parts, each with the edit rows that belong to it.

    Rows that belong to no order go with the first part.
    """
    if parts == 1:
        return [(shared.orders, edits)]
    keys = shared.orders.orders["order_key"].reset_index(drop=True)
    numbers = pd.Series(keys.index % parts, index=keys.to_numpy(), dtype="int64")
    order_of_row = edits.rows["row_key"].map({row: key for row, (key, _) in shared.matches.items()})
    part_of_row = order_of_row.map(numbers).fillna(0).astype("int64")
    pieces = []
    for number in range(parts):
        tables = shared.orders.only(keys.loc[(keys.index % parts) == number])
        pieces.append((tables, _only_rows(edits, part_of_row == number)))
    return pieces
