"""Makes the planned changes in the tables; nothing is recalculated here.

The steps of a plan are independent of their order: cells are set, taxes and
discounts added, added lines take what they inherit, and only then is
anything removed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.money import Flags, Integers
from schemas.orders import SCHEMAS, TABLE_NAMES, Tables
from schemas.plan import INHERITED_TAX_KEYS, SHARE_KEYS, Plan

KEY_COLUMNS = {
    "orders": "order_key",
    "lines": "line_key",
    "charges": "charge_key",
    "discounts": "discount_key",
    "taxes": "tax_key",
}


def apply_plan(tables: Tables, plan: Plan) -> Tables:
    """The tables after the plan: inputs untouched, stored amounts not yet moved on."""
    changed = {name: _set_cells(getattr(tables, name), name, plan) for name in TABLE_NAMES}
    grown = {name: _append(rows, plan.added.get(name)) for name, rows in changed.items()}
    with_cells = Tables(**grown, fields=tables.fields)
    return _remove(_inherit(tables, with_cells, plan), plan)


def _set_cells(rows: pd.DataFrame, table: str, plan: Plan) -> pd.DataFrame:
    steps = plan.steps.loc[(plan.steps["table"] == table) & (plan.steps["op"] != "remove")]
    if steps.empty:
        return rows
    positions = pd.Index(rows[KEY_COLUMNS[table]]).get_indexer(steps["key"])
    steps = steps.assign(position=positions)
    columns = {
        str(column): _with_values(rows[str(column)], group)
        for column, group in steps.groupby("column", sort=False)
    }
    return rows.assign(**columns)


def _with_values(cells: pd.Series, steps: pd.DataFrame) -> pd.Series:
    is_text = steps["op"].iloc[0] == "set_text"
    values = cells.to_numpy(dtype=object if is_text else None, copy=True)
    new = steps["text"].to_numpy(dtype=object) if is_text else steps["number"].to_numpy()
    values[steps["position"].to_numpy()] = new
    return pd.Series(values, index=cells.index, dtype=cells.dtype)


def _append(rows: pd.DataFrame, added: pd.DataFrame | None) -> pd.DataFrame:
    if added is None or added.empty:
        return rows
    return pd.concat([rows, added[list(rows.columns)]], ignore_index=True)


def _inherit(before: Tables, tables: Tables, plan: Plan) -> Tables:
    """Added lines take the taxes all lines share and a share of whole-order discounts."""
    added = plan.added.get("lines")
    if added is None or added.empty:
        return tables
    heirs = added.loc[added["inherits_taxes"], ["order_key", "line_key"]]
    models = _model_taxes(before, tables, plan, heirs["order_key"])
    taxes = pd.concat([tables.taxes, _inherited_taxes(models, heirs)], ignore_index=True)
    shares = _new_shares(before, added.loc[~added["is_gift_card"], ["order_key", "line_key"]])
    discounts = pd.concat([tables.discounts, shares], ignore_index=True)
    return Tables(tables.orders, tables.lines, tables.charges, discounts, taxes, tables.fields)


def _model_taxes(before: Tables, tables: Tables, plan: Plan, order_keys: pd.Series) -> pd.DataFrame:
    """The tax rows that an added line copies: those of one line of each order.

    As they are after the edits of taxes if the lines that stay still share
    them, else as they were shared before.
    """
    lines = before.lines.loc[before.lines["order_key"].isin(order_keys) & ~before.lines["is_gift_card"]]
    lines = lines.sort_values(["order_key", "line_number"])
    stays = ~lines["line_key"].isin(_removed_keys(plan, "lines"))
    has_staying = stays.groupby(lines["order_key"]).transform("any")
    staying = lines.loc[stays | ~has_staying]
    now = tables.taxes.loc[~tables.taxes["tax_key"].isin(_removed_keys(plan, "taxes"))]
    first = staying.drop_duplicates("order_key")
    is_shared = _shares_taxes(staying, now).reindex(first["order_key"]).to_numpy(dtype=bool)
    return pd.concat(
        [
            now.loc[now["line_key"].isin(first.loc[is_shared, "line_key"])],
            before.taxes.loc[before.taxes["line_key"].isin(first.loc[~is_shared, "line_key"])],
        ]
    )


def _shares_taxes(lines: pd.DataFrame, taxes: pd.DataFrame) -> pd.Series:
    """By order_key, whether all those lines carry the same taxes."""
    kinds = (taxes["name"] + "\0" + taxes["rate_ppb"].astype("str")).sort_values()
    by_line = kinds.groupby(taxes["line_key"]).agg("\0".join)
    return (
        by_line.reindex(lines["line_key"], fill_value="").groupby(lines["order_key"].to_numpy()).nunique()
        == 1
    )


def _inherited_taxes(models: pd.DataFrame, heirs: pd.DataFrame) -> pd.DataFrame:
    """Copies of their order's model rows for the heirs."""
    copies = heirs.rename(columns={"line_key": "heir_key"}).merge(
        models, on="order_key", how="inner", validate="many_to_many"
    )
    nth = copies.groupby("heir_key").cumcount()
    return copies.assign(
        tax_key=INHERITED_TAX_KEYS + (copies["heir_key"] % 10**12) * 1000 + nth,
        line_key=copies["heir_key"],
        amount_minor=0,
    )[list(SCHEMAS["taxes"].columns)]


def _new_shares(before: Tables, added: pd.DataFrame) -> pd.DataFrame:
    """Share rows of the added lines in discounts whose stored shares covered the whole order."""
    discounts = before.discounts.loc[before.discounts["order_key"].isin(added["order_key"])]
    shares = discounts.loc[discounts["parent_key"] >= 0]
    lines = before.lines.loc[~before.lines["is_gift_card"]]
    lines_of_order = lines.groupby("order_key").size()
    covered = shares.groupby("parent_key").size()
    parents = discounts.loc[discounts["discount_key"].isin(covered.index)]
    is_whole = parents["discount_key"].map(covered) == parents["order_key"].map(lines_of_order)
    new = (
        parents.loc[is_whole]
        .drop(columns="line_key")
        .merge(added, on="order_key", how="inner", validate="many_to_many")
    )
    nth = new.groupby("line_key").cumcount()
    return new.assign(
        parent_key=new["discount_key"],
        discount_key=SHARE_KEYS + (new["line_key"] % 10**12) * 1000 + nth,
        rate_ppb=0,
        value_minor=0,
        amount_minor=0,
    )[list(SCHEMAS["discounts"].columns)]


def _remove(tables: Tables, plan: Plan) -> Tables:
    """Without the removed rows and all that hangs on them."""
    removed = {name: _removed_keys(plan, name) for name in TABLE_NAMES}
    discounts, taxes = tables.discounts, tables.taxes
    is_discount_gone = (
        discounts["discount_key"].isin(removed["discounts"])
        | discounts["parent_key"].isin(removed["discounts"])
        | discounts["line_key"].isin(removed["lines"])
    )
    # a discount given for certain lines goes with the last of them
    given_for = discounts.loc[discounts["parent_key"] >= 0, "parent_key"]
    is_discount_gone |= discounts["discount_key"].isin(given_for) & ~discounts["discount_key"].isin(
        discounts.loc[~is_discount_gone, "parent_key"]
    )
    is_tax_gone = taxes["tax_key"].isin(removed["taxes"]) | taxes["line_key"].isin(removed["lines"])
    return Tables(
        tables.orders,
        _without(tables.lines, np.asarray(tables.lines["line_key"].isin(removed["lines"]))),
        _without(tables.charges, np.asarray(tables.charges["charge_key"].isin(removed["charges"]))),
        _without(discounts, np.asarray(is_discount_gone)),
        _without(taxes, np.asarray(is_tax_gone)),
        tables.fields,
    )


def _removed_keys(plan: Plan, table: str) -> Integers:
    steps = plan.steps
    return steps.loc[(steps["table"] == table) & (steps["op"] == "remove"), "key"].to_numpy()


def _without(rows: pd.DataFrame, is_gone: Flags) -> pd.DataFrame:
    return rows.loc[~is_gone].reset_index(drop=True) if is_gone.any() else rows
