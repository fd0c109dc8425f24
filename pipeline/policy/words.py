"""A policy in words: one sentence a setting, for whoever has to stand by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.money import to_text
from pipeline.policy.edit_kinds import EVERY_TARGET
from pipeline.policy.journal_entries import tell_journal
from pipeline.policy.settings import Policy

_LIMITED = {
    "largest_refund": "A refund of one order needs",
    "largest_change": "A change of one order's total, up or down, needs",
    "largest_refund_of_run": "The refunds of one run together need",
    "largest_change_of_run": "The changes of one run, up and down added together, need",
}


def tell_policy(policy: Policy) -> list[str]:
    """Every setting as a sentence, also those left at their default."""
    return [
        _tell_edits(policy.allowed_edits),
        f"A gap of up to {to_text(policy.tolerance_hundredths, 2)} does not hold an order's edits of money.",
        _tell_closed(policy.closed_states),
        *(f"{words}{_tell_limit(getattr(policy, name))}" for name, words in _LIMITED.items()),
        "An approval counts only if it is not by whoever requested the edits."
        if policy.approver_is_not_requester
        else "Whoever requested the edits may approve them.",
        "One rejected edit rejects the whole batch."
        if policy.rejects_everything
        else "A rejected edit rejects the edits of its order; the other orders go on.",
        "A fixed discount of a whole order "
        + ("stays as it is." if policy.order_discounts == "stay" else "follows the items in proportion."),
        _tell_cash(policy.cash_rounding),
        "A way of calculating that holds on less than "
        f"{policy.uncertain_below_percent} % of the orders is said to be uncertain.",
        tell_journal(policy.journal),
        *_tell_conventions(policy),
    ]


def _tell_edits(allowed: tuple[str, ...]) -> str:
    if set(EVERY_TARGET) <= set(allowed):
        return "Every kind of edit is allowed."
    if not allowed:
        return "No edit is allowed: every order named waits for a person."
    return f"Allowed are edits of {_join(allowed)}; orders with any other edit wait for a person."


def _tell_closed(states: tuple[str, ...]) -> str:
    if not states:
        return "No payment state closes an order."
    return f"Edits of money of {_join(state.replace('_', ' ') for state in states)} orders wait for a person."


def _tell_limit(amounts: Mapping[str, str]) -> str:
    if not amounts:
        return " no approval, however large."
    return f" an approval above {_join(f'{amount} {code}' for code, amount in amounts.items())}."


def _tell_cash(currencies: tuple[str, ...]) -> str:
    if not currencies:
        return "Amounts due are not rounded."
    return f"Amounts due in {_join(currencies)} are rounded to 0.05."


def _tell_conventions(policy: Policy) -> list[str]:
    if not policy.conventions:
        return ["How a shop calculates is found out from its orders."]
    return [
        f"Orders of {platform} are calculated so: {convention.in_words}."
        for platform, convention in policy.conventions.items()
    ]


def _join(words: Iterable[str]) -> str:
    """The words in a row, "and" before the last.

    >>> _join(["a", "b", "c"]), _join(["a"])
    ('a, b and c', 'a')
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
