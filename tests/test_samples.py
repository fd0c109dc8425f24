"""The samples are what the generator writes, and their orders add up by a reckoning of their own."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

import make_samples
from pipeline.convention import find_conventions, is_reproduced
from pipeline.formats import ecwid_csv
from pipeline.formats.ecwid_json import format as ecwid_json
from pipeline.formats.protocol import KEYS_PER_EXPORT, Export, ReadOptions
from pipeline.formats.shopify_csv import format as shopify_csv
from pipeline.formats.tables import format as tables
from pipeline.kernel import correct
from pipeline.totals import calculate
from pipeline.workbook.edit_file import read_edits
from schemas.edits import Edits
from schemas.orders import Tables

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
WRITTEN = (
    "ecwid-orders.json",
    "ecwid-orders.csv",
    "shopify-orders.csv",
    "tables/orders.csv",
    "tables/lines.csv",
    "edits.csv",
    "edits.xlsx",
)
CENT = Decimal("0.01")
DOES_NOT_ADD_UP = {"GBN3X": Decimal("7.00"), "#3021": Decimal("0.02")}
RATES = {"TVA 8.1%": Decimal("8.1"), "TVA 2.6%": Decimal("2.6")}

Record = dict[str, str]


def tax_inside(gross: Decimal, rate: Decimal) -> Decimal:
    return (gross * rate / (100 + rate)).quantize(CENT, ROUND_HALF_UP)


def read_json_orders() -> list[dict[str, Any]]:
    text = (SAMPLES / "ecwid-orders.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)["items"]


def read_orders(name: str, key: str, *, delimiter: str, encoding: str = "utf-8") -> dict[str, list[Record]]:
    rows = defaultdict(list)
    with (SAMPLES / name).open(encoding=encoding, newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            rows[row[key]].append(row)
    return dict(rows)


def read_ecwid_csv() -> dict[str, list[Record]]:
    return read_orders("ecwid-orders.csv", "order_number", delimiter=";", encoding="utf-8-sig")


def read_shopify() -> dict[str, list[Record]]:
    return read_orders("shopify-orders.csv", "Name", delimiter=",")


def read_table(name: str) -> dict[str, list[Record]]:
    return read_orders(f"tables/{name}.csv", "commande", delimiter=";", encoding="cp1252")


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The samples written twice into new folders."""
    folders = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    for folder in folders:
        make_samples.main(folder)
    return folders


@pytest.mark.parametrize("name", WRITTEN)
def test_the_generator_writes_the_same_bytes_each_time(name: str, again: tuple[Path, Path]) -> None:
    first, second = again
    assert (first / name).read_bytes() == (second / name).read_bytes()


@pytest.mark.parametrize("name", [name for name in WRITTEN if not name.endswith(".xlsx")])
def test_the_samples_are_what_the_generator_writes(name: str, again: tuple[Path, Path]) -> None:
    assert (SAMPLES / name).read_bytes() == (again[0] / name).read_bytes()


def test_the_edits_workbook_is_what_the_generator_writes(again: tuple[Path, Path]) -> None:
    """Entry by entry: how well a zip is packed depends on the machine."""

    def entries(path: Path) -> dict[str, bytes]:
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert entries(SAMPLES / "edits.xlsx") == entries(again[0] / "edits.xlsx")


@pytest.mark.parametrize("order", read_json_orders(), ids=lambda order: order["id"])
def test_a_json_order_adds_up(order: dict[str, Any]) -> None:
    items = order["items"]
    coupon = sum(item.get("couponAmount", 0) for item in items)
    promotion = sum(discount["total"] for item in items for discount in item.get("discounts", []))
    fees = order.get("handlingFee", {}).get("value", 0)
    tips = sum(surcharge["total"] for surcharge in order["customSurcharges"])
    shipping = order["shippingOption"]["shippingRate"]
    assert order["subtotal"] == sum(item["price"] * item["quantity"] for item in items)
    assert (order["couponDiscount"], order["discount"]) == (coupon, promotion)
    assert order["tax"] == sum(item["tax"] for item in items)
    assert sum(tax["total"] for tax in order["taxesOnShipping"]) == sum(
        tax["taxOnShipping"] for item in items for tax in item["taxes"]
    )
    for tax in order["taxesOnShipping"]:
        assert tax["total"] == tax_inside(shipping + fees, tax["value"])
    expected = order["subtotal"] - coupon - promotion + shipping + fees + tips
    gap = DOES_NOT_ADD_UP.get(order["id"], 0)
    assert order["total"] + order["giftCardRedemption"] == expected + gap
    assert order["totalWithoutTax"] == order["total"] - order["tax"]


@pytest.mark.parametrize("order", read_json_orders(), ids=lambda order: order["id"])
def test_the_tax_of_each_json_item_is_inside_its_price(order: dict[str, Any]) -> None:
    for item in order["items"]:
        taken_off = item.get("couponAmount", 0) + sum(part["total"] for part in item.get("discounts", []))
        (tax,) = item["taxes"]
        base = item["price"] * item["quantity"] - taken_off
        assert tax["taxOnDiscountedSubtotal"] == tax_inside(base, tax["value"])
        assert item["tax"] == tax["total"] == tax["taxOnDiscountedSubtotal"] + tax["taxOnShipping"]


@pytest.mark.parametrize("rows", read_ecwid_csv().values(), ids=lambda rows: rows[0]["order_number"])
def test_an_order_of_the_ecwid_csv_adds_up(rows: list[Record]) -> None:
    of_order = {name: rows[0][name] for name in list(rows[0])[:28]}
    assert all(row | of_order == row for row in rows)
    subtotal = sum(Decimal(row["price"]) * int(row["quantity"]) for row in rows)
    discount, shipping = Decimal(of_order["discount"] or 0), Decimal(of_order["order_shipping"])
    assert Decimal(of_order["order_subtotal"]) == subtotal
    assert Decimal(of_order["order_total"]) == subtotal - discount + shipping
    rates = [RATES[row["tax_details"].partition(":")[0]] for row in rows]
    line_taxes = [Decimal(row["total"]) - Decimal(row["total_without_tax"]) for row in rows]
    assert Decimal(of_order["order_tax"]) == sum(line_taxes) + tax_inside(shipping, max(rates))


@pytest.mark.parametrize("rows", read_shopify().values(), ids=lambda rows: rows[0]["Name"])
def test_a_shopify_order_adds_up(rows: list[Record]) -> None:
    first, *others = rows
    assert all(row["Total"] == row["Subtotal"] == row["Tax 1 Name"] == "" for row in others)
    items = sum(Decimal(row["Lineitem price"]) * int(row["Lineitem quantity"]) for row in rows)
    subtotal, shipping = Decimal(first["Subtotal"]), Decimal(first["Shipping"])
    gap = DOES_NOT_ADD_UP.get(first["Name"], 0)
    assert subtotal == items - Decimal(first["Discount Amount"])
    assert Decimal(first["Total"]) == subtotal + shipping + gap
    assert first["Taxes"] == first["Tax 1 Value"]
    rate = RATES[first["Tax 1 Name"]]
    assert abs(Decimal(first["Taxes"]) - tax_inside(subtotal + shipping, rate)) <= CENT * len(rows)
    if not Decimal(first["Discount Amount"]):
        amounts = [Decimal(row["Lineitem price"]) * int(row["Lineitem quantity"]) for row in rows]
        line_taxes = [tax_inside(amount, rate) for amount in amounts]
        assert Decimal(first["Taxes"]) == sum(line_taxes) + tax_inside(shipping, rate)


@pytest.mark.parametrize("number", read_table("orders"))
def test_an_order_of_the_two_tables_adds_up(number: str) -> None:
    (order,) = read_table("orders")[number]
    lines = read_table("lines")[number]
    amounts = [Decimal(line["prix"]) * int(line["quantité"]) for line in lines]
    taken_off = [
        (amount * Decimal(line["remise %"] or 0) / 100).quantize(CENT, ROUND_HALF_UP)
        for amount, line in zip(amounts, lines, strict=True)
    ]
    rate, shipping = Decimal(order["taux TVA"]), Decimal(order["port"])
    taxes = [tax_inside(amount - off, rate) for amount, off in zip(amounts, taken_off, strict=True)]
    assert Decimal(order["sous-total"]) == sum(amounts)
    assert Decimal(order["remise"]) == sum(taken_off)
    assert Decimal(order["TVA"]) == sum(taxes) + tax_inside(shipping, rate)
    assert Decimal(order["total"]) == sum(amounts) - sum(taken_off) + shipping


def test_the_orders_named_as_not_adding_up_are_in_the_samples() -> None:
    numbers = {order["id"] for order in read_json_orders()} | set(read_shopify())
    assert set(DOES_NOT_ADD_UP) <= numbers


def read_all_numbers() -> list[str]:
    return [
        *(order["id"] for order in read_json_orders()),
        *read_ecwid_csv(),
        *read_shopify(),
        *read_table("orders"),
    ]


def test_every_order_number_stands_in_one_export_only() -> None:
    numbers = read_all_numbers()
    assert len(numbers) == len(set(numbers)) == 200
    assert "00123" in numbers


def test_all_mail_goes_nowhere() -> None:
    mails = [order["email"] for order in read_json_orders()]
    mails += [row["email"] for rows in read_ecwid_csv().values() for row in rows]
    mails += [row["Email"] for rows in read_shopify().values() for row in rows]
    assert all(mail.endswith("@example.ch") and mail.isascii() for mail in mails)


def read_sheets() -> dict[str, list[dict[str, Any]]]:
    workbook = openpyxl.load_workbook(SAMPLES / "edits.xlsx")
    sheets = {}
    for sheet in workbook.worksheets:
        header, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return sheets


def test_the_workbook_has_every_kind_of_edit() -> None:
    sheets = read_sheets()
    filled = {
        title: {name for row in rows for name, value in row.items() if value is not None}
        for title, rows in sheets.items()
    }
    actions = {
        title: {row.get("action") for row in rows if "action" in row} for title, rows in sheets.items()
    }
    assert actions["Articles"] == actions["Taxes"] == {"ajouter", "modifier", "supprimer"}
    assert actions["Discounts"] == {"add", "change", "remove"}
    assert {"référence", "nom", "prix", "quantité", "taxe", "ancien prix"} <= filled["Articles"]
    assert {"nom", "e-mail", "téléphone", "rue livraison", "rue facturation", "chercher"} <= filled["Client"]
    assert {"kind", "value", "item"} <= filled["Discounts"]
    assert {"taux", "nouveau nom"} <= filled["Taxes"]
    assert {
        "payment method", "shipping method", "shipping fee", "handling fee", "tip", "tax exempt",
    } <= filled["Order"]  # fmt: skip


def test_order_numbers_are_text_and_almost_all_of_them_known() -> None:
    numbers = [
        row.get("commande", row.get("order"))
        for rows in read_sheets().values()
        for row in rows
        if "chercher" not in row or row["commande"]
    ]
    assert all(isinstance(number, str) for number in numbers)
    assert set(numbers) - set(read_all_numbers()) == {"MC-9999"}


@pytest.fixture(scope="module")
def exports() -> list[Export]:
    """The four exports as the program reads them."""
    sources = [
        (ecwid_json.FORMAT, [SAMPLES / "ecwid-orders.json"]),
        (ecwid_csv.FORMAT, [SAMPLES / "ecwid-orders.csv"]),
        (shopify_csv.FORMAT, [SAMPLES / "shopify-orders.csv"]),
        (tables.FORMAT, [SAMPLES / "tables" / "orders.csv", SAMPLES / "tables" / "lines.csv"]),
    ]
    mapping = SAMPLES / "tables" / "mapping.toml"
    return [
        source.read(files, ReadOptions(at * KEYS_PER_EXPORT, "CHF", mapping))
        for at, (source, files) in enumerate(sources)
    ]


@pytest.mark.parametrize("at", range(4))
def test_the_program_finds_a_convention_for_all_orders_but_those_named(
    at: int, exports: list[Export]
) -> None:
    orders = exports[at].tables
    (found,) = find_conventions(orders, calculate, {})
    is_exact = is_reproduced(orders, calculate(orders, found.convention))
    assert set(orders.orders.loc[~is_exact, "order_id"]) == set(DOES_NOT_ADD_UP) & set(
        orders.orders["order_id"]
    )


def test_the_edits_fare_as_the_readme_says(exports: list[Export]) -> None:
    workbook = read_edits(SAMPLES / "edits.xlsx", 0)
    others = read_edits(SAMPLES / "edits.csv", workbook.rows_read)
    assert workbook.problems == others.problems == ()
    orders = Tables.concat([export.tables for export in exports])
    results = correct(orders, Edits.concat([workbook.edits, others.edits])).row_results
    by_request = dict(zip(results["request"], results["result"], strict=True))
    assert {request: result for request, result in by_request.items() if result != "applied"} == {
        **dict.fromkeys(["D-111", "D-112", "D-113", "D-114", "D-115", "D-116"], "rejected"),
        **dict.fromkeys(["D-117", "D-118"], "held"),
    }
