"""The option that names the ledger, and the clock of the commands over it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.arguments import FilledText
from pipeline.terminal import words_on_screen

LEDGER = click.option(
    "--ledger",
    required=True,
    type=FilledText(),
    envvar="ORDER_CORRECTIONS_LEDGER",
    metavar="PATH|URL",
    help="The ledger: a file, or a server as postgresql://user@host/database. "
    "ORDER_CORRECTIONS_LEDGER in the environment if it is not given.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


def find_out(ledger: str, out: Path | None) -> Path:
    """The folder of the runs' folders: as given, else where the ledger's file stands."""
    if out is not None:
        return out
    if "://" in ledger:
        said = words_on_screen().say("Give the folder of the runs with --out: the ledger is on a server.")
        raise click.UsageError(said)
    return Path(ledger).parent


def tell_now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
