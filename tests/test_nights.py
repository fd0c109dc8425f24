"""Nights in a row, and runs broken off anywhere: asked for once, nothing forgotten, nothing half written.

`make soak` does the same with two hundred breaks and three shops of thirty nights.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from nights import MOST_EVENTS, break_off, soak

pytestmark = pytest.mark.thorough


def test_what_was_asked_for_over_the_nights_is_what_is_owed(tmp_path: Path) -> None:
    figures = soak(tmp_path / "shop", 3, seed=11)
    assert figures["runs"] >= 3
    assert figures["requests"] > 0


@pytest.mark.parametrize(
    ("point", "fault"), [(3, "readonly"), (30, "full"), (60, "kill"), (68, "kill"), (MOST_EVENTS - 4, "kill")]
)
def test_a_run_broken_off_anywhere_is_made_good_by_the_next_one(
    tmp_path: Path, point: int, fault: str
) -> None:
    break_off(tmp_path / "shop", point, fault)
