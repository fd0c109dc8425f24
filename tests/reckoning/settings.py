"""The settings one order is reckoned with, and how a case names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Case = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """One answer to each question on which order systems disagree."""

    mode: str = "half_up"  # half_up, half_even, half_down, down, up
    included_tax_mode: str = "same"  # of tax held in the price of a line: same, or a mode
    percent_mode: str = "same"  # of percent discounts of lines: same, or a mode
    level: str = "line"  # where tax is rounded
    extraction: str = "tax_first"  # tax held in a price: tax_first, net_first, both
    several_taxes: str = "separate"  # separate, combined, combined_carry
    tax_base: str = "after_discount"  # after_discount, before_discount
    percent_basis: str = "entered"  # percent discounts reckon with: entered, net, gross
    fixed_basis: str = "entered"  # fixed discounts come off: entered, net
    percent_rounding: str = "line"  # line, unit, none, price, rest
    order_percent: str = "allocate"  # allocate, per_line, per_line_raw, anchor_total
    allocation: str = "largest_remainder"  # who gets the odd cents
    weights: str = "current"  # shares by: current, original, gross
    rebasing: str = "raw"  # home tax leaves a price: raw, rounded, gross_rounded, kept
    total: str = "sum_rounded"  # sum_rounded, round_raw
    subtotal: str = "line"  # price times quantity is rounded: line, unit, none
    shipping_scope: str = "apart"  # rounding of a tax over the order, shipping: apart, together
    first_decimals: int | None = None  # rounding tables: rounded to these decimals before the increment


NAMES = {
    "mode": "mode",
    "tax_mode": "included_tax_mode",
    "discount_mode": "percent_mode",
    "level": "level",
    "extract": "extraction",
    "multi": "several_taxes",
    "tax_base": "tax_base",
    "discount_basis": "percent_basis",
    "fixed_basis": "fixed_basis",
    "pct_round": "percent_rounding",
    "order_pct": "order_percent",
    "alloc": "allocation",
    "weights": "weights",
    "rebase": "rebasing",
    "total": "total",
    "subtotal_round": "subtotal",
    "ship_scope": "shipping_scope",
}
LEVELS = {"order": "order_by_tax"}


def settings_of(case: Case) -> Settings:
    """The settings of a case: its policy is complete (changes from the default); without one, what is stated."""
    reproduced = case.get("reproduced_by")
    if reproduced is None:
        return Settings(**_stated(case))
    policy = dict(reproduced["policy"])
    first_decimals = policy.pop("pre_round", "None")
    chosen: dict[str, Any] = {NAMES[dimension]: value for dimension, value in policy.items()}
    if first_decimals != "None":
        chosen["first_decimals"] = int(first_decimals)
    return Settings(**chosen)


def _stated(case: Case) -> dict[str, str]:
    """What the source itself says of its rounding and of its discounts."""
    rounding = (case.get("order") or case).get("rounding") or {}
    chosen = {}
    for field in ("mode", "tax_mode", "discount_mode"):
        if rounding.get(field):
            chosen[NAMES[field]] = rounding[field]
    if rounding.get("level"):
        variant = rounding.get("variant") or ""
        level = LEVELS.get(rounding["level"], rounding["level"])
        chosen["level"] = variant if variant.startswith("order_") else level
    source = case.get("source_policy") or {}
    if source.get("tax_after_discount") is False:
        chosen["tax_base"] = "before_discount"
    if source.get("discount_on") in {"net", "gross"}:
        chosen["percent_basis"] = source["discount_on"]
    return chosen
