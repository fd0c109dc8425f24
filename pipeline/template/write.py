"""Writes a workbook to fill in, empty or with what orders say now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from pipeline.languages import N_, Words
from pipeline.steady_zip import save_workbook
from pipeline.template import looks
from pipeline.template.cells import Pen
from pipeline.template.checks import list_ranges
from pipeline.template.choices import Choice, find_choices
from pipeline.template.columns import COLUMNS, places_of
from pipeline.template.contents import content_rows
from pipeline.template.guide import HOW_TO, write_guide
from pipeline.template.sheet import Setting, write_sheet
from schemas.orders import Tables

LISTS = N_("Lists")


def write_template(
    destination: Path, words: Words, *, orders: Tables | None = None, lists_from: Tables | None = None
) -> None:
    """Write the workbook in the words of that language; equal input gives equal bytes.

    `orders` are those to be prefilled: one row for each item, customer,
    discount, order and tax, the current values beside empty cells; None for
    empty sheets. The drop-downs offer what `lists_from` holds.
    """
    known = lists_from or orders or Tables.empty()
    choices = find_choices(known, words)
    workbook, pen = Workbook(write_only=True), Pen()
    looks.add_styles(workbook)
    write_guide(workbook, words, pen, is_prefilled=orders is not None)
    at = {kind: 2 * place + 1 for place, kind in enumerate(choices)}
    setting = Setting(
        words=words,
        pen=pen,
        ranges=list_ranges(words.say(LISTS), choices, at),
        decimals=_usual_decimals(known),
        how_to=words.say(HOW_TO),
        is_prefilled=orders is not None,
    )
    rows = content_rows(orders) if orders is not None else {}
    fields = frozenset(_fields_of(orders)) if orders is not None else None
    for target in COLUMNS:
        write_sheet(workbook, target, places_of(target, words, fields), rows.get(target, []), setting)
    _write_lists(workbook, choices, words, pen)
    workbook.active = 1
    save_workbook(workbook, destination)


def _usual_decimals(tables: Tables) -> int:
    """The decimals of most orders' currency; 2 without orders."""
    counted = tables.orders["decimals"].value_counts()
    return int(counted.index[0]) if len(counted) else 2


def _fields_of(orders: Tables) -> list[str]:
    """What at least one of the orders' files can hold."""
    files = orders.orders["file"].unique()
    return [str(field) for field in orders.fields.loc[orders.fields["file"].isin(files), "field"]]


def _write_lists(workbook: Workbook, choices: Mapping[str, Choice], words: Words, pen: Pen) -> None:
    """The sheet behind the drop-downs: each list with its remarks beside it."""
    sheet = workbook.create_sheet(words.say(LISTS))
    sheet.sheet_properties.tabColor = looks.OTHER_TAB
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    for place in range(1, 2 * len(choices) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
    columns = [column for choice in choices.values() for column in (choice.values, choice.remarks)]
    titles = [title for choice in choices.values() for title in (choice.title, "")]
    sheet.append([pen.text(sheet, title, looks.HEADER) for title in titles])
    for row in range(max(map(len, columns), default=0)):
        texts = [column[row] if row < len(column) else "" for column in columns]
        sheet.append([pen.text(sheet, text, looks.NAME) if text else None for text in texts])
