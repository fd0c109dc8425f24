"""problems.json and summary.json: all of it, for programs, with no inexact number."""

from __future__ import annotations

import json

import pandas as pd

from pipeline.reports.json_files import build_facts, build_summary, write_problems, write_summary
from pipeline.reports.report import Report
from report_fixture import make_problems, make_report


def refuse_float(text: str):
    raise AssertionError(f"{text} is a number with a fraction")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"), parse_float=refuse_float)


def test_a_problem_has_its_place_and_how_to_mend_it(tmp_path):
    write_problems(make_report(), tmp_path / "problems.json")
    assert read(tmp_path / "problems.json")[1] == {
        "code": "unknown-order",
        "severity": "error",
        "file": "edits.xlsx",
        "sheet": "Items",
        "rowNumber": 13,
        "fieldName": "order",
        "cell": "A13",
        "order": "1099",
        "found": "1099",
        "expected": "an order number of the exports",
        "fix": "Check the number, or add the export that holds the order. Did you mean 1009?",
        "message": "No order 1099 in the exports.",
    }


def test_a_problem_of_no_row_has_none(tmp_path):
    problems = make_problems()
    write_problems(make_report(problems=problems.assign(row=0)), tmp_path / "problems.json")
    assert {problem["rowNumber"] for problem in read(tmp_path / "problems.json")} == {None}


def test_no_problem_is_left_out(tmp_path):
    many = pd.concat([make_problems()] * 500, ignore_index=True)
    write_problems(make_report(problems=many), tmp_path / "problems.json")
    assert len(read(tmp_path / "problems.json")) == 1500


def test_a_run_without_problems_leaves_an_empty_list(tmp_path):
    write_problems(Report("run-1", "0.1.0", (), (), 0), tmp_path / "problems.json")
    assert (tmp_path / "problems.json").read_text() == "[]\n"


def test_the_summary_counts_rows_orders_and_problems(tmp_path):
    write_summary(make_report(), tmp_path / "summary.json", files=["reconciliation.xlsx"], exit_status=4)
    summary = read(tmp_path / "summary.json")
    assert summary["edits"] == {"rows_read": 11, "applied": 8, "nothing_to_do": 1, "held": 1, "rejected": 1}
    assert summary["orders"] == {
        "read": 210,
        "named_in_edits": 8,
        "do_not_add_up": 2,
        "explanations": {"unexplained": 1, "a-cent-of-rounding": 1},
        "by_action": {"collect": 3, "refund": 2, "bill": 1, "none": 2},
    }
    assert summary["problems"] == {"error": 1, "warning": 1, "info": 1}
    assert (summary["files"], summary["exit_status"], summary["broken_ties"]) == (
        ["reconciliation.xlsx"],
        4,
        [],
    )


def test_control_totals_are_decimal_text_beside_their_currency():
    totals = {total["currency"]: total for total in build_facts(make_report())["control_totals"]}
    assert totals["CHF"] == {
        "currency": "CHF",
        "total_before": "25404.68",
        "difference": "-37.79",
        "total_after": "25366.89",
        "collect": "48.01",
        "refund": "76.80",
        "bill": "41.00",
        "orders": 206,
        "orders_changed": 5,
        "collect_orders": 2,
        "refund_orders": 1,
        "bill_orders": 1,
    }
    assert (totals["JPY"]["difference"], totals["KWD"]["difference"]) == ("-3300", "38.616")


def test_conventions_are_told_with_their_share_and_their_rivals():
    found = build_facts(make_report())["conventions"]
    assert [
        (each["currency"], each["orders"], each["orders_reproduced"], each["tied_with"]) for each in found
    ] == [
        ("CHF", 204, 202, []),
        ("JPY", 3, 3, ["tax level: order or line"]),
    ]
    assert [(each["decided_by"], each["second"]) for each in found] == [
        ([], "in-order-half-up on 12 of the others"),
        (["tax level: an order of several items"], ""),
    ]


def test_a_dry_run_says_so():
    assert build_summary(make_report(is_dry_run=True), files=[], exit_status=0)["dry_run"] is True


def test_a_sum_that_does_not_tie_stands_in_the_summary():
    totals = make_report().control_totals
    off = make_report(control_totals=totals.assign(bill_minor=totals["bill_minor"] + 1))
    assert len(build_summary(off, files=[], exit_status=5)["broken_ties"]) == 3
