"""What each tax came to on each line and charge, from the entries of a calculation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipeline.explain.pieces import TaxAsStored, TaxGroup, TaxLowered, TaxReckoned, TaxSum
from pipeline.explain.spelling import Spelling, percent_text, tax_name
from pipeline.money import Integers, rate_text
from pipeline.money.fine import sum_fine
from pipeline.money.spread import sum_by
from pipeline.totals import Trace
from schemas import columns

OVER_THE_ORDER = ("order", "order_sum", "order_carry")
"""The levels at which taxes are rounded in groups."""


@dataclass(frozen=True)
class Taxes:
    """The taxes by the position of their thing, the groups they were rounded in, and those not reckoned."""

    of_things: dict[int, list[TaxReckoned]] = field(default_factory=lambda: defaultdict(list))
    groups: tuple[TaxGroup, ...] = ()
    sums: tuple[TaxSum, ...] = ()
    as_stored: tuple[TaxAsStored, ...] = ()
    lowered: tuple[TaxLowered, ...] = ()

    def at(self, thing: int) -> tuple[TaxReckoned, ...]:
        """Those of one thing, in the order of the export."""
        return tuple(self.of_things.get(thing, ()))


def list_taxes(trace: Trace, spelling: Spelling) -> Taxes:
    """All the taxes of the order that is calculated."""
    groups = _number_groups(trace)
    rows = columns.records(trace.tables.taxes)
    found = Taxes(
        groups=tuple(_list_groups(trace, spelling, groups, rows)),
        sums=tuple(_sum_by_name(trace, spelling, rows)),
        as_stored=tuple(_list_unreckoned(trace, spelling, rows)),
        lowered=tuple(_list_lowered(trace, spelling, rows)),
    )
    for entry, tax in enumerate(trace.prices.tax.tolist()):
        if _is_reckoned(trace, rows[tax]):
            thing = int(trace.prices.thing[entry])
            number = int(groups[entry]) + 1 if groups.size else 0
            found.of_things[thing].append(_reckoned(trace, spelling, entry, rows[tax], number))
    return found


def _is_reckoned(trace: Trace, row: dict[str, Any]) -> bool:
    """Whether the tax is owed and has a rate."""
    is_exempt = bool(trace.tables.is_exempt[0])
    return row["is_rate_known"] and not row["is_home"] and not is_exempt


def _reckoned(trace: Trace, spelling: Spelling, entry: int, row: dict[str, Any], group: int) -> TaxReckoned:
    prices, taxing = trace.prices, trace.taxing
    thing, rounded = int(prices.thing[entry]), int(taxing.rounded[entry])
    divisor = int(prices.with_inside[thing])
    by_unit = "" if prices.constant is None else spelling.fine(prices.constant, entry)
    return TaxReckoned(
        name=row["name"],
        rate=rate_text(row["rate_ppb"]),
        is_inside=bool(prices.is_inside[entry]),
        base=spelling.fine(prices.bases(trace.taxed), thing),
        multiple=percent_text(prices.multiple[entry], prices.scale),
        divisor=percent_text(divisor, prices.scale),
        by_unit=by_unit if row["kind"] == "per_unit" else "",
        units=int(taxing.rounding.units[thing]),
        unrounded=spelling.fine(taxing.raw, entry),
        amount=spelling.minor(rounded),
        rounding=spelling.rounding(taxing.raw, entry, rounded),
        group=group,
    )


def _number_groups(trace: Trace) -> Integers:
    """The group of each entry; none where each is rounded by itself."""
    if trace.convention.tax_level not in OVER_THE_ORDER or trace.prices.tax.size == 0:
        return np.zeros(0, dtype=np.int64)
    return trace.taxing.rounding.groups


def _list_groups(
    trace: Trace, spelling: Spelling, groups: Integers, rows: list[dict[str, Any]]
) -> Iterator[TaxGroup]:
    """The sums of each group's entries that are reckoned."""
    prices, taxing = trace.prices, trace.taxing
    size = int(groups.max()) + 1 if groups.size else 0
    if not size:
        return
    bases = sum_fine(groups, prices.bases(trace.taxed).at(prices.thing), size)
    raw, rounded = sum_fine(groups, taxing.raw, size), sum_by(groups, taxing.rounded, size)
    for number in range(size):
        entries = np.flatnonzero(groups == number)
        taxes = [rows[tax] for tax in prices.tax[entries].tolist()]
        if not all(_is_reckoned(trace, row) for row in taxes):
            continue
        names = dict.fromkeys(
            tax_name(row["name"], rate_text(row["rate_ppb"]), spelling.words) for row in taxes
        )
        yield TaxGroup(
            number=number + 1,
            name=" + ".join(names),
            is_inside=bool(prices.is_inside[entries[0]]),
            base=spelling.fine(bases, number),
            unrounded=spelling.fine(raw, number),
            amount=spelling.minor(int(rounded[number])),
            rounding=spelling.rounding(raw, number, int(rounded[number])),
        )


def _sum_by_name(trace: Trace, spelling: Spelling, rows: list[dict[str, Any]]) -> Iterator[TaxSum]:
    """Each tax at each rate over all its things."""
    prices, rounded = trace.prices, trace.taxing.rounded
    members: dict[tuple[str, int, bool], list[int]] = defaultdict(list)
    for entry, tax in enumerate(prices.tax.tolist()):
        if _is_reckoned(trace, rows[tax]):
            key = (rows[tax]["name"], rows[tax]["rate_ppb"], bool(prices.is_inside[entry]))
            members[key].append(entry)
    bases = prices.bases(trace.taxed).at(prices.thing)
    for (name, rate, is_inside), entries in members.items():
        together = sum_fine(np.zeros(len(entries), dtype=np.int64), bases.at(entries), 1)
        amount = int(rounded[entries].sum())
        yield TaxSum(
            name, rate_text(rate), is_inside, len(entries), spelling.fine(together), spelling.minor(amount)
        )


def _list_lowered(trace: Trace, spelling: Spelling, rows: list[dict[str, Any]]) -> Iterator[TaxLowered]:
    """The taxes that a percentage off the total lowered after they were rounded."""
    before = sum_by(trace.prices.tax, trace.taxing.rounded, len(rows))
    for row, old, amount in zip(rows, before.tolist(), trace.taxing.amounts.tolist(), strict=True):
        if _is_reckoned(trace, row) and old != amount:
            name = tax_name(row["name"], rate_text(row["rate_ppb"]), spelling.words)
            yield TaxLowered(name, spelling.minor(old), spelling.minor(amount))


def _list_unreckoned(trace: Trace, spelling: Spelling, rows: list[dict[str, Any]]) -> Iterator[TaxAsStored]:
    """Taxes without a rate, of an exempt order, or of the shop's home."""
    for row, amount, on_top in zip(
        rows, trace.taxing.amounts.tolist(), trace.taxing.on_top.tolist(), strict=True
    ):
        if _is_reckoned(trace, row):
            continue
        why = spelling.words.say("no rate is known: its amount stays as stored")
        if row["is_home"]:
            why = spelling.words.say("of the shop's home, held in the entered price, not owed")
        elif trace.tables.is_exempt[0]:
            why = spelling.words.say("the order is exempt from tax")
        name = row["name"]
        if row["is_rate_known"]:
            name = tax_name(name, rate_text(row["rate_ppb"]), spelling.words)
        yield TaxAsStored(name, spelling.minor(amount), on_top == 0 != amount, why)
