"""The words of an edits file: four languages, any spelling, and never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.workbook import vocabulary
from pipeline.workbook.headers import (
    FIELDS,
    NEUTRAL_ROLES,
    REFS,
    Header,
    action_word,
    is_clear,
    is_silent_sheet,
    kind_word,
    read_field,
    read_header,
    read_long_header,
    sheet_target,
    target_word,
)
from pipeline.workbook.suggestions import suggest_action, suggest_field, suggest_header, suggest_target
from pipeline.workbook.wording import fold, keys_of, meanings, split_wordings
from schemas.edits import FIELDS_OF_TARGET, SHEETS, TARGETS


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Items", "item"), ("ITEM", "item"), ("Articles", "item"), ("Artikel", "item"), ("Articoli", "item"),
        ("Items (2)", "item"), ("Customer", "customer"), ("Clients", "customer"), ("Kunden", "customer"),
        ("Discount", "discount"), ("Rabais", "discount"), ("Rabatte", "discount"), ("Sconti", "discount"),
        ("Order", "order"), ("commandes", "order"), ("Bestellung", "order"), ("Ordine", "order"),
        ("Taxes", "tax"), ("TVA", "tax"), ("Steuern", "tax"), ("Imposte", "tax"), ("MwSt.", "tax"),
        ("Umsatz", ""), ("Sheet1", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_sheet_is_known_by_its_name_in_four_languages(name: str, target: str) -> None:
    assert sheet_target(name) == target


def test_the_sheets_of_the_template_and_their_fields_are_all_known() -> None:
    assert {target: sheet_target(name) for target, name in SHEETS.items()} == {
        target: target for target in TARGETS
    }
    for target, fields in FIELDS_OF_TARGET.items():
        for field in fields:
            assert read_field(field, target) == Header("field", field), (target, field)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Order", Header("order")),
        ("N° de commande", Header("order")),
        ("Bestell-Nr.", Header("order")),
        ("numero d'ordine *", Header("order")),
        ("Aktion", Header("action")),
        ("article", Header("ref")),
        ("Artikel-Nr.", Header("field", "sku")),
        ("Prix unitaire (CHF)*", Header("field", "price")),
        ("PREIS CHF", Header("field", "price")),
        ("neuer Preis", Header("field", "price")),
        ("Quantite", Header("field", "quantity")),
        ("Q.tà", Header("field", "quantity")),
        ("MwSt.", Header("field", "tax")),
        ("old price", Header("field", "price", is_old=True)),
        ("ancien prix", Header("field", "price", is_old=True)),
        ("prix (ancien)", Header("field", "price", is_old=True)),
        ("Preis (alter Wert, CHF)", Header("field", "price", is_old=True)),
        ("prezzo vecchio", Header("field", "price", is_old=True)),
        ("oldPrice", Header("field", "price", is_old=True)),
        ("Begründung", Header("reason")),
        ("Begruendung", Header("reason")),
        ("Numéro de demande", Header("request")),
        ("suchen", Header("find")),
        ("Résultat de l’import", Header("result")),
        ("Import-Kommentar", Header("comment")),
    ],
)
def test_columns_of_items(header: str, expected: Header) -> None:
    assert read_header(header, "item") == expected


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Name", "name"),
        ("E-Mail", "email"),
        ("adresse e-mail", "email"),
        ("Téléphone", "phone"),
        ("shipping street", "ship_street_1"),
        ("Shipping Address1", "ship_street_1"),
        ("Ship To Address Line 2", "ship_street_2"),
        ("adresse de livraison – rue", "ship_street_1"),
        ("Lieferadresse", "ship_street_1"),
        ("Lieferadresse PLZ", "ship_postal_code"),
        ("Lieferung Strasse und Nr.", "ship_street_1"),
        ("Versandadresse: Land", "ship_country"),
        ("City (shipping)", "ship_city"),
        ("Canton (livraison)", "ship_region"),
        ("indirizzo di consegna - CAP", "ship_postal_code"),
        ("Rechnungs-PLZ", "bill_postal_code"),
        ("Rechnungsort", "bill_city"),
        ("Adresse de facturation : pays", "bill_country"),
        ("Indirizzo di fatturazione: via e numero", "bill_street_1"),
        ("bill_company", "bill_company"),
        ("Nom (facturation)", "bill_name"),
        ("delivery phone", "ship_phone"),
    ],
)
def test_columns_of_the_customer(header: str, field: str) -> None:
    assert read_header(header, "customer") == Header("field", field)


def test_an_address_column_that_does_not_say_whose_is_the_shipping_one_and_says_so() -> None:
    assert read_header("NPA", "customer") == Header("field", "ship_postal_code", is_assumed=True)


def test_whose_address_it_is_can_stand_in_brackets_and_is_never_passed_over() -> None:
    assert read_header("City (billing only)", "customer") is None


@pytest.mark.parametrize(
    ("header", "target", "expected"),
    [
        ("Rabais", "discount", Header("ref")),
        ("Artikel", "discount", Header("item")),
        ("Art", "discount", Header("field", "kind")),
        ("montant", "discount", Header("field", "value")),
        ("nouveau nom", "discount", Header("field", "name")),
        ("TVA", "tax", Header("ref")),
        ("Steuersatz %", "tax", Header("field", "rate")),
        ("alter Satz", "tax", Header("field", "rate", is_old=True)),
        ("Frais d'expédition", "order", Header("field", "shipping_fee")),
        ("Versandart", "order", Header("field", "shipping_method")),
        ("esente IVA", "order", Header("field", "tax_exempt")),
        ("Versandkosten (alt)", "order", Header("field", "shipping_fee", is_old=True)),
    ],
)
def test_columns_of_the_other_sheets(header: str, target: str, expected: Header) -> None:
    assert read_header(header, target) == expected


@pytest.mark.parametrize(
    "header", ["Remarqe", "weight", "", "  ", "***", "Quantitée", "old order", "shipping"]
)
def test_what_is_not_known_is_not_guessed(header: str) -> None:
    assert read_header(header, "item") is None


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("add", "add"), ("AJOUTER", "add"), ("hinzufügen", "add"), ("aggiungi", "add"), ("+", "add"),
        ("change", "change"), ("Ändern", "change"), ("aendern", "change"), ("modifier", "change"),
        ("remove", "remove"), ("löschen", "remove"), ("Supprimer", "remove"), ("elimina", "remove"), ("-", "remove"),
        ("maybe", ""), ("", ""),
    ],
)  # fmt: skip
def test_actions(word: str, action: str) -> None:
    assert action_word(word) == action


@pytest.mark.parametrize(
    "word", ["<clear>", "<CLEAR>", "< Effacer >", "<vider>", "<löschen>", "<leeren>", "<svuota>"]
)
def test_clear_is_known_in_four_languages(word: str) -> None:
    assert is_clear(word)


@pytest.mark.parametrize("word", ["clear", "", "<>", "<b>", "a <clear> b"])
def test_other_text_clears_nothing(word: str) -> None:
    assert not is_clear(word)


def test_targets_kinds_and_headers_of_the_long_form() -> None:
    assert [target_word(word) for word in ("Artikel", "cliente", "remise", "commande", "TVA", "shop")] == [
        "item", "customer", "discount", "order", "tax", "",
    ]  # fmt: skip
    assert [kind_word(word) for word in ("%", "Prozent", "montant", "half")] == [
        "percent",
        "percent",
        "amount",
        "",
    ]
    headers = ["Bestellung", "cible", "Feld", "ancienne valeur", "Wert", "item", "Ticket-Nr.", "colour"]
    found = [read_long_header(header) for header in headers]
    assert [header.role if header else "" for header in found] == [
        "order", "target", "field", "old", "value", "item", "request", "",
    ]  # fmt: skip


def test_sheets_that_explain_are_passed_over() -> None:
    assert is_silent_sheet("Anleitung")
    assert not is_silent_sheet("Umsatz")


def test_near_names_are_suggested_in_the_language_of_the_clerk() -> None:
    assert "quantité" in suggest_header("Quantitée", "item")
    assert "shipping city" in suggest_header("shiping city", "customer")
    assert "supprimer" in suggest_action("suprimer")
    assert "shipping method" in suggest_field("shiping_method", "order")
    assert "customer" in suggest_target("custmer")
    assert suggest_header("zzzzzz", "item") == ""


@pytest.mark.parametrize(
    "entries",
    [
        vocabulary.SHEETS,
        vocabulary.ACTIONS,
        vocabulary.TARGETS,
        vocabulary.DISCOUNT_KINDS,
        vocabulary.ADDRESS_PARTS,
        {**NEUTRAL_ROLES, "item": vocabulary.ITEM, **vocabulary.LONG_FORM},
        *(
            {
                **NEUTRAL_ROLES,
                **({"ref": REFS[target]} if target in ("discount", "tax") else {}),
                **FIELDS[target],
            }
            for target in TARGETS
        ),
    ],
)
def test_no_wording_means_two_things(entries: dict[str, str]) -> None:
    meant = meanings(entries)
    for meaning, wordings in entries.items():
        assert {meant[key] for key in keys_of(wordings)} == {meaning}


@settings(deadline=None)
@given(
    st.sampled_from(split_wordings(vocabulary.ITEM_FIELDS["quantity"])),
    st.sampled_from([str.upper, str.title, str.lower]),
)
def test_case_brackets_and_stars_do_not_matter(wording: str, spell: object) -> None:
    written = f" {spell(wording)} * (Stk.) "  # type: ignore[operator]
    assert read_header(written, "item") == Header("field", "quantity")


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from([*TARGETS]))
def test_any_text_is_folded_once_and_for_all(text: str, target: str) -> None:
    read_header(text, target)
    folded = fold(text)
    assert folded == "" or folded.isalnum()
