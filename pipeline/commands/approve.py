"""`approve`: orders released that a run held."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from pipeline.arguments import FilledText
from pipeline.commands.options import LEDGER, PATH, SCREEN_LANG
from pipeline.terminal import told, words_on_screen


@click.command()
@click.argument("run", type=FilledText())
@click.argument("orders", nargs=-1, required=True, type=FilledText(), metavar="ORDER…")
@click.option("--by", required=True, type=FilledText(), metavar="NAME", help="Who approves.")
@LEDGER
@click.option(
    "--policy", type=PATH, help="Policy file (TOML); it may say that who requested a run does not approve it."
)
@SCREEN_LANG
def approve(**given: Any) -> None:
    """Release orders that a run held, so that the same edits go through next time.

    An approval holds for the order as it stood and for exactly the edits that
    run was given for it: it releases what waits for the policy (needs-approval,
    edit-not-allowed) and additions that look like repeats (possible-repeat).
    Then apply the same edits once more with the same ledger.

    \b
    Example:
      order-corrections approve 20261126-031502-a1b2c3 K1001 K1007 --by "Anna Keller" --ledger ledger.db

    \b
    Exit status: 0 done · 3 no such run, or it did not hold such an order ·
    5 whoever requested the run may not approve it. With 3 and 5 nothing is
    approved.
    """
    with told(as_json=False):
        from pipeline.release import release_orders  # noqa: PLC0415

        words = words_on_screen()
        if not given["ledger"]:
            said = words.say("Name the ledger with --ledger, or with ORDER_CORRECTIONS_LEDGER.")
            raise click.UsageError(said)
        place = given["ledger"]
        orders = tuple(dict.fromkeys(given["orders"]))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        release_orders(place, given["run"], orders, by=given["by"], policy=given["policy"], now=now)
        facts = {"who": given["by"], "orders": ", ".join(orders), "run": given["run"]}
        click.echo(words.say("Approved by {who}: {orders} of run {run}. Apply the edits again.", **facts))
