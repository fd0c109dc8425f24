"""File names of drafts: from any order number one that every file system takes, and no two alike; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from pipeline.messages.compose import Message

_LONGEST = 80
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def name_drafts(messages: Iterable[Message]) -> list[str]:
    """A name for each message, in their order."""
    taken: set[str] = set()
    return [_take(plain_name(one.order_id), taken) for one in messages]


def plain_name(order_id: str) -> str:
    """The order's number with everything but letters, digits, dots and dashes as `_`.

    >>> plain_name("#1001"), plain_name("../etc/passwd"), plain_name("CON"), plain_name("注文")
    ('_1001', '_etc_passwd', '_CON', '_')
    """
    plain = _NOT_PLAIN.sub("_", order_id).lstrip(".-")[:_LONGEST].rstrip(".") or "_"
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain


def _take(name: str, taken: set[str]) -> str:
    """The name, or the first of -2, -3, … not taken yet, whatever the case of its letters."""
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    free = next(one for one in numbered if one.casefold() not in taken)
    taken.add(free.casefold())
    return f"{free}.eml"
