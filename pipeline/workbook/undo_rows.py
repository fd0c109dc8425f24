"""The sheet `Undo` of an `undo.xlsx`: one row an order, read and spelled.

What a person reads stands in the first columns. What the program needs, the
order's records as they were, is compressed and cut into cells no longer than
a spreadsheet's cells may be.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pipeline.problems import problem
from pipeline.workbook.cells import Row
from pipeline.workbook.collector import Collector, EditRow
from pipeline.workbook.headers import Header, read_long_header
from pipeline.workbook.layout import Column, Layout
from schemas.kept import KeptOrder, UndoRow

UNDO_SHEET = "Undo"
ORDER, RUN, WORDS = "Order", "Run", "What changes back"
TOTAL_LEFT, TOTAL_BEFORE = "Total the run left", "Total before the run"
DIGEST = "Records as the run left them (SHA-256)"
RECORDS = "Records"
"""The first of the columns with an order's records; the others are `Records 2` and so on."""
_ROLES = {ORDER: "order", RUN: "run"}
_OUR_OWN = ("result", "comment")
_PIECE = 32_000
_LARGEST = 1 << 26
"""No order's records are that large; what claims to be is no file of ours."""
_FAULTS = (
    *(binascii.Error, zlib.error, json.JSONDecodeError, UnicodeDecodeError, RecursionError),
    *(TypeError, KeyError, ValueError),
)


def find_undo_layout(row: Row) -> Layout | None:
    """The columns of a sheet that takes a run back, None if its header row says something else."""
    titles = {position: cell.text for position, cell in row.cells.items()}
    if not {ORDER, RUN, RECORDS} <= set(titles.values()):
        return None
    layout = Layout("order", row.number, width=max(titles))
    pieces = 0
    for position, title in sorted(titles.items()):
        role = _ROLES.get(title) or _own_role(title)
        if title.partition(" ")[0] == RECORDS and title != DIGEST:
            pieces += 1
            role = f"records {pieces}"
        if role:
            layout.roles[role] = Column(position, title, Header(role))
        else:
            layout.unknown[position] = title
    return layout


def _own_role(title: str) -> str:
    """The columns that a run appended, in whatever language."""
    header = read_long_header(title)
    return header.role if header is not None and header.role in _OUR_OWN else ""


def is_undo(layout: Layout) -> bool:
    """Whether the layout is that of a sheet that takes a run back."""
    return "run" in layout.roles


def read_undo_rows(collector: Collector, layout: Layout, rows: Iterable[Row]) -> None:
    """Take the rows over; one whose records are damaged is an edit that cannot be read."""
    order, records = layout.roles["order"].position, layout.roles["records 1"]
    pieces = [column.position for role, column in layout.roles.items() if role.startswith("records ")]
    for row in rows:
        cells = {position: cell.text for position, cell in row.cells.items()}
        written = cells.get(order, "")
        place = row.cells[order].place if written else ""
        found = unpack_row("".join(cells.get(position, "") for position in pieces))
        edit = EditRow(UNDO_SHEET, row.number, "order", "restore", written, order_cell=place)
        if found is None or found.order_id.strip() != written:
            collector.add(edit, [], [problem("undo-damaged", column=records.title, found=written)])
            continue
        run_id = found.run_id
        collector.add_undo(
            EditRow(
                *(UNDO_SHEET, row.number, "order", "restore", written),
                order_cell=place,
                ref=run_id,
                reason=f"undo of run {run_id}",
            ),
            found,
        )


def pack_row(row: UndoRow) -> list[str]:
    """The row as text in pieces that fit into cells.

    >>> unpack_row("".join(pack_row(UndoRow("run-1", "#1001", "9.00 CHF", ())))).order_id
    '#1001'
    """
    plain = {**asdict(row), "kept": None if row.kept is None else row.kept.as_plain()}
    text = json.dumps(plain, ensure_ascii=True, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode("ascii"), 9)).decode("ascii")
    return [packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE)]


def unpack_row(packed: str) -> UndoRow | None:
    """The row that was packed; None if that is damaged."""
    try:
        expand = zlib.decompressobj()
        text = expand.decompress(base64.b64decode(packed, validate=True), _LARGEST)
        return _read_row(json.loads(text.decode("ascii"))) if expand.eof else None
    except _FAULTS:
        return None


def _read_row(plain: dict[str, Any]) -> UndoRow:
    kept = None if plain["kept"] is None else KeptOrder.from_plain(plain["kept"])
    changes = tuple(tuple(str(part) for part in change) for change in plain["changes"])
    if any(len(change) != _PARTS for change in changes):
        raise ValueError("no changes")
    words = {name: str(plain[name]) for name in ("run_id", "order_id", "total_left")}
    return UndoRow(**words, changes=changes, kept=kept)  # type: ignore[arg-type]


_PARTS = 5
