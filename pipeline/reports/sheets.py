"""Which lists reconciliation.xlsx has, and the columns of each.

Every order of the reconciliation stands in exactly one of the four lists by
action; every edit row stands in "By request".
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.reports.journal_sheet import list_journal
from pipeline.reports.lists import Column, Listing
from pipeline.reports.report import Report

ACTION_SHEETS = {
    "collect": ("To collect", "Orders paid before: ask the customer for the amount."),
    "refund": ("To refund", "Orders paid before: give the amount back."),
    "bill": ("To bill", "Orders not paid yet: ask for the new total instead of the old one."),
    "none": ("No money moves", "Orders named in the edits that neither cost nor give back anything now."),
}

_WHO = (
    Column("Order", "order_id", narrowest=10),
    Column("Customer", "customer", "long", narrowest=14, widest=24),
    Column("E-mail", "email", narrowest=14, widest=30),
    Column("Currency", "currency", narrowest=9),
)
_BEFORE = (
    Column("Total before", "total_before_minor", "amount", "before", has_total=True),
    Column("Paid (net)", "paid_net_minor", "amount", "before", has_total=True),
    Column("Outstanding before", "outstanding_before_minor", "signed", "before", has_total=True),
)
_DIFFERENCE = (Column("Difference", "difference_minor", "signed", "batch", has_total=True),)
_SPLIT = (
    Column("of which items", "items_difference_minor", "signed", "batch", has_total=True),
    Column("of which discounts", "discount_difference_minor", "signed", "batch", has_total=True),
    Column("of which shipping", "shipping_difference_minor", "signed", "batch", has_total=True),
    Column("of which fees", "fees_difference_minor", "signed", "batch", has_total=True),
    Column("of which tax on top", "tax_on_top_difference_minor", "signed", "batch", has_total=True),
    Column("tax inside (not added)", "tax_inside_difference_minor", "signed", "batch", has_total=True),
)
_AFTER = (
    Column("Total after", "total_after_minor", "amount", "after", has_total=True),
    Column("Outstanding after", "outstanding_after_minor", "signed", "after", has_total=True),
)
_DUE = (
    Column("Action", "action", "text", "after"),
    Column("Amount", "amount_minor", "due", "after", has_total=True),
)
_CASH = Column("of which cash rounding", "cash_rounding_minor", "signed", "after", has_total=True)
_WHY = (
    Column("Payment status", "status", "text", "why", narrowest=10, widest=20),
    Column("Reasons", "reasons", "long", "why", narrowest=20, widest=36),
    Column("Requests", "requests", "long", "why", narrowest=10, widest=20),
    Column("Gap before the edits", "gap_minor", "signed", "why", has_total=True),
)
_RESULT = Column("Result", "result_words", "text", "why", narrowest=10)
_NEW = (
    Column("of which newly due", "amount_new_minor", "due", "after", has_total=True),
    Column("Newly", "action_new", "text", "after"),
    Column("Reported before in run", "reported_in_run", "text", "after", narrowest=12),
)
_FILE = Column("Export", "file", "text", "why")

_PLACE = (
    Column("File", "file", "text", "why", widest=24),
    Column("Sheet", "sheet", "text", "why"),
    Column("Row", "row", "count", "why", narrowest=6),
)
_ASKED = (
    Column("Why", "reason", "long", "why", narrowest=20, widest=36),
    Column("Request", "request", "long", "why", narrowest=10, widest=20),
)


def build_listings(report: Report) -> list[Listing]:
    """Every list of the workbook, in the order of its sheets."""
    return [
        *(list_orders(report, action) for action in ACTION_SHEETS),
        list_undone(report),
        list_misfits(report),
        list_taxes(report),
        list_requests(report),
        list_changes(report),
        *list_journal(report),
    ]


def list_orders(report: Report, action: str) -> Listing:
    """The orders of that action, with what makes up the amount."""
    orders = report.reconciliation.loc[report.reconciliation["action"] == action]
    title, about = ACTION_SHEETS[action]
    rows = orders.assign(result_words=_in_words(orders["result"]))
    is_known = bool((report.reconciliation["reported_in_run"] != "").any())
    has_cash_rounding = bool((report.reconciliation["cash_rounding_minor"] != 0).any())
    columns = (
        *_WHO,
        *_DUE,
        *((_CASH,) if has_cash_rounding else ()),
        *(_NEW if is_known else ()),
        *_BEFORE,
        *_DIFFERENCE,
        *_AFTER,
        *_SPLIT,
        *((_RESULT,) if action == "none" else ()),
        *_WHY,
        *((_FILE,) if report.reconciliation["file"].nunique() > 1 else ()),
    )
    return Listing(title, columns, rows, "No orders.", about=about)


def list_undone(report: Report) -> Listing:
    """The edit rows that were held or rejected, each with what to do about it."""
    results = report.row_results
    rows = results.loc[results["result"].isin(["held", "rejected"])]
    columns = (
        Column("Result", "result", narrowest=10),
        Column("Order", "order_id", narrowest=10),
        *_PLACE,
        Column("About", "target_words", narrowest=10),
        Column("Action", "action", narrowest=9),
        Column("What is the matter", "comment", "long", "batch", narrowest=30, widest=52),
        Column("What to do", "fix", "long", "batch", narrowest=30, widest=52),
        *_ASKED,
    )
    told = rows.assign(target_words=_in_words(rows["target"]), fix=_advice(rows, report.problems))
    about = "Edit rows that were not done: held ones wait for a person, rejected ones need mending."
    return Listing("Rejected and held", columns, told, "Every edit row was done.", about=about)


def list_misfits(report: Report) -> Listing:
    """The orders whose stored totals the shop's own way of calculating does not give."""
    columns = (
        Column("Order", "order_id", narrowest=10),
        Column("Export", "file", widest=36),
        Column("Currency", "currency", narrowest=9),
        Column("Component at fault", "component", narrowest=12),
        Column("Stored", "stored_minor", "amount", "before"),
        Column("Calculated", "calculated_minor", "amount", "before"),
        Column("Gap of the total", "gap_minor", "signed", "batch", has_total=True),
        Column("Nearest explanation", "explanation_words", "long", "why", narrowest=20, widest=52),
    )
    rows = report.misfits.assign(
        explanation_words=report.misfits["explanation"].map(EXPLANATIONS).astype("str")
    )
    about = "Orders, edited or not, that do not add up. Their gap is carried along, not repaired."
    return Listing("Orders that do not add up", columns, rows, "Every order adds up.", about=about)


def list_taxes(report: Report) -> Listing:
    """Bases and taxes of the corrected orders, by tax and rate, before and after."""
    taxes = report.tax_by_rate
    side = taxes["is_included"].map({True: "inside the prices", False: "on top"}).astype("str")
    columns = (
        Column("Order", "order_id", narrowest=12),
        Column("Currency", "currency", narrowest=9),
        Column("Tax", "name", widest=36),
        Column("Rate", "rate_ppb", "rate"),
        Column("Where", "side"),
        Column("Base before", "base_before_minor", "amount", "before", has_total=True),
        Column("Base after", "base_after_minor", "amount", "after", has_total=True),
        Column("Tax before", "tax_before_minor", "amount", "before", has_total=True),
        Column("Tax after", "tax_after_minor", "amount", "after", has_total=True),
        Column("Tax difference", "tax_difference_minor", "signed", "batch", has_total=True),
    )
    return Listing(
        "Tax by rate",
        columns,
        taxes.assign(side=side),
        "No tax is touched.",
        total_by=("currency", "name", "rate_ppb", "side"),
        about="Tax of the corrected orders by rate; totals at the foot are what to post.",
    )


def list_requests(report: Report) -> Listing:
    """Every edit row in sheet order with its result and what it costs or gives back."""
    rows = report.row_results
    columns = (
        *(Column(column.header, column.source, column.look, widest=column.widest) for column in _PLACE),
        Column("Order", "order_id", narrowest=10),
        Column("About", "target_words", narrowest=10),
        Column("Action", "action", narrowest=9),
        Column("Result", "result_words", "text", "batch", narrowest=12),
        Column("Currency", "currency", "text", "batch", narrowest=9),
        Column("Difference", "difference_minor", "signed", "batch", has_total=True),
        Column("Remark", "comment", "long", "batch", narrowest=20, widest=52),
        *_ASKED,
    )
    told = rows.assign(target_words=_in_words(rows["target"]), result_words=_in_words(rows["result"]))
    about = "What each edit row costs or gives back; together they are the difference."
    return Listing("By request", columns, told, "No edit rows were read.", about=about)


def list_changes(report: Report) -> Listing:
    """Every cell that changed, before and after, who asked and why."""
    columns = (
        Column("Order", "order_id", narrowest=10),
        Column("About", "target", narrowest=10),
        Column("Which", "thing", "long", narrowest=14, widest=32),
        Column("Field", "field", narrowest=10),
        Column("Before", "old", "long", "before", narrowest=14, widest=40),
        Column("After", "new", "long", "after", narrowest=14, widest=40),
        Column("Rule", "rule", "text", "batch", narrowest=9),
        Column("Asked by", "request", "long", "why", narrowest=12, widest=20),
        Column("Why", "reason", "long", "why", narrowest=20, widest=36),
        *_PLACE,
        Column("Cell", "cell", "text", "why", narrowest=6),
    )
    about = "Every cell that changed: before, after, who asked and why."
    return Listing("Changes", columns, report.changes, "Nothing changed.", about=about)


def _in_words(slugs: pd.Series) -> pd.Series:
    return slugs.str.replace("_", " ", regex=False)


def _advice(rows: pd.DataFrame, problems: pd.DataFrame) -> pd.Series:
    """What to do about each edit row, from its problems, each piece of advice once."""
    told = problems.loc[problems["row_key"].isin(rows["row_key"]) & (problems["fix"] != "")]
    advice = told.drop_duplicates(["row_key", "fix"]).groupby("row_key", sort=False)["fix"].agg("\n".join)
    return _text_of(rows["row_key"], dict(zip(advice.index.tolist(), advice.tolist(), strict=True)))


def _text_of(keys: pd.Series, texts: Mapping[int, str]) -> pd.Series:
    """The text of each key, empty where there is none."""
    return pd.Series([texts.get(key, "") for key in keys.tolist()], index=keys.index, dtype="str")
