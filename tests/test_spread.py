"""One amount over many parts: nothing lost, everyone near what is due."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reckoning
from oracle import deal_out
from pipeline.money.spread import rank_in_group, spread, sum_by
from schemas.convention import CHOICES

batches = st.lists(
    st.tuples(st.integers(0, 10**13), st.lists(st.integers(0, 10**13), min_size=1, max_size=6)),
    min_size=1,
    max_size=8,
)


def spread_batch(batch: list[tuple[int, list[int]]], rule: str) -> list[list[int]]:
    """The parts of each amount of a batch spread in one go."""
    groups = np.array([number for number, (_, weights) in enumerate(batch) for _ in weights])
    weights = np.array([weight for _, weights in batch for weight in weights])
    parts = spread(np.array([amount for amount, _ in batch]), groups, weights, rule)
    return [parts[groups == number].tolist() for number in range(len(batch))]


@pytest.mark.parametrize("rule", CHOICES["allocation"])
@given(batch=batches)
def test_the_parts_add_up(rule: str, batch: list[tuple[int, list[int]]]) -> None:
    for (amount, weights), parts in zip(batch, spread_batch(batch, rule), strict=True):
        assert sum(parts) == (amount if sum(weights) else 0)
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(batches)
def test_each_part_is_within_one_of_what_is_due(batch: list[tuple[int, list[int]]]) -> None:
    for (amount, weights), parts in zip(batch, spread_batch(batch, "largest_remainder"), strict=True):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(amount * weight, sum(weights) or 1)) < 1


@pytest.mark.parametrize("rule", ["largest_remainder", "half_up_last", "floor_last"])
@given(batch=batches)
def test_a_batch_is_spread_like_each_by_itself(rule: str, batch: list[tuple[int, list[int]]]) -> None:
    assert spread_batch(batch, rule) == [deal_out(amount, weights, rule) for amount, weights in batch]


THEIR_NAMES = {
    "largest_remainder_last": "largest_remainder_last",
    "half_up_first": "round_first",
    "half_up_largest": "round_largest",
    "floor_first": "floor_first",
    "cumulative": "cumulative",
    "equal": "equal_first",
}


@pytest.mark.parametrize("rule", THEIR_NAMES)
@given(amount=st.integers(0, 5000), weights=st.lists(st.integers(1, 9000), min_size=1, max_size=6))
def test_each_rule_says_who_gets_the_odd_cents(rule: str, amount: int, weights: list[int]) -> None:
    exact = reckoning.spread(Fraction(amount), [Fraction(one) for one in weights], THEIR_NAMES[rule], 0)
    is_over = any(not 0 <= part <= weight for part, weight in zip(exact, weights, strict=True))
    if is_over and amount <= sum(weights):  # nobody takes more than there is
        exact = reckoning.spread(Fraction(amount), [Fraction(one) for one in weights], "largest_remainder", 0)
    assert spread_batch([(amount, weights)], rule) == [[int(part) for part in exact]]


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="no_rule is not a rule"):
        spread_batch([(1, [1])], "no_rule")


@pytest.mark.parametrize(
    ("rule", "amount", "weights", "parts"),
    [
        ("largest_remainder", 100, [1, 1, 1], [34, 33, 33]),  # earlier ones first among equals
        ("largest_remainder", 5, [10, 20, 70], [1, 1, 3]),  # 0.5, 1.0, 3.5
        ("largest_remainder", 1, [1, 0, 2], [0, 0, 1]),
        ("half_up_last", 5, [10, 20, 70], [1, 1, 3]),
        ("half_up_last", 3, [1, 1, 1, 1, 1], [1, 1, 1, 0, 0]),
        ("floor_last", 5, [10, 20, 70], [0, 1, 4]),
        ("floor_last", 5, [10, 20, 70, 0], [0, 1, 4, 0]),
        ("floor_last", 0, [0, 0], [0, 0]),
        ("half_up_last", -100, [1, 1, 1], [-33, -33, -34]),
        ("largest_remainder", -100, [1, 1, 1], [-34, -33, -33]),
    ],
)
def test_who_takes_the_rest(rule: str, amount: int, weights: list[int], parts: list[int]) -> None:
    assert spread_batch([(amount, weights)], rule) == [parts]


def test_groups_may_stand_mixed() -> None:
    parts = spread(
        np.array([10, 100]), np.array([1, 0, 1, 0, 1]), np.array([1, 1, 1, 1, 1]), "largest_remainder"
    )
    assert parts.tolist() == [34, 5, 33, 5, 33]


def test_nothing_is_spread_over_nobody() -> None:
    nobody = np.array([], dtype=np.int64)
    assert spread(np.array([5]), nobody, nobody, "floor_last").tolist() == []
    assert rank_in_group(nobody).tolist() == []


def test_sums_by_group_leave_no_group_out() -> None:
    assert sum_by(np.array([2, 0, 2]), np.array([1, 5, 7]), 4).tolist() == [5, 0, 8, 0]
