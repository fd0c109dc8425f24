"""Who sells: the block at the head of a document, as the policy's table `seller` gives it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.languages.phrase import phrase

TEXTS = ("name", "vat_number", "email", "phone", "website", "iban", "bank")
ADDRESS = "address"
NAMES = ("name", ADDRESS, *TEXTS[1:])
EXAMPLE = '{name = "Atelier AG", address = ["Gasse 1", "3011 Bern"], vat_number = "CHE-123.456.789 MWST"}'
_LONGEST = 200
_MOST_LINES = 6
_SWISS_VAT = re.compile(r"CHE-[0-9]{3}\.[0-9]{3}\.[0-9]{3}(?: (?:MWST|TVA|IVA))?")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_REST = 97


def find_fault(seller: Mapping[str, Any]) -> str:
    """What is wrong with the table, as the end of a sentence; "" if it is empty or can be printed.

    >>> find_fault({"name": "Atelier AG", "vat_number": "CHE-12.3"})
    "vat_number 'CHE-12.3': a Swiss number is written CHE-123.456.789 MWST"
    """
    if not seller:
        return ""
    if "name" not in seller:
        return phrase("{name} is missing: whoever is named has a name", name="name")
    for name, value in seller.items():
        fault = _fault_of_lines(value) if name == ADDRESS else _fault_of_text(name, value)
        if fault:
            return fault
    return ""


def _fault_of_lines(lines: Any) -> str:
    if not isinstance(lines, list | tuple) or not 1 <= len(lines) <= _MOST_LINES:
        return phrase(
            "{name}: write one to {most} lines, such as {example}",
            name=ADDRESS,
            most=_MOST_LINES,
            example='["Gasse 1", "3011 Bern"]',
        )
    return next(filter(None, (_fault_of_text(ADDRESS, line) for line in lines)), "")


def _fault_of_text(name: str, value: Any) -> str:
    facts = {"name": name, "value": repr(value)}
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST or not value.isprintable():
        return phrase("{name} {value}: write a line of text", **facts)
    if name == "vat_number" and value.startswith("CHE") and not _SWISS_VAT.fullmatch(value):
        return phrase("{name} {value}: a Swiss number is written CHE-123.456.789 MWST", **facts)
    if name == "iban" and not is_iban(value):
        return phrase("{name} {value}: its check digits are wrong", **facts)
    return ""


def is_iban(text: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 13616: modulo 97).

    >>> is_iban("CH93 0076 2011 6238 5295 7"), is_iban("CH93 0076 2011 6238 5295 8")
    (True, False)
    """
    bare = text.replace(" ", "")
    if not _IBAN.fullmatch(bare):
        return False
    digits = "".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])
    return int(digits) % _REST == 1
