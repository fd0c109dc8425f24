"""The edits as they arrive: one table of rows, one of the cells they fill.

Readers of workbooks, CSV and JSON all give these two tables; the text is the
clerk's own, only trimmed. Place is a column, so that every later finding can
say where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from schemas import columns as c
from schemas.orders import CUSTOMER_FIELDS

ACTIONS = ("add", "change", "remove", "restore")
"""`restore` puts an order back as it was before a run; only an `undo.xlsx` asks for it."""
TARGETS = ("item", "customer", "discount", "order", "tax")
FIELDS_OF_TARGET: dict[str, tuple[str, ...]] = {
    "item": ("sku", "name", "price", "quantity", "tax"),
    "customer": CUSTOMER_FIELDS,
    "discount": ("name", "kind", "value"),
    "order": (
        "payment_method",
        "shipping_method",
        "shipping_fee",
        "handling_fee",
        "surcharge",
        "tip",
        "tax_exempt",
    ),
    "tax": ("name", "rate", "amount"),
}
SHEETS = {
    "item": "Items",
    "customer": "Customer",
    "discount": "Discounts",
    "order": "Order",
    "tax": "Taxes",
}
CLEAR = "<clear>"

EDIT_ROWS = c.table(
    "edit rows",
    {
        "row_key": c.key(unique=True),  # in sheet order over all files
        "file": c.text(),
        "sheet": c.text(),  # "" for CSV and JSON
        "row": c.whole(1, 10**9),  # Excel's row number; the line of a CSV; the n-th entry of a JSON file
        "order_ref": c.text(),  # as written
        "order_ref_damaged": c.flag(),  # a number cell: leading zeros or digits may be lost
        "order_cell": c.text(),  # A7
        "find": c.text(),  # used where order_ref is empty
        "target": c.text(one_of=TARGETS),
        "action": c.text(one_of=ACTIONS),
        # the item, discount or tax named: SKU, #2, line id; name of a discount or tax; the run to take back
        "ref": c.text(),
        "ref_cell": c.text(),
        "item_ref": c.text(),  # the item a discount or tax belongs to, "" for the whole order
        "reason": c.text(),
        "request": c.text(),
    },
)

EDIT_CELLS = c.table(
    "edit cells",
    {
        "row_key": c.key(),
        "field": c.text(),  # one of FIELDS_OF_TARGET of the row's target
        "value": c.text(),  # never empty: an empty cell is no cell
        "is_number": c.flag(),  # a number cell of a workbook or JSON: "." is its decimal point
        "has_old": c.flag(),
        "old": c.text(),  # the value the clerk saw; "" with has_old = the field was empty
        "is_old_number": c.flag(),
        "column": c.text(),  # the header as written
        "cell": c.text(),  # D7; "" for JSON
    },
)


@dataclass(frozen=True)
class Edits:
    """Requested edits: rows and the cells they fill, `row_key` in both."""

    rows: pd.DataFrame
    cells: pd.DataFrame

    @staticmethod
    def empty() -> Edits:
        """No edits: the neutral element of `concat`."""
        return Edits(c.empty(EDIT_ROWS), c.empty(EDIT_CELLS))

    @staticmethod
    def concat(parts: list[Edits]) -> Edits:
        """The edits of all the parts, in their order."""
        if not parts:
            return Edits.empty()
        return Edits(
            pd.concat([part.rows for part in parts], ignore_index=True),
            pd.concat([part.cells for part in parts], ignore_index=True),
        )
