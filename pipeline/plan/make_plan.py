"""The whole plan: every edit row matched, read, checked against the others and put into steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.catalogue.names import named
from pipeline.languages.phrase import listed, phrase
from pipeline.plan.cells import DecimalMarks, collect_cells
from pipeline.plan.contents import Record, collect_contents
from pipeline.plan.customer import change_customer
from pipeline.plan.discounts import add_discount, change_discount, remove_discount
from pipeline.plan.draft import Draft, row_place
from pipeline.plan.items import add_item, change_item, remove_item
from pipeline.plan.match_orders import OrderFinder
from pipeline.plan.order_fields import change_order
from pipeline.plan.taxes import add_tax, change_tax, remove_tax
from pipeline.problems import Problem, place_word, problem
from schemas import columns
from schemas.edits import Edits
from schemas.orders import Tables
from schemas.outcome import CHANGES
from schemas.plan import ADDED, STEPS, Plan

_HANDLERS: dict[tuple[str, str], Callable[[Draft], None]] = {
    ("item", "add"): add_item,
    ("item", "change"): change_item,
    ("item", "remove"): remove_item,
    ("customer", "change"): change_customer,
    ("order", "change"): change_order,
    ("discount", "add"): add_discount,
    ("discount", "change"): change_discount,
    ("discount", "remove"): remove_discount,
    ("tax", "add"): add_tax,
    ("tax", "change"): change_tax,
    ("tax", "remove"): remove_tax,
}


@dataclass(frozen=True)
class Planned:
    """The plan of a batch and what became of each row.

    `rows`: one per edit row in sheet order with row_key, order_key (-1: no
    order), order_id, state (planned, nothing, rejected), moves_money.
    `plan` holds the steps of the planned rows only.
    """

    plan: Plan
    rows: pd.DataFrame
    problems: tuple[Problem, ...]


Matches = Mapping[int, tuple[int, list[Problem]]]
"""For each edit row (by row_key) its order's key, or -1, and what there is to say about it."""


def match_rows(tables: Tables, edits: Edits, set_aside: Iterable[str] = ()) -> Matches:
    """Which order each edit row means, looked up among all the orders.

    `set_aside` names orders left out of the tables because they cannot be read.
    """
    finder = OrderFinder(tables, set_aside)
    return {row["row_key"]: finder.match(row) for row in columns.records(edits.rows)}


def make_plan(
    tables: Tables,
    edits: Edits,
    matches: Matches,
    *,
    decimal_marks: DecimalMarks,
    broken_rows: Iterable[int] = (),
    left_rows: Mapping[int, str] | None = None,
    rejects_everything: bool = False,
) -> Planned:
    """Every row either planned, found to ask for nothing, or rejected with its reason.

    `decimal_marks` are those of the whole batch, `broken_rows` rows with an
    error found before, `left_rows` those that an earlier run did, with its
    name. One rejected row rejects all the rows of its order.
    """
    rows = columns.records(edits.rows)
    problems = [found for row in rows for found in matches[row["row_key"]][1]]
    keys = pd.Series([key for row in rows if (key := matches[row["row_key"]][0]) >= 0], dtype="int64")
    contents = collect_contents(tables, keys)
    cells = collect_cells(edits, decimal_marks)
    broken = set(broken_rows)
    left = left_rows or {}
    drafts = {
        row["row_key"]: _draft_row(Draft(row, cells[row["row_key"]], contents[key]), broken, left)
        for row in rows
        if (key := matches[row["row_key"]][0]) >= 0
    }
    _report_double_edits(drafts)
    states = _settle_states(rows, drafts, rejects_everything=rejects_everything)
    problems += [found for draft in drafts.values() for found in draft.problems]
    problems += _explain_rejections(rows, drafts, states, rejects_everything=rejects_everything)
    return Planned(_to_plan(drafts, states), _row_frame(rows, drafts, states), tuple(problems))


def _draft_row(draft: Draft, broken: set[int], left: Mapping[int, str]) -> Draft:
    row_key = draft.row["row_key"]
    if row_key in broken:
        draft.is_broken = True
        return draft
    if row_key in left:
        draft.report("already-applied", found=left[row_key])
        return draft
    handler = _HANDLERS.get((draft.row["target"], draft.row["action"]))
    if handler is None:
        draft.report("unknown-action", found=named(draft.row["action"]), column="action")
    elif draft.cells or draft.row["action"] != "change":
        handler(draft)
    else:
        draft.report("empty-request")
    return draft


def _report_double_edits(drafts: dict[int, Draft]) -> None:
    """Two rows (or one row twice) editing one cell: each is told of the other."""
    editors: dict[tuple[str, int, str], list[Draft]] = defaultdict(list)
    removals: dict[tuple[str, int], list[Draft]] = defaultdict(list)
    for draft in drafts.values():
        for table, key, column in dict.fromkeys(draft.touched):
            editors[table, key, column].append(draft)
            if column == "*":
                removals[table, key].append(draft)
    for (table, key, column), editing in editors.items():
        together = editing if column == "*" else [*editing, *removals.get((table, key), [])]
        if len(together) > 1:
            files = {draft.row["file"] for draft in together}
            places = listed(_place_word(draft.row, has_file=len(files) > 1) for draft in together)
            for draft in together:
                if not any(p.code == "edited-twice" and p.found == places for p in draft.problems):
                    draft.report("edited-twice", column=_cell_word(table, column), found=places)


def _cell_word(table: str, column: str) -> str:
    if table == "added taxes":
        return phrase("tax {name}", name=column.removeprefix("tax "))
    word = table.removesuffix("s") if column.startswith("*") else column
    return word.removesuffix("_sub").removesuffix("_minor").removesuffix("_milli").replace("_", " ")


def _place_word(row: Record, *, has_file: bool = False) -> str:
    place = f"{row['file'] if has_file else ''} {row['sheet']}"
    return place_word(" ".join(place.split()), row["row"])


def _settle_states(
    rows: list[Record], drafts: dict[int, Draft], *, rejects_everything: bool
) -> dict[int, str]:
    """The state of every row; the unit of rejection is the order (or the batch)."""
    failed = {row["row_key"] for row in rows if row["row_key"] not in drafts}
    failed |= {key for key, draft in drafts.items() if draft.has_error}
    failed_orders = {int(drafts[key].order["order_key"]) for key in failed if key in drafts}
    states = {}
    for row in rows:
        key = row["row_key"]
        draft = drafts.get(key)
        is_caught = draft is not None and int(draft.order["order_key"]) in failed_orders
        if key in failed or is_caught or (rejects_everything and failed):
            states[key] = "rejected"
        else:
            is_empty = draft is None or not (draft.steps or draft.added)
            states[key] = "nothing" if is_empty else "planned"
    return states


def _explain_rejections(
    rows: list[Record],
    drafts: dict[int, Draft],
    states: dict[int, str],
    *,
    rejects_everything: bool,
) -> list[Problem]:
    """For rows rejected only because of others: which one it was."""
    culprits: dict[int, Record] = {}
    for draft in drafts.values():
        if draft.has_error:
            culprits.setdefault(int(draft.order["order_key"]), draft.row)
    problems = []
    for row in rows:
        if states[row["row_key"]] != "rejected" or row["row_key"] not in drafts:
            continue
        draft = drafts[row["row_key"]]
        if draft.has_error:
            continue
        culprit = culprits.get(int(draft.order["order_key"]))
        facts = {**row_place(row), "order_id": draft.order["order_id"]}
        if culprit is not None:
            place = _place_word(culprit, has_file=culprit["file"] != row["file"])
            problems.append(problem("order-rejected", found=place, **facts))
        elif rejects_everything:
            problems.append(problem("batch-rejected", **facts))
    return problems


def _to_plan(drafts: dict[int, Draft], states: dict[int, str]) -> Plan:
    kept = [draft for key, draft in drafts.items() if states[key] == "planned"]
    rounds = _number_rounds(kept)
    touched = {cell for draft in kept for cell in draft.touched}
    follows = {draft.row["row_key"]: _follows(draft, touched) for draft in kept}
    steps = [
        {**step, "round": rounds[row_key]}
        for draft in kept
        for row_key in [draft.row["row_key"]]
        for step in [*draft.steps, *(step for step, _ in follows[row_key])]
    ]
    told = [change for found in follows.values() for _, change in found if change]
    added: dict[str, list[Record]] = {name: [] for name in ADDED}
    for draft in kept:
        for table, record in draft.added:
            added[table].append({**record, "round": rounds[draft.row["row_key"]]})
    _number_added_lines(added["lines"], {int(d.order["order_key"]): d for d in kept})
    added["discounts"].sort(key=_discount_content)
    return Plan(
        _frame(STEPS, steps),
        {name: _frame(ADDED[name], records) for name, records in added.items()},
        _frame(CHANGES, [*(change for draft in kept for change in draft.changes), *told]),
    )


def _follows(draft: Draft, touched: set[tuple[str, int, str]]) -> list[tuple[Record, Record | None]]:
    """What follows from the draft's edits, without what an edit overrides."""
    return [
        (step, change)
        for step, change in draft.followed
        if not {(step["table"], step["key"], column) for column in (step["column"], "*")} & touched
    ]


def _number_rounds(drafts: list[Draft]) -> dict[int, int]:
    """The j-th row of its order that moves money is in round j; the others in round 0."""
    counts: dict[int, int] = defaultdict(int)
    rounds = {}
    for draft in sorted(drafts, key=lambda draft: int(draft.row["row_key"])):
        key = int(draft.order["order_key"])
        counts[key] += draft.moves_money
        rounds[int(draft.row["row_key"])] = counts[key] if draft.moves_money else 0
    return rounds


def _number_added_lines(lines: list[Record], drafts: dict[int, Draft]) -> None:
    """Added lines follow the last one, ordered by content: the sheet's order is no matter."""
    last: dict[int, int] = {}
    lines.sort(key=_line_content)
    for line in lines:
        key = int(line["order_key"])
        numbers = [other["line_number"] for other in drafts[key].contents.lines]
        last[key] = last.get(key, max(numbers, default=0)) + 1
        line["line_number"] = last[key]


def _line_content(line: Record) -> tuple[object, ...]:
    return tuple(
        line[name]
        for name in ("order_key", "sku", "name", "unit_price_sub", "quantity_milli", "is_taxable", "row_key")
    )


def _discount_content(discount: Record) -> tuple[object, ...]:
    names = ("order_key", "stage", "line_key", "kind", "rate_ppb", "value_minor", "name", "row_key")
    return tuple(discount[name] for name in names)


def _frame(schema: object, records: list[Record]) -> pd.DataFrame:
    if not records:
        return columns.empty(schema)  # type: ignore[arg-type]
    filled = [{**columns.defaults_of(schema), **record} for record in records]  # type: ignore[arg-type]
    return columns.frame(schema, {name: [record[name] for record in filled] for name in filled[0]})  # type: ignore[arg-type]


def _row_frame(rows: list[Record], drafts: dict[int, Draft], states: dict[int, str]) -> pd.DataFrame:
    found = [drafts.get(row["row_key"]) for row in rows]
    return pd.DataFrame(
        {
            "row_key": pd.Series([row["row_key"] for row in rows], dtype="int64"),
            "order_key": pd.Series(
                [draft.order["order_key"] if draft else -1 for draft in found], dtype="int64"
            ),
            "order_id": pd.Series(
                [
                    draft.order["order_id"] if draft else row["order_ref"] or row["find"]
                    for row, draft in zip(rows, found, strict=True)
                ],
                dtype="str",
            ),
            "state": pd.Series([states[row["row_key"]] for row in rows], dtype="str"),
            "moves_money": pd.Series([bool(draft and draft.moves_money) for draft in found], dtype="bool"),
        }
    )
