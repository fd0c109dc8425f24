"""What a run changed in one order, in words for its customer; pure.

Made from the order before and after, not from the report's own list of
changes: a customer knows items by their names, not by SKUs and places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.languages import N_, Words
from pipeline.messages.one_line import one_line
from pipeline.messages.spelling import Spelling
from schemas.orders import ADDRESS_PARTS

Row = dict[str, Any]
_CHARGES = {
    "shipping": N_("Shipping fee: {new} instead of {old}"),
    "handling": N_("Handling fee: {new} instead of {old}"),
    "surcharge": N_("Surcharge: {new} instead of {old}"),
    "tip": N_("Tip: {new} instead of {old}"),
}
_TEXTS = {
    "name": N_("Name: now {value}"),
    "email": N_("E-mail: now {value}"),
    "phone": N_("Phone: now {value}"),
    "payment_method": N_("Payment method: now {value}"),
    "shipping_method": N_("Shipping method: now {value}"),
}
_ADDRESSES = {"ship": N_("Delivery address: now {value}"), "bill": N_("Billing address: now {value}")}
_NOTHING = "–"
_STREET_AND_TOWN = (
    ("name",),
    ("company",),
    ("street_1",),
    ("street_2",),
    ("postal_code", "city"),
    ("region",),
    ("country",),
)


@dataclass(frozen=True)
class OrderParts:
    """One order with its rows, as in `schemas.orders`."""

    order: Row
    lines: Sequence[Row] = ()
    charges: Sequence[Row] = ()
    discounts: Sequence[Row] = ()
    taxes: Sequence[Row] = ()


@dataclass(frozen=True)
class Comparison:
    """One order before and after a run.

    `are_keys_kept`: whether a row that stayed has the key it had, as it has
    unless its records were put back and read anew; rows are then told apart
    by what they are called.
    """

    before: OrderParts
    after: OrderParts
    words: Words
    are_keys_kept: bool = True
    spelling: Spelling = field(init=False)

    def __post_init__(self) -> None:
        """The amounts are those of the order's currency."""
        order = self.before.order
        object.__setattr__(self, "spelling", Spelling(self.words, order["decimals"], order["currency"]))

    def tell(self) -> tuple[str, ...]:
        """Each change in a few words: items first, then discounts, fees, taxes, then the customer."""
        told = (*self._lines(), *self._discounts(), *self._charges(), *self._taxes(), *self._order())
        return tuple(one_line(text) for text in told)

    def _lines(self) -> Iterator[str]:
        say, spelled = self.words.say, self.spelling
        for old, new in self._pairs("lines", "line_key", ("sku", "name")):
            if old is not None and new is not None:
                yield from self._line(old, new)
            elif new is not None:
                facts = {"item": _item(new), "price": spelled.price(new)}
                yield say("Added: {quantity} × {item} at {price}", quantity=spelled.quantity(new), **facts)
            elif old is not None:
                facts = {"item": _item(old)}
                yield say("Removed: {quantity} × {item}", quantity=spelled.quantity(old), **facts)

    def _line(self, old: Row, new: Row) -> Iterator[str]:
        say, spelled = self.words.say, self.spelling
        if _item(old) != _item(new):
            yield say("{new} instead of {old}", new=_item(new), old=_item(old))
        facts = {"item": _item(new)}
        if old["quantity_milli"] != new["quantity_milli"]:
            facts |= {"new": spelled.quantity(new), "old": spelled.quantity(old)}
            yield say("{item}: quantity {new} instead of {old}", **facts)
        if spelled.price(old) != spelled.price(new):
            facts |= {"new": spelled.price(new), "old": spelled.price(old)}
            yield say("{item}: price {new} instead of {old}", **facts)

    def _discounts(self) -> Iterator[str]:
        say = self.words.say
        for old, new in self._pairs("discounts", "discount_key", ("name", "kind")):
            if old is None and new is not None and new["parent_key"] < 0:
                yield say("Discount added: {discount}", discount=self.spelling.discount(new))
            elif new is None and old is not None and old["parent_key"] < 0:
                yield say("Discount removed: {discount}", discount=self.spelling.discount(old))
            elif old is not None and new is not None and old["parent_key"] < 0:
                told = [self.spelling.discount(one) for one in (new, old)]
                if told[0] != told[1]:
                    yield say("Discount: {new} instead of {old}", new=told[0], old=told[1])

    def _charges(self) -> Iterator[str]:
        for kind, sentence in _CHARGES.items():
            old, new = (
                sum(one["amount_minor"] for one in parts.charges if one["kind"] == kind)
                for parts in (self.before, self.after)
            )
            if old != new:
                amounts = {"new": self.spelling.amount(new), "old": self.spelling.amount(old)}
                yield self.words.say(sentence, **amounts)

    def _taxes(self) -> Iterator[str]:
        """Taxes that came or went without the items they belong to."""
        kept = [
            [one for one in parts.taxes if one["scope"] != "line" or one["line_key"] in staying]
            for staying in [self._staying_lines()]
            for parts in (self.before, self.after)
        ]
        old, new = (dict.fromkeys(self.spelling.tax(one) for one in taxes) for taxes in kept)
        yield from (self.words.say("Tax removed: {tax}", tax=tax) for tax in old if tax not in new)
        yield from (self.words.say("Tax added: {tax}", tax=tax) for tax in new if tax not in old)
        if self.before.order["is_tax_exempt"] != self.after.order["is_tax_exempt"]:
            is_exempt = self.after.order["is_tax_exempt"]
            yield self.words.say("Free of tax") if is_exempt else self.words.say("No longer free of tax")

    def _staying_lines(self) -> set[int]:
        pairs = self._pairs("lines", "line_key", ("sku", "name"))
        return {one["line_key"] for pair in pairs for one in pair if one is not None and None not in pair}

    def _order(self) -> Iterator[str]:
        old, new = self.before.order, self.after.order
        for column, sentence in _TEXTS.items():
            if old[column] != new[column]:
                yield self.words.say(sentence, value=new[column] or _NOTHING)
        for who, sentence in _ADDRESSES.items():
            if any(old[f"{who}_{part}"] != new[f"{who}_{part}"] for part in ADDRESS_PARTS):
                yield self.words.say(sentence, value=tell_address(new, who) or _NOTHING)

    def _pairs(
        self, table: str, key: str, naming: tuple[str, ...]
    ) -> Iterator[tuple[Row | None, Row | None]]:
        """The rows before and after that are the same thing; None for what was not or is no more."""
        columns = (key,) if self.are_keys_kept else naming
        old, new = (_by_identity(getattr(parts, table), columns) for parts in (self.before, self.after))
        yield from ((old.get(one), new.get(one)) for one in old | new)


def _by_identity(rows: Sequence[Row], columns: tuple[str, ...]) -> dict[tuple[Hashable, ...], Row]:
    """The rows by what is in these columns; equal ones are told apart by their place among each other."""
    seen: Counter[tuple[Hashable, ...]] = Counter()
    found: dict[tuple[Hashable, ...], Row] = {}
    for row in rows:
        identity = tuple(row[name] for name in columns)
        found[*identity, seen[identity]] = row
        seen[identity] += 1
    return found


def _item(line: Row) -> str:
    return str(line["name"] or line["sku"])


def tell_address(order: Row, who: str) -> str:
    """The address on one line, empty parts left out."""
    pieces = (" ".join(order[f"{who}_{part}"] for part in parts).strip() for parts in _STREET_AND_TOWN)
    return ", ".join(piece for piece in pieces if piece)
