"""Edits of taxes: of the order or of one item; rate, amount, name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import Orders, edit, line, ppb
from pipeline.plan.taxes import rename_with_rate, share_out
from planning import codes, plan_edits, states, steps, told
from schemas.orders import Tables


@pytest.fixture(scope="module")
def shop() -> Tables:
    """Order 1: TVA on two lines and shipping; 2: none; 3: two rates; 4: of the order; 5: inside prices."""
    orders = Orders()
    orders.add(
        "1",
        line("A", "10.00", "2", "8.1%"),
        line("B", "30.00", "1", "8.1%"),
        shipping="9.00",
        shipping_tax="8.1%",
    )
    orders.add("2", line("A", "10.00", taxable=False), line("CARD", "50.00", gift_card=True, taxable=False))
    orders.add("3", line("A", "10.00", "1", "8.1%"), line("B", "30.00", "1", "2.6%"))
    orders.add("4", line("A", "10.00"), order_taxes=[("TVA 8.1%", "8.1%")])
    orders.add(
        "5", line("A", "108.10", "1", "8.1%"), included=True, stored={"tax": "8.10", "total": "108.10"}
    )
    orders.add("6", line("CARD", "50.00", gift_card=True, taxable=False))
    return orders.tables()


def added(planned: object) -> list[list[object]]:
    rows = planned.plan.added["taxes"]  # type: ignore[attr-defined]
    return rows[["scope", "name", "rate_ppb", "is_rate_known", "amount_minor"]].to_numpy().tolist()


def test_a_new_tax_goes_on_every_taxable_item_on_one_or_on_the_order(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "tax", "add", ref="Eco", rate="1%"),
        edit("3", "tax", "add", name="Luxe", item="B", rate="5,5 %"),
    )
    assert told(planned) == ["Eco, tax:  -> 1% (add)", "Luxe, tax:  -> 5.5% (add)"]
    assert added(planned) == [
        ["line", "Eco", 10_000_000, True, 0],
        ["line", "Eco", 10_000_000, True, 0],
        ["line", "Luxe", 55_000_000, True, 0],
    ]
    whole = replace(shop, fields=shop.fields.loc[shop.fields["field"] != "tax.line"])
    assert added(plan_edits(whole, edit("1", "tax", "add", ref="Eco", rate="1%"))) == [
        ["order", "Eco", 10_000_000, True, 0]
    ]


def test_a_tax_amount_is_shared_out_over_the_items(shop: Tables) -> None:
    planned = plan_edits(shop, edit("1", "tax", "add", ref="Taxe", amount="1.01"))
    assert [row[3:] for row in added(planned)] == [[False, 40], [False, 61]]  # by 20.00 and 30.00: 40.4, 60.6


def test_where_nothing_is_taxable_a_new_tax_makes_it_so(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("2", "tax", "add", ref="TVA", amount="0.81"),
        edit("6", "tax", "add", ref="TVA", rate="8.1%"),
    )
    assert [row[4] for row in added(planned)] == [81, 0]
    assert steps(planned, "table", "column", "number") == [("lines", "is_taxable", 1)] * 2


def test_a_tax_is_not_added_twice(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "tax", "add", ref="tva", rate="1%"),
        edit("3", "tax", "add", ref="Eco", rate="1%"),
        edit("3", "tax", "add", ref="ECO", item="A", rate="1%"),
        edit("2", "tax", "add", ref="Eco", item="A", rate="1%"),
        edit("2", "tax", "add", ref="Bio", item="A", rate="1%"),
    )
    assert codes(planned) == [["tax-exists"], ["edited-twice"], ["edited-twice"], [], []]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"ref": "Eco"}, "value-missing"),
        ({"rate": "1%"}, "value-missing"),
        ({"ref": "Eco", "rate": "1%", "amount": "1.00"}, "rate-and-amount"),
        ({"ref": "Eco", "rate": "0.01"}, "ambiguous-number"),
        ({"ref": "Eco", "amount": "$1"}, "bad-number"),
        ({"ref": "Eco", "rate": "1%", "item": "NONE"}, "unknown-item"),
    ],
)
def test_a_new_tax_needs_a_name_and_one_figure(shop: Tables, cells: dict[str, str], code: str) -> None:
    assert codes(plan_edits(shop, edit("1", "tax", "add", **cells))) == [[code]]


def test_a_new_rate_reaches_every_row_of_the_tax(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "tax", ref="TVA", rate="7.7%", old_rate="8.1%"),
        edit("4", "tax", rate="7.7%"),
        edit("3", "tax", ref="2.6%", rate="2.5%"),
        edit("5", "tax", ref="TVA 8.1%", rate="8.1%"),
    )
    assert codes(planned) == [[], [], [], ["already-so"]]
    rates = [number for column, number in steps(planned, "column", "number") if column == "rate_ppb"]
    assert rates == [ppb("7.7%")] * 4 + [ppb("2.5%")]
    assert told(planned) == [
        "TVA 8.1%, rate: 8.1% -> 7.7% (edit)",
        "TVA 8.1%, rate: 8.1% -> 7.7% (edit)",
        "TVA 2.6%, rate: 2.6% -> 2.5% (edit)",
        "TVA 8.1%, name: TVA 8.1% -> TVA 7.7% (follows)",
    ]


def test_a_tax_of_several_rates_must_be_told_apart(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("3", "tax", ref="TVA", rate="7.7%"),
        edit("2", "tax", ref="TVA", rate="7.7%"),
        edit("1", "tax", "remove", ref="Luxe"),
        edit("4", "tax", ref="TVA 8.1%", item="NONE", rate="1%"),
    )
    assert codes(planned) == [["tax-ambiguous"], ["unknown-tax"], ["unknown-tax"], ["unknown-item"]]
    expected = {found.row_key: found.expected for found in planned.problems}
    assert [expected[row_key] for row_key in (0, 1, 2)] == ["TVA 8.1%, TVA 2.6%", "no tax", "TVA 8.1%"]


def test_a_tax_gets_an_amount_or_a_name(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "tax", ref="TVA", amount="5.00", old_amount="4.78"),
        edit("4", "tax", name="MwSt.", rate="7.7%"),
        edit("3", "tax", ref="2.6%", name="Réduit", old_name="Luxe"),
        edit("5", "tax", name="TVA"),
    )
    assert codes(planned) == [[], [], ["edit-conflict"], ["already-so"]]
    amounts = [number for column, number in steps(planned, "column", "number") if column == "amount_minor"]
    assert amounts == [170, 254, 76]  # 1.62, 2.43 and 0.73 of 4.78
    assert told(planned) == [
        "TVA 8.1%, amount: 4.78 -> 5.00 (edit)",
        "TVA 8.1%, name: TVA 8.1% -> MwSt. (edit)",
        "TVA 8.1%, rate: 8.1% -> 7.7% (edit)",
    ]


def test_a_tax_is_removed_from_an_item_or_the_order(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "tax", "remove", ref="TVA", item="B"),
        edit("3", "tax", "remove", ref="TVA 8.1%"),
        edit("4", "tax", "remove"),
        edit("5", "tax", "remove", ref="TVA"),
    )
    assert codes(planned) == [[], [], [], ["tax-inside-price"]]
    assert states(planned) == ["planned"] * 4
    assert steps(planned, "op", "table") == [("remove", "taxes")] * 4
    assert "108.10 CHF" in planned.problems[0].message


def test_what_the_export_has_no_place_for_is_refused(shop: Tables) -> None:
    bare = replace(shop, fields=shop.fields.loc[~shop.fields["field"].str.startswith("tax")])
    planned = plan_edits(
        bare,
        edit("1", "tax", "add", ref="Eco", rate="1%"),
        edit("3", "tax", ref="2.6%", rate="2.5%", name="Réduit"),
        edit("4", "tax", "remove"),
        edit("5", "tax", ref="TVA", item="A", rate="1%"),
    )
    refused = "field-not-in-export"
    assert codes(planned) == [[refused], [refused, refused], [refused], [refused]]


def test_a_rate_in_a_name_follows_it() -> None:
    assert rename_with_rate("TVA 8.1%", ppb("8.1"), ppb("2.6")) == "TVA 2.6%"
    assert rename_with_rate("MwSt. 7,7 %", ppb("7.7"), ppb("8.1")) == "MwSt. 8,1 %"
    assert rename_with_rate("TVA 18.1%", ppb("8.1"), ppb("2.6")) == "TVA 18.1%"
    assert rename_with_rate("TVA", ppb("8.1"), ppb("2.6")) == "TVA"


def test_parts_of_one_amount_add_up() -> None:
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(5, [0, 0]) == [5, 0]
    assert share_out(7, [1]) == [7]
