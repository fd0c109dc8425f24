"""The taxes of a Shopify orders CSV: name and rate in one cell, the amount in the next.

`GST 5%` names a tax of 5 %. The rate is read from the name, and written back
into it when it changes.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from pipeline.formats.shopify_csv.rows import Numbers, Rows, read_numbers
from pipeline.formats.tax_names import RATE_IN_NAME, read_rates
from pipeline.money import PPB, Flags, Integers, divide, rate_text
from schemas import columns as c
from schemas.orders import TAXES


def name_with_rate(name: str, rate_ppb: int) -> str:
    """The name saying this rate, in the spelling of the rate it said.

    >>> name_with_rate("TVA 7,7 %", 81_000_000), name_with_rate("GST", 50_000_000)
    ('TVA 8,1 %', 'GST 5%')
    """
    rate = rate_text(rate_ppb)
    match = re.search(RATE_IN_NAME, name)
    if match is None:
        return f"{name} {rate}%".strip()
    spelled = rate.replace(".", ",") if "," in match[1] else rate
    return name[: match.start()] + spelled + name[match.end() :]


def says_rate(name: str, rate_ppb: int) -> bool:
    """Whether the name holds just this rate."""
    rates, is_said = read_rates(pd.Series([name], dtype="str"))
    return bool(is_said[0]) and int(rates[0]) == rate_ppb


def read_tax_amounts(heads: Rows, decimals: Integers) -> list[Numbers]:
    """The amount of each pair of tax columns, by head."""
    columns = [heads.layout.names_of_taxes(slot)[1] for slot in range(len(heads.layout.taxes))]
    return [read_numbers(heads, column, decimals) for column in columns]


def build_taxes(
    heads: Rows, amounts: list[Numbers], order_tax: Integers, first_key: int
) -> tuple[pd.DataFrame, Integers]:
    """The taxes table and the pair of columns each tax stands in (-1: none).

    An order with tax but without any named one gets a nameless tax.
    """
    parts = [_taxes_of_slot(heads, slot, numbers) for slot, numbers in enumerate(amounts)]
    found = pd.concat(parts, ignore_index=True) if parts else _no_taxes()
    is_unnamed = (order_tax != 0) & ~np.isin(heads.orders, found["order"].to_numpy())
    unnamed = pd.DataFrame(
        {
            "order": heads.orders[is_unnamed],
            "slot": np.full(int(is_unnamed.sum()), -1, dtype=np.int64),
            "name": pd.Series([""] * int(is_unnamed.sum()), dtype="str"),
            "amount": order_tax[is_unnamed],
        }
    )
    rows = pd.concat([found, unnamed], ignore_index=True).sort_values(["order", "slot"], kind="stable")
    rows = rows.reset_index(drop=True)
    rates, is_known = read_rates(rows["name"])
    return (
        c.frame(
            TAXES,
            {
                "order_key": first_key + rows["order"],
                "tax_key": first_key + np.arange(len(rows)),
                "scope": pd.Series(["order"] * len(rows), dtype="str"),
                "line_key": np.full(len(rows), -1, dtype=np.int64),
                "name": rows["name"],
                "rate_ppb": rates,
                "is_rate_known": is_known,
                "amount_minor": rows["amount"],
            },
        ),
        rows["slot"].to_numpy(dtype=np.int64),
    )


def find_exempt(taxes: pd.DataFrame, taxable: Integers, first_key: int) -> Flags:
    """Orders whose taxes are all 0 although their rates on `taxable` would give something.

    The export has no column for an exemption: named taxes of 0 are what it leaves.
    """
    order = taxes["order_key"].to_numpy() - first_key
    reckoned, stored = np.zeros_like(taxable), np.zeros_like(taxable)
    np.add.at(reckoned, order, divide(taxable[order], taxes["rate_ppb"].to_numpy(), 2 * PPB))
    np.add.at(stored, order, np.abs(taxes["amount_minor"].to_numpy()))
    return np.asarray((reckoned > 0) & (stored == 0), dtype=bool)


def _taxes_of_slot(heads: Rows, slot: int, numbers: Numbers) -> pd.DataFrame:
    names = heads.text(heads.layout.names_of_taxes(slot)[0])
    is_tax = numbers.is_given | (names.str.strip() != "").to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "order": heads.orders[is_tax],
            "slot": np.full(int(is_tax.sum()), slot, dtype=np.int64),
            "name": names[is_tax].reset_index(drop=True),
            "amount": numbers.values[is_tax],
        }
    )


def _no_taxes() -> pd.DataFrame:
    whole = pd.Series([], dtype="int64")
    return pd.DataFrame({"order": whole, "slot": whole, "name": pd.Series([], dtype="str"), "amount": whole})
