"""Checks the tables against their schemas; bad cells set their order or row aside.

A table that lacks a column is broken as a whole. A bad cell concerns one
order: it is reported with its place, and the order is left out of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from pipeline.problems import InputRefused, Problem, problem
from schemas import columns
from schemas.edits import EDIT_CELLS, EDIT_ROWS, Edits
from schemas.orders import SCHEMAS, TABLE_NAMES, Tables


@dataclass(frozen=True)
class CheckedOrders:
    """The orders that passed, the names of those set aside, and why."""

    tables: Tables
    set_aside: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class CheckedEdits:
    """The edits that fit their schema, and the rows with an error."""

    edits: Edits
    broken_rows: tuple[int, ...]
    problems: tuple[Problem, ...]


def check_orders(tables: Tables) -> CheckedOrders:
    """Orders that fit the schemas and stand in the exports once.

    Raises `InputRefused` if a table lacks a column or has one too many.
    """
    problems: list[Problem] = []
    bad_keys: set[int] = set()
    places = tables.orders.drop_duplicates("order_key").set_index("order_key")
    for name in TABLE_NAMES:
        rows = getattr(tables, name)
        for failure in _failures(rows, SCHEMAS[name]):
            key = int(rows["order_key"].iloc[failure.position])
            bad_keys.add(key)
            order = dict(places.loc[key].items()) if key in places.index else None
            problems.append(_cell_problem(failure, order, key))
    doubles = _find_doubles(tables.orders)
    problems += doubles
    bad_keys.update(found.order_key for found in doubles)
    if not bad_keys:
        return CheckedOrders(tables, (), tuple(problems))
    is_bad = tables.orders["order_key"].isin(bad_keys)
    kept = tables.only(tables.orders.loc[~is_bad, "order_key"])
    names = tuple(dict.fromkeys(tables.orders.loc[is_bad, "order_id"]))
    return CheckedOrders(kept, names, tuple(problems))


def check_edits(edits: Edits) -> CheckedEdits:
    """Edits whose rows and cells fit the schemas; rows that do not are kept and named.

    A row that breaks its schema is made harmless (its cells are dropped) so
    that it can still be counted and rejected.
    """
    problems = []
    for rows, schema in ((edits.rows, EDIT_ROWS), (edits.cells, EDIT_CELLS)):
        for failure in _failures(rows, schema):
            key = int(rows["row_key"].iloc[failure.position])
            place = edits.rows.loc[edits.rows["row_key"] == key].iloc[0]
            problems.append(
                problem(
                    _CODES.get(failure.column, "bad-cell"),
                    file=place["file"],
                    sheet=place["sheet"],
                    row=int(place["row"]),
                    row_key=key,
                    column=failure.column,
                    found=failure.found,
                    expected=failure.expected,
                )
            )
    broken = tuple(dict.fromkeys(found.row_key for found in problems))
    cells = edits.cells.loc[~edits.cells["row_key"].isin(broken)].reset_index(drop=True)
    return CheckedEdits(replace(edits, cells=cells) if broken else edits, broken, tuple(problems))


_CODES: Mapping[str, str] = {"action": "unknown-action", "target": "unknown-target"}


@dataclass(frozen=True)
class _Failure:
    position: int
    column: str
    found: str
    expected: str


def _failures(rows: pd.DataFrame, schema: pa.DataFrameSchema) -> list[_Failure]:
    """Every cell that breaks the schema, once; a frame of the wrong shape is refused."""
    _refuse_wrong_columns(rows, schema)
    try:
        schema.validate(rows.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    if cases["index"].isna().any():
        first = cases.loc[cases["index"].isna()].iloc[0]
        raise InputRefused(
            [problem("table-broken", sheet=schema.name or "", found=str(first["failure_case"]),
                     expected=f"{first['column']}: {first['check']}", column=str(first["column"]))]
        )  # fmt: skip
    once = cases.drop_duplicates(["index", "column"])
    return [
        _Failure(int(case["index"]), str(case["column"]), str(case["failure_case"]), str(case["check"]))
        for case in columns.records(once)
    ]


def _refuse_wrong_columns(rows: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    missing = [name for name in schema.columns if name not in rows.columns]
    unknown = [str(name) for name in rows.columns if name not in schema.columns]
    if missing or unknown:
        raise InputRefused(
            [problem("column-missing", sheet=schema.name or "", column=name) for name in missing]
            + [
                problem("table-broken", sheet=schema.name or "", column=name,
                        found=f"the unknown column {name}", expected=", ".join(schema.columns))
                for name in unknown
            ]
        )  # fmt: skip


def _cell_problem(failure: _Failure, order: dict[Any, Any] | None, key: int) -> Problem:
    facts = {
        "file": order["file"] if order is not None else "",
        "row": int(order["record"]) if order is not None else 0,
        "order_id": order["order_id"] if order is not None else "",
    }
    return problem(
        "bad-cell",
        column=failure.column,
        found=failure.found,
        expected=failure.expected,
        order_key=key,
        **facts,
    )


def _find_doubles(orders: pd.DataFrame) -> list[Problem]:
    """A problem for each place of an order number that stands in more than one."""
    doubles = orders.loc[orders.duplicated("order_id", keep=False)]
    where = (doubles["file"] + " row " + doubles["record"].astype("str")).groupby(doubles["order_id"])
    places = where.agg(", ".join)
    return [
        problem(
            "order-in-two-files",
            file=order["file"],
            row=order["record"],
            order_id=order["order_id"],
            order_key=order["order_key"],
            found=places[order["order_id"]],
        )
        for order in columns.records(doubles)
    ]
