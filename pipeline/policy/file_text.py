"""A policy file with every setting, what it is about, and its default: made from the settings themselves."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pipeline.policy.journal import Journal
from pipeline.policy.settings import Policy

_WIDTH = 100
_HEAD = """# The policy of order-corrections. Every setting stands here with its default: change what is to be
# otherwise and give the file with --policy. `order-corrections policy check` says it in words.
"""
_TABLES = ("journal", "conventions")
"""The settings that are tables; they stand last."""


def write_policy() -> str:
    """The text of the file; read again, it is the default policy."""
    return "\n".join([_HEAD, *_write_settings(Policy())])


def _write_settings(policy: Policy) -> Iterator[str]:
    for setting in fields(policy):
        comment = _comment(setting.metadata["about"])
        if setting.name in _TABLES:
            examples = _write_examples() if setting.name == "journal" else []
            yield "\n".join([*comment, f"[{setting.name}]", *examples, ""])
        else:
            spelled = f"{setting.name} = {_spell(getattr(policy, setting.name))}"
            yield "\n".join([*comment, spelled, ""])


def _write_examples() -> Iterator[str]:
    """Every setting of the journal, commented out."""
    for setting in fields(Journal):
        yield from _comment(setting.metadata["about"], "## ")
        yield f"# {setting.name} = {setting.metadata['example']}"


def _comment(about: str, mark: str = "# ") -> list[str]:
    return textwrap.wrap(about, _WIDTH, initial_indent=mark, subsequent_indent=mark, break_on_hyphens=False)


def _spell(value: Any) -> str:
    """The value as TOML; its texts, numbers and lists are spelled as in JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_spell(one)}" for name, one in value.items()) + "}"
    return json.dumps(list(value) if isinstance(value, tuple) else value)
