"""One order edited twice by the whole kernel: with tax on top of its prices, and with prices that hold it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import Orders, edits
from pipeline.kernel import correct
from pipeline.policy import Policy
from schemas.convention import Convention
from schemas.orders import Tables
from schemas.outcome import Outcome
from test_convention import as_stored

STANDARD = Convention()
PARTS = ("items", "discount", "shipping", "fees", "tax_on_top")
Figures = list[int]
"""Items, discount, shipping, fees, tax and total of an order, minor units."""


def correct_known(
    tables: Tables, *rows: dict[str, Any], convention: Convention = STANDARD, **policy: Any
) -> Outcome:
    """The outcome where the shop's convention is known; the two splits of each difference add up."""
    outcome = correct(tables, edits(*rows), Policy(conventions={"test": convention}, **policy))
    assert_splits_add_up(outcome)
    return outcome


def correct_under(
    tables: Tables, *rows: dict[str, Any], convention: Convention = STANDARD, **policy: Any
) -> Outcome:
    """The same for orders stored as the convention gives them."""
    return correct_known(as_stored(tables, convention), *rows, convention=convention, **policy)


def assert_splits_add_up(outcome: Outcome) -> None:
    """Every order's difference is the sum of its components, and of its edit rows."""
    found = outcome.reconciliation.set_index("order_key")
    by_component = sum(found[f"{part}_difference_minor"] for part in PARTS)
    assert (by_component == found["difference_minor"]).all()
    by_row = outcome.row_results.groupby("order_key")["difference_minor"].sum()
    assert (by_row.reindex(found.index) == found["difference_minor"]).all()


def figures(outcome: Outcome) -> Figures:
    """The components of the only order that was changed."""
    names = [f"{name}_minor" for name in ("items", "discount", "shipping", "fees", "tax", "total")]
    (found,) = outcome.after.orders[names].to_numpy().tolist()
    return list(found)


def results(outcome: Outcome) -> list[str]:
    """What became of each row."""
    return outcome.row_results["result"].tolist()


def codes(outcome: Outcome) -> list[str]:
    """The codes of the problems."""
    return outcome.problems["code"].tolist()


def correct_both(
    lines: list[dict[str, Any]],
    *rows: dict[str, Any],
    convention: Convention = STANDARD,
    policy: dict[str, Any] | None = None,
    **order: Any,
) -> tuple[Outcome, Outcome]:
    """The outcomes of the same edits: of the order with tax on top, and of the one with tax inside."""
    names = ("on top", "inside")
    orders = Orders()
    for name in names:
        orders.add(name, *lines, included=name == "inside", **order)
    doubled = [{**row, "order": name} for name in names for row in rows]
    both = correct_under(orders.tables(), *doubled, convention=convention, **(policy or {}))
    on_top, inside = (_only(both, name) for name in names)
    return on_top, inside


def _only(outcome: Outcome, order_id: str) -> Outcome:
    """What the outcome says of one order."""
    orders = outcome.after.orders
    tables = ("reconciliation", "row_results", "tax_by_rate", "changes", "problems")
    own = {name: getattr(outcome, name).loc[lambda rows: rows["order_id"] == order_id] for name in tables}
    after = outcome.after.only(orders.loc[orders["order_id"] == order_id, "order_key"])
    return replace(outcome, after=after, **own)


def edit_both(lines: list[dict[str, Any]], *rows: dict[str, Any], **more: Any) -> tuple[Figures, Figures]:
    """The components after the edits, which all go through: tax on top, tax inside."""
    on_top, inside = correct_both(lines, *rows, **more)
    assert set(results(on_top) + results(inside)) == {"applied"}
    return figures(on_top), figures(inside)
