"""A clerk's workbook with everything a spreadsheet program offers her, as XlsxWriter writes it."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import xlsxwriter

HEADERS = ("Commande", "Action", "Article", "Prix", "Quantité", "Motif", "Demande", "Marge", "Lien")
ROWS: tuple[tuple[Any, ...], ...] = (
    ("K1001", "modifier", "TASSE", 90, None, "geste", "D-1"),
    ("K1002", "modifier", "TASSE", "abc", None, "erreur", "D-2"),
    ("K1002", "ajouter", "THE", 12.5, 2, "oubli", "D-2"),
    ("K1003", "modifier", "TASSE", 80, None, "geste", "D-3"),
    ("K9999", "modifier", "TASSE", 70, None, "geste", "D-4"),
)
FIRST_ROW = 4


def write_own(path: Path, *, rows: tuple[tuple[Any, ...], ...] = ROWS) -> Path:
    """Sheets Articles (the edits, from row 4), Listes and Ventes; formulas, checks, colours, links, drawings."""
    workbook = xlsxwriter.Workbook(str(path))
    articles, lists, sales = (workbook.add_worksheet(name) for name in ("Articles", "Listes", "Ventes"))
    head = workbook.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
    red = workbook.add_format({"font_color": "red"})
    articles.write("A1", "Corrections de novembre")
    articles.write_row(2, 0, HEADERS, head)
    for number, row in enumerate(rows, start=FIRST_ROW):
        for column, value in enumerate(row):
            if value is not None:
                articles.write(number - 1, column, value)
        articles.write_formula(number - 1, 7, f"=IF(ISNUMBER(D{number}),D{number}*2,0)", None, 2 * number)
        articles.write_url(number - 1, 8, f"https://shop.example.ch/{row[0]}", string="voir")
    last = FIRST_ROW + len(rows) - 1
    articles.set_column("A:A", 14)
    articles.set_column("G:G", 10, None, {"hidden": True})
    articles.set_row(FIRST_ROW, 30)
    articles.freeze_panes(3, 1)
    articles.autofilter(f"A3:I{last}")
    articles.filter_column("F", "x == geste")
    articles.data_validation("B4:B200", {"validate": "list", "source": "=Listes!$A$1:$A$3"})
    articles.data_validation(f"E4:E{last}", {"validate": "integer", "criteria": ">", "value": 0})
    articles.conditional_format("D4:D100", {"type": "cell", "criteria": ">", "value": 85, "format": red})
    articles.insert_image("L1", "logo.png", {"image_data": io.BytesIO(_draw())})
    articles.set_landscape()
    articles.repeat_rows(2)
    articles.print_area(f"A1:I{last}")
    workbook.define_name("Lignes", f"=Articles!$A$4:$A${last}")
    lists.write_column(0, 0, ["ajouter", "modifier", "supprimer"])
    sales.write_column(0, 0, [100, 150])
    sales.write_formula("A3", "=SUM(A1:A2)", None, 250)
    sales.write_formula("A4", "=Articles!D4*2", None, 180)
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=Ventes!$A$1:$A$2"})
    sales.insert_chart("C2", chart)
    sales.add_sparkline("B1", {"range": "Ventes!A1:A2"})
    workbook.close()
    return path


def _draw() -> bytes:
    """A small picture (PNG) of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((40, 90, 160)) * 8 for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def amend(path: Path, changes: dict[str, Any]) -> Path:
    """The file with parts added (bytes) or changed (a function of their text)."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name].decode()).encode()
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
