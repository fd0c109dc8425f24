"""The plan of a run as a file: everything it would do, what it was made from, and one digest over it all.

A plan holds names of files, never places on a machine, no time and no run:
the same orders, edits, policy and program give the same plan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.catalogue.names import named
from pipeline.languages.phrase import N_, phrase
from pipeline.money import to_text
from pipeline.problems import GuardRefused, problem, refuse
from schemas import columns
from schemas.outcome import Outcome

KIND = "order-corrections plan"
LAYOUT = 1
Plan = dict[str, Any]
_CHANGE_KEYS = (
    *("order_id", "target", "thing", "field", "old", "new", "rule"),
    *("file", "sheet", "row", "cell", "reason", "request"),
)
_ORDER_AMOUNTS = ("total_before", "difference", "total_after", "amount")


def build_plan(
    outcome: Outcome,
    *,
    inputs: Iterable[Mapping[str, Any]],
    settings: Mapping[str, str],
    policy: Mapping[str, Any],
    version: str,
) -> Plan:
    """The plan as plain data. Inputs have kind, name, sha256 and bytes; `settings` are read with them."""
    content = {
        "kind": KIND,
        "layout": LAYOUT,
        "version": version,
        "inputs": [dict(one) for one in inputs],
        "settings": dict(settings),
        "policy": dict(policy),
        "differences": _list_differences(outcome.control_totals),
        "orders": [_order(row) for row in columns.records(outcome.reconciliation)],
        "changes": [{key: row[key] for key in _CHANGE_KEYS} for row in columns.records(outcome.changes)],
        "not_done": _list_not_done(outcome.row_results),
    }
    plain: Plan = json.loads(json.dumps(content))
    return {**plain, "digest": _digest(plain)}


def _list_differences(control_totals: pd.DataFrame) -> dict[str, str]:
    return {
        row["currency"]: to_text(row["difference_minor"], row["decimals"])
        for row in columns.records(control_totals)
    }


def _order(row: Mapping[str, Any]) -> dict[str, Any]:
    amounts = {name: to_text(row[f"{name}_minor"], row["decimals"]) for name in _ORDER_AMOUNTS}
    return {**{name: row[name] for name in ("order_id", "file", "currency", "result", "action")}, **amounts}


def _list_not_done(row_results: pd.DataFrame) -> list[dict[str, Any]]:
    names = ("file", "sheet", "row", "order_id", "result", "comment")
    left = row_results.loc[row_results["result"] != "applied"]
    return [{name: row[name] for name in names} for row in columns.records(left)]


def _digest(plan: Plan) -> str:
    """SHA-256 of everything in the plan but the digest itself."""
    content = {key: value for key, value in plan.items() if key != "digest"}
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def print_plan_file(plan: Plan) -> str:
    """The text of the plan's file."""
    return json.dumps(plan, ensure_ascii=True, indent=1) + "\n"


def read_plan(path: Path) -> Plan:
    """The plan of a file. Raises `InputRefused` if it is none, `GuardRefused` if somebody changed it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise refuse("file-not-found", file=str(path)) from error
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", "") or phrase("it is not JSON")
        raise refuse("plan-broken", file=path.name, found=why) from error
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise refuse("plan-broken", file=path.name, found=phrase("it is no plan"))
    if found.get("digest") != _digest(found):
        raise GuardRefused([problem("plan-altered", file=path.name)])
    return found


def check_plan(planned: Plan, now: Plan, *, name: str) -> None:
    """Raise `GuardRefused` with everything in which the plan differs from what would be done now."""
    found = list(_compare(planned, now))
    if found:
        raise GuardRefused([problem("plan-stale", file=name, found=words) for words in found])


def _compare(planned: Plan, now: Plan) -> Iterator[str]:
    """Why the plan no longer holds; what was found out only where what was given is the same."""
    if planned["digest"] == now["digest"]:
        return
    given = [
        *_compare_versions(planned, now),
        *_compare_inputs(planned["inputs"], now["inputs"]),
        *_compare_settings(planned["settings"], now["settings"], _SETTING),
        *_compare_settings(planned["policy"], now["policy"], _OF_POLICY),
    ]
    yield from given or _compare_findings(planned, now)


def _compare_versions(planned: Plan, now: Plan) -> Iterator[str]:
    if (planned["version"], planned["layout"]) != (now["version"], now["layout"]):
        yield phrase(
            "it was made by version {version}, this is version {now}",
            version=planned["version"],
            now=now["version"],
        )


def _compare_inputs(planned: list[Plan], now: list[Plan]) -> Iterator[str]:
    """Which files changed, are other ones, are missing or new; in the order they were given."""
    for kind in dict.fromkeys(one["kind"] for one in [*planned, *now]):
        old, new = ([one for one in side if one["kind"] == kind] for side in (planned, now))
        for before, after in zip(old, new, strict=False):
            if before["name"] != after["name"]:
                yield phrase(
                    "{name} was given ({kind}) instead of {other}",
                    name=after["name"],
                    kind=named(kind),
                    other=before["name"],
                )
            elif before["sha256"] != after["sha256"]:
                yield phrase("{name} ({kind}) changed", name=before["name"], kind=named(kind))
        yield from (
            phrase("{name} ({kind}) was not given", name=one["name"], kind=named(kind))
            for one in old[len(new) :]
        )
        yield from (
            phrase("{name} ({kind}) was not part of it", name=one["name"], kind=named(kind))
            for one in new[len(old) :]
        )


_SETTING = N_("the setting {name} was {before} and is {after}")
_OF_POLICY = N_("the policy's {name} was {before} and is {after}")


def _compare_settings(planned: Plan, now: Plan, what: str) -> Iterator[str]:
    for name in dict.fromkeys([*planned, *now]):
        before, after = planned.get(name), now.get(name)
        if before != after:
            yield phrase(what, name=name, before=json.dumps(before), after=json.dumps(after))


def _compare_findings(planned: Plan, now: Plan) -> Iterator[str]:
    """Which orders come out otherwise although everything given is the same."""
    others: dict[str, None] = {}
    for part in ("orders", "changes", "not_done"):
        old, new = ([json.dumps(row, sort_keys=True) for row in side[part]] for side in (planned, now))
        rows = [*planned[part], *now[part]]
        differing = set(old) ^ set(new)
        others |= {row["order_id"]: None for row in rows if json.dumps(row, sort_keys=True) in differing}
    if others:
        yield phrase("it comes out otherwise now for order {orders}", orders=", ".join(others))
    else:
        yield phrase("it comes out otherwise now")
