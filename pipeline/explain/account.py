"""The account of one order: every figure with what it came from. Its field names are the keys of the JSON.

Amounts are decimal texts in the order's currency. `unrounded` ones have as
many decimals as they need, at most eight more than the currency has; `rounding`
is what rounding added: amount − unrounded. Rates are percentages. What does not
apply is the empty text, or null where a whole part does not. The parts that
lines, charges, discounts and taxes are told in stand in `pieces`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.explain.pieces import (
    ChargeReckoned,
    LineReckoned,
    OrderDiscount,
    TaxAsStored,
    TaxGroup,
    TaxLowered,
    TaxReckoned,
    TaxSum,
)


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
    taxes_lowered: tuple[TaxLowered, ...]
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
