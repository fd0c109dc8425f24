"""The program finds out how a shop calculates, and says how sure it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.convention import SAMPLE_ORDERS, component_gaps, find_conventions, is_reproduced
from pipeline.kernel import correct, survey
from pipeline.policy import Policy
from pipeline.totals import calculate
from schemas.convention import Convention, Found
from schemas.edits import Edits
from schemas.orders import COMPONENTS, Tables

STANDARD = Convention()


def as_stored(tables: Tables, convention: Convention) -> Tables:
    """The tables of a shop that calculates so: every component stored."""
    totals = calculate(tables, convention)
    stored = {f"{name}_minor": totals.orders[f"{name}_minor"] for name in COMPONENTS}
    return replace(
        tables,
        orders=tables.orders.assign(**stored, **{f"has_{name}": True for name in COMPONENTS}),
        lines=tables.lines.assign(tax_minor=totals.lines["tax_minor"], has_tax=True),
        discounts=tables.discounts.assign(amount_minor=totals.discounts["amount_minor"]),
        taxes=tables.taxes.assign(amount_minor=totals.taxes["amount_minor"]),
    )


def shop(count: int = 60, currency: str = "CHF", *, has_discounts: bool = False, **more: Any) -> Tables:
    """Orders on which every convention leaves its mark."""
    orders = Orders(currency=currency)
    for number in range(count):
        discounts = [{"value": f"{1 + number % 3}.{number % 10}1"}] if has_discounts else []
        lines = [
            line(sku, f"{(number * 137 + place * 61) % 4000 / 100 + 1:.2f}", str(1 + (number + place) % 3))
            for place, sku in enumerate(("A", "B", "C"))
        ]
        orders.add(
            f"{currency}{number}", *lines, shipping=f"{5 + number % 7}.{number % 10}5", order_taxes=[("TVA", "8.1%")],
            discounts=discounts, **{"tax_mode": "unknown", **more},
        )  # fmt: skip
    return orders.tables()


def find(tables: Tables, **fixed: Convention) -> list[Found]:
    return find_conventions(tables, calculate, fixed)


UNDISCOUNTED = shop()
ON_TOP = shop(tax_mode="on_top", has_discounts=True)
INSIDE = shop(tax_mode="included", has_discounts=True)


@pytest.mark.parametrize(
    ("orders", "convention"),
    [
        (UNDISCOUNTED, STANDARD),
        (
            UNDISCOUNTED,
            Convention(prices_include_tax=True, tax_level="unit", tax_rounding="down", tax_charges=False),
        ),
        (INSIDE, Convention(prices_include_tax=True, tax_level="order", allocation="half_up_last")),
        (ON_TOP, Convention(tax_level="order", charges_apart=False, allocation="floor_last")),
        (ON_TOP, Convention(tax_before_discount=True)),
    ],
    ids=lambda value: value.slug if isinstance(value, Convention) else "",
)
def test_the_convention_of_a_shop_is_found(orders: Tables, convention: Convention) -> None:
    tables = as_stored(orders, convention)
    (found,) = find(tables)
    assert found.reproduced == found.orders == 60
    assert is_reproduced(tables, calculate(tables, found.convention)).all()
    told_apart = {
        name: value
        for name, value in vars(convention).items()
        if name not in found.undecided and name != "rounding"
    }
    assert told_apart == {name: getattr(found.convention, name) for name in told_apart}
    assert {"tax_level", "prices_include_tax", "tax_before_discount", "tax_charges"} <= set(told_apart)
    assert all(getattr(convention, name) in values for name, values in found.undecided.items())


def test_two_currencies_have_a_convention_each() -> None:
    francs = as_stored(shop(), Convention(tax_level="order"))
    euros = as_stored(shop(currency="EUR"), Convention(prices_include_tax=True, tax_rounding="down"))
    shift = dict.fromkeys(("order_key", "line_key", "charge_key", "discount_key", "tax_key"), 10000)
    moved = {}
    for name in ("orders", "lines", "charges", "discounts", "taxes"):
        rows = getattr(euros, name)
        keys = [key for key in (*shift, "parent_key") if key in rows.columns]
        moved[name] = rows.assign(**{key: rows[key].where(rows[key] < 0, rows[key] + 10_000) for key in keys})
    both = Tables.concat([francs, Tables(**moved, fields=euros.fields)])
    first, second = find(both)
    assert (first.currency, first.convention.tax_level, first.reproduced) == ("CHF", "order", 60)
    assert (second.currency, second.convention.prices_include_tax, second.reproduced) == ("EUR", True, 60)
    assert second.convention.tax_rounding == "down"


def test_a_few_corrupted_orders_do_not_hide_the_convention() -> None:
    tables = as_stored(shop(tax_mode="on_top"), Convention(tax_level="order", tax_rounding="down"))
    wrong = np.where(np.arange(60) % 20 == 0, 7, 0)
    broken = replace(tables, orders=tables.orders.assign(total_minor=tables.orders["total_minor"] + wrong))
    (found,) = find(broken)
    assert (found.convention.tax_level, found.convention.tax_rounding) == ("order", "down")
    assert (found.reproduced, found.orders) == (57, 60)
    gaps = component_gaps(broken, calculate(broken, found.convention))
    assert gaps["total"].tolist() == wrong.tolist()
    assert not gaps["tax"].any()


def test_orders_without_tax_decide_nothing_and_need_nothing() -> None:
    orders = Orders()
    for number in range(5):
        orders.add(str(number), line("A", "10.00"), tax_mode="unknown")
    (found,) = find(as_stored(orders.tables(), STANDARD))
    assert (found.reproduced, found.undecided, found.has_tax) == (5, {}, False)
    assert found.in_words == "no tax in these orders; order discounts spread by largest remainder"


def test_what_orders_do_not_tell_apart_is_said() -> None:
    # one line, 100.00 and 8 %: any rounding at any level does
    tables = as_stored(Orders().add("1", line("A", "100.00", "1", "8%")).tables(), STANDARD)
    (found,) = find(tables)
    assert found.convention == STANDARD
    assert found.undecided == {
        "tax_level": ["line", "order", "order_carry"],
        "tax_rounding": ["half_up", "half_even", "half_down", "down", "up"],
    }
    told = correct(tables, Edits.empty()).conventions
    assert told.loc[0, "tied_with"].startswith("tax level: line or order or order_carry; tax rounding: half_")
    assert told.loc[0, "decided_by"] == (
        "tax level: an order of several items and units whose taxes end on parts of a cent; "
        "tax rounding: a tax that ends on parts of a cent"
    )


def test_mixed_orders_are_said_to_be_mixed() -> None:
    orders = (
        Orders()
        .add("1", line("A", "10.00", "1", "8%"))
        .add("2", line("A", "10.80", "1", "8%"), included=True)
    )
    (found,) = find(as_stored(orders.tables(), STANDARD))
    assert found.is_mixed
    assert found.in_words.startswith("each order says whether its prices include tax; tax half up")


def test_a_fixed_convention_is_used_and_counted() -> None:
    tables = as_stored(shop(20, tax_mode="on_top"), Convention(tax_level="order"))
    (found,) = find(tables, test=Convention(tax_rounding="down"))
    assert (found.source, found.convention.tax_rounding, found.undecided) == ("policy", "down", {})
    assert found.reproduced < 20


def test_a_large_export_is_searched_on_a_sample_and_counted_whole() -> None:
    tables = as_stored(shop(50, tax_mode="on_top"), Convention(tax_level="order", tax_rounding="down"))
    copies = -(-(SAMPLE_ORDERS + 1) // 50)
    names = ("orders", "lines", "charges", "discounts", "taxes")

    def shifted(rows: pd.DataFrame, by: int) -> pd.DataFrame:
        keys = [key for key in rows.columns if key.endswith("_key")]
        return rows.assign(**{key: rows[key].where(rows[key] < 0, rows[key] + by) for key in keys})

    large = {
        name: pd.concat(
            [shifted(getattr(tables, name), 10_000 * copy) for copy in range(copies)], ignore_index=True
        )
        for name in names
    }
    (found,) = find(Tables(**large, fields=tables.fields))
    assert (found.orders, found.reproduced) == (copies * 50, copies * 50)
    assert (found.convention.tax_level, found.convention.tax_rounding) == ("order", "down")


def test_a_convention_that_holds_on_few_orders_is_said_to_be_uncertain() -> None:
    orders = Orders()
    for number in range(4):
        orders.add(str(number), line("A", "10.00"), total="10.00" if number else "11.11")
    codes = [found.code for found in survey(orders.tables(), Edits.empty()).problems]
    assert codes == ["convention-uncertain"]
    assert [
        f.code for f in survey(orders.tables(), Edits.empty(), Policy(uncertain_below_percent=75)).problems
    ] == []


def test_an_order_that_does_not_add_up_is_listed_with_the_component_at_fault() -> None:
    orders = Orders().add("1", line("A", "10.00"), total="10.00")
    orders.add("2", line("A", "10.00"), stored={"items": "12.00", "total": "10.00"}, paid="10.00")
    orders.add("3", line("A", "10.00"), total="9.00")
    tables = orders.tables()
    off = tables.lines.assign(has_tax=[True, False, False], tax_minor=[3, 0, 0])
    outcome = correct(replace(tables, lines=off), edits(edit("2", "item", ref="A", quantity="2")))
    columns = ["order_id", "component", "stored_minor", "calculated_minor", "gap_minor"]
    assert outcome.misfits[columns].to_numpy().tolist() == [
        ["1", "line_tax", 3, 0, 0],
        ["2", "items", 1200, 1000, 0],
        ["3", "total", 900, 1000, -100],
    ]
    misfits = outcome.problems.loc[outcome.problems["code"] == "does-not-add-up"]
    assert misfits["found"].tolist() == ["0.03 CHF off in all", "12.00 CHF", "9.00 CHF"]
    assert outcome.row_results["result"].tolist() == ["held"]


def test_no_orders_have_no_convention() -> None:
    assert find(Tables.empty()) == []


def test_a_convention_is_told_by_slug_and_in_words() -> None:
    odd = Convention(
        tax_level="order", charges_apart=False, tax_before_discount=True, allocation="floor_last"
    )
    assert odd.slug == (
        "tax-on-top,order-half-up,taxed-charges,charges-apart=False,tax-before-discount=True,allocation=floor-last"
    )
    assert odd.in_words.endswith(
        "tax reckoned before discounts; shipping's tax rounded together with the lines'"
    )
    with pytest.raises(ValueError, match="tax_level is 'cart'"):
        Convention(tax_level="cart")


def test_orders_that_state_nothing_bear_out_nothing_and_deny_nothing() -> None:
    orders = Orders().add("1", line("A", "100.00", "1", "8%"))
    (found,) = find(orders.tables())
    assert (found.orders, found.reproduced, found.undecided) == (0, 0, {})
    assert found.in_words.startswith("no totals are stated to compare with; assumed: tax comes on top")
    assert survey(orders.tables(), Edits.empty()).problems == ()
