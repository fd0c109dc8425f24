"""Finding what somebody named: a ledger that exists, a run, an order, each refused with near names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.languages.phrase import phrase
from pipeline.ledger import Ledger, Shown, history, list_order_ids, open_ledger, show
from pipeline.problems import Problem, did_you_mean, problem, refuse

_NEWEST = 3


@contextmanager
def open_existing(place: str, *, now: str) -> Iterator[Ledger]:
    """The ledger of that file or address. Refused as ledger-missing if there is no such file."""
    if "://" not in place and not Path(place).exists():
        raise refuse("ledger-missing", file=place)
    with open_ledger(place, now=now) as ledger:
        yield ledger


def find_run(ledger: Ledger, run_id: str) -> Shown:
    """The run as recorded. Refused as run-unknown, with the runs most like it or the newest ones."""
    shown = show(ledger, run_id)
    if shown is None:
        known = history(ledger)["run_id"].tolist()
        hint = did_you_mean(run_id, known) or _list_newest(known[-_NEWEST:])
        raise refuse("run-unknown", found=run_id, hint=hint)
    return shown


def find_order_ids(ledger: Ledger, order: str) -> list[str]:
    """The numbers as recorded that the order goes by: `#1001` and `1001` are one.

    Refused as order-unrecorded, with the numbers most like it.
    """
    known = list_order_ids(ledger)
    exact = [order_id for order_id in known if order_id == order]
    found = exact or [order_id for order_id in known if fold(order_id) == fold(order)]
    if not found:
        raise refuse("order-unrecorded", order_id=order, hint=did_you_mean(order, known))
    return found


def list_unknown(ledger: Ledger, orders: Iterable[str]) -> list[Problem]:
    """A problem for each order that no run of the ledger names."""
    known = list_order_ids(ledger)
    folded = {fold(order_id) for order_id in known}
    return [
        problem("order-unrecorded", order_id=order, hint=did_you_mean(order, known))
        for order in orders
        if fold(order) not in folded
    ]


def fold(order: str) -> str:
    """An order's number as it is compared.

    >>> fold(" #K8xtq ")
    'k8xtq'
    """
    return order.strip().removeprefix("#").casefold()


def _list_newest(runs: list[str]) -> str:
    return phrase("The newest are: {runs}.", runs=", ".join(runs)) if runs else ""
