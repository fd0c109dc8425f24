"""The time as a night is given it: what o'clock it is, how long something took, and waiting.

Durations come from a clock that only ever goes on; what o'clock it is may
jump, and is only ever written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Clock:
    """`now` in UTC, `monotonic_ns` for durations, `wait` for some seconds."""

    now: Callable[[], datetime]
    monotonic_ns: Callable[[], int]
    wait: Callable[[int], None]

    def now_text(self) -> str:
        """The time as logs and manifests have it."""
        return self.now().isoformat(timespec="seconds")
