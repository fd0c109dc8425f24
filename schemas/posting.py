"""What a run changes for the books: income by part, and double entries."""

from __future__ import annotations

from schemas import columns as c

INCOME_PARTS = ("sales", "discounts", "shipping", "fees")
ACCOUNT_KEYS = ("receivable", "refunds_payable", *INCOME_PARTS, "vat", "rounding")
"""What an account holds, in the order of a document's postings."""

INCOME = c.table(
    # one row per changed order and part of its income
    "income",
    {
        "order_key": c.key(),
        "part": c.text(one_of=INCOME_PARTS),
        "difference_minor": c.amount(),  # after - before, without tax; of discounts < 0 where there are more
    },
)

EARNED = c.table(
    # what the books are told of each order: its income and taxes by name and rate
    "earned",
    {
        "order_key": c.key(),
        "part": c.text(one_of=(*INCOME_PARTS, "vat")),
        "tax": c.text(),  # its name, of vat
        "rate_ppb": c.rate(),  # of vat, else 0
        "difference_minor": c.amount(),
    },
)

POSTED_ORDERS = c.table(
    # the orders a document may be made for
    "posted orders",
    {
        "order_key": c.key(unique=True),
        "order_id": c.text(),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        # as the books have it before and after the document, cash rounding included: > 0 the customer owes
        "outstanding_before_minor": c.amount(),
        "outstanding_after_minor": c.amount(),
        "requests": c.text(),
    },
)

POSTINGS = c.table(
    # one row per posting; a document's debits are its credits
    "postings",
    {
        # unique in the run: the reference of the order's document, where there is
        # none the order's number; with a counter where two are the same
        "document": c.text(),
        "order_key": c.key(),
        "order_id": c.text(),
        "account_key": c.text(one_of=ACCOUNT_KEYS),
        "account": c.text(),  # its number
        "debit_minor": c.whole(0, 2 * c.MAX_AMOUNT_MINOR),
        "credit_minor": c.whole(0, 2 * c.MAX_AMOUNT_MINOR),
        "currency": c.text(),
        "decimals": c.whole(0, 4),
        "tax": c.text(),
        "rate_ppb": c.rate(),
        "title": c.text(),  # of the document, in words
        "text": c.text(),  # of the posting: the title and what the account holds
        "request": c.text(),
    },
)
