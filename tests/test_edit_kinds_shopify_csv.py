"""Every kind of edit on a Shopify orders CSV: order values on the first row, a row for each item.

Orders in CHF hold 8.1 % VAT in their prices; those in EUR have it on top. Nothing in the file says
which: one more order of each kind shows that tax is rounded line by line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from end_to_end import Case, Finished, check_case, number_orders, rows_of, run, write_workbook
from pipeline.formats.shopify_csv.taxes import find_exempt

pytestmark = pytest.mark.thorough

HEADER = (
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount"
    ",Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price"
    ",Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status"
    ",Billing Name,Billing Street,Billing Address1,Billing City,Billing Zip,Billing Country,Billing Phone"
    ",Shipping Name,Shipping Street,Shipping Address1,Shipping City,Shipping Zip,Shipping Country,Shipping Phone"
    ",Notes,Payment Method,Refunded Amount,Vendor,Outstanding Balance,Tags,Lineitem discount"
    ",Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Phone"
)
COLUMNS = HEADER.split(",")
REPEATED = ("Name", "Email", "Created at")

Cells = dict[str, str]


@dataclass(frozen=True)
class Sold:
    """The order's cells and those of each item, as they stand in the file, quotes and all."""

    order: Cells
    lines: tuple[Cells, ...]

    def rows(self, number: str) -> list[str]:
        """The order's rows in the file."""
        order = {**self.order, "Name": number}
        later = {name: order[name] for name in REPEATED}
        heads = [order, *[later] * (len(self.lines) - 1)]
        cells = [
            dict.fromkeys(COLUMNS, "") | head | line for head, line in zip(heads, self.lines, strict=True)
        ]
        return [",".join(row.values()) for row in cells]

    def but(self, *lines: Cells | None, **order: str) -> Sold:
        """The order with these cells of each item and of itself (`_` for a blank); None for an item that goes."""
        changes = {name.replace("_", " "): text for name, text in order.items()}
        unknown = {*changes, *(name for line in lines if line for name in line)} - set(COLUMNS)
        assert not unknown, unknown
        pairs = zip(lines or [{}] * len(self.lines), self.lines, strict=True)
        kept = tuple(line | change for change, line in pairs if change is not None)
        return Sold(self.order | changes, kept)

    def plus(self, **cells: str) -> Sold:
        """The order with one more item."""
        named = {f"Lineitem {name.replace('_', ' ')}": text for name, text in cells.items()}
        return Sold(self.order, (*self.lines, {**USUAL, "Lineitem fulfillment status": "pending", **named}))


USUAL = {
    "Lineitem requires shipping": "true",
    "Lineitem taxable": "true",
    "Lineitem fulfillment status": "fulfilled",
    "Lineitem discount": "0.00",
    "Vendor": "Töpferei",
}
# 2 × 24.90 = 49.80, VAT inside 49.80 × 8.1/108.1 = 3.73 (3.7315); 60.00: 4.50 (4.4958)
# shipping 9.00: 0.67 (0.6744); tax 8.90; subtotal 109.80, total 118.80
PAID = Sold(
    {
        "Email": "vreni.keller@example.ch",
        "Financial Status": "paid",
        "Currency": "CHF",
        "Subtotal": "109.80",
        "Shipping": "9.00",
        "Taxes": "8.90",
        "Total": "118.80",
        "Discount Code": '""',
        "Discount Amount": "0.00",
        "Shipping Method": "PostPac",
        "Created at": "2025-11-03 09:15:00 +0100",
        "Billing Name": "Vreni Keller",
        "Billing Street": "Seestrasse 5",
        "Billing Address1": "Seestrasse 5",
        "Billing City": "Zürich",
        "Billing Zip": "'8002",
        "Billing Country": "CH",
        "Billing Phone": "+41 44 000 00 01",
        "Shipping Name": "Hans Keller",
        "Shipping Street": "Rue du Lac 3",
        "Shipping Address1": "Rue du Lac 3",
        "Shipping City": "Vevey",
        "Shipping Zip": "'1800",
        "Shipping Country": "CH",
        "Notes": '"Bitte klingeln, danke"',
        "Payment Method": "TWINT",
        "Refunded Amount": "0.00",
        "Outstanding Balance": "0.00",
        "Tags": '""',
        "Tax 1 Name": "TVA 8.1%",
        "Tax 1 Value": "8.90",
        "Phone": "'+41440000001",
    },
    (
        {**USUAL, "Lineitem quantity": "2", "Lineitem name": "Tasse", "Lineitem price": "24.90", "Lineitem sku": "TASSE"},
        {**USUAL, "Lineitem quantity": "1", "Lineitem name": "Kanne", "Lineitem price": "60.00", "Lineitem sku": "KANNE"},
    ),
)  # fmt: skip
# 10.98 off the order: 4.98 of the cups, 6.00 of the jug; VAT of 44.82: 3.36 (3.3584), of 54.00: 4.05 (4.0463)
COUPON = PAID.but(
    Subtotal="98.82",
    Taxes="8.08",
    Total="107.82",
    Discount_Code="WINTER",
    Discount_Amount="10.98",
    Tax_1_Value="8.08",
)
# 5.00 off the jug: VAT of 55.00: 4.12 (4.1212)
REDUCED = PAID.but(
    {},
    {"Lineitem discount": "5.00"},
    Subtotal="104.80",
    Taxes="8.52",
    Total="113.80",
    Discount_Amount="5.00",
    Tax_1_Value="8.52",
)
# on top: 49.80 × 8.1 % = 4.03 (4.0338), 4.86, 0.73 (0.729): 9.62; total 118.80 + 9.62 = 128.42, nothing paid
NET = PAID.but(
    Financial_Status="pending",
    Currency="EUR",
    Taxes="9.62",
    Total="128.42",
    Tax_1_Value="9.62",
    Outstanding_Balance="128.42",
)
# the customer pays no tax: the export keeps the tax's name, with 0.00
EXEMPT = NET.but(Taxes="0.00", Total="118.80", Tax_1_Value="0.00", Outstanding_Balance="118.80")
# 2 items at 1.00: VAT 0.07 (0.0749) each; over the whole order it would be 0.15 (0.1499)
TELLING = PAID.but(
    {"Lineitem quantity": "1", "Lineitem price": "1.00"},
    {"Lineitem price": "1.00"},
    Subtotal="2.00",
    Shipping="0.00",
    Taxes="0.14",
    Total="2.00",
    Tax_1_Value="0.14",
)
# 2 items at 0.80: 0.06 (0.0648) each; over the whole order it would be 0.13 (0.1296)
TELLING_NET = NET.but(
    {"Lineitem quantity": "1", "Lineitem price": "0.80"},
    {"Lineitem price": "0.80"},
    Subtotal="1.60",
    Shipping="0.00",
    Taxes="0.12",
    Total="1.72",
    Tax_1_Value="0.12",
    Outstanding_Balance="1.72",
)

NOT_IN_EXPORT = frozenset({"field-not-in-export"})

CASES = [
    # --- items
    # 12.50 × 8.1/108.1 = 0.94 (0.9366): total +12.50, which is then outstanding
    Case(
        "add an item",
        PAID,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb, fein", "price": "12.50", "quantity": 1}),
        PAID.but(
            Subtotal="122.30", Taxes="9.84", Total="131.30", Tax_1_Value="9.84", Outstanding_Balance="12.50"
        ).plus(quantity="1", name='"Teesieb, fein"', price="12.50", sku="SIEB"),
        ("12.50", "collect", "12.50"),
    ),
    # on top: 3 × 12.50 = 37.50, tax 3.04 (3.0375): +40.54
    Case(
        "add an item with tax on top",
        NET,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 3}),
        NET.but(
            Subtotal="147.30", Taxes="12.66", Total="168.96", Tax_1_Value="12.66", Outstanding_Balance="168.96"
        ).plus(quantity="3", name="Teesieb", price="12.50", sku="SIEB"),
        ("40.54", "bill", "168.96"),
    ),
    # 12.50 without tax: +12.50, tax stays 9.62
    Case(
        "add an item without tax",
        NET,
        ("Items", {"action": "add", "sku": "BON", "name": "Spende", "price": "12.50", "quantity": 1, "tax": "none"}),
        NET.but(Subtotal="122.30", Total="140.92", Outstanding_Balance="140.92").plus(
            quantity="1", name="Spende", price="12.50", sku="BON", taxable="false"
        ),
        ("12.50", "bill", "140.92"),
    ),
    # −60.00 with its VAT of 4.50
    Case(
        "remove an item",
        PAID,
        ("Items", {"action": "remove", "item": "KANNE"}),
        PAID.but({}, None, Subtotal="49.80", Taxes="4.40", Total="58.80", Tax_1_Value="4.40", Outstanding_Balance="-60.00"),
        ("-60.00", "refund", "60.00"),
    ),
    # −49.80 with its VAT of 3.73; the order's values move to the jug's row
    Case(
        "remove the item of the first row",
        PAID,
        ("Items", {"action": "remove", "item": "#1"}),
        PAID.but(None, {}, Subtotal="60.00", Taxes="5.17", Total="69.00", Tax_1_Value="5.17", Outstanding_Balance="-49.80"),
        ("-49.80", "refund", "49.80"),
    ),
    Case(
        "change an item's SKU",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "sku": "TASSE-BLAU"}),
        PAID.but({"Lineitem sku": "TASSE-BLAU"}, {}),
    ),
    Case(
        "change an item's name",
        PAID,
        ("Items", {"action": "change", "item": "#2", "name": 'Kanne "Séverine"'}),
        PAID.but({}, {"Lineitem name": '"Kanne ""Séverine"""'}),
    ),
    # 2 × 19.90 = 39.80, VAT 2.98 (2.9822): −10.00
    Case(
        "change an item's price",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "price": "19.90", "old price": "24.90"}),
        PAID.but(
            {"Lineitem price": "19.90"}, {},
            Subtotal="99.80", Taxes="8.15", Total="108.80", Tax_1_Value="8.15", Outstanding_Balance="-10.00",
        ),
        ("-10.00", "refund", "10.00"),
    ),
    # on top: 39.80 × 8.1 % = 3.22 (3.2238) for 4.03: −10.81
    Case(
        "change an item's price with tax on top",
        NET,
        ("Items", {"action": "change", "item": "TASSE", "price": "19.90"}),
        NET.but(
            {"Lineitem price": "19.90"}, {},
            Subtotal="99.80", Taxes="8.81", Total="117.61", Tax_1_Value="8.81", Outstanding_Balance="117.61",
        ),
        ("-10.81", "bill", "117.61"),
    ),
    # 3 × 24.90 = 74.70, VAT 5.60 (5.5973): +24.90
    Case(
        "change an item's quantity",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "quantity": 3}),
        PAID.but(
            {"Lineitem quantity": "3"}, {},
            Subtotal="134.70", Taxes="10.77", Total="143.70", Tax_1_Value="10.77", Outstanding_Balance="24.90",
        ),
        ("24.90", "collect", "24.90"),
    ),
    # 2 × 60.00 − 2 × 5.00 = 110.00, VAT 8.24 (8.2424) for 4.12: +55.00; the discount follows the quantity
    Case(
        "change the quantity of a reduced item",
        REDUCED,
        ("Items", {"action": "change", "item": "KANNE", "quantity": 2}),
        REDUCED.but(
            {}, {"Lineitem quantity": "2", "Lineitem discount": "10.00"},
            Subtotal="159.80", Taxes="12.64", Total="168.80", Tax_1_Value="12.64",
            Discount_Amount="10.00", Outstanding_Balance="55.00",
        ),
        ("55.00", "collect", "55.00"),
    ),
    # --- customer
    Case(
        "change the customer's name",
        PAID,
        ("Customer", {"name": "Verena Keller-Roth"}),
        PAID.but(Billing_Name="Verena Keller-Roth"),
    ),
    Case(
        "change the e-mail address",
        PAID,
        ("Customer", {"email": "v.keller@example.ch"}),
        PAID.but(Email="v.keller@example.ch"),
    ),
    Case(
        "change the phone number",
        PAID,
        ("Customer", {"phone": "+41790000002"}),
        PAID.but(Phone="'+41790000002"),
    ),
    Case(
        "change the shipping address",
        PAID,
        (
            "Customer",
            {
                "shipping name": "Jean Keller",
                "shipping street": "Quai Perdonnet 8",
                "shipping city": "Évian",
                "shipping postal code": "74500",
                "shipping country": "FR",
                "shipping phone": "+33 4 00 00 00 03",
            },
        ),
        PAID.but(
            Shipping_Name="Jean Keller",
            Shipping_Street="Quai Perdonnet 8",
            Shipping_Address1="Quai Perdonnet 8",
            Shipping_City="Évian",
            Shipping_Zip="'74500",
            Shipping_Country="FR",
            Shipping_Phone="+33 4 00 00 00 03",
        ),
    ),
    Case(
        "change the billing address",
        PAID,
        ("Customer", {"billing street": "Bahnhofstrasse 1", "billing city": "Zug", "billing zip": "6300"}),
        PAID.but(
            Billing_Street="Bahnhofstrasse 1", Billing_Address1="Bahnhofstrasse 1", Billing_City="Zug", Billing_Zip="'6300"
        ),
    ),
    # --- discounts
    # 10.00 over 49.80 and 60.00: 4.54 (4.5355) + 5.46; VAT of 45.26: 3.39 (3.3914), of 54.54: 4.09 (4.0867)
    Case(
        "add a discount of an amount",
        PAID,
        ("Discounts", {"action": "add", "discount": "KULANZ", "kind": "amount", "value": "10.00"}),
        PAID.but(
            Subtotal="99.80", Taxes="8.15", Total="108.80", Tax_1_Value="8.15",
            Discount_Code='"KULANZ"', Discount_Amount="10.00", Outstanding_Balance="-10.00",
        ),
        ("-10.00", "refund", "10.00"),
    ),
    # on top 10 % = 10.98: 44.82 × 8.1 % = 3.63 (3.6304), 54.00 × 8.1 % = 4.37 (4.374), 0.73; −10.98 − 0.89
    Case(
        "add a discount of a percentage with tax on top",
        NET,
        ("Discounts", {"action": "add", "discount": "KULANZ", "kind": "percent", "value": 10}),
        NET.but(
            Subtotal="98.82", Taxes="8.73", Total="116.55", Tax_1_Value="8.73",
            Discount_Code='"KULANZ"', Discount_Amount="10.98", Outstanding_Balance="116.55",
        ),
        ("-11.87", "bill", "116.55"),
    ),
    # 5.00 of the jug: VAT of 55.00: 4.12 (4.1212)
    Case(
        "add a discount of one item",
        PAID,
        ("Discounts", {"action": "add", "kind": "amount", "value": "5", "item": "KANNE"}),
        REDUCED.but(Outstanding_Balance="-5.00"),
        ("-5.00", "refund", "5.00"),
    ),
    # 20 % of 49.80 = 9.96: VAT of 39.84: 2.99 (2.9852)
    Case(
        "add a percentage discount of one item",
        PAID,
        ("Discounts", {"action": "add", "value": "20%", "item": "TASSE"}),
        PAID.but(
            {"Lineitem discount": "9.96"}, {},
            Subtotal="99.84", Taxes="8.16", Total="108.84", Tax_1_Value="8.16",
            Discount_Amount="9.96", Outstanding_Balance="-9.96",
        ),
        ("-9.96", "refund", "9.96"),
    ),
    # 5 % of 109.80 = 5.49 for 10.98: 2.49 + 3.00; VAT of 47.31: 3.54 (3.5449), of 57.00: 4.27 (4.2710)
    Case(
        "change a discount into a percentage",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "kind": "percent", "value": "5"}),
        COUPON.but(
            Subtotal="104.31", Taxes="8.48", Total="113.31", Tax_1_Value="8.48",
            Discount_Amount="5.49", Outstanding_Balance="5.49",
        ),
        ("5.49", "collect", "5.49"),
    ),
    # 3.00 for 5.00 of the jug: VAT of 57.00: 4.27 (4.2710)
    Case(
        "change a discount of one item",
        REDUCED,
        ("Discounts", {"action": "change", "item": "KANNE", "value": "3.00"}),
        REDUCED.but(
            {}, {"Lineitem discount": "3.00"},
            Subtotal="106.80", Taxes="8.67", Total="115.80", Tax_1_Value="8.67",
            Discount_Amount="3.00", Outstanding_Balance="2.00",
        ),
        ("2.00", "collect", "2.00"),
    ),
    Case(
        "rename a discount",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "new name": "WINTER-26"}),
        COUPON.but(Discount_Code="WINTER-26"),
    ),
    # back to 118.80 with 8.90 VAT
    Case(
        "remove a discount",
        COUPON,
        ("Discounts", {"action": "remove", "discount": "WINTER"}),
        COUPON.but(
            Subtotal="109.80", Taxes="8.90", Total="118.80", Tax_1_Value="8.90",
            Discount_Code="", Discount_Amount="0.00", Outstanding_Balance="10.98",
        ),
        ("10.98", "collect", "10.98"),
    ),
    Case(
        "remove a discount of one item",
        REDUCED,
        ("Discounts", {"action": "remove", "item": "#2"}),
        PAID.but(Outstanding_Balance="5.00"),
        ("5.00", "collect", "5.00"),
    ),
    # --- names
    Case(
        "change the payment option's name",
        PAID,
        ("Order", {"payment method": "PostFinance"}),
        PAID.but(Payment_Method="PostFinance"),
    ),
    Case(
        "change the shipping method's name",
        PAID,
        ("Order", {"shipping method": "Vélocourrier"}),
        PAID.but(Shipping_Method="Vélocourrier"),
    ),
    # --- taxes
    # inside at 2.6 %: 1.26 (1.2620) + 1.52 (1.5205) + 0.23 (0.2281) = 3.01; the customer pays the same
    Case(
        "change a tax's rate",
        PAID,
        ("Taxes", {"action": "change", "tax": "TVA 8.1%", "rate": "2.6%"}),
        PAID.but(Taxes="3.01", Tax_1_Name="TVA 2.6%", Tax_1_Value="3.01"),
    ),
    # on top at 2.6 %: 1.29 (1.2948) + 1.56 + 0.23 (0.234) = 3.08 for 9.62: −6.54
    Case(
        "change a tax's rate with tax on top",
        NET,
        ("Taxes", {"action": "change", "tax": "8.1%", "rate": "2.6%"}),
        NET.but(Taxes="3.08", Total="121.88", Tax_1_Name="TVA 2.6%", Tax_1_Value="3.08", Outstanding_Balance="121.88"),
        ("-6.54", "bill", "121.88"),
    ),
    Case(
        "change a tax's name",
        PAID,
        ("Taxes", {"action": "change", "tax": "TVA 8.1%", "new name": "MwSt. 8.1%"}),
        PAID.but(Tax_1_Name="MwSt. 8.1%"),
    ),
    # 8.00 for 9.62
    Case(
        "change a tax's amount",
        NET,
        ("Taxes", {"action": "change", "tax": "TVA 8.1%", "amount": "8.00"}),
        NET.but(Taxes="8.00", Total="126.80", Tax_1_Value="8.00", Outstanding_Balance="126.80"),
        ("-1.62", "bill", "126.80"),
    ),
    # on top 2 % of 49.80, 60.00 and 9.00: 1.00 (0.996) + 1.20 + 0.18 = 2.38
    Case(
        "add a tax",
        NET,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%"}),
        NET.but(
            Taxes="12.00", Total="130.80", Tax_2_Name="Kurtaxe 2%", Tax_2_Value="2.38", Outstanding_Balance="130.80"
        ),
        ("2.38", "bill", "130.80"),
    ),
    # in one price: 3.66 (3.6638) + 4.41 (4.4142) + 0.66 (0.6621) and 0.90 (0.9046) + 1.09 (1.0899) + 0.16 (0.1635)
    Case(
        "add a tax inside the price",
        PAID,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%"}),
        PAID.but(Taxes="10.88", Tax_1_Value="8.73", Tax_2_Name="Kurtaxe 2%", Tax_2_Value="2.15"),
    ),
    Case(
        "remove a tax",
        NET,
        ("Taxes", {"action": "remove", "tax": "TVA 8.1%"}),
        NET.but(Taxes="0.00", Total="118.80", Tax_1_Name="", Tax_1_Value="", Outstanding_Balance="118.80"),
        ("-9.62", "bill", "118.80"),
    ),
    # the jug's 4.86
    Case(
        "free an item from tax",
        NET,
        ("Items", {"action": "change", "item": "KANNE", "tax": "none"}),
        NET.but(
            {}, {"Lineitem taxable": "false"},
            Taxes="4.76", Total="123.56", Tax_1_Value="4.76", Outstanding_Balance="123.56",
        ),
        ("-4.86", "bill", "123.56"),
    ),
    Case(
        "change the rate of one item's tax: taxes are those of the order",
        NET,
        ("Taxes", {"action": "change", "tax": "TVA 8.1%", "rate": "2.6%", "item": "KANNE"}),
        NET,
        result="rejected",
        codes=NOT_IN_EXPORT,
    ),
    Case(
        "add a tax of one item: taxes are those of the order",
        NET,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%", "item": "KANNE"}),
        NET,
        result="rejected",
        codes=NOT_IN_EXPORT,
    ),
    Case(
        "exempt the customer from tax",
        NET,
        ("Order", {"tax exempt": "yes"}),
        NET.but(Taxes="0.00", Total="118.80", Tax_1_Value="0.00", Outstanding_Balance="118.80"),
        ("-9.62", "bill", "118.80"),
    ),
    Case(
        "exempt the customer from tax inside the price",
        PAID,
        ("Order", {"tax exempt": "sì"}),
        PAID.but(Taxes="0.00", Tax_1_Value="0.00"),
        codes=frozenset({"tax-inside-price"}),
    ),
    # 128.42 again
    Case(
        "tax an exempt customer after all",
        EXEMPT,
        ("Order", {"tax exempt": "nein"}),
        NET,
        ("9.62", "bill", "128.42"),
    ),
    # 3 × 24.90 = 74.70, no tax
    Case(
        "change a quantity for an exempt customer",
        EXEMPT,
        ("Items", {"action": "change", "item": "TASSE", "quantity": 3}),
        EXEMPT.but({"Lineitem quantity": "3"}, {}, Subtotal="134.70", Total="143.70", Outstanding_Balance="143.70"),
        ("24.90", "bill", "143.70"),
    ),
    # --- fees
    # 12.00 for 9.00, VAT 0.90 (0.8992) for 0.67: +3.00
    Case(
        "change the shipping fee",
        PAID,
        ("Order", {"shipping fee": "12.00"}),
        PAID.but(Shipping="12.00", Taxes="9.13", Total="121.80", Tax_1_Value="9.13", Outstanding_Balance="3.00"),
        ("3.00", "collect", "3.00"),
    ),
    # −9.00 and its tax of 0.73
    Case(
        "drop the shipping fee",
        NET,
        ("Order", {"shipping fee": 0}),
        NET.but(Shipping="0.00", Taxes="8.89", Total="118.69", Tax_1_Value="8.89", Outstanding_Balance="118.69"),
        ("-9.73", "bill", "118.69"),
    ),
    *(
        Case(f"{name}: no column for it", PAID, ("Order", {name: "5.00"}), PAID, result="rejected", codes=NOT_IN_EXPORT)
        for name in ("handling fee", "surcharge", "tip")
    ),
]  # fmt: skip
NUMBERS = number_orders(CASES, "#4")


def text_of(orders: list[Sold]) -> str:
    """The file: an order for each case, then the two that tell how tax is rounded."""
    numbered = zip([*orders, TELLING, TELLING_NET], [*NUMBERS, "#5001", "#5002"], strict=True)
    rows = [row for order, number in numbered for row in order.rows(number)]
    return "\n".join([",".join(COLUMNS), *rows, ""])


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One run with an order and its edits for each case."""
    folder = tmp_path_factory.mktemp("shopify")
    edits = write_workbook(folder / "edits.xlsx", rows_of(CASES, NUMBERS))
    return run(folder, {"orders.csv": text_of([case.order for case in CASES])}, edits)


@pytest.mark.parametrize("number", NUMBERS, ids=[case.kind for case in CASES])
def test_an_edit_of_a_shopify_order(number: str, finished: Finished) -> None:
    case = CASES[NUMBERS.index(number)]
    check_case(case, number, finished)
    lines = finished.texts["updated-orders.csv"].split("\n")
    assert [line for line in lines if line.startswith(f"{number},")] == case.changed.rows(number)


def test_the_rest_of_the_file_keeps_its_bytes(finished: Finished) -> None:
    assert finished.texts == {"updated-orders.csv": text_of([case.changed for case in CASES])}


def test_tax_is_inside_the_prices_in_one_currency_and_on_top_in_the_other(finished: Finished) -> None:
    conventions = finished.result.report.conventions.set_index("currency")["convention"]
    assert conventions["CHF"].startswith("tax-included,line-half-up,taxed-charges")
    assert conventions["EUR"].startswith("tax-on-top,line-half-up,taxed-charges")


@pytest.mark.parametrize(
    ("taxable", "rate", "tax", "is_exempt"),
    [
        (10980, 81_000_000, 0, True),
        (10980, 81_000_000, 890, False),
        (10980, 0, 0, False),  # a tax of 0 %
        (0, 81_000_000, 0, False),  # everything given away, or nothing taxable: says nothing
        (5, 81_000_000, 0, False),  # 0.405 of a cent
    ],
)
def test_an_order_is_exempt_where_its_tax_should_not_be_zero(
    taxable: int, rate: int, tax: int, is_exempt: bool
) -> None:
    taxes = pd.DataFrame({"order_key": [7000], "rate_ppb": [rate], "amount_minor": [tax]})
    assert find_exempt(taxes, np.array([taxable]), 7000).tolist() == [is_exempt]
