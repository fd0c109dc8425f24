"""The pieces of an account: what lines, charges, discounts and taxes came from.

The same words as in `account`: their field names are keys of the JSON.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DiscountTaken:
    """What one discount takes off one line or charge.

    `is_of_order`: a share of a discount of the whole order. Where a
    percentage is of this thing alone, `base` × `rate` is `unrounded`; where one
    amount is spread, `unrounded` is `spread` × `weight` / `weights`. `stored`:
    what the export states for this share. `note`: what else decides, in words.
    """

    name: str
    is_of_order: bool
    rate: str
    value: str
    base: str
    spread: str
    weight: str
    weights: str
    unrounded: str
    amount: str
    rounding: str
    stored: str
    note: str


@dataclass(frozen=True)
class TaxReckoned:
    """One tax of one thing: `unrounded` = `base` × `multiple` / `divisor` (+ `by_unit`).

    `is_inside`: the price holds it, it is not added. On top of prices the
    divisor is 100; inside it is 100 and the taxes that the price holds. `units`
    equal parts are rounded one by one. `group`: the number of the tax group
    it was rounded in and dealt back from, 0 if it was rounded by itself.
    """

    name: str
    rate: str
    is_inside: bool
    base: str
    multiple: str
    divisor: str
    by_unit: str
    units: int
    unrounded: str
    amount: str
    rounding: str
    group: int


@dataclass(frozen=True)
class LineReckoned:
    """One item: `unit_price` × `quantity` = `unrounded`, rounded `amount`; less discounts = `left`.

    `taxes` are of `taxed`; `tax` is the sum of those that the export states for
    the line alone, `stored_tax` what it states.
    """

    number: int
    sku: str
    name: str
    unit_price: str
    quantity: str
    unrounded: str
    amount: str
    rounding: str
    discounts: tuple[DiscountTaken, ...]
    left: str
    taxed: str
    taxes: tuple[TaxReckoned, ...]
    tax: str
    stored_tax: str


@dataclass(frozen=True)
class ChargeReckoned:
    """A charge (`kind`: shipping, handling, surcharge, tip) before and after its discounts.

    `rate` of `base`, the discounted items, where it is a percentage.
    """

    kind: str
    name: str
    rate: str
    base: str
    amount: str
    discounts: tuple[DiscountTaken, ...]
    left: str
    taxes: tuple[TaxReckoned, ...]


@dataclass(frozen=True)
class OrderDiscount:
    """A discount of the whole order: `rate` of `base`, or `value`; then `amount`, spread over the items.

    `base`: what it was reckoned on; `available`: what was left to take from;
    `spread_by`: how it was spread, in words; `stored`: as the export states it.
    """

    name: str
    rate: str
    value: str
    base: str
    available: str
    unrounded: str
    amount: str
    rounding: str
    spread_by: str
    stored: str
    note: str


@dataclass(frozen=True)
class TaxGroup:
    """Taxes rounded as one: the sums of their bases and amounts, before and after rounding."""

    number: int
    name: str
    is_inside: bool
    base: str
    unrounded: str
    amount: str
    rounding: str


@dataclass(frozen=True)
class TaxSum:
    """All amounts of one tax at one rate, as they were rounded; `bases` are those of so many `parts`."""

    name: str
    rate: str
    is_inside: bool
    parts: int
    bases: str
    amount: str


@dataclass(frozen=True)
class TaxAsStored:
    """A tax that is not reckoned: its amount, and why."""

    name: str
    amount: str
    is_inside: bool
    why: str


@dataclass(frozen=True)
class TaxLowered:
    """A tax less a percentage that was taken off the total with tax at the end."""

    name: str
    before: str
    amount: str
