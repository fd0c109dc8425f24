"""Which conventions are worth trying for some orders: only what can make a difference to them.

A choice is a set of parameters that are tried together, in all combinations,
because one cannot be judged without the other. The usual ones are always
tried; the odd ones only where the usual leave orders unexplained.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from pipeline.money import PRICE_SUB_PER_MINOR, QUANTITY_MILLI_PER_UNIT
from schemas.convention import CHOICES, Convention
from schemas.orders import Tables

HALVES = ("half_up", "half_even", "half_down")
USUAL_ALLOCATIONS = ("largest_remainder", "half_up_last", "floor_last")
_COARSE_STEPS = (100, 50, 10, 5)
_FEWEST_COARSE = 3


@dataclass(frozen=True)
class Choice:
    """Parameters with the values to try, the most usual ones first."""

    values: dict[str, tuple[Any, ...]]

    def around(self, convention: Convention) -> Iterator[Convention]:
        """The convention with every combination of the values; without those that say the same twice."""
        for combination in product(*self.values.values()):
            tried = replace(convention, **dict(zip(self.values, combination, strict=True)))
            if is_plain(tried):
                yield tried


@dataclass(frozen=True)
class Plausible:
    """What to try for some orders: where to start, and the usual and the odd choices."""

    start: Convention
    usual: tuple[Choice, ...]
    odd: tuple[Choice, ...] = field(default=())

    @cached_property
    def values(self) -> dict[str, tuple[Any, ...]]:
        """Every value there is to try, by parameter."""
        merged: dict[str, dict[Any, None]] = {}
        for choice in (*self.usual, *self.odd):
            for name, found in choice.values.items():
                merged.setdefault(name, {}).update(dict.fromkeys(found))
        return {name: tuple(found) for name, found in merged.items()}

    def unusualness(self, convention: Convention) -> tuple[int, ...]:
        """How far from the start: the number of parameters changed, then how unusual each value is."""
        ranks = [found.index(getattr(convention, name)) for name, found in self.values.items()]
        return sum(rank > 0 for rank in ranks), *ranks

    def is_usual(self, convention: Convention) -> bool:
        """Whether the usual choices alone lead there."""
        usual = {name: found for choice in self.usual for name, found in choice.values.items()}
        return all(
            getattr(convention, name) in usual.get(name, (getattr(self.start, name),)) for name in self.values
        )


def is_plain(convention: Convention) -> bool:
    """Whether no parameter is set that does nothing here.

    >>> is_plain(Convention(charges_apart=False))
    False
    """
    is_over_order = convention.tax_level.startswith("order")
    return convention.charges_apart or (is_over_order and convention.tax_charges)


def list_plausible(tables: Tables) -> Plausible:
    """The choices that can matter to these orders."""
    facts = _Facts(tables)
    is_mostly_included = 2 * int((tables.orders["tax_mode"] == "included").sum()) > len(tables.orders)
    start = Convention(prices_include_tax=is_mostly_included and not facts.is_mode_open)
    return Plausible(start, _keep_open(_usual(facts), start), _keep_open(_odd(facts), start))


def _keep_open(choices: list[dict[str, tuple[Any, ...]]], start: Convention) -> tuple[Choice, ...]:
    """The choices with more than one value; values that are not the start's come behind it."""
    kept = [
        {name: (getattr(start, name), *(v for v in values if v != getattr(start, name)))
         for name, values in choice.items() if len(values) > 1}
        for choice in choices
    ]  # fmt: skip
    return tuple(Choice(values) for values in kept if values)


class _Facts:
    """What the orders hold, as far as it makes a parameter matter."""

    def __init__(self, tables: Tables) -> None:
        lines, charges, discounts, taxes = tables.lines, tables.charges, tables.discounts, tables.taxes
        is_whole_order = (discounts["line_key"] < 0) & (discounts["charge_key"] < 0)
        is_share = discounts["parent_key"] >= 0
        is_percent = discounts["kind"] == "percent"
        self.tables = tables
        self.has_tax = len(taxes) > 0
        modes = tables.orders["tax_mode"]
        self.is_mode_open = self.has_tax and bool((modes == "unknown").any())
        self.is_mixed = self.has_tax and modes.nunique() > 1
        self.may_be_inside = self.has_tax and bool((modes != "on_top").any())
        self.has_shipping = bool((charges["is_taxed"] & (charges["amount_minor"] != 0)).any())
        self.is_tax_wide = bool((taxes["scope"] == "order").any())
        self.has_units = bool((lines["quantity_milli"] > QUANTITY_MILLI_PER_UNIT).any())
        self.has_line_taxes = bool(lines["has_tax"].any()) and bool((taxes["scope"] == "line").any())
        self.has_discounts = len(discounts) > 0
        self.is_spread = bool((is_whole_order & ~is_share).any()) and (self.has_tax or bool(is_share.any()))
        self.has_line_percent = bool((is_percent & ~is_whole_order & ~is_share).any())
        self.has_order_percent = bool((is_percent & is_whole_order & ~is_share).any())
        self.has_order_fixed = bool((~is_percent & is_whole_order & ~is_share).any())

    @property
    def has_several_rates(self) -> bool:
        """Whether an order has taxes of different names or rates."""
        different = self.tables.taxes.drop_duplicates(["order_key", "name", "rate_ppb"])
        return bool(different["order_key"].duplicated().any())

    @property
    def has_stacked_taxes(self) -> bool:
        """Whether two taxes stand on one thing."""
        taxes = self.tables.taxes.loc[self.tables.taxes["rate_ppb"] != 0]
        return bool(taxes.duplicated(["order_key", "scope", "line_key", "charge_key"]).any())

    @property
    def has_fractions(self) -> bool:
        """Whether price × quantity of any line falls between two minor units."""
        lines = self.tables.lines
        price = lines["unit_price_sub"].to_numpy() % PRICE_SUB_PER_MINOR
        quantity = lines["quantity_milli"].to_numpy() % QUANTITY_MILLI_PER_UNIT
        return bool((price != 0).any() or (quantity != 0).any())

    @property
    def steps(self) -> tuple[int, ...]:
        """Steps beyond the minor unit that all stated taxes keep to."""
        taxes = self.tables.orders.loc[self.tables.orders["has_tax"], "tax_minor"].to_numpy()
        stated = taxes[taxes != 0]
        if stated.size < _FEWEST_COARSE:
            return (1,)
        divisor = int(np.gcd.reduce(stated))
        return 1, *[step for step in _COARSE_STEPS if divisor % step == 0][:1]


def _usual(facts: _Facts) -> list[dict[str, tuple[Any, ...]]]:
    levels = [
        "line",
        "order",
        *(["unit"] if facts.has_units else []),
        *(["order_sum"] if facts.has_tax and facts.has_several_rates else []),
        *(["order_carry"] if facts.has_line_taxes else []),
    ]
    taxed_shipping = facts.has_tax and facts.has_shipping
    return [
        {
            "prices_include_tax": (False, True) if facts.is_mode_open else (False,),
            "tax_charges": (True, False) if facts.is_tax_wide and facts.has_shipping else (True,),
            "tax_before_discount": (False, True) if facts.has_tax and facts.has_discounts else (False,),
        },
        {
            "tax_level": tuple(levels) if facts.has_tax else ("line",),
            "charges_apart": (True, False) if taxed_shipping else (True,),
            "tax_rounding": (*HALVES, "down", "up") if facts.has_tax else ("half_up",),
        },
        {"several_taxes": ("apart", "together") if facts.has_tax and facts.has_stacked_taxes else ("apart",)},
        {
            "percent_rounding": CHOICES["percent_rounding"] if facts.has_line_percent else ("line",),
            "discount_rounding": ("same", "down", "half_even") if facts.has_line_percent else ("same",),
        },
        {
            "order_percent": ("spread", "by_line") if facts.has_order_percent else ("spread",),
            "allocation": USUAL_ALLOCATIONS if facts.is_spread else USUAL_ALLOCATIONS[:1],
        },
    ]


def _odd(facts: _Facts) -> list[dict[str, tuple[Any, ...]]]:
    has_percent = facts.has_line_percent or facts.has_order_percent
    is_stacked = facts.has_tax and facts.has_stacked_taxes
    is_held = is_stacked and facts.may_be_inside
    fractions = facts.has_fractions or has_percent
    is_net_open = facts.may_be_inside and facts.has_order_fixed
    others = [rule for rule in CHOICES["allocation"] if rule not in USUAL_ALLOCATIONS]
    return [
        {
            "line_rounding": CHOICES["line_rounding"] if facts.has_fractions else ("line",),
            "rounding": (*HALVES, "down") if fractions else ("half_up",),
        },
        {"allocation": (*USUAL_ALLOCATIONS, *others) if facts.is_spread else USUAL_ALLOCATIONS[:1]},
        {"allocation_weights": CHOICES["allocation_weights"] if facts.is_spread else ("left",)},
        {"tax_level": ("line", "unit_split") if facts.has_units and facts.has_discounts else ("line",)},
        {"order_percent": CHOICES["order_percent"] if facts.has_order_percent else ("spread",)},
        {"several_taxes": CHOICES["several_taxes"] if is_stacked else ("apart",)},
        {"tax_extraction": CHOICES["tax_extraction"] if is_held else ("tax_first",)},
        {"inside_tax_rounding": ("same", *HALVES, "down") if facts.is_mixed else ("same",)},
        {"percent_basis": CHOICES["percent_basis"] if facts.has_tax and has_percent else ("entered",)},
        {"fixed_basis": CHOICES["fixed_basis"] if is_net_open else ("entered",)},
        {"total_rounding": CHOICES["total_rounding"] if facts.has_tax else ("parts",)},
        {"step_minor": facts.steps if facts.has_tax else (1,)},
    ]
