"""The lists of edit rows: what each costs, which were not done, and every cell that changed."""

from __future__ import annotations

import pandas as pd

from pipeline.catalogue.names import RESULTS
from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports import wording
from pipeline.reports.lists import Column, Listing
from pipeline.reports.order_sheets import ORDER
from pipeline.reports.report import Report

REQUESTS, UNDONE, CHANGES = N_("By request"), N_("Held and rejected"), N_("Changes")

_PLACE = (
    Column(N_("File"), "file", "text", "why", widest=24),
    Column(N_("Sheet"), "sheet", "text", "why"),
    Column(N_("Row"), "row", "count", "why", narrowest=8),
)
_ASKED = (
    Column(N_("Why"), "reason", "long", "why", narrowest=20, widest=36),
    Column(N_("Request"), "request", "long", "why", narrowest=12, widest=20),
)
_SENTENCES = {"matter": "message", "fix": "fix"}
_ABOUT = (
    Column(N_("About"), "target_words", narrowest=11),
    Column(N_("Edit"), "action_words", narrowest=11),
)


def list_undone(report: Report) -> Listing:
    """The edit rows that were held or rejected, each with what to do about it."""
    results = report.row_results
    rows = results.loc[results["result"].isin(["held", "rejected"])]
    columns = (
        ORDER,
        Column(N_("Result"), "result_words", narrowest=12),
        *_PLACE,
        *_ABOUT,
        Column(N_("What is the matter"), "matter", "long", "batch", narrowest=30, widest=52),
        Column(N_("What to do"), "fix", "long", "batch", narrowest=30, widest=52),
        *_ASKED,
    )
    told = _say(rows, report).assign(
        **{name: _gather(rows, report.problems, source) for name, source in _SENTENCES.items()}
    )
    about = N_("Edit rows that were not done: held ones wait for a person, rejected ones need mending.")
    return Listing(UNDONE, columns, told, N_("Every edit row was done."), about=about)


def list_requests(report: Report) -> Listing:
    """Every edit row in sheet order with its result and what it costs or gives back."""
    columns = (
        ORDER,
        *_ABOUT,
        Column(N_("Result"), "result_words", "text", "batch", narrowest=14),
        Column(N_("Currency"), "currency", "text", "batch", narrowest=9),
        Column(N_("Difference"), "difference_minor", "signed", "batch", has_total=True),
        Column(N_("Remark"), "comment", "long", "batch", narrowest=20, widest=52),
        *_ASKED,
        *_PLACE,
    )
    about = N_("What each edit row costs or gives back; together they are the difference.")
    rows = _say(report.row_results, report)
    return Listing(REQUESTS, columns, rows, N_("No edit rows were read."), about=about)


def list_changes(report: Report) -> Listing:
    """Every cell that changed, before and after, who asked and why."""
    columns = (
        ORDER,
        Column(N_("About"), "target_words", narrowest=11),
        Column(N_("Which"), "thing_words", "long", narrowest=14, widest=32),
        Column(N_("Field"), "field_words", "long", narrowest=14, widest=38),
        Column(N_("Before"), "old", "long", "before", narrowest=14, widest=40),
        Column(N_("After"), "new", "long", "after", narrowest=14, widest=40),
        Column(N_("Rule"), "rule_words", "text", "batch", narrowest=10),
        Column(N_("Asked by"), "request", "long", "why", narrowest=12, widest=20),
        Column(N_("Why"), "reason", "long", "why", narrowest=20, widest=36),
        *_PLACE,
        Column(N_("Cell"), "cell", "text", "why", narrowest=8),
    )
    changes, words = report.changes, report.words
    rows = changes.assign(
        target_words=wording.say_all(changes["target"], wording.TARGETS, words),
        thing_words=wording.say_each(changes["thing"], wording.tell_thing, words),
        field_words=wording.say_each(changes["field"], wording.say_field, words),
        rule_words=wording.say_all(changes["rule"], wording.RULES, words),
        **{name: _tell_values(changes, name, words) for name in ("old", "new")},
    )
    about = N_("Every cell that changed: before, after, who asked and why.")
    return Listing(CHANGES, columns, rows, N_("Nothing changed."), about=about)


def _tell_values(changes: pd.DataFrame, name: str, words: Words) -> pd.Series:
    """The values of that side as they are told: whole items and yes or no in the language."""
    told = [
        wording.tell_value(value, field, words)
        for value, field in zip(changes[name].tolist(), changes["field"].tolist(), strict=True)
    ]
    return pd.Series(told, index=changes.index, dtype="str")


def _say(rows: pd.DataFrame, report: Report) -> pd.DataFrame:
    return rows.assign(
        target_words=wording.say_all(rows["target"], wording.TARGETS, report.words),
        action_words=wording.say_all(rows["action"], wording.EDIT_ACTIONS, report.words),
        result_words=wording.say_all(rows["result"], RESULTS, report.words),
    )


def _gather(rows: pd.DataFrame, problems: pd.DataFrame, source: str) -> pd.Series:
    """The sentences of each edit row's problems, or else of its order's, each once."""
    of_row = _join(problems, "row_key", source)
    of_order = _join(problems.loc[problems["severity"] != "info"], "order_key", source)
    keys = zip(*(rows[name].tolist() for name in ("row_key", "order_key", "result")), strict=True)
    told = [
        of_row.get(row, "") or (of_order.get(order, "") if result == "held" else "")
        for row, order, result in keys
    ]
    return pd.Series(told, index=rows.index, dtype="str")


def _join(problems: pd.DataFrame, key: str, source: str) -> dict[int, str]:
    told = problems.loc[(problems[key] >= 0) & (problems[source] != "")]
    joined = told.drop_duplicates([key, source]).groupby(key, sort=False)[source].agg("\n".join)
    return dict(zip(joined.index.tolist(), joined.tolist(), strict=True))
