"""What the charts show: collect and refund by reason and by day of the order, each currency apart."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports.report import Report

CHARTED = ("collect", "refund")
MOST_REASONS, MOST_DAYS = 8, 31
LONGEST_REASON = 60
_NO_REASON, _OTHERS = N_("no reason given"), N_("other reasons")


@dataclass(frozen=True)
class ChartData:
    """The bars of one chart: a label each, with the amounts to collect and to refund in minor units.

    `kind`: reason, day or month.
    """

    currency: str
    decimals: int
    kind: str
    labels: tuple[str, ...]
    collect_minor: tuple[int, ...]
    refund_minor: tuple[int, ...]


def list_chart_data(report: Report) -> list[ChartData]:
    """By currency the chart of the reasons, and that of the days where the export tells them."""
    orders = report.reconciliation
    due = orders.loc[orders["action"].isin(CHARTED) & (orders["amount_minor"] > 0)]
    found = []
    for (currency, decimals), group in due.groupby(["currency", "decimals"], sort=True):
        money = (str(currency), int(str(decimals)))
        found.append(_by_reason(group, money, report.words))
        dated = group.loc[group["ordered_on"] != ""]
        if len(dated) == len(group):
            found.append(_by_day(dated, money, report.words))
    return found


def _by_reason(orders: pd.DataFrame, money: tuple[str, int], words: Words) -> ChartData:
    """The reasons with the largest amounts first; the others together last."""
    labels = orders["reasons"].mask(orders["reasons"] == "", words.text(_NO_REASON))
    sums = _sum_up(orders.assign(label=labels))
    largest = sums.sum(axis=1).sort_values(ascending=False, kind="stable").index
    shown = sums.loc[largest[:MOST_REASONS]]
    others = sums.loc[largest[MOST_REASONS:]]
    if len(others):
        together = pd.DataFrame([others.sum()], index=[words.text(_OTHERS)])
        shown = pd.concat([shown, together.astype("int64")])
    return _chart(shown, money, "reason", [_shorten(label) for label in shown.index])


def _shorten(label: str) -> str:
    line = " ".join(label.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"


def _by_day(orders: pd.DataFrame, money: tuple[str, int], words: Words) -> ChartData:
    """Day by day; by months where there are more days than a chart can show."""
    if orders["ordered_on"].nunique() <= MOST_DAYS:
        sums = _sum_up(orders.assign(label=orders["ordered_on"])).sort_index()
        return _chart(sums, money, "day", [words.date(day) for day in sums.index])
    sums = _sum_up(orders.assign(label=orders["ordered_on"].str.slice(0, len("2026-01")))).sort_index()
    return _chart(sums, money, "month", list(sums.index))


def _sum_up(orders: pd.DataFrame) -> pd.DataFrame:
    """By label the amounts of each charted action."""
    sums = orders.groupby(["label", "action"], sort=True)["amount_minor"].sum().unstack(fill_value=0)
    return sums.reindex(columns=list(CHARTED), fill_value=0).astype("int64")


def _chart(sums: pd.DataFrame, money: tuple[str, int], kind: str, labels: list[str]) -> ChartData:
    collect, refund = (tuple(sums[action].tolist()) for action in CHARTED)
    return ChartData(*money, kind, tuple(labels), collect, refund)
