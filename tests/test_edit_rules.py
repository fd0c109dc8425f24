"""What an edit does to the rest of its order, rule by rule; every figure is reckoned by hand.

Each rule is shown twice: with tax on top of the prices, and with prices that
hold it. Figures are items, discount, shipping, fees, tax, total. 8.1 % of a
price that holds it is 8.1 / 108.1 of it.
"""

from __future__ import annotations

import pytest

from builders import Orders, edit, line, ppb
from edit_both import PARTS, codes, correct_both, correct_known, correct_under, edit_both, figures, results
from test_totals import with_shares

# ---- what was sold stays as it was sold


def test_an_order_from_before_2024_keeps_the_old_swiss_rate() -> None:
    # 20.00 × 7.7 % = 1.54; inside: 20.00 × 7.7 / 107.7 = 1.4299
    on_top, inside = edit_both(
        [line("A", "10.00", "1", "7.7%")], edit("1", "item", ref="A", quantity="2"), created_at="2023-11-20"
    )
    assert on_top == [2000, 0, 0, 0, 154, 2154]
    assert inside == [2000, 0, 0, 0, 143, 2000]


def test_price_rate_and_discount_of_a_line_stay_as_sold() -> None:
    for outcome in correct_both(
        [line("A", "48.00", "2", "8.1%", discount="20%")], edit("1", "item", ref="A", quantity="1")
    ):
        after = outcome.after
        assert after.lines[["unit_price_sub", "quantity_milli"]].to_numpy().tolist() == [[48_000_000, 1000]]
        assert after.taxes["rate_ppb"].tolist() == [ppb("8.1%")]
        assert after.discounts["rate_ppb"].tolist() == [ppb("20%")]


def test_another_line_keeps_its_price_tax_and_discount() -> None:
    # B: 20.00 − 5.00 = 15.00, tax 1.215, inside 1.1240; A: 20.00, tax 1.62, inside 1.4986
    lines = [line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "8.1%", discount="5.00")]
    on_top, inside = edit_both(lines, edit("1", "item", ref="A", quantity="2"))
    assert on_top == [4000, 500, 0, 0, 162 + 122, 3500 + 284]
    assert inside == [4000, 500, 0, 0, 150 + 112, 3500]


def test_a_discount_is_not_given_to_lines_it_was_not_given_for() -> None:
    # 10 % for A alone (its only stored share): B grows to 2 × 20.00 and C comes in, A's 1.00 is all it takes
    for included, tax, total in ((False, 73 + 324 + 81, 5900 + 478), (True, 67 + 300 + 75, 5900)):
        lines = [line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "8.1%")]
        orders = Orders().add("1", *lines, discounts=[{"value": "10%"}], included=included)
        outcome = correct_under(
            with_shares(orders.tables(), {0: [0]}),
            edit("1", "item", ref="B", quantity="2"),
            edit("1", "item", "add", sku="C", price="10.00", quantity="1"),
        )
        # tax: 9.00 × 8.1 % = 0.729, 40.00: 3.24, 10.00: 0.81; inside 0.6744, 2.9972, 0.7493
        assert figures(outcome) == [6000, 100, 0, 0, tax, total]


# ---- discounts


def test_half_of_two_at_a_fifth_off_leaves_the_price_of_one() -> None:
    # 2 × 48.00 − 20 % = 76.80; one removed: 48.00 − 9.60 = 38.40; tax 3.1104, inside 2.8773
    lines = [line("A", "48.00", "2", "8.1%", discount="20%")]
    on_top, inside = edit_both(lines, edit("1", "item", ref="A", quantity="1"))
    assert on_top == [4800, 960, 0, 0, 311, 4151]
    assert inside == [4800, 960, 0, 0, 288, 3840]
    untaxed, _ = edit_both(
        [line("A", "48.00", "2", discount="20%")], edit("1", "item", ref="A", quantity="1")
    )
    assert untaxed[-1] == 3840


def test_a_percentage_off_the_order_follows_its_base() -> None:
    # 10 % of 30.00 + 60.00; without B 10 % of 30.00 = 3.00; tax of 27.00: 2.187, inside 2.0231
    lines = [line("A", "30.00", "1", "8.1%"), line("B", "60.00", "1", "8.1%")]
    on_top, inside = edit_both(lines, edit("1", "item", "remove", ref="B"), discounts=[{"value": "10%"}])
    assert on_top == [3000, 300, 0, 0, 219, 2919]
    assert inside == [3000, 300, 0, 0, 202, 2700]


def test_a_percentage_follows_a_new_price() -> None:
    # 2 × 50.00 − 20 % = 80.00; tax 6.48, inside 5.9944
    lines = [line("A", "48.00", "2", "8.1%", discount="20%")]
    on_top, inside = edit_both(lines, edit("1", "item", ref="A", price="50.00"))
    assert on_top == [10000, 2000, 0, 0, 648, 8648]
    assert inside == [10000, 2000, 0, 0, 599, 8000]


@pytest.mark.parametrize(
    ("quantity", "items", "discount", "tax", "inside_tax"),
    [
        ("3", 3000, 600, 194, 180),  # 8.00 × 3/4; 24.00: 1.944, inside 1.7983
        ("1", 1000, 200, 65, 60),  # 8.00 × 1/4; 8.00: 0.648, inside 0.5994
        ("6", 6000, 1200, 389, 360),  # 8.00 × 6/4; 48.00: 3.888, inside 3.5967
    ],
)
def test_a_fixed_discount_of_a_line_follows_its_quantity(
    quantity: str, items: int, discount: int, tax: int, inside_tax: int
) -> None:
    on_top, inside = edit_both(
        [line("A", "10.00", "4", "8.1%", discount="8.00")], edit("1", "item", ref="A", quantity=quantity)
    )
    left = items - discount
    assert on_top == [items, discount, 0, 0, tax, left + tax]
    assert inside == [items, discount, 0, 0, inside_tax, left]


def test_the_quantity_share_of_a_fixed_discount_is_rounded() -> None:
    # 1.00 × 2/3 = 0.6667
    on_top, inside = edit_both(
        [line("A", "10.00", "3", discount="1.00")], edit("1", "item", ref="A", quantity="2")
    )
    assert on_top == inside == [2000, 67, 0, 0, 0, 1933]


def test_a_fixed_discount_of_a_line_does_not_follow_its_price() -> None:
    # 4 × 12.00 − 8.00 = 40.00; tax 3.24, inside 2.9972
    on_top, inside = edit_both(
        [line("A", "10.00", "4", "8.1%", discount="8.00")], edit("1", "item", ref="A", price="12.00")
    )
    assert on_top == [4800, 800, 0, 0, 324, 4324]
    assert inside == [4800, 800, 0, 0, 300, 4000]


def test_a_fixed_discount_of_the_order_stays_and_is_spread_again() -> None:
    # 9.00 on 30.00 + 60.00 was 3.00 + 6.00; on 2 × 30.00 + 60.00 it is 4.50 + 4.50
    # tax of 55.50: 4.4955, inside 4.1586
    lines = [line("A", "30.00", "1", "8.1%"), line("B", "60.00", "1", "8.1%")]
    on_top, inside = correct_both(
        lines, edit("1", "item", ref="A", quantity="2"), discounts=[{"value": "9.00"}]
    )
    assert figures(on_top) == [12000, 900, 0, 0, 900, 12000]
    assert figures(inside) == [12000, 900, 0, 0, 832, 11100]
    assert on_top.after.taxes["amount_minor"].tolist() == [450, 450]
    assert inside.after.taxes["amount_minor"].tolist() == [416, 416]


def test_a_fixed_discount_of_the_order_never_takes_more_than_its_base() -> None:
    # 9.00 off 5.00 + 60.00; without B only 5.00 are left to take
    lines = [line("A", "5.00", "1", "8.1%"), line("B", "60.00", "1", "8.1%")]
    on_top, inside = edit_both(lines, edit("1", "item", "remove", ref="B"), discounts=[{"value": "9.00"}])
    assert on_top == inside == [500, 500, 0, 0, 0, 0]


def test_a_policy_lets_a_fixed_discount_of_the_order_follow_its_base() -> None:
    # 9.00 off 90.00 is 3.00 off 30.00; tax of 27.00: 2.187, inside 2.0231
    lines = [line("A", "30.00", "1", "8.1%"), line("B", "60.00", "1", "8.1%")]
    proportional = {"order_discounts": "proportional"}
    on_top, inside = edit_both(
        lines, edit("1", "item", "remove", ref="B"), discounts=[{"value": "9.00"}], policy=proportional
    )
    assert on_top == [3000, 300, 0, 0, 219, 2919]
    assert inside == [3000, 300, 0, 0, 202, 2700]


def test_a_value_given_by_an_edit_does_not_follow_even_where_others_do() -> None:
    # the clerk says 7.00: it is 7.00 also on 30.00; tax of 23.00: 1.863, inside 1.7234
    lines = [line("A", "30.00", "1", "8.1%"), line("B", "60.00", "1", "8.1%")]
    on_top, inside = edit_both(
        lines,
        edit("1", "item", "remove", ref="B"),
        edit("1", "discount", ref="Rabais", value="7.00"),
        discounts=[{"value": "9.00"}],
        policy={"order_discounts": "proportional"},
    )
    assert on_top == [3000, 700, 0, 0, 186, 2486]
    assert inside == [3000, 700, 0, 0, 172, 2300]


def test_ten_off_a_price_of_129_leaves_119() -> None:
    # 119.00 × 8 % = 9.52; inside 119.00 × 8 / 108 = 8.8148
    add = edit("1", "discount", "add", ref="Geste", value="10.00")
    on_top, inside = edit_both([line("A", "129.00", "1", "8%")], add)
    assert on_top == [12900, 1000, 0, 0, 952, 12852]
    assert inside == [12900, 1000, 0, 0, 881, 11900]


def test_a_gift_card_takes_no_discount() -> None:
    # 10 % of the tea alone: of 2 × 10.00, whatever the card costs; it bears no tax either
    lines = [
        line("TEA", "10.00", "1", "8.1%"),
        line("CARD", "90.00", "1", gift_card=True, taxable=False),
    ]
    ten = {"discounts": [{"value": "10%"}]}
    rows = [edit("1", "item", ref="TEA", quantity="2"), edit("1", "item", ref="CARD", price="50.00")]
    on_top, inside = edit_both(lines, *rows, **ten)
    assert on_top == [7000, 200, 0, 0, 146, 6946]  # 18.00 × 8.1 % = 1.458
    assert inside == [7000, 200, 0, 0, 135, 6800]  # 1.3488
    for outcome in correct_both(lines, edit("1", "discount", "add", ref="X", item="CARD", value="5.00")):
        assert results(outcome) == ["rejected"]
        assert "gift-card-discount" in codes(outcome)


# ---- added items


def test_an_added_item_takes_the_tax_that_all_lines_share() -> None:
    # 10.00, 20.00 and the new 2 × 5.00: 0.81 + 1.62 + 0.81; inside 0.7493 + 1.4986 + 0.7493
    lines = [line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "8.1%")]
    on_top, inside = edit_both(lines, edit("1", "item", "add", sku="C", price="5.00", quantity="2"))
    assert on_top == [4000, 0, 0, 0, 324, 4324]
    assert inside == [4000, 0, 0, 0, 300, 4000]


def test_an_added_item_must_name_its_tax_where_the_lines_differ() -> None:
    # 10.00 at 8.1 %, 20.00 and the new 10.00 at 2.6 %: 0.81 + 0.52 + 0.26; inside 0.7493 + 0.5068 + 0.2534
    lines = [line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "2.6%")]
    cells = {"sku": "C", "price": "10.00", "quantity": "1"}
    for outcome in correct_both(lines, edit("1", "item", "add", **cells)):
        assert results(outcome) == ["rejected"]
        assert "tax-needed" in codes(outcome)
    on_top, inside = edit_both(lines, edit("1", "item", "add", **cells, tax="TVA 2.6%"))
    assert on_top == [4000, 0, 0, 0, 159, 4159]
    assert inside == [4000, 0, 0, 0, 75 + 51 + 25, 4000]


def test_an_added_item_shares_in_the_discounts_of_the_order_not_in_those_of_lines() -> None:
    # A: 40.00 − 25 % = 30.00; C: 20.00; 10 % of 50.00 = 5.00 (3.00 + 2.00)
    # tax of 27.00 and 18.00: 2.187 + 1.458; inside 2.0231 + 1.3488
    on_top, inside = edit_both(
        [line("A", "40.00", "1", "8.1%", discount="25%")],
        edit("1", "item", "add", sku="C", price="20.00", quantity="1"),
        discounts=[{"value": "10%"}],
    )
    assert on_top == [6000, 1500, 0, 0, 219 + 146, 4500 + 365]
    assert inside == [6000, 1500, 0, 0, 202 + 135, 4500]


# ---- exempt orders


@pytest.mark.parametrize("reason", ["is_tax_exempt", "is_reverse_charge"])
def test_an_order_without_tax_stays_so(reason: str) -> None:
    # 2 × 10.00 + 5.00 and 9.00 of shipping: no tax on any of them
    on_top, inside = edit_both(
        [line("A", "10.00", "1", "8.1%")],
        edit("1", "item", ref="A", quantity="2"),
        edit("1", "item", "add", sku="C", price="5.00", quantity="1"),
        edit("1", "order", shipping_fee="9.00"),
        shipping="7.00",
        shipping_tax="8.1%",
        **{reason: True},
    )
    assert on_top == inside == [2500, 0, 900, 0, 0, 3400]


# ---- removed lines


def test_a_removed_line_takes_its_discounts_and_tax_along() -> None:
    # left: 20.00 with 1.62; inside 1.4986
    lines = [line("A", "10.00", "1", "8.1%", discount="1.00"), line("B", "20.00", "1", "8.1%")]
    on_top, inside = correct_both(lines, edit("1", "item", "remove", ref="A"))
    assert figures(on_top) == [2000, 0, 0, 0, 162, 2162]
    assert figures(inside) == [2000, 0, 0, 0, 150, 2000]
    for outcome in (on_top, inside):
        assert (len(outcome.after.discounts), len(outcome.after.taxes)) == (0, 1)
    # on top it gave 9.00 and 0.729 of tax back, inside 9.00
    assert on_top.reconciliation["difference_minor"].tolist() == [-973]
    assert inside.reconciliation["difference_minor"].tolist() == [-900]


def test_the_last_line_is_not_removed() -> None:
    lines = [line("A", "10.00", "1", "8.1%"), line("B", "20.00", "1", "8.1%")]
    both = [edit("1", "item", "remove", ref=sku) for sku in "AB"]
    for asked, rejected in (([lines[0]], both[:1]), (lines, both)):
        for outcome in correct_both(asked, *rejected):
            assert set(results(outcome)) == {"rejected"}
            assert "last-item" in codes(outcome)
            assert outcome.reconciliation["difference_minor"].tolist() == [0]


def test_the_last_line_may_be_exchanged() -> None:
    # 15.00: tax 1.215, inside 1.1240
    on_top, inside = edit_both(
        [line("A", "10.00", "1", "8.1%")],
        edit("1", "item", "remove", ref="A"),
        edit("1", "item", "add", sku="B", price="15.00", quantity="1"),
    )
    assert on_top == [1500, 0, 0, 0, 122, 1622]
    assert inside == [1500, 0, 0, 0, 112, 1500]


# ---- shipping


def test_shipping_is_not_recalculated_unless_it_is_edited() -> None:
    # 9.00 at 8.1 %: 0.729, inside 0.6744; 5.00: 0.405, inside 0.3747
    lines = [line("A", "10.00", "1", "8.1%"), line("B", "200.00", "1", "8.1%")]
    ship = {"shipping": "9.00", "shipping_tax": "8.1%"}
    less = edit("1", "item", "remove", ref="B")
    on_top, inside = edit_both(lines, less, **ship)
    assert on_top == [1000, 0, 900, 0, 81 + 73, 1900 + 154]
    assert inside == [1000, 0, 900, 0, 75 + 67, 1900]
    on_top, inside = edit_both(lines, less, edit("1", "order", shipping_fee="5.00"), **ship)
    assert on_top == [1000, 0, 500, 0, 81 + 41, 1500 + 122]
    assert inside == [1000, 0, 500, 0, 75 + 37, 1500]


# ---- nothing else moves


@pytest.mark.parametrize(
    "row",
    [
        edit("1", "customer", ship_city="Vevey"),
        edit("1", "item", ref="A", name="Tea of spring"),
        edit("1", "order", payment_method="Invoice"),
    ],
    ids=lambda row: row["target"],
)
def test_an_edit_without_money_has_a_difference_of_nothing(row: dict) -> None:
    for outcome in correct_both([line("A", "33.33", "3", "8.1%", discount="7%")], row):
        assert results(outcome) == ["applied"]
        assert outcome.reconciliation[["difference_minor", "amount_minor"]].to_numpy().tolist() == [[0, 0]]


@pytest.mark.parametrize(
    ("included", "stored", "after"),
    [
        (False, "10.84", 2165),  # 10.00 + 0.81 = 10.81 and 0.03 more; 2 × 10.00 + 1.62 = 21.62 and 0.03 more
        (True, "10.03", 2003),
    ],
)
def test_an_order_that_does_not_add_up_keeps_its_gap(included: bool, stored: str, after: int) -> None:
    tables = Orders().add("1", line("A", "10.00", "1", "8.1%"), included=included, total=stored).tables()
    outcome = correct_known(tables, edit("1", "item", ref="A", quantity="2"))
    assert outcome.after.orders["total_minor"].tolist() == [after]
    assert outcome.reconciliation["gap_minor"].tolist() == [3]
    untouched = correct_known(tables, edit("1", "customer", ship_city="Vevey"))
    assert untouched.after.orders["total_minor"].tolist() == [int(stored.replace(".", ""))]
    assert untouched.reconciliation[["difference_minor", "gap_minor"]].to_numpy().tolist() == [[0, 3]]


def test_the_difference_is_split_by_component_and_by_row() -> None:
    # 2 × 10.00 at 10 %. One more: +10.00 +1.00; 10 % off 30.00: −3.00 −0.30; shipping without tax: +5.00
    # inside: +10.00 −3.00 +5.00; its tax was 1.8182 and is 27.00 × 10 / 110 = 2.4545
    rows = [
        edit("1", "item", ref="A", quantity="3"),
        edit("1", "discount", "add", ref="Geste", value="10%"),
        edit("1", "order", shipping_fee="5.00"),
    ]
    names = [f"{part}_difference_minor" for part in (*PARTS, "tax_inside")]
    on_top, inside = correct_both([line("A", "10.00", "2", "10%")], *rows)
    assert on_top.reconciliation[names].to_numpy().tolist() == [[1000, -300, 500, 0, 70, 0]]
    assert on_top.row_results["difference_minor"].tolist() == [1100, -330, 500]
    assert inside.reconciliation[names].to_numpy().tolist() == [[1000, -300, 500, 0, 0, 63]]
    assert inside.row_results["difference_minor"].tolist() == [1000, -300, 500]
