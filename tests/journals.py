"""The journal of a small shop: its policy, and the corrected orders its tests post."""

from __future__ import annotations

from typing import Any

import pandas as pd

from builders import Orders, edit, edits, line
from pipeline.kernel import correct
from pipeline.languages import ENGLISH
from pipeline.policy import Journal, Policy, policy_from
from pipeline.posting import build_postings, list_earned, list_posted_orders
from schemas.convention import Convention
from schemas.outcome import Outcome

ACCOUNTS = {
    "receivable": "1100",
    "refunds_payable": "2210",
    "sales": "3200",
    "shipping": "3400",
    "vat": {"8.1": "2200", "2.6": "2201"},
    "rounding": "6960",
}
POLICY_TEXT = """[journal]
forms = ["csv", "banana", "datev", "beancount"]
currency = "CHF"
receivable = "1100"
refunds_payable = "2210"
sales = "3200"
shipping = "3400"
vat = "2200"
rounding = "6960"
datev = {consultant = 1001, client = 7}
"""


def journal(**more: Any) -> Journal:
    """The shop's accounts with some others."""
    found = policy_from({"journal": {**ACCOUNTS, **more}}).journal
    assert found is not None
    return found


def worked_example() -> Outcome:
    """2 × 48.00 with 8.1 % inside and 9.00 shipping without tax, paid 105.00; one is removed."""
    orders = Orders().add(
        "#1001", line("TEA", "48.00", "2", "8.1%"), included=True, shipping="9.00", total="105.00"
    )
    return correct_included(orders, edit("#1001", "item", ref="TEA", quantity="1", request="D-7"))


def correct_included(orders: Orders, *rows: dict[str, Any], **policy: Any) -> Outcome:
    """The outcome of the edits on orders whose prices include tax, of shipping none."""
    convention = Convention(prices_include_tax=True, tax_charges=False)
    return correct(orders.tables(), edits(*rows), Policy(conventions={"test": convention}, **policy))


def post(outcome: Outcome, accounts: Journal | None = None, told: Outcome | None = None) -> pd.DataFrame:
    """The postings of an outcome without a ledger."""
    orders, earned = list_posted_orders(outcome.reconciliation), list_earned(outcome, told)
    return build_postings(orders, earned, accounts or journal(), ENGLISH)


def told(postings: pd.DataFrame) -> list[tuple[str, str, int]]:
    """What each posting is about, its account, and its debit (a credit below zero)."""
    minor = postings["debit_minor"] - postings["credit_minor"]
    return list(zip(postings["account_key"], postings["account"], minor.tolist(), strict=True))
