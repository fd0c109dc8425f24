"""A list of orders to settle: one number a line, or a CSV file with amounts beside them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.history.csv_records import CsvRows

_ORDER = {"order", "order_id", "order id", "order number", "number", "no", "nr"} | {
    *("commande", "numéro", "numéro de commande", "bestellung", "bestellnummer", "auftrag"),
    *("ordine", "numero", "numero ordine", "numero d'ordine"),
}
_AMOUNT = {"amount", "amount_new", "montant", "betrag", "importo"}
_CURRENCY = {"currency", "devise", "monnaie", "währung", "valuta"}


@dataclass(frozen=True)
class Listed:
    """One line of the list; amount and currency as written, "" where there is none."""

    place: int
    order: str
    amount: str = ""
    currency: str = ""


def read_order_list(rows: CsvRows) -> list[Listed]:
    """The orders of the list. Without a header the columns are order, amount, currency."""
    headers = [name.casefold() for name in rows.headers]
    places = [_find(headers, names) for names in (_ORDER, _AMOUNT, _CURRENCY)]
    has_header = places[0] >= 0
    if not has_header:
        places = [0, 1, 2]
    listed = []
    for number, cells in rows.rows[1 if has_header else 0 :]:
        order, amount, currency = (_cell(cells, place) for place in places)
        listed.append(Listed(number, order, amount, currency.upper()))
    return listed


def _find(headers: list[str], names: set[str]) -> int:
    return next((place for place, name in enumerate(headers) if name in names), -1)


def _cell(cells: tuple[str, ...], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""
