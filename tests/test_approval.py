"""What the policy lets through, what waits as a whole order, and what a person has released."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.approval import digest_requests, released_by
from pipeline.engines import run_engine
from pipeline.kernel import correct
from pipeline.policy import Policy
from schemas import columns
from schemas.convention import Convention
from schemas.edits import Edits
from schemas.entry import APPROVALS
from schemas.orders import Tables
from schemas.outcome import Outcome

pytestmark = pytest.mark.thorough

KNOWN = Policy(conventions={"test": Convention()})
COMPONENTS = ["items", "discount", "shipping", "fees", "tax_on_top"]


def shop() -> Tables:
    orders = Orders()
    for number in range(1, 5):
        orders.add(str(number), line("A", "300.00"), line("B", "5.00"), total="305.00")
    return orders.tables()


def priced(**prices: str) -> Edits:
    """For each order, `_1="100.00"`, the new price of item A, and an edit of its address."""
    rows: list[dict[str, Any]] = []
    for name, price in prices.items():
        rows += [
            edit(name[1:], "item", ref="A", price=price),
            edit(name[1:], "customer", ship_city="Vevey"),
        ]
    return edits(*rows)


def results(outcome: Outcome) -> list[str]:
    return outcome.row_results["result"].tolist()


def found(outcome: Outcome, *codes: str) -> list[list[str]]:
    problems = outcome.problems
    return problems.loc[problems["code"].isin(codes), ["order_id", "found", "expected"]].to_numpy().tolist()


def assert_ties(outcome: Outcome) -> None:
    """Components, rows and orders add up to the same difference."""
    orders = outcome.reconciliation
    parts = sum(orders[f"{name}_difference_minor"] for name in COMPONENTS)
    assert (parts == orders["difference_minor"]).all()
    assert outcome.row_results["difference_minor"].sum() == orders["difference_minor"].sum()
    assert outcome.control_totals["difference_minor"].sum() == orders["difference_minor"].sum()


# limits of an order


@pytest.mark.parametrize(
    ("name", "price", "expected"),
    [
        ("largest_refund", "100.00", ["applied", "applied"]),  # exactly 200.00 back
        ("largest_refund", "99.99", ["held", "held"]),
        ("largest_refund", "501.00", ["applied", "applied"]),  # 201.00 more is no refund
        ("largest_change", "100.00", ["applied", "applied"]),
        ("largest_change", "99.99", ["held", "held"]),
        ("largest_change", "500.00", ["applied", "applied"]),
        ("largest_change", "500.01", ["held", "held"]),
    ],
)
def test_exactly_the_limit_passes_and_one_minor_unit_more_waits(
    name: str, price: str, expected: list[str]
) -> None:
    outcome = correct(shop(), priced(_1=price), replace(KNOWN, **{name: {"CHF": "200.00"}}))
    assert results(outcome) == expected
    assert_ties(outcome)


def test_an_order_above_the_limit_waits_whole_and_says_which_limit() -> None:
    policy = replace(KNOWN, largest_refund={"CHF": "200"}, largest_change={"CHF": "150.00"})
    outcome = correct(shop(), priced(_1="99.99", _2="299.00"), policy)
    assert results(outcome) == ["held", "held", "applied", "applied"]
    assert found(outcome, "needs-approval") == [
        ["1", "a refund of 200.01 CHF", "at most 200.00 CHF (largest_refund)"],
        ["1", "a change of 200.01 CHF", "at most 150.00 CHF (largest_change)"],
    ]
    assert outcome.after.orders["order_id"].tolist() == ["2"]
    assert outcome.changes["order_id"].unique().tolist() == ["2"]
    assert outcome.reconciliation["result"].tolist() == ["held", "applied"]
    assert outcome.reconciliation["difference_minor"].tolist() == [0, -100]
    comments = outcome.row_results["comment"]
    assert "a refund of 200.01 CHF is above the policy's limit" in comments[0]
    assert comments[1] == comments[0]
    assert_ties(outcome)


def test_a_limit_is_about_its_own_currency_and_about_money_alone() -> None:
    tables = Orders(currency="EUR").add("1", line("A", "300.00"), total="300.00").tables()
    outcome = correct(tables, priced(_1="1.00"), replace(KNOWN, largest_change={"CHF": "1.00"}))
    assert results(outcome) == ["applied", "applied"]
    nothing = replace(KNOWN, largest_change={"CHF": "0"})
    moved = correct(shop(), edits(edit("1", "customer", ship_city="Vevey")), nothing)
    assert results(moved) == ["applied"]
    assert results(correct(shop(), priced(_1="299.99"), nothing)) == ["held", "held"]


def test_a_refund_counts_with_what_was_outstanding_before() -> None:
    tables = Orders().add("1", line("A", "300.00"), total="300.00", paid="450.00").tables()
    outcome = correct(tables, priced(_1="299.00"), replace(KNOWN, largest_refund={"CHF": "150.00"}))
    assert found(outcome, "needs-approval") == [
        ["1", "a refund of 151.00 CHF", "at most 150.00 CHF (largest_refund)"]
    ]


def test_a_released_order_goes_through() -> None:
    policy = replace(KNOWN, largest_refund={"CHF": "1.00"}, allowed_edits=("customer",))
    batch, tables = priced(_1="99.99", _2="99.99"), shop()
    key = int(tables.orders["order_key"].iloc[0])
    outcome = correct(tables, batch, policy, released=[key])
    assert results(outcome) == ["applied", "applied", "held", "held"]
    assert outcome.reconciliation["difference_minor"].tolist() == [-20001, 0]


# limits of a run


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("name", ["largest_refund_of_run", "largest_change_of_run"])
def test_the_sum_of_a_run_holds_all_that_adds_to_it(name: str, parts: int) -> None:
    batch = priced(_1="200.00", _2="250.00", _3="300.00", _4="310.00")
    limit = "150.00" if name == "largest_refund_of_run" else "160.00"
    at_limit = run_engine(shop(), batch, replace(KNOWN, **{name: {"CHF": limit}}), parts=parts)
    assert results(at_limit) == ["applied", "applied"] * 2 + [
        "nothing_to_do",
        "applied",
        "applied",
        "applied",
    ]
    below = str(int(limit[:3]) - 1) + ".99"
    outcome = run_engine(shop(), batch, replace(KNOWN, **{name: {"CHF": below}}), parts=parts)
    last = "applied" if name == "largest_refund_of_run" else "held"
    assert results(outcome) == ["held"] * 4 + ["nothing_to_do", "applied", last, last]
    what = name.split("_")[1]
    assert found(outcome, "needs-approval")[0] == [
        "1",
        f"all {what}s of the run together {limit} CHF",
        f"at most {below} CHF ({name})",
    ]
    assert_ties(outcome)


def test_released_orders_and_those_held_for_themselves_do_not_count_for_the_run() -> None:
    tables = shop()
    key = int(tables.orders["order_key"].iloc[0])
    policy = replace(KNOWN, largest_change={"CHF": "150.00"}, largest_change_of_run={"CHF": "60.00"})
    batch = priced(_1="1.00", _2="2.00", _3="250.00")
    outcome = correct(tables, batch, policy, released=[key])
    assert results(outcome) == ["applied"] * 2 + ["held"] * 2 + ["applied"] * 2


def test_currencies_are_never_added_together() -> None:
    policy = replace(KNOWN, largest_change_of_run={"CHF": "100.00", "EUR": "100.00"})
    euros = Orders(currency="EUR").add("9", line("A", "300.00"), total="300.00").tables()
    shifted = {
        name: getattr(euros, name).assign(
            **{
                key: getattr(euros, name)[key] + 10_000
                for key in getattr(euros, name)
                if key.endswith("_key")
            }
        )
        for name in ("orders", "lines")
    }
    both = Tables.concat([shop(), replace(euros, **shifted)])
    outcome = correct(both, priced(_1="210.00", _9="210.00"), policy)
    assert results(outcome) == ["applied"] * 4


# kinds of edit


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        (("item", "customer"), ["applied", "applied"]),
        (("item.price", "customer.ship_city"), ["applied", "applied"]),
        (("item.quantity", "item.add", "customer"), ["held", "held"]),
        (("item.price", "customer.email"), ["held", "held"]),
        ((), ["held", "held"]),
    ],
)
def test_an_order_waits_whole_for_an_edit_that_is_not_allowed(
    allowed: tuple[str, ...], expected: list[str]
) -> None:
    outcome = correct(shop(), priced(_1="299.00"), replace(KNOWN, allowed_edits=allowed))
    assert results(outcome) == expected
    assert_ties(outcome)


def test_the_row_is_named_and_the_others_of_its_order_are_told() -> None:
    policy = replace(KNOWN, allowed_edits=("customer", "item.quantity"))
    outcome = correct(shop(), priced(_1="299.00", _2="300.00"), policy)
    told = outcome.problems[["code", "order_id", "sheet", "row", "found"]].to_numpy().tolist()
    assert [row for row in told if row[0] != "already-so"] == [
        ["edit-not-allowed", "1", "item", 2, "item.price"],
        ["order-held", "1", "customer", 3, "item row 2"],
    ]
    assert "item.price" in outcome.row_results["comment"][0]
    assert "another edit of order 1 waits" in outcome.row_results["comment"][1]
    assert results(outcome)[2:] == ["nothing_to_do", "applied"]  # what is so already asks for nothing


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (edit("1", "item", "add", sku="C", price="1", quantity="1"), "item.add"),
        (edit("1", "item", "remove", ref="B"), "item.remove"),
        (edit("1", "item", ref="A", price="1", quantity="2"), "item.price, item.quantity"),
        (edit("1", "discount", "add", ref="Geste", value="1.00"), "discount.add"),
        (edit("1", "order", shipping_fee="1"), "order.shipping_fee"),
        (edit("1", "order", payment_method="Rechnung"), "order.payment_method"),
        (edit("1", "tax", "add", ref="TVA", rate="8.1%"), "tax.add"),
        (edit("1", "customer", email="a@example.ch"), "customer.email"),
    ],
)
def test_every_edit_has_its_kind(row: dict[str, Any], kind: str) -> None:
    outcome = correct(shop(), edits(row), replace(KNOWN, allowed_edits=()))
    assert found(outcome, "edit-not-allowed") == [["1", kind, "an edit of a kind that allowed_edits names"]]


# approvals


def approvals(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"order_key": 1, "run_id": "r1", "what_for": "", "approved_by": "Anna", "approved_at": "",
             "requested_by": "Beat", "request_digest": "d1"}  # fmt: skip
    filled = [{**usual, **row} for row in rows]
    return columns.frame(APPROVALS, {name: [row[name] for row in filled] for name in APPROVALS.columns})


REQUESTS = pd.Series(["d1", "d2"], index=[1, 2])


def test_an_approval_releases_exactly_what_was_approved() -> None:
    given = approvals({}, {"order_key": 2}, {"order_key": 3})
    assert released_by(given, REQUESTS, Policy()) == {1}  # of order 2 something else is asked now
    assert released_by(approvals({"order_key": 2, "request_digest": "d2"}), REQUESTS, Policy()) == {2}


@pytest.mark.parametrize(
    ("approver", "requester", "expected"),
    [("Anna", "Carla", {1}), ("beat", "Carla", set()), ("Carla", "carla ", set()), ("Anna", "", {1})],
)
def test_who_requested_may_not_release_where_the_policy_says_so(
    approver: str, requester: str, expected: set[int]
) -> None:
    given = approvals({"approved_by": approver})
    assert released_by(given, REQUESTS, Policy(approver_is_not_requester=True), requester) == expected
    assert released_by(given, REQUESTS, Policy(), requester) == {1}


def test_an_approval_covers_the_order_as_it_stands_and_its_edits_in_any_order() -> None:
    fingerprints = pd.Series(["f1", "f2"], index=[1, 2])
    rows = pd.DataFrame({"order_key": [1, 1], "edit_digest": ["a", "b"]})
    digests = digest_requests(fingerprints, rows)
    assert digests.index.tolist() == [1]  # nothing is asked of order 2
    assert digest_requests(fingerprints, rows.iloc[::-1]).loc[1] == digests.loc[1]
    assert digest_requests(fingerprints, rows.iloc[:1]).loc[1] != digests.loc[1]
    assert digest_requests(pd.Series(["f9"], index=[1]), rows).loc[1] != digests.loc[1]
