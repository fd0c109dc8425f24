"""The control totals of the summary sheet, each with the way it is counted again.

A tie is a number of the run beside a live formula that takes the same number
from the lists; the sheet shows whether the two agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.reports.lists import Listing
from pipeline.reports.report import PARTS, Report, sums_by_currency
from pipeline.reports.sheets import ACTION_SHEETS

Lists = Mapping[str, Sequence[Listing]]
"""The lists of the workbook by their title; several where one was too long for a sheet."""


@dataclass(frozen=True)
class Tie:
    """One row of the control totals.

    `formula` counts `amount_minor` again and `count_formula` the `orders`;
    both may name the row they stand in, and the rows of the total before and
    of the difference, in braces. "" means that no list can give the number.
    `counted_minor` and `counted_orders` are what they give.
    """

    label: str
    orders: int
    amount_minor: int
    note: str
    formula: str = ""
    counted_minor: int = 0
    count_formula: str = ""
    counted_orders: int = 0
    is_signed: bool = False

    @property
    def holds(self) -> bool:
        """Whether the number and the one counted again agree."""
        agrees = not self.formula or self.counted_minor == self.amount_minor
        return agrees and (not self.count_formula or self.counted_orders == self.orders)


def build_ties(report: Report, lists: Lists, total: Mapping[str, object]) -> list[Tie]:
    """The ties of one currency: the first is the total before, the second the difference."""
    numbers = {name: int(str(value)) for name, value in total.items() if name != "currency"}
    currency = str(total["currency"])
    before, difference = numbers["total_before_minor"], numbers["difference_minor"]
    return [
        Tie("Total before", numbers["orders"], before, "all orders read"),
        *_difference_ties(report, lists, currency, numbers),
        _tax_tie(report, lists, currency),
        Tie(
            "Total after",
            numbers["orders"],
            numbers["total_after_minor"],
            "total before + difference",
            formula="$D{before}+$D{difference}",
            counted_minor=before + difference,
        ),
        *(_action_tie(report, lists, action, currency, numbers) for action in ("collect", "refund", "bill")),
    ]


def _difference_ties(report: Report, lists: Lists, currency: str, numbers: Mapping[str, int]) -> list[Tie]:
    """The difference counted three ways: by order, by component, by edit row."""
    orders, requests = report.reconciliation, report.row_results
    whole, parts = ["difference_minor"], [f"{part}_difference_minor" for part in PARTS]
    of_orders = [part for title, _ in ACTION_SHEETS.values() for part in lists[title]]
    ways = (
        ("Difference", "sum over the four lists of orders", of_orders, whole, orders),
        ("… by component", "items + discounts + shipping + fees + tax on top", of_orders, parts, orders),
        ("… by edit row", "sum over By request", lists["By request"], whole, requests),
    )
    return [
        Tie(
            label,
            numbers["orders_changed"],
            numbers["difference_minor"],
            note,
            formula="+".join(_sum_block(part, columns) for part in where),
            counted_minor=sum(sums_by_currency(rows, source).get(currency, 0) for source in columns),
            is_signed=True,
        )
        for label, note, where, columns, rows in ways
    ]


def _tax_tie(report: Report, lists: Lists, currency: str) -> Tie:
    """The tax in the difference, on top or inside, beside the tax by rate."""
    orders, taxes = report.reconciliation, report.tax_by_rate
    of_orders = [sums_by_currency(orders, f"tax_{side}_difference_minor") for side in ("on_top", "inside")]
    return Tie(
        "… of which tax",
        taxes.loc[taxes["currency"] == currency, "order_key"].nunique(),
        sum(sums.get(currency, 0) for sums in of_orders),
        "sum over Tax by rate, on top and inside the prices",
        formula="+".join(_sum_block(part, ["tax_difference_minor"]) for part in lists["Tax by rate"]),
        counted_minor=sums_by_currency(taxes, "tax_difference_minor").get(currency, 0),
        is_signed=True,
    )


def _action_tie(report: Report, lists: Lists, action: str, currency: str, numbers: Mapping[str, int]) -> Tie:
    """What is to be collected, refunded or billed, and on how many orders."""
    title, _ = ACTION_SHEETS[action]
    orders = report.reconciliation
    due = orders.loc[(orders["action"] == action) & (orders["currency"] == currency)]
    return Tie(
        title,
        numbers[f"{action}_orders"],
        numbers[f"{action}_minor"],
        f"sum over {title}; the number of orders is checked as well",
        formula="+".join(_sum_block(part, ["amount_minor"]) for part in lists[title]),
        counted_minor=int(due["amount_minor"].sum()),
        count_formula="+".join(
            f"COUNTIFS({part.cells('currency', from_elsewhere=True)},$B{{row}})" for part in lists[title]
        ),
        counted_orders=len(due),
    )


def _sum_block(listing: Listing, sources: Sequence[str]) -> str:
    """The sum of neighbouring columns over the entries of the currency in column B."""
    currencies = listing.cells("currency", from_elsewhere=True)
    if len(sources) == 1:
        return f"SUMIFS({listing.cells(sources[0], from_elsewhere=True)},{currencies},$B{{row}})"
    block = listing.cells(sources[0], sources[-1], from_elsewhere=True)
    return f"SUMPRODUCT(({currencies}=$B{{row}})*{block})"
