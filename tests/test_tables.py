"""Plain tables and their mapping: orders and lines as two CSV files, two sheets, two Parquet files, or one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.formats.protocol import Export, ReadOptions
from pipeline.formats.tables.format import FORMAT
from pipeline.problems import InputRefused
from schemas.orders import SCHEMAS, Tables

MAPPING = """\
format = "tables"
platform = "kiosk"
currency = "CHF"
[orders]
file = "{orders}"
[orders.columns]
order_id = "Nr"
ship_city = "Ort"
shipping = "Versand"
[lines]
file = "{lines}"
[lines.columns]
order_id = "Nr"
sku = "Artikel"
price = "Preis"
quantity = "Menge"
discount_fraction = "Rabatt"
[meaning]
payment_state = "unpaid"
"""
ORDERS = [["Nr", "Ort", "Versand", "Notiz"], ["00123", "Bern", "7.9", "a;b"], ["K7", "Chur", "0", ""]]
WHEN = dt.datetime.fromisoformat("2026-03-01 10:30:00")
LINES = [
    ["Nr", "Artikel", "Preis", "Menge", "Rabatt"],
    ["00123", "T1", "12.5", "2", "0.15"],
    ["00123", "T2", "9.8", "1", "0.0"],
    ["K7", "T1", "12.5", "4", "0.0"],
]


def csv_text(rows: list[list[str]]) -> str:
    return "".join(",".join(row) + "\r\n" for row in rows)


def write_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def write_csv(folder: Path) -> Path:
    write_file(folder / "orders.csv", csv_text(ORDERS))
    write_file(folder / "lines.csv", csv_text(LINES))
    return write_file(folder / "shop.toml", MAPPING.format(orders="orders.csv", lines="lines.csv"))


def write_xlsx(folder: Path) -> Path:
    book = openpyxl.Workbook()
    orders, lines = book.active, book.create_sheet("Positionen")
    orders.title = "Bestellungen"
    orders.append([])  # a blank row above the header
    for sheet, rows, numbers in ((orders, ORDERS, {2}), (lines, LINES, {2, 3, 4})):
        for at, row in enumerate(rows):
            sheet.append(
                [Decimal(cell) if at and column in numbers else cell for column, cell in enumerate(row)]
            )
    lines["C2"].number_format = "0.00"
    book.create_sheet("Notizen")["A1"] = "bleibt"
    book.save(folder / "shop.xlsx")
    mapping = MAPPING.format(orders="shop.xlsx", lines="shop.xlsx")
    mapping = mapping.replace("[orders.columns]", 'sheet = "Bestellungen"\n[orders.columns]')
    mapping = mapping.replace("[lines.columns]", 'sheet = "Positionen"\n[lines.columns]')
    return write_file(folder / "shop.toml", mapping)


def write_parquet(folder: Path) -> Path:
    orders = [list(column) for column in zip(*ORDERS[1:], strict=True)]
    lines = [list(column) for column in zip(*LINES[1:], strict=True)]
    as_float = [pa.array(lines[at]).cast(pa.float64()) for at in (2, 4)]
    pq.write_table(
        pa.table(
            {
                "Nr": pa.array(orders[0]),
                "Ort": pa.array(orders[1]).dictionary_encode(),
                "Versand": pa.array([Decimal(cell) for cell in orders[2]], pa.decimal128(10, 2)),
                "Notiz": pa.array([cell or None for cell in orders[3]]),
            }
        ),
        folder / "orders.parquet",
    )
    quantity = pa.array([int(cell) for cell in lines[3]], pa.int32())
    columns = {
        "Nr": lines[0],
        "Artikel": lines[1],
        "Preis": as_float[0],
        "Menge": quantity,
        "Rabatt": as_float[1],
    }
    pq.write_table(pa.table(columns), folder / "lines.parquet", compression="zstd")
    return write_file(folder / "shop.toml", MAPPING.format(orders="orders.parquet", lines="lines.parquet"))


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet}


@pytest.fixture(params=sorted(WRITERS))
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Export:
    """The same orders in each kind of file."""
    return FORMAT.read([WRITERS[request.param](tmp_path)], ReadOptions())


def read(folder: Path, mapping: str, **files: str) -> Export:
    for name, text in files.items():
        write_file(folder / f"{name}.csv", text)
    return FORMAT.read([write_file(folder / "shop.toml", mapping)], ReadOptions())


def exact_text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def columns(rows: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return list(rows[list(names)].itertuples(index=False, name=None))


def part(export: Export, order_id: str) -> Tables:
    orders = export.tables.orders
    return export.tables.only(orders.loc[orders["order_id"] == order_id, "order_key"])


def write(export: Export, after: Tables) -> list[Path]:
    folder = export.files[0].parent / "written"
    folder.mkdir(exist_ok=True)
    files = [folder / path.name for path in export.files]
    FORMAT.write(export, after, files)
    return files


def read_again(export: Export, after: Tables) -> Export:
    """The export as read from the files written."""
    files = write(export, after)
    return FORMAT.read(files, ReadOptions(mapping=files[0].parent.parent / "shop.toml"))


def with_quantity(tables: Tables, sku: str, quantity_milli: int) -> Tables:
    lines = tables.lines
    return replace(
        tables,
        lines=lines.assign(quantity_milli=lines["quantity_milli"].mask(lines["sku"] == sku, quantity_milli)),
    )


def refusals(read_it: Callable[[], Export]) -> list[tuple[str, str]]:
    with pytest.raises(InputRefused) as caught:
        read_it()
    return [(found.code, found.found or found.column) for found in caught.value.problems]


# the same in every kind of file


def test_orders_and_lines_are_read(export: Export) -> None:
    tables = export.tables
    assert columns(tables.orders, "order_id", "platform", "currency", "ship_city", "shipping_minor") == [
        ("00123", "kiosk", "CHF", "Bern", 790),
        ("K7", "kiosk", "CHF", "Chur", 0),
    ]
    assert columns(tables.lines, "sku", "line_number", "unit_price_sub", "quantity_milli") == [
        ("T1", 1, 12_500_000, 2000),
        ("T2", 2, 9_800_000, 1000),
        ("T1", 1, 12_500_000, 4000),
    ]
    assert (export.problems, export.broken_orders) == ((), ())


def test_the_tables_hold_to_their_schemas(export: Export) -> None:
    for name, schema in SCHEMAS.items():
        schema.validate(getattr(export.tables, name))


def test_a_fraction_is_a_percent_discount_of_its_line(export: Export) -> None:
    names = ("kind", "rate_ppb", "value_minor", "amount_minor", "stage", "parent_key")
    assert columns(export.tables.discounts, *names) == [("percent", 150_000_000, 0, 375, 0, -1)]
    assert export.tables.discounts["line_key"].tolist() == export.tables.lines["line_key"].tolist()[:1]


def test_what_no_column_states_is_said_to_be_missing(export: Export) -> None:
    orders = export.tables.orders
    stated = {
        name: bool(orders[f"has_{name}"].all())
        for name in ("items", "discount", "shipping", "fees", "tax", "total")
    }
    assert [name for name, is_there in stated.items() if is_there] == ["shipping"]
    assert columns(orders, "payment_state", "paid_minor", "is_paid_known") == [("unpaid", 0, True)] * 2


def test_without_changes_the_files_have_the_same_bytes(export: Export) -> None:
    written = write(export, export.tables.only([]))
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in export.files]


def test_changed_cells_are_read_back(export: Export) -> None:
    after = with_quantity(part(export, "00123"), "T1", 3000)
    orders = after.orders.assign(ship_city="Zürich", shipping_minor=1050)
    again = read_again(export, replace(after, orders=orders))
    assert columns(again.tables.orders, "ship_city", "shipping_minor") == [("Zürich", 1050), ("Chur", 0)]
    assert again.tables.lines["quantity_milli"].tolist() == [3000, 1000, 4000]


def test_lines_are_added_and_removed(export: Export) -> None:
    after = part(export, "00123")
    new = after.lines.iloc[[1]].assign(
        line_key=10**12, line_number=3, sku="=N1", unit_price_sub=4_250_000, quantity_milli=6000
    )
    lines = pd.concat([after.lines.iloc[[0]], new], ignore_index=True)
    again = read_again(export, replace(after, lines=lines))
    assert columns(again.tables.lines, "order_key", "sku", "unit_price_sub", "quantity_milli") == [
        (0, "T1", 12_500_000, 2000),
        (0, "=N1", 4_250_000, 6000),
        (1, "T1", 12_500_000, 4000),
    ]
    assert again.tables.discounts["amount_minor"].tolist() == [375]


def test_writing_twice_gives_the_same_bytes(export: Export) -> None:
    after = with_quantity(part(export, "K7"), "T1", 5000)
    first = [path.read_bytes() for path in write(export, after)]
    assert [path.read_bytes() for path in write(export, after)] == first


# CSV


def csv_export(tmp_path: Path) -> Export:
    return FORMAT.read([write_csv(tmp_path)], ReadOptions())


def test_a_quantity_changes_one_cell(tmp_path: Path) -> None:
    export = csv_export(tmp_path)
    orders, lines = write(export, with_quantity(part(export, "00123"), "T1", 3000))
    assert orders.read_bytes() == export.files[0].read_bytes()
    assert exact_text(lines) == csv_text(LINES).replace("12.5,2,0.15", "12.5,3,0.15")


@pytest.mark.parametrize(
    ("kind", "rate", "amount", "written"),
    [("percent", 200_000_000, 500, "0.2"), ("amount", 0, 333, "0.1332"), ("amount", 0, 2500, "1.0")],
)
def test_a_line_discount_is_written_as_a_fraction(
    tmp_path: Path, kind: str, rate: int, amount: int, written: str
) -> None:
    export = csv_export(tmp_path)
    after = part(export, "00123")
    discounts = after.discounts.assign(kind=kind, rate_ppb=rate, amount_minor=amount)
    lines = write(export, replace(after, discounts=discounts))[1]
    assert f"T1,12.5,2,{written}\r\n" in exact_text(lines)
    assert read_again(export, replace(after, discounts=discounts)).tables.discounts[
        "amount_minor"
    ].tolist() == [amount]


def test_a_removed_line_discount_is_zero_as_the_column_spells_it(tmp_path: Path) -> None:
    export = csv_export(tmp_path)
    after = part(export, "00123")
    lines = write(export, replace(after, discounts=after.discounts.iloc[:0]))[1]
    assert exact_text(lines) == csv_text(LINES).replace("2,0.15", "2,0.0")


def test_a_line_for_an_order_without_any_stands_at_the_end(tmp_path: Path) -> None:
    write_csv(tmp_path)
    write_file(tmp_path / "lines.csv", csv_text(LINES[:3]))
    export = FORMAT.read([tmp_path / "shop.toml"], ReadOptions())
    new = export.tables.lines.iloc[[0]].assign(order_key=1, line_key=10**12, sku="N1")
    written = write(export, replace(part(export, "K7"), lines=new))[1]
    assert exact_text(written) == csv_text(LINES[:3]) + "K7,N1,12.5,2,0.0\r\n"


def test_a_table_without_lines_cannot_take_one(tmp_path: Path) -> None:
    write_csv(tmp_path)
    export = csv_export(tmp_path)
    write_file(tmp_path / "lines.csv", csv_text(LINES[:1]))
    empty = FORMAT.read([tmp_path / "shop.toml"], ReadOptions())
    assert len(empty.tables.lines) == 0
    with pytest.raises(InputRefused) as caught:
        write(empty, replace(part(empty, "K7"), lines=export.tables.lines.iloc[[2]]))
    assert caught.value.problems[0].code == "table-broken"


def test_an_order_that_stands_twice_is_set_aside(tmp_path: Path) -> None:
    write_csv(tmp_path)
    write_file(tmp_path / "orders.csv", csv_text([*ORDERS, ORDERS[1]]))
    export = FORMAT.read([tmp_path / "shop.toml"], ReadOptions())
    assert [(found.code, found.row, found.found) for found in export.problems] == [
        ("order-in-two-files", 4, "row 2 and this one")
    ]
    assert (export.broken_orders, export.tables.orders["order_id"].tolist()) == (("00123",), ["K7"])


def test_lines_of_no_order_are_reported_once_for_each_number(tmp_path: Path) -> None:
    write_csv(tmp_path)
    write_file(tmp_path / "orders.csv", csv_text(ORDERS[:1] + ORDERS[2:]))
    export = FORMAT.read([tmp_path / "shop.toml"], ReadOptions())
    assert [(found.code, found.file, found.row, found.order_id) for found in export.problems] == [
        ("order-incomplete", "lines.csv", 2, "00123")
    ]


# one table for both

COMBINED = """\
format = "tables"
currency = "EUR"
[orders]
file = "sales.csv"
[orders.columns]
order_id = "Rechnung"
alternative_id = "Kunde"
total = "Summe"
paid = "Bezahlt"
[lines.columns]
sku = "Artikel"
price = "Preis"
quantity = "Menge"
total = "Betrag"
"""
SALES = "Rechnung;Artikel;Menge;Preis;Betrag;Kunde;Summe;Bezahlt\n"


def test_one_table_holds_orders_and_lines(tmp_path: Path) -> None:
    rows = "R1;A;2;1,255;2,51;17850.0;14,96;14,96\nR1;B;1;12,45;12,45;17850.0;14,96;14,96\nC2;A;-1;1,25;-1,25;;-1,25;\n"
    export = read(tmp_path, COMBINED, sales=SALES + rows)
    assert columns(export.tables.orders, "order_id", "alternative_id", "total_minor", "is_paid_known") == [
        ("R1", "17850.0", 1496, True),
        ("C2", "", -125, False),
    ]
    assert export.tables.lines["unit_price_sub"].tolist() == [1_255_000, 12_450_000, 1_250_000]
    assert export.tables.lines["quantity_milli"].tolist() == [2000, 1000, -1000]
    after = with_quantity(part(export, "R1"), "A", 4000)
    after = replace(after, orders=after.orders.assign(total_minor=1747))
    text = write(export, after)[0].read_text(encoding="utf-8")
    changed = rows.replace("A;2;1,255;2,51", "A;4;1,255;5,02").replace(";14,96;14,96", ";17,47;14,96")
    assert text == SALES + changed


def test_thousands_and_currency_signs_are_read_and_the_signs_kept(tmp_path: Path) -> None:
    export = read(tmp_path, COMBINED, sales=SALES + "R1;A;1;CHF 1’234.50;;;CHF 1’234.50;\n")
    assert export.tables.orders["total_minor"].tolist() == [123450]
    after = export.tables.orders.assign(total_minor=123500)
    text = write(export, replace(export.tables, orders=after))[0].read_text(encoding="utf-8")
    assert text == SALES + "R1;A;1;CHF 1’234.50;;;CHF 1235.00;\n"


# taxes, totals and payments by columns of their own

RICH = """\
format = "tables"
[orders]
file = "orders.csv"
[orders.columns]
order_id = "id"
currency = "currency"
status = "state"
subtotal = "subtotal"
order_discount = "discount"
discount_name = "code"
shipping = "shipping"
tax = "tax"
total = "total"
refunded = "refunded"
tax_exempt = "exempt"
name = "client"
phone = "phone"
[lines]
file = "lines.csv"
[lines.columns]
order_id = "id"
sku = "sku"
price = "price"
quantity = "quantity"
discount_amount = "rebate"
tax_rate = "vat"
tax_name = "vat_name"
tax_amount = "vat_amount"
[meaning]
prices_include_tax = false
[status]
"soldée" = "paid"
"""
RICH_ORDERS = (
    "id,currency,state,subtotal,discount,code,shipping,tax,total,refunded,exempt,client,phone\n"
    "1,CHF,soldée,110.00,10.00,MAI,9.00,8.10,113.10,,no,Anna,\n"
    "2,CHF,Partially refunded,50.00,0.00,,0.00,0.00,50.00,20.00,yes,Beat,079 555 00 01\n"
)
RICH_LINES = (
    "id,sku,price,quantity,rebate,vat,vat_name,vat_amount\n"
    "1,A,60.00,1,4.00,8.1%,TVA,4.21\n"
    "1,B,50.00,1,0.00,8.1%,TVA,3.63\n"
    "2,C,50.00,1,0.00,,,0.00\n"
)


def rich(tmp_path: Path) -> Export:
    return read(tmp_path, RICH, orders=RICH_ORDERS, lines=RICH_LINES)


def test_stated_amounts_words_and_rates_are_taken(tmp_path: Path) -> None:
    export = rich(tmp_path)
    names = ("payment_state", "paid_minor", "refunded_minor", "is_paid_known", "is_tax_exempt", "tax_mode")
    assert columns(export.tables.orders, *names) == [
        ("paid", 11310, 0, True, False, "on_top"),
        ("partially_refunded", 5000, 2000, True, True, "on_top"),
    ]
    assert columns(export.tables.discounts, "line_key", "source", "name", "amount_minor") == [
        (0, "line", "", 400),
        (-1, "order", "MAI", 1000),
    ]
    assert export.tables.orders["discount_minor"].tolist() == [1400, 0]
    assert columns(export.tables.taxes, "scope", "name", "rate_ppb", "amount_minor") == [
        ("line", "TVA", 81_000_000, 421),
        ("line", "TVA", 81_000_000, 363),
    ]


def test_changed_rates_rebates_and_flags_are_spelled_as_the_file_does(tmp_path: Path) -> None:
    export = rich(tmp_path)
    after = part(export, "1")
    after = replace(
        after,
        orders=after.orders.assign(is_tax_exempt=True, name="Anna Roth", phone="031 555 00 02"),
        taxes=after.taxes.assign(rate_ppb=26_000_000, name="TVA réduite", amount_minor=[135, 117]),
        discounts=after.discounts.assign(amount_minor=[500, 1200], name=["", "JUIN"]),
    )
    orders, lines = (path.read_text(encoding="utf-8").split("\n") for path in write(export, after))
    assert orders[1] == "1,CHF,soldée,110.00,12.00,JUIN,9.00,8.10,113.10,,yes,Anna Roth,031 555 00 02"
    assert lines[1:3] == ["1,A,60.00,1,5.00,2.6%,TVA réduite,1.35", "1,B,50.00,1,0.00,2.6%,TVA réduite,1.17"]


def test_a_rate_alone_gives_its_tax(tmp_path: Path) -> None:
    mapping = RICH.replace('tax_amount = "vat_amount"\n', "").replace('tax = "tax"\n', "")
    export = read(tmp_path, mapping, orders=RICH_ORDERS, lines=RICH_LINES)
    # 60 − 4 − 5.28 = 50.72 and 50 − 4.72 = 45.28, at 8.1 %
    assert export.tables.taxes["amount_minor"].tolist() == [411, 367]
    assert not export.tables.orders["has_tax"].any()


def test_the_rate_of_a_whole_order_stands_in_a_column(tmp_path: Path) -> None:
    mapping = RICH.replace('tax = "tax"', 'tax = "tax"\ntax_rate_fraction = "rate"\ntax_name = "kind"')
    mapping = mapping.replace('tax_rate = "vat"\ntax_name = "vat_name"\ntax_amount = "vat_amount"\n', "")
    orders = "".join(
        f"{line},{more}\n"
        for line, more in zip(RICH_ORDERS.split("\n"), ("rate,kind", "0.081,TVA", ","), strict=False)
    )
    export = read(tmp_path, mapping, orders=orders, lines=RICH_LINES)
    names = ("scope", "name", "rate_ppb", "is_rate_known", "amount_minor")
    assert columns(export.tables.taxes, *names) == [("order", "TVA", 81_000_000, True, 810)]
    after = part(export, "1")
    written = write(export, replace(after, taxes=after.taxes.assign(rate_ppb=26_000_000, name="réduite")))[0]
    assert written.read_text(encoding="utf-8").split("\n")[1].endswith(",,0.026,réduite")


def test_what_columns_there_are_says_what_can_be_edited(tmp_path: Path) -> None:
    fields = set(rich(tmp_path).tables.fields["field"])
    assert {"customer.phone", "discount.line", "discount.order", "tax.rate", "tax.name", "tax.line"} <= fields
    assert "line.name" not in fields
    plain = set(csv_export(tmp_path).tables.fields["field"])
    assert "discount.line" in plain
    assert not {"discount.order", "tax.add", "order.tax_exempt", "discount.name"} & plain


# mapping files


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"tables"', '"tabels"', "format is tabels, not one of tables"),
        ("currency", "curency", "curency is not known, perhaps currency"),
        ('price = "Preis"\n', "", "lines.columns.price is missing"),
        ('price = "Preis"', "price = 3", "lines.columns.price is not a text"),
        ("quantity =", "quantitiy =", "lines.columns.quantitiy is not known, perhaps quantity"),
        ('"unpaid"', '"soon"', "meaning.payment_state is soon, not one of"),
        ('"CHF"', '"Franken"', "currency is FRANKEN, not a code of three letters"),
        ('file = "orders.csv"\n', "", "orders.file is missing"),
        (
            "discount_fraction",
            'discount_amount = "x"\ndiscount_fraction',
            "names more than one column of line discounts",
        ),
        ("[meaning]", "[meaning", "Expected"),
        ("[meaning]\n", "meaning = 3\n[status]\n", "not a table"),
    ],
)
def test_a_mistake_in_the_mapping_is_named(tmp_path: Path, old: str, new: str, found: str) -> None:
    write_csv(tmp_path)
    text = MAPPING.format(orders="orders.csv", lines="lines.csv").replace(old, new)
    if new.startswith("meaning = 3"):
        text = "meaning = 3\n" + text.replace(new, "[status]\n")
    said = refusals(lambda: read(tmp_path, text))
    assert {code for code, _ in said} == {"mapping-broken"}
    assert any(found in words for _, words in said)


def test_a_column_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    write_csv(tmp_path)
    write_file(tmp_path / "lines.csv", csv_text(LINES).replace("Preis", "Preise"))
    assert refusals(lambda: FORMAT.read([tmp_path / "shop.toml"], ReadOptions())) == [
        ("column-missing", "Preis")
    ]


def test_somebody_must_name_the_currency(tmp_path: Path) -> None:
    write_csv(tmp_path)
    mapping = write_file(
        tmp_path / "shop.toml", (tmp_path / "shop.toml").read_text().replace('currency = "CHF"\n', "")
    )
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions()))[0][0] == "mapping-broken"
    assert set(FORMAT.read([mapping], ReadOptions(currency="EUR")).tables.orders["currency"]) == {"EUR"}


def test_files_given_are_matched_by_name_and_looked_for_beside_each_other(tmp_path: Path) -> None:
    mapping = write_csv(tmp_path)
    elsewhere = tmp_path / "march"
    elsewhere.mkdir()
    for name in ("orders.csv", "lines.csv"):
        (elsewhere / name).write_bytes((tmp_path / name).read_bytes())
    options = ReadOptions(mapping=mapping)
    assert FORMAT.read([elsewhere / "orders.csv"], options).files == (
        elsewhere / "orders.csv",
        elsewhere / "lines.csv",
    )
    swapped = FORMAT.read([tmp_path / "lines.csv", elsewhere / "orders.csv"], options)
    assert swapped.files == (elsewhere / "orders.csv", tmp_path / "lines.csv")
    (elsewhere / "orders.csv").rename(elsewhere / "of-march.csv")
    assert FORMAT.read([elsewhere / "of-march.csv"], options).files[0] == elsewhere / "of-march.csv"


def test_a_pattern_must_fit_one_file(tmp_path: Path) -> None:
    write_csv(tmp_path)
    (tmp_path / "orders.csv").rename(tmp_path / "orders-1.csv")
    mapping = write_file(tmp_path / "shop.toml", MAPPING.format(orders="orders-*.csv", lines="lines.csv"))
    assert FORMAT.read([mapping], ReadOptions()).files[0].name == "orders-1.csv"
    (tmp_path / "orders-2.csv").write_bytes((tmp_path / "orders-1.csv").read_bytes())
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions())) == [
        ("mapping-broken", "orders-*.csv fits orders-1.csv, orders-2.csv")
    ]


@pytest.mark.parametrize("name", ["orders.csv", "lines.csv"])
def test_a_file_that_is_not_there_or_empty_is_refused(tmp_path: Path, name: str) -> None:
    mapping = write_csv(tmp_path)
    write_file(tmp_path / name, "")
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions()))[0][0] == "file-empty"
    (tmp_path / name).unlink()
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions()))[0][0] == "file-not-found"


def test_a_table_needs_a_mapping_that_exists(tmp_path: Path) -> None:
    orders = write_file(tmp_path / "orders.csv", csv_text(ORDERS))
    assert refusals(lambda: FORMAT.read([orders], ReadOptions()))[0][0] == "mapping-broken"
    missing = ReadOptions(mapping=tmp_path / "none.toml")
    assert refusals(lambda: FORMAT.read([orders], missing))[0][0] == "file-not-found"


@pytest.mark.parametrize(
    ("name", "text", "score"),
    [
        ("shop.toml", 'format = "tables"', 100),
        ("shop.toml", 'format = "other"', 0),
        ("shop.toml", "not toml", 0),
        ("shop.csv", 'format = "tables"', 0),
    ],
)
def test_sniffing_knows_a_mapping(name: str, text: str, score: int) -> None:
    assert FORMAT.sniff(Path(name), text.encode()) == score


# workbooks


def workbook(export: Export) -> openpyxl.Workbook:
    return openpyxl.load_workbook(write(export, with_quantity(part(export, "00123"), "T1", 3000))[0])


def test_a_workbook_keeps_its_other_sheets_formats_and_kinds_of_cells(tmp_path: Path) -> None:
    book = workbook(FORMAT.read([write_xlsx(tmp_path)], ReadOptions()))
    lines = book["Positionen"]
    assert book["Notizen"]["A1"].value == "bleibt"
    assert lines["C2"].number_format == "0.00"
    assert (lines["D2"].value, lines["D3"].value, lines["A2"].value) == (3, 1, "00123")


def test_a_new_text_is_never_a_formula_nor_a_number_that_loses_its_zeros(tmp_path: Path) -> None:
    export = FORMAT.read([write_xlsx(tmp_path)], ReadOptions())
    after = part(export, "00123")
    written = write(export, replace(after, lines=after.lines.assign(sku=["=1+1", "0077"])))[0]
    lines = openpyxl.load_workbook(written)["Positionen"]
    assert [(lines[cell].value, lines[cell].data_type) for cell in ("B2", "B3")] == [
        ("=1+1", "s"),
        ("0077", "s"),
    ]


def test_rows_of_a_workbook_are_excels_and_its_table_grows(tmp_path: Path) -> None:
    write_xlsx(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "shop.xlsx")
    lines = book["Positionen"]
    lines.insert_rows(1)
    lines.insert_rows(4)
    lines.auto_filter.ref = "A2:E6"
    lines.add_table(openpyxl.worksheet.table.Table(displayName="Zeilen", ref="A2:E6"))
    lines["D3"] = "zwei"
    book.save(tmp_path / "shop.xlsx")
    export = FORMAT.read([tmp_path / "shop.toml"], ReadOptions())
    assert [(found.code, found.sheet, found.row) for found in export.problems] == [
        ("bad-amount", "Positionen", 3)
    ]
    after = part(export, "K7")
    new = after.lines.assign(line_key=10**12, line_number=2, sku="N1")
    first = after.lines.assign(line_key=10**12 + 1, line_number=0, sku="N0")
    written = write(export, replace(after, lines=pd.concat([first, after.lines, new], ignore_index=True)))[0]
    lines = openpyxl.load_workbook(written)["Positionen"]
    assert [lines.cell(row, 2).value for row in range(3, 9)] == ["T1", None, "T2", "N0", "T1", "N1"]
    assert (lines.auto_filter.ref, lines.tables["Zeilen"].ref) == ("A2:E8", "A2:E8")


def test_a_merged_cell_is_not_written_to(tmp_path: Path) -> None:
    write_xlsx(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "shop.xlsx")
    book["Bestellungen"].merge_cells("B3:B4")
    book.save(tmp_path / "shop.xlsx")
    export = FORMAT.read([tmp_path / "shop.toml"], ReadOptions())
    after = part(export, "K7")
    with pytest.raises(InputRefused) as caught:
        write(export, replace(after, orders=after.orders.assign(ship_city="Chur")))
    assert [(found.code, found.cell) for found in caught.value.problems] == [("table-broken", "B4")]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK no workbook", "not-a-workbook"), (b"\xd0\xcf\x11\xe0 protected", "workbook-encrypted")],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    mapping = write_xlsx(tmp_path)
    (tmp_path / "shop.xlsx").write_bytes(content)
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions()))[0][0] == code


def test_a_sheet_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    mapping = write_xlsx(tmp_path)
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('"Positionen"', '"Position"'), encoding="utf-8")
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions())) == [("table-broken", "no such sheet")]
    book = openpyxl.load_workbook(tmp_path / "shop.xlsx")
    book.create_sheet("Position")
    book.save(tmp_path / "shop.xlsx")
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions())) == [("table-broken", "it is empty")]


def test_the_first_sheet_is_taken_where_none_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Rechnung", "Artikel", "Menge", "Preis", "Betrag", "Kunde", "Summe", "Bezahlt", None],
        [1001, "A", 2, 1.5, 3, WHEN, 3, True, "am Rand"],
    ):
        book.active.append(row)
    book.save(tmp_path / "sales.xlsx")
    mapping = COMBINED.replace("sales.csv", "sales.xlsx").replace('paid = "Bezahlt"', 'comments = "Bezahlt"')
    export = read(tmp_path, mapping)
    assert columns(export.tables.orders, "order_id", "alternative_id", "comments", "total_minor") == [
        ("1001", "2026-03-01 10:30:00", "true", 300)
    ]
    written = write(export, with_quantity(export.tables, "A", 4000))[0]
    values = list(openpyxl.load_workbook(written).active.iter_rows(min_row=2, values_only=True))
    assert values == [(1001, "A", 4, 1.5, 6, WHEN, 3, True, "am Rand")]


# Parquet


def test_parquet_keeps_types_and_compression(tmp_path: Path) -> None:
    export = FORMAT.read([write_parquet(tmp_path)], ReadOptions())
    after = with_quantity(part(export, "00123"), "T1", 3000)
    orders, lines = write(export, replace(after, orders=after.orders.assign(ship_city="Zürich")))
    for old, new in zip(export.files, (orders, lines), strict=True):
        assert pq.read_schema(new).equals(pq.read_schema(old), check_metadata=True)
    assert pq.ParquetFile(lines).metadata.row_group(0).column(0).compression == "ZSTD"
    assert pq.read_table(orders).column("Notiz").to_pylist() == ["a;b", None]


def test_a_value_that_a_column_cannot_hold_is_refused(tmp_path: Path) -> None:
    export = FORMAT.read([write_parquet(tmp_path)], ReadOptions())
    with pytest.raises(InputRefused) as caught:
        write(export, with_quantity(part(export, "00123"), "T1", 2500))
    assert [(found.code, found.column, found.found) for found in caught.value.problems] == [
        ("cell-type", "Menge", "2.5")
    ]


def test_tiny_numbers_of_parquet_are_read_without_exponents(tmp_path: Path) -> None:
    mapping = write_parquet(tmp_path)
    lines = pq.read_table(tmp_path / "lines.parquet")
    tiny = pa.array(["0.00001", "1e8", None]).cast(pa.float64())
    pq.write_table(lines.set_column(2, "Preis", tiny), tmp_path / "lines.parquet")
    prices = FORMAT.read([mapping], ReadOptions()).tables.lines["unit_price_sub"]
    assert prices.tolist() == [10, 10**14, 0]


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    mapping = write_parquet(tmp_path)
    (tmp_path / "lines.parquet").write_bytes(b"no parquet")
    assert refusals(lambda: FORMAT.read([mapping], ReadOptions()))[0][0] == "file-unreadable"


NAMED_TAXES = """\
format = "tables"
currency = "CHF"
[orders]
file = "orders.csv"
[orders.columns]
order_id = "no"
tax = "tax"
total = "total"
tax_name = "kind"
[lines]
file = "lines.csv"
[lines.columns]
order_id = "no"
sku = "sku"
price = "price"
quantity = "qty"
"""


def test_rates_stand_in_the_names_of_the_orders_taxes(tmp_path: Path) -> None:
    # 0.40 of 2.00 could be many a rate; the name says which
    orders = "no,tax,total,kind\n1,0.41,2.41,VAT 20.5%\n2,0.16,2.16,VAT\n"
    found = read(tmp_path, NAMED_TAXES, orders=orders, lines="no,sku,price,qty\n1,A,2.00,1\n2,A,2.00,1\n")
    taxes = found.tables.taxes
    assert taxes[["name", "rate_ppb", "is_rate_known"]].to_numpy().tolist() == [
        ["VAT 20.5%", 205_000_000, True],
        ["VAT", 80_000_000, True],
    ]
    assert [(one.code, one.found, one.expected) for one in found.problems] == [("rate-inferred", "VAT", "8%")]


def test_rates_stand_in_the_names_of_the_lines_taxes(tmp_path: Path) -> None:
    mapping = NAMED_TAXES.replace('tax_name = "kind"\n', "")
    mapping += 'tax_name = "kind"\ntax_amount = "vat"\n'
    found = read(
        tmp_path,
        mapping,
        orders="no,tax,total\n1,0.16,4.16\n",
        lines="no,sku,price,qty,kind,vat\n1,A,2.00,1,GST 5%,0.10\n1,B,2.00,1,VAT,0.06\n",
    )
    taxes = found.tables.taxes
    assert taxes[["scope", "name", "rate_ppb", "amount_minor"]].to_numpy().tolist() == [
        ["line", "GST 5%", 50_000_000, 10],
        ["line", "VAT", 30_000_000, 6],
    ]
    assert [(one.code, one.found, one.expected) for one in found.problems] == [("rate-inferred", "VAT", "3%")]
