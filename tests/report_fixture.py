"""An invented but consistent run of a Swiss shop, for the tests of every report."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.problems import problem, to_table
from pipeline.reports.report import InputFile, Report
from schemas import columns as c
from schemas.outcome import (
    CHANGES,
    CONTROL_TOTALS,
    CONVENTIONS,
    MISFITS,
    RECONCILIATION,
    ROW_RESULTS,
    TAX_BY_RATE,
)
from schemas.stock import STOCK

_TEXT = {
    "order_id",
    "file",
    "currency",
    "customer",
    "email",
    "status",
    "result",
    "action",
    "action_new",
    "reported_in_run",
    "reasons",
    "requests",
    "ordered_on",
}
_PARTS = ("items", "discount", "shipping", "fees", "tax_on_top", "tax_inside")


def order(
    order_key: int, order_id: str, currency: str = "CHF", decimals: int = 2, **facts: object
) -> dict[str, object]:
    """One order of the reconciliation; what is not given follows from what is."""
    row: dict[str, object] = {name: "" if name in _TEXT else 0 for name in RECONCILIATION.columns}
    row |= {"order_key": order_key, "order_id": order_id, "currency": currency, "decimals": decimals}
    row |= {"file": "orders.csv", "status": "PAID", "result": "applied", "action": "none"}
    row |= {f"{name}_difference_minor": facts.pop(name, 0) for name in _PARTS}
    difference = sum(int(str(row[f"{name}_difference_minor"])) for name in _PARTS[:-1])
    before, paid = int(str(facts.pop("before"))), int(str(facts.pop("paid")))
    refunded = int(str(facts.pop("refunded", 0)))
    row |= {
        "total_before_minor": before,
        "total_after_minor": before + difference,
        "paid_minor": paid,
        "refunded_minor": refunded,
        "paid_net_minor": paid - refunded,
        "outstanding_before_minor": before - paid + refunded,
        "difference_minor": difference,
        "outstanding_after_minor": before + difference - paid + refunded,
    }
    row |= facts
    return row | {"action_new": row["action"], "amount_new_minor": row["amount_minor"]}


def reported_before(order_key: int, run_id: str) -> pd.DataFrame:
    """The orders, one of them reported by an earlier run already."""
    orders = make_orders()
    is_it = orders["order_key"] == order_key
    return orders.assign(
        reported_in_run=orders["reported_in_run"].mask(is_it, run_id),
        amount_new_minor=orders["amount_new_minor"].mask(is_it, 0),
        action_new=orders["action_new"].mask(is_it, "none"),
    )


def make_orders() -> pd.DataFrame:
    """Three currencies, every action, and names a spreadsheet would like to run."""
    rows = [
        order(
            1,
            "00123",
            before=12900,
            paid=12900,
            items=4800,
            tax_inside=360,
            action="collect",
            amount_minor=4800,
            customer="Anna Müller",
            email="anna.mueller@example.ch",
            reasons="one more bag ordered by phone",
            requests="T-1001",
        ),
        order(
            2,
            "#1002",
            before=23450,
            paid=23450,
            items=1,
            action="collect",
            amount_minor=1,
            result="applied",
            customer='=HYPERLINK("http://example.ch","pay")',
            email="@luca@example.ch",
            reasons="+ one rappen",
            requests="-T-7",
        ),
        order(
            3,
            "1003",
            before=123450,
            paid=123450,
            items=-9600,
            discount=1920,
            tax_inside=-575,
            action="refund",
            amount_minor=7680,
            customer="Brasserie du Théâtre SA, service des achats",
            email="achats@example.ch",
            reasons="deux articles manquants; le client préfère un remboursement à un nouvel envoi",
            requests="T-1003, T-1004",
        ),
        order(
            4,
            "1004",
            before=5000,
            paid=0,
            shipping=-900,
            tax_inside=-68,
            action="bill",
            amount_minor=4100,
            status="AWAITING_PAYMENT",
            customer="Giulia Bernasconi",
            email="giulia@example.ch",
            reasons="ritiro in negozio",
            requests="T-1005",
        ),
        order(
            5,
            "1005",
            before=9990,
            paid=9990,
            customer="Reto Käser",
            email="reto@example.ch",
            reasons="neue Adresse",
            requests="T-1006",
        ),
        order(
            6,
            "1006",
            before=20000,
            paid=20000,
            result="held",
            gap_minor=37,
            customer="Ursina Caduff",
            email="ursina@example.ch",
            reasons="price agreed",
            requests="T-1007",
        ),
        order(
            7,
            "J-77",
            "JPY",
            0,
            before=15000,
            paid=15000,
            items=-3000,
            tax_on_top=-300,
            action="refund",
            amount_minor=3300,
            customer="Aoi Tanaka",
            email="aoi@example.ch",
            file="tokyo.csv",
            reasons="size",
            requests="T-2001",
        ),
        order(
            8,
            "K-9",
            "KWD",
            3,
            before=123456,
            paid=123456,
            items=38115,
            fees=500,
            tax_on_top=1,
            action="collect",
            amount_minor=38616,
            customer="Noor Al-Sabah",
            email="noor@example.ch",
            file="kuwait.csv",
            reasons="",
            requests="",
        ),
    ]
    return c.frame(RECONCILIATION, {name: [row[name] for row in rows] for name in RECONCILIATION.columns})


_ROWS = [  # row, order key, order, target, action, result, currency, decimals, difference, comment, reason, request
    (
        5,
        1,
        "00123",
        "item",
        "change",
        "applied",
        "CHF",
        2,
        4800,
        "",
        "one more bag ordered by phone",
        "T-1001",
    ),
    (6, 2, "#1002", "item", "change", "applied", "CHF", 2, 1, "", "+ one rappen", "-T-7"),
    (7, 3, "1003", "item", "change", "applied", "CHF", 2, -9600, "", "deux articles manquants", "T-1003"),
    (
        8,
        3,
        "1003",
        "discount",
        "change",
        "applied",
        "CHF",
        2,
        1920,
        "The discount follows its base.",
        "remise",
        "T-1004",
    ),
    (9, 4, "1004", "order", "change", "applied", "CHF", 2, -900, "", "ritiro in negozio", "T-1005"),
    (10, 5, "1005", "customer", "change", "applied", "CHF", 2, 0, "", "neue Adresse", "T-1006"),
    (
        11,
        5,
        "1005",
        "customer",
        "change",
        "nothing_to_do",
        "CHF",
        2,
        0,
        "email is already reto@example.ch.",
        "",
        "T-1006",
    ),
    (
        12,
        6,
        "1006",
        "item",
        "change",
        "held",
        "CHF",
        2,
        0,
        "Order 1006 does not add up (0.37): its edits of money wait for a person.",
        "price agreed",
        "T-1007",
    ),
    (13, -1, "1099", "item", "remove", "rejected", "", 2, 0, "No order 1099 in the exports.", "", "T-1008"),
    (14, 7, "J-77", "item", "remove", "applied", "JPY", 0, -3300, "", "size", "T-2001"),
    (15, 8, "K-9", "item", "add", "applied", "KWD", 3, 38616, "", "", ""),
]


def make_row_results() -> pd.DataFrame:
    """Eleven edit rows with all four results."""
    names = (
        "row",
        "order_key",
        "order_id",
        "target",
        "action",
        "result",
        "currency",
        "decimals",
        "difference_minor",
        "comment",
        "reason",
        "request",
    )
    given = {name: [row[place] for row in _ROWS] for place, name in enumerate(names)}
    places = {
        "row_key": list(range(len(_ROWS))),
        "file": ["edits.xlsx"] * len(_ROWS),
        "sheet": ["Items"] * len(_ROWS),
    }
    return c.frame(ROW_RESULTS, given | places)


def make_changes() -> pd.DataFrame:
    """What changed in three orders."""
    rows = [
        (
            1,
            "00123",
            0,
            "item",
            "BAG-01 Felt bag",
            "quantity",
            "1",
            "2",
            "edit",
            5,
            "D5",
            "one more bag",
            "T-1001",
        ),
        (
            3,
            "1003",
            2,
            "item",
            "GLASS Wine glass",
            "quantity",
            "4",
            "2",
            "edit",
            7,
            "D7",
            "manquants",
            "T-1003",
        ),
        (
            3,
            "1003",
            2,
            "discount",
            "10 %",
            "amount",
            "48.00",
            "28.80",
            "follows",
            7,
            "",
            "manquants",
            "T-1003",
        ),
        (
            5,
            "1005",
            5,
            "customer",
            "",
            "ship_street_1",
            "Bahnhofstrasse 1",
            "=Seestrasse 12\nc/o Käser",
            "edit",
            10,
            "F10",
            "neue Adresse",
            "T-1006",
        ),
    ]
    names = (
        "order_key",
        "order_id",
        "row_key",
        "target",
        "thing",
        "field",
        "old",
        "new",
        "rule",
        "row",
        "cell",
        "reason",
        "request",
    )
    given = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return c.frame(CHANGES, given | {"file": ["edits.xlsx"] * len(rows), "sheet": ["Items"] * len(rows)})


def make_taxes() -> pd.DataFrame:
    """Taxes inside and on top; two whose names differ only as a pattern would not see."""
    rows = [
        (1, "00123", "CHF", 2, "MwSt.", 81_000_000, True, 11933, 16374, 967, 1327),
        (3, "1003", "CHF", 2, "MwSt.", 81_000_000, True, 114200, 107096, 9250, 8675),
        (3, "1003", "CHF", 2, "MwSt.", 26_000_000, True, 1000, 1000, 26, 26),
        (4, "1004", "CHF", 2, "MwSt*", 81_000_000, True, 4625, 3793, 375, 307),
        (7, "J-77", "JPY", 0, "消費税", 100_000_000, False, 13637, 10637, 1363, 1063),
        (8, "K-9", "KWD", 3, "Municipality 9.975 %", 99_750_000, False, 10, 20, 1, 2),
    ]
    names = (
        "order_key",
        "order_id",
        "currency",
        "decimals",
        "name",
        "rate_ppb",
        "is_included",
        "base_before_minor",
        "base_after_minor",
        "tax_before_minor",
        "tax_after_minor",
    )
    given: dict[str, object] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return c.frame(TAX_BY_RATE, given | {"tax_difference_minor": [row[10] - row[9] for row in rows]})


def make_control_totals(orders: pd.DataFrame, untouched: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Control totals of these orders and of the untouched ones (number, total) beside them."""
    rows = []
    for (currency, decimals), group in orders.groupby(["currency", "decimals"]):
        number, total = untouched[currency]
        row = {"currency": currency, "decimals": decimals, "orders": number + len(group)}
        row |= {"orders_changed": int((group["result"] == "applied").sum())}
        row |= {"total_before_minor": total + int(group["total_before_minor"].sum())}
        row |= {"difference_minor": int(group["difference_minor"].sum())}
        row |= {"total_after_minor": total + int(group["total_after_minor"].sum())}
        for action in ("collect", "refund", "bill"):
            due = group.loc[group["action"] == action]
            row |= {f"{action}_minor": int(due["amount_minor"].sum()), f"{action}_orders": len(due)}
        rows.append(row)
    return c.frame(CONTROL_TOTALS, {name: [row[name] for row in rows] for name in CONTROL_TOTALS.columns})


def make_stock() -> pd.DataFrame:
    """What three orders move; one of it an earlier run asked for."""
    rows = [
        (1, "00123", 0, "BAG-01", "Felt bag", 1000, ""),
        (3, "1003", 2, "GLASS", "Wine glass", -2000, ""),
        (3, "1003", 2, "", "=Gift wrap", -500, ""),
        (5, "1005", 5, "GLASS", "Wine glass", -1000, "2025-11-20-0003"),
        (7, "J-77", 9, "BAG-01", "Felt bag", 3000, ""),
    ]
    names = ("order_key", "order_id", "row_key", "sku", "name", "moved_milli", "reported_in_run")
    given = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return c.frame(STOCK, {**given, "file": ["orders.csv"] * len(rows)})


def make_problems() -> pd.DataFrame:
    """One problem of each severity."""
    place = {"file": "edits.xlsx", "sheet": "Items"}
    return to_table(
        [
            problem(
                "order-number-repaired", found="123", order_id="00123", row=5, cell="A5", row_key=0, **place
            ),
            problem(
                "unknown-order",
                order_id="1099",
                hint="Did you mean 1009?",
                row=13,
                cell="A13",
                column="order",
                row_key=8,
                found="1099",
                **place,
            ),
            problem(
                "gap-too-large",
                order_id="1006",
                found="0.37 CHF",
                expected="0.05",
                row=12,
                row_key=7,
                **place,
            ),
        ]
    )


def make_report(**changed: object) -> Report:
    """The whole run; any part can be given another value."""
    orders = make_orders()
    misfits = {
        "order_key": [6, 40],
        "order_id": ["1006", "0998"],
        "file": ["orders.csv"] * 2,
        "currency": ["CHF"] * 2,
        "decimals": [2, 2],
        "component": ["tax", "total"],
        "stored_minor": [1537, 8450],
        "calculated_minor": [1500, 8455],
        "gap_minor": [37, -5],
        "explanation": ["unexplained", "a-cent-of-rounding"],
    }
    conventions = {
        "platform": ["ecwid", "ecwid"],
        "currency": ["CHF", "JPY"],
        "convention": ["in-line-half_up", "top-order-down"],
        "in_words": [
            "Tax inside the prices, rounded half up on each line; an order discount is spread by largest remainder, "
            "shipping is taxed at the rate of the items.",
            "Tax on top, cut off once per rate over the order.",
        ],
        "orders": [204, 3],
        "orders_reproduced": [202, 3],
        "tied_with": ["", "tax level: order or line"],
        "decided_by": ["", "tax level: an order of several items"],
        "second": ["in-order-half-up on 12 of the others", ""],
        "source": ["found", "platform"],
    }
    report = Report(
        run_id="2025-11-23-0001",
        version="0.1.0",
        command=("order-corrections", "apply", "--orders", "orders.csv", "--edits", "edits.xlsx"),
        inputs=(
            InputFile("orders.csv", "orders", "ab" * 32, 120345, 206),
            InputFile("tokyo.csv", "orders", "cd" * 32, 2345, 3),
            InputFile("kuwait.csv", "orders", "ce" * 32, 1345, 1),
            InputFile("edits.xlsx", "edits", "ef" * 32, 9876, 11),
        ),
        rows_read=11,
        policy={"gap_tolerance": "0.05", "reject_whole_batch": False, "cash_rounding": "off"},
        reconciliation=orders,
        row_results=make_row_results(),
        changes=make_changes(),
        tax_by_rate=make_taxes(),
        misfits=c.frame(MISFITS, misfits),
        control_totals=make_control_totals(
            orders, {"CHF": (200, 2_345_678), "JPY": (2, 5000), "KWD": (0, 0)}
        ),
        conventions=c.frame(CONVENTIONS, conventions),
        problems=make_problems(),
        stock=make_stock(),
        requested_by="Nadia Favre",
        started_at="2025-11-23T02:05:09+01:00",
    )
    return replace(report, **changed)
