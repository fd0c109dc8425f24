"""Every kind of edit on Ecwid orders in JSON, from the workbook to the changed members and the money.

Each case is one order. The prices of most hold 8.1 % VAT; `NET` has it on top.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from end_to_end import (
    Case,
    Finished,
    check_case,
    number_orders,
    replace_pieces,
    rows_of,
    run,
    write_workbook,
)

pytestmark = pytest.mark.thorough

# 2 × 24.90 = 49.80, VAT inside 49.80 × 8.1/108.1 = 3.73 (3.7315)
# 1 × 60.00, VAT inside 4.50 (4.4958); shipping 9.00, VAT inside 0.67 (0.6744), carried by the cups
# tax 3.73 + 4.50 + 0.67 = 8.90; total 49.80 + 60.00 + 9.00 = 118.80
PAID = """\
    {
      "id": "K000",
      "subtotal": 109.8,
      "total": 118.8,
      "totalWithoutTax": 109.9,
      "tax": 8.9,
      "email": "vreni.keller@example.ch",
      "paymentMethod": "TWINT",
      "paymentStatus": "PAID",
      "couponDiscount": 0,
      "discount": 0,
      "pricesIncludeTax": true,
      "customerTaxExempt": false,
      "items": [
        {
          "id": 71, "sku": "TASSE", "name": "Tasse", "price": 24.9, "quantity": 2, "tax": 4.4, "shipping": 9,
          "taxes": [
            {"name": "MwSt.", "value": 8.1, "total": 4.4, "taxOnDiscountedSubtotal": 3.73, "taxOnShipping": 0.67}
          ],
          "discounts": []
        },
        {
          "id": 72, "sku": "KANNE", "name": "Kanne", "price": 60, "quantity": 1, "tax": 4.5, "shipping": 0,
          "taxes": [
            {"name": "MwSt.", "value": 8.1, "total": 4.5, "taxOnDiscountedSubtotal": 4.5, "taxOnShipping": 0}
          ],
          "discounts": []
        }
      ],
      "billingPerson": {
        "name": "Vreni Keller", "street": "Seestrasse 5", "city": "Zürich", "countryCode": "CH", "postalCode": "8002", "phone": "+41 44 000 00 01"
      },
      "shippingPerson": {
        "name": "Hans Keller", "street": "Rue du Lac 3", "city": "Vevey", "countryCode": "CH", "postalCode": "1800", "phone": ""
      },
      "shippingOption": {"shippingMethodName": "PostPac", "shippingRate": 9},
      "taxesOnShipping": [{"name": "MwSt.", "value": 8.1, "total": 0.67}]
    }"""

# on top: 49.80 × 8.1 % = 4.03 (4.0338), 60.00 × 8.1 % = 4.86, 9.00 × 8.1 % = 0.73 (0.729): 9.62
# total 49.80 + 60.00 + 9.00 + 9.62 = 128.42, nothing paid yet
NET = replace_pieces(
    PAID,
    [
        ('"total": 118.8', '"total": 128.42'),
        ('"totalWithoutTax": 109.9', '"totalWithoutTax": 118.8'),
        ('"tax": 8.9', '"tax": 9.62'),
        ('"PAID"', '"AWAITING_PAYMENT"'),
        ('"pricesIncludeTax": true', '"pricesIncludeTax": false'),
        ('"tax": 4.4', '"tax": 4.76'),
        ('"total": 4.4, "taxOnDiscountedSubtotal": 3.73, "taxOnShipping": 0.67', '"total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73'),
        ('"tax": 4.5', '"tax": 4.86'),
        ('"total": 4.5, "taxOnDiscountedSubtotal": 4.5', '"total": 4.86, "taxOnDiscountedSubtotal": 4.86'),
        ('"total": 0.67', '"total": 0.73'),
    ],
)  # fmt: skip

# the customer pays no tax
EXEMPT = replace_pieces(
    NET,
    [
        ('"total": 128.42', '"total": 118.8'),
        ('"tax": 9.62', '"tax": 0'),
        ('"customerTaxExempt": false', '"customerTaxExempt": true'),
        ('"tax": 4.76', '"tax": 0'),
        ('"total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73', '"total": 0, "taxOnDiscountedSubtotal": 0, "taxOnShipping": 0'),
        ('"tax": 4.86', '"tax": 0'),
        ('"total": 4.86, "taxOnDiscountedSubtotal": 4.86', '"total": 0, "taxOnDiscountedSubtotal": 0'),
        ('"total": 0.73', '"total": 0'),
    ],
)  # fmt: skip

# collected in the shop: no shipping, and so nothing tells whether the shop taxes it; tax 4.03 + 4.86
COLLECTED = replace_pieces(
    NET,
    [
        ('"total": 128.42', '"total": 118.69'),
        ('"totalWithoutTax": 118.8', '"totalWithoutTax": 109.8'),
        ('"tax": 9.62', '"tax": 8.89'),
        ('"tax": 4.76, "shipping": 9', '"tax": 4.03, "shipping": 0'),
        ('"total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73', '"total": 4.03, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0'),
        ('"shippingRate": 9', '"shippingRate": 0'),
        ('[{"name": "MwSt.", "value": 8.1, "total": 0.73}]', "[]"),
    ],
)  # fmt: skip

# newer orders also state the prices without tax: 24.90/1.081 = 23.03 (23.0342), 60.00/1.081 = 55.50 (55.5042)
NEWER = replace_pieces(
    PAID,
    [
        ('"subtotal": 109.8,', '"subtotal": 109.8,\n      "subtotalWithoutTax": 101.57,'),
        ('"price": 24.9,', '"price": 24.9, "priceWithoutTax": 23.03,'),
        ('"price": 60,', '"price": 60, "priceWithoutTax": 55.5,'),
    ],
)

# coupon of 10 % on 109.80 = 10.98: 4.98 of the cups, 6.00 of the jug
# VAT: 44.82 → 3.36 (3.3584), 54.00 → 4.05 (4.0463), shipping 0.67: 8.08; total 118.80 − 10.98 = 107.82
COUPON = replace_pieces(
    PAID,
    [
        ('"total": 118.8', '"total": 107.82'),
        ('"totalWithoutTax": 109.9', '"totalWithoutTax": 99.74'),
        ('"tax": 8.9', '"tax": 8.08'),
        ('"couponDiscount": 0', '"couponDiscount": 10.98'),
        ('"items": [', '"discountCoupon": {"code": "WINTER", "discountType": "PERCENT", "discount": 10},\n      "items": ['),
        ('"tax": 4.4, "shipping": 9,', '"tax": 4.03, "shipping": 9, "couponApplied": true, "couponAmount": 4.98,'),
        ('"total": 4.4, "taxOnDiscountedSubtotal": 3.73', '"total": 4.03, "taxOnDiscountedSubtotal": 3.36'),
        ('"tax": 4.5, "shipping": 0,', '"tax": 4.05, "shipping": 0, "couponApplied": true, "couponAmount": 6,'),
        ('"total": 4.5, "taxOnDiscountedSubtotal": 4.5', '"total": 4.05, "taxOnDiscountedSubtotal": 4.05'),
    ],
)  # fmt: skip

# a discount of the cups alone, 20 % of 49.80 = 9.96: VAT of 39.84 = 2.99 (2.9852)
# tax 2.99 + 4.50 + 0.67 = 8.16; total 118.80 − 9.96 = 108.84
REDUCED = replace_pieces(
    PAID,
    [
        ('"total": 118.8', '"total": 108.84'),
        ('"totalWithoutTax": 109.9', '"totalWithoutTax": 100.68'),
        ('"tax": 8.9', '"tax": 8.16'),
        ('"discount": 0', '"discount": 9.96'),
        ('"tax": 4.4, "shipping": 9', '"tax": 3.66, "shipping": 9'),
        ('"total": 4.4, "taxOnDiscountedSubtotal": 3.73', '"total": 3.66, "taxOnDiscountedSubtotal": 2.99'),
        ('"taxOnShipping": 0.67}\n          ],\n          "discounts": []', '"taxOnShipping": 0.67}\n          ],\n          "discounts": [{"discountInfo": {"value": 20, "type": "PERCENT", "base": "CUSTOM", "description": "Kratzer"}, "total": 9.96}]'),
    ],
)  # fmt: skip


def members(order: str, **new: str) -> list[tuple[str, str]]:
    """The order's own members of these names, before and with these values."""
    pieces = []
    for name, value in new.items():
        (old,) = re.findall(rf'\n      "{name}": .*,\n', order)
        pieces.append((old, f'\n      "{name}": {value},\n'))
    return pieces


def cups(tax: str, own: str, shipping: str = "0.67") -> list[tuple[str, str]]:
    """The tax of the cups in `PAID`: whole, without shipping's, shipping's."""
    return [
        ('"tax": 4.4,', f'"tax": {tax},'),
        ('"total": 4.4, "taxOnDiscountedSubtotal": 3.73, "taxOnShipping": 0.67', f'"total": {tax}, "taxOnDiscountedSubtotal": {own}, "taxOnShipping": {shipping}'),
    ]  # fmt: skip


def jug(tax: str) -> list[tuple[str, str]]:
    """The tax of the jug in `PAID`."""
    return [
        ('"tax": 4.5,', f'"tax": {tax},'),
        (
            '"total": 4.5, "taxOnDiscountedSubtotal": 4.5,',
            f'"total": {tax}, "taxOnDiscountedSubtotal": {tax},',
        ),
    ]


def first(member: str) -> tuple[str, str]:
    """A member the order did not have stands first in it."""
    return ('    {\n      "id": "K000"', f'    {{\n      {member},\n      "id": "K000"')


def after_jug(item: str) -> tuple[str, str]:
    """An item behind the last one."""
    end = '          "discounts": []\n        }\n      ],'
    return (end, f'          "discounts": []\n        }},\n{item}\n      ],')


SIEVE = """\
        {
          "price": 12.5,
          "sku": "SIEB",
          "quantity": 1,
          "tax": 0.94,
          "name": "Teesieb",
          "taxes": [
            {
              "name": "MwSt.",
              "value": 8.1,
              "total": 0.94,
              "taxOnDiscountedSubtotal": 0.94,
              "taxOnShipping": 0
            }
          ],
          "discounts": []
        }"""
JUG = PAID[PAID.index('        {\n          "id": 72') : PAID.index('\n      ],\n      "billingPerson"')]
CUPS = PAID[PAID.index('        {\n          "id": 71') : PAID.index(",\n" + JUG)]
CUPS_TAXES = CUPS[CUPS.index('"taxes"') : CUPS.index(',\n          "discounts"')]
JUG_TAXES = JUG[JUG.index('"taxes"') : JUG.index(',\n          "discounts"')]
NET_CUPS_TAX = (
    '{"name": "MwSt.", "value": 8.1, "total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73}'
)
NET_JUG_TAX = (
    '{"name": "MwSt.", "value": 8.1, "total": 4.86, "taxOnDiscountedSubtotal": 4.86, "taxOnShipping": 0}'
)


def share(figures: str, name: str, total: str) -> str:
    """A discount in an item's list."""
    return f"""\
"discounts": [
            {{
              "discountInfo": {{
                {figures.replace(", ", "," + chr(10) + " " * 16)},
                "base": "CUSTOM",
                "description": "{name}"
              }},
              "total": {total}
            }}
          ]"""


def custom(figures: str, name: str) -> str:
    """The order's list of discounts with a custom one."""
    return f"""\
"discountInfo": [
        {{
          {figures.replace(", ", "," + chr(10) + " " * 10)},
          "base": "CUSTOM",
          "description": "{name}"
        }}
      ]"""


def with_share(end: str, text: str) -> tuple[str, str]:
    """The empty list of discounts of the item whose last tax ends like that, filled."""
    return (
        f'"taxOnShipping": {end}}}\n          ],\n          "discounts": []',
        f'"taxOnShipping": {end}}}\n          ],\n          {text}',
    )


def city_tax(total: str) -> str:
    """An added tax as it stands behind another one."""
    return f',\n            {{"name": "Kurtaxe", "value": 2, "total": {total}, "taxOnDiscountedSubtotal": {total}, "taxOnShipping": 0}}'


CASES = [
    # --- items
    # 1 × 12.50, VAT inside 12.50 × 8.1/108.1 = 0.94 (0.9366): total +12.50, tax 8.90 + 0.94
    Case(
        "add an item",
        PAID,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 1}),
        [
            *members(PAID, subtotal="122.3", total="131.3", totalWithoutTax="121.46", tax="9.84"),
            after_jug(SIEVE),
        ],
        ("12.50", "collect", "12.50"),
    ),
    # 12.50/1.081 = 11.56 (11.5634) a piece without tax
    Case(
        "add an item to an order that states net prices",
        NEWER,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 1}),
        [
            *members(
                NEWER,
                subtotal="122.3",
                subtotalWithoutTax="113.13",
                total="131.3",
                totalWithoutTax="121.46",
                tax="9.84",
            ),
            after_jug(
                replace_pieces(
                    SIEVE, [('"price": 12.5,', '"price": 12.5,\n          "priceWithoutTax": 11.56,')]
                )
            ),
        ],
        ("12.50", "collect", "12.50"),
    ),
    # on top: 3 × 12.50 = 37.50, tax 3.04 (3.0375): +40.54; billed whole: 128.42 + 40.54
    Case(
        "add an item with tax on top",
        NET,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 3}),
        [
            *members(NET, subtotal="147.3", total="168.96", totalWithoutTax="156.3", tax="12.66"),
            after_jug(replace_pieces(SIEVE.replace("0.94", "3.04"), [('"quantity": 1', '"quantity": 3')])),
        ],
        ("40.54", "bill", "168.96"),
    ),
    # the coupon takes 10 % of 122.30 = 12.23: 4.98 + 6.00 + 1.25; VAT of 12.50 − 1.25 = 11.25: 0.84 (0.8430)
    Case(
        "add an item to an order with a coupon",
        COUPON,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 1}),
        [
            *members(
                COUPON,
                subtotal="122.3",
                total="119.07",
                totalWithoutTax="110.15",
                tax="8.92",
                couponDiscount="12.23",
            ),
            after_jug(
                replace_pieces(
                    SIEVE.replace("0.94", "0.84"),
                    [
                        (
                            '"name": "Teesieb"',
                            '"name": "Teesieb",\n          "couponApplied": true,\n          "couponAmount": 1.25',
                        )
                    ],
                )
            ),
        ],
        ("11.25", "collect", "11.25"),
    ),
    # −60.00 with its VAT of 4.50
    Case(
        "remove an item",
        PAID,
        ("Items", {"action": "remove", "item": "KANNE"}),
        [*members(PAID, subtotal="49.8", total="58.8", totalWithoutTax="54.4", tax="4.4"), (",\n" + JUG, "")],
        ("-60.00", "refund", "60.00"),
    ),
    # −49.80 with its VAT of 3.73; the VAT of shipping, which the cups carried, stays in the order
    Case(
        "remove the item that carries the shipping's tax",
        PAID,
        ("Items", {"action": "remove", "item": "TASSE"}),
        [
            *members(PAID, subtotal="60", total="69", totalWithoutTax="63.83", tax="5.17"),
            (CUPS + ",\n", ""),
            ('"tax": 4.5,', '"tax": 5.17,'),
            (
                '"total": 4.5, "taxOnDiscountedSubtotal": 4.5, "taxOnShipping": 0}',
                '"total": 5.17, "taxOnDiscountedSubtotal": 4.5, "taxOnShipping": 0.67}',
            ),
        ],
        ("-49.80", "refund", "49.80"),
    ),
    # 10 % less of 60.00 alone: 6.00 stays; the cups' 4.98 go with them
    Case(
        "remove an item of an order with a coupon",
        COUPON,
        ("Items", {"action": "remove", "item": "#2"}),
        [
            *members(
                COUPON,
                subtotal="49.8",
                total="53.82",
                totalWithoutTax="49.79",
                tax="4.03",
                couponDiscount="4.98",
            ),
            (
                COUPON[
                    COUPON.index(',\n        {\n          "id": 72') : COUPON.index(
                        '\n      ],\n      "billingPerson"'
                    )
                ],
                "",
            ),
        ],
        ("-54.00", "refund", "54.00"),
    ),
    Case(
        "change an item's SKU",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "sku": "TASSE-BLAU"}),
        [('"sku": "TASSE"', '"sku": "TASSE-BLAU"')],
    ),
    Case(
        "change an item's name",
        PAID,
        ("Items", {"action": "change", "item": "#2", "name": 'Kanne "Séverine"'}),
        [('"name": "Kanne"', '"name": "Kanne \\"Séverine\\""')],
    ),
    # 2 × 19.90 = 39.80, VAT 2.98 (2.9822): −10.00; the cups' tax 2.98 + 0.67
    Case(
        "change an item's price",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "price": "19.90", "old price": "24.90"}),
        [
            *members(PAID, subtotal="99.8", total="108.8", totalWithoutTax="100.65", tax="8.15"),
            *cups("3.65", "2.98"),
            ('"price": 24.9', '"price": 19.9'),
        ],
        ("-10.00", "refund", "10.00"),
    ),
    # on top: 2 × 19.90 = 39.80, tax 3.22 (3.2238) for 4.03: −10.81
    Case(
        "change an item's price with tax on top",
        NET,
        ("Items", {"action": "change", "item": "TASSE", "price": "19.90"}),
        [
            *members(NET, subtotal="99.8", total="117.61", totalWithoutTax="108.8", tax="8.81"),
            ('"price": 24.9', '"price": 19.9'),
            ('"tax": 4.76,', '"tax": 3.95,'),
            (
                '"total": 4.76, "taxOnDiscountedSubtotal": 4.03',
                '"total": 3.95, "taxOnDiscountedSubtotal": 3.22',
            ),
        ],
        ("-10.81", "bill", "117.61"),
    ),
    # 0 is a price: −60.00, VAT 0
    Case(
        "make an item free",
        PAID,
        ("Items", {"action": "change", "item": "KANNE", "price": 0}),
        [
            *members(PAID, subtotal="49.8", total="58.8", totalWithoutTax="54.4", tax="4.4"),
            *jug("0"),
            ('"price": 60', '"price": 0'),
        ],
        ("-60.00", "refund", "60.00"),
    ),
    # 3 × 24.90 = 74.70, VAT 5.60 (5.5973): +24.90, tax +1.87
    Case(
        "change an item's quantity",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "quantity": 3}),
        [
            *members(PAID, subtotal="134.7", total="143.7", totalWithoutTax="132.93", tax="10.77"),
            *cups("6.27", "5.6"),
            ('"quantity": 2', '"quantity": 3'),
        ],
        ("24.90", "collect", "24.90"),
    ),
    # 1 × 24.90 − 20 % (4.98) = 19.92, VAT 1.49 (1.4926): −19.92, half of the discounted line
    Case(
        "change the quantity of a reduced item",
        REDUCED,
        ("Items", {"action": "change", "item": "TASSE", "quantity": 1}),
        [
            *members(
                REDUCED, subtotal="84.9", total="88.92", totalWithoutTax="82.26", tax="6.66", discount="4.98"
            ),
            ('"quantity": 2', '"quantity": 1'),
            ('"tax": 3.66,', '"tax": 2.16,'),
            (
                '"total": 3.66, "taxOnDiscountedSubtotal": 2.99',
                '"total": 2.16, "taxOnDiscountedSubtotal": 1.49',
            ),
            ('"total": 9.96', '"total": 4.98'),
        ],
        ("-19.92", "refund", "19.92"),
    ),
    # --- customer
    Case(
        "change the customer's name",
        PAID,
        ("Customer", {"name": "Verena Keller-Roth"}),
        [('"name": "Vreni Keller"', '"name": "Verena Keller-Roth"')],
    ),
    Case(
        "change the e-mail address",
        PAID,
        ("Customer", {"email": "v.keller@example.ch"}),
        [('"vreni.keller@example.ch"', '"v.keller@example.ch"')],
    ),
    Case(
        "change the phone number",
        PAID,
        ("Customer", {"phone": "+41 79 000 00 02"}),
        [('"+41 44 000 00 01"', '"+41 79 000 00 02"')],
    ),
    Case(
        "change the shipping address",
        PAID,
        (
            "Customer",
            {
                "shipping name": "Jean Keller",
                "shipping street": "Quai Perdonnet 8",
                "shipping street 2": "c/o Roth",
                "shipping city": "Lausanne",
                "shipping postal code": "1005",
                "shipping country": "FR",
                "shipping phone": "+41 21 000 00 03",
            },
        ),
        [
            (
                '"name": "Hans Keller", "street": "Rue du Lac 3", "city": "Vevey", "countryCode": "CH", "postalCode": "1800", "phone": ""',
                '"name": "Jean Keller", "street": "Quai Perdonnet 8\\nc/o Roth", "city": "Lausanne", "countryCode": "FR", "postalCode": "1005", "phone": "+41 21 000 00 03"',
            )
        ],
    ),
    Case(
        "change the billing address",
        PAID,
        ("Customer", {"billing street": "Bahnhofstrasse 1", "billing city": "Zug", "billing zip": "6300"}),
        [
            (
                '"street": "Seestrasse 5", "city": "Zürich", "countryCode": "CH", "postalCode": "8002"',
                '"street": "Bahnhofstrasse 1", "city": "Zug", "countryCode": "CH", "postalCode": "6300"',
            )
        ],
    ),
    # --- discounts
    # 10.00 over 49.80 and 60.00: 4.54 (4.5355) + 5.46; VAT of 45.26: 3.39 (3.3914), of 54.54: 4.09 (4.0867)
    Case(
        "add a discount of an amount",
        PAID,
        ("Discounts", {"action": "add", "discount": "Kulanz", "kind": "amount", "value": "10.00"}),
        [
            *members(PAID, total="108.8", totalWithoutTax="100.65", tax="8.15", discount="10"),
            first(custom('"value": 10, "type": "ABS"', "Kulanz")),
            with_share("0.67", share('"value": 10, "type": "ABS"', "Kulanz", "4.54")),
            with_share("0", share('"value": 10, "type": "ABS"', "Kulanz", "5.46")),
            *cups("4.06", "3.39"),
            *jug("4.09"),
        ],
        ("-10.00", "refund", "10.00"),
    ),
    # 10 % of 109.80 = 10.98: 4.98 + 6.00
    # 44.82 × 8.1 % = 3.63 (3.6304), 54.00 × 8.1 % = 4.37 (4.374): tax 3.63 + 4.37 + 0.73 = 8.73; −10.98 − 0.89
    Case(
        "add a discount of a percentage with tax on top",
        NET,
        ("Discounts", {"action": "add", "discount": "Kulanz", "kind": "percent", "value": "10%"}),
        [
            *members(NET, total="116.55", totalWithoutTax="107.82", tax="8.73", discount="10.98"),
            first(custom('"value": 10, "type": "PERCENT"', "Kulanz")),
            with_share("0.73", share('"value": 10, "type": "PERCENT"', "Kulanz", "4.98")),
            with_share("0", share('"value": 10, "type": "PERCENT"', "Kulanz", "6")),
            ('"tax": 4.76,', '"tax": 4.36,'),
            (
                '"total": 4.76, "taxOnDiscountedSubtotal": 4.03',
                '"total": 4.36, "taxOnDiscountedSubtotal": 3.63',
            ),
            ('"tax": 4.86,', '"tax": 4.37,'),
            (
                '"total": 4.86, "taxOnDiscountedSubtotal": 4.86',
                '"total": 4.37, "taxOnDiscountedSubtotal": 4.37',
            ),
        ],
        ("-11.87", "bill", "116.55"),
    ),
    # 5.00 of the jug: VAT of 55.00: 4.12 (4.1212)
    Case(
        "add a discount of one item",
        PAID,
        (
            "Discounts",
            {"action": "add", "discount": "Delle", "kind": "amount", "value": "5", "item": "KANNE"},
        ),
        [
            *members(PAID, total="113.8", totalWithoutTax="105.28", tax="8.52", discount="5"),
            with_share("0", share('"value": 5, "type": "ABS"', "Delle", "5")),
            *jug("4.12"),
        ],
        ("-5.00", "refund", "5.00"),
    ),
    # 20 % of 49.80 = 9.96: VAT of 39.84: 2.99 (2.9852)
    Case(
        "add a percentage discount of one item",
        PAID,
        (
            "Discounts",
            {"action": "add", "discount": "Kratzer", "kind": "percent", "value": 20, "item": "TASSE"},
        ),
        [
            *members(PAID, total="108.84", totalWithoutTax="100.68", tax="8.16", discount="9.96"),
            with_share("0.67", share('"value": 20, "type": "PERCENT"', "Kratzer", "9.96")),
            *cups("3.66", "2.99"),
        ],
        ("-9.96", "refund", "9.96"),
    ),
    # 15 % of 109.80 = 16.47: 7.47 + 9.00; VAT of 42.33: 3.17 (3.1718), of 51.00: 3.82 (3.8215)
    Case(
        "change a coupon's percentage",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "value": "15%"}),
        [
            *members(COUPON, total="102.33", totalWithoutTax="94.67", tax="7.66", couponDiscount="16.47"),
            ('"discount": 10', '"discount": 15'),
            ('"couponAmount": 4.98', '"couponAmount": 7.47'),
            ('"couponAmount": 6', '"couponAmount": 9'),
            ('"tax": 4.03', '"tax": 3.84'),
            (
                '"total": 4.03, "taxOnDiscountedSubtotal": 3.36',
                '"total": 3.84, "taxOnDiscountedSubtotal": 3.17',
            ),
            ('"tax": 4.05', '"tax": 3.82'),
            (
                '"total": 4.05, "taxOnDiscountedSubtotal": 4.05',
                '"total": 3.82, "taxOnDiscountedSubtotal": 3.82',
            ),
        ],
        ("-5.49", "refund", "5.49"),
    ),
    # 5.00 instead of 10 %: 2.27 (2.2678) + 2.73; VAT of 47.53: 3.56 (3.5615), of 57.27: 4.29 (4.2913)
    Case(
        "change a coupon from a percentage to an amount",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "kind": "amount", "value": "5.00"}),
        [
            *members(COUPON, total="113.8", totalWithoutTax="105.28", tax="8.52", couponDiscount="5"),
            ('"discountType": "PERCENT", "discount": 10', '"discountType": "ABS", "discount": 5'),
            ('"couponAmount": 4.98', '"couponAmount": 2.27'),
            ('"couponAmount": 6', '"couponAmount": 2.73'),
            ('"tax": 4.03', '"tax": 4.23'),
            (
                '"total": 4.03, "taxOnDiscountedSubtotal": 3.36',
                '"total": 4.23, "taxOnDiscountedSubtotal": 3.56',
            ),
            ('"tax": 4.05', '"tax": 4.29'),
            (
                '"total": 4.05, "taxOnDiscountedSubtotal": 4.05',
                '"total": 4.29, "taxOnDiscountedSubtotal": 4.29',
            ),
        ],
        ("5.98", "collect", "5.98"),
    ),
    # 10 % of 49.80 = 4.98 instead of 9.96: VAT of 44.82: 3.36 (3.3584)
    Case(
        "change a discount of one item",
        REDUCED,
        ("Discounts", {"action": "change", "discount": "Kratzer", "value": "10%"}),
        [
            *members(REDUCED, total="113.82", totalWithoutTax="105.29", tax="8.53", discount="4.98"),
            ('"tax": 3.66,', '"tax": 4.03,'),
            (
                '"total": 3.66, "taxOnDiscountedSubtotal": 2.99',
                '"total": 4.03, "taxOnDiscountedSubtotal": 3.36',
            ),
            ('"value": 20', '"value": 10'),
            ('"total": 9.96', '"total": 4.98'),
        ],
        ("4.98", "collect", "4.98"),
    ),
    Case(
        "rename a coupon",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "new name": "WINTER-26"}),
        [('"code": "WINTER"', '"code": "WINTER-26"')],
    ),
    # back to 118.80 with 8.90 VAT: +10.98
    Case(
        "remove a coupon",
        COUPON,
        ("Discounts", {"action": "remove", "discount": "WINTER"}),
        [
            *members(COUPON, total="118.8", totalWithoutTax="109.9", tax="8.9", couponDiscount="0"),
            ('"discountCoupon": {"code": "WINTER", "discountType": "PERCENT", "discount": 10},\n      ', ""),
            (
                '"tax": 4.03, "shipping": 9, "couponApplied": true, "couponAmount": 4.98',
                '"tax": 4.4, "shipping": 9, "couponApplied": false, "couponAmount": 0',
            ),
            (
                '"total": 4.03, "taxOnDiscountedSubtotal": 3.36',
                '"total": 4.4, "taxOnDiscountedSubtotal": 3.73',
            ),
            (
                '"tax": 4.05, "shipping": 0, "couponApplied": true, "couponAmount": 6',
                '"tax": 4.5, "shipping": 0, "couponApplied": false, "couponAmount": 0',
            ),
            (
                '"total": 4.05, "taxOnDiscountedSubtotal": 4.05',
                '"total": 4.5, "taxOnDiscountedSubtotal": 4.5',
            ),
        ],
        ("10.98", "collect", "10.98"),
    ),
    # back to 118.80 with 8.90 VAT: +9.96
    Case(
        "remove a discount of one item",
        REDUCED,
        ("Discounts", {"action": "remove", "discount": "Kratzer", "item": "TASSE"}),
        [
            *members(REDUCED, total="118.8", totalWithoutTax="109.9", tax="8.9", discount="0"),
            ('"tax": 3.66,', '"tax": 4.4,'),
            (
                '"total": 3.66, "taxOnDiscountedSubtotal": 2.99',
                '"total": 4.4, "taxOnDiscountedSubtotal": 3.73',
            ),
            (
                '"discounts": [{"discountInfo": {"value": 20, "type": "PERCENT", "base": "CUSTOM", "description": "Kratzer"}, "total": 9.96}]',
                '"discounts": []',
            ),
        ],
        ("9.96", "collect", "9.96"),
    ),
    # --- names
    Case(
        "change the payment option's name",
        PAID,
        ("Order", {"payment method": "PostFinance"}),
        [('"TWINT"', '"PostFinance"')],
    ),
    Case(
        "change the shipping method's name",
        PAID,
        ("Order", {"shipping method": "Vélocourrier"}),
        [('"PostPac"', '"Vélocourrier"')],
    ),
    # --- taxes
    # on top at 2.6 %: 1.29 (1.2948) + 1.56 + 0.23 (0.234) = 3.08 for 9.62: −6.54
    Case(
        "change a tax's rate with tax on top",
        NET,
        ("Taxes", {"action": "change", "tax": "MwSt.", "rate": "2.6%"}),
        [
            *members(NET, total="121.88", tax="3.08"),
            ('"tax": 4.76,', '"tax": 1.52,'),
            (
                '"value": 8.1, "total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73',
                '"value": 2.6, "total": 1.52, "taxOnDiscountedSubtotal": 1.29, "taxOnShipping": 0.23',
            ),
            ('"tax": 4.86,', '"tax": 1.56,'),
            (
                '"value": 8.1, "total": 4.86, "taxOnDiscountedSubtotal": 4.86',
                '"value": 2.6, "total": 1.56, "taxOnDiscountedSubtotal": 1.56',
            ),
            ('"value": 8.1, "total": 0.73', '"value": 2.6, "total": 0.23'),
        ],
        ("-6.54", "bill", "121.88"),
    ),
    # inside at 2.6 %: 1.26 (1.2620) + 1.52 (1.5205) + 0.23 (0.2281) = 3.01; the customer pays the same
    Case(
        "change a tax's rate inside the price",
        PAID,
        ("Taxes", {"action": "change", "tax": "MwSt.", "rate": "2.6%"}),
        [
            *members(PAID, totalWithoutTax="115.79", tax="3.01"),
            ('"tax": 4.4,', '"tax": 1.49,'),
            (
                '"value": 8.1, "total": 4.4, "taxOnDiscountedSubtotal": 3.73, "taxOnShipping": 0.67',
                '"value": 2.6, "total": 1.49, "taxOnDiscountedSubtotal": 1.26, "taxOnShipping": 0.23',
            ),
            ('"tax": 4.5,', '"tax": 1.52,'),
            (
                '"value": 8.1, "total": 4.5, "taxOnDiscountedSubtotal": 4.5',
                '"value": 2.6, "total": 1.52, "taxOnDiscountedSubtotal": 1.52',
            ),
            ('"value": 8.1, "total": 0.67', '"value": 2.6, "total": 0.23'),
        ],
    ),
    # only the cups: 49.80 × 2.6 % = 1.29 for 4.03: −2.74
    Case(
        "change the rate of one item's tax",
        NET,
        ("Taxes", {"action": "change", "tax": "MwSt.", "rate": "2.6%", "item": "TASSE"}),
        [
            *members(NET, total="125.68", tax="6.88"),
            ('"tax": 4.76,', '"tax": 2.02,'),
            (
                '"value": 8.1, "total": 4.76, "taxOnDiscountedSubtotal": 4.03',
                '"value": 2.6, "total": 2.02, "taxOnDiscountedSubtotal": 1.29',
            ),
        ],
        ("-2.74", "bill", "125.68"),
    ),
    Case(
        "change a tax's name",
        PAID,
        ("Taxes", {"action": "change", "tax": "MwSt.", "new name": "TVA"}),
        [
            ('"name": "MwSt.", "value": 8.1, "total": 4.4', '"name": "TVA", "value": 8.1, "total": 4.4'),
            ('"name": "MwSt.", "value": 8.1, "total": 4.5', '"name": "TVA", "value": 8.1, "total": 4.5'),
            ('"name": "MwSt.", "value": 8.1, "total": 0.67', '"name": "TVA", "value": 8.1, "total": 0.67'),
        ],
    ),
    # on top 2 %: 1.00 (0.996) + 1.20: +2.20
    Case(
        "add a tax",
        NET,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%"}),
        [
            *members(NET, total="130.62", tax="11.82"),
            ('"tax": 4.76,', '"tax": 5.76,'),
            (NET_CUPS_TAX, NET_CUPS_TAX + city_tax("1")),
            ('"tax": 4.86,', '"tax": 6.06,'),
            (NET_JUG_TAX, NET_JUG_TAX + city_tax("1.2")),
        ],
        ("2.20", "bill", "130.62"),
    ),
    # only the jug: +1.20
    Case(
        "add a tax of one item",
        NET,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%", "item": "KANNE"}),
        [
            *members(NET, total="129.62", tax="10.82"),
            ('"tax": 4.86,', '"tax": 6.06,'),
            (NET_JUG_TAX, NET_JUG_TAX + city_tax("1.2")),
        ],
        ("1.20", "bill", "129.62"),
    ),
    # two taxes in one price: 49.80 × 8.1/110.1 = 3.66 and × 2/110.1 = 0.90; 60.00: 4.41 and 1.09
    # shipping keeps its 0.67: tax 3.66 + 0.90 + 4.41 + 1.09 + 0.67 = 10.73
    Case(
        "add a tax inside the price",
        PAID,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%"}),
        [
            *members(PAID, totalWithoutTax="108.07", tax="10.73"),
            ('"tax": 4.4,', '"tax": 5.23,'),
            (
                '"total": 4.4, "taxOnDiscountedSubtotal": 3.73, "taxOnShipping": 0.67}',
                '"total": 4.33, "taxOnDiscountedSubtotal": 3.66, "taxOnShipping": 0.67}' + city_tax("0.9"),
            ),
            ('"tax": 4.5,', '"tax": 5.5,'),
            (
                '"total": 4.5, "taxOnDiscountedSubtotal": 4.5, "taxOnShipping": 0}',
                '"total": 4.41, "taxOnDiscountedSubtotal": 4.41, "taxOnShipping": 0}' + city_tax("1.09"),
            ),
        ],
    ),
    # −9.62, the whole tax
    Case(
        "remove a tax",
        NET,
        ("Taxes", {"action": "remove", "tax": "MwSt."}),
        [
            *members(NET, total="118.8", tax="0"),
            ('"tax": 4.76,', '"tax": 0,'),
            (f'"taxes": [\n            {NET_CUPS_TAX}\n          ]', '"taxes": []'),
            ('"tax": 4.86,', '"tax": 0,'),
            (f'"taxes": [\n            {NET_JUG_TAX}\n          ]', '"taxes": []'),
            ('"taxesOnShipping": [{"name": "MwSt.", "value": 8.1, "total": 0.73}]', '"taxesOnShipping": []'),
        ],
        ("-9.62", "bill", "118.80"),
    ),
    Case(
        "remove a tax inside the price",
        PAID,
        ("Taxes", {"action": "remove", "tax": "MwSt."}),
        [
            *members(PAID, totalWithoutTax="118.8", tax="0"),
            ('"tax": 4.4,', '"tax": 0,'),
            (CUPS_TAXES, '"taxes": []'),
            ('"tax": 4.5,', '"tax": 0,'),
            (JUG_TAXES, '"taxes": []'),
            ('"taxesOnShipping": [{"name": "MwSt.", "value": 8.1, "total": 0.67}]', '"taxesOnShipping": []'),
        ],
        codes=frozenset({"tax-inside-price"}),
    ),
    # only the jug's 4.86
    Case(
        "remove one item's tax",
        NET,
        ("Taxes", {"action": "remove", "tax": "MwSt.", "item": "KANNE"}),
        [
            *members(NET, total="123.56", tax="4.76"),
            ('"tax": 4.86,', '"tax": 0,'),
            (f'"taxes": [\n            {NET_JUG_TAX}\n          ]', '"taxes": []'),
        ],
        ("-4.86", "bill", "123.56"),
    ),
    # the same, asked for in the row of the item
    Case(
        "free an item from tax",
        NET,
        ("Items", {"action": "change", "item": "KANNE", "tax": "keine"}),
        [
            *members(NET, total="123.56", tax="4.76"),
            ('{\n          "id": 72', '{\n          "taxable": false,\n          "id": 72'),
            ('"tax": 4.86,', '"tax": 0,'),
            (f'"taxes": [\n            {NET_JUG_TAX}\n          ]', '"taxes": []'),
        ],
        ("-4.86", "bill", "123.56"),
    ),
    # −9.62, the whole tax
    Case(
        "exempt the customer from tax",
        NET,
        ("Order", {"tax exempt": "yes"}),
        [
            *members(NET, total="118.8", tax="0", customerTaxExempt="true"),
            ('"tax": 4.76,', '"tax": 0,'),
            (
                '"total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73',
                '"total": 0, "taxOnDiscountedSubtotal": 0, "taxOnShipping": 0',
            ),
            ('"tax": 4.86,', '"tax": 0,'),
            ('"total": 4.86, "taxOnDiscountedSubtotal": 4.86', '"total": 0, "taxOnDiscountedSubtotal": 0'),
            ('"total": 0.73', '"total": 0'),
        ],
        ("-9.62", "bill", "118.80"),
    ),
    Case(
        "exempt the customer from tax inside the price",
        PAID,
        ("Order", {"tax exempt": "oui"}),
        [
            *members(PAID, totalWithoutTax="118.8", tax="0", customerTaxExempt="true"),
            *cups("0", "0", "0"),
            *jug("0"),
            ('"total": 0.67', '"total": 0'),
        ],
        codes=frozenset({"tax-inside-price"}),
    ),
    # 3 × 24.90 = 74.70 for 49.80, no tax
    Case(
        "change a quantity for an exempt customer",
        EXEMPT,
        ("Items", {"action": "change", "item": "TASSE", "quantity": 3}),
        [
            *members(EXEMPT, subtotal="134.7", total="143.7", totalWithoutTax="143.7"),
            ('"quantity": 2', '"quantity": 3'),
        ],
        ("24.90", "bill", "143.70"),
    ),
    # 8.00 instead of 9.62: −1.62; shared like before: 8 × 4.03/9.62 = 3.35 (3.3513), 4.04 (4.0416), 0.61 (0.6071)
    Case(
        "change a tax's amount",
        NET,
        ("Taxes", {"action": "change", "tax": "MwSt.", "amount": "8.00"}),
        [
            *members(NET, total="126.8", tax="8"),
            ('"tax": 4.76,', '"tax": 3.96,'),
            (
                '"total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73',
                '"total": 3.96, "taxOnDiscountedSubtotal": 3.35, "taxOnShipping": 0.61',
            ),
            ('"tax": 4.86,', '"tax": 4.04,'),
            (
                '"total": 4.86, "taxOnDiscountedSubtotal": 4.86',
                '"total": 4.04, "taxOnDiscountedSubtotal": 4.04',
            ),
            ('"total": 0.73', '"total": 0.61'),
        ],
        ("-1.62", "bill", "126.80"),
    ),
    # --- fees
    # 12.00 for 9.00, VAT 0.90 (0.8992) for 0.67: +3.00
    Case(
        "change the shipping fee",
        PAID,
        ("Order", {"shipping fee": "12.00"}),
        [
            *members(PAID, total="121.8", totalWithoutTax="112.67", tax="9.13"),
            *cups("4.63", "3.73", "0.9"),
            ('"shippingRate": 9', '"shippingRate": 12'),
            ('"total": 0.67', '"total": 0.9'),
        ],
        ("3.00", "collect", "3.00"),
    ),
    # on top: −9.00 and its tax of 0.73
    Case(
        "drop the shipping fee",
        NET,
        ("Order", {"shipping fee": 0}),
        [
            *members(NET, total="118.69", totalWithoutTax="109.8", tax="8.89"),
            ('"tax": 4.76,', '"tax": 4.03,'),
            (
                '"total": 4.76, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0.73',
                '"total": 4.03, "taxOnDiscountedSubtotal": 4.03, "taxOnShipping": 0',
            ),
            ('"shippingRate": 9', '"shippingRate": 0'),
            ('"total": 0.73', '"total": 0'),
        ],
        ("-9.73", "bill", "118.69"),
    ),
    # +9.00 without tax, which is said
    Case(
        "add a shipping fee to an order without",
        COLLECTED,
        ("Order", {"shipping fee": "9.00"}),
        [
            *members(COLLECTED, total="127.69", totalWithoutTax="118.8"),
            ('"shippingRate": 0', '"shippingRate": 9'),
        ],
        ("9.00", "bill", "127.69"),
        codes=frozenset({"fee-without-tax"}),
    ),
    # VAT of shipping and handling together: 14.00 × 8.1/108.1 = 1.05 (1.0490) for 0.67
    Case(
        "add a handling fee",
        PAID,
        ("Order", {"handling fee": "5.00"}),
        [
            *members(PAID, total="123.8", totalWithoutTax="114.52", tax="9.28"),
            first('"handlingFee": {\n        "value": 5\n      }'),
            *cups("4.78", "3.73", "1.05"),
            ('"total": 0.67', '"total": 1.05'),
        ],
        ("5.00", "collect", "5.00"),
    ),
    # surcharges are not taxed
    Case(
        "add a surcharge",
        PAID,
        ("Order", {"surcharge": "2.50"}),
        [
            *members(PAID, total="121.3", totalWithoutTax="112.4"),
            first(
                '"customSurcharges": [\n        {\n          "id": "surcharge",\n          "value": 2.5,\n          "type": "ABSOLUTE",\n          "total": 2.5\n        }\n      ]'
            ),
        ],
        ("2.50", "collect", "2.50"),
    ),
    Case(
        "add a tip",
        NET,
        ("Order", {"tip": "4"}),
        [
            *members(NET, total="132.42", totalWithoutTax="122.8"),
            first(
                '"customSurcharges": [\n        {\n          "id": "tip",\n          "value": 4,\n          "type": "ABSOLUTE",\n          "total": 4\n        }\n      ]'
            ),
        ],
        ("4.00", "bill", "132.42"),
    ),
]
NUMBERS = number_orders(CASES, "K")


def page(orders: list[str]) -> str:
    """A page of orders as the shop's interface gives it."""
    head = f'{{\n  "total": {len(orders)},\n  "count": {len(orders)},\n  "offset": 0,\n  "limit": 100,\n  "items": [\n'
    return head + ",\n".join(orders) + "\n  ]\n}\n"


def numbered(text: str, number: str) -> str:
    return replace_pieces(text, [("K000", number)])


def before() -> str:
    return page([numbered(case.order, number) for case, number in zip(CASES, NUMBERS, strict=True)])


def run_all(folder: Path) -> Finished:
    edits = write_workbook(folder / "edits.xlsx", rows_of(CASES, NUMBERS))
    return run(folder, {"orders.json": before()}, edits, currency="CHF")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One run with an order and its edits for each case."""
    return run_all(tmp_path_factory.mktemp("json"))


def cut_orders(text: str) -> dict[str, str]:
    """The text of each order of the page, by number."""
    body = text.partition('"items": [\n')[2]
    parts = re.findall(r"^    \{\n.*?^    \}", body, re.DOTALL | re.MULTILINE)
    return dict(zip(NUMBERS, parts, strict=True))


@pytest.mark.parametrize("number", NUMBERS, ids=[case.kind for case in CASES])
def test_an_edit_of_an_ecwid_order(number: str, finished: Finished) -> None:
    case = CASES[NUMBERS.index(number)]
    check_case(case, number, finished)
    after = cut_orders(finished.texts["updated-orders.json"])[number]
    assert after == numbered(replace_pieces(case.order, case.changed), number)


def test_the_rest_of_the_page_keeps_its_bytes(finished: Finished) -> None:
    expected = [
        numbered(replace_pieces(case.order, case.changed), number)
        for case, number in zip(CASES, NUMBERS, strict=True)
    ]
    assert finished.texts == {"updated-orders.json": page(expected)}
