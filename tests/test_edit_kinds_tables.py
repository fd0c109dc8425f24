"""Kinds of edits on two plain tables of a shop's own, read by a mapping: orders.csv and lines.csv."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from end_to_end import Case, Finished, check_case, number_orders, rows_of, run, write_workbook

pytestmark = pytest.mark.thorough

MAPPING = """\
format = "tables"
platform = "laden"
currency = "CHF"
[orders]
file = "orders.csv"
[orders.columns]
order_id = "Bestellung"
status = "Stand"
name = "Kunde"
email = "Mail"
phone = "Telefon"
bill_street_1 = "Strasse"
bill_city = "Ort"
ship_street_1 = "Lieferstrasse"
ship_city = "Lieferort"
payment_method = "Zahlung"
shipping_method = "Versandart"
subtotal = "Waren"
discount = "Rabatt"
shipping = "Versand"
handling = "Bearbeitung"
tax_name = "Steuer"
tax_rate = "Satz"
tax = "MwSt"
total = "Total"
[lines]
file = "lines.csv"
[lines.columns]
order_id = "Bestellung"
sku = "Artikel"
name = "Name"
price = "Preis"
quantity = "Menge"
discount_percent = "Rabatt %"
[status]
"bezahlt" = "paid"
"offen" = "unpaid"
"""
ORDER_HEADER = (
    "Bestellung;Stand;Kunde;Mail;Telefon;Strasse;Ort;Lieferstrasse;Lieferort;Zahlung;Versandart"
    ";Waren;Rabatt;Versand;Bearbeitung;Steuer;Satz;MwSt;Total;Notiz"
)
LINE_HEADER = "Bestellung;Artikel;Name;Preis;Menge;Rabatt %;Lager"
ORDER, LINE = ORDER_HEADER.split(";"), LINE_HEADER.split(";")


@dataclass(frozen=True)
class Sold:
    """An order's row and those of its lines."""

    order: dict[str, str]
    lines: tuple[dict[str, str], ...]

    def but(self, *lines: dict[str, str] | None, **order: str) -> Sold:
        """The order with these cells of each line and of itself; None for a line that goes."""
        unknown = set(order) - set(ORDER) | {name for line in lines if line for name in line} - set(LINE)
        assert not unknown, unknown
        pairs = zip(lines or [{}] * len(self.lines), self.lines, strict=True)
        kept = tuple(line | change for change, line in pairs if change is not None)
        return Sold(self.order | order, kept)

    def plus(self, text: str) -> Sold:
        """The order with one more line."""
        return Sold(self.order, (*self.lines, line_of(text)))


def cells(header: list[str], text: str) -> dict[str, str]:
    return dict(zip(header, text.split(";"), strict=True))


def line_of(text: str) -> dict[str, str]:
    return cells(LINE, text)


# 2 × 24,90 = 49,80, VAT inside 3,73 (3.7315); 60,00: 4,50 (4.4958); shipping 9,00: 0,67 (0.6744)
PAID = Sold(
    cells(
        ORDER,
        "0;bezahlt;Vreni Keller;vreni.keller@example.ch;044 000 00 01;Seestrasse 5;Zürich;Rue du Lac 3;Vevey"
        ";TWINT;PostPac;109,80;0,00;9,00;0,00;MwSt.;8,1;8,90;118,80;bitte klingeln",
    ),
    (line_of("0;TASSE;Tasse;24,90;2;;A3"), line_of("0;KANNE;Kanne;60,00;1;;B1")),
)
# 20 % of the cups = 9,96: VAT of 39,84: 2,99 (2.9852)
REDUCED = PAID.but({"Rabatt %": "20"}, {}, Rabatt="9,96", MwSt="8,16", Total="108,84")
# 10,98 off the order: VAT of 44,82: 3,36 (3.3584), of 54,00: 4,05 (4.0463)
COUPON = PAID.but(Rabatt="10,98", MwSt="8,08", Total="107,82")
# on top: 4,03 (4.0338) + 4,86 + 0,73 (0.729)
NET = PAID.but(Stand="offen", MwSt="9,62", Total="128,42")
# 2 items at 1,00: VAT 0,07 (0.0749) each; over the whole order it would be 0,15 (0.1499)
TELLING = PAID.but(
    {"Preis": "1,00", "Menge": "1"}, {"Preis": "1,00"}, Waren="2,00", Versand="0,00", MwSt="0,14", Total="2,00"
)  # fmt: skip

CASES = [
    # 12,50: VAT 0,94 (0.9366)
    Case(
        "add an item",
        PAID,
        ("Artikel", {"Aktion": "hinzufügen", "SKU": "SIEB", "Name": "Teesieb", "Preis": "12,50", "Menge": 1}),
        PAID.but(Waren="122,30", MwSt="9,84", Total="131,30").plus("0;SIEB;Teesieb;12,50;1;;"),
        ("12.50", "collect", "12.50"),
    ),
    Case(
        "remove an item",
        PAID,
        ("Artikel", {"Aktion": "entfernen", "Artikel": "TASSE"}),
        PAID.but(None, {}, Waren="60,00", MwSt="5,17", Total="69,00"),
        ("-49.80", "refund", "49.80"),
    ),
    Case(
        "change an item's SKU and name",
        PAID,
        ("Artikel", {"Aktion": "ändern", "Artikel": "#2", "SKU": "KANNE-2", "Name": "Teekanne"}),
        PAID.but({}, {"Artikel": "KANNE-2", "Name": "Teekanne"}),
    ),
    # 2 × 19,90 = 39,80: VAT 2,98 (2.9822)
    Case(
        "change an item's price",
        PAID,
        ("Artikel", {"Aktion": "ändern", "Artikel": "TASSE", "Preis": "19,90", "alter Preis": "24,90"}),
        PAID.but({"Preis": "19,90"}, {}, Waren="99,80", MwSt="8,15", Total="108,80"),
        ("-10.00", "refund", "10.00"),
    ),
    # on top 3 × 24,90 = 74,70: 6,05 (6.0507) for 4,03
    Case(
        "change an item's quantity with tax on top",
        NET,
        ("Artikel", {"Aktion": "ändern", "Artikel": "TASSE", "Menge": 3}),
        NET.but({"Menge": "3"}, {}, Waren="134,70", MwSt="11,64", Total="155,34"),
        ("26.92", "bill", "155.34"),
    ),
    # 1 × 24,90 − 20 % (4,98) = 19,92: VAT 1,49 (1.4926)
    Case(
        "change the quantity of a reduced item",
        REDUCED,
        ("Artikel", {"Aktion": "ändern", "Artikel": "TASSE", "Menge": 1}),
        REDUCED.but({"Menge": "1"}, {}, Waren="84,90", Rabatt="4,98", MwSt="6,66", Total="88,92"),
        ("-19.92", "refund", "19.92"),
    ),
    Case(
        "change the customer",
        PAID,
        (
            "Kunde",
            {
                "Name": "Verena Roth",
                "E-Mail": "v.roth@example.ch",
                "Telefon": "079 000 00 02",
                "Rechnungsadresse Strasse": "Bahnhofstrasse 1",
                "Rechnungsort": "Zug",
                "Lieferadresse Strasse": "Quai 8",
                "Lieferort": "Lausanne",
            },
        ),
        PAID.but(
            Kunde="Verena Roth", Mail="v.roth@example.ch", Telefon="079 000 00 02", Strasse="Bahnhofstrasse 1",
            Ort="Zug", Lieferstrasse="Quai 8", Lieferort="Lausanne",
        ),
    ),
    # 10 % of 109,80 = 10,98
    Case(
        "add a discount",
        PAID,
        ("Rabatte", {"Aktion": "hinzufügen", "Art": "Prozent", "Wert": "10"}),
        COUPON,
        ("-10.98", "refund", "10.98"),
    ),
    # 5,00: 2,27 (2.2678) + 2,73; VAT of 47,53: 3,56 (3.5615), of 57,27: 4,29 (4.2913)
    Case(
        "change a discount",
        COUPON,
        ("Rabatte", {"Aktion": "ändern", "Art": "Betrag", "Wert": "5,00"}),
        COUPON.but(Rabatt="5,00", MwSt="8,52", Total="113,80"),
        ("5.98", "collect", "5.98"),
    ),
    Case(
        "remove a discount",
        COUPON,
        ("Rabatte", {"Aktion": "entfernen"}),
        PAID,
        ("10.98", "collect", "10.98"),
    ),
    Case(
        "add a discount of one item",
        PAID,
        ("Rabatte", {"Aktion": "hinzufügen", "Wert": "20%", "Artikel": "TASSE"}),
        REDUCED,
        ("-9.96", "refund", "9.96"),
    ),
    # 10 % of 49,80 = 4,98: VAT of 44,82: 3,36 (3.3584)
    Case(
        "change a discount of one item",
        REDUCED,
        ("Rabatte", {"Aktion": "ändern", "Wert": "10%", "Artikel": "TASSE"}),
        REDUCED.but({"Rabatt %": "10"}, {}, Rabatt="4,98", MwSt="8,53", Total="113,82"),
        ("4.98", "collect", "4.98"),
    ),
    Case(
        "remove a discount of one item",
        REDUCED,
        ("Rabatte", {"Aktion": "entfernen", "Artikel": "TASSE"}),
        PAID,
        ("9.96", "collect", "9.96"),
    ),
    Case(
        "change the names of payment and shipping",
        PAID,
        ("Bestellung", {"Zahlungsart": "Rechnung", "Versandart": "Velokurier"}),
        PAID.but(Zahlung="Rechnung", Versandart="Velokurier"),
    ),
    # at 2.6 % on top: 1,29 (1.2948) + 1,56 + 0,23 (0.234) for 9,62
    Case(
        "change a tax's rate",
        NET,
        ("Steuern", {"Aktion": "ändern", "Steuer": "MwSt.", "Satz": "2,6 %"}),
        NET.but(Satz="2,6", MwSt="3,08", Total="121,88"),
        ("-6.54", "bill", "121.88"),
    ),
    Case(
        "change a tax's name",
        PAID,
        ("Steuern", {"Aktion": "ändern", "Steuer": "MwSt.", "neuer Name": "TVA"}),
        PAID.but(Steuer="TVA"),
    ),
    Case(
        "remove a tax",
        NET,
        ("Steuern", {"Aktion": "entfernen", "Steuer": "MwSt."}),
        NET.but(Steuer="", Satz="0,0", MwSt="0,00", Total="118,80"),
        ("-9.62", "bill", "118.80"),
    ),
    # VAT of 12,00: 0,90 (0.8992)
    Case(
        "change the shipping fee",
        PAID,
        ("Bestellung", {"Versandkosten": "12,00"}),
        PAID.but(Versand="12,00", MwSt="9,13", Total="121,80"),
        ("3.00", "collect", "3.00"),
    ),
    # VAT of 9,00 + 5,00: 1,05 (1.0490)
    Case(
        "add a handling fee",
        PAID,
        ("Bestellung", {"Bearbeitungsgebühr": "5,00"}),
        PAID.but(Bearbeitung="5,00", MwSt="9,28", Total="123,80"),
        ("5.00", "collect", "5.00"),
    ),
    Case(
        "tip: no column for it",
        PAID,
        ("Bestellung", {"Trinkgeld": "5,00"}),
        PAID,
        result="rejected",
        codes=frozenset({"field-not-in-export"}),
    ),
]  # fmt: skip
NUMBERS = number_orders(CASES, "B")


def text_of(header: list[str], rows: list[dict[str, str]]) -> str:
    return "\r\n".join([";".join(header), *(";".join(row.values()) for row in rows), ""])


def orders_text(orders: list[Sold]) -> str:
    """The file orders.csv with an order for each case."""
    numbered = zip([*NUMBERS, "T1"], [*orders, TELLING], strict=True)
    return text_of(ORDER, [{**order.order, "Bestellung": number} for number, order in numbered])


def lines_text(orders: list[Sold]) -> str:
    """The file lines.csv."""
    numbered = zip([*NUMBERS, "T1"], [*orders, TELLING], strict=True)
    return text_of(
        LINE, [{**line, "Bestellung": number} for number, order in numbered for line in order.lines]
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """One run with an order and its edits for each case."""
    folder = tmp_path_factory.mktemp("tables")
    mapping = folder / "laden.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    orders = [case.order for case in CASES]
    files = {"orders.csv": orders_text(orders), "lines.csv": lines_text(orders)}
    edits = write_workbook(folder / "edits.xlsx", rows_of(CASES, NUMBERS))
    return run(folder, files, edits, mapping=mapping)


@pytest.mark.parametrize("number", NUMBERS, ids=[case.kind for case in CASES])
def test_an_edit_of_an_order_in_two_tables(number: str, finished: Finished) -> None:
    case = CASES[NUMBERS.index(number)]
    check_case(case, number, finished)
    for name, rows in (("orders", [case.changed.order]), ("lines", case.changed.lines)):
        lines = finished.texts[f"updated-orders-{name}.csv"].split("\r\n")
        written = [line for line in lines if line.startswith(f"{number};")]
        assert written == [";".join({**row, "Bestellung": number}.values()) for row in rows]


def test_the_rest_of_both_files_keeps_its_bytes(finished: Finished) -> None:
    expected = [case.changed for case in CASES]
    assert finished.texts == {
        "updated-orders-orders.csv": orders_text(expected),
        "updated-orders-lines.csv": lines_text(expected),
    }
