"""How the samples spell amounts, JSON numbers and CSV cells; no number passes through a float."""

from __future__ import annotations

import json
import re
from typing import Any

RATE_NAMES = {81: "TVA 8.1%", 26: "TVA 2.6%"}


def amount_text(rappen: int) -> str:
    """Francs with two decimals: 1480 -> 14.80."""
    return f"{rappen // 100}.{rappen % 100:02}"


def json_amount(rappen: int) -> str:
    """An amount marked as a JSON number in its shortest spelling: 1480 -> 14.8."""
    return json_number(amount_text(rappen))


def json_rate(tenths: int) -> str:
    """A rate marked as a JSON number of percent: 81 -> 8.1."""
    return json_number(f"{tenths // 10}.{tenths % 10}")


def json_number(text: str) -> str:
    """The text of a number marked as a JSON number, without needless zeros."""
    return "¤" + (text.rstrip("0").rstrip(".") if "." in text else text)


def json_text(written: Any) -> str:
    """The value as indented JSON; marked texts stand as numbers."""
    text = json.dumps(written, ensure_ascii=False, indent=2)
    return re.sub(r'"¤([0-9.]+)"', r"\1", text) + "\n"


def csv_text(rows: list[list[str]], delimiter: str, line_end: str) -> str:
    """The rows as delimited text; cells are quoted only where they must be."""
    special = re.compile(f'[{re.escape(delimiter)}"\r\n]')

    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell

    return "".join(delimiter.join(map(quoted, row)) + line_end for row in rows)
