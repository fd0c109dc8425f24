"""A night and everything that is told of it: screen or log, metrics, the command at its end.

What cannot be told is said on standard error and changes nothing of the night.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.nightly import finish
from pipeline.nightly.clock import Clock
from pipeline.nightly.facts import LOCKED, Night, as_plain
from pipeline.nightly.json_log import append_line, make_line
from pipeline.nightly.metrics import build_metrics, read_last_success, write_metrics
from pipeline.nightly.night import run_night
from pipeline.nightly.settings import Settings
from pipeline.reports.screen import to_printable

Write = Callable[[str], None]


@dataclass(frozen=True)
class Outlets:
    """Where a night is told: a JSON log ("-": standard output), metrics, a command; and two ways to print."""

    out: Write
    err: Write
    json_log: str = ""
    metrics: Path | None = None
    on_finish: tuple[str, ...] = ()


def work_shift(settings: Settings, outlets: Outlets, clock: Clock) -> Night:
    """Run the night, tell it everywhere, and give it back."""
    log = _Log(outlets, clock)
    night = run_night(settings, clock, log.note)
    log.note("night-finished", as_plain(night))
    is_shut_out = night.status == LOCKED and bool(night.sentence)
    if outlets.metrics is not None and not is_shut_out:  # the night at work writes its own
        log.guard("metrics", _write_metrics(outlets.metrics, night, clock))
    if outlets.on_finish:
        log.guard("on-finish", finish.call_command(outlets.on_finish, as_plain(night)))
    return night


@dataclass
class _Log:
    outlets: Outlets
    clock: Clock
    is_broken: bool = False

    def note(self, event: str, told: dict[str, Any]) -> None:
        """One event, as JSON to the log and in words to the screen, unless that is where the log goes."""
        words = _in_words(event, told)
        if words and self.outlets.json_log != "-":
            self.outlets.out(to_printable(words))
        self._write(make_line(event, told, at=self.clock.now_text()))

    def guard(self, event: str, failure: str) -> None:
        """Tell how another outlet did: only the log of success, standard error of failure too."""
        if failure:
            self.outlets.err(f"{event}: {failure}.")
        self._write(make_line(event, {"failure": failure}, at=self.clock.now_text()))

    def _write(self, line: str) -> None:
        if self.outlets.json_log == "-":
            self.outlets.out(line)
        elif self.outlets.json_log and not self.is_broken:
            try:
                append_line(Path(self.outlets.json_log), line)
            except OSError as error:
                self.is_broken = True  # said once
                self.outlets.err(f"json-log: {self.outlets.json_log} could not be written: {error.strerror}.")


def _write_metrics(place: Path, night: Night, clock: Clock) -> str:
    """What went wrong, "" if nothing did."""
    finished_at_s = int(clock.now().timestamp())
    try:
        text = build_metrics(night, finished_at_s=finished_at_s, last_success_s=read_last_success(place))
        write_metrics(place, text)
    except OSError as error:
        return f"{place} could not be written: {error.strerror}"
    return ""


def _in_words(event: str, told: dict[str, Any]) -> str:
    if event == "night-finished":
        return str(told["summary"])
    if event == "night-resumed":
        return f"The last night was cut off at {told['file']}."
    if event != "file":
        return ""
    place = f" -> {told['moved_to']}" if told["moved_to"] else ""
    return f"{told['outcome']:<15} {told['file']}{place}" + (
        f": {told['sentence']}" if told["sentence"] else ""
    )
