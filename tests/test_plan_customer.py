"""Edits of the customer: name, e-mail, phone, addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import Orders, edit, line
from planning import codes, plan_edits, states, steps, told
from schemas.orders import Tables


@pytest.fixture(scope="module")
def people() -> Tables:
    """Order 1 has one name everywhere, order 2 another one to ship to, order 3 an old encoding."""
    orders = Orders()
    for number in "14567":
        orders.add(number, line("TEA", "5.00"), name="Ana Favre", bill_name="Ana Favre", ship_name="Ana Favre",
                   phone="021 1", bill_phone="021 1", email="ana@example.ch", ship_city="Nyon")  # fmt: skip
    orders.add("2", line("TEA", "5.00"), name="Ana Favre", bill_name="Ana Favre", ship_name="Beat Favre")
    orders.add("3", line("TEA", "5.00"), name="Ana Favre", encoding="cp1252")
    return orders.tables()


def test_a_new_name_replaces_the_old_one_wherever_it_stood(people: Tables) -> None:
    planned = plan_edits(
        people,
        edit("1", "customer", name="Ana Favre-Rossi"),
        edit("2", "customer", name="Ana Rossi"),
        edit("4", "customer", phone="021 2"),
    )
    assert steps(planned, "order_key", "column", "text") == [
        (1, "name", "Ana Favre-Rossi"),
        (1, "bill_name", "Ana Favre-Rossi"),
        (1, "ship_name", "Ana Favre-Rossi"),
        (11, "name", "Ana Rossi"),
        (11, "bill_name", "Ana Rossi"),
        (3, "phone", "021 2"),
        (3, "bill_phone", "021 2"),
    ]
    assert "customer, bill_name: Ana Favre -> Ana Rossi (follows)" in told(planned)
    assert not planned.rows["moves_money"].any()


def test_an_address_given_a_name_of_its_own_keeps_to_it(people: Tables) -> None:
    planned = plan_edits(
        people,
        edit("1", "customer", name="Ana Rossi", ship_name="Beat Rossi"),
        edit("4", "customer", name="Ana Rossi"),
        edit("4", "customer", ship_name="Beat Rossi"),
    )
    assert states(planned) == ["planned"] * 3
    for order_key in (1, 3):
        mine = [
            (column, text)
            for key, column, text in steps(planned, "order_key", "column", "text")
            if key == order_key
        ]
        assert sorted(mine) == [
            ("bill_name", "Ana Rossi"),
            ("name", "Ana Rossi"),
            ("ship_name", "Beat Rossi"),
        ]
    assert "customer, ship_name: Ana Favre -> Ana Rossi (follows)" not in told(planned)


def test_fields_are_changed_cleared_or_left(people: Tables) -> None:
    planned = plan_edits(
        people,
        edit("1", "customer", ship_city="Genève", email="<clear>"),
        edit("4", "customer", ship_city="Nyon"),
        edit("5", "customer", ship_city="Vevey", old_ship_city="Nyon"),
        edit("6", "customer", ship_city="Vevey", old_ship_city="Morges"),
        edit("7", "customer", ship_company="Favre SA", old_ship_company="<clear>"),
    )
    assert states(planned) == ["planned", "nothing", "planned", "rejected", "planned"]
    assert codes(planned) == [[], ["already-so"], [], ["edit-conflict"], []]
    assert told(planned)[:2] == [
        "customer, ship_city: Nyon -> Genève (edit)",
        "customer, email: ana@example.ch ->  (edit)",
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "ana", "bad-email"),
        ("email", "ana@example", "bad-email"),
        ("email", "ana@example.ch, beat@example.ch", "bad-email"),
        ("name", "<clear>", "cannot-clear"),
    ],
)
def test_what_no_customer_can_have_is_refused(people: Tables, field: str, value: str, code: str) -> None:
    assert codes(plan_edits(people, edit("1", "customer", **{field: value}))) == [[code]]


def test_text_must_fit_the_encoding_of_the_export(people: Tables) -> None:
    planned = plan_edits(
        people,
        edit("3", "customer", ship_city="Łódź"),
        edit("1", "customer", ship_city="Łódź"),
    )
    assert codes(planned) == [["text-not-encodable"], []]
    assert planned.problems[0].found == "Ł"


def test_what_the_export_has_no_place_for_is_refused(people: Tables) -> None:
    fields = people.fields.loc[~people.fields["field"].isin(["customer.phone", "customer.bill_name"])]
    bare = replace(people, fields=fields)
    planned = plan_edits(
        bare,
        edit("1", "customer", phone="1"),
        edit("4", "customer", name="Ana Rossi"),
    )
    assert codes(planned) == [["field-not-in-export"], []]
    assert steps(planned, "column") == [("name",), ("ship_name",)]


def test_a_country_is_written_as_the_order_writes_countries() -> None:
    orders = Orders()
    orders.add("1", line("TEA", "5.00"), ship_country="CH", bill_country="CH")
    orders.add("2", line("TEA", "5.00"), ship_country="Switzerland", bill_country="")
    orders.add("3", line("TEA", "5.00"), ship_country="CH", bill_country="")
    planned = plan_edits(
        orders.tables(),
        edit("1", "customer", ship_country="Österreich", bill_country="suisse"),
        edit("2", "customer", ship_country="Italie"),
        edit("3", "customer", ship_country="francia", old_ship_country="Svizzera", bill_country="Atlantis"),
    )
    assert codes(planned) == [["already-so"], [], []]
    assert told(planned) == [
        "customer, ship_country: CH -> AT (edit)",
        "customer, ship_country: Switzerland -> Italie (edit)",
        "customer, ship_country: CH -> FR (edit)",
        "customer, bill_country:  -> Atlantis (edit)",
    ]
