"""The ledger as one run uses it: alone with it, nothing lost, everything recorded last.

Before a run's folder gets its name the run is announced; what is to be
recorded stands in the folder itself. A run that is killed in between is
recorded from there by the next one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.languages import phrase
from pipeline.ledger import (
    Ledger,
    announce_run,
    find_announced,
    find_approvals,
    find_earlier,
    only_run,
    open_ledger,
    record_run,
    withdraw_run,
)
from pipeline.problems import InputRefused, as_phrase
from pipeline.publish import CannotPublish
from pipeline.recall import Reckoned
from schemas import columns
from schemas.entry import RUN_DOCUMENTS, RUN_FILES, Entry, RunFacts
from schemas.ledger import Earlier

ENTRY_NAME = "ledger-entry.json"


@dataclass(frozen=True)
class Memory:
    """An open ledger that no other run works with."""

    ledger: Ledger

    def earlier_of(self, orders: pd.DataFrame) -> Earlier:
        """What earlier runs recorded of these orders."""
        return find_earlier(self.ledger, orders)

    def approvals_of(self, orders: pd.DataFrame) -> pd.DataFrame:
        """Who released which of these orders: `schemas.entry.APPROVALS`."""
        return find_approvals(self.ledger, orders)

    def announce(self, entry: Entry, building: Path, folder: Path) -> None:
        """Write the entry into the folder being built and say where that will stand."""
        text = json.dumps(entry.as_plain(), ensure_ascii=False, indent=1) + "\n"
        (building / ENTRY_NAME).write_text(text, encoding="utf-8")
        announce_run(self.ledger, entry.run.run_id, str(folder.absolute()), now=entry.run.finished_at)

    def record(self, entry: Entry) -> None:
        """Write the run down, as the last thing it does.

        Raises `CannotPublish` where the ledger cannot be written: the folder
        stands by then, and the next run records it.
        """
        try:
            record_run(self.ledger, entry)
            withdraw_run(self.ledger, entry.run.run_id)
        except InputRefused as refused:
            why = as_phrase(refused.problems[0])
            said = phrase(
                "The folder of run {run} is complete, but not yet in the ledger: {why} "
                "The next run puts it there.",
                run=entry.run.run_id,
                why=why,
            )
            raise CannotPublish(0, said) from refused


@contextmanager
def remembering(place: str, now: str) -> Iterator[Memory]:
    """The ledger at that path or address, once the runs that were killed are finished.

    Raises `LedgerBusy` if another run works with it, `InputRefused` if it
    cannot be used.
    """
    with open_ledger(place, now=now) as ledger, only_run(ledger):
        finish_killed_runs(ledger)
        yield Memory(ledger)


def finish_killed_runs(ledger: Ledger) -> list[str]:
    """Record the runs whose folder appeared without its record; the names of those runs."""
    finished = []
    for run_id, folder in find_announced(ledger):
        entry = Path(folder) / ENTRY_NAME
        if entry.is_file() and record_run(
            ledger, Entry.from_plain(json.loads(entry.read_text(encoding="utf-8")))
        ):
            finished.append(run_id)
        withdraw_run(ledger, run_id)
    return finished


def make_entry(
    facts: RunFacts,
    reckoned: Reckoned,
    inputs: Sequence[Mapping[str, Any]],
    outputs: Sequence[Mapping[str, Any]],
    documents: pd.DataFrame,
) -> Entry:
    """What the ledger is to hold of a run; `documents` as reported; files have role, name,
    sha256 and size.
    """
    files = [*inputs, *({**one, "role": "output"} for one in outputs)]
    table = columns.frame(
        RUN_FILES,
        {
            "role": [one["role"] for one in files],
            "name": [one["name"] for one in files],
            "sha256": [one["sha256"] for one in files],
            "bytes": [one["size"] for one in files],
        },
    )
    issued = documents[list(RUN_DOCUMENTS.columns)]
    return Entry(facts, table, reckoned.orders, reckoned.edits, reckoned.changes, reckoned.held, issued)
