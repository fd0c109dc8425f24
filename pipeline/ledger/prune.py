"""Forgetting people: personal fields of old runs become blank; amounts, digests and links stay."""

from __future__ import annotations

from sqlalchemy import select, update

from pipeline.ledger.order_numbers import in_portions
from pipeline.ledger.place import Ledger
from pipeline.ledger.tables import CHANGES, METADATA, PERSONAL, PERSONAL_VALUES, RUNS


def prune(ledger: Ledger, before: str, *, now: str) -> list[str]:
    """Blank the personal fields of the runs that ended before that time; their run ids.

    Who approved and who settled stays: it is the proof that somebody did. A
    run so pruned can no longer be undone from the ledger (`pruned_at`).
    """
    with ledger.writing() as connection:
        query = select(RUNS.c.entry, RUNS.c.run_id).where(
            (RUNS.c.finished_at < before) & (RUNS.c.pruned_at == "")
        )
        old = connection.execute(query.order_by(RUNS.c.entry)).all()
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
