"""reconciliation.xlsx: an accountant ties it out to the cent, and nothing in it runs by itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from pipeline.languages import find_words
from pipeline.money import to_text
from pipeline.reports import lists
from pipeline.reports.reconciliation_xlsx import write_reconciliation_xlsx
from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import SheetContent, fill_sheets, number_cell, text_cell
from pipeline.reports.sheets import build_listings
from pipeline.reports.styles import amount_format
from pipeline.steady_zip import save_workbook
from report_fixture import (
    make_changes,
    make_control_totals,
    make_orders,
    make_problems,
    make_report,
    reported_before,
)

SHEETS = [
    "Summary",
    "To collect",
    "To refund",
    "To bill",
    "No money moves",
    "Held and rejected",
    "By request",
    "VAT by rate",
    "Orders that do not add up",
    "Rounding",
    "Changes",
    "Stock",
    "Charts",
]
ORDER_SHEETS = SHEETS[1:5]
LISTS = SHEETS[1:-1]
KEYS = {
    "VAT by rate": ("Currency", "Tax", "Rate", "Where"),
    "Rounding": ("Currency", "Where it comes from"),
    "Stock": ("What to do",),
}
VERDICT = "A2"


@pytest.fixture(scope="module")
def workbook_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "reconciliation.xlsx"
    write_reconciliation_xlsx(make_report(), path)
    return path


@pytest.fixture(scope="module")
def values(workbook_file):
    """The workbook with the values stored beside the formulas."""
    return open_values(workbook_file)


@pytest.fixture(scope="module")
def formulas(workbook_file):
    """The workbook with its formulas."""
    return openpyxl.load_workbook(workbook_file)


def open_values(path: Path):
    return openpyxl.load_workbook(path, data_only=True)


def read_list(workbook, title: str) -> list[dict[str, object]]:
    """The entries of a list, by their headers: what stands above the empty row."""
    header, *rows = workbook[title].iter_rows(values_only=True)
    entries = []
    for row in rows:
        if not any(value is not None for value in row):
            break
        entries.append(dict(zip(header, row, strict=True)))
    return entries


def read_totals(workbook, title: str) -> list[dict[str, object]]:
    header, *rows = workbook[title].iter_rows(values_only=True)
    labels = ("Total ", "Total: ", "To post, ")
    return [dict(zip(header, row, strict=True)) for row in rows if str(row[0]).startswith(labels)]


def sheet_xml(path: Path, title: str) -> str:
    number = openpyxl.load_workbook(path, read_only=True).sheetnames.index(title) + 1
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def write(tmp_path: Path, **changed: object) -> Path:
    path = tmp_path / "reconciliation.xlsx"
    write_reconciliation_xlsx(make_report(**changed), path)
    return path


# What stands where


def test_the_sheets_come_in_the_order_they_are_needed(formulas):
    assert formulas.sheetnames == SHEETS


def test_every_order_stands_in_exactly_one_of_the_four_lists(values):
    listed = [entry["Order"] for title in ORDER_SHEETS for entry in read_list(values, title)]
    assert sorted(listed) == sorted(make_orders()["order_id"])


def test_an_order_to_collect_shows_how_its_amount_comes_about(values):
    first = read_list(values, "To collect")[0]
    assert first == {
        "Order": "00123",
        "Customer": "Anna Müller",
        "E-mail": "anna.mueller@example.ch",
        "Currency": "CHF",
        "Action": "collect",
        "Amount": 48,
        "Total before": 129,
        "Paid (net)": 129,
        "Outstanding before": 0,
        "Difference": 48,
        "Total after": 177,
        "Outstanding after": 48,
        "of which items": 48,
        "of which discounts": 0,
        "of which shipping": 0,
        "of which fees": 0,
        "of which tax on top": 0,
        "tax inside (not added)": 3.6,
        "Payment status": "PAID",
        "Reasons": "one more bag ordered by phone",
        "Requests": "T-1001",
        "Gap before the edits": 0,
        "Export": "orders.csv",
    }


def test_a_refund_is_a_positive_amount_and_a_negative_difference(values):
    refund = read_list(values, "To refund")[1]
    assert (refund["Action"], refund["Amount"], refund["Difference"], refund["Outstanding after"]) == (
        "refund",
        3300,
        -3300,
        -3300,
    )


def test_rows_that_were_not_done_say_where_why_and_what_to_do(values):
    held, rejected = read_list(values, "Held and rejected")
    assert (held["Result"], held["Row"], held["Order"]) == ("held", 12, "1006")
    assert rejected["What is the matter"] == "No order 1099 in the exports."
    assert rejected["What to do"] == (
        "Check the number, or add the export that holds the order. Did you mean 1009?"
    )


def test_advice_given_twice_for_a_row_is_shown_once(tmp_path):
    problems = make_problems()
    twice = problems.iloc[[1, 1, 2, 2]].reset_index(drop=True)
    held, rejected = read_list(open_values(write(tmp_path, problems=twice)), "Held and rejected")
    assert held["What to do"].count("Check the order in the shop") == 1
    assert rejected["What to do"].count("Check the number") == 1


def test_changes_show_before_and_after_who_asked_and_why(values):
    change = read_list(values, "Changes")[1]
    shown = [
        change[name] for name in ("Order", "Which", "Field", "Before", "After", "Asked by", "Why", "Cell")
    ]
    assert shown == ["1003", "GLASS Wine glass", "quantity", "4", "2", "T-1003", "manquants", "D7"]


def test_an_edit_row_without_a_known_order_has_no_amount(values):
    unknown = read_list(values, "By request")[8]
    assert (unknown["Order"], unknown["Currency"], unknown["Difference"]) == ("1099", None, None)


def test_cash_rounding_stands_in_a_column_only_where_it_was_used(tmp_path, values):
    header = "of which cash rounding"
    assert header not in read_list(values, "To collect")[0]
    orders = make_orders()
    rounded = orders.assign(cash_rounding_minor=orders["order_id"].eq("#1002").astype("int64") * 4)
    rows = read_list(open_values(write(tmp_path, reconciliation=rounded)), "To collect")
    assert [str(row[header]) for row in rows] == ["0.0", "0.04", "0.0"]


def test_money_already_reported_names_the_earlier_run(tmp_path):
    rows = read_list(
        open_values(write(tmp_path, reconciliation=reported_before(5, "2025-11-20-0003"))), "No money moves"
    )
    assert [row["Reported before in run"] for row in rows] == ["2025-11-20-0003", None]


def test_a_run_without_any_order_is_still_a_workbook(tmp_path):
    path = tmp_path / "empty.xlsx"
    write_reconciliation_xlsx(Report("run-1", "0.1.0", ("order-corrections",), (), 0), path)
    workbook = open_values(path)
    assert workbook["To collect"]["A2"].value == "No orders."
    assert "No orders were read." in [row[0] for row in workbook["Summary"].iter_rows(values_only=True)]
    assert workbook["Summary"][VERDICT].value == "✓ All 5 checks on this sheet hold."
    assert "Charts" not in workbook.sheetnames


# Numbers


def test_amounts_are_stored_as_the_exact_decimals_they_are(workbook_file):
    found = re.findall(r'<c r="[A-Z]+4" s="[0-9]+"><v>([^<]*)</v>', sheet_xml(workbook_file, "To collect"))
    assert found[:3] == ["38.616", "123.456", "123.456"]


@given(st.integers(-(10**13), 10**13), st.integers(0, 4))
def test_any_amount_is_stored_exactly(amount, decimals):
    cell = number_cell("A1", 1, to_text(amount, decimals))
    stored = re.fullmatch(r'<c r="A1" s="1"><v>(.*)</v></c>', cell)[1]
    assert Decimal(stored).scaleb(decimals) == amount


@pytest.mark.parametrize(
    ("currency", "expected"), [("CHF", "#,##0.00"), ("JPY", "#,##0"), ("KWD", "#,##0.000")]
)
def test_amounts_are_shown_in_the_decimals_of_their_currency(currency, expected, formulas):
    formats = set()
    for title in ORDER_SHEETS:
        sheet = formulas[title]
        header = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            if row[header.index("Currency")].value == currency:
                formats |= {
                    row[header.index("Total before")].number_format,
                    row[header.index("Amount")].number_format,
                }
    assert formats == {expected}


def test_differences_carry_their_sign():
    assert amount_format(2, is_signed=True) == "+#,##0.00;[Red]-#,##0.00;0.00"


# Totals


@pytest.mark.parametrize("title", LISTS)
def test_every_total_is_the_sum_of_its_own_kind_alone(title, values):
    entries, totals = read_list(values, title), read_totals(values, title)
    keys = KEYS.get(title, ("Currency",))
    for total in totals:
        kept = [
            key
            for key in keys
            if total[key] is not None or str(total[next(iter(total))]).startswith("To post")
        ]
        for name, value in total.items():
            if isinstance(value, int | float) and name not in keys:
                summed = sum(
                    Decimal(str(entry[name]))
                    for entry in entries
                    if all(entry[key] == total[key] for key in kept)
                )
                assert Decimal(str(value)) == summed, (title, total, name)


def test_each_list_of_money_has_one_total_for_each_currency(values):
    money = [title for title in LISTS if title != "Stock"]
    found = {title: [total["Currency"] for total in read_totals(values, title)] for title in money}
    assert found == {
        "To collect": ["CHF", "KWD"],
        "To refund": ["CHF", "JPY"],
        "To bill": ["CHF"],
        "No money moves": ["CHF"],
        "Held and rejected": [],
        "By request": ["CHF", "JPY", "KWD"],
        "VAT by rate": ["CHF", "CHF", "CHF", "CHF", "JPY", "JPY", "KWD", "KWD"],
        "Orders that do not add up": ["CHF"],
        "Rounding": ["CHF"],
        "Changes": [],
    }


def test_a_tax_whose_name_is_a_pattern_does_not_swallow_the_others(values):
    totals = read_totals(values, "VAT by rate")
    after = {(total["Tax"], str(total["Rate"])): str(total["Tax after"]) for total in totals}
    assert after["MwSt*", "0.081"] == "3.07"
    assert after["MwSt.", "0.081"] == "100.02"


@pytest.mark.parametrize("title", LISTS)
def test_every_total_covers_all_rows_of_its_list_and_no_other(title, values, formulas):
    sheet = formulas[title]
    last = len(read_list(values, title)) + 1
    found = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    ranges = {
        bounds for formula in found for bounds in re.findall(r"\$([0-9]+):\$?[A-Z]+\$([0-9]+)", formula)
    }
    assert ranges <= {("2", str(last))}
    assert bool(ranges) == bool(read_totals(values, title))


@pytest.mark.parametrize("title", LISTS)
def test_the_summary_counts_all_rows_of_a_list(title, values, formulas):
    last = max(len(read_list(values, title)), 1) + 1
    summary = formulas["Summary"]
    found = [cell.value for row in summary.iter_rows() for cell in row if cell.data_type == "f"]
    ranges = {
        bounds
        for formula in found
        for bounds in re.findall(rf"'{title}'!\$[A-Z]+\$([0-9]+):\$[A-Z]+\$([0-9]+)", formula)
    }
    assert ranges <= {("2", str(last))}
    is_counted = title in (*ORDER_SHEETS, "VAT by rate", "By request")
    assert bool(ranges) == is_counted


def summary_rows(path: Path) -> list[tuple[object, ...]]:
    return list(open_values(path)["Summary"].iter_rows(values_only=True))


def test_the_summary_ties_every_control_total(workbook_file):
    rows = summary_rows(workbook_file)
    chf = [(row[0], row[2], str(row[3]), str(row[4]), row[5]) for row in rows if row[1] == "CHF"][:10]
    assert chf == [
        ("Total before", 206, "25404.68", "None", None),
        ("Difference", 5, "-37.79", "-37.79", "✓"),
        ("… by component", 5, "-37.79", "-37.79", "✓"),
        ("… by edit row", 5, "-37.79", "-37.79", "✓"),
        ("… of which tax", 3, "-2.83", "-2.83", "✓"),
        ("Total after", 206, "25366.89", "25366.89", "✓"),
        ("To collect", 2, "48.01", "48.01", "✓"),
        ("To bill", 1, "41.0", "41.0", "✓"),
        ("To refund", 1, "76.8", "76.8", "✓"),
        ("Asked for in all", 4, "12.21", "12.21", "✓"),
    ]
    assert rows[1][0] == "✓ All 32 checks on this sheet hold."


def at_a_glance(path: Path) -> dict[object, list[object]]:
    """By currency the numbers of the first table of the cover sheet."""
    rows = summary_rows(path)
    start = [row[0] for row in rows].index("Currency") + 1
    return {row[0]: list(row[1:]) for row in rows[start : start + 3]}


def test_each_currency_stands_in_one_row_with_its_own_check(workbook_file):
    glance = at_a_glance(workbook_file)
    assert [str(value) for value in glance["CHF"]] == [
        *("206", "5", "25404.68", "-37.79", "25366.89", "48.01", "41.0", "76.8", "12.21", "✓")
    ]
    assert [row[-1] for row in glance.values()] == ["✓", "✓", "✓"]


def test_who_asked_and_when_stands_on_the_cover(workbook_file):
    facts = {row[0]: row[1] for row in summary_rows(workbook_file)[3:9]}
    assert facts["Requested by"] == "Nadia Favre"
    assert facts["Started"] == "23.11.2025 02:05 UTC+01:00"


def test_a_control_total_that_does_not_tie_is_marked(tmp_path):
    totals = make_report().control_totals
    off = totals.assign(collect_orders=totals["collect_orders"] + totals["currency"].eq("CHF"))
    rows = summary_rows(write(tmp_path, control_totals=off))
    assert [(row[0], row[1]) for row in rows if row[5] == "✗"] == [("To collect", "CHF")]
    assert rows[1][0].startswith("✗ Not every check")
    glance = at_a_glance(tmp_path / "reconciliation.xlsx")
    assert {currency: row[-1] for currency, row in glance.items()} == {"CHF": "✗", "JPY": "✓", "KWD": "✓"}


def test_the_results_of_the_edit_rows_add_up_to_the_rows_read(workbook_file):
    rows = summary_rows(workbook_file)
    start = [row[0] for row in rows].index("Edit rows") + 2
    assert [(row[0], row[3], row[4], row[5]) for row in rows[start : start + 5]] == [
        ("Applied", 8, 8, "✓"),
        ("Nothing to do", 1, 1, "✓"),
        ("Held", 1, 1, "✓"),
        ("Rejected", 1, 1, "✓"),
        ("Rows read", 11, 11, "✓"),
    ]


def test_the_summary_names_inputs_convention_and_policy(workbook_file):
    rows = summary_rows(workbook_file)
    assert ("edits.xlsx", None, "edits", 9876, 11, None, "ef" * 32) in [row[:7] for row in rows]
    assert any(row[:4] == ("ecwid", "CHF", 204, 202) and "half up on each line" in row[6] for row in rows)
    assert any(str(row[6]).endswith(" To decide it: tax level: an order of several items.") for row in rows)
    assert "reject_whole_batch: no" in [row[0] for row in rows]


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(lists, "MOST_ROWS", 2)
    workbook = open_values(write(tmp_path))
    assert workbook.sheetnames[1:4] == ["To collect 1", "To collect 2", "To refund"]
    assert [total["Currency"] for total in read_totals(workbook, "To collect 2")] == ["KWD"]
    assert workbook["Summary"][VERDICT].value == "✓ All 32 checks on this sheet hold."


# Text


DANGEROUS = [
    "=1+1",
    "+41 79 000 00 00",
    "-5 % off",
    "@SUM(A1)",
    "\tcmd",
    "\r=1",
    " =1",
    '=HYPERLINK("http://example.ch","pay")',
]
UNUSUAL = [
    "00123",
    "Müller & Söhne <AG>",
    "two\nlines",
    " spaces ",
    "_x0041_",
    "bell\x07",
    "👟 Schuh",
    "']]>",
    "1E5",
]


@pytest.fixture(scope="module")
def texts_file(tmp_path_factory):
    """A workbook whose list of changes shows every such text, from the second row on."""
    changes = make_changes()
    texts = [*DANGEROUS, *UNUSUAL]
    rows = changes.iloc[[0] * len(texts)].reset_index(drop=True).assign(new=texts)
    path = tmp_path_factory.mktemp("texts") / "reconciliation.xlsx"
    write_reconciliation_xlsx(make_report(changes=rows), path)
    return path


def test_text_that_would_run_stays_text_even_when_edited(texts_file):
    sheet, xml = openpyxl.load_workbook(texts_file)["Changes"], sheet_xml(texts_file, "Changes")
    for row, text in enumerate(DANGEROUS, 2):
        assert unescape(sheet[f"F{row}"].value) == text
        assert sheet[f"F{row}"].quotePrefix
        assert re.search(rf'<c r="F{row}" s="[0-9]+" t="inlineStr"><is><t xml:space="preserve">', xml)
    assert "<f>" not in xml


def test_all_other_text_is_stored_as_it_is(texts_file):
    sheet = openpyxl.load_workbook(texts_file)["Changes"]
    for row, text in enumerate(UNUSUAL, 2 + len(DANGEROUS)):
        assert unescape(sheet[f"F{row}"].value) == text
        assert not sheet[f"F{row}"].quotePrefix


@given(st.text(max_size=60))
def test_any_text_comes_back_from_the_xml_as_it_was(text):
    cell = ET.fromstring(text_cell("A1", 1, text))
    stored = "".join(cell.itertext())
    assert re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), stored) == text


def test_only_totals_checks_and_links_are_formulas(workbook_file):
    for title in SHEETS:
        for formula in re.findall(r"<f>(.*?)</f>", sheet_xml(workbook_file, title)):
            assert re.match(r"(ROUND|IF|COUNTIF|SUM|HYPERLINK)\(", formula), formula
        if title != "Summary":
            assert "HYPERLINK" not in "".join(re.findall(r"<f>(.*?)</f>", sheet_xml(workbook_file, title)))


def test_text_longer_than_a_cell_is_cut_and_says_so(tmp_path):
    changes = make_changes()
    path = write(tmp_path, changes=changes.assign(new=["x" * 40_000] * len(changes)))
    shown = read_list(open_values(path), "Changes")[0]["After"]
    assert len(shown) == 32_767
    assert shown.endswith("x … (cut: 40000 characters)")


# Looks


@pytest.mark.parametrize("title", LISTS)
def test_lists_can_be_read_filtered_and_printed(title, values, formulas):
    sheet = formulas[title]
    entries = max(len(read_list(values, title)), 1)
    assert sheet.freeze_panes == "B2"
    last = f"{sheet.cell(1, sheet.max_column).column_letter}"
    assert [table.ref for table in sheet.tables.values()] == [f"A1:{last}{entries + 1}"]
    (table,) = sheet.tables.values()
    assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]
    assert table.autoFilter.ref == table.ref
    assert sheet.print_area.startswith(f"'{title}'!$A$1:${last}$")
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet["A1"].font.bold
    assert sheet["A1"].fill.fgColor.rgb != "00000000"
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert 6 <= min(widths) <= max(widths) <= 60


def test_long_text_is_wrapped_in_a_row_high_enough(formulas):
    sheet = formulas["To refund"]
    assert sheet["B2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height > sheet.sheet_format.defaultRowHeight


def test_equal_reports_give_equal_files(tmp_path, workbook_file):
    assert write(tmp_path).read_bytes() == workbook_file.read_bytes()


def test_a_sheet_that_already_has_rows_is_not_filled(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "taken"
    save_workbook(workbook, tmp_path / "taken.xlsx")
    with pytest.raises(ValueError, match="already has rows"):
        fill_sheets(tmp_path / "taken.xlsx", [SheetContent([], "A1")])


# Another program calculates it


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_calculates_every_formula_to_the_stored_value(tmp_path, monkeypatch):
    names = ("good", "broken", "split", "french")
    good, broken, split, french = (tmp_path / f"{name}.xlsx" for name in names)
    orders = make_orders()
    rounded = orders.assign(cash_rounding_minor=orders["order_id"].eq("#1002").astype("int64") * 4)
    write_reconciliation_xlsx(make_report(words=find_words("fr"), reconciliation=rounded), french)
    write_reconciliation_xlsx(make_report(), good)
    totals = make_control_totals(make_orders(), {"CHF": (1, 1), "JPY": (2, 5), "KWD": (0, 0)})
    write_reconciliation_xlsx(
        make_report(control_totals=totals.assign(refund_minor=totals["refund_minor"] + 1)), broken
    )
    monkeypatch.setattr(lists, "MOST_ROWS", 2)
    write_reconciliation_xlsx(make_report(), split)
    calculated = recalculate([good, broken, split, french], tmp_path)
    for path in (good, broken, split, french):
        assert list_differences(path, calculated / path.name) == []
    assert open_values(calculated / "broken.xlsx")["Summary"][VERDICT].value.startswith("✗")


def recalculate(paths: list[Path], folder: Path) -> Path:
    """The workbooks without their stored results, opened and saved by LibreOffice."""
    bare, calculated = folder / "bare", folder / "calculated"
    bare.mkdir()
    for path in paths:
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare / path.name, "w") as target:
            for name in source.namelist():
                data = re.sub(rb"</f><v>[^<]*</v>", b"</f>", source.read(name))
                target.writestr(name, data)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    names = [str(bare / path.name) for path in paths]
    subprocess.run(
        [*command, "--outdir", str(calculated), *names], check=True, capture_output=True, timeout=120
    )
    return calculated


def list_differences(stored: Path, calculated: Path) -> list[tuple[str, str, object, object]]:
    """Cells whose value LibreOffice does not agree with."""
    ours, theirs = open_values(stored), open_values(calculated)
    return [
        (sheet.title, cell.coordinate, cell.value, theirs[sheet.title][cell.coordinate].value)
        for sheet in ours
        for row in sheet.iter_rows()
        for cell in row
        if not are_equal(cell.value, theirs[sheet.title][cell.coordinate].value)
    ]


def are_equal(ours: object, theirs: object) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return round(Decimal(str(ours)), 9) == round(Decimal(str(theirs)), 9)
    return ours == theirs


# In other languages


@pytest.mark.parametrize("language", ["en", "fr", "de", "it"])
def test_no_list_has_two_columns_of_one_name(language):
    for listing in build_listings(make_report(words=find_words(language))):
        headers = [column.header.casefold() for column in listing.columns]
        assert len(headers) == len(set(headers)), (listing.title, headers)


def test_what_is_wrong_with_a_row_and_what_to_do_are_said_once_each(values):
    rows = read_list(values, "Held and rejected")
    told = [(row["What is the matter"] or "", row["What to do"] or "") for row in rows]
    assert any(advice for _, advice in told)
    assert not [matter for matter, advice in told if advice and advice in matter]


def test_changed_items_and_discounts_are_told_in_the_language(tmp_path):
    changes = make_changes().head(2)
    changes = changes.assign(
        thing=["BOL-2", "Geste on TEA-01 (#2)"],
        field=["item", "value"],
        old=["", "5%"],
        new=["2 × Bol at 1234.50", "7%"],
    )
    sheet = open_values(write(tmp_path, words=find_words("fr"), changes=changes))["Modifications"]
    texts = [cell.value for row in sheet.iter_rows(min_row=2, max_row=3) for cell in row]
    assert {"2 × Bol à 1’234.50", "Geste sur TEA-01 (#2)"} <= set(texts)
