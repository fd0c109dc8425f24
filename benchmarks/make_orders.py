"""Writes a large invented Shopify export and an edits workbook for it: `make_orders.py FOLDER LINES EDITS`.

Seeded: the same arguments give the same orders. VAT of 8.1 % lies inside the
prices and is rounded half up on each line; every order adds up.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

import openpyxl

HEADER = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing Company",
    "Billing City",
    "Billing Zip",
    "Billing Province",
    "Billing Country",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Company",
    "Shipping City",
    "Shipping Zip",
    "Shipping Province",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    "Source",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Tax 3 Name",
    "Tax 3 Value",
    "Tax 4 Name",
    "Tax 4 Value",
    "Tax 5 Name",
    "Tax 5 Value",
    "Phone",
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
]
LINES_PER_ORDER = 3
TOWNS = ("Genève", "Lausanne", "Vevey", "Fribourg", "Neuchâtel", "Sion")


def money(minor: int) -> str:
    """Minor units as decimal text."""
    return f"{minor // 100}.{minor % 100:02d}"


def tax_inside(minor: int) -> int:
    """8.1 % held in an amount, half up."""
    return (2 * minor * 81 + 1081) // (2 * 1081)


def order_rows(number: int, chance: random.Random) -> list[dict[str, str]]:
    """The rows of one order, order values on the first."""
    items = [(chance.randrange(100, 9000), chance.randrange(1, 5)) for _ in range(LINES_PER_ORDER)]
    subtotal = sum(price * quantity for price, quantity in items)
    taxes = sum(tax_inside(price * quantity) for price, quantity in items) + tax_inside(900)
    town = chance.choice(TOWNS)
    first = {
        "Email": f"client{number}@example.ch", "Financial Status": "paid", "Currency": "CHF",
        "Subtotal": money(subtotal), "Shipping": "9.00", "Taxes": money(taxes),
        "Total": money(subtotal + 900), "Discount Amount": "0.00", "Shipping Method": "PostPac Economy",
        "Billing Name": f"Cliente {number}", "Billing City": town, "Shipping City": town,
        "Notes": "Merci de\nsonner deux fois" if number % 5 < 3 else "", "Payment Method": "TWINT",  # noqa: PLR2004
        "Refunded Amount": "0.00", "Outstanding Balance": "0.00",
        "Tax 1 Name": "CH TVA 8.1%", "Tax 1 Value": money(taxes),
    }  # fmt: skip
    rows = []
    for place, (price, quantity) in enumerate(items):
        row = dict(first) if place == 0 else {"Email": first["Email"]}
        row |= {
            "Name": f"#{number}", "Lineitem quantity": str(quantity), "Lineitem price": money(price),
            "Lineitem name": f"Article {price}", "Lineitem sku": f"A-{price:05d}-{place}",
            "Lineitem taxable": "true", "Lineitem requires shipping": "true", "Lineitem discount": "0.00",
        }  # fmt: skip
        rows.append(row)
    return rows


def main(folder: Path, lines: int, edits: int) -> None:
    """Write orders.csv and edits.xlsx into the folder."""
    chance = random.Random(2026)
    folder.mkdir(parents=True, exist_ok=True)
    orders = lines // LINES_PER_ORDER
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="", lineterminator="\n")
        writer.writeheader()
        for number in range(1, orders + 1):
            writer.writerows(order_rows(number, chance))
    workbook = openpyxl.Workbook(write_only=True)
    items = workbook.create_sheet("Items")
    items.append(["order", "action", "item", "quantity", "reason", "request"])
    customer = workbook.create_sheet("Customer")
    customer.append(["order", "shipping city", "reason", "request"])
    for count in range(edits):
        number = chance.randrange(1, orders + 1)
        if count % 5:
            place = f"#{1 + count % LINES_PER_ORDER}"
            row = [f"#{number}", "change", place, chance.randrange(1, 9), "téléphone", f"R{count}"]
            items.append(row)
        else:
            customer.append([f"#{number}", chance.choice(TOWNS), "déménagement", f"R{count}"])
    workbook.save(folder / "edits.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
