"""Running twice: what is a repeat, what is new money; nothing asked twice, nothing forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repeating import START, Ask, Order, World

pytestmark = pytest.mark.thorough

DEARER, MORE, TEA = Ask("dearer", 2_000), Ask("more", 1_000), Ask("tea", 500, "add")
SHOP = Order()


def test_the_first_run_asks_for_what_is_outstanding() -> None:
    world = World()
    world.run(SHOP, [DEARER], paid=START - 300)
    assert (world.asked, world.states) == ([2_300], ["new"])


def test_the_same_edits_on_the_same_export_are_applied_again_and_reported_once() -> None:
    world = World()
    first = world.run(SHOP, [DEARER, TEA])
    assert world.run(SHOP, [DEARER, TEA]) == first
    assert (world.asked, world.states) == ([2_500, 0], ["new", "reported"])
    assert world.treatments[1] == ["apply", "apply"]


def test_an_export_that_holds_the_edits_is_left_alone() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER, TEA])
    assert world.run(corrected, [DEARER, TEA], paid=START + 2_500) == corrected
    assert (world.asked, world.states) == ([2_500, 0], ["new", "already_applied"])
    assert world.treatments[1] == ["leave", "leave"]


def test_a_workbook_that_grows_every_night_asks_for_the_new_rows_only() -> None:
    world = World()
    corrected = world.run(SHOP, [TEA])
    corrected = world.run(corrected, [TEA, MORE])
    corrected = world.run(corrected, [TEA, MORE, DEARER])
    assert world.asked == [500, 1_000, 2_000]
    assert world.states == ["new", "partly_reported", "partly_reported"]
    assert corrected.total == START + 3_500


def test_the_growing_workbook_on_a_stale_export_asks_for_the_same() -> None:
    world = World()
    for asks in ([TEA], [TEA, MORE], [MORE, DEARER, TEA]):
        world.run(SHOP, asks)
    assert world.asked == [500, 1_000, 2_000]


def test_part_of_the_edits_on_a_stale_export_asks_for_nothing() -> None:
    world = World()
    world.run(SHOP, [DEARER, MORE])
    world.run(SHOP, [DEARER])
    assert world.asked == [3_000, 0]
    assert world.lacking == ["", "run-1"]


def test_other_edits_on_a_stale_export_are_new_and_the_missing_ones_are_told() -> None:
    world = World()
    world.run(SHOP, [DEARER])
    world.run(SHOP, [MORE])
    assert (world.asked, world.lacking) == ([2_000, 1_000], ["", "run-1"])


def test_an_addition_made_before_waits_where_nobody_knows_the_order_in_this_state() -> None:
    world = World()
    moved = world.run(SHOP, [TEA]).touched_by_others(1)
    assert world.run(moved, [TEA]) == moved
    assert world.treatments[1] == ["hold"]
    assert world.asked == [500, 0]


def test_it_is_made_once_more_with_a_request_of_its_own_or_when_released() -> None:
    world = World()
    moved = world.run(SHOP, [TEA]).touched_by_others(1)
    again = world.run(moved, [Ask("tea", 500, "add", "D-2")])
    world.run(again.touched_by_others(2), [TEA], released=True)
    assert world.asked == [500, 500, 500]


def test_an_addition_made_before_the_last_run_waits_too() -> None:
    world = World()
    corrected = world.run(SHOP, [TEA])
    corrected = world.run(corrected, [MORE])
    world.run(corrected, [TEA])
    assert world.treatments[2] == ["hold"]


def test_the_same_row_twice_in_one_batch_is_two_additions_and_both_are_left_later() -> None:
    world = World()
    corrected = world.run(SHOP, [TEA, TEA])
    world.run(corrected, [TEA, TEA, TEA])
    assert world.treatments[1] == ["leave", "leave", "hold"]
    assert world.asked == [1_000, 0]


def test_undone_edits_asked_for_again_are_asked_again() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER])
    restored = world.run(corrected, [Ask("not dearer", -2_000)], undoes="run-1")
    assert restored == SHOP
    world.run(restored, [DEARER])
    world.run(restored, [DEARER])
    assert world.asked == [2_000, -2_000, 2_000, 0]


def test_an_edit_without_money_changes_nothing_about_what_was_asked() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER])
    world.run(corrected, [Ask("address", 0)])
    world.run(corrected.touched_by_others(1), [Ask("address", 0)])
    assert world.asked == [2_000, 0, 0]


def test_what_others_did_to_the_order_is_not_asked_for() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER]).touched_by_others(1, moved=777)
    corrected = world.run(corrected, [MORE], paid=START + 2_777)
    world.run(corrected, [Ask("dearest", 100)], paid=START + 2_777)
    assert world.asked == [2_000, 1_000, 100]


def test_a_change_there_and_back_and_there_again_is_asked_three_times() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER])
    restored = world.run(corrected, [Ask("not dearer", -2_000)])
    world.run(restored, [DEARER])
    assert world.asked == [2_000, -2_000, 2_000]


def test_refunds_on_stale_exports_never_exceed_what_was_paid() -> None:
    world = World()
    world.run(SHOP, [Ask("less", -60_000)])
    world.run(SHOP, [Ask("lesser", -70_000)])
    world.run(SHOP, [Ask("more again", 50_000)])
    assert world.asked == [-60_000, -40_000, 20_000]


def test_a_refund_never_exceeds_what_a_fresh_export_shows_as_paid() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER], paid=START)
    world.run(corrected, [Ask("less", -20_000)], paid=500)
    assert world.asked == [2_000, -500]


def test_an_unpaid_order_is_billed_once_and_then_what_is_new() -> None:
    world = World()
    corrected = world.run(SHOP, [DEARER], paid=0)
    world.run(corrected, [MORE], paid=0)
    world.run(corrected, [DEARER], paid=START + 2_000)
    assert world.asked == [START + 2_000, 1_000, 0]


POOL = [
    *(
        Ask(f"change {number}", (-1) ** number * 3**number * 10, "change", f"C-{number}")
        for number in range(1, 6)
    ),
    *(Ask(f"add {number}", 3 ** (number + 5) * 10, "add", f"A-{number}") for number in range(1, 4)),
]
moves = st.lists(
    st.tuples(
        st.integers(0, 10_000),  # which known state the export shows
        st.sampled_from(["as it was", "as it was", "as it was", "others", "others paid"]),
        st.lists(st.sampled_from(POOL), min_size=1, max_size=4, unique=True),
        st.booleans(),  # whether the export shows the payments
    ),
    min_size=1,
    max_size=8,
)


@given(moves)
def test_the_amounts_of_any_sequence_add_up_to_each_edit_once(drawn: Any) -> None:
    world, known, done = World(), [SHOP], dict[str, int]()
    for number, (which, shown, asks, is_paid) in enumerate(drawn):
        before = known[which % len(known)] if number else SHOP
        if number and shown != "as it was":
            before = before.touched_by_others(number, moved=7 * number if shown == "others paid" else 0)
        paid = START + sum(world.asked) if is_paid else START
        after = world.run(before, asks, paid=paid)
        for ask, treatment in zip(asks, world.treatments[-1], strict=True):
            was_there = ask.name in before.changes or ask.name in before.additions
            if treatment == "apply" and (ask.action == "add" or not was_there):
                done[ask.name] = ask.cost
        known += [before, after]
        assert all(after.additions.count(ask.name) <= 1 for ask in POOL)
        assert sum(world.asked) == sum(done.values()), (number, world)
