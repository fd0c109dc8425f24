"""What of a run's policy differs from the usual settings, in sentences of the report's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pipeline.catalogue.names import PAYMENT_STATES
from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.money import to_text
from pipeline.policy import Policy
from pipeline.reports.wording import TARGETS
from schemas.convention import Convention
from schemas.convention_words import in_words

_HUNDREDTHS = 2
_LIMITS = {
    "largest_refund": N_("A refund of one order needs an approval above {amounts}."),
    "largest_change": N_("A change of one order's total needs an approval above {amounts}."),
    "largest_refund_of_run": N_("The refunds of a run together need an approval above {amounts}."),
    "largest_change_of_run": N_("The changes of a run together need an approval above {amounts}."),
}
_SWITCHES = {
    "approver_is_not_requester": N_("An approval counts only if it is not by who requested the edits."),
    "rejects_everything": N_("One rejected edit rejects the whole batch of edits."),
    "order_discounts": N_("Fixed discounts of a whole order follow the items in proportion."),
}


def tell_unusual(policy: Mapping[str, object], words: Words) -> list[str]:
    """A sentence for each setting that is not the default; one that says so where none is.

    >>> from pipeline.languages import ENGLISH
    >>> tell_unusual({"rejects_everything": True, "tolerance_hundredths": 5}, ENGLISH)
    ['One rejected edit rejects the whole batch of edits.']
    """
    usual = Policy().as_plain()
    told = [
        sentence
        for name, value in policy.items()
        if name not in usual or value != usual[name]
        for sentence in _tell(name, value, words)
    ]
    return told or [words.say("Every setting is the usual one.")]


def _tell(name: str, value: Any, words: Words) -> list[str]:
    if name in _LIMITS:
        amounts = ", ".join(f"{amount} {code}" for code, amount in value.items())
        return [words.say(_LIMITS[name], amounts=amounts)]
    if name in _SWITCHES:
        return [words.text(_SWITCHES[name])]
    if name == "conventions":
        return [_tell_convention(platform, parameters, words) for platform, parameters in value.items()]
    if name in _OTHERS:
        return [_OTHERS[name](value, words)]
    return [f"{name}: {_spell(value, words)}"]


def _tell_convention(platform: str, parameters: Mapping[str, Any], words: Words) -> str:
    convention = in_words(Convention(**parameters), words.language)
    return words.say(
        "The policy fixes how orders of {platform} are calculated: {convention}.",
        platform=platform,
        convention=convention,
    )


def _tell_tolerance(value: Any, words: Words) -> str:
    amount = to_text(value, _HUNDREDTHS)
    return words.say("A gap of up to {amount} holds no order's edits of money.", amount=amount)


def _tell_allowed(value: Any, words: Words) -> str:
    kinds = ", ".join(words.text(TARGETS[kind]) if kind in TARGETS else kind for kind in value)
    return words.say("Without approval only these edits are allowed: {kinds}.", kinds=kinds or "–")


def _tell_closed(value: Any, words: Words) -> str:
    states = ", ".join(words.text(PAYMENT_STATES.get(state, state)) for state in value)
    return words.say("Edits of money wait where the payment state is: {states}.", states=states)


def _tell_cash(value: Any, words: Words) -> str:
    currencies = ", ".join(value)
    return words.say("Amounts due in {currencies} are rounded to 0.05 for cash.", currencies=currencies)


def _tell_uncertain(value: Any, words: Words) -> str:
    return words.say(
        "A way of calculating that holds on less than {percent} % of the orders counts as uncertain.",
        percent=value,
    )


def _tell_shop(value: Any, words: Words) -> str:
    return words.say("Messages to customers are signed {shop}.", shop=value)


def _tell_seller(value: Any, words: Words) -> str:
    return words.say("Documents are in the name of {seller}.", seller=value["name"])


def _tell_journal(value: Any, words: Words) -> str:
    return words.say(
        "A journal is written as {forms}; its accounts stand in the policy file.",
        forms=", ".join(value["forms"]),
    )


_OTHERS: dict[str, Callable[[Any, Words], str]] = {
    "tolerance_hundredths": _tell_tolerance,
    "allowed_edits": _tell_allowed,
    "closed_states": _tell_closed,
    "cash_rounding": _tell_cash,
    "uncertain_below_percent": _tell_uncertain,
    "shop_name": _tell_shop,
    "seller": _tell_seller,
    "journal": _tell_journal,
}


def _spell(value: object, words: Words) -> str:
    if isinstance(value, bool):
        return words.say("yes") if value else words.say("no")
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
