"""Runs that are about to appear: announced before their folder gets its name, so that none is lost.

Whoever finds an announcement later finishes the run: its folder stands, then
it is recorded; or there is none, then it never was.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, select, text

from pipeline.languages.phrase import phrase
from pipeline.ledger.failures import LedgerBusy
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import ANNOUNCED

_ONE_RUN = 7_204_311_902
"""The number of PostgreSQL's lock that one run holds."""


def announce_run(ledger: Ledger, run_id: str, folder: str, *, now: str) -> None:
    """Say that the run is about to leave that folder."""
    with ledger.writing() as connection:
        connection.execute(delete(ANNOUNCED).where(ANNOUNCED.c.run_id == run_id))
        connection.execute(ANNOUNCED.insert().values(run_id=run_id, folder=folder, announced_at=now))


def find_announced(ledger: Ledger) -> list[tuple[str, str]]:
    """Runs announced and neither recorded nor withdrawn, with their folders, the oldest first."""
    with ledger.reading() as connection:
        rows = connection.execute(select(ANNOUNCED).order_by(ANNOUNCED.c.announced_at, ANNOUNCED.c.run_id))
        return [(row.run_id, row.folder) for row in rows]


def withdraw_run(ledger: Ledger, run_id: str) -> None:
    """Say that the run never left a folder, or is recorded."""
    with ledger.writing() as connection:
        connection.execute(delete(ANNOUNCED).where(ANNOUNCED.c.run_id == run_id))


@contextmanager
def only_run(ledger: Ledger) -> Iterator[None]:
    """Be the only run that reckons with this ledger; raises `LedgerBusy` at once if another does.

    The lock ends with the process, however it ends.
    """
    with _lock_file(ledger) if ledger.engine.dialect.name == "sqlite" else _lock_server(ledger):
        yield


@contextmanager
def _lock_file(ledger: Ledger) -> Iterator[None]:
    handle = os.open(f"{ledger.place}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise _busy(ledger) from error
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def _lock_server(ledger: Ledger) -> Iterator[None]:
    with ledger.engine.connect() as connection:
        is_ours = connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _ONE_RUN})
        connection.commit()
        if not is_ours:
            raise _busy(ledger)
        yield


def _busy(ledger: Ledger) -> LedgerBusy:
    return LedgerBusy(
        phrase(
            "Another run is working with the ledger {place}. Try again when it is done.", place=ledger.place
        )
    )
