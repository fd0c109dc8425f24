"""How an edit names an item, a discount or a tax, so that just this one is found; pure.

Each name is tried with the matcher that will read it: a SKU or a name where
it fits nothing else, else the position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.money import rate_text
from pipeline.plan.contents import OrderContents, Record
from pipeline.plan.draft import Draft
from pipeline.plan.match_things import find_discount, find_line, taxes_named

_ROW = {"row_key": -1, "file": "", "sheet": "", "row": 0, "ref": "", "ref_cell": "", "item_ref": ""}


def name_line(contents: OrderContents, line: Record) -> str:
    """The line's SKU, or its position (`#2`) where another line could be meant."""
    draft = Draft(dict(_ROW), {}, contents)
    sku = str(line["sku"])
    fits = sku != "" and sku == sku.strip() and _fits_one_line(contents, sku)
    is_it = fits and find_line(draft, sku) is line
    return sku if is_it else f"#{line['line_number']}"


def name_discount(contents: OrderContents, discount: Record) -> tuple[str, str]:
    """The discount's name or position (`#1`), and the item it belongs to ("" for the whole order)."""
    owners = {line["line_key"]: line for line in contents.lines}
    line = owners.get(discount["line_key"])
    item = name_line(contents, line) if line is not None else ""
    whole = [one for one in contents.discounts if line is None or one["line_key"] == line["line_key"]]
    position = next(place for place, one in enumerate(whole, 1) if one is discount)
    draft = Draft({**_ROW, "item_ref": item}, {}, contents)
    named = _first_that_fits([str(discount["name"])], lambda name: find_discount(draft, name) is discount)
    return named or f"#{position}", item


def name_tax(contents: OrderContents, tax: Record) -> str:
    """The tax's name, with its rate where the name alone is not enough; "" where nothing names just it."""
    kind = (tax["name"], tax["rate_ppb"])
    rate = f"{rate_text(tax['rate_ppb'])}%"
    names = (str(tax["name"]), f"{tax['name']} {rate}", rate)

    def is_it(name: str) -> bool:
        found = taxes_named(contents.taxes, name)
        return bool(found) and {(one["name"], one["rate_ppb"]) for one in found} == {kind}

    return _first_that_fits(names, is_it)


def _fits_one_line(contents: OrderContents, sku: str) -> bool:
    """Spares the matcher the search for near names: no other line bears the SKU."""
    return sum(sku in (line["sku"], line["line_id"]) for line in contents.lines) == 1


def _first_that_fits(names: Iterable[str], is_it: Callable[[str], bool]) -> str:
    """The first name that is one, has no blanks around it and is read as meant."""
    return next((name for name in names if name and name == name.strip() and is_it(name)), "")
