"""The command line: arguments in, exit status out; nothing else.

Exit status: 0 done, 1 unexpected failure, 2 wrong use, 3 input invalid and
nothing written, 4 written but some edits held or rejected (or payments not
matched, or no order found), 5 refused by a guard and nothing written (or a past run comes out
otherwise), 75 another run holds the lock.
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
from pipeline.commands.find import find
from pipeline.commands.history import history
from pipeline.commands.mask import mask
from pipeline.commands.nightly import nightly
from pipeline.commands.open_amounts import open_amounts
from pipeline.commands.plan import plan
from pipeline.commands.policy import policy
from pipeline.commands.prune import prune
from pipeline.commands.settle import settle
from pipeline.commands.show import show
from pipeline.commands.template import template
from pipeline.commands.undo import undo
from pipeline.commands.verify import verify
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


_COMMANDS = (
    *(apply, approve, check, conventions, explain, find, formats, plan, policy),
    *(history, mask, nightly, open_amounts, prune, settle, show, template, undo, verify),
)
for _command in _COMMANDS:
    main.add_command(_command)
