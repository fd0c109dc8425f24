"""A plan carried out: rows changed, added with what they inherit, removed with what hangs on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.apply import apply_plan
from pipeline.carry_out import carry_out, set_scene
from pipeline.kernel import correct
from pipeline.plan import Planned
from pipeline.policy import Policy
from planning import codes, plan_edits
from schemas.convention import Convention
from schemas.orders import SCHEMAS, Tables
from schemas.outcome import Outcome

KNOWN = Policy(conventions={"test": Convention()})


def apply(tables: Tables, *rows: dict[str, Any]) -> Tables:
    """The tables after the edits, nothing recalculated; they fit their schemas."""
    planned = plan_edits(tables, *rows)
    assert [found for found in codes(planned) if found] == []
    after = apply_plan(tables, planned.plan)
    for name, schema in SCHEMAS.items():
        schema.validate(getattr(after, name))
    return after


def taxes_of(tables: Tables, sku: str) -> list[tuple[str, int]]:
    """Name and rate (whole percent tenths) of the taxes of that line."""
    keys = tables.lines.loc[tables.lines["sku"] == sku, "line_key"]
    rows = tables.taxes.loc[tables.taxes["line_key"].isin(keys)]
    return sorted(zip(rows["name"], (rows["rate_ppb"] // 10**6).tolist(), strict=True))


def two_lines(**more: Any) -> Tables:
    return Orders().add("1", line("A", "10.00", "2", "8.1%"), line("B", "5.00", "1", "8.1%"), **more).tables()


def add_c(**cells: str) -> dict[str, Any]:
    return edit("1", "item", "add", sku="C", price="1.00", quantity="1", **cells)


def test_cells_of_every_kind_are_set_and_the_tables_given_stay_as_they_were() -> None:
    tables = two_lines(shipping="9.00", ship_city="Nyon")
    after = apply(
        tables,
        edit("1", "item", ref="A", quantity="3", price="9.99", name="Thé"),
        edit("1", "order", shipping_fee="7.00", tax_exempt="yes"),
        edit("1", "customer", ship_city="Vevey"),
    )
    assert after.lines[["quantity_milli", "unit_price_sub", "name"]].to_numpy().tolist()[0] == [
        3000,
        9_990_000,
        "Thé",
    ]
    assert after.charges["amount_minor"].tolist() == [700]
    assert after.orders[["is_tax_exempt", "ship_city"]].to_numpy().tolist() == [[True, "Vevey"]]
    assert tables.lines["quantity_milli"].tolist() == [2000, 1000]
    assert tables.orders[["is_tax_exempt", "ship_city"]].to_numpy().tolist() == [[False, "Nyon"]]


def test_a_removed_line_takes_its_discounts_and_taxes_along() -> None:
    tables = (
        Orders()
        .add("1", line("A", "10.00", "1", "8.1%", discount="1.00"), line("B", "5.00", "1", "8.1%"))
        .tables()
    )
    after = apply(tables, edit("1", "item", "remove", ref="A"))
    assert after.lines["sku"].tolist() == ["B"]
    assert (len(after.taxes), len(after.discounts)) == (1, 0)


# ---- what an added line inherits


@pytest.mark.parametrize(
    ("others", "inherited"),
    [
        ([], [("TVA", 81)]),
        ([edit("1", "tax", ref="TVA", rate="7.7%")], [("TVA", 77)]),
        ([edit("1", "tax", "remove", ref="TVA")], []),
        ([edit("1", "tax", "add", ref="Eco", rate="1%")], [("Eco", 10), ("TVA", 81)]),
        ([edit("1", "item", ref="A", tax="Réduit 2.6%")], [("TVA", 81)]),  # no longer shared: as before
        ([edit("1", "item", ref="B", tax="none")], [("TVA", 81)]),
        ([edit("1", "item", "remove", ref="A")], [("TVA", 81)]),
        (
            [edit("1", "item", "remove", ref="A"), edit("1", "item", ref="B", tax="Réduit 2.6%")],
            [("Réduit 2.6%", 26)],
        ),
        ([edit("1", "item", "remove", ref="A"), edit("1", "item", "remove", ref="B")], [("TVA", 81)]),
    ],
)
def test_an_added_line_takes_the_taxes_that_the_lines_share(
    others: list[dict[str, Any]], inherited: list[tuple[str, int]]
) -> None:
    for rows in ([add_c(), *others], [*others, add_c()]):
        assert taxes_of(apply(two_lines(), *rows), "C") == inherited


def test_several_added_lines_inherit_each() -> None:
    after = apply(
        two_lines(), add_c(), edit("1", "item", "add", sku="D", price="1.00", quantity="1"), add_c(tax="none")
    )
    assert taxes_of(after, "D") == [("TVA", 81)]
    assert len(after.taxes) == 4
    assert after.taxes["tax_key"].is_unique


def test_a_gift_card_hands_down_no_taxes() -> None:
    tables = Orders().add("1", line("CARD", "10.00", gift_card=True)).tables()
    assert taxes_of(apply(tables, add_c()), "C") == []


# ---- discounts of the whole order with stored shares


def with_shares(tables: Tables, *numbers: int) -> Tables:
    """The first discount with stored shares on those lines."""
    parent = tables.discounts.iloc[[0]]
    shares = [
        parent.assign(discount_key=900 + number, parent_key=parent["discount_key"],
                      line_key=tables.lines["line_key"].iloc[number], rate_ppb=0, value_minor=0, amount_minor=parent["amount_minor"] // len(numbers))
        for number in numbers
    ]  # fmt: skip
    return replace(tables, discounts=pd.concat([tables.discounts, *shares], ignore_index=True))


def shared_skus(tables: Tables) -> list[str]:
    shares = tables.discounts.loc[tables.discounts["parent_key"] >= 0]
    return shares.merge(tables.lines, on="line_key", how="left", validate="many_to_one")["sku"].tolist()


def test_an_added_line_joins_a_discount_that_all_lines_share() -> None:
    tables = two_lines(discounts=[{"value": "2.00"}])
    assert shared_skus(apply(with_shares(tables, 0, 1), add_c())) == ["A", "B", "C"]
    assert shared_skus(apply(with_shares(tables, 0), add_c())) == ["A"]
    gone = apply(with_shares(tables, 0, 1), add_c(), edit("1", "discount", "remove", ref="Rabais"))
    assert gone.discounts.empty


def test_a_discount_given_for_one_line_goes_with_it() -> None:
    # 10.00 off A only: with A gone it must not fall on B
    tables = with_shares(two_lines(discounts=[{"value": "10.00"}, {"value": "1.00", "name": "B"}]), 0)
    after = apply(tables, edit("1", "item", "remove", ref="A"))
    assert after.discounts["name"].tolist() == ["B"]
    outcome = correct(tables, edits(edit("1", "item", "remove", ref="A")), KNOWN)
    assert outcome.after.orders["items_minor"].tolist() == [500]
    assert outcome.after.orders["discount_minor"].tolist() == [100]


def test_a_discount_given_for_several_lines_stays_with_the_others() -> None:
    tables = with_shares(two_lines(discounts=[{"value": "10.00"}]), 0, 1)
    after = apply(tables, edit("1", "item", "remove", ref="A"), add_c())
    assert shared_skus(after) == ["B", "C"]


def test_nothing_planned_changes_nothing() -> None:
    tables = two_lines()
    planned = plan_edits(tables)
    after = apply_plan(tables, planned.plan)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(after, name), getattr(tables, name))


# ---- carrying out: what is found only afterwards


def outcome_of(tables: Tables, *rows: dict[str, Any], **policy: Any) -> Outcome:
    return correct(tables, edits(*rows), replace(KNOWN, **policy))


def three_orders() -> Tables:
    orders = Orders()
    for number in "123":
        orders.add(number, line("A", "10.00", tax="8.1%"), line("B", "5.00", tax="8.1%"), ship_city="Nyon")
    return orders.tables()


def test_the_last_item_is_not_removed_and_the_other_orders_go_on() -> None:
    outcome = outcome_of(
        three_orders(),
        edit("1", "customer", ship_city="Vevey"),
        edit("1", "item", "remove", ref="A"),
        edit("1", "item", "remove", ref="B"),
        edit("2", "item", "remove", ref="B"),
    )
    assert outcome.row_results["result"].tolist() == ["rejected", "rejected", "rejected", "applied"]
    found = outcome.problems[["code", "row_key"]].to_numpy().tolist()
    assert found == [["last-item", 1], ["order-rejected", 0], ["order-rejected", 2]]
    assert (outcome.row_results["comment"] != "").tolist() == [True, True, True, False]
    assert outcome.row_results["difference_minor"].tolist() == [0, 0, 0, -541]
    assert outcome.after.orders["order_id"].tolist() == ["2"]


def test_a_policy_that_rejects_everything_also_minds_what_is_found_last() -> None:
    rows = [
        edit("1", "item", "remove", ref="A"),
        edit("1", "item", "remove", ref="B"),
        edit("2", "item", "remove", ref="B"),
        edit("3", "customer", ship_city="Nyon"),
    ]
    outcome = outcome_of(three_orders(), *rows, rejects_everything=True)
    assert outcome.row_results["result"].tolist() == ["rejected"] * 4
    assert outcome.problems["code"].tolist() == [
        "already-so",
        "last-item",
        "order-rejected",
        "batch-rejected",
        "batch-rejected",
    ]
    assert outcome.after.orders.empty


def test_replacing_the_only_item_is_no_cancellation() -> None:
    tables = Orders().add("1", line("A", "10.00", tax="8.1%")).tables()
    rows = [
        edit("1", "item", "remove", ref="A"),
        edit("1", "item", "add", sku="B", price="20.00", quantity="1"),
    ]
    for ordered in (rows, rows[::-1]):
        outcome = outcome_of(tables, *ordered)
        assert outcome.after.orders["total_minor"].tolist() == [2162]
        assert outcome.row_results["difference_minor"].sum() == 1081


def test_prices_and_quantities_beyond_exact_sums_are_rejected_by_name() -> None:
    rows = [
        edit("1", "item", ref="A", price="999999999", quantity="100000"),
        edit("2", "item", ref="A", price="999999999"),
        edit("2", "item", ref="B", quantity="999999999"),
        edit("3", "item", "add", sku="C", price="1000000", quantity="999999"),
    ]
    outcome = outcome_of(three_orders(), *rows)
    assert outcome.row_results["result"].tolist() == ["rejected", "applied", "applied", "rejected"]
    assert outcome.problems["code"].tolist() == ["number-out-of-range"] * 2


# ---- what each row moves


def test_each_row_is_told_what_it_moved_after_the_rows_above_it() -> None:
    # 2 × 10.00 − 10 %: price to 8.00: −4.00 + 0.40; one more: 8.00 − 0.80; discount 20 %: −2.40
    tables = Orders().add("1", line("A", "10.00", "2"), discounts=[{"value": "10%"}]).tables()
    rows = [
        edit("1", "item", ref="A", price="8.00"),
        edit("1", "customer", ship_city="Vevey"),
        edit("1", "item", ref="A", quantity="3"),
        edit("1", "discount", ref="Rabais", value="20%"),
    ]
    outcome = outcome_of(tables, *rows)
    assert outcome.row_results["difference_minor"].tolist() == [-360, 0, 720, -240]
    turned = outcome_of(tables, *rows[::-1])
    assert turned.row_results["difference_minor"].tolist() == [-200, 800, 0, -480]
    assert (
        turned.reconciliation["difference_minor"].tolist()
        == outcome.reconciliation["difference_minor"].tolist()
        == [120]
    )


# ---- a fixed discount of the whole order


def with_ten_off(*numbers: str) -> Tables:
    """Orders of 2 × 50.00 and 20.00 less 10.00."""
    orders = Orders()
    for number in numbers:
        orders.add(number, line("A", "50.00", "2"), line("B", "20.00"), discounts=[{"value": "10.00"}])
    return orders.tables()


def test_a_fixed_discount_of_the_whole_order_stays() -> None:
    rows = [edit("1", "item", ref="A", quantity="1"), edit("2", "item", "remove", ref="A")]
    assert outcome_of(with_ten_off("1", "2"), *rows).after.orders["discount_minor"].tolist() == [1000, 1000]


def test_a_fixed_discount_follows_the_items_if_the_policy_says_so() -> None:
    rows = [
        edit("1", "item", ref="A", quantity="1"),  # 10.00 × 70 / 120
        edit("2", "item", "remove", ref="A"),  # 10.00 × 20 / 120
        edit("3", "customer", ship_city="Vevey"),
        edit("4", "item", ref="A", quantity="1"),
        edit("4", "discount", ref="Rabais", value="5.00"),  # what the clerk writes is what it is
        edit("5", "item", ref="A", quantity="1"),
        edit("5", "discount", ref="Rabais", name="Été"),
        edit("6", "item", ref="A", quantity="1"),
        edit("6", "discount", "add", ref="Geste", value="7.00"),
    ]
    for ordered in (rows, rows[::-1]):
        outcome = outcome_of(with_ten_off(*"123456"), *ordered, order_discounts="proportional")
        assert outcome.after.orders["discount_minor"].tolist() == [583, 167, 1000, 500, 583, 1283]
        by_row = outcome.row_results.groupby("order_id")["difference_minor"].sum()
        assert by_row.tolist() == outcome.reconciliation["difference_minor"].tolist()


def test_a_discount_edited_above_its_base_is_cut_and_said() -> None:
    outcome = outcome_of(with_ten_off("1"), edit("1", "discount", ref="Rabais", value="500.00"))
    assert outcome.after.orders["total_minor"].tolist() == [0]
    assert outcome.problems["code"].tolist() == ["discount-above-base"]
    assert outcome.problems["expected"].tolist() == ["120.00 CHF"]


def test_orders_without_a_plan_are_left_out() -> None:
    tables = with_ten_off("1")
    scene = set_scene(tables, {("test", "CHF"): Convention()}, KNOWN)
    planned: Planned = plan_edits(tables)
    after, late = carry_out(scene, planned, [], edits().rows, KNOWN)
    assert (len(after.tables.orders), late) == (0, [])
