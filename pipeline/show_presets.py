"""The ready conventions for people and programs: as sentences, as TOML for a policy file, as plain data."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from pipeline.presets import PRESETS
from schemas.convention import CHOICES, Convention
from schemas.convention_words import in_words


def show_presets(name: str, language: str, *, as_json: bool) -> str:
    """The preset of that name, or all of them if it is empty; ends in a line end."""
    if as_json:
        content = build_preset(name, language) if name else build_presets(language)
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return print_preset(name, language) if name else print_presets(language)


def print_presets(language: str) -> str:
    """Every preset's name and sentence, a line each."""
    width = max(len(name) for name in PRESETS)
    return "".join(
        f"{name:<{width}}  {as_sentence(convention, language)}\n" for name, convention in PRESETS.items()
    )


def print_preset(name: str, language: str) -> str:
    """The preset's sentence and all its parameters, as a table to paste into a policy file.

    The table is named after the system: a shop's own tables of orders have the
    platform their mapping file names, or `tables`.
    """
    table = f"[conventions.{name.partition('-')[0]}]  # the platform, as `check` names it"
    return f"# {as_sentence(PRESETS[name], language)}\n{table}\n{as_toml(PRESETS[name])}"


def build_preset(name: str, language: str) -> dict[str, Any]:
    """The preset as plain data: name, sentence and parameters."""
    convention = PRESETS[name]
    return {"name": name, "in_words": as_sentence(convention, language), "parameters": asdict(convention)}


def build_presets(language: str) -> list[dict[str, Any]]:
    """All presets as plain data."""
    return [build_preset(name, language) for name in PRESETS]


def as_sentence(convention: Convention, language: str = "en") -> str:
    """The convention in words, beginning with a capital.

    >>> as_sentence(Convention(tax_charges=False), "de").split("; ")[0]
    'Die MwSt. kommt zu den Preisen hinzu'
    """
    sentence = in_words(convention, language)
    return sentence[0].upper() + sentence[1:]


def as_toml(convention: Convention) -> str:
    """Every parameter as a line of TOML, with what a word may be beside it.

    >>> as_toml(Convention()).splitlines()[1]
    'tax_level = "line"  # line, unit, unit_split, order, order_sum, order_carry'
    """
    return "".join(f"{name} = {_value(name, value)}\n" for name, value in asdict(convention).items())


def _value(name: str, value: bool | int | str) -> str:  # noqa: FBT001
    if isinstance(value, str):
        return f'"{value}"  # {", ".join(CHOICES[name])}'
    return str(value).lower()
