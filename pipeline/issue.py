"""Which orders of a run get a document, and under which reference; pure.

A reference is the order's number and a count: `1001-E001`. With a ledger the
count goes on over all runs. A run that does only what documents of earlier
runs hold makes none; one that does that and more replaces them.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas import columns
from schemas.document import DOCUMENTS
from schemas.ledger import Earlier
from schemas.outcome import Outcome

_Row = dict[str, Any]
_Name = tuple[str, int]
"""The run and row that did an edit first."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.", re.IGNORECASE)
"""Windows takes such a name for a device, whatever follows the dot."""
_LONGEST_NAME = 60
_DIGITS = 8


@dataclass(frozen=True)
class Before:
    """What came before a run: `earlier` runs, its `edits` (`schemas.entry.RUN_EDITS`), the run it undoes."""

    earlier: Earlier
    edits: pd.DataFrame
    undoes_run: str = ""


def issue_documents(outcome: Outcome, before: Before | None = None) -> pd.DataFrame:
    """The documents of the run, one for each order whose total or taxes moved: `schemas.document.DOCUMENTS`.

    Without `before` (no ledger) every document is the first of its order.
    """
    issued: list[_Row] = []
    taken: set[str] = set()
    shifted = _find_shifts(outcome.tax_by_rate)
    history = _read_history(outcome, before) if before else {}
    for order in columns.records(outcome.reconciliation):
        is_moved = order["difference_minor"] != 0 or order["order_key"] in shifted
        past = history.get(order["order_key"], _Past())
        if order["result"] == "applied" and is_moved and not past.is_told:
            name = _name_file(order["order_id"], past.number, taken)
            taken.add(name.casefold())
            issued.append(_issue(order, past, name))
    if not issued:
        return columns.empty(DOCUMENTS)
    return columns.frame(DOCUMENTS, {name: [one[name] for one in issued] for name in DOCUMENTS.columns})


def _find_shifts(taxes: pd.DataFrame) -> set[int]:
    """The orders of which another amount is taxed at some rate, or taxed otherwise."""
    moved = taxes.assign(base_minor=taxes["base_after_minor"] - taxes["base_before_minor"])
    sums = moved.groupby(["order_key", "rate_ppb"])[["base_minor", "tax_difference_minor"]].sum()
    is_moved = (sums != 0).any(axis="columns")
    return set(sums.index[is_moved].get_level_values("order_key"))


def _issue(order: _Row, past: _Past, file_name: str) -> _Row:
    difference = order["difference_minor"]
    kinds = {True: "credit_note", False: "supplementary_invoice"}
    return {
        **{name: order[name] for name in ("order_key", "order_id", "file", "currency", "decimals")},
        "number": past.number,
        "reference": make_reference(order["order_id"], past.number),
        "file_name": file_name,
        "kind": kinds[difference < 0] if difference else "tax_correction",
        "total_minor": difference,
        "tax_on_top_minor": order["tax_on_top_difference_minor"],
        "tax_inside_minor": order["tax_inside_difference_minor"],
        "replaces": ", ".join(past.replaces),
        "takes_back": ", ".join(past.takes_back),
    }


@dataclass(frozen=True)
class _Past:
    """What earlier documents mean for one order: `is_told`, they hold all that this run does."""

    number: int = 1
    is_told: bool = False
    replaces: tuple[str, ...] = ()
    takes_back: tuple[str, ...] = ()


def _read_history(outcome: Outcome, before: Before) -> dict[int, _Past]:
    """What came before, for the orders that have documents."""
    edits, done = columns.records_by_order(before.earlier.edits), _find_done(outcome, before)
    return {
        key: _read_past(documents, edits[key], done[key], before.undoes_run)
        for key, documents in columns.records_by_order(before.earlier.documents).items()
    }


def _read_past(documents: list[_Row], edits: list[_Row], done: set[_Name], undoes_run: str) -> _Past:
    """A document is replaced where an edit that it is about is done again; an address alone is not one."""
    number, held = max(one["number"] for one in documents) + 1, _find_held(documents, edits)
    if done and done <= set().union(*held.values()):
        return _Past(number, is_told=True)
    old = {reference for one in documents for reference in one["replaces"].split(", ")}
    moving = {(row["first_run"], row["first_row_key"]) for row in edits if row["difference_minor"]}
    about = {one["reference"]: moving if one["total_minor"] else done for one in documents}
    replaced = [one for one, names in held.items() if names & done & about[one] and one not in old]
    back = [one["reference"] for one in documents if one["is_own"] and one["run_id"] == undoes_run]
    return _Past(number, replaces=tuple(replaced), takes_back=tuple(back))


def _find_done(outcome: Outcome, before: Before) -> dict[int, set[_Name]]:
    """The edits this run did to each order, by who did them first."""
    results = outcome.row_results
    applied = results.loc[results["result"] == "applied", "row_key"]
    done: dict[int, set[_Name]] = defaultdict(set)
    for row in columns.records(before.edits.loc[before.edits["row_key"].isin(applied)]):
        own_key = row["first_row_key"] if row["first_run"] else row["row_key"]
        done[row["order_key"]].add((row["first_run"], own_key))
    return done


def _find_held(documents: list[_Row], edits: list[_Row]) -> dict[str, set[_Name]]:
    """For each document of the order the edits it holds: what its run did, not what that found done."""
    return {
        one["reference"]: {
            (row["first_run"], row["first_row_key"])
            for row in edits
            if row["run_id"] == one["run_id"]
            and (row["first_run"] == row["run_id"] or row["difference_minor"] or not one["total_minor"])
        }
        for one in documents
        if one["is_own"]
    }


def make_reference(order_id: str, number: int) -> str:
    """The reference of an order's document.

    >>> make_reference("#1001", 2)
    '#1001-E002'
    """
    return f"{order_id}-E{number:03}"


def _name_file(order_id: str, number: int, taken: set[str]) -> str:
    """A file name of the reference that is safe anywhere and not taken.

    A leading # is left out; whatever else a file name cannot hold is replaced,
    with a digest of the number that tells it from others alike.
    """
    plain = order_id.removeprefix("#")
    safe = _UNSAFE.sub("-", plain).strip(".-")[:_LONGEST_NAME]
    safe = f"_{safe}" if _RESERVED.match(safe) else safe
    name = make_reference(safe, number)
    if safe == plain and name.casefold() not in taken:
        return name
    digest = hashlib.sha256(order_id.encode("utf-8", "surrogatepass")).hexdigest()
    names = [
        make_reference(f"{safe}-{part}" if safe else part, number) for part in (digest[:_DIGITS], digest)
    ]
    return names[0] if names[0].casefold() not in taken else names[1]
