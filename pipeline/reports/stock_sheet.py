"""Stock: which articles to put back and which to take, with the orders concerned."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports.lists import Column, Listing
from pipeline.reports.report import Report
from pipeline.reports.stock_csv import PUT_BACK, TAKE, net_moves
from pipeline.reports.wording import say_all

STOCK = N_("Stock")
MOST_ORDERS = 20
"""Orders named beside an article; the others stand in stock.csv."""
_DIRECTIONS = {PUT_BACK: N_("put back"), TAKE: N_("take")}
_WHOLE_MILLI = 1000


def list_stock(report: Report) -> Listing:
    """One row per article and direction: units of all orders together, and those newly to move."""
    moves, words = net_moves(report.stock), report.words
    is_known = bool((moves["reported_in_run"] != "").any())
    look = "units" if (moves["units_milli"] % _WHOLE_MILLI == 0).all() else "parts"
    known = (
        Column(N_("already asked for"), "known_milli", look, "before", has_total=True),
        Column(N_("in run"), "runs", "long", "before", narrowest=14, widest=24),
    )
    columns = (
        Column(N_("header|SKU"), "sku", narrowest=16, widest=30),
        Column(N_("Item"), "name", "long", narrowest=24, widest=48),
        Column(N_("What to do"), "direction_words", "text", "batch", narrowest=12),
        Column(N_("Units to move"), "new_milli", look, "batch", has_total=True),
        *(known if is_known else ()),
        Column(N_("Number of orders"), "orders", "count", "why", narrowest=10),
        Column(N_("Which orders"), "order_ids", "long", "why", narrowest=30, widest=60),
    )
    return Listing(
        STOCK,
        columns,
        _by_article(moves, words),
        N_("Nothing moves in the stock."),
        total_by=("direction_words",),
        total_label=N_("Total: {what}"),
        about=N_("Units to put back or take: shops do not adjust the stock when an order is edited."),
        notes=_tell(is_known=is_known, words=words),
    )


def _by_article(moves: pd.DataFrame, words: Words) -> pd.DataFrame:
    is_new = moves["reported_in_run"] == ""
    split = moves.assign(
        new_milli=moves["units_milli"].where(is_new, 0),
        known_milli=moves["units_milli"].where(~is_new, 0),
    )
    keys = ["sku", "known_by", "direction"]
    sums = {"new_milli": "sum", "known_milli": "sum", "name": "first", "order_key": "nunique"}
    rows = split.groupby(keys, sort=True, as_index=False).agg(sums).rename(columns={"order_key": "orders"})
    orders, runs = _gather(moves, [*keys, "order_id"]), _gather(moves, [*keys, "reported_in_run"])
    named = list(rows[keys].itertuples(index=False, name=None))
    return rows.assign(
        order_ids=pd.Series([_name_orders(orders[key], words) for key in named], dtype="str"),
        runs=pd.Series([", ".join(sorted({*runs[key]} - {""})) for key in named], dtype="str"),
        direction_words=say_all(rows["direction"], _DIRECTIONS, words),
        decimals=0,
    )


def _gather(moves: pd.DataFrame, columns: list[str]) -> dict[tuple[str, ...], list[str]]:
    """The last column's distinct texts by the columns before it, in the order they stand in."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for *key, text in moves[columns].drop_duplicates().itertuples(index=False, name=None):
        found[tuple(key)].append(text)
    return found


def _name_orders(names: list[str], words: Words) -> str:
    """The first orders, and how many more there are."""
    told = ", ".join(names[:MOST_ORDERS])
    left = len(names) - MOST_ORDERS
    return (
        words.say("{orders} and {number} more: see stock.csv", orders=told, number=left) if left > 0 else told
    )


def _tell(*, is_known: bool, words: Words) -> tuple[str, ...]:
    told = words.say(
        "Put back: units that come back from an order. Take: units that an order needs now. "
        "An item without a SKU is known by its name. stock.csv lists the same order by order."
    )
    new = words.say(
        "Move only “Units to move”: what was already asked for stands in the stock list of that earlier run."
    )
    return (new, told) if is_known else (told,)
