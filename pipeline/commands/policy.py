"""`policy`: a policy file to start from, and what a policy file says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.commands.options import JSON, PATH, SCREEN_LANG
from pipeline.terminal import print_json, told, words_on_screen


@click.group()
def policy() -> None:
    """Write a policy file, or say what one means.

    \b
    Examples:
      order-corrections policy init -o policy.toml
      order-corrections policy check policy.toml
    """


@policy.command()
@click.option("-o", "--output", type=PATH, help="File that gets the policy; printed otherwise.")
@SCREEN_LANG
def init(*, output: Path | None) -> None:
    """Write every setting with its default and what it is about, in the language asked for.

    \b
    Example:
      order-corrections policy init -o policy.toml
    """
    from pipeline.policy import write_policy  # noqa: PLC0415
    from pipeline.publish import replace_file  # noqa: PLC0415

    words = words_on_screen()
    if output is None:
        click.echo(write_policy(words), nl=False)
        return
    if output.exists():
        raise click.BadParameter(words.say("{file} is there already", file=output), param_hint="-o")
    with told(as_json=False):
        replace_file(output, write_policy(words))
        click.echo(words.say("Written to {file}.", file=output))


@policy.command()
@click.argument("file", type=PATH)
@SCREEN_LANG
@JSON
def check(**given: Any) -> None:
    """Say in words what a policy file means; refuse one that cannot be used.

    \b
    Example:
      order-corrections policy check policy.toml
    """
    with told(as_json=given["as_json"]):
        from pipeline.intake import read_policy  # noqa: PLC0415
        from pipeline.policy import tell_policy  # noqa: PLC0415

        found = read_policy(given["file"])
        if given["as_json"]:
            print_json(found.as_plain())
        else:
            click.echo(
                "".join(f"{sentence}\n" for sentence in tell_policy(found, words_on_screen())), nl=False
            )
