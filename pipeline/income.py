"""What of a difference is income, and of which kind, without the tax that the prices hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.money import Integers, divide
from pipeline.money.spread import sum_by
from schemas import columns
from schemas.orders import Tables
from schemas.posting import INCOME
from schemas.totals import Totals


def split_income(
    before: Tables, calculated_before: Totals, after: Tables, calculated_after: Totals
) -> pd.DataFrame:
    """The change of each order's sales, discounts, shipping and fees without tax: `schemas.posting.INCOME`.

    Both tables hold the same orders. The tax of lines is in the items, that of
    charges in shipping and fees; one of the whole order is shared out by its
    bases, one of all charges together by their amounts. Where items and their
    discounts change together, a discount holds tax as what is left of its items
    does (as on the other side, where nothing is left). On each side the parts
    add up to items − discount + shipping + fees − the tax inside, to the minor
    unit: so the changes are those of the components less that of the tax inside.
    """
    keys = pd.Index(before.orders["order_key"])
    old = _gather(before, calculated_before)
    new = _gather(after, calculated_after).reindex(keys)
    moves = _attribute(_income_of(new, old) - _income_of(old, new), new - old)
    long = moves.melt(var_name="part", value_name="difference_minor", ignore_index=False)
    found = long.loc[long["difference_minor"] != 0].sort_index(kind="stable")
    if found.empty:
        return columns.empty(INCOME)
    named = {name: found[name].to_numpy() for name in ("part", "difference_minor")}
    return columns.frame(INCOME, {"order_key": found.index.to_numpy(), **named})


def _income_of(side: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """One side's income without tax; discounts of items and of charges apart."""
    tax_off = {part: _tax_of_discount(side, other, part) for part in ("items", "charges")}
    return pd.DataFrame(
        {
            "sales": side["items"] - side["tax_items"] - tax_off["items"],
            "off_items": tax_off["items"] - side["off_items"],
            "shipping": side["shipping"] - side["tax_shipping"] - tax_off["charges"],
            "off_charges": tax_off["charges"] - side["off_charges"],
            "fees": side["fees"] - side["tax_fees"],
        }
    )


def _attribute(moves: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The moves by part of the income; what did not change takes no part of the tax.

    Where no discount changed, all of it is the sales'; where no item's amount
    did, the discounts'. The same holds for shipping.
    """
    parts = moves
    for part, off, gross in (("sales", "off_items", "items"), ("shipping", "off_charges", "shipping")):
        together = parts[part] + parts[off]
        is_off_still = changes[off] == 0
        is_still = (changes[gross] == 0) & ~is_off_still
        own = parts[part].where(~is_still, 0).where(~is_off_still, together)
        parts = parts.assign(**{part: own, off: together - own})
    return pd.DataFrame(
        {
            "sales": parts["sales"],
            "discounts": parts["off_items"] + parts["off_charges"],
            "shipping": parts["shipping"],
            "fees": parts["fees"],
        }
    )


def _tax_of_discount(side: pd.DataFrame, other: pd.DataFrame, part: str) -> Integers:
    """The tax that the items (or charges) would hold besides, had nothing been taken off them."""
    is_left = (side[f"left_{part}"] != 0).to_numpy()
    tax, left = (
        np.where(is_left, side[f"{name}_{part}"], other[f"{name}_{part}"]) for name in ("tax", "left")
    )
    return _share(tax, side[f"off_{part}"].to_numpy(), left)


def _share(amounts: Integers, parts: Integers, wholes: Integers) -> Integers:
    """amounts × parts / wholes, half up; 0 where the whole is 0."""
    shared = divide(amounts * np.sign(wholes), parts, np.maximum(np.abs(wholes), 1), "half_up")
    return np.where(wholes == 0, 0, shared)


def _gather(tables: Tables, calculated: Totals) -> pd.DataFrame:
    """Components, tax inside, and what is left after discounts, by order_key."""
    orders, size = tables.orders, len(tables.orders)
    lines, charges = (
        tables_of.assign(
            left_minor=(found["amount_minor"] - found["discount_minor"]).to_numpy(),
            off_minor=found["discount_minor"].to_numpy(),
        )
        for tables_of, found in ((tables.lines, calculated.lines), (tables.charges, calculated.charges))
    )
    at_charges = tables.positions(charges)
    off_charges = sum_by(at_charges, charges["off_minor"].to_numpy(), size)
    left_items = sum_by(tables.positions(lines), lines["left_minor"].to_numpy(), size)
    gathered = {
        **{name: orders[f"{name}_minor"].to_numpy() for name in ("items", "discount", "shipping", "fees")},
        "left_items": left_items,
        "left_charges": sum_by(at_charges, charges["left_minor"].to_numpy(), size),
        "off_items": orders["discount_minor"].to_numpy() - off_charges,
        "off_charges": off_charges,
        **_place_taxes(tables, calculated, lines, charges),
    }
    return pd.DataFrame(gathered, index=pd.Index(orders["order_key"]))


def _place_taxes(
    tables: Tables, calculated: Totals, lines: pd.DataFrame, charges: pd.DataFrame
) -> dict[str, Integers]:
    """By order the tax that the prices of items, of shipping and of fees hold."""
    size = len(tables.orders)
    is_inside = tables.is_tax_inside
    taxes = tables.taxes.assign(base_minor=calculated.taxes["base_minor"].to_numpy()).loc[is_inside]
    order, amounts = tables.positions(taxes), taxes["amount_minor"].to_numpy()
    taxable = lines.loc[lines["is_taxable"]]
    left = sum_by(tables.positions(taxable), taxable["left_minor"].to_numpy(), size)[order]
    taxed = charges.loc[charges["is_taxed"]]
    is_shipping = (taxed["kind"] == "shipping").to_numpy(dtype=bool)
    of_charges = taxed["left_minor"].to_numpy()
    at_charges = tables.positions(taxed)
    shipping, together = (
        sum_by(at_charges, values, size) for values in (np.where(is_shipping, of_charges, 0), of_charges)
    )
    base = taxes["base_minor"].to_numpy()
    on_charges = np.clip(base - left, np.minimum(together[order], 0), np.maximum(together[order], 0))
    scopes = taxes["scope"].to_numpy()
    wide = np.select([scopes == "line", scopes == "order"], [0, _share(amounts, on_charges, base)], amounts)
    ships = np.where(together[order] == 0, wide, _share(wide, shipping[order], together[order]))
    single = charges.set_index("charge_key")["kind"].reindex(taxes["charge_key"])
    ships = np.where(scopes == "charge", np.where(single == "shipping", wide, 0), ships)
    in_charges, in_shipping = sum_by(order, wide, size), sum_by(order, ships, size)
    return {
        "tax_items": sum_by(order, amounts, size) - in_charges,
        "tax_charges": in_charges,
        "tax_shipping": in_shipping,
        "tax_fees": in_charges - in_shipping,
    }
