"""Rows of a payment provider's file as payments: exact amounts, which way, when, and what they may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from pipeline.history.csv_records import CsvRows
from pipeline.history.payment_layouts import BACK, IN, OUT, PaymentLayout, missing_columns
from pipeline.languages.phrase import listed, phrase
from pipeline.money import canonical_number, currency_decimals, parse_plain
from pipeline.problems import refuse

_NUMBERED = re.compile(
    r"(?:#|\b(?:order|commande|bestellung|auftrag|ordine)(?:\s+(?:id|n[°or]\.?|number|nummer))?\s*:?\s*#?)"
    r"\s*([0-9A-Za-z][0-9A-Za-z_-]*)",
    re.IGNORECASE,
)
_DAY = len("2026-11-26")


@dataclass(frozen=True)
class Payment:
    """One payment of the file. `why` says why it cannot be used; "" if it can.

    `payment_id` is the provider's own name for it, the same in every file.
    """

    place: int
    payment_id: str
    references: tuple[str, ...]
    text: str
    currency: str
    way: str
    paid_at: str
    amount_minor: int = 0
    why: str = ""


@dataclass(frozen=True)
class PaymentRows:
    """The payments of a file, and how many of its rows are something else (fees, payouts, failed ones)."""

    payments: tuple[Payment, ...]
    other_rows: int


def read_payments(rows: CsvRows, layout: PaymentLayout) -> PaymentRows:
    """The payments of the file. Refused as payments-unknown if columns are missing."""
    missing = missing_columns(layout, rows.headers)
    if missing:
        found = phrase("it lacks the column {column}", column=listed(missing))
        raise refuse("payments-unknown", file=rows.file, found=found)
    named = layout.references_in(rows.headers)
    records = rows.records()
    found_payments = [one for place, cells in records for one in _payments_of(place, cells, layout, named)]
    places = {one.place for one in found_payments}
    return PaymentRows(tuple(_with_amounts(found_payments, layout)), len(records) - len(places))


def _payments_of(
    place: int, cells: Mapping[str, str], layout: PaymentLayout, named: Sequence[str]
) -> Iterator[Payment]:
    if not all(cells.get(name, "").casefold() in words for name, words in (layout.only or {}).items()):
        return
    way = (layout.kinds or {}).get(cells.get(layout.kind, "").casefold(), "") if layout.kind else IN
    if not way:
        return
    amount, currency = _amount_cells(cells, layout)
    when, why = read_time(_first(cells, layout.paid_at), layout.date_format, layout.utc_offset)
    references = tuple(dict.fromkeys(_references(cells, layout, named)))
    payment = Payment(
        place, _identify(cells, layout, way), references, amount, currency.upper(), way, when, 0, why
    )
    yield replace(payment, why="reversal") if way == BACK else payment
    refunded, refunded_at = (cells.get(name, "") for name in layout.refunded)
    if refunded.strip("0., "):
        when, why = read_time(refunded_at, layout.date_format, layout.utc_offset)
        name = f"{payment.payment_id} refunded {refunded}"
        yield replace(payment, payment_id=name, text=refunded, way=OUT, paid_at=when, why=why)


def _amount_cells(cells: Mapping[str, str], layout: PaymentLayout) -> tuple[str, str]:
    """Amount and currency as the customer saw them where the file tells, else as the provider booked them."""
    facing, currency = (cells.get(name, "") for name in layout.facing)
    if facing and currency:
        return facing, currency
    return cells[layout.amount], cells.get(layout.currency, "") or layout.currency_code


def _first(cells: Mapping[str, str], names: Iterable[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _identify(cells: Mapping[str, str], layout: PaymentLayout, way: str) -> str:
    """The payment's own name; old refunds carry the charge's, so the row's own is added to theirs."""
    named = [cells[name] for name in layout.ids if cells.get(name)]
    if not named:
        shown = (cells.get(name, "") for name in (*layout.references, layout.amount, *layout.paid_at))
        return " ".join(filter(None, shown))
    is_shared = way != IN and named[0].startswith(("ch_", "py_"))
    return " ".join(dict.fromkeys([named[0], named[-1]])) if is_shared else named[0]


def _references(cells: Mapping[str, str], layout: PaymentLayout, named: Sequence[str]) -> Iterator[str]:
    """What may name the order: the columns, the description, the order's number in it."""
    yield from (cells[name] for name in named if cells.get(name))
    described = cells.get(layout.description, "")
    if described:
        yield described
        yield from (found[1] for found in _NUMBERED.finditer(described))


def read_time(text: str, date_format: str = "", utc_offset: str = "+00:00") -> tuple[str, str]:
    """A time as stored (ISO 8601, UTC), and "" or why it cannot be read; a mere day is over at its end.

    >>> read_time("2026-11-26 14:05"), read_time("26.11.2026", "%d.%m.%Y", "+01:00"), read_time("soon")
    (('2026-11-26T14:05:00+00:00', ''), ('2026-11-26T22:59:59+00:00', ''), ('', 'bad_date'))
    """
    if not text:
        return "", "no_date"
    try:
        found = datetime.strptime(text, date_format) if date_format else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        return "", "bad_date"
    has_hour = "%H" in date_format or "%I" in date_format if date_format else len(text) > _DAY
    if not has_hour:
        found = found.replace(hour=23, minute=59, second=59)
    if found.tzinfo is None:
        found = datetime.fromisoformat(f"{found.isoformat(timespec='seconds')}{utc_offset}")
    return found.astimezone(UTC).isoformat(timespec="seconds"), ""


def _with_amounts(payments: Sequence[Payment], layout: PaymentLayout) -> Iterator[Payment]:
    mark = layout.decimal_mark or find_decimal_mark([one.text for one in payments])
    plain = [canonical_number(one.text, mark) for one in payments]
    decimals = np.array([currency_decimals(one.currency) for one in payments], dtype=np.int64)
    parsed = parse_plain(pd.Series([number for number, _ in plain], dtype="str"), decimals)
    for one, (_, status), value, second in zip(
        payments, plain, parsed.values.tolist(), parsed.status, strict=True
    ):
        is_good = status == "ok" and second == "ok"
        signed = value if not layout.kind else abs(value) if one.way == IN else -abs(value)
        yield replace(
            one, amount_minor=signed if is_good else 0, why=one.why or ("" if is_good else "bad_amount")
        )


def find_decimal_mark(texts: Iterable[str]) -> str:
    """The mark that must be the decimal one, as some cell shows; "" if none does.

    >>> find_decimal_mark(["1,234", "12,5"]), find_decimal_mark(["1,234.50"]), find_decimal_mark(["1,234"])
    (',', '.', '')
    """
    found = {
        match[1] for text in texts if (match := re.search(r"([.,])(?:\d{1,2}|\d{4,})\D*$", text.strip()))
    }
    return found.pop() if len(found) == 1 else ""
