"""What a correction posts: the differences alone, net of tax, against what is outstanding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given

from builders import Orders, edit, line
from journals import correct_included, journal, post, told, worked_example
from pipeline.income import split_income
from pipeline.languages import ENGLISH, find_words
from pipeline.posting import (
    build_postings,
    find_missing_accounts,
    list_earned,
    list_posted_orders,
    pair_postings,
)
from pipeline.reconcile import reckon_owed
from pipeline.totals import calculate
from schemas import columns
from schemas.convention import Convention
from schemas.ledger import NEW_MONEY
from schemas.orders import TABLE_NAMES, Tables
from schemas.outcome import TAX_BY_RATE, Outcome
from schemas.posting import EARNED, INCOME, POSTED_ORDERS, POSTINGS
from test_conservation import build, conventions, several


def test_the_worked_example() -> None:
    postings = post(worked_example())
    assert told(postings) == [
        ("refunds_payable", "2210", -4800),
        ("sales", "3200", 4441),
        ("vat", "2200", 359),
    ]
    POSTINGS.validate(postings)
    assert postings.iloc[2][["document", "tax", "rate_ppb", "text", "request"]].tolist() == [
        "#1001",
        "TVA",
        81_000_000,
        "Correction of order #1001: TVA 8.1 %",
        "D-7",
    ]


def orders_posted(**order: object) -> pd.DataFrame:
    standard = {"order_key": 1, "order_id": "1", "currency": "CHF", "decimals": 2, "requests": ""}
    row = {**standard, **order}
    return columns.frame(POSTED_ORDERS, {name: [row[name]] for name in POSTED_ORDERS.columns})


def earned(*parts: tuple[str, int]) -> pd.DataFrame:
    return columns.frame(
        EARNED,
        {
            "order_key": [1] * len(parts),
            "part": [part for part, _ in parts],
            "tax": ["TVA" if part == "vat" else "" for part, _ in parts],
            "rate_ppb": [81_000_000 if part == "vat" else 0 for part, _ in parts],
            "difference_minor": [minor for _, minor in parts],
        },
    )


@pytest.mark.parametrize(
    ("before", "difference", "receivable", "payable"),
    [
        (0, -4800, 0, -4800),  # paid in full: to be refunded
        (0, 4800, 4800, 0),  # paid in full: to be collected
        (10_500, -4800, -4800, 0),  # not paid: less to be billed
        (2000, -4800, -2000, -2800),  # partly paid: what is owed goes first
        (-1000, 3000, 2000, 1000),  # overpaid: what is to be refunded goes first
        (-1000, -500, 0, -500),  # overpaid: never the old imbalance
        (-5000, 3000, 0, 3000),
    ],
)
def test_what_is_outstanding_moves_by_the_difference_alone(
    before: int, difference: int, receivable: int, payable: int
) -> None:
    order = orders_posted(outstanding_before_minor=before, outstanding_after_minor=before + difference)
    found = dict.fromkeys(("receivable", "refunds_payable"), 0) | {
        key: minor
        for key, _, minor in told(build_postings(order, earned(("sales", difference)), journal(), ENGLISH))
    }
    assert (found["receivable"], found["refunds_payable"]) == (receivable, payable)
    assert found["sales"] == -difference


def test_cash_rounding_and_cents_no_part_accounts_for_are_rounding() -> None:
    order = orders_posted(outstanding_before_minor=0, outstanding_after_minor=1005)
    found = build_postings(order, earned(("sales", 1000), ("vat", 2)), journal(), ENGLISH)
    assert told(found) == [
        ("receivable", "1100", 1005),
        ("sales", "3200", -1000),
        ("vat", "2200", -2),
        ("rounding", "6960", -3),
    ]


def test_a_refund_rounded_for_cash_owes_the_customer_more() -> None:
    orders = Orders().add("1", line("TEA", "50.02"), total="50.02", included=True)
    outcome = correct_included(orders, edit("1", "item", ref="TEA", price="40.00"), cash_rounding=("CHF",))
    assert told(post(outcome)) == [
        ("refunds_payable", "2210", -1000),
        ("sales", "3200", 1002),
        ("rounding", "6960", -2),
    ]


def test_discounts_have_an_account_of_their_own_or_reduce_sales() -> None:
    orders = Orders().add("1", line("TEA", "108.10", "1", "8.1%"), total="108.10", included=True)
    outcome = correct_included(
        orders, edit("1", "discount", "add", ref="Geste", kind="amount", value="10.81")
    )
    assert told(post(outcome, journal(discounts="3801")))[1:] == [
        ("discounts", "3801", 1000),
        ("vat", "2200", 81),
    ]
    assert told(post(outcome))[1:] == [("sales", "3200", 1000), ("vat", "2200", 81)]


def test_tax_of_shipping_is_taken_out_of_shipping() -> None:
    order = Orders().add(
        "1", line("TEA", "10.81", "1", "8.1%"), included=True, shipping="21.62", shipping_tax="8.1%"
    )
    before = order.tables()
    after = replace(before, charges=before.charges.assign(amount_minor=[3243]))
    assert split(before, after) == [("shipping", 1000)]


def test_a_tax_of_the_whole_order_is_shared_out_by_its_bases() -> None:
    order = Orders().add(
        "1", line("TEA", "21.62"), included=True, shipping="10.81", order_taxes=[("TVA", "8.1%")]
    )
    before = order.tables()
    after = replace(before, charges=before.charges.assign(amount_minor=[21_62]))
    convention = Convention(prices_include_tax=True, tax_charges=True)
    assert split(before, after, convention) == [("shipping", 1000)]
    apart = Convention(prices_include_tax=True, tax_charges=False)
    assert split(before, after, apart) == [("shipping", 1081)]


def test_on_top_of_the_prices_nothing_is_taken_out() -> None:
    before = Orders().add("1", line("TEA", "10.00", "1", "8.1%"), shipping="9.00").tables()
    after = replace(before, lines=before.lines.assign(quantity_milli=[3000]))
    assert split(before, after, Convention()) == [("sales", 2000)]


INSIDE = Convention(prices_include_tax=True)


def test_a_discount_alone_moves_no_sales_whatever_the_rates() -> None:
    orders = Orders().add(
        "1",
        line("TEA", "10.26", "1", "2.6%"),
        line("CUP", "33.33", "1", "8.1%"),
        total="43.59",
        included=True,
    )
    asked = edit("1", "discount", "add", ref="Geste", item="CUP", kind="amount", value="10.81")
    found = told(post(correct_included(orders, asked), journal(discounts="3801")))
    assert found == [("refunds_payable", "2210", -1081), ("discounts", "3801", 1000), ("vat", "2200", 81)]


def split(before: Tables, after: Tables, convention: Convention = INSIDE) -> list[tuple[str, int]]:
    sides = [settled(tables, convention) for tables in (before, after)]
    found = split_income(*sides[0], *sides[1])
    INCOME.validate(found)
    return list(zip(found["part"], found["difference_minor"].tolist(), strict=True))


def settled(tables: Tables, convention: Convention) -> tuple[Tables, object]:
    """The tables with every amount stored as it is calculated."""
    totals = calculate(tables, convention)
    components = {name: totals.orders[name] for name in totals.orders.columns if name.endswith("_minor")}
    orders = tables.orders.assign(
        **components, tax_mode=totals.orders["is_included"].map({True: "included", False: "on_top"})
    )
    taxes = tables.taxes.assign(amount_minor=totals.taxes["amount_minor"])
    return replace(tables, orders=orders.astype({"tax_mode": "str"}), taxes=taxes), totals


@given(several, conventions)
def test_debits_are_credits_whatever_is_corrected(drawn: list, convention: Convention) -> None:
    """Random orders are turned into others: each document balances and moves what is outstanding."""
    half = (len(drawn) + 1) // 2
    tables, _ = settled(build(drawn + drawn[: len(drawn) % 2]), convention)
    keys = tables.orders["order_key"].tolist()
    before, after = tables.only(pd.Index(keys[:half])), tables.only(pd.Index(keys[half:]))
    after = under_keys(after, dict(zip(keys[half:], keys[:half], strict=True)))
    calculated = calculate(before, convention), calculate(after, convention)
    owed = reckon_owed(before, after, ("CHF",))
    income = split_income(before, calculated[0], after, calculated[1])
    taxes = compare(before, after)
    names = before.orders[["order_id", "currency", "decimals"]]
    rows = owed.assign(**names, requests="", result="applied")
    outcome = replace(Outcome.empty(), reconciliation=rows, income=income, tax_by_rate=taxes)
    postings = build_postings(list_posted_orders(rows), list_earned(outcome), journal(vat="2200"), ENGLISH)
    POSTINGS.validate(postings)
    sums = postings.groupby("order_key")[["debit_minor", "credit_minor"]].sum()
    assert (sums["debit_minor"] == sums["credit_minor"]).all()
    assert ((postings["debit_minor"] == 0) != (postings["credit_minor"] == 0)).all()
    balance = postings["debit_minor"] - postings["credit_minor"]
    is_owed = postings["account_key"].isin(["receivable", "refunds_payable"])
    moved = balance.where(is_owed, 0).groupby(postings["order_key"]).sum()
    rounding = rows["cash_rounding_minor"].where(rows["action"] != "refund", -rows["cash_rounding_minor"])
    expected = pd.Series((rows["difference_minor"] + rounding).to_numpy(), index=rows["order_key"])
    assert moved.to_dict() == {key: expected[key] for key in moved.index}
    assert (expected.drop(moved.index) == 0).all()
    pairs = pair_postings(postings)
    assert all(amount > 0 for _, _, amount in pairs)
    paired: Counter[tuple[str, str]] = Counter()
    for debit, credit, amount in pairs:
        assert debit["account"] != credit["account"]
        paired[debit["document"], debit["account"]] += amount
        paired[credit["document"], credit["account"]] -= amount
    by_account = balance.groupby([postings["document"], postings["account"]]).sum()
    assert paired == by_account.loc[by_account != 0].to_dict()


def under_keys(tables: Tables, keys: dict[int, int]) -> Tables:
    moved = {
        name: rows.assign(order_key=rows["order_key"].map(keys).astype("int64"))
        for name in TABLE_NAMES
        for rows in [getattr(tables, name)]
    }
    return replace(tables, **moved)


def compare(before: Tables, after: Tables) -> pd.DataFrame:
    """The difference of each tax row: those of before are taken off."""
    sides = [before.taxes.assign(amount_minor=-before.taxes["amount_minor"]), after.taxes]
    rows = pd.concat(sides, ignore_index=True)
    nothing = {name: rows["amount_minor"] * 0 for name in TAX_BY_RATE.columns if name.endswith("_minor")}
    return rows.assign(**{**nothing, "tax_difference_minor": rows["amount_minor"]})


def test_the_same_number_in_two_exports_is_two_documents() -> None:
    orders = columns.frame(
        POSTED_ORDERS,
        {
            "order_key": [1, 2],
            "order_id": ["1", "1"],
            "currency": ["CHF", "EUR"],
            "decimals": [2, 2],
            "outstanding_before_minor": [0, 0],
            "outstanding_after_minor": [5, 7],
            "requests": ["", ""],
        },
    )
    parts = pd.concat([earned(("sales", 5)), earned(("sales", 7)).assign(order_key=2)], ignore_index=True)
    found = build_postings(orders, parts, journal(receivable={"CHF": "1100", "EUR": "1101"}), ENGLISH)
    assert list(zip(found["document"], found["account"], strict=True)) == [
        ("1", "1100"),
        ("1", "3200"),
        ("1-2", "1101"),
        ("1-2", "3200"),
    ]
    accounts = journal(receivable={"CHF": "1100", "EUR": "1101"})
    issued = build_postings(orders, parts, accounts, ENGLISH, {1: "1-E001", 2: "1-E001"})
    assert issued["document"].tolist() == ["1-E001", "1-E001", "1-E001-2", "1-E001-2"]
    one = build_postings(orders, parts, accounts, ENGLISH, {2: "1-E004"})
    assert one["document"].tolist() == ["1", "1", "1-E004", "1-E004"]


def test_what_has_no_account_is_named_once() -> None:
    outcome = worked_example()
    orders, parts = list_posted_orders(outcome.reconciliation), list_earned(outcome)
    lacking = journal(vat={"2.6": "2201"})
    twice = pd.concat([parts, parts.assign(order_key=99)], ignore_index=True)
    assert find_missing_accounts(orders, twice, lacking) == ["the tax TVA 8.1 %"]
    billed = orders.assign(outstanding_before_minor=9000, outstanding_after_minor=4200)
    assert find_missing_accounts(billed, parts, journal(receivable={"EUR": "1101"})) == ["receivables in CHF"]
    assert find_missing_accounts(orders, parts, journal(vat={"TVA": "2200"})) == []


def test_a_tax_that_gets_another_name_or_rate() -> None:
    order = orders_posted(outstanding_before_minor=0, outstanding_after_minor=0)
    parts = pd.concat([earned(("vat", -720)), earned(("vat", 720)).assign(tax="IVA")], ignore_index=True)
    assert build_postings(order, parts, journal(), ENGLISH).empty
    lower = parts.assign(rate_ppb=[81_000_000, 26_000_000])
    assert told(build_postings(order, lower, journal(vat="2200"), ENGLISH)) == [
        ("vat", "2200", -720),
        ("vat", "2200", 720),
    ]


def money(state: str, rounding: int = 0) -> pd.DataFrame:
    row = dict.fromkeys(NEW_MONEY.columns, 0) | {"state": state, "cash_rounding_new_minor": rounding}
    words = {"reported_in_run": "", "action_new": "none", "has_asked": True, "lacks_run": ""}
    return columns.frame(NEW_MONEY, {name: [value] for name, value in (row | words).items()})


def test_with_earlier_runs_only_what_is_new_is_posted() -> None:
    outcome = worked_example()
    rows = outcome.reconciliation
    key = int(rows["order_key"].iloc[0])
    for state in ("reported", "already_applied"):
        assert list_posted_orders(rows, money(state).assign(order_key=key)).empty
    found = list_posted_orders(rows, money("new", 2).assign(order_key=key))
    outstanding = ["outstanding_before_minor", "outstanding_after_minor"]
    assert found[outstanding].to_numpy().tolist() == [[0, -4798]]
    before = replace(
        outcome,
        reconciliation=rows.assign(difference_minor=-1000),
        income=outcome.income.assign(difference_minor=-1000),
        tax_by_rate=outcome.tax_by_rate.iloc[:0],
    )
    part = list_posted_orders(rows, money("partly_reported").assign(order_key=key), before)
    postings = build_postings(part, list_earned(outcome, before), journal(), ENGLISH)
    assert told(postings) == [
        ("refunds_payable", "2210", -3800),
        ("sales", "3200", 3441),
        ("vat", "2200", 359),
    ]


def test_taking_a_run_back_turns_its_postings_whatever_counts_as_paid_since() -> None:
    rows = worked_example().reconciliation
    paid = rows["paid_minor"] - 4800  # the shop says of a paid order that its new total was paid
    undone = rows.assign(
        total_after_minor=rows["total_before_minor"], difference_minor=4800, outstanding_after_minor=4800
    )
    restored = rows[["order_key", "paid_minor", "refunded_minor"]]
    before = list_posted_orders(undone.assign(paid_minor=paid), restored=restored)
    assert told(build_postings(before, earned(("sales", 4441), ("vat", 359)), journal(), ENGLISH)) == [
        ("refunds_payable", "2210", 4800),
        ("sales", "3200", -4441),
        ("vat", "2200", -359),
    ]


def test_nothing_is_posted_for_edits_without_money() -> None:
    orders = Orders().add("1", line("TEA", "48.00"), total="48.00")
    outcome = correct_included(orders, edit("1", "customer", email="neu@example.ch"))
    assert outcome.reconciliation["result"].tolist() == ["applied"]
    pd.testing.assert_frame_equal(post(outcome), columns.empty(POSTINGS))


def test_the_texts_are_in_the_language_of_the_report() -> None:
    outcome = worked_example()
    orders, parts = list_posted_orders(outcome.reconciliation), list_earned(outcome)
    found = build_postings(orders, parts, journal(), find_words("fr"))
    assert found["text"].tolist() == [
        "Correction de la commande #1001\u00a0: Remboursements dus",
        "Correction de la commande #1001\u00a0: Ventes",
        "Correction de la commande #1001\u00a0: TVA 8.1 %",
    ]
