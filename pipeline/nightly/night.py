"""One night: every file of the inbox run on its own, one after the other, below one lock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.languages.phrase import phrase, said_by
from pipeline.nightly import facts
from pipeline.nightly.chain import CannotChain, Chain, lay_out
from pipeline.nightly.clock import Clock
from pipeline.nightly.facts import Handled, Night, as_plain_file, find_status
from pipeline.nightly.inbox import find_settled, prepare_inbox, show_name
from pipeline.nightly.journal import Journal, clear_beside, clear_journal, read_journal, write_journal
from pipeline.nightly.one_file import Task, handle_file
from pipeline.nightly.settings import Settings
from pipeline.publish import AnotherRunHoldsTheLock, hold_lock
from pipeline.run import Result

Say = Callable[[str, dict[str, Any]], None]
"""Called with the name of each event and its facts."""
_STAMP = "%Y%m%d-%H%M%S"
_STAMPED = re.compile(r"\A([0-9]{8}-[0-9]{6})-")
_LONGEST_SET_BACK = timedelta(days=2)


def run_night(settings: Settings, clock: Clock, note: Say) -> Night:
    """What became of every file. Never raises `Exception`: what stops the whole night is its sentence."""
    started_at, started_ns = clock.now(), clock.monotonic_ns()
    night_id = name_night(started_at, _list_names(settings.out), settings.token)
    handled: list[Handled] = []
    status, sentence = facts.ALL_DONE, ""
    try:
        if not settings.inbox.is_dir():
            raise FileNotFoundError(phrase("there is no folder {folder}", folder=settings.inbox))
        with hold_lock(settings.inbox):
            handled += _work(settings, clock, note, night_id)
    except AnotherRunHoldsTheLock:
        status = facts.LOCKED
        sentence = phrase("another night is at work in this inbox; try again later")
    except Exception as failure:  # noqa: BLE001
        status, sentence = facts.FAILED, phrase("failed: {failure}", failure=said_by(failure))
    return Night(
        night_id=night_id,
        status=status or find_status(one.why for one in handled),
        started_at=started_at,
        duration_ms=(clock.monotonic_ns() - started_ns) // 1_000_000,
        handled=tuple(handled),
        sentence=sentence,
    )


def name_night(now: datetime, names: Iterable[str], token: str) -> str:
    """The night's name, which sorts behind the runs there are even if the clock was set back.

    >>> name_night(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ["20261025-015959-ab12cd-001"], "9f86d0")
    '20261025-020000-9f86d0'
    """
    stamps = [found[1] for name in names if (found := _STAMPED.match(name)) is not None]
    for stamp in sorted(stamps, reverse=True):
        try:
            last = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        if last < now + _LONGEST_SET_BACK:  # a clock that was once years ahead must not be followed
            return f"{max(now, last + timedelta(seconds=1)):{_STAMP}}-{token}"
    return f"{now:{_STAMP}}-{token}"


def _list_names(out: Path) -> list[str]:
    try:
        return [path.name for path in out.iterdir()]
    except OSError:
        return []


def _work(settings: Settings, clock: Clock, note: Say, night_id: str) -> Iterator[Handled]:
    """Each file in its turn; the caller holds the lock."""
    inbox = settings.inbox
    prepare_inbox(inbox)
    journal = read_journal(inbox)
    clear_beside(inbox, journal)
    settled, unsettled = find_settled(inbox, settings.settle_seconds, clock.wait)
    note("night-started", {"night": night_id, "files": len(settled), "changing": len(unsettled)})
    chain = journal.find_start(inbox, _given(settings)) if settings.is_chained else Chain()
    if journal.running:
        facts_of_last = {"file": show_name(Path(journal.running)), "tries": journal.tries}
        note("night-resumed", {**facts_of_last, "goes_on": bool(chain.updated)})
    for path in unsettled:
        sentence = phrase("It came or changed within {seconds} seconds.", seconds=settings.settle_seconds)
        yield _said(Handled(show_name(path), facts.LEFT, "settling", sentence), note)
    for handled in _run_files(settings, clock, night_id, journal.arrange(settled), journal, chain):
        yield _said(handled, note)
    clear_journal(inbox)


def _run_files(
    settings: Settings, clock: Clock, night_id: str, waiting: list[Path], journal: Journal, chain: Chain
) -> Iterator[Handled]:
    cause = ""
    for number, path in enumerate(waiting, start=1):
        run_id = f"{night_id}-{number:03}"
        if cause:
            yield Handled(show_name(path), facts.LEFT, cause, phrase("It was not tried."))
            continue
        tries = journal.count_tries(path.name)
        handled, chain = _run_file(settings, clock, path, run_id, Journal(path.name, chain, tries=tries))
        cause = handled.why if handled.why in facts.NOBODY_CAN_RUN else ""
        yield handled


def _run_file(
    settings: Settings, clock: Clock, path: Path, run_id: str, journal: Journal
) -> tuple[Handled, Chain]:
    """What became of one file, and the state of the orders behind it."""
    journal = replace(journal, given=_given(settings))
    write_journal(settings.inbox, journal)
    with TemporaryDirectory(prefix="order-corrections-") as folder:
        try:
            sources, shown = lay_out(settings.sources, journal.base, Path(folder))
        except CannotChain as error:
            sentence = phrase("Cannot chain: {error}.", error=said_by(error))
            return Handled(show_name(path), facts.LEFT, "failed", sentence), journal.base

        def follow(result: Result | None) -> Chain:
            return journal.base.follow(result, shown) if result and settings.is_chained else journal.base

        def before_move(result: Result | None, beside: tuple[str, ...]) -> None:
            after = None if result is None else follow(result)
            write_journal(settings.inbox, replace(journal, after=after, beside=beside))

        handled, result = handle_file(settings, Task(path, run_id, sources, before_move), clock)
        return handled, follow(result)


def _given(settings: Settings) -> tuple[str, ...]:
    given = [*settings.sources.orders, settings.sources.mapping]
    return tuple(str(path.absolute()) for path in given if path is not None)


def _said(handled: Handled, note: Say) -> Handled:
    note("file", as_plain_file(handled))
    return handled
