"""`check` and `formats`: what an export is, and how its shop calculates."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.commands.options import (
    CURRENCY,
    FORMAT,
    JSON,
    MAPPING,
    PATH,
    POLICY,
    QUIET,
    SCREEN_LANG,
    read_sources,
)
from pipeline.terminal import has_colour_on, print_json, show_progress, told, words_on_screen


@click.command()
@click.argument("exports", nargs=-1, required=True, type=PATH, metavar="EXPORT…")
@FORMAT
@MAPPING
@CURRENCY
@POLICY
@SCREEN_LANG
@QUIET
@JSON
def check(**given: Any) -> None:
    """Read exports, find out how the shop calculates, list orders that do not add up.

    \b
    Examples:
      order-corrections check orders.json
      order-corrections check orders.csv --currency CHF --json
    """
    with told(as_json=given["as_json"]):
        from pipeline.check import build_check, check_exports, print_check  # noqa: PLC0415

        with show_progress(given) as tell:
            checked = check_exports(read_sources({**given, "orders": given["exports"]}, ()), tell)
        if given["as_json"]:
            print_json(build_check(checked))
        elif not given["quiet"]:
            has_colour = has_colour_on(sys.stdout)
            screen = print_check(checked, words_on_screen(), has_colour=has_colour)
            click.echo(screen, nl=False, color=has_colour)


@click.command()
@SCREEN_LANG
@JSON
def formats(*, as_json: bool) -> None:
    """List the export formats that can be read and written."""
    from pipeline.formats.registry import formats as known  # noqa: PLC0415

    titles = {name: one.title for name, one in known().items()}
    if as_json:
        print_json(titles)
        return
    words = words_on_screen()
    width = max(len(name) for name in titles)
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {words.text(title)}")
