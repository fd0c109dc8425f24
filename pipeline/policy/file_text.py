"""A policy file with every setting, what it is about, and its default: made from the settings themselves."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pipeline.languages import ENGLISH, N_, Phrase, Words
from pipeline.policy.journal import Journal
from pipeline.policy.settings import Policy

_WIDTH = 100
_HEAD = N_(
    "The policy of order-corrections. Every setting stands here with its default: change what is to be "
    "otherwise and give the file with --policy. `order-corrections policy check` says it in words."
)
_TABLES = ("journal", "conventions")
"""The settings that are tables; they stand last."""


def write_policy(words: Words = ENGLISH) -> str:
    """The text of the file with comments in that language; read again, it is the default policy."""
    head = "\n".join(_comment(words.text(_HEAD)))
    return "\n".join([f"{head}\n", *_write_settings(Policy(), words)])


def _comment(text: str, mark: str = "# ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=mark, subsequent_indent=mark, break_on_hyphens=False)


def _write_settings(policy: Policy, words: Words) -> Iterator[str]:
    for setting in sorted(fields(policy), key=lambda setting: setting.name in _TABLES):
        comment = _comment(_tell_about(setting.metadata["about"], words))
        if setting.name in _TABLES:
            examples = _write_examples(words) if setting.name == "journal" else []
            yield "\n".join([*comment, f"[{setting.name}]", *examples, ""])
        else:
            spelled = f"{setting.name} = {_spell(getattr(policy, setting.name))}"
            yield "\n".join([*comment, spelled, ""])


def _write_examples(words: Words) -> Iterator[str]:
    """Every setting of the journal, commented out."""
    for setting in fields(Journal):
        yield from _comment(_tell_about(setting.metadata["about"], words), "## ")
        yield f"# {setting.name} = {setting.metadata['example']}"


def _tell_about(about: str, words: Words) -> str:
    return words.fact(about) if isinstance(about, Phrase) else words.text(about)


def _spell(value: Any) -> str:
    """The value as TOML; its texts, numbers and lists are spelled as in JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_spell(one)}" for name, one in value.items()) + "}"
    return json.dumps(list(value) if isinstance(value, tuple) else value)
