"""What a killed night leaves for the next one: the file it was at, and the state of the orders.

A small file in the inbox, replaced before and after each run and removed when
a night ends. It decides nothing about the contents of a run: it only says
which orders a run that is done again starts from.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.nightly.chain import Chain, read_chain
from pipeline.nightly.facts import ATTENTION
from pipeline.nightly.inbox import half_written

JOURNAL_NAME = ".order-corrections-night.json"
_TRIES_IN_TURN = 2
"""A file during which so many nights were killed is taken last: it may be what kills them."""


@dataclass(frozen=True)
class Journal:
    """`running` is being run from `base` for the `tries`-th time; `after` is known once its run is published.

    `given` are the exports as the night was given them. `beside` are the
    files that go into needs-attention/ before it is moved.
    """

    running: str
    base: Chain
    given: tuple[str, ...] = ()
    after: Chain | None = None
    tries: int = 1
    beside: tuple[str, ...] = field(default=())

    def has_moved(self, inbox: Path) -> bool:
        """Whether the file's run was published and the file is gone from the inbox."""
        return self.after is not None and not os.path.lexists(inbox / self.running)

    def find_start(self, inbox: Path, given: tuple[str, ...]) -> Chain:
        """The state of the orders to go on from: that of the exports if they are others by now."""
        chain = self.after if self.after is not None and self.has_moved(inbox) else self.base
        return chain if given == self.given and chain.still_holds() else Chain()

    def count_tries(self, name: str) -> int:
        """Which try of that file the next one is."""
        return self.tries + 1 if name == self.running else 1

    def arrange(self, waiting: list[Path]) -> list[Path]:
        """The files in their order, one that killed two nights last."""
        if self.tries < _TRIES_IN_TURN:
            return waiting
        return sorted(waiting, key=lambda path: path.name == self.running)


def read_journal(inbox: Path) -> Journal:
    """What the last night left if it was killed, else an empty one; damage counts as empty."""
    try:
        plain = json.loads((inbox / JOURNAL_NAME).read_bytes())
        return _from_plain(plain)
    except (OSError, ValueError, KeyError, TypeError):
        return Journal("", Chain(), tries=0)


def _from_plain(plain: dict[str, Any]) -> Journal:
    after = plain["after"]
    return Journal(
        running=os.fsdecode(bytes.fromhex(plain["running"])),
        base=read_chain(plain["base"]),
        given=tuple(plain["given"]),
        after=None if after is None else read_chain(after),
        tries=int(plain["tries"]),
        beside=tuple(os.fsdecode(bytes.fromhex(name)) for name in plain["beside"]),
    )


def write_journal(inbox: Path, journal: Journal) -> None:
    """Replace the journal in one step. Raises `OSError`."""
    plain = {
        "running": os.fsencode(journal.running).hex(),  # a name may be no text
        "base": journal.base.as_plain(),
        "given": list(journal.given),
        "after": None if journal.after is None else journal.after.as_plain(),
        "tries": journal.tries,
        "beside": [os.fsencode(name).hex() for name in journal.beside],
    }
    place = inbox / JOURNAL_NAME
    half = half_written(place)
    with half.open("w", encoding="utf-8") as stream:
        json.dump(plain, stream)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(place)


def clear_journal(inbox: Path) -> None:
    """Remove the journal, and what is half written of it."""
    for path in (inbox / JOURNAL_NAME, half_written(inbox / JOURNAL_NAME)):
        path.unlink(missing_ok=True)


def clear_beside(inbox: Path, journal: Journal) -> None:
    """Remove what a killed night wrote beside a file that it then did not move."""
    if journal.has_moved(inbox):
        return
    for name in journal.beside:
        place = inbox / ATTENTION / name
        for path in (place, half_written(place)):
            path.unlink(missing_ok=True)
