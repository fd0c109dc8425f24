"""The language the system is set to."""

from __future__ import annotations

import os

from pipeline.languages import ENGLISH, find_words
from pipeline.languages.words import Words


def words_of_system() -> Words:
    """The words of the system's own language (`LC_ALL`, `LC_MESSAGES`, `LANG`); English for any other."""
    settings = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    tag = next(filter(None, settings), "")
    try:
        return find_words(tag)
    except ValueError:
        return ENGLISH
