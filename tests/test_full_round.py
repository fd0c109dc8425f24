"""The whole round of a clerk and an accountant: found, filled in, refused, corrected, applied, tied out."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shop_files import Shop, order, page

POLICY = """seller = {name = "Atelier Terre", address = ["Ruelle 1", "1700 Fribourg"]}
[journal]
currency = "CHF"
receivable = "1100"
refunds_payable = "2210"
sales = "3200"
shipping = "3400"
vat = {"8.1" = "2200", "2.6" = "2201"}
rounding = "6960"
"""
SHIPPING, RATE_HIGH, RATE_LOW = Decimal("9.00"), Decimal("8.1"), Decimal("2.6")
Row = Mapping[str, Any]


def tax_in(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate / (100 + rate)).quantize(Decimal("0.01"))


def sold(number: int, teas: int = 3, **members: Any) -> dict[str, Any]:
    """Two cups at 8.1 % and some teas at 2.6 %, tax inside, and shipping without tax."""
    goods = [("TASSE", "Tasse", "24.00", 2, RATE_HIGH), ("THE", "Thé", "14.80", teas, RATE_LOW)]
    items, amounts, taxes = [], [], []
    for place, (sku, name, price, quantity, rate) in enumerate(goods):
        amounts.append(Decimal(price) * quantity)
        taxes.append(tax_in(amounts[-1], rate))
        tax = {"name": f"TVA {rate}%", "value": float(rate), "total": float(taxes[-1])}
        items.append(
            {
                "id": number * 10 + place,
                "sku": sku,
                "name": name,
                "price": float(price),
                "quantity": quantity,
                "tax": float(taxes[-1]),
                "taxes": [tax],
            }
        )
    return order(
        number,
        subtotal=float(sum(amounts)),
        tax=float(sum(taxes)),
        total=float(sum(amounts) + SHIPPING),
        pricesIncludeTax=True,
        shippingOption={"shippingMethodName": "Poste", "shippingRate": float(SHIPPING)},
        items=items,
        **members,
    )


@dataclass
class Clerk:
    """A shop with its ledger, and the folder of each run."""

    shop: Shop

    def say(self, *words: str | Path) -> int:
        return self.shop.run(*words).status

    def apply(self, orders: Path, filled: Path) -> tuple[int, Path]:
        known = set(self.shop.out.iterdir()) if self.shop.out.exists() else set()
        words = ("--documents", "html", "--ledger", self.shop.folder / "ledger.db", "--lang", "fr")
        policy = ("--policy", self.shop.write("policy.toml", POLICY))
        status = self.shop.apply(*words, *policy, orders=[orders], edits=[filled]).status
        (folder,) = {path for path in self.shop.out.iterdir() if path.is_dir()} - known
        return status, folder


def type_into(path: Path, saved: Path, fill: Callable[[dict[str, Worksheet]], None]) -> Path:
    workbook = openpyxl.load_workbook(path)
    fill({sheet.title: sheet for sheet in workbook})
    workbook.save(saved)
    return saved


def put(sheet: Worksheet, order_id: str, values: Mapping[str, Any], item: str | None = None) -> None:
    """Type under these headers, in the row of the order (and item)."""
    headers = {cell.value: cell.column for cell in sheet[2]}
    row = next(
        number
        for number in range(3, sheet.max_row + 1)
        if sheet.cell(number, headers["commande"]).value == order_id
        and item in (None, sheet.cell(number, headers.get("article", 1)).value)
    )
    for header, value in values.items():
        sheet.cell(row, headers[header]).value = value


def first_edits(sheets: dict[str, Worksheet]) -> None:
    put(sheets["Articles"], "K1001", {"quantité": 1, "motif": "cassée", "demande": "T-1"}, "TASSE")
    put(sheets["Articles"], "K1002", {"prix": "douze francs", "demande": "T-2"}, "THE")
    put(sheets["Articles"], "K1003", {"quantité": 1, "demande": "T-3"}, "THE")
    put(sheets["Commande"], "K1004", {"frais d’expédition": 0, "demande": "T-4"})
    put(sheets["Client"], "K1004", {"localité de livraison": "Fribourg"})


def corrections(sheets: dict[str, Worksheet]) -> None:
    put(sheets["Articles"], "K1002", {"prix": "12,00"}, "THE")
    put(sheets["Articles"], "K1003", {"quantité (avant)": 2}, "THE")


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clerk, list[tuple[int, Path]]]:
    """Both runs: order K1003 changed after the workbook was written, the price of K1002 cannot be read."""
    shop = Shop(tmp_path_factory.mktemp("shop"))
    clerk = Clerk(shop)
    buyer = {"email": "claire@example.ch"}
    unpaid = {"paymentStatus": "AWAITING_PAYMENT"}
    before = [sold(1001, **buyer), sold(1002, **buyer), sold(1003, **buyer), sold(1004, **buyer, **unpaid)]
    after = [*before[:2], sold(1003, 2, **buyer), *before[3:]]
    export = shop.write("orders.json", page(*before, sold(1005)))
    now = shop.write("now.json", page(*after, sold(1005)))
    workbook = shop.folder / "claire.xlsx"
    found = ("find", export, "--email", "claire", "-o", workbook, "--lang", "fr", "--currency", "CHF")
    assert clerk.say(*found) == 0
    first = clerk.apply(now, type_into(workbook, shop.folder / "filled.xlsx", first_edits))
    fixed = type_into(first[1] / "edits-to-fix.xlsx", shop.folder / "fixed.xlsx", corrections)
    return clerk, [first, clerk.apply(first[1] / "updated-orders.json", fixed)]


@pytest.fixture(params=[0, 1], ids=["first run", "second run"])
def folder(request: pytest.FixtureRequest, rounds: tuple[Clerk, list[tuple[int, Path]]]) -> Path:
    return rounds[1][request.param][1]


# What the clerk sees


def results(folder: Path) -> dict[str, str]:
    """What became of each row, by its request."""
    workbook = openpyxl.load_workbook(folder / "edits-result.xlsx")
    found = {}
    for sheet in workbook:
        headers = {cell.value: cell.column for cell in sheet[2]}
        if "Résultat d’import" in headers:
            for row in range(3, sheet.max_row + 1):
                result = sheet.cell(row, headers["Résultat d’import"]).value
                if result:
                    found[sheet.cell(row, headers["demande"]).value or sheet.title] = result
    return found


def test_two_rows_are_refused_and_go_through_once_corrected(
    rounds: tuple[Clerk, list[tuple[int, Path]]],
) -> None:
    _, ((first_status, first), (second_status, second)) = rounds
    assert (first_status, second_status) == (4, 0)
    done = dict.fromkeys(("T-1", "T-4", "Client"), "appliqué")
    assert results(first) == {**done, "T-2": "refusé", "T-3": "refusé"}
    assert results(second) == {"T-2": "appliqué", "T-3": "appliqué"}
    assert not (second / "edits-to-fix.xlsx").exists()


def test_the_corrected_orders_hold_the_edits_of_both_runs(
    rounds: tuple[Clerk, list[tuple[int, Path]]],
) -> None:
    _, (_, (_, second)) = rounds
    orders = json.loads((second / "updated-orders.json").read_text())["items"]
    held = {one["id"]: one for one in orders}
    quantities = {order_id: [line["quantity"] for line in one["items"]] for order_id, one in held.items()}
    changed = {"K1001": [1, 3], "K1003": [2, 1]}
    assert quantities == {order_id: changed.get(order_id, [2, 3]) for order_id in held}
    assert held["K1002"]["items"][1]["price"] == 12
    assert held["K1004"]["shippingPerson"]["city"] == "Fribourg"
    totals = [Decimal(str(one["total"])) for one in orders]
    assert totals == [Decimal(total) for total in ("77.40", "93.00", "71.80", "92.40", "101.40")]


def test_the_ledger_has_every_amount_once(rounds: tuple[Clerk, list[tuple[int, Path]]]) -> None:
    clerk, _ = rounds
    ran = clerk.shop.run("open", "--ledger", clerk.shop.folder / "ledger.db", "--json")
    assert ran.status == 0
    amounts = {
        one["order_id"]: (one["action"], one["amount"]) for one in json.loads(ran.result.stdout)["open"]
    }
    assert amounts == {
        "K1001": ("refund", "24.00"),
        "K1002": ("refund", "8.40"),
        "K1003": ("refund", "14.80"),
        "K1004": ("bill", "92.40"),
    }


# What the accountant ties out


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def entries(folder: Path, title: str) -> list[Row]:
    """The entries of a list of the report: what stands above the empty row."""
    sheet = openpyxl.load_workbook(folder / "reconciliation.xlsx", data_only=True)[title]
    header, *rows = sheet.iter_rows(values_only=True)
    found = []
    for row in rows:
        if row[0] is None:
            break
        found.append(dict(zip(header, row, strict=True)))
    return found


def exact(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def add_up(pairs: list[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for name, amount in pairs:
        sums[name] += amount
    return {name: amount for name, amount in sums.items() if amount}


def documents(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((folder / "documents").glob("*.json"))]


def test_every_check_of_the_cover_sheet_holds(folder: Path) -> None:
    cover = openpyxl.load_workbook(folder / "reconciliation.xlsx", data_only=True).worksheets[0]
    marks = [cell.value for row in cover.iter_rows() for cell in row if cell.value in ("✓", "✗")]
    assert set(marks) == {"✓"}
    assert re.match(rf"✓ Les {len(marks) - 1} contrôles", cover["A2"].value)


def test_vat_by_rate_is_that_of_the_documents_and_of_the_journal(folder: Path) -> None:
    sheet = add_up(
        [(row["Taxe"], exact(row["Différence de taxe"])) for row in entries(folder, "TVA par taux")]
    )
    rows = [tax for document in documents(folder) for tax in document["tax"]]
    postings = [row for row in read_csv(folder / "journal.csv") if row["holds"] == "vat"]
    posted = [(row["tax"], Decimal(row["credit"] or f"-{row['debit']}")) for row in postings]
    assert sheet == add_up([(tax["name"], Decimal(tax["tax"])) for tax in rows]) == add_up(posted) != {}


def test_documents_journal_and_requests_add_up_to_the_difference(folder: Path) -> None:
    totals = add_up(
        [(row["order_id"], Decimal(row["difference"])) for row in read_csv(folder / "reconciliation.csv")]
    )
    assert totals == add_up([(one["order"], Decimal(one["total"])) for one in documents(folder)]) != {}
    requests = entries(folder, "Par demande")
    assert totals == add_up([(row["Commande"], exact(row["Différence"] or 0)) for row in requests])
    balance = {"receivable": 1, "refunds_payable": 1}
    postings = [row for row in read_csv(folder / "journal.csv") if row["holds"] in balance]
    signed = [(row["order"], Decimal(row["debit"] or f"-{row['credit']}")) for row in postings]
    assert totals == add_up(signed)
    assert {row["Demande"] for row in requests if row["Différence"]} >= {row["request"] for row in postings}


def test_the_stock_says_what_comes_back(rounds: tuple[Clerk, list[tuple[int, Path]]]) -> None:
    _, ((_, first), (_, second)) = rounds
    moved = [
        [(row["Référence"], row["Que faire"], row["Unités à déplacer"]) for row in entries(folder, "Stock")]
        for folder in (first, second)
    ]
    assert moved == [[("TASSE", "remettre", 1)], [("THE", "remettre", 1)]]


def test_a_document_in_the_journal_leads_to_its_order(rounds: tuple[Clerk, list[tuple[int, Path]]]) -> None:
    workbook = openpyxl.load_workbook(rounds[1][0][1] / "reconciliation.xlsx")
    links = {cell.value: cell.hyperlink.location for cell in workbook["Journal"]["A"] if cell.hyperlink}
    assert set(links) == {one["reference"] for one in documents(rounds[1][0][1])} != set()
    for reference, place in links.items():
        title, cell = place.rsplit("!", 1)
        assert workbook[title.strip("'").replace("''", "'")][cell].value == reference.split("-")[0]
