"""`explain`: how each figure of one order came about."""

from __future__ import annotations

from typing import Any

import click

from pipeline.arguments import FilledText, ManyFiles
from pipeline.commands.options import CURRENCY, FORMAT, MAPPING, PATH, POLICY, SCREEN_LANG, read_sources
from pipeline.terminal import print_json, show_progress, told, words_on_screen


@click.command(cls=ManyFiles)
@click.argument("exports", nargs=-1, required=True, type=PATH, metavar="EXPORT…")
@click.argument("order", type=FilledText())
@click.option(
    "--edits",
    multiple=True,
    type=PATH,
    metavar="EDITS…",
    help="Edits, to tell the order before and after them; several files may follow.",
)
@FORMAT
@MAPPING
@CURRENCY
@POLICY
@SCREEN_LANG
@click.option("--json", "as_json", is_flag=True, help="Print the account as JSON.")
def explain(**given: Any) -> None:
    """Tell how each figure of one order came about, line by line.

    Prices, discounts and taxes before and after rounding, the order's
    components as calculated and as stored, what is owed; with --edits all of it
    before and after, and what each row of them moved. The exports are
    read whole, because how the shop calculates is found from all their orders.
    Nothing is written. Write '#1001' in quotes, or 1001.

    \b
    Examples:
      order-corrections explain orders.json 1001
      order-corrections explain orders.json 1001 --edits edits.xlsx
      order-corrections explain orders.csv 1001 --currency CHF --json
    """
    with told(as_json=given["as_json"]):
        from pipeline.explain import as_plain, explain_order, print_account  # noqa: PLC0415

        sources = read_sources({**given, "orders": given["exports"]}, given["edits"])
        words = words_on_screen()
        with show_progress(given) as tell:
            account = explain_order(sources, given["order"], tell, words)
        if given["as_json"]:
            print_json(as_plain(account))
        else:
            click.echo(print_account(account, words), nl=False)
