"""EXTF_journal.csv: a posting batch in DATEV's format, header version 700, format version 13.

Semicolons, CRLF, text in double quotes (empty text too), decimal commas,
Windows-1252. The first line says whose books and which days it is for, the
second names the 125 columns. A row is one amount above 0, debited ("S") to
`Konto` and credited to `Gegenkonto`, dated TTMM; its document number is what
open items are matched by and takes letters, digits, _ $ % - and / alone; a
number that had to be changed ends in a digest, so that no two orders meet.
Tax is posted apart to the accounts of the policy, without tax keys: neither
sales nor tax accounts may therefore be accounts that reckon tax themselves.
Nothing is locked (Festschreibung 0). Amounts in other currencies would need
their exchange rate and are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from pipeline.journal.entry_day import RunDay, on_one_line
from pipeline.money import to_text
from pipeline.policy import Datev, Journal
from pipeline.posting import pair_postings

_EXTERNAL, _HEADER_VERSION, _BATCH, _BATCH_VERSION = "EXTF", "700", "21", "13"
_NOT_IN_NUMBER = re.compile(r"[^A-Za-z0-9_$%/-]")
_LONGEST_NUMBER, _LONGEST_TEXT = 36, 60
_DIGITS = 8
_DECIMALS = 2


def _list_columns() -> list[tuple[str, bool]]:
    """The 125 columns in their order, and which of them are text."""
    texts = {"Soll/Haben-Kennzeichen", "WKZ Umsatz", "WKZ Basis-Umsatz", "BU-Schlüssel", "Belegfeld 1"}
    texts |= {"Belegfeld 2", "Buchungstext", "Diverse Adressnummer", "Beleglink", "KOST1 - Kostenstelle"}
    texts |= {"KOST2 - Kostenstelle", "EU-Land u. UStID (Bestimmung)", "Abw. Versteuerungsart"}
    texts |= {"Forderungsart", "Auftragsnummer", "Buchungstyp", "EU-Land (Anzahlungen)", "Herkunft-Kz"}
    texts |= {"Buchungs GUID", "SEPA-Mandatsreferenz", "Gesellschaftername", "Identifikationsnummer"}
    texts |= {"Zeichnernummer", "Bezeichnung SoBil-Sachverhalt", "Generalumkehr (GU)", "Land"}
    texts |= {"Abrechnungsreferenz", "EU-Land u. UStID (Ursprung)"}
    infos = [f"Beleginfo - {kind} {number}" for number in range(1, 9) for kind in ("Art", "Inhalt")]
    notes = [
        f"Zusatzinformation{kind} {number}" for number in range(1, 21) for kind in (" - Art", "- Inhalt")
    ]
    names = [*_FIRST.split(";"), *infos, *_MIDDLE.split(";"), *notes, *_LAST.split(";")]
    return [(name, name in texts or name in infos or name in notes) for name in names]


_FIRST = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
    "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext;"
    "Postensperre;Diverse Adressnummer;Geschäftspartnerbank;Sachverhalt;Zinssperre;Beleglink"
)
_MIDDLE = (
    "KOST1 - Kostenstelle;KOST2 - Kostenstelle;Kost-Menge;EU-Land u. UStID (Bestimmung);"
    "EU-Steuersatz (Bestimmung);Abw. Versteuerungsart;Sachverhalt L+L;Funktionsergänzung L+L;"
    "BU 49 Hauptfunktionstyp;BU 49 Hauptfunktionsnummer;BU 49 Funktionsergänzung"
)
_LAST = (
    "Stück;Gewicht;Zahlweise;Forderungsart;Veranlagungsjahr;Zugeordnete Fälligkeit;Skontotyp;Auftragsnummer;"
    "Buchungstyp;USt-Schlüssel (Anzahlungen);EU-Land (Anzahlungen);Sachverhalt L+L (Anzahlungen);"
    "EU-Steuersatz (Anzahlungen);Erlöskonto (Anzahlungen);Herkunft-Kz;Buchungs GUID;KOST-Datum;"
    "SEPA-Mandatsreferenz;Skontosperre;Gesellschaftername;Beteiligtennummer;Identifikationsnummer;"
    "Zeichnernummer;Postensperre bis;Bezeichnung SoBil-Sachverhalt;Kennzeichen SoBil-Buchung;Festschreibung;"
    "Leistungsdatum;Datum Zuord. Steuerperiode;Fälligkeit;Generalumkehr (GU);Steuersatz;Land;"
    "Abrechnungsreferenz;BVV-Position;EU-Land u. UStID (Ursprung);EU-Steuersatz (Ursprung);Abw. Skontokonto"
)
COLUMNS = _list_columns()


def write_datev(postings: pd.DataFrame, journal: Journal, run: RunDay) -> bytes:
    """The file's content; what Windows-1252 does not hold becomes a question mark."""
    if journal.datev is None:
        raise ValueError("a DATEV file needs the consultant's and the client's number")
    own = postings.loc[postings["currency"] == journal.currency]
    lines = [_head(journal.datev, journal.currency, run), ";".join(name for name, _ in COLUMNS)]
    numbers = _number_documents(own["document"].unique().tolist())
    for debit, credit, amount in pair_postings(own):
        lines.append(_line(debit, credit, amount, run.day, numbers[debit["document"]]))
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252", errors="replace")


def _head(datev: Datev, currency: str, run: RunDay) -> str:
    """The 31 fields of the first line."""
    day = f"{run.day:%Y%m%d}"
    year_start = f"{find_year_start(run.day, datev.fiscal_year_start):%Y%m%d}"
    fields: Iterable[str] = (
        *(_quote(_EXTERNAL), _HEADER_VERSION, _BATCH, _quote("Buchungsstapel"), _BATCH_VERSION),
        *(f"{run.moment:%Y%m%d%H%M%S}000", "", _quote("RE"), _quote(""), _quote("")),
        *(str(datev.consultant), str(datev.client), year_start, str(datev.account_length), day, day),
        *(_quote("Order corrections"), _quote(""), "1", "0", "0", _quote(currency)),
        *("", _quote(""), "", "", _quote(""), "", "", _quote(""), _quote("")),
    )
    return ";".join(fields)


def find_year_start(day: date, start: str) -> date:
    """The first day of the fiscal year that the day lies in.

    >>> find_year_start(date(2026, 3, 31), "04-01"), find_year_start(date(2026, 4, 1), "04-01")
    (datetime.date(2025, 4, 1), datetime.date(2026, 4, 1))
    """
    month, first = (int(part) for part in start.split("-"))
    this_year = date(day.year, month, first)
    return this_year if this_year <= day else date(day.year - 1, month, first)


def _number_documents(documents: list[str]) -> dict[str, str]:
    """The number of each document as DATEV takes it: never empty, and no two alike.

    A leading # is left out; whatever else it cannot hold is dropped, with a
    digest that tells the number from others alike. Letters count the same
    whatever their case.

    >>> _number_documents(["#1001", "A-1", "A 1"])
    {'#1001': '1001', 'A-1': 'A-1', 'A 1': 'A1-937bb40e'}
    """
    numbers: dict[str, str] = {}
    taken: set[str] = set()
    for document in documents:
        plain = document.removeprefix("#")
        kept = _NOT_IN_NUMBER.sub("", plain)
        if kept != plain or not kept or len(kept) > _LONGEST_NUMBER or kept.casefold() in taken:
            digest = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
            kept = f"{kept[: _LONGEST_NUMBER - _DIGITS - 1]}-{digest}".removeprefix("-")
        taken.add(kept.casefold())
        numbers[document] = kept
    return numbers


def _line(debit: dict[str, Any], credit: dict[str, Any], amount_minor: int, day: date, number: str) -> str:
    told = debit if debit["account_key"] not in ("receivable", "refunds_payable") else credit
    amount = amount_minor * 10 ** (_DECIMALS - debit["decimals"])
    filled = {
        "Umsatz (ohne Soll/Haben-Kz)": to_text(amount, _DECIMALS).replace(".", ","),
        "Soll/Haben-Kennzeichen": "S",
        "WKZ Umsatz": debit["currency"],
        "Konto": debit["account"],
        "Gegenkonto (ohne BU-Schlüssel)": credit["account"],
        "Belegdatum": f"{day:%d%m}",
        "Belegfeld 1": number,
        "Buchungstext": on_one_line(told["text"])[:_LONGEST_TEXT],
        "Festschreibung": "0",
    }
    cells = ((filled.get(name, ""), is_text) for name, is_text in COLUMNS)
    return ";".join(_quote(cell) if is_text else cell for cell, is_text in cells)


def _quote(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
