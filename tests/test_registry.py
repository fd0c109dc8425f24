"""Formats are found by entry point, and the right one by looking at the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.formats.registry import detect, find_format, formats
from pipeline.problems import InputRefused

ECWID = "order_number;email;order_total;sku;name;price;quantity\nA1;anna@example.ch;12.00;T1;Thé;12.00;1\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(InputRefused) as caught:
        detect(path)
    (found,) = caught.value.problems
    return found.code, found.expected


def test_the_built_in_formats_come_by_entry_point_under_their_own_names() -> None:
    found = formats()
    assert {"ecwid-csv", "ecwid-json", "shopify-csv", "tables"} <= set(found)
    assert all(found[name].name == name and found[name].title for name in found)


def test_an_ecwid_csv_is_recognised(tmp_path: Path) -> None:
    assert detect(write(tmp_path, "orders.csv", ECWID)).name == "ecwid-csv"


def test_a_mapping_file_is_recognised(tmp_path: Path) -> None:
    assert detect(write(tmp_path, "shop.toml", 'format = "tables"\n')).name == "tables"


def test_another_toml_file_is_not(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, "shop.toml", 'name = "shop"\n'))[0] == "format-unknown"


def test_with_a_mapping_any_file_is_a_table(tmp_path: Path) -> None:
    orders = write(tmp_path, "orders.csv", ECWID)
    assert detect(orders, tmp_path / "shop.toml").name == "tables"


def test_an_unknown_file_is_refused_with_the_formats_there_are(tmp_path: Path) -> None:
    code, expected = refusal(write(tmp_path, "notes.txt", "call Anna back\n"))
    assert code == "format-unknown"
    assert "ecwid-csv" in expected
    assert "tables" in expected


def test_a_missing_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "orders.csv")[0] == "file-not-found"
    assert refusal(write(tmp_path, "orders.csv", " \n"))[0] == "file-empty"


def test_a_format_is_found_by_name_or_refused() -> None:
    assert find_format("tables").name == "tables"
    with pytest.raises(InputRefused) as caught:
        find_format("excel")
    assert caught.value.problems[0].code == "format-unknown"
