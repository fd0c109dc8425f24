"""Targets and packed values of the long form: `item:TASSE-01`, `tax:TVA@#2`, `name=Tasse; price=12.50`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.workbook.headers import target_word
from pipeline.workbook.suggestions import suggest_target

_PAIR = re.compile(r'\s*([^=;\n"]+?)\s*=\s*(?:"((?:[^"]|"")*)"|([^;\n"]*))\s*(?:[;\n]|\Z)')


@dataclass(frozen=True)
class Target:
    """What a row of the long form edits: one of `TARGETS`, which one, and of which item."""

    kind: str
    ref: str = ""
    item_ref: str = ""


def read_target(text: str) -> Target | None:
    """The target a text names, None if it names none.

    >>> read_target("Artikel:#2"), read_target("tva:TVA 8.1%@TASSE-01")
    (Target(kind='item', ref='#2', item_ref=''), Target(kind='tax', ref='TVA 8.1%', item_ref='TASSE-01'))
    >>> read_target("TASSE-01"), read_target("custmer")
    (Target(kind='item', ref='TASSE-01', item_ref=''), None)
    """
    word, _, rest = text.partition(":")
    kind = target_word(word)
    if not kind:
        return Target("item", text) if _looks_like_item(text) else None
    ref = rest.strip()
    if kind in ("discount", "tax"):
        owned = re.fullmatch(r"(.*[^\s@])@([^\s@].*)", ref, re.DOTALL)
        return Target(kind, owned[1], owned[2]) if owned else Target(kind, ref)
    return Target(kind, ref)


def read_pairs(text: str) -> list[tuple[str, str]] | None:
    """The `name=value` pairs of a text, None if it is not made of such pairs.

    Pairs stand apart by `;` or line breaks; a value in quotes may hold them.

    >>> read_pairs('name="Tasse; rot"; price=12,50')
    [('name', 'Tasse; rot'), ('price', '12,50')]
    >>> read_pairs("name=Tasse, price=12.50"), read_pairs("Tasse")
    (None, None)
    """
    pairs: list[tuple[str, str]] = []
    end = 0
    while end < len(text):
        pair = _PAIR.match(text, end)
        if pair is None or "=" in (pair[3] or ""):
            return None
        quoted = pair[2]
        pairs.append((pair[1], pair[3].strip() if quoted is None else quoted.replace('""', '"')))
        end = pair.end()
    return pairs or None


def _looks_like_item(text: str) -> bool:
    """A position (#2) or one word with a digit in it that is not nearly one of the targets."""
    is_one_word = re.fullmatch(r"\S*[0-9]\S*", text) is not None
    return is_one_word and not suggest_target(text.partition(":")[0])
