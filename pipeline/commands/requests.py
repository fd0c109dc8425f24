"""A run as the command line asks for it, for every command that plans or makes one."""

from __future__ import annotations

import getpass
import os
import re
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.options import (
    CURRENCY,
    FORMAT,
    JSON,
    LANG,
    LEDGER,
    MAPPING,
    PATH,
    POLICY,
    QUIET,
    read_sources,
)
from pipeline.terminal import words_on_screen

if TYPE_CHECKING:
    from pipeline.guards import Expected
    from pipeline.work_out import Request

_DIFFERENCE = re.compile(
    r"(?P<currency>[A-Za-z]{3})=(?P<sign>[+-]?)(?P<whole>[0-9]{1,13})(?:\.(?P<part>[0-9]+))?"
)


def current_user() -> str:
    """The name of who runs the program; empty where the system does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _read_differences(_: click.Context, __: click.Parameter, given: Sequence[str]) -> dict[str, int]:
    """The expected differences in minor units by currency; wrong use if one cannot be read."""
    from pipeline.money import currency_decimals  # noqa: PLC0415

    found: dict[str, int] = {}
    for text in given:
        spelled = _DIFFERENCE.fullmatch(text.strip())
        currency = spelled["currency"].upper() if spelled else ""
        part = (spelled["part"] or "").rstrip("0") if spelled else ""
        if spelled is None or len(part) > currency_decimals(currency):
            said = words_on_screen().say(
                "{text} is no amount with its currency, such as CHF=-120.50", text=text
            )
            raise click.BadParameter(said)
        if currency in found:
            raise click.BadParameter(words_on_screen().say("{currency} is given twice", currency=currency))
        found[currency] = int(
            spelled["sign"] + spelled["whole"] + part.ljust(currency_decimals(currency), "0")
        )
    return found


EDITS = click.option(
    "--edits",
    multiple=True,
    required=True,
    type=PATH,
    metavar="EDITS…",
    help="Edits: workbooks, CSV or JSON files; several may follow.",
)
REQUESTED_BY = click.option(
    "--requested-by", default=current_user, show_default="you", help="Who asks for the edits."
)
EXPECT_ROWS = click.option(
    "--expect-rows",
    type=click.IntRange(min=0),
    metavar="N",
    help="Control total: how many edit rows there are. Anything else is refused (exit status 5).",
)
EXPECT_DIFFERENCE = click.option(
    "--expect-difference",
    multiple=True,
    callback=_read_differences,
    metavar="CODE=AMOUNT",
    help="Control total: what the edits change the totals by, such as CHF=-120.50. May be repeated.",
)


_RUN_OPTIONS = (
    *(LEDGER, REQUESTED_BY, EXPECT_ROWS, EXPECT_DIFFERENCE),
    *(FORMAT, MAPPING, CURRENCY, POLICY, LANG, QUIET, JSON),
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that plans or makes a run, the ledger's first."""
    for option in reversed(_RUN_OPTIONS):
        command = option(command)
    return command


def make_request(given: dict[str, Any], out: Path, *, plan: Path | None = None) -> Request:
    """The run the options ask for, named after this moment; its folders go below `out`."""
    from pipeline.work_out import Request  # noqa: PLC0415

    now = datetime.now(UTC)
    return Request(
        sources=read_sources(given, given["edits"]),
        out=out,
        run_id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        command=tuple(_word(word) for word in ("order-corrections", *sys.argv[1:])),
        now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        is_dry_run=given.get("dry_run", False),
        ledger=given["ledger"],
        requested_by=given["requested_by"],
        expected=_expected(given),
        plan=plan,
        words=words_on_screen(),
        clerk_words=given["lang"],
        customer_words=given.get("customer_lang"),
        documents=given.get("documents") or "",
    )


def _expected(given: dict[str, Any]) -> Expected:
    from pipeline.guards import Expected  # noqa: PLC0415

    return Expected(given["expect_rows"], given["expect_difference"])


def _word(word: str) -> str:
    """A word of the command line without the folders of this machine."""
    return Path(word).name if os.sep in word else word
