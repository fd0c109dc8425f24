"""Bad input of every kind: its code, its place and a remedy, nothing half done, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from shop_files import HEADER, PRICE_90, Ran, Shop, edits, order, page

pytestmark = pytest.mark.thorough

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = COMPOUND_FILE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

Place = tuple[str, str, int | None]
"""Code, file and row."""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def places(ran: Ran, *severities: str) -> list[Place]:
    """Where the errors are (or the problems of those severities); each has a sentence and a remedy."""
    wanted = [found for found in ran.problems if found["severity"] in (severities or ("error",))]
    for found in wanted:
        assert found["message"]
        assert found["fix"] or found["severity"] == "info"
        assert found["expected"] or found["severity"] == "info"
    return [(found["code"], Path(found["file"]).name, found["rowNumber"]) for found in wanted]


def refused(ran: Ran) -> list[Place]:
    """Where the errors of a refused run are; it wrote nothing, not even the folder for the runs."""
    assert ran.status == 3
    assert not ran.out.exists()
    return places(ran)


def new_prices(ran: Ran) -> list[Any]:
    """The price of each order afterwards."""
    updated = json.loads((ran.folder / "updated-orders.json").read_text(encoding="utf-8"))
    return [one["items"][0]["price"] for one in updated["items"]]


# files that are not what they should be


@pytest.mark.parametrize("content", ["", " \r\n\t", "\ufeff"])
def test_an_empty_file(content: str, shop: Shop) -> None:
    export, listed = shop.write("o.json", content), shop.write("e.csv", content)
    ran = shop.apply("--json", orders=[export], edits=[listed])
    assert [(code, file) for code, file, _ in refused(ran)] == [
        ("file-empty", "o.json"),
        ("file-empty", "e.csv"),
    ]


def test_a_pdf_renamed_to_xlsx(shop: Shop) -> None:
    path, other = shop.write("edits.xlsx", PDF), shop.write("orders.xlsx", PDF)
    ran = shop.apply("--json", orders=[other], edits=[path])
    assert refused(ran) == [("format-unknown", "orders.xlsx", None), ("not-a-workbook", "edits.xlsx", None)]
    assert [found["found"] for found in ran.problems] == ["it is a PDF", "it is a PDF"]


def test_a_workbook_with_a_password(shop: Shop) -> None:
    path, other = shop.write("edits.xlsx", LOCKED), shop.write("orders.xlsx", LOCKED)
    ran = shop.apply("--json", orders=[other], edits=[path])
    assert refused(ran) == [
        ("workbook-encrypted", "orders.xlsx", None),
        ("workbook-encrypted", "edits.xlsx", None),
    ]


def test_a_missing_column(shop: Shop) -> None:
    no_order = shop.write("a.csv", "article;prix;quantité\nTASSE;90;1\n")
    no_target = shop.write("b.csv", "order,action,field,value\nK1001,change,price,90\n")
    book = shop.workbook("c.xlsx", {"Items": [["Corrections"], [], ["item", "price"], ["TASSE", 90]]})
    ran = shop.apply("--json", edits=[no_order, no_target, book])
    assert refused(ran) == [
        ("column-missing", "a.csv", 1),
        ("column-missing", "b.csv", 1),
        ("column-missing", "c.xlsx", 3),
    ]
    assert [found["fieldName"] for found in ran.problems] == ["order", "target", "order"]


def test_a_missing_column_of_an_export(shop: Shop) -> None:
    export = shop.write(
        "o.csv",
        "Name,Financial Status,Lineitem quantity,Lineitem name,Subtotal,Total\n#1,paid,1,A,5.00,5.00\n",
    )
    ran = shop.apply("--json", orders=[export])
    assert [(code, file) for code, file, _ in refused(ran)] == [("column-missing", "o.csv")]
    assert ran.problems[0]["fieldName"] == "Lineitem price"


def test_a_wrong_encoding(shop: Shop) -> None:
    listed = shop.write("e.csv", edits("K1001,change,customer,name,,Zoé").encode()[:-1] + b"\x81\x8d\x8f\n")
    assert [(code, file) for code, file, _ in refused(shop.apply("--json", edits=[listed]))] == [
        ("encoding-unknown", "e.csv")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_the_encodings_of_excel_are_read(encoding: str, shop: Shop) -> None:
    listed = shop.write("e.csv", edits("K1001,change,customer,ship_name,,Zoé Müller").encode(encoding))
    ran = shop.apply(edits=[listed])
    assert ran.status == 0
    assert "Zoé Müller" in json.dumps(
        json.loads((ran.folder / "updated-orders.json").read_text()), ensure_ascii=False
    )


def test_a_truncated_json(shop: Shop) -> None:
    export = shop.write("o.json", page(*(order(number) for number in range(3)))[:-300])
    listed = shop.write("e.json", '[\n {"order": "K1001",')
    ran = shop.apply("--json", orders=[export], edits=[listed])
    (first, second) = refused(ran)
    assert first[:2] == ("json-broken", "o.json")
    assert first[2] is not None
    assert first[2] > 50
    assert second == ("json-broken", "e.json", 2)


def test_a_binary_file(shop: Shop) -> None:
    path = shop.write("orders.bin", bytes(range(256)) * 20)
    other = shop.write("edits.bin", bytes(range(256)) * 21)
    ran = shop.apply("--json", orders=[path], edits=[other])
    assert refused(ran) == [("format-unknown", "orders.bin", None), ("encoding-unknown", "edits.bin", None)]


def test_a_folder_in_place_of_a_file(shop: Shop) -> None:
    ran = shop.apply("--json", orders=[shop.folder])
    assert refused(ran) == [("file-unreadable", shop.folder.name, None)]


def test_exports_and_edits_the_wrong_way_round(shop: Shop) -> None:
    ran = shop.apply("--json", orders=[shop.edits], edits=[shop.orders])
    assert refused(ran) == [("edits-as-export", "edits.csv", None), ("export-as-edits", "orders.json", None)]


def test_a_policy_with_an_unknown_setting(shop: Shop) -> None:
    policy = shop.write("policy.toml", "tolerance_hundreths = 5\n")
    ran = shop.apply("--json", "--policy", policy)
    assert refused(ran) == [("policy-broken", "policy.toml", None)]
    assert "did you mean tolerance_hundredths?" in ran.problems[0]["message"]


def test_the_screen_names_place_and_remedy_too(shop: Shop) -> None:
    ran = shop.apply(edits=[shop.write("e.csv", "order,action,field,value\nK1001,change,price,90\n")])
    assert "error column-missing · e.csv, row 1" in ran.result.stderr
    assert "→ Add the column" in ran.result.stderr
    assert ran.result.stderr.endswith("Nothing was written.\n")
    assert ran.result.stdout == ""


@pytest.mark.parametrize("depth", [5_000, 200_000])
def test_json_nested_too_deeply(depth: int, shop: Shop) -> None:
    nested = "[" * depth + "]" * depth
    export = shop.write("o.json", page(order(1001, items="@")).replace('"@"', nested))
    listed = shop.write("e.json", nested)
    ran = shop.apply("--json", orders=[export], edits=[listed])
    assert refused(ran) == [("json-broken", "o.json", None), ("json-broken", "e.json", None)]


def test_half_a_character_in_edits(shop: Shop) -> None:
    listed = shop.write(
        "e.json", r'[{"order": "K1001", "target": "customer", "field": "name", "value": "\ud83d"}]'
    )
    assert refused(shop.apply("--json", edits=[listed])) == [("json-broken", "e.json", None)]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_in_json(number: str, shop: Shop) -> None:
    export = shop.write("o.json", page(order(1001)).replace('"total": 100', f'"total": {number}'))
    listed = shop.write(
        "e.json", f'[{{"order": "K1001", "target": "order", "field": "tip", "value": {number}}}]'
    )
    ran = shop.apply("--json", orders=[export], edits=[listed])
    assert [(code, file) for code, file, _ in refused(ran)] == [
        ("json-broken", "o.json"),
        ("json-broken", "e.json"),
    ]


# bad orders and bad rows among good ones


def test_amounts_that_are_none_set_their_orders_aside(shop: Shop) -> None:
    numbers = ["1e30", "123456789012345678901234567890", "1e999999999", '"a lot"', "[1]", "true"]
    text = page(*(order(1001 + place, total=f"@{place}") for place in range(len(numbers))), order(2001))
    for place, number in enumerate(numbers):
        text = text.replace(f'"@{place}"', number)
    listed = shop.write("e.csv", edits(PRICE_90, PRICE_90.replace("K1001", "K2001")))
    ran = shop.apply(orders=[shop.write("o.json", text)], edits=[listed])
    assert ran.status == 4
    found = places(ran)
    assert {code for code, _, _ in found[:-1]} <= {
        "bad-amount",
        "amount-too-large",
        "bad-cell",
        "order-incomplete",
    }
    assert [(file, row) for _, file, row in found[:-1]] == [("o.json", row) for row in range(1, 7)]
    assert found[-1] == ("order-set-aside", "e.csv", 2)
    assert new_prices(ran) == [100, 100, 100, 100, 100, 100, 90]


def test_a_very_long_number_does_not_flood_the_screen(shop: Shop) -> None:
    export = shop.write("o.json", page(order(1001, total="@")).replace('"@"', "9" * 5000))
    ran = shop.apply(orders=[export])
    assert ran.status == 4
    assert len(ran.result.stdout) < 3000


def test_twenty_bad_rows_among_a_thousand(shop: Shop) -> None:
    export = shop.write("o.json", page(*(order(number) for number in range(1, 1001))))
    rows = [
        f"K{number},change,item:TASSE,price,,{'oops' if number % 50 == 0 else 90}"
        for number in range(1, 1001)
    ]
    ran = shop.apply(orders=[export], edits=[shop.write("e.csv", edits(*rows))])
    assert ran.status == 4
    assert places(ran) == [("bad-number", "e.csv", number + 1) for number in range(50, 1001, 50)]
    assert [found["cell"] for found in ran.problems][:2] == ["F51", "F101"]
    assert ran.summary["edits"] == {
        "rows_read": 1000, "applied": 980, "nothing_to_do": 0, "held": 0, "rejected": 20,
    }  # fmt: skip
    assert new_prices(ran) == [100 if number % 50 == 0 else 90 for number in range(1, 1001)]
    assert "and 10 more: see problems.json" in ran.result.stdout


def test_one_bad_row_among_good_ones_where_the_policy_rejects_everything(shop: Shop) -> None:
    policy = shop.write("policy.toml", "rejects_everything = true\n")
    listed = shop.write("e.csv", edits(PRICE_90, "K1002,change,item:TASSE,price,,oops"))
    ran = shop.apply("--policy", policy, edits=[listed])
    assert ran.status == 4
    assert (ran.folder / "updated-orders.json").read_bytes() == shop.orders.read_bytes()
    assert places(ran, "info") == [("batch-rejected", "e.csv", 2)]


def test_an_order_in_two_exports(shop: Shop) -> None:
    other = shop.write("other.json", page(order(1005), order(1006)))
    listed = shop.write(
        "e.csv", edits(PRICE_90, PRICE_90.replace("K1001", "K1005"), PRICE_90.replace("K1001", "K1006"))
    )
    ran = shop.apply(orders=[shop.orders, other], edits=[listed])
    assert ran.status == 4
    assert places(ran) == [
        ("order-in-two-files", "orders.json", 5),
        ("order-in-two-files", "other.json", 1),
        ("order-set-aside", "e.csv", 3),
    ]
    assert ran.summary["edits"]["applied"] == 2


def test_an_unknown_order_with_a_near_one_suggested(shop: Shop) -> None:
    listed = shop.write("e.csv", edits("K10O1,change,item:TASSE,price,,90"))
    ran = shop.apply(edits=[listed])
    assert ran.status == 4
    assert places(ran) == [("unknown-order", "e.csv", 2)]
    assert "K1001" in ran.problems[0]["fix"]


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx"])
def test_a_file_of_edits_without_edits_is_warned_of(name: str, shop: Shop) -> None:
    if name == "e.csv":
        path = shop.write(name, HEADER + "\n")
    else:
        path = shop.workbook(name, {"Items": [["order", "item", "price"]], "Customer": []})
    ran = shop.apply(edits=[path])
    assert ran.status == 0
    assert places(ran, "warning") == [("no-edits", name, None)]
    assert (ran.folder / "updated-orders.json").read_bytes() == shop.orders.read_bytes()


def test_an_export_with_a_header_only_is_warned_of(shop: Shop) -> None:
    export = shop.write(
        "o.csv",
        "Name,Financial Status,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price\n",
    )
    ran = shop.apply(orders=[export])
    assert ran.status == 4
    assert places(ran, "warning", "error") == [
        ("no-orders", "o.csv", None),
        ("unknown-order", "edits.csv", 2),
    ]


def test_a_csv_with_a_zero_byte(shop: Shop) -> None:
    listed = shop.write("e.csv", edits("K1001,change,customer,ship_name,,A\0B"))
    assert refused(shop.apply("--json", edits=[listed])) == [("encoding-unknown", "e.csv", None)]


# odd values


def test_texts_of_every_kind_arrive_as_they_are(shop: Shop) -> None:
    texts = [
        "x" * 300,
        "\U0001f600 Léa",
        "\u202eabc \u05e9\u05dc\u05d5\u05dd",
        "=1+1",
        "@SUM(A1)",
        "O'Neill \\ <b>",
    ]
    export = shop.write("o.json", page(*(order(place) for place in range(len(texts)))))
    rows = [
        {"order": f"K{place}", "target": "customer", "field": "ship_name", "value": text}
        for place, text in enumerate(texts)
    ]
    ran = shop.apply(orders=[export], edits=[shop.write("e.json", json.dumps(rows))])
    assert ran.status == 0
    updated = json.loads((ran.folder / "updated-orders.json").read_text(encoding="utf-8"))
    assert [one["shippingPerson"]["name"] for one in updated["items"]] == texts
    assert "\u202e" not in ran.result.stdout


def test_order_numbers_as_people_write_them(shop: Shop) -> None:
    numbers = ["K1001", " K1002 ", "#K1003", "k1004", "\u00a0K1005"]
    listed = shop.write("e.csv", edits(*(PRICE_90.replace("K1001", number) for number in numbers)))
    ran = shop.apply(edits=[listed])
    assert ran.status == 0
    assert new_prices(ran) == [90] * 5


def price_edits(shop: Shop, texts: list[str]) -> Ran:
    """A run that gives an order of its own each of these new prices, spelled so."""
    numbers = [f"K{place}" for place in range(1, len(texts) + 1)]
    export = shop.write("o.json", page(*(order(place) for place in range(1, len(texts) + 1))))
    rows = [
        f'{number},change,item:TASSE,price,,"{text}"' for number, text in zip(numbers, texts, strict=True)
    ]
    return shop.apply(orders=[export], edits=[shop.write("e.csv", edits(*rows))])


def test_amounts_as_people_write_them(shop: Shop) -> None:
    spelled = {
        "CHF 12.50": 12.5,
        "12,50": 12.5,
        "1’234.50": 1234.5,
        "12.50 CHF": 12.5,
        "0": 0,
        "1 234,50": 1234.5,
    }
    ran = price_edits(shop, list(spelled))
    assert ran.status == 0
    assert new_prices(ran) == list(spelled.values())


def test_amounts_that_are_none_are_rejected_at_their_cell(shop: Shop) -> None:
    codes = {
        "(5.00)": "number-out-of-range",
        "-5": "number-out-of-range",
        "10 %": "bad-number",
        "NaN": "bad-number",
        "Infinity": "bad-number",
        "1e3": "bad-number",
        "99999999999999999999": "number-out-of-range",
        "<clear>": "cannot-clear",
        "#N/A": "error-cell",
    }
    ran = price_edits(shop, [*codes, "90"])
    assert ran.status == 4
    found = {(one["cell"], one["code"]) for one in ran.problems if one["severity"] == "error"}
    assert found == {(f"F{row}", code) for row, code in enumerate(codes.values(), 2)}
    assert new_prices(ran) == [*[100] * len(codes), 90]


def test_a_thousand_that_may_be_one_and_a_bit_is_rejected_unless_the_column_settles_it(shop: Shop) -> None:
    assert places(price_edits(shop, ["1,234", "90"])) == [("ambiguous-number", "e.csv", 2)]


def test_a_tax_above_a_hundred_percent_is_rejected(shop: Shop) -> None:
    listed = shop.write("e.csv", edits("K1001,add,tax:TVA,rate,,810%"))
    assert places(shop.apply(edits=[listed])) == [("number-out-of-range", "e.csv", 2)]


def test_a_french_workbook_with_decimal_commas(shop: Shop) -> None:
    book = shop.workbook(
        "corrections.xlsx",
        {
            "Articles": [["Commande", "Action", "Article", "Prix"], ["K1001", "modifier", "TASSE", "12,50"]],
            "Client": [["N° de commande", "Livraison ville"], ["K1002", "Genève"]],
        },
    )
    ran = shop.apply(edits=[book])
    assert ran.status == 0
    updated = json.loads((ran.folder / "updated-orders.json").read_text(encoding="utf-8"))
    assert updated["items"][0]["items"][0]["price"] == 12.5
    assert updated["items"][1]["shippingPerson"]["city"] == "Genève"


def test_no_item_named_is_never_the_only_one_there_is(shop: Shop) -> None:
    listed = shop.write(
        "e.csv", edits("K1001,change,item,price,,1", "K1002,remove,item,,,", "K1003,change,item:#0,price,,1")
    )
    assert [code for code, _, _ in places(shop.apply(edits=[listed]))] == [
        "value-missing",
        "value-missing",
        "unknown-item",
    ]


def test_position_zero_is_no_discount(shop: Shop) -> None:
    discounted = order(
        1001, total=90, couponDiscount=10, discountCoupon={"code": "A", "discountType": "ABS", "discount": 10}
    )
    export = shop.write("o.json", page(discounted))
    listed = shop.write("e.csv", edits("K1001,remove,discount:#0,,,"))
    assert places(shop.apply(orders=[export], edits=[listed])) == [("unknown-discount", "e.csv", 2)]


def test_a_damaged_sheet_that_holds_no_edits_does_not_stop_the_run(shop: Shop) -> None:
    sheets = {"Items": [["order", "item", "price"], ["K1001", "TASSE", 90]], "Umsatz": [["Mai", 3]]}
    book = shop.workbook("whole.xlsx", sheets)
    damaged = shop.folder / "damaged.xlsx"
    with ZipFile(book) as source, ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            is_second = name == "xl/worksheets/sheet2.xml"
            target.writestr(
                name, content.replace(b"</sheetData>", b"<&</sheetData>") if is_second else content
            )
    ran = shop.apply(edits=[damaged])
    assert ran.status == 0
    sheet = load_workbook(ran.folder / "edits-result.xlsx")["Items"]
    assert [cell.value for cell in sheet[2]] == ["K1001", "TASSE", 90, "applied", None]
