"""edits-to-fix.xlsx: the rows that were not done, as the clerk wrote them, ready to be mended and given again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from own_workbook import ROWS, amend, write_own
from packages import list_faults
from pipeline.history.masking import mask_folder
from pipeline.languages import find_words
from pipeline.languages.phrase import phrase
from pipeline.problems import Problem, problem, to_table
from pipeline.workbook.edit_file import read_edits
from pipeline.workbook.headers import read_header, read_long_header
from pipeline.workbook.moved_problems import move_problems
from pipeline.workbook.result_columns import AMBER, COMMENT_HEADER, RED, RESULT_HEADER
from pipeline.workbook.result_sheets import SURPLUS_HEADER
from pipeline.workbook.to_fix import make_to_fix, save_to_fix
from schemas.edits import TARGETS
from shop_files import Ran, Shop, edits, order, page
from test_annotate import colour, comment, results, run
from writers import HAS_LIBREOFFICE, convert, read_plain

pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported:UserWarning")
"""openpyxl says so when a test opens a workbook with sparklines."""
NOT_DONE = {5: ("rejected", "No."), 6: ("rejected", "No."), 8: ("held", "Wait.")}
"""Of the rows 4 to 8 of a clerk's own workbook."""


def to_fix(path: Path, fates: dict[int, tuple[str, str]], problems: Sequence[Problem] = ()) -> Workbook:
    """The workbook of what is to be mended."""
    made = make_to_fix(path, results(path, fates), to_table(problems))
    assert made is not None
    save_to_fix(made, path.parent / "to-fix.xlsx")
    return load_workbook(path.parent / "to-fix.xlsx")


def list_rows(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write_own(tmp_path / "edits.xlsx")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    refunded = order(1005, paymentStatus="REFUNDED", refundedAmount=100)
    shop.orders = shop.write("orders.json", page(*(order(number) for number in range(1001, 1005)), refunded))
    return shop


# The rows


def test_only_rows_that_were_not_done_are_in_it(own: Path) -> None:
    sheet = to_fix(own, NOT_DONE)["Articles"]
    rows = list_rows(sheet)
    assert [row[0] for row in rows] == [
        "Corrections de novembre",
        None,
        "Commande",
        "K1002",
        "K1002",
        "K9999",
    ]
    assert [row[9:11] for row in rows[2:]] == [
        ["Import Result", "Import Comment"],
        ["rejected", "No."],
        ["rejected", "No."],
        ["held", "Wait."],
    ]


def test_without_anything_to_mend_there_is_no_file(shop: Shop) -> None:
    assert "edits-to-fix.xlsx" not in shop.apply().files


def test_rows_keep_their_looks_and_links(own: Path) -> None:
    sheet = to_fix(own, NOT_DONE)["Articles"]
    assert (sheet.row_dimensions[4].height, sheet.row_dimensions[5].height) == (30, None)
    assert [sheet[f"I{row}"].hyperlink.target[-5:] for row in (4, 5, 6)] == ["K1002", "K1002", "K9999"]
    assert [sheet[f"I{row}"].hyperlink.ref for row in (4, 5, 6)] == ["I4", "I5", "I6"]
    assert (sheet.freeze_panes, sheet.column_dimensions["G"].hidden) == ("B4", True)


def test_what_belongs_to_rows_covers_those_left(own: Path) -> None:
    workbook = to_fix(own, NOT_DONE)
    sheet = workbook["Articles"]
    checks = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert checks == {"B4:B200": "Listes!$A$1:$A$3", "E4:E6": "0"}
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["D4:D100"]
    assert (sheet.auto_filter.ref, sheet.auto_filter.filterColumn) == ("A3:I6", [])
    assert sheet.print_area == "'Articles'!$A$1:$K$6"
    assert workbook.defined_names["Lignes"].attr_text == "Articles!$A$4:$A$6"


def test_hidden_rows_are_shown(own: Path) -> None:
    workbook = load_workbook(own)
    workbook["Articles"].row_dimensions[8].hidden = True
    workbook.save(own)
    hidden = problem("hidden-row", row=8, row_key=4, file=own.name, sheet="Articles")
    sheet = to_fix(own, NOT_DONE, [hidden])["Articles"]
    assert not any(one.hidden for one in sheet.row_dimensions.values())
    assert sheet["K6"].value == "Wait."


def test_merged_cells_shrink_with_their_rows(own: Path) -> None:
    workbook = load_workbook(own)
    workbook["Articles"].merge_cells("F4:F6")
    workbook["Articles"].merge_cells("A1:D1")
    workbook.save(own)
    sheet = to_fix(own, NOT_DONE)["Articles"]
    assert sorted(str(one) for one in sheet.merged_cells.ranges) == ["A1:D1", "F4:F5"]


def test_a_table_ends_with_its_last_row_and_goes_with_all_of_them(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title in ("Items", "Order"):
        sheet = workbook.create_sheet(title)
        for row in (["order", "item", "tip"], ["1", "A", 1], ["2", "A", 2], ["3", "A", 3]):
            sheet.append(row)
        sheet.add_table(Table(displayName=f"Of{title}", ref="A1:C4"))
        workbook.defined_names[f"Last{title}"] = DefinedName(f"Last{title}", attr_text=f"{title}!$C$4")
    workbook.save(tmp_path / "edits.xlsx")
    left = to_fix(tmp_path / "edits.xlsx", {3: ("rejected", ""), 4: ("rejected", "")})
    assert left["Items"].tables["OfItems"].ref == "A1:C3"
    fates = results(tmp_path / "edits.xlsx", {3: ("rejected", "")})
    made = make_to_fix(tmp_path / "edits.xlsx", fates.iloc[:3], to_table([]))
    assert made is not None
    assert list(made.opened.workbook["Order"].tables) == []
    assert list(made.opened.workbook.defined_names) == []


def test_a_list_in_rows_that_go_is_written_into_the_check(own: Path) -> None:
    workbook = load_workbook(own)
    sheet = workbook["Articles"]
    for row, word in ((4, "oui"), (5, "non"), (6, "a,b"), (7, "c")):
        sheet.cell(row, 16, word)
    for cells, listed in (("C4:C9", "$P$4:$P$5"), ("F4:F9", "$P$6:$P$7")):
        check = DataValidation(type="list", formula1=listed)
        sheet.add_data_validation(check)
        check.add(cells)
    workbook.save(own)
    left = to_fix(own, NOT_DONE)["Articles"].data_validations.dataValidation
    lists = {str(one.sqref): one.formula1 for one in left if one.type == "list"}
    assert lists == {"B4:B200": "Listes!$A$1:$A$3", "C4:C9": '"oui,non"'}


def test_rules_that_look_at_their_first_row_look_at_the_new_one(own: Path) -> None:
    workbook = load_workbook(own)
    sheet = workbook["Articles"]
    sheet.conditional_formatting.add("A7:A8", FormulaRule(formula=["$D7>5"]))
    check = DataValidation(type="custom", formula1="=F8<>D8")
    sheet.add_data_validation(check)
    check.add("F8:F9")
    workbook.save(own)
    left = to_fix(own, NOT_DONE)["Articles"]
    rules = {str(one.sqref): one.rules[0].formula for one in left.conditional_formatting}
    assert rules["A6"] == ["$D6>5"]
    checks = {str(one.sqref): one.formula1 for one in left.data_validations.dataValidation}
    assert checks["F6:F9"] == "=F6<>D6"


# Formulas


def test_formulas_stay_where_they_stay_right(own: Path) -> None:
    workbook = to_fix(own, NOT_DONE)
    assert workbook["Articles"]["H4"].value == "=IF(ISNUMBER(D4),D4*2,0)"
    assert [workbook["Ventes"][place].value for place in ("A3", "A4")] == ["=SUM(A1:A2)", 180]


def test_formulas_keep_the_values_they_had(own: Path) -> None:
    to_fix(own, NOT_DONE)
    sheet = load_workbook(own.parent / "to-fix.xlsx", data_only=True)["Articles"]
    assert [sheet[f"H{row}"].value for row in (4, 5, 6)] == [10, 12, 16]
    run(own, {}, [])
    kept = load_workbook(own.parent / "result.xlsx", data_only=True)
    assert [kept["Articles"]["H4"].value, kept["Ventes"]["A3"].value] == [8, 250]


def test_a_formula_over_rows_that_are_gone_is_its_value_or_an_error(own: Path) -> None:
    amend(
        own,
        {
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                '<c r="D6"><v>12.5</v></c>', '<c r="D6"><f>D4-1</f><v>89</v></c>'
            ).replace('<c r="D8"><v>70</v></c>', '<c r="D8"><f>D4-20</f></c>')
        },
    )
    sheet = to_fix(own, NOT_DONE)["Articles"]
    assert [sheet["D5"].value, sheet["D6"].value, sheet["D6"].data_type] == [89, "#REF!", "e"]
    problems = [(one.code, one.cell) for one in read_edits(own.parent / "to-fix.xlsx", 0).problems]
    assert ("error-cell", "D6") in problems


# What is said


def test_messages_name_the_rows_as_they_stand_in_it(own: Path) -> None:
    place = {"file": own.name, "sheet": "Articles"}
    found = [
        problem("bad-number", found="abc", row=5, cell="D5", row_key=1, **place),
        problem("order-rejected", found="Articles row 5", order_id="K1002", row=6, row_key=2, **place),
        problem("error-cell", found="#N/A", row=8, cell="D8", row_key=4, **place),
        problem("column-unknown", column="Marge", row=3, cell="H3", **place),
        problem("already-so", column="Prix", found="80", row=7, cell="D7", row_key=3, **place),
    ]
    sheet = to_fix(own, NOT_DONE, found)["Articles"]
    assert [comment(sheet, one)[:20] for one in ("D4", "D6", "H3")] == [
        "abc is not a number.",
        "The cell D6 shows th",
        "The column Marge is ",
    ]
    assert "Articles row 4" in sheet["K5"].value
    assert (colour(sheet, "D4"), colour(sheet, "D6")) == (RED.start_color.rgb, AMBER.start_color.rgb)


def test_rows_in_phrases_move_and_those_of_other_files_stay() -> None:
    places = {("Items", 7): ("Items", 3), ("Items", 9): ("Items", 4), ("Order", 5): ("Order", 2)}
    found = [
        problem("edited-twice", column="price", found=said, sheet="Items", row=7, row_key=0)
        for said in (
            "Items row 7, Items row 9, Order row 5",
            "more.xlsx Items row 7",
            phrase("{sheet} row {row}", sheet="Items", row=9),
        )
    ]
    moved = move_problems(
        to_table(found), lambda sheet, row: places.get((sheet, row), (sheet, 0)), ["Items", "Order"]
    )
    assert moved["found"].tolist() == [
        "Items row 3, Items row 4, Order row 2",
        "more.xlsx Items row 7",
        "Items row 4",
    ]
    assert moved["row"].tolist() == [3, 3, 3]
    assert moved["message"].iloc[0] == (
        "price is edited by more than one row: Items row 3, Items row 4, Order row 2."
    )


def test_held_rows_show_what_they_wait_for(own: Path) -> None:
    not_allowed = problem(
        "edit-not-allowed", found="item.price", row=8, row_key=4, file=own.name, sheet="Articles"
    )
    sheet = run(own, {7: ("held", "Wait."), 8: ("held", "Wait.")}, [not_allowed])["Articles"]
    found = {place: colour(sheet, place) for place in ("A7", "D7", "A8", "D8")}
    amber = AMBER.start_color.rgb
    assert found == {"A7": amber, "D7": "", "A8": "", "D8": amber}


# Whole workbooks


def test_drawings_sparklines_and_views_are_kept(own: Path) -> None:
    run(own, {}, [])
    with ZipFile(own) as before, ZipFile(own.parent / "result.xlsx") as after:
        for name in ("media/image1.png", "charts/chart1.xml", "drawings/drawing1.xml"):
            assert after.read(f"xl/own/{name}") == before.read(f"xl/{name}")
        assert b"sparklineGroup" in after.read("xl/worksheets/sheet3.xml")
    workbook = load_workbook(own.parent / "result.xlsx")
    assert len(workbook["Ventes"]._charts) == 1
    sheet = workbook["Articles"]
    assert (sheet.page_setup.orientation, sheet.print_title_rows, sheet.freeze_panes) == (
        "landscape",
        "$3:$3",
        "B4",
    )
    to_fix(own, NOT_DONE)
    with ZipFile(own.parent / "to-fix.xlsx") as archive:
        assert "xl/own/media/image1.png" in archive.namelist()
        assert "xl/own/charts/chart1.xml" not in archive.namelist()


def test_results_stand_beside_what_is_drawn(own: Path) -> None:
    amend(
        own,
        {
            "xl/drawings/drawing1.xml": lambda xml: xml.replace("<xdr:row>0</xdr:row>", "<xdr:row>4</xdr:row>")
            .replace("<xdr:col>11</xdr:col>", "<xdr:col>10</xdr:col>")
        },
    )  # fmt: skip
    sheet = run(own, {}, [])["Articles"]
    assert [sheet["J3"].value, sheet["K3"].value, sheet["L3"].value] == [None, None, "Import Result"]


def test_drop_downs_of_other_sheets_are_kept_as_excel_writes_them(own: Path) -> None:
    extension = (
        '<extLst><ext uri="{CCE6A557-97A0-4b89-AC6D-DDA7D5A6AC58}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>Listes!$A$1:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>C4:C8</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    amend(
        own, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace("</worksheet>", f"{extension}</worksheet>")}
    )
    run(own, {}, [])
    to_fix(own, NOT_DONE)
    for name, cells in (("result.xlsx", b">C4:C8<"), ("to-fix.xlsx", b">C4:C6<")):
        with ZipFile(own.parent / name) as archive:
            xml = archive.read("xl/worksheets/sheet1.xml")
        assert b"Listes!$A$1:$A$3" in xml
        assert cells in xml
        assert list_faults(own.parent / name) == []


def test_what_cannot_be_kept_is_said(own: Path) -> None:
    amend(own, {"xl/vbaProject.bin": b"macros"})
    said = comment(run(own, {}, [])["Articles"], "K3")
    assert said == "Not copied from your workbook: macros. Your own file is as it was."


def test_both_workbooks_are_whole(own: Path) -> None:
    found = [problem("bad-number", found="abc", file=own.name, sheet="Articles", row=5, cell="D5", row_key=1)]
    run(own, NOT_DONE, found)
    to_fix(own, NOT_DONE, found)
    assert [list_faults(own.parent / name) for name in ("result.xlsx", "to-fix.xlsx")] == [[], []]
    before = (own.parent / "to-fix.xlsx").read_bytes()
    to_fix(own, NOT_DONE, found)
    assert (own.parent / "to-fix.xlsx").read_bytes() == before


def test_a_broken_package_is_found_out(own: Path) -> None:
    amend(
        own, {"xl/worksheets/_rels/sheet1.xml.rels": lambda xml: xml.replace("drawing1.xml", "drawing9.xml")}
    )
    assert any("drawing9" in fault for fault in list_faults(own))


@pytest.mark.skipif(not HAS_LIBREOFFICE, reason="LibreOffice is not installed")
def test_libreoffice_opens_both_and_saves_the_same_edits(own: Path) -> None:
    run(own, NOT_DONE, [])
    to_fix(own, NOT_DONE)
    for name in ("result.xlsx", "to-fix.xlsx"):
        saved = convert(own.parent / name, own.parent, locale="fr-FR")
        assert read_plain(saved) == read_plain(own.parent / name)
        assert load_workbook(saved)["Articles"]["A1"].value == "Corrections de novembre"


# Text files


def test_cells_beyond_the_columns_of_a_csv_are_not_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "edits.csv"
    path.write_text(edits("K1001,change,order,tip,,12,50"), encoding="utf-8")
    found = list(read_edits(path, 0).problems)
    assert [one.code for one in found] == ["record-width"]
    sheet = to_fix(path, {2: ("rejected", "")}, found)["Edits"]
    assert [cell.value for cell in sheet[1]][6:] == ["Surplus cells", "Import Result", "Import Comment"]
    again = read_edits(tmp_path / "to-fix.xlsx", 0).problems
    assert [(one.code, one.row) for one in again] == [("record-width", 2)]


def test_json_gives_its_numbers_as_numbers_and_no_list_as_text(tmp_path: Path) -> None:
    path = tmp_path / "edits.json"
    path.write_text(
        '{"items": [{"order": "1", "item": "A", "price": 1.234}, {"order": "2", "item": "A", "name": ["x"]}],'
        ' "order": [{"order": "3", "tip": 5}, {"order": "4", "tip": "?"}]}',
        encoding="utf-8",
    )
    found = list(read_edits(path, 0).problems)
    workbook = to_fix(path, dict.fromkeys((1, 2, 4), ("rejected", "")), found)
    assert [row[:4] for row in list_rows(workbook["Items"])] == [
        ["order", "item", "price", "name"],
        ["1", "A", 1.234, None],
        ["2", "A", None, "#VALUE!"],
    ]
    assert [row[:2] for row in list_rows(workbook["Order"])] == [["order", "tip"], ["4", "?"]]
    again = read_edits(tmp_path / "to-fix.xlsx", 0)
    assert again.edits.cells["is_number"].tolist() == [True, False]
    assert [one.code for one in again.problems] == ["error-cell"]


# Languages


@pytest.mark.parametrize("language", ["en", "fr", "de", "it"])
def test_every_header_we_write_is_known_on_the_way_back(language: str) -> None:
    words = find_words(language)
    for title, role in ((RESULT_HEADER, "result"), (COMMENT_HEADER, "comment"), (SURPLUS_HEADER, "surplus")):
        found = [read_header(words.say(title), target) for target in TARGETS]
        found.append(read_long_header(words.say(title)))
        assert [one.role for one in found if one] == [role] * 6


def test_columns_of_an_earlier_run_are_used_again_in_any_language(shop: Shop) -> None:
    path = shop.workbook("e.xlsx", {"Items": [["order", "item", "price"], ["K9", "TASSE", 1]]})
    said = []
    for language in ("fr", "de", "it", "en"):
        words = find_words(language)
        made = make_to_fix(path, results(path, {2: ("rejected", "?")}), to_table([]), words)
        assert made is not None
        path = shop.folder / f"{language}.xlsx"
        save_to_fix(made, path, words)
        sheet = load_workbook(path)["Items"]
        assert [cell.value for cell in sheet[1]][3:] == ["Résultat d’import", "Commentaire d’import"]
        said.append(sheet["D2"].value)
    assert said == ["refusé", "abgelehnt", "rifiutato", "rejected"]


# The round


def apply(shop: Shop, name: str, orders: Path, path: Path) -> Ran:
    ran = Shop.apply(shop, "--lang", "fr", "--out", shop.folder / name, orders=[orders], edits=[path])
    return Ran(ran.result, shop.folder / name)


def said(ran: Ran) -> list[tuple[Any, ...]]:
    """The errors and warnings of edit rows."""
    names = ("code", "orderId", "cell", "sheetName")
    found = [one for one in ran.problems if one["file"].startswith("edits") and one["rowNumber"]]
    return sorted(tuple(str(one.get(name)) for name in (*names, "rowNumber")) for one in found)


def test_a_clerk_mends_two_rows_and_everything_is_applied(shop: Shop) -> None:
    rows = (*ROWS, ("K1004", "modifier", "TASSE", None, 2, "double", "D-5"))
    first = apply(shop, "1", shop.orders, write_own(shop.folder / "edits.xlsx", rows=rows))
    assert first.status == 4
    assert first.summary["edits"] == {
        "rows_read": 6,
        "applied": 3,
        "nothing_to_do": 0,
        "held": 0,
        "rejected": 3,
    }
    path, orders = first.folder / "edits-to-fix.xlsx", first.folder / "updated-orders.json"
    sheet = load_workbook(path)["Articles"]
    assert [row[0] for row in list_rows(sheet)[3:]] == ["K1002", "K1002", "K9999"]

    unchanged = apply(shop, "2", orders, path)
    assert unchanged.summary["edits"]["rejected"] == 3
    again = load_workbook(unchanged.folder / "edits-to-fix.xlsx")["Articles"]
    assert list_rows(again) == list_rows(sheet)

    workbook = load_workbook(path)
    workbook["Articles"]["D4"] = "85,00"
    workbook["Articles"]["D5"] = 10
    workbook["Articles"]["A6"] = "K1003"
    workbook["Articles"]["D6"] = 75
    workbook.save(shop.folder / "edits-mended.xlsx")
    mended = apply(shop, "3", orders, shop.folder / "edits-mended.xlsx")
    assert (mended.status, mended.summary["edits"]["applied"]) == (0, 3)
    assert "edits-to-fix.xlsx" not in mended.files
    text = (mended.folder / "updated-orders.json").read_text(encoding="utf-8")
    assert [price in text for price in ('"price": 85', '"price": 10', '"price": 75', '"price": 90')] == [
        True
    ] * 4


def test_an_undo_that_could_not_be_done_can_be_given_again(shop: Shop) -> None:
    done = shop.apply(
        edits=[
            shop.write(
                "e.csv", edits("K1001,change,item:TASSE,price,,90", "K1002,change,item:TASSE,price,,80")
            )
        ]
    )
    undo, left = done.folder / "undo.xlsx", done.folder / "updated-orders.json"
    changed = shop.write(
        "changed.json", left.read_text(encoding="utf-8").replace('"price": 80', '"price": 81')
    )
    refused = apply(shop, "1", changed, undo)
    assert (refused.status, refused.summary["edits"]["rejected"]) == (4, 1)
    again = apply(shop, "2", left, refused.folder / "edits-to-fix.xlsx")
    assert (again.status, again.summary["edits"]["applied"]) == (0, 1)


def test_a_masked_copy_leaves_it_out(shop: Shop) -> None:
    folder = shop.apply(edits=[shop.write("e.csv", edits("K9,change,order,tip,,1"))]).folder
    masked = mask_folder(folder, shop.folder / "masked")
    assert "edits-to-fix.xlsx" in masked.left_out
    assert not (shop.folder / "masked" / "edits-to-fix.xlsx").exists()


def test_each_file_of_edits_has_its_own(shop: Shop) -> None:
    good, bad = (
        shop.write("good.csv", edits("K1001,change,order,tip,,1")),
        shop.write("bad.csv", edits("K9,change,order,tip,,1")),
    )
    files = shop.apply(edits=[good, bad]).files
    assert [name for name in files if "to-fix" in name] == ["edits-to-fix-2-bad.xlsx"]
