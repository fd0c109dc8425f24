"""Cash rounding through several runs: what of it no earlier run asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.repeats import reckon_new_money
from schemas import columns
from schemas.ledger import (
    DONE_ORDERS,
    DONE_ROWS,
    EARLIER_EDITS,
    EARLIER_OPEN,
    EARLIER_RUNS,
    Earlier,
)


def one(schema, **values) -> pd.DataFrame:
    """A frame of one row; what is not given is 0 or nothing."""
    empty = {name: "" if str(kind.dtype) == "str" else 0 for name, kind in schema.columns.items()}
    row = empty | values
    row |= {name: bool(row[name]) for name in row if name.startswith(("is_", "has_"))}
    return columns.frame(schema, {name: [value] for name, value in row.items()})


def batch(name: str, before: str, after: str, total: int, difference: int, **due) -> tuple:
    """An order paid 100.00 that one edit moves to that total."""
    order = {
        "order_key": 7,
        "fingerprint_before": before,
        "fingerprint_after": after,
        "paid_net_minor": 10_000,
    }
    moved = {"total_before_minor": total - difference, "total_after_minor": total}
    orders = one(DONE_ORDERS, **order, **moved, difference_minor=difference, **due)
    asked = {"order_key": 7, "action": "change", "content_digest": name, "difference_minor": difference}
    return orders, one(DONE_ROWS, **asked)


def earlier(asked: int) -> Earlier:
    """A run that moved the order from 100.00 to 110.03 and asked for all up to `asked`."""
    run = {"order_key": 7, "entry": 1, "run_id": "run-1", "fingerprint_before": "a", "fingerprint_after": "b"}
    moved = {"total_before_minor": 10_000, "difference_minor": 1003, "asked_minor": asked, "has_asked": True}
    edit = {"order_key": 7, "run_id": "run-1", "content_digest": "price", "action": "change"}
    return Earlier(
        one(EARLIER_RUNS, **run, **moved),
        one(EARLIER_EDITS, **edit, difference_minor=1003, first_run="run-1"),
        columns.empty(EARLIER_OPEN),
    )


COLLECT = {"action": "collect", "amount_minor": 1005, "cash_rounding_minor": 2}


@pytest.mark.parametrize(
    ("done", "before", "rounding"),
    [
        (batch("price", "a", "b", 11_003, 1003, **COLLECT), Earlier.nothing(), 2),
        (batch("price", "a", "b", 11_003, 1003, **COLLECT), earlier(11_005), 0),  # the same once more
        (batch("fee", "b", "c", 11_504, 501, **COLLECT | {"cash_rounding_minor": 1}), earlier(11_005), -1),
        (batch("fee", "b", "c", 11_503, 500, **COLLECT), earlier(11_005), 0),
        (batch("less", "b", "c", 9998, -1005, action="refund", cash_rounding_minor=-2), earlier(11_005), 0),
        (batch("fee", "b", "c", 11_503, 500, **COLLECT), earlier(11_003), 2),  # not rounded before
        (batch("name", "a", "b", 10_000, 0, action="none"), Earlier.nothing(), 0),
    ],
)
def test_cash_rounding_is_new_as_far_as_the_level_moves(done: tuple, before: Earlier, rounding: int) -> None:
    money, _ = reckon_new_money(*done, before)
    assert money["cash_rounding_new_minor"].tolist() == [rounding]
