"""Bad cells are told once, with their place; the rest goes on. Broken tables are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.kernel import correct
from pipeline.policy import Policy
from pipeline.problems import InputRefused
from pipeline.validate import check_edits, check_orders
from schemas.convention import Convention
from schemas.orders import Tables

KNOWN = Policy(conventions={"test": Convention()})


def shop(count: int) -> Tables:
    orders = Orders()
    for number in range(count):
        orders.add(f"N{number}", line("A", "5.00", "1", "8.1%", discount="1.00"), shipping="9.00")
    return orders.tables()


def with_cells(tables: Tables, name: str, column: str, cells: dict[int, Any]) -> Tables:
    """The tables with some cells of one column replaced."""
    values = getattr(tables, name)[column].tolist()
    for position, value in cells.items():
        values[position] = value
    dtype = getattr(tables, name)[column].dtype
    return replace(tables, **{name: getattr(tables, name).assign(**{column: pd.Series(values, dtype=dtype)})})


def told(problems: tuple) -> list[tuple[str, str, int, str]]:
    return [(found.code, found.order_id, found.row, found.column) for found in problems]


def test_twenty_bad_orders_of_a_thousand_are_all_told_and_set_aside() -> None:
    tables = shop(1000)
    positions = range(0, 1000, 50)
    bad = with_cells(tables, "orders", "currency", dict.fromkeys(positions, "francs"))
    checked = check_orders(bad)
    records = tables.orders["record"].tolist()
    assert told(checked.problems) == [("bad-cell", f"N{at}", records[at], "currency") for at in positions]
    assert {found.found for found in checked.problems} == {"francs"}
    assert checked.set_aside == tuple(f"N{at}" for at in positions)
    assert len(checked.tables.orders) == len(checked.tables.lines) == len(checked.tables.taxes) == 980


def test_every_bad_cell_of_every_table_is_told_once_with_what_was_expected() -> None:
    tables = shop(8)
    tables = with_cells(tables, "orders", "tax_mode", {0: "inside"})
    tables = with_cells(tables, "orders", "decimals", {0: 5})
    tables = with_cells(tables, "orders", "order_id", {1: ""})
    tables = with_cells(tables, "lines", "unit_price_sub", {2: 10**16})
    tables = with_cells(tables, "charges", "kind", {3: "porto"})
    tables = with_cells(tables, "discounts", "stage", {4: -1})
    tables = with_cells(tables, "taxes", "rate_ppb", {5: 10**11})
    tables = with_cells(tables, "orders", "comments", {6: np.nan})
    checked = check_orders(tables)
    found = [(one.order_id, one.column) for one in checked.problems]
    assert sorted(found) == sorted(
        [
            ("N0", "tax_mode"),
            ("N0", "decimals"),
            ("", "order_id"),
            ("N2", "unit_price_sub"),
            ("N3", "kind"),
            ("N4", "stage"),
            ("N5", "rate_ppb"),
            ("N6", "comments"),
        ]
    )
    expected = {one.column: one.expected for one in checked.problems}
    assert expected["kind"] == "one of shipping, handling, surcharge, tip"
    assert checked.tables.orders["order_id"].tolist() == ["N7"]


def test_an_order_in_two_places_is_told_at_both() -> None:
    tables = (
        Orders().add("1", line("A", "5.00")).add("2", line("A", "5.00")).add("1", line("B", "5.00")).tables()
    )
    checked = check_orders(tables)
    assert [(found.code, found.row) for found in checked.problems] == [
        ("order-in-two-files", tables.orders["record"].iloc[0]),
        ("order-in-two-files", tables.orders["record"].iloc[2]),
    ]
    assert checked.tables.orders["order_id"].tolist() == ["2"]
    assert checked.set_aside == ("1",)


def test_a_line_beyond_exact_sums_is_told_by_name() -> None:
    tables = with_cells(shop(3), "lines", "unit_price_sub", {1: 10**15})
    tables = with_cells(tables, "lines", "quantity_milli", {1: 10**12})
    checked = check_orders(tables)
    assert [(found.code, found.order_id, found.found) for found in checked.problems] == [
        ("amount-too-large", "N1", "1000000000.00 × 1000000000")
    ]
    assert checked.tables.orders["order_id"].tolist() == ["N0", "N2"]


def test_good_orders_pass_as_they_are() -> None:
    tables = shop(3)
    checked = check_orders(tables)
    assert checked.tables is tables
    assert (checked.problems, checked.set_aside) == ((), ())
    assert check_orders(Tables.empty()).problems == ()


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("orders", lambda rows: rows.drop(columns="currency"), "column-missing"),
        ("taxes", lambda rows: rows.assign(colour="red"), "table-broken"),
        (
            "lines",
            lambda rows: rows.assign(quantity_milli=rows["quantity_milli"].where(rows.index > 0)),
            "table-broken",
        ),
        ("lines", lambda rows: rows.assign(order_key=99), "table-broken"),
        ("taxes", lambda rows: rows.assign(line_key=99), "table-broken"),
        ("discounts", lambda rows: rows.assign(parent_key=99), "table-broken"),
    ],
)
def test_a_broken_table_is_refused(name: str, change: Any, code: str) -> None:
    tables = shop(2)
    broken = replace(tables, **{name: change(getattr(tables, name))})
    with pytest.raises(InputRefused) as refused:
        check_orders(broken)
    assert [found.code for found in refused.value.problems] == [code]


# ---- edits


def bad_edits(table: str, **columns: list[Any]) -> Any:
    requested = edits(
        edit("N0", "item", ref="A", quantity="2"),
        edit("N1", "item", ref="A", quantity="2"),
        edit("N2", "customer", ship_city="Vevey"),
        edit("N0", "customer", ship_city="Vevey"),
    )
    return replace(requested, **{table: getattr(requested, table).assign(**columns)})


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"action": ["änder", "change", "change", "change"]}, "unknown-action"),
        ({"target": ["thing", "item", "customer", "customer"]}, "unknown-target"),
        ({"reason": [None, "", "", ""]}, "bad-cell"),
        ({"row": [0, 3, 4, 5]}, "bad-cell"),
    ],
)
def test_a_bad_row_rejects_its_order_and_no_other(columns: dict[str, list[Any]], code: str) -> None:
    outcome = correct(shop(3), bad_edits("rows", **columns), KNOWN)
    assert outcome.row_results["result"].tolist() == ["rejected", "applied", "applied", "rejected"]
    assert [found for found in outcome.problems["code"] if found != "order-rejected"] == [code]


def test_a_row_without_a_readable_order_is_counted_all_the_same() -> None:
    outcome = correct(shop(3), bad_edits("rows", order_ref=[None, "N1", "N2", "N0"]), KNOWN)
    assert outcome.row_results["result"].tolist() == ["rejected", "applied", "applied", "applied"]


def test_a_bad_cell_drops_the_cells_of_its_row() -> None:
    requested = bad_edits("cells", value=["2", None, "Vevey", "Vevey"])
    checked = check_edits(requested)
    assert [(found.code, found.row, found.column) for found in checked.problems] == [("bad-cell", 3, "value")]
    assert checked.broken_rows == (1,)
    assert checked.edits.cells["row_key"].tolist() == [0, 2, 3]


def test_good_edits_pass_as_they_are() -> None:
    requested = edits(edit("N0", "item", ref="A", quantity="2"))
    checked = check_edits(requested)
    assert (checked.edits, checked.broken_rows, checked.problems) == (requested, (), ())


@pytest.mark.parametrize(
    ("table", "columns", "code"),
    [
        ("rows", {"row_key": [0, 0, 1, 2]}, "table-broken"),
        ("cells", {"row_key": [0, 1, 2, 9]}, "table-broken"),
        ("cells", {"colour": "red"}, "table-broken"),
    ],
)
def test_edits_of_the_wrong_shape_are_refused(table: str, columns: dict[str, Any], code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        check_edits(bad_edits(table, **columns))
    assert [found.code for found in refused.value.problems] == [code]
