"""What the words of one language look like: a phrase for every choice of every parameter."""

from __future__ import annotations

from collections.abc import Mapping

Phrases = Mapping[bool | str, str]
"""The phrase of each choice of one parameter; a number's is under "number" and holds `{number}`."""
Words = Mapping[str, Phrases]
"""The phrases of each parameter, by its name."""


def for_each_mode(sentence: str, modes: Mapping[str, str], **others: str) -> dict[bool | str, str]:
    """The sentence once for every rounding mode, and the other choices as they are given.

    >>> for_each_mode("tax {mode}", {"up": "always up"}, same="tax like the rest")
    {'same': 'tax like the rest', 'up': 'tax always up'}
    """
    by_mode = [(mode, sentence.format(mode=words)) for mode, words in modes.items()]
    return dict([*others.items(), *by_mode])
