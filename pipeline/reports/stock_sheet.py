"""Stock: which articles to put back and which to take, with the orders concerned."""

from __future__ import annotations

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
        Column(N_("SKU"), "sku", narrowest=16, widest=30),
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
    rows = split.groupby(["sku", "known_by", "direction"], sort=True, as_index=False).agg(
        name=("name", "first"),
        new_milli=("new_milli", "sum"),
        known_milli=("known_milli", "sum"),
        orders=("order_key", "nunique"),
        order_ids=("order_id", lambda ids: _name_orders(ids, words)),
        runs=("reported_in_run", lambda runs: ", ".join(sorted(set(runs) - {""}))),
    )
    texts = {name: rows[name].astype("str") for name in ("order_ids", "runs", "name")}
    said = say_all(rows["direction"], _DIRECTIONS, words)
    return rows.assign(**texts, direction_words=said, decimals=0)


def _name_orders(ids: pd.Series, words: Words) -> str:
    """The first orders, and how many more there are."""
    names = list(dict.fromkeys(ids))
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
