"""`mask`: reports to share, without people."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.options import PATH, SCREEN_LANG
from pipeline.terminal import told, words_on_screen


@click.command()
@click.argument("run_folder", type=PATH)
@click.option("-o", "--output", required=True, type=PATH, metavar="FOLDER", help="The new folder.")
@SCREEN_LANG
def mask(*, run_folder: Path, output: Path) -> None:
    """Copy a run's reports with every person covered.

    Names, e-mails, phones and addresses, the values of customer edits, reasons
    and what problems quote are replaced by placeholders (customer 1, address 2,
    …), the same for the same text; amounts stay. The orders, the workbooks of
    edits and the kept inputs are left out. File names and request numbers stay
    as they are.

    \b
    Example:
      order-corrections mask runs/20261126-030000-a1b2c3 -o to-share

    \b
    Exit status: 0 done · 3 not the folder of a run, or the new folder is there already.
    """
    with told(as_json=False):
        from pipeline.history.masking import mask_folder, print_masked  # noqa: PLC0415

        click.echo(print_masked(mask_folder(run_folder, output), words_on_screen()), nl=False)
