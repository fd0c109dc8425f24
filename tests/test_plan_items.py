"""Edits of items: found by SKU, position, line id or name; added, changed, removed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import Orders, edit, line
from planning import codes, plan_edits, states, steps, told
from schemas.orders import Tables


@pytest.fixture(scope="module")
def shop() -> Tables:
    """Order 1: all lines at 8.1 %; order 2: mixed; order 3: untaxed lines; order 4: tax of the order."""
    orders = Orders()
    orders.add(
        "1",
        line("TEA-01", "12.50", "2", "8.1%", name="Thé vert", line_id="L77"),
        line("00042", "5.00", "4", "8.1%", name="Tasse", discount="8.00"),
        line("TEA-02", "12.50", "1", "8.1%", name="Thé noir"),
    )
    orders.add(
        "2",
        line("TEA", "10.00", "1", "2.6%"),
        line("CUP", "5.00", "1", "8.1%"),
        line("TEA", "10.00", "1", "2.6%"),
    )
    orders.add("3", line("BOOK", "20.00", taxable=False))
    orders.add("4", line("TEA", "10.00"), line("BOOK", "10.00", taxable=False), order_taxes=[("TVA", "8.1%")])
    orders.add("5", line("CARD", "50.00", gift_card=True), line("TEA", "10.00", "1", "8.1%"))
    orders.add("6", line("TEA", "10.00"), encoding="cp1252")
    return orders.tables()


@pytest.mark.parametrize(
    ("order", "reference", "answer"),
    [
        ("1", "TEA-01", "TEA-01 (#1)"),
        ("1", "tea-01", "TEA-01 (#1)"),
        ("1", "#3", "TEA-02 (#3)"),
        ("1", "L77", "TEA-01 (#1)"),
        ("1", "42", "00042 (#2)"),  # Excel dropped the zeros
        ("1", "thé noir", "TEA-02 (#3)"),
        ("2", "CUP", "CUP (#2)"),
        ("2", "#3", "TEA (#3)"),
        ("2", "TEA", "item-ambiguous"),
        ("1", "#9", "unknown-item"),
        ("1", "TEA-1", "unknown-item"),
        ("1", "", "value-missing"),
    ],
)
def test_an_item_is_named_in_many_ways(shop: Tables, order: str, reference: str, answer: str) -> None:
    planned = plan_edits(shop, edit(order, "item", ref=reference, price="1.00"))
    found = codes(planned)[0] or [told(planned)[0].partition(",")[0]]
    assert found == [answer]


def test_candidates_and_near_names_are_told(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("2", "item", ref="TEA", price="1.00"),
        edit("1", "item", ref="TAE-01", price="1.00"),
        edit("3", "item", ref="Z", price="1.00"),
    )
    assert "#1 TEA, #3 TEA" in planned.problems[0].message
    assert "Did you mean TEA-01" in planned.problems[1].fix
    assert "The order has: BOOK (#1)." in planned.problems[2].fix


def test_without_an_item_the_sku_names_the_line(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "item", sku="TEA-01", price="1.00"),
        edit("2", "item", sku="NEW", old_sku="CUP", price="1.00"),
    )
    assert told(planned) == ["TEA-01 (#1), price: 12.50 -> 1.00 (edit)"]
    assert codes(planned) == [[], ["value-missing"]]


def test_every_field_of_an_item_can_change(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "item", ref="#1", sku="TEA-09", name="Thé blanc", price="13.115", quantity="1.5"),
        edit("1", "item", ref="#3", sku="<clear>", price="0"),
        edit("2", "item", ref="CUP", price="5.00", quantity="1"),
    )
    assert told(planned) == [
        "TEA-01 (#1), sku: TEA-01 -> TEA-09 (edit)",
        "TEA-01 (#1), name: Thé vert -> Thé blanc (edit)",
        "TEA-01 (#1), price: 12.50 -> 13.115 (edit)",
        "TEA-01 (#1), quantity: 2 -> 1.5 (edit)",
        "TEA-02 (#3), sku: TEA-02 ->  (edit)",
        "TEA-02 (#3), price: 12.50 -> 0.00 (edit)",
    ]
    assert states(planned) == ["planned", "planned", "nothing"]
    assert codes(planned)[2] == ["already-so", "already-so"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("price", "-1", "number-out-of-range"),
        ("price", "USD 5", "bad-number"),
        ("price", "1,234", "ambiguous-number"),
        ("price", "<clear>", "cannot-clear"),
        ("name", "<clear>", "cannot-clear"),
        ("quantity", "0", "number-out-of-range"),
        ("quantity", "deux", "bad-number"),
        ("tax", "Luxe", "unknown-tax"),
    ],
)
def test_what_no_item_can_have_is_refused(shop: Tables, field: str, value: str, code: str) -> None:
    assert codes(plan_edits(shop, edit("1", "item", ref="#1", **{field: value}))) == [[code]]


def test_a_fixed_discount_of_the_line_follows_its_quantity(shop: Tables) -> None:
    planned = plan_edits(
        shop, edit("1", "item", ref="#2", quantity="3"), edit("2", "item", ref="CUP", quantity="3")
    )
    assert told(planned)[-1] == "00042 (#2), discount: 8.00 -> 6.00 (follows)"
    assert ("value_minor", 600) in steps(planned, "column", "number")


def test_an_edit_of_the_discount_overrides_what_follows(shop: Tables) -> None:
    rows = [
        edit("1", "item", ref="#2", quantity="3"),
        edit("1", "discount", ref="line", item="#2", value="7.00"),
    ]
    for ordered in (rows, rows[::-1]):
        planned = plan_edits(shop, *ordered)
        values = [number for column, number in steps(planned, "column", "number") if column == "value_minor"]
        assert values == [700]
        assert not any("(follows)" in words for words in told(planned))
    gone = plan_edits(shop, rows[0], edit("1", "discount", "remove", ref="line", item="#2"))
    assert ("value_minor",) not in steps(gone, "column")


# ---- adding


def test_an_added_item_takes_the_taxes_that_all_lines_share(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "item", "add", sku="BOX", name="Boîte", price="7.50", quantity="2"),
        edit("3", "item", "add", ref="MAP", price="3.00", quantity="1"),
        edit("5", "item", "add", sku="BOX", price="7.50", quantity="2"),
    )
    assert told(planned) == [
        "BOX, item:  -> 2 × Boîte at 7.50 (add)",
        "MAP, item:  -> 1 × MAP at 3.00 (add)",
        "BOX, item:  -> 2 × BOX at 7.50 (add)",
    ]
    added = planned.plan.added["lines"].sort_values("order_key")
    assert added[["sku", "line_number", "is_taxable", "inherits_taxes"]].to_numpy().tolist() == [
        ["BOX", 4, True, True],
        ["MAP", 2, False, True],
        ["BOX", 3, True, True],
    ]


def test_an_added_item_names_its_tax_where_lines_differ(shop: Tables) -> None:
    def add(order: str, tax: str = "") -> dict:
        return edit(
            order, "item", "add", sku="BOX", price="7.50", quantity="2", **({"tax": tax} if tax else {})
        )

    found = []
    for row in (add("2"), add("4"), add("2", "8.1%"), add("2", "TVA 2.6%"), add("2", "TVA"), add("2", "Luxe 7,7 %"),
                add("2", "Luxe"), add("4", "TVA"), add("2", "keine")):  # fmt: skip
        planned = plan_edits(shop, row)
        taxes = planned.plan.added["taxes"][["name", "rate_ppb"]].to_numpy().tolist()
        found.append(codes(planned)[0] or taxes)
    assert found == [
        ["tax-needed"],
        ["tax-needed"],
        [["TVA", 81_000_000]],
        [["TVA", 26_000_000]],
        ["tax-ambiguous"],
        [["Luxe 7,7 %", 77_000_000]],
        ["unknown-tax"],
        [],
        [],
    ]


def test_added_lines_are_numbered_by_what_they_are(shop: Tables) -> None:
    rows = [
        edit("1", "item", "add", sku=sku, price=price, quantity="1")
        for sku, price in (("B", "2.00"), ("A", "2.00"), ("B", "1.00"))
    ]
    for ordered in (rows, rows[::-1]):
        added = plan_edits(shop, *ordered).plan.added["lines"]
        assert added[["sku", "unit_price_sub", "line_number"]].to_numpy().tolist() == [
            ["A", 2_000_000, 4],
            ["B", 1_000_000, 5],
            ["B", 2_000_000, 6],
        ]


def test_an_added_item_needs_name_price_and_quantity(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "item", "add", price="1.00", quantity="1"),
        edit("2", "item", "add", sku="BOX", tax="8.1%"),
        edit("3", "item", "add", sku="BOX", price="x", quantity="y"),
        edit("6", "item", "add", sku="BOX", name="Łódź", price="1.00", quantity="1"),
    )
    assert codes(planned) == [
        ["value-missing"],
        ["value-missing", "value-missing"],
        ["bad-number", "bad-number"],
        ["text-not-encodable"],
    ]


# ---- the tax of an item


def test_the_tax_of_an_item_can_change(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "item", ref="#1", tax="none"),
        edit("1", "item", ref="#3", tax="Taux réduit 2.6%", old_tax="TVA 8.1%"),
        edit("2", "item", ref="CUP", tax="2.6%"),
        edit("4", "item", ref="BOOK", tax="TVA"),
        edit("3", "item", ref="BOOK", tax="Taxe 1%", old_tax="<clear>"),
    )
    assert codes(planned) == [[], [], [], [], []]
    assert told(planned) == [
        "TEA-01 (#1), tax: TVA 8.1% -> none (edit)",
        "TEA-02 (#3), tax: TVA 8.1% -> Taux réduit 2.6% (edit)",
        "CUP (#2), tax: TVA 8.1% -> 2.6% (edit)",
        "BOOK (#2), tax: no tax -> TVA (edit)",
        "BOOK (#1), tax: no tax -> Taxe 1% (edit)",
    ]
    added = planned.plan.added["taxes"][["name", "rate_ppb"]].to_numpy().tolist()
    assert added == [["Taux réduit 2.6%", 26_000_000], ["TVA", 26_000_000], ["Taxe 1%", 10_000_000]]
    flags = [number for column, number in steps(planned, "column", "number") if column == "is_taxable"]
    assert flags == [0, 1, 1]


def test_the_tax_an_item_has_already_is_no_edit(shop: Tables) -> None:
    planned = plan_edits(
        shop,
        edit("1", "item", ref="#1", tax="TVA 8.1%"),
        edit("3", "item", ref="BOOK", tax="none"),
        edit("4", "item", ref="TEA", tax="TVA"),
        edit("2", "item", ref="CUP", tax="none", old_tax="2.6%"),
    )
    assert codes(planned) == [["already-so"], ["already-so"], ["already-so"], ["edit-conflict"]]
    assert not planned.rows["moves_money"].any()


def test_one_item_gets_one_new_tax(shop: Tables) -> None:
    rows = [edit("3", "item", ref="BOOK", tax="Taxe 1%"), edit("3", "item", ref="#1", tax="Taxe 2%")]
    assert codes(plan_edits(shop, *rows)) == [["edited-twice"], ["edited-twice"]]


# ---- removing


def test_a_removed_item_is_told_whole(shop: Tables) -> None:
    planned = plan_edits(
        shop, edit("1", "item", "remove", ref="#1"), edit("1", "item", "remove", sku="TEA-02")
    )
    assert told(planned) == [
        "TEA-01 (#1), item: 2 × Thé vert at 12.50 ->  (remove)",
        "TEA-02 (#3), item: 1 × Thé noir at 12.50 ->  (remove)",
    ]
    assert steps(planned, "op", "table", "column") == [("remove", "lines", "*")] * 2


def test_an_item_to_remove_must_be_there(shop: Tables) -> None:
    assert codes(plan_edits(shop, edit("1", "item", "remove", ref="XX-99"))) == [["unknown-item"]]


def test_what_the_export_has_no_place_for_is_refused(shop: Tables) -> None:
    bare = replace(shop, fields=shop.fields.loc[~shop.fields["field"].str.match("line|tax")])
    planned = plan_edits(
        bare,
        edit("1", "item", ref="#1", price="1.00", tax="none"),
        edit("2", "item", "add", sku="A", price="1", quantity="1"),
        edit("3", "item", "remove", ref="#1"),
    )
    refused = "field-not-in-export"
    assert codes(planned) == [[refused, refused], [refused], [refused]]
