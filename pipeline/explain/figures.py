"""The lines of one calculation as figures: what an accountant follows with a finger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.explain.account import Reckoning
from pipeline.explain.layout import Figure, is_nothing, negative, show, show_signed
from pipeline.explain.pieces import (
    ChargeReckoned,
    DiscountTaken,
    LineReckoned,
    OrderDiscount,
    TaxGroup,
    TaxReckoned,
)
from pipeline.explain.spelling import tax_name
from pipeline.languages import Words
from pipeline.reports.wording import name_of

_PLAIN_DIVISOR = "100"


@dataclass(frozen=True)
class Figures:
    """The figures of one calculation in a currency with so many decimals, in a language."""

    reckoning: Reckoning
    decimals: int
    words: Words

    def all(self) -> Iterator[Figure]:
        """Order discounts, lines, charges, and the taxes that are not of one line."""
        reckoning, say = self.reckoning, self.words.say
        discounts = map(self._order_discount, reckoning.order_discounts)
        yield from self._titled(say("Discounts of the whole order"), discounts)
        yield from self._titled(say("Lines"), (one for line in reckoning.lines for one in self._line(line)))
        yield from self._titled(say("Charges"), self._charges())
        title = say("Taxes rounded over the order, dealt back to its lines")
        yield from self._titled(title, map(self._group, reckoning.tax_groups))
        yield from self._titled(say("Taxes together"), self._tax_sums())
        stored = (
            Figure(one.name, one.why, amount=self._show(one.amount)) for one in reckoning.taxes_as_stored
        )
        yield from self._titled(say("Taxes that are not reckoned"), stored)
        lowered = (
            Figure(
                one.name,
                say("{amount} less the percentage", amount=self._show(one.before)),
                amount=self._show(one.amount),
            )
            for one in reckoning.taxes_lowered
        )
        yield from self._titled(say("Taxes less what was taken off the total"), lowered)

    def _show(self, amount: str) -> str:
        return show(amount, self.words)

    def _long(self, amount: str) -> str:
        """An amount that may have more decimals than the currency."""
        return show(amount, self.words, self.decimals)

    def _titled(self, title: str, figures: Iterator[Figure]) -> Iterator[Figure]:
        found = list(figures)
        if found:
            yield from (Figure("", depth=0), Figure(title, depth=0), *found)

    def _line(self, line: LineReckoned) -> Iterator[Figure]:
        how = f"{self._show(line.unit_price)} × {self.words.figure(line.quantity)}"
        name = " ".join(dict.fromkeys(word for word in (line.sku, line.name) if word))
        yield self._rounded(f"{line.number}. {name}", how, line.unrounded, line.amount, line.rounding)
        yield from map(self._discount, line.discounts)
        if line.discounts:
            yield self._left(line.left)
        if line.taxes and line.taxed != line.left:
            taxed, when = self.words.say("taxed"), self.words.say("before discounts")
            yield Figure(taxed, when, amount=self._long(line.taxed), depth=2)
        yield from map(self._tax, line.taxes)
        if line.stored_tax not in ("", line.tax):
            stored, reckoned = self._show(line.stored_tax), self._show(line.tax)
            how = self.words.say(
                "the export states {stored}, reckoned {reckoned}", stored=stored, reckoned=reckoned
            )
            yield Figure(self.words.say("its taxes"), how, depth=2)

    def _left(self, amount: str) -> Figure:
        return Figure(self.words.say("amount|left"), amount=self._long(amount), depth=2)

    def _charges(self) -> Iterator[Figure]:
        for charge in self.reckoning.charges:
            yield from self._charge(charge)
        if self.reckoning.charges_together and not is_nothing(self.reckoning.charges_taxed):
            together = self.words.say("taxed charges together")
            yield Figure(together, amount=self._long(self.reckoning.charges_taxed))
            yield from map(self._tax, self.reckoning.charges_together)

    def _charge(self, charge: ChargeReckoned) -> Iterator[Figure]:
        how = ""
        if charge.rate:
            rate, base = self.words.figure(charge.rate), self._show(charge.base)
            how = self.words.say("{rate} % of the items {base}", rate=rate, base=base)
        name = f"{name_of(charge.kind, self.words)} {charge.name}".strip()
        yield Figure(name, how, amount=self._long(charge.amount))
        yield from map(self._discount, charge.discounts)
        if charge.discounts:
            yield self._left(charge.left)
        yield from map(self._tax, charge.taxes)

    def _order_discount(self, one: OrderDiscount) -> Figure:
        how = self._discount_base(one) + self._as_stated(one)
        spread = self.words.say("spread {how}", how=one.spread_by)
        words = ", ".join(word for word in (how, one.note, spread) if word)
        return self._taken_off(one.name, words, one.unrounded, one.amount, one.rounding, 1)

    def _discount(self, one: DiscountTaken) -> Figure:
        spread = self._show(one.spread)
        if one.spread and not one.weight:
            how = self.words.say("part of {amount}", amount=spread)
        elif one.spread:
            how = f"{spread} × {self._show(one.weight)} / {self._show(one.weights)}"
        else:
            how = self._discount_base(one)
        how = ", ".join(word for word in (how + self._as_stated(one), one.note) if word)
        say = self.words.say
        name = say("share of {name}", name=one.name) if one.is_of_order else say("less {name}", name=one.name)
        return self._taken_off(name, how, one.unrounded, one.amount, one.rounding, 2)

    def _discount_base(self, one: OrderDiscount | DiscountTaken) -> str:
        """The percentage and what it is of, or the fixed amount."""
        if one.rate:
            rate, base = self.words.figure(one.rate), self._show(one.base)
            return self.words.say("{rate} % of {base}", rate=rate, base=base)
        return self.words.say("{amount} fixed", amount=self._show(one.value))

    def _as_stated(self, one: OrderDiscount | DiscountTaken) -> str:
        if one.stored in ("", one.amount):
            return ""
        said = self.words.say("the export states {amount}", amount=self._show(one.stored))
        return f", {said}"

    def _tax(self, tax: TaxReckoned) -> Figure:
        say, name = self.words.say, tax_name(tax.name, tax.rate, self.words)
        words = [self._tax_base(tax)]
        if tax.units > 1:
            words.append(say("rounded for each of {number} units", number=self.words.number(tax.units)))
        if tax.group:
            words.append(say("part of sum {number}", number=tax.group))
        return Figure(
            say("of which {tax}", tax=name) if tax.is_inside else say("plus {tax}", tax=name),
            ", ".join(words),
            self._long(tax.unrounded),
            self._show(tax.amount),
            self._added(tax.rounding),
            2,
        )

    def _tax_base(self, tax: TaxReckoned) -> str:
        if tax.by_unit:
            return self.words.say("{amount} by the unit", amount=self._show(tax.by_unit))
        base, multiple = self._long(tax.base), self.words.figure(tax.multiple)
        if tax.divisor != _PLAIN_DIVISOR:
            return f"{base} × {multiple} / {self.words.figure(tax.divisor)}"
        return self.words.say("{rate} % of {base}", rate=multiple, base=base)

    def _tax_sums(self) -> Iterator[Figure]:
        """Each tax over all the lines and charges, where that is more than one and not told by the sums."""
        sums = self.reckoning.tax_sums
        if self.reckoning.tax_groups or all(one.parts == 1 for one in sums):
            return
        for one in sums:
            how = self.words.count(
                "{number} amount, of {bases} together",
                "{number} amounts, of {bases} together",
                one.parts,
                bases=self._long(one.bases),
            )
            what = self._placed(tax_name(one.name, one.rate, self.words), is_inside=one.is_inside)
            yield Figure(what, how, amount=self._show(one.amount))

    def _placed(self, tax: str, *, is_inside: bool) -> str:
        say = self.words.say
        return say("{tax}, inside", tax=tax) if is_inside else say("{tax}, on top", tax=tax)

    def _group(self, group: TaxGroup) -> Figure:
        what = self.words.say("sum {number}: {name}", number=group.number, name=group.name)
        return Figure(
            self._placed(what, is_inside=group.is_inside),
            self.words.say("of bases of {bases} together", bases=self._long(group.base)),
            self._long(group.unrounded),
            self._show(group.amount),
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
        raw = "" if is_nothing(rounding) else self._long(unrounded)
        return Figure(what, how, raw, self._long(amount), self._added(rounding), depth)

    def _added(self, rounding: str) -> str:
        return "" if is_nothing(rounding) else show_signed(rounding, self.words, self.decimals)


def sum_words(reckoning: Reckoning, currency: str, words: Words) -> Sequence[str]:
    """The total with its terms, and the tax that it holds already."""
    terms = reckoning.sum
    signs = [
        ("-", terms.discount, words.say("discounts")),
        ("+", terms.shipping, words.say("shipping")),
        ("+", terms.fees, words.say("fees")),
        ("+", terms.tax_on_top, words.say("tax on top")),
        ("+", terms.rounding, words.say("rounding")),
    ]
    added = "".join(
        f" {sign} {show(amount, words)} {name}" for sign, amount, name in signs if not is_nothing(amount)
    )
    items, total = (show(amount, words) for amount in (terms.items, terms.total))
    told = [f"{items} {words.say('items')}{added} = {total} {currency}"]
    if not is_nothing(terms.tax_inside):
        inside = show(terms.tax_inside, words)
        told.append(
            words.say(
                "It holds {amount} {currency} of tax inside the prices.", amount=inside, currency=currency
            )
        )
    return told
