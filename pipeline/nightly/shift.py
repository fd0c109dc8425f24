"""A night and everything that is told of it: screen or log, metrics, the command at its end.

What cannot be told is said on standard error and changes nothing of the night.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.languages import N_, Words, phrase
from pipeline.nightly import finish
from pipeline.nightly.clock import Clock
from pipeline.nightly.facts import ATTENTION, DONE, LEFT, LOCKED, Night, as_plain
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
    log = _Log(outlets, clock, settings.words)
    night = run_night(settings, clock, log.note)
    plain = as_plain(night)
    log.note("night-finished", plain)
    is_shut_out = night.status == LOCKED and bool(night.sentence)
    if outlets.metrics is not None and not is_shut_out:  # the night at work writes its own
        log.guard("metrics", _write_metrics(outlets.metrics, night, clock))
    if outlets.on_finish:
        log.guard(
            "on-finish",
            finish.call_command(outlets.on_finish, plain, summary=settings.words.fact(plain["summary"])),
        )
    return night


@dataclass
class _Log:
    outlets: Outlets
    clock: Clock
    words: Words
    is_broken: bool = False

    def note(self, event: str, told: dict[str, Any]) -> None:
        """One event, as JSON to the log and in words to the screen, unless that is where the log goes."""
        words = _in_words(event, told, self.words)
        if words and self.outlets.json_log != "-":
            self.outlets.out(to_printable(words))
        self._write(make_line(event, told, at=self.clock.now_text()))

    def guard(self, event: str, failure: str) -> None:
        """Tell how another outlet did: only the log of success, standard error of failure too."""
        if failure:
            self.outlets.err(f"{event}: {self.words.fact(failure)}.")
        self._write(make_line(event, {"failure": failure}, at=self.clock.now_text()))

    def _write(self, line: str) -> None:
        if self.outlets.json_log == "-":
            self.outlets.out(line)
        elif self.outlets.json_log and not self.is_broken:
            try:
                append_line(Path(self.outlets.json_log), line)
            except OSError as error:
                self.is_broken = True  # said once
                place = self.outlets.json_log
                said = self.words.say(
                    "{place} could not be written: {error}", place=place, error=error.strerror
                )
                self.outlets.err(f"json-log: {said}.")


def _write_metrics(place: Path, night: Night, clock: Clock) -> str:
    """What went wrong, "" if nothing did."""
    finished_at_s = int(clock.now().timestamp())
    try:
        text = build_metrics(night, finished_at_s=finished_at_s, last_success_s=read_last_success(place))
        write_metrics(place, text)
    except OSError as error:
        return phrase("{place} could not be written: {error}", place=place, error=error.strerror)
    return ""


_OUTCOMES = {DONE: N_("done"), ATTENTION: N_("needs-attention"), LEFT: N_("left")}


def _in_words(event: str, told: dict[str, Any], words: Words) -> str:
    if event == "night-finished":
        return words.fact(told["summary"])
    if event == "night-resumed":
        return words.say("The last night was cut off at {file}.", file=told["file"])
    if event != "file":
        return ""
    place = f" -> {told['moved_to']}" if told["moved_to"] else ""
    why = f": {words.fact(told['sentence'])}" if told["sentence"] else ""
    return f"{words.text(_OUTCOMES[told['outcome']]):<15} {told['file']}{place}{why}"
