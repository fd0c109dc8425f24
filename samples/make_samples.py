"""Writes the sample orders and the sample edits: `make samples`, the same bytes each time.

About two hundred orders of an invented shop in the form of four exports, an
edits workbook with every kind of edit, and the same as CSV.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from random import Random

from choose_orders import Shop
from invented_shop import ARTICLES, PROMOTIONS, Line, Order, add_up, half_up, invent_orders
from write_ecwid import write_ecwid_csv, write_ecwid_json
from write_edits import write_edits_csv, write_edits_workbook
from write_shopify import write_shopify_csv
from write_tables import write_line_table, write_order_table

SEED = 2026
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


def main(folder: Path) -> None:
    """Write every sample into the folder."""
    shop = invent_shop()
    texts = {
        "ecwid-orders.json": write_ecwid_json(shop.ecwid_json, shop.stored),
        "ecwid-orders.csv": write_ecwid_csv(shop.ecwid_csv, shop.stored),
        "shopify-orders.csv": write_shopify_csv(shop.shopify, shop.stored),
    }
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    write_edits_workbook(shop, folder / "edits.xlsx")
    texts["edits.csv"] = write_edits_csv(shop)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    for name, text in (("orders", write_order_table(shop.tables)), ("lines", write_line_table(shop.tables))):
        (folder / "tables" / f"{name}.csv").write_bytes(text.encode("cp1252"))


def invent_shop() -> Shop:
    """All the orders of the samples, and the stored totals of those that do not add up."""
    random = Random(SEED)
    codes = [_invent_code(random) for _ in range(60)]
    ecwid_json = _with_rarities(invent_orders(random, codes, is_one_rate=False))
    numbers = ["00123", *(f"MC-{number}" for number in range(1001, 1060))]
    ecwid_csv = invent_orders(random, numbers, is_one_rate=False)
    ecwid_csv[0] = replace(
        ecwid_csv[0], state="partially_refunded", refunded=ecwid_csv[0].lines[0].article.price
    )
    shopify = invent_orders(random, [f"#{number}" for number in range(3001, 3051)], is_one_rate=True)
    shopify[9] = replace(shopify[9], coupon=None, line_discounts={0: 200})
    tables = invent_orders(random, [f"B{number}" for number in range(40101, 40131)], is_one_rate=True)
    tables = [
        replace(order, coupon=None) if at % 4 else _with_cheaper_lines(order)
        for at, order in enumerate(tables)
    ]
    stored = {
        ecwid_json[40].number: add_up(ecwid_json[40]).total + 700,
        shopify[20].number: add_up(shopify[20]).total + 2,
    }
    return Shop(ecwid_json, ecwid_csv, shopify, tables, stored)


def _invent_code(random: Random) -> str:
    """Five characters as Ecwid shows them, a letter first."""
    return random.choice(LETTERS) + "".join(random.choice(LETTERS + "23456789") for _ in range(4))


def _with_cheaper_lines(order: Order) -> Order:
    """Ten percent off the first item, and no coupon."""
    first = order.lines[0]
    return replace(order, coupon=None, line_discounts={0: half_up(first.amount, 10)})


def _with_rarities(orders: list[Order]) -> list[Order]:
    """Promotions, a fee, a tip, a gift card and a SKU that stands twice."""
    cup = next(article for article in ARTICLES if article.sku == "CE-TAS-01")
    orders = [
        replace(order, promotion=PROMOTIONS[at % 2]) if at % 8 == 5 else order
        for at, order in enumerate(orders)
    ]
    orders[3] = replace(orders[3], handling=("Emballage cadeau", 450), state="paid", refunded=0)
    orders[11] = replace(orders[11], tip=500, state="paid", refunded=0)
    orders[18] = replace(
        orders[18], lines=(Line(cup, 2, "bleu"), Line(cup, 1, "sable")), state="paid", refunded=0
    )
    orders[26] = replace(orders[26], gift_card=1000, state="paid", refunded=0)
    return orders


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
