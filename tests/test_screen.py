"""What is printed: what was read, how the shop calculates, what to do, and where it is."""

from __future__ import annotations

import click
import pandas as pd
import pytest

from pipeline.languages import ENGLISH
from pipeline.problems import problem, to_table
from pipeline.reports.report import Report
from pipeline.reports.screen import WIDTH, build_screen
from report_fixture import make_problems, make_report

FOLDER = "/srv/orders/out/2025-11-23-0001"

EXPECTED = """\
Read         orders.csv (206 orders)
             tokyo.csv (3 orders)
             kuwait.csv (1 order)
             edits.xlsx (11 edit rows)

Calculation  ecwid, CHF: holds on 202 of 204 orders (found in the orders)
             Tax inside the prices, rounded half up on each line; an order
             discount is spread by largest remainder, shipping is taxed at the
             rate of the items.
             Another way: in-order-half-up on 12 of the others.
             ecwid, JPY: holds on 3 of 3 orders (the platform's)
             Tax on top, cut off once per rate over the order.
             No order decides on tax level (see check).
             2 orders do not add up; a gap is carried along, not repaired.
             Nearest explanations: unexplained (1), a cent of rounding (1).

Edit rows     8 applied
              1 nothing to do
              1 held
              1 rejected
             11 read

To collect    48.01 CHF  on 2 orders
             38.616 KWD  on 1 order
To refund    76.80 CHF  on 1 order
             3’300 JPY  on 1 order
To bill      41.00 CHF  on 1 order

Problems     1 error, 1 warning, 1 remark
  error unknown-order · edits.xlsx, Items, row 13, A13
    No order 1099 in the exports.
    → Check the number, or add the export that holds the order. Did you mean
      1009?
  warning gap-too-large · edits.xlsx, Items, row 12
    Order 1006 does not add up (0.37 CHF): its edits of money wait for a person.
    → Check the order in the shop, or raise the tolerance in the policy file.
  remark order-number-repaired · edits.xlsx, Items, row 5, A5
    123 was taken for order 00123: Excel had dropped its leading zeros.

Written      /srv/orders/out/2025-11-23-0001
               reconciliation.xlsx
               updated-orders.csv
"""


def test_the_whole_screen_of_a_run():
    assert (
        build_screen(make_report(), folder=FOLDER, files=["reconciliation.xlsx", "updated-orders.csv"])
        == EXPECTED
    )


def test_no_line_is_wider_than_a_terminal():
    names = {"found": "x " * 90, "order_id": "1001"}
    long = to_table([problem("does-not-add-up", file="a" * 30 + ".xlsx", row=7, column="total", **names)])
    assert max(map(len, build_screen(make_report(problems=long)).splitlines())) <= WIDTH


def test_without_colour_there_is_no_escape_sequence():
    assert "\x1b" not in build_screen(make_report(), folder=FOLDER)


def test_with_colour_the_words_are_the_same():
    coloured = build_screen(make_report(), folder=FOLDER, has_colour=True)
    assert coloured != click.unstyle(coloured)
    assert click.unstyle(coloured) == build_screen(make_report(), folder=FOLDER)


def test_the_first_ten_problems_are_shown_and_the_rest_counted():
    many = pd.concat([make_problems()] * 11, ignore_index=True)
    shown = build_screen(make_report(problems=many))
    assert shown.count("unknown-order ·") == 10
    assert "  and 23 more: see problems.json\n" in shown
    assert "gap-too-large" not in shown  # the gravest come first


def test_ten_problems_are_not_cut():
    ten = pd.concat([make_problems()] * 4, ignore_index=True).head(10)
    assert "more: see problems.json" not in build_screen(make_report(problems=ten))


def test_a_problem_without_a_row_names_its_order():
    found = to_table([problem("order-cancelled", file="orders.csv", order_id="1003", found="CANCELLED")])
    assert "warning order-cancelled · orders.csv, order 1003\n" in build_screen(make_report(problems=found))


def test_nothing_to_collect_is_said():
    totals = make_report().control_totals
    none = totals.assign(collect_minor=0, collect_orders=0)
    assert "To collect   nothing\n" in build_screen(make_report(control_totals=none))


def test_a_sum_that_does_not_tie_is_said():
    totals = make_report().control_totals
    off = totals.assign(refund_minor=totals["refund_minor"] + totals["currency"].eq("JPY"))
    shown = build_screen(make_report(control_totals=off))
    assert "Does not tie amounts to refund in JPY: 3300 instead of 3301 (minor units)\n" in shown


def test_a_dry_run_says_that_nothing_was_written():
    shown = build_screen(make_report(is_dry_run=True), folder=FOLDER, files=["reconciliation.xlsx"])
    assert "Dry run      no orders were written, only the report.\n" in shown
    assert shown.endswith(f"Written      {FOLDER}\n               reconciliation.xlsx\n")


def test_text_of_a_file_cannot_move_the_cursor():
    sneaky = to_table([problem("unknown-order", order_id="1\x1b[2J\r\u202e9", row=3)])
    shown = build_screen(make_report(problems=sneaky))
    assert not {"\x1b", "\r", "\u202e"} & set(shown)


def test_a_run_without_anything_is_short():
    assert build_screen(Report("run-1", "0.1.0", (), (), 0)) == (
        "Edit rows    0 applied\n             0 nothing to do\n             0 held\n             0 rejected\n"
        "             0 read\n\nTo collect   nothing\nTo refund    nothing\nTo bill      nothing\n"
    )


@pytest.mark.parametrize(
    ("minor", "decimals", "currency", "expected"),
    [
        (123450, 2, "CHF", "1’234.50 CHF"),
        (123456789012, 2, "CHF", "1’234’567’890.12 CHF"),
        (99999, 2, "EUR", "999.99 EUR"),
        (-3300, 0, "JPY", "-3’300 JPY"),
        (1, 3, "KWD", "0.001 KWD"),
        (0, 2, "CHF", "0.00 CHF"),
    ],
)
def test_amounts_are_written_as_in_switzerland(minor, decimals, currency, expected):
    assert ENGLISH.amount(minor, decimals, currency) == expected
