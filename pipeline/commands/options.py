"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import FilledPath, check_currency, check_format
from pipeline.terminal import speak, words_on_screen

if TYPE_CHECKING:
    from pipeline.intake import Sources
    from pipeline.languages import Words

PATH = FilledPath(path_type=Path)


def _find_words(_: click.Context, __: click.Parameter, tag: str | None) -> Words | None:
    """The words of the language asked for; wrong use (exit status 2) where there are none."""
    from pipeline.languages import LANGUAGES, find_words  # noqa: PLC0415

    try:
        return find_words(tag) if tag else None
    except ValueError as error:
        known = ", ".join(LANGUAGES)
        said = words_on_screen().say("no language {tag}; there are {languages}.", tag=tag, languages=known)
        raise click.BadParameter(said) from error


def _read_language(context: click.Context, option: click.Parameter, tag: str | None) -> Words | None:
    """The same; from now on the command speaks that language (`words_on_screen`), wrong use included."""
    words = _find_words(context, option, tag)
    speak(context, words)
    return words


FORMAT = click.option(
    "--format", "export_format", default="", help="Name of the export's format; found by itself otherwise."
)
MAPPING = click.option("--mapping", type=PATH, help="Mapping file (TOML) of plain tables.")
CURRENCY = click.option(
    "--currency", default="", metavar="CODE", help="Currency of exports that do not name theirs, such as CHF."
)
POLICY = click.option("--policy", type=PATH, help="Policy file (TOML).")
QUIET = click.option("--quiet", "-q", is_flag=True, help="Print nothing unless the run fails as a whole.")
LANG = click.option(
    "--lang",
    callback=_read_language,
    is_eager=True,
    metavar="LANGUAGE",
    help="Language of reports and screen: en, fr, de, it, or with a country (fr-FR); the system's otherwise.",
)
MESSAGES = click.option(
    "--messages",
    type=PATH,
    metavar="FOLDER",
    help="Write messages to customers from the templates there (samples/messages has some); sends nothing.",
)
CUSTOMER_LANG = click.option(
    "--customer-lang",
    callback=_find_words,
    metavar="LANGUAGE",
    help="Language of all messages and documents; else each order's own or its country's, and --lang where "
    "neither tells.",
)
SCREEN_LANG = click.option(
    "--lang",
    callback=_read_language,
    is_eager=True,
    expose_value=False,
    metavar="LANGUAGE",
    help="Language of the screen: en, fr, de, it, or with a country (fr-FR); the system's otherwise.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
DOCUMENTS = click.option(
    "--documents",
    type=click.Choice(("html", "pdf")),
    help="Propose a credit note or an invoice for each changed order: as pages to print, or as PDF as well.",
)
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
        messages=given.get("messages"),
    )
