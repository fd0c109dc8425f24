"""The same edits read the same, whichever program saved the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.workbook.edit_file import read_edits
from writers import HAS_LIBREOFFICE, convert, read_plain, write_openpyxl, write_xlsxwriter

pytestmark = pytest.mark.thorough

FRENCH_CSV = "CSV:59,34,76,1,,1036,false,true"
"""Semicolons, UTF-8, numbers and days as in France."""
needs_libreoffice = pytest.mark.skipif(not HAS_LIBREOFFICE, reason="LibreOffice is not installed")


def test_what_is_read(tmp_path: Path) -> None:
    found = read_edits(write_xlsxwriter(tmp_path / "edits.xlsx"), 0)
    cells = found.edits.cells
    said = [f"{cell}={value}" for cell, value in zip(cells["cell"], cells["value"], strict=True)]
    assert said == [
        *("E2=12.5", "E3=1 234,50", "F3=3", "E4=12.1", "F4=2"),
        *("D5=Thé d’été", "E5=12,50", "F5=1", "G5=8.1%", "E6=7"),
        *("D2=pourcent", "E2=10%", "D3=montant", "E3=5,00"),
        *("B2=yes", "C2=9.9", "B3=no", "C3=8,50"),
    ]
    assert found.edits.rows["order_ref"].tolist() == [
        *("00123", "1002", "1003", "1004", "1005", "1006", "1001", "1002", "1007", "1008"),
    ]
    assert found.edits.rows["order_ref_damaged"].tolist() == [row == 5 for row in range(10)]
    assert [(one.code, one.cell, one.found) for one in found.problems] == [
        ("value-damaged", "C6", "2024-05-12")
    ]


@pytest.mark.parametrize("options", [{"constant_memory": True}, {"date_1904": True}, {"in_memory": True}])
def test_xlsxwriter_in_other_ways(tmp_path: Path, options: dict[str, bool]) -> None:
    expected = read_plain(write_xlsxwriter(tmp_path / "edits.xlsx"))
    assert read_plain(write_xlsxwriter(tmp_path / "other.xlsx", **options)) == expected


def test_openpyxl(tmp_path: Path) -> None:
    expected = read_plain(write_xlsxwriter(tmp_path / "edits.xlsx"))
    assert read_plain(write_openpyxl(tmp_path / "other.xlsx")) == expected


@needs_libreoffice
def test_libreoffice_in_france(tmp_path: Path) -> None:
    first, second = write_xlsxwriter(tmp_path / "edits.xlsx"), write_openpyxl(tmp_path / "other.xlsx")
    expected = read_plain(first)
    assert [read_plain(convert(path, tmp_path, locale="fr-FR")) for path in (first, second)] == [expected] * 2


@needs_libreoffice
def test_libreoffice_by_way_of_its_own_format(tmp_path: Path) -> None:
    path = write_xlsxwriter(tmp_path / "edits.xlsx")
    own = convert(path, tmp_path, to="ods", locale="fr-CH")
    assert read_plain(convert(own, tmp_path, locale="fr-CH")) == read_plain(path)


@needs_libreoffice
def test_numbers_typed_the_french_way(tmp_path: Path) -> None:
    path = tmp_path / "Articles.csv"
    path.write_text(
        "Commande;Article;Prix;Quantité;Taxe;Motif\nK1;A-1;12,50;2;8,1%;12/05/2024\nK2;A-2;1 234,5;1;;x\n",
        encoding="utf-8",
    )
    saved = convert(path, tmp_path, locale="fr-FR", infilter=FRENCH_CSV)
    found = read_edits(saved, 0).edits
    assert found.cells["value"].tolist() == ["12.5", "2", "8.1%", "1234.5", "1"]
    assert found.cells["is_number"].tolist() == [True] * 5
    assert found.rows["reason"].tolist() == ["2024-05-12", "x"]
