"""`template`: a workbook to fill in, empty or with what orders say now."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.arguments import ManyFiles
from pipeline.commands.find import NOTHING_FOUND
from pipeline.commands.options import CURRENCY, FORMAT, LANG, MAPPING, PATH, POLICY, QUIET, read_sources
from pipeline.commands.order_filters import FILTERS, has_filter, refuse_existing, select, write_workbook
from pipeline.terminal import show_progress, told, words_on_screen


@click.command(cls=ManyFiles)
@click.option("-o", "--output", required=True, type=PATH, help="The workbook (XLSX); a new file.")
@click.option(
    "--orders",
    multiple=True,
    type=PATH,
    metavar="EXPORT…",
    help="Exports: their orders are prefilled; several may follow.",
)
@FILTERS
@FORMAT
@MAPPING
@CURRENCY
@POLICY
@LANG
@QUIET
def template(**given: Any) -> None:
    """Write a workbook of edits to fill in, in your language.

    It has the five sheets with drop-downs, checks and notes, an example that
    is not read, and a page that explains it. With --orders there is a row for
    each item, customer, discount, order and tax: what the order says now in
    grey, the new value to be written beside it. The options that narrow say
    for which orders, as in find.

    \b
    Examples:
      order-corrections template -o edits.xlsx --lang fr
      order-corrections template -o edits.xlsx --orders orders.json --order 1001 1002
      order-corrections template -o edits.xlsx --orders orders.json --find "anna keller"

    \b
    Exit status: 0 written · 2 wrong use · 3 an export is invalid · 4 no order found, nothing written.
    """
    if has_filter(given) and not given["orders"]:
        raise click.UsageError("There is nothing to search in: give the exports with --orders.")
    refuse_existing(given["output"])
    with told(as_json=False):
        written = _write(given)
        if written and not given["quiet"]:
            click.echo(written)
    sys.exit(0 if written else NOTHING_FOUND)


def _write(given: dict[str, Any]) -> str:
    """Write the workbook; what is to be said of it, "" where no order was found."""
    from pipeline.find import tell_written  # noqa: PLC0415

    words = words_on_screen()
    if not given["orders"]:
        write_workbook(given["output"], words)
        return tell_written(str(given["output"]), words)
    from pipeline.intake import read_everything  # noqa: PLC0415

    sources = read_sources(given, ())
    with show_progress({**given, "as_json": False}) as tell:
        intake = read_everything(sources, tell)
    found = select(intake, given)
    if not len(found):
        click.echo(tell_written("", words, found), err=True)
        return ""
    write_workbook(given["output"], words, orders=found.tables, lists_from=intake.tables)
    return tell_written(str(given["output"]), words, found)
