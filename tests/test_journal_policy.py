"""The policy's table `journal`: what it must name, what it refuses, and how it is told."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from typing import Any

import pytest

from journals import ACCOUNTS, POLICY_TEXT, journal
from pipeline.languages import ENGLISH, find_words
from pipeline.policy import Journal, Policy, PolicyError, policy_from, tell_policy, write_policy
from pipeline.policy.journal_words import tell_journal


def test_without_the_table_nothing_is_asked_for_and_nothing_else_changes() -> None:
    for entries in ({}, {"journal": {}}):
        assert policy_from(entries) == Policy()
    assert "journal" not in Policy().as_plain()
    assert "No journal is written." in tell_policy(Policy())


def test_a_table_is_read_and_stands_in_the_manifest() -> None:
    policy = policy_from(tomllib.loads(POLICY_TEXT))
    assert policy.journal is not None
    assert policy.journal.account_for("vat", tax="TVA", rate_ppb=26_000_000) == "2200"
    assert policy.journal.account_for("receivable", currency="EUR") == "1100"
    assert policy.as_plain()["journal"]["datev"] == {
        "consultant": 1001,
        "client": 7,
        "fiscal_year_start": "01-01",
        "account_length": 4,
    }


def test_the_examples_of_policy_init_are_a_journal_once_their_marks_are_gone() -> None:
    text = write_policy()
    head, _, rest = text.partition("[journal]\n")
    block, _, conventions = rest.partition("\n\n")
    lines = [line.removeprefix("# ") for line in block.splitlines() if not line.startswith("##")]
    policy = policy_from(tomllib.loads("\n".join([head, "[journal]", *lines, "", conventions])))
    assert policy.journal is not None
    assert [line.partition(" = ")[0] for line in lines] == [setting.name for setting in fields(Journal)]
    assert policy.journal.forms == ("csv", "banana", "datev", "beancount")
    assert policy.journal.account_for("vat", rate_ppb=26_000_000) == "2200"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"sale": "3200"}, "journal has no setting 'sale' (did you mean sales?)"),
        ({"sales": 3200}, 'journal.sales must be a text such as "3200", not 3200'),
        ({"sales": ""}, "journal names no account for sales: write sales = …"),
        ({"receivable": {}}, "journal names no account for receivable: write receivable = …"),
        ({"vat": {"8.1": 2200}}, "journal.vat must be a table of texts, not {'8.1': 2200}"),
        ({"forms": "csv"}, "journal.forms must be a list of texts, not 'csv'"),
        ({"forms": ["beancont"]}, "journal.forms holds 'beancont': did you mean beancount?"),
        ({"forms": ["banana"]}, 'journal.currency is missing: banana needs it, such as "CHF"'),
        ({"currency": "Franken"}, "journal holds 'Franken': a currency is written like CHF"),
        ({"receivable": {"chf": "1100"}}, "journal holds 'chf': a currency is written like CHF"),
        ({"sales": "32;00"}, "journal: '32;00' is no account number: letters and digits, at most 20"),
        ({"beancount": {"3200": "Sales"}}, "journal.beancount has 'Sales': write a name such as"),
        ({"beancount": {"3200": "Income:sales"}}, "journal.beancount has 'Income:sales'"),
        ({"beancount_opens_accounts": "no"}, "journal.beancount_opens_accounts must be true or false"),
        ({"datev": 1001}, "journal.datev must be a table, not 1001"),
        ({"datev": {"client": 1}}, "journal.datev.consultant is missing"),
        ({"datev": {"consultant": "1001", "client": 1}}, "journal.datev.consultant must be a whole number"),
        ({"datev": {"consultant": 7, "client": 1}}, "journal.datev.consultant lies between 1001 and 9999999"),
        ({"datev": {"consultent": 7, "client": 1}}, "journal.datev has no setting 'consultent'"),
        (
            {"datev": {"consultant": 1001, "client": 1, "fiscal_year_start": "02-30"}},
            'journal.datev.fiscal_year_start is a month and a day, such as "01-01"',
        ),
        ({"forms": ["datev"], "currency": "EUR"}, "journal.datev is missing"),
        (
            {"forms": ["datev"], "currency": "KWD", "datev": {"consultant": 1001, "client": 1}},
            "journal.currency: DATEV has two decimals, KWD has more",
        ),
        (
            {
                "forms": ["datev"],
                "currency": "EUR",
                "sales": "320000",
                "datev": {"consultant": 1001, "client": 1},
            },
            "journal: DATEV has no account '320000': up to 5 digits, not 0",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(more: dict[str, Any], said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy_from({"journal": {**ACCOUNTS, **more}})
    assert said in str(refused.value)


def test_a_journal_is_a_table() -> None:
    with pytest.raises(PolicyError, match="journal must be a table, not 'csv'"):
        policy_from({"journal": "csv"})


def test_a_journal_is_told_in_words() -> None:
    assert tell_journal(journal(currency="CHF", forms=["csv", "banana"]), ENGLISH) == (
        "A journal is written as csv, banana: what customers owe to 1100, what is owed to customers to 2210, "
        "sales to 3200, shipping to 3400, other fees to 3400, rounding to 6960, tax to 2200 (8.1) and 2201 (2.6). "
        "The books are kept in CHF."
    )
    assert "no account for tax" in tell_journal(journal(vat={}), ENGLISH)


@pytest.mark.parametrize("language", ["fr", "de", "it"])
def test_every_comment_of_a_policy_file_is_in_its_language(language: str) -> None:
    def comments(text: str) -> set[str]:
        blocks = re.split(r"(?m)^(?!# (?![a-z_]+ =)|## ).*$", text)
        return {block.strip() for block in blocks if block.strip()}

    told = comments(write_policy(find_words(language)))
    assert len(told) > len(fields(Policy))
    assert not told & comments(write_policy())


@pytest.mark.parametrize("language", ["fr", "de", "it"])
def test_a_journal_is_told_in_the_language_of_the_policy(language: str) -> None:
    given = journal(currency="CHF", vat={"8.1": "2200", "default": "2209"})
    told = tell_journal(given, find_words(language))
    assert {"1100", "2210", "3200", "2209", "CHF"} <= set(re.findall(r"\w+", told))
    assert not re.search(r"(?i)\b(to|and|others|journal is|books)\b", told)
