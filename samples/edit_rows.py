"""The rows of the edits workbook: one of every kind, and some that must be refused or held.

The sheets speak French or English, as clerks do. Each row takes an order of
its own, so that a refused one takes no other along; 00123 alone stands twice.
"""

from __future__ import annotations

from choose_orders import (
    Shop,
    has_coupon,
    is_awaiting,
    is_ceramic,
    is_plain,
    is_single,
    sku_of,
)
from invented_shop import Order
from spelling import amount_text

Row = dict[str, str | int]


def item_rows(shop: Shop) -> list[Row]:
    """Items added, changed and removed in every format."""
    added, removed, renamed = (shop.take(shop.ecwid_json, is_ceramic), *several(shop, shop.ecwid_json, 2))
    repriced, counted = several(shop, shop.ecwid_csv, 2)
    more, swapped = several(shop, shop.shopify, 2)
    unpaid = shop.take(shop.ecwid_json, is_awaiting)
    table = shop.take(shop.tables, is_plain)
    new = {"nom": "Filtre à thé en inox", "prix": "7.95", "quantité": 1}
    rows: list[Row] = [
        _item(added, "ajouter", "", 1, **{"référence": "AC-FIL-01", **new, "taxe": "TVA 8.1%"}),
        _item(removed, "supprimer", sku_of(removed), 2),
        _item(
            renamed, "modifier", sku_of(renamed), 3,
            référence=sku_of(renamed) + "-B", nom=renamed.lines[0].article.name + " (deuxième choix)",
        ),
        _item(repriced, "modifier", sku_of(repriced), 4, **_price_cut(repriced)),
        _item(
            counted, "modifier", sku_of(counted), 5,
            **{"ancienne quantité": counted.lines[0].quantity, "quantité": counted.lines[0].quantity + 1},
        ),
        _item(more, "ajouter", "", 6, référence="BI-CIT-180", nom="Sablés au citron", prix="8,20", quantité=2),
        _item(swapped, "supprimer", "#2", 7),
        _item(unpaid, "modifier", "#1", 8, quantité=unpaid.lines[0].quantity + 1),
        _item(table, "modifier", sku_of(table), 9, quantité=table.lines[0].quantity + 2),
    ]  # fmt: skip
    return [*rows, *_repeated_item_rows(shop), *_refused_item_rows(shop)]


def several(shop: Shop, orders: list[Order], count: int) -> list[Order]:
    """That many plain orders nobody has taken yet."""
    return [shop.take(orders, is_plain) for _ in range(count)]


def _price_cut(order: Order) -> Row:
    price = order.lines[0].article.price
    return {"ancien prix": amount_text(price), "prix": amount_text(price - 100)}


def _repeated_item_rows(shop: Shop) -> list[Row]:
    """An order with the same SKU twice: the second one is named by its position."""
    repeated = shop.take(
        shop.ecwid_json,
        lambda order: len(order.lines) > len({sku_of(order, n) for n in range(len(order.lines))}),
    )
    return [_item(repeated, "modifier", "#2", 10, quantité=repeated.lines[1].quantity + 1)]


def _refused_item_rows(shop: Shop) -> list[Row]:
    """What cannot be done as written, and what a person must decide."""
    wrong_item, wrong_count, stale = several(shop, shop.ecwid_json, 3)
    last = shop.take(shop.ecwid_csv, is_single)
    ambiguous = shop.take(shop.shopify, is_plain)
    held, carried = shop.stored
    refunded = _with_leading_zeros(shop)
    return [
        _item("MC-9999", "modifier", "CE-TAS-01", 11, quantité=2),
        _item(wrong_item, "modifier", "TH-XXX-999", 12, quantité=2),
        _item(wrong_count, "modifier", sku_of(wrong_count), 13, quantité="deux"),
        _item(last, "supprimer", sku_of(last), 14),
        _item(ambiguous, "modifier", sku_of(ambiguous), 15, prix="1,234"),
        _item(stale, "modifier", sku_of(stale), 16, **{"ancien prix": "1.00", "prix": "2.00"}),
        _item(held, "modifier", "#1", 17, quantité=5),
        _item(refunded, "modifier", sku_of(refunded), 18, quantité=1),
        _item(carried, "modifier", "#1", 19, quantité=6),
    ]


def _with_leading_zeros(shop: Shop) -> Order:
    """Order 00123: its edit of money is held for a person, its new address goes through all the same."""
    shop.taken.add(shop.ecwid_csv[0].number)
    return shop.ecwid_csv[0]


ITEM_REASONS = (
    "article oublié à la commande", "article épuisé", "livré en deuxième choix", "prix affiché en rayon",
    "le client en veut un de plus", "ajout par téléphone", "le client y renonce", "pas encore payé",
    "complément de commande", "même référence deux fois", "numéro de commande inconnu", "article inconnu",
    "quantité en toutes lettres", "dernier article de la commande", "nombre ambigu", "ancien prix périmé",
    "la commande ne tombe pas juste", "montant remboursé inconnu",
    "écart de deux centimes, repris tel quel",
)  # fmt: skip


def _item(order: Order | str, action: str, item: str, request: int, **cells: str | int) -> Row:
    return {
        "commande": order if isinstance(order, str) else order.number,
        "action": action,
        "article": item,
        **cells,
        "motif": ITEM_REASONS[request - 1],
        "demande": f"D-{100 + request}",
    }


def customer_rows(shop: Shop) -> list[Row]:
    """Names, mail, phone and both addresses; one order is found by its e-mail address."""
    named, mailed = (shop.take(shop.ecwid_json, is_plain), shop.take(shop.ecwid_csv, is_plain))
    called, moved = (shop.take(shop.shopify, is_plain), shop.take(shop.ecwid_json, is_plain))
    zeros = _with_leading_zeros(shop)
    found = shop.take(shop.shopify, lambda order: is_plain(order) and _is_lone(shop, order))
    table = shop.take(shop.tables, is_plain)
    return [
        _customer(named, 1, "mariage", nom=f"{named.billing.name}-Rey"),
        _customer(
            mailed, 2, "faute de frappe",
            **{"ancien e-mail": mailed.billing.email, "e-mail": mailed.billing.email.replace("@", ".ch@")},
        ),
        _customer(called, 3, "nouveau numéro", téléphone="+41 79 555 01 23"),
        _customer(moved, 4, "déménagement", **_moved("livraison"), **_moved("facturation")),
        _customer(zeros, 5, "déménagement", **_moved("livraison")),
        {"chercher": found.billing.email, **_customer(found, 6, "déménagement", **_moved("livraison")), "commande": ""},
        _customer(table, 7, "ne souhaite plus d'e-mails", **{"e-mail": "<clear>"}),
    ]  # fmt: skip


def _is_lone(shop: Shop, order: Order) -> bool:
    everyone = [*shop.ecwid_json, *shop.ecwid_csv, *shop.shopify, *shop.tables]
    return sum(order.billing.email == other.billing.email for other in everyone) == 1


def _moved(where: str) -> Row:
    return {
        f"rue {where}": "Chemin des Roches 14",
        f"NPA {where}": "1814",
        f"localité {where}": "La Tour-de-Peilz",
    }


def _customer(order: Order, request: int, reason: str, **cells: str | int) -> Row:
    return {"commande": order.number, **cells, "motif": reason, "demande": f"D-{200 + request}"}


def discount_rows(shop: Shop) -> list[Row]:
    """Discounts added, changed and removed, of the order and of one item."""
    gesture = shop.take(shop.ecwid_json, is_plain)
    percent = shop.take(shop.ecwid_json, is_plain)
    sheet = shop.take(shop.ecwid_csv, is_plain)
    changed, removed = (shop.take(shop.ecwid_json, has_coupon), shop.take(shop.shopify, has_coupon))
    promoted = shop.take(
        shop.ecwid_json, lambda order: bool(order.promotion) and order.state == "paid" and not order.coupon
    )
    return [
        _discount(gesture, "add", "Geste commercial", 1, kind="amount", value="5.00", reason="late delivery"),
        _discount(
            percent,
            "add",
            "Défaut d'émail",
            2,
            kind="percent",
            value="10%",
            item=sku_of(percent),
            reason="small flaw",
        ),
        _discount(
            sheet, "add", "Bon cadeau du 8 mars", 3, kind="amount", value=4, reason="promised by phone"
        ),
        _discount(changed, "change", _code(changed), 4, value="12.50", reason="wrong coupon given"),
        _discount(removed, "remove", _code(removed), 5, reason="coupon had expired"),
        _discount(promoted, "remove", "#1", 6, reason="not entitled"),
    ]


def _code(order: Order) -> str:
    return order.coupon[0] if order.coupon else ""


def _discount(order: Order, action: str, name: str, request: int, **cells: str | int) -> Row:
    return {
        "order": order.number,
        "action": action,
        "discount": name,
        **cells,
        "request": f"D-{300 + request}",
    }


def order_rows(shop: Shop) -> list[Row]:
    """Payment, shipping, fees, tip and exemption."""
    paid, free = (shop.take(shop.ecwid_json, is_plain), shop.take(shop.shopify, is_plain))
    dearer = shop.take(shop.ecwid_csv, lambda order: is_plain(order) and order.delivery[1] == 790)
    wrapped = shop.take(shop.ecwid_json, lambda order: order.handling is not None)
    tipped = shop.take(shop.ecwid_json, lambda order: order.tip > 0)
    exempt = shop.take(shop.ecwid_json, is_plain)
    return [
        _order(paid, 1, **{"old payment method": paid.payment, "payment method": "Virement bancaire"}, reason="asked for"),
        _order(free, 2, **{"shipping method": "Retrait en magasin", "shipping fee": 0}, reason="comes by"),
        _order(dearer, 3, **{"shipping method": "PostPac Priority", "old shipping fee": "7.90", "shipping fee": "10.50"}, reason="in a hurry"),
        _order(wrapped, 4, **{"handling fee": 0}, reason="wrapping forgotten"),
        _order(tipped, 5, tip="3.50", reason="typed wrongly"),
        _order(exempt, 6, **{"tax exempt": "yes"}, reason="diplomatic mission"),
    ]  # fmt: skip


def _order(order: Order, request: int, **cells: str | int) -> Row:
    return {"order": order.number, **cells, "request": f"D-{400 + request}"}


def tax_rows(shop: Shop) -> list[Row]:
    """Taxes changed, renamed, added and removed."""
    rated, renamed, added, dropped = (shop.take(shop.ecwid_json, is_ceramic) for _ in range(4))
    return [
        _tax(rated, "modifier", "TVA 8.1%", 1, taux="2.6%", motif="taux réduit oublié"),
        _tax(
            renamed,
            "modifier",
            "TVA 8.1%",
            2,
            **{"nouveau nom": "TVA 8,1 % (CHE-000.000.000)"},
            motif="libellé",
        ),
        _tax(added, "ajouter", "Taxe de séjour artisanal", 3, taux="0.5%", motif="taxe communale"),
        _tax(dropped, "supprimer", "TVA 8.1%", 4, motif="exportation"),
    ]


def _tax(order: Order, action: str, name: str, request: int, **cells: str | int) -> Row:
    return {
        "commande": order.number,
        "action": action,
        "taxe": name,
        **cells,
        "demande": f"D-{500 + request}",
    }
