"""A second, slow reckoning of one order: fractions, plain loops, nothing of the engine.

Written from the description of how shops calculate. An order is a dict of
texts as in `builders`: lines with price, quantity, tax, discount, gift_card,
taxable; discounts with value and stage; shipping, shipping_tax, order_taxes,
included. Amounts come out in minor units.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

HALF = Fraction(1, 2)


def round_whole(value: Fraction, mode: str) -> int:
    """The whole number the mode makes of a fraction."""
    size = abs(value)
    whole, rest = floor(size), size - floor(size)
    is_raised = {
        "half_up": rest >= HALF,
        "half_down": rest > HALF,
        "half_even": rest > HALF or (rest == HALF and whole % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[mode]
    return (whole + is_raised) * (1 if value >= 0 else -1)


def deal_out(amount: int, weights: list[int], rule: str) -> list[int]:
    """Whole parts of the amount in proportion to the weights."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    exact = [Fraction(amount * weight, whole) for weight in weights]
    if rule == "half_up_last":
        parts = [round_whole(part, "half_up") for part in exact]
    else:
        parts = [floor(part) for part in exact]
    if rule == "largest_remainder":
        by_rest = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
        for place in by_rest[: amount - sum(parts)]:
            parts[place] += 1
    else:
        last = max(place for place, weight in enumerate(weights) if weight > 0)
        parts[last] += amount - sum(parts)
        is_over = any(part < 0 or part > weight for part, weight in zip(parts, weights, strict=True))
        if is_over and amount <= whole:
            return deal_out(amount, weights, "largest_remainder")
    return parts


def percent(text: str) -> Fraction:
    """A percentage such as `8.1%` as a fraction of one."""
    return Fraction(text.removesuffix("%")) / 100


def reckon(order: dict[str, Any], rules: Any, decimals: int = 2) -> dict[str, int]:
    """The components of the order under the rules (a convention)."""
    scale = 10**decimals
    lines = order["lines"]
    amounts = [
        round_whole(Fraction(line["price"]) * Fraction(line["quantity"]) * scale, rules.rounding)
        for line in lines
    ]
    left = take_discounts(order, amounts, rules, scale)
    shipping = int(Fraction(order.get("shipping") or "0") * scale)
    tax = sum_taxes(order, rules, left if not rules.tax_before_discount else amounts, shipping)
    items, discount = sum(amounts), sum(amounts) - sum(left)
    total = items - discount + shipping + (0 if order["included"] else tax)
    return {"items": items, "discount": discount, "shipping": shipping, "tax": tax, "total": total}


def take_discounts(order: dict[str, Any], amounts: list[int], rules: Any, scale: int) -> list[int]:
    """What is left of each line: first its own discount, then the order's, stage by stage."""
    left = list(amounts)
    for place, line in enumerate(order["lines"]):
        value = line.get("discount")
        if value:
            left[place] -= min(wanted(value, amounts[place], rules, scale), left[place])
    stages = sorted({discount["stage"] for discount in order["discounts"]})
    able = [place for place, line in enumerate(order["lines"]) if not line.get("gift_card")]
    for stage in stages:
        begun = sum(left[place] for place in able)
        for discount in order["discounts"]:
            if discount["stage"] == stage:
                weights = [left[place] for place in able]
                taken = min(wanted(discount["value"], begun, rules, scale), sum(weights))
                for place, part in zip(able, deal_out(taken, weights, rules.allocation), strict=True):
                    left[place] -= part
    return left


def wanted(value: str, base: int, rules: Any, scale: int) -> int:
    """What a discount takes if nothing limits it."""
    if value.endswith("%"):
        return round_whole(percent(value) * base, rules.rounding)
    return int(Fraction(value) * scale)


def sum_taxes(order: dict[str, Any], rules: Any, bases: list[int], shipping: int) -> int:
    """All the taxes of the order, rounded where the rules say."""
    things = [
        (bases[place], line_taxes(order, line), units_of(line), False)
        for place, line in enumerate(order["lines"])
    ]
    things.append((shipping, charge_taxes(order, rules), 1, rules.charges_apart))
    if rules.tax_level == "order":
        return tax_per_rate(things, order, rules)
    total = 0
    for base, taxes, units, _ in things:
        pieces = units if rules.tax_level == "unit" else 1
        for _, rate in taxes:
            exact = Fraction(base) * rate / (pieces * divisor(order, taxes))
            total += pieces * round_whole(exact, rules.tax_rounding)
    return total


def tax_per_rate(things: list[Any], order: dict[str, Any], rules: Any) -> int:
    """One rounding for each tax and rate."""
    sums: dict[Any, Fraction] = {}
    for base, taxes, _, is_apart in things:
        for name, rate in taxes:
            key = (name, rate, is_apart)
            sums[key] = sums.get(key, Fraction(0)) + base * rate / divisor(order, taxes)
    return sum(round_whole(exact, rules.tax_rounding) for exact in sums.values())


def divisor(order: dict[str, Any], taxes: list[tuple[str, Fraction]]) -> Fraction:
    """1, or with prices that include tax 1 and all the rates inside."""
    return 1 + sum((rate for _, rate in taxes), Fraction(0)) if order["included"] else Fraction(1)


def line_taxes(order: dict[str, Any], line: dict[str, Any]) -> list[tuple[str, Fraction]]:
    """The taxes a line carries."""
    own = [("TVA", percent(line["tax"]))] if line["tax"] else []
    of_order = [(name, percent(rate)) for name, rate in order.get("order_taxes", [])]
    return own + (of_order if line.get("taxable", True) else [])


def charge_taxes(order: dict[str, Any], rules: Any) -> list[tuple[str, Fraction]]:
    """The taxes on shipping."""
    if not order.get("shipping"):
        return []
    own = [("TVA", percent(order["shipping_tax"]))] if order.get("shipping_tax") else []
    of_order = [(name, percent(rate)) for name, rate in order.get("order_taxes", [])]
    return own + (of_order if rules.tax_charges else [])


def units_of(line: dict[str, Any]) -> int:
    """The pieces of a line, 1 where they cannot be counted."""
    quantity = Fraction(line["quantity"])
    return int(quantity) if quantity.denominator == 1 and quantity > 0 else 1
