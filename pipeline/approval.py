"""Which orders need a person's approval, and which a person has released; pure.

The policy says which kinds of edit are allowed and how large refunds and
changes may be. What exceeds that is held as a whole: an approval is given to
an order, never to half of it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator

import pandas as pd

from pipeline.languages.phrase import N_, phrase
from pipeline.money import to_text
from pipeline.policy import EVERY_TARGET, ORDER_LIMITS, RUN_LIMITS, Policy, is_allowed
from pipeline.problems import Problem, place_word, problem
from schemas import columns

WHOLE_ORDER = ("edit-not-allowed", "needs-approval")
"""The holds that concern all the edits of an order, not its edits of money alone."""

_ONE = {"largest_refund": N_("a refund of {amount}"), "largest_change": N_("a change of {amount}")}
_ALL = {
    "largest_refund_of_run": N_("all refunds of the run together {amount}"),
    "largest_change_of_run": N_("all changes of the run together {amount}"),
}


def judge_kinds(
    rows: pd.DataFrame,
    changes: pd.DataFrame,
    edit_rows: pd.DataFrame,
    policy: Policy,
    released: Collection[int] = (),
) -> list[Problem]:
    """A problem for each planned row with a kind of edit the policy does not allow.

    `rows` are those of the plan (row_key, order_key, order_id, state),
    `changes` what it changes; what is so already, and what follows from other
    edits, does not count. The other rows of such an order are told why they
    wait too.
    """
    if set(EVERY_TARGET) <= set(policy.allowed_edits):
        return []
    is_waiting = (rows["state"] == "planned") & ~rows["order_key"].isin(list(released))
    names = ["row_key", "file", "sheet", "row", "target", "action"]
    planned = columns.records(
        rows.loc[is_waiting].merge(edit_rows[names], on="row_key", how="left", validate="one_to_one")
    )
    kinds = _list_kinds(changes)
    refused = {row["row_key"]: _not_allowed(row, kinds[row["row_key"]], policy) for row in planned}
    culprits: dict[int, str] = {}
    for row in planned:
        if refused[row["row_key"]]:
            culprits.setdefault(row["order_key"], place_word(row["sheet"], row["row"]))
    return [
        problem(
            "edit-not-allowed" if refused[row["row_key"]] else "order-held",
            found=", ".join(refused[row["row_key"]]) or culprits[row["order_key"]],
            **{name: row[name] for name in ("row_key", "order_key", "order_id", "file", "sheet", "row")},
        )
        for row in planned
        if row["order_key"] in culprits
    ]


def _list_kinds(changes: pd.DataFrame) -> dict[int, list[str]]:
    """The kinds of edit that each row's changes are, by row_key; only what the row itself asks for."""
    asked = changes.loc[changes["rule"] == "edit"]
    found: dict[int, list[str]] = defaultdict(list)
    for row_key, target, name in zip(asked["row_key"], asked["target"], asked["field"], strict=True):
        found[int(row_key)].append(f"{target}.{name}")
    return found


def _not_allowed(row: dict[str, object], changed: list[str], policy: Policy) -> list[str]:
    kinds = changed if row["action"] == "change" else [f"{row['target']}.{row['action']}"]
    return [kind for kind in dict.fromkeys(kinds) if not is_allowed(kind, policy.allowed_edits)]


def judge_limits(owed: pd.DataFrame, policy: Policy, released: Collection[int] = ()) -> list[Problem]:
    """A problem with order_key for each limit that an order exceeds.

    `owed` has order_key, order_id, file, currency, decimals, difference_minor,
    action and amount_minor. Exactly the limit needs no approval.
    """
    if not any(getattr(policy, name) for name in ORDER_LIMITS):
        return []
    waiting = owed.loc[~owed["order_key"].isin(list(released))]
    found = []
    for order in columns.records(waiting):
        refund = order["amount_minor"] if order["action"] == "refund" else 0
        for name, amount in zip(ORDER_LIMITS, (refund, abs(order["difference_minor"])), strict=True):
            limit = policy.limit_minor(name, order["currency"], order["decimals"])
            if limit is not None and amount > limit:
                found.append(_exceeds(order, _ONE[name], amount, limit, name))
    return found


def judge_run(reconciliation: pd.DataFrame, policy: Policy, released: Collection[int] = ()) -> list[Problem]:
    """A problem with order_key for each order that waits because the run as a whole exceeds a limit.

    Every order that adds to the sum waits, except those released, which do not count.
    """
    if not any(getattr(policy, name) for name in RUN_LIMITS):
        return []
    orders = reconciliation.loc[~reconciliation["order_key"].isin(list(released))]
    refunds = orders["amount_minor"].where(orders["action"] == "refund", 0)
    found: list[Problem] = []
    for name, amounts in zip(RUN_LIMITS, (refunds, orders["difference_minor"].abs()), strict=True):
        for _, part in orders.assign(counted_minor=amounts).groupby(["currency", "decimals"]):
            found += _judge_sum(part.loc[part["counted_minor"] > 0], name, policy)
    return found


def _judge_sum(part: pd.DataFrame, name: str, policy: Policy) -> Iterator[Problem]:
    total = int(part["counted_minor"].sum())
    for order in columns.records(part):
        limit = policy.limit_minor(name, order["currency"], order["decimals"])
        if limit is not None and total > limit:
            yield _exceeds(order, _ALL[name], total, limit, name)


def _exceeds(order: dict[str, object], what: str, amount: int, limit: int, name: str) -> Problem:
    decimals = int(str(order["decimals"]))
    return problem(
        "needs-approval",
        found=phrase(what, amount=f"{to_text(amount, decimals)} {order['currency']}"),
        expected=phrase(
            "at most {limit} ({setting})",
            limit=f"{to_text(limit, decimals)} {order['currency']}",
            setting=name,
        ),
        **{name: order[name] for name in ("order_key", "order_id", "file")},
    )


def digest_requests(fingerprints: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """What an approval of an order covers, as one digest by order_key: the order as it stands and its edits.

    `fingerprints` of the orders by order_key; `rows` are all the batch's edit
    rows of them with order_key and edit_digest, in any order.
    """
    asked: dict[int, list[str]] = defaultdict(list)
    for order_key, digest in zip(rows["order_key"].tolist(), rows["edit_digest"].tolist(), strict=True):
        asked[order_key].append(digest)
    keys = [key for key in fingerprints.index.tolist() if key in asked]
    texts = [" ".join([fingerprints.loc[key], *sorted(asked[key])]) for key in keys]
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return pd.Series(digests, index=pd.Index(keys, name="order_key", dtype="int64"), dtype="str")


def released_by(
    approvals: pd.DataFrame, requests: pd.Series, policy: Policy, requested_by: str = ""
) -> frozenset[int]:
    """The order_keys that an approval releases for exactly what is asked of them now.

    `approvals` as `schemas.entry.APPROVALS`, `requests` as `digest_requests`
    gives them. Where the policy wants it, the approver is neither who
    requested this run nor who requested the one that was approved.
    """
    found = set()
    for approval in columns.records(approvals):
        is_same = requests.get(approval["order_key"], "") == approval["request_digest"]
        requesters = (requested_by, approval["requested_by"])
        if is_same and may_approve(approval["approved_by"], requesters, policy):
            found.add(approval["order_key"])
    return frozenset(found)


def may_approve(approver: str, requesters: Collection[str], policy: Policy) -> bool:
    """Whether that person's approval counts; names are compared without regard to case and spaces.

    >>> strict = Policy(approver_is_not_requester=True)
    >>> may_approve("Anna ", ["anna"], strict), may_approve("Anna", ["anna"], Policy())
    (False, True)
    """
    if not policy.approver_is_not_requester:
        return True
    return _fold(approver) not in {_fold(name) for name in requesters if name}


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
