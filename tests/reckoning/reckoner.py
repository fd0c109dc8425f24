"""One order reckoned by one set of settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from reckoning.carriers import Carriers
from reckoning.dispatch import deal_differences
from reckoning.entries import Rounder, enter_line, enter_shipping, enter_surcharge
from reckoning.figures import Figures, line_figures
from reckoning.line_discounts import take_line_discounts
from reckoning.line_taxes import ORDER_LEVELS, Taxed, tax_entry
from reckoning.order_discounts import take_order_discount
from reckoning.rounding import round_to
from reckoning.settings import Settings
from reckoning.sums import Sums, add_up, raw_net

Order = dict[str, Any]
ZERO = Fraction(0)


@dataclass
class Account:
    """An order's entries with their taxes, part by part."""

    order: Order
    rounder: Rounder
    items: list[Taxed] = field(default_factory=list)
    shipping: list[Taxed] = field(default_factory=list)
    surcharges: list[Taxed] = field(default_factory=list)

    @property
    def every(self) -> list[Taxed]:
        """All entries."""
        return self.items + self.shipping + self.surcharges

    @property
    def scopes(self) -> list[list[Taxed]]:
        """The entries whose taxes an order-level rounding adds up before it rounds."""
        settings = self.rounder.settings
        if settings.shipping_scope == "together" or settings.level in {"order_sum", "order_dispatch"}:
            return [self.every]
        return [self.items + self.surcharges, self.shipping]


def reckon(order: Order, settings: Settings) -> Figures:
    """Every figure of the order."""
    rounder = Rounder.of(order, settings)
    discounts = order.get("order_discounts") or []
    account = _account(order, discounts, rounder)
    sums = {
        "items": add_up(account.items, rounder),
        "shipping": add_up(account.shipping, rounder),
        "surcharge": add_up(account.surcharges, rounder),
        "order": _order_sums(account),
    }
    if discounts and all(_is_anchored(one, settings) for one in discounts):
        whole = add_up(_account(order, [], rounder).items, rounder)
        for discount in discounts:
            whole = _scale(whole, 1 - Fraction(discount["value"]) / 100, rounder)
        sums["items"] = whole
        sums["order"] = whole + sums["shipping"] + sums["surcharge"]
    return Figures([line_figures(taxed) for taxed in account.items], _order_figures(account, sums))


def _account(order: Order, discounts: list[dict[str, Any]], rounder: Rounder) -> Account:
    """The order's entries, discounted and taxed: lines first, shipping next, surcharges last."""
    lines = [enter_line(line, rounder) for line in order["lines"]]
    shipping = [enter_shipping(one, rounder) for one in order.get("shipping") or []]
    for entry in lines + shipping:
        take_line_discounts(entry, rounder)
    for discount in discounts:
        take_order_discount(discount, lines + shipping, rounder)
    left = sum((entry.left for entry in lines), ZERO)
    surcharges = [enter_surcharge(one, left, rounder) for one in order.get("surcharges") or []]
    account = Account(order, rounder)
    carriers = Carriers(rounder)
    account.items = [tax_entry(entry, carriers) for entry in lines]
    account.shipping = [tax_entry(entry, carriers.plain) for entry in shipping]
    account.surcharges = [tax_entry(entry, carriers.plain) for entry in surcharges]
    if rounder.settings.level == "order_dispatch":
        for scope in account.scopes:
            deal_differences(scope, rounder)
    return account


def _order_sums(account: Account) -> Sums:
    """The whole order: scope by scope, as taxes of shipping may be rounded apart."""
    sums = Sums()
    for scope in account.scopes:
        sums = sums + add_up(scope, account.rounder)
    settings = account.rounder.settings
    if settings.level in ORDER_LEVELS and settings.extraction == "both":
        # The net is one rounding of everything, whatever the taxes do.
        sums.net = account.rounder.amount(raw_net(account.every))
    return sums


def _is_anchored(discount: dict[str, Any], settings: Settings) -> bool:
    """Whether a discount lowers the order's totals directly: a percentage of all items."""
    if settings.order_percent != "anchor_total" or discount["kind"] != "percent":
        return False
    return (discount.get("scope") or "items") == "items" and not discount.get("skus")


def _scale(sums: Sums, share: Fraction, rounder: Rounder) -> Sums:
    """The discounted total rounded, each rounded tax scaled and rounded again, the net is the rest."""
    total = rounder.amount(sums.gross * share)
    taxes = {key: rounder.amount(tax * share) for key, tax in sums.taxes.items()}
    return Sums(total - sum(taxes.values(), ZERO), taxes)


def _order_figures(account: Account, sums: dict[str, Sums]) -> dict[str, Any]:
    figures = _discount_figures(account)
    for part in ("items", "shipping", "surcharge"):
        figures[f"{part}_net"] = account.rounder.amount(sums[part].net)
        figures[f"{part}_tax"] = sums[part].tax
        figures[f"{part}_gross"] = account.rounder.amount(sums[part].net) + sums[part].tax
    whole = sums["order"]
    figures["taxes"] = _by_name(whole)
    figures["tax_total"] = whole.tax
    figures["tax_included_total"] = whole.held(is_included=True)
    figures["tax_excluded_total"] = whole.held(is_included=False)
    figures["net_total"] = account.rounder.amount(whole.net)
    total = figures["net_total"] + whole.tax
    if account.rounder.settings.total == "round_raw":
        total = account.rounder.amount(sum((taxed.raw_gross for taxed in account.every), ZERO))
    return figures | _payable(account.order, total)


def _discount_figures(account: Account) -> dict[str, Any]:
    items = [taxed.entry for taxed in account.items]
    shipping = [taxed.entry for taxed in account.shipping]
    items_discount = sum((entry.line_discount + entry.order_discount for entry in items), ZERO)
    shipping_discount = sum((entry.line_discount + entry.order_discount for entry in shipping), ZERO)
    return {
        "subtotal": sum((entry.entered for entry in items), ZERO),
        "items_discount": items_discount,
        "items_after_discount": sum((entry.left for entry in items), ZERO),
        "shipping_discount": shipping_discount,
        "discount_total": items_discount + shipping_discount,
        "order_discount_total": sum((entry.order_discount for entry in items + shipping), ZERO),
        "order_discount_allocations": [entry.order_discount for entry in items],
    }


def _by_name(sums: Sums) -> dict[str, Fraction]:
    names: dict[str, Fraction] = {}
    for (name, _), tax in sums.taxes.items():
        names[name] = names.get(name, ZERO) + tax
    return names


def _payable(order: Order, total: Fraction) -> dict[str, Fraction]:
    """The total as it is paid: rounded to coins where the order says so, less what was paid already."""
    payable = total
    if order.get("cash_increment"):
        payable = round_to(total, Fraction(order["cash_increment"]), order.get("cash_mode") or "half_up")
    paid = sum((Fraction(payment["amount"]) for payment in order.get("payments") or []), ZERO)
    return {"cash_rounding": payable - total, "total": payable, "amount_due": payable - paid}
