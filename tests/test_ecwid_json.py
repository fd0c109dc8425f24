"""Ecwid orders in JSON become tables: what is stored, what follows from it, what cannot be read."""

from __future__ import annotations

import json

import pytest

from ecwid_orders import ORDER, read_text, small_order, vary, written
from pipeline.formats.ecwid_json.format import FORMAT
from pipeline.formats.protocol import ReadOptions
from pipeline.problems import InputRefused
from schemas.orders import FIELD_NAMES, SCHEMAS, Tables


def first(table, *columns):
    return [tuple(row[name] for name in columns) for row in table.to_dict("records")]


def test_an_order_with_its_components(tmp_path):
    tables = read_text(tmp_path, ORDER).tables
    order = tables.orders.iloc[0]
    components = ("items", "discount", "shipping", "fees", "tax", "total")
    assert [order[f"{name}_minor"] for name in components] == [10000, 1000, 900, 0, 803, 10703]
    assert [order[f"has_{name}"] for name in components] == [True, True, True, False, True, True]
    assert (order["order_id"], order["alternative_id"], order["record"]) == ("K1001", "516001", 1)
    assert (order["tax_mode"], order["currency"], order["platform"]) == ("on_top", "CHF", "ecwid")
    assert (order["payment_state"], order["paid_minor"], order["refunded_minor"]) == ("paid", 10703, 0)
    assert (order["bill_street_1"], order["bill_street_2"]) == ("Seestrasse 5", "Hinterhaus")
    assert (order["name"], order["ship_name"]) == ("Vreni Keller", "")


def test_lines_carry_their_tax_without_that_of_shipping(tmp_path):
    tables = read_text(tmp_path, ORDER).tables
    assert first(
        tables.lines, "line_number", "line_id", "sku", "unit_price_sub", "quantity_milli", "tax_minor"
    ) == [
        (1, "71", "TASSE-01", 25_000_000 // 100 * 100, 2000, 365),
        (2, "72", "KANNE-01", 50_000_000, 1000, 365),
    ]
    assert first(tables.taxes, "scope", "line_key", "name", "rate_ppb", "amount_minor") == [
        ("line", 0, "MwSt.", 81_000_000, 365),
        ("line", 1, "MwSt.", 81_000_000, 365),
        ("charges", -1, "MwSt.", 81_000_000, 73),
    ]
    assert first(tables.charges, "kind", "name", "amount_minor", "is_taxed") == [
        ("shipping", "PostPac", 900, True)
    ]


def test_a_coupon_has_its_stored_shares(tmp_path):
    tables = read_text(tmp_path, ORDER).tables
    assert first(
        tables.discounts, "parent_key", "line_key", "source", "name", "value_minor", "amount_minor"
    ) == [
        (-1, -1, "coupon", "WINTER", 1000, 1000),
        (0, 0, "coupon", "WINTER", 0, 500),
        (0, 1, "coupon", "WINTER", 0, 500),
    ]


def test_every_table_fits_its_schema_and_every_field_can_be_stored(tmp_path):
    tables = read_text(tmp_path, ORDER).tables
    for name, schema in SCHEMAS.items():
        schema.validate(getattr(tables, name))
    assert tables.fields["field"].tolist() == list(FIELD_NAMES)


@pytest.mark.parametrize(
    ("members", "order_id", "alternative_id"),
    [
        ('"id": "A-1", "orderNumber": 7, "vendorOrderNumber": "A-1"', "A-1", "7"),
        ('"vendorOrderNumber": "00035", "orderNumber": 35', "00035", "35"),
        ('"orderNumber": 35, "internalId": 9', "35", "9"),
        ('"id": 512', "512", ""),
        ('"externalOrderId": "X2"', "X2", ""),
        ('"email": "a@example.ch"', "record-1", ""),
    ],
)
def test_the_order_number_is_the_one_the_shop_shows(tmp_path, members, order_id, alternative_id):
    text = "{" + members + ', "subtotal": 0, "items": []}'
    order = read_text(tmp_path, text).tables.orders.iloc[0]
    assert (order["order_id"], order["alternative_id"]) == (order_id, alternative_id)


@pytest.mark.parametrize(
    ("members", "state", "paid", "refunded", "is_known"),
    [
        ('"paymentStatus": "PAID",', "paid", 1000, 0, True),
        ('"paymentStatus": "AWAITING_PAYMENT",', "unpaid", 0, 0, True),
        ('"paymentStatus": "INCOMPLETE", "giftCardRedemption": 4,', "unpaid", 400, 0, True),
        ('"paymentStatus": "CANCELLED",', "cancelled", 0, 0, True),
        ('"paymentStatus": "PAID", "giftCardRedemption": 4,', "paid", 1400, 0, True),
        (
            '"paymentStatus": "PARTIALLY_REFUNDED", "refundedAmount": 3.5,',
            "partially_refunded",
            1000,
            350,
            True,
        ),
        (
            '"paymentStatus": "PARTIALLY_REFUNDED", "refunds": [{"amount": 1}, {"amount": 0.5}],',
            "partially_refunded",
            1000,
            150,
            True,
        ),
        ('"paymentStatus": "PARTIALLY_REFUNDED",', "partially_refunded", 1000, 0, False),
        ('"paymentStatus": "REFUNDED",', "refunded", 1000, 1000, True),
        ('"paymentStatus": "REFUNDED", "refundedAmount": 9,', "refunded", 1000, 900, True),
        ('"paymentStatus": "BEZAHLT",', "unknown", 0, 0, False),
        ("", "unknown", 0, 0, False),
    ],
)
def test_what_was_paid_follows_from_the_status(tmp_path, members, state, paid, refunded, is_known):
    order = read_text(tmp_path, small_order(members)).tables.orders.iloc[0]
    assert order["payment_state"] == state
    assert (order["paid_minor"], order["refunded_minor"], order["is_paid_known"]) == (
        paid,
        refunded,
        is_known,
    )


def test_the_total_is_before_gift_cards(tmp_path):
    order = read_text(tmp_path, small_order('"giftCardRedemption": 4,')).tables.orders.iloc[0]
    assert order["total_minor"] == 1400


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('"pricesIncludeTax": true, "tax": 1,', "included"),
        ('"pricesIncludeTax": false, "tax": 1,', "on_top"),
        ('"tax": 1,', "included"),  # 10 = 10, tax or no tax
        ('"tax": 1, "discount": 1,', "on_top"),  # 10 - 1 + 1
        ('"tax": 3,', "included"),
        ('"tax": 3, "discount": 1,', "on_top"),  # neither adds up
        ('"tax": 0,', "on_top"),
    ],
)
def test_where_an_order_does_not_say_it_the_arithmetic_tells_whether_tax_is_inside(
    tmp_path, members, expected
):
    assert read_text(tmp_path, small_order(members)).tables.orders["tax_mode"].tolist() == [expected]


@pytest.mark.parametrize(
    ("totals", "given", "currency", "is_assumed"),
    [
        ([("10", "10")], "", "USD", False),
        ([("10", "10.0"), ("12.5", "12.50"), ("3", "")], "", "USD", False),
        ([("10", "11.067309160854485")], "", "CHF", True),
        ([("10", "10"), ("12", "13")], "", "CHF", True),
        ([("0", "0")], "", "CHF", True),
        ([("10", "")], "", "CHF", True),
        ([("10", "10")], "EUR", "EUR", False),
    ],
)
def test_the_currency_is_given_or_dollars_or_assumed(tmp_path, totals, given, currency, is_assumed):
    orders = [
        '{"orderNumber": 1, "subtotal": 1, "total": '
        + total
        + (f', "usdTotal": {usd}' if usd else "")
        + ', "items": []}'
        for total, usd in totals
    ]
    export = read_text(tmp_path, "\n".join(orders), currency=given)
    assert set(export.tables.orders["currency"]) == {currency}
    assert [problem.code for problem in export.problems] == (["currency-assumed"] if is_assumed else [])


def test_amounts_are_in_the_currencys_minor_units(tmp_path):
    order = read_text(tmp_path, small_order(""), currency="JPY").tables.orders.iloc[0]
    assert (order["decimals"], order["total_minor"]) == (0, 10)


def test_surcharges_and_tips_are_charges(tmp_path):
    surcharges = """"handlingFee": {"name": "Verpackung", "value": 2}, "customSurcharges": [
        {"id": "tips", "description": "Trinkgeld", "value": 10, "type": "PERCENT", "total": 1},
        {"id": "Express", "value": 5, "type": "ABSOLUTE", "total": 5, "taxes": [{"name": "MwSt.", "value": 8.1}]}],"""
    tables = read_text(tmp_path, small_order(surcharges)).tables
    assert first(tables.charges, "kind", "name", "rate_ppb", "amount_minor", "is_taxed") == [
        ("handling", "Verpackung", 0, 200, True),
        ("tip", "Trinkgeld", 100_000_000, 100, False),
        ("surcharge", "Express", 0, 500, True),
    ]
    assert tables.orders["fees_minor"].tolist() == [800]


PROMOTION = '{"value": 4, "type": "ABS", "base": "ON_TOTAL"}'


@pytest.mark.parametrize(
    ("members", "item_discounts", "expected"),
    [
        # an entry of the order and its copy in the item
        (
            f'"discount": 4, "discountInfo": [{PROMOTION}],',
            f'[{{"discountInfo": {PROMOTION}, "total": 4}}]',
            [
                (-1, -1, "amount", "promotion", "ON_TOTAL", 2, 0, 400, 400),
                (0, 0, "amount", "promotion", "ON_TOTAL", 2, 0, 0, 400),
            ],
        ),
        # the same without copies: the order's discount tells the amount
        (
            '"discount": 0.5, "discountInfo": [{"value": 5, "type": "PERCENT", "base": "ON_TOTAL"}],',
            "[]",
            [(-1, -1, "percent", "promotion", "ON_TOTAL", 2, 50_000_000, 0, 50)],
        ),
        # two without copies: the last takes what the first leaves
        (
            f'"discount": 4.3, "discountInfo": [{PROMOTION}, {{"value": 5, "type": "PERCENT", "base": "CUSTOM"}}],',
            "[]",
            [
                (-1, -1, "amount", "promotion", "ON_TOTAL", 2, 0, 400, 400),
                (-1, -1, "percent", "custom", "CUSTOM", 2, 50_000_000, 0, 30),
            ],
        ),
        # a custom discount in both lists is one
        (
            '"discount": 1, "discountInfo": [{"value": 1, "type": "ABS", "base": "CUSTOM", "description": "Geste"}], "customDiscount": [{"value": 1.0, "type": "ABS"}],',
            "[]",
            [(-1, -1, "amount", "custom", "Geste", 1, 0, 100, 100)],
        ),
        # a plain number
        (
            '"discount": 1, "customDiscount": [1, 0],',
            "[]",
            [(-1, -1, "amount", "custom", "CUSTOM", 1, 0, 100, 100)],
        ),
        # only a sum
        ('"discount": 1,', "[]", [(-1, -1, "amount", "promotion", "", 2, 0, 100, 100)]),
        # of the item alone
        (
            '"discount": 4,',
            f'[{{"discountInfo": {PROMOTION}, "total": 4}}]',
            [(-1, 0, "amount", "line", "ON_TOTAL", 0, 0, 400, 400)],
        ),
        # of the item, and more that nothing explains
        (
            '"discount": 5,',
            f'[{{"discountInfo": {PROMOTION}, "total": 4}}]',
            [
                (-1, 0, "amount", "line", "ON_TOTAL", 0, 0, 400, 400),
                (-1, -1, "amount", "promotion", "", 2, 0, 100, 100),
            ],
        ),
        # a coupon of a percentage; one that gave less than it could
        (
            '"couponDiscount": 1, "discountCoupon": {"name": "Lenz", "discountType": "PERCENT", "discount": 10},',
            "[]",
            [(-1, -1, "percent", "coupon", "Lenz", 1, 100_000_000, 0, 100)],
        ),
        (
            '"couponDiscount": 7, "discountCoupon": {"code": "L", "discountType": "ABS", "discount": 20},',
            "[]",
            [(-1, -1, "amount", "coupon", "L", 1, 0, 700, 700)],
        ),
        (
            '"couponDiscount": 7, "discountCoupon": {"code": "L", "discountType": "SHIPPING", "discount": 0},',
            "[]",
            [(-1, -1, "amount", "coupon", "L", 1, 0, 700, 700)],
        ),
        ('"couponDiscount": 0, "discountCoupon": {"code": "L"}, "discount": 0,', "[]", []),
    ],
)
def test_discounts_as_the_order_states_them(tmp_path, members, item_discounts, expected):
    item = f'{{"price": 10, "quantity": 1, "name": "A", "discounts": {item_discounts}}}'
    tables = read_text(tmp_path, small_order(members, item)).tables
    columns = (
        "parent_key",
        "line_key",
        "kind",
        "source",
        "name",
        "stage",
        "rate_ppb",
        "value_minor",
        "amount_minor",
    )
    assert first(tables.discounts, *columns) == expected


@pytest.mark.parametrize(
    ("tax", "expected", "is_known"),
    [
        (
            '"tax": 1.2, "taxes": [{"name": "A", "value": 8, "total": 0.8}, {"name": "B", "value": 4, "total": 0.4}]',
            [80, 40],
            True,
        ),
        ('"tax": 0.9, "taxes": [{"name": "A", "value": 8, "total": 0.9, "taxOnShipping": 0.1}]', [80], True),
        ('"tax": 0.8, "taxes": [{"name": "A", "value": 8}]', [80], True),
        ('"tax": 0.8', [80], True),
        ('"tax": 0.8, "taxes": [{"name": "A", "total": 0.8}]', [80], True),
        ('"tax": 9.41, "taxes": [{"name": "A", "total": 9.41}]', [941], False),
        ('"tax": 0', [], True),
    ],
)
def test_a_lines_tax_from_what_older_and_newer_orders_state(tmp_path, tax, expected, is_known):
    item = f'{{"price": 10, "quantity": 1, "name": "A", {tax}}}'
    tables = read_text(tmp_path, small_order("", item)).tables
    assert tables.taxes["amount_minor"].tolist() == expected
    assert tables.taxes["is_rate_known"].all() == is_known
    assert tables.lines["tax_minor"].tolist() == [sum(expected)]


@pytest.mark.parametrize(
    ("tax", "rate", "told"),
    [
        ('{"name": "VAT", "value": 8, "total": 0.8}', 80_000_000, []),
        ('{"name": "VAT 7.7%", "total": 0.8}', 77_000_000, []),
        ('{"name": "VAT", "total": 0.8}', 80_000_000, [("rate-inferred", "VAT", "8%")]),
        ('{"total": 0.77}', 77_000_000, [("rate-inferred", "tax", "7.7%")]),
    ],
)
def test_a_rate_is_stated_or_named_or_inferred_and_then_said(tmp_path, tax, rate, told):
    item = f'{{"price": 10, "quantity": 1, "name": "A", "tax": 0.8, "taxes": [{tax}]}}'
    export = read_text(tmp_path, small_order("", item), currency="CHF")
    assert export.tables.taxes[["rate_ppb", "is_rate_known"]].to_numpy().tolist() == [[rate, True]]
    assert [(one.code, one.found, one.expected) for one in export.problems] == told


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ('"price": 50', '"price": "viel"', "bad-amount", "items[1].price"),
        ('"price": 50', '"price": true', "bad-amount", "items[1].price"),
        ('"price": 50', '"price": 1e99', "bad-amount", "items[1].price"),
        ('"price": 50', '"price": 0.1234567', "amount-too-precise", "items[1].price"),
        ('"price": 50', '"preis": 50', "order-incomplete", "items[1].price"),
        ('"quantity": 2', '"quantity": 2000000000', "amount-too-large", "items[0].quantity"),
        ('"total": 107.03', '"total": 107.034', "amount-too-precise", "total"),
        ('"shippingRate": 9', '"shippingRate": [9]', "bad-amount", "shippingOption.shippingRate"),
        ('"discount": 10', '"discount": "x"', "bad-amount", "discountCoupon.discount"),
        ('"total": 0.73', '"total": "x"', "bad-amount", "taxesOnShipping[0].total"),
        ('"items": [\n', '"lines": [\n', "order-incomplete", "items"),
        ('"items": [\n', '"items": [ 5,\n', "order-incomplete", "items[0]"),
        ('"discountCoupon": {', '"discountCoupon": "x", "was": {', "order-incomplete", "discountCoupon"),
        ('"taxesOnShipping": [', '"taxesOnShipping": 1, "was": [', "order-incomplete", "taxesOnShipping"),
    ],
)
def test_an_order_with_an_unreadable_place_is_set_aside_alone(tmp_path, old, new, code, column):
    text = f"[{small_order('')}, {vary((old, new))}]"
    export = read_text(tmp_path, text)
    assert export.tables.orders["order_id"].tolist() == ["K1"]
    assert export.broken_orders == ("K1001",)
    assert [(problem.code, problem.column, problem.row) for problem in export.problems] == [(code, column, 2)]
    for rows in (export.tables.lines, export.tables.taxes, export.tables.discounts, export.tables.charges):
        assert set(rows["order_key"]) <= {0}
    assert written(export, Tables.empty()) == text.encode()


def test_something_else_between_the_orders_is_set_aside(tmp_path):
    export = read_text(tmp_path, f"[null, {small_order('')}]")
    assert export.tables.orders["record"].tolist() == [2]
    assert export.broken_orders == ("record-1",)


def test_shares_nobody_could_pay_are_not_read_as_amounts(tmp_path):
    text = vary(('"shipping": 9', '"shipping": 8.599069197795469'))
    assert read_text(tmp_path, text).problems == ()


def test_an_exponent_and_a_number_in_quotes_are_numbers_too(tmp_path):
    text = vary(('"price": 25', '"price": 2.5e1'), ('"price": 50', '"price": "50.00"'))
    assert read_text(tmp_path, text).tables.lines["unit_price_sub"].tolist() == [25_000_000, 50_000_000]


def test_half_a_character_does_not_stop_the_file(tmp_path):
    text = vary(('"name": "Tasse"', '"name": "Tasse \\ud83d"'))
    export = read_text(tmp_path, text)
    assert export.tables.lines["name"].tolist() == ["Tasse \ufffd", "Kanne"]
    assert written(export, Tables.empty()) == text.encode()


FORMS = {
    "one": ORDER,
    "page": f'{{"total": 1, "count": 1, "offset": 0, "limit": 10, "items": [{ORDER}]}}',
    "list": f"[{ORDER}]",
    "lines": json.dumps(json.loads(ORDER)) + "\n" + small_order("") + "\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_form_is_recognised_read_and_written_back_unchanged(tmp_path, form, encoding):
    export = read_text(tmp_path, FORMS[form], encoding=encoding)
    original = export.files[0].read_bytes()
    assert FORMAT.sniff(export.files[0], original) > 90
    assert export.tables.orders["order_id"].tolist()[0] == "K1001"
    assert written(export, Tables.empty()) == original


def test_an_empty_page_holds_no_orders(tmp_path):
    text = '{"total": 0, "count": 0, "offset": 0, "limit": 10, "items": []}'
    export = read_text(tmp_path, text, currency="")
    assert FORMAT.sniff(export.files[0], text.encode()) > 0
    assert (len(export.tables.orders), export.problems) == (0, ())
    assert written(export, Tables.empty()) == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "order_number;email\n1;a@example.ch\n",
        '[{"id": 1, "line_items": [], "total": "10.00", "status": "processing", "billing": {}}]',
        '{"orders": [{"id": 1, "line_items": [], "financial_status": "paid", "total_price": "10.00"}]}',
        "5",
        "[1, 2]",
    ],
)
def test_other_files_are_not_taken_for_ecwid_orders(tmp_path, text):
    assert FORMAT.sniff(tmp_path / "orders.json", text.encode()) == 0
    with pytest.raises(InputRefused) as refused:
        read_text(tmp_path, text)
    assert refused.value.problems[0].code == "format-unknown"


@pytest.mark.parametrize(
    "head", [b"", b"\xff\xfe", b"\x80\x81", b"{", b'\xff\xfe{\x00"', ORDER.encode()[:300]]
)
def test_sniffing_never_fails(tmp_path, head):
    assert FORMAT.sniff(tmp_path / "x", head) in (0, 95)


def test_a_file_cut_off_is_refused_with_the_place(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read_text(tmp_path, '{"id": "K1",\n  "subtotal": 10,\n  "total"')
    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.column) == ("json-broken", 3, "10")


def test_keys_of_several_files_stand_apart_and_in_their_range(tmp_path):
    paths = [tmp_path / name for name in ("a.json", "b.json")]
    paths[0].write_text(ORDER, encoding="utf-8")
    paths[1].write_text(vary(("K1001", "K1002")), encoding="utf-8")
    export = FORMAT.read(paths, ReadOptions(first_key=5000, currency="CHF"))
    assert export.tables.orders["file"].tolist() == ["a.json", "b.json"]
    for name, key in (
        ("orders", "order_key"),
        ("lines", "line_key"),
        ("discounts", "discount_key"),
        ("taxes", "tax_key"),
    ):
        keys = getattr(export.tables, name)[key]
        assert keys.is_unique
        assert keys.min() >= 5000
    after = export.tables.only(export.tables.orders.loc[[1], "order_key"])
    outs = [tmp_path / name for name in ("a.out", "b.out")]
    after = Tables(
        after.orders.assign(email="neu@example.ch"),
        after.lines,
        after.charges,
        after.discounts,
        after.taxes,
        after.fields,
    )
    FORMAT.write(export, after, outs)
    assert outs[0].read_bytes() == paths[0].read_bytes()
    assert outs[1].read_text(encoding="utf-8") == vary(
        ("K1001", "K1002"), ("vreni.keller@example.ch", "neu@example.ch")
    )
