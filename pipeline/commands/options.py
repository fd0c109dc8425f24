"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import FilledPath, check_currency, check_format

if TYPE_CHECKING:
    from pipeline.intake import Sources

PATH = FilledPath(path_type=Path)
FORMAT = click.option(
    "--format", "export_format", default="", help="Name of the export's format; found by itself otherwise."
)
MAPPING = click.option("--mapping", type=PATH, help="Mapping file (TOML) of plain tables.")
CURRENCY = click.option(
    "--currency", default="", metavar="CODE", help="Currency of exports that do not name theirs, such as CHF."
)
POLICY = click.option("--policy", type=PATH, help="Policy file (TOML).")
QUIET = click.option("--quiet", "-q", is_flag=True, help="Print nothing unless the run fails as a whole.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
LEDGER = click.option(
    "--ledger",
    default="",
    envvar="ORDER_CORRECTIONS_LEDGER",
    metavar="PATH|URL",
    help="Record of all runs, so that no amount is asked for twice: a file, or postgresql://…",
)
ORDERS = click.option(
    "--orders",
    multiple=True,
    required=True,
    type=PATH,
    metavar="EXPORT…",
    help="Order exports; several may follow.",
)


def read_sources(given: dict[str, Any], edits: Sequence[Path]) -> Sources:
    """The input files as given; wrong use (exit status 2) where a format or currency cannot be."""
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
