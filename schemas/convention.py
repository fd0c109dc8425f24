"""How a shop calculates: the parameters that tell one shop's totals from another's."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

ROUNDING_MODES = ("half_up", "half_even", "half_down", "down", "up")
TAX_LEVELS = ("line", "unit", "order")
ALLOCATIONS = ("largest_remainder", "half_up_last", "floor_last")

_CHOICES = {
    "rounding": ROUNDING_MODES,
    "tax_rounding": ROUNDING_MODES,
    "tax_level": TAX_LEVELS,
    "allocation": ALLOCATIONS,
}
_LEVEL_WORDS = {
    "line": "rounded line by line",
    "unit": "rounded for each unit",
    "order": "rounded once per rate over the order",
}
_MODE_WORDS = {
    "half_up": "half up",
    "half_even": "half to even",
    "half_down": "half down",
    "down": "cut off",
    "up": "always up",
}
ALLOCATION_WORDS = {
    "largest_remainder": "order discounts spread by largest remainder",
    "half_up_last": "order discounts spread half up, the last line taking the rest",
    "floor_last": "order discounts spread rounded down, the last line taking the rest",
}


@dataclass(frozen=True)
class Convention:
    """One way of calculating an order.

    `prices_include_tax` decides only for orders whose export does not say.
    `tax_charges` decides for taxes of the whole order; taxes that an export
    states for its charges are always reckoned. `charges_apart`: with taxes
    rounded once per order, whether the tax of the charges is rounded apart.
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

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is {getattr(self, name)!r}: it must be one of {', '.join(choices)}")

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
            if field.name in ("charges_apart", "tax_before_discount", "rounding", "allocation")
            and getattr(self, field.name) != getattr(standard, field.name)
        ]
        return ",".join(parts).replace("_", "-")

    @property
    def in_words(self) -> str:
        """The convention as a sentence."""
        prices = "prices include tax" if self.prices_include_tax else "tax comes on top of prices"
        charges = "is taxed" if self.tax_charges else "is not taxed"
        words = [
            f"{prices}; tax {_MODE_WORDS[self.tax_rounding]}, {_LEVEL_WORDS[self.tax_level]}",
            f"shipping {charges}",
            ALLOCATION_WORDS[self.allocation],
        ]
        if self.tax_before_discount:
            words.append("tax reckoned before discounts")
        if self.tax_charges and self.tax_level == "order" and not self.charges_apart:
            words.append("shipping's tax rounded together with the lines'")
        return "; ".join(words)


@dataclass(frozen=True)
class Found:
    """The convention of one group of orders and how well it holds.

    `reproduced` of `orders` (those that state any figure) come out exactly;
    `undecided` names the parameters that no order tells apart, with the
    values that do as well.
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

    @property
    def in_words(self) -> str:
        """The convention as a sentence about these orders."""
        if not self.has_figures:
            return f"no totals are stated to compare with; assumed: {self.convention.in_words}"
        if not self.has_tax:
            return f"no tax in these orders; {ALLOCATION_WORDS[self.convention.allocation]}"
        words = self.convention.in_words
        if self.is_mixed:
            return "each order says whether its prices include tax;" + words.partition(";")[2]
        return words
