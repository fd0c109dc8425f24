"""Fingerprints: alike whatever the file, different after every edit that changes something."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.fingerprint import digest_contents, digest_edits, fingerprint_orders
from pipeline.intake import Sources, read_everything
from pipeline.kernel import correct
from pipeline.policy import Policy
from pipeline.run import run_correction
from pipeline.work_out import Request, correct_intake
from schemas.convention import Convention
from schemas.orders import TABLE_NAMES, Tables

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).parent.parent / "samples"
KNOWN = Policy(conventions={"test": Convention()})
FILES = ("ecwid-orders.json", "ecwid-orders.csv", "shopify-orders.csv")


def two_orders() -> Tables:
    """Two orders alike but for their numbers."""
    built = Orders()
    for order_id in ("1", "2"):
        built.add(
            order_id,
            line("TEA", "48.00", "2", "8.1%"),
            line("CUP", "9.50", "1", "8.1%", discount="10%"),
            discounts=[{"value": "5.00"}],
            shipping="9.00",
            shipping_tax="8.1%",
            email="lea@example.ch",
            bill_name="Léa Rochat",
        )
    return built.tables()


def spelled(tables: Tables) -> list[str]:
    return fingerprint_orders(tables).tolist()


def moved(tables: Tables) -> Tables:
    """The same orders with other keys, from another file, in the other order."""
    changed = {}
    for name in TABLE_NAMES:
        rows = getattr(tables, name)
        keys = {
            key: np.where(rows[key] >= 0, rows[key] + 5_000, -1)
            for key in rows.columns
            if key.endswith("_key")
        }
        changed[name] = rows.assign(**keys).iloc[::-1].reset_index(drop=True)
    orders = changed.pop("orders").assign(
        file="tomorrow.csv",
        record=99,
        encoding="cp1252",
        paid_minor=1,
        status="REFUNDED",
        comments="called twice",
    )
    return Tables(orders=orders, **changed, fields=tables.fields)


def test_the_fingerprint_is_that_of_the_content_alone() -> None:
    tables = two_orders()
    assert spelled(moved(tables)) == spelled(tables)[::-1]
    assert all(len(digest) == 64 for digest in spelled(tables))
    assert fingerprint_orders(tables).index.tolist() == tables.orders["order_key"].tolist()
    assert fingerprint_orders(Tables.empty()).empty


def test_orders_that_differ_in_their_number_alone_differ() -> None:
    first, second = spelled(two_orders())
    assert first != second


def test_the_places_of_the_lines_count_but_not_their_numbers() -> None:
    tables = two_orders()
    spread = replace(tables, lines=tables.lines.assign(line_number=tables.lines["line_number"] * 10))
    turned = replace(tables, lines=tables.lines.assign(line_number=3 - tables.lines["line_number"]))
    assert spelled(spread) == spelled(tables)
    assert not set(spelled(turned)) & set(spelled(tables))


def test_a_component_the_export_does_not_state_counts_as_nothing() -> None:
    tables = two_orders()
    assert not tables.orders["has_items"].any()
    assert spelled(replace(tables, orders=tables.orders.assign(items_minor=7))) == spelled(tables)


def test_signs_that_separate_cells_cannot_make_two_orders_look_alike() -> None:
    tables = two_orders()
    pairs = [("a\x1fb", "c"), ("a", "b\x1fc"), ("a\\", "b\x1ec"), ("a\\\\", "b\x1ec"), ("a\\u", "b")]
    found = [
        spelled(replace(tables, orders=tables.orders.assign(ship_name=name, ship_company=company)))[0]
        for name, company in pairs
    ]
    assert len(set(found)) == len(pairs)


EDITS = [
    edit("1", "item", ref="TEA", quantity="3"),
    edit("1", "item", ref="TEA", price="47.99"),
    edit("1", "item", ref="TEA", sku="TEA-2"),
    edit("1", "item", ref="TEA", name="Green tea"),
    edit("1", "item", "remove", ref="CUP"),
    edit("1", "item", "add", sku="POT", price="20.00", quantity="1"),
    edit("1", "customer", name="Léo Rochat"),
    edit("1", "customer", email="leo@example.ch"),
    edit("1", "customer", phone="+41 21 000 00 00"),
    edit("1", "customer", ship_street_1="Rue du Lac 7"),
    edit("1", "discount", "add", ref="Geste", value="2.00"),
    edit("1", "discount", ref="Rabais", value="6.00"),
    edit("1", "discount", "remove", ref="Rabais"),
    edit("1", "order", payment_method="Invoice"),
    edit("1", "order", shipping_method="Express"),
    edit("1", "order", shipping_fee="9.05"),
    edit("1", "order", tip="1.00"),
    edit("1", "order", tax_exempt="yes"),
    edit("1", "tax", ref="TVA", rate="7.7%"),
    edit("1", "tax", "remove", ref="TVA"),
    edit("1", "tax", ref="TVA", name="VAT"),
]


@pytest.mark.parametrize("asked", EDITS, ids=lambda one: str(one)[:60])
def test_every_kind_of_edit_changes_the_fingerprint_of_its_order(asked: Any) -> None:
    tables = two_orders()
    outcome = correct(tables, edits(asked), KNOWN)
    assert outcome.row_results["result"].tolist() == ["applied"], outcome.row_results["comment"].tolist()
    assert spelled(outcome.after) != spelled(tables.only(outcome.after.orders["order_key"]))


def test_orders_read_again_look_as_they_were_written(tmp_path: Path) -> None:
    given = Sources(
        (*(SAMPLES / name for name in FILES), SAMPLES / "tables/mapping.toml"),
        (SAMPLES / "edits.xlsx", SAMPLES / "edits.csv"),
        currency="CHF",
    )
    intake = read_everything(given, lambda _: None)
    written = by_number(correct_intake(intake).after)
    untouched = by_number(intake.tables).drop(written.index)
    result = run_correction(
        Request(given, tmp_path, "run-1", (), lambda: "2026-11-26T03:00:00+00:00"), lambda _: None
    )
    again = tmp_path / "again"
    shutil.copytree(result.folder, again)
    shutil.copy(SAMPLES / "tables/mapping.toml", again)
    for name in ("orders.csv", "lines.csv"):
        (again / f"updated-orders-{name}").rename(again / name)
    exports = (*(again / f"updated-orders-{name}" for name in FILES), again / "mapping.toml")
    read = by_number(read_everything(Sources(exports, currency="CHF"), lambda _: None).tables)
    assert len(written) > 30
    pd.testing.assert_series_equal(read[written.index], written)
    pd.testing.assert_series_equal(read[untouched.index], untouched)


def by_number(tables: Tables) -> pd.Series:
    """The fingerprints by platform and order number."""
    index = pd.MultiIndex.from_frame(tables.orders[["platform", "order_id", "currency"]])
    return pd.Series(spelled(tables), index=index)


def digests(*rows: Any, digest: Any = digest_edits) -> list[str]:
    return digest(edits(*rows)).tolist()


def test_an_edit_is_digested_by_what_it_asks_for() -> None:
    asked = edit("1", "item", ref="TEA", quantity="3")
    alike = [
        edit("1", "item", ref=" tea ", quantity="3.0"),
        edit("1", "item", ref="TEA", quantity="3", reason="called"),
        edit("2", "item", ref="TEA", quantity="3"),
    ]
    others = [
        edit("1", "item", ref="CUP", quantity="3"),
        edit("1", "item", "add", ref="TEA", quantity="3"),
        edit("1", "item", ref="TEA", quantity="4"),
        edit("1", "item", ref="TEA", price="3"),
        edit("1", "item", ref="TEA", quantity="3", request="D-1"),
        edit("1", "item", ref="TEA", quantity="3", old_quantity="2"),
        edit("1", "discount", "add", ref="TEA", value="3"),
    ]
    found = digests(asked, *alike, *others)
    assert len(set(found[:4])) == 1
    assert len(set(found)) == 1 + len(others)


def test_the_content_leaves_out_the_request_and_the_old_value() -> None:
    asked = edit("1", "item", ref="TEA", quantity="3")
    rows = [
        edit("1", "item", ref="TEA", quantity="3", request="D-1"),
        edit("1", "item", ref="TEA", quantity="3", old_quantity="2"),
    ]
    assert len(set(digests(asked, *rows, digest=digest_contents))) == 1
    assert digest_contents(edits(asked)).tolist() != digest_edits(edits(asked)).tolist()


def test_a_number_with_a_leading_zero_is_another_text() -> None:
    rows = [edit("1", "item", "add", sku=sku, price="1.00") for sku in ("00123", "123")]
    assert len(set(digests(*rows))) == 2
