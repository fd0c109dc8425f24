"""The lines of one calculation as figures: what an accountant follows with a finger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.explain.account import Reckoning
from pipeline.explain.layout import Figure, is_nothing, negative, show, signed
from pipeline.explain.pieces import (
    ChargeReckoned,
    DiscountTaken,
    LineReckoned,
    OrderDiscount,
    TaxGroup,
    TaxReckoned,
)
from pipeline.explain.spelling import tax_name

_PLAIN_DIVISOR = "100"


@dataclass(frozen=True)
class Figures:
    """The figures of one calculation in a currency with so many decimals."""

    reckoning: Reckoning
    decimals: int

    def all(self) -> Iterator[Figure]:
        """Order discounts, lines, charges, and the taxes that are not of one line."""
        yield from self._titled(
            "Discounts of the whole order", map(self._order_discount, self.reckoning.order_discounts)
        )
        yield from self._titled("Lines", (one for line in self.reckoning.lines for one in self._line(line)))
        yield from self._titled("Charges", self._charges())
        title = "Taxes rounded over the order, dealt back to its lines"
        yield from self._titled(title, map(self._group, self.reckoning.tax_groups))
        yield from self._titled("Taxes together", self._tax_sums())
        stored = (
            Figure(one.name, one.why, amount=show(one.amount)) for one in self.reckoning.taxes_as_stored
        )
        yield from self._titled("Taxes that are not reckoned", stored)
        lowered = (
            Figure(one.name, f"{show(one.before)} less the percentage", amount=show(one.amount))
            for one in self.reckoning.taxes_lowered
        )
        yield from self._titled("Taxes less what was taken off the total", lowered)

    def _titled(self, title: str, figures: Iterator[Figure]) -> Iterator[Figure]:
        found = list(figures)
        if found:
            yield from (Figure("", depth=0), Figure(title, depth=0), *found)

    def _line(self, line: LineReckoned) -> Iterator[Figure]:
        how = f"{show(line.unit_price)} × {line.quantity}"
        name = " ".join(dict.fromkeys(word for word in (line.sku, line.name) if word))
        yield self._rounded(f"{line.number}. {name}", how, line.unrounded, line.amount, line.rounding)
        yield from map(self._discount, line.discounts)
        if line.discounts:
            yield Figure("left", amount=show(line.left, self.decimals), depth=2)
        if line.taxes and line.taxed != line.left:
            yield Figure("taxed", "before discounts", amount=show(line.taxed, self.decimals), depth=2)
        yield from map(self._tax, line.taxes)
        if line.stored_tax not in ("", line.tax):
            how = f"the export states {show(line.stored_tax)}, reckoned {show(line.tax)}"
            yield Figure("its taxes", how, depth=2)

    def _charges(self) -> Iterator[Figure]:
        for charge in self.reckoning.charges:
            yield from self._charge(charge)
        if self.reckoning.charges_together and not is_nothing(self.reckoning.charges_taxed):
            yield Figure("taxed charges together", amount=show(self.reckoning.charges_taxed, self.decimals))
            yield from map(self._tax, self.reckoning.charges_together)

    def _charge(self, charge: ChargeReckoned) -> Iterator[Figure]:
        how = f"{charge.rate} % of the items {show(charge.base)}" if charge.rate else ""
        yield Figure(f"{charge.kind} {charge.name}".strip(), how, amount=show(charge.amount, self.decimals))
        yield from map(self._discount, charge.discounts)
        if charge.discounts:
            yield Figure("left", amount=show(charge.left, self.decimals), depth=2)
        yield from map(self._tax, charge.taxes)

    def _order_discount(self, one: OrderDiscount) -> Figure:
        how = f"{one.rate} % of {show(one.base)}" if one.rate else f"{show(one.value)} fixed"
        if one.stored not in ("", one.amount):
            how += f", the export states {show(one.stored)}"
        words = ", ".join(word for word in (how, one.note, f"spread {one.spread_by}") if word)
        return self._taken_off(one.name, words, one.unrounded, one.amount, one.rounding, 1)

    def _discount(self, one: DiscountTaken) -> Figure:
        if one.spread and not one.weight:
            how = f"part of {show(one.spread)}"
        elif one.spread:
            how = f"{show(one.spread)} × {show(one.weight)} / {show(one.weights)}"
        else:
            how = f"{one.rate} % of {show(one.base)}" if one.rate else f"{show(one.value)} fixed"
        if one.stored not in ("", one.amount):
            how += f", the export states {show(one.stored)}"
        how = ", ".join(word for word in (how, one.note) if word)
        name = f"share of {one.name}" if one.is_of_order else f"less {one.name}"
        return self._taken_off(name, how, one.unrounded, one.amount, one.rounding, 2)

    def _tax(self, tax: TaxReckoned) -> Figure:
        place = "of which" if tax.is_inside else "plus"
        base = show(tax.base, self.decimals)
        how = f"{tax.multiple} % of {base}"
        if tax.divisor != _PLAIN_DIVISOR:
            how = f"{base} × {tax.multiple} / {tax.divisor}"
        words = [f"{tax.by_unit} by the unit" if tax.by_unit else how]
        if tax.units > 1:
            words.append(f"rounded for each of {tax.units} units")
        if tax.group:
            words.append(f"part of sum {tax.group}")
        return Figure(
            f"{place} {tax_name(tax.name, tax.rate)}",
            ", ".join(words),
            show(tax.unrounded, self.decimals),
            show(tax.amount),
            self._added(tax.rounding),
            2,
        )

    def _tax_sums(self) -> Iterator[Figure]:
        """Each tax over all the lines and charges, where that is more than one and not told by the sums."""
        sums = self.reckoning.tax_sums
        if self.reckoning.tax_groups or all(one.parts == 1 for one in sums):
            return
        for one in sums:
            amounts = "1 amount" if one.parts == 1 else f"{one.parts} amounts"
            place = "inside" if one.is_inside else "on top"
            how = f"{amounts}, of {show(one.bases, self.decimals)} together"
            yield Figure(f"{tax_name(one.name, one.rate)}, {place}", how, amount=show(one.amount))

    def _group(self, group: TaxGroup) -> Figure:
        place = "inside" if group.is_inside else "on top"
        return Figure(
            f"sum {group.number}: {group.name}, {place}",
            f"of bases of {show(group.base, self.decimals)} together",
            show(group.unrounded, self.decimals),
            show(group.amount),
            self._added(group.rounding),
        )

    def _taken_off(
        self, what: str, how: str, unrounded: str, amount: str, rounding: str, depth: int
    ) -> Figure:
        return self._rounded(what, how, negative(unrounded), negative(amount), negative(rounding), depth)

    def _rounded(
        self, what: str, how: str, unrounded: str, amount: str, rounding: str, depth: int = 1
    ) -> Figure:
        """A figure that shows what it was before rounding only if rounding changed it."""
        raw = "" if is_nothing(rounding) else show(unrounded, self.decimals)
        return Figure(what, how, raw, show(amount, self.decimals), self._added(rounding), depth)

    def _added(self, rounding: str) -> str:
        return "" if is_nothing(rounding) else show(signed(rounding), self.decimals)


def sum_words(reckoning: Reckoning, currency: str) -> Sequence[str]:
    """The total with its terms, and the tax that it holds already."""
    terms = reckoning.sum
    signs = [
        ("-", terms.discount, "discounts"),
        ("+", terms.shipping, "shipping"),
        ("+", terms.fees, "fees"),
        ("+", terms.tax_on_top, "tax on top"),
        ("+", terms.rounding, "rounding"),
    ]
    added = "".join(
        f" {sign} {show(amount)} {name}" for sign, amount, name in signs if not is_nothing(amount)
    )
    words = [f"{show(terms.items)} items{added} = {show(terms.total)} {currency}"]
    if not is_nothing(terms.tax_inside):
        words.append(f"It holds {show(terms.tax_inside)} {currency} of tax inside the prices.")
    return words
