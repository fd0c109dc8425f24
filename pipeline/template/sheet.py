"""One sheet of a workbook to fill in: a hint, headers with notes, an example, and what orders say now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from pipeline.languages import N_, Words
from pipeline.template import looks
from pipeline.template.cells import Pen
from pipeline.template.checks import check_of
from pipeline.template.columns import EMPTY_WORD, KINDS, YES_NO, Place, note_of, sheet_title
from pipeline.template.contents import ContentRow, Value
from pipeline.template.examples import example_of

HEADER_ROW, EXAMPLE_ROW = 2, 3
_HINT = N_("One row, one change. Write only what changes; the page “{how_to}” tells more.")
_PREFILLED_HINT = N_("Grey is what the order says now. Write beside it what is to change, and nothing else.")
_NAMING = ("order", "find", "action", "ref", "item")
_AUTHOR = "order-corrections"
_OLD_WIDTH = 24
_A4 = 9
"""The number that workbooks have for this size of paper."""
_WORDS = {**KINDS, "yes": YES_NO[1], "no": YES_NO[0]}


@dataclass(frozen=True)
class Setting:
    """What the sheets of one workbook have in common."""

    words: Words
    pen: Pen
    ranges: Mapping[str, str]
    decimals: int
    how_to: str
    is_prefilled: bool


def write_sheet(
    workbook: Workbook, target: str, places: Sequence[Place], rows: Sequence[ContentRow], setting: Setting
) -> None:
    """Add the sheet of that target, with the rows as far as there are columns for them."""
    words = setting.words
    sheet: Any = workbook.create_sheet(sheet_title(target, words))
    _arrange(sheet, target, places, len(rows), setting.decimals)
    for at, place in enumerate(places, start=1):
        sheet.data_validations.append(check_of(place, at, EXAMPLE_ROW, setting.ranges, words))
    hint = words.say(_PREFILLED_HINT) if setting.is_prefilled else words.say(_HINT, how_to=setting.how_to)
    sheet.append([setting.pen.text(sheet, hint, looks.HINT)])
    sheet.append([_header(sheet, place, setting) for place in places])
    sheet.append(_example(sheet, target, places, setting))
    spelled = {word: words.say(text) for word, text in {**_WORDS, "": EMPTY_WORD}.items()}
    for row in rows:
        sheet.append(_cells(sheet, row, places, spelled, setting.pen))


def _arrange(sheet: Any, target: str, places: Sequence[Place], rows: int, decimals: int) -> None:
    """Everything about the sheet that must be said before its first row."""
    for at, place in enumerate(places, start=1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = min(place.column.width, _OLD_WIDTH) if place.is_old else place.column.width
        dimension.number_format = _format_of(place, decimals)
    named = sum(place.column.key in _NAMING for place in places)
    sheet.freeze_panes = f"{get_column_letter(named + 1)}{EXAMPLE_ROW}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(places))}{EXAMPLE_ROW + rows}"
    if rows:
        cells = f"A{EXAMPLE_ROW + 1}:{get_column_letter(len(places))}{EXAMPLE_ROW + rows}"
        sheet.conditional_formatting.add(cells, looks.order_line(EXAMPLE_ROW + 1))
    sheet.row_dimensions[1].height = 22
    sheet.row_dimensions[HEADER_ROW].height = 46
    sheet.sheet_properties.tabColor = looks.TAB_COLOURS[target]
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _format_of(place: Place, decimals: int) -> str:
    """The number format of the column's empty cells, which what is typed takes."""
    return {
        "price": looks.price_format(decimals),
        "money": looks.amount_format(decimals),
        "rate": looks.RATE_FORMAT,
        "quantity": "General",
        "value": "General",
    }.get(place.column.kind, looks.TEXT_FORMAT)


def _header(sheet: Any, place: Place, setting: Setting) -> Cell:
    cell = setting.pen.text(sheet, place.header, looks.OLD_HEADER if place.is_old else looks.HEADER)
    note = note_of(place, setting.words)
    cell.comment = Comment(note, _AUTHOR, width=260, height=40 + 18 * (len(note) // 36))
    return cell


def _example(sheet: Any, target: str, places: Sequence[Place], setting: Setting) -> list[Cell]:
    texts = example_of(target, setting.words)
    names = [f"old {place.column.key}" if place.is_old else place.column.key for place in places]
    return [setting.pen.text(sheet, texts.get(name, ""), looks.EXAMPLE) for name in names]


def _cells(
    sheet: Any, row: ContentRow, places: Iterable[Place], spelled: Mapping[str, str], pen: Pen
) -> list[Cell | None]:
    """The cells of one row; `spelled` are our own words in the reader's language, "" the one for empty."""
    found: list[Cell | None] = []
    for place in places:
        key = place.column.key
        if key == "order":
            found.append(pen.text(sheet, row.order_id, looks.FIRST if row.is_first else looks.AGAIN))
        elif place.is_old and key in row.values:
            found.append(_old_cell(sheet, place, row.values[key], spelled, pen))
        elif key in row.names and not place.is_old:
            found.append(pen.text(sheet, row.names[key], looks.NAME))
        else:
            found.append(_new_cell(sheet, place, row, pen))
    return found


def _old_cell(sheet: Any, place: Place, value: Value, spelled: Mapping[str, str], pen: Pen) -> Cell:
    if value.number is not None:
        return pen.number(sheet, value.number, looks.OLD, _number_format(place, value))
    text = spelled[value.word] if value.word else value.text
    is_empty = text.strip() == ""
    shown = looks.DASH_FORMAT if is_empty else looks.TEXT_FORMAT
    return pen.text(sheet, spelled[""] if is_empty else text, looks.OLD, shown)


def _number_format(place: Place, value: Value) -> str:
    if value.is_rate:
        return looks.RATE_FORMAT
    kinds = {"price": looks.price_format, "money": looks.amount_format, "value": looks.amount_format}
    spell = kinds.get(place.column.kind)
    return spell(value.decimals) if spell else "General"


def _new_cell(sheet: Any, place: Place, row: ContentRow, pen: Pen) -> Cell | None:
    """An empty cell for a new rate in the format of the old one.

    None elsewhere, where the column's format will do. A discount's new value has none: its kind may
    change, and 10% typed into an unformatted cell becomes a percentage by itself.
    """
    value = row.values.get(place.column.key)
    if place.column.kind != "rate" or value is None:
        return None
    return pen.number(sheet, None, looks.NEW, _number_format(place, value))
