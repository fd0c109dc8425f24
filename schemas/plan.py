"""The plan: every cell that is to change and every row to add, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas import columns as c
from schemas.orders import CHARGES, DISCOUNTS, LINES, TABLE_NAMES, TAXES

NEW_KEYS = 10**15
"""Rows added by an edit row have the key NEW_KEYS + its row_key (taxes: see below)."""
INHERITED_TAX_KEYS = 2 * 10**15
ADDED_TAX_KEYS = 3 * 10**15
SHARE_KEYS = 4 * 10**15

OPS = ("set_text", "set_number", "remove")

STEPS = c.table(
    "steps",
    {
        "order_key": c.key(),
        "row_key": c.key(),
        "round": c.whole(0, 10**9),  # the j-th row of its order that moves money; 0: moves none
        "op": c.text(one_of=OPS),
        "table": c.text(one_of=TABLE_NAMES),
        "key": c.key(),
        "column": c.text(),
        "text": c.text(),  # of set_text
        "number": c.whole(-(10**16), 10**16),  # of set_number; flags as 0 and 1
    },
)

_ORIGIN = {"row_key": c.key(), "round": c.whole(0, 10**9)}
ADDED_LINES = c.table("added lines", {**LINES.columns, "inherits_taxes": c.flag(), **_ORIGIN})
ADDED_CHARGES = c.table("added charges", {**CHARGES.columns, **_ORIGIN})
ADDED_DISCOUNTS = c.table("added discounts", {**DISCOUNTS.columns, **_ORIGIN})
ADDED_TAXES = c.table("added taxes", {**TAXES.columns, **_ORIGIN})
ADDED = {
    "lines": ADDED_LINES,
    "charges": ADDED_CHARGES,
    "discounts": ADDED_DISCOUNTS,
    "taxes": ADDED_TAXES,
}


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    `steps` sets cells and removes rows; `added` holds the rows to add by
    table name; `changes` says the same for people (`schemas.outcome.CHANGES`).
    """

    steps: pd.DataFrame
    added: dict[str, pd.DataFrame]
    changes: pd.DataFrame

    def only_rows(self, row_keys: pd.Series | pd.Index) -> Plan:
        """The part of the plan that these edit rows ask for."""
        return Plan(
            self.steps.loc[self.steps["row_key"].isin(row_keys)],
            {name: rows.loc[rows["row_key"].isin(row_keys)] for name, rows in self.added.items()},
            self.changes.loc[self.changes["row_key"].isin(row_keys)],
        )
