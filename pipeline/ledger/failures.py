"""What a database can fail with, turned into a problem with its remedy, or into "try again later"."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from pipeline.languages.phrase import phrase
from pipeline.problems import InputRefused, TryLater, refuse

_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40001", "40P01"}
_BROKEN = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
_UNWRITABLE = {
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_PERM",
    "42501",
    "53100",
}
_SENTENCES = {
    "SQLITE_FULL": phrase("there is no room left on the disk"),
    "53100": phrase("there is no room left on the server's disk"),
    "SQLITE_READONLY": phrase("it may only be read"),
    "42501": phrase("the user may not make or change its tables"),
}


class LedgerBusy(TryLater):
    """Another process holds the ledger for too long: try again later (exit status 75)."""


class LedgerMoved(LedgerBusy):
    """Another run of the same orders was recorded meanwhile: this one must be reckoned again."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn the database's failures into `InputRefused` or `LedgerBusy`; anything else passes."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        known = _explain(error, place)
        if known is None:
            raise
        raise known from error


def _explain(error: Exception, place: str) -> Exception | None:
    code = _code(error)
    if code in _BUSY:
        return LedgerBusy(
            phrase("The ledger {place} is in use by another run. Try again when it is done.", place=place)
        )
    if code in _BROKEN:
        return _refusal("ledger-broken", place, phrase("it is not a database, or damaged"))
    if code in _UNWRITABLE:
        return _refusal("ledger-unwritable", place, _SENTENCES.get(code, _first_line(error)))
    if code.startswith(("08", "28", "3D", "57P")) or not code:
        return _refusal("ledger-unreachable", place, _first_line(error))
    return None


def _refusal(code: str, place: str, found: str) -> InputRefused:
    return refuse(code, file=place, found=found)


def _code(error: Exception) -> str:
    """SQLite's name of the error without its details, or PostgreSQL's five signs; "" without contact."""
    cause = getattr(error, "orig", error)
    name = str(getattr(cause, "sqlite_errorname", "") or "")
    return "_".join(name.split("_")[:2]) if name else str(getattr(cause, "sqlstate", "") or "")


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(getattr(error, "orig", error)).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else phrase("it gave no reason")
