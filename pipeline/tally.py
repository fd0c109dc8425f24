"""The outcome's lists: rows and their fate, reconciliation, misfits, control totals."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from pipeline.languages.phrase import as_plain
from schemas import columns
from schemas.convention import Found
from schemas.orders import COMPONENTS
from schemas.outcome import (
    CONTROL_TOTALS,
    CONVENTIONS,
    MISFITS,
    RECONCILIATION,
    ROW_RESULTS,
)

RESULT_ORDER = ("applied", "held", "rejected", "nothing_to_do")


def list_reconciliation(
    orders: pd.DataFrame,
    owed: pd.DataFrame,
    gaps: pd.Series,
    rows: pd.DataFrame,
    edit_rows: pd.DataFrame,
) -> pd.DataFrame:
    """One row per order named by an edit: `schemas.outcome.RECONCILIATION`."""
    asked = rows.merge(
        edit_rows[["row_key", "reason", "request"]], on="row_key", how="left", validate="one_to_one"
    )
    by_order = asked.loc[asked["order_key"] >= 0].groupby("order_key")
    words = by_order[["reason", "request"]].agg(_join_distinct)
    results = by_order["result"].agg(_foremost)
    keys = orders["order_key"]
    described = {
        "order_id": orders["order_id"],
        "file": orders["file"],
        "currency": orders["currency"],
        "decimals": orders["decimals"],
        "customer": orders["name"],
        "email": orders["email"],
        "status": orders["status"],
        "result": keys.map(results),
        "gap_minor": keys.map(gaps),
        "reasons": keys.map(words["reason"]),
        "requests": keys.map(words["request"]),
        "action_new": owed["action"],
        "amount_new_minor": owed["amount_minor"],
        "reported_in_run": [""] * len(orders),
        "ordered_on": orders["ordered_at"].str.slice(0, len("2026-01-31")),
    }
    amounts = {name: owed[name] for name in owed.columns}
    return columns.frame(RECONCILIATION, {**amounts, **described})


def _join_distinct(texts: pd.Series) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _foremost(results: pd.Series) -> str:
    return str(min(results, key=RESULT_ORDER.index))


def list_rows(edit_rows: pd.DataFrame, rows: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per edit row read, in sheet order, without comments: `schemas.outcome.ROW_RESULTS`."""
    keys = rows["order_key"].tolist()
    currencies = dict(zip(orders["order_key"], orders["currency"], strict=True))
    decimals = dict(zip(orders["order_key"], orders["decimals"], strict=True))
    return columns.frame(
        ROW_RESULTS,
        {
            **{
                name: edit_rows[name]
                for name in ("row_key", "file", "sheet", "row", "target", "action", "reason", "request")
            },
            "order_key": rows["order_key"],
            "order_id": rows["order_id"],
            "result": rows["result"],
            "currency": [currencies.get(key, "") for key in keys],
            "decimals": [decimals.get(key, 2) for key in keys],
            "difference_minor": rows["difference_minor"],
            "comment": [""] * len(rows),
        },
    )


def list_misfits(
    orders: pd.DataFrame, calculated: pd.DataFrame, gaps: pd.DataFrame, explanations: pd.Series
) -> pd.DataFrame:
    """One row per order that does not add up: `schemas.outcome.MISFITS`.

    `explanations` are slugs by order_key. Where only parts of a component are
    at fault (the tax of a line, the share of a discount), `stored_minor` is
    how far they are off together.
    """
    is_misfit = ~gaps["is_reproduced"].to_numpy(dtype=bool)
    orders, gaps = orders.loc[is_misfit], gaps.loc[is_misfit]
    calculated = calculated.loc[is_misfit]
    stored, reckoned = [], []
    for name in COMPONENTS:
        is_it = (gaps["component"] == name).to_numpy(dtype=bool)
        stored.append(orders[f"{name}_minor"].where(is_it, 0))
        reckoned.append(calculated[f"{name}_minor"].where(is_it, 0))
    is_of_parts = ~gaps["component"].isin(COMPONENTS).to_numpy(dtype=bool)
    return columns.frame(
        MISFITS,
        {
            **{name: orders[name] for name in ("order_key", "order_id", "file", "currency", "decimals")},
            "component": gaps["component"].to_numpy(),
            "stored_minor": sum(stored) + np.where(is_of_parts, gaps["component_gap_minor"], 0),
            "calculated_minor": sum(reckoned),
            "gap_minor": gaps["gap_minor"].to_numpy(),
            "explanation": explanations.reindex(orders["order_key"]).to_numpy(),
        },
    )


def sum_controls(orders: pd.DataFrame, reconciliation: pd.DataFrame) -> pd.DataFrame:
    """Sums per currency over every order read: `schemas.outcome.CONTROL_TOTALS`."""
    keys = ["currency", "decimals"]
    totals = orders.groupby(keys, sort=True).agg(
        orders=("order_key", "size"), total_before_minor=("total_minor", "sum")
    )
    moved = reconciliation.assign(is_changed=(reconciliation["result"] == "applied").astype("int64"))
    changes = moved.groupby(keys).agg(
        orders_changed=("is_changed", "sum"), difference_minor=("difference_minor", "sum")
    )
    parts = [totals, changes]
    for action in ("collect", "refund", "bill"):
        part = reconciliation.loc[reconciliation["action"] == action].groupby(keys)["amount_minor"]
        parts.append(
            part.agg(["sum", "size"]).rename(columns={"sum": f"{action}_minor", "size": f"{action}_orders"})
        )
    # reindexed rather than joined: a missing cell would make the column inexact
    filled = [part.reindex(totals.index, fill_value=0) for part in parts]
    sums = pd.concat(filled, axis="columns").reset_index()
    sums = sums.assign(total_after_minor=sums["total_before_minor"] + sums["difference_minor"])
    return columns.frame(CONTROL_TOTALS, {name: sums[name] for name in CONTROL_TOTALS.columns})


def list_conventions(found: list[Found]) -> pd.DataFrame:
    """One row per platform and currency: `schemas.outcome.CONVENTIONS`."""
    if not found:
        return columns.empty(CONVENTIONS)
    return columns.frame(
        CONVENTIONS,
        {
            "platform": [one.platform for one in found],
            "currency": [one.currency for one in found],
            "convention": [one.convention.slug for one in found],
            "in_words": [one.in_words for one in found],
            "orders": [one.orders for one in found],
            "orders_reproduced": [one.reproduced for one in found],
            "tied_with": [_undecided_words(one.undecided) for one in found],
            "decided_by": [_parameter_words(one.deciders) for one in found],
            "second": [_second_words(one) for one in found],
            "source": [one.source for one in found],
            "facts": [json.dumps(_facts(one), ensure_ascii=False) for one in found],
        },
    )


def _undecided_words(undecided: dict[str, list[Any]]) -> str:
    return _parameter_words({name: " or ".join(map(str, values)) for name, values in undecided.items()})


def _parameter_words(told: dict[str, str]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {words}" for name, words in told.items())


def _facts(found: Found) -> dict[str, Any]:
    """What the sentences about the convention were made from, to say them in another language."""
    second = found.second
    return {
        "parameters": asdict(found.convention),
        "about": found.about,
        "undecided": {name: [str(value) for value in values] for name, values in found.undecided.items()},
        "deciders": {name: as_plain(words) for name, words in found.deciders.items()},
        "second": None
        if second is None
        else {"parameters": asdict(second.convention), "orders": second.orders},
    }


def _second_words(found: Found) -> str:
    if found.second is None:
        return ""
    return f"{found.second.convention.slug} on {found.second.orders} of the others"
