"""What is raised where a policy says something that cannot be, and how names it does not know are refused."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.languages.phrase import phrase
from pipeline.problems import near


class PolicyError(ValueError):
    """The policy says something that cannot be."""


def refuse_unknown(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise `PolicyError` for the first name that is no setting there, with near ones."""
    settings = list(known)
    for name in names:
        if name not in settings:
            hint = hint_at(name, settings)
            raise PolicyError(
                phrase("{where} has no setting {name}{hint}", where=where, name=repr(name), hint=hint)
            )


def hint_at(name: str, known: Iterable[str]) -> str:
    """The near names in brackets; "" where there are none."""
    hint = near(name, known)
    return phrase(" (did you mean {names}?)", names=hint) if hint else ""


def refuse_strangers(setting: str, given: Iterable[str], known: tuple[str, ...]) -> None:
    """Raise `PolicyError` for the first of a setting's words that is none of the known."""
    for one in given:
        if one not in known:
            hint = near(one, known)
            closest = (
                phrase("did you mean {names}?", names=hint)
                if hint
                else phrase("known are {names}", names=", ".join(known))
            )
            raise PolicyError(
                phrase("{setting} holds {value}: {hint}", setting=setting, value=repr(one), hint=closest)
            )


def refuse_no_currency(setting: str, code: str) -> None:
    """Raise `PolicyError` where a currency is not written as in ISO 4217."""
    if not (len(code) == len("CHF") and code.isascii() and code.isalpha() and code.isupper()):
        raise PolicyError(
            phrase(
                "{setting} holds {value}: a currency is written like CHF", setting=setting, value=repr(code)
            )
        )
