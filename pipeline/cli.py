"""The command line: arguments in, exit status out; nothing else.

Exit status: 0 done, 1 unexpected failure, 2 wrong use, 3 input invalid and
nothing written, 4 written but some edits held or rejected, 75 another run
holds the lock.
"""

from __future__ import annotations

import io
import os
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import (
    LANGUAGE,
    FilledPath,
    FilledText,
    ManyFiles,
    check_currency,
    check_format,
    check_preset,
)
from pipeline.terminal import has_colour_on, print_json, show_progress, told
from pipeline.version import VERSION

if TYPE_CHECKING:
    from pipeline.intake import Sources
    from pipeline.run import Request, Result


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


_PATH = FilledPath(path_type=Path)
_FORMAT = click.option(
    "--format", "export_format", default="", help="Name of the export's format; found by itself otherwise."
)
_MAPPING = click.option("--mapping", type=_PATH, help="Mapping file (TOML) of plain tables.")
_CURRENCY = click.option(
    "--currency", default="", metavar="CODE", help="Currency of exports that do not name theirs, such as CHF."
)
_POLICY = click.option("--policy", type=_PATH, help="Policy file (TOML).")
_QUIET = click.option("--quiet", "-q", is_flag=True, help="Print nothing unless the run fails as a whole.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")


@main.command(cls=ManyFiles)
@click.option(
    "--orders",
    multiple=True,
    required=True,
    type=_PATH,
    metavar="EXPORT…",
    help="Order exports; several may follow.",
)
@click.option(
    "--edits",
    multiple=True,
    required=True,
    type=_PATH,
    metavar="EDITS…",
    help="Edits: workbooks, CSV or JSON files; several may follow.",
)
@click.option("--out", required=True, type=_PATH, help="Folder that gets a new folder for this run.")
@click.option("--dry-run", is_flag=True, help="Run every check and write the report, but no orders.")
@_FORMAT
@_MAPPING
@_CURRENCY
@_POLICY
@_QUIET
@_JSON
def apply(**given: Any) -> None:
    """Apply edits to order exports.

    Leaves a new folder below --out with the updated orders (same format, same
    bytes where nothing changed), reconciliation.xlsx and .csv, edits-result.xlsx,
    problems.json, summary.json and manifest.json. The folder appears complete
    or not at all; the inputs are never touched.

    \b
    Examples:
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs
      order-corrections apply --orders shop1.csv shop2.csv --edits edits.xlsx more.csv --out runs
      order-corrections apply --orders orders.json --edits edits.xlsx --out runs --dry-run

    \b
    Exit status: 0 done · 3 input invalid, nothing written · 4 written, some
    edits held or rejected · 75 another run is writing there, try later.
    """
    with told(as_json=given["as_json"]):
        from pipeline.run import run_correction  # noqa: PLC0415

        request = _request(given)
        with show_progress(given) as tell:
            result = run_correction(request, tell)
        _show(result, given)
    sys.exit(result.exit_status)


def _request(given: dict[str, Any]) -> Request:
    from pipeline.run import Request  # noqa: PLC0415

    now = datetime.now(UTC)
    return Request(
        sources=_sources(given, given["edits"]),
        out=given["out"],
        run_id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        command=tuple(_word(word) for word in ("order-corrections", *sys.argv[1:])),
        now=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        is_dry_run=given["dry_run"],
    )


def _show(result: Result, given: dict[str, Any]) -> None:
    """Print what the run did, as told: for people, as JSON, or not at all."""
    from pipeline.reports.json_files import build_summary  # noqa: PLC0415
    from pipeline.reports.screen import build_screen  # noqa: PLC0415

    if given["as_json"]:
        summary = build_summary(result.report, files=result.files, exit_status=result.exit_status)
        print_json({**summary, "folder": str(result.folder)})
    elif not given["quiet"]:
        has_colour = has_colour_on(sys.stdout)
        screen = build_screen(
            result.report, folder=str(result.folder), files=result.files, has_colour=has_colour
        )
        click.echo(screen, nl=False, color=has_colour)


def _word(word: str) -> str:
    """A word of the command line without the folders of this machine."""
    return Path(word).name if os.sep in word else word


@main.command()
@click.argument("exports", nargs=-1, required=True, type=_PATH, metavar="EXPORT…")
@_FORMAT
@_MAPPING
@_CURRENCY
@_POLICY
@_QUIET
@_JSON
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
            checked = check_exports(_sources({**given, "orders": given["exports"]}, ()), tell)
        if given["as_json"]:
            print_json(build_check(checked))
        elif not given["quiet"]:
            has_colour = has_colour_on(sys.stdout)
            click.echo(print_check(checked, has_colour=has_colour), nl=False, color=has_colour)


@main.command(cls=ManyFiles)
@click.argument("exports", nargs=-1, required=True, type=_PATH, metavar="EXPORT…")
@click.argument("order", type=FilledText())
@click.option(
    "--edits",
    multiple=True,
    type=_PATH,
    metavar="EDITS…",
    help="Edits, to tell the order before and after them; several files may follow.",
)
@_FORMAT
@_MAPPING
@_CURRENCY
@_POLICY
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

        sources = _sources({**given, "orders": given["exports"]}, given["edits"])
        with show_progress(given) as tell:
            account = explain_order(sources, given["order"], tell)
        if given["as_json"]:
            print_json(as_plain(account))
        else:
            click.echo(print_account(account), nl=False)


@main.command()
@_JSON
def formats(*, as_json: bool) -> None:
    """List the export formats that can be read and written."""
    from pipeline.formats.registry import formats as known  # noqa: PLC0415

    titles = {name: one.title for name, one in known().items()}
    if as_json:
        print_json(titles)
        return
    width = max(len(name) for name in titles)
    for name, title in titles.items():
        click.echo(f"{name:<{width}}  {title}")


@main.command()
@click.argument("name", default="", callback=check_preset)
@LANGUAGE
@_JSON
def conventions(*, name: str, language: str, as_json: bool) -> None:
    """List how known systems calculate, or print one for a policy file.

    \b
    Examples:
      order-corrections conventions --lang fr
      order-corrections conventions shopify-vat >> policy.toml
    """
    from pipeline.show_presets import show_presets  # noqa: PLC0415

    click.echo(show_presets(name, language, as_json=as_json), nl=False)


def _sources(given: dict[str, Any], edits: Sequence[Path]) -> Sources:
    from pipeline.intake import Sources  # noqa: PLC0415

    check_format(given["export_format"], has_mapping=given["mapping"] is not None)
    return Sources(
        orders=tuple(given["orders"]),
        edits=tuple(edits),
        format=given["export_format"],
        mapping=given["mapping"],
        currency=check_currency(given["currency"]),
        policy=given["policy"],
    )
