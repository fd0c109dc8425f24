"""The table `journal` of a policy file, strict about names and types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from pipeline.languages.phrase import N_, phrase
from pipeline.policy.journal import DEFAULT, Datev, Journal
from pipeline.policy.policy_error import PolicyError, refuse_unknown

_BY_CASE = ("receivable", "vat")
"""Settings that are one account, or a table of accounts."""
_TABLE, _TEXT = N_("a table"), N_("a text")


def journal_from(given: Any) -> Journal | None:
    """The journal a policy asks for; None where the table is missing or empty.

    >>> journal_from({"receivable": "1100", "refunds_payable": "2210", "sales": "3200", "shipping": "3400",
    ...     "vat": "2200", "rounding": "6960"}).account_for("vat", rate_ppb=81_000_000)
    '2200'
    """
    if not isinstance(given, Mapping):
        raise _must_be(_TABLE, "journal", given)
    if not given:
        return None
    settings: dict[str, Any] = {}
    for name, value in _known(given, Journal):
        read: Callable[[str, Any], Any] = _READERS.get(name, _read_text)
        settings[name] = read(name, value)
    return Journal(**settings)


def _known(given: Mapping[str, Any], kind: type, where: str = "journal") -> list[tuple[str, Any]]:
    refuse_unknown(given, [setting.name for setting in fields(kind)], where)
    return list(given.items())


def _must_be(kind: str, setting: str, value: Any) -> PolicyError:
    return PolicyError(
        phrase("{setting} must be {kind}, not {value}", setting=setting, kind=phrase(kind), value=repr(value))
    )


def _read_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _must_be(N_('a text such as "3200"'), f"journal.{name}", value)
    return value


def _read_forms(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(form, str) for form in value):
        raise _must_be(N_("a list of texts"), f"journal.{name}", value)
    return tuple(dict.fromkeys(value))


def _read_texts(name: str, value: Any) -> Mapping[str, str]:
    if name in _BY_CASE and isinstance(value, str):
        return {DEFAULT: value}
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        raise _must_be(N_("a table of texts"), f"journal.{name}", value)
    return dict(value)


def _read_flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _must_be(N_("true or false"), f"journal.{name}", value)
    return value


def _read_datev(name: str, value: Any) -> Datev:
    if not isinstance(value, Mapping):
        raise _must_be(_TABLE, f"journal.{name}", value)
    settings = dict(_known(value, Datev, f"journal.{name}"))
    for needed in ("consultant", "client"):
        if needed not in settings:
            raise PolicyError(phrase("{setting} is missing", setting=f"journal.{name}.{needed}"))
    for setting, one in settings.items():
        kind = str if setting == "fiscal_year_start" else int
        if type(one) is not kind:
            wanted = _TEXT if kind is str else N_("a whole number")
            raise _must_be(wanted, f"journal.{name}.{setting}", one)
    return Datev(**settings)


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "forms": _read_forms,
    "receivable": _read_texts,
    "vat": _read_texts,
    "beancount": _read_texts,
    "beancount_opens_accounts": _read_flag,
    "datev": _read_datev,
}
