"""reconciliation.csv: plain decimals, opened by a double click, and nothing in it runs."""

from __future__ import annotations

import csv

from pipeline.reports.reconciliation_csv import build_table, write_reconciliation_csv
from pipeline.reports.report import Report
from report_fixture import make_orders, make_report, reported_before


def read_rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_order_is_a_row_with_amounts_in_its_currencys_decimals(tmp_path):
    write_reconciliation_csv(make_report(), tmp_path / "r.csv")
    rows = {row["order_id"]: row for row in read_rows(tmp_path / "r.csv")}
    assert list(rows) == ["00123", "#1002", "1003", "1004", "1005", "1006", "J-77", "K-9"]
    shown = [
        (rows[order]["currency"], rows[order]["difference"]) for order in ("00123", "1003", "J-77", "K-9")
    ]
    assert shown == [("CHF", "48.00"), ("CHF", "-76.80"), ("JPY", "-3300"), ("KWD", "38.616")]


def test_the_header_names_amounts_without_their_unit_and_no_key_of_ours(tmp_path):
    write_reconciliation_csv(make_report(), tmp_path / "r.csv")
    header = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert header[:4] == ["order_id", "file", "currency", "customer"]
    assert {"total_before", "paid_net", "amount", "tax_inside_difference", "reported_in_run"} <= set(header)
    assert not [name for name in header if name.endswith("_minor") or name in ("order_key", "decimals")]


def test_excel_is_told_the_encoding_and_lines_end_as_the_standard_says(tmp_path):
    write_reconciliation_csv(make_report(), tmp_path / "r.csv")
    written = (tmp_path / "r.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbforder_id,")
    assert written.count(b"\r\n") == 1 + len(make_orders())
    assert "Théâtre".encode() in written


def test_text_that_would_run_gets_an_apostrophe_and_a_negative_amount_none(tmp_path):
    write_reconciliation_csv(make_report(), tmp_path / "r.csv")
    rows = {row["order_id"]: row for row in read_rows(tmp_path / "r.csv")}
    risky = rows["#1002"]
    assert [risky[name] for name in ("customer", "email", "reasons", "requests")] == [
        '\'=HYPERLINK("http://example.ch","pay")',
        "'@luca@example.ch",
        "'+ one rappen",
        "'-T-7",
    ]
    assert rows["1003"]["outstanding_after"] == "-76.80"


def test_text_with_line_breaks_quotes_and_commas_comes_back(tmp_path):
    orders = make_orders()
    text = 'Müller, "Hans"\nzweite Zeile'
    write_reconciliation_csv(
        make_report(reconciliation=orders.assign(reasons=[text] * 8)), tmp_path / "r.csv"
    )
    assert {row["reasons"] for row in read_rows(tmp_path / "r.csv")} == {text}


def test_money_already_reported_names_the_earlier_run():
    table = build_table(make_report(reconciliation=reported_before(5, "2025-11-20-0003")))
    assert table.loc[table["reported_in_run"] != "", "order_id"].tolist() == ["1005"]


def test_a_run_without_orders_leaves_the_header_alone(tmp_path):
    write_reconciliation_csv(Report("run-1", "0.1.0", (), (), 0), tmp_path / "r.csv")
    assert read_rows(tmp_path / "r.csv") == []
    assert (tmp_path / "r.csv").read_bytes().count(b"\r\n") == 1
