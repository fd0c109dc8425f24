"""The control totals of the cover sheet, each with the way it is counted again.

A tie is a number of the run beside a live formula that takes the same number
from the lists; the sheet shows whether the two agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.languages.phrase import N_
from pipeline.reports.edit_sheets import REQUESTS
from pipeline.reports.lists import Listing, Lists
from pipeline.reports.order_sheets import ACTION_SHEETS
from pipeline.reports.report import PARTS, Report, sums_by_currency
from pipeline.reports.tax_sheet import TAXES

ASKED_ACTIONS = {"collect": 1, "bill": 1, "refund": -1}
"""What is asked for, with the sign it has in the sum of all that is asked."""
_ACTION_NOTES = {
    "collect": N_("sum over To collect; the number of orders is checked as well"),
    "bill": N_("sum over To bill; the number of orders is checked as well"),
    "refund": N_("sum over To refund; the number of orders is checked as well"),
}
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Tie:
    """One row of the control totals.

    `formula` counts `amount_minor` again and `count_formula` the `orders`;
    both may name the row they stand in, and the rows of the total before and
    of the difference, in braces. "" means that no list can give the number.
    `counted_minor` and `counted_orders` are what they give. `role` names the
    number where the cover sheet shows it by currency.
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
    role: str = ""

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
        Tie(N_("Total before"), numbers["orders"], before, N_("all orders read"), role="before"),
        *_difference_ties(report, lists, currency, numbers),
        _tax_tie(report, lists, currency),
        Tie(
            N_("Total after"),
            numbers["orders"],
            numbers["total_after_minor"],
            N_("total before + difference"),
            formula="$D{before}+$D{difference}",
            counted_minor=before + difference,
            role="after",
        ),
        *(_action_tie(report, lists, action, currency, numbers) for action in ASKED_ACTIONS),
        _asked_tie(report, lists, currency, numbers),
    ]


def _difference_ties(report: Report, lists: Lists, currency: str, numbers: Numbers) -> list[Tie]:
    """The difference counted three ways: by order, by component, by edit row."""
    orders, requests = report.reconciliation, report.row_results
    whole, parts = ["difference_minor"], [f"{part}_difference_minor" for part in PARTS]
    of_orders = [part for title, _ in ACTION_SHEETS.values() for part in lists[title]]
    ways = (
        (N_("Difference"), N_("sum over the four lists of orders"), of_orders, whole, orders),
        (
            N_("… by component"),
            N_("items + discounts + shipping + fees + tax on top"),
            of_orders,
            parts,
            orders,
        ),
        (N_("… by edit row"), N_("sum over By request"), lists[REQUESTS], whole, requests),
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
            role="" if place else "difference",
        )
        for place, (label, note, where, columns, rows) in enumerate(ways)
    ]


def _tax_tie(report: Report, lists: Lists, currency: str) -> Tie:
    """The tax in the difference, on top or inside, beside the tax by rate."""
    orders, taxes = report.reconciliation, report.tax_by_rate
    of_orders = [sums_by_currency(orders, f"tax_{side}_difference_minor") for side in ("on_top", "inside")]
    return Tie(
        N_("… of which tax"),
        taxes.loc[taxes["currency"] == currency, "order_key"].nunique(),
        sum(sums.get(currency, 0) for sums in of_orders),
        N_("sum over VAT by rate, on top and inside the prices"),
        formula="+".join(_sum_block(part, ["tax_difference_minor"]) for part in lists[TAXES]),
        counted_minor=sums_by_currency(taxes, "tax_difference_minor").get(currency, 0),
        is_signed=True,
    )


def _action_tie(report: Report, lists: Lists, action: str, currency: str, numbers: Numbers) -> Tie:
    """What is to be collected, refunded or billed, and on how many orders."""
    title, _ = ACTION_SHEETS[action]
    due, count = _count_due(report, action, currency)
    return Tie(
        title,
        numbers[f"{action}_orders"],
        numbers[f"{action}_minor"],
        _ACTION_NOTES[action],
        formula=_sum_of(lists, action),
        counted_minor=due,
        count_formula="+".join(
            f"COUNTIFS({part.cells('currency', from_elsewhere=True)},$B{{row}})" for part in lists[title]
        ),
        counted_orders=count,
        role=action,
    )


def _asked_tie(report: Report, lists: Lists, currency: str, numbers: Numbers) -> Tie:
    """All that is asked for: what to collect and bill less what to refund."""
    signs = ASKED_ACTIONS.items()
    return Tie(
        N_("Asked for in all"),
        sum(numbers[f"{action}_orders"] for action in ASKED_ACTIONS),
        sum(sign * numbers[f"{action}_minor"] for action, sign in signs),
        N_("To collect + To bill − To refund, over the lists"),
        formula="".join(f"{'+' if sign > 0 else '-'}({_sum_of(lists, action)})" for action, sign in signs),
        counted_minor=sum(sign * _count_due(report, action, currency)[0] for action, sign in signs),
        is_signed=True,
        role="asked",
    )


def _sum_of(lists: Lists, action: str) -> str:
    return "+".join(_sum_block(part, ["amount_minor"]) for part in lists[ACTION_SHEETS[action][0]])


def _count_due(report: Report, action: str, currency: str) -> tuple[int, int]:
    """The amount of that action in the currency, and its orders."""
    orders = report.reconciliation
    due = orders.loc[(orders["action"] == action) & (orders["currency"] == currency)]
    return int(due["amount_minor"].sum()), len(due)


def _sum_block(listing: Listing, sources: Sequence[str]) -> str:
    """The sum of neighbouring columns over the entries of the currency in column B."""
    currencies = listing.cells("currency", from_elsewhere=True)
    if len(sources) == 1:
        return f"SUMIFS({listing.cells(sources[0], from_elsewhere=True)},{currencies},$B{{row}})"
    block = listing.cells(sources[0], sources[-1], from_elsewhere=True)
    return f"SUMPRODUCT(({currencies}=$B{{row}})*{block})"
