"""Everything one document says, gathered from the tables of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas import columns
from schemas.orders import ADDRESS_PARTS
from schemas.outcome import Outcome

_Row = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What the documents of a run have in common; `date` in ISO 8601, `seller` as in the policy."""

    run_id: str
    date: str
    seller: Mapping[str, Any]
    undoes_run: str = ""


@dataclass(frozen=True)
class Document:
    """One document; amounts are minor units, signed as they move the order's total.

    `facts`: its row of `schemas.document.DOCUMENTS`; `order`: the order's row of
    the reconciliation; `order_after`: its row of `schemas.orders.ORDERS` after
    the edits; `customer`: the billing address by its parts, else that of the
    delivery; `lines`: `DOCUMENT_LINES`; `taxes`: the rows of
    `TAX_BY_RATE` that moved; `reasons`: request and reason of each edit, once.
    """

    head: Head
    facts: _Row
    order: _Row
    order_after: _Row
    customer: dict[str, str]
    lines: tuple[_Row, ...]
    taxes: tuple[_Row, ...]
    reasons: tuple[tuple[str, str], ...]


def gather_documents(documents: pd.DataFrame, outcome: Outcome, head: Head) -> Iterator[Document]:
    """The documents of the run in the orders' order."""
    keys = documents["order_key"]
    orders = {one["order_key"]: one for one in columns.records(_only(outcome.reconciliation, keys))}
    people = {one["order_key"]: one for one in columns.records(_only(outcome.after.orders, keys))}
    lines, taxes, rows = (
        columns.records_by_order(_only(table, keys))
        for table in (outcome.document_lines, outcome.tax_by_rate, outcome.row_results)
    )
    for facts in columns.records(documents):
        key = facts["order_key"]
        yield Document(
            head,
            facts,
            orders[key],
            people[key],
            _find_customer(people[key]),
            tuple(lines[key]),
            tuple(tax for tax in taxes[key] if _has_moved(tax)),
            tuple(_list_reasons(rows[key])),
        )


def _only(table: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    return table.loc[table["order_key"].isin(keys)]


def _find_customer(order: _Row) -> dict[str, str]:
    """The billing address, where there is none that of the delivery; at least the customer's name."""
    for who in ("bill", "ship"):
        found = {part: order[f"{who}_{part}"] for part in ADDRESS_PARTS if part != "phone"}
        if found["street_1"] or found["city"] or found["name"]:
            return {**found, "name": found["name"] or order["name"]}
    return {**dict.fromkeys(ADDRESS_PARTS, ""), "name": order["name"]}


def _has_moved(tax: _Row) -> bool:
    return bool(tax["base_after_minor"] != tax["base_before_minor"] or tax["tax_difference_minor"])


def _list_reasons(rows: list[_Row]) -> list[tuple[str, str]]:
    """Request and reason of the edits that were applied, each pair once, in sheet order."""
    told = [(row["request"], row["reason"]) for row in rows if row["result"] == "applied"]
    return [pair for pair in dict.fromkeys(told) if any(pair)]
