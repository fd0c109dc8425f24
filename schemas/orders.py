"""The five normalised tables of an export, and what the export can hold.

`Tables` is the model the whole program works on; formats turn an export into
it and back. Keys (`order_key`, `line_key`, …) are unique over a whole run.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from schemas import columns as c

TAX_MODES = ("included", "on_top", "unknown")
PAYMENT_STATES = (
    "paid",
    "unpaid",
    "partially_paid",
    "partially_refunded",
    "refunded",
    "cancelled",
    "unknown",
)
CHARGE_KINDS = ("shipping", "handling", "surcharge", "tip")
DISCOUNT_KINDS = ("amount", "percent")
TAX_SCOPES = ("line", "charge", "charges", "order")
TAX_KINDS = ("percent", "division", "per_unit")
TAX_PLACES = ("order", "inside", "on_top")
DISCOUNT_REACHES = ("items", "items_and_shipping", "shipping")
ADDRESS_PARTS = (
    "name",
    "company",
    "street_1",
    "street_2",
    "city",
    "region",
    "postal_code",
    "country",
    "phone",
)
ADDRESS_FIELDS = tuple(f"{who}_{part}" for who in ("ship", "bill") for part in ADDRESS_PARTS)
CUSTOMER_FIELDS = ("name", "email", "phone", *ADDRESS_FIELDS)
"""`name` is a column of its own only where the export states the customer's
name apart from the addresses; else it holds the billing (or shipping) name."""
COMPONENTS = ("items", "discount", "shipping", "fees", "tax", "total")

FIELD_NAMES = (
    # what an export may be able to hold: the vocabulary of `Tables.fields`
    *(f"customer.{field}" for field in CUSTOMER_FIELDS),
    "order.payment_method",
    "order.shipping_method",
    "order.tax_exempt",
    "charge.shipping",
    "charge.handling",
    "charge.surcharge",
    "charge.tip",
    "line.add",
    "line.remove",
    "line.sku",
    "line.name",
    "line.price",
    "line.quantity",
    "discount.order",  # an order discount can be added, changed, removed
    "discount.line",  # a discount of one line can be
    "discount.charge",  # one of a fee, or of items and shipping, can be
    "discount.name",  # a discount's name is stored
    "tax.add",  # a tax of another name can be stored
    "tax.remove",
    "tax.rate",  # a tax's rate can change
    "tax.name",
    "tax.amount",
    "tax.line",  # taxes are stored line by line
    "tax.charge",  # a tax of one fee alone can be stored
)

ORDERS = c.table(
    "orders",
    {
        "order_key": c.key(unique=True),
        "order_id": c.text(pattern=r"(?s)\A.+\Z"),
        "alternative_id": c.text(),  # another number the clerk may know, "" if none
        "platform": c.text(),
        "file": c.text(),  # the export's file name
        "record": c.whole(1, 10**12),  # where it starts: Excel's row, or the n-th order of a JSON file
        "encoding": c.text(),  # Python's name of the text encoding the export is written in
        "currency": c.text(pattern=r"\A[A-Z]{3}\Z"),
        "decimals": c.whole(0, 4),
        "tax_mode": c.text(one_of=TAX_MODES),  # as the export states it
        "created_at": c.text(),  # when it was placed, as spelled in the export
        "ordered_at": c.with_default(c.text(), ""),  # the same in ISO 8601, "" if unknown
        "status": c.text(),  # the payment status as spelled in the export
        "payment_state": c.text(one_of=PAYMENT_STATES),
        "payment_reference": c.text(),
        # the stored components; 0 where the export does not state one (has_* False)
        "items_minor": c.amount(),  # Σ unit price × quantity, before discounts
        "discount_minor": c.amount(),  # all discounts together, positive
        "shipping_minor": c.amount(),
        "fees_minor": c.amount(),  # handling, surcharges and tips together
        "tax_minor": c.amount(),
        "total_minor": c.amount(),  # before gift cards are redeemed
        "has_items": c.flag(),
        "has_discount": c.flag(),
        "has_shipping": c.flag(),
        "has_fees": c.flag(),
        "has_tax": c.flag(),
        "has_total": c.flag(),
        # payments
        "paid_minor": c.amount(),  # gift cards redeemed included
        "refunded_minor": c.amount(),
        "is_paid_known": c.flag(),
        "is_tax_exempt": c.flag(),
        "is_reverse_charge": c.flag(),
        # the customer and the order's names
        **{field: c.text() for field in CUSTOMER_FIELDS},
        "payment_method": c.text(),
        "shipping_method": c.text(),
        "comments": c.text(),
        # what only some systems know
        "locale": c.with_default(c.text(), ""),  # the language the customer ordered in, such as fr or fr-CH
    },
)

LINES = c.table(
    "lines",
    {
        "order_key": c.key(),
        "line_key": c.key(unique=True),
        "line_number": c.whole(1, 10**9),  # 1…n in the order, as in the export
        "line_id": c.text(),  # the platform's own id, "" if none
        "sku": c.text(),
        "name": c.text(),
        "unit_price_sub": c.whole(-c.MAX_PRICE_SUB, c.MAX_PRICE_SUB),
        "quantity_milli": c.whole(-c.MAX_QUANTITY_MILLI, c.MAX_QUANTITY_MILLI),
        "tax_minor": c.amount(),  # stored tax of the line (without the tax of shipping), 0 if not stated
        "has_tax": c.flag(),
        "is_taxable": c.flag(),
        "is_gift_card": c.flag(),
        # what only some systems know
        "unit_price_part": c.with_default(c.whole(0, 10**12 - 1), 0),  # further decimals: 10^-12 of a sub
    },
)

CHARGES = c.table(
    "charges",
    {
        "order_key": c.key(),
        "charge_key": c.key(unique=True),
        "kind": c.text(one_of=CHARGE_KINDS),
        "name": c.text(),
        "rate_ppb": c.rate(),  # > 0: a percentage of the discounted items; 0: a fixed amount
        "amount_minor": c.amount(),  # as stored
        "is_taxed": c.flag(),  # belongs to the base of taxes with scope "charges" and "order"
    },
)

DISCOUNTS = c.table(
    "discounts",
    {
        "order_key": c.key(),
        "discount_key": c.key(unique=True),
        "parent_key": c.key(),  # >= 0: a stored share of that order discount
        "line_key": c.key(),  # -1: a discount of the whole order
        "kind": c.text(one_of=DISCOUNT_KINDS),
        "source": c.text(),  # coupon, promotion, line, custom, …: the format's own word
        "name": c.text(),
        "stage": c.whole(0, 99),  # each stage takes its base from what the earlier ones left
        "rate_ppb": c.rate(),  # of a percent discount, else 0
        "value_minor": c.amount(),  # of a fixed discount, else 0; positive
        "amount_minor": c.amount(),  # what was taken off, as stored; positive
        # what only some systems know
        "charge_key": c.with_default(c.key(), -1),  # of a discount of one charge
        "reach": c.with_default(c.text(one_of=DISCOUNT_REACHES), "items"),  # of one of the whole order
        "is_per_unit": c.with_default(c.flag(), value=False),  # reckoned (and rounded) for one unit
        "is_of_original": c.with_default(c.flag(), value=False),  # a percentage of the undiscounted amount
        "is_of_gross": c.with_default(c.flag(), value=False),  # reckoned with the taxes on top of the prices
        "cap_minor": c.with_default(c.amount(), c.MAX_AMOUNT_MINOR),  # a percentage takes no more
    },
)

TAXES = c.table(
    "taxes",
    {
        "order_key": c.key(),
        "tax_key": c.key(unique=True),
        "scope": c.text(one_of=TAX_SCOPES),
        "line_key": c.key(),  # of a tax with scope "line", else -1
        "name": c.text(),
        "rate_ppb": c.rate(),
        "is_rate_known": c.flag(),  # False: stored amount without a rate that explains it
        "amount_minor": c.amount(),  # as stored; of scope "line" without the tax of shipping
        # what only some systems know
        "charge_key": c.with_default(c.key(), -1),  # of a tax with scope "charge"
        "kind": c.with_default(c.text(one_of=TAX_KINDS), "percent"),  # "division": of the amount with tax
        "place": c.with_default(c.text(one_of=TAX_PLACES), "order"),  # "order": as the order's tax mode
        "per_unit_sub": c.with_default(c.whole(-c.MAX_PRICE_SUB, c.MAX_PRICE_SUB), 0),  # of one unit
        "is_compound": c.with_default(c.flag(), value=False),  # its base holds the taxes before it
        "is_in_next_base": c.with_default(c.flag(), value=True),  # and it belongs to such bases
        "is_home": c.with_default(
            c.flag(), value=False
        ),  # held in the entered price, not owed by this customer
    },
)

FIELDS = c.table(
    "fields",
    {
        "file": c.text(),
        "field": c.text(one_of=FIELD_NAMES),
    },
)


@dataclass(frozen=True)
class Tables:
    """The orders of one or more exports.

    `fields` names, file by file, what the export has a place for; an edit of
    anything else cannot be written back and is rejected.
    """

    orders: pd.DataFrame
    lines: pd.DataFrame
    charges: pd.DataFrame
    discounts: pd.DataFrame
    taxes: pd.DataFrame
    fields: pd.DataFrame

    @staticmethod
    def empty() -> Tables:
        """No orders at all: the neutral element of `concat`."""
        return Tables(*(c.empty(schema) for schema in SCHEMAS.values()))

    @staticmethod
    def concat(parts: list[Tables]) -> Tables:
        """The orders of all the parts, in their order, keys untouched."""
        if not parts:
            return Tables.empty()
        return Tables(
            *(pd.concat([getattr(part, name) for part in parts], ignore_index=True) for name in SCHEMAS)
        )

    def positions(self, rows: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
        """For each row (of any table with an order_key) where its order stands in `orders`; -1 nowhere."""
        return np.asarray(self._order_index.get_indexer(pd.Index(rows["order_key"])), dtype=np.int64)

    @cached_property
    def _order_index(self) -> pd.Index[int]:
        """The orders' keys, which one calculation looks up many times."""
        index: pd.Index[int] = pd.Index(self.orders["order_key"])
        return index

    @property
    def is_exempt(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each order whether it owes no tax: exempt or reverse-charged."""
        exempt = self.orders["is_tax_exempt"] | self.orders["is_reverse_charge"]
        return exempt.to_numpy(dtype=bool)

    @property
    def is_tax_inside(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each tax row whether the prices hold it; an order of unknown tax mode counts as on top."""
        mode = self.orders["tax_mode"].to_numpy()[self.positions(self.taxes)]
        place = self.taxes["place"].to_numpy()
        return np.asarray((place == "inside") | ((place == "order") & (mode == "included")), dtype=bool)

    def only(self, order_keys: pd.Series | pd.Index) -> Tables:
        """The part of the tables that belongs to these orders."""
        kept = {
            name: rows.loc[rows["order_key"].isin(order_keys)].reset_index(drop=True)
            for name in TABLE_NAMES
            for rows in [getattr(self, name)]
        }
        return Tables(**kept, fields=self.fields)


TABLE_NAMES = ("orders", "lines", "charges", "discounts", "taxes")
SCHEMAS = {
    "orders": ORDERS,
    "lines": LINES,
    "charges": CHARGES,
    "discounts": DISCOUNTS,
    "taxes": TAXES,
    "fields": FIELDS,
}
