"""The lines of a document: what changed, thing by thing, always adding up to the order's difference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builders import Orders, edit, edits, line
from pipeline.engines import run_engine
from pipeline.kernel import correct
from pipeline.policy import Policy
from schemas.columns import records
from schemas.convention import CHOICES, Convention
from schemas.outcome import Outcome
from test_invariants import KNOWN, build, edit_rows, orders

pytestmark = pytest.mark.thorough

quick = settings(
    deadline=None,
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
conventions = st.builds(
    Convention, **{name: st.sampled_from(values) for name, values in CHOICES.items() if name != "home_tax"}
)


def told(outcome: Outcome) -> list[tuple[Any, ...]]:
    """Each line as what changed, its name, quantity, price of a unit and amount."""
    return [
        (one["change"], one["name"] or one["kind"], one["quantity_milli"], one["unit_price_sub"] // 10**4, one["amount_minor"])
        for one in records(outcome.document_lines)
    ]  # fmt: skip


def changed(*rows: dict[str, Any], **order: Any) -> Outcome:
    tables = Orders().add("1", line("TEA", "10.00", "3", "8.1%"), line("CUP", "5.00"), **order).tables()
    return correct(tables, edits(*rows), KNOWN)


@quick
@given(orders, edit_rows(), conventions)
def test_lines_and_tax_on_top_are_the_difference(drawn: list, rows: list, convention: Convention) -> None:
    outcome = correct(build(drawn), edits(*rows), Policy(conventions={"test": convention}))
    sums = outcome.document_lines.groupby("order_key")["amount_minor"].sum()
    for one in records(outcome.reconciliation):
        before_tax = one["difference_minor"] - one["tax_on_top_difference_minor"]
        assert sums.get(one["order_key"], 0) == before_tax


@quick
@given(orders, edit_rows())
def test_without_odd_rounding_every_cent_has_its_line(drawn: list, rows: list) -> None:
    lines = correct(build(drawn), edits(*rows), KNOWN).document_lines
    assert "rounding" not in set(lines["part"])
    shown = lines.loc[(lines["part"] == "item") & (lines["unit_price_sub"] != 0)]
    for one in records(shown):
        assert abs(one["quantity_milli"] * one["unit_price_sub"] - one["amount_minor"] * 10**7) < 10**7


@quick
@given(orders, edit_rows(), st.integers(2, 4))
def test_the_parts_of_a_batch_give_the_same_lines(drawn: list, rows: list, parts: int) -> None:
    tables = build(drawn)
    one, other = (run_engine(tables, edits(*rows), KNOWN, parts=n).document_lines for n in (1, parts))
    assert records(one) == records(other)


def test_a_quantity_that_falls_takes_back_units_at_their_price() -> None:
    outcome = changed(edit("1", "item", ref="TEA", quantity="1"))
    assert told(outcome) == [("quantity", "TEA", -2000, 1000, -2000)]
    assert outcome.document_lines["rates"].tolist() == ["81000000"]


def test_quantity_and_price_are_two_lines() -> None:
    outcome = changed(edit("1", "item", ref="TEA", quantity="1", price="12.00"))
    assert told(outcome) == [("quantity", "TEA", -2000, 1000, -2000), ("price", "TEA", 1000, 200, 200)]


def test_what_is_added_removed_or_charged_otherwise_is_told_so() -> None:
    outcome = changed(
        edit("1", "item", "remove", ref="CUP"),
        edit("1", "item", "add", sku="POT", name="Kanne", price="38.115", quantity="2", tax="TVA 8.1%"),
        edit("1", "order", shipping_fee="0"),
        shipping="9.00",
        discounts=[{"value": "10%"}],
    )
    assert told(outcome) == [
        ("removed", "CUP", -1000, 500, -500),
        ("added", "Kanne", 2000, 3811, 7623),
        ("changed", "Rabais", 0, 0, -712),
        ("changed", "shipping", 0, 0, -900),
    ]


def test_another_name_or_address_is_no_line() -> None:
    rows = edit("1", "item", ref="CUP", name="Tasse"), edit("1", "customer", ship_city="Vevey")
    outcome = changed(*rows)
    assert set(outcome.row_results["result"]) == {"applied"}
    assert told(outcome) == []


def test_what_is_rounded_over_the_order_is_a_line_of_its_own() -> None:
    # three times 0.333 rounded once are 1.00, each of them 0.33
    rounded = Policy(conventions={"test": Convention(line_rounding="none")})
    tables = Orders().add("1", *(line(sku, "0.333") for sku in ("A", "B", "C", "D"))).tables()
    rows = [edit("1", "item", "remove", ref=sku) for sku in ("A", "B", "C")]
    outcome = correct(tables, edits(*rows), rounded)
    assert outcome.reconciliation["difference_minor"].tolist() == [-100]
    assert [one[-1] for one in told(outcome)] == [-33, -33, -33, -1]
    assert told(outcome)[-1][0] == "rounding"


def test_lines_are_made_only_where_documents_want_them() -> None:
    tables = Orders().add("1", line("TEA", "10.00", "3", "8.1%")).tables()
    rows = edits(edit("1", "item", ref="TEA", quantity="2"))
    one, other = (run_engine(tables, rows, KNOWN, is_itemised=wanted) for wanted in (True, False))
    assert len(one.document_lines) == 1
    assert other.document_lines.empty
    assert one.reconciliation.equals(other.reconciliation)
