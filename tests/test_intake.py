"""What a run is given: every broken file is told at once, mix-ups are recognised, names told apart."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.formats.protocol import KEYS_PER_EXPORT
from pipeline.intake import Intake, Sources, read_everything, read_policy
from pipeline.policy import Policy
from pipeline.problems import InputRefused
from shop_files import PRICE_90, Shop, edits, order, page

Found = list[tuple[str, str]]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def read(shop: Shop, **changed: Any) -> Intake:
    sources = Sources(**{"orders": (shop.orders,), "edits": (shop.edits,), "currency": "CHF", **changed})
    return read_everything(sources, lambda _: None)


def refused(shop: Shop, **changed: Any) -> Found:
    """Code and file of everything that is refused."""
    with pytest.raises(InputRefused) as caught:
        read(shop, **changed)
    return [(found.code, Path(found.file).name) for found in caught.value.problems]


def test_orders_and_edits_are_read_with_keys_that_are_unique_over_all_files(shop: Shop) -> None:
    more = shop.write("more.json", page(order(2001)))
    others = shop.write("others.csv", edits("K2001,change,item:TASSE,price,,75", "K2001,change,order,tip,,1"))
    intake = read(shop, orders=(shop.orders, more), edits=(shop.edits, others))
    assert intake.tables.orders["order_id"].tolist() == ["K1001", "K1002", "K1003", "K1004", "K1005", "K2001"]
    assert intake.tables.orders["order_key"].is_unique
    assert intake.tables.orders["order_key"].iloc[-1] >= KEYS_PER_EXPORT
    assert intake.edits.rows["row_key"].tolist() == [0, 1, 2]
    assert (intake.policy, intake.set_aside, intake.broken_rows) == (Policy(), [], [])


def test_each_piece_of_work_is_told(shop: Shop) -> None:
    told: list[str] = []
    read_everything(Sources((shop.orders,), (shop.edits,), currency="CHF"), told.append)
    assert told == ["Reading orders.json", "Reading edits.csv"]


def test_every_missing_file_is_told_at_once(shop: Shop) -> None:
    names = ["a.json", "b.json", "c.csv", "m.toml", "p.toml"]
    first, second, third, mapping, policy = (shop.folder / name for name in names)
    found = refused(shop, orders=(first, second), edits=(third,), mapping=mapping, policy=policy)
    assert found == [("file-not-found", name) for name in names]


def test_a_missing_file_does_not_hide_broken_ones(shop: Shop) -> None:
    missing, cut = shop.folder / "missing.json", shop.write("cut.json", page(order(1))[:-40])
    empty, broken = shop.write("empty.csv", ""), shop.write("p.toml", "tolerance =")
    assert refused(shop, orders=(missing, cut), edits=(empty,), policy=broken) == [
        ("file-not-found", "missing.json"),
        ("json-broken", "cut.json"),
        ("file-empty", "empty.csv"),
        ("policy-broken", "p.toml"),
    ]


@pytest.mark.parametrize("role", ["orders", "edits", "policy", "mapping"])
def test_a_folder_or_a_device_is_no_file(role: str, shop: Shop) -> None:
    for path in (shop.folder, Path(os.devnull)):
        given = path if role in ("policy", "mapping") else (path,)
        assert refused(shop, **{role: given}) == [("file-unreadable", path.name)]


def test_a_name_that_is_no_text_is_refused(shop: Shop) -> None:
    odd = shop.folder / os.fsdecode(b"commandes-\xe9t\xe9.json")
    assert refused(shop, orders=(odd,)) == [("file-unreadable", "commandes-?t?.json")]


def test_a_file_given_twice_is_refused_whatever_it_is_called(shop: Shop) -> None:
    (shop.folder / "link.json").symlink_to(shop.orders)
    assert refused(shop, orders=(shop.orders, shop.folder / "link.json")) == [("file-twice", "link.json")]
    assert refused(shop, edits=(shop.edits, shop.folder / "." / "edits.csv")) == [("file-twice", "edits.csv")]


def test_an_export_given_as_edits_is_recognised(shop: Shop) -> None:
    export = shop.write("other.json", page(order(9)))
    shopify = shop.write(
        "shopify.csv",
        "Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem price\n#1,paid,1,A,5.00\n",
    )
    found = refused(shop, edits=(export, shopify))
    assert found == [("export-as-edits", "other.json"), ("export-as-edits", "shopify.csv")]


def test_edits_given_as_an_export_are_recognised(shop: Shop) -> None:
    listed = shop.write("more.csv", edits(PRICE_90))
    book = shop.workbook("edits.xlsx", {"Items": [["order", "item", "price"], ["K1", "A", 1]]})
    assert refused(shop, orders=(listed, book)) == [
        ("edits-as-export", "more.csv"),
        ("edits-as-export", "edits.xlsx"),
    ]


def test_a_sheet_of_edits_with_the_columns_of_an_export_stays_a_sheet_of_edits(shop: Shop) -> None:
    sheet = shop.write("items.csv", "order_number;sku;price;quantity\nK1001;TASSE;90;1\n")
    intake = read(shop, edits=(sheet,))
    assert intake.edits.rows["target"].tolist() == ["item"]


def test_a_workbook_that_no_format_knows_is_said_to_be_one(shop: Shop) -> None:
    book = shop.workbook("umsatz.xlsx", {"Umsatz": [["Monat", "Summe"], ["Mai", 3]]})
    with pytest.raises(InputRefused) as caught:
        read(shop, orders=(book,))
    (found,) = caught.value.problems
    assert (found.code, found.found) == ("format-unknown", "it is a workbook")
    assert "ecwid-json" in found.expected


def test_files_without_orders_or_edits_are_warned_of(shop: Shop) -> None:
    nothing = shop.write("nothing.json", '{"total": 0, "count": 0, "offset": 0, "limit": 100, "items": []}')
    no_edits = shop.write("none.csv", edits())
    intake = read(shop, orders=(nothing,), edits=(no_edits,))
    assert [(found.code, found.severity, found.file) for found in intake.problems] == [
        ("no-orders", "warning", "nothing.json"),
        ("no-edits", "warning", "none.csv"),
    ]


def test_orders_that_cannot_be_read_are_set_aside_by_name(shop: Shop) -> None:
    broken = order(1001)
    broken["items"][0]["price"] = "a lot"
    export = shop.write("broken.json", page(broken, order(1002)))
    intake = read(shop, orders=(export,))
    assert intake.set_aside == ["K1001"]
    assert intake.tables.orders["order_id"].tolist() == ["K1002"]


def test_rows_the_reader_found_an_error_in_are_named(shop: Shop) -> None:
    path = shop.write("two.csv", edits(PRICE_90, "K1002,chnage,item:TASSE,price,,90"))
    assert read(shop, edits=(path,)).broken_rows == [1]


def test_files_of_the_same_name_carry_a_number(shop: Shop) -> None:
    same_orders = shop.write("shop2/orders.json", page(order(2001, total="much")))
    same_edits = shop.write("shop2/edits.csv", edits("K2001,chnage,order,tip,,1"))
    intake = read(shop, orders=(shop.orders, same_orders), edits=(shop.edits, same_edits))
    assert {(found.code, found.file) for found in intake.problems} == {
        ("bad-amount", "orders.json (2)"),
        ("unknown-action", "edits.csv (2)"),
    }
    assert intake.edits.rows["file"].tolist() == ["edits.csv", "edits.csv (2)"]
    assert intake.edits.rows["file"].dtype == "str"


# the policy


def policy(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return read_policy(path)


def test_no_policy_file_is_the_default_policy() -> None:
    assert read_policy(None) == Policy()


def test_a_policy_file_is_read(tmp_path: Path) -> None:
    text = (
        'tolerance_hundredths = 10\nclosed_states = ["refunded"]\n[conventions.ecwid]\ntax_level = "order"\n'
    )
    found = policy(tmp_path, text)
    assert (found.tolerance_hundredths, found.closed_states) == (10, ("refunded",))
    assert found.conventions["ecwid"].tax_level == "order"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tolerance_hundreths = 3", "did you mean tolerance_hundredths?"),
        ("tolerance_hundredths = ", "Invalid value"),
        ('tolerance_hundredths = "3"', "a whole number, not '3'"),
        ("tolerance_hundredths = 1.5", "a whole number"),
        ("tolerance_hundredths = true", "a whole number"),
        ("tolerance_hundredths = -1", "tolerance"),
        ("uncertain_below_percent = 101", "between 0 and 100"),
        ("rejects_everything = 1", "true or false"),
        ('cash_rounding = "CHF"', "a list of texts"),
        ("cash_rounding = [1]", "a list of texts, not [1]"),
        ('closed_states = ["payd"]', "payd"),
        ('order_discounts = "grow"', "stay"),
        ("conventions = 3", "a table"),
        ("[conventions]\necwid = 3", "conventions.ecwid must be a table"),
        ('[conventions.ecwid]\ntax_levle = "line"', "did you mean tax_level"),
        ('[conventions.ecwid]\ntax_level = "row"', "line, unit, unit_split, order"),
        ('[conventions.ecwid]\ntax_charges = "no"', "conventions.ecwid.tax_charges must be true or false"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_what_could(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        policy(tmp_path, text)
    (found,) = caught.value.problems
    assert (found.code, found.file) == ("policy-broken", "policy.toml")
    assert said in found.message


def test_a_policy_in_another_encoding_or_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    with pytest.raises(InputRefused):
        read_policy(path)
    path.write_bytes("# Tolérance\n".encode("utf-16"))
    with pytest.raises(InputRefused):
        read_policy(path)
