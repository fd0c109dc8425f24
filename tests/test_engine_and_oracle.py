"""The engine against the plain calculator of `reckoning`, over random orders and conventions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peer_tables import Builder, reckon_all
from reckoning import Settings, reckon

Case = dict[str, Any]
MODES = ["half_up", "half_even", "half_down", "down", "up"]
COMPARED = (
    "subtotal",
    "discount_total",
    "items_discount",
    "order_discount_total",
    "order_discount_allocations",
    "shipping_discount",
    "surcharge_net",
    "net_total",
    "tax_total",
    "tax_included_total",
    "tax_excluded_total",
    "total",
)
OF_SUMS = ("subtotal", "discount_total", "tax_total", "net_total", "total")
"""With all rates rounded as one sum the other system's taxes do not add up to it; here they do."""
OF_LINES = ("subtotal", "discount", "order_discount", "after_discount")
TAXES_OF_LINES = ("net", "tax", "gross", "taxes")


cents = st.integers(0, 40_000).map(lambda value: f"{value / 100:.2f}")
prices = cents | st.integers(0, 400_000).map(lambda value: f"{value / 1000:.3f}")
rates = st.sampled_from(["8.1", "2.6", "20", "9.975", "7.7", "0.25", "33"])
percentages = st.sampled_from(["5", "10", "12.5", "33.3", "50", "100"])


@st.composite
def taxes_drawn(draw: st.DrawFn, *, included: bool, most: int) -> list[Case]:
    """Taxes of one thing: percentages, compound ones, by division or by the unit."""
    names = draw(st.lists(st.sampled_from(["a", "b", "c"]), max_size=most, unique=True))
    kinds = ["percent"] * 6 + ["division", "fixed_per_unit"]
    return [
        {
            "name": f"{name} {rate}",  # a name stands for one rate
            "rate": rate,
            "included": included,
            "compound": draw(st.booleans()) if kind == "percent" and number else False,
            "amount_type": kind,
        }
        for number, name in enumerate(names)
        for kind in [draw(st.sampled_from(kinds))]
        for rate in [draw(rates) if kind != "fixed_per_unit" else "0.35"]
    ]


@st.composite
def discounts_drawn(draw: st.DrawFn, *, of_line: bool) -> list[Case]:
    """Discounts in turn, each on what the one before left, or of the undiscounted amount."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        is_percent = draw(st.booleans())
        discount = {
            "kind": "percent" if is_percent else "fixed",
            "value": draw(percentages if is_percent else cents),
        }
        if of_line and not is_percent and draw(st.booleans()):
            discount["per"] = "unit"
        found.append(discount)
    return found


@st.composite
def orders_drawn(draw: st.DrawFn, *, most_taxes: int = 3) -> Case:
    """An order as a peer case writes it."""
    included = draw(st.booleans())
    lines = [
        {
            "sku": f"L{number}",
            "unit_price": draw(prices),
            "quantity": draw(st.sampled_from(["1", "1", "2", "3", "7", "12", "1.5"])),
            "discounts": draw(discounts_drawn(of_line=True)),
            "taxes": draw(taxes_drawn(included=included, most=most_taxes)),
        }
        for number in range(draw(st.integers(1, 4)))
    ]
    shipping, surcharges = [], []
    if draw(st.booleans()):
        taxes = draw(taxes_drawn(included=included, most=1))
        shipping = [
            {"amount": draw(cents), "taxes": taxes, "discounts": draw(discounts_drawn(of_line=False))}
        ]
    if draw(st.integers(0, 3)) == 0:
        kind = draw(st.sampled_from(["fixed", "percent"]))
        taxes = draw(taxes_drawn(included=included, most=1))
        value = draw(percentages if kind == "percent" else cents)
        surcharges = [{"name": "fee", "kind": kind, "value": value, "taxes": taxes}]
    order_discounts = draw(discounts_drawn(of_line=False))
    if shipping and draw(st.booleans()):
        order_discounts = [{**discount, "scope": "items_and_shipping"} for discount in order_discounts]
    return {
        "currency": "CHF",
        "decimals": 2,
        "prices_include_tax": included,
        "lines": lines,
        "shipping": shipping,
        "surcharges": surcharges,
        "order_discounts": order_discounts,
    }


settings_drawn = st.builds(
    Settings,
    mode=st.sampled_from(["half_up", "half_up", *MODES]),
    percent_mode=st.sampled_from(["same", "same", *MODES]),
    level=st.sampled_from(["line", "line", "unit", "unit_split", "order_by_tax", "order_carry", "order_sum"]),
    several_taxes=st.sampled_from(["separate", "separate", "combined"]),
    tax_base=st.sampled_from(["after_discount", "after_discount", "before_discount"]),
    percent_basis=st.sampled_from(["entered", "entered", "net", "gross"]),
    percent_rounding=st.sampled_from(["line", "line", "unit", "rest"]),
    order_percent=st.sampled_from(["allocate", "allocate", "per_line"]),
    allocation=st.sampled_from(["largest_remainder", "largest_remainder_last"]),
    subtotal=st.sampled_from(["line", "line", "unit"]),
    total=st.sampled_from(["sum_rounded", "sum_rounded", "round_raw"]),
)


def compare_all(drawn: list[tuple[Case, Settings]]) -> list[tuple[Any, ...]]:
    """The figures on which the two do not agree."""
    builder = Builder()
    for number, (order, settings) in enumerate(drawn):
        builder.add(f"order {number}", order, settings, 2)
    result, found = reckon_all(builder), []
    for number, (order, settings) in enumerate(drawn):
        ours, theirs = result.figures(f"order {number}", order), reckon(order, settings)
        for name in COMPARED if settings.level != "order_sum" else OF_SUMS:
            if ours.order.get(name) != theirs.order.get(name):
                found.append((number, name, ours.order.get(name), theirs.order.get(name)))
        names = OF_LINES + (TAXES_OF_LINES if settings.level in ("line", "unit", "unit_split") else ())
        for place, (our_line, their_line) in enumerate(zip(ours.lines, theirs.lines, strict=True)):
            found += [
                (number, place, name, our_line[name], their_line[name])
                for name in names
                if our_line[name] != their_line[name]
            ]
    return found


@given(st.lists(st.tuples(orders_drawn(), settings_drawn), min_size=1, max_size=8))
def test_the_engine_agrees_with_the_plain_calculator(drawn: list[tuple[Case, Settings]]) -> None:
    assert compare_all(drawn) == []
