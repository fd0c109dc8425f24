"""The engine against the plain calculator of `reckoning`, over random orders and conventions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peer_edits import edit_all
from peer_tables import Builder, reckon_all
from reckoning import Settings, apply_edits, reckon

pytestmark = pytest.mark.thorough

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


MANY = settings(max_examples=6 * settings.default.max_examples, suppress_health_check=list(HealthCheck))
"""Some 200 orders in a quick run, some 22 000 in a long one."""

FEW = settings(suppress_health_check=list(HealthCheck))

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


def make_comparable(order: Case, rules: Settings) -> tuple[Case, Settings]:
    """The pair without what the two are known to settle differently.

    Units of 1.5 pieces; fractions carried below zero and then rounded up;
    several taxes as one amount over an order or unequal units; a percentage
    with or without tax that takes all there is, and what then follows.
    """
    by_unit = rules.level.startswith("unit") or rules.percent_rounding == "unit"
    if rules.level in ("order_by_tax", "order_sum", "unit_split"):
        rules = replace(rules, several_taxes="separate")
    if rules.level == "order_carry" and rules.mode == "up":
        rules = replace(rules, mode="half_up")
    lines = [
        {**line, "quantity": "2" if by_unit and line["quantity"] == "1.5" else line["quantity"]}
        for line in order["lines"]
    ]
    if rules.percent_basis != "entered":
        lines = [{**line, "discounts": [_less(one) for one in line["discounts"][:1]]} for line in lines]
        shipping = [
            {**one, "discounts": [_less(two) for two in one["discounts"][:1]]} for one in order["shipping"]
        ]
        order = {**order, "order_discounts": [], "shipping": shipping}
        rules = replace(rules, percent_rounding="line")
    return {**order, "lines": lines}, rules


def _less(discount: Case) -> Case:
    is_all = discount["kind"] == "percent" and discount["value"] == "100"
    return {**discount, "value": "50" if is_all else discount["value"]}


def compare_all(drawn: list[tuple[Case, Settings]]) -> list[tuple[Any, ...]]:
    """The figures on which the two do not agree."""
    builder = Builder()
    drawn = [make_comparable(order, rules) for order, rules in drawn]
    for number, (order, rules) in enumerate(drawn):
        builder.add(f"order {number}", order, rules, 2)
    result, found = reckon_all(builder), []
    for number, (order, rules) in enumerate(drawn):
        ours, theirs = result.figures(f"order {number}", order), reckon(order, rules)
        found += [
            (number, name, ours.order.get(name), theirs.order.get(name))
            for name in (COMPARED if rules.level != "order_sum" else OF_SUMS)
            if name != "net_total" or rules.total != "round_raw"
            if ours.order.get(name) != theirs.order.get(name)
        ]
        names = OF_LINES + (TAXES_OF_LINES if rules.level in ("line", "unit", "unit_split") else ())
        if rules.several_taxes == "combined":  # who gets the odd cent of one amount
            names = tuple(name for name in names if name != "taxes")
        for place, (our_line, their_line) in enumerate(zip(ours.lines, theirs.lines, strict=True)):
            found += [
                (number, place, name, our_line[name], their_line[name])
                for name in names
                if our_line[name] != their_line[name]
            ]
    return found


@MANY
@given(st.lists(st.tuples(orders_drawn(), settings_drawn), min_size=1, max_size=8))
def test_the_engine_agrees_with_the_plain_calculator(drawn: list[tuple[Case, Settings]]) -> None:
    assert compare_all(drawn) == []


def _with_discounts_that_follow(order: Case) -> Case:
    """Fixed discounts of lines given for a unit: they follow the quantity as the edits make them."""
    lines = [
        {
            **line,
            "quantity": "2" if line["quantity"] == "1.5" else line["quantity"],
            "discounts": [
                {**one, "per": "unit"} if one["kind"] == "fixed" else one for one in line["discounts"]
            ],
        }
        for line in order["lines"]
    ]
    return {**order, "lines": lines, "surcharges": []}


@st.composite
def edits_drawn(draw: st.DrawFn) -> Case:
    """An order with edits that leave something of it."""
    order = _with_discounts_that_follow(draw(orders_drawn(most_taxes=1)))
    last = order["lines"][-1]["sku"]
    choices = [
        {"op": "set_quantity", "sku": last, "quantity": draw(st.sampled_from(["1", "2", "5"]))},
        {"op": "set_price", "sku": last, "unit_price": draw(cents)},
        {"op": "add_order_discount", "discount": {"kind": "fixed", "value": draw(cents)}},
        {"op": "add_line", "line": {"sku": "NEW", "unit_price": draw(cents), "quantity": "2", "taxes": []}},
    ]
    if len(order["lines"]) > 1:
        choices.append({"op": "remove_line", "sku": order["lines"][0]["sku"]})
    operations = draw(
        st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique_by=lambda one: one["op"])
    )
    return {"order": order, "edits": operations}


@FEW
@given(st.lists(st.tuples(edits_drawn(), settings_drawn), min_size=1, max_size=4))
def test_edits_leave_what_the_plain_calculator_makes_of_the_edited_order(
    drawn: list[tuple[Case, Settings]],
) -> None:
    cases = [
        {
            **case,
            "id": f"order {number}",
            "settings": replace(rules, percent_basis="entered", total="sum_rounded"),
        }
        for number, (case, rules) in enumerate(drawn)
    ]
    edited, refused, _ = edit_all(cases)
    assert refused == {}
    for case in cases:
        name, after = case["id"], apply_edits(case["order"], case["edits"])
        totals = [reckon(order, case["settings"]).order["total"] for order in (case["order"], after)]
        if any("negative" in told or "rejected" in told for told in edited.problems[name]):
            continue
        assert edited.after.figures(name, after).order["total"] == totals[1]
        assert Fraction(edited.differences[name], 100) == totals[1] - totals[0]
