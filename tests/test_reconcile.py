"""What each order owes: before, by this batch, after; collect, refund, bill or nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from builders import Orders, line
from pipeline.reconcile import compare_taxes, reckon_owed
from pipeline.totals import calculate
from schemas import columns
from schemas.convention import Convention
from schemas.orders import COMPONENTS, Tables
from schemas.outcome import TAX_BY_RATE

#  before, after, paid, refunded -> outstanding before, difference, outstanding after, action, amount
CASES = [
    ("100.00", "110.00", "100.00", "0", (0, 1000, 1000, "collect", 1000)),
    ("100.00", "90.00", "100.00", "0", (0, -1000, -1000, "refund", 1000)),
    ("100.00", "100.00", "100.00", "0", (0, 0, 0, "none", 0)),
    ("100.00", "90.00", "0", "0", (10000, -1000, 9000, "bill", 9000)),
    ("100.00", "110.00", "0", "0", (10000, 1000, 11000, "bill", 11000)),
    ("100.00", "0.00", "0", "0", (10000, -10000, 0, "none", 0)),
    ("100.00", "70.00", "50.00", "0", (5000, -3000, 2000, "collect", 2000)),
    ("100.00", "40.00", "50.00", "0", (5000, -6000, -1000, "refund", 1000)),
    ("100.00", "50.00", "50.00", "0", (5000, -5000, 0, "none", 0)),
    ("100.00", "100.00", "90.00", "0", (1000, 0, 1000, "none", 0)),  # an old imbalance is not the batch's
    ("100.00", "110.00", "120.00", "0", (-2000, 1000, -1000, "refund", 1000)),
    ("100.00", "50.00", "100.00", "80.00", (8000, -5000, 3000, "collect", 3000)),
    ("20.00", "5.00", "100.00", "80.00", (0, -1500, -1500, "refund", 1500)),
    ("5.00", "-10.00", "100.00", "95.00", (0, -1500, -1500, "refund", 500)),  # never above what is left
    ("10.00", "-5.00", "100.00", "100.00", (1000, -1500, -500, "none", 0)),
]


def before_and_after(cases: list[tuple], currency: str = "CHF") -> tuple[Tables, Tables]:
    orders = Orders(currency=currency)
    for number, (before, _, paid, refunded, *_) in enumerate(cases):
        orders.add(str(number), line("A", "1.00"), total=before, paid=paid, refunded=refunded)
    before = orders.tables()
    totals = [int(after.replace(".", "")) for _, after, *_ in cases]
    return before, replace(before, orders=before.orders.assign(total_minor=totals))


def owed(cases: list[tuple], cash_rounding: tuple[str, ...] = ()) -> pd.DataFrame:
    return reckon_owed(*before_and_after(cases), cash_rounding)


def test_what_an_order_owes_before_by_this_batch_and_after() -> None:
    found = owed(CASES)
    names = [
        "outstanding_before_minor",
        "difference_minor",
        "outstanding_after_minor",
        "action",
        "amount_minor",
    ]
    assert [tuple(row) for row in found[names].to_numpy().tolist()] == [case[-1] for case in CASES]
    assert (found["cash_rounding_minor"] == 0).all()
    assert (found["paid_net_minor"] == found["paid_minor"] - found["refunded_minor"]).all()


@pytest.mark.parametrize(
    ("after", "paid", "action", "amount", "rounding"),
    [
        ("110.02", "100.00", "collect", 1000, -2),
        ("110.03", "100.00", "collect", 1005, 2),
        ("89.98", "100.00", "refund", 1000, -2),
        ("99.98", "100.00", "none", 0, -2),
        ("110.03", "0", "bill", 11005, 2),
        ("-5.00", "12.33", "refund", 1230, -3),  # 12.35 would be above what was paid
    ],
)
def test_amounts_in_cash_go_in_steps_of_five(
    after: str, paid: str, action: str, amount: int, rounding: int
) -> None:
    case = ("100.00", after, paid, "0")
    found = owed([case], ("CHF",)).iloc[0]
    assert (found["action"], found["amount_minor"], found["cash_rounding_minor"]) == (
        action,
        amount,
        rounding,
    )
    untouched = owed([case], ("SEK",)).iloc[0]
    assert untouched["amount_minor"] == amount - rounding


def test_the_difference_is_split_by_component() -> None:
    orders = (
        Orders()
        .add("1", line("A", "1.00"), total="1.00")
        .add("2", line("A", "1.00"), total="1.00", included=True)
    )
    before = orders.tables()
    moves = dict(zip(COMPONENTS, (500, 100, 30, 20, 41, 491), strict=True))
    moved = {f"{name}_minor": before.orders[f"{name}_minor"] + move for name, move in moves.items()}
    moved["total_minor"] -= [0, 41]  # tax inside the price is no part of the total's move
    found = reckon_owed(before, replace(before, orders=before.orders.assign(**moved)))
    names = ["items", "discount", "shipping", "fees", "tax_on_top", "tax_inside"]
    assert found[[f"{name}_difference_minor" for name in names]].to_numpy().tolist() == [
        [500, -100, 30, 20, 41, 0],
        [500, -100, 30, 20, 0, 41],
    ]


def test_taxes_are_compared_by_name_and_rate() -> None:
    orders = Orders()
    orders.add(
        "1", line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "8.1%"), line("C", "5.00", "1", "2.6%")
    )
    before = orders.tables()
    taxes = before.taxes.assign(rate_ppb=[81_000_000, 26_000_000, 37_000_000])
    after = replace(before, taxes=taxes)
    totals = calculate(before, Convention()), calculate(after, Convention())
    after = replace(after, taxes=taxes.assign(amount_minor=totals[1].taxes["amount_minor"]))
    found = compare_taxes(before, totals[0], after, totals[1])
    names = [
        "rate_ppb",
        "base_before_minor",
        "base_after_minor",
        "tax_before_minor",
        "tax_after_minor",
        "tax_difference_minor",
    ]
    assert found[names].to_numpy().tolist() == [
        [26_000_000, 500, 2000, 13, 52, 39],
        [37_000_000, 0, 500, 0, 19, 19],
        [81_000_000, 3000, 1000, 243, 81, -162],
    ]
    TAX_BY_RATE.validate(found)


def test_no_taxes_compare_to_an_empty_table_of_the_same_kind() -> None:
    nothing = Orders().add("1", line("A", "1.00")).tables()
    totals = calculate(nothing, Convention())
    found = compare_taxes(nothing, totals, nothing, totals)
    pd.testing.assert_frame_equal(found, columns.empty(TAX_BY_RATE))
