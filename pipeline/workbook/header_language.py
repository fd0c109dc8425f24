"""Which language a file of edits is written in, told from the words of its first rows.

Only words that one of the four languages has and the others lack count; the
language with most of them wins. A file that cannot be read, or has none of
them, has no language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from pipeline.problems import InputRefused
from pipeline.workbook.decode_text import decode_text
from pipeline.workbook.file_kind import XLSX, find_kind
from pipeline.workbook.package import open_package
from pipeline.workbook.sheet_xml import SheetRows
from pipeline.workbook.wording import fold, fold_words, split_wordings

_ROWS_LOOKED_AT = 20
_BYTES_LOOKED_AT = 1 << 14
TELLTALES = {
    "en": "order | number | item | line | product | quantity | price | reason | request | discount | amount"
    " | shipping | billing | street | city | value | old | customer | payment | fee | rate | find | kind",
    "fr": "commande | ligne | article | produit | quantité | prix | motif | raison | demande | rabais |"
    " remise"
    " | montant | livraison | facturation | rue | ville | valeur | ancien | ancienne | client | paiement |"
    " frais"
    " | expédition | taux | numéro | référence | chercher | genre",
    "de": "Bestellung | Bestellnummer | Bestell | Artikel | Artikelnummer | Menge | Anzahl | Preis |"
    " Stückpreis"
    " | Grund | Anfrage | Rabatt | Betrag | Lieferadresse | Rechnungsadresse | Lieferung | Strasse | Ort |"
    " Wert"
    " | alter | Kunde | Zahlungsart | Zahlungsoption | Versandkosten | Versandart | Steuer | Aktion | suchen",
    "it": "ordine | articolo | prodotto | quantità | prezzo | motivo | richiesta | sconto | importo |"
    " spedizione"
    " | fatturazione | via | città | valore | vecchio | vecchia | cliente | pagamento | aliquota | azione"
    " | indirizzo | imposta | cercare | riga",
}
"""Wordings that no other of the languages has, whatever their case, accents or plural."""


def find_language(path: Path) -> str:
    """en, fr, de or it; "" where the file does not tell."""
    try:
        return tell_language(_read_texts(path))
    except (InputRefused, OSError):
        return ""


def tell_language(texts: Iterable[str]) -> str:
    """The language most of the telltale words belong to, "" without any.

    >>> tell_language(["Bestellnummer", "Artikel", "alter Preis"]), tell_language(["SKU"])
    ('de', '')
    """
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(_language_of()[word] for word in fold_words(text) if word in _language_of())
    return max(TELLTALES, key=lambda language: counted[language]) if counted else ""


@cache
def _language_of() -> dict[str, str]:
    return {
        fold(word): language for language, wordings in TELLTALES.items() for word in split_wordings(wordings)
    }


def _read_texts(path: Path) -> Iterator[str]:
    """The names of the sheets and the texts of their first rows, or the first lines."""
    if find_kind(path) != XLSX:
        with path.open("rb") as stream:
            yield from decode_text(_whole_lines(stream.read(_BYTES_LOOKED_AT)), path.name).splitlines()
        return
    with open_package(path) as package:
        for sheet in package.sheets:
            yield sheet.name
            for row in islice(SheetRows(package, sheet), _ROWS_LOOKED_AT):
                yield from (cell.text for cell in row.cells.values())


def _whole_lines(head: bytes) -> bytes:
    """The head without a last line that was cut, which could end within a letter."""
    whole = head[: head.rfind(b"\n") + 1]
    return whole if len(head) == _BYTES_LOOKED_AT and whole else head
