"""A batch's postings, if the policy asks for a journal: refused where an account is missing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.engines import Batch
from pipeline.languages import Words
from pipeline.noticed import put_first
from pipeline.policy import OF_ONE_CURRENCY, Journal
from pipeline.posting import build_postings, find_missing_accounts, list_earned, list_posted_orders
from pipeline.problems import InputRefused, problem
from schemas.kept import Restoration

_FORM_NAMES = {"banana": "Banana", "datev": "DATEV"}


def post(
    batch: Batch,
    journal: Journal | None,
    words: Words,
    documents: pd.DataFrame,
    restoration: Restoration | None = None,
) -> tuple[Batch, pd.DataFrame | None]:
    """The batch with what is to be said of its postings, and these; None without a journal.

    `documents` are those of the run (`schemas.document.DOCUMENTS`): an order's
    postings carry the reference of its document. A `restoration` turns the
    postings of the run it takes back. Raises `InputRefused`
    (journal-account-missing) with everything that has no account.
    """
    if journal is None:
        return batch, None
    money = None if batch.reckoned is None else batch.reckoned.money
    restored = None if restoration is None else restoration.tables.orders
    orders = list_posted_orders(batch.outcome.reconciliation, money, batch.told, restored)
    earned = list_earned(batch.outcome, batch.told)
    missing = find_missing_accounts(orders, earned, journal)
    if missing:
        raise InputRefused([problem("journal-account-missing", found=found) for found in missing])
    references = dict(zip(documents["order_key"].tolist(), documents["reference"].tolist(), strict=True))
    postings = build_postings(orders, earned, journal, words, references)
    strange = sorted(set(postings["currency"]) - {journal.currency})
    narrow = [_FORM_NAMES[form] for form in journal.forms if form in OF_ONE_CURRENCY]
    if not (narrow and strange):
        return batch, postings
    told = problem(
        "journal-left-out", found=", ".join(strange), expected=journal.currency, kind=", ".join(narrow)
    )
    return replace(batch, outcome=put_first(batch.outcome, [told])), postings
