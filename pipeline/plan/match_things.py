"""Which item, discount or tax of an order an edit row means."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.languages.phrase import phrase
from pipeline.money import rate_text
from pipeline.plan.contents import OrderContents, Record
from pipeline.plan.draft import Draft
from pipeline.plan.values import CHARGE_WORDS, EVERYTHING_WORDS, read_rate
from pipeline.problems import ask_for, near


def find_line(draft: Draft, reference: str) -> Record | None:
    """The line named by SKU, position (`#2`), line id or whole name.

    None with `unknown-item` or `item-ambiguous` reported otherwise.
    """
    lines = draft.contents.lines
    if re.fullmatch(r"#[0-9]+", reference):
        found = [line for line in lines if line["line_number"] == int(reference[1:])]
    else:
        found = _first_found(lines, _line_tests(reference))
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"#{line['line_number']} {line['name']}" for line in found)
        draft.report("item-ambiguous", found=reference, expected=listed, cell=draft.row["ref_cell"])
        return None
    names = near(reference, [line["sku"] or line["name"] for line in lines])
    hint = ask_for(names) or phrase("The order has: {items}.", items=_list_lines(draft.contents))
    draft.report("unknown-item", found=reference, hint=hint, cell=draft.row["ref_cell"])
    return None


def find_owner(draft: Draft) -> tuple[Record | None, bool]:
    """The item a discount or tax belongs to (None: the whole order), and whether it was found."""
    if draft.row["item_ref"] == "":
        return None, True
    line = find_line(draft, draft.row["item_ref"])
    return line, line is not None


def is_for_everything(draft: Draft) -> bool:
    """Whether the row names no item but all of them and the shipping (`everything`, `alles`)."""
    word = draft.row["item_ref"].casefold()
    return word in EVERYTHING_WORDS and not _first_found(draft.contents.lines, _line_tests(word))


def find_charge(draft: Draft) -> Record | None:
    """The fee meant, where the row names one instead of an item (`shipping`, `Versand`)."""
    word = draft.row["item_ref"].casefold()
    kind = next((kind for kind, words in CHARGE_WORDS.items() if word in words), None)
    if kind is None or _first_found(draft.contents.lines, _line_tests(word)):
        return None
    found = [charge for charge in draft.contents.charges if charge["kind"] == kind]
    return found[0] if len(found) == 1 else None


def _line_tests(reference: str) -> list[Callable[[Record], bool]]:
    folded, digits = reference.casefold(), reference.lstrip("0")
    return [
        lambda line: reference in (line["sku"], line["line_id"]),
        lambda line: line["sku"].casefold() == folded,
        lambda line: digits.isdigit() and line["sku"].lstrip("0") == digits,
        lambda line: line["name"].casefold() == folded,
    ]


def _first_found(records: list[Record], tests: list[Callable[[Record], bool]]) -> list[Record]:
    """What the first test that fits anything fits."""
    for fits in tests:
        found = [record for record in records if fits(record)]
        if found:
            return found
    return []


def _list_lines(contents: OrderContents) -> str:
    return ", ".join(contents.line_word(line) for line in contents.lines[:10])


def find_discount(draft: Draft, reference: str) -> Record | None:
    """The discount named by its name, its position (`#1`), or the only one there is.

    Looked for among those of what the row names: an item, a fee, everything,
    or (nothing named) the order with all it holds.
    """
    is_meant = _whose_discount(draft)
    if is_meant is None:
        return None
    known = [discount for discount in draft.contents.discounts if is_meant(discount)]
    if reference == "":
        found = known
    elif re.fullmatch(r"#[0-9]+", reference):
        found = [discount for place, discount in enumerate(known, 1) if place == int(reference[1:])]
    else:
        folded = reference.casefold()
        found = [discount for discount in known if discount["name"].casefold() == folded]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"#{n} {_discount_word(d)}" for n, d in enumerate(known, 1)) or phrase("no discount")
    code = "discount-ambiguous" if found else "unknown-discount"
    named = reference or (phrase("an empty name") if found else phrase("at all"))
    draft.report(code, found=named, expected=listed, cell=draft.row["ref_cell"])
    return None


def _whose_discount(draft: Draft) -> Callable[[Record], bool] | None:
    """Which discounts are of what the row names; None with the problem reported."""
    charge = find_charge(draft)
    if charge is not None:
        is_shipping = charge["kind"] == "shipping"
        return lambda discount: (
            discount["charge_key"] == charge["charge_key"]
            or (is_shipping and discount["reach"] == "shipping")
        )
    if is_for_everything(draft):
        return lambda discount: discount["reach"] == "items_and_shipping" and discount["charge_key"] < 0
    line, is_found = find_owner(draft)
    if not is_found:
        return None
    return lambda discount: line is None or discount["line_key"] == line["line_key"]


def _discount_word(discount: Record) -> str:
    return str(discount["name"] or discount["source"])


def find_taxes(draft: Draft, reference: str, owner: str, key: int | None) -> list[Record]:
    """The tax rows of that name (or rate): of the whole order, or those whose column `owner` holds the key.

    Empty with `unknown-tax` or `tax-ambiguous` reported if there is none or
    if the name fits taxes of different names or rates.
    """
    known = [tax for tax in draft.contents.taxes if key is None or tax[owner] == key]
    found = taxes_named(known, reference)
    kinds = sorted({(tax["name"], tax["rate_ppb"]) for tax in found})
    if len(kinds) == 1:
        return found
    draft.report(
        "tax-ambiguous" if kinds else "unknown-tax",
        found=reference or (phrase("an empty name") if kinds else phrase("at all")),
        expected=list_taxes(known),
        cell=draft.row["ref_cell"],
    )
    return []


def taxes_named(taxes: list[Record], reference: str) -> list[Record]:
    """The tax rows of that name, else of that name and rate, else of that rate; all if ""."""
    if reference == "":
        return taxes
    folded = reference.casefold()
    whole = folded.replace(" %", "%").replace(",", ".")
    named = _first_found(
        taxes,
        [
            lambda tax: tax["name"].casefold() == folded,
            lambda tax: f"{tax['name']} {rate_text(tax['rate_ppb'])}%".casefold().replace(",", ".") == whole,
        ],
    )
    if named:
        return named
    rate = read_rate(reference, is_number=False)
    return [tax for tax in taxes if rate.is_ok and tax["rate_ppb"] == rate.number]


def list_taxes(taxes: list[Record]) -> str:
    """The names and rates of those taxes, for a message."""
    return ", ".join(dict.fromkeys(tax_word(tax) for tax in taxes)) or phrase("no tax")


def tax_word(tax: Record) -> str:
    """A tax in words: its name, and its rate unless the name tells it."""
    rate = rate_text(tax["rate_ppb"]) + "%"
    told = tax["name"].replace(" ", "").replace(",", ".")
    return str(tax["name"]) if rate in told else f"{tax['name']} {rate}".strip()
