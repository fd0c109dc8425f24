"""`open`: what is still to be collected, refunded or billed."""

from __future__ import annotations

import click

from pipeline.commands.ledger_option import AS_JSON, LEDGER, tell_now
from pipeline.commands.options import SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen


@click.command("open")
@LEDGER
@SCREEN_LANG
@AS_JSON
def open_amounts(*, ledger: str, as_json: bool) -> None:
    """List what is still to collect, refund or bill, the oldest first.

    Sums stand below, one for each currency and action.

    \b
    Example:
      order-corrections open --ledger runs/ledger.db

    \b
    Exit status: 0 done · 3 no such ledger · 75 ledger in use, try later.
    """
    with told(as_json=as_json):
        from pipeline.history.find import open_existing  # noqa: PLC0415
        from pipeline.history.open_amounts import plain_open, print_open  # noqa: PLC0415
        from pipeline.ledger import find_open  # noqa: PLC0415

        now = tell_now()
        with open_existing(ledger, now=now) as opened:
            found = find_open(opened, now)
        if as_json:
            print_json(plain_open(found))
        else:
            click.echo(print_open(found, words_on_screen()), nl=False)
