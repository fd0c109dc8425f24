"""Ecwid's CSV: a row per line, order values on each; read by name, written back cell by cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.formats.ecwid_csv import FORMAT
from pipeline.formats.protocol import Export, ReadOptions
from pipeline.problems import InputRefused
from schemas.orders import SCHEMAS, Tables

HEADER = (
    "order_number;email;payment_status;order_subtotal;order_tax;order_shipping;order_total;discount;coupon_code;"
    "shipping_method;bill_person_name;shipto_person_name;shipto_person_city;"
    "sku;name;price;quantity;total;total_without_tax;tax_details;weight;weight"
)
# prices with 8.1 % inside; the coupon takes 5.00 off, spread 3.00 + 2.00; shipping 7.70 holds 0.58
ANNA = "A1;anna@example.ch;Payé;100.00;7.70;7.70;102.70;-5.00;MARS;Poste;Anna Roth;Anna Roth;Genève"
TEA = f"{ANNA};T1;Thé;20.00;3;60.00;55.73;TVA 8.1%: 4.27;0.5;rouge"
CUP = f"{ANNA};T2;Tasse;40.00;1;40.00;37.15;TVA 8.1%: 2.85;0.3;"
BEAT = "A2;beat@example.ch;Bezahlt;50.00;3.75;;50.00;;;Abholung;Beat Frei;Beat Frei;Bern"
JUG = f"{BEAT};T3;Krug;50.00;1;50.00;46.25;TVA 8.1%: 3.75;1;"


def write_text(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "orders.csv"
    path.write_text("\r\n".join([header, *rows, ""]), encoding="utf-8", newline="")
    return path


def read(folder: Path, *rows: str, header: str = HEADER, currency: str = "CHF") -> Export:
    return FORMAT.read([write_text(folder, *rows, header=header)], ReadOptions(7000, currency))


def codes(export: Export) -> list[str]:
    return [problem.code for problem in export.problems]


def order(export: Export, order_id: str) -> pd.Series:
    orders = export.tables.orders
    return orders.loc[orders["order_id"] == order_id].iloc[0]


def columns(rows: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return list(rows[list(names)].itertuples(index=False, name=None))


def part(export: Export, order_id: str) -> Tables:
    return export.tables.only([order(export, order_id)["order_key"]])


def written(export: Export, after: Tables) -> list[str]:
    """The rows of the file written, without the header."""
    destination = export.files[0].with_name("written.csv")
    FORMAT.write(export, after, [destination])
    return destination.read_bytes().decode("utf-8").split("\r\n")[1:-1]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return read(tmp_path, TEA, CUP, JUG)


# reading


def test_an_order_is_taken_once_and_a_line_for_each_row(export: Export) -> None:
    assert export.tables.orders["order_id"].tolist() == ["A1", "A2"]
    assert columns(export.tables.lines, "sku", "line_number", "unit_price_sub", "quantity_milli") == [
        ("T1", 1, 20_000_000, 3000),
        ("T2", 2, 40_000_000, 1000),
        ("T3", 1, 50_000_000, 1000),
    ]
    assert export.tables.orders["record"].tolist() == [2, 4]
    assert export.tables.orders["platform"].tolist() == ["ecwid", "ecwid"]


def test_the_components_are_those_of_the_file(export: Export) -> None:
    found = order(export, "A1")
    amounts = ["items", "discount", "shipping", "fees", "tax", "total"]
    assert [found[f"{name}_minor"] for name in amounts] == [10000, 500, 770, 0, 770, 10270]
    assert [bool(found[f"has_{name}"]) for name in amounts] == [True, True, True, False, True, True]
    assert found["tax_mode"] == "included"


def test_the_tables_hold_to_their_schemas(export: Export) -> None:
    for name, schema in SCHEMAS.items():
        schema.validate(getattr(export.tables, name))


def test_keys_begin_where_they_are_told_to(export: Export) -> None:
    assert export.tables.orders["order_key"].tolist() == [7000, 7002]
    assert export.tables.lines["line_key"].tolist() == [7000, 7001, 7002]


def test_line_taxes_take_their_rate_and_name_from_the_details(export: Export) -> None:
    taxes = export.tables.taxes
    assert columns(taxes.loc[taxes["scope"] == "line"], "line_key", "name", "rate_ppb", "amount_minor") == [
        (7000, "TVA", 81_000_000, 427),
        (7001, "TVA", 81_000_000, 285),
        (7002, "TVA", 81_000_000, 375),
    ]


def test_what_the_order_has_beyond_its_lines_is_the_tax_of_shipping(export: Export) -> None:
    taxes = export.tables.taxes
    found = taxes.loc[taxes["scope"] == "charges"]
    assert columns(found, "order_key", "rate_ppb", "amount_minor") == [(7000, 81_000_000, 58)]


def test_the_discount_is_one_of_the_whole_order_named_by_its_coupon(export: Export) -> None:
    names = ("order_key", "line_key", "parent_key", "kind", "name", "value_minor", "amount_minor")
    assert columns(export.tables.discounts, *names) == [(7000, -1, -1, "amount", "MARS", 500, 500)]


def test_the_first_of_a_repeated_header_counts(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;Thé;5.00;1;vert;9.00", header="order_number;name;price;quantity;name;price")
    assert columns(found.tables.lines, "name", "unit_price_sub") == [("Thé", 5_000_000)]


@pytest.mark.parametrize("header", ["Order-Number;SKU;Price;Quantity", "order number;sku;PRICE;quantity"])
def test_headers_are_known_in_other_spellings(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, "A1;T1;5.00;2", header=header).tables.lines["sku"].tolist() == ["T1"]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_any_delimiter_will_do(tmp_path: Path, mark: str) -> None:
    found = read(tmp_path, TEA.replace(";", mark), header=HEADER.replace(";", mark))
    assert order(found, "A1")["total_minor"] == 10270


def test_rows_of_an_order_need_not_stand_together(tmp_path: Path) -> None:
    found = read(tmp_path, TEA, JUG, CUP)
    assert columns(found.tables.lines, "order_key", "line_number") == [(7000, 1), (7001, 1), (7000, 2)]


def test_an_order_whose_rows_disagree_is_set_aside_and_the_others_read(tmp_path: Path) -> None:
    found = read(tmp_path, TEA, CUP.replace(";102.70;", ";99.00;"), JUG)
    (problem,) = found.problems
    assert (problem.code, problem.row, problem.column, problem.found) == (
        "rows-disagree",
        3,
        "order_total",
        "99.00",
    )
    assert found.broken_orders == ("A1",)
    assert found.tables.orders["order_id"].tolist() == ["A2"]
    assert found.tables.lines["sku"].tolist() == ["T3"]


def test_a_cell_that_is_no_amount_sets_its_order_aside(tmp_path: Path) -> None:
    found = read(tmp_path, TEA, CUP, JUG.replace(";50.00;1;", ";fünfzig;1;"))
    (problem,) = found.problems
    assert (problem.code, problem.row, problem.column, problem.order_id) == ("bad-amount", 4, "price", "A2")
    assert found.tables.orders["order_id"].tolist() == ["A1"]


def test_a_price_too_precise_says_how_many_decimals_can_be_kept(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, JUG.replace(";50.00;1;", ";50.1234567;1;")).problems
    assert (problem.code, problem.expected) == ("amount-too-precise", "at most 6 decimals")


def test_price_times_quantity_may_not_pass_the_largest_amount(tmp_path: Path) -> None:
    found = read(tmp_path, JUG.replace(";50.00;1;", ";900000000.00;900000000;"))
    assert codes(found) == ["amount-too-large"]


def test_a_row_without_an_order_number_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, JUG, ";" * 13 + "T9;Rest;1.00;1;;;;;")
    (problem,) = found.problems
    assert (problem.code, problem.row) == ("order-incomplete", 3)
    assert len(found.tables.lines) == 1


def test_a_row_of_another_width_sets_its_order_aside(tmp_path: Path) -> None:
    found = read(tmp_path, f"{TEA};more", CUP, JUG)
    assert codes(found) == ["record-width"]
    assert found.broken_orders == ("A1",)


@pytest.mark.parametrize(("sign", "text"), [("negative", "-5.00"), ("positive", "5.00")])
def test_a_discount_is_positive_whatever_its_sign(tmp_path: Path, sign: str, text: str) -> None:
    assert order(read(tmp_path, TEA.replace(";-5.00;", f";{text};")), "A1")["discount_minor"] == 500


def test_a_decimal_comma_is_read_and_kept(tmp_path: Path) -> None:
    rows = [row.replace(".00", ",00").replace(".70", ",70") for row in (TEA, CUP)]
    found = read(tmp_path, *rows)
    assert order(found, "A1")["total_minor"] == 10270
    after = part(found, "A1")
    after = replace(after, orders=after.orders.assign(total_minor=10280))
    assert ";102,80;" in written(found, after)[0]


# currency


def test_the_currency_is_the_columns_then_the_options_then_chf(tmp_path: Path) -> None:
    header, row = "order_number;currency;price;quantity", "A1;eur;5.00;1"
    assert order(read(tmp_path, row, header=header), "A1")["currency"] == "EUR"
    assert order(read(tmp_path, JUG, currency="EUR"), "A2")["currency"] == "EUR"
    assumed = read(tmp_path, JUG, currency="")
    assert (order(assumed, "A2")["currency"], codes(assumed)) == ("CHF", ["currency-assumed"])


def test_yen_have_no_decimals(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;JPY;1500;2", header="order_number;currency;price;quantity")
    assert columns(found.tables.lines, "unit_price_sub") == [(15_000_000,)]


def test_what_is_no_currency_code_sets_its_order_aside(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;Fr.;5.00;1", header="order_number;currency;price;quantity")
    assert (codes(found), found.broken_orders) == (["order-incomplete"], ("A1",))


# payment


PAYMENTS = {
    # word: state, paid, refunded, whether that is known
    "Paid": ("paid", 5000, 0, True),
    "PAYÉ(E)": ("paid", 5000, 0, True),
    "Pagato": ("paid", 5000, 0, True),
    "Warten auf Zahlung": ("unpaid", 0, 0, True),
    "AWAITING_PAYMENT": ("unpaid", 0, 0, True),
    "Incompleto": ("unpaid", 0, 0, True),
    "Canceled": ("cancelled", 0, 0, True),
    "Storniert": ("cancelled", 0, 0, True),
    "Zurückerstattet": ("refunded", 5000, 5000, True),
    "Partiellement remboursé": ("partially_refunded", 0, 0, False),
    "Parzialmente rimborsato": ("partially_refunded", 0, 0, False),
    "gestundet": ("unknown", 0, 0, False),
    "": ("unknown", 0, 0, False),
}


def test_what_was_paid_follows_from_the_status(tmp_path: Path) -> None:
    rows = [JUG.replace("A2;", f"P{at};").replace("Bezahlt", word) for at, word in enumerate(PAYMENTS)]
    names = ("payment_state", "paid_minor", "refunded_minor", "is_paid_known")
    found = read(tmp_path, *rows).tables.orders
    assert found["status"].tolist() == list(PAYMENTS)
    assert columns(found, *names) == list(PAYMENTS.values())


# tax mode and rates

PLAIN = "order_number;order_subtotal;order_tax;order_shipping;order_total;discount;sku;price;quantity"


def test_tax_on_top_is_told_by_the_totals(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;100.00;8.10;0;108.10;0;T1;100.00;1", header=PLAIN)
    assert order(found, "A1")["tax_mode"] == "on_top"


def test_an_order_that_does_not_tell_takes_the_files_majority(tmp_path: Path) -> None:
    rows = ["A1;100.00;8.10;0;108.10;0;T1;100.00;1", "A2;10.00;0;0;10.00;0;T1;10.00;1"]
    found = read(tmp_path, *rows, "A3;10.00;0.81;0;77.00;0;T1;10.00;1", header=PLAIN)
    assert found.tables.orders["tax_mode"].tolist() == ["on_top"] * 3


def test_without_any_evidence_the_mode_is_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;10.00;0;0;10.00;0;T1;10.00;1", header=PLAIN)
    assert order(found, "A1")["tax_mode"] == "unknown"


def test_without_line_taxes_the_tax_is_the_orders_and_its_rate_worked_out(tmp_path: Path) -> None:
    rows = ["A1;100.00;8.58;10.00;108.00;2.00;T1;100.00;1", "A2;500.00;37.47;0;500.00;0;T1;500.00;1"]
    found = read(tmp_path, rows[0].replace("8.58", "8.09"), rows[1], header=PLAIN)
    names = ("scope", "line_key", "rate_ppb", "is_rate_known", "amount_minor")
    assert columns(found.tables.taxes, *names) == [
        ("order", -1, 81_000_000, True, 809),
        ("order", -1, 81_000_000, True, 3747),
    ]
    (info,) = found.problems
    assert (info.code, info.severity, info.expected, info.column) == (
        "rate-inferred",
        "info",
        "8.1%",
        "order_tax",
    )
    assert found.tables.charges["is_taxed"].all()


def test_shipping_stays_out_of_the_base_where_that_explains_the_tax(tmp_path: Path) -> None:
    rows = ["A1;100.00;8.10;10.00;118.10;0;T1;100.00;1", "A2;500.00;40.50;7.00;547.50;0;T1;500.00;1"]
    found = read(tmp_path, *rows, header=PLAIN)
    assert found.tables.taxes["rate_ppb"].tolist() == [81_000_000] * 2
    assert not found.tables.charges["is_taxed"].any()


def test_a_tax_that_no_rate_explains_is_kept_without_one(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;100.00;86.79;0;186.79;0;T1;100.00;1", header=PLAIN)
    names = ("rate_ppb", "is_rate_known", "amount_minor")
    assert columns(found.tables.taxes, *names) == [(0, False, 8679)]
    assert codes(found) == []


def test_rates_of_lines_are_worked_out_where_no_details_tell_them(tmp_path: Path) -> None:
    rows = [row.replace("TVA 8.1%: ", "") for row in (TEA, CUP, JUG)]
    found = read(tmp_path, *rows)
    lines = found.tables.taxes.loc[found.tables.taxes["scope"] == "line"]
    assert columns(lines, "rate_ppb", "amount_minor", "is_rate_known") == [
        (81_000_000, 427, True),
        (81_000_000, 285, True),
        (81_000_000, 375, True),
    ]
    assert codes(found) == ["rate-inferred"]


@pytest.mark.parametrize(
    ("details", "names"),
    [
        ("GST 5%: 2.50; QST 9.975%: 4.99", ["GST", "QST"]),
        ("GST 5% 2.50, QST 9.975% 4.99", ["GST", "QST"]),
        ("5% GST; 9.975% QST", ["GST", "QST"]),
        ("GST (5%) | QST (9.975%)", ["GST", "QST"]),
    ],
)
def test_several_taxes_of_a_line_share_its_tax(tmp_path: Path, details: str, names: list[str]) -> None:
    row = JUG.replace("3.75;;50.00;;", "7.49;;57.49;;").replace(
        "50.00;46.25;TVA 8.1%: 3.75", f"57.49;50.00;{details}"
    )
    header = HEADER
    if "," in details:
        row, header = row.replace(details, f'"{details}"'), HEADER
    if ";" in details:
        row = row.replace(details, f'"{details}"')
    taxes = read(tmp_path, row, header=header).tables.taxes
    assert columns(taxes, "name", "rate_ppb", "amount_minor") == [
        (names[0], 50_000_000, 250),
        (names[1], 99_750_000, 499),
    ]


def test_a_line_exempt_of_its_tax_has_none(tmp_path: Path) -> None:
    row = JUG.replace("3.75;;50.00", "0;;50.00").replace(
        "50.00;46.25;TVA 8.1%: 3.75", "50.00;50.00;TVA 8.1%: 0.00"
    )
    assert len(read(tmp_path, row).tables.taxes) == 0


# what can be written back


def test_only_what_has_a_column_can_be_edited(tmp_path: Path) -> None:
    fields = set(read(tmp_path, TEA).tables.fields["field"])
    assert {
        "customer.email",
        "customer.name",
        "customer.ship_city",
        "charge.shipping",
        "discount.order",
        "discount.line",
        "discount.name",
        "tax.name",
        "tax.line",
        "order.tax_exempt",
        "line.add",
    } <= fields
    assert not fields & {"customer.bill_city", "charge.tip", "order.payment_method", "customer.phone"}
    small = set(read(tmp_path, "A1;5.00;1", header="order_number;price;quantity").tables.fields["field"])
    assert small == {"line.add", "line.remove", "line.price", "line.quantity"}


def test_fees_are_stored_where_there_is_a_column(tmp_path: Path) -> None:
    header = "order_number;order_subtotal;order_total;handling_fee;tip;price;quantity"
    found = read(tmp_path, "A1;10.00;13.50;2.50;1.00;10.00;1", header=header)
    assert columns(found.tables.charges, "kind", "amount_minor", "is_taxed") == [
        ("handling", 250, True),
        ("tip", 100, False),
    ]
    assert order(found, "A1")["fees_minor"] == 350
    after = part(found, "A1")
    charges = after.charges.assign(amount_minor=[300, 100])
    orders = after.orders.assign(fees_minor=400, total_minor=1400)
    assert written(found, replace(after, charges=charges, orders=orders)) == [
        "A1;10.00;14.00;3.00;1.00;10.00;1"
    ]


# writing


def test_without_changes_the_file_has_the_same_bytes(export: Export) -> None:
    assert written(export, export.tables.only([])) == [TEA, CUP, JUG]


def test_an_order_handed_back_unchanged_keeps_its_bytes(export: Export) -> None:
    assert written(export, export.tables) == [TEA, CUP, JUG]


def test_order_values_go_to_every_row_of_the_order(export: Export) -> None:
    after = part(export, "A1")
    orders = after.orders.assign(email="a.roth@example.ch", shipping_minor=990, total_minor=10490)
    charges = after.charges.assign(amount_minor=990)
    changed = ANNA.replace("anna@", "a.roth@").replace(";7.70;102.70", ";9.90;104.90")
    rows = [TEA.replace(ANNA, changed), CUP.replace(ANNA, changed), JUG]
    assert written(export, replace(after, orders=orders, charges=charges)) == rows


def test_a_quantity_moves_the_lines_cells_and_the_orders_amounts(export: Export) -> None:
    # 3 -> 2 teas: tax 2.77 with the coupon spread 2.50 + 2.50 … as the kernel worked out
    after = part(export, "A1")
    lines = after.lines.assign(quantity_milli=[2000, 1000], tax_minor=[281, 281])
    taxes = after.taxes.assign(
        amount_minor=[58, 281, 281] if after.taxes["scope"].iloc[0] != "line" else [281, 281, 58]
    )
    orders = after.orders.assign(items_minor=8000, tax_minor=620, total_minor=8270)
    rows = written(export, replace(after, lines=lines, taxes=taxes, orders=orders))
    head = ANNA.replace("100.00;7.70;7.70;102.70", "80.00;6.20;7.70;82.70")
    assert rows == [
        f"{head};T1;Thé;20.00;2;40.00;37.19;TVA 8.1%: 2.81;0.5;rouge",
        f"{head};T2;Tasse;40.00;1;40.00;37.19;TVA 8.1%: 2.81;0.3;",
        JUG,
    ]


def test_a_removed_line_takes_its_row_along(export: Export) -> None:
    after = part(export, "A1")
    lines = after.lines.loc[after.lines["sku"] == "T2"]
    taxes = after.taxes.loc[after.taxes["line_key"] != 7000]
    assert written(export, replace(after, lines=lines, taxes=taxes)) == [CUP, JUG]


def test_an_added_line_is_a_row_behind_the_orders_last_with_its_order_values(export: Export) -> None:
    after = part(export, "A1")
    new = after.lines.iloc[[1]].assign(
        line_key=10**12,
        line_number=3,
        sku="N9",
        name="Sucre; roux",
        unit_price_sub=3_500_000,
        quantity_milli=2000,
    )
    tax = after.taxes.loc[after.taxes["line_key"] == 7001].assign(
        tax_key=10**12, line_key=10**12, amount_minor=50
    )
    orders = after.orders.assign(total_minor=10970)
    tables = replace(
        after,
        orders=orders,
        lines=pd.concat([after.lines, new], ignore_index=True),
        taxes=pd.concat([after.taxes, tax], ignore_index=True),
    )
    head = ANNA.replace("102.70", "109.70")
    assert written(export, tables) == [
        TEA.replace(ANNA, head),
        CUP.replace(ANNA, head),
        f'{head};N9;"Sucre; roux";3.50;2;7.00;6.50;TVA 8.1%: 0.50;;',
        JUG,
    ]


def test_an_added_line_copies_unknown_columns_only_if_they_repeat_in_every_order(tmp_path: Path) -> None:
    header = "order_number;source;sku;price;quantity;couleur"
    found = read(
        tmp_path, "A1;app;T1;5.00;1;rouge", "A1;app;T2;6.00;1;bleu", "A2;web;T1;5.00;1;vert", header=header
    )
    after = part(found, "A2")
    new = after.lines.assign(line_key=10**12, line_number=2, sku="N1")
    rows = written(found, replace(after, lines=pd.concat([after.lines, new], ignore_index=True)))
    assert rows[2:] == ["A2;web;T1;5.00;1;vert", "A2;web;N1;5.00;1;"]


def test_a_line_added_in_place_of_the_only_one_stands_where_that_was(export: Export) -> None:
    after = part(export, "A2")
    new = after.lines.assign(line_key=10**12, line_number=2, sku="N1", name="Neu")
    rows = written(export, replace(after, lines=new, taxes=after.taxes.iloc[:0]))
    assert rows == [TEA, CUP, f"{BEAT};N1;Neu;50.00;1;50.00;50.00;;;"]


@pytest.mark.parametrize(
    ("stored", "amount", "text"),
    [("-5.00", 650, "-6.50"), ("5.00", 650, "6.50"), ("-5.00", 0, ""), ("5.00", 0, "")],
)
def test_a_discount_keeps_its_sign(tmp_path: Path, stored: str, amount: int, text: str) -> None:
    found = read(tmp_path, TEA.replace(";-5.00;", f";{stored};"), CUP.replace(";-5.00;", f";{stored};"), JUG)
    after = part(found, "A1")
    after = replace(after, orders=after.orders.assign(discount_minor=amount))
    assert written(found, after)[0] == TEA.replace(";-5.00;", f";{text};")


def test_a_new_discount_takes_the_sign_the_file_uses(export: Export) -> None:
    after = part(export, "A2")
    coupon = export.tables.discounts.assign(
        order_key=7002, discount_key=10**12, name="Kulanz", value_minor=200, amount_minor=200
    )
    orders = after.orders.assign(discount_minor=200, total_minor=4800)
    rows = written(export, replace(after, orders=orders, discounts=coupon))
    assert rows[2] == JUG.replace(";;50.00;;;", ";;48.00;-2.00;Kulanz;")


def test_a_tax_rate_changes_in_the_details_and_the_amounts(export: Export) -> None:
    after = part(export, "A2")
    taxes = after.taxes.assign(rate_ppb=26_000_000, amount_minor=127, name="TVA réduite")
    orders = after.orders.assign(tax_minor=127)
    rows = written(export, replace(after, taxes=taxes, orders=orders))
    assert rows[2] == JUG.replace("50.00;3.75;", "50.00;1.27;").replace(
        "46.25;TVA 8.1%: 3.75", "48.73;TVA réduite 2.6%: 1.27"
    )


def test_a_removed_tax_empties_the_details(export: Export) -> None:
    after = part(export, "A2")
    orders = after.orders.assign(tax_minor=0)
    rows = written(export, replace(after, taxes=after.taxes.iloc[:0], orders=orders))
    # no cell of the column says 0 other than by being empty … order_tax is written as the file writes amounts
    assert rows[2] == JUG.replace("50.00;3.75;", "50.00;0.00;").replace("46.25;TVA 8.1%: 3.75", "50.00;")


def test_a_name_without_a_column_of_its_own_is_the_billing_name(export: Export) -> None:
    after = part(export, "A2")
    rows = written(export, replace(after, orders=after.orders.assign(name="Bea Frei")))
    assert rows[2] == JUG.replace("Abholung;Beat Frei;", "Abholung;Bea Frei;")


def test_an_address_edited_by_itself_wins_over_the_name_it_stands_for(export: Export) -> None:
    after = part(export, "A2")
    rows = written(export, replace(after, orders=after.orders.assign(name="Bea Frei", bill_name="Frei AG")))
    assert rows[2] == JUG.replace("Abholung;Beat Frei;", "Abholung;Frei AG;")


def test_amounts_without_needless_zeros_stay_so(tmp_path: Path) -> None:
    found = read(tmp_path, "A1;10;0;0;10;0;T1;10;1", "A2;12.5;0;0;12.5;0;T1;12.5;1", header=PLAIN)
    after = part(found, "A1")
    lines = after.lines.assign(unit_price_sub=11_200_000)
    orders = after.orders.assign(items_minor=1120, total_minor=1120)
    assert written(found, replace(after, lines=lines, orders=orders))[0] == "A1;11.2;0;0;11.2;0;T1;11.2;1"


def test_order_values_that_stand_on_the_first_row_only_are_written_there(tmp_path: Path) -> None:
    header = "order_number;order_total;price;quantity"
    found = read(tmp_path, "A1;11.00;5.00;1", "A1;;6.00;1", header=header)
    assert order(found, "A1")["total_minor"] == 1100
    after = part(found, "A1")
    rows = written(found, replace(after, orders=after.orders.assign(total_minor=1200)))
    assert rows == ["A1;12.00;5.00;1", "A1;;6.00;1"]


def test_changes_taken_back_give_the_same_bytes(export: Export) -> None:
    after = part(export, "A1")
    changed = replace(
        after,
        orders=after.orders.assign(
            email="", total_minor=99900, discount_minor=700, shipping_method="Kurier; Express"
        ),
        lines=after.lines.assign(
            quantity_milli=[1500, 1000], unit_price_sub=[19_995_000, 40_000_000], name="Tee"
        ),
        taxes=after.taxes.assign(rate_ppb=26_000_000, name="IVA", amount_minor=[11, 12, 13]),
    )
    rows = written(export, changed)
    assert rows != [TEA, CUP, JUG]
    again = FORMAT.read([export.files[0].with_name("written.csv")], ReadOptions(7000, "CHF"))
    assert written(again, part(export, "A1")) == [TEA, CUP, JUG]


def test_a_row_with_no_item_is_an_order_that_takes_one(tmp_path: Path) -> None:
    header = "order_number;order_total;sku;name;price;quantity"
    found = read(tmp_path, "A1;0;;;;", "A2;5;T1;Thé;5;1", header=header)
    assert found.tables.lines["sku"].tolist() == ["T1"]
    new = found.tables.lines.assign(order_key=7000, line_key=10**12, sku="N1")
    rows = written(found, replace(part(found, "A1"), lines=new))
    assert rows == ["A1;0;;;;", "A1;0;N1;Thé;5;1", "A2;5;T1;Thé;5;1"]


def test_a_tax_added_to_a_line_without_any_stands_in_its_details(tmp_path: Path) -> None:
    row = JUG.replace("3.75;;50.00", "0.00;;50.00").replace("50.00;46.25;TVA 8.1%: 3.75", "50.00;50.00;")
    found = read(tmp_path, row, TEA, CUP)
    after = part(found, "A2")
    tax = found.tables.taxes.iloc[[0]].assign(
        order_key=7000, tax_key=10**12, scope="line", line_key=7000, amount_minor=375
    )
    rows = written(found, replace(after, taxes=tax, orders=after.orders.assign(tax_minor=375)))
    assert rows[0] == row.replace("0.00;;50.00", "3.75;;50.00").replace(
        "50.00;50.00;;", "50.00;46.25;TVA 8.1%;"
    )


# what a line's total means

TOTALS = "order_number;order_subtotal;order_tax;order_total;discount;price;quantity;total;total_without_tax"


@pytest.mark.parametrize(
    ("row", "after_row"),
    [
        # tax inside, before the discount
        (
            "A1;100.00;7.31;97.50;2.50;100.00;1;100.00;92.69",
            "A1;100.00;7.31;97.50;2.50;100.00;2;200.00;192.69",
        ),
        # tax inside, after the discount
        (
            "A1;100.00;7.31;97.50;2.50;100.00;1;97.50;90.19",
            "A1;100.00;7.31;97.50;2.50;100.00;2;197.50;190.19",
        ),
        # tax on top, within the total
        (
            "A1;100.00;7.90;105.40;2.50;100.00;1;107.90;100.00",
            "A1;100.00;7.90;105.40;2.50;100.00;2;207.90;200.00",
        ),
        # tax on top, within the total, after the discount
        (
            "A1;100.00;7.90;105.40;2.50;100.00;1;105.40;97.50",
            "A1;100.00;7.90;105.40;2.50;100.00;2;205.40;197.50",
        ),
    ],
)
def test_line_totals_move_by_what_they_are_found_to_mean(tmp_path: Path, row: str, after_row: str) -> None:
    found = read(tmp_path, row, header=TOTALS)
    assert columns(found.tables.taxes, "scope", "rate_ppb") == [("line", 81_000_000)]
    after = part(found, "A1")
    after = replace(after, lines=after.lines.assign(quantity_milli=2000))
    assert written(found, after) == [after_row]


def test_a_line_total_that_fits_no_reading_moves_by_the_difference_only(tmp_path: Path) -> None:
    found = read(tmp_path, JUG.replace(";50.00;46.25;", ";51.11;47.36;"))
    after = part(found, "A2")
    rows = written(found, replace(after, lines=after.lines.assign(quantity_milli=2000)))
    assert ";50.00;2;101.11;97.36;" in rows[0]


# broken files


def test_a_missing_column_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read(tmp_path, "A1;5.00", header="order_number;price")
    assert [(found.code, found.column) for found in caught.value.problems] == [("column-missing", "quantity")]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        (HEADER, 90),
        ("order_number,price,quantity", 60),
        ("Name,Email,Lineitem price,Lineitem quantity", 0),
        ("", 0),
        ("{}", 0),
    ],
)
def test_sniffing_knows_the_header(text: str, score: int) -> None:
    assert FORMAT.sniff(Path("orders.csv"), text.encode()) == score
