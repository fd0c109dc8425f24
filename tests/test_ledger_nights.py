"""Nights in a row over real orders and edits: correct, reckon, record, and again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders import Orders, edit, edits, line
from pipeline.fingerprint import digest_contents, digest_edits, fingerprint_orders
from pipeline.kernel import correct
from pipeline.ledger import Ledger, find_earlier, find_open, open_ledger, record_run
from pipeline.policy import Policy
from pipeline.repeats import reckon_new_money, recognise_rows, tell_repeats, tell_reported
from recording import NOW
from schemas import columns
from schemas.convention import Convention
from schemas.edits import Edits
from schemas.entry import RUN_EDITS, RUN_ORDERS, Entry, RunFacts
from schemas.ledger import BATCH_ROWS, DONE_ORDERS, DONE_ROWS
from schemas.orders import Tables
from schemas.outcome import Outcome

pytestmark = pytest.mark.thorough

KNOWN = Policy(conventions={"test": Convention()})


def shop() -> Tables:
    return (
        Orders()
        .add("1", line("TEA", "48.00", "2"), line("CUP", "9.50"), total="105.50")
        .add("2", line("POT", "30.00"), total="30.00", paid="0", state="unpaid")
        .tables()
    )


def take(schema: Any, *sources: pd.DataFrame) -> pd.DataFrame:
    """A table of the schema, each column from the first source that has it."""
    found = {name: next(one[name] for one in sources if name in one) for name in schema.columns}
    return columns.frame(schema, {name: values.to_numpy() for name, values in found.items()})


class Night:
    """One run: which rows are treated how, what is done, what is new."""

    def __init__(self, ledger: Ledger, run_id: str, tables: Tables, asked: Edits) -> None:
        keys = dict(zip(tables.orders["order_id"], tables.orders["order_key"], strict=True))
        rows = asked.rows.assign(
            order_key=[keys[order_id] for order_id in asked.rows["order_ref"]],
            content_digest=digest_contents(asked).to_numpy(),
            edit_digest=digest_edits(asked).to_numpy(),
        )
        earlier = find_earlier(ledger, tables.orders)
        before = fingerprint_orders(tables)
        self.treated = recognise_rows(take(BATCH_ROWS, rows), before, earlier)
        wanted = self.treated.loc[self.treated["treatment"] == "apply", "row_key"]
        kept = Edits(
            asked.rows.loc[asked.rows["row_key"].isin(wanted)],
            asked.cells.loc[asked.cells["row_key"].isin(wanted)],
        )
        self.outcome = correct(tables, kept, KNOWN)
        results = self.outcome.row_results.set_index("row_key")
        is_left = (self.treated["treatment"] == "leave").to_numpy()
        is_applied = rows["row_key"].map(results["result"]).eq("applied").to_numpy()
        done = rows.assign(
            is_left=is_left,
            difference_minor=results["difference_minor"].reindex(rows["row_key"], fill_value=0).to_numpy(),
        ).loc[is_left | is_applied]
        orders = self._orders(tables, before, done["order_key"])
        self.money, first = reckon_new_money(take(DONE_ORDERS, orders), take(DONE_ROWS, done), earlier)
        self.problems = [
            *tell_repeats(self.treated, tables.orders),
            *tell_reported(self.money, tables.orders),
        ]
        entry = Entry.of(
            RunFacts(run_id, "apply", NOW, NOW, "0"),
            orders=take(RUN_ORDERS, self.money, orders.assign(result="applied", customer=orders["name"])),
            edits=take(RUN_EDITS, first, done),
        )
        assert record_run(ledger, entry, last_entry=earlier.last_entry)

    def _orders(self, tables: Tables, before: pd.Series, keys: pd.Series) -> pd.DataFrame:
        orders = tables.orders.loc[tables.orders["order_key"].isin(keys)].reset_index(drop=True)
        after = before.copy()
        after.update(fingerprint_orders(self.outcome.after))
        owed = self.outcome.reconciliation.set_index("order_key").reindex(orders["order_key"])
        names = [name for name in owed.columns if name.endswith("_minor") and name not in orders]
        amounts = {name: owed[name].fillna(0).astype("int64").to_numpy() for name in names}
        total = orders["total_minor"].to_numpy()
        return orders.assign(**amounts).assign(
            action=owed["action"].fillna("none").to_numpy(),
            total_before_minor=total,
            total_after_minor=total + amounts["difference_minor"],
            paid_net_minor=(orders["paid_minor"] - orders["refunded_minor"]).to_numpy(),
            fingerprint_before=before[orders["order_key"]].to_numpy(),
            fingerprint_after=after[orders["order_key"]].to_numpy(),
        )

    @property
    def new(self) -> list[tuple[str, int, str]]:
        """State, amount newly due and its direction, order by order."""
        return list(
            self.money[["state", "amount_new_minor", "action_new"]].itertuples(index=False, name=None)
        )


def replace_orders(tables: Tables, outcome: Outcome) -> Tables:
    """The export after the shop took over the corrected orders."""
    others = tables.only(
        tables.orders.loc[~tables.orders["order_key"].isin(outcome.after.orders["order_key"]), "order_key"]
    )
    joined = Tables.concat([others, outcome.after])
    return Tables(
        *(getattr(joined, name) for name in ("orders", "lines", "charges", "discounts", "taxes")),
        fields=tables.fields,
    )


BATCH = edits(
    edit("1", "item", ref="TEA", quantity="3"),
    edit("1", "item", "add", sku="BOX", price="7.00", quantity="1"),
    edit("2", "item", ref="POT", price="32.00"),
)


def test_the_money_is_asked_for_once_over_stale_and_fresh_exports(ledger_place: str) -> None:
    tables = shop()
    with open_ledger(ledger_place, now=NOW) as ledger:
        first = Night(ledger, "run-1", tables, BATCH)
        assert first.new == [("new", 5_500, "collect"), ("new", 3_200, "bill")]
        stale = Night(ledger, "run-2", tables, BATCH)
        assert stale.new == [("reported", 0, "none"), ("reported", 0, "none")]
        pd.testing.assert_frame_equal(stale.outcome.after.lines, first.outcome.after.lines)
        fresh = replace_orders(tables, first.outcome)
        again = Night(ledger, "run-3", fresh, BATCH)
        assert again.new == [("already_applied", 0, "none"), ("already_applied", 0, "none")]
        assert again.outcome.after.orders.empty
        more = Night(ledger, "run-4", fresh, edits(*[edit("1", "item", ref="CUP", price="10.00")]))
        assert more.new == [("new", 50, "collect")]
        assert find_open(ledger, NOW)["amount_minor"].tolist() == [5_500, 3_200, 50]


def test_an_addition_on_an_order_that_somebody_changed_is_held_and_told(ledger_place: str) -> None:
    tables = shop()
    with open_ledger(ledger_place, now=NOW) as ledger:
        first = Night(ledger, "run-1", tables, BATCH)
        fresh = replace_orders(tables, first.outcome)
        fresh = Tables(
            fresh.orders.assign(email=np.where(fresh.orders["order_id"] == "1", "new@example.ch", "")),
            *(getattr(fresh, name) for name in ("lines", "charges", "discounts", "taxes", "fields")),
        )
        again = Night(ledger, "run-2", fresh, BATCH)
    assert again.treated["treatment"].tolist() == ["apply", "hold", "leave"]
    assert [(found.code, found.row_key, found.found) for found in again.problems] == [
        ("possible-repeat", 1, "run-1"),
        ("already-applied", 2, "run-1"),
    ]
    assert again.new == [("already_applied", 0, "none")]


def test_a_stale_export_with_other_edits_is_told_and_its_money_added(ledger_place: str) -> None:
    tables = shop()
    with open_ledger(ledger_place, now=NOW) as ledger:
        Night(ledger, "run-1", tables, BATCH)
        other = Night(ledger, "run-2", tables, edits(edit("1", "item", ref="CUP", price="10.00")))
        both = Night(
            ledger,
            "run-3",
            tables,
            edits(edit("1", "item", ref="TEA", quantity="3"), edit("1", "item", ref="CUP", price="10.00")),
        )
    assert other.new == [("new", 50, "collect")]
    assert [found.code for found in other.problems] == ["export-older"]
    assert both.new == [("reported", 0, "none")]
    assert [found.code for found in both.problems] == ["reported-before", "export-older"]
