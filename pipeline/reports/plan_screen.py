"""A plan as it is printed: what changes in which order, and the digest that stands for all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.reports.screen import group_thousands, to_printable

MOST_CHANGES = 40
_LABEL = 13


def print_plan(plan: Mapping[str, Any], place: str) -> str:
    """The changes order by order, then the digest and where the plan was written; ends in a line end."""
    return "\n".join([*_tell_changes(plan), "", *_tell_plan(plan, place)]) + "\n"


def _tell_changes(plan: Mapping[str, Any]) -> Iterator[str]:
    changes = plan["changes"]
    yield f"{'Changes':<{_LABEL}}{len(changes) or 'none'}"
    of_order: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for change in changes[:MOST_CHANGES]:
        of_order[change["order_id"]].append(change)
    for order_id, told in of_order.items():
        orders = [order for order in plan["orders"] if order["order_id"] == order_id]
        yield to_printable(f"  {order_id}" + "".join(map(_tell_total, orders)))
        yield from (f"    {_tell_change(change)}" for change in told)
    if len(changes) > MOST_CHANGES:
        yield f"  and {len(changes) - MOST_CHANGES} more: see the plan"


def _tell_total(order: Mapping[str, Any]) -> str:
    before, after = (group_thousands(order[name]) for name in ("total_before", "total_after"))
    due = "" if order["action"] == "none" else f", {order['action']} {group_thousands(order['amount'])}"
    return f": total {before} → {after} {order['currency']}{due}"


def _tell_change(change: Mapping[str, Any]) -> str:
    place = f"{change['file']} {change['sheet']}".strip()
    values = f"{change['old'] or '(empty)'} → {change['new'] or '(empty)'}"
    return to_printable(f"{change['thing']} {change['field']}: {values}  [{place} row {change['row']}]")


def _tell_plan(plan: Mapping[str, Any], place: str) -> Iterator[str]:
    yield f"{'Plan':<{_LABEL}}{place}"
    yield f"{'Digest':<{_LABEL}}{plan['digest']}"
