"""A report accounts for every row and ties out, or says what does not."""

from __future__ import annotations

import pytest

from pipeline.reports.report import InputFile, RowsUnaccounted, find_broken_ties
from report_fixture import make_report, make_row_results


def test_a_row_without_a_result_is_not_accepted():
    with pytest.raises(RowsUnaccounted, match="12 edit rows were read, 11 have a result"):
        make_report(rows_read=12)


def test_a_report_names_files_and_never_places():
    with pytest.raises(ValueError, match="names files, not places"):
        make_report(inputs=(InputFile("/home/clerk/orders.csv", "orders", "00", 1),))


def test_the_four_results_add_up_to_the_rows_read():
    assert make_report().row_counts == {"applied": 8, "nothing_to_do": 1, "held": 1, "rejected": 1}


def test_a_sound_report_ties():
    assert find_broken_ties(make_report()) == []


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("total_after_minor", "total before + difference in JPY: 16700 instead of 16701 (minor units)"),
        ("refund_minor", "amounts to refund in JPY: 3300 instead of 3301 (minor units)"),
    ],
)
def test_a_control_total_that_is_one_off_is_named(column, expected):
    totals = make_report().control_totals
    off = totals.assign(**{column: totals[column] + totals["currency"].eq("JPY")})
    assert find_broken_ties(make_report(control_totals=off)) == [expected]


def test_a_difference_that_no_edit_row_explains_is_named():
    rows = make_row_results()
    off = rows.assign(difference_minor=rows["difference_minor"] + (rows["row"] == 5))
    assert find_broken_ties(make_report(row_results=off)) == [
        "differences of the edit rows in CHF: -3778 instead of -3779 (minor units)"
    ]


@pytest.mark.parametrize(
    ("column", "named"),
    [
        ("difference_minor", "differences of the orders"),
        ("items_difference_minor", "differences by component"),
        ("tax_inside_difference_minor", "tax by rate"),
    ],
)
def test_an_order_that_is_one_off_is_named(column, named):
    orders = make_report().reconciliation
    off = orders.assign(**{column: orders[column] + (orders["order_id"] == "00123")})
    assert [sentence.split(" in ")[0] for sentence in find_broken_ties(make_report(reconciliation=off))] == [
        named
    ]
