"""`nightly`: every file of an inbox run on its own, unattended."""

from __future__ import annotations

import secrets
import shlex
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import ManyFiles
from pipeline.commands.options import (
    CURRENCY,
    CUSTOMER_LANG,
    DOCUMENTS,
    FORMAT,
    LEDGER,
    MAPPING,
    MESSAGES,
    ORDERS,
    PATH,
    POLICY,
    read_sources,
)
from pipeline.terminal import told

if TYPE_CHECKING:
    from pipeline.nightly import Clock, Outlets, Settings


def _split_command(_: click.Context, __: click.Parameter, command: str | None) -> tuple[str, ...]:
    """The command's words; wrong use if there are none or a quotation mark is left open."""
    if command is None:
        return ()
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise click.BadParameter(f"it cannot be read: {str(error).lower()}") from error
    if not words:
        raise click.BadParameter("it is empty")
    return words


@click.command(cls=ManyFiles)
@click.option("--inbox", required=True, type=PATH, help="Folder in which files of edits are dropped.")
@ORDERS
@click.option("--out", required=True, type=PATH, help="Folder that gets a new folder for each run.")
@LEDGER
@FORMAT
@MAPPING
@CURRENCY
@POLICY
@MESSAGES
@CUSTOMER_LANG
@DOCUMENTS
@click.option(
    "--settle-seconds",
    type=click.IntRange(0, 3600),
    default=5,
    show_default=True,
    help="A file that changes within this time is left for next time.",
)
@click.option(
    "--chain/--no-chain",
    "is_chained",
    default=True,
    help="Each run works on the orders as the one before it left them (the default), or on the exports.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(("en", "fr", "de", "it")),
    help="Language of the reasons (else each file's own) and of the screen (else the system's).",
)
@click.option(
    "--json-log", default="", metavar="FILE", help="Add one JSON object a line to this file; - to print them."
)
@click.option("--metrics", type=PATH, metavar="FILE", help="Write metrics for Prometheus into this file.")
@click.option(
    "--on-finish",
    callback=_split_command,
    metavar="COMMAND",
    help="Command to call at the end, with the summary in its environment.",
)
def nightly(**given: Any) -> None:
    """Run every workbook and CSV file of an inbox, each on its own.

    Each run leaves a folder below --out, as apply does. A file of which
    everything was applied is moved to done/ in the inbox; one that was refused,
    or has rows that were held or rejected, to needs-attention/, with the
    coloured workbook and a reason in the clerk's language beside it. A file that
    is still being written, or whose run failed, is left for next time. No
    file stops the others. The last line printed is a summary for a mail's subject.

    --on-finish is called without a shell, for a minute at most, with
    ORDER_CORRECTIONS_STATUS, ORDER_CORRECTIONS_SUMMARY and
    ORDER_CORRECTIONS_FOLDERS in its environment and the night as JSON on its input.

    \b
    Examples:
      order-corrections nightly --inbox inbox --orders orders.json --out runs
      order-corrections nightly --inbox inbox --orders a.csv b.csv --out runs --json-log night.jsonl
      order-corrections nightly --inbox inbox --orders orders.json --out runs --on-finish "mail-us ops"

    \b
    Exit status: 0 all done, or nothing to do · 1 a run failed unexpectedly ·
    3 the exports or the ledger cannot be used · 4 some files need attention · 75 another
    night or run is at work, try later.
    """
    with told(as_json=False):
        from pipeline.nightly import work_shift  # noqa: PLC0415

        night = work_shift(_read_settings(given), _read_outlets(given), _make_clock())
    sys.exit(night.status)


def _read_settings(given: dict[str, Any]) -> Settings:
    from pipeline.nightly import Settings  # noqa: PLC0415

    sources = read_sources(given, ())
    messages = sources.messages.absolute() if sources.messages is not None else None
    orders = tuple(path.absolute() for path in sources.orders)
    return Settings(  # whole paths: a reason is read elsewhere, and the next night may run from elsewhere
        inbox=given["inbox"].absolute(),
        sources=replace(sources, orders=orders, messages=messages),
        out=given["out"].absolute(),
        token=secrets.token_hex(3),
        settle_seconds=given["settle_seconds"],
        language=given["language"] or "",
        is_chained=given["is_chained"],
        ledger=given["ledger"],
        customer_words=given["customer_lang"],
        documents=given["documents"] or "",
    )


def _read_outlets(given: dict[str, Any]) -> Outlets:
    from pipeline.nightly import Outlets  # noqa: PLC0415

    return Outlets(
        out=click.echo,
        err=lambda words: click.echo(words, err=True),
        json_log=given["json_log"],
        metrics=given["metrics"],
        on_finish=given["on_finish"],
    )


def _make_clock() -> Clock:
    from pipeline.nightly import Clock  # noqa: PLC0415

    return Clock(now=lambda: datetime.now(UTC), monotonic_ns=time.monotonic_ns, wait=time.sleep)
