"""One run from files to a folder: what stands in it, and how its files are named."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.intake import Sources
from pipeline.problems import InputRefused
from pipeline.run import Result, run_correction
from pipeline.updated_orders import name_outputs
from pipeline.work_out import Request
from shop_files import PRICE_90, Shop, edits, order, page


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def run(
    shop: Shop, *, is_dry_run: bool = False, parts: int = 1, told: list[str] | None = None, **sources: Any
) -> Result:
    given = {"orders": (shop.orders,), "edits": (shop.edits,), "currency": "CHF", **sources}
    request = Request(
        sources=Sources(**given),
        out=shop.out,
        run_id="run-1",
        command=("order-corrections", "apply"),
        now=iter(["2026-03-02T03:00:00+00:00", "2026-03-02T03:00:09+00:00"]).__next__,
        is_dry_run=is_dry_run,
        parts=parts,
    )
    return run_correction(request, (told if told is not None else []).append)


def read_json(result: Result, name: str) -> Any:
    return json.loads((result.folder / name).read_text(encoding="utf-8"))


def test_the_result_names_what_stands_in_the_folder(shop: Shop) -> None:
    result = run(shop)
    assert result.folder == shop.out / "run-1"
    assert list(result.files) == sorted(path.name for path in result.folder.iterdir())
    assert read_json(result, "summary.json")["files"] == list(result.files)
    assert result.exit_status == 0


def test_the_manifest_has_the_digest_of_every_input_and_output(shop: Shop) -> None:
    policy = shop.write("policy.toml", "tolerance_hundredths = 5\n")
    result = run(shop, policy=policy)
    manifest = read_json(result, "manifest.json")
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (shop.orders, shop.edits, policy)
    }
    assert {one["name"]: one["digest"] for one in manifest["inputs"]} == digests
    outputs = {one["name"]: one["sha256"] for one in manifest["outputs"]}
    assert outputs == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in result.folder.iterdir()
        if path.name != "manifest.json"
    }
    assert (manifest["started_at"], manifest["finished_at"]) == (
        "2026-03-02T03:00:00+00:00",
        "2026-03-02T03:00:09+00:00",
    )


def test_the_reconciliation_says_what_to_refund(shop: Shop) -> None:
    text = (run(shop).folder / "reconciliation.csv").read_text(encoding="utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ";,")
    (row,) = csv.DictReader(io.StringIO(text), dialect=dialect)
    found = {name.casefold(): value for name, value in row.items()}
    assert "K1001" in found.values()
    assert {"refund", "10.00", "-10.00"} <= set(found.values())


def test_each_edits_file_comes_back_with_its_own_rows(shop: Shop) -> None:
    book = shop.workbook(
        "more.xlsx", {"Items": [["order", "item", "price"], ["K1002", "TASSE", 80], ["K9", "TASSE", 1]]}
    )
    result = run(shop, edits=(shop.edits, book))
    assert result.exit_status == 4
    sheet = load_workbook(result.folder / "edits-result-2-more.xlsx")["Items"]
    header, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert header[:4] == ["order", "item", "price", "Import Result"]
    assert [first[3], second[3]] == ["applied", "rejected"]
    assert "K9" in second[4]
    other = load_workbook(result.folder / "edits-result-1-edits.xlsx").active
    assert other.max_row == 2


def test_every_row_is_accounted_for(shop: Shop) -> None:
    rows = [
        PRICE_90,
        "K1002,change,item:TASSE,price,,100",
        "K1003,change,item:TASSE,price,,abc",
        "K9,change,order,tip,,1",
    ]
    result = run(shop, edits=(shop.write("e.csv", edits(*rows)),))
    found = read_json(result, "summary.json")["edits"]
    assert found == {"rows_read": 4, "applied": 1, "nothing_to_do": 1, "held": 0, "rejected": 2}
    assert read_json(result, "summary.json")["broken_ties"] == []


def test_a_dry_run_reports_the_same_and_writes_no_orders(shop: Shop) -> None:
    dry = run(shop, is_dry_run=True)
    assert [name for name in dry.files if name.startswith("updated")] == []
    wet = run(shop)
    assert wet.folder.name == "run-1-2"
    assert (dry.folder / "reconciliation.csv").read_bytes() == (
        wet.folder / "reconciliation.csv"
    ).read_bytes()
    assert (dry.folder / "problems.json").read_bytes() == (wet.folder / "problems.json").read_bytes()


def test_no_edits_leave_the_export_byte_for_byte(shop: Shop) -> None:
    result = run(shop, edits=(shop.write("none.csv", edits()),))
    assert (result.folder / "updated-orders.json").read_bytes() == shop.orders.read_bytes()
    assert result.exit_status == 0


@pytest.mark.parametrize("parts", [2, 5])
def test_splitting_the_work_changes_nothing(parts: int, shop: Shop) -> None:
    listed = shop.write(
        "e.csv",
        edits(*(PRICE_90.replace("K1001", f"K{n}") for n in (1001, 1003, 1005)), "K9,remove,item:#1,,,"),
    )
    whole, split = run(shop, edits=(listed,)), run(shop, edits=(listed,), parts=parts)
    for name in ("updated-orders.json", "reconciliation.csv", "problems.json", "edits-result.xlsx"):
        assert (whole.folder / name).read_bytes() == (split.folder / name).read_bytes(), name


def test_a_refused_input_leaves_nothing(shop: Shop) -> None:
    with pytest.raises(InputRefused):
        run(shop, edits=(shop.write("empty.csv", ""),))
    assert not shop.out.exists()


def test_each_piece_of_work_is_told_in_order(shop: Shop) -> None:
    told: list[str] = []
    run(shop, told=told)
    assert told == [
        "Reading orders.json",
        "Reading edits.csv",
        "Correcting the orders",
        "Writing updated-orders.json",
        "Writing the reconciliation",
        "Writing edits-result.xlsx",
        "Publishing the folder",
    ]


@pytest.mark.parametrize(
    ("exports", "names"),
    [
        ([["shop/orders.json"]], [["updated-orders.json"]]),
        ([["ORDERS.CSV"]], [["updated-orders.CSV"]]),
        ([["orders.csv", "lines.csv"]], [["updated-orders-orders.csv", "updated-orders-lines.csv"]]),
        (
            [["a/o.csv"], ["b/o.csv"], ["c/o.csv"]],
            [["updated-orders-o.csv"], ["updated-orders-o-2.csv"], ["updated-orders-o-3.csv"]],
        ),
        (
            [["a/o.csv"], ["b/o.csv"], ["o-2.csv"]],
            [["updated-orders-o.csv"], ["updated-orders-o-2.csv"], ["updated-orders-o-2-2.csv"]],
        ),
        (
            [["1/updated-orders-o.csv"], ["o.csv"], ["2/updated-orders.csv"]],
            [["updated-orders-o.csv"], ["updated-orders-o-2.csv"], ["updated-orders-updated-orders.csv"]],
        ),
    ],
)
def test_updated_files_are_named_after_their_exports(
    exports: list[list[str]], names: list[list[str]]
) -> None:
    given: Any = [SimpleNamespace(files=[Path(name) for name in files]) for files in exports]
    assert name_outputs(given) == names


def test_two_exports_are_written_each_with_its_own_orders(shop: Shop) -> None:
    more = shop.write("more.json", page(order(2001), order(2002)))
    listed = shop.write("e.csv", edits(PRICE_90, "K2002,change,item:TASSE,price,,80"))
    result = run(shop, orders=(shop.orders, more), edits=(listed,))
    totals = {
        name: [one["total"] for one in read_json(result, name)["items"]]
        for name in ("updated-orders-orders.json", "updated-orders-more.json")
    }
    assert totals == {
        "updated-orders-orders.json": [90, 100, 100, 100, 100],
        "updated-orders-more.json": [100, 80],
    }
