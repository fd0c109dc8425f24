"""The nearest explanation of an order that does not add up, on orders reckoned by hand.

The plain order: 100.00 with 8 % on top, shipping 10.00 with 8 %: tax 8.80,
total 118.80. With a discount of 20.00: tax 7.20, total 97.20.
"""

from __future__ import annotations

from typing import Any

import pytest

from builders import Orders, line
from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.convention import explain_misfits, find_conventions
from pipeline.kernel import correct
from pipeline.policy import Policy
from pipeline.totals import calculate
from schemas import outcome
from schemas.convention import Convention
from schemas.edits import Edits
from schemas.orders import Tables
from test_convention import as_stored

PLAIN = {"items": "100.00", "shipping": "10.00", "tax": "8.80", "total": "118.80"}
CUT = {"items": "100.00", "discount": "20.00", "shipping": "10.00", "tax": "7.20", "total": "97.20"}


def with_sound_orders(stored: dict[str, str], *lines: dict[str, Any], **order: Any) -> Tables:
    """Twelve sound orders and the odd one, with what it states."""
    orders = Orders()
    for number in range(12):
        prices = [
            f"{(137 * number + 61 * place) % 90 + 1}.{(7 * number + place) % 10}3" for place in range(3)
        ]
        orders.add(
            f"sound{number}", *(line(str(place), price, "3", "8%") for place, price in enumerate(prices)),
            shipping="9.90", shipping_tax="8%", discounts=[{"value": f"{number}.05"}] if number % 2 else [],
        )  # fmt: skip
    sound = as_stored(orders.tables(), Convention())
    odd = {"shipping": "10.00", "shipping_tax": "8%", **order}
    tables = orders.add("odd", *(lines or [line("A", "100.00", "1", "8%")]), stored=stored, **odd).tables()
    return Tables.concat(
        [sound, tables.only(tables.orders.loc[tables.orders["order_id"] == "odd", "order_key"])]
    )


def explain(stored: dict[str, str], *lines: dict[str, Any], **order: Any) -> str:
    return explain_under(Policy(conventions={"test": Convention()}), stored, *lines, **order)


def explain_under(policy: Policy, stored: dict[str, str], *lines: dict[str, Any], **order: Any) -> str:
    outcome = correct(with_sound_orders(stored, *lines, **order), Edits.empty(), policy)
    assert outcome.misfits["order_id"].tolist() == ["odd"]
    return str(outcome.misfits.loc[0, "explanation"])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"tax": "8.81", "total": "118.81"}, "a-cent-of-rounding"),
        ({"total": "118.78"}, "a-cent-of-rounding"),
        ({"total": "110.00"}, "tax-not-counted"),
        ({"tax": "0.00", "total": "110.00"}, "tax-not-counted"),
        # 100.00 and 10.00 with 8 % inside: 7.41 + 0.74
        ({"tax": "8.15", "total": "110.00"}, "tax-not-counted"),
        ({"total": "127.60"}, "tax-counted-twice"),
        ({"tax": "17.60", "total": "127.60"}, "tax-counted-twice"),
        ({"total": "108.80"}, "shipping-counted-differently"),
        ({"total": "128.80"}, "shipping-counted-differently"),
        ({"tax": "8.00", "total": "118.00"}, "shipping-counted-differently"),
        ({"tax": "9.60", "total": "119.60"}, "shipping-counted-differently"),
        ({"tax": "8.00", "total": "108.00"}, "shipping-counted-differently"),
        ({"shipping": "12.00", "total": "120.80"}, "shipping-counted-differently"),
        ({"total": "123.80"}, "fee-not-shown"),
        # a fee of 5.00 with its 8 %
        ({"tax": "9.20", "total": "124.20"}, "fee-not-shown"),
        ({"total": "113.80"}, "credit-not-shown"),
        ({"items": "90.00"}, "edited-in-the-shop"),
        ({"items": "90.00", "tax": "8.00", "total": "108.00"}, "edited-in-the-shop"),
        ({"tax": "12.34", "total": "122.34"}, "unexplained"),
        ({"tax": "5.55"}, "unexplained"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(map("=".join, value.items())),
)
def test_a_plain_order(changed: dict[str, str], expected: str) -> None:
    assert explain({**PLAIN, **changed}) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"total": "117.20"}, "discount-not-counted"),
        # all as if there were no discount, but for the discount itself
        ({"tax": "8.80", "total": "118.80"}, "discount-not-counted"),
        ({"discount": "0.00", "tax": "8.80", "total": "118.80"}, "discount-not-counted"),
        # the tax of 100.00 and 10.00
        ({"tax": "8.80", "total": "98.80"}, "discount-not-counted"),
        ({"total": "77.20"}, "discount-counted-twice"),
        # 60.00 and 10.00 are left: 5.60
        ({"tax": "5.60", "total": "75.60"}, "discount-counted-twice"),
        ({"discount": "40.00", "tax": "5.60", "total": "75.60"}, "discount-counted-twice"),
        ({"tax": "5.60", "total": "95.60"}, "discount-counted-twice"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(map("=".join, value.items())),
)
def test_an_order_with_a_discount(changed: dict[str, str], expected: str) -> None:
    assert explain({**CUT, **changed}, discounts=[{"value": "20.00"}]) == expected


def test_tax_added_to_prices_that_hold_it() -> None:
    # 108.00 and 10.80 hold 8.00 and 0.80
    stored = {"items": "108.00", "shipping": "10.80", "tax": "8.80", "total": "127.60"}
    found = explain(stored, line("A", "108.00", "1", "8%"), included=True, shipping="10.80")
    assert found == "tax-counted-twice"


def test_shipping_that_was_taxed_although_its_tax_is_not_stated() -> None:
    assert explain(PLAIN, shipping_tax="") == "shipping-counted-differently"


def test_a_shipping_fee_that_was_set_to_nothing_is_still_in_total_and_tax() -> None:
    assert explain({**PLAIN, "shipping": "0.00"}, shipping="") == "edited-in-the-shop"


def test_an_order_that_comes_out_under_another_convention() -> None:
    # 100 × 0.11 with 8 % of each unit rounded: 1.00; of the line it would be 0.88
    stored = {"items": "11.00", "shipping": "10.00", "tax": "1.80", "total": "22.80"}
    item = line("A", "0.11", "100", "8%")
    assert explain_under(Policy(), stored, item) == "other-convention"
    assert explain(stored, item) == "unexplained"


def test_where_only_the_total_is_stated_the_rest_counts_as_calculated() -> None:
    assert explain({"total": "108.80"}) == "shipping-counted-differently"
    assert explain({"total": "123.80"}) == "fee-not-shown"


def test_two_explanations_at_once_are_none() -> None:
    # the tax is 3.54 too high and the total 5.00 more than that
    assert explain({**PLAIN, "tax": "12.34", "total": "127.34"}) == "unexplained"


def test_explanations_are_told_in_problems_and_change_with_no_part() -> None:
    tables = with_sound_orders({**PLAIN, "total": "108.80"})
    outcome = correct(tables, Edits.empty())
    (told,) = outcome.problems.loc[outcome.problems["code"] == "does-not-add-up", "message"]
    assert told == (
        "Order odd does not add up: the export says total 108.80 CHF, calculated 118.80 CHF; "
        "it fits if the shipping, or its tax, is left out or counted once more."
    )
    found = find_conventions(tables, calculate, {})
    odd = tables.only(tables.orders.loc[tables.orders["order_id"] == "odd", "order_key"])
    assert explain_misfits(odd, found, calculate).tolist() == ["shipping-counted-differently"]


def test_no_misfits_need_no_explanation() -> None:
    assert explain_misfits(Tables.empty(), [], calculate).empty


def test_every_explanation_has_its_sentence() -> None:
    assert tuple(EXPLANATIONS) == outcome.EXPLANATIONS
    assert all(words and not words.endswith(".") for words in EXPLANATIONS.values())
