"""Ready conventions by name: how known order systems calculate.

Each rests on figures the system states for its own orders (the case named beside
it, in `tests/peer_cases/`) or on real exports; a test reckons those cases
anew. `-vat` is for shops whose prices hold the tax; any parameter can be set
otherwise in the policy file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemas.convention import Convention

_STANDARD = Convention()
_HALF_EVEN = Convention(rounding="half_even", tax_rounding="half_even")
_DOWN = Convention(rounding="down", tax_rounding="down")
_WITH_TAX = Convention(prices_include_tax=True)
# Discounts of half a cent are rounded down (woo-19390-50), and so are taxes inside prices (woo-17517-10).
_WOOCOMMERCE = Convention(discount_rounding="half_down", inside_tax_rounding="half_down")
# Unless set otherwise, percentages are of the price without its tax (magento-functional-variation1).
_MAGENTO = Convention(percent_basis="net")
# Taxes inside a price are one amount that is divided, taxes on top are not; a price from abroad keeps its
# rounded net (magento-calc-row-multirule-multi-rules-multi-rows).
_MAGENTO_VAT = replace(
    _MAGENTO, prices_include_tax=True, several_taxes="together_carried", home_tax="net_rounded"
)

PRESETS: Mapping[str, Convention] = {
    # Real exports: base times rate, half up, line by line (order 1028; ecwid-payment).
    "ecwid": _STANDARD,
    # Real exports: tax inside a price is base × rate / (100 + rate), line by line.
    "ecwid-vat": _WITH_TAX,
    # Real exports of one shop: half up by line, shipping taxed (19 of 20 orders); shopify-order-450789469.
    "shopify-us": _STANDARD,
    # Real exports of another shop: 15/115 once over the order, shipping untaxed (49 of 49 orders).
    "shopify-vat": replace(_WITH_TAX, tax_level="order", tax_charges=False),
    # woo-26582-line, woo-17647; a tax is rounded for each line unless the shop chooses the subtotal.
    "woocommerce": _WOOCOMMERCE,
    # woo-17517-10, woo-20997-2.
    "woocommerce-vat": replace(_WOOCOMMERCE, prices_include_tax=True),
    # "Round tax at subtotal level", prices without tax: woo-26582-order, woo-doc-155.
    "woocommerce-subtotal": replace(_WOOCOMMERCE, tax_level="order"),
    # The same with tax in the prices: woo-discount-and-taxes, woo-24695.
    "woocommerce-subtotal-vat": replace(_WOOCOMMERCE, prices_include_tax=True, tax_level="order"),
    # "Unit price": magento-calc-unit-one-product, magento-scenario-excluding-tax-unit.
    "magento-unit": replace(_MAGENTO, tax_level="unit"),
    # magento-calc-unit-two-products-tax-included, magento-scenario-including-tax-unit.
    "magento-unit-vat": replace(_MAGENTO_VAT, tax_level="unit"),
    # "Row total": magento-calc-row-one-product, magento-scenario-excluding-tax-row.
    "magento-row": _MAGENTO,
    # magento-calc-row-multirule-multi-rules-multi-rows, magento-functional-variation1.
    "magento-row-vat": _MAGENTO_VAT,
    # "Total", fractions carried along: magento-scenario-multi-tax-rule-two-row-calculate-subtotal-yes-total.
    "magento-total": replace(_MAGENTO, tax_level="order_carry"),
    # magento-calc-total-multirule-multi-rules-multi-rows, magento-scenario-including-tax-total.
    "magento-total-vat": replace(_MAGENTO_VAT, tax_level="order_carry"),
    # "Round per line", a discount of the order as a document line: odoo-comp-taxes-ordering-1,
    # odoo-disc-taxes-l10n-in-20.
    "odoo-line": replace(_STANDARD, order_percent="off_total"),
    # "Round globally": odoo-doc-discount-with-round-globally-1, odoo-disc-taxes-l10n-in-13.
    "odoo-global": replace(_STANDARD, tax_level="order", percent_rounding="none", order_percent="off_total"),
    # Taxes by order item: sylius-rounding-taxes-on-order-item-level-3.
    "sylius": _STANDARD,
    # Taxes by item unit: sylius-tax-item-units-with-discount-for-item-3.
    "sylius-unit": replace(_STANDARD, tax_level="unit"),
    # The net of a price is rounded and the tax is the rest (vendure-mixed-incl); vendure-e2e-zone-change.
    "vendure": Convention(tax_extraction="net_first", home_tax="net_rounded", allocation_weights="gross"),
    # A percentage is taken off each unit: edit-saleor-0114-pct-fix-add.
    "saleor": replace(_STANDARD, percent_rounding="unit"),
    # It rounds nothing inside and keeps fractions of cents in every figure (medusa-inclusive). Here amounts
    # are whole cents, so this is the nearest: lines and percentages stay raw, tax and total are rounded
    # once, over everything. Fixed discounts come off the price without its tax.
    "medusa": Convention(
        line_rounding="none",
        percent_rounding="none",
        tax_level="order_sum",
        charges_apart=False,
        total_rounding="once",
        fixed_basis="net",
    ),
    # By line; of equal shares the last takes the odd cent: solidus-alloc-10-3, solidus-de-book.
    "solidus": replace(_STANDARD, allocation="largest_remainder_last"),
    # "Horizontal": shopware-net-1999-horizontal, shopware-gross-mixed-horizontal.
    "shopware-line": _STANDARD,
    # "Vertical": shopware-net-1999-vertical; lines and total are not rounded before: shopware-net-gross-2.
    "shopware-global": Convention(tax_level="order", line_rounding="none", total_rounding="once"),
    # "UnitPriceLevel": ct-unit-price-level.
    "commercetools-unit": replace(_STANDARD, tax_level="unit"),
    # "LineItemLevel": ct-line-item-level.
    "commercetools-line": _STANDARD,
    # Sum, then round: gobl-sum-then-round, gobl-incl-by-sum.
    "gobl-sum": replace(_STANDARD, tax_level="order_sum"),
    # Round, then sum: gobl-round-then-sum, gobl-incl-by-line.
    "gobl-line": _STANDARD,
    # Half to even (square-bankers), each tax once over the order: square-8875-2.
    "square": replace(_HALF_EVEN, tax_level="order"),
    # Half to even by line: stax-half-even.
    "stax": _HALF_EVEN,
    # Rounding method "up": dynamics-four-lines.
    "dynamics-up": Convention(rounding="up", tax_rounding="up"),
    # Percent discounts by unit: dynamicweb-per-unit.
    "dynamicweb-unit": replace(_STANDARD, percent_rounding="unit"),
    # Tax inside prices, the fraction carried to the next line: zuora-incl-redistributed.
    "zuora": replace(_WITH_TAX, tax_level="order_carry"),
    # Yen, tax inside prices, everything cut off: storesjp-8-to-10.
    "yen-down": replace(_DOWN, prices_include_tax=True),
}
"""The convention of each preset."""
