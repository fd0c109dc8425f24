"""journal.beancount: one transaction a document, debits above 0 and credits below.

Accounts have the names of the policy, else one after what they hold and their
number; each is opened on the day of the postings, unless the policy says that
other files do. Order, request and run stand in the metadata. In text only
backslashes and double quotes need care; control characters become spaces.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.journal.entry_day import RunDay, on_one_line
from pipeline.money import rate_text, to_text
from pipeline.policy import Journal
from schemas import columns

_PARENTS = {
    "receivable": "Assets:Receivable",
    "refunds_payable": "Liabilities:RefundsPayable",
    "sales": "Income:Sales",
    "discounts": "Income:Discounts",
    "shipping": "Income:Shipping",
    "fees": "Income:Fees",
    "vat": "Liabilities:Tax",
    "rounding": "Income:Rounding",
}


def write_beancount(postings: pd.DataFrame, journal: Journal, run: RunDay) -> bytes:
    """The file's content."""
    names = name_accounts(journal)
    used = dict.fromkeys(names[number] for number in postings["account"].tolist())
    is_opening = journal.beancount_opens_accounts
    opened = [f"{run.day} open {name}" for name in sorted(used)] if is_opening else []
    blocks = ["\n".join(opened)] if opened else []
    for _, document in postings.groupby("document", sort=False):
        blocks.append("\n".join(_transaction(columns.records(document), names, run)))
    return "".join(f"{block}\n\n" for block in blocks).encode("utf-8")


def name_accounts(journal: Journal) -> dict[str, str]:
    """The name of each account by its number: an account used twice is named after its first use."""
    names: dict[str, str] = {}
    for key, number in journal.accounts():
        part = number.replace(".", "-").upper()
        names.setdefault(number, f"{_PARENTS[key]}:A{part}")
    return {**names, **journal.beancount}


def _transaction(rows: list[dict[str, Any]], names: dict[str, str], run: RunDay) -> list[str]:
    first = rows[0]
    own = first["document"] if first["document"] != first["order_id"] else ""
    about = {"order": first["order_id"], "document": own, "request": first["request"], "run": run.run_id}
    lines = [f"{run.day} * {_quote(first['title'])}"]
    lines += [f"  {name}: {_quote(value)}" for name, value in about.items() if value]
    for row in rows:
        amount = to_text(row["debit_minor"] - row["credit_minor"], row["decimals"])
        lines.append(f"  {names[row['account']]}  {amount} {row['currency']}")
        if row["account_key"] == "vat":
            lines.append(f"    tax: {_quote(row['tax'])}")
            lines.append(f"    rate: {rate_text(row['rate_ppb'])}")
    return lines


def _quote(text: str) -> str:
    escaped = on_one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
