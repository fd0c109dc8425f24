"""A plan as it is printed: what changes in which order, and the digest that stands for all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.languages import ENGLISH, Words
from pipeline.reports.page import Page, to_printable
from pipeline.reports.wording import name_of, tell_thing, tell_value

MOST_CHANGES = 40


def print_plan(plan: Mapping[str, Any], place: str, words: Words = ENGLISH) -> str:
    """The changes order by order, then the digest and where the plan was written; ends in a line end."""
    page = Page(words)
    return "\n".join([*_tell_changes(plan, page), "", *_tell_plan(plan, place, page)]) + "\n"


def _tell_changes(plan: Mapping[str, Any], page: Page) -> Iterator[str]:
    changes, words = plan["changes"], page.words
    yield page.head("Changes") + (words.number(len(changes)) if changes else words.say("none"))
    of_order: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for change in changes[:MOST_CHANGES]:
        of_order[change["order_id"]].append(change)
    for order_id, told in of_order.items():
        orders = [order for order in plan["orders"] if order["order_id"] == order_id]
        yield to_printable(f"  {order_id}" + "".join(_tell_total(order, words) for order in orders))
        yield from (f"    {_tell_change(change, words)}" for change in told)
    more = len(changes) - MOST_CHANGES
    if more > 0:
        yield "  " + words.say("and {number} more: see the plan", number=words.number(more))


def _tell_total(order: Mapping[str, Any], words: Words) -> str:
    before, after = (words.figure(order[name]) for name in ("total_before", "total_after"))
    due = ""
    if order["action"] != "none":
        due = f", {name_of(order['action'], words)} {words.figure(order['amount'])}"
    total = words.say("total {before} → {after}", before=before, after=after)
    return f": {total} {order['currency']}{due}"


def _tell_change(change: Mapping[str, Any], words: Words) -> str:
    file = f"{change['file']} {change['sheet']}".strip()
    values = (tell_value(change[name], change["field"], words) for name in ("old", "new"))
    old, new = (value or words.say("(empty)") for value in values)
    place = words.say("{file} row {row}", file=file, row=change["row"])
    thing, field = tell_thing(change["thing"], words), name_of(change["field"], words)
    return to_printable(f"{thing} {field}: {old} → {new}  [{place}]")


def _tell_plan(plan: Mapping[str, Any], place: str, page: Page) -> Iterator[str]:
    yield f"{page.head('Plan')}{place}"
    yield f"{page.head('Digest')}{plan['digest']}"
