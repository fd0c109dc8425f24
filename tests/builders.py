"""Small orders and edits for tests, spelled as a clerk would: "48.00", "8.1%"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from pipeline.totals import calculate
from schemas import columns
from schemas.convention import Convention
from schemas.edits import EDIT_CELLS, EDIT_ROWS, Edits
from schemas.orders import CUSTOMER_FIELDS, FIELD_NAMES, SCHEMAS, Tables

FILE = "orders.json"


def minor(text: str, decimals: int = 2) -> int:
    """Minor units of an amount as written."""
    return int(Decimal(text).scaleb(decimals).to_integral_exact())


def ppb(text: str) -> int:
    """Parts per billion of a percentage."""
    return int((Decimal(text.removesuffix("%")) * 10_000_000).to_integral_exact())


def line(sku: str, price: str, quantity: str = "1", tax: str = "", **more: Any) -> dict[str, Any]:
    """A line; `tax` is the rate of its one tax, `discount` a fixed or percent line discount."""
    return {"sku": sku, "price": price, "quantity": quantity, "tax": tax, **more}


class Orders:
    """Builds `Tables` order by order; keys count up."""

    def __init__(self, *, currency: str = "CHF", decimals: int = 2) -> None:
        self.currency, self.decimals = currency, decimals
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        self.keys = 0
        self.rows["fields"] = [{"file": FILE, "field": field} for field in FIELD_NAMES]

    def key(self) -> int:
        """A fresh key."""
        self.keys += 1
        return self.keys

    def add(
        self,
        order_id: str,
        *lines: dict[str, Any],
        total: str | None = None,
        included: bool = False,
        discounts: list[dict[str, Any]] | None = None,
        shipping: str = "",
        shipping_tax: str = "",
        order_taxes: list[tuple[str, str]] | None = None,
        state: str = "paid",
        paid: str | None = None,
        refunded: str = "0",
        stored: dict[str, str] | None = None,
        **fields: Any,
    ) -> Orders:
        """An order; without `total` nothing is stored and the calculated figures count."""
        order_key = self.key()
        stored_minor = {name: minor(value, self.decimals) for name, value in (stored or {}).items()}
        if total is not None:
            stored_minor["total"] = minor(total, self.decimals)
        self.rows["orders"].append(
            {
                "order_key": order_key,
                "order_id": order_id,
                "alternative_id": "",
                "platform": "test",
                "file": FILE,
                "record": order_key,
                "encoding": "utf-8",
                "currency": self.currency,
                "decimals": self.decimals,
                "tax_mode": "included" if included else "on_top",
                "created_at": "",
                "ordered_at": "",
                "status": state,
                "payment_state": state,
                "payment_reference": "",
                **{
                    f"{name}_minor": stored_minor.get(name, 0)
                    for name in ("items", "discount", "shipping", "fees", "tax", "total")
                },
                **{
                    f"has_{name}": name in stored_minor
                    for name in ("items", "discount", "shipping", "fees", "tax", "total")
                },
                "paid_minor": minor(paid if paid is not None else (total or "0"), self.decimals),
                "refunded_minor": minor(refunded, self.decimals),
                "is_paid_known": True,
                "is_tax_exempt": False,
                "is_reverse_charge": False,
                **dict.fromkeys(CUSTOMER_FIELDS, ""),
                "payment_method": "TWINT",
                "shipping_method": "PostPac Economy",
                "comments": "",
                **fields,
            }
        )
        keys = {}
        for number, one in enumerate(lines, 1):
            keys[number] = self._add_line(order_key, number, one)
        if shipping:
            self._add_charge(order_key, "shipping", shipping)
        if shipping_tax:
            self._add_tax(order_key, "charges", -1, shipping_tax)
        for name, rate in order_taxes or []:
            self._add_tax(order_key, "order", -1, rate, name)
        for discount in discounts or []:
            self._add_discount(order_key, -1, **discount)
        return self

    def _add_line(self, order_key: int, number: int, one: dict[str, Any]) -> int:
        key = self.key()
        self.rows["lines"].append(
            {
                "order_key": order_key,
                "line_key": key,
                "line_number": number,
                "line_id": one.get("line_id", ""),
                "sku": one["sku"],
                "name": one.get("name", one["sku"]),
                "unit_price_sub": minor(one["price"], self.decimals + 4),
                "quantity_milli": minor(one["quantity"], 3),
                "tax_minor": 0,
                "has_tax": False,
                "is_taxable": one.get("taxable", True),
                "is_gift_card": one.get("gift_card", False),
            }
        )
        if one["tax"]:
            self._add_tax(order_key, "line", key, one["tax"])
        if one.get("discount"):
            self._add_discount(order_key, key, value=one["discount"], name="line", stage=0)
        return key

    def _add_charge(self, order_key: int, kind: str, amount: str) -> None:
        self.rows["charges"].append(
            {
                "order_key": order_key,
                "charge_key": self.key(),
                "kind": kind,
                "name": "",
                "rate_ppb": 0,
                "amount_minor": minor(amount, self.decimals),
                "is_taxed": True,
            }
        )

    def _add_tax(self, order_key: int, scope: str, line_key: int, rate: str, name: str = "TVA") -> None:
        self.rows["taxes"].append(
            {
                "order_key": order_key,
                "tax_key": self.key(),
                "scope": scope,
                "line_key": line_key,
                "name": name,
                "rate_ppb": ppb(rate),
                "is_rate_known": True,
                "amount_minor": 0,
            }
        )

    def _add_discount(
        self, order_key: int, line_key: int, *, value: str, name: str = "Rabais", stage: int = 1
    ) -> None:
        is_percent = value.endswith("%")
        self.rows["discounts"].append(
            {
                "order_key": order_key,
                "discount_key": self.key(),
                "parent_key": -1,
                "line_key": line_key,
                "kind": "percent" if is_percent else "amount",
                "source": "promotion",
                "name": name,
                "stage": stage,
                "rate_ppb": ppb(value) if is_percent else 0,
                "value_minor": 0 if is_percent else minor(value, self.decimals),
                "amount_minor": 0,
            }
        )

    def tables(self) -> Tables:
        """The tables, with row amounts stored as they are calculated (no gaps inside)."""
        built = Tables(**{name: _frame(schema, self.rows[name]) for name, schema in SCHEMAS.items()})
        totals = calculate(built, Convention())
        return replace(
            built,
            lines=built.lines.assign(tax_minor=totals.lines["tax_minor"]),
            discounts=built.discounts.assign(amount_minor=totals.discounts["amount_minor"]),
            taxes=built.taxes.assign(amount_minor=totals.taxes["amount_minor"]),
        )


def _frame(schema: Any, records: list[dict[str, Any]]) -> pd.DataFrame:
    if not records:
        return columns.empty(schema)
    return columns.frame(schema, {name: [row[name] for row in records] for name in records[0]})


def edit(
    order: str, target: str, action: str = "change", ref: str = "", item: str = "", **cells: str
) -> dict[str, Any]:
    """One edit row; cells by field name, `old_<field>` for the value seen."""
    return {"order": order, "target": target, "action": action, "ref": ref, "item": item, "cells": cells}


def edits(*rows: dict[str, Any]) -> Edits:
    """The rows as `Edits`, row numbers from 2."""
    row_records, cell_records = [], []
    for number, row in enumerate(rows):
        cells = row["cells"]
        row_records.append(
            {
                "row_key": number,
                "file": "edits.xlsx",
                "sheet": row["target"],
                "row": number + 2,
                "order_ref": row["order"],
                "order_ref_damaged": cells.get("damaged", "") == "yes",
                "order_cell": f"A{number + 2}",
                "find": cells.get("find", ""),
                "target": row["target"],
                "action": row["action"],
                "ref": row["ref"],
                "ref_cell": "",
                "item_ref": row["item"],
                "reason": cells.get("reason", ""),
                "request": cells.get("request", ""),
            }
        )
        for field, value in cells.items():
            if field.startswith("old_") or field in ("find", "damaged", "reason", "request"):
                continue
            cell_records.append(
                {
                    "row_key": number,
                    "field": field,
                    "value": value,
                    "is_number": False,
                    "has_old": f"old_{field}" in cells,
                    "old": cells.get(f"old_{field}", ""),
                    "is_old_number": False,
                    "column": field,
                    "cell": f"D{number + 2}",
                }
            )
    return Edits(_frame(EDIT_ROWS, row_records), _frame(EDIT_CELLS, cell_records))
