"""Taking a run back: the original bytes, the amounts turned, and only what still stands as the run left it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.intake import Sources, read_everything
from pipeline.ledger import find_open, history, open_ledger
from pipeline.problems import InputRefused
from pipeline.workbook.undo_rows import UNDO_SHEET, unpack_row
from undoing import EDITS, NOW, SAMPLES, Shop, same_bytes

pytestmark = pytest.mark.thorough

EXPORTS = ["ecwid-orders.json", "ecwid-orders.csv", "shopify-orders.csv"]


def tables_of_samples() -> list[Path]:
    export = read_everything(Sources((SAMPLES / "tables" / "mapping.toml",)), lambda _: None).exports[0]
    return list(export.files)


def recoded(path: Path, folder: Path, how: str) -> Path:
    """The sample text file in another encoding, with other line ends."""
    text = path.read_bytes().decode("utf-8-sig")
    plain = text.replace("\r\n", "\n")
    made = {
        "crlf": lambda: plain.replace("\n", "\r\n").encode(),
        "lf-bom": lambda: b"\xef\xbb\xbf" + plain.encode(),
        "utf-16": lambda: plain.encode("utf-16"),
        "windows-1252": lambda: plain.encode("cp1252", errors="replace"),
        "no-last-break": lambda: plain.rstrip("\n").encode(),
    }
    target = folder / path.name
    target.write_bytes(made[how]())
    return target


@pytest.fixture(scope="module")
def undone(tmp_path_factory: Any) -> dict[str, Any]:
    """The three samples corrected, taken back, taken back again, and forward once more, with a ledger."""
    shop = Shop(tmp_path_factory.mktemp("shop"), has_ledger=True)
    orders = [SAMPLES / name for name in EXPORTS]
    first = shop.run("run-1", orders, *EDITS)
    corrected = shop.take_over(first, orders)
    second = shop.run("run-2", corrected, first.folder / "undo.xlsx")
    restored = shop.take_over(second, orders)
    again = shop.run("run-3", restored, first.folder / "undo.xlsx")
    stale = shop.run("run-4", corrected, first.folder / "undo.xlsx")
    with open_ledger(shop.ledger, now=NOW) as ledger:
        open_then = find_open(ledger, NOW)
    forward = shop.run("run-5", restored, second.folder / "undo.xlsx")
    return {
        "shop": shop,
        "orders": orders,
        "first": first,
        "corrected": corrected,
        "second": second,
        "restored": restored,
        "again": again,
        "stale": stale,
        "open": open_then,
        "forward": forward,
    }


def test_the_original_bytes_come_back(undone: dict[str, Any]) -> None:
    assert undone["second"].exit_status == 0
    assert not same_bytes(undone["corrected"], undone["orders"])
    assert same_bytes(undone["restored"], undone["orders"])


def test_the_amounts_are_turned_and_linked_to_the_run(undone: dict[str, Any]) -> None:
    first, second = (undone[name].report.reconciliation.set_index("order_id") for name in ("first", "second"))
    parts = [name for name in second.columns if name.endswith("difference_minor")]
    applied = first.loc[first["result"] == "applied"]
    assert sorted(second.index) == sorted(applied.index)
    pd.testing.assert_frame_equal(second[parts], -applied.loc[second.index, parts])
    assert set(second["reasons"]) == {"undo of run run-1"}
    changes = undone["second"].report.changes
    assert set(changes["rule"]) == {"undo"}
    told = undone["first"].report.changes
    assert sorted(zip(changes["order_id"], changes["old"], changes["new"], strict=True)) == sorted(
        zip(told["order_id"], told["new"], told["old"], strict=True)
    )


def test_every_row_is_accounted_for(undone: dict[str, Any]) -> None:
    counts = undone["second"].report.row_counts
    assert counts == {"applied": 38, "nothing_to_do": 0, "held": 0, "rejected": 0}


def test_what_was_asked_is_taken_back_once(undone: dict[str, Any]) -> None:
    """What stays open is what unpaid orders owed before the run."""
    unpaid = undone["first"].report.reconciliation.set_index("order_id")
    unpaid = unpaid.loc[(unpaid["action"] == "bill")]
    left = undone["open"].set_index("order_id")
    assert left["action"].tolist() == ["bill"] * len(unpaid)
    assert left["amount_minor"].to_dict() == unpaid["total_before_minor"].to_dict()
    assert (undone["stale"].report.reconciliation["amount_new_minor"] == 0).all()


def test_undoing_twice_leaves_nothing_to_do(undone: dict[str, Any]) -> None:
    again = undone["again"]
    assert again.report.row_counts["nothing_to_do"] == 38
    assert set(again.report.reconciliation["action_new"]) == {"none"}
    assert "already-undone" in set(again.report.problems["code"])
    assert not (again.folder / "undo.xlsx").exists()
    written = [again.folder / f"updated-orders-{name}" for name in EXPORTS]
    assert same_bytes(written, undone["orders"])


def test_undoing_an_undo_gives_the_corrected_orders_again(undone: dict[str, Any]) -> None:
    forward = undone["forward"]
    assert same_bytes([forward.folder / f"updated-orders-{name}" for name in EXPORTS], undone["corrected"])
    first = undone["first"].report.reconciliation.set_index("order_id")
    now = forward.report.reconciliation.set_index("order_id")
    assert now["difference_minor"].to_dict() == first.loc[now.index, "difference_minor"].to_dict()


def test_the_ledger_says_which_run_undoes_which(undone: dict[str, Any]) -> None:
    with open_ledger(undone["shop"].ledger, now=NOW) as ledger:
        runs = history(ledger)
    assert runs["kind"].tolist() == ["apply", "undo", "undo", "undo", "undo"]
    assert runs["undoes_run"].tolist() == ["", "run-1", "run-1", "run-1", "run-2"]


def test_the_workbook_can_be_read_by_people(undone: dict[str, Any]) -> None:
    path = undone["first"].folder / "undo.xlsx"
    assert path.stat().st_mode & 0o777 == 0o600
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["How to", UNDO_SHEET]
    rows = list(workbook[UNDO_SHEET].iter_rows(values_only=True))
    assert rows[0][:7] == (
        *("Order", "Run", "What changes back", "Total the run left", "Total before the run"),
        *("Records as the run left them (SHA-256)", "Records"),
    )
    order = next(row for row in rows if row[0] == "#3016")
    assert order[1] == "run-1"
    assert order[3:5] == ("85.30 CHF", "80.30 CHF")
    assert "MERCI5" in order[2] or "→" in order[2]


def test_edits_result_tells_what_became_of_each_row(undone: dict[str, Any]) -> None:
    sheet = openpyxl.load_workbook(undone["second"].folder / "edits-result.xlsx")[UNDO_SHEET]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-2:] == ("Import Result", "Import Comment")
    assert {row[-2] for row in rows[1:]} == {"applied"}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("ecwid-orders.json", "crlf"),
        ("ecwid-orders.csv", "lf-bom"),
        ("shopify-orders.csv", "utf-16"),
        ("ecwid-orders.csv", "windows-1252"),
        ("shopify-orders.csv", "no-last-break"),
    ],
)
def test_the_bytes_come_back_in_every_encoding(tmp_path: Path, name: str, how: str) -> None:
    shop = Shop(tmp_path)
    orders = [recoded(SAMPLES / name, tmp_path, how)]
    first = shop.run("run-1", orders, *EDITS)
    corrected = shop.take_over(first, orders)
    second = shop.run("run-2", corrected, first.folder / "undo.xlsx")
    assert second.report.row_counts["applied"] > 0
    assert same_bytes(shop.take_over(second, orders), orders)


def test_two_tables_come_back(tmp_path: Path) -> None:
    shop = Shop(tmp_path, mapping=SAMPLES / "tables" / "mapping.toml")
    orders = tables_of_samples()
    first = shop.run("run-1", orders, *EDITS)
    corrected = shop.take_over(first, orders)
    assert not same_bytes(corrected, orders)
    second = shop.run("run-2", corrected, first.folder / "undo.xlsx")
    assert same_bytes(shop.take_over(second, orders), orders)


@pytest.fixture
def changed(tmp_path: Path) -> tuple[Shop, Any, list[Path]]:
    """A Shopify export corrected; after that somebody edits order #3016 in it."""
    shop = Shop(tmp_path, has_ledger=True)
    orders = [SAMPLES / "shopify-orders.csv"]
    first = shop.run("run-1", orders, *EDITS)
    corrected = shop.take_over(first, orders)
    text = corrected[0].read_text(encoding="utf-8")
    start = text.index("#3016")
    corrected[0].write_text(
        text[:start] + text[start:].replace("85.30", "86.30", 1), encoding="utf-8", newline=""
    )
    return shop, first, corrected


def test_an_order_that_changed_since_is_refused_and_the_others_go_through(changed: Any) -> None:
    shop, first, corrected = changed
    second = shop.run("run-2", corrected, first.folder / "undo.xlsx")
    results = second.report.row_results.set_index("order_id")["result"]
    assert results["#3016"] == "rejected"
    assert set(results.drop("#3016")) == {"applied"}
    assert second.exit_status == 4
    found = second.report.problems.set_index("code").loc["changed-since"]
    assert (found["order_id"], found["found"], found["expected"]) == (
        "#3016",
        "86.30 CHF",
        "85.30 CHF",
    )
    kept = [row for row in read_rows(corrected[0]) if row[0] == "#3016"]
    assert [row for row in read_rows(second.folder / "updated-orders.csv") if row[0] == "#3016"] == kept
    others = [row for row in read_rows(second.folder / "updated-orders.csv") if row[0] != "#3016"]
    assert others == [row for row in read_rows(SAMPLES / "shopify-orders.csv") if row[0] != "#3016"]


def test_a_policy_that_rejects_everything_rejects_the_whole_undo(changed: Any) -> None:
    shop, first, corrected = changed
    strict = Shop(shop.home, policy="rejects_everything = true\n")
    second = strict.run("run-2", corrected, first.folder / "undo.xlsx")
    assert set(second.report.row_results["result"]) == {"rejected"}
    assert (second.folder / "updated-orders.csv").read_bytes() == corrected[0].read_bytes()
    assert "batch-rejected" in set(second.report.problems["code"])


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_money_of_a_closed_order_waits(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    orders = [SAMPLES / "shopify-orders.csv"]
    first = shop.run("run-1", orders, *EDITS)
    closed = Shop(tmp_path, policy='closed_states = ["paid"]\n')
    second = closed.run("run-2", shop.take_over(first, orders), first.folder / "undo.xlsx")
    held = second.report.reconciliation.loc[second.report.reconciliation["result"] == "held"]
    moved = first.report.reconciliation.set_index("order_id")["difference_minor"]
    assert len(held) > 0
    assert (moved.loc[held["order_id"]] != 0).all()
    assert (held["difference_minor"] == 0).all()


def edited_undo(path: Path, target: Path, change: Any) -> Path:
    workbook = openpyxl.load_workbook(path)
    change(workbook[UNDO_SHEET])
    workbook.save(target)
    return target


def one_export(tmp_path: Path) -> tuple[Shop, Any, list[Path]]:
    shop = Shop(tmp_path)
    orders = [SAMPLES / "shopify-orders.csv"]
    first = shop.run("run-1", orders, *EDITS)
    return shop, first, shop.take_over(first, orders)


def damage(sheet: Any) -> None:
    sheet["G2"].value = sheet["G2"].value[:-8] + "AAAAAAA="


def rename(sheet: Any) -> None:
    sheet["A2"].value = sheet["A3"].value


@pytest.mark.parametrize("change", [damage, rename])
def test_a_row_whose_records_are_damaged_is_refused(tmp_path: Path, change: Any) -> None:
    shop, first, corrected = one_export(tmp_path)
    undo = edited_undo(first.folder / "undo.xlsx", tmp_path / "undo.xlsx", change)
    second = shop.run("run-2", corrected, undo)
    assert second.report.row_results["result"].tolist().count("rejected") >= 1
    assert "undo-damaged" in set(second.report.problems["code"])
    assert second.report.row_counts["applied"] >= 8


def test_rows_may_be_deleted(tmp_path: Path) -> None:
    shop, first, corrected = one_export(tmp_path)
    undo = edited_undo(
        first.folder / "undo.xlsx", tmp_path / "undo.xlsx", lambda sheet: sheet.delete_rows(3, 100)
    )
    second = shop.run("run-2", corrected, undo)
    assert second.report.row_counts == {"applied": 1, "nothing_to_do": 0, "held": 0, "rejected": 0}


def test_an_order_named_twice_is_refused(tmp_path: Path) -> None:
    shop, first, corrected = one_export(tmp_path)

    def repeat(sheet: Any) -> None:
        sheet.append([cell.value for cell in sheet[2]])

    undo = edited_undo(first.folder / "undo.xlsx", tmp_path / "undo.xlsx", repeat)
    second = shop.run("run-2", corrected, undo)
    assert second.report.problems["code"].tolist().count("edited-twice") == 2
    assert second.report.row_counts["rejected"] == 2


def test_an_order_that_is_not_in_the_exports_is_refused(tmp_path: Path) -> None:
    shop, first, _ = one_export(tmp_path)
    second = shop.run("run-2", [SAMPLES / "ecwid-orders.json"], first.folder / "undo.xlsx")
    assert set(second.report.problems["code"]) >= {"unknown-order"}
    assert set(second.report.row_results["result"]) == {"rejected"}


def test_other_edits_beside_an_undo_are_refused(tmp_path: Path) -> None:
    shop, first, corrected = one_export(tmp_path)
    with pytest.raises(InputRefused) as refused:
        shop.run("run-2", corrected, first.folder / "undo.xlsx", EDITS[1])
    assert [found.code for found in refused.value.problems] == ["undo-not-alone"]


def test_a_dry_run_leaves_no_undo(tmp_path: Path) -> None:
    result = Shop(tmp_path).run("run-1", [SAMPLES / "shopify-orders.csv"], *EDITS, is_dry_run=True)
    assert not (result.folder / "undo.xlsx").exists()


def test_a_workbook_of_orders_keeps_no_records(tmp_path: Path) -> None:
    """Excel files are no text: their orders are refused, each with the reason."""
    for path in tables_of_samples():
        rows = read_any(path)
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.worksheets[0].append(row)
        workbook.save(tmp_path / f"{path.stem}.xlsx")
    text = (SAMPLES / "tables" / "mapping.toml").read_text(encoding="utf-8").replace(".csv", ".xlsx")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, encoding="utf-8")
    shop = Shop(tmp_path, mapping=mapping)
    orders = [tmp_path / f"{path.stem}.xlsx" for path in tables_of_samples()]
    first = shop.run("run-1", orders, *EDITS)
    second = shop.run("run-2", shop.take_over(first, orders), first.folder / "undo.xlsx")
    assert second.report.row_counts["applied"] == 0
    assert set(second.report.problems.loc[second.report.problems["row_key"] >= 0, "code"]) == {
        "undo-not-kept"
    }


def read_any(path: Path) -> list[list[str]]:
    from pipeline.formats.text.delimited import read_delimited  # noqa: PLC0415

    source = read_delimited(path)
    return [list(source.names), *(source.record_cells(record) for record in range(source.size))]


# Any edits of two small exports, and what they were before.

COMBINED = (
    "order_number;order_subtotal;order_shipping;order_total;payment_status;sku;name;price;quantity;note\n"
    + "".join(
        f'100{n};30.00;5.00;35.00;PAID;{sku};"Thé\n{sku}";{price};{quantity};"a;b"\n'
        for n in range(1, 4)
        for sku, price, quantity in (("TEA", "10.00", "2"), ("CUP", "10.00", "1"))
    )
)
FIELDS = "order,action,target,field,old,value,reason,request"
rows = st.lists(
    st.one_of(
        st.builds("{},change,item:TEA,quantity,,{},,".format, st.integers(1001, 1003), st.integers(1, 5)),
        st.builds("{},remove,item:CUP,,,,,".format, st.integers(1001, 1003)),
        st.builds("{},remove,item:TEA,,,,,".format, st.integers(1001, 1003)),
        st.builds(
            '{},add,item,,,"sku=POT; name=Pot; price={}.50; quantity=1",,'.format,
            st.integers(1001, 1003),
            st.integers(1, 9),
        ),
        st.builds("{},change,order,shipping_fee,,{},,".format, st.integers(1001, 1003), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(asked=rows, scattered=st.booleans(), last_break=st.booleans())
def test_whatever_was_edited_comes_back(
    tmp_path_factory: Any, asked: list[str], scattered: bool, last_break: bool
) -> None:
    shop = Shop(tmp_path_factory.mktemp("any"))
    header, *records = COMBINED.split("\n100")
    if scattered:
        records = sorted(records, key=lambda record: record.split(";")[5])
    text = "\n100".join([header, *(record.removesuffix("\n") for record in records)])
    orders = [shop.home / "orders.csv"]
    orders[0].write_text(text + "\n" * last_break, encoding="utf-8", newline="")
    edits = shop.home / "edits.csv"
    edits.write_text("\n".join([FIELDS, *asked]) + "\n", encoding="utf-8")
    first = shop.run("run-1", orders, edits)
    if not (first.folder / "undo.xlsx").exists():
        assert first.report.row_counts["applied"] == 0
        return
    corrected = shop.take_over(first, orders)
    second = shop.run("run-2", corrected, first.folder / "undo.xlsx")
    assert second.report.row_counts["rejected"] == 0
    assert same_bytes(shop.take_over(second, orders), orders)


def test_what_is_no_record_is_not_unpacked() -> None:
    assert unpack_row("") is None
    assert unpack_row("AAAA") is None
    assert unpack_row("nothing like it") is None


@pytest.mark.parametrize("limit", ["largest_change", "largest_change_of_run"])
def test_an_undo_keeps_to_the_limits_of_the_policy(tmp_path: Path, limit: str) -> None:
    _, first, corrected = one_export(tmp_path)
    strict = Shop(tmp_path, policy=f'{limit} = {{ CHF = "1.00" }}\n')
    second = strict.run("run-2", corrected, first.folder / "undo.xlsx")
    moved = first.report.reconciliation.set_index("order_id")["difference_minor"]
    results = second.report.row_results.set_index("order_id")["result"]
    assert {order for order, result in results.items() if result == "held"} == {
        order for order in results.index if moved[order]
    }
    assert "needs-approval" in set(second.report.problems["code"])
