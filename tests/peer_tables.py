"""Peer cases as the engine's tables and conventions, and the engine's totals as their figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from pipeline.money import divide_rounded_to
from pipeline.totals import calculator
from reckoning import Figures, Settings, settings_of
from schemas import columns
from schemas.convention import Convention
from schemas.orders import CUSTOMER_FIELDS, FIELD_NAMES, SCHEMAS, Tables
from schemas.totals import Totals

Case = dict[str, Any]
_LEVELS = {
    "line": "line",
    "none": "line",  # amounts of more decimals
    "unit": "unit",
    "unit_split": "unit_split",
    "order_by_tax": "order",
    "order_dispatch": "order",  # the same sums, shipping included; the odd cents may stand on other lines
    "order_sum": "order_sum",
    "order_carry": "order_carry",
}
_SEVERAL = {"separate": "apart", "combined": "together", "combined_carry": "together_carried"}
ALLOCATIONS = {
    "largest_remainder": "largest_remainder",
    "largest_remainder_last": "largest_remainder_last",
    "round_last": "half_up_last",
    "round_first": "half_up_first",
    "round_largest": "half_up_largest",
    "floor_last": "floor_last",
    "floor_first": "floor_first",
    "cumulative": "cumulative",
    "equal_first": "equal",
}
_ORDER_PERCENT = {"allocate": "spread", "per_line": "by_line", "anchor_total": "off_total"}
_HOME = {"raw": "net_kept", "rounded": "net_rounded", "gross_rounded": "gross_rounded", "kept": "gross_kept"}
_TAX_KINDS = {"percent": "percent", "division": "division", "fixed_per_unit": "per_unit"}
_REACH = {"items": "items", "items_and_shipping": "items_and_shipping", "shipping": "shipping"}
PRICE_DECIMALS = 4
PRICE_PARTS = 10**12
_LARGEST = 2**60


class NotExpressibleError(Exception):
    """The case needs something no convention of ours can say; the text names it."""


def _one_of(answers: dict[str, str], value: str, what: str) -> str:
    if value not in answers:
        raise NotExpressibleError(f"{what}: {value}")
    return answers[value]


def convention_of(settings: Settings, step_minor: int = 1) -> Convention:
    """The convention that says the same as the settings of a case."""
    parameters: dict[str, Any] = {
        "tax_level": _one_of(_LEVELS, settings.level, "level"),
        "tax_rounding": settings.mode,
        "inside_tax_rounding": settings.included_tax_mode,
        "charges_apart": settings.shipping_scope == "apart"
        and settings.level not in ("order_sum", "order_dispatch"),
        "tax_before_discount": settings.tax_base == "before_discount",
        "rounding": settings.mode,
        "discount_rounding": settings.percent_mode,
        "allocation": _one_of(ALLOCATIONS, settings.allocation, "allocation"),
        "allocation_weights": {"current": "left"}.get(settings.weights, settings.weights),
        "percent_rounding": settings.percent_rounding,
        "percent_basis": settings.percent_basis,
        "fixed_basis": settings.fixed_basis,
        "order_percent": _one_of(_ORDER_PERCENT, settings.order_percent, "order percent"),
        "tax_extraction": settings.extraction,
        "several_taxes": _one_of(_SEVERAL, settings.several_taxes, "several taxes"),
        "line_rounding": settings.subtotal,
        "total_rounding": _one_of({"sum_rounded": "parts", "round_raw": "once"}, settings.total, "total"),
        "home_tax": _one_of(_HOME, settings.rebasing, "home tax"),
        "step_minor": step_minor,
    }
    try:
        return Convention(**parameters)
    except ValueError as error:
        raise NotExpressibleError(str(error)) from error


def scaled(text: str, decimals: int, what: str) -> int:
    """The decimal text as a whole number of 10^-decimals."""
    number = Decimal(text).scaleb(decimals)
    if number != number.to_integral_value():
        raise NotExpressibleError(f"{what} with more decimals than are kept")
    return int(number)


@dataclass
class Builder:
    """Collects the rows of orders; keys count up over all of them."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})
    keys: int = 0
    conventions: dict[tuple[str, str], Convention] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def key(self) -> int:
        """A fresh key."""
        self.keys += 1
        return self.keys

    def add(self, name: str, order: Case, settings: Settings, decimals: int) -> None:
        """An order of that name; raises `NotExpressibleError` before anything is added."""
        step = scaled(order.get("increment") or f"1e-{decimals}", decimals, "the rounding unit")
        convention = convention_of(settings, step)
        draft = Drafted(self, name, order, decimals)
        draft.build()
        for table, rows in draft.rows.items():
            self.rows[table] += rows
        self.places[name] = len(self.places)
        self.conventions[name, order["currency"]] = convention

    def tables(self) -> Tables:
        """Everything added so far."""
        fields = [{"file": "case", "field": field} for field in FIELD_NAMES]
        return Tables(**{name: _frame(name, rows) for name, rows in {**self.rows, "fields": fields}.items()})


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    if not rows:
        return columns.empty(SCHEMAS[name])
    return columns.frame(SCHEMAS[name], {column: [row[column] for row in rows] for column in rows[0]})


@dataclass
class Drafted:
    """The rows of one order."""

    builder: Builder
    name: str
    order: Case
    decimals: int
    order_key: int = 0
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def build(self) -> None:
        """Fill `rows`."""
        self.rows = {name: [] for name in SCHEMAS}
        self.order_key = self.builder.key()
        self._add_order()
        line_keys = [self._add_line(number, line) for number, line in enumerate(self.order["lines"], 1)]
        stages = max([1, *(len(line.get("discounts", [])) for line in self.order["lines"])])
        for shipping in self.order.get("shipping", []):
            key = self._add_charge("shipping", amount=shipping["amount"], taxes=shipping.get("taxes", []))
            for stage, discount in enumerate(shipping.get("discounts", [])):
                self._add_discount(discount, stage, f"shipping/{stage}", charge_key=key)
            stages = max(stages, len(shipping.get("discounts", [])))
        for surcharge in self.order.get("surcharges", []):
            self._add_surcharge(surcharge)
        for nth, discount in enumerate(self.order.get("order_discounts", [])):
            self._add_order_discount(discount, stages + nth, f"order/{nth}", line_keys)

    def money(self, text: str, what: str = "an amount") -> int:
        """Minor units."""
        return scaled(text, self.decimals, what)

    def _add_order(self) -> None:
        components = ("items", "discount", "shipping", "fees", "tax", "total")
        texts = ("alternative_id", "created_at", "payment_reference", "payment_method", "shipping_method",
                 "comments", *CUSTOMER_FIELDS)  # fmt: skip
        self.rows["orders"].append(
            {
                "order_key": self.order_key,
                "order_id": self.name,
                "platform": self.name,
                "file": "case",
                "record": self.order_key,
                "encoding": "utf-8",
                "currency": self.order["currency"],
                "decimals": self.decimals,
                "tax_mode": "included" if self.order["prices_include_tax"] else "on_top",
                "status": "PAID",
                "payment_state": "paid",
                **{f"{name}_minor": 0 for name in components},
                **{f"has_{name}": False for name in components},
                "paid_minor": 0,
                "refunded_minor": 0,
                "is_paid_known": True,
                "is_tax_exempt": False,
                "is_reverse_charge": False,
                **dict.fromkeys(texts, ""),
            }
        )

    def _stages(self, discounts: list[Case]) -> list[int]:
        """The stage of each discount: percentages of the undiscounted amount stay in the first one."""
        stages, stage = [], 0
        for nth, discount in enumerate(discounts):
            if nth and discount["kind"] == "percent" and discount.get("base") != "original":
                stage += 1
            stages.append(stage)
        return stages

    def _add_line(self, number: int, line: Case) -> int:
        key = self.builder.key()
        price = scaled(line["unit_price"], self.decimals + PRICE_DECIMALS + 12, "a price")
        self.rows["lines"].append(
            {
                "order_key": self.order_key,
                "line_key": key,
                "line_number": number,
                "line_id": "",
                "sku": line["sku"],
                "name": line["sku"],
                "unit_price_sub": price // PRICE_PARTS,
                "unit_price_part": price % PRICE_PARTS,
                "quantity_milli": scaled(line["quantity"], 3, "a quantity"),
                "tax_minor": 0,
                "has_tax": False,
                "is_taxable": True,
                "is_gift_card": False,
            }
        )
        for tax in line.get("taxes", []):
            self._add_tax(tax, "line", line_key=key)
        for tax in line.get("home_taxes", []):
            self._add_tax({**tax, "included": True}, "line", line_key=key, is_home=True)
        discounts = line.get("discounts", [])
        for nth, stage in enumerate(self._stages(discounts)):
            self._add_discount(discounts[nth], stage, f"{line['sku']}/{nth}", line_key=key)
        return key

    def _add_charge(self, kind: str, *, amount: str = "0", rate: str = "0", taxes: list[Case]) -> int:
        key = self.builder.key()
        self.rows["charges"].append(
            {
                "order_key": self.order_key,
                "charge_key": key,
                "kind": kind,
                "name": "",
                "rate_ppb": scaled(rate, 7, "a rate"),
                "amount_minor": self.money(amount),
                "is_taxed": False,
            }
        )
        for tax in taxes:
            self._add_tax(tax, "charge", charge_key=key)
        return key

    def _add_surcharge(self, surcharge: Case) -> None:
        value = {"rate" if surcharge["kind"] == "percent" else "amount": surcharge["value"]}
        self._add_charge("surcharge", taxes=surcharge.get("taxes", []), **value)

    def _add_tax(
        self, tax: Case, scope: str, line_key: int = -1, charge_key: int = -1, *, is_home: bool = False
    ) -> None:
        kind = _one_of(_TAX_KINDS, tax.get("amount_type", "percent"), "tax")
        is_money = kind == "per_unit"
        self.rows["taxes"].append(
            {
                "order_key": self.order_key,
                "tax_key": self.builder.key(),
                "scope": scope,
                "line_key": line_key,
                "charge_key": charge_key,
                "name": tax["name"],
                "rate_ppb": 0 if is_money else scaled(tax["rate"], 7, "a rate"),
                "per_unit_sub": scaled(tax["rate"], self.decimals + 4, "a tax") if is_money else 0,
                "is_rate_known": True,
                "amount_minor": 0,
                "kind": kind,
                "place": "inside" if tax["included"] else "on_top",
                "is_compound": tax.get("compound", False),
                "is_in_next_base": tax.get("in_next_base", True),
                "is_home": is_home,
            }
        )

    def _add_discount(
        self, discount: Case, stage: int, name: str, line_key: int = -1, charge_key: int = -1
    ) -> int:
        if "max_basis" in discount:
            raise NotExpressibleError("a cap reckoned on another basis than the discount")
        is_percent = discount["kind"] == "percent"
        key = self.builder.key()
        self.rows["discounts"].append(
            {
                "order_key": self.order_key,
                "discount_key": key,
                "parent_key": -1,
                "line_key": line_key,
                "kind": "percent" if is_percent else "amount",
                "source": "promotion",
                "name": name,
                "stage": stage,
                "rate_ppb": scaled(discount["value"], 7, "a rate") if is_percent else 0,
                "value_minor": 0 if is_percent else self.money(discount["value"], "a discount"),
                "amount_minor": 0,
                "charge_key": charge_key,
                "reach": _one_of(_REACH, discount.get("scope", "items"), "scope"),
                "is_per_unit": discount.get("per") == "unit",
                "is_of_original": discount.get("base") == "original" and stage > 0,
                "is_of_gross": discount.get("basis") == "gross",
                "cap_minor": self.money(discount["max"]) if "max" in discount else columns.MAX_AMOUNT_MINOR,
            }
        )
        return key

    def _add_order_discount(self, discount: Case, stage: int, name: str, line_keys: list[int]) -> None:
        skus = discount.get("skus") or []
        meant = [key for line, key in zip(self.order["lines"], line_keys, strict=True) if line["sku"] in skus]
        if len(meant) == 1:  # of one line: the tables know it as that line's
            self._add_discount(discount, stage, name, line_key=meant[0])
            return
        key = self._add_discount(discount, stage, name)
        parent = self.rows["discounts"][-1]
        for line_key in meant:
            share = {"discount_key": self.builder.key(), "parent_key": key, "line_key": line_key}
            self.rows["discounts"].append({**parent, **share, "rate_ppb": 0, "value_minor": 0})


@dataclass(frozen=True)
class Result:
    """Tables with their totals, to be read order by order."""

    tables: Tables
    totals: Totals

    def figures(self, order_id: str, order: Case) -> Figures:
        """What the engine says of that order, under the names of the expectations."""
        place = int(np.flatnonzero(self.tables.orders["order_id"] == order_id)[0])
        key = int(self.tables.orders["order_key"].iloc[place])
        return OrderFigures(self, key, order).figures()


def reckon_all(builder: Builder) -> Result:
    """Every order added so far, in one call of the engine."""
    tables = builder.tables()
    return Result(tables, calculator(builder.conventions)(tables))


def with_stored_amounts(tables: Tables, totals: Totals) -> Tables:
    """The tables with the amounts of lines, discounts and taxes stored as they are calculated: no gaps."""
    return replace(
        tables,
        lines=tables.lines.assign(tax_minor=totals.lines["tax_minor"]),
        discounts=tables.discounts.assign(amount_minor=totals.discounts["amount_minor"]),
        taxes=tables.taxes.assign(amount_minor=totals.taxes["amount_minor"]),
    )


@dataclass
class OrderFigures:
    """The figures of one order of a result."""

    result: Result
    key: int
    order: Case

    def __post_init__(self) -> None:
        tables, totals = self.result.tables, self.result.totals
        self.scale = Fraction(1, 10 ** int(self._own(tables.orders)["decimals"].iloc[0]))
        self.lines = self._own(tables.lines).merge(totals.lines, on="line_key", validate="one_to_one",
                                                   suffixes=("_stored", ""))  # fmt: skip
        self.charges = self._own(tables.charges).merge(
            totals.charges, on="charge_key", validate="one_to_one", suffixes=("_stored", "")
        )
        self.taxes = self._own(tables.taxes).merge(
            totals.taxes, on="tax_key", validate="one_to_one", suffixes=("_stored", "")
        )
        self.taxes = self.taxes.loc[~self.taxes["is_home"]]
        self.discounts = self._own(tables.discounts).merge(
            totals.discounts, on="discount_key", validate="one_to_one", suffixes=("_stored", "")
        )
        self.total = self._own(totals.orders).iloc[0]

    def _own(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows.loc[rows["order_key"] == self.key]

    def money(self, minor: Any) -> Fraction:
        """Minor units as an amount."""
        return int(minor) * self.scale

    def figures(self) -> Figures:
        """Lines and order."""
        lines = [self._line(line) for line in columns.records(self.lines)]
        return Figures(lines, self._order(lines))

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        taxes = self.taxes.loc[self.taxes["line_key"] == line["line_key"]]
        left = line["amount_minor"] - line["discount_minor"]
        inside = taxes.loc[taxes["place"] == "inside", "amount_minor"].sum()
        tax = taxes["amount_minor"].sum()
        shares = self.result.totals.shares
        share = shares.loc[shares["line_key"] == line["line_key"], "amount_minor"].sum()
        return {
            "subtotal": self.money(line["amount_minor"]),
            "discount": self.money(line["discount_minor"]),
            "order_discount": self.money(share),
            "after_discount": self.money(left),
            "net": self.money(left - inside),
            "tax": self.money(tax),
            "gross": self.money(left - inside + tax),
            "taxes": self._by_name(taxes),
        }

    def _by_name(self, taxes: pd.DataFrame) -> dict[str, Fraction]:
        return {
            str(name): self.money(sum_) for name, sum_ in taxes.groupby("name")["amount_minor"].sum().items()
        }

    def _order(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        total = self.total
        inside = self.taxes.loc[self.taxes["place"] == "inside", "amount_minor"].sum()
        tax = int(total["tax_minor"])
        own = self.discounts.loc[self.discounts["parent_key"] < 0]
        is_wide = (own["line_key"] < 0) & (own["charge_key"] < 0)
        shipping, surcharges = self._charges("shipping"), self._charges("surcharge")
        charges_off = int(self.charges["discount_minor"].sum())
        items_off = int(total["discount_minor"]) - charges_off
        items_left = int(total["items_minor"]) - items_off
        items_inside, items_tax = self._of_items("inside"), self._of_items("inside", "on_top")
        grand = int(total["total_minor"])
        figures: dict[str, Any] = {
            "subtotal": self.money(total["items_minor"]),
            "items_after_discount": self.money(items_left),
            "items_net": self.money(items_left - items_inside),
            "items_tax": self.money(items_tax),
            "items_gross": self.money(items_left - items_inside + items_tax),
            "items_discount": self.money(items_off),
            "discount_total": self.money(total["discount_minor"]),
            "order_discount_total": self.money(own.loc[is_wide, "amount_minor"].sum()),
            "order_discount_allocations": [line["order_discount"] for line in lines],
            **{f"shipping_{name}": shipping[name] for name in ("net", "tax", "gross", "discount")},
            "surcharge_net": surcharges["net"],
            "surcharge_gross": surcharges["gross"],
            "net_total": self.money(grand - tax),
            "tax_total": self.money(tax),
            "tax_included_total": self.money(inside),
            "tax_excluded_total": self.money(tax - inside),
            "taxes": self._by_name(self.taxes),
        }
        return {**figures, **self._due(grand)}

    def _of_items(self, *places: str) -> int:
        is_item = (self.taxes["line_key"] >= 0) & self.taxes["place"].isin(places)
        return int(self.taxes.loc[is_item, "amount_minor"].sum())

    def _charges(self, kind: str) -> dict[str, Fraction]:
        charges = self.charges.loc[self.charges["kind"] == kind]
        taxes = self.taxes.loc[self.taxes["charge_key"].isin(charges["charge_key"])]
        inside = taxes.loc[taxes["place"] == "inside", "amount_minor"].sum()
        off, tax = charges["discount_minor"].sum(), taxes["amount_minor"].sum()
        left = charges["amount_minor"].sum() - off
        found = {"net": left - inside, "tax": tax, "gross": left - inside + tax, "discount": off}
        return {name: self.money(value) for name, value in found.items()}

    def _due(self, grand: int) -> dict[str, Fraction]:
        total = self.money(grand)
        found = {"total": total}
        if self.order.get("cash_increment"):
            step = int(Fraction(self.order["cash_increment"]) / self.scale)
            mode = self.order.get("cash_mode") or "half_up"
            rounded = self.money(divide_rounded_to(np.array([grand]), step, mode)[0])
            found = {"total": rounded, "cash_rounding": rounded - total}
        payments = sum(
            (Fraction(payment["amount"]) for payment in self.order.get("payments", [])), Fraction(0)
        )
        return {**found, "amount_due": found["total"] - payments}


def decimals_of(order: Case, expected: list[Case], settings: Settings) -> int:
    """The decimals to reckon with: the order's, or where nothing is rounded all that are stated."""
    if settings.level != "none":
        return int(order["decimals"])
    stated = [len(text.partition(".")[2]) for figures in expected for text in _texts(figures)]
    decimals = max([int(order["decimals"]), *stated]) + 2
    largest = max([Decimal(1), *(abs(Decimal(line["unit_price"])) for line in order["lines"])])
    while largest.scaleb(decimals + PRICE_DECIMALS) >= _LARGEST:
        decimals -= 1
    return decimals


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


__all__ = ["Builder", "NotExpressibleError", "Result", "decimals_of", "reckon_all", "settings_of"]
