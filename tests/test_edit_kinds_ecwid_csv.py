"""Every kind of edit on Ecwid orders in CSV: order values on every row, a row for each item.

The prices of most orders hold 8.1 % VAT; those of `net.csv` have it on top. `fees.csv` has columns for fees.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from end_to_end import Case, Finished, check_case, number_orders, rows_of, run, write_workbook

pytestmark = pytest.mark.thorough

ORDER_HEADER = (
    "order_number;email;payment_status;order_subtotal;order_tax;order_shipping;order_total;discount;coupon_code"
    ";payment_method;shipping_method;bill_person_name;bill_person_phone;bill_person_street_1;bill_person_city"
    ";bill_person_postal_code;shipto_person_name;shipto_person_phone;shipto_person_street_1;shipto_person_city"
    ";shipto_person_postal_code;shipto_person_country_code"
)
LINE_HEADER = "sku;name;price;quantity;total;total_without_tax;tax_details;weight"
ORDER, LINE = ORDER_HEADER.split(";"), LINE_HEADER.split(";")
FEES = ["handling_fee", "surcharge", "tip"]

Cells = dict[str, str]


@dataclass(frozen=True)
class Sold:
    """The cells of an order that repeat on each row, and those of its lines."""

    order: Cells
    lines: tuple[Cells, ...]

    def rows(self, number: str) -> list[str]:
        """The order's rows in the file."""
        order = {**self.order, "order_number": number}
        return [";".join((order | line).values()) for line in self.lines]

    def but(self, *lines: Cells | None, **order: str) -> Sold:
        """The order with these cells of each line and of itself; None for a line that goes."""
        unknown = set(order) - set(self.order) | {name for line in lines if line for name in line} - set(LINE)
        assert not unknown, unknown
        pairs = zip(lines or [{}] * len(self.lines), self.lines, strict=True)
        kept = tuple(line | change for change, line in pairs if change is not None)
        return Sold(self.order | order, kept)

    def plus(self, text: str) -> Sold:
        """The order with one more line."""
        return Sold(self.order, (*self.lines, dict(zip(LINE, text.split(";"), strict=True))))


def sold(order: str, *lines: str) -> Sold:
    return Sold(
        dict(zip(ORDER, order.split(";"), strict=True)),
        tuple(dict(zip(LINE, line.split(";"), strict=True)) for line in lines),
    )


# 2 × 24.90 = 49.80, VAT inside 49.80 × 8.1/108.1 = 3.73 (3.7315); 60.00: 4.50 (4.4958)
# shipping 9.00: 0.67 (0.6744); tax 8.90; total 49.80 + 60.00 + 9.00 = 118.80
PAID = sold(
    "0;vreni.keller@example.ch;Payé;109.80;8.90;9.00;118.80;;;TWINT;PostPac;Vreni Keller;+41 44 000 00 01"
    ";Seestrasse 5;Zürich;8002;Hans Keller;;Rue du Lac 3;Vevey;1800;CH",
    "TASSE;Tasse;24.90;2;49.80;46.07;TVA 8.1%: 3.73;0.4",
    "KANNE;Kanne;60.00;1;60.00;55.50;TVA 8.1%: 4.50;1.2",
)
# less 10.98 with a coupon: 4.98 of the cups, 6.00 of the jug; VAT of 44.82: 3.36 (3.3584), of 54.00: 4.05 (4.0463)
COUPON = PAID.but(
    {"total_without_tax": "46.44", "tax_details": "TVA 8.1%: 3.36"},
    {"total_without_tax": "55.95", "tax_details": "TVA 8.1%: 4.05"},
    order_tax="8.08",
    order_total="107.82",
    discount="-10.98",
    coupon_code="WINTER",
)
# on top: 49.80 × 8.1 % = 4.03 (4.0338), 4.86, 0.73 (0.729): 9.62; total 118.80 + 9.62 = 128.42, nothing paid
NET = PAID.but(
    {"total": "53.83", "total_without_tax": "49.80", "tax_details": "TVA 8.1%: 4.03"},
    {"total": "64.86", "total_without_tax": "60.00", "tax_details": "TVA 8.1%: 4.86"},
    payment_status="En attente de paiement",
    order_tax="9.62",
    order_total="128.42",
)

INSIDE = [
    # --- items
    # 12.50 × 8.1/108.1 = 0.94 (0.9366): total +12.50
    Case(
        "add an item",
        PAID,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 1}),
        PAID.but(order_subtotal="122.30", order_tax="9.84", order_total="131.30").plus(
            "SIEB;Teesieb;12.50;1;12.50;11.56;TVA 8.1%: 0.94;"
        ),
        ("12.50", "collect", "12.50"),
    ),
    # −60.00 with its VAT of 4.50
    Case(
        "remove an item",
        PAID,
        ("Items", {"action": "remove", "item": "KANNE"}),
        PAID.but({}, None, order_subtotal="49.80", order_tax="4.40", order_total="58.80"),
        ("-60.00", "refund", "60.00"),
    ),
    # an amount off the whole order stays: 10.98 of 60.00 alone; VAT of 49.02: 3.67 (3.6731)
    # 60.00 − 10.98 + 9.00 = 58.02; tax 3.67 + 0.67
    Case(
        "remove an item of an order with a coupon",
        COUPON,
        ("Items", {"action": "remove", "item": "TASSE"}),
        COUPON.but(
            None,
            {"total_without_tax": "56.33", "tax_details": "TVA 8.1%: 3.67"},
            order_subtotal="60.00",
            order_tax="4.34",
            order_total="58.02",
        ),
        ("-49.80", "refund", "49.80"),
    ),
    Case(
        "change an item's SKU",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "sku": "TASSE-BLAU"}),
        PAID.but({"sku": "TASSE-BLAU"}, {}),
    ),
    Case(
        "change an item's name",
        PAID,
        ("Items", {"action": "change", "item": "#2", "name": "Kanne Séverine"}),
        PAID.but({}, {"name": "Kanne Séverine"}),
    ),
    # 2 × 19.90 = 39.80, VAT 2.98 (2.9822): −10.00
    Case(
        "change an item's price",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "price": "19.90", "old price": "24.90"}),
        PAID.but(
            {"price": "19.90", "total": "39.80", "total_without_tax": "36.82", "tax_details": "TVA 8.1%: 2.98"},
            {},
            order_subtotal="99.80",
            order_tax="8.15",
            order_total="108.80",
        ),
        ("-10.00", "refund", "10.00"),
    ),
    # 3 × 24.90 = 74.70, VAT 5.60 (5.5973): +24.90
    Case(
        "change an item's quantity",
        PAID,
        ("Items", {"action": "change", "item": "TASSE", "quantity": 3}),
        PAID.but(
            {"quantity": "3", "total": "74.70", "total_without_tax": "69.10", "tax_details": "TVA 8.1%: 5.60"},
            {},
            order_subtotal="134.70",
            order_tax="10.77",
            order_total="143.70",
        ),
        ("24.90", "collect", "24.90"),
    ),
    # --- customer
    Case(
        "change the customer's name",
        PAID,
        ("Customer", {"name": "Verena Keller-Roth"}),
        PAID.but(bill_person_name="Verena Keller-Roth"),
    ),
    Case(
        "change the e-mail address",
        PAID,
        ("Customer", {"email": "v.keller@example.ch"}),
        PAID.but(email="v.keller@example.ch"),
    ),
    Case(
        "change the phone number",
        PAID,
        ("Customer", {"phone": "+41 79 000 00 02"}),
        PAID.but(bill_person_phone="+41 79 000 00 02"),
    ),
    Case(
        "change the shipping address",
        PAID,
        (
            "Customer",
            {
                "shipping name": "Jean Keller",
                "shipping phone": "+41 21 000 00 03",
                "shipping street": "Quai Perdonnet 8",
                "shipping city": "Évian",
                "shipping postal code": "74500",
                "shipping country": "FR",
            },
        ),
        PAID.but(
            shipto_person_name="Jean Keller",
            shipto_person_phone="+41 21 000 00 03",
            shipto_person_street_1="Quai Perdonnet 8",
            shipto_person_city="Évian",
            shipto_person_postal_code="74500",
            shipto_person_country_code="FR",
        ),
    ),
    Case(
        "change the billing address",
        PAID,
        ("Customer", {"billing street": "Bahnhofstrasse 1", "billing city": "Zug", "billing zip": "6300"}),
        PAID.but(
            bill_person_street_1="Bahnhofstrasse 1", bill_person_city="Zug", bill_person_postal_code="6300"
        ),
    ),
    # --- discounts
    # 10.00 over 49.80 and 60.00: 4.54 (4.5355) + 5.46; VAT of 45.26: 3.39 (3.3914), of 54.54: 4.09 (4.0867)
    Case(
        "add a discount of an amount",
        PAID,
        ("Discounts", {"action": "add", "discount": "KULANZ", "kind": "amount", "value": "10.00"}),
        PAID.but(
            {"total_without_tax": "46.41", "tax_details": "TVA 8.1%: 3.39"},
            {"total_without_tax": "55.91", "tax_details": "TVA 8.1%: 4.09"},
            discount="-10.00",
            coupon_code="KULANZ",
            order_tax="8.15",
            order_total="108.80",
        ),
        ("-10.00", "refund", "10.00"),
    ),
    # 10 % of 109.80 = 10.98: as with the coupon
    Case(
        "add a discount of a percentage",
        PAID,
        ("Discounts", {"action": "add", "discount": "WINTER", "kind": "percent", "value": "10%"}),
        COUPON,
        ("-10.98", "refund", "10.98"),
    ),
    # 5.00 of the jug: VAT of 55.00: 4.12 (4.1212)
    Case(
        "add a discount of one item",
        PAID,
        ("Discounts", {"action": "add", "kind": "amount", "value": "5", "item": "KANNE"}),
        PAID.but(
            {},
            {"total_without_tax": "55.88", "tax_details": "TVA 8.1%: 4.12"},
            discount="-5.00",
            order_tax="8.52",
            order_total="113.80",
        ),
        ("-5.00", "refund", "5.00"),
    ),
    # 5.00 for 10.98: 2.27 (2.2678) + 2.73; VAT of 47.53: 3.56 (3.5615), of 57.27: 4.29 (4.2913)
    Case(
        "change a discount",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "value": "5.00", "old value": "10.98"}),
        COUPON.but(
            {"total_without_tax": "46.24", "tax_details": "TVA 8.1%: 3.56"},
            {"total_without_tax": "55.71", "tax_details": "TVA 8.1%: 4.29"},
            discount="-5.00",
            order_tax="8.52",
            order_total="113.80",
        ),
        ("5.98", "collect", "5.98"),
    ),
    Case(
        "rename a discount",
        COUPON,
        ("Discounts", {"action": "change", "discount": "WINTER", "new name": "WINTER-26"}),
        COUPON.but(coupon_code="WINTER-26"),
    ),
    # back to 118.80 with 8.90 VAT
    Case(
        "remove a discount",
        COUPON,
        ("Discounts", {"action": "remove", "discount": "WINTER"}),
        PAID,
        ("10.98", "collect", "10.98"),
    ),
    # --- names
    Case(
        "change the payment option's name",
        PAID,
        ("Order", {"payment method": "PostFinance"}),
        PAID.but(payment_method="PostFinance"),
    ),
    Case(
        "change the shipping method's name",
        PAID,
        ("Order", {"shipping method": "Vélocourrier"}),
        PAID.but(shipping_method="Vélocourrier"),
    ),
    # --- taxes
    # inside at 2.6 %: 1.26 (1.2620) + 1.52 (1.5205) + 0.23 (0.2281) = 3.01; the customer pays the same
    Case(
        "change a tax's rate",
        PAID,
        ("Taxes", {"action": "change", "tax": "TVA", "rate": "2.6%"}),
        PAID.but(
            {"total_without_tax": "48.54", "tax_details": "TVA 2.6%: 1.26"},
            {"total_without_tax": "58.48", "tax_details": "TVA 2.6%: 1.52"},
            order_tax="3.01",
        ),
    ),
    # only the cups: 1.26 for 3.73
    Case(
        "change the rate of one item's tax",
        PAID,
        ("Taxes", {"action": "change", "tax": "TVA", "rate": "2.6%", "item": "TASSE"}),
        PAID.but({"total_without_tax": "48.54", "tax_details": "TVA 2.6%: 1.26"}, {}, order_tax="6.43"),
    ),
    Case(
        "change a tax's name",
        PAID,
        ("Taxes", {"action": "change", "tax": "TVA", "new name": "MwSt."}),
        PAID.but({"tax_details": "MwSt. 8.1%: 3.73"}, {"tax_details": "MwSt. 8.1%: 4.50"}),
    ),
    # two taxes in one price: 49.80 × 8.1/110.1 = 3.66 and × 2/110.1 = 0.90; 60.00: 4.41 and 1.09
    # shipping keeps its 0.67: tax 3.66 + 0.90 + 4.41 + 1.09 + 0.67 = 10.73
    Case(
        "add a tax",
        PAID,
        ("Taxes", {"action": "add", "tax": "Kurtaxe", "rate": "2%"}),
        PAID.but(
            {"total_without_tax": "45.24", "tax_details": '"TVA 8.1%: 3.66; Kurtaxe 2%: 0.90"'},
            {"total_without_tax": "54.50", "tax_details": '"TVA 8.1%: 4.41; Kurtaxe 2%: 1.09"'},
            order_tax="10.73",
        ),
    ),
    Case(
        "remove a tax",
        PAID,
        ("Taxes", {"action": "remove", "tax": "TVA"}),
        PAID.but(
            {"total_without_tax": "49.80", "tax_details": ""},
            {"total_without_tax": "60.00", "tax_details": ""},
            order_tax="0.00",
        ),
        codes=frozenset({"tax-inside-price"}),
    ),
    Case(
        "exempt the customer from tax",
        PAID,
        ("Order", {"tax exempt": "ja"}),
        PAID.but(
            {"total_without_tax": "49.80", "tax_details": "TVA 8.1%: 0.00"},
            {"total_without_tax": "60.00", "tax_details": "TVA 8.1%: 0.00"},
            order_tax="0.00",
        ),
        codes=frozenset({"tax-inside-price"}),
    ),
    # --- fees
    # 12.00 for 9.00, VAT 0.90 (0.8992) for 0.67: +3.00
    Case(
        "change the shipping fee",
        PAID,
        ("Order", {"shipping fee": "12.00"}),
        PAID.but(order_shipping="12.00", order_tax="9.13", order_total="121.80"),
        ("3.00", "collect", "3.00"),
    ),
    *(
        Case(
            f"{name}: no column for it",
            PAID,
            ("Order", {name: "5.00"}),
            PAID,
            result="rejected",
            codes=frozenset({"field-not-in-export"}),
        )
        for name in ("handling fee", "surcharge", "tip")
    ),
]  # fmt: skip

ON_TOP = [
    # 3 × 12.50 = 37.50, tax 3.04 (3.0375): +40.54
    Case(
        "add an item with tax on top",
        NET,
        ("Items", {"action": "add", "sku": "SIEB", "name": "Teesieb", "price": "12.50", "quantity": 3}),
        NET.but(order_subtotal="147.30", order_tax="12.66", order_total="168.96").plus(
            "SIEB;Teesieb;12.50;3;40.54;37.50;TVA 8.1%: 3.04;"
        ),
        ("40.54", "bill", "168.96"),
    ),
    # 2 × 19.90 = 39.80, tax 3.22 (3.2238) for 4.03: −10.81
    Case(
        "change an item's price with tax on top",
        NET,
        ("Items", {"action": "change", "item": "TASSE", "price": "19.90"}),
        NET.but(
            {
                "price": "19.90",
                "total": "43.02",
                "total_without_tax": "39.80",
                "tax_details": "TVA 8.1%: 3.22",
            },
            {},
            order_subtotal="99.80",
            order_tax="8.81",
            order_total="117.61",
        ),
        ("-10.81", "bill", "117.61"),
    ),
    # 10 % = 10.98: 44.82 × 8.1 % = 3.63 (3.6304), 54.00 × 8.1 % = 4.37 (4.374); −10.98 − 0.89
    Case(
        "add a discount with tax on top",
        NET,
        ("Discounts", {"action": "add", "discount": "KULANZ", "value": "10%"}),
        NET.but(
            {"total": "53.43", "tax_details": "TVA 8.1%: 3.63"},
            {"total": "64.37", "tax_details": "TVA 8.1%: 4.37"},
            discount="10.98",
            coupon_code="KULANZ",
            order_tax="8.73",
            order_total="116.55",
        ),
        ("-11.87", "bill", "116.55"),
    ),
    # 1.29 (1.2948) + 1.56 + 0.23 (0.234) = 3.08 for 9.62: −6.54
    Case(
        "change a tax's rate with tax on top",
        NET,
        ("Taxes", {"action": "change", "tax": "TVA", "rate": "2.6%"}),
        NET.but(
            {"total": "51.09", "tax_details": "TVA 2.6%: 1.29"},
            {"total": "61.56", "tax_details": "TVA 2.6%: 1.56"},
            order_tax="3.08",
            order_total="121.88",
        ),
        ("-6.54", "bill", "121.88"),
    ),
    Case(
        "remove a tax on top",
        NET,
        ("Taxes", {"action": "remove", "tax": "8.1%"}),
        NET.but(
            {"total": "49.80", "tax_details": ""},
            {"total": "60.00", "tax_details": ""},
            order_tax="0.00",
            order_total="118.80",
        ),
        ("-9.62", "bill", "118.80"),
    ),
    Case(
        "exempt the customer from tax on top",
        NET,
        ("Order", {"tax exempt": "yes"}),
        NET.but(
            {"total": "49.80", "tax_details": "TVA 8.1%: 0.00"},
            {"total": "60.00", "tax_details": "TVA 8.1%: 0.00"},
            order_tax="0.00",
            order_total="118.80",
        ),
        ("-9.62", "bill", "118.80"),
    ),
    # −9.00 and its tax of 0.73
    Case(
        "drop the shipping fee",
        NET,
        ("Order", {"shipping fee": 0}),
        NET.but(order_shipping="0.00", order_tax="8.89", order_total="118.69"),
        ("-9.73", "bill", "118.69"),
    ),
]


def with_fees(order: Sold, handling: str = "", surcharge: str = "", tip: str = "") -> Sold:
    """The order with columns for fees."""
    return Sold({**order.order, "handling_fee": handling, "surcharge": surcharge, "tip": tip}, order.lines)


PLAIN = with_fees(PAID)
FEE_CASES = [
    # VAT of shipping and handling together: 14.00 × 8.1/108.1 = 1.05 (1.0490) for 0.67
    Case(
        "add a handling fee",
        PLAIN,
        ("Order", {"handling fee": "5.00"}),
        PLAIN.but(handling_fee="5.00", order_tax="9.28", order_total="123.80"),
        ("5.00", "collect", "5.00"),
    ),
    Case(
        "add a surcharge",
        PLAIN,
        ("Order", {"surcharge": "2.50"}),
        PLAIN.but(surcharge="2.50", order_total="121.30"),
        ("2.50", "collect", "2.50"),
    ),
    Case(
        "add a tip",
        PLAIN,
        ("Order", {"tip": "4"}),
        PLAIN.but(tip="4.00", order_total="122.80"),
        ("4.00", "collect", "4.00"),
    ),
]

FILES = {
    "orders.csv": (INSIDE, "E", ORDER),
    "net.csv": (ON_TOP, "N", ORDER),
    "fees.csv": (FEE_CASES, "F", [*ORDER, *FEES]),
}
NUMBERS = {name: number_orders(cases, prefix) for name, (cases, prefix, _) in FILES.items()}
ALL = [(name, at) for name, (cases, _, _) in FILES.items() for at in range(len(cases))]


def text_of(header: list[str], orders: list[Sold], numbers: list[str]) -> str:
    """The file of these orders."""
    rows = [row for order, number in zip(orders, numbers, strict=True) for row in order.rows(number)]
    return "\r\n".join([";".join([*header, *LINE]), *rows, ""])


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One run with an order and its edits for each case."""
    folder = tmp_path_factory.mktemp("csv")
    rows = [row for name, (cases, _, _) in FILES.items() for row in rows_of(cases, NUMBERS[name])]
    orders = {
        name: text_of(header, [case.order for case in cases], NUMBERS[name])
        for name, (cases, _, header) in FILES.items()
    }
    return run(folder, orders, write_workbook(folder / "edits.xlsx", rows), currency="CHF")


def rows_written(finished: Finished, name: str, number: str) -> list[str]:
    """The order's rows in the updated file."""
    lines = finished.texts[f"updated-orders-{name}"].split("\r\n")
    return [line for line in lines if line.startswith(f"{number};")]


@pytest.mark.parametrize(("name", "at"), ALL, ids=[FILES[name][0][at].kind for name, at in ALL])
def test_an_edit_of_an_ecwid_csv_order(name: str, at: int, finished: Finished) -> None:
    case, number = FILES[name][0][at], NUMBERS[name][at]
    check_case(case, number, finished)
    assert rows_written(finished, name, number) == case.changed.rows(number)


@pytest.mark.parametrize("name", FILES)
def test_the_rest_of_the_file_keeps_its_bytes(name: str, finished: Finished) -> None:
    cases, _, header = FILES[name]
    expected = text_of(header, [case.changed for case in cases], NUMBERS[name])
    assert finished.texts[f"updated-orders-{name}"] == expected
