"""The lists of orders: what to collect, refund and bill, what does not add up, what is rounded."""

from __future__ import annotations

import pandas as pd

from pipeline.catalogue.explanations import EXPLANATIONS
from pipeline.catalogue.names import RESULTS
from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports import wording
from pipeline.reports.lists import Column, Listing
from pipeline.reports.report import Report
from pipeline.retell_conventions import retell_conventions

ACTION_SHEETS = {
    "collect": (N_("To collect"), N_("Orders paid before: ask the customer for the amount.")),
    "refund": (N_("To refund"), N_("Orders paid before: give the amount back.")),
    "bill": (N_("To bill"), N_("Orders not paid yet: ask for the new total instead of the old one.")),
    "none": (
        N_("No money moves"),
        N_("Orders named in the edits that neither cost nor give back anything now."),
    ),
}
MISFITS, ROUNDING = N_("Orders that do not add up"), N_("Rounding")

ORDER = Column(N_("Order"), "order_id", "order", narrowest=12)
CURRENCY = Column(N_("Currency"), "currency", narrowest=9)
_DAY = Column(N_("Ordered on"), "ordered_on", "date")
_WHO = (
    Column(N_("Customer"), "customer", "long", narrowest=14, widest=24),
    Column(N_("E-mail"), "email", narrowest=14, widest=30),
    CURRENCY,
)
_BEFORE = (
    Column(N_("Total before"), "total_before_minor", "amount", "before", has_total=True),
    Column(N_("Paid (net)"), "paid_net_minor", "amount", "before", has_total=True),
    Column(N_("Outstanding before"), "outstanding_before_minor", "signed", "before", has_total=True),
)
_DIFFERENCE = Column(N_("Difference"), "difference_minor", "signed", "batch", has_total=True)
_SPLIT = (
    Column(N_("of which items"), "items_difference_minor", "signed", "batch", has_total=True),
    Column(N_("of which discounts"), "discount_difference_minor", "signed", "batch", has_total=True),
    Column(N_("of which shipping"), "shipping_difference_minor", "signed", "batch", has_total=True),
    Column(N_("of which fees"), "fees_difference_minor", "signed", "batch", has_total=True),
    Column(N_("of which tax on top"), "tax_on_top_difference_minor", "signed", "batch", has_total=True),
    Column(N_("tax inside (not added)"), "tax_inside_difference_minor", "signed", "batch", has_total=True),
)
_AFTER = (
    Column(N_("Total after"), "total_after_minor", "amount", "after", has_total=True),
    Column(N_("Outstanding after"), "outstanding_after_minor", "signed", "after", has_total=True),
)
_DUE = (
    Column(N_("Action"), "action_words", "text", "after", narrowest=10),
    Column(N_("Amount"), "amount_minor", "due", "after", has_total=True),
)
_CASH = Column(N_("of which cash rounding"), "cash_rounding_minor", "signed", "after", has_total=True)
_WHY = (
    Column(N_("Payment status"), "status", "text", "why", narrowest=10, widest=20),
    Column(N_("Reasons"), "reasons", "long", "why", narrowest=20, widest=36),
    Column(N_("Requests"), "requests", "long", "why", narrowest=12, widest=20),
    Column(N_("Gap before the edits"), "gap_minor", "signed", "why", has_total=True),
)
_RESULT = Column(N_("Result"), "result_words", "text", "why", narrowest=12)
_NEW = (
    Column(N_("of which newly due"), "amount_new_minor", "due", "after", has_total=True),
    Column(N_("Newly"), "new_words", "text", "after", narrowest=10),
    Column(N_("Reported before in run"), "reported_in_run", "text", "after", narrowest=12),
)
_FILE = Column(N_("Export"), "file", "text", "why")
_FROM = {
    "cash": N_("amount due, rounded to 5 hundredths for cash"),
    "stored": N_("in the shop's own totals, before any edit"),
}


def list_orders(report: Report, action: str) -> Listing:
    """The orders of that action, with what makes up the amount."""
    every, words = report.reconciliation, report.words
    orders = every.loc[every["action"] == action]
    title, about = ACTION_SHEETS[action]
    rows = orders.assign(
        action_words=wording.say_all(orders["action"], wording.MONEY_ACTIONS, words),
        new_words=wording.say_all(orders["action_new"], wording.MONEY_ACTIONS, words),
        result_words=wording.say_all(orders["result"], RESULTS, words),
    )
    columns = (
        ORDER,
        *((_DAY,) if (every["ordered_on"] != "").any() else ()),
        *_WHO,
        *_DUE,
        *((_CASH,) if (every["cash_rounding_minor"] != 0).any() else ()),
        *(_NEW if (every["reported_in_run"] != "").any() else ()),
        *_BEFORE,
        _DIFFERENCE,
        *_AFTER,
        *_SPLIT,
        *((_RESULT,) if action == "none" else ()),
        *_WHY,
        *((_FILE,) if every["file"].nunique() > 1 else ()),
    )
    return Listing(title, columns, rows, N_("No orders."), about=about, links_to="requests")


def list_misfits(report: Report) -> Listing:
    """The orders whose stored totals the shop's own way of calculating does not give."""
    columns = (
        ORDER,
        Column(N_("Export"), "file", widest=36),
        CURRENCY,
        Column(N_("Component at fault"), "component_words", narrowest=12),
        Column(N_("Stored"), "stored_minor", "amount", "before"),
        Column(N_("Calculated"), "calculated_minor", "amount", "before"),
        Column(N_("Gap of the total"), "gap_minor", "signed", "batch", has_total=True),
        Column(N_("Nearest explanation"), "explanation_words", "long", "why", narrowest=20, widest=60),
    )
    misfits = report.misfits
    rows = misfits.assign(
        explanation_words=wording.say_all(misfits["explanation"], EXPLANATIONS, report.words),
        component_words=wording.say_all(misfits["component"], wording.COMPONENTS, report.words),
    )
    about = N_("Orders, edited or not, that do not add up. Their gap is carried along, not repaired.")
    return Listing(MISFITS, columns, rows, N_("Every order adds up."), about=about)


def list_rounding(report: Report) -> Listing:
    """Where cents come from rounding: cash rounding of amounts due, and cents in the shop's totals."""
    columns = (
        ORDER,
        CURRENCY,
        Column(N_("Where it comes from"), "source_words", "long", "why", narrowest=30, widest=66),
        Column(N_("Exact"), "exact_minor", "amount", "before", has_total=True),
        Column(N_("Rounding"), "rounding_minor", "signed", "batch", has_total=True),
        Column(N_("Rounded"), "rounded_minor", "due", "after", has_total=True),
    )
    return Listing(
        ROUNDING,
        columns,
        _find_rounding(report),
        N_("No cent of this run comes from rounding an amount due, or from a shop's totals."),
        total_by=("currency", "source_words"),
        about=N_("Cents that come from rounding, order by order, and how each shop rounds."),
        notes=_tell_rounding(report),
    )


def _find_rounding(report: Report) -> pd.DataFrame:
    orders, misfits = report.reconciliation, report.misfits
    cash = orders.loc[orders["cash_rounding_minor"] != 0]
    stored = misfits.loc[misfits["explanation"] == "a-cent-of-rounding"]
    names = ["order_key", "order_id", "currency", "decimals"]
    found = {
        "cash": cash[names].assign(
            exact_minor=cash["amount_minor"] - cash["cash_rounding_minor"],
            rounding_minor=cash["cash_rounding_minor"],
            rounded_minor=cash["amount_minor"],
        ),
        "stored": stored[names].assign(
            exact_minor=stored["calculated_minor"],
            rounding_minor=stored["stored_minor"] - stored["calculated_minor"],
            rounded_minor=stored["stored_minor"],
        ),
    }
    rows = [part.assign(source_words=report.words.text(_FROM[source])) for source, part in found.items()]
    return pd.concat(rows, ignore_index=True)


def _tell_rounding(report: Report) -> tuple[str, ...]:
    words: Words = report.words
    told = [
        words.say(
            "{platform}, {currency}: {convention}",
            platform=found["platform"],
            currency=found["currency"],
            convention=wording.say_convention(found, words),
        )
        for found in retell_conventions(report.conventions, report.words).to_dict("records")
    ]
    return (words.say("How each shop rounds:"), *told) if told else ()
