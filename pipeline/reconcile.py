"""What each order owes: before, by this batch, after; and its taxes by rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.money import Integers, divide_rounded_to
from schemas import columns
from schemas.orders import COMPONENTS, Tables
from schemas.outcome import TAX_BY_RATE
from schemas.totals import Totals

CASH_STEP_MINOR = 5
Words = np.ndarray[Any, np.dtype[np.str_]]


def reckon_owed(before: Tables, after: Tables, cash_rounding: tuple[str, ...] = ()) -> pd.DataFrame:
    """What each order owes before, by this batch and after, and what to do about it.

    One row per order of `before` (the same orders as `after`), with the
    amount columns of `schemas.outcome.RECONCILIATION` from total_before_minor
    to tax_inside_difference_minor. outstanding = total − (paid − refunded);
    a refund never exceeds what is left of the payments; without a difference
    there is nothing to do.
    """
    old, new = before.orders, after.orders
    moves = {name: (new[f"{name}_minor"].to_numpy() - old[f"{name}_minor"].to_numpy()) for name in COMPONENTS}
    paid_net = (old["paid_minor"] - old["refunded_minor"]).to_numpy()
    outstanding = new["total_minor"].to_numpy() - paid_net
    wanted = _actions(moves["total"], outstanding, old["paid_minor"].to_numpy(), paid_net)
    exact = _amounts_due(wanted, outstanding, paid_net)
    is_cash = old["currency"].isin(cash_rounding).to_numpy(dtype=bool)
    amount = np.where(is_cash, _round_for_cash(exact, wanted, paid_net), exact)
    action = np.where(amount == 0, "none", wanted)
    return pd.DataFrame(
        {
            "order_key": old["order_key"].to_numpy(),
            "total_before_minor": old["total_minor"].to_numpy(),
            "total_after_minor": new["total_minor"].to_numpy(),
            "paid_minor": old["paid_minor"].to_numpy(),
            "refunded_minor": old["refunded_minor"].to_numpy(),
            "paid_net_minor": paid_net,
            "outstanding_before_minor": old["total_minor"].to_numpy() - paid_net,
            "difference_minor": moves["total"],
            "outstanding_after_minor": outstanding,
            "action": pd.Series(action, dtype="str"),
            "amount_minor": amount,
            "cash_rounding_minor": amount - exact,
            **_split_by_component(moves),
        }
    )


def _amounts_due(action: Words, outstanding: Integers, paid_net: Integers) -> Integers:
    """What the action is about: the outstanding amount, a refund never above the payments."""
    due = np.where(action == "refund", np.minimum(-outstanding, paid_net), np.abs(outstanding))
    return np.where(action == "none", 0, due)


def _round_for_cash(amount: Integers, action: Words, paid_net: Integers) -> Integers:
    """The amounts in steps of 5; a refund is rounded down where it would exceed the payments."""
    nearest = divide_rounded_to(amount, CASH_STEP_MINOR)
    is_above = (action == "refund") & (nearest > paid_net)
    return np.where(is_above, divide_rounded_to(amount, CASH_STEP_MINOR, "down"), nearest)


def _split_by_component(moves: dict[str, Integers]) -> dict[str, Integers]:
    """The parts of the difference; tax that the prices hold is beside it, not part of it."""
    charged = moves["shipping"] + moves["fees"]
    on_top = moves["total"] - moves["items"] + moves["discount"] - charged
    return {
        "items_difference_minor": moves["items"],
        "discount_difference_minor": -moves["discount"],
        "shipping_difference_minor": moves["shipping"],
        "fees_difference_minor": moves["fees"],
        "tax_on_top_difference_minor": on_top,
        "tax_inside_difference_minor": moves["tax"] - on_top,
    }


def _actions(difference: Integers, outstanding: Integers, paid: Integers, paid_net: Integers) -> Words:
    return np.select(
        [
            (difference == 0) | (outstanding == 0),
            (paid == 0) & (outstanding > 0),
            outstanding > 0,
            paid_net > 0,
        ],
        ["none", "bill", "collect", "refund"],
        "none",
    )


def compare_taxes(
    before: Tables,
    calculated_before: Totals,
    after: Tables,
    calculated_after: Totals,
) -> pd.DataFrame:
    """Base and tax by order, tax name and rate, before and after: `schemas.outcome.TAX_BY_RATE`."""
    joined = _join_taxes(before, calculated_before, after, calculated_after)
    orders = before.orders.set_index("order_key").loc[joined["order_key"]]
    described = {name: orders[name].to_numpy() for name in ("order_id", "currency", "decimals")}
    return columns.frame(
        TAX_BY_RATE,
        {
            **{str(name): joined[name] for name in joined.columns},
            **described,
            "is_included": (orders["tax_mode"] == "included").to_numpy(dtype=bool),
            "tax_difference_minor": joined["tax_after_minor"] - joined["tax_before_minor"],
        },
    )


def _join_taxes(
    before: Tables, calculated_before: Totals, after: Tables, calculated_after: Totals
) -> pd.DataFrame:
    """Bases and taxes of both sides, one row per order, name and rate."""
    sides = [
        tables.taxes.assign(base_minor=calculated.taxes["base_minor"].to_numpy())
        .groupby(["order_key", "name", "rate_ppb"])[["base_minor", "amount_minor"]]
        .sum()
        .rename(columns={"base_minor": f"base_{side}_minor", "amount_minor": f"tax_{side}_minor"})
        for side, tables, calculated in (
            ("before", before, calculated_before),
            ("after", after, calculated_after),
        )
    ]
    every = sides[0].index.union(sides[1].index)
    filled = [side.reindex(every, fill_value=0).reset_index() for side in sides]
    return filled[0].assign(**{name: filled[1][name] for name in ("base_after_minor", "tax_after_minor")})
