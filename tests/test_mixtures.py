"""Exports that are not of one piece: two conventions, corrupted orders, no tax, nothing to tell by."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from builders import Orders, line
from pipeline.convention import find_conventions, is_reproduced
from pipeline.convention.choices import list_plausible
from pipeline.convention.search import search
from pipeline.kernel import correct, survey
from pipeline.totals import calculate
from schemas.convention import Convention, Found
from schemas.edits import Edits
from schemas.orders import Tables
from test_convention import as_stored, shop

pytestmark = pytest.mark.thorough

BY_LINE = Convention()
BY_ORDER = Convention(tax_level="order")
CUT = Convention(tax_rounding="down")


def make_shop(count: int, seed: int, *, is_small: bool = False, rate: str = "8.1%") -> Tables:
    """Orders of one to four lines with shipping; small ones hold a single unit of a round price."""
    chance = random.Random(seed)
    orders = Orders()
    for number in range(count):
        lines = [
            line(sku, f"{chance.randrange(100, 9000) / 100:.2f}", str(chance.randrange(1, 5)), rate)
            for sku in "ABCD"[: chance.randrange(1, 5)]
        ]
        if is_small:
            lines = [line("A", f"{100 * chance.randrange(1, 9)}.00", "1", rate)]
        orders.add(
            f"N{number}", *lines, shipping="" if is_small else "9.90", shipping_tax="" if is_small else rate
        )
    return orders.tables()


def mix(tables: Tables, *parts: tuple[Convention, slice]) -> Tables:
    """Each part of the orders stored as its convention gives it."""
    keys = tables.orders["order_key"]
    return Tables.concat([as_stored(tables.only(keys.iloc[part]), convention) for convention, part in parts])


def corrupt(tables: Tables, share: float, seed: int) -> tuple[Tables, np.ndarray]:
    """So many of the orders with a total or a tax that is off, and which."""
    chance = random.Random(seed)
    size = len(tables.orders)
    is_bad = np.zeros(size, dtype=bool)
    is_bad[chance.sample(range(size), round(size * share))] = True
    off = np.array([chance.choice([-1, 1]) * chance.randrange(30, 4000) for _ in range(size)])
    on_tax = np.array([chance.random() < 0.5 for _ in range(size)])
    moved = {
        "total_minor": tables.orders["total_minor"] + np.where(is_bad & ~on_tax, off, 0),
        "tax_minor": tables.orders["tax_minor"] + np.where(is_bad & on_tax, off, 0),
    }
    return replace(tables, orders=tables.orders.assign(**moved)), is_bad


def find(tables: Tables) -> Found:
    (found,) = find_conventions(tables, calculate, {})
    return found


def test_the_second_of_two_conventions_is_named_with_its_orders() -> None:
    tables = mix(make_shop(100, 1), (BY_ORDER, slice(0, 60)), (CUT, slice(60, 100)))
    found = find(tables)
    assert found.convention.tax_level == "order"
    assert found.reproduced >= 60
    assert found.second is not None
    assert (found.second.convention.tax_level, found.second.convention.tax_rounding) == ("line", "down")
    by_first = is_reproduced(tables, calculate(tables, BY_ORDER))
    by_second = is_reproduced(tables, calculate(tables, CUT))
    assert found.second.orders == int((by_second & ~by_first).sum())
    expected = tables.orders.loc[by_second & ~by_first, "order_id"].head(5)
    assert found.second.order_ids == tuple(expected)


def test_two_conventions_are_a_warning_and_their_orders_are_explained() -> None:
    tables = mix(make_shop(40, 2), (BY_LINE, slice(0, 24)), (CUT, slice(24, 40)))
    (told,) = survey(tables, Edits.empty()).problems[-1:]
    assert (told.code, told.severity) == ("two-conventions", "warning")
    assert "tax-on-top,line-half-up,taxed-charges on " in told.expected
    assert told.found.startswith("tax-on-top,line-down,taxed-charges on ")
    assert "N24" in told.found
    outcome = correct(tables, Edits.empty())
    assert set(outcome.misfits["explanation"]) == {"other-convention"}
    assert outcome.conventions.loc[0, "second"].startswith("tax-on-top,line-down,taxed-charges on ")


def test_a_few_orders_of_another_convention_are_no_second_one() -> None:
    tables = mix(make_shop(100, 3), (BY_LINE, slice(0, 96)), (CUT, slice(96, 100)))
    found = find(tables)
    assert found.convention == BY_LINE
    assert found.second is None
    assert "two-conventions" not in [one.code for one in survey(tables, Edits.empty()).problems]


@pytest.mark.parametrize("truth", [BY_LINE, BY_ORDER, CUT], ids=lambda one: one.slug)
def test_corrupted_orders_are_left_over_and_make_no_convention(truth: Convention) -> None:
    tables, is_bad = corrupt(as_stored(make_shop(200, 4), truth), 0.05, 5)
    found = find(tables)
    assert (found.convention.tax_level, found.convention.tax_rounding) == (
        truth.tax_level,
        truth.tax_rounding,
    )
    assert (found.reproduced, found.orders) == (190, 200)
    assert found.second is None
    flags = is_reproduced(tables, calculate(tables, found.convention))
    assert (flags == ~is_bad).all()


def test_two_conventions_and_corrupted_orders_together() -> None:
    mixed = mix(make_shop(200, 6), (BY_LINE, slice(0, 120)), (CUT, slice(120, 200)))
    tables, is_bad = corrupt(mixed, 0.05, 7)
    found = find(tables)
    assert found.convention == BY_LINE
    assert found.second is not None
    assert found.second.convention == CUT
    by_first = is_reproduced(tables, calculate(tables, BY_LINE))
    assert found.reproduced == int(by_first.sum()) >= int((~is_bad)[:120].sum())


def test_orders_without_tax_hold_under_any_convention_and_leave_nothing_open() -> None:
    orders = Orders()
    for number in range(30):
        orders.add(f"N{number}", line("A", f"{number + 1}.35", "3"), shipping="7.00", tax_mode="unknown")
    found = find(as_stored(orders.tables(), BY_LINE))
    assert (found.reproduced, found.orders, found.undecided, found.has_tax) == (30, 30, {}, False)


def test_orders_too_small_to_tell_say_so_and_what_would_tell() -> None:
    found = find(as_stored(make_shop(30, 8, is_small=True, rate="8%"), BY_ORDER))
    assert found.convention == BY_LINE
    assert (found.reproduced, found.orders) == (30, 30)
    assert found.undecided["tax_level"][:2] == ["line", "order"]
    assert set(found.undecided["tax_rounding"]) == {"half_up", "half_even", "half_down", "down", "up"}
    assert found.deciders == {
        "tax_level": "an order of several items and units whose taxes end on parts of a cent",
        "tax_rounding": "a tax that ends on parts of a cent",
    }


def test_the_orders_between_two_conventions_that_do_as_well_are_named() -> None:
    tables = mix(shop(60, tax_mode="on_top"), (BY_LINE, slice(0, 30)), (BY_ORDER, slice(30, 60)))
    by_line, by_order = (is_reproduced(tables, calculate(tables, one)) for one in (BY_LINE, BY_ORDER))
    ids = tables.orders["order_id"]
    only_line, only_order = ids.loc[by_line & ~by_order].tolist(), ids.loc[by_order & ~by_line].tolist()
    kept = min(len(only_line), len(only_order), 3)
    assert kept > 1
    chosen = [*only_line[:kept], *only_order[:kept]]
    found = find(tables.only(tables.orders.loc[ids.isin(chosen), "order_key"]))
    assert (found.reproduced, found.orders) == (kept, 2 * kept)
    assert found.undecided["tax_level"][:2] == ["line", "order"]
    sides = (", ".join(only_line[:kept]), ", ".join(only_order[:kept]))
    assert found.deciders["tax_level"] == f"{sides[0]} for line, {sides[1]} for order"


def test_what_comes_exactly_half_a_cent_is_what_halves_need() -> None:
    found = find(as_stored(make_shop(60, 10, rate="7.7%"), BY_LINE))
    assert found.undecided == {"tax_rounding": ["half_up", "half_even", "half_down"]}
    assert found.deciders == {"tax_rounding": "a tax that ends on exactly half a cent"}


def test_an_odd_convention_needs_more_than_one_order_that_speaks_for_it() -> None:
    odd = Convention(total_rounding="once")
    tables = make_shop(60, 11)
    is_usual = is_reproduced(as_stored(tables, odd), calculate(tables, BY_LINE))
    keys = tables.orders["order_key"]
    assert (~is_usual).sum() > 2
    one_odd = tables.only(keys.loc[is_usual | (np.cumsum(~is_usual) == 1)])
    assert find(as_stored(one_odd, odd)).convention == BY_LINE
    two_odd = tables.only(keys.loc[is_usual | (np.cumsum(~is_usual) <= 2)])
    found = find(as_stored(two_odd, odd))
    assert found.convention == odd
    assert found.reproduced == found.orders


def percent_shop() -> Tables:
    chance = random.Random(12)
    orders = Orders()
    for number in range(40):
        price = f"{chance.randrange(200, 9000) / 100:.2f}"
        orders.add(f"N{number}", line("A", price, str(chance.randrange(2, 7)), "5%", discount="10%"))
    return orders.tables()


@pytest.mark.parametrize(
    "truth",
    [
        Convention(percent_rounding="unit", discount_rounding="down"),
        Convention(percent_rounding="unit"),
        Convention(percent_rounding="rest"),
    ],
    ids=lambda one: one.slug,
)
def test_how_a_percentage_of_a_line_is_rounded_is_found(truth: Convention) -> None:
    tables = as_stored(percent_shop(), truth)
    found = find(tables)
    assert (found.reproduced, found.orders) == (40, 40)
    assert is_reproduced(tables, calculate(tables, BY_LINE)).sum() < 40
    assert truth.percent_rounding in found.undecided.get(
        "percent_rounding", [found.convention.percent_rounding]
    )


@pytest.mark.parametrize(
    "truth",
    [
        Convention(tax_level="order_sum"),
        Convention(several_taxes="together"),
        Convention(order_percent="by_line", tax_level="order"),
        Convention(prices_include_tax=True, fixed_basis="net"),
        Convention(tax_level="order", total_rounding="once", rounding="down"),
    ],
    ids=lambda one: one.slug,
)
def test_other_parameters_are_found_where_the_orders_show_them(truth: Convention) -> None:
    chance = random.Random(13)
    orders = Orders()
    for number in range(80):
        lines = [
            line(sku, f"{chance.randrange(200, 9000) / 100:.2f}", "1.37" if truth.rounding == "down" else "3")
            for sku in "ABC"
        ]
        value = {"by_line": "7%"}.get(truth.order_percent, f"{chance.randrange(1, 9)}.15")
        orders.add(f"N{number}", *lines, order_taxes=[("GST", "5%"), ("PST", "7.25%")],
                   discounts=[{"value": value}], tax_mode="unknown")  # fmt: skip
    tables = as_stored(orders.tables(), truth)
    found = find(tables)
    assert (found.reproduced, found.orders) == (80, 80)
    assert is_reproduced(tables, calculate(tables, BY_LINE)).sum() < 78


def test_a_search_grows_with_the_choices_not_with_their_product() -> None:
    tables = as_stored(make_shop(60, 14), BY_LINE)
    tables = replace(tables, orders=tables.orders.assign(tax_mode="unknown"))
    plausible = list_plausible(tables)
    combinations = np.prod([len(values) for values in plausible.values.values()])
    tried = len(search(tables, calculate, plausible).trials)
    assert tried < 60
    assert combinations > 2 * tried
