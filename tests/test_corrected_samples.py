"""The corrected samples add up again, but for the two orders that never did."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.check import check_exports
from pipeline.intake import Sources
from pipeline.run import run_correction
from pipeline.work_out import Request

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).parent.parent / "samples"
NAMES = ("ecwid-orders.json", "ecwid-orders.csv", "shopify-orders.csv")


def test_the_corrected_orders_add_up_when_they_are_read_again(tmp_path: Path) -> None:
    given = Sources(
        tuple(SAMPLES / name for name in NAMES),
        (SAMPLES / "edits.xlsx", SAMPLES / "edits.csv"),
        currency="CHF",
    )
    result = run_correction(
        Request(given, tmp_path, "run-1", (), lambda: "2026-11-26T03:00:00+00:00"), lambda _: None
    )
    corrected = Sources(tuple(result.folder / f"updated-orders-{name}" for name in NAMES), currency="CHF")
    checked = check_exports(corrected, lambda _: None)
    assert sorted(checked.outcome.misfits["order_id"]) == ["#3021", "GBN3X"]
