"""`verify`: does a past run still give the same?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.arguments import FilledText
from pipeline.commands.ledger_option import AS_JSON, LEDGER, find_out, tell_now
from pipeline.commands.options import PATH, SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen

_DIFFERENT = 5


@click.command()
@click.argument("run", type=FilledText())
@LEDGER
@click.option("--out", type=PATH, help="Folder that holds the runs' folders; the ledger's own if not given.")
@SCREEN_LANG
@AS_JSON
def verify(*, run: str, ledger: str, out: Path | None, as_json: bool) -> None:
    """Calculate a past run again from its kept inputs and compare every file.

    The run is given its own inputs, name and times and what the ledger knew
    then; each output is compared with its digest in the ledger and the manifest.
    Nothing is changed.

    \b
    Example:
      order-corrections verify 20261126-030000-a1b2c3 --ledger runs/ledger.db --out runs

    \b
    Exit status: 0 every file the same · 3 no such run, or its folder or inputs are
    gone · 5 a file is different, missing or was changed since · 75 try later.
    """
    place = find_out(ledger, out)
    with told(as_json=as_json):
        from pipeline.history.find import find_run, open_existing  # noqa: PLC0415
        from pipeline.history.verify import plain_verified, print_verified, verify_run  # noqa: PLC0415

        with open_existing(ledger, now=tell_now()) as opened:
            shown = find_run(opened, run)
        verified = verify_run(shown, place)
        if as_json:
            print_json(plain_verified(verified))
        else:
            click.echo(print_verified(verified, words_on_screen()), nl=False)
    sys.exit(0 if verified.is_same else _DIFFERENT)
