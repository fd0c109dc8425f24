"""Problems as they are printed: how many of each severity, then one after the other with its remedy."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.languages import N_, Words
from pipeline.reports.page import Page, wrap

_SEVERITIES = {
    "error": (N_("error"), "red"),
    "warning": (N_("warning"), "yellow"),
    "info": (N_("remark"), "cyan"),
}


def tell_problems(problems: pd.DataFrame, most: int, page: Page) -> Iterator[str]:
    """How many problems there are of each severity, then the first ones, the gravest first."""
    ranks = problems["severity"].map({"error": 0, "warning": 1, "info": 2})
    gravest_first = problems.loc[ranks.sort_values(kind="stable").index]
    if len(gravest_first):
        yield from page.labelled("Problems", _count(problems, page.words))
    for found in gravest_first.head(most).to_dict("records"):
        yield from _problem({str(name): str(value) for name, value in found.items()}, page)


def _count(problems: pd.DataFrame, words: Words) -> str:
    counts = problems["severity"].value_counts()
    errors, warnings, remarks = (int(counts.get(severity, 0)) for severity in _SEVERITIES)
    told = [
        (errors, words.count("{number} error", "{number} errors", errors)),
        (warnings, words.count("{number} warning", "{number} warnings", warnings)),
        (remarks, words.count("{number} remark", "{number} remarks", remarks)),
    ]
    return ", ".join(text for number, text in told if number)


def _problem(found: dict[str, str], page: Page) -> Iterator[str]:
    word, colour = _SEVERITIES[found["severity"]]
    place = _place(found, page.words)
    head = f"{page.words.text(word)} {found['code']}" + (f" · {place}" if place else "")
    for line in wrap(head, "  ", "    "):
        yield page.paint(line, colour)
    yield from wrap(found["message"], "    ", "    ")
    if found["fix"] and found["severity"] != "info":
        yield from wrap(f"→ {found['fix']}", "    ", "      ")


def _place(found: dict[str, str], words: Words) -> str:
    """Where the problem is: file, sheet, row, cell, as far as known."""
    row = words.say("row {row}", row=found["row"]) if found["row"] != "0" else ""
    pieces = [found["file"], found["sheet"], row, found["cell"]]
    if not row and not found["cell"] and found["order_id"]:
        pieces.append(words.say("order {order}", order=found["order_id"]))
    return ", ".join(piece for piece in pieces if piece)
