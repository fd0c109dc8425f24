"""Files of a small invented shop, and the command line run on them as a clerk would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import Workbook

from pipeline.cli import main

HEADER = "order,action,target,field,old,value"
PRICE_90 = "K1001,change,item:TASSE,price,,90.00"


def order(number: int, **members: Any) -> dict[str, Any]:
    """An Ecwid order of one cup at 100.00 without tax, paid; `members` replace or add."""
    return {
        "id": f"K{number}",
        "subtotal": 100,
        "total": 100,
        "tax": 0,
        "email": f"kundin{number}@example.ch",
        "paymentMethod": "TWINT",
        "paymentStatus": "PAID",
        "createDate": "2026-03-02 11:52:00 +0100",
        "items": [
            {"id": number * 10, "price": 100, "sku": "TASSE", "quantity": 1, "tax": 0, "name": "Tasse"}
        ],
        "shippingPerson": {"name": "Vreni Keller", "city": "Bern"},
        **members,
    }


def page(*orders: dict[str, Any]) -> str:
    """A page of orders as the shop's API gives it, a member a line."""
    return json.dumps({"total": len(orders), "count": len(orders), "items": orders}, indent=1)


def edits(*rows: str) -> str:
    """A CSV file of edits, one row an edit."""
    return "".join(f"{row}\n" for row in (HEADER, *rows))


@dataclass(frozen=True)
class Ran:
    """What one command printed, its exit status, and the folders it left in `out`."""

    result: Result
    out: Path

    @property
    def status(self) -> int:
        """The exit status; an exception that got through is raised here."""
        if self.result.exception is not None and not isinstance(self.result.exception, SystemExit):
            raise self.result.exception
        return self.result.exit_code

    @property
    def folders(self) -> list[Path]:
        """The folders of the runs, the oldest first; nothing else may stand there but the lock."""
        if not self.out.exists():
            return []
        return sorted(path for path in self.out.iterdir() if path.name != ".order-corrections.lock")

    @property
    def folder(self) -> Path:
        """The one folder left."""
        (folder,) = self.folders
        return folder

    @property
    def files(self) -> list[str]:
        """The names in the one folder left."""
        return sorted(path.name for path in self.folder.iterdir())

    @property
    def summary(self) -> dict[str, Any]:
        """summary.json of the one folder."""
        found: dict[str, Any] = json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))
        return found

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The problems: those of the folder, or those of a refused input printed as JSON."""
        if self.folders:
            found: list[dict[str, Any]] = json.loads(
                (self.folder / "problems.json").read_text(encoding="utf-8")
            )
            return found
        refused: list[dict[str, Any]] = json.loads(self.result.stdout)["problems"]
        return refused


class Shop:
    """A folder with an export of five orders (K1001 to K1005) and one edit of price."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "runs"
        self.orders = self.write("orders.json", page(*(order(number) for number in range(1001, 1006))))
        self.edits = self.write("edits.csv", edits(PRICE_90))

    def write(self, name: str, content: str | bytes) -> Path:
        """A file of the shop, in a folder of its own if the name says so."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def workbook(self, name: str, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
        """A workbook with these sheets and rows."""
        workbook = Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        workbook.save(self.folder / name)
        return self.folder / name

    def apply(
        self,
        *words: str | Path,
        orders: Sequence[Path] | None = None,
        edits: Sequence[Path] | None = None,
    ) -> Ran:
        """`order-corrections apply` on these files, else on the shop's own; more words follow."""
        return self.run(
            *("apply", "--orders", *(orders or [self.orders]), "--edits", *(edits or [self.edits])),
            *("--out", self.out, "--currency", "CHF", *words),
        )

    def run(self, *words: str | Path) -> Ran:
        """`order-corrections` with these words."""
        return Ran(CliRunner().invoke(main, [str(word) for word in words]), self.out)
