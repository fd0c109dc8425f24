"""What each parameter of a convention decides, for the documentation."""

from __future__ import annotations

MEANINGS: dict[str, str] = {
    "prices_include_tax": "Whether prices hold the tax, for orders whose export does not say.",
    "tax_rounding": "How taxes are rounded. Amounts below zero are rounded as if they were above it.",
    "tax_level": "Over what a tax is rounded.",
    "tax_charges": "Whether taxes of the whole order are also on shipping and fees. "
    "Taxes that an export states for its charges are always reckoned.",
    "allocation": "How one discount of the whole order is spread over the lines, and who gets the odd cents.",
    "tax_before_discount": "Whether taxes are of the amounts before or after discounts.",
    "charges_apart": "Where taxes are rounded over the order, whether those of shipping and fees are "
    "rounded by themselves or with those of the lines.",
    "tax_extraction": "Which part of a price that holds tax is rounded and which is what then remains.",
    "inside_tax_rounding": "How taxes that prices hold are rounded, where that differs from `tax_rounding`.",
    "several_taxes": "How several taxes on one thing are rounded. Of one amount that is divided, "
    "the last tax takes the rest.",
    "percent_rounding": "What is rounded when a percentage is taken off a line.",
    "discount_rounding": "How a percentage taken off a line or a charge is rounded, "
    "where that differs from `rounding`.",
    "percent_basis": "Of which price a percentage is reckoned.",
    "fixed_basis": "Which price a fixed amount is taken off, where prices hold tax.",
    "order_percent": "Whether a percentage off the whole order is one amount, one for each line, "
    "or comes off the total with tax and off each tax at the end.",
    "allocation_weights": "In proportion to what a discount of the whole order is spread.",
    "line_rounding": "Whether and where price times quantity is rounded.",
    "rounding": "How amounts that are not taxes are rounded.",
    "step_minor": "Amounts and taxes are rounded to multiples of so many minor units (cents, rappen, yen).",
    "total_rounding": "Whether the total adds up what was rounded, or is rounded by itself.",
    "home_tax": "What becomes of a price that holds one country's tax when the order is taxed in another.",
}
