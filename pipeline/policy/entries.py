"""A policy read from the entries of a policy file: strict about names and types, with suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from pipeline.policy.journal_entries import journal_from
from pipeline.policy.policy_error import PolicyError
from pipeline.policy.settings import Policy
from pipeline.presets import PRESETS
from pipeline.problems import near
from schemas.convention import Convention

_KIND_WORDS = {
    int: "a whole number",
    bool: "true or false",
    str: "a text",
    tuple: "a list of texts",
    dict: "a table",
}


def policy_from(entries: Mapping[str, Any]) -> Policy:
    """The policy of a TOML file's entries; unknown names are refused with a suggestion.

    >>> policy_from({"tolerance_hundredths": 10}).tolerance_hundredths
    10
    >>> policy_from({"conventions": {"shopify": "shopify-vat"}}).conventions["shopify"].tax_level
    'order'
    """
    known = {entry.name for entry in fields(Policy)}
    _refuse_unknown(entries, known, "policy")
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
        raise PolicyError(f"{where} must be a table or the name of a preset, not {entry!r}")
    start = _preset(parameters["preset"], where) if "preset" in parameters else Convention()
    own = {name: value for name, value in parameters.items() if name != "preset"}
    _refuse_unknown(own, {entry.name for entry in fields(Convention)} | {"preset"}, where)
    _refuse_wrong_types(own, Convention(), f"{where}.")
    try:
        return replace(start, **own)
    except ValueError as error:
        raise PolicyError(f"{where}: {error}") from error


def _preset(name: Any, where: str) -> Convention:
    if not isinstance(name, str):
        raise PolicyError(f"{where}.preset must be a text, not {name!r}")
    if name not in PRESETS:
        raise PolicyError(f"{where}: there is no preset {name!r}{_hint(name, PRESETS)}")
    return PRESETS[name]


def _refuse_wrong_types(given: Mapping[str, Any], standard: object, prefix: str = "") -> None:
    """Every value has the type of the default, and lists hold text alone."""
    for name, value in given.items():
        kind = type(getattr(standard, name))
        is_mixed = isinstance(value, tuple) and not all(isinstance(one, str) for one in value)
        if type(value) is not kind or is_mixed:
            shown = list(value) if isinstance(value, tuple) else value
            raise PolicyError(f"{prefix}{name} must be {_KIND_WORDS[kind]}, not {shown!r}")


def _refuse_unknown(entries: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in entries:
        if name not in known:
            raise PolicyError(f"{where} has no setting {name!r}{_hint(name, known)}")


def _hint(name: str, known: Iterable[str]) -> str:
    hint = near(name, known)
    return f" (did you mean {hint}?)" if hint else ""
