"""Runs with a journal: which files they leave, what is posted once, and what stops them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from journals import POLICY_TEXT
from ledger_files import run
from pipeline.journal import JOURNAL_FILES
from shop_files import PRICE_90, Ran, Shop, edits, order, page
from test_journal_forms import bean_check

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FILES = sorted(JOURNAL_FILES.values())


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def policy(shop: Shop, text: str = POLICY_TEXT) -> tuple[str, Path]:
    return "--policy", shop.write("policy.toml", text)


def newest(shop: Shop, known: set[Path]) -> Path:
    (folder,) = {path for path in shop.out.iterdir() if path.is_dir()} - known
    return folder


def posted(folder: Path) -> list[tuple[str, str, str]]:
    """What each posting holds, its debit and its credit."""
    with (folder / "journal.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["holds"], row["debit"], row["credit"]) for row in csv.DictReader(file)]


class Books:
    """Runs of the shop with one ledger, and the balance of each account over all of them."""

    def __init__(self, shop: Shop, *words: str) -> None:
        self.shop = shop
        self.words = words
        self.balances: Counter[str] = Counter()

    def apply(self, *rows: str, orders: Path | None = None) -> Path:
        self.shop.write("edits.csv", edits(*rows))
        return self._book(lambda: self.shop.apply(*self._words(), orders=[orders] if orders else None))

    def undo(self, folder: Path) -> Path:
        words = ("undo", folder.name, "--orders", folder / "updated-orders.json", "--currency", "CHF")
        return self._book(lambda: self.shop.run(*words, "--out", self.shop.out, *self._words()))

    def _words(self) -> tuple[str | Path, ...]:
        return ("--ledger", self.shop.folder / "ledger.db", *policy(self.shop), *self.words)

    def _book(self, do) -> Path:
        known = set(self.shop.out.iterdir()) if self.shop.out.exists() else set()
        ran: Ran = do()
        assert ran.status == 0, ran.result.output
        folder = newest(self.shop, known)
        for holds, debit, credit in posted(folder):
            cents = int((debit or f"-{credit}").replace(".", ""))
            self.balances[holds] += cents
        return folder


def test_without_the_table_no_journal_is_written(shop: Shop) -> None:
    ran = shop.apply()
    assert not set(ran.files) & set(FILES)
    assert "Journal" not in openpyxl.load_workbook(ran.folder / "reconciliation.xlsx").sheetnames
    assert "journal" not in json.loads((ran.folder / "manifest.json").read_text())["policy"]


def test_a_run_that_is_only_tried_shows_its_postings_and_writes_no_files(shop: Shop) -> None:
    ran = shop.apply(*policy(shop), "--dry-run")
    assert not set(ran.files) & set(FILES)
    assert "Journal" in openpyxl.load_workbook(ran.folder / "reconciliation.xlsx").sheetnames


def test_a_difference_is_posted_once_and_its_undo_takes_it_back(shop: Shop) -> None:
    books = Books(shop)
    books.apply(PRICE_90)
    assert books.balances == {"refunds_payable": -1000, "sales": 1000}
    assert posted(books.apply(PRICE_90)) == []
    both = books.apply(PRICE_90, "K1001,change,order,shipping_fee,,9.00")
    assert posted(both) == [("refunds_payable", "9.00", ""), ("shipping", "", "9.00")]
    assert posted(books.apply(PRICE_90, orders=both / "updated-orders.json")) == []
    books.undo(both)
    assert set(books.balances.values()) == {0}


def numbered(folder: Path) -> set[tuple[str, str]]:
    """Order and document number of the postings."""
    with (folder / "journal.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["order"], row["document"]) for row in csv.DictReader(file)}


def test_postings_carry_the_reference_of_the_document_issued_with_them(shop: Shop) -> None:
    books = Books(shop, "--documents", "html")
    first = books.apply(PRICE_90, "K1002,change,item:TASSE,price,,80.00")
    assert numbered(first) == {("K1001", "K1001-E001"), ("K1002", "K1002-E001")}
    assert sorted(path.stem for path in first.glob("documents/*.html")) == ["K1001-E001", "K1002-E001"]
    assert numbered(books.undo(first)) == {("K1001", "K1001-E002"), ("K1002", "K1002-E002")}
    assert set(books.balances.values()) == {0}
    for name in FILES:
        assert "K1001-E001" in (first / name).read_text(encoding="utf-8-sig", errors="replace")
    assert bean_check(first / "journal.beancount") == (0, "")
    done = run("verify", first.name, "--ledger", shop.folder / "ledger.db", "--out", shop.out, "--json")
    assert {one["result"] for one in json.loads(done.stdout)["files"]} == {"same"}


def test_without_documents_postings_carry_the_orders_number(shop: Shop) -> None:
    assert numbered(Books(shop).apply(PRICE_90)) == {("K1001", "K1001")}


def test_verify_finds_the_journal_the_same(shop: Shop) -> None:
    folder = Books(shop).apply(PRICE_90)
    done = run("verify", folder.name, "--ledger", shop.folder / "ledger.db", "--out", shop.out, "--json")
    found = {one["name"]: one["result"] for one in json.loads(done.stdout)["files"]}
    assert set(FILES) <= set(found)
    assert set(found.values()) == {"same"}


def test_a_tax_without_account_stops_the_run_before_anything_is_written(shop: Shop) -> None:
    taxed = order(1001, tax=7.49)
    taxed["items"][0] |= {"tax": 7.49, "taxes": [{"name": "TVA", "value": 8.1, "total": 7.49}]}
    text = POLICY_TEXT.replace('vat = "2200"', 'vat = {"2.6" = "2201"}')
    ran = shop.apply(*policy(shop, text), "--json", orders=[shop.write("taxed.json", page(taxed))])
    assert (ran.status, ran.folders) == (3, [])
    assert [(one["code"], one["found"]) for one in ran.problems] == [
        ("journal-account-missing", "the tax TVA 8.1 %")
    ]


def test_other_currencies_are_said_to_be_left_out(shop: Shop) -> None:
    ran = shop.apply(*policy(shop, POLICY_TEXT.replace('"CHF"', '"EUR"')))
    (told,) = [one for one in ran.problems if one["code"] == "journal-left-out"]
    assert (told["found"], told["expected"]) == ("CHF", "EUR")
    assert "the Banana, DATEV files" in told["message"]
    assert len(posted(ran.folder)) == 2


def test_the_samples_are_posted(tmp_path: Path) -> None:
    """Every order whose total changes is a document that balances; the files are listed and can be shared."""
    rules = tmp_path / "policy.toml"
    rules.write_text(POLICY_TEXT, encoding="utf-8")
    words = ("--edits", SAMPLES / "edits.csv", "--policy", rules, "--out", tmp_path / "out", "--quiet")
    assert run("apply", "--orders", SAMPLES / "shopify-orders.csv", *words).exit_code == 4
    (folder,) = (path for path in (tmp_path / "out").iterdir() if path.is_dir())
    listed = {one["name"] for one in json.loads((folder / "manifest.json").read_text())["outputs"]}
    assert set(FILES) <= listed
    with (folder / "reconciliation.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "journal.csv").open(encoding="utf-8-sig", newline="") as file:
        postings = list(csv.DictReader(file))
    moved = {row["order_id"] for row in rows if row["difference"] != "0.00"}
    assert {row["order"] for row in postings} >= moved != set()
    balances: Counter[str] = Counter()
    for row in postings:
        balances[row["document"]] += int((row["debit"] or f"-{row['credit']}").replace(".", ""))
    assert set(balances.values()) == {0}
    assert bean_check(folder / "journal.beancount") == (0, "")
    sheet = openpyxl.load_workbook(folder / "reconciliation.xlsx")["Journal"]
    assert sheet.max_row == 1 + len(postings) + 2
    assert sheet["A2"].hyperlink.location.startswith("'To ")
    people = {row[name] for row in rows for name in ("customer", "email")} - {""}
    texts = "".join((folder / name).read_text(encoding="latin-1") for name in FILES)
    assert not [person for person in people if person in texts]
    assert run("mask", folder, "-o", tmp_path / "copy").exit_code == 0
    assert all((tmp_path / "copy" / name).read_bytes() == (folder / name).read_bytes() for name in FILES)
