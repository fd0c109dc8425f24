"""What a table of orders means: which column holds what, and what no column says.

The names of columns here are the vocabulary of the mapping file and of every
built-in format that is read as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from pipeline.money import Integers
from pipeline.problems import Problem
from schemas.orders import CUSTOMER_FIELDS

CHARGE_COLUMNS = ("shipping", "handling", "surcharge", "tip")
ORDER_AMOUNTS = (
    "subtotal",
    "discount",
    "order_discount",
    *CHARGE_COLUMNS,
    "tax",
    "total",
    "paid",
    "refunded",
)
ORDER_COLUMNS = (
    "order_id",
    "alternative_id",
    "currency",
    "created_at",
    "status",
    "payment_reference",
    *ORDER_AMOUNTS,
    "discount_name",
    "tax_rate",  # a percentage
    "tax_rate_fraction",  # 0.081
    "tax_name",
    "tax_exempt",
    "payment_method",
    "shipping_method",
    "comments",
    "locale",  # the language the customer ordered in, such as fr or fr-CH
    *CUSTOMER_FIELDS,
)
LINE_DISCOUNTS = ("discount_fraction", "discount_percent", "discount_amount")
LINE_COLUMNS = (
    "order_id",
    "line_id",
    "sku",
    "name",
    "price",
    "quantity",
    *LINE_DISCOUNTS,
    "discount_name",
    "tax_rate",
    "tax_rate_fraction",
    "tax_amount",
    "tax_name",
    "tax_details",  # text with names and percentages of the line's taxes
    "total",
    "total_without_tax",
)
RATE_DECIMALS_OF = {
    "discount_fraction": 9,
    "discount_percent": 7,
    "tax_rate": 7,
    "tax_rate_fraction": 9,
}
"""Decimals that turn a rate's cell into parts per billion."""


class TableSource(Protocol):
    """A table as a file holds it: header names, records, their rows as Excel shows them."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def encoding(self) -> str:
        """Python's name of the text encoding."""

    @property
    def names(self) -> tuple[str, ...]:
        """The header's cells, repeated names kept."""

    @property
    def size(self) -> int:
        """Number of records."""

    @property
    def rows(self) -> Integers:
        """Excel's row of each record."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was noticed on opening the file."""

    @property
    def bad_records(self) -> frozenset[int]:
        """Records of another width than the header's."""

    def columns(self, positions: Sequence[int]) -> pd.DataFrame:
        """Several columns as text, named by position."""

    def record_cells(self, record: int) -> list[str]:
        """The text of one record's cells."""


@dataclass(frozen=True, eq=False)
class Part:
    """The orders or the lines of an export: a table and where its columns stand."""

    source: TableSource
    positions: Mapping[str, int]
    sheet: str = ""

    def header(self, name: str) -> str:
        """The column's header as written, "" if the table has no such column."""
        return self.source.names[self.positions[name]] if name in self.positions else ""


@dataclass(frozen=True)
class Meaning:
    """What the columns do not say.

    `tax_mode`: "" = worked out from the totals. `currency` holds where no
    column names one; `assumed_currency` where nobody does, and is said as a
    problem. `payment_state` holds where there is no status column.
    """

    platform: str = "tables"
    currency: str = ""
    assumed_currency: str = ""
    tax_mode: str = ""
    payment_state: str = "unknown"
    status_words: Mapping[str, str] = field(default_factory=dict)
    are_charges_taxed: bool = True


@dataclass(frozen=True, eq=False)
class Layout:
    """An export as tables: its orders, its lines and what they mean.

    Where both are one table, order values repeat on every row of the order.
    """

    orders: Part
    lines: Part
    meaning: Meaning

    @property
    def is_combined(self) -> bool:
        """True where orders and lines stand in one table."""
        return self.orders.source is self.lines.source
