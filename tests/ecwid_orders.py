"""Invented Ecwid orders of a Swiss shop, as JSON text, and ways to read and change them."""

from __future__ import annotations

import difflib
from pathlib import Path

import pandas as pd

from pipeline.formats.ecwid_json.format import FORMAT
from pipeline.formats.protocol import Export, ReadOptions
from schemas.orders import TABLE_NAMES, Tables

# 100.00 - 10.00 (coupon) + 9.00 + 8.03 tax (3.65 + 3.65 on the items, 0.73 on shipping) = 107.03
ORDER = """\
{
  "id": "K1001",
  "orderNumber": 516001,
  "subtotal": 100,
  "total": 107.03,
  "tax": 8.03,
  "usdTotal": 118.4000171,
  "email": "vreni.keller@example.ch",
  "paymentMethod": "TWINT",
  "paymentStatus": "PAID",
  "couponDiscount": 10,
  "discount": 0,
  "createDate": "2025-02-03 09:15:00 +0000",
  "pricesIncludeTax": false,
  "customerTaxExempt": false,
  "discountCoupon": {
    "code": "WINTER",
    "discountType": "ABS",
    "discount": 10
  },
  "items": [
    {
      "id": 71,
      "price": 25,
      "sku": "TASSE-01",
      "quantity": 2,
      "tax": 4.38,
      "shipping": 9,
      "name": "Tasse",
      "couponApplied": true,
      "couponAmount": 5,
      "taxes": [
        {
          "name": "MwSt.",
          "value": 8.1,
          "total": 4.38,
          "taxOnDiscountedSubtotal": 3.65,
          "taxOnShipping": 0.73
        }
      ],
      "discounts": []
    },
    {
      "id": 72,
      "price": 50,
      "sku": "KANNE-01",
      "quantity": 1,
      "tax": 3.65,
      "shipping": 0,
      "name": "Kanne",
      "couponApplied": true,
      "couponAmount": 5,
      "taxes": [
        {
          "name": "MwSt.",
          "value": 8.1,
          "total": 3.65,
          "taxOnDiscountedSubtotal": 3.65,
          "taxOnShipping": 0
        }
      ],
      "discounts": []
    }
  ],
  "billingPerson": {
    "name": "Vreni Keller",
    "street": "Seestrasse 5\\nHinterhaus",
    "city": "Zürich",
    "countryCode": "CH",
    "countryName": "Switzerland",
    "postalCode": "8002",
    "phone": "+41 44 000 00 01"
  },
  "shippingOption": {
    "shippingMethodName": "PostPac",
    "shippingRate": 9
  },
  "taxesOnShipping": [
    {
      "name": "MwSt.",
      "value": 8.1,
      "total": 0.73
    }
  ]
}
"""


def vary(*replaced: tuple[str, str], text: str = ORDER) -> str:
    """The order's text with each of these pieces, which must stand in it once, replaced."""
    for old, new in replaced:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def small_order(members: str, items: str = '{"price": 10, "quantity": 1, "sku": "A", "name": "A"}') -> str:
    """A short order with these members on one line."""
    return '{"id": "K1", "subtotal": 10, "total": 10, ' + f'{members} "items": [{items}]' + "}"


def read_text(folder: Path, text: str, *, currency: str = "CHF", encoding: str = "utf-8") -> Export:
    """The export of a file with this text."""
    path = folder / "orders.json"
    path.write_bytes(text.encode(encoding))
    return FORMAT.read([path], ReadOptions(currency=currency))


def written(export: Export, after: Tables) -> bytes:
    """The bytes written for these changed orders."""
    destination = export.files[0].with_name("updated.json")
    FORMAT.write(export, after, [destination])
    return destination.read_bytes()


def change(tables: Tables, table: str, row: int, **values: object) -> Tables:
    """The tables with these cells of one row changed."""
    rows = getattr(tables, table)
    cells = {
        name: rows[name].where(rows.index != row, value).astype(rows[name].dtype)
        for name, value in values.items()
    }
    return replace_tables(tables, {table: rows.assign(**cells)})


def replace_tables(tables: Tables, changed: dict[str, pd.DataFrame]) -> Tables:
    """The tables with some of them replaced."""
    return Tables(
        **{name: changed.get(name, getattr(tables, name)) for name in TABLE_NAMES}, fields=tables.fields
    )


def add_row(tables: Tables, table: str, like: int, **values: object) -> Tables:
    """The tables with a copy of a row added, these cells changed."""
    rows = getattr(tables, table)
    new = rows.iloc[[like]].assign(**values)
    return replace_tables(tables, {table: pd.concat([rows, new], ignore_index=True)})


def drop_rows(tables: Tables, table: str, *rows: int) -> Tables:
    """The tables without these rows."""
    return replace_tables(
        tables, {table: getattr(tables, table).drop(index=list(rows)).reset_index(drop=True)}
    )


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that differ, with - and + before them, without indentation and closing comma."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    kept = [line for line in lines if line[:3] not in ("---", "+++") and line[:2] != "@@"]
    return [line[0] + line[1:].strip().rstrip(",") for line in kept]
