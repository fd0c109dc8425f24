"""Sixteen mistakes that other programs made, each with the figure that is right."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.kernel import correct
from pipeline.reports.reconciliation_xlsx import write_reconciliation_xlsx
from pipeline.workbook.edit_file import read_edits
from report_fixture import make_report
from schemas.orders import Tables
from schemas.outcome import Outcome

pytestmark = pytest.mark.thorough


def owed(outcome: Outcome, order_id: str) -> pd.Series:
    """The reconciliation row of that order."""
    rows = outcome.reconciliation.set_index("order_id")
    return rows.loc[order_id]


def order_after(outcome: Outcome, order_id: str) -> pd.Series:
    """The changed order's row."""
    return outcome.after.orders.set_index("order_id").loc[order_id]


def test_an_address_edit_does_not_reprice_a_paid_order() -> None:
    # stored 100.05 although 3 × 33.33 = 99.99: the old gap of 0.06 is above the tolerance
    orders = Orders().add("1", line("A", "33.33", "3"), total="100.05", ship_city="Genève")
    outcome = correct(orders.tables(), edits(edit("1", "customer", ship_city="Lausanne")))
    assert order_after(outcome, "1")["ship_city"] == "Lausanne"
    assert order_after(outcome, "1")["total_minor"] == 10005
    assert owed(outcome, "1")["difference_minor"] == 0
    assert owed(outcome, "1")["action"] == "none"


def test_an_order_with_a_gap_keeps_it() -> None:
    # stored 10.03 although 2 × 5.00 = 10.00; one more at 5.00 makes 15.03, not 15.00
    orders = Orders().add("1", line("A", "5.00", "2"), total="10.03")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="3")))
    assert order_after(outcome, "1")["total_minor"] == 1503
    assert owed(outcome, "1")["gap_minor"] == 3
    assert owed(outcome, "1")["amount_minor"] == 500


def test_an_untouched_order_is_not_in_the_result() -> None:
    orders = Orders().add("1", line("A", "5.00"), total="5.00").add("2", line("A", "5.00"), total="9.99")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="2")))
    assert outcome.after.orders["order_id"].tolist() == ["1"]


def test_half_of_a_discounted_line_gives_back_its_discounted_price() -> None:
    # 2 × 48.00 − 20 % = 76.80; one removed leaves 38.40
    orders = Orders().add("1", line("A", "48.00", "2", discount="20%"), total="76.80")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="1")))
    assert order_after(outcome, "1")["total_minor"] == 3840
    assert owed(outcome, "1")["action"] == "refund"
    assert owed(outcome, "1")["amount_minor"] == 3840


def test_a_price_of_zero_is_a_price() -> None:
    orders = Orders().add("1", line("A", "5.00"), line("B", "7.00"), total="12.00")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", price="0")))
    assert order_after(outcome, "1")["total_minor"] == 700


def test_a_discount_of_zero_is_a_discount() -> None:
    orders = Orders().add("1", line("A", "50.00"), discounts=[{"value": "10.00"}], total="40.00")
    outcome = correct(orders.tables(), edits(edit("1", "discount", ref="Rabais", value="0")))
    assert order_after(outcome, "1")["total_minor"] == 5000


def test_ten_with_a_decimal_comma_is_not_a_thousand() -> None:
    orders = Orders().add("1", line("A", "5.00"), total="5.00")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", price="10,00")))
    assert order_after(outcome, "1")["total_minor"] == 1000


def test_a_refund_takes_its_tax_along() -> None:
    # 2 × 10.00 + 8.1 % = 21.62; one less: 10.81
    orders = Orders().add("1", line("A", "10.00", "2", tax="8.1%"), total="21.62")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="1")))
    assert owed(outcome, "1")["amount_minor"] == 1081
    assert owed(outcome, "1")["tax_on_top_difference_minor"] == -81


def test_a_refund_leaves_the_tax_of_the_shipping() -> None:
    # 20.00 + 9.00 shipping, 8.1 % on both: 1.62 + 0.73; one item less gives back 10.00 + 0.81
    orders = Orders().add(
        "1", line("A", "10.00", "2", tax="8.1%"), shipping="9.00", shipping_tax="8.1%", total="31.35"
    )
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="1")))
    assert owed(outcome, "1")["amount_minor"] == 1081
    assert owed(outcome, "1")["shipping_difference_minor"] == 0


def test_a_discount_comes_off_a_price_with_tax_inside_whole() -> None:
    orders = Orders().add("1", line("A", "129.00", tax="8%"), included=True, total="129.00")
    outcome = correct(orders.tables(), edits(edit("1", "discount", "add", ref="Geste", value="10.00")))
    assert order_after(outcome, "1")["total_minor"] == 11900
    assert order_after(outcome, "1")["tax_minor"] == 881  # 119.00 × 8 / 108 = 8.8148


def test_taking_a_rounded_sale_back_is_not_a_cent_off() -> None:
    # 3 × 1.08 + 19 %: 3.24 + 0.62 = 3.86; the sum of three single refunds must be 3.86
    orders = Orders().add("1", line("A", "1.08", "3", tax="19%"), line("B", "1.00"), total="4.86")
    amounts = []
    for left in ("2", "1"):
        outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity=left)))
        amounts.append(owed(outcome, "1")["difference_minor"])
    gone = correct(orders.tables(), edits(edit("1", "item", "remove", ref="A")))
    assert amounts == [257 - 386, 129 - 386]  # 2.16 + 0.41, 1.08 + 0.21
    assert owed(gone, "1")["difference_minor"] == -386
    assert order_after(gone, "1")["total_minor"] == 100


def test_two_partial_refunds_do_not_exceed_what_was_paid() -> None:
    # paid 100.00, 80.00 refunded already: a further reduction by 50.00 gives back 20.00 at most
    orders = Orders().add(
        "1",
        line("A", "50.00", "2"),
        total="20.00",
        state="partially_refunded",
        paid="100.00",
        refunded="80.00",
    )
    tables = orders.tables()
    outcome = correct(tables, edits(edit("1", "item", ref="A", price="45.00")))
    assert owed(outcome, "1")["paid_net_minor"] == 2000
    assert owed(outcome, "1")["result"] == "held"  # 20.00 stored for 2 × 50.00 does not add up
    paid_off = Orders().add(
        "1", line("A", "50.00", "2"), total="100.00", state="partially_refunded",
        paid="120.00", refunded="80.00",
    )  # fmt: skip
    outcome = correct(paid_off.tables(), edits(edit("1", "item", ref="A", price="5.00")))
    assert owed(outcome, "1")["outstanding_after_minor"] == 1000 - 4000
    assert owed(outcome, "1")["action"] == "refund"
    assert owed(outcome, "1")["amount_minor"] == 3000
    assert owed(outcome, "1")["amount_minor"] <= owed(outcome, "1")["paid_net_minor"]


def test_nothing_is_refunded_when_nothing_is_due_back() -> None:
    # 100.00, only 50.00 paid: 30.00 less leaves 20.00 to collect
    orders = Orders().add("1", line("A", "50.00", "2"), total="100.00", state="partially_paid", paid="50.00")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", price="35.00")))
    assert owed(outcome, "1")["difference_minor"] == -3000
    assert owed(outcome, "1")["action"] == "collect"
    assert owed(outcome, "1")["amount_minor"] == 2000


def test_an_unpaid_order_that_becomes_cheaper_is_billed_not_refunded() -> None:
    orders = Orders().add("1", line("A", "50.00", "2"), total="100.00", state="unpaid", paid="0")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="1")))
    assert owed(outcome, "1")["action"] == "bill"
    assert owed(outcome, "1")["amount_minor"] == 5000


def test_only_the_difference_is_collected_of_a_paid_order() -> None:
    orders = Orders().add("1", line("A", "50.00", "2"), total="100.00")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="3")))
    assert owed(outcome, "1")["action"] == "collect"
    assert owed(outcome, "1")["amount_minor"] == 5000


def test_a_fixed_line_discount_follows_a_removed_quantity() -> None:
    # 4 × 10.00 − 8.00 = 32.00; three left: 30.00 − 6.00
    orders = Orders().add("1", line("A", "10.00", "4", discount="8.00"), total="32.00")
    outcome = correct(orders.tables(), edits(edit("1", "item", ref="A", quantity="3")))
    assert order_after(outcome, "1")["total_minor"] == 2400
    assert (outcome.changes["rule"] == "follows").sum() == 1


def test_all_twenty_errors_are_shown() -> None:
    orders = Orders()
    rows = []
    for number in range(20):
        orders.add(str(number), line("A", "5.00"), total="5.00")
        rows.append(edit(str(number), "item", ref="A", quantity="deux"))
    outcome = correct(orders.tables(), edits(*rows))
    bad = outcome.problems.loc[outcome.problems["code"] == "bad-number"]
    assert len(bad) == 20
    assert bad["row"].tolist() == list(range(2, 22))


@pytest.fixture
def untidy_workbook(tmp_path):  # type: ignore[no-untyped-def]
    """A workbook with a title and blank rows above its header."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Items"
    sheet["A1"] = "Corrections de novembre"
    for column, text in enumerate(["order", "action", "item", "quantity"], 1):
        sheet.cell(4, column, text)
    for column, text in enumerate(["1", "change", "A", "deux"], 1):
        sheet.cell(6, column, text)
    path = tmp_path / "edits.xlsx"
    workbook.save(path)
    return path


def test_row_numbers_are_those_of_the_sheet(untidy_workbook) -> None:  # type: ignore[no-untyped-def]
    orders = Orders().add("1", line("A", "5.00"), total="5.00")
    outcome = correct(orders.tables(), read_edits(untidy_workbook, 0).edits)
    places = outcome.problems[["code", "sheet", "row", "cell"]].to_numpy().tolist()
    assert ["bad-number", "Items", 6, "D6"] in places


def test_a_cell_that_looks_like_a_formula_is_text_in_the_report(tmp_path) -> None:  # type: ignore[no-untyped-def]
    report = make_report()  # one of its customers is called =HYPERLINK("http://example.ch","pay")
    write_reconciliation_xlsx(report, tmp_path / "reconciliation.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "reconciliation.xlsx")
    cells = [
        cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith('=HYPERLINK("http')
    ]
    assert cells
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_tables_are_not_written_into() -> None:
    tables = Orders().add("1", line("A", "5.00", tax="8.1%"), total="5.41").tables()
    copies = {name: getattr(tables, name).copy() for name in ("orders", "lines", "taxes")}
    correct(tables, edits(edit("1", "item", ref="A", quantity="2")))
    for name, copy in copies.items():
        pd.testing.assert_frame_equal(getattr(tables, name), copy)
    assert isinstance(tables, Tables)
