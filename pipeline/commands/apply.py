"""`apply`: edits applied to exports, one new folder left."""

from __future__ import annotations

import sys
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
)
from pipeline.commands.requests import EDITS, EXPECT_DIFFERENCE, EXPECT_ROWS, REQUESTED_BY, make_request
from pipeline.terminal import has_colour_on, print_json, show_progress, told

if TYPE_CHECKING:
    from pipeline.run import Result


@click.command(cls=ManyFiles)
@ORDERS
@EDITS
@click.option("--out", required=True, type=PATH, help="Folder that gets a new folder for this run.")
@click.option("--dry-run", is_flag=True, help="Run every check and write the report, but no orders.")
@LEDGER
@REQUESTED_BY
@click.option("--plan", type=PATH, help="Do exactly what this plan says, or nothing (exit status 5).")
@EXPECT_ROWS
@EXPECT_DIFFERENCE
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
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs --plan plan.json

    \b
    Exit status: 0 done · 3 input invalid, nothing written · 4 written, some
    edits held or rejected · 5 refused by a guard, nothing written · 75 another
    run is writing there, try later.
    """
    with told(as_json=given["as_json"]):
        from pipeline.run import run_correction  # noqa: PLC0415

        request = make_request(given, given["out"], plan=given["plan"])
        with show_progress(given) as tell:
            result = run_correction(request, tell)
        _show(result, given)
    sys.exit(result.exit_status)


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
