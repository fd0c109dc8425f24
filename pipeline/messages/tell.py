"""What became of a run's messages, for the screen and for summary.json; no names, no addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.languages import Words
from pipeline.languages.speech import ASSUMED
from pipeline.messages.compose import Message

_MOST_ORDERS = 10


def count_messages(messages: Sequence[Message]) -> dict[str, Any]:
    """How many there are, in which languages, and the orders somebody should look at."""
    return {
        "written": len(messages),
        "drafts": sum(bool(one.recipient) for one in messages),
        "by_language": dict(sorted(Counter(one.language for one in messages).items())),
        "language_assumed": [one.facts.order_id for one in messages if one.source == ASSUMED],
        "without_email": [one.facts.order_id for one in messages if not one.recipient],
    }


def tell_messages(messages: Sequence[Message], words: Words, *, is_dry_run: bool = False) -> list[str]:
    """The same in sentences."""
    counted = count_messages(messages)
    drafts = words.count("{number} e-mail draft", "{number} e-mail drafts", counted["drafts"])
    said = words.count("{number} message to customers", "{number} messages to customers", len(messages))
    told = [f"{said}, {drafts} ({', '.join(counted['by_language']) or '–'})."]
    if is_dry_run:
        told.append(words.say("A dry run writes no messages."))
    if counted["language_assumed"]:
        orders = _join(counted["language_assumed"])
        told.append(words.say("The customer’s language is not known of: {orders}.", orders=orders))
    if counted["without_email"]:
        orders = _join(counted["without_email"])
        told.append(words.say("Without an e-mail address that can be used: {orders}.", orders=orders))
    return told


def _join(orders: Sequence[str]) -> str:
    shown = ", ".join(orders[:_MOST_ORDERS])
    return f"{shown} … (+{len(orders) - _MOST_ORDERS})" if len(orders) > _MOST_ORDERS else shown
