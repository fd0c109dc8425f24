"""New money against what is still open: nobody collects what is to be given back again; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Open:
    """An amount that nobody has settled yet; `amount_minor` is positive, the action says which way."""

    amount_id: int
    action: str
    amount_minor: int


@dataclass(frozen=True)
class Netted:
    """The amounts that are superseded, and the one that is open instead; no action: none is."""

    superseded: tuple[int, ...]
    action: str
    amount_minor: int


def signed(action: str, amount_minor: int) -> int:
    """The amount as the shop sees it: what comes in is positive.

    >>> signed("refund", 500), signed("bill", 500)
    (-500, 500)
    """
    return -amount_minor if action == "refund" else amount_minor


def net_amount(open_amounts: Sequence[Open], action: str, amount_minor: int) -> Netted:
    """What is open after an order newly owes or is owed this amount.

    In the same direction the new amount stands beside the open ones. In the
    other direction the open ones are superseded by what is left of both, so
    that the open and settled amounts still add up to everything reported.

    >>> net_amount([Open(1, "collect", 2000)], "refund", 500)
    Netted(superseded=(1,), action='collect', amount_minor=1500)
    """
    if amount_minor == 0:
        return Netted((), "none", 0)
    new = signed(action, amount_minor)
    against = [one for one in open_amounts if signed(one.action, one.amount_minor) * new < 0]
    if not against:
        return Netted((), action, amount_minor)
    left = new + sum(signed(one.action, one.amount_minor) for one in open_amounts)
    incoming = next((one.action for one in open_amounts if one.action != "refund"), action)
    named = "none" if left == 0 else "refund" if left < 0 else incoming
    return Netted(tuple(one.amount_id for one in open_amounts), named, abs(left))
