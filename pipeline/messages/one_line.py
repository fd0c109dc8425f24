"""Text of customers and orders as it may stand in a message: on one line, with nothing that hides in it.

No line end of a name can begin a line of its own, be it in a header or in the
text, and nothing can turn the direction of writing.
"""

from __future__ import annotations

import re
import unicodedata

_BREAKING = {"Cc", "Cs", "Zl", "Zp"}
_UNSEEN = {"Cf"}
_JOINERS = "\u200c\u200d"
"""Letters of some scripts are joined or kept apart by these."""


def one_line(text: str) -> str:
    r"""The text with line ends, control characters and runs of spaces as one space, unseen ones left out.

    >>> one_line("Anna\r\nBcc: all@example.ch"), one_line("  山田  太郎 ")
    ('Anna Bcc: all@example.ch', '山田 太郎')
    """
    seen = text if text.isprintable() else "".join(map(_show, text))
    return re.sub(" {2,}", " ", seen).strip()


def _show(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BREAKING:
        return " "
    return "" if category in _UNSEEN and character not in _JOINERS else character
