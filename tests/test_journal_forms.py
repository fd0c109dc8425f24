"""The journal's files, each compared whole with a worked example, and against the rules of its program."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from journals import journal, post, worked_example
from pipeline.journal.banana import write_banana
from pipeline.journal.beancount import name_accounts, write_beancount
from pipeline.journal.datev import COLUMNS, write_datev
from pipeline.journal.entry_day import RunDay
from pipeline.journal.plain_csv import write_csv
from pipeline.policy import Journal

RUN = RunDay("20261126-210739-a1b2c3", "2026-11-26T21:07:39+00:00")
ALL = {
    "forms": ["csv", "banana", "datev", "beancount"],
    "currency": "CHF",
    "datev": {"consultant": 1001, "client": 7, "fiscal_year_start": "07-01"},
}
HOSTILE = [
    '=HYPERLINK("x")',
    'a"b\\c\td\n2026-01-01 close Assets:X ; 日本 é',
    '";"1,00";"H";"EUR',
    "option " + "x" * 300,
]


@pytest.fixture(scope="module")
def postings() -> pd.DataFrame:
    return post(worked_example())


@pytest.fixture(scope="module")
def accounts() -> Journal:
    return journal(**ALL)


def hostile(postings: pd.DataFrame) -> pd.DataFrame:
    """The example once for each text that could break a file, put wherever text stands."""
    parts = [
        postings.assign(**dict.fromkeys(("document", "order_id", "tax", "title", "text", "request"), text))
        for text in HOSTILE
    ]
    return pd.concat(parts, ignore_index=True)


def test_plain_csv(postings: pd.DataFrame, accounts: Journal) -> None:
    head = "date,document,order,account,holds,debit,credit,currency,tax,tax_rate,text,request,run"
    start, end = "2026-11-26,#1001,#1001,", "D-7,20261126-210739-a1b2c3"
    about = "Correction of order #1001"
    expected = [
        head,
        f"{start}2210,refunds_payable,,48.00,CHF,,,{about}: Refunds payable,{end}",
        f"{start}3200,sales,44.41,,CHF,,,{about}: Sales,{end}",
        f"{start}2200,vat,3.59,,CHF,TVA,8.1,{about}: TVA 8.1 %,{end}",
    ]
    text = "".join(f"{line}\r\n" for line in expected)
    assert write_csv(postings, accounts, RUN) == text.encode("utf-8-sig")


def test_no_text_of_the_csv_runs_as_a_formula(postings: pd.DataFrame, accounts: Journal) -> None:
    content = write_csv(hostile(postings), accounts, RUN).decode("utf-8-sig")
    assert content.count("'=HYPERLINK") == 3 * 5
    assert not re.search(r'(^|,)"?[=@]', content, re.MULTILINE)


def test_banana(postings: pd.DataFrame, accounts: Journal) -> None:
    start, about = "2026-11-26\t#1001\tCorrection of order #1001", "\t"
    expected = [
        "Date\tDoc\tDescription\tAccountDebit\tAccountCredit\tAmount",
        f"{start}: Refunds payable{about}\t2210\t48.00",
        f"{start}: Sales\t3200\t\t44.41",
        f"{start}: TVA 8.1 %\t2200\t\t3.59",
    ]
    assert write_banana(postings, accounts, RUN).decode() == "".join(f"{line}\n" for line in expected)


def test_banana_has_two_accounts_on_one_row(postings: pd.DataFrame, accounts: Journal) -> None:
    two = postings.iloc[:2].assign(debit_minor=[0, 4800], credit_minor=[4800, 0])
    lines = write_banana(two, accounts, RUN).decode().splitlines()
    assert lines[1:] == ["2026-11-26\t#1001\tCorrection of order #1001: Sales\t3200\t2210\t48.00"]


def test_no_text_of_banana_runs_as_a_formula(postings: pd.DataFrame, accounts: Journal) -> None:
    content = write_banana(postings.assign(document="=1+1"), accounts, RUN).decode()
    assert content.count("\t'=1+1\t") == len(postings)


@pytest.mark.parametrize(
    ("orders", "numbers"),
    [
        (["#1001", "1001"], ["1001", "1001-fe675fe7"]),
        (["A 1", "A1"], ["A1-937bb40e", "A1"]),
        (["A1", "a1"], ["A1", "a1-f55ff16f"]),
        (["注文"], ["266125dd"]),
        (["9" * 40], ["9" * 27 + "-576f072e"]),
    ],
)
def test_no_two_orders_have_one_number_in_datev(
    postings: pd.DataFrame, accounts: Journal, orders: list[str], numbers: list[str]
) -> None:
    several = pd.concat([postings.assign(document=order) for order in orders], ignore_index=True)
    lines = write_datev(several, accounts, RUN).decode("cp1252").split("\r\n")[2:-1]
    assert list(dict.fromkeys(line.split(";")[10] for line in lines)) == [f'"{one}"' for one in numbers]


def test_every_row_of_banana_has_six_fields(postings: pd.DataFrame, accounts: Journal) -> None:
    lines = write_banana(hostile(postings), accounts, RUN).decode().split("\n")
    assert {line.count("\t") for line in lines[:-1]} == {5}
    assert len(lines) == 2 + 3 * len(HOSTILE)


def test_datev(postings: pd.DataFrame, accounts: Journal) -> None:
    lines = write_datev(postings, accounts, RUN).decode("cp1252").split("\r\n")
    assert lines[0] == (
        '"EXTF";700;21;"Buchungsstapel";13;20261126210739000;;"RE";"";"";1001;7;20260701;4;20261126;20261126;'
        '"Order corrections";"";1;0;0;"CHF";;"";;;"";;;"";""'
    )
    names = lines[1].split(";")
    assert [names[place - 1] for place in (1, 7, 11, 14, 20, 36, 37, 48, 87, 88, 114, 125)] == [
        "Umsatz (ohne Soll/Haben-Kz)",
        "Konto",
        "Belegfeld 1",
        "Buchungstext",
        "Beleglink",
        "Beleginfo - Inhalt 8",
        "KOST1 - Kostenstelle",
        "Zusatzinformation - Art 1",
        "Zusatzinformation- Inhalt 20",
        "Stück",
        "Festschreibung",
        "Abw. Skontokonto",
    ]
    start = '"S";"CHF";;;"";{};2210;"";2611;"1001";"";;"Correction of order #1001: {}";;"";;;;"";'
    assert [line.partition(start.format(*about)) for line, about in zip(lines[2:4], ROWS, strict=True)] == [
        (f"{amount};", start.format(*about), REST)
        for amount, about in zip(("44,41", "3,59"), ROWS, strict=True)
    ]
    assert lines[4:] == [""]


ROWS = (("3200", "Sales"), ("2200", "TVA 8.1 %"))
REST = ";".join(
    [
        *['""'] * 16,  # Beleginfo
        *('""', '""', "", '""', "", '""', "", "", "", "", ""),  # cost centres, EU, keys
        *['""'] * 40,  # Zusatzinformation
        *("", "", "", '""', "", "", "", '""', '""', "", '""', "", "", "", '""', '""', "", '""', "", '""'),
        *("", '""', '""', "", '""', "", "0", "", "", "", '""', "", '""', '""', "", '""', "", ""),
    ]
)


def test_datev_keeps_to_its_own_rules(postings: pd.DataFrame, accounts: Journal) -> None:
    """The expressions DATEV publishes for the fields that are filled, whatever the texts hold."""
    content = write_datev(hostile(postings), accounts, RUN)
    *lines, nothing = content.split(b"\r\n")
    assert (nothing, len(lines), content.count(b"\n")) == (b"", 2 + 2 * len(HOSTILE), len(lines))
    for line in lines[2:]:
        cells = re.findall(r'(?:^|;)((?:"(?:[^"]|"")*")|[^;"]*)', line.decode("cp1252"))
        assert len(cells) == len(COLUMNS) == 125
        rules = {
            1: r"(?!0{1,10},00)\d{1,10},\d{2}",
            2: r'"(S|H)"',
            3: r'"([A-Z]{3})"',
            7: r"(?!0{1,9}$)(\d{1,9})",
            8: r"(?!0{1,9}$)(\d{1,9})",
            10: r"\d{4}",
            11: r'"[\w$%\-/]{0,36}"',
            14: r'"(?:[^"]|""){0,60}"',
            114: "0",
        }
        assert [n for n, rule in rules.items() if not re.fullmatch(rule, cells[n - 1])] == []


def test_other_currencies_stand_only_where_each_row_has_its_own(
    postings: pd.DataFrame, accounts: Journal
) -> None:
    euros = postings.assign(currency="EUR")
    assert len(write_banana(euros, accounts, RUN).splitlines()) == 1
    assert len(write_datev(euros, accounts, RUN).splitlines()) == 2
    assert len(write_csv(euros, accounts, RUN).splitlines()) == 4
    assert b"48.00 EUR" in write_beancount(euros, accounts, RUN)


def test_yen_have_two_decimals_in_datev(postings: pd.DataFrame) -> None:
    yen = postings.assign(currency="JPY", decimals=0)
    found = write_datev(yen, journal(**ALL | {"currency": "JPY"}), RUN).decode("cp1252")
    assert found.split("\r\n")[2].startswith('4441,00;"S";"JPY"')


def test_beancount(postings: pd.DataFrame, accounts: Journal) -> None:
    assert write_beancount(postings, accounts, RUN).decode() == (
        "2026-11-26 open Income:Sales:A3200\n"
        "2026-11-26 open Liabilities:RefundsPayable:A2210\n"
        "2026-11-26 open Liabilities:Tax:A2200\n"
        "\n"
        '2026-11-26 * "Correction of order #1001"\n'
        '  order: "#1001"\n'
        '  request: "D-7"\n'
        '  run: "20261126-210739-a1b2c3"\n'
        "  Liabilities:RefundsPayable:A2210  -48.00 CHF\n"
        "  Income:Sales:A3200  44.41 CHF\n"
        "  Liabilities:Tax:A2200  3.59 CHF\n"
        '    tax: "TVA"\n'
        "    rate: 8.1\n"
        "\n"
    )


def test_accounts_have_the_policys_names_and_may_be_opened_elsewhere(postings: pd.DataFrame) -> None:
    own = journal(beancount={"3200": "Income:Vente-en-Ligne:Thé"}, beancount_opens_accounts=False)
    found = write_beancount(postings, own, RUN).decode()
    assert " open " not in found
    assert "  Income:Vente-en-Ligne:Thé  44.41 CHF\n" in found
    assert name_accounts(journal(fees="3400", sales="3400"))["3400"] == "Income:Sales:A3400"


def bean_check(path: Path) -> tuple[int, str]:
    """What the real program says of the file."""
    done = subprocess.run(
        [Path(sys.executable).with_name("bean-check"), path], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_bean_check_accepts_whatever_the_names_hold(postings: pd.DataFrame, tmp_path: Path) -> None:
    own = journal(beancount={"3200": "Income:Vente-en-Ligne:Thé"}, sales="3200", rounding="r.1-x")
    path = tmp_path / "journal.beancount"
    path.write_bytes(write_beancount(hostile(postings), own, RUN))
    assert bean_check(path) == (0, "")
    path.write_bytes(path.read_bytes().replace(b"3.59 CHF", b"3.60 CHF", 1))
    assert bean_check(path)[0] == 1
