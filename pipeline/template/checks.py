"""Input checks of a workbook to fill in: drop-downs, numbers, and a hint while a cell is filled in."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.languages import N_, Words
from pipeline.template.choices import Choice
from pipeline.template.columns import Place, note_of

LAST_ROW = 1_048_576
_LONGEST_TITLE, _LONGEST_TEXT = 32, 255
_OPEN_LISTS = ("shipping_method", "payment_method", "tax")
"""Lists that a new value may be added to, after a question; others offer without asking."""
_QUESTION = N_("No order of the export says so. If it is right all the same, keep it.")
_DEMAND = N_("Please choose one of the words of the list.")
_NUMBERS = ("price", "money", "quantity", "rate")


def check_of(
    place: Place, at: int, first_row: int, ranges: Mapping[str, str], words: Words
) -> DataValidation:
    """The check of the column at that position, from the first row of data to the sheet's end.

    `ranges` are the cells of the lists, by the kind of column they are for.
    """
    if place.is_old:
        check = _guard_old(words)
    elif place.column.kind in ranges:
        check = _offer(place.column.kind, ranges[place.column.kind], words)
    elif place.column.kind in _NUMBERS:
        check = _want_number(place.column.kind, words)
    else:
        check = DataValidation(allow_blank=True)
    if not place.is_old:
        check.showInputMessage = True
        check.promptTitle = _cut(place.header, _LONGEST_TITLE)
        check.prompt = _cut(note_of(place, words), _LONGEST_TEXT)
    letter = get_column_letter(at)
    check.add(f"{letter}{first_row}:{letter}{LAST_ROW}")
    return check


def list_ranges(sheet: str, choices: Mapping[str, Choice], columns: Mapping[str, int]) -> dict[str, str]:
    """Where the values of each list stand."""
    return {
        kind: f"{quote_sheetname(sheet)}!${letter}$2:${letter}${len(choice.values) + 1}"
        for kind, choice in choices.items()
        for letter in [get_column_letter(columns[kind])]
    }


def _offer(kind: str, cells: str, words: Words) -> DataValidation:
    check = DataValidation("list", formula1=cells, allow_blank=True)
    is_open = kind in _OPEN_LISTS
    check.showErrorMessage = is_open or kind in ("action", "kind", "yes_no")
    check.errorStyle = "warning" if is_open else "stop"
    check.errorTitle = words.say("Not in the list")
    check.error = words.say(_QUESTION if is_open else _DEMAND)
    return check


def _want_number(kind: str, words: Words) -> DataValidation:
    """A number of at least zero; a quantity above it. `<clear>` and the like can be kept after a question."""
    check = DataValidation("decimal", "greaterThan" if kind == "quantity" else "greaterThanOrEqual", "0")
    check.allow_blank = True
    check.showErrorMessage = True
    check.errorStyle = "warning"
    check.errorTitle = words.say("Not a number")
    check.error = words.say("Please write a number such as 12.50, without a currency.")
    return check


def _guard_old(words: Words) -> DataValidation:
    check = DataValidation("custom", formula1="FALSE", allow_blank=True)
    check.showErrorMessage = True
    check.errorStyle = "warning"  # an order that changed meanwhile has another value to be written here
    check.errorTitle = words.say("What the order says now")
    check.error = words.say(
        "The new value goes into the column to the right. Only change this one if the order itself has "
        "changed meanwhile."
    )
    return check


def _cut(text: str, longest: int) -> str:
    """What a spreadsheet can show there."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
