"""What of a run is news to the books: income and taxes by order, less what earlier runs told them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from schemas import columns
from schemas.outcome import Outcome
from schemas.posting import EARNED, POSTED_ORDERS

_OLD_STATES = ("reported", "already_applied")
_KEYS = ["order_key", "part", "tax", "rate_ppb"]


def list_earned(outcome: Outcome, told: Outcome | None = None) -> pd.DataFrame:
    """Each order's income and taxes as far as they change: `schemas.posting.EARNED`.

    `told` is what earlier runs did of these orders: it is taken off.
    """
    parts = [_earned_of(outcome)]
    if told is not None:
        before = _earned_of(told)
        parts.append(before.assign(difference_minor=-before["difference_minor"]))
    together = pd.concat(parts, ignore_index=True).groupby(_KEYS, sort=False, as_index=False).sum()
    moved = together.loc[together["difference_minor"] != 0]
    return columns.frame(EARNED, {name: moved[name] for name in EARNED.columns})


def _earned_of(outcome: Outcome) -> pd.DataFrame:
    taxes, income = outcome.tax_by_rate, outcome.income
    return pd.DataFrame(
        {
            "order_key": pd.concat([income["order_key"], taxes["order_key"]], ignore_index=True),
            "part": [*income["part"], *["vat"] * len(taxes)],
            "tax": [*[""] * len(income), *taxes["name"]],
            "rate_ppb": np.concatenate([np.zeros(len(income), dtype=np.int64), taxes["rate_ppb"].to_numpy()]),
            "difference_minor": pd.concat(
                [income["difference_minor"], taxes["tax_difference_minor"]], ignore_index=True
            ),
        }
    )


def list_posted_orders(
    reconciliation: pd.DataFrame,
    money: pd.DataFrame | None = None,
    told: Outcome | None = None,
    restored: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The orders that documents are made for: `schemas.posting.POSTED_ORDERS`.

    With `money` (`NEW_MONEY`, what is known of earlier runs) orders that were
    reported before are left out, and of those partly reported only what is
    new counts: the difference less that of `told`. Without it everything does.
    `restored` are the orders a run that is taken back had found: what was
    outstanding then is outstanding again, so that its postings are turned.
    """
    orders = reconciliation.loc[reconciliation["result"] == "applied"]
    rounding = _signed_rounding(orders).to_numpy()
    if money is not None:
        known = money.loc[~money["state"].isin(_OLD_STATES)].set_index("order_key")
        orders = orders.loc[orders["order_key"].isin(known.index)]
        rounding = known["cash_rounding_new_minor"].loc[orders["order_key"]].to_numpy()
    differences = orders["difference_minor"]
    if told is not None:
        differences = (
            differences - _differences_of(told).reindex(orders["order_key"], fill_value=0).to_numpy()
        )
    after = orders["outstanding_after_minor"] + rounding
    if restored is not None:
        paid = restored.set_index("order_key").loc[orders["order_key"]]
        after = orders["total_after_minor"] - (paid["paid_minor"] - paid["refunded_minor"]).to_numpy()
    names = ("order_key", "order_id", "currency", "decimals", "requests")
    return columns.frame(
        POSTED_ORDERS,
        {
            **{name: orders[name] for name in names},
            "outstanding_before_minor": after - differences - rounding,
            "outstanding_after_minor": after,
        },
    )


def _differences_of(outcome: Outcome) -> pd.Series:
    return outcome.reconciliation.set_index("order_key")["difference_minor"]


def _signed_rounding(orders: pd.DataFrame) -> pd.Series:
    """The cash rounding as the customer owes it: a refund rounded up is owed by the shop."""
    return orders["cash_rounding_minor"].where(orders["action"] != "refund", -orders["cash_rounding_minor"])
