"""The same edits, saved by different programs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import Workbook

from pipeline.workbook.edit_file import read_edits

HAS_LIBREOFFICE = shutil.which("soffice") is not None
FORMULA = "="
Rows = list[list[Any]]
Sheets = Mapping[str, Rows]
SHEETS: Sheets = {
    "Articles": [
        ["Commande", "Action", "Article", "Nouveau nom", "Prix", "Quantité", "Taxe", "Motif"],
        ["00123", "modifier", "A-1", None, 12.5, None, None, "geste"],
        ["1002", "modifier", "A-2", None, "1 234,50", 3, None, None],
        ["1003", "modifier", "A-3", None, ("=10+2.1", 12.1), ("=1+1", 2), None, None],
        ["1004", "ajouter", ('=UPPER("the")', "THE"), "Thé d’été", "12,50", 1, 0.081, " café "],
        ["1005", "modifier", date(2024, 5, 12), None, 7, None, None, None],
        [1006, "supprimer", "#2", None, None, None, None, '<b> & "x"'],
    ],
    "Rabais": [
        ["Commande", "Action", "Rabais", "Genre", "Valeur"],
        ["1001", "ajouter", "Fidélité", "pourcent", 0.1],
        ["1002", "ajouter", "Geste", "montant", "5,00"],
    ],
    "Commande": [
        ["Commande", "Tax exempt", "Frais d’expédition"],
        ["1007", True, 9.9],
        ["1008", False, "8,50"],
    ],
}
"""Text that looks like numbers, decimal commas, percentages, formulas, dates, yes and no, odd letters."""
PERCENT = "0.0%"


def is_percent(value: Any) -> bool:
    """Whether the value is one that the clerk sees as a percentage."""
    return isinstance(value, float) and value in (0.081, 0.1)


def write_openpyxl(path: Path, sheets: Sheets = SHEETS) -> Path:
    """As openpyxl writes it: texts in the cells, formulas without values (so it gets the values)."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([value[1] if isinstance(value, tuple) else value for value in row])
        for found in sheet.iter_rows():
            for cell in found:
                if is_percent(cell.value):
                    cell.number_format = PERCENT
    workbook.save(path)
    return path


def write_xlsxwriter(path: Path, sheets: Sheets = SHEETS, **options: Any) -> Path:
    """As XlsxWriter writes it: shared texts (in the cells with `constant_memory`), formulas with values."""
    workbook = xlsxwriter.Workbook(
        str(path), {"strings_to_urls": False, "strings_to_formulas": False, **options}
    )
    day, percent = (
        workbook.add_format({"num_format": "dd/mm/yyyy"}),
        workbook.add_format({"num_format": PERCENT}),
    )
    for title, rows in sheets.items():
        sheet = workbook.add_worksheet(title)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, tuple):
                    sheet.write_formula(y, x, value[0], None, value[1])
                elif isinstance(value, date):
                    sheet.write_datetime(y, x, value, day)
                elif is_percent(value):
                    sheet.write_number(y, x, value, percent)
                elif value is not None:
                    sheet.write(y, x, value)
    workbook.close()
    return path


def convert(path: Path, folder: Path, *, to: str = "xlsx", locale: str = "", infilter: str = "") -> Path:
    """The file opened and saved by LibreOffice, in a profile of its own, in the country's way if one is given."""
    profile = folder / f"profile{locale}"
    if locale:
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS.format(locale=locale), encoding="utf-8")
    target = folder / f"saved{locale}"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
    command += [f"--infilter={infilter}"] if infilter else []
    subprocess.run(
        [*command, "--outdir", str(target), str(path)], check=True, capture_output=True, timeout=180
    )
    return target / f"{path.stem}.{to.partition(':')[0]}"


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
</oor:items>
"""


def read_plain(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[tuple[Any, ...]]]:
    """What the file asks for, without its name: rows, cells and problems."""
    found = read_edits(path, 0)
    rows = found.edits.rows.drop(columns="file").to_dict("records")
    cells = found.edits.cells.to_dict("records")
    problems = [(one.code, one.sheet, one.row, one.cell, one.found) for one in found.problems]
    return rows, cells, problems
