"""`apply`: edits applied to exports, one new folder left."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import ManyFiles
from pipeline.commands.options import (
    CURRENCY,
    FORMAT,
    JSON,
    LEDGER,
    MAPPING,
    ORDERS,
    PATH,
    POLICY,
    QUIET,
    read_sources,
)
from pipeline.terminal import has_colour_on, print_json, show_progress, told

if TYPE_CHECKING:
    from pipeline.run import Request, Result


def current_user() -> str:
    """The name of who runs the program; empty where the system does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@click.command(cls=ManyFiles)
@ORDERS
@click.option(
    "--edits",
    multiple=True,
    required=True,
    type=PATH,
    metavar="EDITS…",
    help="Edits: workbooks, CSV or JSON files; several may follow.",
)
@click.option("--out", required=True, type=PATH, help="Folder that gets a new folder for this run.")
@click.option("--dry-run", is_flag=True, help="Run every check and write the report, but no orders.")
@LEDGER
@click.option("--requested-by", default=current_user, show_default="you", help="Who asks for the edits.")
@FORMAT
@MAPPING
@CURRENCY
@POLICY
@QUIET
@JSON
def apply(**given: Any) -> None:
    """Apply edits to order exports.

    Leaves a new folder below --out with the updated orders (same format, same
    bytes where nothing changed), reconciliation.xlsx and .csv, edits-result.xlsx,
    problems.json, summary.json and manifest.json. The folder appears complete
    or not at all; the inputs are never touched.

    \b
    Examples:
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs
      order-corrections apply --orders shop1.csv shop2.csv --edits edits.xlsx more.csv --out runs
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs --dry-run

    \b
    Exit status: 0 done · 3 input invalid, nothing written · 4 written, some
    edits held or rejected · 75 another run is writing there, try later.
    """
    with told(as_json=given["as_json"]):
        from pipeline.run import run_correction  # noqa: PLC0415

        request = _request(given)
        with show_progress(given) as tell:
            result = run_correction(request, tell)
        _show(result, given)
    sys.exit(result.exit_status)


def _request(given: dict[str, Any]) -> Request:
    from pipeline.run import Request  # noqa: PLC0415

    now = datetime.now(UTC)
    return Request(
        sources=read_sources(given, given["edits"]),
        out=given["out"],
        run_id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        command=tuple(_word(word) for word in ("order-corrections", *sys.argv[1:])),
        now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        is_dry_run=given["dry_run"],
        ledger=given["ledger"],
        requested_by=given["requested_by"],
    )


def _show(result: Result, given: dict[str, Any]) -> None:
    """Print what the run did, as told: for people, as JSON, or not at all."""
    from pipeline.reports.json_files import build_summary  # noqa: PLC0415
    from pipeline.reports.screen import build_screen  # noqa: PLC0415

    if given["as_json"]:
        summary = build_summary(result.report, files=result.files, exit_status=result.exit_status)
        print_json({**summary, "folder": str(result.folder)})
    elif not given["quiet"]:
        has_colour = has_colour_on(sys.stdout)
        screen = build_screen(
            result.report, folder=str(result.folder), files=result.files, has_colour=has_colour
        )
        click.echo(screen, nl=False, color=has_colour)


def _word(word: str) -> str:
    """A word of the command line without the folders of this machine."""
    return Path(word).name if os.sep in word else word
