"""What a run's edits move in the stock: units to put back and units to take."""

from __future__ import annotations

from schemas import columns as c

STOCK = c.table(
    # one row per edit row and article; the rows of an order add up to what its items changed by
    "stock",
    {
        "order_key": c.key(),
        "order_id": c.text(),
        "file": c.text(),
        "row_key": c.key(),
        "sku": c.text(),  # "" where the item has none: it is then known by its name
        "name": c.text(),
        "moved_milli": c.whole(
            -c.MAX_QUANTITY_MILLI * 10, c.MAX_QUANTITY_MILLI * 10
        ),  # > 0: taken, < 0: put back
        "reported_in_run": c.with_default(c.text(), ""),  # the run that asked for it first, "" if it is new
    },
)
