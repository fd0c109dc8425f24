"""`settle`: by order, by list, by a provider's payments; what the ledger holds afterwards, also the second time."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from ledger_files import record_two_runs, run, run_json, states
from pipeline.history.payments import read_time
from pipeline.ledger import list_amounts, only_run, open_ledger, record_run
from recording import LATER, NOW, entry, order

OPEN = [("#1001", "open", ""), ("#1002", "open", ""), ("#1003", "open", "")]
HISTORY = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description"
REPORT = (
    "balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,source_id,description,"
    "customer_facing_amount,customer_facing_currency,charge_id,payment_intent_id,payment_metadata[order_id]"
)
PAYMENTS = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Refunded date (UTC),Status,"
    "PaymentIntent ID,order (metadata)"
)


@pytest.fixture
def place(ledger_place: str) -> str:
    return record_two_runs(ledger_place)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def reasons(place: str, *words: str | Path) -> list[tuple[int, str]]:
    """Row and reason of what did not match."""
    found = run_json("settle", "--by", "Anna", "--ledger", place, *words)["not_matched"]
    return [(one["row"], one["why"]) for one in found]


# by order


def test_orders_are_settled_once(place: str) -> None:
    words = ("settle", "--order", "1001", "#1002", "--by", "Anna", "--note", "cash", "--ledger", place)
    first = run(*words)
    assert first.exit_code == 0
    assert first.stdout.startswith("Settled: 2 amounts\n")
    assert "to collect  20.00 CHF  1 amount\n  to refund    5.50 CHF  1 amount" in first.stdout
    assert states(place) == [("#1001", "settled", ""), ("#1002", "settled", ""), ("#1003", "open", "")]
    with open_ledger(place, now=NOW) as ledger:
        before = list_amounts(ledger)
    assert before[["settled_by", "note"]].to_numpy().tolist() == [
        ["Anna", "cash"],
        ["Anna", "cash"],
        ["", ""],
    ]
    second = run(*words[:4], "--by", "Paul", "--ledger", place)
    assert (second.exit_code, second.stdout) == (0, "Settled: 0 amounts\nSettled before: 2 rows\n")
    with open_ledger(place, now=NOW) as ledger:
        assert list_amounts(ledger).equals(before)


def test_an_unknown_order_is_refused_and_nothing_is_settled(place: str) -> None:
    refused = run("settle", "--order", "1001", "1009", "--by", "Anna", "--ledger", place)
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "No run of the ledger names an order 1009." in refused.stderr
    assert "Did you mean" in refused.stderr
    assert states(place) == OPEN


def test_an_order_with_nothing_open_is_told(place: str) -> None:
    told = run("settle", "--order", "1004", "--by", "Anna", "--ledger", place)
    assert told.exit_code == 4
    assert "nothing is open on this order" in told.stdout


def test_nothing_is_settled_while_a_run_works_with_the_ledger(place: str) -> None:
    with open_ledger(place, now=NOW) as ledger, only_run(ledger):
        done = run("settle", "--order", "1001", "--by", "Anna", "--ledger", place)
        assert done.exit_code == 75, done.output
        assert run("settle", "--order", "1001", "--by", "Anna", "--dry-run", "--ledger", place).exit_code == 0
    assert run("settle", "--order", "1001", "--by", "Anna", "--ledger", place).exit_code == 0


def test_a_dry_run_settles_nothing(place: str) -> None:
    told = run("settle", "--order", "1001", "--by", "Anna", "--ledger", place, "--dry-run")
    assert told.exit_code == 0
    assert told.stdout.startswith("Would be settled: 1 amount\n")
    assert states(place) == OPEN


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--order", "1", "--list", "x"],
        ["--order", "1", "--mapping", "x"],
        ["--order", "1", "-o", "left.txt"],
        ["--order", ""],
    ],
)
def test_wrong_use_is_status_2(place: str, words: list[str]) -> None:
    assert run("settle", *words, "--by", "Anna", "--ledger", place).exit_code == 2
    assert run("settle", "--order", "1001", "--ledger", place).exit_code == 2
    assert states(place) == OPEN


# by list


def test_a_list_of_numbers_is_settled(place: str, tmp_path: Path) -> None:
    listed = write(tmp_path / "list.txt", "1001", "", "#1003", "77")
    left = tmp_path / "left.csv"
    words = ("settle", "--list", listed, "--by", "Anna", "--ledger", place, "-o", left)
    assert run(*words).exit_code == 4
    assert states(place) == [("#1001", "settled", ""), ("#1002", "open", ""), ("#1003", "settled", "")]
    with left.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1:] == [["4", "77", "", "", "unknown", "no open amount has this reference"]]
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    again = run(*words)
    assert again.exit_code == 4
    assert "Settled: 0 amounts\nSettled before: 2 rows\nNot matched: 1 row" in again.stdout


def test_a_list_with_amounts_settles_only_equal_ones(place: str, tmp_path: Path) -> None:
    listed = write(
        tmp_path / "list.csv",
        *("Bestellung;Betrag;Währung", "1001;20,00;CHF", "1002;5.50;", "1003;8;JPY", "1001;zehn;", ";3;"),
    )
    assert reasons(place, "--list", listed) == [(4, "amount_differs"), (5, "bad_amount"), (6, "no_order")]
    assert [state for _, state, _ in states(place)] == ["settled", "settled", "open"]
    assert reasons(place, "--list", listed) == [(4, "amount_differs"), (5, "bad_amount"), (6, "no_order")]
    assert [state for _, state, _ in states(place)] == ["settled", "settled", "open"]


def test_the_same_list_does_not_settle_a_second_equal_amount(place: str, tmp_path: Path) -> None:
    with open_ledger(place, now=NOW) as ledger:
        record_run(ledger, entry("run-3", order(1)))
    listed = write(tmp_path / "list.csv", "order,amount", "1001,20.00")
    words = ("settle", "--list", listed, "--by", "Anna", "--ledger", place)
    assert "Settled: 1 amount\n" in run(*words).stdout
    assert run(*words).stdout == "Settled: 0 amounts\nSettled before: 1 row\n"
    assert [state for order_id, state, _ in states(place) if order_id == "#1001"] == ["settled", "open"]


# by payments


def balance_history(path: Path) -> Path:
    return write(
        path,
        HISTORY,
        "txn_1,charge,ch_new,20.00,0.88,19.12,chf,2026-11-27 09:15,2026-12-04 00:00,Order #1001",
        "txn_2,refund,re_7,-5.50,0.00,-5.50,chf,2026-11-27 10:00,2026-11-27 10:00,REFUND FOR CHARGE (Order #1002)",
        "txn_3,payout,po_1,-13.62,0.00,-13.62,chf,2026-11-28 00:00,2026-11-28 00:00,STRIPE PAYOUT",
        "txn_4,charge,ch_x,9.00,0.56,8.44,chf,2026-11-27 11:00,2026-12-04 00:00,Order #4711",
        "txn_5,charge,ch_y,7,0,7,jpy,2026-11-27 11:00,2026-12-04 00:00,Order #1003",
        "txn_6,refund_failure,re_9,5.50,0.00,5.50,chf,2026-11-28 11:00,2026-12-04 00:00,REFUND FAILURE",
    )


def test_stripes_balance_history_settles_each_payment_once(place: str, tmp_path: Path) -> None:
    paid, left = balance_history(tmp_path / "balance.csv"), tmp_path / "left.json"
    words = ("settle", "--payments", paid, "--by", "stripe", "--ledger", place)
    first = run(*words, "-o", left)
    assert first.exit_code == 4
    assert "No payments: 1 row" in first.stdout
    wanted = [(5, "unknown"), (6, "paid_before"), (7, "reversal")]
    assert [(one["row"], one["why"]) for one in json.loads(left.read_text(encoding="utf-8"))] == wanted
    settled = [("#1001", "settled", "ch_new"), ("#1002", "settled", "re_7"), ("#1003", "open", "")]
    assert states(place) == settled
    with open_ledger(place, now=NOW) as ledger:
        assert list_amounts(ledger)["settled_at"].tolist()[0] == "2026-11-27T09:15:00+00:00"
    assert run(*words).exit_code == 4
    assert states(place) == settled
    again = run_json(*words)
    assert (again["settled"], len(again["settled_before"])) == ([], 2)


def test_an_old_payment_does_not_settle_a_new_equal_amount(place: str, tmp_path: Path) -> None:
    paid = balance_history(tmp_path / "balance.csv")
    run("settle", "--payments", paid, "--by", "stripe", "--ledger", place)
    with open_ledger(place, now=NOW) as ledger:
        record_run(ledger, entry("run-3", order(1), at=LATER))
    assert reasons(place, "--payments", paid)[0] == (5, "unknown")
    assert [state for order_id, state, _ in states(place) if order_id == "#1001"] == ["settled", "open"]


def test_what_the_customer_paid_first_does_not_settle_what_was_asked_later(
    place: str, tmp_path: Path
) -> None:
    first = "txn_0,charge,ch_1,20.00,0.88,19.12,chf,2026-11-01 09:15,2026-11-08 00:00,first payment"
    paid = write(tmp_path / "balance.csv", HISTORY, first)
    assert reasons(place, "--payments", paid) == [(2, "paid_before")]
    assert states(place) == OPEN


def test_stripes_balance_report_knows_the_customers_currency(place: str, tmp_path: Path) -> None:
    paid = write(
        tmp_path / "report.csv",
        REPORT,
        "txn_1,2026-11-27 09:15:00,2026-11-27 10:15:00,usd,22.31,0.88,21.43,charge,ch_n,,20.00,chf,ch_n,pi_n,1001",
        "txn_2,2026-11-27 09:15:00,2026-11-27 10:15:00,usd,-6.12,0,-6.12,refund,re_n,,-5.50,chf,ch_2,pi_2,",
        "txn_3,2026-11-27 09:15:00,2026-11-27 10:15:00,usd,-1.00,0,-1.00,fee,,,,,,,",
    )
    assert reasons(place, "--payments", paid) == []
    assert states(place)[:2] == [("#1001", "settled", "ch_n"), ("#1002", "settled", "re_n")]


def test_stripes_payments_tell_what_was_paid_and_what_was_paid_back(place: str, tmp_path: Path) -> None:
    rows = [
        "ch_n,2026-11-27 09:15:00,20.00,0.00,chf,true,,,Paid,pi_n,#1001",
        "ch_2,2026-11-01 09:15:00,80.00,5.50,chf,true,,2026-11-27 10:00:00,Refunded,pi_2,#1002",
        "ch_f,2026-11-27 09:15:00,20.00,0.00,chf,false,,,Failed,pi_f,#1001",
    ]
    paid = write(tmp_path / "payments.csv", PAYMENTS, *rows)
    assert reasons(place, "--payments", paid) == [(3, "amount_differs")]
    assert states(place)[:2] == [("#1001", "settled", "ch_n"), ("#1002", "settled", "ch_2 refunded 5.50")]
    more = write(tmp_path / "more.csv", PAYMENTS, rows[1].replace(",5.50,", ",8.00,"))
    assert reasons(place, "--payments", more) == [(2, "nothing_open"), (2, "used_in_part")]


MAPPING = """
reference = ["Bestellung", "Referenz"]
amount = "Betrag"
currency_code = "CHF"
date = "Datum"
date_format = "%d.%m.%Y"
utc_offset = "+01:00"
direction = "Art"
incoming = ["Zahlung"]
outgoing = ["Rückzahlung"]
id = "Nummer"
"""


def test_any_csv_is_read_with_a_mapping(place: str, tmp_path: Path) -> None:
    mapping = write(tmp_path / "bank.toml", MAPPING)
    paid = write(
        tmp_path / "bank.csv",
        "Nummer;Datum;Art;Betrag;Bestellung;Referenz",
        "A1;27.11.2026;Zahlung;20,00;#1001;",
        "A2;27.11.2026;Rückzahlung;5,50;;ch_2",
        "A3;27.11.2026;Gebühr;0,50;;",
        "A4;morgen;Zahlung;20,00;#1001;",
        "A5;27.11.2026;Zahlung;zwanzig;#1001;",
        "A1;27.11.2026;Zahlung;20,00;#1001;",
        "A6;;Zahlung;20,00;#1001;",
    )
    found = run_json("settle", "--payments", paid, "--mapping", mapping, "--by", "A", "--ledger", place)
    assert [(one["row"], one["why"]) for one in found["not_matched"]] == [
        (5, "bad_date"),
        (6, "bad_amount"),
        (7, "repeated"),
        (8, "no_date"),
    ]
    assert found["sums"] == [
        {"currency": "CHF", "action": "collect", "amount": "20.00", "amounts": 1},
        {"currency": "CHF", "action": "refund", "amount": "5.50", "amounts": 1},
    ]
    assert states(place)[:2] == [("#1001", "settled", "A1"), ("#1002", "settled", "A2")]


def test_a_mapping_without_ids_or_directions_goes_by_the_sign(place: str, tmp_path: Path) -> None:
    mapping = write(
        tmp_path / "m.toml", 'reference = "ref"', 'amount = "sum"', 'currency = "cur"', 'date = "day"'
    )
    paid = write(
        tmp_path / "p.csv", "ref,sum,cur,day", "1001,20.00,CHF,2026-11-26", "1002,-5.5,CHF,2026-11-26"
    )
    assert reasons(place, "--payments", paid, "--mapping", mapping) == []
    assert states(place)[0] == ("#1001", "settled", "1001 20.00 2026-11-26")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("amount = [", "Invalid value"),
        ('reference = "r"', "amount is missing"),
        ('refrence = "r"', "perhaps reference"),
        (MAPPING.replace("+01:00", "CET"), "utc_offset is not like +01:00"),
        (MAPPING + 'currency = "c"', "either currency"),
        (MAPPING.replace('direction = "Art"', ""), "direction (a column)"),
        (MAPPING + "decimal_mark = ';'", "decimal_mark is neither"),
        (MAPPING + "description = 3", "description is not a text"),
    ],
)
def test_a_mapping_with_a_mistake_is_refused(place: str, tmp_path: Path, content: str, found: str) -> None:
    mapping = write(tmp_path / "m.toml", content)
    paid = balance_history(tmp_path / "balance.csv")
    words = ("settle", "--payments", paid, "--mapping", mapping, "--by", "Anna", "--ledger", place)
    refused = run(*words)
    assert refused.exit_code == 3
    assert found in " ".join(refused.stderr.split())
    assert states(place) == OPEN


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "file-empty"), ("a,b\n1,2\n", "payments-unknown"), ('a,"b\n', "records-disagree")],
)
def test_a_file_that_is_no_payments_is_refused(place: str, tmp_path: Path, content: str, code: str) -> None:
    paid = tmp_path / "paid.csv"
    paid.write_text(content, encoding="utf-8")
    refused = run("settle", "--payments", paid, "--by", "Anna", "--ledger", place)
    assert refused.exit_code == 3
    assert code in refused.stderr
    gone = run("settle", "--payments", tmp_path / "no.csv", "--by", "Anna", "--ledger", place)
    assert (gone.exit_code, "file-not-found" in gone.stderr) == (3, True)


def test_a_payment_that_names_two_orders_is_left_to_a_person(place: str, tmp_path: Path) -> None:
    row = "txn_1,charge,ch_2,20.00,0.88,19.12,chf,2026-11-27 09:15,2026-12-04 00:00,Order #1001"
    assert reasons(place, "--payments", write(tmp_path / "b.csv", HISTORY, row)) == [(2, "ambiguous")]
    assert states(place) == OPEN


def test_a_day_is_over_at_its_end_where_the_shop_is() -> None:
    assert read_time("2026-11-26") == ("2026-11-26T23:59:59+00:00", "")
    assert read_time("2026-11-26T10:00+02:00") == ("2026-11-26T08:00:00+00:00", "")
