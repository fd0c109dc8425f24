"""The command line's own kinds of arguments: several files after one option, paths, names checked.

What cannot be is wrong use (exit status 2) with a sentence that names the option.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from pipeline.terminal import words_on_screen

_MANY = ("--orders", "--edits", "--order")
LANGUAGE = click.option(
    "--lang",
    "language",
    type=click.Choice(("en", "fr", "de", "it")),
    default="en",
    help="Language of the words.",
)


class ManyFiles(click.Command):
    """A command whose `--orders`, `--edits` or `--order` takes several words after one option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each of its files, then parse as usual."""
        return super().parse_args(ctx, list(repeat_options(args)))


def repeat_options(args: Sequence[str]) -> Iterator[str]:
    """`--orders a b` as `--orders a --orders b`.

    >>> list(repeat_options(["--orders", "a", "b", "--out", "c"]))
    ['--orders', 'a', '--orders', 'b', '--out', 'c']
    >>> list(repeat_options(["--orders=a", "b"]))
    ['--orders=a', '--orders', 'b']
    """
    option, given = "", 0
    for word in args:
        if word.startswith("-") and len(word) > 1:
            name, _, first = word.partition("=")
            option, given = (name, len(first)) if name in _MANY else ("", 0)
            yield word
            continue
        if option and given:
            yield option
        given += 1
        yield word


class FilledPath(click.Path):
    """A path that is not empty: an empty one would be the folder the program runs in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; wrong use if there is none, as from a variable that is not set."""
        return super().convert(value, param, ctx) if str(value) else self.fail(_say_empty(), param, ctx)


class FilledText(click.types.StringParamType):
    """A text that is not empty."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; wrong use if there is none."""
        return str(value) if str(value).strip() else self.fail(_say_empty(), param, ctx)


def _say_empty() -> str:
    return words_on_screen().say("it is empty")


def check_currency(currency: str) -> str:
    """The currency in capitals; wrong use if it cannot be one."""
    code = currency.strip().upper()
    if code and not (len(code) == 3 and code.isalpha() and code.isascii()):  # noqa: PLR2004
        said = words_on_screen().say(
            "{currency} is not a currency: it has three letters, such as CHF", currency=currency
        )
        raise click.BadParameter(said, param_hint="--currency")
    return code


def check_preset(_: click.Context, __: click.Parameter, name: str) -> str:
    """The name as it is; wrong use if no preset is called so."""
    from pipeline.presets import PRESETS  # noqa: PLC0415
    from pipeline.problems import near  # noqa: PLC0415

    if name and name not in PRESETS:
        hint = near(name, PRESETS) or ", ".join(PRESETS)
        said = words_on_screen().say(
            "there is no convention {name}. Did you mean {hint}?", name=name, hint=hint
        )
        raise click.BadParameter(said)
    return name


def check_format(name: str, *, has_mapping: bool) -> None:
    """Wrong use if there is no such format, or the format and the mapping do not go together."""
    from pipeline.formats.registry import MAPPED_FORMAT, formats  # noqa: PLC0415
    from pipeline.problems import near  # noqa: PLC0415

    known = formats()
    if name and name not in known:
        hint = near(name, known) or ", ".join(known)
        said = words_on_screen().say("there is no format {name}. Did you mean {hint}?", name=name, hint=hint)
        raise click.BadParameter(said, param_hint="--format")
    if has_mapping and name not in ("", MAPPED_FORMAT):
        said = words_on_screen().say("a mapping goes with the format {name}", name=MAPPED_FORMAT)
        raise click.BadParameter(said, param_hint="--format")
