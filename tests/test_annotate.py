"""edits-result.xlsx: the clerk's own workbook, with what became of each row."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.problems import Problem, problem, to_table
from pipeline.steady_zip import save_workbook
from pipeline.workbook import result_sheets
from pipeline.workbook.annotate import annotate
from pipeline.workbook.edit_file import read_edits
from pipeline.workbook.result_columns import AMBER, RED
from schemas import columns
from schemas.outcome import ROW_RESULTS

RED_COLOUR, AMBER_COLOUR = RED.start_color.rgb, AMBER.start_color.rgb


def results(path: Path, fates: dict[int, tuple[str, str]]) -> pd.DataFrame:
    """Row results of an edits file: result and comment by row, applied where not given."""
    rows = read_edits(path, 0).edits.rows
    fate = [fates.get(row, ("applied", "")) for row in rows["row"]]
    same = {
        name: rows[name]
        for name in ("row_key", "file", "sheet", "row", "target", "action", "reason", "request")
    }
    nothing = {name: [0] * len(rows) for name in ("order_key", "decimals", "difference_minor")}
    told = {"result": [result for result, _ in fate], "comment": [comment for _, comment in fate]}
    return columns.frame(
        ROW_RESULTS,
        {**same, **nothing, **told, "order_id": rows["order_ref"], "currency": ["CHF"] * len(rows)},
    )


def shown(worksheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in worksheet.iter_rows()]


def colour(worksheet: Worksheet, place: str) -> str:
    fill = worksheet[place].fill
    return str(fill.start_color.rgb) if fill.fill_type == "solid" else ""


def comment(worksheet: Worksheet, place: str) -> str:
    found = worksheet[place].comment
    return "" if found is None else found.text


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workbook with a life of its own: titles, formats, formulas, comments, further columns and sheets."""
    workbook = Workbook()
    items = workbook.worksheets[0]
    items.title = "Items"
    for row in [
        ["Corrections of March"],
        ["order", "item", "price", "Marge"],
        ["1001", "A-1", "9.90", "=C3*2"],
        ["1002", "A-2", "abc", 5],
        ["1003", "A-3", date(2024, 5, 12), None],
        ["1004", "A-4", "7", None],
    ]:
        items.append(row)
    items["A1"].font = Font(bold=True, size=20)
    items["C2"].fill = PatternFill("solid", start_color="FF00FF00")
    items["D2"].font = Font(italic=True)
    items["C4"].comment = Comment("ask Léa", "Léa")
    items["A4"].number_format = "@"
    items.column_dimensions["A"].width = 33
    items.freeze_panes = "A3"
    validation = DataValidation(type="list", formula1='"a,b"')
    items.add_data_validation(validation)
    validation.add("B3:B9")
    workbook.create_sheet("Umsatz").append(["=SUM(1,2)"])
    workbook.save(tmp_path / "edits.xlsx")
    return tmp_path / "edits.xlsx"


def run(
    path: Path, fates: dict[int, tuple[str, str]], problems: list[Problem], name: str = "result.xlsx"
) -> Workbook:
    annotate(path, path.parent / name, results(path, fates), to_table(problems))
    return load_workbook(path.parent / name)


def test_the_clerks_own_workbook_is_kept(own: Path) -> None:
    before = own.read_bytes()
    workbook = run(own, {}, [])
    items = workbook["Items"]
    assert [row[:4] for row in shown(items)] == [row[:4] for row in shown(load_workbook(own)["Items"])]
    assert items["D3"].value == "=C3*2"
    assert (items["A1"].font.size, items["A4"].number_format, items.freeze_panes) == (20, "@", "A3")
    assert items.column_dimensions["A"].width == 33
    assert colour(items, "C2") == "FF00FF00"
    assert comment(items, "C4") == "ask Léa"
    assert [str(found.sqref) for found in items.data_validations.dataValidation] == ["B3:B9"]
    assert shown(workbook["Umsatz"]) == [["=SUM(1,2)"]]
    assert own.read_bytes() == before


def test_result_and_comment_follow_the_last_header(own: Path) -> None:
    fates = {
        3: ("applied", ""),
        4: ("rejected", "abc is not a number."),
        5: ("held", "Wait."),
        6: ("nothing_to_do", "Is so."),
    }
    items = run(own, fates, [])["Items"]
    assert [row[4:] for row in shown(items)] == [
        [None, None],
        ["Import Result", "Import Comment"],
        ["applied", None],
        ["rejected", "abc is not a number."],
        ["held", "Wait."],
        ["nothing to do", "Is so."],
    ]
    assert [colour(items, f"E{row}") for row in (3, 4, 5, 6)] == ["", RED_COLOUR, AMBER_COLOUR, ""]
    assert items["E2"].font.italic
    assert items.column_dimensions["F"].width == 70


def test_failing_cells_are_coloured_and_explained(own: Path) -> None:
    place = {"file": "edits.xlsx", "sheet": "Items"}
    found = [
        problem("bad-number", found="abc", row=4, cell="C4", row_key=1, **place),
        problem("column-unknown", column="Marge", row=2, cell="D2", **place),
        problem("hidden-row", row=6, row_key=3, **place),
        problem("already-so", column="price", found="7", row=6, cell="C6", row_key=3, **place),
    ]
    items = run(own, {4: ("rejected", "abc is not a number.")}, found)["Items"]
    assert (colour(items, "C4"), colour(items, "D2"), colour(items, "C6")) == (RED_COLOUR, AMBER_COLOUR, "")
    assert comment(items, "C4") == "ask Léa\n\nabc is not a number. Write a number such as 12.50."
    assert comment(items, "D2").startswith("The column Marge is not known")
    assert items["F4"].value == "abc is not a number."
    assert items["F6"].value.startswith("Row 6 is hidden; it was read all the same.")


def test_an_error_outweighs_a_warning_in_the_same_cell(own: Path) -> None:
    place = {"file": "edits.xlsx", "sheet": "Items", "row": 3, "cell": "C3", "row_key": 0}
    items = run(
        own, {}, [problem("merged-cells", found="C3:C4", **place), problem("bad-number", found="x", **place)]
    )["Items"]
    assert colour(items, "C3") == RED_COLOUR
    assert len(comment(items, "C3").splitlines()) == 2


def test_what_the_reader_says_finds_its_cell(own: Path) -> None:
    items = run(own, {}, list(read_edits(own, 0).problems))["Items"]
    assert (colour(items, "C5"), colour(items, "D2")) == (RED_COLOUR, AMBER_COLOUR)
    assert "2024-05-12" in items["F5"].value


def test_an_annotated_workbook_can_be_mended_and_sent_again(own: Path) -> None:
    said = [problem("bad-number", found="abc", file="edits.xlsx", sheet="Items", row=4, cell="C4", row_key=1),
            problem("bad-number", found="?", file="edits.xlsx", sheet="Items", row=3, cell="C3", row_key=0)]  # fmt: skip
    run(own, {3: ("rejected", "Bad."), 4: ("rejected", "Bad.")}, said)
    second = own.parent / "result.xlsx"
    items = run(second, {3: ("applied", "")}, said[:1], "again.xlsx")["Items"]
    assert [cell.value for cell in items[2]] == [
        "order",
        "item",
        "price",
        "Marge",
        "Import Result",
        "Import Comment",
    ]
    assert [items["E3"].value, items["F3"].value, colour(items, "E3"), colour(items, "C3")] == [
        "applied",
        None,
        "",
        "",
    ]
    assert comment(items, "C3") == ""
    assert comment(items, "C4") == "ask Léa\n\nabc is not a number. Write a number such as 12.50."


def test_columns_without_a_header_are_not_written_over(own: Path) -> None:
    workbook = load_workbook(own)
    workbook["Items"]["E5"] = "my own note"
    workbook["Items"].column_dimensions.group("G", "XFD", hidden=False)
    workbook.save(own)
    items = run(own, {}, [])["Items"]
    assert items["E5"].value == "my own note"
    assert [items["F2"].value, items["G2"].value] == ["Import Result", "Import Comment"]
    assert items.column_dimensions["G"].max == 16_384


def test_merged_cells_take_colour_and_comment_in_their_first_cell(own: Path) -> None:
    workbook = load_workbook(own)
    workbook["Items"].merge_cells("A3:A4")
    workbook["Items"].merge_cells("D6:H6")
    workbook.save(own)
    found = [problem("merged-cells", found="A3:A4", file="edits.xlsx", sheet="Items", row=4, cell="A4")]
    items = run(own, {}, found)["Items"]
    assert colour(items, "A3") == AMBER_COLOUR
    assert items["E4"].value == "applied"


@pytest.mark.parametrize("text", ["=1+1", "+41 21", "-5", "@SUM(1)"])
def test_text_that_a_spreadsheet_would_run_stays_text(own: Path, text: str) -> None:
    items = run(own, {4: ("rejected", text)}, [])["Items"]
    assert (items["F4"].value, items["F4"].data_type, items["F4"].quotePrefix) == (text, "s", True)


def test_text_a_workbook_cannot_hold_is_made_to_fit(own: Path) -> None:
    items = run(own, {4: ("rejected", "bad\x00" + "x" * 40_000)}, [])["Items"]
    assert items["F4"].value.startswith("badxxx")
    assert len(items["F4"].value) == 32_767


def test_a_csv_gives_a_workbook_with_its_rows_as_written(tmp_path: Path) -> None:
    path = tmp_path / "edits.csv"
    path.write_text(
        "March\norder;target;field;value\n00123;order;tip;=2+2\n\n1002;order;pric;5\n", encoding="utf-8"
    )
    workbook = run(path, {5: ("rejected", "")}, list(read_edits(path, 0).problems))
    edits = workbook["Edits"]
    assert shown(edits)[:3] == [
        ["March", None, None, None, None, None],
        ["order", "target", "field", "value", "Import Result", "Import Comment"],
        ["00123", "order", "tip", "=2+2", "applied", None],
    ]
    assert edits["D3"].data_type == "s"
    assert edits["E5"].value == "rejected"
    assert edits["F5"].value.startswith("pric cannot be edited.")
    assert (colour(edits, "C5"), comment(edits, "C5")[:4]) == (RED_COLOUR, "pric")
    assert read_edits(tmp_path / "result.xlsx", 0).edits.rows["order_ref"].tolist() == ["00123", "1002"]


def test_json_gives_a_sheet_for_each_of_its_lists(tmp_path: Path) -> None:
    path = tmp_path / "edits.json"
    path.write_text(
        '{"items": [{"order": "1", "item": "A-1", "price": [5]}], "Kunden": [{"order": "2", "Ort": "Bern"}]}',
        encoding="utf-8",
    )
    workbook = run(path, {1: ("rejected", ""), 2: ("held", "Wait.")}, list(read_edits(path, 0).problems))
    assert workbook.sheetnames == ["Items", "Customer"]
    assert [cell.value for cell in workbook["Items"][2]][:4] == ["1", "A-1", '["5"]', "rejected"]
    assert colour(workbook["Items"], "C2") == RED_COLOUR
    assert colour(workbook["Customer"], "B1") == AMBER_COLOUR
    assert [cell.value for cell in workbook["Customer"][2]] == ["2", "Bern", "held", "Wait."]


def test_an_empty_json_list_gives_an_empty_workbook(tmp_path: Path) -> None:
    (tmp_path / "edits.json").write_text("[]", encoding="utf-8")
    assert run(tmp_path / "edits.json", {}, []).sheetnames == ["Edits"]


def test_a_workbook_that_cannot_be_kept_is_written_anew(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fates = {4: ("rejected", "abc is not a number.")}
    table = results(own, fates)
    found = to_table(
        [problem("bad-number", found="abc", file="edits.xlsx", sheet="Items", row=4, cell="C4", row_key=1)]
    )

    def fail(*_: object, **__: object) -> Workbook:
        raise ValueError("Value must be one of …")

    monkeypatch.setattr(result_sheets, "load_workbook", fail)
    annotate(own, own.parent / "result.xlsx", table, found)
    items = load_workbook(own.parent / "result.xlsx")["Items"]
    assert [cell.value for cell in items[4]] == [
        "1002",
        "A-2",
        "abc",
        5,
        "rejected",
        "abc is not a number.",
    ]
    assert [items["A1"].value, colour(items, "C4")] == ["Corrections of March", RED_COLOUR]


def test_a_sheet_swollen_by_formats_is_loaded_without_its_empty_cells(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = load_workbook(own)
    for row in range(50, 60):
        workbook["Items"].cell(row, 1).number_format = "@"
    workbook.save(own)
    assert run(own, {}, [])["Items"].max_row == 59
    monkeypatch.setattr(result_sheets, "_LARGEST_SHEET_BYTES", 100)
    slim = run(own, {4: ("held", "Wait.")}, [])["Items"]
    assert slim.max_row == 6
    assert [cell.value for cell in slim[4]] == ["1002", "A-2", "abc", 5, "held", "Wait."]


def test_the_same_inputs_give_the_same_bytes_in_another_process(own: Path) -> None:
    run(
        own,
        {4: ("rejected", "No.")},
        [problem("bad-number", found="abc", sheet="Items", row=4, cell="C4", row_key=1)],
    )
    script = (
        "from pathlib import Path; import sys; sys.path[:0] = ['tests']\n"
        "from test_annotate import run; from pipeline.problems import problem\n"
        f"run(Path({str(own)!r}), {{4: ('rejected', 'No.')}},"
        " [problem('bad-number', found='abc', sheet='Items', row=4, cell='C4', row_key=1)], 'again.xlsx')"
    )
    home = Path(__file__).resolve().parent.parent
    subprocess.run(
        [sys.executable, "-c", script], check=True, cwd=home, env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."}
    )
    assert (own.parent / "again.xlsx").read_bytes() == (own.parent / "result.xlsx").read_bytes()


def test_a_saved_workbook_holds_no_moment_of_saving(tmp_path: Path) -> None:
    for name in ("first.xlsx", "second.xlsx"):
        workbook = Workbook(write_only=True)
        workbook.create_sheet("Sums").append(["total", 5])
        save_workbook(workbook, tmp_path / name)
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")
    assert shown(load_workbook(tmp_path / "first.xlsx")["Sums"]) == [["total", 5]]
