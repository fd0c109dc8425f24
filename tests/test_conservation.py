"""What no calculation loses or makes up, over random orders and conventions; and where numbers end."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from builders import Orders, edit, line, ppb
from edit_both import codes, correct_known, results
from figured import reckoned, with_cells
from pipeline.totals import calculate
from pipeline.validate import check_orders
from schemas.columns import MAX_PRICE_SUB, MAX_QUANTITY_MILLI
from schemas.convention import CHOICES, Convention
from schemas.orders import Tables
from schemas.totals import Totals

pytestmark = pytest.mark.thorough

lines = st.builds(
    line,
    st.sampled_from(["TEA", "CUP"]),
    st.integers(0, 30_000).map(lambda value: f"{value / 100:.2f}"),
    st.sampled_from(["1", "2", "3", "7", "1.5"]),
    discount=st.sampled_from(["", "", "10%", "33.3%", "1.00"]),
    gift_card=st.sampled_from([False, False, False, True]),
)
orders = st.fixed_dictionaries(
    {
        "lines": st.lists(lines, min_size=1, max_size=5),
        "included": st.booleans(),
        "discounts": st.lists(
            st.fixed_dictionaries({"value": st.sampled_from(["5%", "12.5%", "3.00", "50.00"])}), max_size=2
        ),
        "shipping": st.sampled_from(["", "9.00", "7.35"]),
        "order_taxes": st.sampled_from([[], [("GST", "5%")], [("GST", "5%"), ("QST", "9.975%")]]),
    }
)
several = st.lists(orders, min_size=1, max_size=8)
conventions = st.builds(
    Convention, **{name: st.sampled_from(values) for name, values in CHOICES.items() if name != "home_tax"}
)


def build(drawn: list[dict[str, Any]]) -> Tables:
    """The drawn orders; their compound taxes and taxes by division are drawn by position."""
    building = Orders()
    for number, order in enumerate(drawn):
        building.add(str(number), *order["lines"], **{k: v for k, v in order.items() if k != "lines"})
    return building.tables()


@given(several, conventions)
def test_taxes_add_up_to_those_of_the_order(drawn: list, convention: Convention) -> None:
    tables = build(drawn)
    found = calculate(tables, convention)
    by_order = found.taxes["amount_minor"].groupby(tables.taxes["order_key"]).sum()
    expected = by_order.reindex(tables.orders["order_key"], fill_value=0)
    assert found.orders["tax_minor"].tolist() == expected.tolist()


@given(several, conventions)
def test_the_parts_add_up_to_the_total(drawn: list, convention: Convention) -> None:
    assume(convention.total_rounding == "parts")
    found = calculate(build(drawn), convention).orders
    on_top = found["tax_minor"].where(~found["is_included"], 0)
    parts = found["items_minor"] - found["discount_minor"] + found["shipping_minor"] + found["fees_minor"]
    assert (parts + on_top == found["total_minor"]).all()


@given(several, conventions)
def test_shares_add_up_to_their_discount(drawn: list, convention: Convention) -> None:
    tables = build(drawn)
    found = calculate(tables, convention)
    is_wide = (tables.discounts["line_key"] < 0).to_numpy()
    amounts = found.discounts.loc[is_wide].set_index("discount_key")["amount_minor"]
    shares = found.shares.groupby("discount_key")["amount_minor"].sum().reindex(amounts.index, fill_value=0)
    assert shares.tolist() == amounts.tolist()


@given(several, conventions)
def test_no_line_is_discounted_below_nothing(drawn: list, convention: Convention) -> None:
    found = calculate(build(drawn), replace(convention, order_percent="spread")).lines
    assert (found["discount_minor"] >= 0).all()
    assert (found["discount_minor"] <= found["amount_minor"]).all()


@given(several, conventions, st.integers(1, 7))
def test_parts_of_the_tables_give_the_same_rows(drawn: list, convention: Convention, cut: int) -> None:
    tables = build(drawn)
    keys = tables.orders["order_key"]
    parts = [calculate(tables.only(some), convention) for some in (keys.iloc[:cut], keys.iloc[cut:])]
    whole = calculate(tables, convention)
    for field in fields(Totals):
        together = pd.concat([getattr(part, field.name) for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(together, getattr(whole, field.name), check_dtype=False)


def turned(tables: Tables) -> Tables:
    """The same orders with their lines in the opposite order."""
    return replace(tables, lines=tables.lines.iloc[::-1].reset_index(drop=True))


@given(several, st.sampled_from(["line", "unit", "unit_split", "order", "order_sum", "order_carry"]))
def test_the_order_of_lines_does_not_change_totals_without_shares(drawn: list, level: str) -> None:
    """Without discounts spread over lines, every level gives the same tax in any order of them."""
    tables = build([{**order, "discounts": []} for order in drawn])
    one, other = (calculate(each, Convention(tax_level=level)) for each in (tables, turned(tables)))
    pd.testing.assert_frame_equal(one.orders, other.orders)


@given(several)
def test_the_order_of_lines_does_not_change_what_is_rounded_over_the_order(drawn: list) -> None:
    """With shares the cents left over may go elsewhere, but not where one tax is taken of all lines alike."""
    drawn = [
        {**order, "lines": [{**one, "gift_card": False} for one in order["lines"]], "shipping": ""}
        for order in drawn
    ]
    tables = build(drawn)
    convention = Convention(tax_level="order")
    one, other = (calculate(each, convention).orders for each in (tables, turned(tables)))
    pd.testing.assert_frame_equal(one, other)


def test_the_cent_left_over_goes_to_the_first_of_equal_lines() -> None:
    # 1.00 on three lines of 5.00: 0.33⅓ each, the cent left over goes to the first line, whichever that is
    # A alone is taxed, 50 %: as the first line of 4.66, 2.33; as the last of 4.67, 2.335 is 2.34
    orders = Orders().add(
        "1",
        line("A", "5.00", "1", "50%"),
        line("B", "5.00"),
        line("C", "5.00"),
        discounts=[{"value": "1.00"}],
    )
    tables = orders.tables()
    first, last = reckoned(tables), reckoned(turned(tables))
    assert (first.shares["amount_minor"].tolist(), last.shares["amount_minor"].tolist()) == (
        [34, 33, 33], [34, 33, 33],
    )  # fmt: skip
    assert first.shares["line_key"].tolist() == last.shares["line_key"].tolist()[::-1]
    assert (first.orders["tax_minor"].tolist(), last.orders["tax_minor"].tolist()) == ([233], [234])


# ---- where numbers end


def large_line(price_sub: int, quantity_milli: int) -> Tables:
    """One line with such a price and quantity, 8.1 % on top."""
    tables = Orders().add("1", line("A", "1.00", "1", "8.1%", discount="10%")).tables()
    return with_cells(tables, "lines", unit_price_sub=price_sub, quantity_milli=quantity_milli)


large_prices = st.integers(-MAX_PRICE_SUB, MAX_PRICE_SUB) | st.sampled_from(
    [MAX_PRICE_SUB, MAX_PRICE_SUB - 1]
)
large_quantities = st.integers(0, MAX_QUANTITY_MILLI) | st.sampled_from([MAX_QUANTITY_MILLI, 10**9, 1001])


def half_up(value: int, divisor: int) -> int:
    """The rounded quotient of whole numbers."""
    size = (2 * abs(value) + divisor) // (2 * divisor)
    return size if value >= 0 else -size


@given(large_prices, large_quantities, st.sampled_from(["line", "unit", "order", "order_carry"]))
def test_large_lines_are_exact_or_refused_by_name(price: int, quantity: int, level: str) -> None:
    tables = large_line(price, quantity)
    checked = check_orders(tables)
    if checked.problems:
        assert {found.code for found in checked.problems} == {"amount-too-large"}
        assert abs(price * quantity) > 9 * 10**19
        return
    found = calculate(tables, Convention(tax_level=level, tax_rounding="down"))
    amount = half_up(price * quantity, 10**7)
    off = half_up(max(amount, 0) * ppb("10%"), 10**9)
    assert found.orders.loc[0, ["items_minor", "discount_minor"]].tolist() == [amount, off]
    if level != "unit":
        rate = (amount - off) * ppb("8.1%")
        tax = abs(rate) // 10**9 * (1 if rate >= 0 else -1)
        assert found.orders.loc[0, ["tax_minor", "total_minor"]].tolist() == [tax, amount - off + tax]


def test_the_largest_price_is_exact() -> None:
    # 10^15 ten-thousandths of a cent × 1 = 10^11 cents; − 10 %: 9 × 10^10; 8.1 %: 7.29 × 10^9
    found = reckoned(large_line(MAX_PRICE_SUB, 1000))
    assert found.orders.loc[0, ["items_minor", "discount_minor", "tax_minor", "total_minor"]].tolist() == [
        10**11, 10**10, 7_290_000_000, 97_290_000_000,
    ]  # fmt: skip


def test_what_does_not_fit_is_refused_by_name() -> None:
    # the largest price × the largest quantity would be 10^15 × 10^9 / 10^4 = 10^20 cents
    refused = check_orders(large_line(MAX_PRICE_SUB, MAX_QUANTITY_MILLI))
    assert [found.code for found in refused.problems] == ["amount-too-large"]
    assert refused.set_aside == ("1",)
    beyond = check_orders(large_line(MAX_PRICE_SUB + 1, 1000))
    assert [(found.code, found.column) for found in beyond.problems] == [("bad-cell", "unit_price_sub")]
    quantity = edit("1", "item", ref="A", quantity="1000000000")
    outcome = correct_known(large_line(MAX_PRICE_SUB, 1000), quantity)
    assert results(outcome) == ["rejected"]
    assert "number-out-of-range" in codes(outcome)


def test_numbers_beyond_the_schemas_raise() -> None:
    tables = with_cells(large_line(10**18 * 4, 1000), "lines", quantity_milli=10**12)
    with pytest.raises(OverflowError, match="too large to be calculated exactly"):
        reckoned(tables)
