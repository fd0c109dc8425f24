"""What the ledger tells: runs, orders through time, open amounts, approvals; settling and forgetting."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipeline.ledger import (
    approve_orders,
    find_approvals,
    find_earlier,
    find_open,
    history,
    history_of_order,
    match_orders,
    match_payments,
    open_ledger,
    prune,
    record_run,
    settle,
    show,
)
from pipeline.ledger.netting import Netted, Open, net_amount, signed
from recording import LATER, NOW, entry, frame, order
from schemas import columns
from schemas.entry import AMOUNTS, PAYMENTS, RUN_HELD


def amount(number: int, **more: object) -> dict[str, object]:
    """An open amount of the order of that number."""
    return {
        "amount_id": number,
        "run_id": "run-1",
        "platform": "test",
        "order_id": f"#{1000 + number}",
        "currency": "CHF",
        "decimals": 2,
        "action": "collect",
        "amount_minor": 2_000,
        "state": "open",
        "reported_at": NOW,
        **dict.fromkeys(("settled_at", "settled_by", "reference", "note", "superseded_by"), ""),
        "payment_reference": f"ch_{number}",
        **more,
    }


def payments(*rows: tuple[str, int, str]) -> pd.DataFrame:
    """Provider rows of reference, amount and currency."""
    return frame(
        PAYMENTS,
        [
            {
                "place": place,
                "reference": reference,
                "amount_minor": value,
                "currency": currency,
                "paid_at": LATER,
            }
            for place, (reference, value, currency) in enumerate(rows, 2)
        ],
    )


def matched(
    *given: tuple[list[dict[str, object]], list[tuple[str, int, str]]],
) -> tuple[list[list[int]], list[list[object]]]:
    """Which amounts each payment settles, and why the others do not."""
    ((amounts, rows),) = given
    found = match_payments(frame(AMOUNTS, amounts), payments(*rows))
    return (
        found.matched[["amount_id", "place"]].to_numpy().tolist(),
        found.unmatched[["place", "why"]].to_numpy().tolist(),
    )


def test_a_payment_settles_the_amount_of_its_order_or_its_own_reference() -> None:
    amounts = [amount(1), amount(2, action="refund"), amount(3, action="bill")]
    rows = [("1001", 2_000, "CHF"), ("CH_2", -2_000, "CHF"), (" #1003 ", 2_000, "CHF")]
    assert matched((amounts, rows)) == ([[1, 2], [2, 3], [3, 4]], [])


def test_a_payment_that_does_not_fit_is_listed_with_the_reason() -> None:
    amounts = [amount(1), amount(2, platform="other", order_id="#1001")]
    rows = [
        ("#1009", 2_000, "CHF"),
        ("#1001", 2_000, "CHF"),
        ("ch_1", 1_999, "CHF"),
        ("ch_1", 2_000, "EUR"),
        ("ch_1", -2_000, "CHF"),
    ]
    assert matched((amounts, rows)) == (
        [],
        [
            [2, "unknown"],
            [3, "ambiguous"],
            [4, "amount_differs"],
            [5, "amount_differs"],
            [6, "amount_differs"],
        ],
    )


def test_the_same_payment_twice_settles_one_amount() -> None:
    assert matched(([amount(1)], [("#1001", 2_000, "CHF"), ("#1001", 2_000, "CHF")])) == (
        [[1, 2]],
        [[3, "unknown"]],
    )


def test_a_payment_of_all_open_amounts_settles_them_together() -> None:
    amounts = [amount(1), amount(2, order_id="#1001", amount_minor=500, payment_reference="")]
    assert matched((amounts, [("#1001", 2_500, "CHF")])) == ([[1, 2], [2, 2]], [])
    assert matched((amounts, [("#1001", 500, "CHF"), ("#1001", 2_000, "CHF")])) == ([[2, 2], [1, 3]], [])


def test_orders_are_settled_by_a_list() -> None:
    amounts = frame(
        AMOUNTS,
        [amount(1), amount(2), amount(3, order_id="#1001", platform="other"), amount(4, order_id="#1002")],
    )
    found = match_orders(amounts, ["1002", "#1001", "#77", "1002"])
    assert found.matched["amount_id"].tolist() == [2, 4]
    assert found.unmatched[["reference", "why"]].to_numpy().tolist() == [
        ["#1001", "ambiguous"],
        ["#77", "unknown"],
    ]


@pytest.mark.parametrize(
    ("waiting", "new", "expected"),
    [
        ([], ("collect", 500), Netted((), "collect", 500)),
        ([Open(1, "collect", 2_000)], ("none", 0), Netted((), "none", 0)),
        ([Open(1, "collect", 2_000)], ("collect", 500), Netted((), "collect", 500)),
        ([Open(1, "bill", 2_000)], ("refund", 500), Netted((1,), "bill", 1_500)),
        ([Open(1, "collect", 2_000)], ("refund", 2_000), Netted((1,), "none", 0)),
        ([Open(1, "collect", 2_000), Open(2, "bill", 100)], ("refund", 3_000), Netted((1, 2), "refund", 900)),
        ([Open(1, "refund", 2_000)], ("collect", 2_500), Netted((1,), "collect", 500)),
    ],
)
def test_new_money_is_set_against_open_amounts(
    waiting: list[Open], new: tuple[str, int], expected: Netted
) -> None:
    found = net_amount(waiting, *new)
    assert found == expected
    kept = sum(
        signed(one.action, one.amount_minor) for one in waiting if one.amount_id not in found.superseded
    )
    before = sum(signed(one.action, one.amount_minor) for one in waiting)
    assert kept + signed(found.action, found.amount_minor) == before + signed(*new)


def test_settling_marks_what_is_open_and_nothing_else(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1"))
        left = find_open(ledger, LATER)
        assert left["age_days"].tolist() == [3, 3]
        found = match_payments(left, payments(("ch_1", 2_000, "CHF")))
        assert settle(ledger, found.matched, now=NOW, by="Paul", note="Stripe") == 1
        assert settle(ledger, found.matched, now=NOW, by="Anna") == 0
        assert find_open(ledger, LATER)["order_id"].tolist() == ["#1002"]
        shown = show(ledger, "run-1")
        assert shown is not None
        assert columns.records(shown.amounts)[0] | {
            "state": "settled", "settled_at": LATER, "settled_by": "Paul", "reference": "ch_1", "note": "Stripe"
        } == columns.records(shown.amounts)[0]  # fmt: skip
        assert settle(ledger, match_orders(left, ["#1002"]).matched, now=NOW, by="Paul") == 1
        assert find_open(ledger, NOW).empty


def test_the_oldest_amounts_stand_first_whatever_the_clock_said(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", order(1), at=LATER))
        record_run(ledger, entry("run-2", order(2), at=NOW))
        assert find_open(ledger, LATER)[["run_id", "age_days"]].to_numpy().tolist() == [
            ["run-2", 3],
            ["run-1", 0],
        ]
        assert history(ledger)["run_id"].tolist() == ["run-1", "run-2"]
        assert find_open(ledger, NOW)["age_days"].tolist() == [0, 0]


def test_the_history_counts_what_became_of_the_orders(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", order(1), order(2, result="held"), order(3, result="rejected")))
        found = history(ledger)
        through_time = history_of_order(ledger, "#1002")
    assert found[["orders", "orders_applied", "orders_held"]].to_numpy().tolist() == [[3, 1, 1]]
    assert through_time[["run_id", "result", "order_id"]].to_numpy().tolist() == [["run-1", "held", "#1002"]]


def test_held_orders_are_approved_once_and_others_are_named(ledger_place: str) -> None:
    given = entry("run-1", order(1), order(2, result="held"))
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, given)
        assert approve_orders(ledger, "run-1", ["#1002", "#1001", "#77"], by="Anna", now=NOW) == [
            "#1001",
            "#77",
        ]
        assert approve_orders(ledger, "run-1", ["#1002"], by="Anna", now=LATER) == []
        assert approve_orders(ledger, "run-1", ["#1002"], by="Paul", now=LATER, what_for="refund") == []
        assert approve_orders(ledger, "no run", ["#1002"], by="Paul", now=LATER) == ["#1002"]
        found = find_approvals(ledger, given.orders)
    assert found[["order_key", "run_id", "what_for", "approved_by"]].to_numpy().tolist() == [
        [2, "run-1", "", "Anna"],
        [2, "run-1", "refund", "Paul"],
    ]
    assert found["approved_at"].tolist() == [NOW, LATER]
    assert found["requested_by"].tolist() == ["Nora", "Nora"]
    assert found["request_digest"].tolist() == ["", ""]


def test_an_order_held_in_part_can_be_approved_and_the_ledger_says_what_was_held(ledger_place: str) -> None:
    given = replace(
        entry("run-1", order(1), order(2)),
        held=frame(RUN_HELD, [{"order_key": 2, "request_digest": "asked-2"}]),
    )
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, given)
        for name in ("Nora", "Anna", "Anna"):
            assert approve_orders(ledger, "run-1", ["#1001", "#1002"], by=name, now=NOW) == ["#1001"]
        found = find_approvals(ledger, given.orders)
        shown = show(ledger, "run-1")
    assert found[["order_key", "approved_by", "request_digest"]].to_numpy().tolist() == [
        [2, "Anna", "asked-2"],
        [2, "Nora", "asked-2"],
    ]
    assert shown is not None
    assert shown.entry.held["request_digest"].tolist() == ["asked-2"]
    again = type(given).from_plain(given.as_plain())
    assert again.held.equals(given.held)


def test_pruning_forgets_people_but_no_money(ledger_place: str) -> None:
    with open_ledger(ledger_place, now=NOW) as ledger:
        record_run(ledger, entry("run-1", order(1)))
        record_run(ledger, entry("run-2", order(2), at=LATER))
        before = find_earlier(ledger, entry("x").orders)
        assert prune(ledger, LATER, now=LATER) == ["run-1"]
        assert prune(ledger, LATER, now=LATER) == []
        old, new = show(ledger, "run-1"), show(ledger, "run-2")
        after = find_earlier(ledger, entry("x").orders)
        assert find_open(ledger, LATER)["amount_minor"].tolist() == [2_000, 2_000]
    assert old is not None
    assert new is not None
    for word in ("Léa", "lea@", "Vevey", "Lausanne", "Nora"):
        assert word not in repr(old.entry.as_plain())
        assert word in repr(new.entry.as_plain())
    assert (old.pruned_at, new.pruned_at) == (LATER, "")
    for name in ("runs", "edits", "open_amounts"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))
