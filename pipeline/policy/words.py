"""A policy in words: one sentence a setting, for whoever has to stand by it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.catalogue.names import PAYMENT_STATES
from pipeline.languages import ENGLISH, N_, Words
from pipeline.policy.edit_kinds import EVERY_TARGET
from pipeline.policy.journal_words import join_all, tell_journal
from pipeline.policy.settings import Policy
from schemas.convention_words import in_words

_CASH_STEP = 5
"""Hundredths that amounts in cash are rounded to."""

_FREE = {
    "largest_refund": N_("A refund of one order needs no approval, however large."),
    "largest_change": N_("A change of one order's total, up or down, needs no approval, however large."),
    "largest_refund_of_run": N_("The refunds of one run together need no approval, however large."),
    "largest_change_of_run": N_(
        "The changes of one run, up and down added together, need no approval, however large."
    ),
}
_LIMITED = {
    "largest_refund": N_("A refund of one order needs an approval above {amounts}."),
    "largest_change": N_("A change of one order's total, up or down, needs an approval above {amounts}."),
    "largest_refund_of_run": N_("The refunds of one run together need an approval above {amounts}."),
    "largest_change_of_run": N_(
        "The changes of one run, up and down added together, need an approval above {amounts}."
    ),
}


def tell_policy(policy: Policy, words: Words = ENGLISH) -> list[str]:
    """Every setting as a sentence in that language, also those left at their default."""
    gap = words.amount(policy.tolerance_hundredths, 2)
    share = words.number(policy.uncertain_below_percent)
    return [
        _tell_edits(policy.allowed_edits, words),
        words.say("A gap of up to {gap} does not hold an order's edits of money.", gap=gap),
        _tell_closed(policy.closed_states, words),
        *(_tell_limit(name, getattr(policy, name), words) for name in _LIMITED),
        words.say("An approval counts only if it is not by whoever requested the edits.")
        if policy.approver_is_not_requester
        else words.say("Whoever requested the edits may approve them."),
        words.say("One rejected edit rejects the whole batch.")
        if policy.rejects_everything
        else words.say("A rejected edit rejects the edits of its order; the other orders go on."),
        words.say("A fixed discount of a whole order stays as it is.")
        if policy.order_discounts == "stay"
        else words.say("A fixed discount of a whole order follows the items in proportion."),
        _tell_cash(policy.cash_rounding, words),
        words.say("Messages to customers are signed {shop}.", shop=policy.shop_name)
        if policy.shop_name
        else words.say("Messages to customers are signed with no shop's name."),
        words.say(
            "A way of calculating that holds on less than {share} % of the orders is said to be uncertain.",
            share=share,
        ),
        words.say("Documents are in the name of {seller}.", seller=policy.seller["name"])
        if policy.seller
        else words.say("Documents name no seller."),
        tell_journal(policy.journal, words),
        *_tell_conventions(policy, words),
    ]


def _tell_edits(allowed: tuple[str, ...], words: Words) -> str:
    if set(EVERY_TARGET) <= set(allowed):
        return words.say("Every kind of edit is allowed.")
    if not allowed:
        return words.say("No edit is allowed: every order named waits for a person.")
    return words.say(
        "Allowed are edits of {kinds}; orders with any other edit wait for a person.",
        kinds=join_all(allowed, words),
    )


def _tell_closed(states: tuple[str, ...], words: Words) -> str:
    if not states:
        return words.say("No payment state closes an order.")
    named = join_all((words.text(PAYMENT_STATES[state]) for state in states), words)
    return words.say("Edits of money of {states} orders wait for a person.", states=named)


def _tell_limit(name: str, amounts: Mapping[str, str], words: Words) -> str:
    if not amounts:
        return words.text(_FREE[name])
    told = join_all((f"{words.figure(amount)} {code}" for code, amount in amounts.items()), words)
    return words.say(_LIMITED[name], amounts=told)


def _tell_cash(currencies: tuple[str, ...], words: Words) -> str:
    if not currencies:
        return words.say("Amounts due are not rounded.")
    step = words.amount(_CASH_STEP, 2)
    return words.say(
        "Amounts due in {currencies} are rounded to {step}.",
        currencies=join_all(currencies, words),
        step=step,
    )


def _tell_conventions(policy: Policy, words: Words) -> list[str]:
    if not policy.conventions:
        return [words.say("How a shop calculates is found out from its orders.")]
    return [
        words.say(
            "Orders of {platform} are calculated so: {convention}.",
            platform=platform,
            convention=in_words(convention, words.language),
        )
        for platform, convention in policy.conventions.items()
    ]
