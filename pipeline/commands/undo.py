"""`undo`: a run taken back, in a run of its own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import click

from pipeline.arguments import FilledText, ManyFiles
from pipeline.commands.options import CUSTOMER_LANG, DOCUMENTS, ORDERS, PATH
from pipeline.commands.requests import make_request, run_options
from pipeline.commands.running import OUT, run_and_show
from pipeline.terminal import told


@click.command(cls=ManyFiles)
@click.argument("run", type=FilledText())
@ORDERS
@OUT
@click.option("--runs", type=PATH, help="Folder with the folders of earlier runs; that of --out otherwise.")
@click.option("--dry-run", is_flag=True, help="Run every check and write the report, but no orders.")
@DOCUMENTS
@CUSTOMER_LANG
@run_options
def undo(**given: Any) -> None:
    """Take the run named RUN back.

    The exports are those the run left (its updated orders, or the shop's own
    after they were taken over). Every order that still stands as the run left
    it gets its old records back, byte for byte; one that changed since is
    refused, the others go through. Leaves a new folder below --out as apply
    does, also with an undo.xlsx. To undo some orders only, delete the other
    rows of a copy of undo.xlsx and give that to apply --edits.

    \b
    Examples:
      order-corrections undo 20261126-180240-4c20e8 --orders updated-orders.json --out runs
      order-corrections undo 20261126-180240-4c20e8 --orders orders.csv --out runs --ledger ledger.db

    \b
    Exit status: 0 done · 3 no such run, or an input is invalid: nothing written ·
    4 written, some orders changed since or wait · 5 refused by a guard, nothing
    written · 75 another run is writing there, try later.
    """
    with told(as_json=given["as_json"]):
        from pipeline.history.undo_file import find_undo_file  # noqa: PLC0415

        now = datetime.now(UTC).isoformat(timespec="seconds")
        found = find_undo_file(given["run"], given["runs"] or given["out"], given["ledger"], now)
        exit_status = run_and_show(make_request({**given, "edits": (found,)}, given["out"]), given)
    sys.exit(exit_status)
