"""The account of one order: figures done by hand, and for random orders that they add up to the engine's."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import Orders, line, ppb
from pipeline.explain import Account, as_plain, explain_order, print_account
from pipeline.explain.account import Reckoning
from pipeline.explain.pieces import TaxReckoned
from pipeline.explain.reckoning import tell_reckoning
from pipeline.intake import Sources
from pipeline.problems import InputRefused
from pipeline.totals import trace
from schemas.convention import CHOICES, Convention
from schemas.orders import Tables
from shop_files import Shop, edits, order, page
from test_totals import conventions, edit_table, orders_drawn, with_shares

STANDARD = Convention()
SURE = Fraction(1, 10**9)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def reckon(orders: Orders | Tables, **parameters: Any) -> Reckoning:
    """The account of the one order under the standard convention with those parameters."""
    tables = orders.tables() if isinstance(orders, Orders) else orders
    return tell_reckoning(trace(tables, replace(STANDARD, **parameters)), tables, is_stored=True)


def told(tax: TaxReckoned) -> tuple[str, ...]:
    return tax.base, tax.multiple, tax.divisor, tax.unrounded, tax.amount, tax.rounding


# ---- by hand


def test_tax_on_top_is_told_with_its_base_and_before_rounding() -> None:
    # 2 × 12.50 − 10 % = 22.50; 8.1 % of it is 1.8225
    (item,) = reckon(Orders().add("1", line("TEA", "12.50", "2", "8.1%", discount="10%"))).lines
    assert (item.unit_price, item.quantity, item.amount, item.left) == ("12.50", "2", "25.00", "22.50")
    (discount,) = item.discounts
    assert (discount.rate, discount.base, discount.amount, discount.is_of_order) == (
        "10",
        "25.00",
        "2.50",
        False,
    )
    (tax,) = item.taxes
    assert told(tax) == ("22.50", "8.1", "100", "1.8225", "1.82", "-0.0025")
    assert not tax.is_inside


def test_tax_inside_the_price_is_a_part_of_it() -> None:
    # 129.00 × 8 / 108 = 9.5555…
    found = reckon(Orders().add("1", line("TEA", "129.00", "1", "8%"), included=True))
    (tax,) = found.lines[0].taxes
    assert told(tax) == ("129.00", "8", "108", "9.5555555556", "9.56", "0.0044444444")
    assert tax.is_inside
    assert (found.sum.tax_inside, found.sum.tax_on_top, found.sum.total) == ("9.56", "0.00", "129.00")


def test_a_product_that_is_rounded_is_told_before_it_is() -> None:
    # 3 × 38.115 = 114.345
    (item,) = reckon(Orders().add("1", line("TEA", "38.115", "3"))).lines
    assert (item.unit_price, item.unrounded, item.amount, item.rounding) == (
        "38.115",
        "114.345",
        "114.35",
        "0.005",
    )


def test_an_order_discount_is_told_whole_and_with_each_share() -> None:
    # 10.00 over 10.00, 20.00 and 5.50: 2.8169…, 5.6338…, 1.5492…; the cent left goes to 2.8169
    orders = Orders().add(
        "1", line("A", "10.00"), line("B", "20.00"), line("C", "5.50"), discounts=[{"value": "10.00"}]
    )
    found = reckon(orders)
    (whole,) = found.order_discounts
    assert (whole.value, whole.amount, whole.spread_by) == ("10.00", "10.00", "by largest remainder")
    shares = [item.discounts[0] for item in found.lines]
    assert [(one.spread, one.weight, one.weights) for one in shares] == [
        ("10.00", "10.00", "35.50"),
        ("10.00", "20.00", "35.50"),
        ("10.00", "5.50", "35.50"),
    ]
    assert [one.unrounded for one in shares] == ["2.8169014085", "5.6338028169", "1.5492957746"]
    assert [one.amount for one in shares] == ["2.82", "5.63", "1.55"]
    assert [item.left for item in found.lines] == ["7.18", "14.37", "3.95"]


def test_a_percentage_of_the_order_is_told_before_rounding() -> None:
    orders = Orders().add("1", line("A", "10.05"), line("B", "0.10"), discounts=[{"value": "5%"}])
    (whole,) = reckon(orders).order_discounts
    assert (whole.rate, whole.base, whole.unrounded, whole.amount, whole.rounding) == (
        "5",
        "10.15",
        "0.5075",
        "0.51",
        "0.0025",
    )


@pytest.mark.parametrize(
    ("discount", "changes", "parameters", "note"),
    [
        ({"value": "9.00"}, {}, {}, "no more is left"),
        ({"value": "1.00"}, {}, {}, ""),
        ({"value": "1.00"}, {"is_per_unit": [True]}, {}, "for each unit"),
        ({"value": "50%"}, {"cap_minor": [100]}, {}, "at most 1.00"),
        ({"value": "50%"}, {"is_of_original": [True]}, {}, "of the undiscounted amount"),
        ({"value": "50%"}, {"is_of_gross": [True]}, {}, "reckoned with tax"),
        ({"value": "50%"}, {}, {"percent_basis": "net"}, "reckoned without tax"),
    ],
)
def test_what_else_decides_a_discount_is_said(
    discount: dict[str, str], changes: dict[str, Any], parameters: dict[str, Any], note: str
) -> None:
    tables = Orders().add("1", line("A", "5.00", tax="8.1%"), discounts=[discount]).tables()
    (whole,) = reckon(edit_table(tables, "discounts", **changes), **parameters).order_discounts
    assert whole.note == note


def test_a_discount_that_follows_its_base_is_said() -> None:
    tables = Orders().add("1", line("A", "25.00", "2"), discounts=[{"value": "10.00"}]).tables()
    bases = pd.Series([10000], index=tables.discounts["discount_key"])
    found = tell_reckoning(trace(tables, STANDARD, bases), tables, is_stored=True)
    assert [(one.amount, one.note) for one in found.order_discounts] == [("5.00", "follows its base")]


def test_stored_shares_that_differ_are_told_beside() -> None:
    orders = Orders().add("1", line("A", "100.00"), line("B", "10.00"), discounts=[{"value": "11.00"}])
    tables = with_shares(orders.tables(), {0: [0, 1]})
    stored = edit_table(tables, "discounts", amount_minor=[1100, 1001, 99])
    found = reckon(stored)
    assert [(item.discounts[0].amount, item.discounts[0].stored) for item in found.lines] == [
        ("10.00", "10.01"),
        ("1.00", "0.99"),
    ]
    assert [(one.name, one.gap) for one in found.components if one.gap != "0.00"] == [
        ("discount_shares", "0.02")
    ]


def test_taxes_rounded_over_the_order_are_told_as_a_sum_dealt_back() -> None:
    # three times 0.07 × 8.1 % = 0.00567: together 0.01701
    found = reckon(Orders().add("1", *(line(sku, "0.07", "1", "8.1%") for sku in "ABC")), tax_level="order")
    (group,) = found.tax_groups
    assert (group.name, group.base, group.unrounded, group.amount) == ("TVA 8.1 %", "0.21", "0.01701", "0.02")
    taxes = [item.taxes[0] for item in found.lines]
    assert [(tax.unrounded, tax.amount, tax.group) for tax in taxes] == [
        ("0.00567", "0.01", 1),
        ("0.00567", "0.01", 1),
        ("0.00567", "0.00", 1),
    ]


@pytest.mark.parametrize("level", ["order", "order_sum", "order_carry"])
def test_every_level_over_the_order_has_its_sums(level: str) -> None:
    orders = Orders().add("1", line("A", "0.07", "1", "8.1%"), line("B", "0.07", "1", "2.6%"))
    found = reckon(orders, tax_level=level)
    names = [group.name for group in found.tax_groups]
    assert names == (["TVA 8.1 % + TVA 2.6 %"] if level == "order_sum" else ["TVA 8.1 %", "TVA 2.6 %"])


def test_taxes_rounded_by_the_unit_say_how_many() -> None:
    (item,) = reckon(Orders().add("1", line("A", "0.07", "3", "8.1%")), tax_level="unit").lines
    assert (item.taxes[0].units, item.taxes[0].unrounded, item.taxes[0].amount) == (3, "0.01701", "0.03")


def test_charges_are_told_with_their_tax_together() -> None:
    orders = Orders().add("1", line("A", "10.00"), shipping="9.00", shipping_tax="8.1%")
    found = reckon(orders)
    assert [(one.kind, one.amount, one.left) for one in found.charges] == [("shipping", "9.00", "9.00")]
    assert [told(tax) for tax in found.charges_together] == [("9.00", "8.1", "100", "0.729", "0.73", "0.001")]


def test_a_percentage_charge_tells_what_it_is_of() -> None:
    tables = Orders().add("1", line("A", "40.00", discount="50%"), shipping="9.00").tables()
    tables = edit_table(tables, "charges", kind=["surcharge"], rate_ppb=[ppb("2.5%")])
    (charge,) = reckon(tables).charges
    assert (charge.rate, charge.base, charge.amount) == ("2.5", "20.00", "0.50")


def test_taxes_that_are_not_reckoned_say_why() -> None:
    tables = Orders().add("1", line("A", "100.00", "1", "8%")).tables()
    unknown = edit_table(tables, "taxes", is_rate_known=[False], amount_minor=[777], rate_ppb=[0])
    exempt = edit_table(tables, "orders", is_tax_exempt=[True])
    home = edit_table(tables, "taxes", is_home=[True])
    for part, amount, why in (
        (unknown, "7.77", "no rate is known"),
        (exempt, "0.00", "exempt"),
        (home, "0.00", "home"),
    ):
        (tax,) = reckon(part).taxes_as_stored
        assert tax.amount == amount
        assert why in tax.why


def test_a_percentage_off_the_total_lowers_the_taxes_at_the_end() -> None:
    orders = Orders().add("1", line("A", "100.00", "1", "8.1%"), discounts=[{"value": "10%"}])
    found = reckon(orders, order_percent="off_total")
    assert [(one.before, one.amount) for one in found.taxes_lowered] == [("8.10", "7.29")]
    assert [(one.amount, one.left) for one in found.lines] == [("100.00", "90.00")]
    assert (found.order_discounts[0].amount, found.sum.total) == ("10.00", "97.29")


def test_a_gap_stands_beside_what_was_calculated_and_stored() -> None:
    orders = Orders().add("1", line("A", "100.00"), total="120.50", stored={"items": "100.00"})
    components = {one.name: one for one in reckon(orders).components}
    assert (components["total"].calculated, components["total"].stored, components["total"].gap) == (
        "100.00",
        "120.50",
        "20.50",
    )
    assert components["shipping"].stored == ""
    assert components["items"].gap == "0.00"


def test_yen_and_dinars_have_their_own_decimals() -> None:
    yen = reckon(Orders(currency="JPY", decimals=0).add("1", line("A", "333", "3", "8%")))
    dinars = reckon(Orders(currency="KWD", decimals=3).add("1", line("A", "1.234", "3", "5%")))
    assert told(yen.lines[0].taxes[0])[3:] == ("79.92", "80", "0.08")
    assert told(dinars.lines[0].taxes[0])[3:] == ("0.1851", "0.185", "-0.0001")


def test_what_has_no_name_is_told_by_what_it_is() -> None:
    tables = Orders().add("1", line("A", "10.00", "1", "8.1%", discount="1.00")).tables()
    tables = replace(tables, discounts=tables.discounts.assign(name=""), taxes=tables.taxes.assign(name=""))
    found = reckon(tables, tax_level="order")
    assert (found.lines[0].discounts[0].name, found.tax_groups[0].name) == ("discount", "tax 8.1 %")


# ---- random orders


def total_of(amounts: Any) -> Decimal:
    return sum((Decimal(amount) for amount in amounts), Decimal(0))


def taxes_of(found: Reckoning) -> list[TaxReckoned]:
    of_lines = [tax for item in found.lines for tax in item.taxes]
    of_charges = [tax for charge in found.charges for tax in charge.taxes]
    return [*of_lines, *of_charges, *found.charges_together]


def check_taxes(found: Reckoning, components: dict[str, Decimal]) -> None:
    taxes = taxes_of(found)
    lowered = total_of(one.amount for one in found.taxes_lowered) - total_of(
        one.before for one in found.taxes_lowered
    )
    stored = total_of(one.amount for one in found.taxes_as_stored)
    assert total_of(tax.amount for tax in taxes) + stored + lowered == components["tax"]
    for tax in taxes:
        assert Decimal(tax.unrounded) + Decimal(tax.rounding) == Decimal(tax.amount)
        exact = Fraction(tax.base) * Fraction(tax.multiple) / Fraction(tax.divisor)
        assert abs(Fraction(tax.unrounded) - exact) < SURE
    for group in found.tax_groups:
        assert total_of(tax.amount for tax in taxes if tax.group == group.number) == Decimal(group.amount)
    sums = {(one.name, one.rate, one.is_inside): Decimal(one.amount) for one in found.tax_sums}
    assert sum(sums.values(), Decimal(0)) == total_of(tax.amount for tax in taxes)


def check_lines(found: Reckoning, components: dict[str, Decimal]) -> None:
    assert total_of(item.amount for item in found.lines) == components["items"]
    pieces = [*found.lines, *found.charges]
    taken = [discount for piece in pieces for discount in piece.discounts]
    assert total_of(one.amount for one in taken) == components["discount"]
    for piece in pieces:
        assert Decimal(piece.amount) - total_of(one.amount for one in piece.discounts) == Decimal(piece.left)
    for one in taken:
        if one.unrounded:
            assert Decimal(one.unrounded) + Decimal(one.rounding) == Decimal(one.amount)
    for item in found.lines:
        assert Fraction(item.unrounded) == Fraction(item.unit_price) * Fraction(item.quantity)


def check_sum(found: Reckoning, components: dict[str, Decimal]) -> None:
    terms = {field.name: Decimal(getattr(found.sum, field.name)) for field in fields(found.sum)}
    added = terms["shipping"] + terms["fees"] + terms["tax_on_top"] + terms["rounding"]
    assert terms["items"] - terms["discount"] + added == terms["total"] == components["total"]
    assert terms["tax_on_top"] + terms["tax_inside"] == components["tax"]


def accounts_of(drawn: list[Any], convention: Convention) -> list[tuple[Reckoning, dict[str, Decimal]]]:
    """Each order's account, and its components as the engine has them for all the orders together."""
    building = Orders()
    for number, one in enumerate(drawn):
        building.add(str(number), *one["lines"], **{k: v for k, v in one.items() if k != "lines"})
    tables = building.tables()
    totals = trace(tables, convention).totals.orders
    found = []
    for place, key in enumerate(tables.orders["order_key"]):
        part = tables.only(pd.Index([key]))
        names = ("items", "discount", "shipping", "fees", "tax", "total")
        components = {name: Decimal(int(totals[f"{name}_minor"].iloc[place])) / 100 for name in names}
        found.append((tell_reckoning(trace(part, convention), part, is_stored=True), components))
    return found


@given(orders_drawn, conventions)
def test_every_figure_of_a_random_order_adds_up_to_the_engine_s(
    drawn: list[Any], convention: Convention
) -> None:
    for found, components in accounts_of(drawn[:6], convention):
        check_lines(found, components)
        check_taxes(found, components)
        check_sum(found, components)
        assert {one.name: Decimal(one.calculated) for one in found.components if one.calculated} == components


any_convention = st.builds(
    Convention,
    tax_charges=st.booleans(),
    **{name: st.sampled_from(choices) for name, choices in CHOICES.items()},
)


@given(orders_drawn, any_convention)
def test_taxes_and_total_add_up_under_any_convention(drawn: list[Any], convention: Convention) -> None:
    for found, components in accounts_of(drawn[:6], convention):
        check_taxes(found, components)
        check_sum(found, components)


# ---- from files, with edits


def explain(shop: Shop, number: str, *edit_files: Path, export: Path | None = None) -> Account:
    sources = Sources((export or shop.orders,), edit_files, currency="CHF")
    return explain_order(sources, number, lambda _: None)


TAXED = order(
    1001,
    subtotal=100,
    total=108.1,
    tax=8.1,
    items=[
        {
            "id": 10,
            "price": 100,
            "sku": "TASSE",
            "quantity": 1,
            "tax": 8.1,
            "name": "Tasse",
            "taxes": [{"name": "TVA", "value": 8.1, "total": 8.1, "taxOnDiscountedSubtotal": 8.1,
                       "taxOnShipping": 0, "includeInPrice": False}],
        }
    ],
)  # fmt: skip


def test_the_convention_says_on_how_many_orders_it_holds(shop: Shop) -> None:
    used = explain(shop, "K1001").convention
    assert (used.holds_on, used.of_orders, used.share_percent, used.source) == (5, 5, "100", "found")
    assert not used.is_uncertain
    crooked = shop.write("crooked.json", page(order(1), order(2, total=90), order(3, total=95)))
    used = explain(shop, "K1", export=crooked).convention
    assert (used.holds_on, used.of_orders, used.share_percent, used.is_uncertain) == (1, 3, "33.3", True)
    shown = print_account(explain(shop, "K1", export=crooked))
    assert "holds on 1 of 3 orders (33.3 %); that is too few to be sure" in shown


def test_an_order_with_edits_is_told_before_and_after(shop: Shop) -> None:
    export = shop.write("taxed.json", page(TAXED, order(1002)))
    wanted = shop.write(
        "more.csv",
        edits("K1001,change,item:TASSE,price,,90.00", "K1001,change,item:TASSE,quantity,,2",
              "K1001,change,customer,email,,neu@example.ch"),
    )  # fmt: skip
    account = explain(shop, "K1001", wanted, export=export)
    assert [row.difference for row in account.edits] == ["-10.81", "97.29", "0.00"]
    assert [row.result for row in account.edits] == ["applied"] * 3
    assert [(one.field, one.old, one.new) for one in account.edits[0].changes] == [
        ("price", "100.00", "90.00")
    ]
    assert account.after is not None
    assert (account.before.sum.total, account.after.sum.total) == ("108.10", "194.58")
    assert told(account.after.lines[0].taxes[0])[3:5] == ("14.58", "14.58")
    moves = {move.name: (move.before, move.moved, move.after) for move in account.moves}
    assert moves["items"] == ("100.00", "80.00", "180.00")
    assert moves["tax"] == ("8.10", "6.48", "14.58")
    assert moves["total"] == ("108.10", "86.48", "194.58")
    assert (account.owed.difference, account.owed.action, account.owed.amount) == (
        "86.48",
        "collect",
        "86.48",
    )


def test_a_gap_is_carried_along_by_an_edit(shop: Shop) -> None:
    export = shop.write("crooked.json", page(order(1001, total=100.05), order(1002), order(1003)))
    account = explain(shop, "K1001", shop.edits, export=export)
    assert account.after is not None
    gaps = [
        one.gap for part in (account.before, account.after) for one in part.components if one.name == "total"
    ]
    assert gaps == ["0.05", "0.05"]
    assert account.moves[-1].after == "90.05"


def test_a_held_row_and_a_rejected_one_say_why_and_change_nothing(shop: Shop) -> None:
    export = shop.write("crooked.json", page(order(1001, total=120), order(1002), order(1003)))
    account = explain(shop, "K1001", shop.edits, export=export)
    assert [(row.result, row.difference) for row in account.edits] == [("held", "0.00")]
    assert "gap" in account.edits[0].comment or "add up" in account.edits[0].comment
    assert account.after is None
    wrong = shop.write("wrong.csv", edits("K1001,change,item:ASSE,price,,90.00"))
    account = explain(shop, "K1001", wrong)
    assert [row.result for row in account.edits] == ["rejected"]
    assert account.edits[0].comment in " ".join(print_account(account).split())


def test_an_order_that_no_edit_names_is_told_as_it_is(shop: Shop) -> None:
    account = explain(shop, "K1002", shop.edits)
    assert (account.edits, account.after, account.moves) == ((), None, ())
    assert (account.owed.outstanding_after, account.owed.action) == ("0.00", "none")


@pytest.mark.parametrize("written", ["00123", "123", "#00123", "0123"])
def test_leading_zeros_may_be_lost(written: str, shop: Shop) -> None:
    export = shop.write("zeros.json", page({**order(1), "id": "00123"}, order(2)))
    assert explain(shop, written, export=export).order == "00123"


def test_an_order_is_found_by_its_other_number_and_in_any_case(shop: Shop) -> None:
    export = shop.write("two.json", page(order(1, orderNumber=77), order(2)))
    assert [explain(shop, written, export=export).order for written in ("K1", "k1", "77", "#77")] == [
        "K1"
    ] * 4


def test_an_unknown_order_suggests_near_ones(shop: Shop) -> None:
    with pytest.raises(InputRefused) as refused:
        explain(shop, "K101")
    (found,) = refused.value.problems
    assert found.code == "unknown-order"
    assert "Did you mean K1001" in found.fix


def test_an_order_that_cannot_be_read_says_what_is_wrong_with_it(shop: Shop) -> None:
    export = shop.write("broken.json", page(order(1001, total="much"), order(1002)))
    with pytest.raises(InputRefused) as refused:
        explain(shop, "K1001", export=export)
    assert [found.code for found in refused.value.problems] == ["order-set-aside", "bad-amount"]


# ---- text


def test_the_text_is_narrow_and_has_no_escapes(shop: Shop) -> None:
    long = [{**TAXED["items"][0], "name": "\x1b[31mTasse " + "sehr lang " * 20}]
    export = shop.write("long.json", page({**TAXED, "items": long}, order(1002)))
    shown = print_account(explain(shop, "K1001", shop.edits, export=export))
    assert max(len(row) for row in shown.splitlines()) <= 110
    assert "\x1b" not in shown
    assert all(row == row.rstrip() for row in shown.splitlines())


def test_amounts_stand_below_each_other(shop: Shop) -> None:
    export = shop.write("taxed.json", page(TAXED, order(1002)))
    rows = print_account(explain(shop, "K1001", export=export)).splitlines()
    (item,) = (row for row in rows if row.startswith("  1. TASSE"))
    (tax,) = (row for row in rows if row.startswith("    plus TVA 8.1 %"))
    assert item.index("100.00", 70) + len("100.00") == tax.rindex("8.10") + len("8.10")
    assert "  100.00 items + 8.10 tax on top = 108.10 CHF" in rows


def test_json_and_text_come_from_the_same_account(shop: Shop) -> None:
    ran = shop.run("explain", shop.orders, "K1001", "--edits", shop.edits, "--currency", "CHF", "--json")
    assert ran.status == 0
    printed = json.loads(ran.result.stdout)
    assert printed == json.loads(json.dumps(as_plain(explain(shop, "K1001", shop.edits))))
    assert list(printed) == [field.name for field in fields(Account)]
    assert printed["before"]["lines"][0]["amount"] == "100.00"
    assert printed["owed"]["difference"] == "-10.00"
