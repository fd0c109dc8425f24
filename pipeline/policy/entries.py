"""A policy read from the entries of a policy file: strict about names and types, with suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from pipeline.languages.phrase import N_, phrase, said_by
from pipeline.policy.journal_entries import journal_from
from pipeline.policy.policy_error import PolicyError, hint_at, refuse_unknown
from pipeline.policy.settings import Policy
from pipeline.presets import PRESETS
from schemas.convention import Convention

_KIND_WORDS = {
    int: N_("a whole number"),
    bool: N_("true or false"),
    str: N_("a text"),
    tuple: N_("a list of texts"),
    dict: N_("a table"),
}


def policy_from(entries: Mapping[str, Any]) -> Policy:
    """The policy of a TOML file's entries; unknown names are refused with a suggestion.

    >>> policy_from({"tolerance_hundredths": 10}).tolerance_hundredths
    10
    >>> policy_from({"conventions": {"shopify": "shopify-vat"}}).conventions["shopify"].tax_level
    'order'
    """
    known = {entry.name for entry in fields(Policy)}
    refuse_unknown(entries, known, "policy")
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entries.items()
    }
    journal = journal_from(given.pop("journal", {}))
    _refuse_wrong_types(given, Policy())
    conventions = {
        platform: _convention_from(platform, parameters)
        for platform, parameters in given.get("conventions", {}).items()
    }
    return Policy(**{**given, "journal": journal, "conventions": conventions})


def _convention_from(platform: str, entry: Any) -> Convention:
    where = f"conventions.{platform}"
    parameters = {"preset": entry} if isinstance(entry, str) else entry
    if not isinstance(parameters, dict):
        raise PolicyError(
            phrase(
                "{setting} must be a table or the name of a preset, not {value}",
                setting=where,
                value=repr(entry),
            )
        )
    start = _preset(parameters["preset"], where) if "preset" in parameters else Convention()
    own = {name: value for name, value in parameters.items() if name != "preset"}
    refuse_unknown(own, {entry.name for entry in fields(Convention)} | {"preset"}, where)
    _refuse_wrong_types(own, Convention(), f"{where}.")
    try:
        return replace(start, **own)
    except ValueError as error:
        raise PolicyError(phrase("{setting}: {error}", setting=where, error=said_by(error))) from error


def _preset(name: Any, where: str) -> Convention:
    if not isinstance(name, str):
        raise PolicyError(
            phrase("{setting} must be a text, not {value}", setting=f"{where}.preset", value=repr(name))
        )
    if name not in PRESETS:
        raise PolicyError(
            phrase(
                "{setting}: there is no preset {name}{hint}",
                setting=where,
                name=repr(name),
                hint=hint_at(name, PRESETS),
            )
        )
    return PRESETS[name]


def _refuse_wrong_types(given: Mapping[str, Any], standard: object, prefix: str = "") -> None:
    """Every value has the type of the default, and lists hold text alone."""
    for name, value in given.items():
        kind = type(getattr(standard, name))
        is_mixed = isinstance(value, tuple) and not all(isinstance(one, str) for one in value)
        if type(value) is not kind or is_mixed:
            shown = list(value) if isinstance(value, tuple) else value
            raise PolicyError(
                phrase(
                    "{setting} must be {kind}, not {value}",
                    setting=f"{prefix}{name}",
                    kind=phrase(_KIND_WORDS[kind]),
                    value=repr(shown),
                )
            )
