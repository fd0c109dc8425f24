"""What the orders leave open about how the shop calculates, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def tell_open(convention: Mapping[Any, Any]) -> list[str]:
    """The sentences about one row of `schemas.outcome.CONVENTIONS`; none if nothing is open.

    >>> tell_open({"tied_with": "tax level: line or unit", "decided_by": "", "second": ""})
    ['Left open: tax level: line or unit.']
    """
    labels = {"tied_with": "Left open", "decided_by": "To decide it", "second": "Another way"}
    return [f"{label}: {convention[name]}." for name, label in labels.items() if convention[name]]


def name_open(convention: Mapping[Any, Any]) -> list[str]:
    """The same in a line: which parameters are open, and another way in full.

    >>> name_open({"tied_with": "tax level: line or unit; allocation: a or b", "second": ""})
    ['No order decides on tax level, allocation (see check).']
    """
    names = ", ".join(part.partition(":")[0] for part in convention["tied_with"].split("; "))
    told = [f"No order decides on {names} (see check)."] if convention["tied_with"] else []
    return told + ([f"Another way: {convention['second']}."] if convention["second"] else [])
