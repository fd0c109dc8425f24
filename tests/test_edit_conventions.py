"""Edits of orders of shops that calculate otherwise: each figure reckoned by hand.

Figures are items, discount, shipping, fees, tax, total; first with tax on top
of the prices, then with prices that hold it.
"""

from __future__ import annotations

from builders import edit, line
from edit_both import correct_both, edit_both, figures
from schemas.convention import Convention


def test_tax_rounded_unit_by_unit() -> None:
    # 4 × 1.18: 0.09558 is 0.10 each; inside 1.18 × 8.1 / 108.1 = 0.0884 is 0.09 each
    on_top, inside = edit_both(
        [line("A", "1.18", "3", "8.1%")],
        edit("1", "item", ref="A", quantity="4"),
        convention=Convention(tax_level="unit"),
    )
    assert on_top == [472, 0, 0, 0, 40, 512]
    assert inside == [472, 0, 0, 0, 36, 472]


def test_tax_rounded_once_over_the_order() -> None:
    # two lines of 1.14: 0.18468; three: 0.27702, by line it would be 3 × 0.09; inside 0.1708 and 0.2563
    lines = [line("A", "1.14", "1", "8.1%"), line("B", "1.14", "1", "8.1%")]
    rows = [edit("1", "item", "add", sku="C", price="1.14", quantity="1")]
    on_top, inside = correct_both(lines, *rows, convention=Convention(tax_level="order"))
    assert figures(on_top) == [342, 0, 0, 0, 28, 370]
    assert figures(inside) == [342, 0, 0, 0, 26, 342]
    assert on_top.reconciliation["difference_minor"].tolist() == [114 + 28 - 18]
    by_line, _ = edit_both(lines, *rows)
    assert by_line == [342, 0, 0, 0, 27, 369]


def test_the_fraction_of_a_tax_carried_to_the_next_line() -> None:
    # so far 0.09234, 0.18468, 0.27702: 0.09, 0.09 and 0.10; inside 0.0854, 0.1708, 0.2563: 0.09, 0.08 and 0.09
    lines = [line("A", "1.14", "1", "8.1%"), line("B", "1.14", "1", "8.1%")]
    on_top, inside = correct_both(
        lines,
        edit("1", "item", "add", sku="C", price="1.14", quantity="1"),
        convention=Convention(tax_level="order_carry"),
    )
    assert figures(on_top) == [342, 0, 0, 0, 28, 370]
    assert figures(inside) == [342, 0, 0, 0, 26, 342]
    assert on_top.after.taxes["amount_minor"].tolist() == [9, 9, 10]
    assert inside.after.taxes["amount_minor"].tolist() == [9, 8, 9]


def test_halves_to_the_even_number() -> None:
    # 5 × 0.50 at 5 %: 0.125 is 0.12; inside 3 × 0.25 at 20 %: 0.75 / 6 = 0.125 is 0.12
    even = Convention(tax_rounding="half_even")
    on_top, _ = edit_both(
        [line("A", "0.50", "1", "5%")], edit("1", "item", ref="A", quantity="5"), convention=even
    )
    _, inside = edit_both(
        [line("A", "0.25", "1", "20%")], edit("1", "item", ref="A", quantity="3"), convention=even
    )
    assert on_top == [250, 0, 0, 0, 12, 262]
    assert inside == [75, 0, 0, 0, 12, 75]


def test_amounts_with_halves_to_the_even_number() -> None:
    # 3 × 38.115 = 114.345 is 114.34; a discount of 2.5 % of it 2.8585 is 2.86; tax of 111.48: 9.02988, inside 8.3533
    even = Convention(rounding="half_even")
    on_top, inside = edit_both(
        [line("A", "38.115", "1", "8.1%", discount="2.5%")],
        edit("1", "item", ref="A", quantity="3"),
        convention=even,
    )
    assert on_top == [11434, 286, 0, 0, 903, 11148 + 903]
    assert inside == [11434, 286, 0, 0, 835, 11148]


def test_a_net_rounded_first_leaves_the_rest_as_tax() -> None:
    # 3 × 0.25 with 20 % inside: net 0.625 is 0.63, tax the rest, 0.12 (tax first: 0.125 is 0.13)
    # on top there is no net to find: 0.75 × 20 % = 0.15
    rest = Convention(tax_extraction="net_first")
    lines = [line("A", "0.25", "1", "20%")]
    row = edit("1", "item", ref="A", quantity="3")
    on_top, inside = edit_both(lines, row, convention=rest)
    assert on_top == [75, 0, 0, 0, 15, 90]
    assert inside == [75, 0, 0, 0, 12, 75]
    _, tax_first = edit_both(lines, row)
    assert tax_first == [75, 0, 0, 0, 13, 75]


def test_a_net_of_the_order_rounded_first() -> None:
    # 0.25 + 2 × 0.25 = 0.75 as above; the tax of 0.12 is 0.0417 + 0.0833: 0.04 and 0.08
    lines = [line("A", "0.25", "1", "20%"), line("B", "0.25", "1", "20%")]
    _, inside = correct_both(
        lines,
        edit("1", "item", ref="B", quantity="2"),
        convention=Convention(tax_extraction="net_first", tax_level="order"),
    )
    assert figures(inside) == [75, 0, 0, 0, 12, 75]
    assert inside.after.taxes["amount_minor"].tolist() == [4, 8]


def test_an_order_discount_with_the_rest_to_the_last_line() -> None:
    # 1.00 on three lines of 5.00: 0.33, 0.33 and 0.34, so 4.67, 4.67 and 4.66 are taxed
    # 0.37827 twice and 0.37746: 0.38 each; inside 0.3499, 0.3499 and 0.3492
    lines = [line(sku, "5.00", "1", "8.1%") for sku in "AB"]
    rows = [edit("1", "item", "add", sku="C", price="5.00", quantity="1")]
    last = Convention(allocation="half_up_last")
    on_top, inside = correct_both(lines, *rows, convention=last, discounts=[{"value": "1.00"}])
    assert figures(on_top) == [1500, 100, 0, 0, 114, 1514]
    assert figures(inside) == [1500, 100, 0, 0, 105, 1400]
    assert on_top.tax_by_rate["base_after_minor"].tolist() == [1400]


def test_tax_of_what_was_before_the_discount() -> None:
    # 2 × 50.00 at 8 %, 10.00 off: tax of 100.00 is 8.00 though 90.00 are paid; inside 7.4074
    before = Convention(tax_before_discount=True)
    on_top, inside = edit_both(
        [line("A", "50.00", "1", "8%")],
        edit("1", "item", ref="A", quantity="2"),
        discounts=[{"value": "10.00"}],
        convention=before,
    )
    assert on_top == [10000, 1000, 0, 0, 800, 9800]
    assert inside == [10000, 1000, 0, 0, 741, 9000]


def test_a_total_rounded_once_moves_by_its_own_difference() -> None:
    # 1.5 × 0.33 = 0.495 twice; on top 0.99 + 8.1 % of it 0.08019: 1.07019; inside 0.99
    # rounded parts would make 0.50 + 0.50 + 0.04 + 0.04 = 1.08, inside 1.00
    once = Convention(total_rounding="once", line_rounding="none")
    lines = [line("A", "0.33", "1.5", "8.1%"), line("B", "0.33", "1", "8.1%")]
    row = edit("1", "item", ref="B", quantity="1.5")
    on_top, inside = edit_both(lines, row, convention=once)
    assert on_top == [99, 0, 0, 0, 8, 107]
    assert inside == [99, 0, 0, 0, 8, 99]


def test_discounts_that_are_not_rounded_are_rounded_together() -> None:
    # 2.5 % of 1.00 is 0.025: three such lines come to 3.00 − 0.075 = 2.925, which is 2.93; so 0.07 are off
    # rounded apart, 0.03 each, the third would take the order from 1.95 to 2.92
    raw = Convention(percent_rounding="none")
    lines = [
        line(sku, price, "1", discount="2.5%")
        for sku, price in zip("ABC", ("1.00", "1.00", "0.00"), strict=True)
    ]
    on_top, inside = edit_both(lines, edit("1", "item", ref="C", price="1.00"), convention=raw)
    assert on_top == inside == [300, 7, 0, 0, 0, 293]
