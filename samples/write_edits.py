"""The requested edits as a workbook of five sheets, and some more as CSV in the long form."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from choose_orders import Shop, is_plain, sku_of
from edit_rows import Row, customer_rows, discount_rows, item_rows, order_rows, several, tax_rows
from pipeline.steady_zip import save_workbook
from spelling import csv_text

EDIT_COLUMNS = ["order", "action", "target", "field", "old", "value", "reason", "request"]


def write_edits_workbook(shop: Shop, destination: Path) -> None:
    """Five sheets with bold headers; order numbers are text."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    sheets = {
        "Articles": ("commande", item_rows(shop)),
        "Client": ("commande", customer_rows(shop)),
        "Discounts": ("order", discount_rows(shop)),
        "Order": ("order", order_rows(shop)),
        "Taxes": ("commande", tax_rows(shop)),
    }
    for title, (order_column, rows) in sheets.items():
        _write_sheet(workbook, title, order_column, rows)
    save_workbook(workbook, destination)


def _write_sheet(workbook: Workbook, title: str, order_column: str, rows: list[Row]) -> None:
    sheet = workbook.create_sheet(title)
    names = list(dict.fromkeys(name for row in rows for name in row))
    last = [name for name in ("motif", "demande", "reason", "request") if name in names]
    names = [*(name for name in names if name not in last), *last]
    sheet.append(names)
    for row in rows:
        sheet.append([row.get(name) for name in names])
    for column, name in enumerate(names, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        wide = max(len(str(row.get(name, ""))) for row in [{name: name}, *rows])
        sheet.column_dimensions[get_column_letter(column)].width = min(wide + 2, 48)
        if name in (order_column, "sku", "référence", "article", "item", "NPA livraison"):
            for cells in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
                cells[0].number_format = "@"
    sheet.freeze_panes = "B2"


def write_edits_csv(shop: Shop) -> str:
    """A few edits more in the long form: one row an edit, items named by `item:` and their SKU."""
    counted, called, opened = several(shop, shop.shopify, 3)
    free, added = several(shop, shop.ecwid_csv, 2)
    priced = shop.take(shop.tables, is_plain)
    gesture = shop.take(shop.ecwid_json, is_plain)
    pieces = str(counted.lines[0].quantity)
    phone = called.billing.phone
    new_item = "sku=BI-CIT-180; name=Sablés au citron, 180 g; price=8.20; quantity=1; tax=TVA 2.6%"
    rows = [
        [counted.number, "change", f"item:{sku_of(counted)}", "quantity", pieces, "5", "par téléphone"],
        [called.number, "change", "customer", "phone", phone, "+41 79 555 04 56", "nouveau numéro"],
        [opened.number, "remove", f"item:{sku_of(opened, 1)}", "", "", "", "sachet ouvert"],
        [free.number, "change", "order", "shipping_fee", "", "0", "livré en retard"],
        [added.number, "add", "item", "", "", new_item, "oublié"],
        [priced.number, "change", f"item:{sku_of(priced)}", "price", "", "9.90", "prix de liste"],
        [gesture.number, "add", "discount:Geste commercial", "amount", "", "5.00", "retard"],
    ]
    numbered = [[*row, f"D-{601 + at}"] for at, row in enumerate(rows)]
    return csv_text([EDIT_COLUMNS, *numbered], ",", "\n")
