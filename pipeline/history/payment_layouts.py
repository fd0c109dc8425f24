"""Which column of a payment provider's file holds what: Stripe's three exports, or a mapping of your own.

Stripe's column names are those of its dashboard (Payments, and Balances >
All activity) and of the report `balance_change_from_activity.itemized`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.languages.phrase import listed, phrase
from pipeline.problems import near, refuse, say_unknown

IN, OUT, BACK = "in", "out", "back"
"""Money that came in, money that was paid back, and a paying back that failed."""


@dataclass(frozen=True)
class PaymentLayout:
    """The columns of one kind of file; of several named for one thing the first filled one counts.

    A row counts only if its cell in `kind` is in `kinds` (without `kind` the
    amount's sign says which way it went) and each cell of `only` is one of
    those words. `facing` are amount and currency as the customer saw them.
    """

    name: str
    ids: tuple[str, ...]
    references: tuple[str, ...]
    amount: str
    currency: str
    paid_at: tuple[str, ...]
    description: str = ""
    kind: str = ""
    kinds: Mapping[str, str] | None = None
    only: Mapping[str, Collection[str]] | None = None
    facing: tuple[str, str] = ("", "")
    refunded: tuple[str, str] = ("", "")
    metadata: tuple[str, ...] = ()
    currency_code: str = ""
    date_format: str = ""
    utc_offset: str = "+00:00"
    decimal_mark: str = ""

    def needs(self) -> list[tuple[str, ...]]:
        """The columns the file must have; of each group one is enough."""
        named: list[tuple[str, ...]] = [(self.amount,), (self.currency,), (self.kind,), self.ids[:1]]
        if not self.metadata:
            named.append(self.references)
        return [group for group in [*named, self.paid_at] if any(group)]

    def references_in(self, headers: Sequence[str]) -> list[str]:
        """The columns that may name the order, metadata first."""
        marked = [name for name in headers if any(mark in name for mark in self.metadata)]
        return [*marked, *self.references]


_TYPES = {
    **dict.fromkeys(("charge", "payment"), IN),
    **dict.fromkeys(("refund", "payment_refund", "partial_capture_reversal"), OUT),
    **dict.fromkeys(("refund_failure", "payment_failure_refund"), BACK),
}
BALANCE_HISTORY = PaymentLayout(
    name="Stripe balance history",
    ids=("Source", "id"),
    references=("Source",),
    amount="Amount",
    currency="Currency",
    paid_at=("Created (UTC)", "Created date (UTC)"),
    description="Description",
    kind="Type",
    kinds=_TYPES,
    facing=("Customer Facing Amount", "Customer Facing Currency"),
    metadata=("(metadata)",),
)
BALANCE_REPORT = PaymentLayout(
    name="Stripe balance report",
    ids=("source_id", "balance_transaction_id"),
    references=("charge_id", "payment_intent_id", "source_id"),
    amount="gross",
    currency="currency",
    paid_at=("created_utc", "created"),
    description="description",
    kind="reporting_category",
    kinds=_TYPES,
    facing=("customer_facing_amount", "customer_facing_currency"),
    metadata=("payment_metadata[", "refund_metadata["),
)
PAYMENTS_EXPORT = PaymentLayout(
    name="Stripe payments",
    ids=("id",),
    references=("id", "PaymentIntent ID"),
    amount="Amount",
    currency="Currency",
    paid_at=("Created date (UTC)", "Created (UTC)"),
    description="Description",
    kind="Status",
    kinds=dict.fromkeys(("paid", "succeeded", "refunded", "partially refunded", "partial refund"), IN),
    only={"Captured": ("", "true"), "Mode": ("", "live")},
    refunded=("Amount Refunded", "Refunded date (UTC)"),
    metadata=("(metadata)",),
)
KNOWN = (BALANCE_REPORT, BALANCE_HISTORY, PAYMENTS_EXPORT)


def find_layout(headers: Sequence[str], file: str) -> PaymentLayout:
    """The layout whose columns the file has. Refused as payments-unknown otherwise."""
    for layout in KNOWN:
        if not missing_columns(layout, headers):
            return layout
    raise refuse(
        "payments-unknown", file=file, found=phrase("its columns are {columns}", columns=", ".join(headers))
    )


def _one_of(headers: Sequence[str]) -> str:
    said = headers[0]
    for other in headers[1:]:
        said = phrase("{one} or {other}", one=said, other=other)
    return said


def missing_columns(layout: PaymentLayout, headers: Sequence[str]) -> list[str]:
    """The columns a file lacks to be read with that layout."""
    return [_one_of(group) for group in layout.needs() if not set(group) & set(headers)]


_TEXTS = (
    *("amount", "currency", "currency_code", "date", "date_format", "utc_offset", "id", "direction"),
    *("description", "decimal_mark"),
)
_LISTS = ("reference", "incoming", "outgoing")


def read_layout(path: Path) -> PaymentLayout:
    """The layout of a mapping file (TOML). Refused: file-not-found, payments-mapping-broken."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise refuse("file-not-found", file=str(path)) from error
    except (OSError, ValueError) as error:
        raise refuse("payments-mapping-broken", file=path.name, found=str(error)) from error
    lists = {
        name: [given[name]] if isinstance(given[name], str) else given[name]
        for name in _LISTS
        if name in given
    }
    wrong = _find_mistakes({**given, **lists})
    if wrong:
        raise refuse("payments-mapping-broken", file=path.name, found=listed(wrong, "; "))
    return _layout_of({**given, **lists}, path.stem)


def _find_mistakes(given: Mapping[str, Any]) -> list[str]:
    known = (*_TEXTS, *_LISTS)
    wrong = [say_unknown(name, near(name, known)) for name in given if name not in known]
    wrong += [
        phrase("{setting} is missing", setting=name)
        for name in ("reference", "amount", "date")
        if not given.get(name)
    ]
    wrong += [
        phrase("{setting} is not a text", setting=name)
        for name in _TEXTS
        if not isinstance(given.get(name, ""), str)
    ]
    wrong += [
        phrase("{setting} is not a list of texts", setting=name)
        for name in _LISTS
        if not _are_texts(given.get(name, []))
    ]
    if bool(given.get("currency")) == bool(given.get("currency_code")):
        wrong.append(phrase("either currency (a column) or currency_code (such as CHF) must be given"))
    if bool(given.get("direction")) != bool(given.get("incoming") or given.get("outgoing")):
        wrong.append(phrase("direction (a column) goes with incoming and outgoing (its words)"))
    if given.get("decimal_mark", "") not in ("", ".", ","):
        wrong.append(phrase("decimal_mark is neither . nor ,"))
    return (
        wrong
        if _is_offset(given.get("utc_offset", "+00:00"))
        else [*wrong, phrase("utc_offset is not like +01:00")]
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_offset(offset: object) -> bool:
    try:
        return datetime.fromisoformat(f"2026-01-01T00:00{offset}").tzinfo is not None
    except ValueError:
        return False


def _layout_of(given: Mapping[str, Any], name: str) -> PaymentLayout:
    kinds = {word.casefold(): IN for word in given.get("incoming", [])}
    kinds |= {word.casefold(): OUT for word in given.get("outgoing", [])}
    texts = {
        key: given[key]
        for key in ("currency_code", "date_format", "utc_offset", "decimal_mark")
        if key in given
    }
    return PaymentLayout(
        name=name,
        ids=(given["id"],) if given.get("id") else (),
        references=tuple(given["reference"]),
        amount=given["amount"],
        currency=given.get("currency", ""),
        paid_at=(given["date"],),
        description=given.get("description", ""),
        kind=given.get("direction", ""),
        kinds=kinds or None,
        **texts,
    )
