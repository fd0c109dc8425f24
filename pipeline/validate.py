"""Checks the tables against their schemas; bad cells set their order or row aside.

A table that lacks a column is broken as a whole. A bad cell concerns one
order: it is reported with its place, and the order is left out of the run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from pipeline.languages.phrase import listed, phrase
from pipeline.money import (
    PRICE_SUB_PER_MINOR,
    QUANTITY_MILLI_PER_UNIT,
    is_product_above,
    price_text,
    quantity_text,
)
from pipeline.problems import InputRefused, Problem, place_word, problem, refuse
from schemas import columns
from schemas.columns import MAX_AMOUNT_MINOR
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
    """Orders that fit the schemas, stand in the exports once and can be reckoned exactly.

    Raises `InputRefused` if a table lacks a column or has one too many, or if
    a row belongs to nothing.
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
    _refuse_orphans(tables)
    whole = [*_find_doubles(tables.orders), *_find_large_lines(tables.lines, places)]
    problems += whole
    bad_keys.update(found.order_key for found in whole)
    if not bad_keys:
        return CheckedOrders(tables, (), tuple(problems))
    is_bad = tables.orders["order_key"].isin(bad_keys)
    kept = tables.only(tables.orders.loc[~is_bad, "order_key"])
    names = tuple(dict.fromkeys(tables.orders.loc[is_bad, "order_id"]))
    return CheckedOrders(kept, names, tuple(problems))


def check_edits(edits: Edits) -> CheckedEdits:
    """Edits whose rows and cells fit the schemas; rows that do not are kept and named.

    A row that breaks its schema is made harmless (its cells are dropped, what
    is no text becomes the empty one) so that it can still be counted and
    rejected. Raises `InputRefused` for tables of the wrong shape.
    """
    problems = []
    _refuse_loose_cells(edits)
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
    if not broken:
        return CheckedEdits(edits, (), ())
    cells = edits.cells.loc[~edits.cells["row_key"].isin(broken)].reset_index(drop=True)
    return CheckedEdits(Edits(edits.rows.fillna(""), cells), broken, tuple(problems))


def _refuse_loose_cells(edits: Edits) -> None:
    """Every row has a key of its own, and every cell belongs to one."""
    for rows, schema in ((edits.rows, EDIT_ROWS), (edits.cells, EDIT_CELLS)):
        _refuse_wrong_form(rows, schema)
    keys = edits.rows["row_key"]
    if keys.duplicated().any() or not edits.cells["row_key"].isin(keys).all():
        raise refuse("table-broken", sheet="edits", found=phrase("row keys that do not tell the rows apart"),
                     expected=phrase("one row_key for each row"), column="row_key")  # fmt: skip


_CODES: Mapping[str, str] = {"action": "unknown-action", "target": "unknown-target"}


@dataclass(frozen=True)
class _Failure:
    position: int
    column: str
    found: str
    expected: str


def _failures(rows: pd.DataFrame, schema: pa.DataFrameSchema) -> list[_Failure]:
    """Every cell that breaks the schema, once; a frame of the wrong shape is refused."""
    _refuse_wrong_form(rows, schema)
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


def _refuse_wrong_form(rows: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    missing = [name for name in schema.columns if name not in rows.columns]
    inexact = [
        name
        for name, column in schema.columns.items()
        if name in rows.columns and str(column.dtype) == "int64" and rows[name].dtype != "int64"
    ]
    unknown = [str(name) for name in rows.columns if name not in schema.columns]
    if missing or unknown or inexact:
        raise InputRefused(
            [problem("column-missing", sheet=schema.name or "", column=name) for name in missing]
            + [
                problem("table-broken", sheet=schema.name or "", column=name,
                        found=phrase("the unknown column {column}", column=name),
                        expected=", ".join(schema.columns))
                for name in unknown
            ]
            + [
                problem("table-broken", sheet=schema.name or "", column=name,
                        found=phrase("{column} holds {what}", column=name, what=rows[name].dtype),
                        expected=phrase("whole numbers in every cell"))
                for name in inexact
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
    places: dict[str, list[str]] = defaultdict(list)
    for order in columns.records(doubles):
        places[order["order_id"]].append(place_word(order["file"], order["record"]))
    return [
        problem(
            "order-in-two-files",
            file=order["file"],
            row=order["record"],
            order_id=order["order_id"],
            order_key=order["order_key"],
            found=listed(places[order["order_id"]]),
        )
        for order in columns.records(doubles)
    ]


def _find_large_lines(lines: pd.DataFrame, places: pd.DataFrame) -> list[Problem]:
    """A problem for each line whose price × quantity is beyond what sums can hold exactly."""
    limit = MAX_AMOUNT_MINOR * PRICE_SUB_PER_MINOR * QUANTITY_MILLI_PER_UNIT
    is_large = is_product_above(lines["unit_price_sub"].to_numpy(), lines["quantity_milli"].to_numpy(), limit)
    described = places[["file", "record", "order_id", "decimals"]]
    large = lines.loc[is_large].join(described, on="order_key", how="left", validate="many_to_one")
    return [
        problem(
            "amount-too-large",
            file=line["file"],
            row=line["record"],
            order_id=line["order_id"],
            order_key=line["order_key"],
            column=phrase("price × quantity"),
            found=f"{price_text(line['unit_price_sub'], line['decimals'])} × "
            f"{quantity_text(line['quantity_milli'])}",
        )
        for line in columns.records(large)
    ]


def _refuse_orphans(tables: Tables) -> None:
    """Every row belongs to an order, and to a line or discount where it names one."""
    known = {"order_key": tables.orders, "line_key": tables.lines, "discount_key": tables.discounts}
    for name, column, owner in _OWNERS:
        keys = getattr(tables, name)[column]
        named = keys if column == "order_key" else keys.loc[keys >= 0]
        strays = named.loc[~named.isin(known[owner][owner])]
        if len(strays):
            raise refuse("table-broken", sheet=name, column=column, found=f"{column} {strays.iloc[0]}",
                         expected=phrase("the {column} of a row there is", column=owner))  # fmt: skip


_OWNERS = (
    *((name, "order_key", "order_key") for name in ("lines", "charges", "discounts", "taxes")),
    ("discounts", "line_key", "line_key"),
    ("discounts", "parent_key", "discount_key"),
    ("taxes", "line_key", "line_key"),
)
