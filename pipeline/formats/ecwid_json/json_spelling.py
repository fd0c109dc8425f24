"""How JSON literals are spelled: exact numbers as text, strings in the file's own style.

Numbers are `Number`, the text as it stands in the file; nothing here makes a float.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_LARGEST_EXPONENT = 40


class Number(str):
    """A JSON number as spelled; text that is a number by kind."""

    __slots__ = ()


@dataclass(frozen=True)
class Spelling:
    r"""How a file writes its strings: `é` or `\u00e9`, `/` or `\/`."""

    escapes_non_ascii: bool = False
    escapes_slashes: bool = False
    has_capital_digits: bool = False


PLAIN = Spelling()


def find_spelling(text: str) -> Spelling:
    r"""The style of the file: it escapes where it holds escapes and nothing unescaped.

    >>> find_spelling('{"name": "Caf\\u00e9"}').escapes_non_ascii
    True
    >>> find_spelling('{"name": "Café"}').escapes_non_ascii
    False
    """
    escapes = text.isascii() and re.search(r"\\u(?!00[0-7])[0-9a-fA-F]{4}", text) is not None
    slashes = "\\/" in text
    capitals = escapes and re.search(r"\\u[0-9a-fA-F]{0,3}[A-F]", text) is not None
    return Spelling(escapes, slashes, capitals)


def spell(value: object, spelling: Spelling = PLAIN) -> str:
    r"""The literal of a scalar value.

    >>> spell("Café 1/2", Spelling(escapes_non_ascii=True, escapes_slashes=True)), spell(Number("9.50"))
    ('"Caf\\u00e9 1\\/2"', '9.50')
    """
    if isinstance(value, Number):
        return str(value)
    literal = json.dumps(value, ensure_ascii=spelling.escapes_non_ascii)
    if spelling.has_capital_digits:
        literal = re.sub(r"(?<!\\)((?:\\\\)*\\u)([0-9a-f]{4})", lambda m: m[1] + m[2].upper(), literal)
    return literal.replace("/", "\\/") if spelling.escapes_slashes else literal


def same_value(old: object, new: object) -> bool:
    """The new value is the old one: a number as a number (10.00 and 10), text letter by letter.

    >>> same_value(Number("10.00"), Number("10")), same_value("10.00", Number("10"))
    (True, True)
    >>> same_value(Number("123"), "00123"), same_value(Number("1"), True)
    (False, False)
    """
    if isinstance(new, Number):
        number = exact_number(old)
        return number is not None and number == exact_number(new)
    if isinstance(old, Number):
        return str(old) == new
    return type(old) is type(new) and old == new


def exact_number(value: object) -> Decimal | None:
    """The exact value of a number or numeric text, None if it is none (or of absurd size).

    >>> exact_number(Number("1.5e2")), exact_number(True), exact_number("x")
    (Decimal('1.5E+2'), None, None)
    """
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", value):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if not number or abs(number.adjusted()) <= _LARGEST_EXPONENT else None


def plain_number(number: Decimal) -> Number:
    """The shortest plain spelling, as JavaScript writes amounts: no exponent, no needless zero.

    >>> plain_number(Decimal("10.00")), plain_number(Decimal("1.5E+2")), plain_number(Decimal("-0.50"))
    ('10', '150', '-0.5')
    """
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Number("0" if text in ("-0", "") else text)


def pad_number(number: Number, old: str) -> str:
    """The number with at least as many decimals as the old literal had.

    >>> pad_number(Number("9.5"), "12.50"), pad_number(Number("9.5"), "12")
    ('9.50', '9.5')
    """
    wanted = len(old.strip('"').partition(".")[2])
    whole, _, fraction = number.partition(".")
    return f"{whole}.{fraction.ljust(wanted, '0')}" if wanted else str(number)
