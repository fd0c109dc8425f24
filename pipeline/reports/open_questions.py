"""What the orders leave open about how the shop calculates, in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.languages import ENGLISH, N_, Words

_OPEN = {
    "tied_with": N_("Left open: {what}."),
    "decided_by": N_("To decide it: {what}."),
    "second": N_("Another way: {what}."),
}


def tell_open(convention: Mapping[Any, Any], words: Words = ENGLISH) -> list[str]:
    """The sentences about one row of `schemas.outcome.CONVENTIONS`; none if nothing is open.

    >>> tell_open({"tied_with": "tax level: line or unit", "decided_by": "", "second": ""})
    ['Left open: tax level: line or unit.']
    """
    return [words.say(said, what=convention[name]) for name, said in _OPEN.items() if convention[name]]


def name_open(convention: Mapping[Any, Any], words: Words = ENGLISH) -> list[str]:
    """The same in a line: which parameters are open, and another way in full.

    >>> name_open({"tied_with": "tax level: line or unit; allocation: a or b", "second": ""})
    ['No order decides on tax level, allocation (see check).']
    """
    parts = re.split(r"\s?; ", convention["tied_with"])
    names = ", ".join(re.split(r"\s?: ", part)[0] for part in parts)
    told = [words.say("No order decides on {names} (see check).", names=names)] if names else []
    another = convention["second"]
    return told + ([words.say(_OPEN["second"], what=another)] if another else [])
