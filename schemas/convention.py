"""How a shop calculates: the parameters that tell one shop's totals from another's."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from schemas.convention_words import in_words, say

ROUNDING_MODES = ("half_up", "half_even", "half_down", "down", "up")
CHOICES: dict[str, tuple[str, ...]] = {
    "rounding": ROUNDING_MODES,
    "tax_rounding": ROUNDING_MODES,
    "inside_tax_rounding": ("same", *ROUNDING_MODES),
    "discount_rounding": ("same", *ROUNDING_MODES),
    "tax_level": ("line", "unit", "unit_split", "order", "order_sum", "order_carry"),
    "tax_extraction": ("tax_first", "net_first"),
    "several_taxes": ("apart", "together", "together_carried"),
    "line_rounding": ("line", "unit", "none"),
    "percent_rounding": ("line", "unit", "none", "rest"),
    "percent_basis": ("entered", "net", "gross"),
    "fixed_basis": ("entered", "net"),
    "order_percent": ("spread", "by_line", "off_total"),
    "allocation": (
        "largest_remainder",
        "largest_remainder_last",
        "half_up_last",
        "half_up_first",
        "half_up_largest",
        "floor_last",
        "floor_first",
        "cumulative",
        "equal",
    ),
    "allocation_weights": ("left", "original", "gross"),
    "home_tax": ("net_kept", "net_rounded", "gross_rounded", "gross_kept"),
    "total_rounding": ("parts", "once"),
}
"""What each parameter that is a word may be."""
MAX_STEP_MINOR = 1000


@dataclass(frozen=True)
class Convention:
    """One way of calculating an order.

    `prices_include_tax` decides only for orders whose export does not say.

    Rounding: amounts are rounded by `rounding`, taxes by `tax_rounding`, all
    to multiples of `step_minor`; "same" as that are the percentages taken off
    single things (`discount_rounding`) and the taxes that prices hold
    (`inside_tax_rounding`), or they have a mode of their own.
    `line_rounding`: price × quantity is rounded for the line, the price of a
    unit is, or neither. `total_rounding`: the total is the sum of the rounded
    parts, or the raw sum rounded "once".

    Taxes: `tax_level` says over what a tax is rounded: a line, a unit (an
    equal part of the line, or one of whole cents: "unit_split"), once
    per rate over the order ("order"), once for all rates together
    ("order_sum"), or line by line with the fraction carried to the next
    ("order_carry"). `charges_apart`: taxes rounded over the order leave out
    shipping and fees, which are rounded by themselves. `tax_charges` decides
    for taxes of the whole order; taxes that an export states for its charges
    are always reckoned. `tax_extraction`: of a price that holds tax, the tax
    is rounded and the net is the rest, or the other way round.
    `several_taxes` of one thing are rounded "apart", or "together" as one
    amount that is divided among them, the last taking the rest;
    "together_carried": each part is rounded, its fraction carried to the
    same tax of the next line.

    Discounts: `tax_before_discount` takes taxes of the undiscounted amounts.
    `percent_basis` and `fixed_basis`: discounts are reckoned on the price as
    entered, without or with its taxes. `percent_rounding`: a percentage of a
    line is rounded for the line or for a unit, not at all, or as the "rest"
    of a rounded line. `order_percent` of a whole order is one amount to
    "spread", a percentage of each line, or comes off the total with tax and
    off each tax at the end ("off_total"). `allocation` spreads one amount
    over lines in proportion to `allocation_weights`: what is left of them,
    the undiscounted amounts, or what is left with tax.

    `home_tax`: what happens to a price that holds the tax of another country:
    its net is kept exactly ("net_kept"); or the new price of a unit is rounded
    ("gross_rounded"), or that and the net of a unit ("net_rounded"); or the
    price stays ("gross_kept").

    Raises `ValueError` for a value that is not a choice.
    """

    prices_include_tax: bool = False
    tax_level: str = "line"
    tax_rounding: str = "half_up"
    tax_charges: bool = True
    charges_apart: bool = True
    tax_before_discount: bool = False
    rounding: str = "half_up"
    allocation: str = "largest_remainder"
    allocation_weights: str = "left"
    discount_rounding: str = "same"
    percent_rounding: str = "line"
    percent_basis: str = "entered"
    fixed_basis: str = "entered"
    order_percent: str = "spread"
    inside_tax_rounding: str = "same"
    tax_extraction: str = "tax_first"
    several_taxes: str = "apart"
    line_rounding: str = "line"
    total_rounding: str = "parts"
    home_tax: str = "net_kept"
    step_minor: int = 1

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is {getattr(self, name)!r}: it must be one of {', '.join(choices)}")
        if not 1 <= self.step_minor < MAX_STEP_MINOR:
            raise ValueError(f"step_minor is {self.step_minor}: it must be 1 to {MAX_STEP_MINOR - 1}")

    @property
    def slug(self) -> str:
        """A short stable name, different for different conventions."""
        standard = Convention()
        parts = [
            "tax-included" if self.prices_include_tax else "tax-on-top",
            f"{self.tax_level}-{self.tax_rounding}",
            "taxed-charges" if self.tax_charges else "untaxed-charges",
        ]
        parts += [
            f"{field.name}={getattr(self, field.name)}"
            for field in fields(self)
            if field.name not in ("prices_include_tax", "tax_level", "tax_rounding", "tax_charges")
            and getattr(self, field.name) != getattr(standard, field.name)
        ]
        return ",".join(parts).replace("_", "-")

    def differences(self, other: Convention) -> list[str]:
        """The parameters in which the other one differs.

        >>> Convention().differences(Convention(tax_level="unit"))
        ['tax_level']
        """
        names = [parameter.name for parameter in fields(self)]
        return [name for name in names if getattr(self, name) != getattr(other, name)]

    @property
    def in_words(self) -> str:
        """The convention as an English sentence; `convention_words` has other languages."""
        return in_words(self)


IN_WORDS = {
    "": "{convention}",
    "no_figures": "no totals are stated to compare with; assumed: {convention}",
    "no_tax": "no tax in these orders; {convention}",
    "mixed": "each order says whether its prices include tax; {convention}",
}
"""How a convention is told of orders, by `Found.about`."""


def in_words_about(about: str, convention: Convention, language: str = "en") -> str:
    """The part of the convention's sentence that says something of such orders.

    >>> in_words_about("no_tax", Convention())
    'order discounts spread by largest remainder'
    """
    if about == "no_tax":
        return say("allocation", convention.allocation, language)
    words = in_words(convention, language)
    return words.partition("; ")[2] if about == "mixed" else words


@dataclass(frozen=True)
class Second:
    """A convention that reproduces `orders` of those the first one leaves; `order_ids` are the first few."""

    convention: Convention
    orders: int
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The convention of one group of orders and how well it holds.

    `reproduced` of `orders` (those that state any figure) come out exactly;
    `undecided` names the parameters that the orders leave open, with the
    values that do as well, and `deciders` the kind of order that would tell
    them apart, or the orders that speak for either. `second` holds on a
    substantial part of the other orders; `others` reproduce some of them.
    `has_figures`: any of the orders states one. `is_mixed`: some orders say
    that prices include tax, others that it comes on top.
    """

    platform: str
    currency: str
    convention: Convention
    orders: int
    reproduced: int
    undecided: dict[str, list[Any]]
    source: str
    has_tax: bool = True
    is_mixed: bool = False
    has_figures: bool = True
    deciders: dict[str, str] = field(default_factory=dict)
    second: Second | None = None
    others: tuple[Convention, ...] = ()

    @property
    def about(self) -> str:
        """What there is to say about the orders: no_figures, no_tax, mixed, or nothing ("")."""
        if not self.has_figures:
            return "no_figures"
        if not self.has_tax:
            return "no_tax"
        return "mixed" if self.is_mixed else ""

    @property
    def in_words(self) -> str:
        """The convention as a sentence about these orders."""
        return IN_WORDS[self.about].format(convention=in_words_about(self.about, self.convention))
