"""Which orders' edits of money must wait for a person, and which cannot be done after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.catalogue.names import named
from pipeline.languages.phrase import phrase
from pipeline.money import (
    PRICE_SUB_PER_MINOR,
    QUANTITY_MILLI_PER_UNIT,
    Integers,
    is_product_above,
    to_text,
)
from pipeline.policy import Policy
from pipeline.problems import Problem, problem
from schemas import columns
from schemas.columns import MAX_AMOUNT_MINOR
from schemas.convention import Found, Second
from schemas.orders import COMPONENTS, Tables


def judge_holds(
    orders: pd.DataFrame, gaps: pd.DataFrame, taxes: pd.DataFrame, policy: Policy
) -> list[Problem]:
    """A problem with order_key for each reason why an order's edits of money wait.

    `orders` are the orders with planned edits of money; `gaps` has their
    order_key, largest_minor (the largest absolute gap of a component) and
    component. An order may have several reasons.
    """
    unknown_rates = set(taxes.loc[~taxes["is_rate_known"], "order_key"])
    largest = {gap["order_key"]: gap for gap in columns.records(gaps)}
    found: list[Problem] = []
    for order in columns.records(orders):
        key = order["order_key"]
        facts = {"order_id": order["order_id"], "order_key": key, "file": order["file"]}
        gap = largest[key]["largest_minor"]
        tolerance = policy.tolerance_minor(order["decimals"])
        if gap > tolerance:
            words = phrase(
                "{amount_name} by {amount}",
                amount_name=named(largest[key]["component"]),
                amount=_money(gap, order),
            )
            found.append(problem("gap-too-large", found=words, expected=_money(tolerance, order), **facts))
        if not order["is_paid_known"]:
            found.append(problem("paid-amount-unknown", found=order["status"] or phrase("none"), **facts))
        if order["payment_state"] == "refunded" or 0 < order["paid_minor"] == order["refunded_minor"]:
            found.append(problem("fully-refunded", **facts))
        if order["payment_state"] in policy.closed_states:
            found.append(problem("order-closed", found=named(order["payment_state"]), **facts))
        if key in unknown_rates:
            found.append(problem("rate-unknown", found=_names(taxes, key), **facts))
    return found


def _money(value: int, order: dict[str, object]) -> str:
    return f"{to_text(value, int(str(order['decimals'])))} {order['currency']}"


def _names(taxes: pd.DataFrame, order_key: int) -> str:
    is_of_order = (taxes["order_key"] == order_key) & ~taxes["is_rate_known"]
    return ", ".join(dict.fromkeys(taxes.loc[is_of_order, "name"])) or phrase("(without a name)")


def judge_conventions(found: list[Found], policy: Policy) -> list[Problem]:
    """A warning for each convention that too few orders bear out, or that shares the orders with another."""
    uncertain = [
        problem(
            "convention-uncertain",
            platform=one.platform,
            currency=one.currency,
            found=phrase(
                "the best one holds on {number} of {orders} orders",
                number=one.reproduced,
                orders=one.orders,
            ),
        )
        for one in found
        if one.reproduced * 100 < one.orders * policy.uncertain_below_percent
    ]
    return uncertain + [_tell_second(one, one.second) for one in found if one.second is not None]


def _tell_second(found: Found, second: Second) -> Problem:
    numbers = ", ".join(second.order_ids)
    return problem(
        "two-conventions",
        platform=found.platform,
        currency=found.currency,
        found=phrase(
            "{convention} on {number} of the others ({order_ids})",
            convention=second.convention.slug,
            number=second.orders,
            order_ids=f"{numbers}{', …' if second.orders > len(second.order_ids) else ''}",
        ),
        expected=phrase(
            "{convention} on {number} of {orders} orders",
            convention=found.convention.slug,
            number=found.reproduced,
            orders=found.orders,
        ),
    )


def judge_misfits(misfits: pd.DataFrame, orders: pd.DataFrame) -> list[Problem]:
    """A warning with order_key for each order that does not add up."""
    records = dict(zip(orders["order_key"].tolist(), orders["record"].tolist(), strict=True))
    return [
        problem(
            "does-not-add-up",
            file=row["file"],
            row=records[row["order_key"]],
            order_id=row["order_id"],
            order_key=row["order_key"],
            column=named(row["component"].replace("_", " ")),
            found=_stored(row),
            expected=_money(row["calculated_minor"], row),
            hint=phrase(EXPLANATIONS[row["explanation"]]),
        )
        for row in columns.records(misfits)
    ]


def _stored(row: dict[str, object]) -> str:
    """What the export says; where no single component is off, what they are off by together."""
    amount = _money(int(str(row["stored_minor"])), row)
    return amount if row["component"] in COMPONENTS else phrase("{amount} off in all", amount=amount)


def judge_sizes(before: Tables, after: Tables) -> list[Problem]:
    """An error with order_key for each order whose new prices and quantities go beyond exact sums.

    The larger of each line's old and new figures count, so that no order of
    doing the edits goes beyond them either.
    """
    old = before.lines.set_index("line_key")
    prices, quantities = (
        np.maximum(
            np.abs(old[name].reindex(after.lines["line_key"], fill_value=0).to_numpy()),
            np.abs(after.lines[name].to_numpy()),
        )
        for name in ("unit_price_sub", "quantity_milli")
    )
    limit = MAX_AMOUNT_MINOR * PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT
    keys = after.lines.loc[is_product_above(prices, quantities, limit), "order_key"]
    return list(
        _for_each(
            after.orders.loc[after.orders["order_key"].isin(keys)],
            lambda order, facts: problem(
                "number-out-of-range",
                column=phrase("price × quantity"),
                found=phrase("the amount of an item"),
                expected=phrase("at most {limit}", limit=_money(MAX_AMOUNT_MINOR, order)),
                **facts,
            ),
        )
    )


def judge_results(before: Tables, after: Tables) -> list[Problem]:
    """An error with order_key for each order that would be left without items or below zero."""
    orders = after.orders
    has_lines = orders["order_key"].isin(after.lines["order_key"])
    had_lines = orders["order_key"].isin(before.lines["order_key"])
    is_negative = (orders["total_minor"] < 0) & (before.orders["total_minor"].to_numpy() >= 0)
    empty = _for_each(orders.loc[~has_lines & had_lines], lambda _, facts: problem("last-item", **facts))
    negative = _for_each(
        orders.loc[is_negative],
        lambda order, facts: problem(
            "negative-total", found=_money(int(str(order["total_minor"])), order), **facts
        ),
    )
    return [*empty, *negative]


def judge_discounts(after: Tables, calculated: pd.DataFrame, touched_keys: pd.Series) -> list[Problem]:
    """A warning with order_key for each edited fixed discount that is larger than its base."""
    discounts = after.discounts.assign(taken_minor=calculated["amount_minor"].to_numpy())
    is_cut = (
        discounts["discount_key"].isin(touched_keys)
        & (discounts["kind"] == "amount")
        & (discounts["taken_minor"] < discounts["value_minor"])
    )
    cut = discounts.loc[is_cut].merge(
        after.orders[["order_key", "order_id", "file", "currency", "decimals"]],
        on="order_key",
        how="left",
        validate="many_to_one",
    )
    return list(
        _for_each(
            cut,
            lambda row, facts: problem(
                "discount-above-base",
                found=f"{row['name']} {_money(int(str(row['value_minor'])), row)}".strip(),
                expected=_money(int(str(row["taken_minor"])), row),
                **facts,
            ),
        )
    )


def judge_amounts(reconciliation: pd.DataFrame, orders: pd.DataFrame) -> list[Problem]:
    """What the accountant should know about an amount due, as information and warnings."""
    is_due = reconciliation["action"] != "none"
    earlier = reconciliation.loc[is_due & (reconciliation["outstanding_before_minor"] != 0)
                                 & (reconciliation["paid_minor"] != 0)]  # fmt: skip
    capped = reconciliation.loc[
        (reconciliation["action"] == "refund")
        & (-reconciliation["outstanding_after_minor"] > reconciliation["paid_net_minor"])
    ]
    cancelled_keys = orders.loc[orders["payment_state"] == "cancelled", "order_key"]
    cancelled = reconciliation.loc[
        reconciliation["order_key"].isin(cancelled_keys) & (reconciliation["difference_minor"] != 0)
    ]
    return [
        *_for_each(earlier, lambda row, facts: problem(
            "earlier-imbalance", found=_money(int(str(row["outstanding_before_minor"])), row), **facts)),
        *_for_each(capped, lambda row, facts: problem(
            "refund-capped", found=_money(int(str(row["paid_net_minor"])), row), **facts)),
        *_for_each(cancelled, lambda row, facts: problem("order-cancelled", found=row["status"], **facts)),
    ]  # fmt: skip


def _for_each(
    rows: pd.DataFrame, make: Callable[[dict[str, object], dict[str, object]], Problem]
) -> Iterator[Problem]:
    for row in columns.records(rows):
        facts = {name: row[name] for name in ("order_id", "order_key", "file")}
        yield make({str(name): value for name, value in row.items()}, facts)


def largest_gaps(orders: pd.DataFrame, gaps: dict[str, Integers]) -> pd.DataFrame:
    """For each order the component at fault first, its gap, and the largest absolute gap of all."""
    names = list(gaps)
    stacked = np.stack([gaps[name] for name in names]) if names else np.zeros((1, len(orders)))
    first = np.argmax(stacked != 0, axis=0)
    return pd.DataFrame(
        {
            "order_key": orders["order_key"].to_numpy(),
            "component": pd.Series([names[place] for place in first], dtype="str"),
            "component_gap_minor": stacked[first, np.arange(len(orders))],
            "gap_minor": gaps["total"],
            "largest_minor": np.abs(stacked).max(axis=0),
        }
    )
