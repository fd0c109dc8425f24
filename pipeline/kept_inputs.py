"""The inputs of a run, kept in its folder so that it can be calculated again.

`inputs/` holds a copy of every file that was read, each beside the files that
belong to it, and `request.json`: how they were given and what the ledger knew
at that moment. Copies, not links: a link would change along with the original
and share its mode.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.formats.protocol import Export
from pipeline.intake import Sources
from pipeline.languages import ENGLISH, Words, find_words
from pipeline.messages import list_templates
from schemas import columns
from schemas.ledger import EARLIER_DOCUMENTS, EARLIER_EDITS, EARLIER_OPEN, EARLIER_RUNS, Earlier, Known

KEPT = "inputs"
_REQUEST = "request.json"
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_TABLES = {
    "runs": EARLIER_RUNS,
    "edits": EARLIER_EDITS,
    "open_amounts": EARLIER_OPEN,
    "documents": EARLIER_DOCUMENTS,
}


@dataclass(frozen=True)
class Asked:
    """Who asked for a run, and how it was to tell what it did.

    `reports`: the language of its reports; `workbooks`: that of its annotated
    workbooks (None: each file's own), `customers` that of all messages and
    documents (None: each one's own); `documents`: as `Request` has it.
    """

    reports: Words = ENGLISH
    workbooks: Words | None = None
    customers: Words | None = None
    documents: str = ""
    requested_by: str = ""


def keep_inputs(
    folder: Path, sources: Sources, exports: Sequence[Export], known: Known, asked: Asked
) -> None:
    """Copy everything the run read into `inputs/` of the folder, for its owner alone.

    `exports` as they were read from `sources`: they know which files a mapping
    led to. Raises `OSError` where the folder cannot be written.
    """
    kept: dict[Path, str] = {}
    for number, group in enumerate(_group(sources, exports), 1):
        base = Path(os.path.commonpath([path.absolute().parent for path in group]))
        for path in group:
            place = Path(KEPT, str(number), path.absolute().relative_to(base))
            kept.setdefault(path, place.relative_to(KEPT).as_posix())
            _copy(path, folder / place)
    request = {
        "orders": [kept[path] for path in sources.orders],
        "edits": [kept[path] for path in sources.edits],
        "mapping": kept[sources.mapping] if sources.mapping else "",
        "policy": kept[sources.policy] if sources.policy else "",
        "format": sources.format,
        "currency": sources.currency,
        "lang": asked.reports.tag,
        "workbook_lang": asked.workbooks.tag if asked.workbooks else "",
        "customer_lang": asked.customers.tag if asked.customers else "",
        "messages": _place_of_templates(sources, kept),
        "documents": asked.documents,
        "requested_by": asked.requested_by,
        "earlier": _as_plain(known.earlier),
        "released": sorted(known.released),
    }
    text = json.dumps(request, ensure_ascii=False, indent=1) + "\n"
    destination = folder / KEPT / _REQUEST
    destination.write_text(text, encoding="utf-8")
    destination.chmod(_FILE_MODE)


def read_kept(folder: Path) -> tuple[Sources, Known, Asked]:
    """What the run in that folder was given, as files below it, what the ledger knew, and how it was to tell.

    Raises `OSError`, `KeyError` or `ValueError` where that is not there any more.
    """
    base = folder / KEPT
    request = json.loads((base / _REQUEST).read_text(encoding="utf-8"))
    sources = Sources(
        orders=tuple(base / name for name in request["orders"]),
        edits=tuple(base / name for name in request["edits"]),
        format=request["format"],
        mapping=base / request["mapping"] if request["mapping"] else None,
        currency=request["currency"],
        policy=base / request["policy"] if request["policy"] else None,
        messages=base / request["messages"] if request.get("messages") else None,
    )
    own, customers = (request.get(name, "") for name in ("workbook_lang", "customer_lang"))
    asked = Asked(
        find_words(request.get("lang", "en")),  # runs of earlier versions were English
        find_words(own) if own else None,
        find_words(customers) if customers else None,
        request.get("documents", ""),
        request.get("requested_by", ""),
    )
    return sources, Known(_from_plain(request["earlier"]), frozenset(request["released"])), asked


def _group(sources: Sources, exports: Sequence[Export]) -> Iterator[list[Path]]:
    """Files that must stay beside each other: a mapping and its tables; every other file alone."""
    if sources.mapping is not None:
        files = [path for export in exports for path in export.files]
        yield list(dict.fromkeys([sources.mapping, *sources.orders, *files]))
    else:
        for path, export in zip(sources.orders, exports, strict=True):
            yield list(dict.fromkeys([path, *export.files]))
    yield from ([path] for path in sources.edits)
    if sources.policy is not None:
        yield [sources.policy]
    if sources.messages is not None:
        yield list_templates(sources.messages)


def _place_of_templates(sources: Sources, kept: Mapping[Path, str]) -> str:
    """The folder of the kept templates; "" if there are none."""
    if sources.messages is None:
        return ""
    return str(Path(kept[list_templates(sources.messages)[0]]).parent)


def _copy(path: Path, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
    shutil.copyfile(path, destination)
    destination.chmod(_FILE_MODE)


def _as_plain(earlier: Earlier) -> dict[str, Any]:
    tables = {name: columns.records(getattr(earlier, name)) for name in _TABLES}
    return {**tables, "last_entry": earlier.last_entry}


def _from_plain(plain: dict[str, Any]) -> Earlier:
    tables = {
        name: columns.frame(
            schema, {column: [row[column] for row in plain[name]] for column in schema.columns}
        )
        if plain.get(name)
        else columns.empty(schema)
        for name, schema in _TABLES.items()
    }
    return Earlier(**tables, last_entry=plain["last_entry"])
