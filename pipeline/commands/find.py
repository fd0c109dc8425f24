"""`find`: which orders of the exports are meant, on screen or as a workbook to fill in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import FilledText, ManyFiles
from pipeline.commands.options import CURRENCY, FORMAT, LANG, MAPPING, PATH, POLICY, read_sources
from pipeline.commands.order_filters import FILTERS, has_filter, refuse_existing, select, write_workbook
from pipeline.terminal import print_json, show_progress, told, words_on_screen

if TYPE_CHECKING:
    from pipeline.find import Found

NOTHING_FOUND = 4
_ENDINGS = (".csv", ".json", ".jsonl", ".ndjson", ".tsv", ".txt", ".toml", ".xlsx", ".parquet")


@click.command(cls=ManyFiles)
@click.argument("words", nargs=-1, required=True, type=FilledText(), metavar="EXPORT… [TEXT]")
@FILTERS
@click.option("-o", "--output", type=PATH, help="Workbook to fill in, with just these orders (XLSX).")
@FORMAT
@MAPPING
@CURRENCY
@POLICY
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print the orders as JSON.")
def find(**given: Any) -> None:
    """List the orders that hold a text, and write a workbook to edit them in.

    Searched are numbers, e-mail, names, addresses, phones, items and SKUs,
    payment references and comments. Capitals, accents, spaces and # make no
    difference; of several words each must stand somewhere in the order.

    The last argument is the text, the others are exports. With an option that
    narrows (--email, --item, --order, --since, --status, --find) the text may
    be left out: a last argument that is a file, or is named like one, is an
    export then.

    \b
    Examples:
      order-corrections find orders.json "anna keller"
      order-corrections find orders.json --email keller@example.ch --since 2026-03-01
      order-corrections find orders.json shop.csv tea --status unpaid -o edits.xlsx

    \b
    Exit status: 0 found · 2 wrong use · 3 an export is invalid · 4 no order found, nothing written.
    """
    paths, text = split_words(given["words"], has_filter=has_filter(given))
    refuse_existing(given["output"])
    with told(as_json=given["as_json"]):
        from pipeline.intake import read_everything  # noqa: PLC0415

        sources = read_sources({**given, "orders": paths}, ())
        with show_progress({**given, "exports": paths}) as tell:
            intake = read_everything(sources, tell)
        found = select(intake, {**given, "text": text})
        if len(found) and given["output"]:
            write_workbook(given["output"], words_on_screen(), orders=found.tables, lists_from=intake.tables)
        _show(found, given)
    sys.exit(0 if len(found) else NOTHING_FOUND)


def _show(found: Found, given: dict[str, Any]) -> None:
    from pipeline.find import as_plain, print_found  # noqa: PLC0415

    if given["as_json"]:
        print_json(as_plain(found))
        return
    written = str(given["output"]) if len(found) and given["output"] else ""
    click.echo(print_found(found, words_on_screen(), written), nl=False)


def split_words(words: Sequence[str], *, has_filter: bool) -> tuple[list[Path], str]:
    """The exports, and the text to search for; "" where the options say enough.

    Wrong use (exit status 2) where it cannot be told which is which.
    """
    last = words[-1]
    if has_filter and (_is_file(last) or _looks_like_file(last)):
        return [Path(word) for word in words], ""
    if len(words) == 1:
        _refuse_single(last)
    if _is_file(last):
        raise click.UsageError(
            f"{last} is a file, but the last argument is the text to search for. "
            f'Write the text behind it, or --find "{last}" to search for this very text.'
        )
    loose = [word for word in words[1:-1] if not _is_file(word) and not _looks_like_file(word)]
    if loose:
        text = " ".join([*loose, last])
        raise click.UsageError(f'{loose[0]} is no file. Put several words in quotes: "{text}"')
    return [Path(word) for word in words[:-1]], last


def _refuse_single(word: str) -> None:
    if _is_file(word) or _looks_like_file(word):
        raise click.UsageError(
            f"Nothing to search {word} for: write a text behind it, or an option such as --email or --since."
        )
    raise click.UsageError(
        f'Nothing to search in: name an export before the text, such as orders.json "{word}"'
    )


def _is_file(word: str) -> bool:
    try:
        return Path(word).exists()
    except (OSError, ValueError):  # too long for a name, or none at all
        return False


def _looks_like_file(word: str) -> bool:
    return word.casefold().endswith(_ENDINGS)
