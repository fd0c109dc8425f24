"""Workbooks to fill in: read back in every language, harmless while untouched, exact once filled in."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from builders import Orders, line
from pipeline.cli import main
from pipeline.intake import Intake, Sources, read_everything
from pipeline.kernel import correct
from pipeline.languages import LANGUAGES, find_words
from pipeline.plan.values import read_kind, read_yes_no
from pipeline.template import write_template
from pipeline.template.checks import check_of
from pipeline.template.columns import (
    ACTIONS,
    CLEAR_WORD,
    COLUMNS,
    EMPTY_WORD,
    KINDS,
    YES_NO,
    places_of,
    sheet_title,
)
from pipeline.template.guide import HOW_TO
from pipeline.template.write import LISTS
from pipeline.workbook.edit_file import read_edits
from pipeline.workbook.headers import (
    action_word,
    is_clear,
    is_silent_sheet,
    kind_word,
    read_header,
    sheet_target,
)
from schemas.orders import FIELD_NAMES, Tables

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
EXPORTS = ("ecwid-orders.json", "ecwid-orders.csv", "shopify-orders.csv", "tables/mapping.toml")
EVERY_FIELD = frozenset(FIELD_NAMES)


@cache
def intake_of(name: str) -> Intake:
    return read_everything(Sources((SAMPLES / name,), currency="CHF"), lambda _: None)


def some_orders(name: str) -> Tables:
    """The first orders of the export, of which each kind of change finds one."""
    tables = intake_of(name).tables
    return tables.only(tables.orders["order_key"].iloc[:24])


class Filled:
    """A prefilled workbook being filled in as a clerk does: by sheet, order, thing and header."""

    def __init__(self, path: Path, language: str) -> None:
        self.path, self.words = path, find_words(language)
        self.workbook = openpyxl.load_workbook(path)
        self.rows: set[tuple[str, int]] = set()

    def sheet(self, target: str):
        return self.workbook[sheet_title(target, self.words)]

    def headers(self, target: str) -> dict[str, int]:
        return {cell.value: cell.column for cell in self.sheet(target)[2]}

    def header(self, target: str, key: str) -> str:
        places = places_of(target, self.words, EVERY_FIELD)
        return next(place.header for place in places if place.column.key == key and not place.is_old)

    def has(self, target: str, key: str) -> bool:
        return self.header(target, key) in self.headers(target)

    def row(self, target: str, order: str, ref: str = "") -> int:
        headers, sheet = self.headers(target), self.sheet(target)
        for number in range(4, sheet.max_row + 1):
            is_it = sheet.cell(number, headers[self.header(target, "order")]).value == order
            if is_it and (not ref or sheet.cell(number, headers[self.header(target, "ref")]).value == ref):
                return number
        raise AssertionError(f"{target} has no row {order} {ref}")

    def type(self, target: str, row: int, **values: object) -> None:
        for key, value in values.items():
            self.sheet(target).cell(row, self.headers(target)[self.header(target, key)]).value = value
        self.rows.add((target, row))

    def save(self) -> Path:
        self.workbook.save(self.path)
        return self.path


def prefill(tables: Tables, path: Path, language: str = "en") -> Filled:
    write_template(path, find_words(language), orders=tables)
    return Filled(path, language)


def apply(name: str, path: Path):
    edit_file = read_edits(path, 0)
    return edit_file, correct(some_orders(name), edit_file.edits)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", COLUMNS)
@pytest.mark.parametrize("fields", [None, EVERY_FIELD], ids=["empty", "prefilled"])
def test_every_header_is_read_back(language: str, target: str, fields: frozenset[str] | None) -> None:
    for place in places_of(target, find_words(language), fields):
        found = read_header(place.header, target)
        assert found is not None, place.header
        key = place.column.key
        assert (found.field or found.role, found.is_old, found.is_assumed) == (key, place.is_old, False), (
            place.header
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_read_back(language: str) -> None:
    words = find_words(language)
    assert [sheet_target(sheet_title(target, words)) for target in COLUMNS] == list(COLUMNS)
    assert [action_word(words.say(word)) for word in ACTIONS.values()] == list(ACTIONS)
    assert [kind_word(words.say(word)) for word in KINDS.values()] == list(KINDS)
    assert [read_kind(words.say(word)) for word in KINDS.values()] == list(KINDS)
    assert [read_yes_no(words.say(word)).number for word in YES_NO.values()] == list(YES_NO)
    assert is_clear(words.say(CLEAR_WORD))
    assert is_clear(words.say(EMPTY_WORD))
    assert is_silent_sheet(words.say(HOW_TO))
    assert is_silent_sheet(words.say(LISTS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_are_not_longer_than_a_spreadsheet_shows(language: str) -> None:
    words = find_words(language)
    ranges = dict.fromkeys(("action", "kind", "yes_no", "tax", "sku", "shipping_method"), "A1:A2")
    for target in COLUMNS:
        for place in places_of(target, words, EVERY_FIELD):
            check = check_of(place, 1, 3, ranges, words)
            said = [check.promptTitle, check.errorTitle, check.prompt, check.error]
            assert not any(text.endswith("…") for text in said if text)
            assert all(len(text) <= 32 for text in said[:2] if text)
            assert all(len(text) <= 255 for text in said[2:] if text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_asks_for_nothing(language: str, tmp_path: Path) -> None:
    write_template(tmp_path / "edits.xlsx", find_words(language))
    edit_file = read_edits(tmp_path / "edits.xlsx", 0)
    assert edit_file.rows_read == 0
    assert [(one.code, one.found) for one in edit_file.problems] == [("example-left-out", "1")] * 5


def test_an_example_written_over_is_read(tmp_path: Path) -> None:
    write_template(tmp_path / "edits.xlsx", find_words("fr"))
    workbook = openpyxl.load_workbook(tmp_path / "edits.xlsx")
    workbook["Commande"]["A3"] = "00123"
    workbook.save(tmp_path / "edits.xlsx")
    edit_file = read_edits(tmp_path / "edits.xlsx", 0)
    assert edit_file.edits.rows["order_ref"].tolist() == ["00123"]
    assert not edit_file.edits.rows["order_ref_damaged"].any()
    assert edit_file.edits.cells[["field", "value"]].to_numpy().tolist() == [["shipping_fee", "0"]]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_untouched_prefilled_workbook_does_nothing(name: str, tmp_path: Path) -> None:
    tables = some_orders(name)
    prefill(tables, tmp_path / "edits.xlsx", "de")
    edit_file = read_edits(tmp_path / "edits.xlsx", 0)
    assert edit_file.rows_read == 0
    assert {one.code for one in edit_file.problems} == {"rows-untouched", "example-left-out"}
    shown = {one.sheet: int(one.found) for one in edit_file.problems if one.code == "rows-untouched"}
    assert shown["Artikel"] == len(tables.lines)
    assert shown["Kunde"] == shown["Bestellung"] == len(tables.orders)
    assert shown.get("Rabatte", 0) == (tables.discounts["parent_key"] < 0).sum()


def test_a_row_with_nothing_but_a_reason_is_still_told(tmp_path: Path) -> None:
    filled = prefill(some_orders("shopify-orders.csv"), tmp_path / "edits.xlsx")
    filled.type("order", filled.row("order", "#3016"), reason="she called")
    edit_file, outcome = apply("shopify-orders.csv", filled.save())
    assert edit_file.rows_read == 1
    assert outcome.row_results["result"].tolist() == ["nothing_to_do"]
    assert "empty-request" in set(outcome.problems["code"])


def fill_in(filled: Filled, tables: Tables) -> dict[tuple[str, str], str]:
    """One change of every kind the export can hold; gives what each order's changes must be, by field."""
    lines = tables.lines.groupby("order_key")["line_key"].count()
    plain = tables.orders.loc[
        tables.orders["payment_state"].isin(["paid", "unpaid"]) & tables.orders["order_key"].map(lines).gt(1)
    ]
    ids = [one for one in plain["order_id"] if one not in {"GBN3X", "#3021"}]
    keys = dict(zip(plain["order_id"], plain["order_key"], strict=True))
    wanted: dict[tuple[str, str], str] = {}
    words = filled.words

    def type_it(
        target: str, order: str, field: str, value: object, told: str, row: int = 0, **more: object
    ) -> None:
        if filled.has(target, field):
            filled.type(target, row or filled.row(target, order), **{field: value}, **more)
            wanted[order, field] = told

    type_it("item", ids[0], "quantity", 7, "7")
    type_it("item", ids[1], "price", 11.05, "11.05")
    type_it("item", ids[2], "name", "-10% Sonderedition", "-10% Sonderedition")
    type_it("item", ids[3], "sku", "007", "007")
    filled.type("item", filled.row("item", ids[4]), action=words.say(ACTIONS["remove"]))
    wanted[ids[4], "item"] = ""
    last = filled.sheet("item").max_row + 1
    taxes = tables.taxes.loc[tables.taxes["order_key"] == keys[ids[5]], "name"]
    filled.type(
        "item",
        last,
        order=ids[5],
        action=words.say(ACTIONS["add"]),
        sku="NEU-1",
        name="Neu",
        price=5,
        quantity=2,
        tax=taxes.iloc[0],
    )
    wanted[ids[5], "item"] = "2 × Neu at 5.00"
    type_it("customer", ids[6], "email", "neu@example.ch", "neu@example.ch")
    type_it("customer", ids[6], "ship_city", "Zürich", "Zürich", filled.row("customer", ids[6]))
    type_it("order", ids[7], "shipping_fee", 3.5, "3.50")
    type_it("order", ids[8], "payment_method", "Vorkasse", "Vorkasse")
    type_it("order", ids[8], "shipping_method", "Abholung", "Abholung", filled.row("order", ids[8]))
    return wanted


@pytest.mark.parametrize(("name", "language"), list(zip(EXPORTS, ("en", "fr", "de", "it"), strict=True)))
def test_what_is_typed_is_done_and_nothing_else(name: str, language: str, tmp_path: Path) -> None:
    filled = prefill(some_orders(name), tmp_path / "edits.xlsx", language)
    wanted = fill_in(filled, some_orders(name))
    edit_file, outcome = apply(name, filled.save())
    assert edit_file.rows_read == len(filled.rows)
    assert outcome.row_results["result"].tolist() == ["applied"] * len(filled.rows), outcome.problems[
        "message"
    ].tolist()
    asked = outcome.changes.loc[outcome.changes["rule"].isin(["edit", "add", "remove"])]
    done = {(row["order_id"], row["field"]): row["new"] for row in asked.to_dict("records")}
    assert done == wanted


def test_discounts_and_taxes_are_changed_where_they_are_named(tmp_path: Path) -> None:
    filled = prefill(some_orders("ecwid-orders.json"), tmp_path / "edits.xlsx", "fr")
    filled.type("discount", filled.row("discount", "T66XS"), value=4)
    filled.type("discount", filled.row("discount", "M8FSB", "Fidélité"), kind="montant", value=3.5)
    filled.type("discount", filled.row("discount", "XMB94"), action="supprimer")
    filled.type("tax", filled.row("tax", "FNVV2", "TVA 2.6%"), rate=0.081)
    edit_file, outcome = apply("ecwid-orders.json", filled.save())
    assert edit_file.rows_read == 4
    assert outcome.row_results["result"].tolist() == ["applied"] * 4
    asked = outcome.changes.loc[outcome.changes["rule"].isin(["edit", "remove"])]
    assert asked[["order_id", "thing", "old", "new"]].to_numpy().tolist() == [
        ["T66XS", "MERCI5", "5.00", "4.00"],
        ["M8FSB", "Fidélité", "10%", "3.50"],
        ["XMB94", "BIENVENUE10", "10.00", ""],
        ["FNVV2", "TVA 2.6%", "2.6%", "8.1%"],
    ]


def test_a_value_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    shop = Orders().add(
        "7", line("A", "10.00", "2"), line("B", "1.00"), ship_city="Bern", email="a@example.ch"
    )
    filled = prefill(shop.tables(), tmp_path / "edits.xlsx")
    filled.type("item", filled.row("item", "7", "A"), quantity=3)
    filled.type("customer", filled.row("customer", "7"), ship_street_2="c/o Roy")
    later = Orders().add("7", line("A", "10.00", "4"), line("B", "1.00"), ship_street_2="2nd floor").tables()
    outcome = correct(later, read_edits(filled.save(), 0).edits)
    assert outcome.problems["code"].tolist() == ["edit-conflict", "edit-conflict"]


def test_things_alike_are_named_by_position(tmp_path: Path) -> None:
    shop = Orders().add(
        "7",
        line("A", "10.00"),
        line("A", "12.00"),
        line("", "1.00", name="Gift"),
        line("#1", "1.00"),
        line("a", "2.00", line_id="C"),
        line("C", "3.00"),
        discounts=[
            {"value": "1.00", "name": "X"},
            {"value": "10%", "name": "x"},
            {"value": "2.00", "name": "Y"},
        ],
        name="Anna  Roy ",
    )
    tables = shop.tables()
    filled = prefill(tables, tmp_path / "edits.xlsx")

    def named(target: str) -> list[str]:
        sheet, column = filled.sheet(target), filled.headers(target)[filled.header(target, "ref")]
        return [sheet.cell(row, column).value for row in range(4, sheet.max_row + 1)]

    assert named("item") == ["#1", "#2", "#3", "#4", "a", "#6"]
    assert named("discount") == ["#1", "#2", "Y"]
    for row in range(4, 10):
        filled.type("item", row, price=9)
    filled.type("customer", filled.row("customer", "7"), name="Anna Keller")
    outcome = correct(tables, read_edits(filled.save(), 0).edits)
    assert set(outcome.row_results["result"]) == {"applied"}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_workbook_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    filled = prefill(some_orders("shopify-orders.csv"), tmp_path / "edits.xlsx", "fr")
    wanted = fill_in(filled, some_orders("shopify-orders.csv"))
    convert = [
        *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
        *(
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "saved"),
            str(filled.save()),
        ),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    edit_file, outcome = apply("shopify-orders.csv", tmp_path / "saved" / "edits.xlsx")
    assert edit_file.rows_read == len(filled.rows)
    assert {one.code for one in edit_file.problems} == {"rows-untouched", "example-left-out"}
    assert set(outcome.row_results["result"]) == {"applied"}
    asked = outcome.changes.loc[outcome.changes["rule"].isin(["edit", "add", "remove"])]
    assert {(row["order_id"], row["field"]): row["new"] for row in asked.to_dict("records")} == wanted
    checks = openpyxl.load_workbook(tmp_path / "saved" / "edits.xlsx")[
        "Articles"
    ].data_validations.dataValidation
    assert any(check.type == "list" and "Listes" in check.formula1 for check in checks)


def test_the_command_writes_in_the_language_asked_for(tmp_path: Path) -> None:
    made = tmp_path / "edits.xlsx"
    result = CliRunner().invoke(main, ["template", "-o", str(made), "--lang", "it"])
    assert (result.exit_code, result.output) == (0, f"Scritto: {made}\n")
    assert openpyxl.load_workbook(made).sheetnames == [
        *("Istruzioni", "Articoli", "Cliente", "Sconti", "Ordine", "Imposte", "Elenchi")
    ]
    again = CliRunner().invoke(main, ["template", "-o", str(made)])
    assert (again.exit_code, "is there already" in again.output) == (2, True)


def test_the_command_prefills_only_the_orders_that_are_meant(tmp_path: Path) -> None:
    made, export = tmp_path / "edits.xlsx", str(SAMPLES / "shopify-orders.csv")
    result = CliRunner().invoke(
        main,
        [
            "template",
            "-o",
            str(made),
            "--orders",
            export,
            "--item",
            "earl grey",
            "--order",
            "3016",
            "#3029",
            "3001",
            "-q",
        ],
    )
    assert (result.exit_code, result.output) == (0, "")
    rows = openpyxl.load_workbook(made)["Order"].iter_rows(min_row=4, values_only=True)
    assert [row[0] for row in rows] == ["#3016", "#3029"]
    none = CliRunner().invoke(
        main, ["template", "-o", str(tmp_path / "no.xlsx"), "--orders", export, "--find", "xyz"]
    )
    assert (none.exit_code, none.output) == (4, "No order found.\n")
    without = CliRunner().invoke(main, ["template", "-o", str(tmp_path / "no.xlsx"), "--find", "xyz"])
    assert (without.exit_code, "--orders" in without.output) == (2, True)
    assert not (tmp_path / "no.xlsx").exists()
