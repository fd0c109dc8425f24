"""`apply`: edits applied to exports, one new folder left."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.arguments import ManyFiles
from pipeline.commands.options import CUSTOMER_LANG, DOCUMENTS, MESSAGES, ORDERS, PATH
from pipeline.commands.requests import EDITS, make_request, run_options
from pipeline.commands.running import OUT, run_and_show
from pipeline.terminal import told


@click.command(cls=ManyFiles)
@ORDERS
@EDITS
@OUT
@click.option("--dry-run", is_flag=True, help="Run every check and write the report, but no orders.")
@DOCUMENTS
@click.option("--plan", type=PATH, help="Do exactly what this plan says, or nothing (exit status 5).")
@MESSAGES
@CUSTOMER_LANG
@run_options
def apply(**given: Any) -> None:
    """Apply edits to order exports.

    Leaves a new folder below --out with the updated orders (same format, same
    bytes where nothing changed), reconciliation.xlsx and .csv, stock.csv,
    edits-result.xlsx, edits-to-fix.xlsx (the rows not done, to be corrected and
    given as edits again), undo.xlsx, problems.json, summary.json and manifest.json.
    The folder appears complete or not at all; the inputs are never touched. An
    undo.xlsx given as edits takes its run back.

    With --messages it also writes what to tell each customer who is to pay or
    gets money back: messages.csv for a mail merge, and drafts of e-mails.

    \b
    Examples:
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs
      order-corrections apply --orders shop1.csv shop2.csv --edits edits.xlsx more.csv --out runs
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs --dry-run
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs --plan plan.json
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs --messages samples/messages

    \b
    Exit status: 0 done · 3 input invalid, nothing written · 4 written, some
    edits held or rejected · 5 refused by a guard, nothing written · 75 another
    run is writing there, try later.
    """
    with told(as_json=given["as_json"]):
        exit_status = run_and_show(make_request(given, given["out"], plan=given["plan"]), given)
    sys.exit(exit_status)
