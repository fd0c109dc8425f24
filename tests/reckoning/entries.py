"""What an order enters: its lines, shipping and surcharges as entries with discounts still to come off."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from reckoning.rounding import round_to
from reckoning.settings import Settings
from reckoning.taxation import included_factor, signed_quantity, take_apart

ZERO = Fraction(0)


@dataclass(frozen=True)
class Rounder:
    """Rounds amounts of one order; at level `none` it leaves them as they are."""

    unit: Fraction
    settings: Settings

    @classmethod
    def of(cls, order: dict[str, Any], settings: Settings) -> Rounder:
        """The order's own rounding unit, or the one of its decimals."""
        increment = order.get("increment")
        return cls(Fraction(increment) if increment else Fraction(1, 10 ** int(order["decimals"])), settings)

    @property
    def plain(self) -> Rounder:
        """The same with no mode of its own for tax held in a price: that one is for lines only."""
        return replace(self, settings=replace(self.settings, included_tax_mode="same"))

    def amount(self, value: Fraction) -> Fraction:
        """Any amount."""
        return self._round(value, self.settings.mode)

    def tax(self, value: Fraction, *, is_included: bool) -> Fraction:
        """A tax: one held in a price may have a mode of its own."""
        own = self.settings.included_tax_mode
        return self._round(value, own if is_included and own != "same" else self.settings.mode)

    def percent(self, value: Fraction) -> Fraction:
        """A percent discount of a line: it may have a mode of its own."""
        own = self.settings.percent_mode
        return self._round(value, self.settings.mode if own == "same" else own)

    def _round(self, value: Fraction, mode: str) -> Fraction:
        return value if self.settings.level == "none" else round_to(value, self.unit, mode)


@dataclass
class Entry:
    """One line, one shipping or one surcharge: what was entered and what has come off."""

    part: str  # items, shipping or surcharges
    sku: str
    quantity: Fraction
    taxed_quantity: Fraction  # the one that taxes of an amount a unit reckon with
    entered: Fraction
    taxes: list[dict[str, Any]]
    discounts: list[dict[str, Any]] = field(default_factory=list)
    product: str = ""  # the sku whose fractions this entry shares: its own, or the one it is a fee of
    line_discount: Fraction = ZERO
    order_discounts: list[Fraction] = field(default_factory=list)

    @property
    def order_discount(self) -> Fraction:
        """What the order's discounts took."""
        return sum(self.order_discounts, ZERO)

    @property
    def left(self) -> Fraction:
        """The entered amount after the discounts so far."""
        return self.entered - self.line_discount - self.order_discount


def enter_line(line: dict[str, Any], rounder: Rounder) -> Entry:
    """A line: unit price times quantity, rounded where the settings say."""
    price = rebase(Fraction(line["unit_price"]), line, rounder)
    quantity = Fraction(line["quantity"])
    return Entry(
        part="items",
        sku=line["sku"],
        quantity=quantity,
        taxed_quantity=signed_quantity(price, quantity),
        entered=_multiply(price, quantity, rounder),
        taxes=line.get("taxes") or [],
        discounts=line.get("discounts") or [],
        product=line.get("fee_of") or line["sku"],
    )


def _multiply(price: Fraction, quantity: Fraction, rounder: Rounder) -> Fraction:
    if rounder.settings.subtotal == "none":
        return price * quantity
    if rounder.settings.subtotal == "unit":
        price = rounder.amount(price)
    return rounder.amount(price * quantity)


def enter_shipping(shipping: dict[str, Any], rounder: Rounder) -> Entry:
    """A shipping: an entry of quantity one."""
    price = rebase(Fraction(shipping["amount"]), shipping, rounder)
    return Entry(
        part="shipping",
        sku="",
        quantity=Fraction(1),
        taxed_quantity=signed_quantity(price, Fraction(1)),
        entered=_multiply(price, Fraction(1), rounder),
        taxes=shipping.get("taxes") or [],
        discounts=shipping.get("discounts") or [],
    )


def enter_surcharge(surcharge: dict[str, Any], items_left: Fraction, rounder: Rounder) -> Entry:
    """A surcharge: an amount, or a percent of what discounts left of the items."""
    value = Fraction(surcharge["value"])
    amount = items_left * value / 100 if surcharge["kind"] == "percent" else value
    return Entry(
        part="surcharges",
        sku="",
        quantity=Fraction(1),
        taxed_quantity=signed_quantity(amount, Fraction(1)),
        entered=rounder.amount(amount),
        taxes=surcharge.get("taxes") or [],
    )


def rebase(price: Fraction, line: dict[str, Any], rounder: Rounder) -> Fraction:
    """A price entered with the home country's tax, as the destination's customer sees it."""
    home = line.get("home_taxes") or []
    rebasing = rounder.settings.rebasing
    if not home or rebasing == "kept":
        return price
    net, _ = take_apart(price, home, Fraction(1))
    if rebasing == "rounded":
        net = rounder.amount(net)
    gross = net * included_factor(line.get("taxes") or [])
    return gross if rebasing == "raw" else rounder.amount(gross)
