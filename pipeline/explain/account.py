"""The account of one order: every figure with what it came from. Its field names are the keys of the JSON.

Amounts are decimal texts in the order's currency. `unrounded` ones have as
many decimals as they need, at most ten beyond those of a hundredth; `rounding` is
what rounding added: amount − unrounded. Rates are percentages. What does not
apply is the empty text, or null where a whole part does not.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConventionUsed:
    """How the order is calculated, and on how many orders of its export that holds.

    `source`: found (in the orders), policy (set by it), or assumed; `holds_on`
    of `of_orders` orders (those that state a figure), `share_percent` of them;
    `is_uncertain`: fewer than the policy asks for. `undecided`: what no order
    tells apart.
    """

    platform: str
    in_words: str
    source: str
    holds_on: int
    of_orders: int
    share_percent: str
    is_uncertain: bool
    undecided: str


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
class Component:
    """One component of the order: calculated, as stored ("" if the export states none), and the gap."""

    name: str
    calculated: str
    stored: str
    gap: str


@dataclass(frozen=True)
class Sum:
    """The total: items − discount + shipping + fees + tax_on_top + rounding = total.

    `tax_inside` is held in the prices and not added; `rounding` is 0 unless
    the total is rounded by itself.
    """

    items: str
    discount: str
    shipping: str
    fees: str
    tax_on_top: str
    tax_inside: str
    rounding: str
    total: str


@dataclass(frozen=True)
class Reckoning:
    """One calculation of the order, from its lines to its total.

    `charges_together`: the taxes of all taxed charges as one, on
    `charges_taxed`. `taxes_rounded`: where taxes are rounded, in a word of
    the convention (line, unit, order, …). `stored_sum`: what the stored
    components add up to, whatever the stored total is.
    """

    prices_include_tax: bool
    is_tax_exempt: bool
    taxes_rounded: str
    order_discounts: tuple[OrderDiscount, ...]
    lines: tuple[LineReckoned, ...]
    charges: tuple[ChargeReckoned, ...]
    charges_taxed: str
    charges_together: tuple[TaxReckoned, ...]
    tax_groups: tuple[TaxGroup, ...]
    tax_sums: tuple[TaxSum, ...]
    taxes_as_stored: tuple[TaxAsStored, ...]
    components: tuple[Component, ...]
    sum: Sum
    stored_sum: str


@dataclass(frozen=True)
class Change:
    """One cell that an edit row changes."""

    thing: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class EditRow:
    """One edit row of the order: where it stands, what became of it, what it moved the total by.

    `comment`: why it was held, rejected or had nothing to do, or a remark.
    """

    file: str
    sheet: str
    row: int
    target: str
    action: str
    result: str
    difference: str
    comment: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Move:
    """A component moved on: stored `before` + `moved` (calculated after − before) = `after`."""

    name: str
    calculated_before: str
    calculated_after: str
    before: str
    moved: str
    after: str


@dataclass(frozen=True)
class Owed:
    """outstanding = total − paid_net, before and after; `action` about `amount` (none without edits)."""

    is_paid_known: bool
    paid: str
    refunded: str
    paid_net: str
    outstanding_before: str
    difference: str
    outstanding_after: str
    action: str
    amount: str


@dataclass(frozen=True)
class Account:
    """Everything about one order.

    `edits`, `after` and `moves` are empty or null if no edit row names the
    order; `after` and `moves` also if none was applied.
    """

    order: str
    alternative_number: str
    file: str
    record: int
    created_at: str
    status: str
    currency: str
    convention: ConventionUsed
    edits: tuple[EditRow, ...]
    before: Reckoning
    after: Reckoning | None
    moves: tuple[Move, ...]
    owed: Owed
