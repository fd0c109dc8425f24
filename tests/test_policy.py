"""The policy of a run: sensible by default, strict about what it does not know."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.policy import Policy, PolicyError, policy_from
from schemas.convention import Convention


def test_a_policy_says_nothing_until_it_is_told() -> None:
    assert policy_from({}) == Policy()
    assert Policy().as_plain() == {
        "tolerance_hundredths": 5,
        "allowed_edits": ("item", "customer", "discount", "order", "tax"),
        "closed_states": (),
        "largest_refund": {},
        "largest_change": {},
        "largest_refund_of_run": {},
        "largest_change_of_run": {},
        "approver_is_not_requester": False,
        "rejects_everything": False,
        "order_discounts": "stay",
        "cash_rounding": (),
        "shop_name": "",
        "uncertain_below_percent": 80,
        "seller": {},
        "conventions": {},
    }


def test_a_policy_file_sets_everything() -> None:
    policy = policy_from(
        {
            "tolerance_hundredths": 0,
            "closed_states": ["cancelled", "refunded"],
            "allowed_edits": ["item.price", "customer"],
            "largest_refund": {"CHF": "200.00", "JPY": "3000"},
            "rejects_everything": True,
            "order_discounts": "proportional",
            "cash_rounding": ["CHF"],
            "shop_name": "Maison du Thé",
            "uncertain_below_percent": 95,
            "conventions": {"ecwid": {"tax_level": "order", "prices_include_tax": True}},
        }
    )
    assert policy.allowed_edits == ("item.price", "customer")
    assert policy.limit_minor("largest_refund", "CHF", 2) == 20000
    assert policy.limit_minor("largest_refund", "JPY", 0) == 3000
    assert policy.limit_minor("largest_refund", "EUR", 2) is None
    assert policy.closed_states == ("cancelled", "refunded")
    assert policy.shop_name == "Maison du Thé"
    assert policy.conventions == {"ecwid": Convention(tax_level="order", prices_include_tax=True)}
    assert policy.as_plain()["conventions"]["ecwid"]["tax_level"] == "order"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"tolerance": 5}, "no setting 'tolerance'.*did you mean tolerance_hundredths"),
        ({"zzz": 5}, "no setting 'zzz'$"),
        ({"closed_states": ["gone"]}, "closed_states holds 'gone': known are paid"),
        ({"closed_states": "paid"}, "closed_states must be a list of texts"),
        ({"closed_states": [1]}, "closed_states must be a list of texts"),
        ({"order_discounts": "scale"}, "order_discounts must be 'stay' or 'proportional'"),
        ({"uncertain_below_percent": 101}, "between 0 and 100"),
        ({"tolerance_hundredths": -1}, "tolerance is positive"),
        ({"tolerance_hundredths": "5"}, "tolerance_hundredths must be a whole number, not '5'"),
        ({"tolerance_hundredths": True}, "tolerance_hundredths must be a whole number"),
        ({"rejects_everything": "yes"}, "rejects_everything must be true or false"),
        ({"cash_rounding": ["chf"]}, "cash_rounding holds 'chf'"),
        ({"allowed_edits": ["item.prise"]}, "allowed_edits holds 'item.prise': did you mean item.price"),
        ({"allowed_edits": ["zzz"]}, "allowed_edits holds 'zzz': known are item, item.add"),
        ({"largest_refund": {"chf": "5.00"}}, "largest_refund holds 'chf': a currency"),
        ({"largest_refund": {"CHF": 200}}, "largest_refund has 200 for CHF: write an amount as text"),
        ({"largest_change": {"CHF": "-1"}}, "largest_change has '-1' for CHF"),
        ({"largest_change_of_run": {"JPY": "1.5"}}, "more exact than the currency"),
        ({"largest_refund_of_run": "200"}, "largest_refund_of_run must be a table"),
        ({"approver_is_not_requester": 1}, "approver_is_not_requester must be true or false"),
        ({"conventions": {"ecwid": {"tax_levle": "order"}}}, "conventions.ecwid has no setting.*tax_level"),
        ({"conventions": {"ecwid": {"tax_level": "cart"}}}, "conventions.ecwid: tax_level is 'cart'"),
        (
            {"conventions": {"ecwid": {"tax_charges": "no"}}},
            "conventions.ecwid.tax_charges must be true or false",
        ),
        ({"conventions": {"ecwid": "standard"}}, "conventions.ecwid: there is no preset 'standard'"),
        ({"conventions": {"ecwid": 5}}, "conventions.ecwid must be a table or the name of a preset"),
    ],
)
def test_what_a_policy_cannot_say_is_refused(entries: dict[str, Any], words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        policy_from(entries)


def test_the_tolerance_is_in_hundredths_of_the_currency_unit() -> None:
    assert [Policy().tolerance_minor(decimals) for decimals in (0, 2, 3, 4)] == [0, 5, 50, 500]
    assert Policy(tolerance_hundredths=150).tolerance_minor(0) == 1
