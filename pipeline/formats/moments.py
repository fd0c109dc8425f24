"""When orders were placed, as exports spell it, in ISO 8601.

`2026-03-02`, or with what is known of the time of day: `2026-03-02T11:52:00+01:00`.
What is no day, or could be two of them (3/4/2026 in a column that never
tells), is "".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import pandas as pd

_ISO = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]+(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    r" ?(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_WRITTEN = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<mark>[./-])(?P<second>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})"
    r"(?:,?[T ]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?))?"
)
_MONTHS = 12


def to_moments(texts: pd.Series) -> pd.Series:
    """The moment of each text, "" where it names none.

    Dots put the day first; with slashes or hyphens the column tells, if one
    of its numbers is above twelve.

    >>> to_moments(pd.Series(["2026-03-02 11:52:00 +0100", "2026-03-02T10:52:00Z", "soon"])).tolist()
    ['2026-03-02T11:52:00+01:00', '2026-03-02T10:52:00+00:00', '']
    >>> to_moments(pd.Series(["02.03.2026 11:39", "02.03.2026"])).tolist()
    ['2026-03-02T11:39:00', '2026-03-02']
    >>> [to_moments(pd.Series(texts)).tolist() for texts in (["3/4/2026", "3/14/2026"], ["3/4/2026"])]
    [['2026-03-04', '2026-03-14'], ['']]
    """
    known = list(texts.unique())
    starts_with_day = _find_order(known)
    moments = {text: _to_moment(text.strip(), starts_with_day=starts_with_day) for text in known}
    return texts.map(moments).astype("str")


def _find_order(texts: Iterable[str]) -> bool | None:
    """Whether the day stands before the month where neither dots nor ISO 8601 say it; None: nothing tells."""
    written = [
        found for text in texts if (found := _WRITTEN.fullmatch(text.strip())) and found["mark"] != "."
    ]
    is_first = any(int(found["first"]) > _MONTHS for found in written)
    is_second = any(int(found["second"]) > _MONTHS for found in written)
    return is_first if is_first != is_second else None


def _to_moment(text: str, *, starts_with_day: bool | None) -> str:
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    if iso is not None:
        zone = (iso["zone"] or "").replace("UTC", "Z")
        return _check(f"{iso['day']}T{iso['time']}{zone}" if iso["time"] else iso["day"])
    is_day_first = True if written and written["mark"] == "." else starts_with_day
    if written is None or is_day_first is None:
        return ""
    day, month = (
        (written["first"], written["second"]) if is_day_first else (written["second"], written["first"])
    )
    found = f"{written['year']}-{month:0>2}-{day:0>2}"
    return _check(f"{found}T{written['time']:0>5}" if written["time"] else found)


def _check(spelled: str) -> str:
    """The moment in the one spelling of ISO 8601, "" if the calendar has no such day."""
    try:
        moment = datetime.fromisoformat(spelled)
    except ValueError:
        return ""
    return moment.isoformat(timespec="seconds") if "T" in spelled else moment.date().isoformat()
