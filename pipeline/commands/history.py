"""`history`: the runs of a ledger, or one order through time."""

from __future__ import annotations

import click

from pipeline.arguments import FilledText
from pipeline.commands.ledger_option import AS_JSON, LEDGER, tell_now
from pipeline.commands.options import SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen


@click.command()
@click.option("--order", default=None, type=FilledText(), help="One order: every run that named it.")
@LEDGER
@SCREEN_LANG
@AS_JSON
def history(*, order: str | None, ledger: str, as_json: bool) -> None:
    """List the recorded runs, or tell one order through time.

    The newest stands last. Times are local, with their offset from UTC; with
    --json as stored, in UTC.

    \b
    Examples:
      order-corrections history --ledger runs/ledger.db
      order-corrections history --ledger runs/ledger.db --order 1001

    \b
    Exit status: 0 done · 3 no such ledger, no such order · 75 ledger in use, try later.
    """
    with told(as_json=as_json):
        plain, text = _tell_runs(ledger) if order is None else _tell_order(ledger, order)
        if as_json:
            print_json(plain)
        else:
            click.echo(text, nl=False)


def _tell_runs(place: str) -> tuple[dict[str, object], str]:
    from pipeline.history.find import open_existing  # noqa: PLC0415
    from pipeline.history.runs import plain_runs, print_runs  # noqa: PLC0415
    from pipeline.ledger import history as list_runs  # noqa: PLC0415

    with open_existing(place, now=tell_now()) as ledger:
        runs = list_runs(ledger)
    return {"runs": plain_runs(runs)}, print_runs(runs, words_on_screen())


def _tell_order(place: str, order: str) -> tuple[dict[str, object], str]:
    from pipeline.history.find import open_existing  # noqa: PLC0415
    from pipeline.history.runs import plain_amounts, plain_orders, print_order  # noqa: PLC0415
    from pipeline.history.through_time import gather_order  # noqa: PLC0415

    with open_existing(place, now=tell_now()) as ledger:
        runs, amounts = gather_order(ledger, order)
    plain: dict[str, object] = {"order": order, "runs": plain_orders(runs), "amounts": plain_amounts(amounts)}
    return plain, print_order(runs, amounts, words_on_screen())
