"""A policy file with every setting, what it is about, and its default: made from the settings themselves."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pipeline.policy.settings import Policy

_WIDTH = 100
_HEAD = """# The policy of order-corrections. Every setting stands here with its default: change what is to be
# otherwise and give the file with --policy. `order-corrections policy check` says it in words.
"""
_TABLE = "conventions"
"""The setting that is a table of tables; it stands last."""


def write_policy() -> str:
    """The text of the file; read again, it is the default policy."""
    return "\n".join([_HEAD, *_write_settings(Policy())])


def _write_settings(policy: Policy) -> Iterator[str]:
    for setting in sorted(fields(policy), key=lambda setting: setting.name == _TABLE):
        comment = textwrap.wrap(
            setting.metadata["about"],
            _WIDTH,
            initial_indent="# ",
            subsequent_indent="# ",
            break_on_hyphens=False,
        )
        spelled = f"{setting.name} = {_spell(getattr(policy, setting.name))}"
        yield "\n".join([*comment, f"[{_TABLE}]" if setting.name == _TABLE else spelled, ""])


def _spell(value: Any) -> str:
    """The value as TOML; its texts, numbers and lists are spelled as in JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_spell(one)}" for name, one in value.items()) + "}"
    return json.dumps(list(value) if isinstance(value, tuple) else value)
