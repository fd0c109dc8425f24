"""Texts that are said later, or again in another language.

A `Phrase` is its English text and remembers what it was made from. It can be
written down as plain data and read again (`as_plain`, `from_plain`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_TEMPLATE = "say"


def N_(text: str) -> str:  # noqa: N802 - the name that extractors of messages know
    """The text itself, marked for the catalogues: it is said where it is shown."""
    return text


class Phrase(str):
    """An English text made from a template and facts; facts may be phrases themselves."""

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, str]


def phrase(template: str, /, **facts: object) -> Phrase:
    """The template with its facts filled in, which can be said again in another language.

    >>> said = phrase("rows {first} and {second}", first=3, second=7)
    >>> said, said.template
    ('rows 3 and 7', 'rows {first} and {second}')
    """
    texts = {name: fact if isinstance(fact, str) else str(fact) for name, fact in facts.items()}
    made = Phrase(template.format_map(texts))
    made.template, made.facts = template, texts
    return made


def listed(parts: Iterable[str], separator: str = ", ") -> str:
    """The parts one after the other, each of which can be said in another language.

    >>> listed([phrase("row {row}", row=3), "others"]).template
    '{part_0}, {part_1}'
    """
    texts = list(parts)
    if not any(isinstance(text, Phrase) for text in texts):
        return separator.join(texts)
    names = [f"part_{place}" for place in range(len(texts))]
    return phrase(separator.join(f"{{{name}}}" for name in names), **dict(zip(names, texts, strict=True)))


def said_by(error: Exception) -> str:
    """What an exception says; the phrase it was raised with, if it was.

    >>> said_by(ValueError(phrase("it is a folder"))).template
    'it is a folder'
    """
    first = error.args[0] if len(error.args) == 1 else ""
    return first if isinstance(first, Phrase) else str(error)


def as_plain(text: str) -> str | dict[str, Any]:
    """The text, or what the phrase was made from, as data for JSON.

    >>> as_plain(phrase("it is {what}", what="a folder"))
    {'say': 'it is {what}', 'what': 'a folder'}
    """
    if not isinstance(text, Phrase):
        return text
    return {_TEMPLATE: text.template, **{name: as_plain(fact) for name, fact in text.facts.items()}}


def from_plain(plain: str | dict[str, Any]) -> str:
    """The text or phrase that `as_plain` wrote down."""
    if isinstance(plain, str):
        return plain
    facts = {name: from_plain(fact) for name, fact in plain.items() if name != _TEMPLATE}
    return phrase(plain[_TEMPLATE], **facts)
