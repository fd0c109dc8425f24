"""How a shop calculates, in English. The order of the parameters is the order they are told in."""

from __future__ import annotations

from schemas.convention_words.phrases import Words, for_each_mode

_MODES = {
    "half_up": "half up",
    "half_even": "half to even",
    "half_down": "half down",
    "down": "cut off",
    "up": "always up",
}

ENGLISH: Words = {
    "prices_include_tax": {True: "prices include tax", False: "tax comes on top of prices"},
    "tax_rounding": for_each_mode("tax {mode}", _MODES),
    "tax_level": {
        "line": "rounded line by line",
        "unit": "rounded for each unit",
        "unit_split": "rounded for each unit, the line split over its units in whole cents",
        "order": "rounded once per rate over the order",
        "order_sum": "rounded once over the order, all rates together",
        "order_carry": "rounded line by line, the fraction carried to the next",
    },
    "tax_charges": {True: "shipping is taxed", False: "shipping is not taxed"},
    "allocation": {
        "largest_remainder": "order discounts spread by largest remainder",
        "largest_remainder_last": "order discounts spread by largest remainder, the last of equals first",
        "half_up_last": "order discounts spread half up, the last line taking the rest",
        "half_up_first": "order discounts spread half up, the first line taking the rest",
        "half_up_largest": "order discounts spread half up, the largest line taking the rest",
        "floor_last": "order discounts spread rounded down, the last line taking the rest",
        "floor_first": "order discounts spread rounded down, the first lines taking a cent more each",
        "equal": "order discounts spread in equal parts, the first lines taking a cent more each",
        "cumulative": "order discounts spread line by line, the fraction carried to the next",
    },
    "tax_before_discount": {False: "tax reckoned after discounts", True: "tax reckoned before discounts"},
    "charges_apart": {
        True: "shipping's tax rounded apart from the lines'",
        False: "shipping's tax rounded together with the lines'",
    },
    "tax_extraction": {
        "tax_first": "tax inside a price rounded, the net being the rest",
        "net_first": "the net of a price rounded, the tax inside being the rest",
    },
    "inside_tax_rounding": for_each_mode(
        "tax inside prices {mode}", _MODES, same="tax inside prices rounded like any other"
    ),
    "several_taxes": {
        "apart": "several taxes of a line rounded each by itself",
        "together": "several taxes of a line rounded as one amount and divided",
        "together_carried": "several taxes of a line rounded as one amount and divided, "
        "the fractions carried to the next line",
    },
    "percent_rounding": {
        "line": "percent discounts rounded for the line",
        "unit": "percent discounts rounded for each unit",
        "none": "percent discounts not rounded",
        "rest": "percent discounts taken as what a rounded line leaves",
    },
    "discount_rounding": for_each_mode(
        "percent discounts {mode}", _MODES, same="percent discounts rounded like other amounts"
    ),
    "percent_basis": {
        "entered": "percent discounts reckoned on the price as entered",
        "net": "percent discounts reckoned on the price without tax",
        "gross": "percent discounts reckoned on the price with tax",
    },
    "fixed_basis": {
        "entered": "fixed discounts taken off the price as entered",
        "net": "fixed discounts taken off the price without tax",
    },
    "order_percent": {
        "spread": "a percentage off the order reckoned once and spread",
        "off_total": "a percentage off the order taken off its total with tax",
        "by_line": "a percentage off the order reckoned line by line",
    },
    "allocation_weights": {
        "left": "shares by what is left of the lines",
        "original": "shares by the lines before any discount",
        "gross": "shares by what is left of the lines with tax",
    },
    "line_rounding": {
        "line": "price times quantity rounded for the line",
        "unit": "the price of a unit rounded before it is multiplied",
        "none": "price times quantity not rounded",
    },
    "rounding": for_each_mode("other amounts {mode}", _MODES),
    "step_minor": {"number": "every amount rounded to multiples of {number} minor units"},
    "total_rounding": {
        "parts": "the total adds up rounded parts",
        "once": "the total rounded once from unrounded parts",
    },
    "home_tax": {
        "net_kept": "a price holding another country's tax keeps its net",
        "net_rounded": "a price holding another country's tax keeps its net rounded for a unit",
        "gross_rounded": "a price holding another country's tax keeps its net, "
        "the new price rounded for a unit",
        "gross_kept": "a price holding another country's tax stays as it is",
    },
}
