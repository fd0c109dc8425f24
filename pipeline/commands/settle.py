"""`settle`: amounts were collected or refunded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import FilledText, ManyFiles
from pipeline.commands.ledger_option import AS_JSON, LEDGER, tell_now
from pipeline.commands.options import PATH, SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen

if TYPE_CHECKING:
    from pipeline.history.settle import Settled

_PARTLY_DONE = 4


@click.command(cls=ManyFiles)
@click.option(
    "--order",
    "orders",
    multiple=True,
    type=FilledText(),
    metavar="ORDER…",
    help="Everything open on these orders; several may follow.",
)
@click.option(
    "--list",
    "order_list",
    type=PATH,
    metavar="FILE",
    help="Text or CSV: order numbers, optional amounts.",
)
@click.option("--payments", type=PATH, metavar="FILE", help="A payment provider's CSV file.")
@click.option("--mapping", type=PATH, metavar="FILE", help="Columns of the payments file (TOML).")
@LEDGER
@click.option("--by", required=True, type=FilledText(), metavar="NAME", help="Who says so; stays on record.")
@click.option("--note", default="", help="A remark; pruning removes it.")
@click.option(
    "-o", "output", type=PATH, metavar="FILE", help="Write what did not match there, as .json or .csv."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be settled.")
@SCREEN_LANG
@AS_JSON
def settle(**given: Any) -> None:
    """Mark amounts as collected or refunded.

    Payments are matched by reference (the order's number, or the reference
    the order was paid with), currency, direction and exact amount. A payment
    settles once, however often its file is given, and never an amount that was
    asked for after it was made. Known without a mapping are Stripe's payments,
    balance history and itemized balance report.

    \b
    Examples:
      order-corrections settle --order 1001 1002 --by Anna --ledger runs/ledger.db
      order-corrections settle --list paid.csv --by Anna --note "bank, 26 Nov" --ledger runs/ledger.db
      order-corrections settle --payments balance.csv --by stripe -o left.csv --ledger runs/ledger.db

    \b
    Exit status: 0 done (also if all was settled before) · 2 wrong use · 3 no such
    ledger or order, file invalid: nothing was settled · 4 settled, but some rows
    did not match · 75 ledger in use, try later.
    """
    _check_use(given)
    with told(as_json=given["as_json"]):
        from pipeline.history.find import open_existing  # noqa: PLC0415
        from pipeline.history.settle import What, write_unmatched  # noqa: PLC0415
        from pipeline.history.settle import settle as settle_what  # noqa: PLC0415

        now = tell_now()
        what = What(given["orders"], given["order_list"], given["payments"], given["mapping"])
        with open_existing(given["ledger"], now=now) as ledger:
            settled = settle_what(
                ledger, what, by=given["by"], note=given["note"], now=now, is_dry_run=given["dry_run"]
            )
        _show(settled, as_json=given["as_json"])
        if given["output"] is not None:
            write_unmatched(settled.unmatched, given["output"])
    sys.exit(_PARTLY_DONE if settled.unmatched else 0)


def _check_use(given: dict[str, Any]) -> None:
    """Wrong use unless exactly one thing is to be settled, and the mapping goes with payments."""
    words = words_on_screen()
    ways = [name for name in ("orders", "order_list", "payments") if given[name]]
    if len(ways) != 1:
        raise click.UsageError(words.say("Give one of --order, --list and --payments."))
    if given["mapping"] is not None and not given["payments"]:
        raise click.BadParameter(words.say("it goes with --payments"), param_hint="--mapping")
    output = given["output"]
    if output is not None and output.suffix.lower() not in (".json", ".csv"):
        raise click.BadParameter(words.say("its name must end in .json or .csv"), param_hint="-o")


def _show(settled: Settled, *, as_json: bool) -> None:
    from pipeline.history.settle import plain_settled, print_settled  # noqa: PLC0415

    if as_json:
        print_json(plain_settled(settled))
    else:
        click.echo(print_settled(settled, words_on_screen()), nl=False)
