"""The updated exports of a run: their names, and every order in them that changed or is put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.formats.protocol import KEYS_PER_EXPORT, Export
from pipeline.formats.registry import find_format
from pipeline.intake import Tell
from pipeline.languages import phrase
from schemas.kept import KeptOrder, Restoration
from schemas.orders import COMPONENTS, Tables
from schemas.outcome import Outcome

_PREFIX = "updated-orders-"


def write_orders(
    folder: Path, exports: Sequence[Export], outcome: Outcome, tell: Tell, restoration: Restoration | None
) -> dict[int, KeptOrder]:
    """Write the updated exports; the touched orders as they were before, by order_key."""
    kept: dict[int, KeptOrder] = {}
    for export, names in zip(exports, name_outputs(exports), strict=True):
        tell(phrase("Writing {file}", file=names[0]))
        after, files = _as_stated(outcome.after, export), [folder / name for name in names]
        export_format = find_format(export.format)
        if restoration is None:
            kept |= export_format.write(export, after, files) or {}
            continue
        keys = after.orders["order_key"].tolist()
        restored = {key: restoration.kept[key] for key in keys}
        kept |= export_format.write(export, after.only(pd.Index([])), files, restored)
    return kept


def name_outputs(exports: Sequence[Export]) -> list[list[str]]:
    """The names of the updated files: `updated-orders.csv`, or with their old names if several.

    Files of an earlier run keep the name they have instead of getting longer with each run.
    """
    files = [path for export in exports for path in export.files]
    if len(files) == 1:
        return [[f"updated-orders{files[0].suffix}"]]
    taken: set[str] = set()
    named = []
    for export in exports:
        names = []
        for path in export.files:
            stem = f"{_PREFIX}{path.stem.removeprefix(_PREFIX)}"
            name, number = f"{stem}{path.suffix}", 1
            while name in taken:
                number += 1
                name = f"{stem}-{number}{path.suffix}"
            taken.add(name)
            names.append(name)
        named.append(names)
    return named


def _as_stated(after: Tables, export: Export) -> Tables:
    """The changed orders of one export, with components the export does not state left at 0."""
    keys = after.orders["order_key"]
    first = int(export.tables.orders["order_key"].min() if len(export.tables.orders) else 0)
    first -= first % KEYS_PER_EXPORT
    part = after.only(keys.loc[(keys >= first) & (keys < first + KEYS_PER_EXPORT)])
    stated = {
        f"{name}_minor": np.where(part.orders[f"has_{name}"], part.orders[f"{name}_minor"], 0)
        for name in COMPONENTS
    }
    return replace(part, orders=part.orders.assign(**stated))
