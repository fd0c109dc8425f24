"""Save a workbook so that equal content gives equal bytes.

openpyxl stamps the moment of saving into the document properties and into
every entry of the zip. Both are set to one fixed moment here, so that a run
repeated leaves the same file and the same digest.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

FIXED_MOMENT = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FIXED_ENTRY_MOMENT = (2000, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o644 << 16


def save_workbook(workbook: Workbook, destination: Path) -> None:
    """Write the workbook to the file; the same workbook gives the same bytes.

    Its properties "created" and "modified" become `FIXED_MOMENT`. A write-only
    workbook is closed by this, as by openpyxl's own saving.
    """
    write_parts(list_parts(workbook), destination)


def list_parts(workbook: Workbook) -> dict[str, bytes]:
    """The parts of the workbook's file by name, in their order, with `FIXED_MOMENT` in its properties."""
    properties = workbook.properties
    properties.created = FIXED_MOMENT
    properties.modified = FIXED_MOMENT
    written = io.BytesIO()
    ExcelWriter(workbook, ZipFile(written, "w", ZIP_DEFLATED)).save()
    with ZipFile(written) as entries:
        return {name: entries.read(name) for name in entries.namelist()}


def write_parts(parts: Mapping[str, bytes], destination: Path) -> None:
    """Write the parts as one file; the same parts give the same bytes."""
    with ZipFile(destination, "w", ZIP_DEFLATED) as steady:
        for name, content in parts.items():
            steady.writestr(_steady_entry(name), content)


def _steady_entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _FIXED_ENTRY_MOMENT)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = _PLAIN_FILE
    return entry
