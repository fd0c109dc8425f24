"""The run that postings come from, and the day they are dated to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class RunDay:
    """A run's name and when it was started (ISO 8601, UTC)."""

    run_id: str
    started_at: str

    @property
    def moment(self) -> datetime:
        """When the run was started."""
        return datetime.fromisoformat(self.started_at)

    @property
    def day(self) -> date:
        """The day the postings are dated to."""
        return self.moment.date()


def on_one_line(text: str) -> str:
    """The text without line breaks, tabs and other control characters.

    >>> on_one_line("Tee\\t\\n 1")
    'Tee 1'
    """
    shown = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(shown.split())
