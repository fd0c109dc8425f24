"""Checking exports without edits: how the shop calculates, and which orders do not add up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.check import Checked, build_check, check_exports, print_check
from pipeline.intake import Sources
from pipeline.problems import InputRefused
from shop_files import Shop, order, page


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def check(*exports: Path) -> Checked:
    return check_exports(Sources(exports, currency="CHF"), lambda _: None)


def test_every_export_is_named_with_its_format_and_its_size(shop: Shop) -> None:
    more = shop.write("more.json", page(order(2001)))
    found = build_check(check(shop.orders, more))
    assert found["files"] == [
        {"files": ["orders.json"], "format": "ecwid-json", "orders": 5, "lines": 5, "unreadable_orders": []},
        {"files": ["more.json"], "format": "ecwid-json", "orders": 1, "lines": 1, "unreadable_orders": []},
    ]
    assert (found["do_not_add_up"], found["problems"]) == ([], [])


def test_the_convention_is_counted_over_all_the_exports(shop: Shop) -> None:
    more = shop.write("more.json", page(order(2001)))
    (found,) = build_check(check(shop.orders, more))["conventions"]
    assert (found["platform"], found["currency"]) == ("ecwid", "CHF")
    assert (found["orders"], found["orders_reproduced"]) == (6, 6)


def test_an_order_that_does_not_add_up_is_listed_with_its_gap(shop: Shop) -> None:
    export = shop.write(
        "crooked.json", page(*(order(number) for number in range(1, 6)), order(1001, total=120.5))
    )
    checked = check(export)
    assert build_check(checked)["do_not_add_up"] == [
        {
            "order": "K1001",
            "file": "crooked.json",
            "component": "total",
            "stored": "120.50",
            "calculated": "100.00",
            "gap": "20.50",
            "currency": "CHF",
            "explanation": "fee-not-shown",
            "explanation_in_words": "all but the total fits, which is higher: a fee or a tip without a column",
        }
    ]
    assert [one["code"] for one in build_check(checked)["problems"]] == ["does-not-add-up"]
    shown = print_check(checked, has_colour=False)
    assert "1 order does not add up:\n  K1001: total is 120.50 CHF, calculated 100.00 CHF" in shown
    assert "gap of the total +20.50 CHF" in shown


def test_several_orders_that_do_not_add_up_are_counted(shop: Shop) -> None:
    crooked = [order(number, total=100 + number) for number in (11, 12)]
    export = shop.write("crooked.json", page(*(order(number) for number in range(1, 6)), *crooked))
    assert "2 orders do not add up:" in print_check(check(export), has_colour=False)


def test_orders_that_cannot_be_read_are_counted_and_told(shop: Shop) -> None:
    export = shop.write("broken.json", page(order(1001, total="much"), order(1002)))
    checked = check(export)
    assert build_check(checked)["files"][0]["unreadable_orders"] == ["K1001"]
    shown = print_check(checked, has_colour=False)
    assert "broken.json: ecwid-json, 1 order, 1 line, 1 unreadable order" in shown
    assert "error bad-amount · broken.json, row 1" in shown


def test_an_order_in_two_exports_is_told(shop: Shop) -> None:
    again = shop.write("again.json", page(order(1005)))
    codes = [one["code"] for one in build_check(check(shop.orders, again))["problems"]]
    assert codes == ["order-in-two-files", "order-in-two-files"]


def test_an_export_without_orders_is_no_failure(shop: Shop) -> None:
    export = shop.write(
        "o.csv",
        "Name,Financial Status,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price\n",
    )
    checked = check(export)
    assert build_check(checked)["conventions"] == []
    assert "no-orders" in print_check(checked, has_colour=False)


def test_a_broken_export_is_refused(shop: Shop) -> None:
    with pytest.raises(InputRefused):
        check(shop.orders, shop.write("cut.json", page(order(1))[:-9]))


def test_json_of_the_command_and_text_say_the_same_twice(shop: Shop) -> None:
    first, second = (shop.run("check", shop.orders, "--json", "--currency", "CHF") for _ in range(2))
    assert first.result.stdout == second.result.stdout
    assert json.loads(first.result.stdout) == build_check(check(shop.orders))
