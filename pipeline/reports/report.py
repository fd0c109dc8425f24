"""What every report is made from: the tables of one run and where they came from.

A `Report` is pure data. It holds names of files, never places on a machine,
and it cannot be made while an edit row is unaccounted for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.languages import ENGLISH, N_, Words
from schemas import columns
from schemas.document import DOCUMENTS
from schemas.outcome import (
    CHANGES,
    CONTROL_TOTALS,
    CONVENTIONS,
    MISFITS,
    PROBLEMS,
    RECONCILIATION,
    ROW_RESULTS,
    ROW_STATUSES,
    TAX_BY_RATE,
)

PARTS = ("items", "discount", "shipping", "fees", "tax_on_top")
"""The components whose differences add up to an order's difference."""


_AMOUNTS = {
    "collect": N_("amounts to collect"),
    "refund": N_("amounts to refund"),
    "bill": N_("amounts to bill"),
}


class RowsUnaccounted(ValueError):
    """Edit rows were read that no result stands for (or the other way round)."""


@dataclass(frozen=True)
class InputFile:
    """One file that was read.

    `kind`: orders, edits, policy, mapping or template. `digest`: SHA-256 in hex.
    `size` in bytes. `count`: orders of an export, rows of an edits file, else 0.
    """

    name: str
    kind: str
    digest: str
    size: int
    count: int = 0


@dataclass(frozen=True)
class Report:
    """One run, ready to be written down.

    `command` are the words of the command line, without places of the
    machine. `rows_read` is counted by the readers; `RowsUnaccounted` is
    raised unless `row_results` has one row for each of them. `words`: the
    language it is written in; problems and comments are in it already.
    `postings`: the journal, None where the policy asks for none.
    """

    run_id: str
    version: str
    command: tuple[str, ...]
    inputs: tuple[InputFile, ...]
    rows_read: int
    policy: Mapping[str, object] = field(default_factory=dict)
    is_dry_run: bool = False
    reconciliation: pd.DataFrame = field(default_factory=lambda: columns.empty(RECONCILIATION))
    row_results: pd.DataFrame = field(default_factory=lambda: columns.empty(ROW_RESULTS))
    changes: pd.DataFrame = field(default_factory=lambda: columns.empty(CHANGES))
    tax_by_rate: pd.DataFrame = field(default_factory=lambda: columns.empty(TAX_BY_RATE))
    misfits: pd.DataFrame = field(default_factory=lambda: columns.empty(MISFITS))
    control_totals: pd.DataFrame = field(default_factory=lambda: columns.empty(CONTROL_TOTALS))
    conventions: pd.DataFrame = field(default_factory=lambda: columns.empty(CONVENTIONS))
    problems: pd.DataFrame = field(default_factory=lambda: columns.empty(PROBLEMS))
    documents: pd.DataFrame = field(default_factory=lambda: columns.empty(DOCUMENTS))
    postings: pd.DataFrame | None = None
    words: Words = ENGLISH

    def __post_init__(self) -> None:
        """Refuse a file name that is a place, and rows without a result."""
        places = [read.name for read in self.inputs if "/" in read.name or "\\" in read.name]
        if places:
            raise ValueError(f"a report names files, not places: {', '.join(places)}")
        counted = sum(self.row_counts.values())
        if counted != self.rows_read:
            raise RowsUnaccounted(f"{self.rows_read} edit rows were read, {counted} have a result")

    @property
    def row_counts(self) -> dict[str, int]:
        """How many edit rows were applied, had nothing to do, were held, were rejected."""
        found = self.row_results["result"].value_counts().to_dict()
        return {status: int(found.get(status, 0)) for status in ROW_STATUSES}

    @property
    def orders_read(self) -> int:
        """Orders in all the exports together."""
        return int(self.control_totals["orders"].sum())

    @property
    def problem_counts(self) -> dict[str, int]:
        """How many problems there are of each severity."""
        found = self.problems["severity"].value_counts().to_dict()
        return {severity: int(found.get(severity, 0)) for severity in ("error", "warning", "info")}


def sums_by_currency(rows: pd.DataFrame, column: str) -> dict[str, int]:
    """The column's sum for each currency, in minor units; rows without a currency are left out.

    >>> rows = pd.DataFrame({"currency": ["CHF", "JPY", "CHF", ""], "amount_minor": [1250, 300, 5, 9]})
    >>> sums_by_currency(rows, "amount_minor")
    {'CHF': 1255, 'JPY': 300}
    """
    named = rows.loc[rows["currency"] != ""]
    sums = named.groupby("currency", sort=True)[column].sum()
    return {str(currency): int(total) for currency, total in sums.items()}


def find_broken_ties(report: Report, words: Words = ENGLISH) -> list[str]:
    """A sentence in that language for each sum that does not tie out; nothing when the report is sound.

    Per currency: before + difference = after; the differences of the orders,
    of their components and of the edit rows are each the control total's
    difference; the tax by rate is the orders' tax difference; the amounts of
    each action are the control total's amount.
    """
    return [
        words.say(
            "{what} in {currency}: {found} instead of {expected} (minor units)",
            what=words.text(what),
            currency=currency,
            found=found,
            expected=expected,
        )
        for currency, ties in _compare_sums(report).items()
        for what, (found, expected) in ties.items()
        if found != expected
    ]


def _compare_sums(report: Report) -> dict[str, dict[str, tuple[int, int]]]:
    """For each currency: what is summed, the sum found and the sum expected."""
    sums = _sum_tables(report)
    compared = {}
    for total in report.control_totals.to_dict("records"):
        found = {what: by_currency.get(total["currency"], 0) for what, by_currency in sums.items()}
        difference = int(total["difference_minor"])
        after = int(total["total_before_minor"]) + difference
        compared[str(total["currency"])] = {
            N_("total before + difference"): (after, int(total["total_after_minor"])),
            N_("differences of the orders"): (found["orders"], difference),
            N_("differences by component"): (found["components"], difference),
            N_("differences of the edit rows"): (found["edit rows"], difference),
            N_("tax by rate"): (found["tax by rate"], found["tax"]),
            **{what: (found[action], int(total[f"{action}_minor"])) for action, what in _AMOUNTS.items()},
        }
    return compared


def _sum_tables(report: Report) -> dict[str, dict[str, int]]:
    orders = report.reconciliation
    tax = orders["tax_on_top_difference_minor"] + orders["tax_inside_difference_minor"]
    components = orders[[f"{part}_difference_minor" for part in PARTS]].sum(axis=1).astype("int64")
    added = orders.assign(tax_minor=tax, components_minor=components)
    due = {action: orders.loc[orders["action"] == action] for action in ("collect", "refund", "bill")}
    return {
        "orders": sums_by_currency(orders, "difference_minor"),
        "components": sums_by_currency(added, "components_minor"),
        "edit rows": sums_by_currency(report.row_results, "difference_minor"),
        "tax by rate": sums_by_currency(report.tax_by_rate, "tax_difference_minor"),
        "tax": sums_by_currency(added, "tax_minor"),
        **{action: sums_by_currency(rows, "amount_minor") for action, rows in due.items()},
    }


def count_of(number: int, thing: str) -> str:
    """The number and the thing counted, in the plural where it needs one.

    >>> count_of(1, "order"), count_of(3, "edit row"), count_of(0, "error")
    ('1 order', '3 edit rows', '0 errors')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
