"""What must always hold, checked over random orders and edits."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Orders, edit, edits, line
from pipeline.engines import run_engine
from pipeline.kernel import correct
from pipeline.policy import Policy
from pipeline.reports.report import sums_by_currency
from pipeline.totals import calculate
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.outcome import Outcome

pytestmark = pytest.mark.thorough

SKUS = ("TEA", "CUP", "POT", "BOX")
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWN = Policy(conventions={"test": Convention()})
"""The builder's orders follow this convention: it need not be searched for each time."""

prices = st.integers(0, 20_000).map(lambda value: f"{value / 100:.2f}")
small = st.integers(1, 2_000).map(lambda value: f"{value / 100:.2f}")
quantities = st.integers(1, 6).map(str)
rates = st.sampled_from(["8.1%", "2.6%", "20%", ""])
line_discounts = st.sampled_from(["", "", "10%", "1.00", "33.3%"])
lines = st.builds(line, st.sampled_from(SKUS), prices, quantities, rates, discount=line_discounts)
discounts = st.lists(
    st.fixed_dictionaries(
        {"value": st.sampled_from(["5%", "12.5%", "3.00", "10.00"]), "stage": st.integers(1, 2)}
    ),
    max_size=2,
)
orders = st.lists(
    st.fixed_dictionaries(
        {
            "lines": st.lists(lines, min_size=1, max_size=4),
            "included": st.booleans(),
            "discounts": discounts,
            "shipping": st.sampled_from(["", "9.00", "7.35"]),
            "shipping_tax": st.sampled_from(["", "8.1%"]),
            "state": st.sampled_from(["paid", "unpaid"]),
            "paid": st.sampled_from(["0", "50.00", "120.00"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def edit_rows(draw: Any) -> list[dict[str, Any]]:
    """Rows of every kind for orders 1…12, some of them impossible."""
    order = st.sampled_from([*map(str, range(1, 13)), "99"])
    one = st.one_of(
        st.builds(lambda o, r, q: edit(o, "item", ref=r, quantity=q), order, st.sampled_from(["#1", "#2", "TEA"]), quantities),
        st.builds(lambda o, p: edit(o, "item", ref="#1", price=p), order, prices),
        st.builds(lambda o, r: edit(o, "item", "remove", ref=r), order, st.sampled_from(["#1", "#2", "#3"])),
        st.builds(
            lambda o, p, q, t: edit(o, "item", "add", sku="NEW", price=p, quantity=q, tax=t),
            order, prices, quantities, st.sampled_from(["TVA 8.1%", "TVA 2.6%"]),
        ),
        st.builds(lambda o, v: edit(o, "discount", "add", ref="Geste", value=v), order, st.sampled_from(["5%", "2.00"])),
        st.builds(lambda o: edit(o, "discount", "remove", ref="Rabais"), order),
        st.builds(lambda o, v: edit(o, "order", shipping_fee=v), order, small),
        st.builds(lambda o, v: edit(o, "order", tip=v), order, small),
        st.builds(lambda o: edit(o, "order", tax_exempt="yes"), order),
        st.builds(lambda o, r: edit(o, "tax", ref="TVA", rate=r), order, st.sampled_from(["7.7%", "8.1%"])),
        st.builds(lambda o: edit(o, "customer", ship_city="Vevey"), order),
    )  # fmt: skip
    return draw(st.lists(one, min_size=1, max_size=25))


def build(drawn: list[dict[str, Any]]) -> Tables:
    """The drawn orders as tables."""
    building = Orders()
    for number, order in enumerate(drawn, 1):
        building.add(str(number), *order["lines"], **{k: v for k, v in order.items() if k != "lines"})
    return building.tables()


def assert_same(left: Outcome, right: Outcome, *, but: tuple[str, ...] = ()) -> None:
    """Equal in every table, row for row."""
    for field in fields(Outcome):
        if field.name in but:
            continue
        one, other = getattr(left, field.name), getattr(right, field.name)
        if isinstance(one, Tables):
            pd.testing.assert_frame_equal(_by_key(one.orders), _by_key(other.orders))
            pd.testing.assert_frame_equal(_by_key(one.lines), _by_key(other.lines))
        else:
            pd.testing.assert_frame_equal(_arranged(one), _arranged(other))


def _by_key(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(list(rows.columns[:2])).reset_index(drop=True)


def _arranged(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(list(rows.columns)).reset_index(drop=True)


@quick
@given(orders, edit_rows())
def test_the_difference_is_the_sum_of_its_components(drawn: list, rows: list) -> None:
    found = correct(build(drawn), edits(*rows), KNOWN).reconciliation
    parts = ("items", "discount", "shipping", "fees", "tax_on_top")
    summed = sum(found[f"{part}_difference_minor"] for part in parts)
    assert (summed == found["difference_minor"]).all()
    assert (found["total_after_minor"] - found["total_before_minor"] == found["difference_minor"]).all()


@quick
@given(orders, edit_rows())
def test_the_difference_is_the_sum_of_its_edit_rows(drawn: list, rows: list) -> None:
    outcome = correct(build(drawn), edits(*rows), KNOWN)
    by_row = outcome.row_results.groupby("order_key")["difference_minor"].sum()
    for key, difference in outcome.reconciliation.set_index("order_key")["difference_minor"].items():
        assert by_row[key] == difference


@quick
@given(orders, edit_rows())
def test_the_orders_add_up_to_the_control_totals(drawn: list, rows: list) -> None:
    tables = build(drawn)
    outcome = correct(tables, edits(*rows), KNOWN)
    control = outcome.control_totals.iloc[0]
    assert control["orders"] == len(tables.orders)
    assert control["difference_minor"] == sums_by_currency(outcome.reconciliation, "difference_minor").get(
        "CHF", 0
    )
    assert control["total_before_minor"] + control["difference_minor"] == control["total_after_minor"]
    for action in ("collect", "refund", "bill"):
        due = outcome.reconciliation.loc[outcome.reconciliation["action"] == action, "amount_minor"]
        assert control[f"{action}_minor"] == due.sum()
        assert control[f"{action}_orders"] == len(due)


@quick
@given(orders, edit_rows())
def test_every_row_read_has_one_result(drawn: list, rows: list) -> None:
    outcome = correct(build(drawn), edits(*rows), KNOWN)
    assert outcome.row_results["row_key"].tolist() == list(range(len(rows)))
    moved = outcome.row_results.loc[outcome.row_results["result"] != "applied", "difference_minor"]
    assert (moved == 0).all()


@quick
@given(orders, edit_rows(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_change_the_totals(drawn: list, rows: list, random: Any) -> None:
    tables = build(drawn)
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = correct(tables, edits(*rows), KNOWN), correct(tables, edits(*shuffled), KNOWN)
    amounts = [name for name in one.reconciliation.columns if name.endswith("_minor")]
    pd.testing.assert_frame_equal(
        one.reconciliation.sort_values("order_key")[["order_id", *amounts]].reset_index(drop=True),
        other.reconciliation.sort_values("order_key")[["order_id", *amounts]].reset_index(drop=True),
    )


@quick
@given(orders, edit_rows(), st.integers(2, 5))
def test_every_engine_gives_the_same_tables(drawn: list, rows: list, parts: int) -> None:
    tables = build(drawn)
    whole = run_engine(tables, edits(*rows), KNOWN)
    assert_same(whole, run_engine(tables, edits(*rows), KNOWN, parts=parts))
    assert_same(whole, correct(tables, edits(*rows), KNOWN))


@quick
@given(orders)
def test_an_edit_without_money_moves_nothing(drawn: list) -> None:
    tables = build(drawn)
    rows = [edit(order_id, "customer", ship_city="Vevey") for order_id in tables.orders["order_id"]]
    outcome = correct(tables, edits(*rows), KNOWN)
    assert (outcome.reconciliation["difference_minor"] == 0).all()
    assert (outcome.reconciliation["action"] == "none").all()
    assert (outcome.row_results["result"] == "applied").all()


@quick
@given(orders, edit_rows())
def test_a_refund_never_exceeds_what_was_paid(drawn: list, rows: list) -> None:
    found = correct(build(drawn), edits(*rows), KNOWN).reconciliation
    refunds = found.loc[found["action"] == "refund"]
    assert (refunds["amount_minor"] <= refunds["paid_net_minor"]).all()
    assert (found["amount_minor"] >= 0).all()
    assert ((found["amount_minor"] == 0) == (found["action"] == "none")).all()


@quick
@given(orders, edit_rows())
def test_orders_not_named_in_an_applied_edit_are_not_in_the_result(drawn: list, rows: list) -> None:
    outcome = correct(build(drawn), edits(*rows), KNOWN)
    applied = outcome.row_results.loc[outcome.row_results["result"] == "applied", "order_key"]
    assert set(outcome.after.orders["order_key"]) == set(applied)


@quick
@given(orders, edit_rows())
def test_corrected_orders_add_up_as_they_did_before(drawn: list, rows: list) -> None:
    after = correct(build(drawn), edits(*rows), KNOWN).after
    calculated = calculate(after, Convention()).orders
    for name in ("items_minor", "discount_minor", "shipping_minor", "fees_minor", "tax_minor", "total_minor"):
        assert calculated[name].tolist() == after.orders[name].tolist()


def test_merging_nothing_gives_the_empty_outcome() -> None:
    assert_same(Outcome.merge([]), Outcome.empty())


def test_a_policy_may_reject_the_whole_batch() -> None:
    tables = Orders().add("1", line("TEA", "5.00")).add("2", line("TEA", "5.00")).tables()
    rows = edits(edit("1", "item", ref="TEA", quantity="2"), edit("2", "item", ref="CUP", quantity="2"))
    strict = run_engine(tables, rows, Policy(rejects_everything=True), parts=2)
    assert strict.row_results["result"].tolist() == ["rejected", "rejected"]
    assert "batch-rejected" in strict.problems["code"].tolist()


@pytest.mark.parametrize("parts", [1, 3])
def test_orders_set_aside_are_told_once(parts: int) -> None:
    tables = Orders().add("1", line("TEA", "5.00")).add("1", line("TEA", "6.00")).tables()
    outcome = run_engine(tables, edits(edit("1", "item", ref="TEA", quantity="2")), Policy(), parts=parts)
    assert outcome.problems["code"].tolist() == [
        "order-in-two-files",
        "order-in-two-files",
        "order-set-aside",
    ]
    assert outcome.row_results["result"].tolist() == ["rejected"]
