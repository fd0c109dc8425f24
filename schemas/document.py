"""The documents a run proposes: what changed of each order line by line, and the documents themselves."""

from __future__ import annotations

from schemas import columns as c

DOCUMENT_KINDS = ("credit_note", "supplementary_invoice", "tax_correction")
"""The total went down, it went up, or it stayed and only the taxes shifted."""

PARTS = ("item", "discount", "charge", "rounding")
LINE_CHANGES = ("added", "removed", "quantity", "price", "changed", "rounding")

DOCUMENT_LINES = c.table(
    # one row per thing of a changed order whose amount moved; with the tax on top of
    # the prices an order's rows add up to its difference
    "document lines",
    {
        "order_key": c.key(),
        "position": c.whole(1, 10**9),  # 1…n in the order
        "part": c.text(one_of=PARTS),
        "change": c.text(one_of=LINE_CHANGES),
        "kind": c.text(),  # of a charge: shipping, handling, surcharge, tip; else ""
        "sku": c.text(),
        "name": c.text(),
        "quantity_milli": c.whole(
            -c.MAX_QUANTITY_MILLI, c.MAX_QUANTITY_MILLI
        ),  # items: what is added, or < 0
        "unit_price_sub": c.whole(
            -2 * c.MAX_PRICE_SUB, 2 * c.MAX_PRICE_SUB
        ),  # what a unit moves the amount by
        "quantity_before_milli": c.whole(-c.MAX_QUANTITY_MILLI, c.MAX_QUANTITY_MILLI),
        "quantity_after_milli": c.whole(-c.MAX_QUANTITY_MILLI, c.MAX_QUANTITY_MILLI),
        "unit_price_before_sub": c.whole(-c.MAX_PRICE_SUB, c.MAX_PRICE_SUB),
        "unit_price_after_sub": c.whole(-c.MAX_PRICE_SUB, c.MAX_PRICE_SUB),
        "rates": c.text(),  # the rates it is taxed with, in parts per billion, a blank between them
        "amount_minor": c.amount(),  # < 0: the order costs less
    },
)

DOCUMENTS = c.table(
    # one row per document of a run
    "documents",
    {
        "order_key": c.key(unique=True),
        "order_id": c.text(),
        "file": c.text(),  # the export's file name
        "number": c.whole(1, 10**9),  # counts the documents of an order number
        "reference": c.text(),
        "file_name": c.text(),  # without ending, safe on any system, unlike those of the other documents
        "kind": c.text(one_of=DOCUMENT_KINDS),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "total_minor": c.amount(),  # the order's difference: < 0 a credit
        "tax_on_top_minor": c.amount(),  # part of it
        "tax_inside_minor": c.amount(),  # held in it; not added
        "replaces": c.text(),  # references of earlier documents whose edits this one holds too, ", " between
        "takes_back": c.text(),  # references of the documents of the run that is undone
    },
)
