"""`conventions`: how known systems calculate."""

from __future__ import annotations

import click

from pipeline.arguments import LANGUAGE, check_preset
from pipeline.commands.options import JSON


@click.command()
@click.argument("name", default="", callback=check_preset)
@LANGUAGE
@JSON
def conventions(*, name: str, language: str, as_json: bool) -> None:
    """List how known systems calculate, or print one for a policy file.

    \b
    Examples:
      order-corrections conventions --lang fr
      order-corrections conventions shopify-vat >> policy.toml
    """
    from pipeline.show_presets import show_presets  # noqa: PLC0415

    click.echo(show_presets(name, language, as_json=as_json), nl=False)
