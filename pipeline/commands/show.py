"""`show`: one recorded run."""

from __future__ import annotations

import click

from pipeline.arguments import FilledText
from pipeline.commands.ledger_option import AS_JSON, LEDGER, tell_now
from pipeline.commands.options import SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen


@click.command()
@click.argument("run", type=FilledText())
@LEDGER
@SCREEN_LANG
@AS_JSON
def show(*, run: str, ledger: str, as_json: bool) -> None:
    """Show one recorded run: its files, orders, changes, and what it asked for.

    \b
    Example:
      order-corrections show 20261126-030000-a1b2c3 --ledger runs/ledger.db

    \b
    Exit status: 0 done · 3 no such ledger, no such run · 75 ledger in use, try later.
    """
    with told(as_json=as_json):
        from pipeline.history.find import find_run, open_existing  # noqa: PLC0415
        from pipeline.history.one_run import plain_run, print_run  # noqa: PLC0415

        with open_existing(ledger, now=tell_now()) as opened:
            shown = find_run(opened, run)
        if as_json:
            print_json(plain_run(shown))
        else:
            click.echo(print_run(shown, words_on_screen()), nl=False)
