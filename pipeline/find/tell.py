"""What was found: a table for the screen, in the reader's language, or plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.catalogue.names import PAYMENT_STATES
from pipeline.find.select import Found
from pipeline.history.text_table import lay_out
from pipeline.languages import N_, Words
from pipeline.money import quantity_text, to_text
from schemas import columns

Record = dict[str, Any]

PLACES = {
    "order_id": N_("number"),
    "alternative_id": N_("other number"),
    "payment_reference": N_("payment reference"),
    "comments": N_("comment"),
    "name": N_("name"),
    "email": N_("e-mail"),
    "phone": N_("phone"),
    "ship": N_("shipping address"),
    "bill": N_("billing address"),
    "item.sku": N_("SKU"),
    "item.name": N_("item"),
}
_HEADERS = (
    *(N_("Order"), N_("Date"), N_("Customer"), N_("E-mail")),
    *(N_("Total"), N_("Status"), N_("Items"), N_("Found in")),
)


def print_found(found: Found, words: Words, written: str = "") -> str:
    """The orders as a table, how many they are, and the file written for them; ends in a line end."""
    table: list[str] = []
    if len(found):
        items = _items_of(found)
        rows = [_row(order, items[order["order_key"]], found, words) for order in _orders(found)]
        headers = [words.say(header) for header in _HEADERS]
        table = [*lay_out(headers, rows, to_the_right=[words.say(_HEADERS[4])]), ""]
    return "\n".join([*table, tell_written(written, words, found)]) + "\n"


def tell_written(file: str, words: Words, found: Found | None = None) -> str:
    """How many orders were found, how many have no date, and the file written; "" for none."""
    lines = [*_count(found, words)] if found is not None else []
    if file:
        lines.append(words.say("Written: {file}", file=file))
    return "\n".join(lines)


def _count(found: Found, words: Words) -> Iterator[str]:
    number = len(found)
    yield (
        words.count("{number} order found.", "{number} orders found.", number)
        if number
        else words.say("No order found.")
    )
    if found.undated:
        yield words.count(
            "{number} order was left out: the export does not say when it was placed.",
            "{number} orders were left out: the export does not say when they were placed.",
            found.undated,
        )


def as_plain(found: Found) -> Record:
    """The same for programs; amounts as plain decimal text, places with the values that hold the text."""
    items = _items_of(found)
    return {
        "found": len(found),
        "left_out_without_date": found.undated,
        "orders": [
            {
                "order": order["order_id"],
                "other_number": order["alternative_id"],
                "file": order["file"],
                "ordered_at": order["ordered_at"],
                "customer": order["name"],
                "email": order["email"],
                "total": to_text(order["total_minor"], order["decimals"]),
                "currency": order["currency"],
                "status": order["status"],
                "payment_state": order["payment_state"],
                "items": [
                    {"sku": one["sku"], "name": one["name"], "quantity": quantity_text(one["quantity_milli"])}
                    for one in items[order["order_key"]]
                ],
                "found_in": [
                    {"what": what, "value": value} for what, value in found.places.get(order["order_key"], [])
                ],
            }
            for order in _orders(found)
        ],
    }


def _orders(found: Found) -> list[Record]:
    return columns.records(found.tables.orders)


def _items_of(found: Found) -> dict[int, list[Record]]:
    return columns.records_by_order(found.tables.lines.sort_values(["order_key", "line_number"]))


def _row(order: Record, items: list[Record], found: Found, words: Words) -> list[str]:
    moment = order["ordered_at"]
    return [
        order["order_id"],
        words.date(moment) if moment else order["created_at"],
        order["name"],
        order["email"],
        words.amount(order["total_minor"], order["decimals"], order["currency"]),
        words.say(PAYMENT_STATES[order["payment_state"]]),
        _in_short(items, {value for _, value in found.places.get(order["order_key"], [])}),
        ", ".join(dict.fromkeys(_name_places(found.places.get(order["order_key"], []), words))),
    ]


def _in_short(items: list[Record], sought: set[str]) -> str:
    """One item, if possible one that was looked for, and how many more there are."""
    if not items:
        return ""
    shown = next((one for one in items if sought & {one["sku"], one["name"]}), items[0])
    told = f"{quantity_text(shown['quantity_milli'])} × {shown['name'] or shown['sku']}"
    return f"+{len(items) - 1}  {told}" if len(items) > 1 else told


def _name_places(places: list[tuple[str, str]], words: Words) -> Iterator[str]:
    for column, _ in places:
        owner = column.partition("_")[0]
        yield words.say(PLACES[owner if owner in ("ship", "bill") else column])
