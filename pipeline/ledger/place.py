"""Opening a ledger: a SQLite file of its owner alone, or a PostgreSQL database by its address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from pipeline.languages.phrase import phrase
from pipeline.ledger.failures import told
from pipeline.ledger.migrations import STEPS, check_version, migrate_one
from pipeline.problems import refuse

WAIT_SECONDS = 30
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_SERVERS = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True)
class Ledger:
    """An open ledger. `place` is how messages name it, without any password."""

    engine: Engine
    place: str

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger throughout."""
        with told(self.place), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that is the only one to write; all of it is kept, or nothing."""
        with (
            told(self.place),
            self.engine.connect().execution_options(is_writing=True) as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE ledger_runs IN SHARE ROW EXCLUSIVE MODE"))
            yield connection


@contextmanager
def open_ledger(path_or_url: str | Path, *, now: str, wait_seconds: int = WAIT_SECONDS) -> Iterator[Ledger]:
    """The ledger of that file or server, made or brought up to date if needed.

    Raises `InputRefused` (ledger-broken, ledger-newer, ledger-unwritable,
    ledger-unreachable) or `LedgerBusy`. `now` goes into the record of what was
    brought up to date.
    """
    engine, place = _connect(path_or_url, wait_seconds)
    try:
        with told(place):
            _migrate(engine, place, now)
        yield Ledger(engine, place)
    finally:
        engine.dispose()


def _connect(path_or_url: str | Path, wait_seconds: int) -> tuple[Engine, str]:
    if isinstance(path_or_url, str) and "://" in path_or_url:
        url = _read_url(path_or_url)
        return _server_engine(url, wait_seconds), url.render_as_string(hide_password=True)
    path = Path(path_or_url)
    _make_file(path)
    return _file_engine(path, wait_seconds), str(path)


def _read_url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise refuse(
            "ledger-unreachable", file=phrase("(address)"), found=phrase("its address cannot be read")
        ) from error
    if url.drivername not in _SERVERS:
        shown = url.render_as_string(hide_password=True)
        raise refuse(
            "ledger-unreachable", file=shown, found=phrase("{setting} is not known", setting=url.drivername)
        )
    return url.set(drivername="postgresql+psycopg")


def _server_engine(url: URL, wait_seconds: int) -> Engine:
    settings = {"connect_timeout": 10, "application_name": "order-corrections"}
    try:
        engine = create_engine(url, connect_args=settings, poolclass=NullPool)
    except ModuleNotFoundError as error:
        shown = url.render_as_string(hide_password=True)
        found = phrase("the library psycopg is not installed")
        raise refuse("ledger-unreachable", file=shown, found=found) from error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(wait_seconds)}s'")

    return engine


def _make_file(path: Path) -> None:
    """An empty file that only its owner can read, unless there is one; its folder likewise."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
        if path.is_dir():
            raise refuse("ledger-broken", file=str(path), found=phrase("it is a folder"))
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE))
    except FileExistsError:
        if not path.exists():  # a file stands where a folder should be
            raise refuse("ledger-unwritable", file=str(path), found=phrase("its folder is a file")) from None
    except OSError as error:
        found = error.strerror or str(error)
        raise refuse("ledger-unwritable", file=str(path), found=found.lower()) from error


def _file_engine(path: Path, wait_seconds: int) -> Engine:
    """SQLite that leaves transactions to us: its driver would end them at every CREATE TABLE."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": wait_seconds}, poolclass=NullPool
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for setting in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


def _migrate(engine: Engine, place: str, now: str) -> None:
    with engine.connect() as connection, connection.begin():
        version = check_version(connection, place)
    if version == len(STEPS):
        return
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # outside of any transaction: it stays with the file
            connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
    is_done = False
    while not is_done:
        with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
            is_done = not migrate_one(connection, place, now)
