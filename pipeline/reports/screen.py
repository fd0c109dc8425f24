"""What is printed when a run is over: short lines of plain words, 80 columns.

Pure text from a `Report`, in its language; whether to use colour, and where
the files are, the caller says. Amounts are written as in the reader's country.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from pipeline.languages import ENGLISH, N_, Words
from pipeline.reports.open_questions import name_open, tell_open
from pipeline.reports.page import WIDTH, Page, to_printable
from pipeline.reports.problem_list import tell_problems
from pipeline.reports.report import Report, find_broken_ties, sums_by_currency
from pipeline.retell_conventions import retell_conventions
from schemas.outcome import ROW_STATUSES

__all__ = ["WIDTH", "build_screen", "print_conventions", "print_problems", "to_printable"]

MOST_PROBLEMS = 10
_ACTIONS = {"collect": ("To collect", "green"), "refund": ("To refund", "red"), "bill": ("To bill", "blue")}
_NEWLY_DUE = {
    "collect": N_("to collect {amount}"),
    "refund": N_("to refund {amount}"),
    "bill": N_("to bill {amount}"),
}
_SOURCES = {
    "found": N_("found in the orders"),
    "platform": N_("the platform's"),
    "policy": N_("set by the policy"),
}
_EXPLANATIONS = {
    "a-cent-of-rounding": N_("a cent of rounding"),
    "tax-not-counted": N_("tax not counted"),
    "tax-counted-twice": N_("tax counted twice"),
    "discount-not-counted": N_("discount not counted"),
    "discount-counted-twice": N_("discount counted twice"),
    "shipping-counted-differently": N_("shipping counted differently"),
    "fee-not-shown": N_("fee not shown"),
    "credit-not-shown": N_("credit not shown"),
    "edited-in-the-shop": N_("edited in the shop"),
    "other-convention": N_("other convention"),
    "unexplained": N_("unexplained"),
}


def build_screen(
    report: Report, *, folder: str = "", files: Sequence[str] = (), has_colour: bool = False
) -> str:
    """Everything to print, ending in a line end.

    `folder` and `files`: where the run was written and the names in there;
    none for a dry run. Without `has_colour` there is no escape sequence in it.
    """
    page = Page(report.words, has_colour)
    blocks = [
        _inputs(report, page),
        _conventions(report, page),
        _edits(report, page),
        _amounts(report, page),
        _broken_ties(report, page),
        _problems(report, page),
        _places(report, folder, files, page),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines) + "\n"


def print_conventions(conventions: pd.DataFrame, words: Words = ENGLISH, *, has_colour: bool = False) -> str:
    """How each platform's orders are calculated, ending in a line end."""
    return "\n".join(_found_conventions(conventions, tell_open, Page(words, has_colour))) + "\n"


def print_problems(problems: pd.DataFrame, words: Words = ENGLISH, *, has_colour: bool = False) -> str:
    """Every problem, the gravest first, ending in a line end; they are in that language already."""
    return "\n".join(tell_problems(problems, len(problems), Page(words, has_colour))) + "\n"


def _inputs(report: Report, page: Page) -> Iterator[str]:
    words = page.words
    for place, read in enumerate(one for one in report.inputs if one.kind != "template"):
        held = ""
        if read.kind == "orders":
            held = words.count("{number} order", "{number} orders", read.count)
        elif read.kind == "edits":
            held = words.count("{number} edit row", "{number} edit rows", read.count)
        yield from page.labelled("" if place else "Read", f"{read.name} ({held})" if held else read.name)


def _conventions(report: Report, page: Page) -> Iterator[str]:
    yield from _found_conventions(report.conventions, name_open, page)
    if len(report.misfits):
        many = page.words.count(
            "{number} order does not add up; a gap is carried along, not repaired.",
            "{number} orders do not add up; a gap is carried along, not repaired.",
            len(report.misfits),
        )
        yield from page.labelled("", many)
        causes = _count_explanations(report.misfits, page.words)
        yield from page.labelled("", page.words.say("Nearest explanations: {causes}.", causes=causes))


def _count_explanations(misfits: pd.DataFrame, words: Words) -> str:
    """The most frequent one first."""
    counts = misfits["explanation"].value_counts()
    return ", ".join(
        f"{words.text(_EXPLANATIONS[str(slug)])} ({words.number(int(number))})"
        for slug, number in counts.items()
    )


def _found_conventions(
    conventions: pd.DataFrame, tell: Callable[[dict[Any, Any], Words], list[str]], page: Page
) -> Iterator[str]:
    words = page.words
    for place, found in enumerate(retell_conventions(conventions, words).to_dict("records")):
        right, orders = int(found["orders_reproduced"]), int(found["orders"])
        share = words.count(
            "holds on {right} of {number} order",
            "holds on {right} of {number} orders",
            orders,
            right=words.number(right),
        )
        source = words.text(_SOURCES.get(found["source"], found["source"]))
        head = words.say(
            "{platform}, {currency}: {share} ({source})",
            platform=found["platform"],
            currency=found["currency"],
            share=share,
            source=source,
        )
        for line in page.labelled("" if place else "Calculation", head):
            yield page.paint(line, "yellow", if_so=right < orders)
        yield from page.labelled("", found["in_words"])
        for sentence in tell(found, words):
            yield from page.labelled("", sentence)


def _edits(report: Report, page: Page) -> Iterator[str]:
    """The four counts and their sum, one below the other."""
    counts, words = report.row_counts, page.words
    width = len(words.number(report.rows_read))
    applied, nothing, held, rejected = (counts[status] for status in ROW_STATUSES)
    told = [
        (applied, words.count("{number} applied", "{number} applied", applied), False),
        (nothing, words.count("{number} nothing to do", "{number} nothing to do", nothing), False),
        (held, words.count("{number} held", "{number} held", held), held > 0),
        (rejected, words.count("{number} rejected", "{number} rejected", rejected), rejected > 0),
        (report.rows_read, words.count("{number} read", "{number} read", report.rows_read), False),
    ]
    for place, (number, said, needs_care) in enumerate(told):
        indented = " " * (width - len(words.number(number))) + said
        line = page.head("" if place else "Edit rows") + indented
        yield page.paint(line, "yellow", if_so=needs_care)


def _amounts(report: Report, page: Page) -> Iterator[str]:
    """What to collect, refund and bill in each currency, amounts below each other."""
    totals, words = report.control_totals.to_dict("records"), page.words
    for action, (label, colour) in _ACTIONS.items():
        due = [
            (
                words.amount(int(total[f"{action}_minor"]), int(total["decimals"]), total["currency"]),
                int(total[f"{action}_orders"]),
            )
            for total in totals
            if total[f"{action}_orders"]
        ] or [(words.say("nothing"), 0)]
        widest = max(len(amount) for amount, _ in due)
        for place, (amount, orders) in enumerate(due):
            line = f"{page.head('' if place else label)}{amount:>{widest}}"
            if orders:
                where = words.count("on {number} order", "on {number} orders", orders)
                line = page.paint(f"{line}  {where}", colour)
            yield line
    yield from _newly_due(report, page)


def _newly_due(report: Report, page: Page) -> Iterator[str]:
    """What of these amounts no earlier run asked for, where one did."""
    orders, words = report.reconciliation, page.words
    if not (orders["reported_in_run"] != "").any():
        return
    due = []
    for action, said in _NEWLY_DUE.items():
        new = orders.loc[orders["action_new"] == action]
        for currency, amount in sums_by_currency(new, "amount_new_minor").items():
            decimals = int(new.loc[new["currency"] == currency, "decimals"].iloc[0])
            due.append(words.say(said, amount=words.amount(amount, decimals, currency)))
    told = "; ".join(due) or words.say("nothing")
    sentence = words.say("{amounts}. The rest was asked for in earlier runs.", amounts=told)
    yield from page.labelled("Newly due", sentence)


def _broken_ties(report: Report, page: Page) -> Iterator[str]:
    for place, sentence in enumerate(find_broken_ties(report, page.words)):
        for line in page.labelled("" if place else "Does not tie", sentence):
            yield page.paint(line, "red")


def _problems(report: Report, page: Page) -> Iterator[str]:
    """The first problems, the gravest first, and how many more there are."""
    yield from tell_problems(report.problems, MOST_PROBLEMS, page)
    more = len(report.problems) - MOST_PROBLEMS
    if more > 0:
        yield "  " + page.words.say("and {number} more: see problems.json", number=page.words.number(more))


def _places(report: Report, folder: str, files: Sequence[str], page: Page) -> Iterator[str]:
    if report.is_dry_run:
        said = page.words.say("no orders were written, only the report.")
        yield from page.labelled("Dry run", said)
    if folder:
        yield f"{page.head('Written')}{folder}"  # never wrapped: it is copied
    for name in files:
        yield f"{page.head('')}  {name}"
