"""What changed of each order, thing by thing: the lines of a credit note or a supplementary invoice.

A line has the amount that its thing moved the order by. What no single thing
explains (rounding over the order) is a line of its own, so that an order's
lines and its tax on top always add up to its difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from pipeline.money import PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT, divide_one
from schemas import columns
from schemas.document import DOCUMENT_LINES, PARTS
from schemas.orders import Tables
from schemas.totals import Totals

_Row = dict[str, Any]
_Pair = tuple[_Row | None, _Row | None]
_PARTS_OF_MINOR = PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT
_FIGURES = ["part", "key", "quantity_milli", "unit_price_sub", "unit_price_part", "amount_minor"]
_ALIKE = (
    ("part", "kind", "sku", "name", "rates", "quantity_milli", "unit_price_sub", "amount_minor"),
    ("part", "kind", "sku", "name", "rates"),
)
"""By what a thing is known again that was read anew under another key; the closest first."""
_NOTHING = {
    **dict.fromkeys(("kind", "sku", "name", "rates"), ""),
    **dict.fromkeys(("quantity_milli", "quantity_before_milli", "quantity_after_milli"), 0),
    **dict.fromkeys(("unit_price_sub", "unit_price_before_sub", "unit_price_after_sub"), 0),
}


def list_changed_lines(
    before: Tables, totals_before: Totals, after: Tables, totals_after: Totals, owed: pd.DataFrame
) -> pd.DataFrame:
    """The lines of every order that changed: `schemas.document.DOCUMENT_LINES`.

    `after` has its stored amounts moved on; `owed` has difference_minor and
    tax_on_top_difference_minor by order_key. A thing that costs what it did
    has no line, whatever it is called now.
    """
    sides = [_list_things(before, totals_before), _list_things(after, totals_after)]
    together = pd.concat([side.assign(side=number) for number, side in enumerate(sides)], ignore_index=True)
    moved = together.loc[~together.duplicated(_FIGURES, keep=False)]
    of_order = columns.records_by_order(moved)
    lines: list[_Row] = []
    for order in columns.records(owed.loc[owed["order_key"].isin(before.orders["order_key"])]):
        found = [line for pair in _pair_up(of_order[order["order_key"]]) for line in _tell_pair(pair)]
        found = sorted(found, key=lambda line: PARTS.index(line["part"])) + _tell_rest(order, found)
        lines += [{**line, "order_key": order["order_key"], "position": n} for n, line in enumerate(found, 1)]
    if not lines:
        return columns.empty(DOCUMENT_LINES)
    return columns.frame(
        DOCUMENT_LINES, {name: [line[name] for line in lines] for name in DOCUMENT_LINES.columns}
    )


def _list_things(tables: Tables, totals: Totals) -> pd.DataFrame:
    """Lines, discounts and charges alike; a discount's amount is below zero."""
    line_rates, charge_rates = _find_rates(tables)
    lines = tables.lines.assign(
        part="item",
        kind="",
        key=tables.lines["line_key"],
        amount_minor=totals.lines["amount_minor"].to_numpy(),
        rates=_texts(line_rates.get(key, "") for key in tables.lines["line_key"].tolist()),
    ).sort_values(["order_key", "line_number"], kind="stable")
    whole = tables.discounts.loc[tables.discounts["parent_key"] < 0]
    discounts = whole.assign(
        part="discount", kind="", key=whole["discount_key"], amount_minor=-whole["amount_minor"], rates=""
    )
    charges = tables.charges.assign(
        part="charge",
        key=tables.charges["charge_key"],
        rates=_texts(charge_rates.get(key, "") for key in tables.charges["charge_key"].tolist()),
    )
    names = ["order_key", "kind", "sku", "name", "rates", *_FIGURES]
    bare = dict.fromkeys(("quantity_milli", "unit_price_sub", "unit_price_part"), 0)
    parts = [lines, discounts.assign(sku="", **bare), charges.assign(sku="", **bare)]
    return pd.concat([part[names] for part in parts], ignore_index=True)


def _texts(texts: Iterable[str]) -> Any:
    return pd.array(list(texts), dtype="str")


def _find_rates(tables: Tables) -> tuple[dict[int, str], dict[int, str]]:
    """The rates each line and each charge is taxed with, as text, by key."""
    taxes = tables.taxes.loc[~tables.taxes["is_home"] & (tables.taxes["rate_ppb"] != 0)]
    wide = {
        scope: taxes.loc[taxes["scope"].isin(scopes), ["order_key", "rate_ppb"]]
        for scope, scopes in {"line": ["order"], "charge": ["order", "charges"]}.items()
    }
    found: list[dict[int, str]] = []
    things = {
        "line": tables.lines.loc[tables.lines["is_taxable"]],
        "charge": tables.charges.loc[tables.charges["is_taxed"]],
    }
    for scope, rows in things.items():
        key = f"{scope}_key"
        own = taxes.loc[taxes["scope"] == scope, [key, "rate_ppb"]]
        shared = rows[["order_key", key]].merge(wide[scope], on="order_key", validate="many_to_many")
        every = pd.concat([own, shared[[key, "rate_ppb"]]]).drop_duplicates()
        rates: dict[int, list[str]] = defaultdict(list)
        for thing, rate in every.itertuples(index=False, name=None):
            rates[thing].append(str(rate))
        found.append({thing: " ".join(texts) for thing, texts in rates.items()})
    return found[0], found[1]


def _pair_up(things: list[_Row]) -> Iterator[_Pair]:
    """Each thing before with itself after, in the orders' order; None where it was not or is no more."""
    old = {(one["part"], one["key"]): one for one in things if one["side"] == 0}
    new = {(one["part"], one["key"]): one for one in things if one["side"] == 1}
    again = _know_again([one for key, one in old.items() if key not in new], new.keys() - old.keys(), new)
    for name, thing in old.items():
        yield thing, new.pop(again.get(name, name), None)
    yield from ((None, thing) for thing in new.values())


def _know_again(gone: list[_Row], fresh: set[Any], new: dict[Any, _Row]) -> dict[Any, Any]:
    """For things that left, the one that came in their place and is like them (an order read anew)."""
    found: dict[Any, Any] = {}
    for features in _ALIKE:
        waiting: dict[Any, list[Any]] = defaultdict(list)
        for name in [name for name in new if name in fresh]:
            waiting[tuple(new[name][one] for one in features)].append(name)
        for thing in gone:
            name, alike = (thing["part"], thing["key"]), tuple(thing[one] for one in features)
            if name not in found and waiting[alike]:
                found[name] = waiting[alike].pop(0)
                fresh = fresh - {found[name]}
    return found


def _tell_pair(pair: _Pair) -> list[_Row]:
    """The lines of one thing: none where it costs what it did, two where quantity and price changed."""
    old, new = pair
    if old is not None and new is not None:
        return _tell_item(old, new) if old["part"] == "item" else _tell_moved(old, new)
    thing = new if new is not None else old
    if thing is None or not thing["amount_minor"]:
        return []
    sign, when = (1, "after") if new is not None else (-1, "before")
    quantity, price = thing["quantity_milli"], thing["unit_price_sub"]
    line = {
        **_named(thing),
        "change": "added" if new is not None else "removed",
        f"quantity_{when}_milli": quantity,
        f"unit_price_{when}_sub": price,
        "amount_minor": sign * thing["amount_minor"],
    }
    shown = price if _is_product(thing) else 0
    return [{**line, "quantity_milli": sign * quantity, "unit_price_sub": shown}]


def _named(thing: _Row) -> _Row:
    return {**_NOTHING, **{name: thing[name] for name in ("part", "kind", "sku", "name", "rates")}}


def _is_product(thing: _Row) -> bool:
    """Whether quantity × price is the amount but for its rounding: elsewhere a price explains nothing."""
    product = thing["quantity_milli"] * thing["unit_price_sub"]
    return bool(abs(product - thing["amount_minor"] * _PARTS_OF_MINOR) < _PARTS_OF_MINOR)


def _tell_moved(old: _Row, new: _Row) -> list[_Row]:
    amount = new["amount_minor"] - old["amount_minor"]
    return [{**_named(new), "change": "changed", "amount_minor": amount}] if amount else []


def _tell_item(old: _Row, new: _Row) -> list[_Row]:
    """An item that changed: its quantity at the old price, then the price of what is left."""
    units = new["quantity_milli"] - old["quantity_milli"]
    step = new["unit_price_sub"] - old["unit_price_sub"]
    both = {
        **_named(new),
        "quantity_before_milli": old["quantity_milli"],
        "quantity_after_milli": new["quantity_milli"],
        "unit_price_before_sub": old["unit_price_sub"],
        "unit_price_after_sub": new["unit_price_sub"],
    }
    if not (units or step) or not (_is_product(old) and _is_product(new)):
        return [{**both, **line} for line in _tell_moved(old, new)]
    amount = new["amount_minor"] - old["amount_minor"]
    of_units = divide_one(units, old["unit_price_sub"], _PARTS_OF_MINOR) if step else amount
    lines = (
        {"change": "quantity", "quantity_milli": units, "unit_price_sub": old["unit_price_sub"]},
        {"change": "price", "quantity_milli": new["quantity_milli"], "unit_price_sub": step},
    )
    amounts = (of_units, amount - of_units)
    is_told = (units != 0, step != 0)
    return [
        {**both, **line, "amount_minor": part}
        for line, part, told in zip(lines, amounts, is_told, strict=True)
        if told
    ]


def _tell_rest(order: _Row, lines: list[_Row]) -> list[_Row]:
    """What no line explains, as a line of its own."""
    told = sum(line["amount_minor"] for line in lines)
    rest = order["difference_minor"] - order["tax_on_top_difference_minor"] - told
    return [{**_NOTHING, "part": "rounding", "change": "rounding", "amount_minor": rest}] if rest else []
