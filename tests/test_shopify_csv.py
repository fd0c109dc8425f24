"""A Shopify orders export: read into tables, written back with the changed cells only."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats.protocol import Export, ReadOptions
from pipeline.formats.shopify_csv.format import FORMAT
from pipeline.problems import InputRefused
from schemas.orders import SCHEMAS, Tables

HEADER = [
    "Name",
    "Email",
    "Financial Status",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing City",
    "Billing Zip",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Zip",
    "Notes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Id",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Phone",
    "Payment ID",
]
HEAD = {
    "Name": "#1001",
    "Email": "anna@example.ch",
    "Financial Status": "paid",
    "Currency": "CHF",
    "Subtotal": "43.00",
    "Shipping": "9.00",
    "Taxes": "4.21",
    "Total": "56.21",
    "Discount Amount": "2.00",
    "Shipping Method": "PostPac",
    "Created at": "2026-03-01 10:00:00 +0100",
    "Lineitem quantity": "2",
    "Lineitem name": "Tee Edelweiss",
    "Lineitem price": "12.50",
    "Lineitem compare at price": "14.00",
    "Lineitem sku": "TEE-1",
    "Lineitem requires shipping": "true",
    "Lineitem taxable": "true",
    "Lineitem fulfillment status": "fulfilled",
    "Billing Name": "Anna Muster",
    "Billing Street": "Seeweg 1, c/o Huber",
    "Billing Address1": "Seeweg 1",
    "Billing Address2": "c/o Huber",
    "Billing Zip": "'8001",
    "Shipping Name": "Beat Muster",
    "Shipping Street": "Seeweg 1",
    "Shipping Address1": "Seeweg 1",
    "Vendor": "Laden",
    "Refunded Amount": "0.00",
    "Id": "555000111",
    "Lineitem discount": "0.00",
    "Tax 1 Name": "MwSt. 8.1%",
    "Tax 1 Value": "4.21",
}
SECOND = {
    "Name": "#1001",
    "Email": "anna@example.ch",
    "Created at": "2026-03-01 10:00:00 +0100",
    "Lineitem quantity": "1",
    "Lineitem name": "Honig",
    "Lineitem price": "20.00",
    "Lineitem sku": "HON-2",
    "Lineitem requires shipping": "true",
    "Lineitem taxable": "true",
    "Lineitem fulfillment status": "pending",
    "Vendor": "Imkerei",
    "Lineitem discount": "0.00",
}


def head(order: str = "#1001", **cells: str) -> dict[str, str]:
    return {**HEAD, "Name": order, **{name.replace("_", " "): text for name, text in cells.items()}}


def second(order: str = "#1001", **cells: str) -> dict[str, str]:
    return {**SECOND, "Name": order, **{name.replace("_", " "): text for name, text in cells.items()}}


def spelled(rows: list[dict[str, str]], header: list[str] | None = None) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, header or HEADER, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders_export.csv"


def read(path: Path, *rows: dict[str, str], **options) -> Export:
    path.write_text(spelled(list(rows)), encoding="utf-8", newline="")
    return FORMAT.read([path], ReadOptions(**options))


def order_of(path: Path, *rows: dict[str, str]) -> dict:
    return read(path, *rows).tables.orders.iloc[0].to_dict()


def written(export: Export, after: Tables) -> list[dict[str, str]]:
    out = export.files[0].with_name("out.csv")
    FORMAT.write(export, after, [out])
    with out.open(encoding="utf-8", newline="") as file:
        return [{name: text for name, text in row.items() if text} for row in csv.DictReader(file)]


def changed(export: Export, **tables: pd.DataFrame) -> Tables:
    """The tables with some of them exchanged."""
    parts = {name: getattr(export.tables, name) for name in SCHEMAS}
    return Tables(**{**parts, **tables})


def filled(*rows: dict[str, str]) -> list[dict[str, str]]:
    return [{name: row[name] for name in HEADER if row.get(name)} for row in rows]


# reading


def test_the_order_its_lines_and_where_it_stands(path):
    export = read(path, head(), second(), head("#1002"), first_key=7000)
    orders, lines = export.tables.orders, export.tables.lines
    assert orders[["order_key", "order_id", "alternative_id", "record"]].to_numpy().tolist() == [
        [7000, "#1001", "555000111", 2],
        [7001, "#1002", "555000111", 4],
    ]
    assert lines[
        ["order_key", "line_key", "line_number", "sku", "unit_price_sub", "quantity_milli"]
    ].to_numpy().tolist() == [
        [7000, 7000, 1, "TEE-1", 12500000, 2000],
        [7000, 7001, 2, "HON-2", 20000000, 1000],
        [7001, 7002, 1, "TEE-1", 12500000, 2000],
    ]
    assert export.problems == ()


@pytest.mark.parametrize(
    "rows",
    [[head(Discount_Code="A", Tax_2_Name="B"), second(Lineitem_discount="1.00")], [head(Total="x")], []],
)
def test_the_tables_have_the_form_agreed(path, rows):
    tables = read(path, *rows).tables
    for name, schema in SCHEMAS.items():
        assert len(schema.validate(getattr(tables, name))) == len(getattr(tables, name))


def test_the_stored_components(path):
    order = order_of(path, head(), second())
    assert {name: order[name] for name in order if name.endswith("_minor")} == {
        "items_minor": 4500,  # subtotal before discounts
        "discount_minor": 200,
        "shipping_minor": 900,
        "fees_minor": 0,
        "tax_minor": 421,
        "total_minor": 5621,
        "paid_minor": 5621,
        "refunded_minor": 0,
    }
    assert order["has_discount"]
    assert not order["has_fees"]


def test_rows_of_an_order_that_do_not_stand_together_are_its_lines_all_the_same(path):
    lines = read(path, head(), head("#1002"), second()).tables.lines
    assert lines[["order_key", "sku"]].to_numpy().tolist() == [[0, "TEE-1"], [0, "HON-2"], [1, "TEE-1"]]


@pytest.mark.parametrize(
    ("cells", "state", "paid", "refunded", "is_known"),
    [
        ({}, "paid", 5621, 0, True),
        ({"Financial_Status": "pending"}, "unpaid", 0, 0, True),
        ({"Financial_Status": "authorized"}, "unpaid", 0, 0, True),
        ({"Financial_Status": "partially_paid"}, "partially_paid", 0, 0, False),
        (
            {"Financial_Status": "partially_paid", "Outstanding_Balance": "6.21"},
            "partially_paid",
            5000,
            0,
            True,
        ),
        (
            {"Financial_Status": "partially_refunded", "Refunded_Amount": "5.00"},
            "partially_refunded",
            5621,
            500,
            True,
        ),
        ({"Financial_Status": "partially_refunded"}, "partially_refunded", 0, 0, False),
        ({"Financial_Status": "refunded"}, "refunded", 5621, 5621, True),
        ({"Financial_Status": "voided"}, "cancelled", 0, 0, True),
        ({"Financial_Status": "voided", "Outstanding_Balance": "0.00"}, "cancelled", 5621, 0, True),
        ({"Cancelled_at": "2026-03-02"}, "cancelled", 5621, 0, True),
        ({"Refunded_Amount": "1.54", "Outstanding_Balance": "28.23"}, "paid", 2952, 154, True),
        ({"Financial_Status": "settled"}, "unknown", 0, 0, False),
    ],
)
def test_what_was_paid_comes_from_the_balance_or_else_from_the_status(
    path, cells, state, paid, refunded, is_known
):
    order = order_of(path, head(**cells))
    found = (order["payment_state"], order["paid_minor"], order["refunded_minor"], order["is_paid_known"])
    assert found == (state, paid, refunded, is_known)


def test_discounts_of_lines_first_and_what_is_left_belongs_to_the_order(path):
    discounts = read(
        path,
        head(Discount_Amount="5.00", Discount_Code="MÄRZ", Lineitem_discount="2.00"),
        second(Lineitem_discount="0.50"),
    ).tables.discounts
    assert discounts[
        ["line_key", "source", "name", "stage", "value_minor", "amount_minor"]
    ].to_numpy().tolist() == [
        [0, "line", "", 0, 200, 200],
        [1, "line", "", 0, 50, 50],
        [-1, "order", "MÄRZ", 1, 250, 250],
    ]


def test_discounts_of_lines_above_the_orders_stand_alone(path):
    discounts = read(path, head(Discount_Amount="1.00", Lineitem_discount="2.00")).tables.discounts
    assert discounts["amount_minor"].tolist() == [200]


@pytest.mark.parametrize(
    ("name", "rate", "is_known"),
    [
        ("GST 5%", 50_000_000, True),
        ("CH TVA 8.1 %", 81_000_000, True),
        ("MwSt. 7,7%", 77_000_000, True),
        ("QST 9.975%", 99_750_000, True),
    ],
)
def test_the_rate_of_a_tax_stands_in_its_name(path, name, rate, is_known):
    taxes = read(path, head(Tax_1_Name=name)).tables.taxes
    assert taxes[["scope", "name", "rate_ppb", "is_rate_known", "amount_minor"]].to_numpy().tolist() == [
        ["order", name, rate, is_known, 421]
    ]


@pytest.mark.parametrize(("name", "told"), [("VAT", "VAT"), ("", "Taxes")])
def test_a_rate_that_no_name_says_is_inferred_from_the_amounts_and_said(path, name, told):
    export = read(path, head(Tax_1_Name=name))  # 8.1 % of 43.00 and 9.00 is 4.21
    assert export.tables.taxes[["name", "rate_ppb", "is_rate_known"]].to_numpy().tolist() == [
        [name, 81_000_000, True]
    ]
    (said,) = export.problems
    assert (said.code, said.found, said.expected) == ("rate-inferred", told, "8.1%")


def test_a_rate_inside_the_prices_is_inferred_from_the_total(path):
    # 52.00 with 8.1 % inside: 3.90; of the 43.00 alone it would be 3.22
    inside = {"Taxes": "3.90", "Tax_1_Value": "3.90", "Total": "52.00"}
    taxes = read(path, head(Tax_1_Name="VAT", **inside)).tables.taxes
    assert taxes["rate_ppb"].tolist() == [81_000_000]


def test_a_tax_that_no_rate_explains_stays_without_one(path):
    export = read(path, head(Tax_1_Name="VAT", Taxes="52.01", Tax_1_Value="52.01", Total="104.01"))
    assert export.tables.taxes[["rate_ppb", "is_rate_known"]].to_numpy().tolist() == [[0, False]]
    assert export.problems == ()


def test_a_tax_without_columns_of_its_own_is_a_nameless_one(path):
    taxes = read(
        path, head(Tax_1_Name="", Tax_1_Value=""), head("#1002", Taxes="0.00", Tax_1_Name="", Tax_1_Value="")
    ).tables.taxes
    assert taxes[["order_key", "name", "is_rate_known", "amount_minor"]].to_numpy().tolist() == [
        [0, "", True, 421]
    ]


def test_shipping_is_a_charge_where_it_is_stated(path):
    charges = read(path, head(), head("#1002", Shipping=""), head("#1003", Shipping="0.00")).tables.charges
    assert charges[["order_key", "kind", "name", "amount_minor", "is_taxed"]].to_numpy().tolist() == [
        [0, "shipping", "PostPac", 900, True],
        [2, "shipping", "PostPac", 0, True],
    ]


def test_names_and_addresses(path):
    order = order_of(path, head(Phone="'+41790000000"))
    assert (order["name"], order["bill_name"], order["ship_name"]) == (
        "Anna Muster",
        "Anna Muster",
        "Beat Muster",
    )
    assert (order["bill_street_1"], order["bill_street_2"], order["bill_postal_code"]) == (
        "Seeweg 1",
        "c/o Huber",
        "8001",
    )
    assert order["phone"] == "+41790000000"  # without Excel's guard


def test_a_taxable_column_says_which_lines_are_taxed(path):
    assert read(path, head(Lineitem_taxable="false"), second()).tables.lines["is_taxable"].tolist() == [
        False,
        True,
    ]


def test_the_currency_decides_the_decimals_and_may_be_given(path):
    yen = head(
        Currency="JPY",
        Subtotal="300",
        Shipping="0",
        Taxes="0",
        Total="300",
        Discount_Amount="0",
        Tax_1_Value="0",
    )
    order = order_of(path, yen)
    assert (order["decimals"], order["total_minor"]) == (0, 300)
    path.write_text(spelled([head()], [name for name in HEADER if name != "Currency"]), encoding="utf-8")
    assert FORMAT.read([path], ReadOptions(currency="EUR")).tables.orders["currency"].tolist() == ["EUR"]


def test_older_spellings_of_the_header_are_the_same_columns(path):
    older = {
        "Lineitem sku": "Lineitem SKU",
        "Cancelled at": "Canceled at",
        "Lineitem compare at price": "Lineitem compare-at price",
        "Payment Reference": "Payment Reference (deprecated)",
    }
    text = spelled([head(Cancelled_at="2026-03-02", Payment_Reference="P1")])
    for name, spelling in older.items():
        text = text.replace(name, spelling, 1)
    path.write_text(text, encoding="utf-8")
    tables = FORMAT.read([path], ReadOptions()).tables
    assert tables.orders[["payment_state", "payment_reference"]].to_numpy().tolist() == [["cancelled", "P1"]]
    assert tables.lines["sku"].tolist() == ["TEE-1"]


def test_what_the_export_can_hold_follows_its_columns(path):
    fields = set(read(path, head()).tables.fields["field"])
    assert {
        "customer.bill_street_2",
        "line.add",
        "discount.line",
        "tax.add",
        "tax.rate",
        "charge.shipping",
    } <= fields
    assert not fields & {
        "charge.tip",
        "charge.handling",
        "tax.line",
        "customer.ship_street_2 ",
        "customer.bill_region",
    }
    header = [name for name in HEADER if not name.startswith("Tax ") and name != "Lineitem discount"]
    path.write_text(spelled([head()], header), encoding="utf-8")
    fewer = set(FORMAT.read([path], ReadOptions()).tables.fields["field"])
    assert fields - fewer == {"tax.add", "tax.remove", "tax.rate", "tax.name", "tax.amount", "discount.line"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (",".join(HEADER), 95),
        ("Name;Lineitem quantity;Lineitem name;Total", 70),
        ("order_number,sku,quantity", 0),
        ('{"total": 1, "items": []}', 0),
    ],
)
def test_a_header_with_line_items_is_recognised(path, header, expected):
    assert FORMAT.sniff(path, header.encode()) == expected


# what sets an order aside


@pytest.mark.parametrize(
    ("cells", "code", "column", "cell"),
    [
        ({"Total": "5O.00"}, "bad-amount", "Total", "H3"),
        ({"Total": ""}, "value-missing", "Total", "H3"),
        ({"Shipping": "9.001"}, "amount-too-precise", "Shipping", "F3"),
        ({"Subtotal": "99999999999999"}, "amount-too-large", "Subtotal", "E3"),
        ({"Lineitem_quantity": ""}, "value-missing", "Lineitem quantity", "M3"),
        ({"Lineitem_price": "1,50"}, "bad-amount", "Lineitem price", "O3"),
        ({"Discount_Amount": "-2.00"}, "bad-amount", "Discount Amount", "J3"),
        ({"Tax_1_Value": "x"}, "bad-amount", "Tax 1 Value", "AQ3"),
        ({"Currency": "Fr."}, "order-incomplete", "Currency", "D3"),
    ],
)
def test_a_cell_that_cannot_be_read_sets_its_order_aside(path, cells, code, column, cell):
    export = read(path, head("#1"), head("#2", **cells), second("#2"), head("#3"), second("#3"))
    assert [
        (found.code, found.row, found.column, found.cell, found.order_id) for found in export.problems
    ] == [(code, 3, column, cell, "#2")]
    assert export.broken_orders == ("#2",)
    assert export.tables.orders[["order_key", "order_id"]].to_numpy().tolist() == [[0, "#1"], [1, "#3"]]
    assert export.tables.lines["order_key"].tolist() == [0, 1, 1]


def test_an_order_that_stands_twice_is_set_aside(path):
    export = read(path, head("#1"), head("#2"), second("#2"), head("#1"))
    assert [(found.code, found.row, found.found) for found in export.problems] == [
        ("order-in-two-files", 5, "rows 2, 5")
    ]
    assert (export.broken_orders, export.tables.orders["order_id"].tolist()) == (("#1",), ["#2"])


def test_an_order_whose_first_row_is_cut_off_is_set_aside(path):
    export = read(path, second("#1"), head("#2"))
    assert [(found.code, found.order_id) for found in export.problems] == [("order-incomplete", "#1")]
    assert export.broken_orders == ("#1",)


def test_a_row_of_another_width_sets_its_order_aside_and_keeps_its_bytes(path):
    path.write_text(
        spelled([head("#1"), head("#2")]).replace("Tee Edelweiss", "Tee, Edelweiss", 1), encoding="utf-8"
    )
    export = FORMAT.read([path], ReadOptions())
    assert [(found.code, found.row, found.order_id) for found in export.problems] == [
        ("record-width", 2, "#1")
    ]
    assert (export.broken_orders, export.tables.orders["order_id"].tolist()) == (("#1",), ["#2"])
    out = path.with_name("out.csv")
    FORMAT.write(export, export.tables, [out])
    assert out.read_bytes() == path.read_bytes()


def test_a_row_without_a_name_is_reported_and_an_empty_one_is_not(path):
    export = read(path, head(), {}, {"Lineitem name": "Honig"})
    assert [(found.code, found.row) for found in export.problems] == [("order-missing", 4)]


def test_every_missing_column_is_named_at_once(path):
    path.write_text("Name,Lineitem name,Lineitem price,Totl\n", encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        FORMAT.read([path], ReadOptions())
    assert [(found.code, found.column) for found in caught.value.problems] == [
        ("column-missing", column)
        for column in ("Financial Status", "Subtotal", "Total", "Lineitem quantity", "Currency")
    ]
    assert "Totl" in caught.value.problems[2].fix


def test_a_column_that_stands_twice_is_refused(path):
    path.write_text(spelled([head()]).replace("Notes", "Total", 1), encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        FORMAT.read([path], ReadOptions())
    assert [(found.code, found.column) for found in caught.value.problems] == [("column-repeated", "Total")]


# writing


def test_nothing_changed_gives_the_same_bytes(path):
    export = read(path, head(), second(), head("#1002", Notes='say "hi"\r\nbye'))
    out = path.with_name("out.csv")
    for after in (Tables.empty(), export.tables):
        FORMAT.write(export, after, [out])
        assert out.read_bytes() == path.read_bytes()


def test_an_address_changes_its_street_along(path):
    export = read(path, head(), second(), head("#1002"))
    orders = export.tables.orders.iloc[:1].assign(
        bill_street_1="Weg 2", ship_street_1="Weg 3", bill_postal_code="8400"
    )
    after = changed(export.tables.only([0]) and export, orders=orders)
    assert written(export, after) == filled(
        head(
            Billing_Address1="Weg 2",
            Billing_Street="Weg 2, c/o Huber",
            Billing_Zip="'8400",
            Shipping_Address1="Weg 3",
            Shipping_Street="Weg 3",
        ),
        second(),
        head("#1002"),
    )


def test_a_street_with_words_of_its_own_stays(path):
    export = read(path, head(Billing_Street="beim See"))
    after = changed(export, orders=export.tables.orders.assign(bill_street_1="Weg 2"))
    assert written(export, after)[0]["Billing Street"] == "beim See"


def test_the_email_changes_on_every_row_of_the_order(path):
    export = read(path, head(), second())
    after = changed(export, orders=export.tables.orders.assign(email="beat@example.ch"))
    assert written(export, after) == filled(head(Email="beat@example.ch"), second(Email="beat@example.ch"))


@pytest.mark.parametrize(("name", "column"), [("Anna Muster", "Billing Name"), ("", "Shipping Name")])
def test_the_customers_name_stands_in_the_address_it_was_read_from(path, name, column):
    export = read(path, head(Billing_Name=name))
    after = changed(export, orders=export.tables.orders.assign(name="Carla Neu"))
    assert written(export, after)[0][column] == "Carla Neu"


def test_a_street_that_repeats_only_the_first_part_follows_it(path):
    export = read(path, head(Billing_Street="Seeweg 1"))
    after = changed(export, orders=export.tables.orders.assign(bill_street_1="Weg 2"))
    assert written(export, after)[0]["Billing Street"] == "Weg 2"


def test_a_row_with_an_email_of_its_own_keeps_it(path):
    export = read(path, head(), second(Email="other@example.ch"))
    after = changed(export, orders=export.tables.orders.assign(email="beat@example.ch"))
    assert written(export, after) == filled(head(Email="beat@example.ch"), second(Email="other@example.ch"))


def test_a_billing_name_of_its_own_wins_over_the_customers_name(path):
    export = read(path, head())
    after = changed(export, orders=export.tables.orders.assign(name="Carla Neu", bill_name="Firma Neu"))
    assert written(export, after) == filled(head(Billing_Name="Firma Neu"))


def test_a_nameless_tax_is_removed_from_the_order_alone(path):
    export = read(path, head(Tax_1_Name="", Tax_1_Value=""))
    after = changed(
        export, taxes=export.tables.taxes.iloc[:0], orders=export.tables.orders.assign(tax_minor=0)
    )
    assert written(export, after) == filled(head(Tax_1_Name="", Tax_1_Value="", Taxes="0.00"))


def test_amounts_move_by_their_difference(path):
    export = read(path, head(Outstanding_Balance="1.00"), second())
    orders = export.tables.orders.assign(
        items_minor=5700, discount_minor=300, shipping_minor=700, tax_minor=500, total_minor=6600
    )
    taxes = export.tables.taxes.assign(amount_minor=500)
    assert written(export, changed(export, orders=orders, taxes=taxes)) == filled(
        head(
            Subtotal="54.00",
            Discount_Amount="3.00",
            Shipping="7.00",
            Taxes="5.00",
            Total="66.00",
            Tax_1_Value="5.00",
            Outstanding_Balance="10.79",
        ),
        second(),
    )


def test_a_changed_line(path):
    export = read(path, head(), second())
    lines = export.tables.lines.assign(
        sku=["TEE-1", "HON-3"],
        name=["Tee Edelweiss", "Honig, hell"],
        unit_price_sub=[12500000, 18125000],
        quantity_milli=[3000, 1000],
    )
    assert written(export, changed(export, lines=lines)) == filled(
        head(Lineitem_quantity="3"),
        second(Lineitem_sku="HON-3", Lineitem_name="Honig, hell", Lineitem_price="18.125"),
    )


def test_an_added_line_is_a_row_of_its_own_behind_the_lines_before_it(path):
    export = read(path, head(), second(), head("#1002"))
    lines = export.tables.lines
    new = lines.iloc[[0]].assign(
        line_key=10**12, line_number=3, sku="NEU", name="Seife", unit_price_sub=4_000_000, quantity_milli=1500
    )
    after = changed(export, lines=pd.concat([lines, new], ignore_index=True))
    added = second(Lineitem_quantity="1.5", Lineitem_name="Seife", Lineitem_price="4.00", Lineitem_sku="NEU")
    assert written(export, after) == filled(head(), second(), added, head("#1002"))


def test_a_line_added_to_an_order_of_one_row_repeats_what_later_rows_do(path):
    export = read(path, head(Lineitem_taxable="false"))
    lines = export.tables.lines
    new = lines.assign(line_key=10**12, line_number=2, sku="", name="Seife", is_taxable=True)
    discount = pd.DataFrame(
        [
            {
                **export.tables.discounts.iloc[0].to_dict(),
                "line_key": 10**12,
                "discount_key": 10**12,
                "amount_minor": 40,
            }
        ]
    )
    after = changed(
        export,
        lines=pd.concat([lines, new], ignore_index=True),
        discounts=pd.concat([export.tables.discounts, discount], ignore_index=True),
    )
    assert written(export, after)[1] == {
        **filled(
            second(
                Lineitem_name="Seife",
                Lineitem_quantity="2",
                Lineitem_price="12.50",
                Lineitem_discount="0.40",
                Vendor="Laden",
                Lineitem_sku="",
            )
        )[0],
    }


def test_a_removed_line_takes_its_row_along(path):
    export = read(path, head(), second(), head("#1002"))
    after = changed(export, lines=export.tables.lines.loc[[0, 2]])
    assert written(export, after) == filled(head(), head("#1002"))


def test_the_first_row_stays_when_its_line_is_removed_and_takes_the_next_line(path):
    third = second(Lineitem_name="Seife")
    export = read(path, head(), second(), third)
    lines = export.tables.lines.loc[[1, 2]].assign(line_number=[1, 2], quantity_milli=[4000, 1000])
    line_cells = {
        name: second().get(name, "") for name in HEADER if name.startswith("Lineitem") or name == "Vendor"
    }
    assert written(export, changed(export, lines=lines)) == filled(
        {**head(), **line_cells, "Lineitem quantity": "4"}, third
    )


def test_a_new_line_may_take_the_place_of_the_only_one(path):
    export = read(path, head())
    lines = export.tables.lines.assign(line_key=10**12, name="Seife", sku="S1", unit_price_sub=3_000_000)
    assert written(export, changed(export, lines=lines)) == filled(
        head(
            Lineitem_name="Seife",
            Lineitem_sku="S1",
            Lineitem_price="3.00",
            Lineitem_compare_at_price="",
            Lineitem_fulfillment_status="pending",
        )
    )


def tax_row(**values) -> pd.DataFrame:
    row = {
        "order_key": 0,
        "tax_key": 10**12,
        "scope": "order",
        "line_key": -1,
        "name": "Kurtaxe",
        "rate_ppb": 20_000_000,
        "is_rate_known": True,
        "amount_minor": 90,
    }
    return pd.DataFrame([{**row, **values}])


def test_a_new_tax_takes_the_first_free_columns_and_says_its_rate(path):
    export = read(path, head())
    after = changed(export, taxes=pd.concat([export.tables.taxes, tax_row()], ignore_index=True))
    assert written(export, after) == filled(head(Tax_2_Name="Kurtaxe 2%", Tax_2_Value="0.90"))
    more = changed(export, taxes=pd.concat([after.taxes, tax_row(tax_key=10**12 + 1)], ignore_index=True))
    with pytest.raises(InputRefused) as caught:
        written(export, more)
    assert [found.code for found in caught.value.problems] == ["field-not-in-export"]


def test_a_removed_tax_leaves_its_columns_empty_for_the_next(path):
    export = read(path, head())
    assert written(export, changed(export, taxes=export.tables.taxes.iloc[:0])) == filled(
        head(Tax_1_Name="", Tax_1_Value="")
    )
    assert written(export, changed(export, taxes=tax_row())) == filled(
        head(Tax_1_Name="Kurtaxe 2%", Tax_1_Value="0.90")
    )


@pytest.mark.parametrize(
    ("old", "changes", "new"),
    [
        ("MwSt. 8.1%", {"rate_ppb": 26_000_000}, "MwSt. 2.6%"),
        ("TVA 7,7 %", {"rate_ppb": 81_000_000}, "TVA 8,1 %"),
        ("VAT", {"rate_ppb": 200_000_000, "is_rate_known": True}, "VAT 20%"),
        ("MwSt. 8.1%", {"name": "IVA"}, "IVA"),
        ("MwSt. 8.1%", {"name": "IVA 2.6%", "rate_ppb": 26_000_000}, "IVA 2.6%"),
    ],
)
def test_a_changed_rate_changes_the_name_that_says_it(path, old, changes, new):
    export = read(path, head(Tax_1_Name=old))
    after = changed(export, taxes=export.tables.taxes.assign(**changes))
    assert written(export, after) == filled(head(Tax_1_Name=new))


def test_a_nameless_tax_gets_columns_once_it_has_a_name(path):
    export = read(path, head(Tax_1_Name="", Tax_1_Value=""))
    lower = changed(
        export,
        taxes=export.tables.taxes.assign(amount_minor=400),
        orders=export.tables.orders.assign(tax_minor=400),
    )
    assert written(export, lower) == filled(head(Tax_1_Name="", Tax_1_Value="", Taxes="4.00"))
    named = changed(export, taxes=export.tables.taxes.assign(name="MwSt."))
    assert written(export, named) == filled(head(Tax_1_Name="MwSt."))


def test_discounts_of_the_order_share_one_cell_for_their_names(path):
    export = read(path, head(Discount_Code="MÄRZ"))
    discounts = export.tables.discounts
    more = pd.concat([discounts, discounts.assign(discount_key=10**12, name="Treue")], ignore_index=True)
    assert written(export, changed(export, discounts=more)) == filled(head(Discount_Code="MÄRZ, Treue"))
    assert written(export, changed(export, discounts=discounts.iloc[:0])) == filled(head(Discount_Code=""))


def test_a_code_of_line_discounts_stays_beside_an_added_discount(path):
    export = read(path, head(Discount_Code="AUTO", Lineitem_discount="2.00"))
    discounts = export.tables.discounts
    more = pd.concat(
        [discounts, discounts.assign(discount_key=10**12, line_key=-1, name="Treue")], ignore_index=True
    )
    assert written(export, changed(export, discounts=more)) == filled(
        head(Discount_Code="AUTO, Treue", Lineitem_discount="2.00")
    )


def test_a_discount_of_a_line_stands_in_its_row(path):
    export = read(path, head(), second())
    discounts = export.tables.discounts.assign(line_key=1, amount_minor=150)
    assert written(export, changed(export, discounts=discounts)) == filled(
        head(), second(Lineitem_discount="1.50")
    )


def test_an_export_of_few_columns_is_changed_where_it_has_them(path):
    few = [
        "Name",
        "Financial Status",
        "Currency",
        "Subtotal",
        "Total",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
    ]
    path.write_text(spelled([head()], few), encoding="utf-8")
    export = FORMAT.read([path], ReadOptions())
    lines = export.tables.lines
    new = lines.assign(line_key=10**12, line_number=2, name="Seife", sku="S1")
    after = changed(
        export,
        lines=pd.concat([lines.assign(quantity_milli=5000), new], ignore_index=True),
        orders=export.tables.orders.assign(email="b@example.ch", total_minor=6000, tax_minor=500),
    )
    row = {name: head()[name] for name in few}
    assert written(export, after) == [
        {**row, "Lineitem quantity": "5", "Total": "60.00"},
        {"Name": "#1001", "Lineitem quantity": "2", "Lineitem name": "Seife", "Lineitem price": "12.50"},
    ]


def test_windows_text_with_semicolons_is_an_export_like_any_other(path):
    content = (
        spelled([head(Notes="Grüsse"), second()]).replace(",", ";").replace("\n", "\r\n").encode("cp1252")
    )
    path.write_bytes(content)
    export = FORMAT.read([path], ReadOptions())
    assert export.tables.orders["encoding"].tolist() == ["cp1252"]
    out = path.with_name("out.csv")
    FORMAT.write(
        export, changed(export, orders=export.tables.orders.assign(comments="", email="b@example.ch")), [out]
    )
    assert out.read_bytes() == content.replace(b"anna@example.ch", b"b@example.ch")


TEXT_FIELDS = [
    "email",
    "bill_street_1",
    "bill_street_2",
    "ship_street_1",
    "bill_postal_code",
    "payment_method",
    "shipping_method",
]


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(TEXT_FIELDS), st.text(alphabet='ab ,"é\n', max_size=4)))
def test_texts_changed_and_changed_back_give_the_same_bytes(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("undo") / "orders.csv"
    other = head(
        "#1002", Billing_Street="Hof 3, Stock 2", Billing_Address1="Hof 3", Billing_Address2="Stock 2"
    )
    export = read(path, head(), second(), other)
    before = export.tables.orders.iloc[:1]
    kept = {**texts, "bill_postal_code": "8" + texts.get("bill_postal_code", "001")}
    out = path.with_name("out.csv")
    FORMAT.write(export, changed(export, orders=before.assign(**kept)), [out])
    again = FORMAT.read([out], ReadOptions())
    assert again.tables.orders.iloc[0][list(kept)].to_dict() == kept
    FORMAT.write(
        again,
        changed(
            again,
            orders=again.tables.orders.iloc[:1].assign(**{field: before[field].iloc[0] for field in kept}),
        ),
        [path.with_name("back.csv")],
    )
    assert path.with_name("back.csv").read_bytes() == path.read_bytes()
