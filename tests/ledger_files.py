"""A ledger with two recorded runs, and the commands over it run as an administrator would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.ledger import list_amounts, open_ledger, record_run
from recording import LATER, NOW, entry, order


def record_two_runs(place: str) -> str:
    """run-1 asks for 20.00 CHF on #1001 and gives 5.50 CHF back on #1002; run-2 bills 7 JPY on #1003."""
    refund = {"action": "refund", "action_new": "refund", "amount_new_minor": 550, "difference_minor": -550}
    with open_ledger(place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", order(1), order(2, **refund)))
        yen = {"currency": "JPY", "decimals": 0, "action_new": "bill", "amount_new_minor": 7}
        record_run(
            ledger, entry("run-2", order(3, **yen), order(4, result="held", amount_new_minor=0), at=LATER)
        )
    return place


def run(*words: str | Path, **environment: str) -> Result:
    """`order-corrections` with these words; an exception that got through is raised."""
    result = CliRunner().invoke(main, [str(word) for word in words], env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_json(*words: str | Path) -> Any:
    """What the command prints as JSON."""
    return json.loads(run(*words, "--json").stdout)


def states(place: str) -> list[tuple[str, str, str]]:
    """Order, state and reference of every amount."""
    with open_ledger(place, now=NOW) as ledger:
        rows = list_amounts(ledger)
    return list(rows[["order_id", "state", "reference"]].itertuples(index=False, name=None))
