"""Edits of discounts: of the whole order or of one item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import Orders, edit, line
from planning import codes, plan_edits, states, steps, told
from schemas.orders import Tables


@pytest.fixture(scope="module")
def shop() -> Tables:
    """Order 1: two order discounts and one of a line; order 2: none; order 3: one."""
    orders = Orders()
    orders.add(
        "1",
        line("TEA", "50.00", discount="5.00"),
        line("CARD", "50.00", gift_card=True),
        discounts=[{"value": "10%", "name": "Automne"}, {"value": "3.00", "name": "Geste", "stage": 2}],
    )
    orders.add("2", line("TEA", "50.00"))
    orders.add("3", line("TEA", "50.00"), discounts=[{"value": "10%", "name": ""}])
    orders.add(
        "4", line("TEA", "50.00"), discounts=[{"value": "10%", "name": "A"}, {"value": "1.00", "name": "A"}]
    )
    return orders.tables()


def test_a_new_discount_comes_last_of_its_reach(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "discount", "add", ref="Fidélité", value="5%"),
        edit("1", "discount", "add", ref="Défaut", item="TEA", value="2.00"),
        edit("2", "discount", "add", name="Retard", value="3", kind="prozent"),
        edit("2", "discount", "add", value="4"),
    )
    assert told(planned) == [
        "Fidélité, discount:  -> 5% (add)",
        "Défaut on TEA (#1), discount:  -> 2.00 (add)",
        "Retard, discount:  -> 3% (add)",
        ", discount:  -> 4.00 (add)",
    ]
    added = planned.plan.added["discounts"]
    columns = ["name", "kind", "stage", "rate_ppb", "value_minor", "source"]
    assert added[columns].to_numpy().tolist() == [
        ["Défaut", "amount", 0, 0, 200, "custom"],
        ["Fidélité", "percent", 2, 50_000_000, 0, "custom"],
        ["", "amount", 1, 0, 400, "custom"],
        ["Retard", "percent", 1, 30_000_000, 0, "custom"],
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({}, "value-missing"),
        ({"value": "101%"}, "number-out-of-range"),
        ({"value": "-5"}, "number-out-of-range"),
        ({"value": "5%", "kind": "amount"}, "bad-number"),
        ({"value": "5", "kind": "gratuit"}, "bad-kind"),
        ({"value": "0.1", "kind": "percent"}, "ambiguous-number"),
        ({"value": "EUR 5"}, "bad-number"),
        ({"value": "cher"}, "bad-number"),
    ],
)
def test_a_new_discount_needs_a_certain_value(shop: Tables, cells: dict[str, str], code: str) -> None:
    assert codes(plan_edits(shop, edit("2", "discount", "add", ref="Geste", **cells))) == [[code]]


def test_a_gift_card_takes_no_discount(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "discount", "add", ref="Geste", item="CARD", value="5%"),
        edit("2", "discount", "add", ref="Geste", item="NONE", value="5%"),
    )
    assert codes(planned) == [["gift-card-discount"], ["unknown-item"]]


def test_a_discount_changes_value_kind_or_name(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "discount", ref="automne", value="15%"),
        edit("1", "discount", ref="Geste", value="4.00", old_value="3.00", name="Geste commercial"),
        edit("1", "discount", ref="line", item="TEA", value="10%"),
        edit("3", "discount", value="5.00", kind="amount", old_value="10%"),
    )
    assert codes(planned) == [[], [], [], []]
    assert told(planned) == [
        "Automne, value: 10% -> 15% (edit)",
        "Geste, name: Geste -> Geste commercial (edit)",
        "Geste, value: 3.00 -> 4.00 (edit)",
        "line, value: 5.00 -> 10% (edit)",
        "#1, value: 10% -> 5.00 (edit)",
    ]
    assert steps(planned, "column", "text", "number")[-3:] == [
        ("kind", "amount", 0),
        ("rate_ppb", "", 0),
        ("value_minor", "", 500),
    ]


def test_the_value_it_has_already_or_another_one_than_seen(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "discount", ref="Automne", value="10"),
        edit("3", "discount", value="5%", old_value="20%"),
        edit("2", "discount", value="5%"),
        edit("4", "discount", ref="A", value="5%"),
    )
    assert states(planned) == ["nothing", "rejected", "rejected", "rejected"]
    assert codes(planned) == [["already-so"], ["edit-conflict"], ["unknown-discount"], ["discount-ambiguous"]]
    assert planned.problems[2].expected == "no discount"


def test_a_discount_of_many_is_named_by_its_position(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("4", "discount", ref="#2", value="2.00"),
        edit("1", "discount", "remove", ref="#9"),
        edit("3", "discount", "remove", ref="#1"),
    )
    assert told(planned) == ["A, value: 1.00 -> 2.00 (edit)", "#1, discount: 10% ->  (remove)"]
    assert codes(planned)[1] == ["unknown-discount"]
    assert planned.problems[0].expected == "#1 line, #2 Automne, #3 Geste"


def test_a_kind_alone_is_not_enough_and_the_item_must_be_there(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "discount", ref="Geste", kind="percent"),
        edit("2", "discount", ref="Geste", item="NONE", value="1.00"),
        edit("3", "discount", "remove", item="NONE"),
        edit("4", "discount", ref="#1", value="cher"),
    )
    assert codes(planned) == [["value-missing"], ["unknown-item"], ["unknown-item"], ["bad-rate"]]


def test_a_removed_discount_is_told_with_its_value(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "discount", "remove", ref="Geste"),
        edit("1", "discount", "remove", ref="line", item="TEA"),
        edit("2", "discount", "remove", ref="Geste"),
    )
    assert told(planned) == ["Geste, discount: 3.00 ->  (remove)", "line, discount: 5.00 ->  (remove)"]
    assert states(planned) == ["planned", "planned", "rejected"]


def test_what_the_export_has_no_place_for_is_refused(shop: Tables) -> None:
    bare = replace(shop, fields=shop.fields.loc[~shop.fields["field"].str.startswith("discount")])
    planned = plan_edits(
        bare,
        edit("1", "discount", ref="Automne", value="5%", name="Hiver"),
        edit("2", "discount", "add", ref="Geste", value="1.00"),
        edit("3", "discount", "remove"),
        edit("2", "discount", "add", ref="Geste", item="TEA", value="1.00"),
    )
    refused = "field-not-in-export"
    assert codes(planned) == [[refused, refused], [refused], [refused], [refused]]


def test_a_discount_without_a_name_is_told_by_its_position_and_item(shop: Tables) -> None:
    orders = Orders()
    orders.add("1", line("TEA", "50.00", discount="5.00"), discounts=[{"value": "10%", "name": ""}])
    tables = orders.tables()
    nameless = replace(tables, discounts=tables.discounts.assign(name=""))
    planned = plan_edits(nameless, edit("1", "discount", "remove", item="TEA", ref="#1"))
    (sentence,) = told(planned)
    assert sentence.endswith("on TEA (#1), discount: 5.00 ->  (remove)")
    assert sentence.startswith("#")
