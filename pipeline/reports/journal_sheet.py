"""The sheet Journal: every posting, with debits and credits added up by currency."""

from __future__ import annotations

import pandas as pd

from pipeline.languages import N_
from pipeline.money import rate_text
from pipeline.reports.lists import Column, Listing
from pipeline.reports.report import Report

_COLUMNS = (
    Column(N_("Document"), "document", "order", narrowest=10),
    Column(N_("Account"), "account", narrowest=8),
    Column(N_("Text"), "text", "long", narrowest=24, widest=52),
    Column(N_("Currency"), "currency", narrowest=9),
    Column(N_("Debit"), "debit_minor", "amount", "batch", has_total=True),
    Column(N_("Credit"), "credit_minor", "amount", "batch", has_total=True),
    Column(N_("Debit less credit"), "balance_minor", "signed", "batch", has_total=True),
    Column(N_("Tax"), "tax", "text", "why", narrowest=10),
    Column(N_("Rate in %"), "rate_words", "text", "why"),
    Column(N_("Request"), "request", "long", "why", narrowest=10, widest=20),
)


def list_journal(report: Report) -> list[Listing]:
    """The sheet, where the policy asks for a journal.

    Each document's debits are its credits, so "Debit less credit" adds up to
    0 in each currency: the total below it is the check.
    """
    rows = report.postings
    if rows is None:
        return []
    is_tax = rows["account_key"] == "vat"
    rates = [rate_text(rate) if shown else "" for rate, shown in zip(rows["rate_ppb"], is_tax, strict=True)]
    told = rows.assign(
        balance_minor=rows["debit_minor"] - rows["credit_minor"],
        rate_words=pd.Series(rates, index=rows.index, dtype="str"),
    )
    about = N_("Double entries of what this run changes; debit less credit must add up to 0.")
    return [Listing(N_("Journal"), _COLUMNS, told, N_("Nothing is posted."), about=about)]
