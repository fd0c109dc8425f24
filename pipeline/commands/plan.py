"""`plan`: everything worked out and written down, nothing done."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import ManyFiles
from pipeline.commands.options import ORDERS, PATH
from pipeline.commands.requests import EDITS, make_request, run_options
from pipeline.terminal import has_colour_on, print_json, show_progress, told, words_on_screen

if TYPE_CHECKING:
    from pipeline.plan_ahead import Planned


@click.command(cls=ManyFiles)
@ORDERS
@EDITS
@click.option("-o", "--output", required=True, type=PATH, help="File that gets the plan.")
@run_options
def plan(**given: Any) -> None:
    """Work out what apply would do, and write it down with a digest.

    The plan holds every change with its rule and the row that asks for it,
    what each order's total moves by, the digests of orders, edits, policy and
    mapping files, and the program's version. Somebody looks at it; then
    `apply --plan` with the same files does exactly that, or nothing if
    anything changed since (exit status 5).

    \b
    Examples:
      order-corrections plan --orders orders.json --edits edits.xlsx -o plan.json
      order-corrections apply --orders orders.json --edits edits.xlsx --plan plan.json --out runs

    \b
    Exit status: 0 everything would be done · 3 input invalid · 4 some edits
    would be held or rejected · 5 a control total is off. With 3 and 5 no plan
    is written.
    """
    _refuse_input(given)
    with told(as_json=given["as_json"]):
        from pipeline.plan_ahead import plan_correction  # noqa: PLC0415

        request = make_request(given, given["output"].parent)
        with show_progress(given) as tell:
            planned = plan_correction(request, given["output"], tell)
        _show(planned, given)
    sys.exit(planned.exit_status)


def _refuse_input(given: dict[str, Any]) -> None:
    """Wrong use if the plan would be written over a file it is made from."""
    inputs = [*given["orders"], *given["edits"], given["mapping"], given["policy"], Path(given["ledger"])]
    if any(path is not None and path.resolve() == given["output"].resolve() for path in inputs):
        said = words_on_screen().say("{file} is an input of the plan", file=given["output"])
        raise click.BadParameter(said, param_hint="-o")


def _show(planned: Planned, given: dict[str, Any]) -> None:
    """Print the plan, as told: for people, as JSON, or not at all."""
    from pipeline.reports.plan_screen import print_plan  # noqa: PLC0415
    from pipeline.reports.screen import build_screen  # noqa: PLC0415

    if given["as_json"]:
        print_json(planned.plan)
    elif not given["quiet"]:
        has_colour = has_colour_on(sys.stdout)
        screen = build_screen(planned.report, has_colour=has_colour)
        told_plan = print_plan(planned.plan, str(given["output"]), planned.report.words)
        click.echo(f"{screen}\n{told_plan}", nl=False, color=has_colour)
