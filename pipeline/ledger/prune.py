"""Forgetting people: personal fields of old runs become blank; amounts, digests and links stay."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from pipeline.ledger.failures import told
from pipeline.ledger.order_numbers import in_portions
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import CHANGES, METADATA, PERSONAL, PERSONAL_VALUES, RUNS


def find_prunable(ledger: Ledger, before: str) -> list[str]:
    """The runs that ended before that time and have not been pruned yet, as `prune` would take them."""
    with ledger.reading() as connection:
        query = select(RUNS.c.run_id).where((RUNS.c.finished_at < before) & (RUNS.c.pruned_at == ""))
        return list(connection.scalars(query.order_by(RUNS.c.entry)))


def prune(ledger: Ledger, before: str, *, now: str, spared: Collection[str] = ()) -> list[str]:
    """Blank the personal fields of the runs that ended before that time; their run ids.

    The runs `spared` are left as they are. Who approved and who settled stays:
    it is the proof that somebody did. A run so pruned can no longer be undone
    from the ledger (`pruned_at`).
    """
    with ledger.writing() as connection:
        query = select(RUNS.c.entry, RUNS.c.run_id).where(
            (RUNS.c.finished_at < before) & (RUNS.c.pruned_at == "")
        )
        found = connection.execute(query.order_by(RUNS.c.entry)).all()
        old = [run for run in found if run.run_id not in spared]
        for portion in in_portions([run.entry for run in old]):
            for name, fields in PERSONAL.items():
                table = METADATA.tables[name]
                blank = dict.fromkeys(fields, "")
                connection.execute(update(table).where(table.c.entry.in_(portion)).values(**blank))
            is_personal = CHANGES.c.entry.in_(portion) & (CHANGES.c.target == "customer")
            values = dict.fromkeys(PERSONAL_VALUES, "")
            connection.execute(update(CHANGES).where(is_personal).values(**values))
            connection.execute(update(RUNS).where(RUNS.c.entry.in_(portion)).values(pruned_at=now))
    return [run.run_id for run in old]


def wipe(ledger: Ledger) -> None:
    """Write a SQLite file anew without what was blanked; PostgreSQL's own vacuum does that for a server."""
    if ledger.engine.dialect.name == "sqlite":
        with told(ledger.place), ledger.engine.connect() as connection:
            cursor = connection.connection.cursor()
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                cursor.execute(statement)
