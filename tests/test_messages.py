"""Messages to customers: whole runs, and what their files say to whoever opens them."""

from __future__ import annotations

import csv
import email
import json
import stat
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from ledger_files import run
from shop_files import Ran, Shop, edits, order, page

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "messages"
NO_BREAK = "\u00a0"
HOSTILE = "=cmd|'/c calc'!../..\r\nBcc: all@example.ch =?utf-8?q?=0ABcc:e?="


def price(order_id: str, amount: str) -> str:
    return f"{order_id},change,item:TASSE,price,,{amount}"


def person(name: str, **more: str) -> dict[str, str]:
    return {"name": name, "street": "Seestrasse 5", "postalCode": "1700", "city": "Fribourg", **more}


ORDERS = [
    order(1001, lang="fr", billingPerson=person("Léa Rochat", countryCode="CH")),
    order(1002, billingPerson=person("Jörg Weiss", countryCode="DE")),
    order(1003, lang="it", paymentStatus="AWAITING_PAYMENT", billingPerson=person("Giulia Bernasconi")),
    order(
        1004,
        id=HOSTILE,
        lang="en",
        billingPerson=person("@SUM(A1)\nBcc: all@example.ch\u202e =?utf-8?q?=0ABcc:e?="),
    ),
    order(1005, email="", billingPerson=person("Vreni Keller", countryCode="CH", stateOrProvinceCode="ZH")),
    order(1006, lang="ja", billingPerson=person("山田 太郎", countryCode="JP")),
    order(1007, email="a@example.ch\nBcc: b@example.ch", lang="en", billingPerson=person("Ann")),
    order(1008, lang="de"),
]
WISHES = [
    price("K1001", "1234.50"),
    "K1001,add,item,,,sku=U; name=Untertasse; price=5.125; quantity=3",
    price("K1002", "90"),
    price("K1003", "80"),
    price('"' + HOSTILE + '"', "101"),
    price("K1005", "102"),
    price("K1006", "103"),
    price("K1007", "104"),
    "K1008,change,customer,phone,,+41 31 555 00 00",
    price("1", "13500"),
    price("2", "12.346"),
    price("3", "500"),
]

TABLE = """id,currency,email,language,name,country,total,status
1,JPY,a@example.jp,en-GB,佐藤,JP,12000,paid
2,KWD,b@example.kw,fr_CH,Ali,,12.345,paid
3,EUR,c@example.fr,,Zoé,France,2000.00,paid
"""
LINES = """id,sku,item,price,quantity
1,TASSE,Tea,12000,1
2,TASSE,Thé,12.345,1
3,TASSE,Thé,2000,1
"""
MAPPING = """
format = "tables"
[orders]
file = "orders.csv"
[orders.columns]
order_id = "id"
currency = "currency"
email = "email"
locale = "language"
bill_name = "name"
bill_country = "country"
total = "total"
status = "status"
[lines]
file = "lines.csv"
[lines.columns]
order_id = "id"
sku = "sku"
name = "item"
price = "price"
quantity = "quantity"
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run on customers of every kind."""
    shop = Shop(tmp_path_factory.mktemp("shop"))
    shop.orders.write_text(page(*ORDERS), encoding="utf-8")
    shop.edits.write_text(edits(*WISHES), encoding="utf-8")
    policy_file = shop.write("policy.toml", 'shop_name = "Maison du Thé"\n')
    for name, content in (("mapping.toml", MAPPING), ("orders.csv", TABLE), ("lines.csv", LINES)):
        shop.write(name, content)
    exports = [shop.orders, shop.folder / "mapping.toml"]
    ran = shop.apply("--messages", SAMPLES, "--policy", policy_file, orders=exports)
    assert ran.status == 0, ran.result.output
    return ran


def rows(folder: Path) -> dict[str, dict[str, str]]:
    """The CSV of a run as a mail merge reads it, by order."""
    content = (folder / "messages.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbforder,")
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    return {row["order"]: row for row in csv.DictReader(lines)}


def draft(folder: Path, name: str) -> EmailMessage:
    found = email.message_from_bytes((folder / "messages" / name).read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def test_a_message_in_french(told: Ran) -> None:
    found = draft(told.folder, "K1001.eml")
    assert found["To"] == "Léa Rochat <kundin1001@example.ch>"
    assert found["Subject"] == f"Votre commande K1001{NO_BREAK}: 1’149.88 CHF à payer"
    assert found["X-Unsent"] == "1"
    assert found["From"] is None
    assert found.get_content().replace("\r\n", "\n").replace(NO_BREAK, "~") == (
        "Bonjour Léa Rochat,\n\n"
        "Merci de votre commande.\n"
        "Nous avons modifié votre commande K1001 comme suit~:\n"
        "- Tasse~: prix 1’234.50 CHF au lieu de 100.00 CHF\n"
        "- Ajouté~: 3 × Untertasse à 5.125 CHF\n\n"
        "Ancien total~: 100.00 CHF\n"
        "Nouveau total~: 1’249.88 CHF\n"
        "Déjà payé~: 100.00 CHF\n\n"
        "Il reste 1’149.88 CHF à payer.\n"
        "[Comment payer~: lien de paiement ou coordonnées bancaires]\n\n"
        "Si quelque chose ne correspond pas à votre attente, il vous suffit de répondre à ce message.\n\n"
        "Avec nos meilleures salutations\n"
        "Maison du Thé\n"
    )


def test_each_customer_is_written_to_in_her_language_about_what_is_due(told: Ran) -> None:
    found = rows(told.folder)
    what = {
        number: tuple(row[name] for name in ("language", "action", "amount")) for number, row in found.items()
    }
    assert what["K1002"] == ("de", "refund", "10.00")
    assert what["K1003"] == ("it", "bill", "80.00")
    assert "Wir erstatten Ihnen 10,00 CHF zurück." in found["K1002"]["text"]
    assert "La preghiamo di pagare 80.00 CHF" in found["K1003"]["text"]


def test_an_order_whose_money_does_not_move_gets_no_message(told: Ran) -> None:
    assert "K1008" not in rows(told.folder)
    assert len(rows(told.folder)) == 10


def test_no_name_or_number_gets_a_line_or_a_header_of_its_own(told: Ran) -> None:
    (name,) = [path.name for path in (told.folder / "messages").iterdir() if "cmd" in path.name]
    assert name == "_cmd_c_calc_.._.._Bcc_all_example.ch_utf-8_q_0ABcc_e_.eml"
    found = draft(told.folder, name)
    assert sorted(found.keys()) == sorted(draft(told.folder, "K1001.eml").keys())
    assert [one.addr_spec for one in found["To"].addresses] == ["kundin1004@example.ch"]
    assert found["To"].addresses[0].display_name == "@SUM(A1) Bcc: all@example.ch = ?utf-8?q?=0ABcc:e?="
    assert not [line for line in found.get_content().split("\n") if line.startswith("Bcc")]
    assert b"\nBcc" not in (told.folder / "messages" / name).read_bytes()


def test_no_cell_runs_as_a_formula(told: Ran) -> None:
    (row,) = [row for number, row in rows(told.folder).items() if "cmd" in number]
    assert row["order"].startswith("'=cmd")
    assert row["name"].startswith("'@SUM(A1) Bcc")
    cells = [cell for row in rows(told.folder).values() for cell in row.values()]
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_without_a_usable_address_there_is_no_draft_and_it_is_said(told: Ran) -> None:
    drafts = {number: row["draft"] for number, row in rows(told.folder).items()}
    assert drafts["K1005"] == drafts["K1007"] == ""
    assert sorted(path.name for path in (told.folder / "messages").iterdir()) == sorted(
        draft.removeprefix("messages/") for draft in drafts.values() if draft
    )
    without = [one["order"] for one in told.problems if one["code"] == "message-without-email"]
    assert without == ["K1005", "K1007"] == told.summary["messages"]["without_email"]
    assert "Without an e-mail address that can be used: K1005, K1007." in told.result.stdout


def test_an_unknown_language_becomes_the_default_and_is_said(told: Ran) -> None:
    row = rows(told.folder)["K1006"]
    assert (row["language"], row["language_from"], row["name"]) == ("en", "assumed", "山田 太郎")
    assert draft(told.folder, "K1006.eml")["To"] == "山田 太郎 <kundin1006@example.ch>"
    assumed = [one["order"] for one in told.problems if one["code"] == "message-language-assumed"]
    assert assumed == ["K1006"] == told.summary["messages"]["language_assumed"]


def test_the_files_are_for_their_owner_alone_and_in_the_manifest(told: Ran) -> None:
    places = [told.folder / "messages", *(told.folder / "messages").iterdir(), told.folder / "messages.csv"]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in places}
    assert set(modes.values()) == {0o700, 0o600}
    assert [path for path, mode in modes.items() if path.is_file() and mode != 0o600] == []
    manifest = json.loads((told.folder / "manifest.json").read_text(encoding="utf-8"))
    listed = {one["name"] for one in manifest["outputs"]}
    assert {"messages.csv", "messages/K1001.eml"} <= listed
    assert "messages/" in told.summary["files"]


def test_amounts_are_those_of_currency_and_country(told: Ran) -> None:
    found = [rows(told.folder)[number] for number in ("1", "2", "3")]
    assert [row["amount"] for row in found] == ["1500", "0.001", "1500.00"]
    assert [row["amount_text"] for row in found] == ["1,500 JPY", "0.001 KWD", "1\u202f500,00 EUR"]
    assert [row["language"] for row in found] == ["en", "fr", "fr"]


def test_with_a_ledger_nothing_is_asked_twice(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.orders.write_text(page(order(1001, paymentStatus="AWAITING_PAYMENT")), encoding="utf-8")

    def apply(amount: str, orders: Path) -> Path:
        """The folder of one more run with the shop's ledger and that price."""
        known = set(shop.out.glob("2*"))
        shop.edits.write_text(edits(price("K1001", amount)), encoding="utf-8")
        ran = shop.apply("--messages", SAMPLES, "--ledger", tmp_path / "ledger.db", orders=[orders])
        assert ran.status == 0, ran.result.output
        (folder,) = set(shop.out.glob("2*")) - known
        return folder

    first = apply("120", shop.orders)
    assert "Please pay 120.00 CHF instead of the earlier amount." in rows(first)["K1001"]["text"]
    again = apply("120", shop.orders)
    assert rows(again) == {}
    assert not (again / "messages").exists()
    less = rows(apply("105", first / "updated-orders.json"))["K1001"]
    assert (less["action"], less["amount"]) == ("refund", "15.00")
    assert "If you have not paid yet, 105.00 CHF remains to be paid" in less["text"]


def test_a_run_with_messages_is_verified_masked_and_pruned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path)
    templates = tmp_path / "templates"
    templates.mkdir()
    for path in SAMPLES.glob("*.txt"):
        (templates / path.name).write_bytes(path.read_bytes())
    ledger = ("--ledger", str(tmp_path / "ledger.db"))
    ran = shop.apply("--messages", templates, *ledger, "--customer-lang", "fr-FR", "--lang", "de")
    folder = ran.folder
    assert rows(folder)["K1001"]["language_from"] == "asked"
    assert "Nous vous remboursons 10,00 CHF." in rows(folder)["K1001"]["text"]
    for path in templates.iterdir():
        path.write_text("other\n\nother", encoding="utf-8")
    verified = run("verify", folder.name, *ledger, "--out", str(shop.out))
    assert verified.exit_code == 0, verified.output
    assert "messages/K1001.eml" in verified.stdout
    masked = tmp_path / "masked"
    assert run("mask", str(folder), "-o", str(masked)).exit_code == 0
    assert not [path for path in masked.rglob("*") if "messages" in path.name]
    assert b"kundin1001" not in b"".join(path.read_bytes() for path in masked.glob("*.json"))
    monkeypatch.setattr("pipeline.commands.prune.tell_now", lambda: "2099-01-01T00:00:00+00:00")
    assert run("prune", "--keep", "1d", "--force", *ledger, "--out", str(shop.out)).exit_code == 0
    assert not folder.exists()


def test_a_plan_holds_with_messages_and_a_dry_run_writes_none(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    plan = tmp_path / "plan.json"
    words = ["--orders", shop.orders, "--edits", shop.edits, "--currency", "CHF"]
    assert run("plan", *words, "-o", plan).exit_code == 0
    ran = shop.apply("--messages", SAMPLES, "--plan", plan, "--dry-run")
    assert ran.status == 0, ran.result.output
    assert not [name for name in ran.files if name.startswith("messages")]
    assert "A dry run writes no messages." in ran.result.stdout
    assert ran.summary["messages"]["written"] == 1


def test_taking_a_run_back_is_told_as_well(told: Ran, tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    exports = [shop.write("orders.json", (told.folder / "updated-orders-orders.json").read_bytes())]
    undone = shop.apply("--messages", SAMPLES, orders=exports, edits=[told.folder / "undo.xlsx"])
    text = rows(undone.folder)["K1001"]["text"].replace(NO_BREAK, "~")
    assert "- Tasse~: prix 100.00 CHF au lieu de 1’234.50 CHF\n- Retiré~: 3 × Untertasse\n\n" in text


def test_a_night_writes_messages_too(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "wishes.csv").write_text(edits(price("K1001", "120")), encoding="utf-8")
    words = ["--orders", shop.orders, "--out", shop.out, "--currency", "CHF", "--settle-seconds", "0"]
    done = run("nightly", "--inbox", inbox, *words, "--messages", SAMPLES, "--customer-lang", "fr")
    assert done.exit_code == 0, done.output
    (folder,) = shop.out.glob("2*")
    assert rows(folder)["K1001"]["language"] == "fr"
