"""Writes the reference pages from the program's own help, catalogue, presets and layouts: `make docs`."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from pipeline.catalogue import EDITS, FILES, GUARDS, ORDERS, Kind
from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.cli import main
from pipeline.formats.tables import format as tables
from pipeline.formats.tables.layout import LINE_COLUMNS, ORDER_COLUMNS
from pipeline.presets import PRESETS
from pipeline.show_presets import as_sentence
from schemas.convention import CHOICES, MAX_STEP_MINOR, Convention
from schemas.convention_words import say
from schemas.convention_words.meanings import MEANINGS
from schemas.orders import PAYMENT_STATES

HERE = Path(__file__).parent
WIDTH = 100


def write_commands() -> str:
    """The help of the program and of each of its commands."""
    pages = [_page(main, "order-corrections", None)]
    context = click.Context(main, info_name="order-corrections")
    for name, command in sorted(main.commands.items()):
        pages += _command_pages(command, f"order-corrections {name}", context)
    return "# Commands\n\nWritten by `make docs` from the program's own help.\n\n" + "\n".join(pages)


def _command_pages(command: click.Command, title: str, parent: click.Context) -> list[str]:
    """The help of the command, and of each command below it."""
    pages = [_page(command, title, parent)]
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=title.rsplit(maxsplit=1)[-1], parent=parent)
        for name, below in sorted(command.commands.items()):
            pages += _command_pages(below, f"{title} {name}", context)
    return pages


def _page(command: click.Command, title: str, parent: click.Context | None) -> str:
    context = click.Context(
        command,
        info_name=title.rsplit(maxsplit=1)[-1],
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=main.context_settings["help_option_names"],
    )
    return f"## `{title}`\n\n```text\n{command.get_help(context)}\n```\n"


def write_problems() -> str:
    """Every problem code with what it says, what was expected and how to mend it."""
    parts = [
        "# Problems\n",
        "Written by `make docs` from `pipeline/catalogue/`. Words in braces are filled in with what was found.\n",
    ]
    for title, kinds in (("Files", FILES), ("Orders", ORDERS), ("Edits", EDITS), ("Guards", GUARDS)):
        parts.append(f"## {title}\n")
        parts += [_entry(code, kind) for code, kind in sorted(kinds.items())]
    parts += ["## Orders that do not add up\n", "The nearest explanation of each is one of these.\n"]
    parts += [f"* `{slug}`: {words}" for slug, words in EXPLANATIONS.items()]
    return "\n".join([*parts, ""])


def _entry(code: str, kind: Kind) -> str:
    lines = [f"### `{code}` ({kind.severity})\n", kind.message]
    if kind.expected and kind.expected != "{expected}":
        lines.append(f"\nExpected: {kind.expected}.")
    if kind.fix:
        lines.append(f"\nTo mend it: {kind.fix}")
    return "\n".join(lines) + "\n"


def write_mapping() -> str:
    """What a mapping file may hold: the module's own description and every name of a column."""
    sample = inspect.getdoc(tables)
    return "\n".join(
        [
            "# Mapping files",
            "",
            "Written by `make docs` from `pipeline/formats/tables/`.",
            "",
            sample or "",
            "",
            "## Columns of orders",
            "",
            *(f"* `{name}`" for name in ORDER_COLUMNS),
            "",
            "## Columns of lines",
            "",
            *(f"* `{name}`" for name in LINE_COLUMNS),
            "",
            "## States a status word may stand for",
            "",
            *(f"* `{state}`" for state in PAYMENT_STATES),
            "",
        ]
    )


CONVENTIONS = """# How shops calculate

Written by `make docs` from `pipeline/presets.py` and `schemas/convention.py`.

The program finds out by itself how a shop calculates. To fix it instead, name a ready convention in the policy file,

```toml
conventions.shopify = "shopify-vat"
```

or change some of its parameters, or give them all without a preset:

```toml
[conventions.shopify]
preset = "shopify-vat"
tax_charges = true
```

What stands after `conventions.` is the platform as `order-corrections check` names it. A parameter that is not given has
the preset's value; without a preset, its default. `order-corrections conventions` lists the presets, with `--lang` in
French, German or Italian; `order-corrections conventions NAME` prints one with all its parameters, ready for the policy file.
"""


def write_conventions() -> str:
    """Every preset with its sentence, and every parameter with its choices."""
    presets = [f"| `{name}` | {as_sentence(convention)} |" for name, convention in PRESETS.items()]
    return "\n".join(
        [
            CONVENTIONS,
            "## Presets\n",
            "Each reproduces figures that the system states for its own orders, or real exports of it. Orders that say "
            "whether their prices hold the tax decide that for themselves.\n",
            "| name | how it calculates |",
            "|---|---|",
            *presets,
            "\n## Parameters\n",
            "A sentence names the first five, and the others where they differ from their default.\n",
            *(_parameter(name, meaning) for name, meaning in MEANINGS.items()),
        ]
    )


def _parameter(name: str, meaning: str) -> str:
    usual = getattr(Convention(), name)
    if name == "step_minor":
        rows = [f"| 1 to {MAX_STEP_MINOR - 1} | {say(name, 5).replace('5', 'so many')} | 1 |"]
    else:
        rows = [
            f"| `{_spelled(choice)}` | {say(name, choice)} | {'yes' if choice == usual else ''} |"
            for choice in CHOICES.get(name, (True, False))
        ]
    return "\n".join(
        [f"### `{name}`\n", meaning, "\n| choice | in words | default |", "|---|---|---|", *rows, ""]
    )


def _spelled(choice: object) -> str:
    return choice if isinstance(choice, str) else str(choice).lower()


if __name__ == "__main__":
    (HERE / "conventions.md").write_text(write_conventions(), encoding="utf-8")
    (HERE / "mapping.md").write_text(write_mapping(), encoding="utf-8")
    (HERE / "commands.md").write_text(write_commands(), encoding="utf-8")
    (HERE / "problems.md").write_text(write_problems(), encoding="utf-8")
