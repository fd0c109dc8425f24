"""The table `journal` of a policy file, strict about names and types; and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.policy.journal import DEFAULT, Datev, Journal
from pipeline.policy.policy_error import PolicyError
from pipeline.problems import near

_BY_CASE = ("receivable", "vat")
"""Settings that are one account, or a table of accounts."""
_WHAT = {
    "refunds_payable": N_("what is owed to customers to {account}"),
    "sales": N_("sales to {account}"),
    "discounts": N_("discounts to {account}"),
    "shipping": N_("shipping to {account}"),
    "fees": N_("other fees to {account}"),
    "rounding": N_("rounding to {account}"),
}


def journal_from(given: Any) -> Journal | None:
    """The journal a policy asks for; None where the table is missing or empty.

    >>> journal_from({"receivable": "1100", "refunds_payable": "2210", "sales": "3200", "shipping": "3400",
    ...     "vat": "2200", "rounding": "6960"}).account_for("vat", rate_ppb=81_000_000)
    '2200'
    """
    if not isinstance(given, Mapping):
        raise PolicyError(f"journal must be a table, not {given!r}")
    if not given:
        return None
    settings: dict[str, Any] = {}
    for name, value in _known(given, Journal):
        read: Callable[[str, Any], Any] = _READERS.get(name, _read_text)
        settings[name] = read(name, value)
    return Journal(**settings)


def _known(given: Mapping[str, Any], kind: type, where: str = "journal") -> list[tuple[str, Any]]:
    names = [setting.name for setting in fields(kind)]
    for name in given:
        if name not in names:
            hint = near(name, names)
            closest = f" (did you mean {hint}?)" if hint else ""
            raise PolicyError(f"{where} has no setting {name!r}{closest}")
    return list(given.items())


def _read_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise PolicyError(f'journal.{name} must be a text such as "3200", not {value!r}')
    return value


def _read_forms(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(form, str) for form in value):
        raise PolicyError(f"journal.{name} must be a list of texts, not {value!r}")
    return tuple(dict.fromkeys(value))


def _read_texts(name: str, value: Any) -> Mapping[str, str]:
    if name in _BY_CASE and isinstance(value, str):
        return {DEFAULT: value}
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        raise PolicyError(f"journal.{name} must be a table of texts, not {value!r}")
    return dict(value)


def _read_flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(f"journal.{name} must be true or false, not {value!r}")
    return value


def _read_datev(name: str, value: Any) -> Datev:
    if not isinstance(value, Mapping):
        raise PolicyError(f"journal.{name} must be a table, not {value!r}")
    settings = dict(_known(value, Datev, f"journal.{name}"))
    for needed in ("consultant", "client"):
        if needed not in settings:
            raise PolicyError(f"journal.{name}.{needed} is missing")
    for setting, one in settings.items():
        kind = str if setting == "fiscal_year_start" else int
        if type(one) is not kind:
            words = "a text" if kind is str else "a whole number"
            raise PolicyError(f"journal.{name}.{setting} must be {words}, not {one!r}")
    return Datev(**settings)


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "forms": _read_forms,
    "receivable": _read_texts,
    "vat": _read_texts,
    "beancount": _read_texts,
    "beancount_opens_accounts": _read_flag,
    "datev": _read_datev,
}


def tell_journal(journal: Journal | None, words: Words) -> str:
    """The journal in one sentence."""
    if journal is None:
        return words.say("No journal is written.")
    single = [
        words.say(what, account=journal.account_for(key))
        for key, what in _WHAT.items()
        if journal.account_for(key)
    ]
    accounts = [
        words.say("what customers owe to {account}", account=_spell(journal.receivable, words)),
        *single,
        words.say("tax to {account}", account=_spell(journal.vat, words))
        if journal.vat
        else words.say("no account for tax"),
    ]
    forms, told = ", ".join(journal.forms), ", ".join(accounts)
    sentence = words.say("A journal is written as {forms}: {accounts}.", forms=forms, accounts=told)
    books = words.say("The books are kept in {currency}.", currency=journal.currency)
    return f"{sentence} {books}" if journal.currency else sentence


def _spell(accounts: Mapping[str, str], words: Words) -> str:
    """The accounts with what each is for.

    >>> from pipeline.languages import ENGLISH
    >>> _spell({"default": "1100"}, ENGLISH), _spell({"8.1": "2200", "default": "2209"}, ENGLISH)
    ('1100', '2200 (8.1) and 2209 (all others)')
    """
    if list(accounts) == [DEFAULT]:
        return accounts[DEFAULT]
    others = words.say("all others")
    told = [f"{number} ({others if name == DEFAULT else name})" for name, number in accounts.items()]
    *first, last = told
    return words.say("{first} and {last}", first=", ".join(first), last=last) if first else last
