"""Every command speaks the reader's language: no sentence of the program is left in English."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Said

from marked_words import MarkedWords, find_unsaid
from pipeline.check import check_exports
from pipeline.cli import main
from pipeline.explain import Account
from pipeline.history.verify import Verdict, Verified, print_verified
from pipeline.intake import Sources
from pipeline.languages import ENGLISH, Phrase, Words, find_words, phrase
from pipeline.policy import Journal, Policy, policy_from, tell_policy, write_policy
from pipeline.publish import CannotPublish, hold_lock
from pipeline.reports.page import LABELS, WIDTH, Page
from pipeline.reports.report import find_broken_ties
from pipeline.reports.screen import build_screen, print_conventions
from pipeline.retell_conventions import PARAMETERS, retell_conventions
from pipeline.tally import list_conventions
from pipeline.version import VERSION
from report_fixture import make_report
from schemas.convention import CHOICES, Convention, Found, Second
from test_languages import MESSAGES, TEXTS

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FRENCH = find_words("fr")
ORDERS = ("#3016", "#3021", "#3027", "#3028", "#3031")
POLICY = """
allowed_edits = ["item", "discount", "order", "tax"]
approver_is_not_requester = true
[conventions.shopify]
prices_include_tax = true
"""
DATA = (
    *(
        "shopify-orders.csv",
        "shopify-csv",
        "shopify",
        "edits.csv",
        "policy.toml",
        "CHF",
        "TVA",
        "problems.json",
    ),
    *(
        "problems.json",
        "edits-result.xlsx",
        "edits-to-fix.xlsx",
        "reconciliation.xlsx",
        "reconciliation.csv",
        "stock.csv",
        "summary.json",
        "manifest.json",
    ),
    *(
        "updated-orders.csv",
        "undo.xlsx",
        "ledger.db",
        "plan.json",
        "Anna",
        "SHA-256",
        "SKU",
        "CE-BOL",
        "AC-FOU",
    ),
    *("Bol à matcha", "Fouet à matcha en bambou", "blanc", "noir", "bleu", "Assiette à dessert", "CE-ASS"),
    *("par téléphone", "sachet ouvert", "nouveau numéro", "PostPac Priority", "MERCI", "Earl Grey bio"),
    *("Thé vert Sencha", "Sablés au citron", "TH-EGR", "TH-SEN", "BI-CIT", "does-not-add-up", "paid"),
    *(
        "Filtre à thé en inox",
        "Fouet à matcha en",
        "bambou",
        "AC-FIL",
        "PostPac Economy",
        "PRINTEMPS",
        "pending",
        "reported-before",
        "Stripe",
    ),
    *("approver-is-requester", "ecwid-csv", "ecwid-json", "tables", "item, discount, order", "undo.xlsx"),
    *("convention-uncertain", "edit-not-allowed", "unknown-order", "needs-approval", "MC-", "FS447", "#30"),
)
"""What the files hold, names of files, and the codes of problems: the same in every language."""


@dataclass(frozen=True)
class Desk:
    """A folder with an export of five orders, edits, a policy, and a run recorded in a ledger."""

    home: Path
    run_id: str = ""
    said: str = ""

    @property
    def inputs(self) -> list[str]:
        named = {"--orders": "shopify-orders.csv", "--edits": "edits.csv", "--policy": "policy.toml"}
        return [word for option, name in named.items() for word in (option, str(self.home / name))]

    @property
    def ledger(self) -> list[str]:
        return ["--ledger", str(self.home / "ledger.db")]

    def say(self, *words: object) -> Said:
        return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    home = tmp_path_factory.mktemp("desk")
    text = (SAMPLES / "shopify-orders.csv").read_text(encoding="utf-8-sig")
    header, *records = csv.reader(io.StringIO(text, newline=""))
    with (home / "shopify-orders.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(record for record in records if record[0] in ORDERS)])
    edits = (SAMPLES / "edits.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (home / "edits.csv").write_text("".join(edits[:5]), encoding="utf-8")
    (home / "policy.toml").write_text(POLICY, encoding="utf-8")
    desk = Desk(home)
    done = desk.say(
        "apply", *desk.inputs, *desk.ledger, "--out", home / "runs", "--requested-by", "Anna", "--lang", "de"
    )
    assert done.exit_code == 4, done.output
    (folder,) = (path.name for path in (home / "runs").iterdir() if path.is_dir())
    return Desk(home, folder, done.output)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Words:
    """`--lang` gives a language that marks what is said."""
    words = MarkedWords()
    monkeypatch.setattr("pipeline.languages.find_words", lambda _: words)
    monkeypatch.setenv("TZ", "UTC")
    return words


def commands(desk: Desk) -> dict[str, list[object]]:
    """The command lines whose screens are looked at; none of them changes what a later one shows."""
    export, home = desk.home / "shopify-orders.csv", desk.home
    policy = ["--policy", home / "policy.toml"]
    return {
        "apply": ["apply", *desk.inputs, *desk.ledger, "--out", home / "ailleurs", "--dry-run"],
        "plan": ["plan", *desk.inputs, "-o", home / "plan.json"],
        "check": ["check", export, *policy],
        "formats": ["formats"],
        "explain": ["explain", export, "3027", "--edits", home / "edits.csv", *policy],
        "explain, a gap": ["explain", export, "3021", *policy],
        "history": ["history", *desk.ledger],
        "history of an order": ["history", "--order", "3027", *desk.ledger],
        "show": ["show", desk.run_id, *desk.ledger],
        "open": ["open", *desk.ledger],
        "settle": ["settle", "--order", "3027", "--by", "Anna", "--dry-run", *desk.ledger],
        "settle, a list": ["settle", "--list", home / "list.csv", "--by", "Anna", "--dry-run", *desk.ledger],
        "verify": ["verify", desk.run_id, *desk.ledger, "--out", home / "runs"],
        "undo": [
            *("undo", desk.run_id, "--orders", home / "runs" / desk.run_id / "updated-orders.csv"),
            *("--out", home / "runs", "--dry-run", *policy),
        ],
        "approve": ["approve", desk.run_id, "#3028", "--by", "Berta", *desk.ledger],
        "approve, refused": ["approve", desk.run_id, "#3028", "--by", "Anna", *policy, *desk.ledger],
        "mask": ["mask", home / "runs" / desk.run_id, "-o", home / "masked"],
        "prune": ["prune", "--keep", "1d", *desk.ledger, "--out", home / "runs", "--dry-run"],
        "policy check": ["policy", "check", home / "policy.toml"],
        "policy init": ["policy", "init", "-o", home / "fresh.toml"],
    }


@pytest.mark.parametrize("name", commands(Desk(Path())))
def test_nothing_is_left_unsaid(name: str, desk: Desk, marked: Words) -> None:
    (desk.home / "list.csv").write_text("3027,1.00,CHF\n9999,2.00,CHF\n", encoding="utf-8")
    done = desk.say(*commands(desk)[name], "--lang", "fr")
    assert done.exit_code in (0, 4, 5), done.output
    folders = (
        str(desk.home),
        desk.run_id,
        "ailleurs",
        "runs",
        "masked",
        "fresh.toml",
        "inputs",
        "ledger-entry.json",
    )
    ids = r"\b(?:[0-9a-f]{16,64}\b|[0-9]{8}-[0-9]{6}(?:-[0-9a-f]*)?)"
    texts = re.sub(ids, " ", done.output)
    assert find_unsaid(texts, (*DATA, *folders)) == []


def test_what_is_not_said_is_found() -> None:
    assert find_unsaid("⟦Read⟧ orders.csv ⟦cut of… held ⟦a ⟦b⟧ c⟧", ["orders.csv"]) == ["held"]


TELLING = [
    (
        "plan",
        "fr-FR",
        ["#3027: total 280,50 → 328,50 CHF, encaisser 48,00", "quantité: 4 → 5  [edits.csv ligne 2]"],
    ),
    ("check", "it", ["Calcolo       shopify, CHF: vale per 4 di 5 ordini", "1 ordine non quadra:"]),
    ("formats", "it", ["ecwid-csv    ordini Ecwid / MyCOMMERCE (esportazione CSV)"]),
    (
        "explain",
        "de",
        [
            "Bestellung #3027 (auch 5900000026625), Beträge in CHF",
            "edits.csv, Zeile 2: ändern Artikel · ausgeführt · Total +48.00 CHF",
            "davon TVA 8.1%",
        ],
    ),
    ("history", "fr", ["Passage", "Demandé par", "correction"]),
    ("show", "de", ["Lauf ", "(Änderung)", "einziehen 48.00 CHF"]),
    ("open", "fr", ["à encaisser  48.00 CHF  1 montant"]),
    ("settle", "de", ["Würde erledigt: 1 Betrag"]),
    ("approve", "it", ["Approvato da Berta: #3028 dell’esecuzione"]),
    ("approve, refused", "fr", ["Rien n’a été écrit."]),
    ("mask", "it", ["Scritto  ", "Tralasciato"]),
    ("prune", "de", ["Würden entfernt: 0 Ordner"]),
    ("policy check", "it", ["Gli importi dovuti non sono arrotondati."]),
]


@pytest.mark.parametrize(("name", "language", "lines"), TELLING, ids=lambda given: str(given)[:16])
def test_a_few_telling_lines(
    name: str, language: str, lines: list[str], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    shutil.rmtree(desk.home / "masked", ignore_errors=True)
    said = desk.say(*commands(desk)[name], "--lang", language).output
    assert [line for line in lines if line not in said] == []


def test_a_run_is_told_in_the_language(desk: Desk) -> None:
    lines = [
        "Zeilen         2 ausgeführt",
        "               1 wartet",
        "Zu erstatten   27.50 CHF  auf 1 Bestellung",
    ]
    assert [line for line in lines if line not in desk.said] == []


def test_a_verdict_is_told_in_the_language() -> None:
    verdicts = (Verdict("a.json", "same"), Verdict("b.csv", "changed since", phrase("line {line}", line=3)))
    told = print_verified(Verified("RUN", VERSION, verdicts), FRENCH)
    assert "b.csv    modifié depuis  ligne 3" in told
    assert "Passage RUN\u00a0: 1 fichier sur 2 n’est pas tel que le passage l’a laissé." in told


def test_a_day_is_written_as_in_the_readers_country(desk: Desk) -> None:
    told = {tag: desk.say("history", *desk.ledger, "--lang", tag).output for tag in ("en", "de", "fr-FR")}
    year, month, day = desk.run_id[:4], desk.run_id[4:6], desk.run_id[6:8]
    assert [f"{year}-{month}-{day}" in told["en"], f"{day}.{month}.{year}" in told["de"]] == [True, True]
    assert f"{day}/{month}/{year}" in told["fr-FR"]


def test_the_systems_language_is_spoken_without_lang(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "it_CH.UTF-8")
    assert "esportazione degli ordini" in desk.say("formats").output
    assert "orders export" in desk.say("formats", "--lang", "en").output


def test_json_keeps_its_keys_and_tells_sentences_in_the_language(desk: Desk) -> None:
    line = ["explain", desk.home / "shopify-orders.csv", "3016", "--policy", desk.home / "policy.toml"]
    told = json.loads(desk.say(*line, "--json", "--lang", "fr-FR").stdout)
    assert list(told) == [field.name for field in fields(Account)]
    assert told["before"]["order_discounts"][0]["spread_by"].startswith("rabais de commande répartis")
    assert told["convention"]["in_words"].startswith("les prix comprennent la TVA")
    assert told["owed"]["paid"] == "80.30"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "orders.csv", "--currency", "XXXX"], "XXXX n’est pas une monnaie"),
        (["check", "orders.csv", "--format", "x"], "il n’y a pas de format x."),
        (["settle", "--by", "A", "--ledger", "l.db"], "Indiquez soit --order, soit --list, soit --payments."),
        (
            ["prune", "--keep", "5x", "--ledger", "l.db", "--out", "."],
            "n’est pas de la forme 400d, 52w ou 2y",
        ),
        (["approve", "RUN", "1", "--by", "A"], "Indiquez le registre avec --ledger"),
        (["show", "", "--ledger", "l.db"], "c’est vide"),
    ],
)
def test_wrong_use_is_told_in_the_language(words: list[str], said: str, desk: Desk) -> None:
    done = desk.say(*words, "--lang", "fr")
    assert done.exit_code == 2
    assert said in done.output


def test_a_language_there_is_not_is_wrong_use(desk: Desk) -> None:
    done = desk.say("formats", "--lang", "ja")
    assert (done.exit_code, "no language ja; there are en, fr, de, it." in done.output) == (2, True)


def test_try_later_and_the_unexpected_are_told_in_the_language(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = desk.home / "runs"
    with hold_lock(runs):
        busy = desk.say("prune", "--keep", "1d", *desk.ledger, "--out", runs, "--lang", "de")
    assert (busy.exit_code, busy.stderr) == (
        75,
        f"Ein anderer Lauf schreibt in {runs}. Versuchen Sie es wieder, wenn er fertig ist.\n",
    )
    (desk.home / "file").write_text("", encoding="utf-8")
    with pytest.raises(CannotPublish) as failed, hold_lock(desk.home / "file"):
        pass
    assert find_words("it").fact(failed.value.args[-1]) == (
        f"I risultati non hanno potuto essere scritti in {desk.home / 'file'}: "
        "c’è un file dove dovrebbe esserci una cartella"
    )
    monkeypatch.setattr("pipeline.check.check_exports", lambda *_: 1 // 0)
    broken = desk.say("check", desk.home / "shopify-orders.csv", "--lang", "fr")
    assert broken.exit_code == 1
    assert broken.stderr.startswith("Erreur inattendue\u00a0: ZeroDivisionError")


def test_progress_is_told_in_phrases(desk: Desk) -> None:
    told: list[str] = []
    sources = Sources((desk.home / "shopify-orders.csv",), policy=desk.home / "policy.toml")
    check_exports(sources, told.append)
    assert [FRENCH.fact(one) for one in told] == ["Lecture de shopify-orders.csv", "Recalcul des commandes"]
    assert all(isinstance(one, Phrase) for one in told)


def make_found(**facts: object) -> Found:
    standard = {"platform": "test", "currency": "CHF", "orders": 9, "reproduced": 8, "source": "found"}
    return Found(**{**standard, "convention": Convention(), "undecided": {}, **facts})  # type: ignore[arg-type]


def test_a_convention_is_told_again() -> None:
    found = make_found(
        undecided={"tax_level": ["line", "order"], "step_minor": [1, 5], "tax_charges": [True, False]},
        deciders={"tax_level": "1001 for line"},
        second=Second(Convention(prices_include_tax=True), 3, ("1001",)),
    )
    (told,) = retell_conventions(list_conventions([found]), FRENCH).to_dict("records")
    assert told["in_words"].startswith("la TVA s’ajoute aux prix")
    assert told["tied_with"] == (
        "où la TVA est arrondie\u00a0: ligne par ligne ou une fois par taux sur la commande\u00a0; "
        "pas d’arrondi\u00a0: tous les montants arrondis à un multiple de 1 centimes ou "
        "tous les montants arrondis à un multiple de 5 centimes\u00a0; "
        "TVA sur l’expédition\u00a0: les frais d’expédition sont taxés ou les frais d’expédition ne sont pas taxés"
    )
    assert told["second"].endswith("(pour 3 des autres)")


@pytest.mark.parametrize(
    ("facts", "begins"),
    [
        (
            {"has_figures": False},
            "aucun total n’est indiqué pour comparer\u00a0; supposé\u00a0: la TVA s’ajoute",
        ),
        ({"has_tax": False}, "pas de TVA dans ces commandes\u00a0; rabais de commande répartis"),
        ({"is_mixed": True}, "chaque commande dit si ses prix comprennent la TVA\u00a0; TVA arrondie"),
    ],
)
def test_what_orders_tell_about_their_convention_is_told_again(facts: dict[str, object], begins: str) -> None:
    (told,) = retell_conventions(list_conventions([make_found(**facts)]), FRENCH).to_dict("records")
    assert told["in_words"].startswith(begins)


def test_what_conventions_leave_open_is_said(marked: Words) -> None:
    found = make_found(
        undecided={"tax_level": ["line", "order"]},
        deciders={"tax_level": phrase("a tax that ends on parts of a cent")},
        second=Second(Convention(prices_include_tax=True), 3, ("1001",)),
    )
    assert find_unsaid(print_conventions(list_conventions([found]), marked), ["test", "CHF"]) == []


def test_english_conventions_stay_as_they_are() -> None:
    found = list_conventions([make_found()])
    assert retell_conventions(found, ENGLISH) is found


def test_every_parameter_has_a_name() -> None:
    assert set(PARAMETERS) == set(vars(Convention()))
    assert set(CHOICES) <= set(PARAMETERS)


class LongWords(Words):
    """Says everything three times over, in one word."""

    def text(self, text: str) -> str:
        return text.replace(" ", "-") * 3 if text else ""


@pytest.mark.parametrize(
    "words", [ENGLISH, FRENCH, find_words("de-DE"), find_words("it"), LongWords("fr", "CH")]
)
def test_no_line_is_wider_than_a_terminal_in_any_language(words: Words) -> None:
    screen = build_screen(make_report(words=words), folder="out", files=["undo.xlsx"])
    assert max(map(len, screen.splitlines())) <= WIDTH


def test_texts_begin_below_each_other_in_any_language() -> None:
    for words in (ENGLISH, FRENCH, find_words("de"), LongWords("fr", "CH")):
        page = Page(words)
        assert {len(page.head(label)) for label in LABELS} == {page.margin}


def test_sums_that_do_not_tie_are_told_in_the_language() -> None:
    report = make_report()
    off = report.control_totals.assign(difference_minor=report.control_totals["difference_minor"] + 1)
    told = find_broken_ties(make_report(control_totals=off), FRENCH)
    assert told[0].startswith("total avant + différence en CHF\u00a0: ")
    assert all("(en centimes)" in sentence for sentence in told)


@pytest.mark.parametrize("language", ["en", "fr", "de", "it"])
def test_a_policy_file_is_commented_in_the_language(language: str) -> None:
    words = find_words(language)
    text = write_policy(words)
    assert policy_from(tomllib.loads(text)) == Policy()
    assert max(map(len, text.splitlines())) <= 100 or language == "en"
    assert ("# The policy of" in text) == (language == "en")
    assert len(tell_policy(Policy(), words)) == len(tell_policy(Policy()))


BOOKS = """
[journal]
forms = ["csv", "datev"]
currency = "CHF"
receivable = {CHF = "1100", default = "1101"}
refunds_payable = "2210"
sales = "3200"
shipping = "3400"
vat = {"8.1" = "2200", default = "2209"}
rounding = "6960"
datev = {consultant = 1001, client = 7}
[seller]
name = "Atelier Sauge SA"
"""


def test_accounts_and_seller_of_a_policy_are_told_in_the_language() -> None:
    policy = policy_from(tomllib.loads(BOOKS))
    told = " ".join(tell_policy(policy, MarkedWords()))
    assert find_unsaid(told, ["csv", "datev", "CHF", "Atelier Sauge SA"]) == []
    assert (
        "Un journal est écrit en csv, datev\u00a0: ce que doivent les clients sur 1100 (CHF) et "
        "1101 (tous les autres), ce qui est dû aux clients sur 2210, les ventes sur 3200, les frais "
        "d’expédition sur 3400, les autres frais sur 3400, l’arrondi sur 6960, la TVA sur 2200 (8.1) et "
        "2209 (tous les autres). Les livres sont tenus en CHF."
    ) in tell_policy(policy, FRENCH)


def test_no_comment_of_a_policy_file_is_left_unsaid() -> None:
    comments = re.findall("^##? (.*)$", write_policy(MarkedWords()), flags=re.MULTILINE)
    examples = {f"{setting.name} = {setting.metadata['example']}" for setting in fields(Journal)}
    assert find_unsaid(" ".join(one for one in comments if one not in examples)) == []


def list_said() -> Iterator[str]:
    """Every text that is marked in the program: also one that the extractor does not see."""
    for path in sorted((MESSAGES.HOME / "pipeline").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                name = (
                    call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                )
                texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
                if name in ("N_", "say", "phrase") or (name == "count" and len(texts) > 1):
                    yield from (text for text in texts[:1] if isinstance(text, str) and text.strip())


def test_no_marked_text_escapes_the_catalogues() -> None:
    known = {text if isinstance(text, str) else text[0] for texts in TEXTS.values() for text in texts}
    assert sorted(set(list_said()) - known) == []
