"""Documents: what each order's correction posts, and to which accounts.

What was posted for the sale stands in the books; a correction posts the
differences. Sales, discounts, shipping, fees (all without tax) and tax by rate
are credited with what they gain and debited with what they lose. The other
side is what is outstanding: above zero it stands on the receivables account,
below zero on refunds payable. A document moves both from what was outstanding
before the correction to what is outstanding after it, so it never holds more
than the difference, whatever was outstanding before:

* an order paid in full that loses 48.00: 48.00 to refunds payable;
* an unpaid order that loses 48.00: 48.00 off the receivables;
* overpaid by 10.00, gains 30.00: 10.00 off refunds payable, 20.00 to the receivables.

Cash rounding of what is due, and cents of a total that no part accounts for,
go to the rounding account. Debits are credits because the rounding is reckoned
as what the other postings leave.

Example: 2 × 48.00 with 8.1 % inside and 9.00 shipping without tax, paid; one
is removed. The sale's tax was 7.19, that of what is left is 3.60: sales are
debited 44.41, tax 3.59, and refunds payable credited 48.00. Shipping does not
change and is not posted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pipeline.languages.phrase import N_, phrase
from pipeline.languages.words import Words
from pipeline.money import rate_text
from pipeline.policy import Journal
from schemas import columns
from schemas.posting import ACCOUNT_KEYS, POSTINGS

_Row = dict[str, Any]
NAMES = {
    "receivable": N_("Receivables"),
    "refunds_payable": N_("Refunds payable"),
    "sales": N_("Sales"),
    "discounts": N_("Discounts"),
    "shipping": N_("Shipping"),
    "fees": N_("Fees"),
    "vat": N_("Tax"),
    "rounding": N_("Rounding"),
}
"""What each account holds, in words."""


@dataclass(frozen=True)
class _Entry:
    """One side of a document; `debit_minor` below zero is a credit."""

    key: str
    debit_minor: int
    tax: str = ""
    rate_ppb: int = 0

    @property
    def place(self) -> int:
        return ACCOUNT_KEYS.index(self.key)


def build_postings(
    orders: pd.DataFrame,
    earned: pd.DataFrame,
    journal: Journal,
    words: Words,
    references: Mapping[int, str] | None = None,
) -> pd.DataFrame:
    """One document per order that changes what the books say: `schemas.posting.POSTINGS`.

    `orders` are `POSTED_ORDERS`, `earned` is `EARNED`; `references`, by order
    key, those of the documents issued, which the postings carry. In each document and
    currency debits = credits, and receivables less refunds payable move by what
    is outstanding: the order's difference and its cash rounding.
    """
    rows: list[_Row] = []
    numbers: Counter[str] = Counter()
    for order, entries in _list_documents(orders, earned, journal):
        name = (references or {}).get(order["order_key"], order["order_id"])
        numbers[name] += 1
        document = name if numbers[name] == 1 else f"{name}-{numbers[name]}"
        rows += [_write(order, document, entry, journal, words) for entry in entries]
    if not rows:
        return columns.empty(POSTINGS)
    return columns.frame(POSTINGS, {name: [row[name] for row in rows] for name in POSTINGS.columns})


def _list_documents(
    orders: pd.DataFrame, earned: pd.DataFrame, journal: Journal
) -> Iterator[tuple[_Row, list[_Entry]]]:
    parts = columns.records_by_order(earned)
    for order in columns.records(orders):
        entries = _list_entries(order, parts[order["order_key"]], journal)
        if entries:
            yield order, entries


def _list_entries(order: _Row, parts: list[_Row], journal: Journal) -> list[_Entry]:
    """The entries of one document; their debits add up to 0."""
    sums: Counter[tuple[str, str, int]] = Counter()
    for part in parts:
        is_sale = part["part"] == "discounts" and not journal.discounts
        key = "sales" if is_sale else part["part"]
        sums[key, part["tax"], part["rate_ppb"]] -= part["difference_minor"]
    before, after = order["outstanding_before_minor"], order["outstanding_after_minor"]
    sums["receivable", "", 0] = max(after, 0) - max(before, 0)
    sums["refunds_payable", "", 0] = max(-before, 0) - max(-after, 0)
    sums["rounding", "", 0] = -sum(sums.values())
    entries = _net([_Entry(key, minor, tax, rate) for (key, tax, rate), minor in sums.items()], journal)
    return sorted(entries, key=lambda entry: (entry.place, entry.tax, entry.rate_ppb))


def _net(entries: list[_Entry], journal: Journal) -> list[_Entry]:
    """Taxes of one rate on one account together, so that a new name alone posts nothing; no entry of 0."""
    netted: dict[tuple[str, int, str], _Entry] = {}
    for entry in sorted(entries, key=lambda entry: -abs(entry.debit_minor)):
        number = journal.account_for("vat", tax=entry.tax, rate_ppb=entry.rate_ppb)
        place = (entry.key, entry.rate_ppb, number or entry.tax)
        known = netted.get(place)
        more = 0 if known is None else known.debit_minor
        netted[place] = replace(known or entry, debit_minor=entry.debit_minor + more)
    return [entry for entry in netted.values() if entry.debit_minor]


def _write(order: _Row, document: str, entry: _Entry, journal: Journal, words: Words) -> _Row:
    title = words.say(N_("Correction of order {order_id}"), order_id=order["order_id"])
    about = words.say(NAMES[entry.key]) if entry.key != "vat" else _name_tax(entry)
    return {
        **{name: order[name] for name in ("order_key", "order_id", "currency", "decimals")},
        "document": document,
        "account_key": entry.key,
        "account": _account_of(order, entry, journal),
        "debit_minor": max(entry.debit_minor, 0),
        "credit_minor": max(-entry.debit_minor, 0),
        "tax": entry.tax,
        "rate_ppb": entry.rate_ppb,
        "title": title,
        "text": words.say(N_("{title}: {about}"), title=title, about=about),
        "request": order["requests"],
    }


def _name_tax(entry: _Entry) -> str:
    """The tax by its name and rate, one of them if the other tells it.

    >>> _name_tax(_Entry("vat", 5, "TVA 8.1%", 81_000_000)), _name_tax(_Entry("vat", 5, "TVA", 81_000_000))
    ('TVA 8.1%', 'TVA 8.1 %')
    """
    rate = rate_text(entry.rate_ppb)
    if entry.tax and (rate in entry.tax or not entry.rate_ppb):
        return entry.tax
    return f"{entry.tax} {rate} %".strip()


def _account_of(order: _Row, entry: _Entry, journal: Journal) -> str:
    return journal.account_for(entry.key, currency=order["currency"], tax=entry.tax, rate_ppb=entry.rate_ppb)


def find_missing_accounts(orders: pd.DataFrame, earned: pd.DataFrame, journal: Journal) -> list[str]:
    """What would have to be posted and has no account, each thing once."""
    missing: dict[str, None] = {}
    for order, entries in _list_documents(orders, earned, journal):
        for entry in entries:
            if not _account_of(order, entry, journal):
                missing[_name_missing(order, entry)] = None
    return list(missing)


def _name_missing(order: _Row, entry: _Entry) -> str:
    if entry.key == "vat":
        return phrase("the tax {found}", found=_name_tax(entry))
    return phrase("receivables in {currency}", currency=order["currency"])
