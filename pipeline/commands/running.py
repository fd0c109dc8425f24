"""One run from the command line: done, and told."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.options import PATH
from pipeline.terminal import has_colour_on, print_json, show_progress

if TYPE_CHECKING:
    from pipeline.run import Result
    from pipeline.work_out import Request

OUT = click.option("--out", required=True, type=PATH, help="Folder that gets a new folder for this run.")


def run_and_show(request: Request, given: dict[str, Any]) -> int:
    """Do the run and tell it as the options say; its exit status."""
    from pipeline.run import run_correction  # noqa: PLC0415

    with show_progress(given) as tell:
        result = run_correction(request, tell)
    _show(result, given)
    return result.exit_status


def _show(result: Result, given: dict[str, Any]) -> None:
    """Print what the run did, as told: for people, as JSON, or not at all."""
    from pipeline.messages import count_messages, tell_messages  # noqa: PLC0415
    from pipeline.reports.json_files import build_summary  # noqa: PLC0415
    from pipeline.reports.screen import build_screen  # noqa: PLC0415

    if given["as_json"]:
        counted = None if result.messages is None else count_messages(result.messages)
        summary = build_summary(
            result.report, files=result.files, exit_status=result.exit_status, messages=counted
        )
        print_json({**summary, "folder": str(result.folder)})
    elif not given["quiet"]:
        has_colour = has_colour_on(sys.stdout)
        screen = build_screen(
            result.report, folder=str(result.folder), files=result.files, has_colour=has_colour
        )
        click.echo(screen, nl=False, color=has_colour)
        if result.messages is not None:
            report = result.report
            told = tell_messages(result.messages, report.words, is_dry_run=report.is_dry_run)
            click.echo("\n" + "\n".join(told))
