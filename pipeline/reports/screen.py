"""What is printed when a run is over: short lines of plain English, 80 columns.

Pure text from a `Report`; whether to use colour, and where the files are, the
caller says. Amounts are written the Swiss way: 1’234.50 CHF.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click
import pandas as pd

from pipeline.money import to_text
from pipeline.reports.open_questions import name_open, tell_open
from pipeline.reports.report import Report, count_of, find_broken_ties, sums_by_currency

WIDTH = 80
MOST_PROBLEMS = 10
_LABEL = 13
_SEVERITY = {"error": ("error", "red"), "warning": ("warning", "yellow"), "info": ("remark", "cyan")}
_RESULTS = {"applied": "applied", "nothing_to_do": "nothing to do", "held": "held", "rejected": "rejected"}
_ACTIONS = {"collect": ("To collect", "green"), "refund": ("To refund", "red"), "bill": ("To bill", "blue")}
_SOURCES = {"found": "found in the orders", "platform": "the platform's", "policy": "set by the policy"}
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def build_screen(
    report: Report, *, folder: str = "", files: Sequence[str] = (), has_colour: bool = False
) -> str:
    """Everything to print, ending in a line end.

    `folder` and `files`: where the run was written and the names in there;
    none for a dry run. Without `has_colour` there is no escape sequence in it.
    """
    blocks = [
        _inputs(report),
        _conventions(report, has_colour=has_colour),
        _edits(report, has_colour=has_colour),
        _amounts(report, has_colour=has_colour),
        _broken_ties(report, has_colour=has_colour),
        _problems(report, has_colour=has_colour),
        _places(report, folder, files),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines) + "\n"


def print_conventions(conventions: pd.DataFrame, *, has_colour: bool = False) -> str:
    """How each platform's orders are calculated, ending in a line end."""
    return "\n".join(_found_conventions(conventions, tell_open, has_colour=has_colour)) + "\n"


def print_problems(problems: pd.DataFrame, *, has_colour: bool = False) -> str:
    """Every problem, the gravest first, ending in a line end."""
    lines = _listed_problems(problems, len(problems), has_colour=has_colour)
    return "\n".join(lines) + "\n"


def format_amount(minor: int, decimals: int, currency: str, *, is_signed: bool = False) -> str:
    """An amount as it is written in Switzerland, with its currency.

    >>> format_amount(123450, 2, "CHF"), format_amount(-3300, 0, "JPY")
    ('1’234.50 CHF', '-3’300 JPY')
    >>> format_amount(38616, 3, "KWD", is_signed=True)
    '+38.616 KWD'
    """
    sign = "+" if is_signed and minor > 0 else ""
    return f"{sign}{group_thousands(to_text(minor, decimals))} {currency}"


def group_thousands(number: str) -> str:
    """A number's plain spelling with an apostrophe between thousands.

    >>> group_thousands("-1234567.8901"), group_thousands("999.00")
    ('-1’234’567.8901', '999.00')
    """
    whole, point, fraction = number.partition(".")
    return re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+\Z)", "’", whole) + point + fraction


def to_printable(text: str) -> str:
    """The text with nothing in it that could move the cursor or colour the screen."""
    return _NOT_PRINTABLE.sub(" ", text)


def _inputs(report: Report) -> Iterator[str]:
    counted = {"orders": "order", "edits": "edit row"}
    for place, read in enumerate(report.inputs):
        held = f" ({count_of(read.count, counted[read.kind])})" if read.kind in counted else ""
        yield from _labelled("" if place else "Read", f"{read.name}{held}")


def _conventions(report: Report, *, has_colour: bool) -> Iterator[str]:
    yield from _found_conventions(report.conventions, name_open, has_colour=has_colour)
    if len(report.misfits):
        many = count_of(len(report.misfits), "order")
        verb = "does" if len(report.misfits) == 1 else "do"
        yield from _labelled("", f"{many} {verb} not add up; a gap is carried along, not repaired.")
        yield from _labelled("", f"Nearest explanations: {_count_explanations(report.misfits)}.")


def _count_explanations(misfits: pd.DataFrame) -> str:
    """The most frequent one first."""
    counts = misfits["explanation"].str.replace("-", " ").value_counts()
    return ", ".join(f"{words} ({number})" for words, number in counts.items())


def _found_conventions(
    conventions: pd.DataFrame, tell: Callable[[dict[Any, Any]], list[str]], *, has_colour: bool
) -> Iterator[str]:
    for place, found in enumerate(conventions.to_dict("records")):
        right, orders = int(found["orders_reproduced"]), int(found["orders"])
        share = f"holds on {right} of {count_of(orders, 'order')}"
        source = _SOURCES.get(found["source"], found["source"])
        head = f"{found['platform']}, {found['currency']}: {share} ({source})"
        for line in _labelled("" if place else "Calculation", head):
            yield _paint(line, "yellow", has_colour=has_colour and right < orders)
        yield from _labelled("", found["in_words"])
        for sentence in tell(found):
            yield from _labelled("", sentence)


def _edits(report: Report, *, has_colour: bool) -> Iterator[str]:
    """The four counts and their sum, one below the other."""
    counts = report.row_counts
    width = len(str(report.rows_read))
    for place, (status, words) in enumerate(_RESULTS.items()):
        line = f"{'' if place else 'Edit rows':<{_LABEL}}{counts[status]:>{width}} {words}"
        needs_care = status in ("held", "rejected") and counts[status] > 0
        yield _paint(line, "yellow", has_colour=has_colour and needs_care)
    yield f"{'':<{_LABEL}}{report.rows_read:>{width}} read"


def _amounts(report: Report, *, has_colour: bool) -> Iterator[str]:
    """What to collect, refund and bill in each currency, amounts below each other."""
    totals = report.control_totals.to_dict("records")
    for action, (label, colour) in _ACTIONS.items():
        due = [
            (
                format_amount(int(total[f"{action}_minor"]), int(total["decimals"]), total["currency"]),
                int(total[f"{action}_orders"]),
            )
            for total in totals
            if total[f"{action}_orders"]
        ] or [("nothing", 0)]
        widest = max(len(amount) for amount, _ in due)
        for place, (amount, orders) in enumerate(due):
            where = f"  on {count_of(orders, 'order')}" if orders else ""
            line = f"{'' if place else label:<{_LABEL}}{amount:>{widest}}{where}"
            yield _paint(line, colour, has_colour=has_colour and orders > 0)
    yield from _newly_due(report)


def _newly_due(report: Report) -> Iterator[str]:
    """What of these amounts no earlier run asked for, where one did."""
    orders = report.reconciliation
    if not (orders["reported_in_run"] != "").any():
        return
    due = []
    for action in _ACTIONS:
        new = orders.loc[orders["action_new"] == action]
        for currency, amount in sums_by_currency(new, "amount_new_minor").items():
            decimals = int(new.loc[new["currency"] == currency, "decimals"].iloc[0])
            due.append(f"to {action} {format_amount(amount, decimals, currency)}")
    told = "; ".join(due) or "nothing"
    yield from _labelled("Newly due", f"{told}. The rest was asked for in earlier runs.")


def _broken_ties(report: Report, *, has_colour: bool) -> Iterator[str]:
    for place, sentence in enumerate(find_broken_ties(report)):
        for line in _labelled("" if place else "Does not tie", sentence):
            yield _paint(line, "red", has_colour=has_colour)


def _problems(report: Report, *, has_colour: bool) -> Iterator[str]:
    """The first problems, the gravest first, and how many more there are."""
    yield from _listed_problems(report.problems, MOST_PROBLEMS, has_colour=has_colour)
    if len(report.problems) > MOST_PROBLEMS:
        yield f"  and {len(report.problems) - MOST_PROBLEMS} more: see problems.json"


def _listed_problems(problems: pd.DataFrame, most: int, *, has_colour: bool) -> Iterator[str]:
    """How many problems there are of each severity, then the first ones."""
    ranks = problems["severity"].map({"error": 0, "warning": 1, "info": 2})
    gravest_first = problems.loc[ranks.sort_values(kind="stable").index]
    if len(gravest_first):
        counts = problems["severity"].value_counts()
        told = ((int(counts.get(severity, 0)), word) for severity, (word, _) in _SEVERITY.items())
        words = ", ".join(count_of(number, word) for number, word in told if number)
        yield from _labelled("Problems", words)
    for found in gravest_first.head(most).to_dict("records"):
        yield from _problem({str(name): str(value) for name, value in found.items()}, has_colour=has_colour)


def _problem(found: dict[str, str], *, has_colour: bool) -> Iterator[str]:
    word, colour = _SEVERITY[found["severity"]]
    place = _place(found)
    head = f"{word} {found['code']}" + (f" · {place}" if place else "")
    for line in _wrap(head, "  ", "    "):
        yield _paint(line, colour, has_colour=has_colour)
    yield from _wrap(found["message"], "    ", "    ")
    if found["fix"] and word != "remark":
        yield from _wrap(f"→ {found['fix']}", "    ", "      ")


def _place(found: dict[str, str]) -> str:
    """Where the problem is: file, sheet, row, cell, as far as known."""
    row = f"row {found['row']}" if found["row"] != "0" else ""
    pieces = [found["file"], found["sheet"], row, found["cell"]]
    if not row and not found["cell"] and found["order_id"]:
        pieces.append(f"order {found['order_id']}")
    return ", ".join(piece for piece in pieces if piece)


def _places(report: Report, folder: str, files: Sequence[str]) -> Iterator[str]:
    if report.is_dry_run:
        yield from _labelled("Dry run", "no orders were written, only the report.")
    if folder:
        yield f"{'Written':<{_LABEL}}{folder}"  # never wrapped: it is copied
    for name in (name for name in files if "/" not in name):
        yield f"{'':<{_LABEL}}  {name}"
    if len(report.documents) and any("/" in name for name in files):
        yield f"{'':<{_LABEL}}  documents/ ({count_of(len(report.documents), 'document')})"


def _labelled(label: str, text: str) -> list[str]:
    return _wrap(text, f"{label:<{_LABEL}}", " " * _LABEL)


def _wrap(text: str, first: str, others: str) -> list[str]:
    """The text in lines of at most 80 columns; nothing in it can move the cursor."""
    shown = to_printable(text)
    return textwrap.wrap(
        shown, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    ) or [first.rstrip()]


def _paint(line: str, colour: str, *, has_colour: bool) -> str:
    return click.style(line, fg=colour) if has_colour else line
