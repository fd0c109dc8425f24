"""How times, amounts and sums of the ledger are written; pure but for the machine's time zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pipeline.languages import N_, Words
from pipeline.money import to_text
from pipeline.reports.wording import name_of

Row = Mapping[str, Any]
Sums = dict[tuple[str, str, int], tuple[int, int]]
"""By currency, action and decimals: the sum in minor units, and of how many amounts."""
DEEDS = {
    "collect": N_("to collect"),
    "refund": N_("to refund"),
    "bill": N_("to bill"),
    "none": N_("nothing due"),
}


def tell_time(stored: str, words: Words) -> str:
    """A stored time in local form with its offset from UTC; "" stays "". English has ISO 8601.

    >>> tell_time("", Words("fr", "CH"))
    ''
    """
    if not stored:
        return ""
    local = datetime.fromisoformat(stored).astimezone()
    offset = local.strftime("%z")
    moment = f"{local:%Y-%m-%d %H:%M}" if words.language == "en" else words.moment(local)
    return f"{moment} {offset[:3]}:{offset[3:5]}"


def tell_amount(row: Row, words: Words, name: str = "amount_minor", *, is_signed: bool = False) -> str:
    """An amount of the row with its currency: 1’234.50 CHF."""
    return words.amount(int(row[name]), int(row["decimals"]), row["currency"], is_signed=is_signed)


def tell_due(row: Row, words: Words) -> str:
    """What of an order's amount no earlier run asked for, and what is to be done with it."""
    if not row["amount_new_minor"]:
        return words.say("nothing")
    return f"{name_of(row['action_new'], words)} {tell_amount(row, words, 'amount_new_minor')}"


def plain_amount(row: Row, name: str = "amount_minor") -> str:
    """An amount of the row for programs: its plain decimal spelling.

    >>> plain_amount({"amount_minor": 123450, "decimals": 2})
    '1234.50'
    """
    return to_text(int(row[name]), int(row["decimals"]))


def add_up(rows: Iterable[Row]) -> Sums:
    """The sums of the amounts, one for each currency and action, never mixed.

    >>> chf = {"currency": "CHF", "action": "collect", "decimals": 2, "amount_minor": 500}
    >>> add_up([chf, chf, {**chf, "action": "refund"}])
    {('CHF', 'collect', 2): (1000, 2), ('CHF', 'refund', 2): (500, 1)}
    """
    sums: Counter[tuple[str, str, int]] = Counter()
    counts: Counter[tuple[str, str, int]] = Counter()
    for row in rows:
        key = (row["currency"], row["action"], int(row["decimals"]))
        sums[key] += int(row["amount_minor"])
        counts[key] += 1
    return {key: (sums[key], counts[key]) for key in sorted(sums)}


def tell_sums(sums: Sums, words: Words) -> list[str]:
    """A line for each sum, amounts below each other."""
    amounts = [
        words.amount(total, decimals, currency) for (currency, _, decimals), (total, _) in sums.items()
    ]
    widest = max(map(len, amounts), default=0)
    margin = max(len(words.text(deed)) for deed in DEEDS.values()) + 1
    counts = [words.count("{number} amount", "{number} amounts", many) for _, many in sums.values()]
    return [
        f"{words.text(DEEDS[action]):<{margin}}{amount:>{widest}}  {count}"
        for amount, count, (_, action, _) in zip(amounts, counts, sums, strict=True)
    ]


def plain_sums(sums: Sums) -> list[dict[str, Any]]:
    """The sums for programs."""
    return [
        {"currency": currency, "action": action, "amount": to_text(total, decimals), "amounts": many}
        for (currency, action, decimals), (total, many) in sums.items()
    ]


def in_words(slug: str, words: Words) -> str:
    """A word of the tables as people write it.

    >>> in_words("nothing_to_do", Words("en", "CH"))
    'nothing to do'
    """
    return name_of(slug, words).replace("_", " ")
