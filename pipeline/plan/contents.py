"""What the orders named by the edits hold, ready to be looked up row by row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.plan.values import Measure, amount_measure, price_measure
from schemas import columns
from schemas.orders import Tables

Record = dict[str, Any]


@dataclass
class OrderContents:
    """One order with its lines, charges, discounts (without shares) and taxes."""

    order: Record
    fields: frozenset[str]
    lines: list[Record] = field(default_factory=list)
    charges: list[Record] = field(default_factory=list)
    discounts: list[Record] = field(default_factory=list)
    shares: list[Record] = field(default_factory=list)
    taxes: list[Record] = field(default_factory=list)

    @property
    def decimals(self) -> int:
        """Decimals of the order's currency."""
        return int(self.order["decimals"])

    @property
    def amounts(self) -> Measure:
        """How amounts of the order's currency are read and shown."""
        return amount_measure(self.decimals, self.order["currency"])

    @property
    def prices(self) -> Measure:
        """How unit prices in the order's currency are read and shown."""
        return price_measure(self.decimals, self.order["currency"])

    def taxes_of_line(self, line_key: int) -> list[Record]:
        """The tax rows stored for that line."""
        return [tax for tax in self.taxes if tax["line_key"] == line_key]

    def line_word(self, line: Record) -> str:
        """The line in words, such as `TEA-01 (#2)`."""
        return f"{line['sku'] or line['name']} (#{line['line_number']})"


def collect_contents(tables: Tables, order_keys: pd.Series) -> dict[int, OrderContents]:
    """The contents of those orders by order_key; the work grows with them alone."""
    part = tables.only(order_keys.drop_duplicates())
    fields: dict[str, set[str]] = defaultdict(set)
    for file, name in zip(tables.fields["file"], tables.fields["field"], strict=True):
        fields[file].add(name)
    contents = {
        order["order_key"]: OrderContents(order, frozenset(fields[order["file"]]))
        for order in columns.records(part.orders)
    }
    for line in columns.records(part.lines.sort_values(["order_key", "line_number"])):
        contents[line["order_key"]].lines.append(line)
    for charge in columns.records(part.charges):
        contents[charge["order_key"]].charges.append(charge)
    for discount in columns.records(part.discounts):
        of_order = contents[discount["order_key"]]
        (of_order.shares if discount["parent_key"] >= 0 else of_order.discounts).append(discount)
    for tax in columns.records(part.taxes.loc[~part.taxes["is_home"]]):
        contents[tax["order_key"]].taxes.append(tax)
    return contents
