"""Peer cases of edited orders as rows of the edits workbook, carried out by `correct`, batch after batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from builders import edit, edits
from peer_tables import Builder, NotExpressibleError, Result, decimals_of, settings_of, with_stored_amounts
from pipeline.kernel import correct
from pipeline.policy import Policy
from pipeline.totals import calculator
from reckoning import apply_edits
from schemas.convention import Convention
from schemas.orders import TABLE_NAMES, Tables

Case = dict[str, Any]
Row = dict[str, Any]


@dataclass
class Script:
    """The batches that ask for the edits of one case; rows of one batch stand in one workbook."""

    name: str
    order: Case
    batches: list[list[Row]] = field(default_factory=list)

    def write(self, operations: list[Case]) -> Script:
        """Every operation, in the state of the order that the earlier ones left."""
        for operation in operations:
            getattr(self, f"_{operation['op']}")(operation)
            self.order = apply_edits(self.order, [operation])
        return self

    def _ask(self, *cells: Any, **fields: str) -> None:
        self.batches.append([edit(self.name, *cells, **fields)])

    def _line(self, sku: str) -> Case:
        return next(line for line in self.order["lines"] if line["sku"] == sku)

    def _set_quantity(self, operation: Case) -> None:
        self._ask("item", "change", operation["sku"], quantity=operation["quantity"])

    def _set_price(self, operation: Case) -> None:
        self._ask("item", "change", operation["sku"], price=operation["unit_price"])

    def _remove_line(self, operation: Case) -> None:
        self._ask("item", "remove", operation["sku"])

    def _add_line(self, operation: Case) -> None:
        line = operation["line"]
        sku, taxes = line["sku"], line.get("taxes", [])
        cells = {"sku": sku, "name": sku, "price": line["unit_price"], "quantity": line["quantity"]}
        self._ask("item", "add", "", **cells, tax=_tax_word(taxes[0]) if taxes else "none")
        for tax in taxes[1:]:
            self._add_tax(tax, sku)
        for discount in line.get("discounts", []):
            self._add_discount(discount, sku, line["quantity"])

    def _add_tax(self, tax: Case, item: str) -> None:
        if tax.get("amount_type", "percent") != "percent" or tax.get("compound"):
            raise NotExpressibleError("the edits workbook knows percentages on one base")
        if tax["included"] != self.order["prices_include_tax"] and item not in ("shipping", "surcharge"):
            raise NotExpressibleError("the edits workbook adds taxes as the order's prices have them")
        self._ask("tax", "add", tax["name"], item, rate=f"{tax['rate']}%")

    def _add_discount(self, discount: Case, item: str, quantity: str = "1") -> None:
        if {"basis", "max"} & set(discount):
            raise NotExpressibleError("the edits workbook adds plain discounts")
        item = {"items_and_shipping": "everything", "shipping": "shipping"}.get(
            discount.get("scope", ""), item
        )
        value = Decimal(discount["value"])
        if discount.get("per") == "unit" and discount["kind"] == "fixed":
            value *= Decimal(quantity)
        is_percent = discount["kind"] == "percent"
        cells = {
            "kind": "percent" if is_percent else "amount",
            "value": f"{value}{'%' if is_percent else ''}",
        }
        self._ask("discount", "add", f"added {len(self.batches)}", item, **cells)

    def _add_order_discount(self, operation: Case) -> None:
        self._add_to_order(operation["discount"])

    def _add_to_order(self, discount: Case) -> None:
        skus = discount.get("skus") or [""]
        if len(skus) > 1:
            raise NotExpressibleError("the edits workbook adds a discount to one item or to the order")
        self._add_discount({name: value for name, value in discount.items() if name != "skus"}, skus[0])

    def _set_order_discounts(self, operation: Case) -> None:
        wanted = operation["order_discounts"]
        kept = self._remove_others(self.order.get("order_discounts", []), wanted, "order", "")
        for discount in wanted[kept:]:
            self._add_to_order(discount)

    def _set_line_discounts(self, operation: Case) -> None:
        sku, wanted = operation["sku"], operation["discounts"]
        line = self._line(sku)
        kept = self._remove_others(line.get("discounts", []), wanted, sku, sku)
        for discount in wanted[kept:]:
            self._add_discount(discount, sku, line["quantity"])

    def _remove_others(self, present: list[Case], wanted: list[Case], owner: str, item: str) -> int:
        """Remove what is not wanted; how many of the wanted ones are there already, from the first on."""
        kept = 0
        for place, discount in reversed(list(enumerate(present))):
            if not any(_is_same(discount, other) for other in wanted):
                self._ask("discount", "remove", discount.get("tag", f"{owner}/{place}"), item)
        for discount in present:
            kept += kept < len(wanted) and _is_same(discount, wanted[kept])
        return kept

    def _set_shipping(self, operation: Case) -> None:
        if len(operation["shipping"]) > 1 or len(self.order.get("shipping", [])) > 1:
            raise NotExpressibleError("the edits workbook knows one shipping fee")
        nothing = {"amount": "0", "taxes": [], "discounts": []}
        old = (self.order.get("shipping") or [nothing])[0]
        new = (operation["shipping"] or [nothing])[0]
        fee = Fraction(new["amount"])
        if old["discounts"] != new["discounts"]:
            for place in range(len(old["discounts"])):
                self._ask("discount", "remove", f"shipping/{place}", "")
            for discount in new["discounts"]:
                fee -= _taken(discount, fee)
        if Fraction(old["amount"]) != fee:
            self._ask("order", "change", shipping_fee=str(Decimal(fee.numerator) / Decimal(fee.denominator)))
        names = [tax["name"] for tax in old["taxes"]]
        for tax in new["taxes"]:
            if tax["name"] not in names:
                self._add_tax(tax, "shipping")

    def _add_surcharge(self, operation: Case) -> None:
        surcharge = operation["surcharge"]
        if surcharge["kind"] != "fixed" or self.order.get("surcharges"):
            raise NotExpressibleError("the edits workbook knows one surcharge, an amount")
        self._ask("order", "change", surcharge=surcharge["value"])
        for tax in surcharge.get("taxes", []):
            self._add_tax(tax, "surcharge")

    def _set_taxes(self, operation: Case) -> None:
        skus = [operation["sku"]] if operation.get("sku") else [line["sku"] for line in self.order["lines"]]
        for sku in skus:
            present = self._line(sku).get("taxes", [])
            for tax in present:
                if tax not in operation["taxes"]:
                    self._ask("tax", "remove", tax["name"], sku)
            for tax in operation["taxes"]:
                if tax not in present:
                    self._add_tax(tax, sku)


def _tax_word(tax: Case) -> str:
    return f"{tax['name']} {tax['rate']}%"


def _is_same(one: Case, other: Case) -> bool:
    names = ("kind", "value", "base", "per", "skus")
    return all(one.get(name) == other.get(name) for name in names)


def _taken(discount: Case, amount: Fraction) -> Fraction:
    value = Fraction(discount["value"])
    return amount * value / 100 if discount["kind"] == "percent" else min(value, amount)


@dataclass
class Edited:
    """Edited orders: what the engine says before and after, and what `correct` reports."""

    before: Result
    after: Result
    differences: dict[str, int]
    problems: dict[str, list[str]]


def edit_all(cases: list[Case]) -> tuple[Edited, dict[str, str], dict[str, int]]:
    """The edits of every case that can be written down; the others with the reason; decimals by case."""
    builder, scripts, refused, decimals = Builder(), {}, {}, {}
    for case in cases:
        name, settings = case["id"], case.get("settings") or settings_of(case)
        expected = [case.get("expected_before") or {}, case.get("expected_after") or {}]
        try:
            script = Script(name, case["order"]).write(case["edits"])
            decimals[name] = decimals_of(case["order"], expected, settings)
            builder.add(name, case["order"], settings, decimals[name])
            scripts[name] = script
        except NotExpressibleError as error:
            refused[name] = str(error)
    return _carry_out(builder, scripts), refused, decimals


def _carry_out(builder: Builder, scripts: dict[str, Script]) -> Edited:
    """Batch j of every order at once; each batch works on the orders as the one before left them."""
    calculate = calculator(builder.conventions)
    tables = builder.tables()
    before = Result(tables, calculate(tables))
    tables = with_stored_amounts(tables, before.totals)
    policy = Policy(conventions=_by_platform(builder.conventions))
    differences: dict[str, int] = dict.fromkeys(scripts, 0)
    problems: dict[str, list[str]] = {name: [] for name in scripts}
    for number in range(max(len(script.batches) for script in scripts.values())):
        rows = [
            row for script in scripts.values() for row in script.batches[number : number + 1] for row in row
        ]
        outcome = correct(tables, edits(*rows), policy)
        for row in outcome.reconciliation.to_dict("records"):
            differences[row["order_id"]] += row["difference_minor"]
        for row in outcome.row_results.to_dict("records"):
            if row["result"] not in ("applied", "nothing_to_do"):
                problems[row["order_id"]].append(f"{row['result']}: {row['comment']}")
        tables = _merge(tables, outcome.after)
    return Edited(before, Result(tables, calculate(tables)), differences, problems)


def _by_platform(conventions: dict[tuple[str, str], Convention]) -> dict[str, Convention]:
    return {platform: convention for (platform, _), convention in conventions.items()}


def _merge(tables: Tables, changed: Tables) -> Tables:
    """The tables with the changed orders in the place of the old ones; keys of added rows made small again."""
    keys = changed.orders["order_key"]
    parts = {}
    for name in TABLE_NAMES:
        rows = getattr(tables, name)
        parts[name] = pd.concat(
            [rows.loc[~rows["order_key"].isin(keys)], getattr(changed, name)], ignore_index=True
        )
    return _renumber(Tables(**parts, fields=tables.fields))


_OWN_KEYS = {"lines": "line_key", "charges": "charge_key", "discounts": "discount_key", "taxes": "tax_key"}


def _renumber(tables: Tables) -> Tables:
    """Fresh keys below those that edits hand out, so that the next batch can hand them out again."""
    maps = {
        key: {old: new for new, old in enumerate(getattr(tables, name)[key], 1)}
        for name, key in _OWN_KEYS.items()
    }
    maps["parent_key"] = maps["discount_key"]
    parts = {"orders": tables.orders}
    for name in _OWN_KEYS:
        rows = getattr(tables, name)
        keys = [key for key in maps if key in rows]
        parts[name] = rows.assign(
            **{key: rows[key].map({-1: -1, **maps[key]}).astype("int64") for key in keys}
        )
    return Tables(**parts, fields=tables.fields)
