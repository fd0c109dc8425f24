"""The command line: arguments in, exit status out; nothing else.

Exit status: 0 done, 1 unexpected failure, 2 wrong use, 3 input invalid and
nothing written, 4 written but some edits held or rejected, 5 refused by a
guard and nothing written, 75 another run holds the lock.
"""

from __future__ import annotations

import io
import sys

import click

from pipeline.commands.apply import apply
from pipeline.commands.approve import approve
from pipeline.commands.check import check, formats
from pipeline.commands.conventions import conventions
from pipeline.commands.explain import explain
from pipeline.commands.plan import plan
from pipeline.commands.policy import policy
from pipeline.version import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="order-corrections")
def main() -> None:
    """Apply a batch of requested edits to exported shop orders.

    Reads order exports and spreadsheets of edits, and leaves a folder with
    the updated orders, a reconciliation of what to collect or refund, and
    the edits workbook with every refused cell explained.

    \b
    Example:
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character gets a ? for it
            stream.reconfigure(errors="replace")


for _command in (apply, approve, check, conventions, explain, formats, plan, policy):
    main.add_command(_command)
