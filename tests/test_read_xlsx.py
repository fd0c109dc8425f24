"""A workbook of edits as clerks send it: what is read from it, and what is said of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from pipeline.problems import InputRefused, Problem
from pipeline.workbook.cells import number_text, percent_text
from pipeline.workbook.edit_file import EditFile, read_edits
from schemas.edits import EDIT_CELLS, EDIT_ROWS

ITEM_HEADER = ["order", "action", "item", "sku", "name", "price", "quantity"]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], *, name: str = "edits.xlsx") -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, rows in sheets.items():
            worksheet = workbook.create_sheet(title)
            for row in rows:
                worksheet.append(list(row))
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write_workbook


def change(path: Path, alter: Any) -> Path:
    """The workbook after a change with openpyxl."""
    workbook = load_workbook(path)
    alter(workbook)
    workbook.save(path)
    return path


def replace_in_zip(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The workbook with other bytes in one of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read(path: Path, first_row_key: int = 0) -> EditFile:
    found = read_edits(path, first_row_key)
    EDIT_ROWS.validate(found.edits.rows)
    EDIT_CELLS.validate(found.edits.cells)
    assert found.rows_read == len(found.edits.rows)
    return found


def cells_of(found: EditFile) -> list[tuple[str, str]]:
    cells = found.edits.cells
    return list(zip(cells["field"], cells["value"], strict=True))


def places(found: EditFile) -> list[tuple[str, str]]:
    return [(problem.code, problem.cell or str(problem.row)) for problem in found.problems]


def refused(path: Path) -> list[Problem]:
    with pytest.raises(InputRefused) as refusal:
        read_edits(path, 0)
    return refusal.value.problems


def test_all_five_sheets_in_any_order_and_language(write: Any) -> None:
    found = read(
        write(
            {
                "Steuern": [["Satz", "Bestellung", "Aktion", "Steuer", "Artikel", "neuer Name"],
                            ["8.1%", "1001", "hinzufügen", "MwSt.", "#1", ""]],
                "Order": [["order", "Versandart", "pourboire", "tax exempt"], ["1002", "Express", "5.00", "yes"]],
                "Sconti": [["ordine", "azione", "sconto", "tipo", "valore"], ["1003", "rimuovi", "ESTATE", "", ""]],
                "Clients": [["commande", "courriel", "adresse de livraison - ville"], ["1004", "lea@example.ch", "Genève"]],
                "Items": [["order", "action", "sku", "name", "price", "quantity", "tax", "reason", "request"],
                          ["1005", "add", "TASSE-02", "Tasse bleue", "12.50", "2", "TVA 8.1%", "oubli", "T-77"]],
            }
        ),
        first_row_key=40,
    )  # fmt: skip
    rows = found.edits.rows
    assert rows["row_key"].tolist() == [40, 41, 42, 43, 44]
    assert rows["sheet"].tolist() == ["Steuern", "Order", "Sconti", "Clients", "Items"]
    assert rows["target"].tolist() == ["tax", "order", "discount", "customer", "item"]
    assert rows["action"].tolist() == ["add", "change", "remove", "change", "add"]
    assert rows["ref"].tolist() == ["MwSt.", "", "ESTATE", "", ""]
    assert rows["item_ref"].tolist() == ["#1", "", "", "", ""]
    assert rows[["reason", "request"]].iloc[4].tolist() == ["oubli", "T-77"]
    assert cells_of(found) == [
        ("rate", "8.1%"),
        ("shipping_method", "Express"), ("tip", "5.00"), ("tax_exempt", "yes"),
        ("email", "lea@example.ch"), ("ship_city", "Genève"),
        ("sku", "TASSE-02"), ("name", "Tasse bleue"), ("price", "12.50"), ("quantity", "2"), ("tax", "TVA 8.1%"),
    ]  # fmt: skip
    assert found.problems == ()


def test_rows_above_the_header_are_titles_and_row_numbers_are_excels(write: Any) -> None:
    found = read(
        write(
            {"Items": [["Corrections of March"], [], ["order", "item", "price"], [], ["1001", "A-1", "9.90"]]}
        )
    )
    assert found.edits.rows[["row", "order_cell", "ref_cell"]].to_numpy().tolist() == [[5, "A5", "B5"]]
    assert found.edits.cells[["column", "cell"]].to_numpy().tolist() == [["price", "C5"]]


def test_old_columns_hold_what_the_clerk_saw(write: Any) -> None:
    header = ["order", "item", "price", "old price", "name", "ancien nom"]
    found = read(
        write(
            {
                "Items": [
                    header,
                    ["1001", "A-1", "9.90", 12.5, "Tasse", "<vide>"],
                    ["1002", "A-1", "9.90", None, None, "x"],
                ]
            }
        )
    )
    seen = found.edits.cells[["field", "has_old", "old", "is_old_number"]].to_numpy().tolist()
    assert seen == [["price", True, "12.5", True], ["name", True, "", False], ["price", False, "", False]]


def test_a_row_that_removes_an_item_fills_no_fields(write: Any) -> None:
    found = read(write({"Items": [ITEM_HEADER, ["1001", "remove", "A-1", "", "Tasse", "12.50"]]}))
    assert found.edits.rows["ref"].tolist() == ["A-1"]
    assert cells_of(found) == []


def test_a_name_beside_a_discount_is_new_and_alone_it_is_the_one_meant(write: Any) -> None:
    found = read(
        write(
            {
                "Discounts": [["order", "discount", "name"], ["1001", "FETE", "NOEL"]],
                "Taxes": [["order", "name", "rate"], ["1001", "TVA", "8.1%"]],
            }
        )
    )
    assert found.edits.rows["ref"].tolist() == ["FETE", "TVA"]
    assert cells_of(found) == [("name", "NOEL"), ("rate", "8.1%")]


@pytest.mark.parametrize(
    ("value", "number_format", "text", "is_number"),
    [
        (12.1, "General", "12.1", True),
        (5.0, "0.00", "5", True),
        (0.1 + 0.2, "General", "0.3", True),
        (1234567.89, "#,##0.00", "1234567.89", True),
        (-3, '"CHF" 0.00', "-3", True),
        (0.1, "0%", "10%", True),
        (0.081, "0.0%", "8.1%", True),
        (12, '0"%"', "12", True),
        (7, "0000", "0007", True),
        (True, "General", "yes", False),
        (False, "General", "no", False),
        ("  12,50\u00a0", "@", "12,50", False),
        ("<Effacer>", "General", "<clear>", False),
    ],
)
def test_what_a_cell_says(write: Any, value: Any, number_format: str, text: str, is_number: bool) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", value]]})

    def set_format(workbook: Workbook) -> None:
        workbook["Items"]["C2"].number_format = number_format

    found = read(change(path, set_format))
    assert found.edits.cells[["value", "is_number"]].to_numpy().tolist() == [[text, is_number]]


@pytest.mark.parametrize("value", ["", "   ", "\u00a0", "\u200b", None])
def test_a_blank_cell_is_no_cell(write: Any, value: str | None) -> None:
    assert cells_of(read(write({"Items": [["order", "item", "price"], ["1001", "A-1", value]]}))) == []


def test_rich_text_and_escaped_characters_are_plain_text(write: Any) -> None:
    path = write(
        {"Items": [["order", "item", "name"], ["1001", "A-1", "x"], ["1002", "A-1", "Tasse_x000D_ rot"]]}
    )

    def enrich(workbook: Workbook) -> None:
        workbook["Items"]["C2"] = CellRichText("Tasse ", TextBlock(InlineFont(b=True), "rouge"))

    assert [value for _, value in cells_of(read(change(path, enrich)))] == ["Tasse rouge", "Tasse\r rot"]


def test_order_numbers_that_excel_took_for_numbers_are_marked(write: Any) -> None:
    orders = ["00123", 123, 1.2e11, 1003.5]
    found = read(write({"Items": [["order", "item", "price"], *([order, "A-1", "1"] for order in orders)]}))
    assert found.edits.rows["order_ref"].tolist() == ["00123", "123", "120000000000", "1003.5"]
    assert found.edits.rows["order_ref_damaged"].tolist() == [False, True, True, True]
    assert [(problem.code, problem.cell, problem.row_key) for problem in found.problems] == [
        ("value-damaged", "A5", 3)
    ]


@pytest.mark.parametrize("column", ["order", "item", "sku", "name", "price", "old price"])
def test_a_date_is_not_what_was_typed(write: Any, column: str) -> None:
    row = {"order": "1001", "item": "A-1", "sku": "B-1", "name": "Tasse", "price": "5", "old price": "6"}
    filled = row | {column: date(2024, 5, 12)}
    found = read(write({"Items": [list(row), list(filled.values())]}))
    assert [(problem.code, problem.column, problem.found) for problem in found.problems] == [
        ("value-damaged", column, "2024-05-12")
    ]
    assert column not in found.edits.cells["field"].tolist()


def test_a_date_as_reason_is_just_text(write: Any) -> None:
    found = read(
        write({"Items": [["order", "item", "price", "reason"], ["1001", "A-1", "5", date(2024, 5, 12)]]})
    )
    assert found.edits.rows["reason"].tolist() == ["2024-05-12"]
    assert found.problems == ()


def test_formulas_give_their_stored_value_and_without_one_an_error(write: Any) -> None:
    path = write(
        {
            "Items": [
                ["order", "item", "price"],
                ["1001", "A-1", "=2*5"],
                ["1002", "A-1", "=2*6"],
                ["1003", "A-1", "=T(1)"],
            ]
        }
    )
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"<f>2*5</f><v />", b"<f>2*5</f><v>10</v>")
    replace_in_zip(
        path, "xl/worksheets/sheet1.xml", b'r="C4"><f>T(1)</f><v />', b'r="C4" t="str"><f>T(1)</f><v></v>'
    )
    found = read(path)
    assert cells_of(found) == [("price", "10")]
    assert [(problem.code, problem.cell, problem.row_key) for problem in found.problems] == [
        ("formula-without-value", "C3", 1)
    ]


def test_error_cells_reject_their_row(write: Any) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", "#N/A"], ["1002", "#REF!", "5"]]})
    found = read(path)
    assert [(problem.code, problem.cell, problem.found, problem.row_key) for problem in found.problems] == [
        ("error-cell", "C2", "#N/A", 0),
        ("error-cell", "B3", "#REF!", 1),
    ]


def test_hidden_rows_columns_and_sheets_are_read_and_said(write: Any) -> None:
    path = write(
        {
            "Items": [["order", "item", "price"], ["1001", "A-1", "5"]],
            "Order": [["order", "tip"], ["1001", "5"]],
            "Notes": [["nothing to see"]],
        }
    )

    def hide(workbook: Workbook) -> None:
        workbook["Items"].row_dimensions[2].hidden = True
        workbook["Items"].column_dimensions["C"].hidden = True
        workbook["Order"].sheet_state = "hidden"

    found = read(change(path, hide))
    assert found.rows_read == 2
    assert [(p.code, p.sheet, p.row, p.row_key) for p in found.problems] == [
        ("hidden-column", "Items", 1, -1),
        ("hidden-row", "Items", 2, 0),
        ("hidden-sheet", "Order", 0, -1),
    ]


def test_merged_cells_are_said_where_they_cover_the_table_only(write: Any) -> None:
    rows = [
        ["Corrections"],
        ["order", "item", "price"],
        ["1001", "A-1", "5"],
        ["", "A-2", "6"],
        [],
        ["the end"],
    ]
    path = write({"Items": rows})

    def merge(workbook: Workbook) -> None:
        for merged in ("A1:C1", "A3:A4", "A6:C6"):
            workbook["Items"].merge_cells(merged)

    found = read(change(path, merge))
    assert places(found) == [("note-below-table", "A6"), ("merged-cells", "A3")]
    assert found.edits.rows["order_ref"].tolist() == ["1001", ""]


def test_notes_below_the_table_are_no_edits_but_edits_without_order_are(write: Any) -> None:
    rows = [
        ["order", "item", "price", "quantity", "reason"],
        ["1001", "A-1", "5"],
        [],
        ["Please check all prices!"],
        ["", "done by Léa"],
        ["", "", "", "", "only text"],
        ["", "A-2", "6"],
    ]
    found = read(write({"Items": rows}))
    assert places(found) == [
        ("note-below-table", "A4"),
        ("note-below-table", "B5"),
        ("note-below-table", "E6"),
    ]
    assert found.edits.rows[["row", "order_ref"]].to_numpy().tolist() == [[2, "1001"], [7, ""]]


def test_an_unknown_action_is_kept_as_change_with_its_problem(write: Any) -> None:
    found = read(write({"Items": [ITEM_HEADER, ["1001", "suprimer", "A-1"]]}), first_row_key=7)
    assert found.edits.rows["action"].tolist() == ["change"]
    (problem,) = found.problems
    assert (problem.code, problem.cell, problem.row_key, problem.order_id) == (
        "unknown-action",
        "B2",
        7,
        "1001",
    )
    assert "supprimer" in problem.fix


def test_unknown_columns_and_sheets_are_said_once_with_a_near_name(write: Any) -> None:
    path = write(
        {
            "Items": [["order", "item", "prise", "price", None, "Marge"], ["1001", "A-1", "", "5", "x", "3"]],
            "Discont": [["order", "discount"], ["1001", "FETE"]],
            "Empty": [],
            "Help": [["Fill in the sheets."]],
        }
    )
    found = read(path)
    assert places(found) == [("sheet-unknown", "0"), ("column-unknown", "C1"), ("column-unknown", "F1")]
    assert "Discounts" in found.problems[0].fix
    assert "price" in found.problems[1].fix


def test_columns_appended_by_an_earlier_run_are_passed_over(write: Any) -> None:
    header = ["order", "item", "price", "Import Result", "Import Comment"]
    rows = [
        header,
        ["1001", "A-1", "5", "rejected", "No."],
        ["", "", "", "", "a note"],
        ["", "a note", "", "", "was a note"],
    ]
    found = read(write({"Items": rows}))
    assert found.rows_read == 1
    assert places(found) == [("note-below-table", "B4")]


def test_a_single_sheet_of_unknown_name_is_taken_for_what_its_columns_say(write: Any) -> None:
    found = read(
        write(
            {
                "Feuil1": [["commande", "rabais", "genre", "valeur"], ["1001", "FETE", "montant", "5"]],
                "Feuil2": [],
            }
        )
    )
    assert found.edits.rows["target"].tolist() == ["discount"]
    assert [(p.code, p.sheet, p.expected) for p in found.problems] == [
        ("sheet-recognised", "Feuil1", "Discounts")
    ]


def test_a_sheet_named_edits_holds_one_row_an_edit(write: Any) -> None:
    found = read(
        write({"Edits": [["order", "target", "field", "value"], ["1001", "item:A-1", "price", 9.9]]})
    )
    assert found.edits.rows[["target", "ref"]].to_numpy().tolist() == [["item", "A-1"]]
    assert found.edits.cells[["field", "value", "is_number", "cell"]].to_numpy().tolist() == [
        ["price", "9.9", True, "D2"]
    ]
    assert found.problems == ()


@pytest.mark.parametrize(
    "sheets",
    [
        {"Umsatz": [["month", "sum"], ["May", 3]]},
        {"Sheet1": [["order", "name"], ["1001", "Tasse"]]},
        {"Sheet1": [["order", "tip"], ["1001", "5"]], "Sheet2": [["order", "rate"], ["1001", "5"]]},
        {"Sheet1": []},
    ],
)
def test_a_workbook_without_a_sheet_of_edits_is_refused(write: Any, sheets: Any) -> None:
    assert [problem.code for problem in refused(write(sheets))] == ["no-edits-sheet"]


def test_a_near_name_of_a_sheet_is_suggested(write: Any) -> None:
    (problem,) = refused(write({"Itmes": [["a", "b"]]}))
    assert "Items" in problem.fix


def test_a_sheet_without_the_order_column_is_refused_with_its_place(write: Any) -> None:
    path = write(
        {
            "Items": [["Corrections"], ["ordre", "item", "price"], ["1001", "A-1", "5"]],
            "Order": [["tip"], ["5"]],
        }
    )
    problems = refused(path)
    assert [(p.code, p.file, p.sheet, p.row, p.column) for p in problems] == [
        ("column-missing", "edits.xlsx", "Items", 2, "order"),
        ("column-missing", "edits.xlsx", "Order", 1, "order"),
    ]
    assert "order" in problems[0].fix


@pytest.mark.parametrize("sheet", ["Items", "Sheet1"])
def test_a_column_that_stands_twice_is_refused(write: Any, sheet: str) -> None:
    (problem,) = refused(write({sheet: [["order", "price", "quantity", "prix"], ["1001", "5", "1", "6"]]}))
    assert (problem.code, problem.sheet, problem.cell, problem.found) == (
        "column-repeated",
        sheet,
        "D1",
        "price, prix",
    )


def test_find_stands_in_for_the_order(write: Any) -> None:
    found = read(write({"Customer": [["find", "phone"], ["lea@example.ch", "+41 21 555 00 00"]]}))
    assert found.edits.rows[["order_ref", "find"]].to_numpy().tolist() == [["", "lea@example.ch"]]


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "code", "found"),
    [
        ("a.xlsx", b"%PDF-1.7 ...", "not-a-workbook", "it is a PDF"),
        ("a.xls", b"<html><table><tr>", "not-a-workbook", "it is a web page (HTML)"),
        ("a.xlsx", b"<?xml version='1.0'?><Workbook/>", "not-a-workbook", "it is an XML file"),
        ("a.xlsx", b"order,item\n1,2\n", "not-a-workbook", "it is a text file"),
        (
            "a.xls",
            COMPOUND + "Workbook".encode("utf-16-le"),
            "not-a-workbook",
            "it is a workbook of Excel 97 (.xls)",
        ),
        ("a.doc", COMPOUND, "not-a-workbook", "it is an old Office document"),
        ("a.xlsx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), "workbook-encrypted", ""),
        ("a.xlsx", b"", "file-empty", ""),
        ("a.csv", b" \r\n", "file-empty", ""),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_what_it_is(
    tmp_path: Path, name: str, content: bytes, code: str, found: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert [(problem.code, problem.found) for problem in refused(tmp_path / name)] == [(code, found)]


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("content.xml", "it is an OpenDocument file (.ods)"),
        ("xl/workbook.bin", "it is a binary workbook (.xlsb)"),
        ("word/document.xml", "it is a Word document"),
        ("readme.txt", "it is a zip archive"),
        ("[Content_Types].xml", "it holds no workbook"),
    ],
)
def test_a_zip_of_something_else_is_refused(tmp_path: Path, part: str, found: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(part, "x")
    assert [(problem.code, problem.found) for problem in refused(tmp_path / "a.xlsx")] == [
        ("not-a-workbook", found)
    ]


def test_a_workbook_cut_off_or_damaged_inside_is_refused(write: Any) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", "5"]]})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert [problem.code for problem in refused(path)] == ["not-a-workbook"]
    path.write_bytes(content)
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"</sheetData>", b"")
    assert [(problem.code, problem.found) for problem in refused(path)] == [
        ("not-a-workbook", "it was cut off or damaged")
    ]
    path.write_bytes(content)
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b't="inlineStr"><is><t>A-1</t></is>', b't="s"><v>99</v>')
    assert refused(path)[0].found == "the sheet Items refers to a text that is missing"
    path.write_bytes(content)
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b'r="B2"', b'r="BBBBB2"')
    assert refused(path)[0].found == "it has a cell in a column BBBBB"
    path.write_bytes(content)
    replace_in_zip(path, "xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/sheet9.xml")
    assert refused(path)[0].found == "the sheet Items is missing in it"


def test_shared_texts_are_read_without_their_formats_and_reading_aids(write: Any) -> None:
    path = write({"Items": [["order", "item", "name"], ["1001", "A-1", "x"], ["1002", "A-1", "y"]]})
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t xml:space="preserve"> Tasse </t></si>'
        b"<si><r><t>Tasse </t></r><r><rPr><b/></rPr><t>rouge</t></r><rPh sb='0' eb='1'><t>tass</t></rPh></si></sst>"
    )
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b't="inlineStr"><is><t>x</t></is>', b't="s"><v>0</v>')
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b't="inlineStr"><is><t>y</t></is>', b't="s"><v>1</v>')
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="rId77" Type="%s" Target="sharedStrings.xml"/></Relationships>' % kind
    replace_in_zip(path, "xl/_rels/workbook.xml.rels", b"</Relationships>", relation)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", shared)
    assert [value for _, value in cells_of(read(path))] == ["Tasse", "Tasse rouge"]


def test_a_workbook_in_the_strict_form_of_the_standard_reads_like_any_other(write: Any) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", 0.1]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            strict = content.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            archive.writestr(
                name,
                strict.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006",
                    b"http://purl.oclc.org/ooxml/officeDocument",
                ),
            )
    assert cells_of(read(path)) == [("price", "0.1")]


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    assert [problem.code for problem in refused(tmp_path / "none.xlsx")] == ["file-not-found"]
    assert [problem.code for problem in refused(tmp_path)] == ["file-unreadable"]


def test_a_sheet_in_which_a_hundred_thousand_empty_rows_are_formatted_reads_like_any_other(
    write: Any,
) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", "5"]]})
    empty = b"".join(
        b'<row r="%d" s="1"><c r="A%d" s="1"/><c r="B%d" s="1"></c></row>' % (n, n, n)
        for n in range(3, 100_000)
    )
    last = b'<row r="100000"><c r="A100000" t="inlineStr"><is><t>1002</t></is></c><c r="C100000"><v>6</v></c></row>'
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"</sheetData>", empty + last + b"</sheetData>")
    found = read(path)
    assert found.edits.rows[["row", "order_ref"]].to_numpy().tolist() == [[2, "1001"], [100_000, "1002"]]


def test_cells_without_addresses_stand_one_after_the_other(tmp_path: Path, write: Any) -> None:
    path = write({"Items": [["order", "item", "price"]]})
    row = b"<row><c><v>1001</v></c><c/><c><v>1.1000000000000001</v></c></row>"
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"</sheetData>", row + b"</sheetData>")
    found = read(path)
    assert found.edits.rows[["row", "order_cell"]].to_numpy().tolist() == [[2, "A2"]]
    assert found.edits.cells[["value", "cell"]].to_numpy().tolist() == [["1.1", "C2"]]


def test_days_of_a_workbook_that_counts_from_1904(write: Any) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", date(2024, 5, 12)]]})

    def count_from_1904(workbook: Workbook) -> None:
        workbook.epoch = workbook.epoch.replace(year=1904, month=1, day=1)
        workbook["Items"]["C2"] = date(2024, 5, 12)

    assert [problem.found for problem in read(change(path, count_from_1904)).problems] == ["2024-05-12"]


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (b"<v>45424.75</v>", "2024-05-12"),
        (b"<v>0.5</v>", "12:00"),
        (b"<v>99999999</v>", "99999999"),
        (b"<v>soon</v>", "soon"),
    ],
)
def test_dates_are_shown_as_they_stand_in_the_sheet(write: Any, stored: bytes, found: str) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", date(2024, 5, 12)]]})
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"<v>45424</v>", stored)
    assert [(problem.code, problem.found) for problem in read(path).problems] == [("value-damaged", found)]


def test_a_date_in_words_of_the_standard_is_a_date(write: Any) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", 7]]})
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b't="n"><v>7</v>', b't="d"><v>2024-05-12T00:00:00</v>')
    assert places(read(path)) == [("value-damaged", "C2")]


def test_a_number_cell_without_a_number_is_text(write: Any) -> None:
    path = write({"Items": [["order", "item", "price"], ["1001", "A-1", 7]]})
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<v>seven</v>")
    assert read(path).edits.cells[["value", "is_number"]].to_numpy().tolist() == [["seven", False]]


def test_numbers_beyond_reason_stay_text() -> None:
    assert [number_text(text) for text in ("NaN", "1E+400", "9" * 80, "1,5")] == ["", "", "", ""]
    assert percent_text("a lot") == ""


def test_reading_leaves_the_file_as_it_was(write: Any) -> None:
    path = write({"Items": [ITEM_HEADER, ["1001", "change", "A-1", "", "", "5"]]})
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert io.BytesIO(before).read(2) == b"PK"
