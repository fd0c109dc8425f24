"""Credit notes and invoices from the command line: their files, their references over the runs, what they say."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders import Orders, edit, line
from builders import edits as edit_table
from pipeline.documents import Head, Readers, check_pdf, gather_documents, write_documents
from pipeline.documents.as_data import build_data
from pipeline.documents.page import render_page
from pipeline.documents.pdf import write_pdf
from pipeline.documents.spelling import Spelling
from pipeline.issue import issue_documents
from pipeline.kernel import correct
from pipeline.languages import ENGLISH, Words, find_words
from pipeline.ledger import open_ledger, show
from pipeline.policy import Policy, PolicyError, policy_from, tell_policy
from pipeline.problems import InputRefused
from recording import NOW
from shop_files import PRICE_90, Shop, edits, order, page
from test_invariants import KNOWN

pytestmark = pytest.mark.thorough

HOME = Path(__file__).resolve().parent.parent
SELLER = {
    "name": "Atelier Sauge SA",
    "address": ["Rue du Lac 12", "1800 Vevey"],
    "vat_number": "CHE-123.456.789 TVA",
    "iban": "CH93 0076 2011 6238 5295 7",
}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def place(shop: Shop) -> Path:
    return shop.folder / "ledger.db"


def apply(shop: Shop, *words: str | Path, **more: Any) -> list[str]:
    """The references of the documents of one run with the ledger."""
    known = set(runs(shop))
    assert shop.apply("--ledger", place(shop), "--documents", "html", *words, **more).status in (0, 4)
    (folder,) = set(runs(shop)) - known
    return references(folder)


def runs(shop: Shop) -> list[Path]:
    found = [path for path in shop.out.glob("[!.]*") if path.is_dir()] if shop.out.exists() else []
    return sorted(found, key=lambda path: path.stat().st_ctime_ns)


def references(folder: Path) -> list[str]:
    return [json.loads(path.read_text())["reference"] for path in sorted(folder.glob("documents/*.json"))]


def one_document(folder: Path) -> dict[str, Any]:
    (path,) = folder.glob("documents/*.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


# ---- files


def test_a_run_leaves_a_document_for_each_order_that_costs_something_else(shop: Shop) -> None:
    sheet = edits(PRICE_90, "K1002,change,item:TASSE,quantity,,2", "K1003,change,customer,ship_city,,Vevey")
    ran = shop.apply("--documents", "html", edits=[shop.write("edits.csv", sheet)])
    assert ran.status == 0
    folder = ran.folder / "documents"
    assert sorted(path.name for path in folder.iterdir()) == [
        "K1001-E001.html", "K1001-E001.json", "K1002-E001.html", "K1002-E001.json",
    ]  # fmt: skip
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "K1001-E001.html")] == [
        0o700,
        0o600,
    ]
    manifest = json.loads((ran.folder / "manifest.json").read_text())
    assert "documents/K1001-E001.html" in {one["name"] for one in manifest["outputs"]}
    assert "documents/" in ran.summary["files"]
    assert "documents/" in ran.result.stdout
    assert {"seller-unknown", "documents-not-counted"} <= {one["code"] for one in ran.problems}
    data = json.loads((folder / "K1001-E001.json").read_text())
    assert (data["kind"], data["total"], data["action"], data["amount"]) == (
        "credit_note", "-10.00", "refund", "10.00",
    )  # fmt: skip


def test_without_the_option_and_after_a_dry_run_there_are_none(shop: Shop) -> None:
    shop.apply()
    shop.apply("--documents", "html", "--dry-run", "--ledger", place(shop))
    assert [references(folder) for folder in runs(shop)] == [[], []]
    assert apply(shop) == ["K1001-E001"]


def test_a_masked_copy_has_no_documents(shop: Shop) -> None:
    apply(shop)
    ran = shop.run("mask", runs(shop)[0], "-o", shop.folder / "masked")
    assert ran.status == 0
    assert "documents" in ran.result.stdout
    assert not (shop.folder / "masked" / "documents").exists()


# ---- references over the runs


def test_references_count_up_and_a_repeat_makes_no_document(shop: Shop) -> None:
    assert apply(shop) == ["K1001-E001"]
    assert apply(shop) == []
    updated = runs(shop)[0] / "updated-orders.json"
    next_edit = shop.write("more.csv", edits("K1001,change,item:TASSE,price,,80.00"))
    assert apply(shop, orders=[updated], edits=[next_edit]) == ["K1001-E002"]
    for folder in runs(shop):
        ran = shop.run("verify", folder.name, "--ledger", place(shop), "--out", shop.out)
        assert ran.status == 0, ran.result.output


def test_documents_asked_for_later_are_made_all_the_same(shop: Shop) -> None:
    shop.apply("--ledger", place(shop))
    assert apply(shop) == ["K1001-E001"]


def test_an_undo_makes_a_document_of_its_own_and_the_same_edit_again_another(shop: Shop) -> None:
    assert apply(shop) == ["K1001-E001"]
    first = runs(shop)[0]
    ran = shop.run(
        *(
            "undo",
            first.name,
            "--orders",
            first / "updated-orders.json",
            "--out",
            shop.out,
            "--currency",
            "CHF",
        ),
        *("--ledger", place(shop), "--documents", "html"),
    )
    assert ran.status == 0, ran.result.output
    data = one_document(runs(shop)[1])
    assert (data["reference"], data["kind"], data["total"]) == (
        "K1001-E002",
        "supplementary_invoice",
        "10.00",
    )
    assert (data["takes_back"], data["undoes_run"]) == (["K1001-E001"], first.name)
    assert [(one["change"], one["amount"]) for one in data["lines"]] == [("price", "10.00")]
    assert apply(shop) == ["K1001-E003"]
    with open_ledger(place(shop), now=NOW) as ledger:
        recorded = [show(ledger, folder.name).entry.documents for folder in runs(shop)]  # type: ignore[union-attr]
    assert [one["reference"].tolist() for one in recorded] == [["K1001-E001"], ["K1001-E002"], ["K1001-E003"]]
    assert recorded[1]["takes_back"].tolist() == ["K1001-E001"]
    shown = shop.run("show", runs(shop)[1].name, "--ledger", place(shop)).result.stdout
    assert re.search(r"K1001-E002 +supplementary invoice +K1001 +K1001-E001", shown)


@pytest.mark.parametrize(("spot", "after"), [("rename", "K1001-E001"), ("record", "K1001-E002")])
def test_a_reference_is_not_given_again_after_a_kill(shop: Shop, spot: str, after: str) -> None:
    command = [
        *(sys.executable, HOME / "tests" / "killed_run.py", spot, "apply", "--orders", shop.orders),
        *("--edits", shop.edits, "--currency", "CHF", "--out", shop.out, "--ledger", place(shop)),
        *("--documents", "html", "--quiet"),
    ]
    environment = {**os.environ, "PYTHONPATH": f"{HOME}{os.pathsep}{HOME / 'tests'}"}
    killed = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    more = shop.write("more.csv", edits("K1001,change,item:TASSE,quantity,,2"))
    assert apply(shop, edits=[more]) == [after]


# ---- what a document says


def documents_of(*rows: dict[str, Any], seller: dict[str, Any] | None = None, **order: Any) -> list[Any]:
    people = {"bill_name": "Zoé Thévoz", "bill_company": HOSTILE, "bill_city": "Morges", "bill_country": "CH"}
    lines = line("TEA", "10.00", "3", "8.1%", name=HOSTILE), line("CUP", "5.00", "1", "2.6%")
    tables = Orders().add("#1", *lines, **{**people, **order}).tables()
    outcome = correct(tables, edit_table(*rows), KNOWN)
    head = Head("run-1", "2026-11-26T10:00:00+00:00", SELLER if seller is None else seller)
    return list(gather_documents(issue_documents(outcome), outcome, head))


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]).split())


CREDIT = (
    edit("#1", "item", ref="TEA", quantity="1", reason="cassé", request="D-1"),
    edit("#1", "order", shipping_fee="0"),
)


@pytest.mark.parametrize("included", [True, False])
def test_the_data_add_up(included: bool) -> None:
    (document,) = documents_of(*CREDIT, shipping="9.00", included=included, discounts=[{"value": "10%"}])
    data = build_data(document)
    lines = sum(Decimal(one["amount"]) for one in data["lines"])
    assert lines == Decimal(data["lines_total"])
    assert lines + Decimal(data["tax_on_top"]) == Decimal(data["total"])
    taxes = sum(Decimal(one["tax"]) for one in data["tax"])
    assert taxes == Decimal(data["tax_on_top"]) + Decimal(data["tax_inside"])
    assert data["reasons"] == [{"request": "D-1", "reason": "cassé"}]


def test_a_credit_note_credits_positive_amounts() -> None:
    added = edit("#1", "item", "add", sku="BOX", name="Coffret", price="2.00", quantity="1", tax="TVA 8.1%")
    (document,) = documents_of(*CREDIT, added, shipping="9.00", included=True, paid="44.00")
    page = text_of(render_page(document, ENGLISH))
    assert "Credit note #1-E001" in page
    assert "2 10.00 8.1 % 20.00" in page
    assert "−1 2.00 8.1 % −2.00" in page
    assert "Total CHF 27.00" in page
    assert "We refund you CHF 27.00" in page.replace("\xa0", " ")
    for words in (
        "Atelier Sauge SA",
        "CHE-123.456.789 TVA",
        "Zoé Thévoz",
        "26.11.2026",
        "cassé (Request D-1)",
    ):
        assert words in page


def test_an_invoice_says_where_to_pay() -> None:
    more = edit("#1", "item", ref="TEA", quantity="4")
    (document,) = documents_of(more, paid="38.00")
    page = text_of(render_page(document, ENGLISH)).replace("\xa0", " ")
    assert "Supplementary invoice #1-E001" in page
    assert "Subtotal 10.00 Tax on top 0.81 Total CHF 10.81" in page
    assert "Payable to CH93 0076 2011 6238 5295 7, Atelier Sauge SA, with the reference #1-E001." in page


def test_what_customers_wrote_is_shown_and_never_run() -> None:
    (document,) = documents_of(*CREDIT, shipping="9.00")
    page = render_page(document, ENGLISH)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert re.search(r"(src|href|url\()", page) is None


@pytest.mark.parametrize(
    ("tag", "title", "due"),
    [
        ("fr", "Note de crédit", "remboursons"),
        ("de", "Gutschrift", "erstatten"),
        ("it", "Nota di credito", "rimborsiamo"),
    ],
)
def test_the_page_is_in_the_readers_language(tag: str, title: str, due: str) -> None:
    (document,) = documents_of(*CREDIT, shipping="9.00", included=True, paid="44.00", seller={})
    words: Words = find_words(tag)
    page = render_page(document, words)
    assert f'<html lang="{tag}">' in page
    assert f"<h1>{title} #1-E001</h1>" in page
    assert due in page
    assert "Atelier" not in page


@pytest.mark.parametrize(
    ("order", "asked", "tag"),
    [
        ({"bill_region": "VD"}, "", "fr-CH"),
        ({"bill_country": "FR"}, "", "fr-FR"),
        ({"locale": "it", "bill_region": "VD"}, "", "it-CH"),
        ({}, "", "de-CH"),  # Switzerland has several languages: that of the reports
        ({"locale": "pt"}, "", "de-CH"),
        ({"locale": "it"}, "en", "en-CH"),
    ],
)
def test_the_page_is_in_the_customers_language(
    order: dict[str, str], asked: str, tag: str, tmp_path: Path
) -> None:
    documents = documents_of(*CREDIT, shipping="9.00", included=True, paid="44.00", **order)
    readers = Readers(find_words(asked) if asked else None, find_words("de"))
    assert [readers.find(one).tag for one in documents] == [tag]
    write_documents(tmp_path, documents, "html", readers)
    (page,) = tmp_path.glob("documents/*.html")
    assert f'<html lang="{tag[:2]}">' in page.read_text(encoding="utf-8")


def test_each_customer_of_a_run_reads_their_own_language_and_verify_finds_the_same(shop: Shop) -> None:
    homes = {1001: "FR", 1002: "AT", 1003: ""}
    orders = [order(number, shippingPerson={"countryCode": home}) for number, home in homes.items()]
    export = shop.write("own.json", page(*orders))
    rows = [f"K{number},change,item:TASSE,price,,90.00" for number in homes]
    more = {"orders": [export], "edits": [shop.write("all.csv", edits(*rows))]}
    assert len(apply(shop, "--lang", "it", **more)) == len(homes)
    (folder,) = runs(shop)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("documents/*.html")}
    spoken = {name: re.findall('<html lang="(..)">', text) for name, text in pages.items()}
    assert spoken == {"K1001-E001": ["fr"], "K1002-E001": ["de"], "K1003-E001": ["it"]}
    ran = shop.run("verify", folder.name, "--ledger", place(shop), "--out", shop.out)
    assert ran.status == 0, ran.result.output


# ---- seller


def test_a_seller_is_told_and_checked() -> None:
    assert "Documents are in the name of Atelier Sauge SA." in tell_policy(policy_from({"seller": SELLER}))
    assert Policy(seller={}).seller == {}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "write a line of text"),
        ({"vat_number": "CHE-123"}, "CHE-123.456.789 MWST"),
        ({"iban": "CH93 0076 2011 6238 5295 8"}, "check digits"),
        ({"address": "Rue du Lac 12"}, "one to 6 lines"),
        ({"adress": ["Rue du Lac 12"]}, "did you mean address"),
        ({"address": ["a\nb"]}, "write a line of text"),
    ],
)
def test_a_seller_that_cannot_be_printed_is_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(told)):
        policy_from({"seller": {**SELLER, **wrong}})
    with pytest.raises(PolicyError, match="name is missing"):
        policy_from({"seller": {"iban": SELLER["iban"]}})


# ---- PDF


def has_library() -> bool:
    try:
        check_pdf()
    except InputRefused:
        return False
    return True


def test_pdf_asked_for_without_its_library_is_refused_before_anything_is_written(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    ran = shop.apply("--documents", "pdf", "--json")
    assert ran.status == 3
    assert [one["code"] for one in ran.problems] == ["pdf-library-missing"]
    assert not shop.out.exists()
    with pytest.raises(InputRefused):
        write_pdf("<p>x</p>")


@pytest.mark.skipif(not has_library(), reason="WeasyPrint or its system libraries are not installed")
@pytest.mark.filterwarnings("default")
def test_the_page_as_pdf_is_the_same_each_time_and_verifies(shop: Shop) -> None:
    shop.apply("--ledger", place(shop), "--documents", "pdf")
    (folder,) = runs(shop)
    written = (folder / "documents" / "K1001-E001.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    page = (folder / "documents" / "K1001-E001.html").read_text(encoding="utf-8")
    assert write_pdf(page) == written
    assert shop.run("verify", folder.name, "--ledger", place(shop), "--out", shop.out).status == 0
    with pytest.raises(ValueError, match="nothing outside itself"):
        __import__("pipeline.documents.pdf", fromlist=["pdf"])._refuse_to_fetch("file:///etc/passwd")


def test_a_french_page_has_its_blank_before_a_colon() -> None:
    assert Spelling(find_words("fr"), "CHF", 2).labelled("Date", "26.11.2026") == "Date\u00a0: 26.11.2026"
    assert Spelling(find_words("de"), "CHF", 2).labelled("Datum", "26.11.2026") == "Datum: 26.11.2026"
