"""What the words of an edits file mean: sheets, columns, actions, targets, fields.

Words of English, French, German and Italian may be mixed; `wording` says when
two count as the same. What is not known gives "" or None, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline.workbook import vocabulary as v
from pipeline.workbook.wording import fold, fold_words, keys_of, meanings, split_brackets

NEUTRAL_ROLES = {
    "order": v.ORDER,
    "find": v.FIND,
    "action": v.ACTION,
    "reason": v.REASON,
    "request": v.REQUEST,
    "result": v.IMPORT_RESULT,
    "comment": v.IMPORT_COMMENT,
    "surplus": v.SURPLUS,
}
REFS = {"item": v.ITEM, "discount": v.DISCOUNT, "tax": v.TAX}
FIELDS: dict[str, dict[str, str]] = {
    "item": v.ITEM_FIELDS,
    "customer": v.CUSTOMER_OWN_FIELDS,
    "discount": v.DISCOUNT_FIELDS,
    "order": v.ORDER_FIELDS,
    "tax": v.TAX_FIELDS,
}
_PARTS_WITHOUT_OWNER = tuple(part for part in v.ADDRESS_PARTS if part not in ("name", "phone"))


@dataclass(frozen=True)
class Header:
    """What a column holds.

    `role` is order, find, action, ref (the item, discount or tax named), item
    (the item a discount or tax belongs to), reason, request, result, comment,
    surplus (cells of a text file beyond its columns)
    or field; the long form has target, value and old besides. `field` is one
    of `FIELDS_OF_TARGET`. `is_old`: it holds the value the clerk saw.
    `is_assumed`: a part of an address that does not say which one.
    """

    role: str
    field: str = ""
    is_old: bool = False
    is_assumed: bool = False


def sheet_target(name: str) -> str:
    """What a sheet of that name edits, "" if the name is not known.

    >>> sheet_target("Positionen"), sheet_target("items (2)"), sheet_target("Umsatz")
    ('item', 'item', '')
    """
    outside, _ = split_brackets(name)
    return _meaning("sheet", outside)


def is_edits_sheet(name: str) -> bool:
    """True for a sheet of edits that does not say of what: its headers must."""
    return fold(split_brackets(name)[0]) in keys_of(v.EDITS_SHEETS)


def is_silent_sheet(name: str) -> bool:
    """True for sheets that only explain (Help, Lists): nothing is said of them."""
    return fold(name) in keys_of(v.SILENT_SHEETS)


def action_word(text: str) -> str:
    """add, change or remove; "" for any other word.

    >>> action_word("Hinzufügen"), action_word("SUPPRIMER"), action_word("+"), action_word("maybe")
    ('add', 'remove', 'add', '')
    """
    return v.ACTION_SIGNS.get(text.strip()) or _meaning("action", text)


def target_word(text: str) -> str:
    """item, customer, discount, order or tax; "" for any other word."""
    return _meaning("target", text)


def kind_word(text: str) -> str:
    """amount or percent, "" for any other word."""
    return "percent" if text.strip() == "%" else _meaning("kind", text)


def is_clear(text: str) -> bool:
    """True for `<clear>` and its translations.

    >>> is_clear("<Löschen>"), is_clear("clear")
    (True, False)
    """
    inside = re.fullmatch(r"<\s*([^<>]+?)\s*>", text.strip())
    return inside is not None and fold(inside[1]) in keys_of(v.CLEAR_WORDS)


def is_example(order: str) -> bool:
    """True for the order of a row that only shows how it is done: "Example", alone or with more behind it.

    >>> is_example("Exemple 1001"), is_example("Beispiel:"), is_example("EXAMPLE-7"), is_example("1001")
    (True, True, False, False)
    """
    word = re.match(r"\W*(\w+)(?:\s*:|\s|\Z)", order)
    return word is not None and fold(word[1]) in keys_of(v.EXAMPLE_WORDS)


def is_plain_name(text: str) -> bool:
    """True for a bare "name": beside a discount or tax it is the new name, alone the one meant."""
    return fold(text) in keys_of(v.NAME)


def read_header(text: str, target: str) -> Header | None:
    """What a column with that header holds in the sheet of that target.

    >>> read_header("prix (ancien)", "item")
    Header(role='field', field='price', is_old=True, is_assumed=False)
    >>> read_header("Adresse de livraison – NPA", "customer").field
    'ship_postal_code'
    """
    outside, inside = split_brackets(text)
    words = fold_words(f"{outside} {inside}")
    found = _look_up(words, target)
    if found is None and inside and not _names_an_address(inside, target):
        found = _look_up(fold_words(outside), target)
        if found is not None and found.role == "field" and _is_old(words):
            return replace(found, is_old=True)
    return found


def read_long_header(text: str) -> Header | None:
    """What a column holds in the long form: one row an edit, of any target."""
    outside, inside = split_brackets(text)
    role = _meaning("long form", f"{outside} {inside}") or _meaning("long form", outside)
    return Header(role) if role else None


def read_field(text: str, target: str) -> Header | None:
    """The field of a target by any of its names, None if there is no such field.

    >>> read_field("shipto city", "customer").field, read_field("weight", "item")
    ('ship_city', None)
    """
    found = read_header(text, target)
    return found if found is not None and found.role == "field" and not found.is_old else None


def _look_up(words: list[str], target: str) -> Header | None:
    """The header as it stands, else without its words for old, else also without those for new."""
    without_old = [word for word in words if word not in keys_of(v.OLD_WORDS)]
    bare = [word for word in without_old if word not in keys_of(v.NEW_WORDS)]
    for tried, is_old in ((words, False), (without_old, _is_old(words)), (bare, _is_old(words))):
        found = _find_role("".join(tried), target)
        if found is not None and (not is_old or found.role == "field"):
            return replace(found, is_old=is_old)
    return None


def _find_role(key: str, target: str) -> Header | None:
    found = _roles(target).get(key)
    if found is None and key and target == "customer":
        return _find_address_part(key)
    return found


def _find_address_part(key: str) -> Header | None:
    for owner, wordings in (("ship", v.SHIPPING_WORDS), ("bill", v.BILLING_WORDS)):
        for word in _longest_first(wordings):
            if word in key:
                rest = key.replace(word, "", 1)
                part = _address_part(rest) or _address_part(rest.removeprefix("s"))  # Rechnung-s-ort
                return Header("field", f"{owner}_{part}") if part else None
    part = _address_part(key)
    return Header("field", f"ship_{part}", is_assumed=True) if part in _PARTS_WITHOUT_OWNER else None


def _address_part(key: str) -> str:
    """The part of an address a folded wording names, with or without the word address."""
    parts = _meanings("part")
    around = [key]
    for word in _longest_first(v.ADDRESS_WORDS):
        around += [key.removeprefix(word), key.removesuffix(word)]
    return next((parts[rest] for rest in around if rest in parts), "")


def _names_an_address(words: str, target: str) -> bool:
    owners = keys_of(v.SHIPPING_WORDS) | keys_of(v.BILLING_WORDS)
    return target == "customer" and any(owner in fold(words) for owner in owners)


def _is_old(words: list[str]) -> bool:
    return any(word in keys_of(v.OLD_WORDS) for word in words)


def _longest_first(wordings: str) -> list[str]:
    return sorted(keys_of(wordings), key=lambda key: (-len(key), key))


@cache
def _roles(target: str) -> dict[str, Header]:
    """Folded wording -> what the column holds; in Items `tax` is a field, not what is named."""
    roles = {key: Header(role) for key, role in meanings(NEUTRAL_ROLES).items()}
    if target in REFS:
        roles |= {key: Header("ref") for key in keys_of(REFS[target])}
    if target in ("discount", "tax"):
        roles |= {key: Header("item") for key in keys_of(v.ITEM)}
        roles |= {key: Header("field", "name") for key in keys_of(v.NAME)}
    return roles | {key: Header("field", field) for key, field in meanings(FIELDS[target]).items()}


def _meaning(kind: str, text: str) -> str:
    return _meanings(kind).get(fold(text), "")


@cache
def _meanings(kind: str) -> dict[str, str]:
    vocabularies = {
        "sheet": v.SHEETS,
        "action": v.ACTIONS,
        "target": v.TARGETS,
        "kind": v.DISCOUNT_KINDS,
        "part": v.ADDRESS_PARTS,
        "long form": {**NEUTRAL_ROLES, "item": v.ITEM, **v.LONG_FORM},
    }
    return meanings(vocabularies[kind])
