"""In which language a customer is written to, what changed in words, and names of files."""

from __future__ import annotations

import email
from email import policy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.languages import ENGLISH, find_words
from pipeline.languages.speech import find_speech
from pipeline.messages.compose import Message
from pipeline.messages.differences import Comparison, OrderParts
from pipeline.messages.draft_names import name_drafts
from pipeline.messages.facts import EXAMPLES
from pipeline.messages.one_line import one_line
from pipeline.messages.write import build_draft
from schemas.orders import CUSTOMER_FIELDS

ALL = ("en", "fr", "de", "it")


def where(locale: str = "", country: str = "", region: str = "", ship: str = "") -> dict[str, str]:
    return {
        "locale": locale,
        "bill_country": country,
        "bill_region": region,
        "ship_country": ship,
        "ship_region": "",
    }


@pytest.mark.parametrize(
    ("order", "tag", "source"),
    [
        (where(locale="it"), "it-CH", "order"),
        (where(locale="fr_FR", country="DE"), "fr-DE", "order"),
        (where(locale="en-US"), "en-US", "order"),
        (where(locale="pt-BR", country="FR"), "de-FR", "assumed"),
        (where(locale="fr, de", country="FR"), "de-FR", "assumed"),
        (where(country="FR"), "fr-FR", "address"),
        (where(country="Autriche"), "de-AT", "address"),
        (where(ship="IT"), "it-IT", "address"),
        (where(country="CH", region="VD"), "fr-CH", "address"),
        (where(country="Schweiz", region="CH-TI"), "it-CH", "address"),
        (where(country="CH", region="FR"), "de-CH", "assumed"),
        (where(country="CH"), "de-CH", "assumed"),
        (where(country="BE"), "de-BE", "assumed"),
        (where(country="Atlantis"), "de-CH", "assumed"),
        (where(), "de-CH", "assumed"),
    ],
)
def test_the_language_is_the_orders_or_its_countrys_or_the_default(
    order: dict[str, str], tag: str, source: str
) -> None:
    speech = find_speech(order, None, find_words("de"), ALL)
    assert (speech.words.tag, speech.source) == (tag, source)


def test_the_language_asked_for_comes_first_but_the_country_is_the_customers() -> None:
    speech = find_speech(where(locale="fr", country="DE"), find_words("it"), ENGLISH, ALL)
    assert (speech.words.tag, speech.source) == ("it-DE", "asked")


def test_a_language_without_a_template_is_said_to_be_assumed() -> None:
    speech = find_speech(where(locale="fr"), None, ENGLISH, ("en", "de"))
    assert (speech.words.language, speech.source) == ("en", "assumed")


def head(**more: Any) -> dict[str, Any]:
    texts = dict.fromkeys((*CUSTOMER_FIELDS, "payment_method", "shipping_method"), "")
    return {**texts, "currency": "CHF", "decimals": 2, "is_tax_exempt": False, **more}


def line(key: int, name: str, price_sub: int = 10_0000_00, quantity: int = 1000) -> dict[str, Any]:
    return {
        "line_key": key,
        "sku": f"S{name}",
        "name": name,
        "unit_price_sub": price_sub,
        "quantity_milli": quantity,
    }


def charge(kind: str, amount: int) -> dict[str, Any]:
    return {"kind": kind, "amount_minor": amount}


def discount(key: int, name: str, rate: int = 0, value: int = 0, parent: int = -1) -> dict[str, Any]:
    kind = "percent" if rate else "amount"
    facts = {"kind": kind, "rate_ppb": rate, "value_minor": value, "parent_key": parent}
    return {"discount_key": key, "name": name, **facts}


def tax(name: str, rate: int, line_key: int = -1) -> dict[str, Any]:
    return {
        "scope": "order" if line_key < 0 else "line",
        "line_key": line_key,
        "name": name,
        "rate_ppb": rate,
    }


def tell(
    before: OrderParts, after: OrderParts, language: str = "en", *, are_keys_kept: bool = True
) -> list[str]:
    words = find_words(language)
    return [text.replace("\u00a0", "~") for text in Comparison(before, after, words, are_keys_kept).tell()]


def test_changes_of_items_in_words() -> None:
    before = OrderParts(head(), [line(1, "Cup"), line(2, "Pot"), line(3, "Tea", quantity=500)])
    after = OrderParts(
        head(), [line(1, "Mug", 12_5000_00, 2000), line(3, "Tea", quantity=1250), line(9, "Jam")]
    )
    assert tell(before, after) == [
        "Mug instead of Cup",
        "Mug: quantity 2 instead of 1",
        "Mug: price 12.50 CHF instead of 10.00 CHF",
        "Removed: 1 × Pot",
        "Tea: quantity 1.25 instead of 0.5",
        "Added: 1 × Jam at 10.00 CHF",
    ]


def test_changes_of_discounts_and_fees_in_words() -> None:
    before = OrderParts(
        head(),
        [],
        [charge("shipping", 790)],
        [discount(1, "Merci", value=500), discount(2, "Alt", value=100)],
    )
    after = OrderParts(
        head(),
        [],
        [charge("tip", 200)],
        [
            discount(1, "Merci", rate=75_000_000),
            discount(3, "", value=300),
            discount(4, "", value=9, parent=3),
        ],
    )
    assert tell(before, after, "fr") == [
        "Rabais~: Merci (7.5~%) au lieu de Merci (5.00 CHF)",
        "Rabais supprimé~: Alt (1.00 CHF)",
        "Rabais accordé~: 3.00 CHF",
        "Frais d’expédition~: 0.00 CHF au lieu de 7.90 CHF",
        "Pourboire~: 2.00 CHF au lieu de 0.00 CHF",
    ]


def test_taxes_that_came_or_went_but_not_those_of_removed_items() -> None:
    lines = [line(1, "Cup"), line(2, "Pot")]
    before = OrderParts(head(), lines, taxes=[tax("TVA 8.1%", 81_000_000, 1), tax("TVA", 26_000_000, 2)])
    after = OrderParts(head(is_tax_exempt=True), lines[:1], taxes=[tax("TVA", 38_000_000, 1)])
    assert tell(before, after) == [
        "Removed: 1 × Pot",
        "Tax removed: TVA 8.1%",
        "Tax added: TVA 3.8~%",
        "Free of tax",
    ]
    assert tell(after, before)[-1] == "No longer free of tax"


def test_changes_of_the_customer_in_words() -> None:
    before = OrderParts(head(phone="1", email="a@example.ch", ship_city="Bern"))
    after = OrderParts(
        head(
            email="a@example.ch",
            ship_city="Vevey",
            ship_postal_code="1800",
            ship_street_1="Quai\n5",
            payment_method="TWINT",
        )
    )
    assert tell(before, after, "de") == [
        "Telefon: neu –",
        "Zahlungsoption: neu TWINT",
        "Lieferadresse: neu Quai 5, 1800 Vevey",
    ]


def test_items_read_anew_are_told_apart_by_their_names() -> None:
    before = OrderParts(head(), [line(1, "Cup"), line(2, "Cup"), line(3, "Pot")])
    after = OrderParts(
        head(), [line(1, "Jam"), line(2, "Cup"), line(3, "Cup"), line(4, "Pot", quantity=3000)]
    )
    assert tell(before, after, are_keys_kept=False) == [
        "Pot: quantity 3 instead of 1",
        "Added: 1 × Jam at 10.00 CHF",
    ]


def test_file_names_are_safe_and_no_two_alike() -> None:
    numbers = (
        "#1",
        "_1",
        "k1",
        "K1",
        "../../x",
        "",
        "nul",
        "COM1.a",
        "注文",
        "a" * 300,
        "\x00-x",
        "1-2",
        "1",
        "1",
    )
    names = name_drafts([SimpleNamespace(order_id=number) for number in numbers])
    assert names[:6] == ["_1.eml", "_1-2.eml", "k1.eml", "K1-2.eml", "_.._x.eml", "_.eml"]
    assert names[6:8] == ["_nul.eml", "_COM1.a.eml"]
    assert len({name.casefold() for name in names}) == len(numbers)
    assert max(map(len, names)) < 100
    assert not [name for name in names if "/" in name or name.startswith((".", "-"))]


def test_one_line_keeps_what_can_be_seen() -> None:
    assert one_line("a\u2028b\tc\u200bd\u202ee\x7f") == "a b cde"
    assert one_line("8.1\u00a0%  net ") == "8.1\u00a0% net"


PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(["=?utf-8?q?", "=0ABcc:_e", "?=", "\r\n", "Bcc: a@example.ch", '"', "<", ","]),
    )
).map("".join)


@example(name="x=?utf-8?q?=0ABcc:e?=", subject="")
@example(name="", subject="x=?utf-8?q?=0ABcc:e?=")
@given(name=PIECES, subject=PIECES)
def test_whatever_a_customer_is_called_the_draft_has_its_own_headers_alone(name: str, subject: str) -> None:
    said = Message(
        *(1, "K1", "fr", "order", one_line(name), "a@example.ch", "a@example.ch", EXAMPLES[0], 100, 2),
        subject=one_line(f"Order {subject}"),
        text="Bonjour\n",
    )
    read = email.message_from_bytes(build_draft(said, "2026-11-26T03:00:00+00:00"), policy=policy.default)
    assert set(read.keys()) == {
        *("Subject", "To", "Date", "X-Unsent", "Content-Type", "Content-Transfer-Encoding"),
        *("MIME-Version", "Content-Language"),
    }
    assert [one.addr_spec for one in read["To"].addresses] == ["a@example.ch"]
    assert read.get_content() == "Bonjour\r\n"
