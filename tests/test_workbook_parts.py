"""The workbook in four languages: titles, tables, links from order to order, Stock, Rounding and Charts."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from pipeline.languages import LANGUAGES, find_words
from pipeline.policy import Policy
from pipeline.reports import links
from pipeline.reports.chart_data import list_chart_data
from pipeline.reports.lists import LONGEST_TITLE, sheet_title
from pipeline.reports.reconciliation_xlsx import write_reconciliation_xlsx
from pipeline.reports.sheets import build_listings
from pipeline.reports.stock_csv import write_stock_csv
from pipeline.reports.told_policy import tell_unusual
from report_fixture import make_orders, make_report, make_stock, reported_before
from schemas.convention import Convention


def write(path: Path, **changed: object) -> openpyxl.Workbook:
    write_reconciliation_xlsx(make_report(**changed), path)
    return openpyxl.load_workbook(path, data_only=True)


@pytest.fixture(scope="module", params=LANGUAGES)
def book(request, tmp_path_factory) -> tuple[str, Path, openpyxl.Workbook]:
    """The language, the file and its values."""
    path = tmp_path_factory.mktemp(request.param) / "reconciliation.xlsx"
    return request.param, path, write(path, words=find_words(request.param))


# Languages


def test_every_title_and_header_is_said_and_can_stand_in_a_workbook(book):
    language, _, workbook = book
    words = find_words(language)
    assert workbook.sheetnames[1] == sheet_title(words.text("To collect"))
    assert len({title.casefold() for title in workbook.sheetnames}) == len(workbook.sheetnames) == 13
    for sheet in workbook.worksheets[1:]:
        assert len(sheet.title) <= LONGEST_TITLE
        headers = [cell.value for cell in sheet[1] if cell.value]
        assert len({header.casefold() for header in headers}) == len(headers), sheet.title
        for table in sheet.tables.values():
            assert [column.name for column in table.tableColumns] == headers


def test_the_checks_hold_in_every_language(book):
    language, _, workbook = book
    told = find_words(language).say("All {number} checks on this sheet hold.", number=32)
    assert workbook.worksheets[0]["A2"].value == f"✓ {told}"


def test_no_english_is_left_where_another_language_is_asked_for(book):
    language, _, workbook = book
    if language == "en":
        return
    english = {listing.title for listing in build_listings(make_report())} - {"Stock"}
    english |= {column.header for listing in build_listings(make_report()) for column in listing.columns}
    english -= {"SKU", "Export", "E-mail", "Action", "Exact", "Rate", "File"}
    shown = {
        cell.value for sheet in workbook.worksheets for row in sheet.iter_rows(max_row=1) for cell in row
    }
    assert shown & english == set()
    assert set(workbook.sheetnames) & english == set()


def test_tables_have_the_same_names_in_every_language(book):
    _, _, workbook = book
    names = [name for sheet in workbook.worksheets for name in sheet.tables]
    assert names[:3] == ["Report_ToCollect", "Report_ToRefund", "Report_ToBill"]
    assert len(set(names)) == len(names) == 11


def test_the_workbook_says_its_language(book):
    language, _, workbook = book
    assert workbook.properties.language == f"{language}-CH"


@pytest.mark.parametrize(("title", "kept"), [("a/b: c?", "ab c"), ("'x'", "x"), ("y" * 40, "y" * 31)])
def test_a_title_is_cut_to_what_a_sheet_can_have(title, kept):
    assert sheet_title(title) == kept


# What Excel opens without repairing it

SEQUENCE = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells"),
    *("conditionalFormatting", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter"),
    *("rowBreaks", "ignoredErrors", "drawing", "tableParts"),
)
"""The elements of a sheet in the order the format (ECMA-376, CT_Worksheet) has them."""


def test_every_sheet_has_its_elements_in_the_formats_order(book):
    _, path, workbook = book
    for number in range(1, len(workbook.sheetnames) + 1):
        with zipfile.ZipFile(path) as archive:
            root = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
        places = [SEQUENCE.index(element.tag.rpartition("}")[2]) for element in root]
        assert places == sorted(places), workbook.sheetnames[number - 1]
        rows = [int(row.get("r", "0")) for row in root.iter("{*}row")]
        assert rows == sorted(set(rows))


def test_what_is_printed_is_all_that_is_there(book):
    _, _, workbook = book
    for sheet in workbook.worksheets:
        last = re.search(r"\$([0-9]+)$", sheet.print_area)
        assert last is not None
        assert int(last[1]) >= sheet.max_row
        assert sheet.page_setup.paperSize == 9


# Links


def read_links(path: Path, workbook: openpyxl.Workbook, title: str) -> dict[str, str]:
    number = workbook.sheetnames.index(title) + 1
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    return dict(re.findall(r'<hyperlink ref="([A-Z0-9]+)" location="([^"]+)"/>', xml))


def follow(workbook: openpyxl.Workbook, place: str) -> object:
    sheet, cell = place.rsplit("!", 1)
    return workbook[sheet.strip("'").replace("''", "'")][cell].value


def test_an_order_leads_to_its_rows_elsewhere_and_back(book):
    _, path, workbook = book
    for title in workbook.sheetnames[1:11]:
        found = read_links(path, workbook, title)
        for cell, place in found.items():
            assert follow(workbook, place) == workbook[title][cell].value
            assert not place.startswith(f"'{title}'!")
    collect, requests = workbook.sheetnames[1], workbook.sheetnames[6]
    there = read_links(path, workbook, collect)["A2"]
    assert there == f"'{requests}'!A2"
    assert read_links(path, workbook, requests)["A2"] == f"'{collect}'!A2"


def test_an_order_that_stands_nowhere_else_leads_nowhere(book):
    _, path, workbook = book
    found = read_links(path, workbook, workbook.sheetnames[6])
    unknown = next(row for row in range(2, 13) if workbook.worksheets[6][f"A{row}"].value == "1099")
    assert f"A{unknown}" not in found
    assert len(found) == 10


def test_no_sheet_has_more_links_than_a_spreadsheet_opens(tmp_path, monkeypatch):
    monkeypatch.setattr(links, "MOST_LINKS", 2)
    path = tmp_path / "r.xlsx"
    assert len(read_links(path, write(path), "By request")) == 2


# Stock


def stock_rows(workbook: openpyxl.Workbook) -> list[tuple[object, ...]]:
    header, *rows = workbook["Stock"].iter_rows(values_only=True)
    assert header[:4] == ("SKU", "Item", "What to do", "Units to move")
    return [row for row in rows if row[3] is not None]


def test_stock_lists_articles_by_direction_with_what_is_new(tmp_path):
    workbook = write(tmp_path / "r.xlsx")
    assert stock_rows(workbook) == [
        (None, "=Gift wrap", "put back", 0.5, 0, None, 1, "1003"),
        ("BAG-01", "Felt bag", "take", 4, 0, None, 2, "00123, J-77"),
        ("GLASS", "Wine glass", "put back", 2, 1, "2025-11-20-0003", 2, "1003, 1005"),
        ("Total: put back", None, "put back", 2.5, 1, None, None, None),
        ("Total: take", None, "take", 4, 0, None, None, None),
    ]


def test_without_an_earlier_run_there_is_one_column_of_units(tmp_path):
    stock = make_stock()
    workbook = write(tmp_path / "r.xlsx", stock=stock.loc[stock["reported_in_run"] == ""])
    assert [cell.value for cell in workbook["Stock"][1]][4:] == ["Number of orders", "Which orders"]


def test_stock_csv_has_one_row_per_article_and_order(tmp_path):
    write_stock_csv(make_report(), tmp_path / "stock.csv")
    with (tmp_path / "stock.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ["put_back", "", "'=Gift wrap", "0.5", "1003", "orders.csv", ""],
        ["take", "BAG-01", "Felt bag", "1", "00123", "orders.csv", ""],
        ["take", "BAG-01", "Felt bag", "3", "J-77", "orders.csv", ""],
        ["put_back", "GLASS", "Wine glass", "2", "1003", "orders.csv", ""],
        ["put_back", "GLASS", "Wine glass", "1", "1005", "orders.csv", "2025-11-20-0003"],
    ]


# Rounding


def test_rounding_shows_cash_rounding_and_cents_of_the_shops_totals_apart(tmp_path):
    orders = make_orders()
    rounded = orders.assign(
        cash_rounding_minor=orders["order_id"].eq("#1002").astype("int64") * 4,
        amount_minor=orders["amount_minor"] + orders["order_id"].eq("#1002").astype("int64") * 4,
    )
    rows = list(write(tmp_path / "r.xlsx", reconciliation=rounded)["Rounding"].iter_rows(values_only=True))
    assert [row[:2] + row[3:] for row in rows[1:6]] == [
        ("#1002", "CHF", 0.01, 0.04, 0.05),
        ("0998", "CHF", 84.55, -0.05, 84.5),
        (None, None, None, None, None),
        ("Total CHF", "CHF", 0.01, 0.04, 0.05),
        ("Total CHF", "CHF", 84.55, -0.05, 84.5),
    ]
    assert rows[7][0] == "How each shop rounds:"


# Charts


def test_charts_show_each_currency_apart():
    shown = {(one.currency, one.kind): one for one in list_chart_data(make_report())}
    assert set(shown) == {("CHF", "reason"), ("JPY", "reason"), ("KWD", "reason")}
    chf = shown["CHF", "reason"]
    assert (sum(chf.collect_minor), sum(chf.refund_minor)) == (4801, 7680)
    assert shown["KWD", "reason"].labels == ("no reason given",)


def test_days_are_charted_where_every_order_has_one_and_by_month_where_there_are_many():
    orders = make_orders()
    dated = orders.assign(ordered_on=["2026-03-02", "2026-03-04", "2026-03-02", *["2026-04-01"] * 5])
    (days,) = [
        one
        for one in list_chart_data(make_report(reconciliation=dated))
        if (one.currency, one.kind) == ("CHF", "day")
    ]
    assert (days.labels, days.collect_minor, days.refund_minor) == (
        ("02.03.2026", "04.03.2026"),
        (4800, 1),
        (7680, 0),
    )
    many = dated.iloc[[0] * 40].assign(
        ordered_on=[f"2026-{1 + day // 20:02}-{1 + day % 20:02}" for day in range(40)]
    )
    months = list_chart_data(make_report(reconciliation=many))[1]
    assert (months.kind, months.labels) == ("month", ("2026-01", "2026-02"))


def test_reasons_beyond_the_largest_stand_together():
    orders = make_orders().iloc[[0] * 12]
    many = orders.assign(reasons=[f"reason {number}" for number in range(12)])
    (reasons,) = list_chart_data(make_report(reconciliation=many))
    assert len(reasons.labels) == 9
    assert reasons.labels[-1] == "other reasons"
    assert sum(reasons.collect_minor) == 12 * 4800


def test_the_day_of_an_order_is_a_date(tmp_path):
    orders = reported_before(1, "run-0").assign(ordered_on="2026-03-02")
    workbook = write(tmp_path / "r.xlsx", reconciliation=orders)
    assert workbook["To collect"]["B1"].value == "Ordered on"
    assert f"{workbook['To collect']['B2'].value:%d.%m.%Y}" == "02.03.2026"


# Policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_unusual_settings_are_told(language):
    words = find_words(language)
    assert tell_unusual(Policy().as_plain(), words) == [words.text("Every setting is the usual one.")]
    policy = Policy(
        tolerance_hundredths=10,
        allowed_edits=("customer",),
        closed_states=("refunded",),
        largest_refund={"CHF": "200.00"},
        rejects_everything=True,
        order_discounts="proportional",
        cash_rounding=("CHF",),
        uncertain_below_percent=90,
        conventions={"shopify": Convention()},
    )
    told = tell_unusual(policy.as_plain(), words)
    assert len(told) == 9
    assert "200.00 CHF" in told[3]
    assert "0.10" in told[0]
