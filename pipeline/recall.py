"""A batch in the light of earlier runs: what the exports hold already, what is new money, what to record.

`recall` comes before the correction, `reckon` after it; both are pure. The
ledger decides nothing about the files but what an earlier run provably did to
them already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
from pandera.pandas import DataFrameSchema

from pipeline.approval import digest_requests
from pipeline.fingerprint import digest_contents, digest_edits, fingerprint_orders
from pipeline.plan import Matches
from pipeline.problems import Problem, to_table
from pipeline.repeats import reckon_new_money, recognise_rows, tell_repeats, tell_reported
from schemas import columns
from schemas.edits import ACTIONS, Edits
from schemas.entry import RUN_CHANGES, RUN_EDITS, RUN_HELD, RUN_ORDERS
from schemas.ledger import BATCH_ROWS, DONE_ORDERS, DONE_ROWS, NEW_MONEY, Earlier
from schemas.orders import Tables
from schemas.outcome import Outcome

HELD = ("held", "rejected")


@dataclass(frozen=True)
class Recalled:
    """What earlier runs say of a batch before it is done.

    `rows`: the edit rows whose order was found, with their digests;
    `fingerprints`: of the orders named, as they stand in the exports;
    `treated`: `TREATED_ROWS`; `holds`: why edits of money of whole orders
    must wait, at the row that is the reason; `requests`: by order_key, what an
    approval of the order covers; `released`: the order_keys that one released.
    """

    earlier: Earlier
    rows: pd.DataFrame
    fingerprints: pd.Series
    treated: pd.DataFrame
    holds: tuple[Problem, ...] = ()
    requests: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    released: frozenset[int] = frozenset()

    @property
    def left_rows(self) -> Mapping[int, str]:
        """The rows that an earlier run did on the very orders, with that run."""
        left = self.treated.loc[self.treated["treatment"] == "leave"]
        return dict(zip(left["row_key"].tolist(), left["earlier_run"].tolist(), strict=True))


ReleasedOf = Callable[[pd.DataFrame, pd.Series], frozenset[int]]
"""The order_keys that somebody released, of orders and what is asked of them (`digest_requests`)."""


def nobody(_orders: pd.DataFrame, _requests: pd.Series) -> frozenset[int]:
    """Nobody released any order."""
    return frozenset()


def recall(
    tables: Tables, edits: Edits, matches: Matches, earlier: Earlier, *, released_of: ReleasedOf = nobody
) -> Recalled:
    """The batch's rows beside what earlier runs recorded of its orders.

    Repeats in orders that somebody released are meant and do not wait.
    """
    keys = edits.rows["row_key"].map({row: key for row, (key, _) in matches.items()}).astype("int64")
    rows = edits.rows.assign(
        order_key=keys.to_numpy(),
        content_digest=digest_contents(edits).to_numpy(),
        edit_digest=digest_edits(edits).to_numpy(),
    )
    rows = rows.loc[(rows["order_key"] >= 0) & rows["action"].isin(ACTIONS)].reset_index(drop=True)
    named = tables.only(rows["order_key"])
    fingerprints = fingerprint_orders(named)
    requests = digest_requests(fingerprints, rows)
    released = released_of(named.orders, requests)
    treated = recognise_rows(_take(BATCH_ROWS, rows), fingerprints, earlier, released=released)
    held = treated.loc[treated["treatment"] == "hold"]
    places = {row["row_key"]: row for row in columns.records(rows[["row_key", "file", "sheet", "row"]])}
    holds = [replace(found, **places[found.row_key]) for found in tell_repeats(held, named.orders)]
    return Recalled(earlier, rows, fingerprints, treated, tuple(holds), requests, released)


@dataclass(frozen=True)
class Reckoned:
    """What a batch newly asks for, and the tables its entry in the ledger is made of.

    `money`: `NEW_MONEY` of the orders that something was done to. `orders`,
    `edits`, `changes`, `held`: as `schemas.entry` has them.
    """

    money: pd.DataFrame
    orders: pd.DataFrame
    edits: pd.DataFrame
    changes: pd.DataFrame
    held: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)


def reckon(recalled: Recalled, tables: Tables, outcome: Outcome) -> Reckoned:
    """The new money of a batch that is done."""
    named = tables.only(outcome.reconciliation["order_key"])
    orders = _order_facts(recalled, named, outcome)
    done = _done_rows(recalled, outcome)
    is_done = orders["order_key"].isin(done["order_key"])
    money, first = reckon_new_money(
        _take(DONE_ORDERS, orders.loc[is_done]), _take(DONE_ROWS, done), recalled.earlier
    )
    told = tell_reported(money, named.orders)
    kept = orders.loc[is_done | orders["result"].isin(HELD)]
    facts = kept.drop(columns=["action_new", "amount_new_minor", "reported_in_run"])
    changes = outcome.changes.merge(
        recalled.rows[["row_key", "edit_digest"]], on="row_key", how="inner", validate="many_to_one"
    )
    return Reckoned(
        money,
        _take(RUN_ORDERS, facts.merge(_all_money(money, kept), on="order_key", validate="one_to_one")),
        _take(RUN_EDITS, first.merge(done, on="row_key", validate="one_to_one")),
        _take(RUN_CHANGES, changes.loc[changes["order_key"].isin(kept["order_key"])]),
        _list_held(recalled.requests, outcome, kept["order_key"]),
        told,
    )


def _list_held(requests: pd.Series, outcome: Outcome, kept: pd.Series) -> pd.DataFrame:
    """The orders of which a row waits, with what an approval would cover."""
    results = outcome.row_results
    waiting = set(results.loc[results["result"] == "held", "order_key"]) & set(kept)
    keys = [key for key in requests.index.tolist() if key in waiting]
    digests = [requests.loc[key] for key in keys]
    return _take(RUN_HELD, pd.DataFrame({"order_key": keys, "request_digest": digests}))


def with_new_money(outcome: Outcome, reckoned: Reckoned) -> Outcome:
    """The outcome with what is newly due, and with the earlier runs that reported the rest."""
    orders, money = outcome.reconciliation, reckoned.money.set_index("order_key")
    is_known = orders["order_key"].isin(money.index).to_numpy(dtype=bool)
    keys = orders["order_key"].to_numpy()[is_known]
    new = {}
    for name in ("action_new", "amount_new_minor", "reported_in_run"):
        values = orders[name].to_numpy(copy=True)
        values[is_known] = money[name].loc[keys].to_numpy()
        new[name] = pd.Series(values, index=orders.index, dtype=orders[name].dtype)
    problems = pd.concat([outcome.problems, to_table(reckoned.problems)], ignore_index=True)
    stock = _with_first_runs(outcome.stock, reckoned.edits)
    return replace(outcome, reconciliation=orders.assign(**new), problems=problems, stock=stock)


def _with_first_runs(stock: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """What moves in the stock (`STOCK`) with the run whose edits these are already."""
    first = dict(zip(edits["row_key"].tolist(), edits["first_run"].tolist(), strict=True))
    runs = [first.get(row_key, "") for row_key in stock["row_key"].tolist()]
    return stock.assign(reported_in_run=pd.Series(runs, index=stock.index, dtype="str"))


def _order_facts(recalled: Recalled, named: Tables, outcome: Outcome) -> pd.DataFrame:
    """The orders named: what they owe and their fingerprints before and after."""
    after = recalled.fingerprints.copy()
    after.update(fingerprint_orders(outcome.after))
    shop = named.orders[["order_key", "platform", "payment_reference"]]
    orders = outcome.reconciliation.merge(shop, on="order_key", how="left", validate="one_to_one")
    keys = orders["order_key"]
    return orders.assign(
        fingerprint_before=recalled.fingerprints.loc[keys].to_numpy(),
        fingerprint_after=after.loc[keys].to_numpy(),
    )


def _done_rows(recalled: Recalled, outcome: Outcome) -> pd.DataFrame:
    """The rows applied, and those left alone, which move nothing."""
    facts = outcome.row_results[["row_key", "result", "difference_minor"]]
    rows = recalled.rows.merge(facts, on="row_key", how="inner", validate="one_to_one")
    is_left = rows["row_key"].isin(list(recalled.left_rows)) & (rows["result"] == "nothing_to_do")
    return rows.assign(is_left=is_left).loc[is_left | (rows["result"] == "applied")]


def _all_money(money: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """The new money of all the orders; none where nothing was done."""
    others = orders.loc[~orders["order_key"].isin(money["order_key"]), "order_key"]
    nothing = columns.frame(
        NEW_MONEY,
        {
            "order_key": others.to_numpy(),
            "state": ["new"] * len(others),
            "reported_in_run": [""] * len(others),
            "action_new": ["none"] * len(others),
            "amount_new_minor": others.to_numpy() * 0,
            "asked_minor": others.to_numpy() * 0,
            "has_asked": others.to_numpy() < 0,
            "lacks_run": [""] * len(others),
        },
    )
    return pd.concat([money, nothing], ignore_index=True)


def _take(schema: DataFrameSchema, source: pd.DataFrame) -> pd.DataFrame:
    """A table of the schema with the source's columns of those names."""
    if source.empty:
        return columns.empty(schema)
    return columns.frame(schema, {name: source[name].to_numpy() for name in schema.columns})
