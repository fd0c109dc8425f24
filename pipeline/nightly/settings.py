"""What a night is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.intake import Sources
from pipeline.languages import Words, find_words
from pipeline.languages.system import words_of_system


@dataclass(frozen=True)
class Settings:
    """One night as asked for.

    `sources` are the exports and how to read them, without edits. `language`
    is that of the reasons, "" to find it from each file. `is_chained`: each
    run works on the orders as the one before it left them. `token` makes the
    names of this night's runs unlike those of any other. `ledger` is its path
    or address, "" for none. `customer_words`: the language of all messages and
    documents to customers, each one's own if not given. `documents`: as each run's `Request` has it.
    """

    inbox: Path
    sources: Sources
    out: Path
    token: str
    settle_seconds: int = 5
    language: str = ""
    is_chained: bool = True
    ledger: str = ""
    customer_words: Words | None = None
    documents: str = ""

    @property
    def asked_words(self) -> Words | None:
        """The words of the language asked for, if one was."""
        return find_words(self.language) if self.language else None

    @property
    def words(self) -> Words:
        """What the screen is told in, and reports are written in."""
        return self.asked_words or words_of_system()

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command line for reports: names without folders, nothing of --on-finish."""
        exports = (path.name for path in self.sources.orders)
        return (
            *("order-corrections", "nightly", "--inbox", self.inbox.name),
            *("--orders", *exports, "--out", self.out.name),
        )
