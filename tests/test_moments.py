"""When orders were placed: every format says it in ISO 8601, and what is no day is left open."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.fingerprint import fingerprint_orders
from pipeline.formats.moments import to_moments
from pipeline.intake import Sources, read_everything
from schemas.orders import ORDERS

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@pytest.mark.parametrize(
    ("spelled", "moment"),
    [
        ("2014-11-05 12:53:30 -0800", "2014-11-05T12:53:30-08:00"),
        ("2024-05-01T05:26:28Z", "2024-05-01T05:26:28+00:00"),
        ("1996-07-04 00:00:00.000", "1996-07-04T00:00:00"),
        ("2026-03-02 10:42:00 UTC", "2026-03-02T10:42:00+00:00"),
        ("2026-03-02", "2026-03-02"),
        ("2.3.2026 9:05", "2026-03-02T09:05:00"),
        ("31/12/2026, 23:59", "2026-12-31T23:59:00"),
        ("12/31/2026", "2026-12-31"),
        ("03/04/2026", ""),
        ("2026-02-30", ""),
        ("31.04.2026", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_moment_is_told_from_its_spelling(spelled: str, moment: str) -> None:
    assert to_moments(pd.Series([spelled])).tolist() == [moment]


def test_a_column_that_tells_both_orders_tells_none() -> None:
    assert to_moments(pd.Series(["31/12/2026", "12/31/2026"])).tolist() == ["", ""]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ecwid-orders.json", "2026-03-02T11:52:00+01:00"),
        ("ecwid-orders.csv", "2026-03-02T11:39:00"),
        ("shopify-orders.csv", "2026-03-02T10:42:00+01:00"),
        ("tables/mapping.toml", "2026-03-02"),
    ],
)
def test_every_format_says_when_an_order_was_placed(name: str, first: str) -> None:
    tables = read_everything(Sources((SAMPLES / name,), currency="CHF"), lambda _: None).tables
    ORDERS.validate(tables.orders)
    assert tables.orders["ordered_at"].iloc[0] == first
    assert (tables.orders["ordered_at"] != "").all()
    other = tables.orders.assign(ordered_at="")
    assert fingerprint_orders(tables).equals(
        fingerprint_orders(type(tables)(**{**vars(tables), "orders": other}))
    )
