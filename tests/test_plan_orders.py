"""Which order a row means, how rows get on with each other, and fields of the order itself."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.plan import settle_decimal_marks
from planning import codes, plan_edits, states, steps, told
from schemas.edits import Edits
from schemas.orders import Tables


@pytest.fixture(scope="module")
def shop() -> Tables:
    """Eight orders with numbers of every kind."""
    orders = Orders()
    orders.add("00123", line("TEA", "5.00"), email="ana.favre@example.ch", comments="Livrer le matin")
    orders.add("#1001", line("CUP", "5.00", name="Tasse bleue"), alternative_id="9-77", ship_city="Nyon")
    orders.add("#1002", line("POT", "5.00"), email="beat@example.ch", ship_city="Nyon")
    orders.add("K8XTQ", line("CUP", "5.00", name="Tasse verte"), name="Carla Rossi")
    orders.add("0045", line("TEA", "5.00")).add("45", line("TEA", "5.00"))
    orders.add("777", line("BOX", "5.00")).add("#777", line("BOX", "5.00"))
    return orders.tables()


def found(tables: Tables, *rows: dict) -> list[tuple[str, list[str]]]:
    """The order each row was matched to ("" for none), and what there was to say."""
    planned = plan_edits(tables, *rows)
    keys = planned.rows["order_key"].tolist()
    ids = ["" if key < 0 else name for key, name in zip(keys, planned.rows["order_id"], strict=True)]
    return list(zip(ids, codes(planned), strict=True))


MATCHES = [
    ("00123", "", ("00123", [])),
    ("123", "", ("", ["unknown-order"])),
    ("123", "number", ("00123", ["order-number-repaired"])),
    ("#1001", "", ("#1001", [])),
    ("1001", "", ("#1001", [])),
    ("1001", "number", ("#1001", [])),
    ("9-77", "", ("#1001", [])),
    ("#9-77", "", ("#1001", [])),
    ("k8xtq", "", ("K8XTQ", [])),
    ("45", "", ("45", [])),
    ("0045", "", ("0045", [])),
    ("45", "number", ("", ["order-ambiguous"])),
    ("777", "", ("777", [])),
    ("#777", "", ("#777", [])),
    ("1.2E+11", "", ("", ["order-number-damaged"])),
    ("1234567890123450", "number", ("", ["order-number-damaged"])),
    ("5555", "number", ("", ["unknown-order"])),
    ("", "", ("", ["order-missing"])),
]


def test_an_order_is_found_by_its_number_or_not_at_all(shop: Tables) -> None:
    rows = [
        edit(number, "customer", ship_region="VD", damaged="yes" if kind else "")
        for number, kind, _ in MATCHES
    ]
    # each alone, as several edits of one field would reject each other
    assert [found(shop, row)[0] for row in rows] == [expected for _, _, expected in MATCHES]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ana.favre@example.ch", ("00123", [])),
        ("ANA.FAVRE@example.ch", ("00123", [])),
        ("carla rossi", ("K8XTQ", [])),
        ("livrer", ("00123", [])),
        ("Tasse bleue", ("#1001", [])),
        ("POT", ("#1002", [])),
        ("Nyon", ("", ["order-ambiguous"])),
        ("tasse", ("", ["order-ambiguous"])),
        ("Zermatt", ("", ["unknown-order"])),
    ],
)
def test_an_order_is_found_by_any_detail(shop: Tables, text: str, expected: tuple) -> None:
    assert found(shop, edit("", "customer", find=text, ship_region="VD")) == [expected]


def test_several_orders_are_listed_and_near_ones_suggested(shop: Tables) -> None:
    planned = plan_edits(shop, edit("", "order", find="tea", tip="1"), edit("K8XTO", "order", tip="1"))
    assert "00123, 0045, 45" in planned.problems[0].message
    assert "K8XTQ" in planned.problems[1].fix


def test_long_lists_of_orders_say_that_they_are_cut() -> None:
    orders = Orders()
    for number in range(7):
        orders.add(str(number), line("TEA", "5.00"))
    planned = plan_edits(orders.tables(), edit("", "order", find="tea", tip="1"))
    assert "0, 1, 2, 3, 4 and 2 more" in planned.problems[0].message


def test_an_order_set_aside_is_not_unknown(shop: Tables) -> None:
    planned = plan_edits(shop, edit("666", "order", tip="1"), set_aside=["666"])
    assert (states(planned), codes(planned)) == (["rejected"], [["order-set-aside"]])


# ---- the rows of one batch


def test_two_edits_of_one_field_are_both_rejected(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("00123", "customer", ship_city="Nyon"),
        edit("00123", "customer", ship_city="Vevey"),
        edit("#1001", "order", tip="1.00"),
        edit("#1001", "order", tip="2.00"),
        edit("45", "item", ref="TEA", price="1"),
        edit("45", "item", ref="#1", quantity="2"),
    )
    assert states(planned) == ["rejected"] * 4 + ["planned"] * 2
    assert codes(planned) == [["edited-twice"]] * 4 + [[], []]


def test_a_removed_item_cannot_be_edited_as_well() -> None:
    def order(number: str) -> None:
        orders.add(number, line("A", "5.00", tax="8.1%", discount="1.00"), line("B", "5.00", tax="8.1%"))

    orders = Orders()
    others = [
        edit("1", "item", ref="A", price="1"),
        edit("2", "item", ref="A", tax="none"),
        edit("3", "discount", "add", ref="Geste", item="A", value="1.00"),
        edit("4", "discount", ref="line", item="A", value="2.00"),
        edit("5", "tax", ref="TVA", item="A", rate="2.6%"),
        edit("6", "tax", "add", ref="Taxe", item="A", rate="1%"),
        edit("7", "item", "remove", ref="#1"),
        edit("8", "item", ref="B", price="1"),
        edit("9", "discount", "add", ref="Geste", value="1.00"),
        edit("10", "tax", "add", ref="Taxe", rate="1%"),
    ]
    for number in range(1, 11):
        order(str(number))
    removals = [edit(str(number), "item", "remove", ref="A") for number in range(1, 11)]
    planned = plan_edits(orders.tables(), *others, *removals)
    assert states(planned) == (["rejected"] * 7 + ["planned"] * 3) * 2
    assert codes(planned)[:7] == [["edited-twice"]] * 7


def test_the_order_is_the_unit_of_rejection(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("45", "order", tip="1.00"),
        edit("45", "item", ref="TEA", price="cher"),
        edit("45", "customer", ship_city="Nyon"),
        edit("777", "order", tip="1.00"),
        edit("45", "customer"),
    )
    assert states(planned) == ["rejected", "rejected", "rejected", "planned", "rejected"]
    assert codes(planned)[:4] == [["order-rejected"], ["bad-number"], ["order-rejected"], []]
    assert set(planned.plan.steps["row_key"]) | set(planned.plan.added["charges"]["row_key"]) == {3}


def test_a_policy_can_reject_everything(shop: Tables) -> None:
    rows = [edit("45", "order", tip="1.00"), edit("9999", "order", tip="1.00"), edit("777", "customer")]
    planned = plan_edits(shop, *rows, rejects_everything=True)
    assert states(planned) == ["rejected"] * 3
    assert codes(planned)[0] == ["batch-rejected"]


def test_a_row_broken_before_rejects_its_order(shop: Tables) -> None:
    rows = [edit("45", "order", tip="1.00"), edit("45", "customer", ship_city="Nyon")]
    planned = plan_edits(shop, *rows, broken_rows=[1])
    assert (states(planned), codes(planned)) == (["rejected"] * 2, [["order-rejected"], []])


def test_a_row_that_asks_for_nothing_is_told_so(shop: Tables) -> None:
    planned = plan_edits(shop, edit("45", "customer"), edit("777", "customer", "remove"))
    assert states(planned) == ["nothing", "rejected"]
    assert codes(planned) == [["empty-request"], ["unknown-action"]]


def test_rounds_count_the_rows_of_an_order_that_move_money(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("45", "item", ref="TEA", price="1"),
        edit("777", "item", ref="BOX", price="1"),
        edit("45", "customer", ship_city="Nyon"),
        edit("45", "item", ref="TEA", quantity="3"),
    )
    assert steps(planned, "row_key", "round") == [(0, 1), (1, 1), (2, 0), (3, 2)]


# ---- decimal marks


def with_files(requested: Edits, *files: str) -> Edits:
    return replace(requested, rows=requested.rows.assign(file=list(files)))


def test_a_column_that_writes_decimals_settles_its_thousands() -> None:
    requested = with_files(
        edits(
            edit("1", "item", ref="A", price="12,5", quantity="1.5"),
            edit("1", "item", ref="B", price="1 234,50", quantity="2,5"),
            edit("1", "item", ref="A", price="12.50", name="Thé 1,5 kg"),
            edit("1", "order", tip="1,234"),
        ),
        "a.xlsx", "a.xlsx", "b.xlsx", "b.xlsx",
    )  # fmt: skip
    assert settle_decimal_marks(requested) == {("a.xlsx", "price"): ",", ("b.xlsx", "price"): "."}


def test_a_settled_mark_holds_for_the_ambiguous_cells_of_its_column(shop: Tables) -> None:
    rows = [
        edit("45", "item", ref="TEA", price="1,234"),
        edit("777", "item", ref="BOX", price="2,5"),
        edit("00123", "order", tip="1,234"),
    ]
    planned = plan_edits(shop, *rows)
    assert codes(planned) == [[], [], ["ambiguous-number"]]
    assert "TEA (#1), price: 5.00 -> 1.234 (edit)" in told(planned)


def test_number_cells_settle_nothing() -> None:
    requested = edits(edit("1", "item", ref="A", price="12.5"))
    requested = replace(requested, cells=requested.cells.assign(is_number=True))
    assert settle_decimal_marks(requested) == {}
    assert settle_decimal_marks(Edits.empty()) == {}


# ---- the order's own fields


@pytest.fixture(scope="module")
def fees() -> Tables:
    """Orders with and without fees; order 3 has two handling fees, 4 a percentage one."""
    orders = Orders()
    for number in "12345":
        orders.add(number, line("A", "40.00", tax="8.1%"), shipping="9.00", included=number == "5")
    orders.add("6", line("A", "40.00"), is_tax_exempt=True)
    tables = orders.tables()
    extra = tables.charges.iloc[[2, 2, 3]].assign(charge_key=[900, 901, 902])
    kinds = ["handling", "handling", "surcharge"]
    charges = pd.concat(
        [tables.charges, extra.assign(kind=kinds, rate_ppb=[0, 0, 10_000_000])], ignore_index=True
    )
    fields = tables.fields.loc[tables.fields["field"] != "order.payment_method"]
    orders_table = tables.orders.assign(tax_minor=[324] * 5 + [0])
    return replace(tables, charges=charges, fields=fields, orders=orders_table)


def test_fees_and_names_of_the_order_are_edited(fees: Tables) -> None:
    planned = plan_edits(
        fees,
        edit("1", "order", shipping_fee="7.00", shipping_method="Priority"),
        edit("2", "order", shipping_fee="<clear>", tip="5.00", handling_fee="2.50"),
        edit("4", "order", surcharge="3.00"),
        edit("3", "order", shipping_method="<clear>"),
    )
    assert codes(planned) == [[], [], [], []]
    assert told(planned) == [
        "shipping, shipping_fee: 9.00 -> 7.00 (edit)",
        "order, shipping_method: PostPac Economy -> Priority (edit)",
        "shipping, shipping_fee: 9.00 -> 0.00 (edit)",
        "tip, tip: 0.00 -> 5.00 (edit)",
        "handling, handling_fee: 0.00 -> 2.50 (edit)",
        "surcharge, surcharge: 9.00 -> 3.00 (edit)",
        "order, shipping_method: PostPac Economy ->  (edit)",
    ]
    added = planned.plan.added["charges"]
    assert added[["kind", "amount_minor", "is_taxed"]].to_numpy().tolist() == [
        ["tip", 500, False],
        ["handling", 250, True],
    ]
    assert ("charges", "rate_ppb", 0) in steps(planned, "table", "column", "number")
    assert planned.rows["moves_money"].tolist() == [True, True, True, False]


def test_fees_that_cannot_be_are_refused(fees: Tables) -> None:
    planned = plan_edits(
        fees,
        edit("1", "order", shipping_fee="-1"),
        edit("2", "order", shipping_fee="EUR 7.00"),
        edit("3", "order", handling_fee="1.00"),
        edit("4", "order", payment_method="Rechnung"),
        edit("5", "order", tip="0.005"),
        edit("6", "order", tip="0"),
    )
    assert codes(planned) == [
        ["number-out-of-range"],
        ["bad-number"],
        ["charge-ambiguous"],
        ["field-not-in-export"],
        ["number-too-precise"],
        ["already-so"],
    ]


@pytest.mark.parametrize("fee", ["tip", "handling_fee"])
def test_a_fee_the_export_has_no_place_for_is_refused(fees: Tables, fee: str) -> None:
    bare = replace(fees, fields=fees.fields.loc[~fees.fields["field"].str.startswith("charge.")])
    assert codes(plan_edits(bare, edit("1", "order", **{fee: "1.00"}))) == [["field-not-in-export"]]


def test_an_old_value_is_compared_with_the_current_one(fees: Tables) -> None:
    planned = plan_edits(
        fees,
        edit("1", "order", shipping_fee="7.00", old_shipping_fee="9.00"),
        edit("2", "order", shipping_fee="7.00", old_shipping_fee="8.00"),
        edit("3", "order", shipping_fee="9.00", old_shipping_fee="8.00"),
        edit("4", "order", tip="1.00", old_tip=""),
        edit("5", "order", tip="1.00", old_tip="2.00"),
        edit("6", "order", shipping_method="Priority", old_shipping_method="Express"),
    )
    assert states(planned) == ["planned", "rejected", "nothing", "planned", "rejected", "rejected"]
    conflict, same = ["edit-conflict"], ["already-so"]
    assert codes(planned) == [[], conflict, same, [], conflict, conflict]


def test_an_old_value_that_is_no_number_is_a_conflict(fees: Tables) -> None:
    planned = plan_edits(fees, edit("1", "order", shipping_fee="7.00", old_shipping_fee="neuf"))
    assert codes(planned) == [["edit-conflict"]]


def test_an_order_becomes_exempt_or_taxed_again(fees: Tables) -> None:
    planned = plan_edits(
        fees,
        edit("1", "order", tax_exempt="oui"),
        edit("2", "order", tax_exempt="peut-être"),
        edit("3", "order", tax_exempt="nein"),
        edit("4", "order", tax_exempt="yes", old_tax_exempt="yes"),
        edit("5", "order", tax_exempt="sì"),
        edit("6", "order", tax_exempt="<clear>", old_tax_exempt="ja"),
    )
    assert states(planned) == ["planned", "rejected", "nothing", "rejected", "planned", "planned"]
    assert codes(planned) == [
        [],
        ["bad-yes-no"],
        ["already-so"],
        ["edit-conflict"],
        ["tax-inside-price"],
        [],
    ]
    assert told(planned) == [
        "order, tax_exempt: no -> yes (edit)",
        "order, tax_exempt: no -> yes (edit)",
        "order, tax_exempt: yes -> no (edit)",
    ]


def test_among_many_orders_near_numbers_are_still_suggested() -> None:
    orders = Orders()
    for number in range(6000):
        orders.add(f"{number:05d}", line("TEA", "5.00"))
    rows = [edit("0O123", "order", tip="1"), edit("012345", "order", tip="1"), edit("Z", "order", tip="1")]
    planned = plan_edits(orders.tables(), *rows)
    hints = [found.fix.rpartition("holds the order.")[2].strip() for found in planned.problems]
    assert hints == ["Did you mean 00123, 01123, 02123?", "Did you mean 01234, 01235, 01245?", ""]
