"""Edits of the taxes and discounts of fees, and of discounts of everything; reckoned by hand.

Figures are items, discount, shipping, fees, tax, total; the order has an item
of 100.00 and 10.00 of shipping.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from builders import Orders, edit, line
from edit_both import STANDARD, codes, correct_known, correct_under, figures, results
from figured import with_cells
from planning import codes as planned_codes
from planning import plan_edits, states, told
from schemas.orders import Tables
from test_convention import as_stored


def shop(*, included: bool = False, tax: str = "", shipping_tax: str = "", **more: Any) -> Tables:
    """The one order, stored as it is calculated."""
    orders = Orders().add(
        "1",
        line("A", "100.00", "1", tax),
        shipping="10.00",
        shipping_tax=shipping_tax,
        included=included,
        **more,
    )
    return as_stored(orders.tables(), STANDARD)


def without_field(tables: Tables, field: str) -> Tables:
    """The tables of an export that has no place for it."""
    return replace(tables, fields=tables.fields.loc[tables.fields["field"] != field])


def taxed_fee(**more: Any) -> Tables:
    """The shop with 8.1 % on the shipping alone."""
    tables = shop(shipping_tax="8.1%", **more)
    keys = tables.charges["charge_key"].tolist()
    return as_stored(with_cells(tables, "taxes", scope="charge", charge_key=keys), STANDARD)


# ---- taxes of a fee


@pytest.mark.parametrize("word", ["shipping", "Versand", "Livraison", "Expédition", "Port", "Spedizione"])
@pytest.mark.parametrize(("included", "tax", "total"), [(False, 81, 11081), (True, 75, 11000)])
def test_a_tax_is_added_to_the_shipping(word: str, included: bool, tax: int, total: int) -> None:
    # 10.00 × 8.1 % = 0.81; inside 10.00 × 8.1 / 108.1 = 0.7493
    outcome = correct_known(
        shop(included=included), edit("1", "tax", "add", ref="TVA", item=word, rate="8.1%")
    )
    assert results(outcome) == ["applied"]
    assert figures(outcome) == [10000, 0, 1000, 0, tax, total]
    added = outcome.after.taxes[["scope", "name", "amount_minor"]].to_numpy().tolist()
    assert added == [["charge", "TVA", tax]]


def test_a_tax_of_a_fee_may_be_an_amount() -> None:
    outcome = correct_known(shop(), edit("1", "tax", "add", ref="TVA", item="shipping", amount="0.80"))
    assert figures(outcome) == [10000, 0, 1000, 0, 80, 11080]


def test_the_tax_of_another_fee() -> None:
    # a surcharge of 20.00 added before; 2.6 % of it is 0.52
    tables = shop()
    tables = with_cells(tables, "charges", kind="surcharge", is_taxed=False)
    outcome = correct_under(tables, edit("1", "tax", "add", ref="TVA", item="Zuschlag", rate="2.6%"))
    assert figures(outcome) == [10000, 0, 0, 1000, 26, 11026]


@pytest.mark.parametrize(("included", "tax", "total"), [(False, 26, 11026), (True, 25, 11000)])
def test_the_rate_of_a_fee_changes(included: bool, tax: int, total: int) -> None:
    # 10.00 × 2.6 % = 0.26; inside 10.00 × 2.6 / 102.6 = 0.2534
    outcome = correct_known(
        taxed_fee(included=included), edit("1", "tax", ref="TVA", item="shipping", rate="2.6%")
    )
    assert figures(outcome) == [10000, 0, 1000, 0, tax, total]


@pytest.mark.parametrize("included", [False, True])
def test_the_tax_of_a_fee_is_removed(included: bool) -> None:
    # on top 0.81 less, inside the price stays
    outcome = correct_known(
        taxed_fee(included=included), edit("1", "tax", "remove", ref="TVA", item="versand")
    )
    assert figures(outcome) == [10000, 0, 1000, 0, 0, 11000]
    assert ("tax-inside-price" in codes(outcome)) == included


def test_the_items_keep_their_tax_when_that_of_a_fee_changes() -> None:
    # 8.10 on the item; the shipping's 0.81 becomes 10.00 × 10 % = 1.00
    tables = shop(tax="8.1%", shipping_tax="8.1%")
    keys = [-1, *tables.charges["charge_key"]]
    tables = as_stored(with_cells(tables, "taxes", scope=["line", "charge"], charge_key=keys), STANDARD)
    outcome = correct_known(tables, edit("1", "tax", ref="TVA", item="shipping", rate="10%"))
    assert figures(outcome) == [10000, 0, 1000, 0, 810 + 100, 11910]


@pytest.mark.parametrize("name", ["TVA", "tva"])
def test_a_fee_does_not_bear_a_tax_twice(name: str) -> None:
    row = edit("1", "tax", "add", ref=name, item="shipping", rate="8.1%")
    assert planned_codes(plan_edits(taxed_fee(), row)) == [["tax-exists"]]
    # neither where one tax is of all fees together
    assert planned_codes(plan_edits(shop(shipping_tax="8.1%"), row)) == [["tax-exists"]]
    other = edit("1", "tax", "add", ref="Eco", item="shipping", rate="1%")
    assert states(plan_edits(taxed_fee(), other)) == ["planned"]


def test_two_rows_do_not_add_one_tax_to_a_fee() -> None:
    rows = [edit("1", "tax", "add", ref=name, item="shipping", rate="1%") for name in ("Eco", "ECO")]
    assert planned_codes(plan_edits(shop(), *rows)) == [["edited-twice"], ["edited-twice"]]


def test_a_tax_of_a_fee_needs_a_name_a_figure_and_a_fee() -> None:
    planned = plan_edits(
        shop(),
        edit("1", "tax", "add", item="shipping", rate="1%"),
        edit("1", "tax", "add", ref="Eco", item="shipping"),
        edit("1", "tax", "add", ref="Eco", item="handling", rate="1%"),
        edit("1", "tax", ref="Eco", item="shipping", rate="1%"),
    )
    assert planned_codes(planned) == [["value-missing"], ["value-missing"], ["unknown-item"], ["unknown-tax"]]


def test_an_export_without_a_place_for_a_fees_tax_refuses_it() -> None:
    tables = without_field(shop(), "tax.charge")
    planned = plan_edits(tables, edit("1", "tax", "add", ref="TVA", item="shipping", rate="8.1%"))
    assert planned_codes(planned) == [["field-not-in-export"]]


def test_an_item_of_that_name_is_meant_first() -> None:
    tables = Orders().add("1", line("Port", "30.00"), shipping="10.00").tables()
    outcome = correct_under(tables, edit("1", "tax", "add", ref="TVA", item="port", rate="10%"))
    assert outcome.after.taxes["scope"].tolist() == ["line"]
    assert figures(outcome)[-1] == 4300


# ---- discounts of fees and of everything


@pytest.mark.parametrize("word", ["everything", "all", "tout", "alles", "Tutto"])
@pytest.mark.parametrize(
    ("included", "tax", "total"), [(False, 729 + 73, 9900 + 802), (True, 674 + 67, 9900)]
)
def test_a_discount_of_everything_reaches_the_shipping(
    word: str, included: bool, tax: int, total: int
) -> None:
    # 10 % of 110.00: 10.00 of the item, 1.00 of the shipping
    # 90.00 × 8.1 % = 7.29, 9.00: 0.729; inside 6.7438 and 0.6744
    tables = shop(tax="8.1%", shipping_tax="8.1%", included=included)
    outcome = correct_known(tables, edit("1", "discount", "add", ref="Geste", item=word, value="10%"))
    assert figures(outcome) == [10000, 1100, 1000, 0, tax, total]
    assert outcome.after.discounts[["reach", "amount_minor"]].to_numpy().tolist() == [
        ["items_and_shipping", 1100]
    ]


@pytest.mark.parametrize(("value", "off"), [("25%", 250), ("4.00", 400), ("40.00", 1000)])
@pytest.mark.parametrize("word", ["shipping", "versand"])
def test_a_discount_of_the_shipping(word: str, value: str, off: int) -> None:
    outcome = correct_known(shop(), edit("1", "discount", "add", ref="Geste", item=word, value=value))
    assert figures(outcome) == [10000, off, 1000, 0, 0, 11000 - off]
    assert ("discount-above-base" in codes(outcome)) == (value == "40.00")


def fee_discounted(**cells: Any) -> Tables:
    """The shop with 2.00 off the shipping and 5.00 off the item."""
    orders = Orders().add(
        "1",
        line("A", "100.00", discount="5.00"),
        shipping="10.00",
        discounts=[{"value": "2.00", "name": "Fee"}],
    )
    tables = orders.tables()
    keys = [-1, *tables.charges["charge_key"]]
    return as_stored(with_cells(tables, "discounts", charge_key=keys, **cells), STANDARD)


def test_the_discount_of_a_fee_is_named_by_the_fee() -> None:
    # 2.00 becomes 3.00; or goes
    changed = correct_known(fee_discounted(), edit("1", "discount", item="shipping", value="3.00"))
    assert figures(changed) == [10000, 800, 1000, 0, 0, 10200]
    gone = correct_known(fee_discounted(), edit("1", "discount", "remove", item="Versand"))
    assert figures(gone) == [10000, 500, 1000, 0, 0, 10500]
    by_name = correct_known(fee_discounted(), edit("1", "discount", "remove", ref="Fee"))
    assert figures(by_name) == figures(gone)


def test_the_discount_of_everything_is_named_by_the_word() -> None:
    # 10 % of 110.00 becomes 20 %; or goes
    tables = shop(discounts=[{"value": "10%"}])
    tables = as_stored(with_cells(tables, "discounts", reach="items_and_shipping"), STANDARD)
    changed = correct_known(tables, edit("1", "discount", item="alles", value="20%"))
    assert figures(changed) == [10000, 2200, 1000, 0, 0, 8800]
    gone = correct_known(tables, edit("1", "discount", "remove", item="tout"))
    assert figures(gone) == [10000, 0, 1000, 0, 0, 11000]


def test_the_discount_of_a_fee_follows_the_fee_not_the_policy() -> None:
    # 2.00 off 10.00 stays 2.00 off 5.00: only discounts of the whole order follow their base
    row = edit("1", "order", shipping_fee="5.00")
    outcome = correct_known(fee_discounted(), row, order_discounts="proportional")
    assert figures(outcome) == [10000, 700, 500, 0, 0, 9800]
    percent = fee_discounted(kind=["amount", "percent"], rate_ppb=[0, 200_000_000], value_minor=[500, 0])
    assert figures(correct_known(percent, row)) == [10000, 600, 500, 0, 0, 9900]  # 20 % of 5.00


def test_an_export_without_a_place_for_such_discounts_refuses_them() -> None:
    tables = without_field(fee_discounted(), "discount.charge")
    rows = [
        edit("1", "discount", "add", ref="Geste", item=word, value="1.00") for word in ("alles", "shipping")
    ]
    rows += [
        edit("1", "discount", item="shipping", value="1.00"),
        edit("1", "discount", "remove", item="shipping"),
    ]
    assert planned_codes(plan_edits(tables, *rows)) == [["field-not-in-export"]] * 4


def test_a_fee_that_is_not_there_bears_no_discount() -> None:
    planned = plan_edits(shop(), edit("1", "discount", "add", ref="X", item="tip", value="1.00"))
    assert planned_codes(planned) == [["unknown-item"]]


# ---- surcharges below zero


@pytest.mark.parametrize(("included", "total"), [(False, 11310), (True, 10500)])
def test_a_surcharge_below_zero_lowers_the_order(included: bool, total: int) -> None:
    # 110.00 + 8.10 − 5.00; inside 7.4931, the surcharge bears no tax
    tables = shop(tax="8.1%", included=included)
    outcome = correct_known(tables, edit("1", "order", surcharge="-5.00"))
    assert figures(outcome) == [10000, 0, 1000, -500, 749 if included else 810, total]
    assert outcome.reconciliation["fees_difference_minor"].tolist() == [-500]


def test_only_a_surcharge_may_be_below_zero() -> None:
    for name in ("shipping_fee", "handling_fee", "tip"):
        planned = plan_edits(shop(), edit("1", "order", **{name: "-5.00"}))
        assert states(planned) == ["rejected"]
    planned = plan_edits(shop(), edit("1", "order", surcharge="-5.00"))
    assert told(planned) == ["surcharge, surcharge: 0.00 -> -5.00 (edit)"]


def test_a_surcharge_does_not_take_the_order_below_zero() -> None:
    outcome = correct_known(shop(), edit("1", "order", surcharge="-110.01"))
    assert results(outcome) == ["rejected"]
    assert "negative-total" in codes(outcome)
    nothing = correct_known(shop(), edit("1", "order", surcharge="-110.00"))
    assert figures(nothing)[-1] == 0


def test_a_surcharge_below_zero_is_changed_and_cleared() -> None:
    tables = as_stored(with_cells(shop(), "charges", kind="surcharge", amount_minor=-500), STANDARD)
    raised = correct_known(tables, edit("1", "order", surcharge="-2.00", old_surcharge="-5.00"))
    assert figures(raised) == [10000, 0, 0, -200, 0, 9800]
