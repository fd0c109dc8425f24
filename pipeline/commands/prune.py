"""`prune`: old runs are forgotten, their amounts are not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from pipeline.commands.ledger_option import AS_JSON, LEDGER, tell_now
from pipeline.commands.options import PATH, SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen

_UNITS = {"d": 1, "w": 7, "y": 365}
_SHORTEST, _LONGEST = 1, 36_500


class Duration(click.ParamType[int]):
    """So many days, weeks or years: 400d, 52w, 2y."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of days; wrong use if it is none, or not between a day and a century."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"([0-9]{1,6})([dwy])", str(value).strip().lower())
        if found is None:
            said = words_on_screen().say("{value} is not like 400d, 52w or 2y", value=repr(value))
            self.fail(said, param, ctx)
        days = int(found[1]) * _UNITS[found[2]]
        if not _SHORTEST <= days <= _LONGEST:
            said = words_on_screen().say("{value} is not between one day and a hundred years", value=value)
            self.fail(said, param, ctx)
        return days


@click.command()
@click.option("--keep", required=True, type=Duration(), metavar="400d", help="Keep runs younger than that.")
@LEDGER
@click.option("--out", required=True, type=PATH, help="Folder that holds the runs' folders.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.option("--force", is_flag=True, help="Also runs with open amounts, or that the ledger does not know.")
@SCREEN_LANG
@AS_JSON
def prune(*, keep: int, ledger: str, out: Path, dry_run: bool, force: bool, as_json: bool) -> None:
    """Remove old run folders, and people from the ledger.

    Removes the folders below --out of runs that ended longer ago than --keep
    (d, w or y), with the inputs and orders in them, and blanks names, e-mails,
    addresses, reasons and notes of those runs in the ledger. Amounts, digests,
    order numbers and the links between runs stay. Only folders with the manifest
    of their run are touched. Runs with open amounts, and runs that the ledger does
    not know, are spared and told, unless --force is given.

    \b
    Examples:
      order-corrections prune --keep 400d --ledger runs/ledger.db --out runs --dry-run
      order-corrections prune --keep 2y --ledger runs/ledger.db --out runs

    \b
    Exit status: 0 done · 1 a folder could not be removed · 2 wrong use · 3 no such
    ledger or folder · 75 a run is working there, try later.
    """
    with told(as_json=as_json):
        from pipeline.history.find import open_existing  # noqa: PLC0415
        from pipeline.history.pruning import limit_of, plain_pruned, print_pruned  # noqa: PLC0415
        from pipeline.history.pruning import prune as prune_runs  # noqa: PLC0415
        from pipeline.problems import refuse  # noqa: PLC0415

        now = tell_now()
        if not out.is_dir():
            raise refuse("file-not-found", file=str(out))
        with open_existing(ledger, now=now) as opened:
            pruned = prune_runs(
                opened, out, limit_of(keep, now), now=now, is_dry_run=dry_run, is_forced=force
            )
        if as_json:
            print_json(plain_pruned(pruned))
        else:
            click.echo(print_pruned(pruned, words_on_screen()), nl=False)
