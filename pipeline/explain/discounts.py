"""What each discount took off each line and charge, from the steps of a calculation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from pipeline.explain.pieces import DiscountTaken, OrderDiscount
from pipeline.explain.spelling import Spelling
from pipeline.languages import N_
from pipeline.money import PPB, Flags, Integers, rate_text
from pipeline.money.fine import Fine
from pipeline.money.spread import sum_by
from pipeline.totals import Trace
from pipeline.totals.discounting import Now, amounts_to_spread, weights_of
from pipeline.totals.off_total import find_off_totals
from schemas import columns
from schemas.columns import MAX_AMOUNT_MINOR
from schemas.convention_words import say as spell_choice

_SPREAD_WORDS = "order discounts spread "
_UNNAMED = N_("discount")
_OFF_TOTAL = N_("by largest remainder, at the end")


@dataclass(frozen=True)
class Discounts:
    """The discounts by the position of their thing, and those of the whole order."""

    of_things: dict[int, list[DiscountTaken]] = field(default_factory=lambda: defaultdict(list))
    of_order: list[OrderDiscount] = field(default_factory=list)

    def at(self, thing: int) -> tuple[DiscountTaken, ...]:
        """Those of one thing, in the order they were taken."""
        return tuple(self.of_things.get(thing, ()))


def list_discounts(trace: Trace, spelling: Spelling, *, is_stored: bool) -> Discounts:
    """All of them; `is_stored`: the amounts in the tables are those the export states."""
    found = Discounts()
    stored = _stored_shares(trace) if is_stored else {}
    at_the_end = _off_the_total(trace)
    for now, taken in trace.discounting.steps:
        step = _Step(trace, now, taken, spelling)
        for number, row in enumerate(columns.records(now.rows)):
            if row["discount_key"] in at_the_end:
                continue
            if step.is_wide[number]:
                amount = spelling.minor(row["amount_minor"]) if is_stored else ""
                found.of_order.append(step.whole(number, row, amount))
            for place in np.flatnonzero(now.discount == number).tolist():
                thing = int(now.thing[place])
                share = stored.get((int(row["discount_key"]), thing))
                text = "" if share is None else spelling.minor(share)
                found.of_things[thing].append(step.part(number, place, row, text))
    for key in at_the_end:
        _add_at_the_end(trace, spelling, key, found)
    return found


def _off_the_total(trace: Trace) -> list[int]:
    """The keys of the discounts that come off the total with tax, after everything else."""
    keys: list[int] = trace.tables.discounts["discount_key"].tolist()
    flags = find_off_totals(trace.tables, trace.convention).tolist()
    return [key for key, flag in zip(keys, flags, strict=True) if flag]


def _add_at_the_end(trace: Trace, spelling: Spelling, key: int, found: Discounts) -> None:
    """A percentage off the total: what of it falls on the items, and its shares."""
    discounts = trace.tables.discounts
    place = discounts["discount_key"].tolist().index(key)
    row = columns.records(discounts.iloc[[place]])[0]
    rate, amount = rate_text(row["rate_ppb"]), spelling.minor(trace.discounting.amounts[place])
    base = spelling.minor(trace.discounting.bases[place])
    words = spelling.words
    name = row["name"] or words.text(_UNNAMED)
    found.of_order.append(
        OrderDiscount(
            *(name, rate, "", base, base, "", amount, "", words.text(_OFF_TOTAL), ""),
            words.say("taken off with tax"),
        )
    )
    lines = trace.tables.lines["line_key"].tolist()
    shares = trace.discounting.shares
    for share in columns.records(shares.loc[shares["discount_key"] == key]):
        part = spelling.minor(share["amount_minor"])
        taken = DiscountTaken(name, True, rate, "", "", amount, "", "", "", part, "", "", "")  # noqa: FBT003
        found.of_things[lines.index(share["line_key"])].append(taken)


def _stored_shares(trace: Trace) -> dict[tuple[int, int], int]:
    """The shares that the export states, by discount_key and the position of their line."""
    discounts = trace.tables.discounts
    rows = discounts.loc[discounts["parent_key"] >= 0]
    lines = {key: place for place, key in enumerate(trace.tables.lines["line_key"].tolist())}
    return {
        (row["parent_key"], lines[row["line_key"]]): row["amount_minor"]
        for row in columns.records(rows)
        if row["line_key"] in lines
    }


@dataclass(frozen=True)
class _Step:
    """Discounts taken together, with what each took off each of its things."""

    trace: Trace
    now: Now
    taken: Fine
    spelling: Spelling

    @cached_property
    def is_wide(self) -> Flags:
        return self.now.is_wide

    @cached_property
    def is_by_thing(self) -> Flags:
        """Which are a percentage of each thing by itself."""
        return self.now.is_by_thing(self.trace.convention)

    @cached_property
    def amounts(self) -> Integers:
        """Of each discount that is spread, the whole amount."""
        trace = self.trace
        return amounts_to_spread(self.now, trace.things, trace.convention, trace.proportional)

    @cached_property
    def weights(self) -> Integers:
        return weights_of(self.now, self.trace.prices, self.trace.convention)

    @cached_property
    def all_weights(self) -> Integers:
        return sum_by(self.now.discount, self.weights, len(self.now.rows))

    @cached_property
    def base(self) -> Fine:
        """What a percentage is of, thing by thing."""
        return self.now.measured(self.now.base)

    @property
    def left(self) -> Fine:
        """What there is to take from, discount by discount."""
        return self.now.sums(self.now.measured(self.now.left))

    def whole(self, number: int, row: dict[str, Any], stored: str) -> OrderDiscount:
        """A discount of the whole order before it is spread."""
        spell, is_percent = self.spelling, row["kind"] == "percent"
        base = self.now.sums(self.base).at(slice(number, number + 1))
        raw, amount = base.times(row["rate_ppb"], PPB), int(self.amounts[number])
        is_spread = not self.is_by_thing[number]
        spread = spell_choice("allocation", self.trace.convention.allocation, spell.words.language)
        if not is_spread:
            amount = int(self.now.sums(self.taken).rounded(self.trace.convention.rounding)[number])
        return OrderDiscount(
            name=row["name"] or spell.words.text(_UNNAMED),
            rate=rate_text(row["rate_ppb"]) if is_percent else "",
            value="" if is_percent else spell.minor(row["value_minor"]),
            base=spell.fine(base),
            available=spell.fine(self.left, number),
            unrounded=spell.fine(raw) if is_percent and is_spread else "",
            amount=spell.minor(amount),
            rounding=spell.rounding(raw, 0, amount) if is_percent and is_spread else "",
            spread_by=spread.removeprefix(_SPREAD_WORDS)
            if is_spread
            else spell.words.say("each item by itself"),
            stored=stored,
            note=self._note(number, row),
        )

    def part(self, number: int, place: int, row: dict[str, Any], stored: str) -> DiscountTaken:
        """What one discount takes off one thing."""
        spell, is_spread = self.spelling, not self.is_by_thing[number]
        taken = self.taken.at(slice(place, place + 1))
        raw = self._unrounded(number, place)
        is_percent, is_shared = row["kind"] == "percent", is_spread and bool(self.is_wide[number])
        return DiscountTaken(
            name=row["name"] or spell.words.text(_UNNAMED),
            is_of_order=bool(self.is_wide[number]),
            rate=rate_text(row["rate_ppb"]) if is_percent else "",
            value="" if is_percent else spell.minor(row["value_minor"]),
            base="" if is_shared else spell.fine(self.base, place),
            spread=spell.minor(int(self.amounts[number])) if is_shared else "",
            weight=spell.minor(int(self.weights[place])) if is_shared else "",
            weights=spell.minor(int(self.all_weights[number])) if is_shared else "",
            unrounded="" if raw is None else spell.fine(raw),
            amount=spell.fine(taken),
            rounding="" if raw is None else spell.rounding(raw, 0, taken),
            stored=stored,
            note="" if is_shared else self._note(number, row),
        )

    def _unrounded(self, number: int, place: int) -> Fine | None:
        """What it would take unrounded; None where other amounts than those entered count."""
        one = slice(place, place + 1)
        if self.is_by_thing[number]:
            return self.base.at(one).times(int(self.now.rows["rate_ppb"].iloc[number]), PPB)
        if self.now.is_measured:
            return None
        amount = Fine(self.amounts[number : number + 1])
        return amount.times(self.weights[one], max(int(self.all_weights[number]), 1))

    def _note(self, number: int, row: dict[str, Any]) -> str:
        """What else decides how much it takes."""
        followed = self.trace.proportional
        convention = self.trace.convention
        basis = convention.percent_basis if row["kind"] == "percent" else convention.fixed_basis
        available = int(self.left.rounded(convention.rounding)[number])
        is_cut = available <= int(self.amounts[number]) < row["value_minor"]
        is_capped = row["kind"] == "percent" and row["cap_minor"] < MAX_AMOUNT_MINOR
        words = self.spelling.words
        most = words.figure(self.spelling.minor(row["cap_minor"]))
        notes = [
            (words.say("for each unit"), row["is_per_unit"]),
            (
                words.say("follows its base"),
                followed is not None and followed.get(row["discount_key"], 0) > 0,
            ),
            (words.say("no more is left"), is_cut),
            (words.say("at most {amount}", amount=most), is_capped),
            (words.say("of the undiscounted amount"), row["is_of_original"]),
            (words.say("reckoned with tax"), row["is_of_gross"] or basis == "gross"),
            (words.say("reckoned without tax"), basis == "net" and not row["is_of_gross"]),
        ]
        return ", ".join(said for said, holds in notes if holds)
