"""Edits as CSV and JSON: the long form, and rows like those of a sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.problems import InputRefused, Problem
from pipeline.workbook.edit_file import EditFile, read_edits
from pipeline.workbook.targets import Target, read_pairs, read_target
from schemas.edits import EDIT_CELLS, EDIT_ROWS

HEADER = "order,action,target,field,old,value,reason,request"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read_text(text: str, *, name: str = "edits.csv", encoding: str = "utf-8") -> EditFile:
        (tmp_path / name).write_bytes(text.encode(encoding))
        found = read_edits(tmp_path / name, 0)
        EDIT_ROWS.validate(found.edits.rows)
        EDIT_CELLS.validate(found.edits.cells)
        assert found.rows_read == len(found.edits.rows)
        return found

    return read_text


def refused(path: Path) -> Problem:
    with pytest.raises(InputRefused) as refusal:
        read_edits(path, 0)
    (problem,) = refusal.value.problems
    return problem


def targets_of(found: EditFile) -> list[list[str]]:
    rows: list[list[str]] = found.edits.rows[["action", "target", "ref", "item_ref"]].to_numpy().tolist()
    return rows


def cells_of(found: EditFile) -> list[tuple[str, str]]:
    return list(zip(found.edits.cells["field"], found.edits.cells["value"], strict=True))


def test_one_row_an_edit(read: Any) -> None:
    found = read(f'{HEADER}\n1001,change,item:TASSE-01,price,"12,50","10,00",wrong price,T-1\n')
    assert found.edits.rows.drop(columns=["row_key", "file"]).to_dict("records") == [
        {
            "sheet": "", "row": 2, "order_ref": "1001", "order_ref_damaged": False, "order_cell": "A2", "find": "",
            "target": "item", "action": "change", "ref": "TASSE-01", "ref_cell": "C2", "item_ref": "",
            "reason": "wrong price", "request": "T-1",
        }
    ]  # fmt: skip
    assert found.edits.cells.drop(columns=["row_key"]).to_dict("records") == [
        {
            "field": "price", "value": "10,00", "is_number": False, "has_old": True, "old": "12,50",
            "is_old_number": False, "column": "value (price)", "cell": "F2",
        }
    ]  # fmt: skip
    assert found.problems == ()


@pytest.mark.parametrize(
    ("line", "target", "cells"),
    [
        ("1,,item:A-1,quantity,,2,,", ["change", "item", "A-1", ""], [("quantity", "2")]),
        ("1,,item:#2,prix,,9.90,,", ["change", "item", "#2", ""], [("price", "9.90")]),
        ("1,,#2,Preis,,9.90,,", ["change", "item", "#2", ""], [("price", "9.90")]),
        ("1,,TASSE-01,name,,Tasse,,", ["change", "item", "TASSE-01", ""], [("name", "Tasse")]),
        ("1,remove,article:A-1,,,,,", ["remove", "item", "A-1", ""], []),
        ("1,remove,articles:A-1,price,,5,,", ["remove", "item", "A-1", ""], []),
        ("1,,customer,ship_city,,Genève,,", ["change", "customer", "", ""], [("ship_city", "Genève")]),
        ("1,,client,shipto city,,Genève,,", ["change", "customer", "", ""], [("ship_city", "Genève")]),
        ("1,,Kunde,E-Mail,,lea@example.ch,,", ["change", "customer", "", ""], [("email", "lea@example.ch")]),
        ("1,,order,shipping_fee,,0,,", ["change", "order", "", ""], [("shipping_fee", "0")]),
        ("1,,ordine,mancia,,<cancella>,,", ["change", "order", "", ""], [("tip", "<clear>")]),
        ("1,remove,discount:FETE,,,,,", ["remove", "discount", "FETE", ""], []),
        ("1,add,rabais:FETE,,,10%,,", ["add", "discount", "FETE", ""], [("kind", "percent"), ("value", "10%")]),
        ("1,add,discount:FETE,,,5.00,,", ["add", "discount", "FETE", ""], [("kind", "amount"), ("value", "5.00")]),
        ("1,add,discount:FETE@A-1,percent,,10,,", ["add", "discount", "FETE", "A-1"], [("kind", "percent"), ("value", "10")]),
        ("1,add,discount,Betrag,,5,,", ["add", "discount", "", ""], [("kind", "amount"), ("value", "5")]),
        ("1,,discount:FETE,name,,NOEL,,", ["change", "discount", "FETE", ""], [("name", "NOEL")]),
        ("1,,discount:FETE,value,,7,,", ["change", "discount", "FETE", ""], [("value", "7")]),
        ("1,,tax:TVA,rate,,8.1%,,", ["change", "tax", "TVA", ""], [("rate", "8.1%")]),
        ("1,add,tax:TVA@#2,,,8.1%,,", ["add", "tax", "TVA", "#2"], [("rate", "8.1%")]),
        ("1,add,Steuern:MwSt,amount,,2.50,,", ["add", "tax", "MwSt", ""], [("amount", "2.50")]),
        ("1,,item:A-1,,,,,", ["change", "item", "A-1", ""], []),
    ],
)  # fmt: skip
def test_targets_and_fields_in_four_languages(read: Any, line: str, target: list[str], cells: Any) -> None:
    found = read(f"{HEADER}\n{line}\n")
    assert targets_of(found) == [target]
    assert cells_of(found) == cells
    assert found.problems == ()


def test_an_added_item_packs_its_fields_in_one_value(read: Any) -> None:
    packed = '"name=""Tasse; rot""; Preis=12,50; quantité=2; tax=TVA 8.1%"'
    found = read(f"{HEADER}\n1,add,item:TASSE-02,,,{packed},,\n1,add,item:#9,,,sku=B-1; price=5,,\n")
    assert cells_of(found) == [
        ("sku", "TASSE-02"), ("name", "Tasse; rot"), ("price", "12,50"), ("quantity", "2"), ("tax", "TVA 8.1%"),
        ("sku", "B-1"), ("price", "5"),
    ]  # fmt: skip
    assert found.edits.cells["cell"].tolist()[:2] == ["C2", "F2"]


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        ("name=Tasse; weight=3", "unknown-field"),
        ("name=Tasse; price", "unknown-field"),
        ("name=Tasse; nom=Mug", "column-repeated"),
    ],
)
def test_packed_fields_that_cannot_be_told_apart_are_a_problem(read: Any, packed: str, code: str) -> None:
    found = read(f"{HEADER}\n1,add,item:A-1,,,{packed},,\n")
    assert [(problem.code, problem.cell, problem.row_key) for problem in found.problems] == [(code, "F2", 0)]


def test_the_item_of_a_row_may_stand_in_a_column_of_its_own(read: Any) -> None:
    lines = [
        "order,target,item,field,value",
        "1,item,A-1,price,5",
        "1,,A-2,price,6",
        "1,tax:TVA,A-3,rate,8.1%",
    ]
    found = read("\n".join(lines))
    assert targets_of(found) == [
        ["change", "item", "A-1", ""],
        ["change", "item", "A-2", ""],
        ["change", "tax", "TVA", "A-3"],
    ]
    assert found.edits.rows["ref_cell"].tolist() == ["C2", "C3", "B4"]


@pytest.mark.parametrize(
    ("line", "code", "cell", "hint"),
    [
        ("1,chnge,item:A-1,price,,5,,", "unknown-action", "B2", "change"),
        ("1,,custmer,email,,a@example.ch,,", "unknown-target", "C2", "customer"),
        ("1,,itm:A-1,price,,5,,", "unknown-target", "C2", "item"),
        ("1,,,email,,a@example.ch,,", "unknown-target", "", ""),
        ("1,,order,shiping method,,Post,,", "unknown-field", "D2", "shipping method"),
        ("1,,order,,,Post,,", "unknown-field", "", ""),
        ("1,,tax:TVA,,,2.50,,", "unknown-field", "", ""),
        ("1,,item:A-1,old price,,5,,", "unknown-field", "D2", ""),
        ("1,,customer,city,,Genève,,", "address-assumed", "D2", ""),
        ("1,,item:A-1,price,,#REF!,,", "error-cell", "F2", ""),
        ("1,,item:A-1,price,,12,50,", "record-width", "", ""),
    ],
)
def test_what_cannot_be_understood_keeps_its_row_and_says_why(
    read: Any, line: str, code: str, cell: str, hint: str
) -> None:
    header = HEADER.removesuffix(",request") if code == "record-width" else HEADER
    found = read(f"{header}\n{line}x\n" if code == "record-width" else f"{header}\n{line}\n")
    assert found.rows_read == 1
    assert [(problem.code, problem.cell, problem.row_key, problem.row) for problem in found.problems] == [
        (code, cell, 0, 2)
    ]
    assert hint in found.problems[0].fix


def test_order_numbers_that_excel_wrote_in_powers_of_ten_are_marked(read: Any) -> None:
    found = read(f"{HEADER}\n1.2E+11,,order,tip,,1,,\n00123,,order,tip,,1,,\n")
    assert found.edits.rows["order_ref_damaged"].tolist() == [True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found_out(read: Any, encoding: str, delimiter: str) -> None:
    line = delimiter.join(["order", "target", "field", "value"]) + "\r\n"
    text = line + delimiter.join(["1001", "customer", "name", '"Zoé; Müller, Genève"']) + "\r\n"
    assert cells_of(read(text, encoding=encoding)) == [("name", "Zoé; Müller, Genève")]


def test_rows_count_as_excel_counts_them(read: Any) -> None:
    text = 'sep=;\nCorrections\n\norder;target;field;value\n1;order;shipping method;"two\nlines"\n\n2;order;tip;1\n'
    found = read(text)
    assert found.edits.rows["row"].tolist() == [4, 6]
    assert found.edits.cells["cell"].tolist() == ["D4", "D6"]


def test_notes_in_a_csv_are_no_edits(read: Any) -> None:
    found = read(f"{HEADER}\n1,,order,tip,,1,,\nend of list\n")
    assert [(problem.code, problem.row) for problem in found.problems] == [("note-below-table", 3)]


def test_a_csv_with_the_headers_of_a_sheet_is_read_as_that_sheet(read: Any) -> None:
    found = read("Bestellung;Aktion;Artikel;Preis;alter Preis\n1001;ändern;A-1;9,90;12,50\n")
    assert targets_of(found) == [["change", "item", "A-1", ""]]
    assert found.edits.cells[["field", "value", "old", "is_number", "cell"]].to_numpy().tolist() == [
        ["price", "9,90", "12,50", False, "D2"]
    ]


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        (b"month,sum\nMay,3\n", "column-missing", "order"),
        (b"order,name\n1,Tasse\n", "column-missing", "target"),
        (b'order,target,field,value\n1,order,tip,"1\n', "records-disagree", ""),
        (b'order,target,field,value\n1,order,tip,"1" x\n', "records-disagree", ""),
        (b"order,target,field,value,champ\n1,order,tip,1,\n", "column-repeated", "champ"),
        (b"order,target\n1,\x81\x8d\n", "encoding-unknown", ""),
        (b"\xff\xfeo", "encoding-unknown", ""),
        (b"order,tip\n1,\0\n", "encoding-unknown", ""),
        (b";;;\n;;\n", "file-empty", ""),
    ],
)
def test_a_csv_that_is_none_is_refused(tmp_path: Path, content: bytes, code: str, column: str) -> None:
    (tmp_path / "edits.csv").write_bytes(content)
    problem = refused(tmp_path / "edits.csv")
    assert (problem.code, problem.column, problem.file) == (code, column, "edits.csv")


def test_json_keeps_numbers_as_they_are_written(read: Any) -> None:
    text = """[{"order": 1001, "target": "item:A-1", "field": "price", "value": 12.50, "old": 1e1},
               {"order": "1002", "target": "order", "field": "tax_exempt", "value": true, "reason": null},
               {"order": "1003", "target": "order", "field": "tip", "value": null},
               {"commande": "1004", "cible": "order", "champ": "tip", "valeur": "<clear>"}]"""
    found = read(text, name="edits.json")
    assert found.edits.rows[["row", "order_ref", "order_ref_damaged"]].to_numpy().tolist() == [
        [1, "1001", True], [2, "1002", False], [3, "1003", False], [4, "1004", False],
    ]  # fmt: skip
    assert found.edits.cells[
        ["value", "is_number", "old", "is_old_number", "column", "cell"]
    ].to_numpy().tolist() == [
        ["12.50", True, "10", True, "value (price)", ""],
        ["yes", False, "", False, "value (tax exempt)", ""],
        ["<clear>", False, "", False, "valeur (tip)", ""],
    ]
    assert found.problems == ()


def test_json_by_sheets_counts_its_entries_through(read: Any) -> None:
    edits = {
        "items": [
            {"order": "1", "action": "add", "sku": "B-1", "price": 5},
            {},
            {"order": "1", "item": "A-1", "name": "Tasse"},
        ],
        "Clients": {"order": "1", "email": "lea@example.ch"},
        "taxes": [],
        "discounts": None,
    }
    found = read(json.dumps(edits), name="edits.json")
    assert found.edits.rows["row"].tolist() == [1, 3, 4]
    assert targets_of(found) == [
        ["add", "item", "", ""],
        ["change", "item", "A-1", ""],
        ["change", "customer", "", ""],
    ]
    assert cells_of(found) == [("sku", "B-1"), ("price", "5"), ("name", "Tasse"), ("email", "lea@example.ch")]


def test_json_may_hold_the_fields_of_an_added_item_as_an_object(read: Any) -> None:
    value = {"name": 'Tasse "rot"; gross', "price": 12.5, "quantity": 2, "tax": None}
    edits = {"edits": [{"order": "1", "action": "add", "target": "item:B-1", "value": value}]}
    assert cells_of(read(json.dumps(edits), name="edits.json")) == [
        ("sku", "B-1"), ("name", 'Tasse "rot"; gross'), ("price", "12.5"), ("quantity", "2"),
    ]  # fmt: skip


def test_nested_values_and_unknown_keys_in_json_are_said(read: Any) -> None:
    found = read(
        '{"items": [{"order": "1", "item": "A-1", "price": [5], "colour": "red"}]}', name="edits.json"
    )
    assert [(problem.code, problem.column, problem.row, problem.row_key) for problem in found.problems] == [
        ("column-unknown", "colour", 0, -1),
        ("entry-not-flat", "price", 1, 0),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"order": "1", ', "json-broken"),
        ('[{"order": NaN}]', "json-broken"),
        ('[{"order": "1", "order": "2"}]', "json-broken"),
        ('["1001"]', "json-broken"),
        ("[" * 5000, "json-broken"),
        ('{"umsatz": [], "items": []}', "no-edits-sheet"),
        ("{}", "no-edits-sheet"),
        ('[{"target": "order"}]', "column-missing"),
        ('{"items": [{"price": 5}]}', "column-missing"),
        ('{"items": [{"order": "1", "price": 5, "prix": 6}]}', "column-repeated"),
    ],
)
def test_json_that_holds_no_edits_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "edits.json").write_text(text, encoding="utf-8")
    assert refused(tmp_path / "edits.json").code == code


def test_an_empty_list_holds_no_edits(read: Any) -> None:
    assert read("[]", name="edits.json").rows_read == 0


def test_names_with_an_at_sign_are_names_unless_it_stands_between_two_words() -> None:
    assert read_target("tax:TVA @ 8.1%") == Target("tax", "TVA @ 8.1%")
    assert read_target("tax:TVA@#2") == Target("tax", "TVA", "#2")
    assert read_target("tax:@x") == Target("tax", "@x")


def test_pairs() -> None:
    assert read_pairs("name=Tasse\nprice=5;") == [("name", "Tasse"), ("price", "5")]
    assert read_pairs('name="a""b"') == [("name", 'a"b')]
    assert read_pairs("name=") == [("name", "")]
    assert read_pairs("") is None
