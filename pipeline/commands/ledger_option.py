"""The option that names the ledger, and the clock of the commands over it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from pipeline.arguments import FilledText

LEDGER = click.option(
    "--ledger",
    required=True,
    type=FilledText(),
    envvar="ORDER_CORRECTIONS_LEDGER",
    metavar="PLACE",
    help="The ledger: a file, or a server as postgresql://user@host/database. "
    "ORDER_CORRECTIONS_LEDGER in the environment if it is not given.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


def tell_now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
