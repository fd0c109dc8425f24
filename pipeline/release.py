"""Approvals given: who released which orders of a run, if that person may."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.approval import may_approve
from pipeline.intake import read_policy
from pipeline.languages.phrase import phrase
from pipeline.ledger import Ledger, approve_orders, find_held, history, open_ledger
from pipeline.problems import GuardRefused, InputRefused, did_you_mean, problem, refuse


def release_orders(
    place: str, run_id: str, order_ids: Sequence[str], *, by: str, policy: Path | None, now: str
) -> None:
    """Record that `by` approves these orders of the run, all of them or none.

    Raises `InputRefused` if there is no such ledger or run or the run did not
    hold one of the orders, `GuardRefused` if the policy does not let the
    person approve.
    """
    rules = read_policy(policy)
    if "://" not in place and not Path(place).exists():
        raise refuse("file-not-found", file=place)
    with open_ledger(place, now=now) as ledger:
        runs = history(ledger)
        requesters = dict(zip(runs["run_id"].tolist(), runs["requested_by"].tolist(), strict=True))
        if run_id not in requesters:
            raise _unknown(run_id, list(requesters))
        if not may_approve(by, [requesters[run_id]], rules):
            raise GuardRefused([problem("approver-is-requester", found=by)])
        _refuse_not_held(ledger, run_id, order_ids)
        approve_orders(ledger, run_id, order_ids, by=by, now=now)


def _unknown(run_id: str, known: list[str]) -> InputRefused:
    last = phrase("The last one is {run}.", run=known[-1]) if known else phrase("It holds no run at all.")
    told = did_you_mean(run_id, known) or last
    return refuse("run-unknown", found=run_id, expected=phrase("the name of a run in the ledger"), hint=told)


def _refuse_not_held(ledger: Ledger, run_id: str, order_ids: Sequence[str]) -> None:
    held = find_held(ledger, run_id)
    told = phrase("It held {orders}.", orders=", ".join(held)) if held else phrase("It held no order.")
    found = [
        problem("order-not-held", order_id=order_id, found=run_id, hint=told)
        for order_id in order_ids
        if order_id not in held
    ]
    if found:
        raise InputRefused(found)
